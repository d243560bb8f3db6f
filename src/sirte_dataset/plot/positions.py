"""Disagreements: for each point on which claims differ, what each claim says, side by side, and of when.

Which claims differ, how, and how to take it is coded in the tables; nothing is judged here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..descriptor import Package, open_package
from ..loading import PackageLike, load
from ..reading.telling import date_key
from ..schemas import table_schema
from .looks import (
    INK,
    LETTER,
    MARGIN,
    MORE,
    NARROW,
    SMALL,
    WIDTH,
    Row,
    by_article,
    chosen,
    counted,
    framed,
    joined,
    layer,
    not_known,
    plain,
    slots,
    text,
    wrapped,
)
from .picture import Picture, Spec
from .spans import axis_ends, main_period, span, span_layers, span_limits, time_axis

HOW = (
    "Each block is a point on which claims differ, with a line for each claim: its article, what it says in"
    " our words, and the time it speaks of as that article alone tells it (diamond: a day; line: some time"
    " along it; bar: all along it; fading: that end is not told). Contradiction: they cannot all be true."
    " Tension: they pull apart. Scope: they only seem to differ."
)
# Pixels of a line, and before what a claim says, for the symbol and id of its article.
LINE, INDENT = 15, 50


def disagreements(
    which: Iterable[str] | None = None, *, width: int = WIDTH, package: PackageLike = None
) -> Picture:
    """The points on which claims differ, each with its claims side by side.

    `which` are their identifiers, by default all; when they are given, how to take each is told too. Raises
    UsageError for an unknown one, and for none.
    """
    opened = open_package(package)
    points = chosen(which, load("discrepancies", "records", opened), "discrepancy_id", "disagreement")
    kinds = table_schema("discrepancies", opened).field("kind").enum
    points.sort(key=lambda row: kinds.index(row["kind"]))
    ids = {row["discrepancy_id"] for row in points}
    claims = [row for row in _claims(opened) if row["discrepancy_id"] in ids]
    articles = {row["article_id"]: row["publisher"] for row in load("articles", "records", opened)}
    if which is None:
        points = [{**point, "resolution": None} for point in points]
    days = [row[end] for row in claims for end in ("first", "last") if row[end]]
    ends = axis_ends(days) if which is not None and days else main_period(opened)
    return positions_picture(points, claims, articles, ends, width)


def _claims(package: Package) -> list[Row]:
    """Each claim that takes part in a disagreement, in order of the time that its article tells."""
    taking_part = load("discrepancy_claims", "records", package)
    claims = {
        (table, row[table_schema(table, package).key]): row
        for table in {row["resource"] for row in taking_part}
        for row in load(table, "records", package)
    }
    found = []
    for part in taking_part:
        claim = claims[part["resource"], part["row_id"]]
        row = {name: part[name] for name in ("discrepancy_id", "row_id", "position")}
        day = claim.get("date_stated")
        found.append((date_key(day), {**row, "article_id": claim["article_id"], **span(day)}))
    return [row for _, row in sorted(found, key=lambda each: (each[0], each[1]["row_id"]))]


def positions_picture(
    points: list[Row], claims: list[Row], articles: dict[str, str], ends: tuple[str, str], width: int
) -> Picture:
    """The disagreements that are ready to be drawn, over the days of an axis of time."""
    narrow = width < NARROW
    longest = max((len(claim["position"]) for claim in claims), default=0)
    beside = width - 3 * MARGIN if narrow else min(440, max(300, int(longest * LETTER) + INDENT + 30))
    rows: list[Row] = []
    heads: list[Row] = []
    says, line = [], 0
    for point in points:
        head = f"{point['topic']} ({plain(point['kind'])})"
        lines = wrapped(head, beside, LETTER + MORE)
        heads.append({"row": line, "text": "\n".join(lines)})
        line += len(lines)
        own = [claim for claim in claims if claim["discrepancy_id"] == point["discrepancy_id"]]
        for claim in own:
            lines = wrapped(claim["position"], beside - INDENT)
            rows.append({**claim, "position": "\n".join(lines), "row": line})
            line += len(lines) + narrow
        if point["resolution"]:
            lines = wrapped(f"How to take it: {point['resolution']}", beside)
            heads.append({"row": line, "text": "\n".join(lines), "small": True})
            line += len(lines)
        line += 1
        told = "; ".join(f"{claim['article_id']}: {claim['position']}" for claim in own)
        says.append(f"{head}: {told}")
    dated = [row for row in rows if row["form"] != "undated"]
    blank = {
        "the time of": len(rows) - len(dated),
        "the beginning or end of the time of": sum(not (row["first"] and row["last"]) for row in dated),
    }
    kinds = joined(f"{kind} {n}" for kind, n in Counter(plain(point["kind"]) for point in points).items())
    caption = (
        f"{counted(len(rows), 'claim')} on {counted(len(points), 'point')} ({kinds})."
        f" {not_known(blank)} Claims on which all agree are not shown."
    )
    view = _view(rows, line, articles, ends, beside, width)
    heading, told = "Where the articles differ", " ".join(says)
    return framed(
        rows, [view], heading=heading, how=HOW, caption=caption, says=told, width=width, heads=heads
    )


def _view(
    rows: list[Row], lines: int, articles: dict[str, str], ends: tuple[str, str], beside: int, width: int
) -> Spec:
    narrow = width < NARROW
    inner = beside if narrow else width - beside - 3 * MARGIN
    left = 0 if narrow else -beside
    axis = time_axis(ends, inner)
    spread: Spec = {"lineBreak": "\n", "lineHeight": LINE}
    colours = by_article(articles, width, left, 14 * len(articles) + 12 if narrow else 46)
    outside = "datum.form == 'undated' || datum.from >= datum.to"
    times = [*span_layers(rows, axis, hue=INK), text("when", 4, inner, outside, **SMALL)]
    told = "datum.position" + (r" + '\n' + datum.when" if narrow else "")
    return {
        "width": inner,
        "height": {"step": LINE},
        "transform": [*span_limits(ends), {"calculate": told, "as": "told"}],
        "encoding": {"y": slots(lines)},
        "layer": [
            text("text", left, beside, "!datum.small", data="heads", fontWeight="bold", **spread),
            text("text", left, beside, "datum.small", data="heads", fontStyle="italic", **spread),
            layer("point", at=colours, size=50, x=left + 8),
            text("article_id", left + 18, INDENT, fontSize=10),
            text("told", left + INDENT, beside - INDENT, **spread),
            *([] if narrow else times),
        ],
    }
