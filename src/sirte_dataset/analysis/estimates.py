"""One figure out of several claims, by a rule that has a name: what it gives, from which claims, and why.

A rule never puts together what does not count one thing: then it gives no figure and says so. What the single
claims count is for figures.py to say. No result is the toll of anything; it is what a rule makes of claims.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING, NamedTuple, Unpack

from ..descriptor import open_package
from ..errors import UsageError, suggestion
from ..loading import PackageLike
from .figures import Figure, Filters, Link, in_order, in_words, select

if TYPE_CHECKING:
    import pandas as pd

CAUTION = "This is what the rule makes of these claims, never the battle's toll."

TOTAL, SINGLE = "running_total", "single"
NOT_ASKED_FOR = {
    SINGLE: "It counts one incident, day or moment and is no running total.",
    TOTAL: "It is a running total and may hold the other counts.",
    "unknown": "It does not say whether it is a running total.",
}


@dataclass(frozen=True)
class Estimate:
    """What a rule makes of claims. str() gives it as a sentence.

    `low`, `best` and `high` are None where the rule gives none; `used` and `left_out` name the claims by row
    id, the latter with the reason; `asked` is the selection, `note` what else has to be known.
    """

    rule: str
    low: int | None = None
    best: int | None = None
    high: int | None = None
    used: tuple[str, ...] = ()
    left_out: dict[str, str] = field(default_factory=dict)
    asked: str = ""
    note: str = ""

    def __str__(self) -> str:
        figure = _worded(self.low, self.best, self.high)
        told = f"{figure}, from {_listed(self.used)}" if figure else "no figure"
        if self.used and not figure:
            told += f" from {_listed(self.used)}"
        parts = [f"By the rule {self.rule}, {self.asked or 'these claims'}: {told}.", self.note]
        if self.left_out:
            parts.append(f"Left out: {_reasons(self.left_out)}.")
        return " ".join(filter(None, [*parts, CAUTION]))

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(str(self))}</p>"


class Result(NamedTuple):
    """What a rule finds in claims that are ready for it."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    used: Sequence[Figure] = ()
    left_out: Mapping[str, str] = {}
    note: str = ""


Claims = Sequence[Figure]
Rule = Callable[[Claims], Result]

# Every rule by its name, in the order in which they are told.
RULES: dict[str, Rule] = {}


def estimate(
    table: str = "casualties", *, rule: str, package: PackageLike = None, **filters: Unpack[Filters]
) -> Estimate:
    """One figure out of the claims that the filters of figures() choose, by one of the RULES.

    Before any rule, claims that are denied, that repeat another (see `same_as`), that give no number or that
    another chosen claim updates are left out, each with the reason. Raises UsageError, with the nearest name,
    for an unknown rule or value.
    """
    _check_rule(rule)
    chosen, unclear = select(table, open_package(package), filters)
    return apply_rule(rule, chosen, unclear, _asked(table, filters))


def compare_rules(
    table: str = "casualties", *, package: PackageLike = None, **filters: Unpack[Filters]
) -> pd.DataFrame:
    """What every rule makes of the same claims, a row each: rule, low, best, high, used, left_out, sentence.

    The figures are Int64, blank where a rule gives none; used and left_out are row ids with a space between.
    """
    import pandas as pd

    chosen, unclear = select(table, open_package(package), filters)
    made = [apply_rule(rule, chosen, unclear, _asked(table, filters)) for rule in RULES]
    columns = {
        "rule": pd.array([each.rule for each in made]),
        **{
            name: pd.array([getattr(each, name) for each in made], "Int64")
            for name in ("low", "best", "high")
        },
        "used": [" ".join(each.used) for each in made],
        "left_out": [" ".join(each.left_out) for each in made],
        "sentence": [str(each) for each in made],
    }
    return pd.DataFrame(columns)


