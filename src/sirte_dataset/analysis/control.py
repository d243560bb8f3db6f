"""Who is said to hold a place, day by day: what the claims support, what follows from them, where they clash.

What follows does so by the rules that docs/control.md explains, each under the name of its function here:
whole_implies_parts, holder_persists, says_otherwise, contradict. Who held a place in truth is for nobody here
to say; what a date means as days is for reading/edtf.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..descriptor import Package, open_package
from ..errors import DataError, UsageError, suggestion
from ..frames import text_dtype
from ..loading import PackageLike, load
from ..reading.edtf import Bounds, bounds, spans
from .places import chain, find_place, wholes
from .places import parts as parts_of

if TYPE_CHECKING:
    import pandas as pd

CHOICES = {
    "freq": ("D", "W", "M"),
    "persistence": ("none", "until_contradicted"),
    "sources": ("articles", "all"),
}
COLUMNS = [
    *("place_id", "day", "status", "holder_actor_id", "extent"),
    *("certainty", "basis", "claims", "sources", "contradicted"),
]
BASES = ("stated", "implied_by_whole", "persists")
LEFT_OUT = ("designated", "denied", "undated")
HEDGED = ("suspected", "possible", "not_confirmed")
# What a figure of the public record says as a statement on control: its status, and the role of its actor.
OUTSIDE = {
    "held": ("held", "holder"),
    "share_held": ("held", "holder"),
    "capture": ("captured", "holder"),
    "withdrawal": ("captured", "opponent"),
    "entry": ("contested", "opponent"),
}

Days = tuple[int, int]  # the first and the last, as ordinals
Same = Callable[[str | None, str | None], bool]
ALWAYS: Days = (date.min.toordinal(), date.max.toordinal())
NEVER: Days = (ALWAYS[1], ALWAYS[0])


@dataclass(frozen=True)
class Claim:
    """One statement on a place: it may be so on its `days`, its first moment lies in `begin`, the last that
    is told in `end`; `firm` unless the date or the statement is hedged."""

    row_id: str
    source: str
    place: str
    status: str
    extent: str
    holder: str | None
    opponent: str | None
    fighter: str | None
    days: tuple[Days, ...]
    begin: Days
    end: Days
    firm: bool


class State(NamedTuple):
    """What a claim says of a place, itself or by a rule: perhaps on `days`, for certain on each of `sure` or,
    where the second of its two days comes first, at some time from that one to the other."""

    claim: Claim
    basis: str
    days: tuple[Days, ...]
    sure: Days


def control_over_time(
    place: str,
    freq: Literal["D", "W", "M"] = "D",
    persistence: Literal["none", "until_contradicted"] = "none",
    sources: Literal["articles", "all"] = "articles",
    *,
    parts: bool = False,
    articles: str | Sequence[str] | None = None,
    start: str | None = None,
    end: str | None = None,
    package: PackageLike = None,
) -> pd.DataFrame:
    """What claims say of who holds a place, given by its id or a name: a row per day and state, and for a day
    without any claim one row of status "unknown". With `parts` every place in it as well, each for itself;
    with `articles`, identifiers, as if no other article had been written.

    `day`: the day, or with freq "W" or "M" the first of the week or month, whose states are those of any of
    its days. `extent`: whole, part or share of the place. `certainty`: "certain" if the claims, taken at
    their word, put the state on that day, else "possible". `basis`: "stated", "implied_by_whole", or
    "persists" (only with persistence "until_contradicted": a holder stays until a claim says otherwise).
    `claims`: the row ids of those that make it as certain as it is; `sources`: whether these are of the
    "articles" or, with sources "all", from "outside", the public record. `contradicted`: another state of
    that day cannot be true beside this one. docs/control.md explains each rule.

    From `start` to `end`, both in EDTF, in whole weeks or months; by default from the first day that a claim
    used here names to the last that any claim names. `attrs["left_out"]` counts the claims on these places
    that say nothing here: designations, denials, and those without a date.

    Raises UsageError for an unknown place, article or option and for a start or end that is no date.
    """
    import pandas as pd

    for name, value in (("freq", freq), ("persistence", persistence), ("sources", sources)):
        if value not in CHOICES[name]:
            hint = suggestion(value, CHOICES[name])
            raise UsageError(f"{name} is {value!r}; expected one of {', '.join(CHOICES[name])}.{hint}")
    opened = open_package(package)
    found = find_place(place, opened)
    places = parts_of(found, opened) if parts else [found]
    claims, left_out = _claims(sources, _asked_for(articles, opened), opened)
    same = _same_side(opened)
    states = {
        each: list(_states([each, *wholes(each, opened)], claims, persistence != "none", same))
        for each in places
    }
    used = [state.claim for each in states.values() for state in each]
    periods = _periods(freq, _edge("start", start, used, 0), _edge("end", end, claims, 1))
    rows = [{"place_id": each, **row} for each in places for row in _rows(states[each], periods, same)]
    types = {name: text_dtype() for name in COLUMNS} | {"day": "datetime64[us]", "contradicted": "boolean"}
    frame = pd.DataFrame(rows, columns=COLUMNS).astype(types)
    frame.attrs["left_out"] = {why: sum(left_out[each, why] for each in places) for why in LEFT_OUT}
    return frame


def whole_implies_parts(claim: Claim) -> bool:
    """Whether a claim on a place says the same of every place in it: the whole of it is held or captured."""
    return claim.extent == "whole" and claim.status in ("held", "captured")


def holder_persists(claim: Claim, others: Iterable[Claim], same: Same) -> Iterator[State]:
    """The holder that a claim states stays after its days, until one of the others says otherwise.

    It is possible only, no longer certain, from the first day on which one of them may have said so.
    """
    if claim.holder and claim.status != "contested":
        maybe, surely = _denied(claim, others, same)
        days, sure = (claim.end[0] + 1, surely - 1), (claim.end[1] + 1, min(maybe, surely) - 1)
        # A share is a measure of its day; that a part is held may last.
        held = replace(claim, status="held", extent="whole" if claim.extent == "whole" else "part")
        yield State(held, "persists", (days,), sure if claim.firm and sure[0] <= sure[1] else NEVER)


def _denied(claim: Claim, others: Iterable[Claim], same: Same) -> Days:
    """The first day by which one may, and by which one must, have said otherwise since this claim's last."""
    opposed = [_after(other, claim) for other in others if says_otherwise(other, claim, same)]
    maybe, surely = (min((each[n] for each in opposed), default=ALWAYS[1]) for n in (0, 1))
    return maybe, surely


