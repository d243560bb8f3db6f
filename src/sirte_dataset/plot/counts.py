"""Strikes: how many were counted up to which day, by the articles and in the public record.

Each point is a count as it was published. Nothing is drawn between them, for nobody says what was there.
"""

from __future__ import annotations

from ..analysis.figures import SCOPES, in_words, select
from ..descriptor import open_package
from ..errors import UsageError
from ..loading import PackageLike, load
from ..reading.telling import date_text
from .looks import GREY, INK, MARGIN, NARROW, SMALL, WIDTH, Row, by_article, counted, framed, layer
from .picture import Picture, Spec
from .spans import axis_ends, span_limits, time_axis

HOW = (
    "Each point is a running count, at the last day that it may include. Grey ring: the public record, from"
    " its first count to its last; a coloured symbol with its number: an article."
)
HEIGHT = 260


def strikes(*, width: int = WIDTH, package: PackageLike = None) -> Picture:
    """Running counts of strikes by the last day that they include: of the articles, and as others published.

    Counts of a single day, without a number or without a last day are told in the caption. Raises UsageError
    when no count is left.
    """
    opened = open_package(package)
    figures, _ = select("strikes", opened, {})
    articles = {row["article_id"]: row["publisher"] for row in load("articles", "records", opened)}
    told = [
        {
            "row_id": each.row_id,
            "article_id": each.article_id,
            "last": each.date_latest,
            **_number(vars(each)),
        }
        for each in figures
        if each.count == "running_total"
    ]
    rows = load("outside_figures", "records", opened) if "outside_figures" in opened.names else []
    others = [
        {"row_id": row["outside_figure_id"], **_number(row)}
        for row in rows
        if row["kind"] == "strikes" and SCOPES.get(row["scope"]) == "running_total"
    ]
    drawn = [_drawn(row) for row in [*told, *others] if row["last"] and row["at"] is not None]
    if not drawn:
        raise UsageError("No running count of strikes has a number and a last day; there is nothing to draw.")
    left = len(figures) - sum("article_id" in row for row in drawn)
    return counts_picture(drawn, articles, left, width)


def _number(row: Row) -> Row:
    """A count: where it stands on the axis, its words, and the last day that it may include."""
    low, best, high = (row[name] for name in ("low", "best", "high"))
    at = next((each for each in (best, high, low) if each is not None), None)
    return {"at": at, "number": in_words(low, best, high), "last": row["date_latest"]}


def _drawn(row: Row) -> Row:
    last = row["last"].isoformat()
    return {**row, "first": last, "last": last}


def counts_picture(rows: list[Row], articles: dict[str, str], left: int, width: int) -> Picture:
    """The picture of counts that are ready to be drawn; so many claims of the articles are not among them."""
    named = [{**row, "label": f"{row['article_id']}: {row['number']}"} for row in rows if "article_id" in row]
    others = sorted(
        (row for row in rows if "article_id" not in row), key=lambda row: (row["last"], row["at"])
    )
    days = [row["last"] for row in rows]
    says = [f"{row['article_id']} counts {row['number']} up to {date_text(row['last'])}." for row in named]
    if others:
        told = (f"{row['number']} up to {date_text(row['last'])}" for row in (others[0], others[-1]))
        says.append(f"The public record counts {', and '.join(told)}.")
    caption = (
        f"{counted(len(named), 'running count')} of the articles and {len(others)} of the public record."
        f" Not drawn: {counted(left, 'claim')} of the articles that count one day, give no number or do not"
        " say up to which day. Counts are not to be added: each includes those before it."
    )
    shown = sorted({row["article_id"] for row in named})
    ends = {row["row_id"] for row in others[:1] + others[-1:]}
    marked = [{**row, "label": row["number"] if row["row_id"] in ends else None} for row in others]
    return framed(
        [*marked, *named],
        [_view(axis_ends(days), articles, shown, width)],
        heading="Air strikes: running counts",
        how=HOW,
        caption=caption,
        says=" ".join(says),
        width=width,
    )


def _view(ends: tuple[str, str], articles: dict[str, str], shown: list[str], width: int) -> Spec:
    inner = width - 3 * MARGIN - 30
    above = 14 * len(shown) + 34 if width < NARROW else 56
    colours = {
        channel: {**each, "legend": {**each["legend"], "values": shown}}
        for channel, each in by_article(articles, width, 0, above).items()
    }
    axis = time_axis(ends, inner)
    # Ticks far enough apart that no month is named twice.
    few = {**axis["axis"], "orient": "bottom", "format": "%-d %b %Y", "tickCount": max(3, int(inner / 110))}
    x: Spec = {**axis, "field": "middle", "axis": few}
    y: Spec = {"field": "at", "type": "quantitative", "title": None, "axis": {"tickCount": 5}}
    ring: Spec = {"filled": False, "fill": "white", "color": GREY, "strokeWidth": 1.5, "size": 40}
    own, label = "isValid(datum.article_id)", {"x": x, "text": {"field": "label"}}
    return {
        "width": inner,
        "height": HEIGHT,
        "transform": span_limits(ends),
        "encoding": {"y": y},
        "layer": [
            layer("point", f"!{own}", at={"x": x}, **ring),
            layer("point", own, at={"x": x, **colours}, size=110),
            layer("text", own, at=label, color=INK, dx=10, dy=10),
            layer("text", f"!{own}", "datum.label", at=label, **SMALL, dy=-9, align="center"),
        ],
    }
