"""The timeline: events as spans between their first and last possible day, and when the articles appeared.

A day, a time that something lasted and a moment somewhere within limits are drawn apart, since they are
different knowledge; an open end fades out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from ..descriptor import Package, open_package
from ..loading import PackageLike, load
from ..reading.edtf import bounds
from ..reading.telling import date_key, date_text
from .looks import (
    BLUE,
    LETTER,
    MARGIN,
    NARROW,
    ORANGE,
    PALE,
    SMALL,
    WIDTH,
    Row,
    chosen,
    counted,
    framed,
    joined,
    layer,
    not_known,
    plain,
    slots,
    text,
)
from .picture import Picture, Spec

HOW = (
    "Diamond: on that day. Thick bar: it lasted that long. Thin line: at some time along it. Fading: that end"
    " is not known. Blue: it happened; orange: planned or attempted only. Grey bands: the articles appeared"
    " on one of these days. Last in each row: the articles that report it."
)
# Milliseconds, in which Vega counts time.
DAY = 86_400_000
# Pixels that the bar of a form is thick.
THICK = {"lasts": 8, "within": 2}


def timeline(
    events: Iterable[str] | None = None, *, width: int = WIDTH, package: PackageLike = None
) -> Picture:
    """Events on one axis of time, in order, with the articles that report them and when these appeared.

    `events` are identifiers, such as a column of a frame; by default the event that has most parts, with
    these. Raises UsageError for an unknown one, and for none.
    """
    opened = open_package(package)
    known = load("events", "records", opened)
    rows = chosen(main_events(known) if events is None else events, known, "event_id", "event")
    told: dict[str, set[str]] = {}
    for report in load("event_reports", "records", opened):
        told.setdefault(report["event_id"], set()).add(report["article_id"])
    rows.sort(key=lambda row: (date_key(row["date"]), row["event_id"]))
    drawn = [_drawn(row, sorted(told.get(row["event_id"], ()))) for row in rows]
    whole = {row["part_of"] for row in rows} & {row["event_id"] for row in rows}
    top = [row["title"] for row in rows if row["event_id"] in whole and row["part_of"] not in whole]
    heading = f"Timeline: {top[0]}" if len(top) == 1 else "Timeline"
    return spans_picture(drawn, load("articles", "records", opened), heading, len(known), width)


def main_events(events: Sequence[Row]) -> list[str]:
    """The event that has most parts, their parts too, and these; all events where none has parts."""

    def family(event: str) -> list[str]:
        found = [event]
        for whole in found:  # grows while it is walked
            parts = [row["event_id"] for row in events if row["part_of"] == whole]
            found += [part for part in parts if part not in found]
        return found

    ids = [row["event_id"] for row in events]
    largest = max(map(family, ids), key=len, default=[])
    return largest if len(largest) > 1 else ids


def main_period(package: Package) -> tuple[str, str]:
    """First and last day of an axis from the beginning of the main events to the last article."""
    events = load("events", "records", package)
    main = chosen(main_events(events), events, "event_id", "event")
    days = [row["date_earliest"] for row in main]
    days += [row["published_latest"] for row in load("articles", "records", package)]
    return axis_ends([day.isoformat() for day in days if day])


def _drawn(event: Row, articles: list[str]) -> Row:
    """An event as it is drawn."""
    row = {"event_id": event["event_id"], "title": event["title"], "kind": plain(event["kind"])}
    realis = None if event["realis"] == "actual" else event["realis"]
    return {**row, **span(event["date"]), "realis": realis, "articles": " ".join(articles) or "no report"}


def span(day: str | None) -> Row:
    """A date in EDTF as it is drawn: first and last possible day, and which form of knowledge it is."""
    first, last = bounds(day) if day else (None, None)
    form = "undated" if not day else "day" if first == last else "lasts" if "/" in day else "within"
    return {"when": date_text(day), "first": first, "last": last, "form": form}


def spans_picture(rows: list[Row], articles: Sequence[Row], heading: str, known: int, width: int) -> Picture:
    """The timeline of events that are ready to be drawn, in the order in which they are given."""
    rows = [{**row, "row": number} for number, row in enumerate(rows)]
    papers = _papers(articles)
    days = [row[end] for row in rows for end in ("first", "last") if row[end]]
    ends = axis_ends([*days, *(paper["to"] for paper in papers)])
    far = milliseconds(ends[1]) - milliseconds(ends[0]) > 300 * DAY
    papers = [{**paper, "level": n if far else n % 2} for n, paper in enumerate(papers)]
    dated = [row for row in rows if row["form"] != "undated"]
    blank = {f"the {name} of": sum(not row[end] for row in dated) for name, end in ENDS.items()}
    caption = (
        f"{counted(len(rows), 'event')} of the {known} in the data; one that several articles report is one"
        f" line. {not_known({**blank, 'any date of': len(rows) - len(dated)})}"
    )
    on_a_day = [f"{row['title']} ({row['when']})" for row in rows if row["form"] == "day"]
    says = (
        f"{counted(len(rows), 'event')} told by {joined(row['article_id'] for row in articles)};"
        f" {len(on_a_day)} on a known day: {'; '.join(on_a_day) or 'none'}."
    )
    view = _view(rows, ends, width)
    return framed(
        rows, [view], heading=heading, how=HOW, caption=caption, says=says, width=width, papers=papers
    )


ENDS = {"beginning": "first", "end": "last"}


def axis_ends(days: Sequence[str]) -> tuple[str, str]:
    """First and last day of an axis of time with these days on it, with some room for open ends."""
    first, last = (date.fromisoformat(end(days)) if days else date.today() for end in (min, max))
    room = (last - first) / 16 + timedelta(days=1)
    return (first - room).isoformat(), (last + room).isoformat()


def _papers(articles: Sequence[Row]) -> list[Row]:
    """When articles appeared; those with the same limits are one band."""
    found: dict[tuple[date, date], list[str]] = {}
    for row in articles:
        if row["published_earliest"] and row["published_latest"]:
            limits = row["published_earliest"], row["published_latest"]
            found.setdefault(limits, []).append(row["article_id"])
    return [
        {"from": first.isoformat(), "to": last.isoformat(), "ids": " ".join(ids)}
        for (first, last), ids in sorted(found.items())
    ]


def milliseconds(day: str, later: int = 0) -> int:
    """The beginning of a day, or of one so many days later, as Vega counts time."""
    return ((date.fromisoformat(day) - date(1970, 1, 1)) // timedelta(days=1) + later) * DAY


def time_axis(ends: tuple[str, str], width: float) -> Spec:
    """The axis of time from the first to the end of the last day, in UTC wherever it is drawn."""
    low, high = milliseconds(ends[0]), milliseconds(ends[1], 1)
    days = (high - low) // DAY
    form = "%Y" if days > 900 else "%b %Y" if days > 75 else "%-d %b %Y"
    axis = {"orient": "top", "format": form, "grid": False, "tickCount": max(2, int(width / 75))}
    return {"type": "temporal", "title": None, "scale": {"type": "utc", "domain": [low, high]}, "axis": axis}


def _view(rows: list[Row], ends: tuple[str, str], width: int) -> Spec:
    narrow = width < NARROW
    titles = min(380, max(len(row["title"] + (row["realis"] or "")) for row in rows) * LETTER + 20)
    beside = 0 if narrow else titles + 112
    right = 0 if narrow else max(len(row["articles"]) for row in rows) * 5 + 14
    inner = round(width - beside - right - 3 * MARGIN)
    down = 14 if narrow else 0
    axis = time_axis(ends, inner)
    if narrow:
        texts = [text("label", 0, inner, yOffset=-12), text("small", 0, inner, yOffset=2, **SMALL)]
    else:
        texts = [text("label", -beside, titles), text("kind", -106, 100, fontStyle="italic", **SMALL)]
        texts.append(text("articles", inner + 10, right, **SMALL))
    texts.append(text("when", 4, inner, "datum.form == 'undated'", **SMALL, yOffset=down))
    return {
        "width": inner,
        "height": {"step": 42 if narrow else 15},
        "transform": [
            *span_limits(ends),
            {"calculate": "datum.title + (datum.realis ? ' (' + datum.realis + ')' : '')", "as": "label"},
            {"calculate": "datum.kind + ' · ' + datum.articles", "as": "small"},
        ],
        "encoding": {"y": slots(len(rows))},
        "layer": [*_appeared(axis, ends), *span_layers(rows, axis, down), *texts],
    }


def span_limits(ends: tuple[str, str]) -> list[Spec]:
    """Where spans begin and end on an axis: `from`, `to` and, for a day, `middle`."""
    low, high = milliseconds(ends[0]), milliseconds(ends[1], 1)
    return [
        {"calculate": f"datum.first ? max(time(toDate(datum.first)), {low}) : {low}", "as": "from"},
        {"calculate": f"datum.last ? min(time(toDate(datum.last)) + {DAY}, {high}) : {high}", "as": "to"},
        {"calculate": "(datum.from + datum.to) / 2", "as": "middle"},
    ]


def span_layers(rows: Sequence[Row], axis: Spec, down: int = 0, hue: str = BLUE) -> list[Spec]:
    """Bars, lines and diamonds for rows as span() makes them, of those that meet the axis."""
    colour = {"color": {"condition": {"test": "datum.realis", "value": ORANGE}, "value": hue}}
    meets = "datum.form != 'undated' && datum.from < datum.to"
    look: Spec = {"yOffset": down, "clip": True}
    found = []
    for side, known, later in (("from", "first", 0), ("to", "last", DAY)):
        shown = f"datum.{known} && datum.{side} == time(toDate(datum.{known})) + {later}"
        at = {"x": {**axis, "field": side}, **colour}
        found.append(layer("tick", meets, "datum.form == 'within'", shown, at=at, height=9, **look))
    kinds = {(row["form"], bool(row["first"]), bool(row["last"]), bool(row.get("realis"))) for row in rows}
    for form, first, last, unreal in sorted(kind for kind in kinds if kind[0] in THICK):
        tests = [
            f"datum.form == '{form}'",
            *(f"{'' if there else '!'}datum.{end}" for end, there in (("first", first), ("last", last))),
        ]
        tests.append(f"{'' if unreal else '!'}isValid(datum.realis)")
        full = ORANGE if unreal else hue
        shades = [full if known else full + "00" for known in (first, last)]
        fill = {
            "gradient": "linear",
            "stops": [{"offset": n, "color": each} for n, each in enumerate(shades)],
        }
        at = {"x": {**axis, "field": "from"}, "x2": {"field": "to"}}
        found.append(layer("bar", meets, *tests, at=at, height=THICK[form], color=fill, **look))
    at = {"x": {**axis, "field": "middle"}, **colour}
    return [*found, layer("point", meets, "datum.form == 'day'", at=at, shape="diamond", size=70, **look)]


def _appeared(axis: Spec, ends: tuple[str, str]) -> list[Spec]:
    """When the articles appeared: a band for the days on which they may have, and their ids above."""
    level = {"field": "level", "type": "quantitative", "scale": {"domain": [0, 1], "range": [0, -13]}}
    middle = {
        "x": {**axis, "field": "middle"},
        "y": {"value": -30},
        "text": {"field": "ids"},
        "yOffset": level,
    }
    across = {"x": {**axis, "field": "from"}, "x2": {"field": "to"}}
    band = {**across, "y": {"value": 0}, "y2": {"value": "height"}}
    layers = [
        layer("text", at=middle, data="papers", align="center", **SMALL),
        layer("rect", at=band, data="papers", color=PALE, clip=True),
    ]
    renamed = [{"calculate": f"datum.{name}", "as": end} for name, end in (("from", "first"), ("to", "last"))]
    return [{**each, "transform": [*renamed, *span_limits(ends)]} for each in layers]
