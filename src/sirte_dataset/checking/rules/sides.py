"""Who stands with whom: no side fights itself, a part stands where its whole does, a relay relays.

That no actor holds a place against itself is left to control.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..context import Context, Outcome
from ..registry import rule

# By table, who acts against whom.
AGAINST = {
    "casualties": (("perpetrator_actor_id", "victim_actor_id"),),
    "control": (("holder_actor_id", "opponent_actor_id"), ("fighter_actor_id", "opponent_actor_id")),
    "strikes": (("actor_id", "target_actor_id"), ("supported_actor_id", "target_actor_id")),
}
NO_SIDE = ("none", "unknown")
ACTING, STRUCK = ("initiator", "supporter"), "target"
MEDIA = ("news_medium", "platform")


@rule("against-own-side", needs={"actors": "actor_id side"}, after=("foreign-key", "sides-of-control"))
def nobody_fights_his_own_side(context: Context) -> Iterator[Outcome]:
    """Who acts, and against whom, are two actors and not of one side.

    A side that fights itself is most often two columns exchanged. Correct one of the two, or the side of the
    actor.
    """
    sides = context.column("actors", "side")
    for table, pairs in AGAINST.items():
        for pair in pairs:
            for row, one, two in context.rows(table, *pair) if context.has(table, *pair) else ():
                if _together(sides, one, two):
                    message = f"'{two}' is of the same side as '{one}', the {pair[0].partition('_')[0]}."
                    yield context.finding(table, row, pair[1], message)
    if context.has("event_actors", "event_id actor_id role"):
        for event, parts in context.grouped("event_actors", "event_id actor_id role").items():
            acting = [actor for _, actor, role in parts if role in ACTING]
            for row, target, role in parts:
                foe = next((actor for actor in acting if _together(sides, actor, target)), "")
                if role == STRUCK and foe:
                    message = f"'{target}' is of the same side as '{foe}', who acts in '{event}'."
                    yield context.finding("event_actors", row, "actor_id", message)


def _together(sides: dict[str, str], one: str, two: str) -> bool:
    """Whether two actors that are named are one, or of one side."""
    side = sides.get(one, "none")
    return bool(one) and (one == two or (side == sides.get(two, "none") and side not in NO_SIDE))


@rule("side-of-parent", needs={"actors": "actor_id side parent_actor_id"})
def parts_are_of_the_side_of_their_whole(context: Context) -> Iterator[Outcome]:
    """An actor is on the side of the larger actor to which it belongs.

    Sums by side would tear a force apart. Correct the side, or the larger actor.
    """
    sides = context.column("actors", "side")
    for row, side, parent in context.rows("actors", "side", "parent_actor_id"):
        if parent and sides.get(parent, side) != side:
            message = f"The side is '{side}', that of '{parent}', to which it belongs, '{sides[parent]}'."
            yield context.finding("actors", row, "side", message)


@rule("relay-is-medium", needs={"actors": "actor_id kind"}, after=("foreign-key",))
def relays_are_media(context: Context) -> Iterator[Outcome]:
    """Whatever stands between a speaker and an article is a news medium or a platform, and a news report is
    spoken by a medium.

    A relay is no witness, and readers count them apart. Correct the actor or its kind, or the medium.
    """
    kinds = context.column("actors", "kind")
    for table, row, relay in context.each("relayed_by"):
        if relay and kinds.get(relay) not in MEDIA:
            message = f"'{relay}' is a {kinds.get(relay)}, no {' or '.join(MEDIA)}."
            yield context.finding(table, row, "relayed_by", message)
    for table, row, speaker, medium in context.each("speaker_actor_id medium"):
        if medium == "news_report" and kinds.get(speaker) not in MEDIA:
            message = f"The medium is '{medium}', but '{speaker}', who speaks, is a {kinds.get(speaker)}."
            yield context.finding(table, row, "medium", message)
