"""Who holds what: the sides of a row differ, fit its status and event, and hold nothing that others took."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from ...reading.lexicon import told_as_over
from ..context import Context, Outcome
from ..registry import rule

SIDES = ("holder_actor_id", "opponent_actor_id", "fighter_actor_id")
STATUS = {"control": f"status extent {' '.join(SIDES)}"}
# Events in which whoever acts gives ground, and events in which the actor gains it.
GIVEN_UP, GAINED = ("retreat",), ("territory_taken", "advance", "offensive", "counterattack")
STATES = ("held", "designated")


@rule("sides-of-control", needs=STATUS)
def sides_differ(context: Context) -> Iterator[Outcome]:
    """No actor stands against itself; a contested place has both fighters or neither; the fighter stands only
    where a contested place has no holder; a designation, and nothing else, has no extent.

    Half a fight or a side against itself is read as a fact that no article tells. Name the other side, or
    clear the cell.
    """
    for row, status, extent, holder, opponent, fighter in context.rows("control", STATUS["control"]):
        for column, message in _faults(status, extent, holder, opponent, fighter):
            yield context.finding("control", row, column, message)


def _faults(status: str, extent: str, *sides: str) -> Iterator[tuple[str, str]]:
    holder, opponent, fighter = sides
    for (one, name), (two, other) in combinations(zip(sides, SIDES, strict=True), 2):
        if one and one == two:
            yield other, f"'{two}' is the {name.partition('_')[0]} as well; one of the two is wrong."
    if fighter and (status != "contested" or holder):
        yield SIDES[2], f"'{fighter}' stands beside a holder, or the row is '{status}'; clear it."
    elif status == "contested" and bool(holder or fighter) != bool(opponent):
        yield SIDES[1], "A contested place has two fighters or none; name both, or clear them."
    if (status == "designated") == bool(extent):
        yield "extent", f"The extent is '{extent or 'blank'}', but the status is '{status}'."


EVENTS = {
    "control": "event_id status holder_actor_id opponent_actor_id",
    "events": "event_id kind",
    "event_actors": "event_id actor_id role",
}


@rule("control-fits-event", needs=EVENTS, after=("foreign-key", "sides-of-control"))
def captures_fit_events(context: Context) -> Iterator[Outcome]:
    """Who captures a place in an event acts in it and who loses it is its target, the other way round where
    the event is a retreat.

    Two tables that give the gain to different sides cannot both be right. Correct the sides of the row, the
    roles in the event, or the event of the row.
    """
    kinds = context.column("events", "kind")
    roles: dict[tuple[str, str], set[str]] = {}
    for _, event, actor, role in context.rows("event_actors", "event_id", "actor_id", "role"):
        roles.setdefault((event, role), set()).add(actor)
    for row, event, status, holder, opponent in context.rows("control", EVENTS["control"]):
        kind = kinds.get(event, "")
        if status != "captured" or kind not in (*GIVEN_UP, *GAINED):
            continue
        gainers, losers = ("target", "initiator") if kind in GIVEN_UP else ("initiator", "target")
        for column, actor, wrong in zip(SIDES, (holder, opponent), (losers, gainers), strict=False):
            if actor and actor in roles.get((event, wrong), ()):
                message = f"'{actor}' is {wrong} of '{event}', a {kind}, and cannot stand here."
                yield context.finding("control", row, column, message)


class Hold(NamedTuple):
    """A whole place held, or a place captured, on days that are known at both ends."""

    row: int
    name: str
    place: str
    holder: str
    first: str
    last: str


WHOLE = {
    "control": "control_id place_id status extent holder_actor_id date_earliest date_latest",
    "places": "place_id parent_place_id",
    "discrepancy_claims": "discrepancy_id resource row_id",
}


@rule("held-and-taken", needs=WHOLE)
def wholes_are_not_taken_in_part(context: Context) -> Iterator[Outcome]:
    """Where one row has the whole of a place held and another, of the same days, has a part of it captured by
    somebody else, a discrepancy has both.

    Both cannot be shown on one map without a word on it. Correct the extent, the dates or the sides, or add
    the discrepancy.
    """
    joined: dict[str, set[str]] = {}
    for _, topic, resource, name in context.rows("discrepancy_claims", WHOLE["discrepancy_claims"]):
        if resource == "control":
            joined.setdefault(name, set()).add(topic)
    held: dict[str, list[Hold]] = {}
    for whole in _holds(context, "held", "whole"):
        held.setdefault(whole.place, []).append(whole)
    for part in _holds(context, "captured"):
        for whole in (whole for place in context.upwards(part.place) for whole in held.get(place, ())):
            overlap = whole.first <= part.last and part.first <= whole.last
            known = joined.get(whole.name, set()) & joined.get(part.name, set())
            if overlap and part.holder != whole.holder and not known:
                message = f"'{part.name}' has '{part.place}' captured by '{part.holder}' in the same days."
                yield context.finding("control", whole.row, "extent", message)


def _holds(context: Context, status: str, extent: str = "") -> Iterator[Hold]:
    """The rows with this status, and this extent if one is given, whose holder and days are known."""
    columns = "control_id place_id holder_actor_id date_earliest date_latest status extent"
    for row, *cells, found, reach in context.rows("control", columns):
        if found == status and (not extent or reach == extent) and all(cells[2:]):
            yield Hold(row, *cells)


PAST = {"control": "control_id status date_stated", "evidence": "resource row_id field article_id start end"}


@rule("state-that-was-over", needs=PAST, texts=True)
def states_that_were_over(context: Context) -> Iterator[Outcome]:
    """A state told as over ("had been their stronghold") has no date that lasts to an end or from a start.

    A span up to publication says that the state still held then. Write one moment up to publication, [..P].
    """
    words: dict[str, str] = {}
    for _, table, name, field, article, start, end in context.rows("evidence", PAST["evidence"]):
        if table == "control" and not field and article in context.texts:
            words[name] = context.words(article, start, end)
    for row, name, status, stated in context.rows("control", PAST["control"]):
        if status in STATES and "/" in stated and told_as_over(words.get(name, "")):
            message = f"'{stated}' lasts, but the words tell the state as over."
            yield context.finding("control", row, "date_stated", message)
