"""Sides, events and days of the invented package's control that do not fit are found."""

import pytest

from invented_package import Fault, assert_found, edit, fault, support

CONTESTED = edit("control", "T902", status="contested", extent="whole", share_best="")
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
        CONTESTED,
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
        edit("control", "T901", holder_actor_id="red_lantern", opponent_actor_id=""),
        at=("control", "T901", "holder_actor_id"),
        says="'red_lantern' is target of 'E901', a territory_taken",
    ),
    fault(
        "held-and-taken",
        "a whole that is held while a part of it is taken",
        edit("control", "T902", place_id="karsa", extent="whole", share_best="", date_stated="2031-04-15"),
        edit("control", "T902", date="2031-04-15", date_earliest="2031-04-15", date_latest="2031-04-15"),
        at=("control", "T902", "extent"),
        says="'T901' has 'customs_house' captured by 'harbour_guard' in the same days",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_control_that_does_not_fit_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)
