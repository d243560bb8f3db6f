"""One figure out of several claims, by a rule that has a name: what it gives, from which claims, and why.

A rule never puts together what does not count one thing: then it gives no figure and says so. What the single
claims count is for figures.py to say. No result is the toll of anything; it is what a rule makes of claims.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from itertools import permutations
from math import inf
from typing import TYPE_CHECKING, Unpack

from ..descriptor import open_package
from ..errors import UsageError, suggestion
from ..loading import PackageLike
from .figures import Figure, Filters, Link, in_order, in_words, select

if TYPE_CHECKING:
    import pandas as pd

CAUTION = "This is what the rule makes of these claims, never the battle's toll."

# Why a claim is no part of a sum, or no total, by what it counts.
OF_ANOTHER_KIND = {
    "single": "It counts one incident, day or moment and is no running total.",
    "running_total": "It is a running total and may hold the other counts.",
    "unknown": "It does not say whether it is a running total.",
}

Claims = Sequence[Figure]
Reasons = dict[str, str]
Told = Callable[[Figure], dict[str, object]]


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
    left_out: Reasons = field(default_factory=dict)
    asked: str = "these claims"
    note: str = ""

    def __str__(self) -> str:
        figure = in_words(self.low, self.best, self.high) or "no figure"
        source = f", from {_listed(self.used)}" if self.used else ""
        parts = [f"By the rule {self.rule}, {self.asked}: {figure}{source}.", self.note]
        by_reason: dict[str, list[str]] = {}
        for row_id, reason in self.left_out.items():
            by_reason.setdefault(reason, []).append(row_id)
        told = [
            f"{_listed(ids)}, since {'each' if len(ids) > 1 else 'it'} {reason.removeprefix('It ')[:-1]}"
            for reason, ids in by_reason.items()
        ]
        parts.append(f"Left out: {'; '.join(told)}." if told else "")
        return " ".join(filter(None, [*parts, CAUTION]))

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(str(self))}</p>"


Rule = Callable[[Claims], Estimate]

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
    rows = [
        (each.rule, each.low, each.best, each.high, " ".join(each.used), " ".join(each.left_out), str(each))
        for each in made
    ]
    frame = pd.DataFrame(rows, columns=["rule", "low", "best", "high", "used", "left_out", "sentence"])
    return frame.astype({"low": "Int64", "best": "Int64", "high": "Int64"})


def apply_rule(
    rule: str, chosen: Claims, unclear: Mapping[str, str] | None = None, asked: str = "these claims"
) -> Estimate:
    """What a rule makes of claims, in whatever order they come; `unclear` are those left out already."""
    if rule not in RULES:
        hint = suggestion(rule, RULES) or f" The rules are: {', '.join(RULES)}."
        raise UsageError(f"There is no rule '{rule}'.{hint}")
    claims, left_out = _ready(chosen)
    made = RULES[rule](claims) if claims else Estimate("", note="No claim gives a number.")
    left_out |= dict(unclear or {}) | made.left_out
    used = [claim for claim in claims if claim.row_id in made.used]
    read = "; ".join(f"{claim.row_id}: {claim.reading}" for claim in used if claim.reading)
    note = [made.note, f"Words as numbers: {read}." if read else ""]
    left_out = {row_id: left_out[row_id] for row_id in sorted(left_out, key=in_order)}
    return replace(made, rule=rule, left_out=left_out, asked=asked, note=" ".join(filter(None, note)))


def _asked(table: str, filters: Filters) -> str:
    """The selection in words: casualties (outcome killed, side isis)."""
    told = [
        f"{name} {value if isinstance(value, str) else ' '.join(value)}"
        for name, value in filters.items()
        if isinstance(value, Sequence)
    ]
    return f"{table} ({', '.join(told)})" if told else table


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


# --- before any rule


def _ready(chosen: Claims) -> tuple[list[Figure], Reasons]:
    """The claims that a rule may use, in the order of their ids, and why it may not use the others.

    Of claims that repeat each other the one that says most is used; it stands for all in the links.
    """
    left_out: Reasons = {}
    groups: dict[str, list[Figure]] = {}
    for claim in sorted(chosen, key=lambda claim: in_order(claim.row_id)):
        if claim.confidence == "denied":
            left_out[claim.row_id] = "It is denied by the one to whom it is attributed."
        else:
            groups.setdefault(claim.same_as, []).append(claim)
    said = {
        head: min(group, key=lambda claim: (_width(claim), not claim.in_words()))
        for head, group in groups.items()
    }
    stands_for = {claim.row_id: said[head].row_id for head, group in groups.items() for claim in group}
    claims = []
    for head, group in groups.items():
        links = [
            link for claim in group for link in claim.links if {link.row_id, link.other} <= {*stands_for}
        ]
        spoken = {Link(stands_for[link.row_id], link.relation, stands_for[link.other]) for link in links}
        between = sorted(link for link in spoken if link.row_id != link.other)
        claims.append(replace(said[head], links=tuple(between)))
        told = f"It repeats {said[head].row_id} ({said[head].in_words() or 'no number'})."
        left_out |= {claim.row_id: told for claim in group if claim is not said[head]}
    left_out |= {claim.row_id: "It gives no number." for claim in claims if not claim.in_words()}
    numbered = {claim.row_id for claim in claims} - left_out.keys()
    for link in sorted({link for claim in claims for link in claim.links}):
        if link.relation == "updates" and {link.row_id, link.other} <= numbered:
            left_out[link.other] = f"It is updated by {link.row_id}."
    return [claim for claim in claims if claim.row_id not in left_out], left_out


def _width(claim: Figure) -> float:
    return inf if claim.low is None or claim.high is None else claim.high - claim.low


# --- what may be put together


def _counted(claim: Figure) -> dict[str, object]:
    whose = {"side": claim.side, "actor": claim.actor_id, "kind of victims": claim.victim_kind}
    return {"outcome": claim.outcome, "unit": claim.unit, **whose}


def _thing(claim: Figure) -> dict[str, object]:
    """What must be alike in two claims for them to count one thing.

    A single incident is one by its event. A running total, and a count of an event with many incidents, is
    the same as another only where place and date are known and alike.
    """
    by_event = claim.one_incident and claim.count != "running_total"
    occasion = None if by_event else (claim.place_id or claim.row_id, claim.date or claim.row_id)
    about = {"kind of count": claim.count, "event": claim.event_id, "place or date": occasion}
    return _counted(claim) | about


def _total(claim: Figure) -> dict[str, object]:
    """What must be alike in two running totals for one to continue the other."""
    return _counted(claim) | {"event": claim.event_id or claim.row_id, "place": claim.place_id}


def _unlike(claims: Claims, told: Told) -> str:
    """In what the claims differ; nothing where they do not."""
    things = [told(claim) for claim in claims]
    names = [name for name in things[0] if len({thing[name] for thing in things}) > 1]
    return f"they differ in {_listed(names)}" if names else ""


def _of_one_thing(rule: Rule) -> Rule:
    """The rule for claims of one thing; where they count different things, no figure and the reason."""

    def checked(claims: Claims) -> Estimate:
        why = _unlike(claims, _thing)
        ids = {claim.row_id for claim in claims}
        for link in sorted({link for claim in claims for link in claim.links}):
            if link.relation in ("includes", "may_include") and {link.row_id, link.other} <= ids:
                why = why or f"{link.row_id} {link.relation.replace('_', ' ')} {link.other}"
        return _refused(claims, why) if why else rule(claims)

    return wraps(rule)(checked)


def _refused(claims: Claims, why: str, left_out: Reasons | None = None) -> Estimate:
    reason = f"It cannot be put together with the others: {why}."
    reasons = (left_out or {}) | dict.fromkeys(_ids(claims), reason)
    return Estimate("", left_out=reasons, note="The claims do not count one thing.")


def _ids(claims: Claims) -> tuple[str, ...]:
    return tuple(claim.row_id for claim in claims)


def _known(claims: Claims, name: str) -> list[int]:
    return [value for claim in claims if (value := getattr(claim, name)) is not None]


def _envelope(claims: Claims) -> tuple[int | None, int | None, int | None]:
    """What the claims together leave open: the widest limits, and a best figure only if all have the same."""
    lows, bests, highs = (_known(claims, name) for name in ("low", "best", "high"))
    return (
        min(lows) if len(lows) == len(claims) else None,
        bests[0] if len(bests) == len(claims) and len({*bests}) == 1 else None,
        max(highs) if len(highs) == len(claims) else None,
    )


def _strict(claim: Figure) -> Figure:
    """The claim with the least and the most that it allows: "more than 300" begins at 301."""
    low = claim.low + 1 if claim.low is not None and claim.quantifier == "more_than" else claim.low
    high = claim.high - 1 if claim.high is not None and claim.quantifier == "fewer_than" else claim.high
    return replace(claim, low=low, high=high, quantifier="")


# --- the rules


def _rule(rule: Rule) -> Rule:
    RULES[rule.__name__] = rule
    return rule


@_rule
@_of_one_thing
def conservative(claims: Claims) -> Estimate:
    """The smallest low, the smallest best and the smallest high among claims that count one thing.

    The most conservative aggregation of eventreport, as aggregate_maverick_con has it for deaths and
    injuries: each figure by itself, blanks passed over. So the three may come from different claims, and best
    may lie outside low and high. A figure that no claim gives is unknown here, and infinite there. Figures
    are taken as printed.
    """
    return _figure_by_figure(claims, min)


@_rule
@_of_one_thing
def representative(claims: Claims) -> Estimate:
    """The most frequent low, best and high among claims that count one thing; of several, the smallest.

    The most representative aggregation of eventreport, as aggregate_maverick_rep has it for deaths and
    injuries: each figure by itself, blanks passed over, a tie broken downwards. There every report counts;
    here one report that several articles carry counts once. Figures are taken as printed.
    """
    return _figure_by_figure(claims, _mode)


@_rule
@_of_one_thing
def informative(claims: Claims) -> Estimate:
    """The largest low, the largest best and the largest high among claims that count one thing.

    The most informative aggregation of eventreport, as aggregate_maverick_inf has it for deaths and injuries:
    each figure by itself, blanks passed over. Figures are taken as printed.
    """
    return _figure_by_figure(claims, max)


def _figure_by_figure(claims: Claims, choose: Callable[[list[int]], int]) -> Estimate:
    known = (_known(claims, name) for name in ("low", "best", "high"))
    low, best, high = (choose(values) if values else None for values in known)
    return Estimate("", low, best, high, _ids(claims))


def _mode(values: list[int]) -> int:
    counts = Counter(values)
    return min(value for value in counts if counts[value] == max(counts.values()))


@_rule
@_of_one_thing
def most_precise(claims: Claims) -> Estimate:
    """The figures of the claim with the narrowest interval, among claims that count one thing.

    An interval is known where a claim has both limits; a claim with one limit, or with a best figure alone,
    leaves it open. Where several are as narrow, all of them are used and named: the result then has the
    widest of their limits, and a best figure only if they share it. Figures are taken as printed.
    """
    least = min(map(_width, claims))
    best = [claim for claim in claims if _width(claim) == least]
    used = _ids(best)
    told = _listed(used)
    left_out = {name: f"It is less precise than {told}." for name in _ids(claims) if name not in used}
    tie = f"{told} are equally precise." if least < inf else f"None of {told} has both limits."
    return Estimate("", *_envelope(best), used, left_out, note=tie if len(used) > 1 else "")


@_rule
def latest_total(claims: Claims) -> Estimate:
    """The figures of the running total that reaches the latest day, among totals of one thing.

    Counts of one incident or day are never mixed in, nor are claims that leave open whether they are totals.
    The day is the last that the date of a total allows; a total whose end is open is left out. Where several
    reach that day, the result has the widest of their limits, and a best figure only if they share it.
    Figures are taken as printed.
    """
    left_out, totals = {}, {}
    for claim in claims:
        if claim.count != "running_total":
            left_out[claim.row_id] = OF_ANOTHER_KIND[claim.count]
        elif claim.date_latest is None:
            left_out[claim.row_id] = "Its last day is open."
        else:
            totals[claim] = claim.date_latest
    if not totals:
        return Estimate("", left_out=left_out, note="No running total with a number and a last day is left.")
    if why := _unlike([*totals], _total):
        return _refused([*totals], why, left_out)
    last = max(totals.values())
    used = [claim for claim, day in totals.items() if day == last]
    earlier = "It is a total up to an earlier day."
    left_out |= {claim.row_id: earlier for claim, day in totals.items() if day != last}
    note = f"A total of {used[0].event_id or 'no single event'} up to {last}."
    return Estimate("", *_envelope(used), _ids(used), left_out, note=note)


@_rule
def sum_of_parts(claims: Claims) -> Estimate:
    """The sum of counts of single incidents, days or moments that lie apart within one event.

    Left out are running totals, claims that any claim link joins with another that would be added, and claims
    of one incident or of events that lie in each other, unless their dates are apart: these may count the
    same. All counts must be alike in outcome, side and actor, and the parts lie in one event; otherwise there
    is no sum. A limit is given only where all parts have it, and no part is no sum, not nought. "More than N"
    begins at N + 1, "fewer than N" ends at N - 1.
    """
    left_out = {each.row_id: OF_ANOTHER_KIND[each.count] for each in claims if each.count != "single"}
    single = [claim for claim in claims if claim.count == "single"]
    if single and (why := _unlike(single, _counted)):
        return _refused(single, why, left_out)
    for claim, other in permutations(single, 2):
        if why := _may_share(claim, other):
            left_out.setdefault(claim.row_id, why)
    parts = [_strict(claim) for claim in single if claim.row_id not in left_out]
    if not parts:
        return Estimate("", left_out=left_out, note="No count is left that could be added to others.")
    wholes = [event for event in parts[0].events if all(event in claim.events for claim in parts)]
    if len(parts) > 1 and not wholes:
        return _refused(parts, "they are parts of no one event", left_out)
    note = "It is one count, nothing is added."
    if len(parts) > 1:
        note = f"They count parts of {wholes[0]}; what no claim counts apart is not in the sum."
    low, best, high = (
        sum(values) if len(values := _known(parts, name)) == len(parts) else None
        for name in ("low", "best", "high")
    )
    return Estimate("", low, best, high, _ids(parts), left_out, note=note)


def _may_share(claim: Figure, other: Figure) -> str:
    """Why two counts may hold the same people; nothing where they lie apart."""
    for link in claim.links:
        if other.row_id in (link.row_id, link.other):
            return f"It is joined to {other.row_id} by a claim link ({link.relation})."
    if not claim.events or not other.events:
        return f"It may count the same as {other.row_id}: one of them belongs to no single event."
    if claim.event_id not in other.events and other.event_id not in claim.events:
        return ""
    one = claim.one_incident and claim.event_id == other.event_id
    ends = (claim.date_latest, other.date_earliest), (other.date_latest, claim.date_earliest)
    if not one and any(end and start and end < start for end, start in ends):
        return ""
    return f"It may count the same as {other.row_id}: their events are one or lie in each other."


@_rule
@_of_one_thing
def bounds_only(claims: Claims) -> Estimate:
    """The numbers that no claim contradicts, among claims that count one thing: where all limits hold.

    Where the claims contradict each other there are none, and the note names those that do. A claim with a
    best figure alone, as "about 50", sets no limit. There is a best figure only where one number is left.
    "More than N" begins at N + 1, "fewer than N" ends at N - 1.
    """
    strict = [_strict(claim) for claim in claims]
    low = max(_known(strict, "low"), default=None)
    high = min(_known(strict, "high"), default=None)
    used = [claim for claim in strict if not claim.low is claim.high is None]
    left_out = {claim.row_id: "It sets no limit." for claim in claims if claim.row_id not in _ids(used)}
    note = "" if used else "No claim sets a limit."
    if low is not None and high is not None and low > high:
        ends = [claim for claim in used if claim.low == low or claim.high == high]
        told = _listed([f"{claim.row_id} ({claim.in_words()})" for claim in ends])
        low, high, note = None, None, f"{told} contradict each other."
    return Estimate("", low, low if low == high else None, high, _ids(used), left_out, note=note)
