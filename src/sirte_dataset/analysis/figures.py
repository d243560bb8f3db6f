"""Each claim that counts something as an interval in numbers, which a plot can draw and a rule reckon with.

What is unknown stays unknown, nothing is added up, and the tables stay as they are. Making one figure of
several claims is left to estimates.py, where each way of doing so has a name.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from ..descriptor import Package, open_package
from ..errors import DataError, UsageError, suggestion
from ..frames import assemble_pandas
from ..loading import PackageLike, load
from ..schemas import Field, TableSchema, table_schema
from .periods import overlap
from .places import chain, find_place, parts
from .ready import load as load_ready

if TYPE_CHECKING:
    import pandas as pd

# The tables that count something, and the column of those who are counted or who act.
ACTORS = {"casualties": "victim_actor_id", "strikes": "actor_id", "strengths": "actor_id"}

# How a word without a number may be read: the least and the most. docs/estimates.md gives the reasons.
READINGS: dict[str, tuple[int, int | None]] = {
    "units": (2, 9),
    "tens": (20, 99),
    "dozens": (24, 99),
    "hundreds": (200, 999),
    "thousands": (2000, None),
}

# What a figure of the public record counts, by its scope; other scopes are months, years and periods.
SCOPES = {
    **dict.fromkeys(("incident", "day"), "single"),
    **dict.fromkeys(("running_total", "whole_campaign"), "running_total"),
}

# Two claims so linked are one claim told twice.
REPEATS = ("repeats", "same_report")

UNKNOWN = "unknown"
FEW = 20  # names, to be listed where none is near


class Link(NamedTuple):
    """That one claim includes, may include or updates another."""

    row_id: str
    relation: str
    other: str


@dataclass(frozen=True)
class Figure:
    """What one claim counts. `events` is the event and those it is part of, nearest first."""

    row_id: str
    article_id: str = ""
    publisher: str | None = None
    event_id: str | None = None
    outcome: str | None = None
    unit: str | None = None
    side: str = UNKNOWN
    actor_id: str | None = None
    victim_kind: str | None = None
    place_id: str | None = None
    date: str | None = None
    date_earliest: datetime.date | None = None
    date_latest: datetime.date | None = None
    quantifier: str = "not_stated"
    scale: str | None = None
    wording: str | None = None
    low: int | None = None
    best: int | None = None
    high: int | None = None
    count: str = UNKNOWN
    same_as: str = ""
    overlaps_with: str | None = None
    reading: str | None = None
    attributed_to: str | None = None
    confidence: str = ""
    says: str | None = None
    events: tuple[str, ...] = ()
    one_incident: bool = False
    links: tuple[Link, ...] = ()

    def in_words(self) -> str:
        """Its number in words; nothing where it gives none."""
        exact = {"more_than": ("at least", "more than"), "fewer_than": ("at most", "fewer than")}
        return in_words(self.low, self.best, self.high).replace(*exact.get(self.quantifier, ("", "")))


# What a frame of figures shows: all but what only the rules reckon with.
COLUMNS = tuple(field.name for field in fields(Figure))[:-3]


class Filters(TypedDict, total=False):
    """Which claims are asked for; figures() says what each means."""

    outcome: str | None
    side: str | None
    within: str | None
    during: str | None
    how: str
    event: str | None
    articles: str | Sequence[str] | None
    scales: bool


# What a filter says of a claim: that it is meant, that it is not, or why that cannot be known.
Verdict = bool | str
Test = Callable[[Figure], Verdict]


def figures(
    table: str = "casualties",
    *,
    outcome: str | None = None,
    side: str | None = None,
    within: str | None = None,
    during: str | None = None,
    how: str = "possible",
    event: str | None = None,
    articles: str | Sequence[str] | None = None,
    scales: bool = False,
    package: PackageLike = None,
) -> pd.DataFrame:
    """The claims of `casualties`, `strikes` or `strengths` as intervals: a row per claim, nothing added up.

    `low`, `best` and `high` are the figures as printed, blank where unknown: "at least 20" has a low alone,
    "about 50" a best alone, and "more than 300" has 300 as its low. With `scales`, words without a number get
    the bounds of their reading (READINGS), told in the column `reading`. `unit` says what is counted; `count`
    is `single` (one incident, day or moment), `running_total` or `unknown`. `same_as` is the first of the
    claims that `claim_links` joins as repeats or as one report, `overlaps_with` those joined in another way.

    `outcome` is a code of casualties; `side` is a side, or an actor with those who belong to it, of the
    victims, of those who strike or of the fighters (`unknown`: where it is not said); `within` a place with
    all that lies in it; `during` a period in EDTF, in which the date may lie (how="possible") or lies for
    sure ("certain"); `event` an event with its parts; `articles` identifiers.

    `attrs["left_out"]` holds the claims of which a filter cannot tell whether they are meant, each with the
    reason: those that name no place, no date, no event or nobody, or that leave the outcome open. Raises
    UsageError, with the nearest name, for a value that there is not.
    """
    opened = open_package(package)
    asked: Filters = {"outcome": outcome, "side": side, "within": within, "during": during, "how": how}
    asked |= {"event": event, "articles": articles, "scales": scales}
    chosen, left_out = select(table, opened, asked)
    told = _sentences(opened)
    told_of = [replace(figure, says=told.get(figure.row_id)) for figure in chosen]
    frame = _frame(told_of, table_schema(table, opened))
    frame.attrs["left_out"] = left_out
    return frame


def select(table: str, package: Package, asked: Filters) -> tuple[list[Figure], dict[str, str]]:
    """The claims that the filters choose, and those of which they cannot tell, with the reason."""
    for name in asked:
        _check(name, list(Filters.__annotations__), "filter")
    if table not in ACTORS:
        raise UsageError(f"No figures are made of '{table}'.{_nearest(table, list(ACTORS))}")
    tests = _tests(table, package, asked)
    chosen, left_out = [], {}
    for figure in _figures(table, package, asked.get("scales", False)):
        verdicts = [test(figure) for test in tests]
        doubts = [verdict for verdict in verdicts if isinstance(verdict, str)]
        if False in verdicts:
            continue
        if doubts:
            left_out[figure.row_id] = doubts[0]
        else:
            chosen.append(figure)
    return chosen, left_out


def public_record(package: Package, asked: Filters) -> list[Figure]:
    """What others published of the dead and wounded, as far as the filters choose it.

    Every article is beside it; to the events of the dataset it is not matched, so that none is left where an
    event is asked for.
    """
    if asked.get("event") is not None:
        return []
    filters: Filters = {**asked, "articles": None}
    tests = _tests("casualties", package, filters)
    outcomes = table_schema("casualties", package).field("outcome").enum
    sides = {row["actor_id"]: row["side"] for row in _rows("actors", package)}
    found = []
    for row in _rows("outside_figures", package):
        if row["kind"] in outcomes and row["scope"] in SCOPES:
            known = {name: row[name] for name in COLUMNS if name in row}
            more = {"row_id": row["outside_figure_id"], "outcome": row["kind"], "count": SCOPES[row["scope"]]}
            found.append(Figure(**(known | more), side=sides.get(row["actor_id"], UNKNOWN)))
    return [figure for figure in found if all(test(figure) is True for test in tests)]


# --- what there is


def _figures(table: str, package: Package, scales: bool) -> list[Figure]:
    schema = table_schema(table, package)
    publishers = {row["article_id"]: row["publisher"] for row in _rows("articles", package)}
    sides = {row["actor_id"]: row["side"] for row in _rows("actors", package)}
    events = {row["event_id"]: row for row in _rows("events", package)}
    wholes = {key: event["part_of"] for key, event in events.items()}
    same_as, links = _links(table, package)

    def figure(row: dict[str, Any]) -> Figure:
        row_id, actor, event = row[schema.key], row[ACTORS[table]], row.get("event_id")
        joined = links.get(row_id, [])
        others = {end for link in joined for end in (link.row_id, link.other)} - {row_id}
        known = {name: row[name] for name in COLUMNS if name in row}
        more: dict[str, Any] = {
            "row_id": row_id,
            "publisher": publishers.get(row["article_id"]),
            "unit": row.get("unit") or schema.field("low").unit,
            "side": sides.get(actor, UNKNOWN),
            "actor_id": actor,
            # A table without running totals tells of one moment each time.
            "count": {True: "running_total", False: "single", None: UNKNOWN}[row.get("cumulative", False)],
            "same_as": same_as.get(row_id, row_id),
            "overlaps_with": " ".join(sorted(others, key=in_order)) or None,
            "events": tuple(chain(event, wholes)),
            "one_incident": event in events and events[event]["granularity"] == "single",
            "links": tuple(joined),
        }
        found = Figure(**(known | more))
        return _read(found) if scales else found

    return [figure(row) for row in load(table, "records", package)]


def _rows(table: str, package: Package) -> list[dict[str, Any]]:
    return load(table, "records", package) if table in package.names else []


def _sentences(package: Package) -> dict[str, str]:
    """Each claim in one line; none where the package lacks what the view of claims is made from."""
    try:
        return {row["row_id"]: row["says"] for row in load_ready("claims", "records", package)}
    except (DataError, UsageError):
        return {}


def _read(figure: Figure) -> Figure:
    """A figure in words with the bounds of its reading."""
    if figure.scale not in READINGS:
        return figure
    low, high = READINGS[figure.scale]
    told = f"{low} to {high}" if high else f"{low} or more"
    return replace(figure, low=low, high=high, reading=f"{figure.scale} read as {told}")


def _links(table: str, package: Package) -> tuple[dict[str, str], dict[str, list[Link]]]:
    """Of each claim the first of those that repeat each other, and the other links it stands in."""
    first: dict[str, str] = {}
    links: dict[str, list[Link]] = {}
    for row in _rows("claim_links", package):
        if row["resource"] != table or row["other_resource"] != table:
            continue
        link = Link(row["row_id"], row["relation"], row["other_row_id"])
        ends = (link.row_id, link.other)
        if link.relation in REPEATS:
            joined = {first.get(end, end) for end in ends}
            group = joined.union(ends, (each for each, head in first.items() if head in joined))
            first |= dict.fromkeys(group, min(group, key=in_order))
        else:
            for end in ends:
                links.setdefault(end, []).append(link)
    return first, links


def in_order(row_id: str) -> tuple[int, str]:
    """Sorts C999 before C1000."""
    return len(row_id), row_id


def in_words(low: int | None, best: int | None, high: int | None) -> str:
    """Numbers in words: 18, at least 20, 24 to 99, about 50; nothing where there are none."""
    if low == high:
        limits = "" if low is None else f"{low}"
    elif low is None:
        limits = f"at most {high}"
    else:
        limits = f"at least {low}" if high is None else f"{low} to {high}"
    if best is None or limits == f"{best}":
        return limits
    return f"{limits}, best {best}" if limits else f"about {best}"


# --- which of it is asked for


def _tests(table: str, package: Package, asked: Filters) -> list[Test]:
    tests: list[Test] = []
    if (how := asked.get("how", "possible")) not in ("possible", "certain"):
        raise UsageError(f"how is {how!r}; expected one of possible, certain.")
    if (outcome := asked.get("outcome")) is not None:
        tests.append(_outcome_test(outcome, table, package))
    if (side := asked.get("side")) is not None:
        tests.append(_side_test(side, package))
    if (within := asked.get("within")) is not None:
        places = set(parts(find_place(within, package), package))
        tests.append(lambda figure: figure.place_id in places if figure.place_id else "It names no place.")
    if (during := asked.get("during")) is not None:
        tests.append(_period_test(str(during), how))
    if (event := asked.get("event")) is not None:
        _check(event, [row["event_id"] for row in _rows("events", package)], "event")
        tests.append(
            lambda figure: event in figure.events if figure.events else "It belongs to no single event."
        )
    if (articles := asked.get("articles")) is not None:
        wanted = [articles] if isinstance(articles, str) else list(articles)
        for article in wanted:
            _check(article, [row["article_id"] for row in _rows("articles", package)], "article")
        tests.append(lambda figure: figure.article_id in wanted)
    return tests


def _outcome_test(outcome: str, table: str, package: Package) -> Test:
    schema = table_schema(table, package)
    if "outcome" not in schema.names:
        raise UsageError(f"Table '{table}' has no outcomes; they are of casualties alone.")
    _check(outcome, schema.field("outcome").enum, "outcome")
    doubts = {"unknown": "It does not say what became of them."}
    if outcome in ("killed", "wounded"):
        doubts["killed_or_wounded"] = "It does not tell dead from wounded."
    return lambda figure: figure.outcome == outcome or doubts.get(figure.outcome or "", False)


def _side_test(side: str, package: Package) -> Test:
    if side == UNKNOWN:
        return lambda figure: figure.side == UNKNOWN
    nobody = "It does not say whose they were."
    sides = table_schema("actors", package).field("side").enum
    if side in sides:
        return lambda figure: figure.side == side if figure.actor_id else nobody
    actors = load("actors", "records", package)
    by_name = {row["name"].casefold(): row["actor_id"] for row in actors if row["name"]}
    wanted = by_name.get(str(side).casefold(), side)
    parents = {row["actor_id"]: row["parent_actor_id"] for row in actors}
    _check(
        wanted,
        [*sides, *parents, *(row["name"] for row in actors if row["name"])],
        "side or actor",
        told=sides,
    )
    return lambda figure: wanted in chain(figure.actor_id, parents) if figure.actor_id else nobody


def _period_test(period: str, how: str) -> Test:
    overlap("2000", period)  # refuses what is no period
    wanted = ("certain",) if how == "certain" else ("certain", "possible")
    return lambda figure: overlap(figure.date, period) in wanted if figure.date else "It has no date."


def _check(value: str, known: Sequence[str], what: str, told: Sequence[str] = ()) -> None:
    if value not in known:
        raise UsageError(f"There is no {what} '{value}'.{_nearest(value, known, told)}")


def _nearest(value: str, known: Sequence[str], told: Sequence[str] = ()) -> str:
    """The nearest name, or else all there are, where they are few."""
    names = told or known
    return suggestion(value, known) or (f" There are: {', '.join(names)}." if len(names) < FEW else "")


def _frame(found: Sequence[Figure], schema: TableSchema) -> pd.DataFrame:
    """A frame of the types of its table, as load() has them; the further columns are text."""
    fields = tuple(schema.field(name) if name in schema.names else Field(name, "string") for name in COLUMNS)
    columns = {name: [getattr(each, name) for each in found] for name in COLUMNS}
    return assemble_pandas(TableSchema("figures", "", "", fields, ("row_id",)), columns)
