"""How all pictures look: colours, shapes, the frame of title and caption, and text beside the rows.

Colours are those of Okabe and Ito, which people with any colour vision tell apart; no meaning rests on colour
alone. Everything is laid out for a width in pixels, labels included: on a narrow one, labels stand above the
marks of their row instead of beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any

from ..errors import UsageError, suggestion
from .picture import Picture, Spec

Row = dict[str, Any]

WIDTH = 960
NARROW = 600
INK, GREY, PALE = "#222222", "#5c5c5c", "#e6e6e6"
BLUE, ORANGE = "#0072B2", "#B34700"
COLOURS = (BLUE, "#D55E00", "#009E73", "#A8467F", "#8A6D00", "#2A7FB8", "#000000")
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
FONT_SIZE = 11
MARGIN = 10
# Pixels that a letter takes on average, and that a bold one or one of the title takes more.
LETTER, MORE = 5.3, 0.7
SMALL: Spec = {"color": GREY, "fontSize": 10}
CONFIG: Spec = {
    "font": "Arial, Liberation Sans, Helvetica, sans-serif",
    "background": "white",
    "view": {"stroke": None},
    "concat": {"spacing": 12},
    "axis": {"labelColor": INK, "labelFontSize": FONT_SIZE, "gridColor": PALE},
    "legend": {"labelColor": INK, "labelFontSize": FONT_SIZE, "symbolSize": 60, "symbolOpacity": 1},
    "text": {"color": INK, "fontSize": FONT_SIZE, "align": "left", "baseline": "middle"},
    "point": {"filled": True, "opacity": 1},
    "tick": {"thickness": 2},
    "title": {"anchor": "start", "frame": "bounds", "color": INK, "subtitleColor": GREY, "fontSize": 15},
}


def framed(
    rows: Sequence[Row],
    views: list[Spec],
    *,
    heading: str,
    how: str,
    caption: str,
    says: str,
    width: int,
    **datasets: Any,
) -> Picture:
    """A picture of `rows`: its views one below the other, the heading above, the caption below.

    `how` tells how to read it and `says` what is in it, for the text alternative. Blank cells are left out.
    """
    head = {"text": wrapped(heading, width, 8), "subtitle": wrapped(how, width, LETTER + MORE), "offset": 12}
    foot = {"text": wrapped(caption, width), "orient": "bottom", "fontWeight": "normal"}
    last = {**views[-1], "title": {**foot, "fontSize": FONT_SIZE, "color": GREY, "offset": 12}}
    shown = [{name: cell for name, cell in row.items() if cell not in (None, "")} for row in rows]
    spec: Spec = {
        "description": f"{heading}. {says} {caption}",
        "title": {**head, "subtitlePadding": 6},
        "data": {"values": shown},
        "vconcat": _said_once([*views[:-1], last]),
        "padding": MARGIN,
        "config": CONFIG,
    }
    return Picture({**spec, "datasets": datasets} if datasets else spec, caption)


def _said_once(views: list[Spec]) -> list[Spec]:
    """The views with each legend in the first layer that uses it, and each axis once in its view.

    Vega-Lite takes them for the other layers too, and complains when it is told again, or beside an end.
    """
    legends: set[str] = set()

    def lean(part: Spec, axis: Spec | None) -> Spec:
        if "layer" in part:
            return {**part, "layer": [lean(each, axis) for each in part["layer"]]}
        encoding = dict(part["encoding"])
        for channel in ("x", "color", "shape"):
            if "field" in (said := encoding.get(channel) or {}):
                if channel in legends or (channel == "x" and part is not axis):
                    encoding[channel] = {name: said[name] for name in ("field", "type") if name in said}
                legends.update({channel} - {"x"})
        return {**part, "encoding": encoding}

    def leaves(part: Spec) -> list[Spec]:
        return [leaf for each in part["layer"] for leaf in leaves(each)] if "layer" in part else [part]

    found = []
    for view in views:
        across = [leaf["encoding"] for leaf in leaves(view) if "field" in (leaf["encoding"].get("x") or {})]
        bearer = min(across, key=lambda encoding: "x2" in encoding, default=None)
        found.append(lean(view, next((leaf for leaf in leaves(view) if leaf["encoding"] is bearer), None)))
    return found


def layer(mark: str, *tests: str, data: str = "", at: Spec | None = None, **look: Any) -> Spec:
    """Marks for the rows of the picture, or of a named dataset, for which every expression holds."""
    found: Spec = {"data": {"name": data}} if data else {}
    if tests:
        found["transform"] = [{"filter": test} for test in tests]
    return {**found, "mark": {"type": mark, **look}, "encoding": at or {}}


def text(field: str, x: float, limit: float, *tests: str, data: str = "", **look: Any) -> Spec:
    """Text in each row, from `x` pixels and no longer than `limit`."""
    return layer("text", *tests, data=data, at={"text": {"field": field}}, x=x, limit=round(limit), **look)


def slots(count: int) -> Spec:
    """Lines of equal height, in which the rows stand by their number in the column `row`."""
    return {"field": "row", "type": "ordinal", "axis": None, "scale": {"domain": list(range(count))}}


def by_article(articles: Mapping[str, str], width: int, x: float, above: float) -> dict[str, Spec]:
    """Colour and shape for each article (id: publisher), and one legend, `above` the view and from `x`."""
    ids = list(articles)
    names = json.dumps({key: f"{key}  {name}" for key, name in articles.items()}, ensure_ascii=False)
    place = {"orient": "none", "direction": "horizontal", "legendX": x, "legendY": -above}
    labels = {"labelExpr": f"{names}[datum.label]", "labelLimit": width - 60, "title": None}
    legend = {**place, **labels, "columns": 1 if width < NARROW else 3}
    return {
        channel: {
            "field": "article_id",
            "type": "nominal",
            "legend": legend,
            "scale": {"domain": ids, "range": [values[number % len(values)] for number in range(len(ids))]},
        }
        for channel, values in (("color", COLOURS), ("shape", SHAPES))
    }


def chosen(wanted: Iterable[str] | None, rows: Sequence[Row], key: str, what: str) -> list[Row]:
    """The rows with these keys, or all. Raises UsageError for an unknown key, and when no row is left."""
    keys = [row[key] for row in rows]
    wanted = keys if wanted is None else list(wanted)
    for one in wanted:
        if one not in keys:
            raise UsageError(f"There is no {what} '{one}'.{suggestion(one, keys)}")
    if not wanted:
        raise UsageError(f"There is no {what} to draw.")
    return [row for row in rows if row[key] in wanted]


def wrapped(told: str, width: float, letter: float = LETTER) -> list[str]:
    """A text in lines that fit a width in pixels; a word that is longer is broken."""
    return wrap(told, max(12, int((width - 2 * MARGIN) / letter))) or [""]


def plain(code: str) -> str:
    """A code as words: territory taken for territory_taken."""
    return code.replace("_", " ")


def counted(number: int, one: str) -> str:
    """1 claim, 2 claims, no claims."""
    return f"{number or 'no'} {one}{'' if number == 1 else 's'}"


def joined(words: Iterable[str]) -> str:
    """A, B and C."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def not_known(counts: Mapping[str, int]) -> str:
    """A sentence on what is not known, and of how many: {"the number of": 3, "the date of": 1}."""
    told = [f"{what} {number}" for what, number in counts.items() if number]
    return f"Not known: {joined(told)}." if told else "Nothing of this is left open."
