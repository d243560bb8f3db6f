"""Passages out of order, overlapping or too long are found, once and where they are."""

import pytest

from invented_package import Fault, assert_found, detach, edit, fault, remove

FAULTS = [
    fault(
        "passage-order",
        "a passage that is missing",
        remove("passages", "A901.01"),
        detach,
        at=("passages", "A901.02", "position"),
        says="Position 2 follows 0; expected 1",
    ),
    fault(
        "passage-order",
        "a passage that begins inside the one before it",
        edit("passages", "A901.02", start="20"),
        detach,
        at=("passages", "A901.02", "start"),
        says="starts at 20, before the one before it ends (33)",
    ),
    fault(
        "passage-order",
        "a passage that ends before it begins",
        edit("passages", "A900.09", start="642", end="641"),
        edit("evidence", "PN906.row.1", passage_id=""),
        detach,
        at=("passages", "A900.09", "end"),
        says="ends at 641, but it starts at 642",
    ),
    fault(
        "passage-inside",
        "a passage that is longer than its article",
        edit("articles", "A901", characters="200"),
        detach,
        at=("passages", "A901.04", "end"),
        says="A901 has 200 characters",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_misplaced_passage_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)
