"""Casualties: each claim as the range of numbers that it allows, by side and outcome, and never a sum.

What a claim says in numbers is for analysis/figures.py; here it is drawn. Counts of one day or incident and
running totals have panels of their own, for they must not be compared, let alone added.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any, Unpack

from ..analysis.figures import UNKNOWN, Figure, Filters, public_record, select
from ..descriptor import open_package
from ..errors import UsageError
from ..loading import PackageLike, load
from ..reading.telling import UNDATED, date_key, date_text
from ..schemas import table_schema
from .looks import (
    FONT_SIZE,
    GREY,
    INK,
    LETTER,
    MARGIN,
    MORE,
    NARROW,
    SMALL,
    WIDTH,
    Row,
    by_article,
    counted,
    framed,
    layer,
    not_known,
    plain,
    slots,
    text,
    wrapped,
)
from .picture import Picture, Spec

HOW = (
    "A line for each claim, with its words. Symbol: the number; hollow: about that number; bar: from the"
    " least to the most; arrow: at least or more, or at most or fewer. At the right, the words of claims"
    " without a number. An upright line joins claims that are one report told twice. The scale widens small"
    " numbers."
)
RECORD = " Grey: what others published, a tick for each count."
PANELS = {
    "single": "Single days and incidents",
    "running_total": "Running totals, up to some day",
    UNKNOWN: "Not said whether a total",
}
# Pixels of a line, of an arrow, of the label for an article, and at the right for words without a number.
LINE, ARROW, INDENT, WORDS = 16, 26, 50, 118
# The ticks of the public record.
GROUND: Spec = {"color": GREY, "opacity": 0.6, "thickness": 2, "height": 10}
# Where the words of a claim stand, and its symbol, unless it has two limits and no number between them.
AT = "isValid(datum.best) ? datum.best : isValid(datum.high) ? datum.high : datum.low"
ONE = "isValid(datum.at) && (isValid(datum.best) || isValid(datum.low) != isValid(datum.high))"


def casualties(
    *, outside: bool = False, width: int = WIDTH, package: PackageLike = None, **filters: Unpack[Filters]
) -> Picture:
    """What each claim says of the dead, wounded and missing; `filters` are those of sd.figures().

    With `outside` the counts of the public record as well: one line for those of a side and outcome, apart
    for days and incidents and for running totals; counts of a month, a year or another period are not drawn.
    Raises UsageError for a filter that cannot be used, and when no claim is left.
    """
    opened = open_package(package)
    figures, left_out = select("casualties", opened, filters)
    if not figures:
        raise UsageError("No claim is left to draw; choose a wider selection.")
    actors = {row["actor_id"]: row["name"] for row in load("actors", "records", opened)}
    events = {row["event_id"]: row["title"] for row in load("events", "records", opened)}
    articles = {row["article_id"]: row["publisher"] for row in load("articles", "records", opened)}
    sides = table_schema("actors", opened).field("side").enum
    outcomes = table_schema("casualties", opened).field("outcome").enum
    record = public_record(opened, filters) if outside else []
    dates = {figure.row_id: date_key(figure.date) for figure in [*figures, *record]}

    def order(figure: Figure) -> tuple[Any, ...]:
        """Panel and group; in it by date, repeats beside what they repeat, and the public record last."""
        group = list(PANELS).index(figure.count), sides.index(figure.side), outcomes.index(figure.outcome)
        own = not figure.article_id
        return *group, own, dates.get(figure.same_as, dates[figure.row_id]), figure.same_as, figure.row_id

    rows = [_drawn(figure, actors, events) for figure in sorted([*figures, *record], key=order)]
    return ranges_picture(rows, articles, len(left_out), width)


def _drawn(figure: Figure, actors: dict[str, str], events: dict[str, str]) -> Row:
    """A claim as it is drawn; blank is what it does not say."""
    known = ("row_id", "article_id", "count", "side", "outcome", "low", "best", "high", "quantifier")
    return {
        **{name: getattr(figure, name) for name in known},
        "same_as": figure.same_as,
        "victims": actors.get(figure.actor_id or ""),
        "event": events.get(figure.event_id or "", "No event named"),
        "when": date_text(figure.date),
        "number": figure.in_words() or figure.scale or "no number",
        "words": figure.reading or figure.wording or "no number given",
    }


def ranges_picture(rows: list[Row], articles: dict[str, str], left_out: int, width: int) -> Picture:
    """The picture of claims that are ready to be drawn, grouped already."""
    rows = [dict(row) for row in rows]
    heads: list[Row] = []
    record: list[Row] = []
    panels, says = [], []
    for panel, claims in groupby(rows, key=lambda row: str(row["count"])):
        line = 1
        heads.append({"count": panel, "row": 0, "text": PANELS[panel], "panel": True})
        says.append(f"{PANELS[panel]}.")
        for _, group in groupby(claims, key=lambda row: (row["side"], row["outcome"])):
            told = list(group)
            members = [row for row in told if row["article_id"]]
            lines = wrapped(_heading(told), width, LETTER + MORE)
            heads.append({"count": panel, "row": line, "text": "\n".join(lines)})
            line += len(lines)
            for row in members:
                row["row"] = line
                line += 3 if width < NARROW else 1
            counts = [
                f"{row['article_id']} {row['number']} ({row['event']}, {row['when']})" for row in members
            ]
            if others := [row for row in told if not row["article_id"]]:
                lane = f"Public record: {counted(len(others), 'count')}"
                heads.append({"count": panel, "row": line, "label": lane})
                record += [{"count": panel, "row": line, "at": _at(row)} for row in others]
                counts.append(lane.lower())
                line += 2 if width < NARROW else 1
            says.append(f"{_heading(told)}: {'; '.join(counts)}.")
        panels.append((panel, line))
    biggest = max(row[end] or 0 for row in rows for end in ("low", "best", "high"))
    rows = [row for row in rows if row["article_id"]]
    for row in rows:
        del row["number"]
    label = min(350, max(len(row["event"]) for row in rows) * LETTER + 10)
    return framed(
        rows,
        [_view(panel, lines, biggest, label, articles, width) for panel, lines in panels],
        heading="Casualties as the articles tell them",
        how=HOW + RECORD * bool(record),
        caption=_caption(rows, left_out),
        says=" ".join(says),
        width=width,
        heads=heads,
        record=record,
    )


def _at(row: Row) -> int | None:
    """Where a count stands on the axis: at its number, else at one of its limits."""
    return next((row[name] for name in ("best", "high", "low") if row[name] is not None), None)


def _caption(rows: list[Row], left_out: int) -> str:
    blank = {
        "the number of": sum(row["low"] is row["best"] is row["high"] is None for row in rows),
        "the date of": sum(row["when"] == UNDATED for row in rows),
        "whose casualties they were for": sum(row["side"] == UNKNOWN for row in rows),
        "whether it is a total for": sum(row["count"] == UNKNOWN for row in rows),
    }
    repeated = len(rows) - len({row["same_as"] for row in rows})
    unsure = (
        f" {counted(left_out, 'claim')} left out, of which the selection cannot tell." if left_out else ""
    )
    return (
        f"{counted(len(rows), 'claim')}, {repeated or 'none'} of them one report told again."
        f" {not_known(blank)}{unsure} No sum may be made of them: they overlap, and more happened than was"
        " told. This is no toll."
    )


def _heading(rows: list[Row]) -> str:
    """Whose casualties, as far as told, and what became of them."""
    names = sorted({row["victims"] for row in rows if row["victims"]})
    fate = "fate not told" if rows[0]["outcome"] == UNKNOWN else plain(rows[0]["outcome"])
    who = ", ".join(names)
    if rows[0]["side"] == UNKNOWN:
        who = f"Side not told ({who})" if who else "Side not told"
    return f"{who}: {fate}"


def _view(panel: str, lines: int, biggest: int, label: float, articles: dict[str, str], width: int) -> Spec:
    """One panel: headings, labels, and the marks of its claims."""
    narrow = width < NARROW
    beside = 0 if narrow else INDENT + label + 112
    inner = round(width - beside - WORDS - 3 * MARGIN)
    left = 0 if narrow else INDENT - beside
    second, down = (LINE, 2 * LINE - 2) if narrow else (0, 0)
    top = max(biggest * 8, 3)  # behind the biggest number is room for its words
    ticks = [tick * 10**power for power in range(9) for tick in (1, 3) if tick * 10**power <= biggest * 2]
    axis = {"orient": "top", "values": ticks, "domain": False, "ticks": False}
    scale = {"type": "symlog", "domain": [0, top]}
    x: Spec = {"type": "quantitative", "title": None, "scale": scale, "axis": axis}
    colours = by_article(articles, width, -beside, 14 * len(articles) + 34 if narrow else 56)
    bold: Spec = {"lineBreak": "\n", "lineHeight": LINE, "fontWeight": "bold", "data": "heads"}
    same = f"datum.count == '{panel}'"
    claims = [
        layer("point", at=colours, size=45, x=8 - beside),
        text("article_id", 18 - beside, INDENT, fontSize=10),
        text("event", INDENT - beside, width - 72 if narrow else label, fontSize=FONT_SIZE - narrow),
        text("when", INDENT if narrow else -108, 104, **SMALL, yOffset=second),
        layer("line", at={"detail": {"field": "same_as"}}, color=INK, strokeWidth=2, x=-4, orient="vertical"),
        *_numbers(x, colours, down),
        text("words", inner + 8, WORDS - 8, "!isValid(datum.at)", fontStyle="italic", yOffset=down),
    ]
    return {
        "width": inner,
        "height": {"step": LINE},
        "encoding": {"y": slots(lines)},
        "layer": [
            *_lane(inner, lines),
            text("text", -beside, width, same, "datum.panel", **bold, fontSize=13),
            text("text", -beside, width, same, "!datum.panel && !datum.label", **bold),
            text("label", left, width, same, "datum.label", data="heads", **SMALL),
            layer("tick", same, data="record", at={"x": {**x, "field": "at"}}, **GROUND, yOffset=second),
            {"transform": [{"filter": same}, {"calculate": AT, "as": "at"}], "layer": claims},
        ],
    }


def _lane(inner: float, lines: int) -> list[Spec]:
    """The strip at the right for claims without a number, apart from the axis: they are not nought."""
    one: Spec = {"data": {"values": [{}]}}
    strip = {"x": inner + 4, "x2": inner + WORDS, "y": LINE, "y2": lines * LINE}
    name = {"text": {"value": "no number"}, "x": {"value": inner + 8}, "y": {"value": -8}}
    return [
        {**one, **layer("rect", at={end: {"value": at} for end, at in strip.items()}, color="#f2f2f2")},
        {**one, **layer("text", at=name)},
    ]


def _numbers(x: Spec, colours: dict[str, Spec], down: int) -> list[Spec]:
    """The marks of claims with a number, and their words."""
    at = {"x": {**x, "field": "at"}}
    colour = {"color": colours["color"]}
    look: Spec = {"yOffset": down}
    both = "isValid(datum.low) && isValid(datum.high) && datum.low < datum.high"
    limits = {"x": {**x, "field": "low"}, "x2": {"field": "high"}, **colour}
    found = [layer("rule", both, at=limits, strokeWidth=5, opacity=0.6, **look)]
    for known, other, sign, tip in (("low", "high", 1, "right"), ("high", "low", -1, "left")):
        test = f"isValid(datum.{known}) && !isValid(datum.{other}) && !isValid(datum.best)"
        arrow = {**at, "x2": {"field": "at"}, **colour}
        found.append(layer("rule", test, at=arrow, strokeWidth=2, x2Offset=sign * ARROW, **look))
        shape = f"triangle-{tip}"
        found.append(
            layer("point", test, at={**at, **colour}, shape=shape, size=40, xOffset=sign * ARROW, **look)
        )
    hollow: Spec = {"filled": False, "fill": "white", "strokeWidth": 2}
    for test, fill in (("!=", {}), ("==", hollow)):
        tests = ONE, f"datum.quantifier {test} 'about'"
        found.append(layer("point", *tests, at={**at, **colours}, size=70, **fill, **look))
    upward = "isValid(datum.low) && datum.at == datum.low && !isValid(datum.best)"
    for test, dx in ((f"!({upward})", 10), (upward, ARROW + 10)):
        words = {**at, "text": {"field": "words"}}
        found.append(layer("text", "isValid(datum.at)", test, at=words, limit=WORDS + 40, dx=dx, **look))
    return found