def apply_rule(
    rule: str, chosen: Claims, unclear: Mapping[str, str] | None = None, asked: str = ""
) -> Estimate:
    """What a rule makes of claims, in whatever order they come; `unclear` are those left out already."""
    _check_rule(rule)
    claims, left_out = sorted(chosen, key=lambda claim: in_order(claim.row_id)), dict(unclear or {})
    for ready in (_not_denied, _told_once, _with_a_number, _not_updated):
        claims, dropped = ready(claims)
        left_out |= dropped
    result = RULES[rule](claims) if claims else Result(note="No claim gives a number.")
    left_out |= result.left_out
    read = [f"{claim.row_id}: {claim.reading}" for claim in result.used if claim.reading]
    note = " ".join(filter(None, [result.note, f"Words as numbers: {'; '.join(read)}." if read else ""]))
    used = tuple(claim.row_id for claim in result.used)
    return Estimate(rule, *result[:3], used, dict(sorted(left_out.items(), key=_by_id)), asked, note)


def _check_rule(rule: str) -> None:
    if rule not in RULES:
        hint = suggestion(rule, RULES) or f" The rules are: {', '.join(RULES)}."
        raise UsageError(f"There is no rule '{rule}'.{hint}")


# --- before any rule

Sifted = tuple[list[Figure], dict[str, str]]


def _sifted(claims: Claims, reasons: Mapping[str, str]) -> Sifted:
    return [claim for claim in claims if claim.row_id not in reasons], dict(reasons)


def _not_denied(claims: Claims) -> Sifted:
    denied = [claim.row_id for claim in claims if claim.confidence == "denied"]
    return _sifted(claims, dict.fromkeys(denied, "It is denied by the one to whom it is attributed."))


def _told_once(claims: Claims) -> Sifted:
    """Of claims that repeat each other the one that says most, with the links of all, told by groups."""
    groups: dict[str, list[Figure]] = {}
    for claim in claims:
        groups.setdefault(claim.same_as or claim.row_id, []).append(claim)
    head = {claim.row_id: name for name, group in groups.items() for claim in group}
    kept: list[Figure] = []
    repeats: dict[str, str] = {}
    for group in groups.values():
        said = min(group, key=lambda claim: (_width(claim), not _has_number(claim), in_order(claim.row_id)))
        links = {
            Link(head[link.row_id], link.relation, head[link.other])
            for claim in group
            for link in claim.links
            if link.row_id in head and link.other in head
        }
        kept.append(replace(said, same_as=head[said.row_id], links=tuple(sorted(links))))
        told = f"It repeats {said.row_id} ({in_words(said)})."
        repeats |= {claim.row_id: told for claim in group if claim is not said}
    return kept, repeats


def _with_a_number(claims: Claims) -> Sifted:
    without = [claim.row_id for claim in claims if not _has_number(claim)]
    return _sifted(claims, dict.fromkeys(without, "It gives no number."))


def _not_updated(claims: Claims) -> Sifted:
    at_hand = {claim.same_as: claim.row_id for claim in claims}
    updated = {
        claim.row_id: f"It is updated by {at_hand[link.row_id]}."
        for claim in claims
        for link in claim.links
        if link.relation == "updates" and link.row_id in set(at_hand) - {claim.same_as}
    }
    return _sifted(claims, updated)


def _has_number(claim: Figure) -> bool:
    return not claim.low is claim.best is claim.high is None


def _width(claim: Figure) -> float:
    return inf if claim.low is None or claim.high is None else claim.high - claim.low


# --- what may be put together


def _thing(claim: Figure) -> dict[str, object]:
    """What must be alike in two claims for them to count one thing.

    A single incident is one by its event. A running total, and a count of an event with many incidents, is
    the same as another only where place and date are known and alike.
    """
    occasion = (claim.place_id, claim.date)
    if claim.one_incident and claim.count != TOTAL:
        occasion = ("", "")
    return {
        **_counted(claim),
        "kind of count": claim.count,
        "event": claim.event_id,
        "place or date": occasion if None not in occasion else claim.row_id,
    }


