"""Sides that fight themselves, and relays that are none, are found."""

import pytest

from invented_package import Fault, add, assert_found, edit, fault, remove

FAULTS = [
    fault(
        "against-own-side",
        "a side that shoots at itself",
        edit("actors", "harbour_guard", side="gna"),
        edit("actors", "red_lantern", side="gna"),
        edit("actors", "guard_officers", side="gna"),
        edit("actors", "guard_spokesman", side="gna"),
        remove("event_actors", "EA902"),
        edit("control", "T901", opponent_actor_id=""),
        remove("evidence", "T901.opponent_actor_id.1"),
        at=("casualties", "C901", "victim_actor_id"),
        says="'red_lantern' is of the same side as 'harbour_guard', the perpetrator",
    ),
    fault(
        "against-own-side",
        "a target of the side that acts",
        edit("actors", "lakes_union", side="gna"),
        edit("actors", "townspeople", side="gna"),
        add("event_actors", event_actor_id="EA905", event_id="E902", actor_id="townspeople", role="target"),
        at=("event_actors", "EA905", "actor_id"),
        says="'townspeople' is of the same side as 'lakes_union', who acts in 'E902'",
    ),
    fault(
        "side-of-parent",
        "a speaker of another side than those he speaks for",
        edit("actors", "guard_spokesman", side="isis"),
        at=("actors", "guard_spokesman", "side"),
        says="The side is 'isis', that of 'harbour_guard', to which it belongs, 'none'",
    ),
    fault(
        "relay-is-medium",
        "a relay that took part",
        edit("actors", "velmar_post", kind="armed_group"),
        edit("casualties", "C902", relayed_by=""),
        remove("evidence", "C902.relayed_by.1"),
        edit("strengths", "S901", relayed_by=""),
        remove("evidence", "S901.relayed_by.1"),
        edit("control", "T902", relayed_by=""),
        remove("evidence", "T902.relayed_by.1"),
        at=("casualties", "C901", "relayed_by"),
        says="'velmar_post' is a armed_group",
    ),
    fault(
        "relay-is-medium",
        "a news report by soldiers",
        edit("statements", "U901", medium="news_report"),
        at=("statements", "U901", "medium"),
        says="'guard_officers', who speaks, is a unnamed_source",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_sides_that_do_not_fit_are_found_once_and_where_they_are(fault: Fault):
    assert_found(fault)
