"""Control: who is said to hold each place, day by day, how surely, and on how many days nobody says it.

What claims say of a day, and what follows from them, is for analysis/control.py; here it is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from ..analysis.control import control_over_time
from ..analysis.places import find_place, wholes
from ..descriptor import Package, open_package
from ..errors import UsageError
from ..loading import PackageLike, load
from ..reading.telling import date_text
from .looks import (
    COLOURS,
    FONT_SIZE,
    INK,
    LETTER,
    MARGIN,
    NARROW,
    SMALL,
    WIDTH,
    Row,
    counted,
    framed,
    layer,
    slots,
    text,
)
from .picture import Picture, Spec
from .spans import main_events, main_period, span_limits, time_axis

HOW = (
    "For each place, a line for each side that is said to hold it, in whole or in part, and one for fighting"
    " over it. Thick: certain, if the claims are taken at their word; thin: possible. Dark: a claim says it"
    " of that day; pale: it follows, for a holder stays until a claim says otherwise and holds the parts of"
    " what it holds. Triangle: captured on that day for certain; ring: besieged. Grey ground: nothing is"
    " said. Last in each row: the articles (outside: the public record)."
)
CONTESTED, UNKNOWN, STATED = "contested", "unknown", "stated"
# Pixels of a line, and of the bars of what is certain and of what is possible.
LINE, THICK = 14, {"certain": 9, "possible": 3}


def control(
    place: str | None = None,
    *,
    articles: str | Sequence[str] | None = None,
    start: str | None = None,
    end: str | None = None,
    sources: Literal["articles", "all"] = "articles",
    width: int = WIDTH,
    package: PackageLike = None,
) -> Picture:
    """Who is said to hold a place and each place in it, as sd.control_over_time() has it, where all is drawn.

    By default the place of the main event, from its beginning to the last article. Raises UsageError for an
    unknown place, a `start` or `end` that is no date, and when no place is given and there is no main event.
    """
    opened = open_package(package)
    if place is None:
        events = {row["event_id"]: row for row in load("events", "records", opened)}
        place = next((events[event]["place_id"] for event in main_events(list(events.values()))), None)
        if place is None:
            raise UsageError("Give a place: the package has no main event that has one.")
    first, last = main_period(opened)
    days = control_over_time(
        place,
        persistence="until_contradicted",
        sources=sources,
        parts=True,
        articles=articles,
        start=start or first,
        end=end or last,
        package=opened,
    )
    blank = days.astype(object).where(days.notna(), None)
    rows = [{str(name): cell for name, cell in row.items()} for row in blank.to_dict("records")]
    actors = {row["actor_id"]: row["name"] for row in load("actors", "records", opened)}
    papers = {row["control_id"]: row["article_id"] for row in load("control", "records", opened)}
    runs = [_told(run, actors, papers) for run in _runs(rows)]
    unknown = sum(row["status"] == UNKNOWN for row in rows)
    ends = min(row["day"] for row in rows).date(), max(row["day"] for row in rows).date()
    designated = days.attrs["left_out"]["designated"]
    names = _names(find_place(place, opened), {row["place_id"] for row in rows}, opened)
    return holders_picture(runs, names, ends, unknown, designated, width)


def _runs(rows: Sequence[Row]) -> list[Row]:
    """States that hold for days on end: one row each, with the claims of all its days."""
    found: list[Row] = []
    latest: dict[tuple[object, ...], Row] = {}
    for row in rows:
        if row["status"] == UNKNOWN:
            continue
        names = ("place_id", "status", "holder_actor_id", "extent", "certainty", "basis", "contradicted")
        state = {name: row[name] for name in names}
        day, key = row["day"].date(), tuple(state.values())
        run = latest.get(key)
        if run is None or run["last"] + timedelta(days=1) < day:
            run = latest[key] = {**state, "first": day, "claims": {}}
            found.append(run)
        run["last"] = day
        run["claims"] |= dict.fromkeys(row["claims"].split())
    return found


def _told(run: Row, actors: dict[str, str], articles: dict[str, str]) -> Row:
    """A run as it is drawn: who holds how much, in words, and which articles say so."""
    holder = actors.get(run.pop("holder_actor_id") or "", "holder not named")
    who = CONTESTED if run["status"] == CONTESTED else holder
    claims = run["claims"]
    return {
        **run,
        "holder": who,
        "first": run["first"].isoformat(),
        "last": run["last"].isoformat(),
        "claims": " ".join(claims),
        "articles": " ".join(sorted({articles.get(claim, "outside") for claim in claims})),
        "contradicted": run["contradicted"] or None,
    }


def _names(root: str, places: set[str], package: Package) -> dict[str, str]:
    """The places as a tree, each after the one it lies in, with names that say where it lies."""
    names = {row["place_id"]: row["name"] for row in load("places", "records", package)}
    paths = {}
    for place in places:
        chain = wholes(place, package)
        paths[place] = [*reversed(chain[: chain.index(root) + 1]), place] if root in chain else [place]
    ordered = sorted(places, key=lambda place: [names[each] for each in paths[place]])
    return {
        place: f"{names[place]}, in {names[paths[place][-2]]}" if len(paths[place]) > 2 else names[place]
        for place in ordered
    }


def holders_picture(
    runs: list[Row],
    names: dict[str, str],
    ends: tuple[date, date],
    unknown: int,
    designated: int,
    width: int,
) -> Picture:
    """The picture of runs that are ready to be drawn, of places in this order."""
    narrow = width < NARROW
    heads: list[Row] = []
    lanes: list[Row] = []
    rows: list[Row] = []
    says, line = [], 0
    for place, name in names.items():
        heads.append({"row": line, "text": name})
        line += 1
        own = [run for run in runs if run["place_id"] == place]
        for who in dict.fromkeys(map(_who, sorted(own, key=lambda run: run["holder"]))):
            members = [run for run in own if _who(run) == who]
            papers = sorted({paper for run in members for paper in run["articles"].split()})
            label = f"{who} · {' '.join(papers)}" if narrow else who
            lanes.append({"row": line, "text": label, "articles": None if narrow else " ".join(papers)})
            rows += [{**run, "row": line} for run in members]
            line += 2 if narrow else 1
        if not own:
            lanes.append({"row": line, "text": "nothing is said", "articles": None if narrow else "none"})
            line += 2 if narrow else 1
        sure = [run for run in own if (run["certainty"], run["basis"]) == ("certain", STATED)]
        told = [f"{said(run['status'])} {_by(run)}{date_text(run['first'])}" for run in sure]
        says.append(f"{name}: {'; '.join(told) or 'nothing for certain'}.")
    days = len(names) * ((ends[1] - ends[0]).days + 1)
    clashes = sum(bool(run["contradicted"]) for run in runs) or "no"
    caption = (
        f"{counted(len(names), 'place')}; of {unknown:,} of their {days:,} days nothing is said."
        f" The claims have {clashes} states that cannot both be true (≠). Left out, since they do not say who"
        f" holds it: {counted(designated, 'claim')} that only call a place a bastion or stronghold."
    )
    return framed(
        rows,
        [_view(lanes, rows, line, ends, width)],
        heading=f"Who is said to hold {next(iter(names.values()))}",
        how=HOW,
        caption=caption,
        says=" ".join(says),
        width=width,
        heads=heads,
        lanes=lanes,
    )


def said(status: str) -> str:
    """A status before the name of the holder, who is within when a place is besieged."""
    return "held under siege" if status == "besieged" else status


def _who(run: Row) -> str:
    """Who holds how much, or that it is contested."""
    return str(run["holder"] if run["extent"] == "whole" else f"{run['holder']}, a {run['extent']}")


def _by(run: Row) -> str:
    return "" if run["status"] == CONTESTED else f"by {_who(run)}, "


def _view(lanes: list[Row], rows: list[Row], lines: int, ends: tuple[date, date], width: int) -> Spec:
    narrow = width < NARROW
    label = max((len(lane["text"]) for lane in lanes), default=0) * LETTER + 24
    beside = 0 if narrow else min(340, label)
    right = 0 if narrow else max((len(lane["articles"]) for lane in lanes), default=0) * 5 + 14
    inner = round(width - beside - right - 3 * MARGIN)
    down = LINE if narrow else 0
    limits = ends[0].isoformat(), ends[1].isoformat()
    axis = time_axis(limits, inner)
    holders = sorted({row["holder"] for row in rows} - {CONTESTED})
    hues = [*(COLOURS[number % len(COLOURS)] for number in range(len(holders))), INK]
    colour = {
        "field": "holder",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": [*holders, CONTESTED], "range": hues},
    }
    stated = f"datum.basis == '{STATED}'"
    shade = {"condition": {"test": stated, "value": 1}, "value": 0.35}
    at = {"x": {**axis, "field": "from"}, "x2": {"field": "to"}, "color": colour, "opacity": shade}
    bars = [
        layer("bar", f"datum.certainty == '{certainty}'", at=at, height=thick, yOffset=down)
        for certainty, thick in reversed(THICK.items())
    ]
    ground = {"x": {"value": 0}, "x2": {"value": inner}}
    sure = f"datum.certainty == 'certain' && {stated}"
    flag: Spec = {"filled": False, "fill": "white", "stroke": INK, "size": 45, "yOffset": down}
    flags = [
        layer("point", sure, f"datum.status == '{status}'", at={"x": at["x"]}, shape=shape, **flag)
        for status, shape in (("captured", "triangle-up"), ("besieged", "circle"))
    ]
    ring = {"x": {**axis, "field": "middle"}}
    clash = {**ring, "text": {"value": "≠"}}
    return {
        "width": inner,
        "height": {"step": LINE},
        "transform": span_limits(limits),
        "encoding": {"y": slots(lines)},
        "layer": [
            layer("rect", data="lanes", at=ground, color="#f1f1f1", yOffset=down),
            *bars,
            *flags,
            layer("point", "datum.contradicted", at=ring, size=150, color="white", yOffset=down),
            layer("text", "datum.contradicted", at=clash, align="center", fontSize=15, yOffset=down),
            text("text", -beside, width, data="heads", fontWeight="bold"),
            text("text", 12 - beside, (beside or inner) - 12, data="lanes", fontSize=FONT_SIZE - narrow),
            *([] if narrow else [text("articles", inner + 10, right, data="lanes", **SMALL)]),
        ],
    }
