"""Discrepancies of the invented package that their claims do not bear out are found."""

import pytest

from invented_package import Fault, add, assert_found, edit, fault, remove, support

FAULTS = [
    fault(
        "discrepancy-claims",
        "a discrepancy with one claim",
        remove("discrepancy_claims", "DC902"),
        at=("discrepancies", "D901", "discrepancy_id"),
        says="'D901' has 1 of the claims that differ",
    ),
    fault(
        "discrepancy-kind",
        "a contradiction of claims that can both hold",
        edit("discrepancies", "D901", kind="contradiction"),
        at=("discrepancies", "D901", "kind"),
        says="no two of its claims exclude each other",
    ),
    fault(
        "discrepancy-kind",
        "a scope of claims about the same",
        edit("discrepancies", "D901", kind="scope"),
        edit("discrepancy_claims", "DC902", row_id="C902"),
        edit("casualties", "C902", outcome="killed", date_stated="2031-04-15", date="2031-04-15"),
        edit(
            "casualties", "C902", date_earliest="2031-04-15", date_latest="2031-04-15", date_basis="relative"
        ),
        support("casualties", "C902", "date_stated", passage_id="A900.03", start="180", end="190"),
        at=("discrepancies", "D901", "kind"),
        says="it is no scope",
    ),
    fault(
        "linked-contradiction",
        "a repetition of what it contradicts",
        edit("discrepancies", "D901", kind="contradiction"),
        edit("discrepancy_claims", "DC901", resource="event_reports", row_id="R901"),
        edit("discrepancy_claims", "DC902", resource="event_reports", row_id="R905"),
        add(
            "claim_links",
            claim_link_id="L903",
            resource="event_reports",
            row_id="R905",
            other_resource="event_reports",
            other_row_id="R901",
            relation="repeats",
            basis="Both tell of Karsa.",
        ),
        at=("claim_links", "L903", "relation"),
        says="The rows exclude each other in 'D901'",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_discrepancy_that_its_claims_do_not_bear_out_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)
