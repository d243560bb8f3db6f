"""Rows of the invented package that rest on the same words and say different things are found."""

import pytest

from invented_package import Fault, assert_found, broken, edit, fault, outcomes, remove

FAULTS = [
    fault(
        "same-clause",
        "a claim without the event of its report",
        edit("control", "T903", event_id=""),
        remove("claim_links", "L902"),
        at=("control", "T903", "event_id"),
        says="'' differs from 'E901' in row 3 of event_reports",
    ),
    fault(
        "same-clause",
        "a claim said by somebody else than its report",
        edit("control", "T903", attributed_to="guard_officers"),
        at=("control", "T903", "attributed_to"),
        says="'guard_officers' is not what the report of the same words has: 'harbour_guard'",
    ),
    fault(
        "same-clause",
        "a claim in a place outside that of its report",
        edit("events", "E901", place_id=""),
        edit("event_reports", "R902", place_id="ombra"),
        edit("evidence", "R902.place_id.1", passage_id="A901.04", start="230", end="235"),
        at=("control", "T903", "place_id"),
        says="'customs_house' is no part of the place",
    ),
    fault(
        "same-clause",
        "strikes of another event than their report",
        edit("strikes", "K901", event_id="E900"),
        at=("strikes", "K901", "event_id"),
        says="'E900' differs from 'E902'",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_rows_of_a_clause_that_disagree_are_found_once_and_where_they_are(fault: Fault):
    assert_found(fault)


def test_a_claim_may_be_about_a_part_of_the_place_of_its_report():
    found = outcomes(broken(edit("event_reports", "R902", place_id="karsa")))
    assert [outcome.rule for outcome in found] == ["named-in-article"]  # that it is no other clause's is all