def _after(other: Claim, claim: Claim) -> Days:
    """The first day by which another claim may, and by which it must, speak of a time after this one's last.

    On one and the same day a capture comes last: its holder is who holds after it. Else the order is open.
    """
    takes, taken = other.status == "captured", claim.status == "captured"
    may = claim.end[0] + (taken and not takes)
    must = claim.end[1] + (taken or not takes)
    mays = [max(first, may) for first, last in other.days if min(last, other.end[1]) >= may]
    speaks = other.firm and other.end[0] >= must
    return min(mays, default=ALWAYS[1]), max(other.begin[1], must) if speaks else ALWAYS[1]


def says_otherwise(later: Claim, earlier: Claim, same: Same) -> bool:
    """Whether a claim denies that the holder of an earlier one still has a place, or that it is contested."""
    if "whole" not in (later.extent, earlier.extent):
        return False
    if earlier.status == "contested":
        return later.status in ("held", "captured")
    if later.status == "contested":
        return earlier.extent == "whole"
    if later.holder:
        return not same(later.holder, earlier.holder)
    return later.status == "captured" and same(later.opponent, earlier.holder)


def contradict(one: Claim, other: Claim, same: Same) -> bool:
    """Whether two claims cannot both be true of one place on one day."""
    if "whole" not in (one.extent, other.extent):
        return False
    if one.status == other.status == "captured":
        return bool(one.holder and other.holder) and not same(one.holder, other.holder)
    split = one.extent != other.extent
    ones, others = _may_hold(one, split), _may_hold(other, split)
    return bool(ones and others) and not any(same(actor, another) for actor in ones for another in others)


