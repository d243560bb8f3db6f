"""Identifiers that do not say what their parts say are found, once and where they are."""

import pytest

from invented_package import Fault, assert_found, edit, fault

FAULTS = [
    fault(
        "passage-id",
        "a passage named for another position",
        edit("passages", "A901.01", passage_id="A901.05"),
        at=("passages", "A901.05", "passage_id"),
        says="expected 'A901.01'",
    ),
    fault(
        "evidence-id",
        "evidence for a row named as if for a cell",
        edit("evidence", "K901.row.1", evidence_id="K901.unit.1"),
        at=("evidence", "K901.unit.1", "evidence_id"),
        says="expected 'K901.row.' and a serial",
    ),
    fault(
        "evidence-id",
        "a serial that starts from 0",
        edit("evidence", "K901.low.1", evidence_id="K901.low.0"),
        at=("evidence", "K901.low.0", "evidence_id"),
        says="a serial from 1",
    ),
    fault(
        "evidence-id",
        "evidence named for another row",
        edit("evidence", "K901.low.1", evidence_id="K902.low.1"),
        at=("evidence", "K902.low.1", "evidence_id"),
        says="'K902.low.1' does not fit its row and field",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_an_identifier_that_does_not_fit_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)