def _counted(claim: Figure) -> dict[str, object]:
    return {
        "outcome": claim.outcome,
        "unit": claim.unit,
        "side": claim.side,
        "actor": claim.actor_id,
        "kind of victims": claim.victim_kind,
    }


def _total(claim: Figure) -> dict[str, object]:
    """What must be alike in two running totals for one to continue the other."""
    where = (claim.event_id, claim.place_id)
    return {**_counted(claim), "event or place": where if claim.event_id else claim.row_id}


def _differences(claims: Claims, told: Callable[[Figure], dict[str, object]]) -> str:
    things = [told(claim) for claim in claims]
    unlike = [name for name in things[0] if len({thing[name] for thing in things}) > 1]
    return f"they differ in {_listed(unlike)}" if unlike else ""


def _inclusions(claims: Claims) -> str:
    at_hand = {claim.same_as: claim.row_id for claim in claims}
    return "; ".join(
        f"{at_hand[link.row_id]} {link.relation.replace('_', ' ')} {at_hand[link.other]}"
        for link in sorted({link for claim in claims for link in claim.links})
        if {link.row_id, link.other} <= at_hand.keys() and link.relation in ("includes", "may_include")
    )


def _unlike(claims: Claims) -> str:
    """Why the claims do not count one thing; nothing where they do."""
    return _differences(claims, _thing) or _inclusions(claims)


def _refused(claims: Claims, why: str, left_out: Mapping[str, str] | None = None) -> Result:
    reason = f"It cannot be put together with the others: {why}."
    reasons = dict.fromkeys([claim.row_id for claim in claims], reason)
    return Result(left_out=dict(left_out or {}) | reasons, note="The claims do not count one thing.")


def _envelope(claims: Claims) -> tuple[int | None, int | None, int | None]:
    """What all of the claims leave open: the widest limits, and a best figure only if all have the same."""
    lows, bests, highs = ([getattr(claim, name) for claim in claims] for name in ("low", "best", "high"))
    return (
        None if None in lows else min(lows),
        bests[0] if len(set(bests)) == 1 else None,
        None if None in highs else max(highs),
    )


def _limits(claim: Figure) -> tuple[int | None, int | None]:
    """The least and the most that a claim allows: "more than 300" begins at 301."""
    more, fewer = claim.quantifier == "more_than", claim.quantifier == "fewer_than"
    return (
        None if claim.low is None else claim.low + more,
        None if claim.high is None else claim.high - fewer,
    )


# --- the rules


def _rule(rule: Rule) -> Rule:
    RULES[rule.__name__] = rule
    return rule


@_rule
def conservative(claims: Claims) -> Result:
    """The smallest low, the smallest best and the smallest high among claims that count one thing.

    The most conservative aggregation of eventreport, as aggregate_maverick_con has it for deaths and
    injuries: each figure by itself, blanks passed over. So the three may come from different claims, and best
    may lie outside low and high. Figures are taken as printed.
    """
    return _figure_by_figure(claims, min)


@_rule
def representative(claims: Claims) -> Result:
    """The most frequent low, best and high among claims that count one thing; of several, the smallest.

    The most representative aggregation of eventreport, as aggregate_maverick_rep has it for deaths and
    injuries: each figure by itself, blanks passed over, a tie broken downwards. There every report counts;
    here one report that several articles carry counts once. Figures are taken as printed.
    """
    return _figure_by_figure(claims, _mode)


@_rule
def informative(claims: Claims) -> Result:
    """The largest low, the largest best and the largest high among claims that count one thing.

    The most informative aggregation of eventreport, as aggregate_maverick_inf has it for deaths and injuries:
    each figure by itself, blanks passed over. Figures are taken as printed.
    """
    return _figure_by_figure(claims, max)