def _may_hold(claim: Claim, split: bool) -> list[str]:
    """All who may hold the place, or some of it if it is split, on the day of a claim; empty: anybody."""
    found = [claim.holder]
    if claim.status == "captured":
        found = [claim.holder, claim.opponent]
    elif claim.status == "contested" and (split or not claim.holder):
        found = [claim.holder or claim.fighter, claim.opponent]
    return [actor for actor in found if actor] if all(found) else []


def _asked_for(articles: str | Sequence[str] | None, package: Package) -> list[str] | None:
    """The identifiers of the articles that are asked for, None for all."""
    if articles is None:
        return None
    known = [row["article_id"] for row in load("articles", "records", package)]
    wanted = [articles] if isinstance(articles, str) else list(articles)
    for article in wanted:
        if article not in known:
            raise UsageError(f"There is no article '{article}'.{suggestion(article, known)}")
    return wanted


def _claims(
    sources: str, articles: Collection[str] | None, package: Package
) -> tuple[list[Claim], Counter[tuple[str, str]]]:
    """The claims that say who holds a place on some day; how many say it not, by place and reason."""
    rows = load("control", "records", package)
    told = [("articles", row) for row in rows if articles is None or row["article_id"] in articles]
    if sources == "all" and "outside_figures" in package.names:
        figures = load("outside_figures", "records", package)
        told += [("outside", _as_statement(row)) for row in figures if row["kind"] in OUTSIDE]
    claims, left_out = [], Counter[tuple[str, str]]()
    for source, row in sorted(told, key=lambda each: (each[0], each[1]["control_id"])):
        found = {row["status"], row.get("confidence"), None if row["date"] else "undated"}
        if reason := next((each for each in LEFT_OUT if each in found), None):
            left_out[row["place_id"], reason] += 1
        else:
            claims.append(_claim(source, row))
    return claims, left_out


def _claim(source: str, row: dict[str, Any]) -> Claim:
    holder, opponent, fighter = (row.get(f"{role}_actor_id") for role in ("holder", "opponent", "fighter"))
    firm = row.get("confidence") not in HEDGED and not set("~?%") & set(row["date"])
    said = (row["place_id"], row["status"], row["extent"], holder, opponent, fighter)
    return Claim(row["control_id"], source, *said, *_as_days(row["date"]), firm)


def _as_statement(figure: dict[str, Any]) -> dict[str, Any]:
    """A figure of the public record as a row of the table of control."""
    status, role = OUTSIDE[figure["kind"]]
    part = "part" if figure["place_detail"] else "whole"
    return {
        "control_id": figure["outside_figure_id"],
        "place_id": figure["place_id"],
        "status": status,
        "extent": "share" if figure["kind"] == "share_held" else part,
        f"{role}_actor_id": figure["actor_id"],
        "date": figure["date"],
    }


def _as_days(edtf: str) -> tuple[tuple[Days, ...], Days, Days]:
    """Days, beginning and end of a claim by its date; the last that `A/..` tells of is A."""
    try:
        days = [_ordinals(span) for span in spans(edtf)]
    except ValueError as problem:
        raise DataError(str(problem), column="date") from None
    begin = end = (min(days)[0], max(last for _, last in days))
    if "/" in edtf:
        first, last = edtf.split("/")
        known = [_ordinals(bounds(point)) for point in (first, last) if point != ".."]
        begin = (begin[0], min(known[0][1], end[1]))
        end = begin if last == ".." else (max(known[-1][0], begin[0]), end[1])
    return tuple(days), begin, end


def _ordinals(span: Bounds) -> Days:
    first, last = (date.fromisoformat(day).toordinal() if day else None for day in span)
    return first or ALWAYS[0], last or ALWAYS[1]


def _same_side(package: Package) -> Same:
    """Whether two actors are one, or one belongs to the other: between these there is no contradiction."""
    parents = {row["actor_id"]: row["parent_actor_id"] for row in load("actors", "records", package)}

    return lambda one, other: one in chain(other, parents) or other in chain(one, parents)


