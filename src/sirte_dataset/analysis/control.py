"""Who is said to hold a place, day by day: what the claims support, what follows from them, where they clash.

What follows does so by the rules that docs/control.md explains, each under the name of its function here:
whole_implies_parts, holder_persists, says_otherwise, contradict. Who held a place in truth is for nobody here
to say; what a date means as days is for reading/edtf.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..descriptor import Package, open_package
from ..errors import UsageError, suggestion
from ..frames import text_dtype
from ..loading import PackageLike, load
from ..reading.edtf import Bounds, bounds, spans
from .places import find_place, wholes
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
# What a figure of the public record says as a claim: its status, and the role of its actor.
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
    start: str | None = None,
    end: str | None = None,
    package: PackageLike = None,
) -> pd.DataFrame:
    """What claims say of who holds a place, given by its id or a name: a row per day and state, and for a day
    without any claim one row of status "unknown". With `parts` every place in it as well, each for itself.

    `day`: the day, or with freq "W" or "M" the first of the week or month, whose states are those of any of
    its days. `certainty`: "certain" if the claims, taken at their word, put the state on that day, else
    "possible". `basis`: "stated", "implied_by_whole", or "persists" (only with persistence
    "until_contradicted": a holder stays until a claim says otherwise). `extent`: whole, part or share of the
    place. `claims`: the row ids of all that support the state. `sources`: "articles", with sources "all" also
    "outside", the public record. `contradicted`: another state of that day cannot be true beside this one.
    docs/control.md explains each rule.

    From `start` to `end`, both in EDTF; by default from the first day that a claim used here names to the
    last that any claim names. `attrs["left_out"]` counts the claims on these places that say nothing here:
    designations, denials, and those without a date.

    Raises UsageError for an unknown place or option and for a start or end that is no date.
    """
    import pandas as pd

    for name, value in (("freq", freq), ("persistence", persistence), ("sources", sources)):
        if value not in CHOICES[name]:
            hint = suggestion(value, CHOICES[name])
            raise UsageError(f"{name} is {value!r}; expected one of {', '.join(CHOICES[name])}.{hint}")
    opened = open_package(package)
    found = find_place(place, opened)
    places = parts_of(found, opened) if parts else [found]
    claims, left_out = _claims(sources, opened)
    same = _same_side(opened)
    states = {
        each: list(_states([each, *wholes(each, opened)], claims, persistence != "none", same))
        for each in places
    }
    used = [state.claim for each in states.values() for state in each]
    periods = _periods(
        freq, _given("start", start)[0] or _known(used, min), _given("end", end)[1] or _known(claims, max)
    )
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
        sure = (claim.end[1] + 1, min(maybe, surely) - 1)
        yield State(
            replace(claim, status="held"),
            "persists",
            ((claim.end[0] + 1, surely - 1),),
            sure if claim.firm and sure[0] <= sure[1] else NEVER,
        )


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


def _claims(sources: str, package: Package) -> tuple[list[Claim], Counter[tuple[str, str]]]:
    """The claims that say who holds a place on some day; how many say it not, by place and reason."""
    rows = [_of_article(row) for row in load("control", "records", package)]
    if sources == "all" and "outside_figures" in package.names:
        figures = load("outside_figures", "records", package)
        rows += [_of_record(row) for row in figures if row["kind"] in OUTSIDE and row["place_id"]]
    claims, left_out = [], Counter[tuple[str, str]]()
    for row in rows:
        edtf, confidence = row.pop("date"), row.pop("confidence")
        reason = {row["status"], confidence, None if edtf else "undated"} & set(LEFT_OUT)
        if reason:
            left_out[row["place"], min(reason)] += 1
            continue
        firm = confidence not in HEDGED and not set("~?%") & set(edtf)
        claims.append(Claim(**row, **_as_days(edtf), firm=firm))
    return sorted(claims, key=lambda claim: (claim.source, claim.row_id)), left_out


def _of_article(row: dict[str, Any]) -> dict[str, Any]:
    actors = {name: row[f"{name}_actor_id"] for name in ("holder", "opponent", "fighter")}
    kept = {name: row[name] for name in ("status", "extent", "date", "confidence")}
    return {"row_id": row["control_id"], "source": "articles", "place": row["place_id"], **actors, **kept}


def _of_record(row: dict[str, Any]) -> dict[str, Any]:
    status, role = OUTSIDE[row["kind"]]
    part = row["place_detail"] and row["kind"] != "entry"
    extent = "share" if row["kind"] == "share_held" else "part" if part else "whole"
    actors = {"holder": None, "opponent": None, "fighter": None, role: row["actor_id"]}
    kept = {"status": status, "extent": extent, "date": row["date"], "confidence": None}
    return {
        "row_id": row["outside_figure_id"],
        "source": "outside",
        "place": row["place_id"],
        **actors,
        **kept,
    }


def _as_days(edtf: str) -> dict[str, Any]:
    """The days, the beginning and the end of a claim by its date; nothing is told after the A of `A/..`."""
    days = [_ordinals(span) for span in spans(edtf)]
    begin = end = (min(days)[0], max(last for _, last in days))
    if "/" in edtf:
        first, last = edtf.split("/")
        known = [_ordinals(bounds(point)) for point in (first, last) if point != ".."]
        begin = (begin[0], min(known[0][1], end[1]))
        end = begin if last == ".." else (max(known[-1][0], begin[0]), end[1])
    return {"days": tuple(days), "begin": begin, "end": end}


def _ordinals(span: Bounds) -> Days:
    first, last = (date.fromisoformat(day).toordinal() if day else None for day in span)
    return first or ALWAYS[0], last or ALWAYS[1]


def _same_side(package: Package) -> Same:
    """Whether two actors are one, or one belongs to the other: between these there is no contradiction."""
    parents = {row["actor_id"]: row["parent_actor_id"] for row in load("actors", "records", package)}

    def line(actor: str | None) -> list[str]:
        found: list[str] = []
        while actor and actor not in found:
            found.append(actor)
            actor = parents.get(actor)
        return found

    return lambda one, other: one in line(other) or other in line(one)


def _states(chain: list[str], claims: list[Claim], persist: bool, same: Same) -> Iterator[State]:
    """What claims say of the first place of a chain, in which each place lies in the next."""
    about = [each for each in claims if each.place in chain]
    for claim in about:
        if claim.place != chain[0] and not whole_implies_parts(claim):
            continue
        basis = "stated" if claim.place == chain[0] else "implied_by_whole"
        # What is said of any place from this one up to the claim's own may end what it implies here.
        near = chain[: chain.index(claim.place) + 1]
        others = [each for each in about if each.place in near or whole_implies_parts(each)]
        days = claim.days
        if days[-1][1] > claim.end[1]:  # no end is told: as far as nothing denies it
            days = ((days[0][0], max(claim.end[1], _denied(claim, others, same)[1] - 1)),)
        yield State(claim, basis, days, (claim.begin[1], claim.end[0]) if claim.firm else NEVER)
        if persist:
            yield from holder_persists(claim, others, same)


def _known(claims: Iterable[Claim], choose: Callable[..., int | None]) -> int | None:
    """The first or the last day that the dates of claims name."""
    named = {day for claim in claims for span in (claim.begin, claim.end) for day in span} - set(ALWAYS)
    return choose(named, default=None)


def _given(name: str, edtf: str | None) -> tuple[int, int] | tuple[None, None]:
    """The first and the last day of a start or end that the caller gives."""
    if edtf is None:
        return None, None
    try:
        first, last = bounds(str(edtf))
    except ValueError as problem:
        raise UsageError(f"{name}: {problem}") from None
    if first is None or last is None:
        raise UsageError(f"{name}: {edtf!r} is open at one end; give a day, a month or a year.")
    return _ordinals((first, last))


def _periods(freq: str, first: int | None, last: int | None) -> list[tuple[Any, Days]]:
    """Each day, week or month from one day to another: its first day, and all its days."""
    import pandas as pd

    if first is None or last is None:  # no claim, and no span that was asked for
        return []
    if first > last:
        raise UsageError("The start lies after the end; give an earlier start or a later end.")
    found = pd.period_range(
        date.fromordinal(first).isoformat(), date.fromordinal(last).isoformat(), freq=freq
    )
    return [(each.start_time, (each.start_time.toordinal(), each.end_time.toordinal())) for each in found]


def _rows(states: list[State], periods: list[tuple[Any, Days]], same: Same) -> Iterator[dict[str, Any]]:
    """The rows of one place, period by period, the certain first; alike states make one row."""
    clashes = _clashes(states, same)
    for day, period in periods:
        alike = defaultdict(list)
        for state, clash in zip(states, clashes, strict=True):
            if any(_meet(days, period) for days in state.days):
                claim, rank = state.claim, BASES.index(state.basis)
                certain = _meet(state.sure, period)
                clashing = any(_meet(days, period) for days in clash)
                found = (not certain, rank, clashing, claim)
                holder = None if claim.status == "contested" else claim.holder
                alike[claim.status, claim.extent, holder].append(found)
        if not alike:
            yield {"day": day, "status": "unknown", "contradicted": False}
        rows = [{"day": day, **_row(*key, found)} for key, found in alike.items()]
        yield from sorted(rows, key=lambda row: [str(row[name]) for name in ("certainty", *COLUMNS[2:5])])


def _row(
    status: str, extent: str, holder: str | None, found: list[tuple[bool, int, bool, Claim]]
) -> dict[str, Any]:
    """One state; its basis is the strongest among those that make it as certain as it is."""
    possible, rank = min(each[:2] for each in found)
    return {
        "status": status,
        "holder_actor_id": holder,
        "extent": extent,
        "certainty": "possible" if possible else "certain",
        "basis": BASES[rank],
        "claims": " ".join(dict.fromkeys(claim.row_id for *_, claim in found)),
        "sources": " ".join(dict.fromkeys(claim.source for *_, claim in found)),
        "contradicted": any(clashing for *_, clashing, _ in found),
    }


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