def _figure_by_figure(claims: Claims, choose: Callable[[list[int]], int]) -> Result:
    if why := _unlike(claims):
        return _refused(claims, why)

    def figure(name: str) -> int | None:
        known = [value for claim in claims if (value := getattr(claim, name)) is not None]
        return choose(known) if known else None

    return Result(figure("low"), figure("best"), figure("high"), claims)


def _mode(values: list[int]) -> int:
    counts = Counter(values)
    return min(value for value in counts if counts[value] == max(counts.values()))


@_rule
def most_precise(claims: Claims) -> Result:
    """The figures of the claim with the narrowest interval, among claims that count one thing.

    An interval is known where a claim has both limits; a claim with one limit, or with a best figure alone,
    leaves it open. Where several are as narrow, all of them are used and named: the result then has the
    widest of their limits, and a best figure only if they share it. Figures are taken as printed.
    """
    if why := _unlike(claims):
        return _refused(claims, why)
    least = min(map(_width, claims))
    used = [claim for claim in claims if _width(claim) == least]
    wider = [claim.row_id for claim in claims if claim not in used]
    names = _listed([claim.row_id for claim in used])
    tie = f"{names} are equally precise." if least < inf else f"None of {names} has both limits."
    left_out = dict.fromkeys(wider, f"It is less precise than {names}.")
    return Result(*_envelope(used), used=used, left_out=left_out, note=tie if len(used) > 1 else "")


@_rule
def latest_total(claims: Claims) -> Result:
    """The figures of the running total that reaches the latest day, among totals of one thing.

    Counts of one incident or day are never mixed in, nor are claims that leave open whether they are totals.
    The day is the last that the date of a total allows; a total whose end is open is left out. Where several
    reach that day, the result has the widest of their limits, and a best figure only if they share it.
    Figures are taken as printed.
    """
    left_out = {claim.row_id: NOT_ASKED_FOR[claim.count] for claim in claims if claim.count != TOTAL}
    totals = [claim for claim in claims if claim.count == TOTAL]
    left_out |= {claim.row_id: "Its last day is open." for claim in totals if not claim.date_latest}
    ended = [claim for claim in totals if claim.date_latest]
    if not ended:
        return Result(left_out=left_out, note="No running total with a number and a last day is left.")
    if why := _differences(ended, _total):
        return _refused(ended, why, left_out)
    last = max(claim.date_latest for claim in ended if claim.date_latest)
    used = [claim for claim in ended if claim.date_latest == last]
    earlier = [claim.row_id for claim in ended if claim.date_latest != last]
    left_out |= dict.fromkeys(earlier, "It is a total up to an earlier day.")
    return Result(*_envelope(used), used=used, left_out=left_out, note=f"A total up to {last}.")


@_rule
def sum_of_parts(claims: Claims) -> Result:
    """The sum of counts of single incidents, days or moments that lie apart within one event.

    Left out are running totals, claims that any claim link joins with another that would be added, and claims
    of one incident or of events that lie in each other, unless their dates are apart: these may count the
    same. All counts must be alike in outcome, side and actor, and the parts lie in one event; otherwise there
    is no sum. A limit is given only where all parts have it, and no part is no sum, not nought. "More than N"
    begins at N + 1, "fewer than N" ends at N - 1.
    """
    left_out = {claim.row_id: NOT_ASKED_FOR[claim.count] for claim in claims if claim.count != SINGLE}
    single = [claim for claim in claims if claim.count == SINGLE]
    if single and (why := _differences(single, _counted)):
        return _refused(single, why, left_out)
    for claim in single:
        doubts = [doubt for other in single if other is not claim and (doubt := _may_share(claim, other))]
        left_out |= {claim.row_id: doubts[0]} if doubts else {}
    used = [claim for claim in single if claim.row_id not in left_out]
    if not used:
        return Result(left_out=left_out, note="No count is left that could be added to others.")
    wholes = [event for event in used[0].events if all(event in claim.events for claim in used)]
    told = "It is one count, nothing is added."
    if len(used) > 1:
        if not wholes:
            return _refused(used, "they are parts of no one event", left_out)
        told = f"They count parts of {wholes[0]}; what no claim counts apart is not in the sum."
    lows, highs = zip(*map(_limits, used), strict=True)
    low, best, high = (_added(values) for values in (lows, [claim.best for claim in used], highs))
    return Result(low, best, high, used, left_out, told)


