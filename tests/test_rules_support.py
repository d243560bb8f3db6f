"""Claims without evidence, and evidence without a claim, are found, once and where they are."""

import pytest

from invented_package import Fault, add, assert_found, broken, edit, fault, outcomes, remove

SPARE = {"article_id": "A900", "passage_id": "A900.08", "start": "547", "end": "553", "support": "states"}

FAULTS = [
    fault(
        "evidence-inside-passage",
        "words before the passage",
        edit("evidence", "K901.row.1", start="427"),
        at=("evidence", "K901.row.1", "start"),
        says="427 to 493 are no part of A900.06, which runs from 428 to 493",
    ),
    fault(
        "evidence-inside-passage",
        "words behind the passage",
        edit("evidence", "K901.row.1", end="494"),
        at=("evidence", "K901.row.1", "start"),
        says="428 to 494",
    ),
    fault(
        "evidence-inside-passage",
        "no words at all",
        edit("evidence", "K901.row.1", end="428"),
        at=("evidence", "K901.row.1", "start"),
        says="428 to 428",
    ),
    fault(
        "quote-length",
        "a quote longer than its place",
        edit("evidence", "C901.low.1", quote="At least 12 "),
        at=("evidence", "C901.low.1", "quote"),
        says="has 12 characters; from 211 to 222 there are 11",
    ),
    fault(
        "evidence-for-rows",
        "a claim that rests on nothing",
        remove("evidence", "S901.row.1"),
        at=("strengths", "S901", "strength_id"),
        says="'S901' has no evidence for the row as a whole",
    ),
    fault(
        "evidence-for-rows",
        "a spelling that rests on nothing",
        remove("evidence", "PN901.row.1"),
        at=("place_names", "PN901", "place_name_id"),
        says="'PN901' has no evidence",
    ),
    fault(
        "evidence-for-cells",
        "a number without evidence",
        remove("evidence", "C901.low.1"),
        at=("casualties", "C901", "low"),
        says="'12' has no evidence",
    ),
    fault(
        "evidence-for-cells",
        "a share without evidence",
        remove("evidence", "T902.share_best.1"),
        at=("control", "T902", "share_best"),
        says="'40' has no evidence",
    ),
    fault(
        "evidence-for-cells",
        "a date without evidence",
        remove("evidence", "C904.date.1"),
        at=("casualties", "C904", "date"),
        says="'2031-04-15' has no evidence",
    ),
    fault(
        "evidence-for-cells",
        "a stated date without evidence",
        remove("evidence", "R904.date_stated.1"),
        at=("event_reports", "R904", "date_stated"),
        says="'2031-04-21/2031-04-27' has no evidence",
    ),
    fault(
        "evidence-for-cells",
        "a place without evidence",
        remove("evidence", "C904.place_id.1"),
        at=("casualties", "C904", "place_id"),
        says="'customs_house' has no evidence",
    ),
    fault(
        "evidence-for-cells",
        "a speaker without evidence",
        remove("evidence", "C904.attributed_to.1"),
        at=("casualties", "C904", "attributed_to"),
        says="'harbour_guard' has no evidence",
    ),
    fault(
        "evidence-for-cells",
        "a status without evidence",
        remove("evidence", "T901.status.1"),
        at=("control", "T901", "status"),
        says="'captured' has no evidence",
    ),
    fault(
        "evidence-for-cells",
        "a code without evidence",
        remove("evidence", "C901.outcome.1"),
        at=("casualties", "C901", "outcome"),
        says="'killed' has no evidence",
    ),
    fault(
        "evidence-for-cells",
        "a hedge without evidence",
        edit("casualties", "C904", confidence="possible"),
        at=("casualties", "C904", "confidence"),
        says="'possible' has no evidence",
    ),
    fault(
        "evidence-for-cells",
        "a phrase of time without evidence",
        remove("evidence", "X902.wording.1"),
        at=("time_expressions", "X902", "wording"),
        says="'on Tuesday' has no evidence",
    ),
    fault(
        "evidence-passage",
        "a statement that names another passage than its words",
        edit("statements", "U902", passage_id="A900.05"),
        at=("evidence", "U902.row.1", "passage_id"),
        says="The words lie in A900.04, but U902 names A900.05",
    ),
    fault(
        "evidence-passage",
        "a phrase of time whose evidence begins elsewhere",
        edit("evidence", "X902.row.1", start="183", quote=""),
        at=("evidence", "X902.row.1", "passage_id"),
        says="The words lie in A900.03-183-190, but X902 names A900.03-180-190",
    ),
    fault(
        "evidence-inside-passage",
        "a phrase of time outside its passage",
        edit("time_expressions", "X903", passage_id="A900.05"),
        edit("evidence", "X903.row.1", passage_id="A900.05", start="401", end="409", quote=""),
        at=("time_expressions", "X903", "start"),
        says="469 to 479 are no part of A900.05",
    ),
    fault(
        "quote-length",
        "a wording longer than its place",
        edit("time_expressions", "X901", wording="16 April 2031."),
        at=("time_expressions", "X901", "wording"),
        says="has 14 characters; from",
    ),
    fault(
        "evidence-target",
        "evidence for a blank cell",
        add("evidence", evidence_id="C903.low.1", resource="casualties", row_id="C903", field="low", **SPARE),
        at=("casualties", "C903", "low"),
        says="of evidence supports it; fill it or remove that row",
    ),
    fault(
        "evidence-target",
        "evidence for a column that does not exist",
        add(
            "evidence", evidence_id="C903.toll.1", resource="casualties", row_id="C903", field="toll", **SPARE
        ),
        at=("evidence", "C903.toll.1", "field"),
        says="The table casualties has no column 'toll'",
    ),
    fault(
        "evidence-article",
        "evidence from another article",
        add(
            "evidence", evidence_id="C904.high.2", resource="casualties", row_id="C904", field="high", **SPARE
        ),
        at=("evidence", "C904.high.2", "article_id"),
        says="'A900' is not the article of C904, which is A901",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_claim_and_its_evidence_that_do_not_fit_are_found_once_and_where_they_are(fault: Fault):
    assert_found(fault)


def test_a_date_that_is_not_the_stated_one_needs_evidence_of_its_own():
    borrowed = {"date": "[..2031-04-16]", "date_earliest": "", "date_basis": "other_article"}
    found = outcomes(broken(edit("control", "T902", **borrowed)))
    assert [(one.rule, one.column) for one in found] == [("evidence-for-cells", "date")]


def test_a_date_from_an_outside_source_needs_no_evidence():
    context = broken()
    assert "R905.date.1" not in set(context.frames["evidence"]["evidence_id"])
    assert outcomes(context) == []