def _states(places: list[str], claims: list[Claim], persist: bool, same: Same) -> Iterator[State]:
    """What claims say of the first of these places, each of which lies in the next."""
    about = [each for each in claims if each.place in places]
    for claim in about:
        if claim.place != places[0] and not whole_implies_parts(claim):
            continue
        basis = "stated" if claim.place == places[0] else "implied_by_whole"
        # What is said of any place from this one up to the claim's own may end what it implies here.
        near = places[: places.index(claim.place) + 1]
        others = [each for each in about if each.place in near or whole_implies_parts(each)]
        days = claim.days
        if days[-1][1] > claim.end[1]:  # no end is told: as far as nothing denies it
            days = ((days[0][0], max(claim.end[1], _denied(claim, others, same)[1] - 1)),)
        yield State(claim, basis, days, (claim.begin[1], claim.end[0]) if claim.firm else NEVER)
        if persist:
            yield from holder_persists(claim, others, same)


def _edge(name: str, edtf: str | None, claims: Iterable[Claim], side: Literal[0, 1]) -> int | None:
    """The day to start or end with: that of the date given, else the first or last that the claims name."""
    if edtf is None:
        named = {day for claim in claims for span in (claim.begin, claim.end) for day in span} - set(ALWAYS)
        return (max if side else min)(named, default=None)
    try:
        given = _ordinals(bounds(str(edtf)))[side]
    except ValueError as problem:
        raise UsageError(f"{name}: {problem}") from None
    if given in ALWAYS:
        raise UsageError(f"{name}: {edtf!r} is open at this end; give a day, a month or a year.")
    return given


def _periods(freq: str, first: int | None, last: int | None) -> list[Days]:
    """Each day, week or month that has one of the days from one to another."""
    if first is None or last is None:  # no claim, and no span that was asked for
        return []
    if first > last:
        raise UsageError("The start lies after the end; give an earlier start or a later end.")
    return sorted({_period(date.fromordinal(day), freq) for day in range(first, last + 1)})


def _period(day: date, freq: str) -> Days:
    if freq == "M":
        return _ordinals(bounds(day.isoformat()[:7]))
    first = day.toordinal() - (day.weekday() if freq == "W" else 0)
    return first, first + (6 if freq == "W" else 0)


def _rows(states: list[State], periods: list[Days], same: Same) -> Iterator[dict[str, Any]]:
    """The rows of one place, period by period, the certain first; states that are alike make one row."""
    clashes = _clashes(states, same)
    for period in periods:
        day = date.fromordinal(period[0])
        alike = defaultdict(list)
        for number, state in enumerate(states):
            if any(_meet(days, period) for days in state.days):
                holder = None if state.claim.status == "contested" else state.claim.holder
                certainty = "certain" if _meet(state.sure, period) else "possible"
                alike[state.claim.status, holder, state.claim.extent].append((certainty, number))
        rows = []
        for key, found in alike.items():
            certainty = min(found)[0]
            numbers = [number for each, number in found if each == certainty]
            clash = any(_meet(days, period) for number in numbers for days in clashes[number])
            row = {"day": day, **dict(zip(COLUMNS[2:5], key, strict=True)), "certainty": certainty}
            row["basis"] = min((states[number].basis for number in numbers), key=BASES.index)
            row["claims"] = " ".join(dict.fromkeys(states[number].claim.row_id for number in numbers))
            row["sources"] = " ".join(dict.fromkeys(states[number].claim.source for number in numbers))
            rows.append({**row, "contradicted": clash})
        yield from sorted(rows, key=lambda row: (row["certainty"], [str(row[name]) for name in COLUMNS[2:5]]))
        if not rows:
            yield {"day": day, "status": "unknown", "contradicted": False}


def _clashes(states: list[State], same: Same) -> list[list[Days]]:
    """For each state the days on which it and another are both certain and contradict each other."""
    found: list[list[Days]] = [[] for _ in states]
    for (n, one), (m, other) in combinations(enumerate(states), 2):
        days = (max(one.sure[0], other.sure[0]), min(one.sure[1], other.sure[1]))
        if days[0] <= days[1] and contradict(one.claim, other.claim, same):
            found[n].append(days)
            found[m].append(days)
    return found


def _meet(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