def _may_share(claim: Figure, other: Figure) -> str:
    """Why two counts may hold the same people; nothing where they lie apart."""
    for link in claim.links:
        if other.same_as in (link.row_id, link.other):
            return f"It is joined to {other.row_id} by a claim link ({link.relation})."
    if not claim.events or not other.events:
        return f"It may count the same as {other.row_id}: one of them belongs to no single event."
    if claim.event_id not in other.events and other.event_id not in claim.events:
        return ""
    if not (claim.one_incident and claim.event_id == other.event_id) and _apart(claim, other):
        return ""
    return f"It may count the same as {other.row_id}: their events are one or lie in each other."


def _apart(claim: Figure, other: Figure) -> bool:
    spans = (claim.date_latest, other.date_earliest), (other.date_latest, claim.date_earliest)
    return any(end and start and end < start for end, start in spans)


def _added(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


@_rule
def bounds_only(claims: Claims) -> Result:
    """The numbers that no claim contradicts, among claims that count one thing: where all limits hold.

    Where the claims contradict each other there are none, and the note names those that do. A claim with a
    best figure alone, as "about 50", sets no limit. There is a best figure only where one number is left.
    "More than N" begins at N + 1, "fewer than N" ends at N - 1.
    """
    if why := _unlike(claims):
        return _refused(claims, why)
    limits = {claim.row_id: _limits(claim) for claim in claims}
    boundless = [row_id for row_id, limit in limits.items() if limit == (None, None)]
    left_out = dict.fromkeys(boundless, "It sets no limit.")
    used = [claim for claim in claims if claim.row_id not in left_out]
    low = max((low for low, _ in limits.values() if low is not None), default=None)
    high = min((high for _, high in limits.values() if high is not None), default=None)
    if low is not None and high is not None and low > high:
        ends = [
            f"{claim.row_id} ({in_words(claim)})"
            for claim in used
            if limits[claim.row_id][0] == low or limits[claim.row_id][1] == high
        ]
        return Result(used=used, left_out=left_out, note=f"{_listed(ends)} contradict each other.")
    note = "" if used else "No claim sets a limit."
    return Result(low, low if low == high else None, high, used, left_out, note)


# --- in words


def _worded(low: int | None, best: int | None, high: int | None) -> str:
    if low == high:
        limits = "" if low is None else f"{low}"
    elif low is None:
        limits = f"at most {high}"
    else:
        limits = f"at least {low}" if high is None else f"{low} to {high}"
    if best is None or limits == f"{best}":
        return limits
    return f"{limits}, best {best}" if limits else f"about {best}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _reasons(left_out: Mapping[str, str]) -> str:
    """The claims left out with their reasons, those of one reason together."""
    by_reason: dict[str, list[str]] = {}
    for row_id, reason in left_out.items():
        by_reason.setdefault(reason, []).append(row_id)
    return "; ".join(
        f"{_listed(ids)}, since {'each' if len(ids) > 1 else 'it'} {reason.removeprefix('It ').rstrip('.')}"
        for reason, ids in by_reason.items()
    )


def _by_id(item: tuple[str, str]) -> tuple[int, str]:
    return in_order(item[0])


def _asked(table: str, filters: Filters) -> str:
    """The selection in words: casualties (outcome killed, side isis)."""
    told = []
    for name, value in filters.items():
        if isinstance(value, str):
            told.append(f"{name} {value}")
        elif isinstance(value, Sequence):
            told.append(f"{name} {_listed(value)}")
    return f"{table} ({', '.join(told)})" if told else table
