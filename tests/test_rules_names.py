"""Words that name nobody, and no place, are found behind the cells of the invented package."""

import pytest

from invented_package import Fault, assert_found, broken, edit, fault, outcomes, support

FAULTS = [
    fault(
        "place-in-words",
        "words without the place that they support",
        edit("evidence", "T901.place_id.1", start="111", end="128", support="implies"),
        at=("control", "T901", "place_id"),
        says="No name that A900 has for 'customs_house' or a part of it is in its words",
    ),
    fault(
        "stated-actor",
        "words that are said to state an actor and do not",
        edit("evidence", "C904.attributed_to.1", support="states"),
        at=("casualties", "C904", "attributed_to"),
        says="No name that A901 has for 'harbour_guard' is in the words that state it",
    ),
    fault(
        "named-in-article",
        "a relay that the article never names",
        edit("statements", "U903", relayed_by="velmar_post"),
        support("statements", "U903", "relayed_by", support="implies"),
        at=("statements", "U903", "relayed_by"),
        says="A901 has no name for 'velmar_post'",
    ),
    fault(
        "named-in-article",
        "a part of somebody whom no report names",
        edit("event_actors", "EA904", event_id="E904", actor_id="townspeople"),
        at=("event_actors", "EA904", "actor_id"),
        says="No article that reports 'E904' has a name for 'townspeople'",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_words_without_the_name_of_their_cell_are_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


def test_a_part_of_a_place_may_stand_for_it():
    assert outcomes(broken(edit("casualties", "C901", place_id="karsa"))) == []
