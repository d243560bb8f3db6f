"""Sides, events and days of the invented package's control that do not fit are found."""

from dataclasses import replace
from hashlib import sha256

import pytest

from invented_package import Fault, assert_found, edit, fault, remove, support
from sirte_dataset.checking.context import Context

# T902 without its percentage.
WHOLE = (
    edit("control", "T902", extent="whole", share_best=""),
    remove("evidence", "T902.share_best.1"),
)


def told_as_over(context: Context) -> Context:
    """The article that has the customs house held tells it as over."""
    text = context.texts["A901"].replace("has been", "had been")
    changed = edit("articles", "A901", sha256=sha256(text.encode()).hexdigest())(context)
    return replace(changed, texts={**context.texts, "A901": text})


FAULTS = [
    fault(
        "sides-of-control",
        "a side that stands against itself",
        edit("control", "T901", opponent_actor_id="harbour_guard"),
        at=("control", "T901", "opponent_actor_id"),
        says="'harbour_guard' is the holder as well",
    ),
    fault(
        "sides-of-control",
        "half a fight",
        *WHOLE,
        edit("control", "T902", status="contested"),
        at=("control", "T902", "opponent_actor_id"),
        says="A contested place has two fighters or none",
    ),
    fault(
        "sides-of-control",
        "a fighter in a row that tells of no fight",
        edit("control", "T902", fighter_actor_id="harbour_guard"),
        support("control", "T902", "fighter_actor_id", support="implies"),
        at=("control", "T902", "fighter_actor_id"),
        says="the row is 'held'",
    ),
    fault(
        "sides-of-control",
        "a designation with an extent",
        edit("control", "T903", status="designated"),
        at=("control", "T903", "extent"),
        says="The extent is 'whole', but the status is 'designated'",
    ),
    fault(
        "control-fits-event",
        "a captor who is the target of the event",
        edit("control", "T901", holder_actor_id="red_lantern", opponent_actor_id="lakes_union"),
        at=("control", "T901", "holder_actor_id"),
        says="'red_lantern' is target of 'E901', a territory_taken",
    ),
    fault(
        "held-and-taken",
        "a whole that is held while a part of it is taken",
        *WHOLE,
        edit("control", "T902", place_id="karsa"),
        edit("control", "T902", date_stated="2031-04-14/2031-04-16", date="2031-04-14/2031-04-16"),
        edit("control", "T902", date_earliest="2031-04-14", date_latest="2031-04-16", date_basis="relative"),
        edit("evidence", "T902.date_stated.1", passage_id="A900.06", start="480", end="492"),
        at=("control", "T902", "extent"),
        says="'T901' has 'customs_house' captured by 'harbour_guard' in the same days",
    ),
    fault(
        "state-that-was-over",
        "a state that was over and is dated as lasting",
        told_as_over,
        at=("control", "T903", "date_stated"),
        says="'2031-04-15/..' lasts, but the words tell the state as over",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_control_that_does_not_fit_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)
