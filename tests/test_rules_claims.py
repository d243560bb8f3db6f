"""Claims that stand twice, and repetitions of something else, are found."""

import pytest

from invented_package import Edit, Fault, add, assert_found, edit, fault
from sirte_dataset.checking.validation import validate

CELLS = {
    "article_id": "A900",
    "outcome": "killed",
    "victim_actor_id": "townspeople",
    "victim_kind": "civilian",
    "wording": "how many townspeople",
    "quantifier": "not_stated",
    "date_basis": "unknown",
}
SPANS = {"row": (547, 602), "outcome": (585, 601), "victim_actor_id": (573, 584), "victim_kind": (573, 584)}

COMPARED = {
    "resource": "casualties",
    "row_id": "C901",
    "source_id": "karsa_wire",
    "relation": "confirms",
    "finding": "The wire counts twelve.",
}


def evidence(field: str, start: int, end: int) -> Edit:
    """Evidence of the second C903 for one of its cells."""
    row = {"evidence_id": f"C909.{field}.1", "resource": "casualties", "row_id": "C909", "support": "states"}
    place = {"article_id": "A900", "passage_id": "A900.08", "start": str(start), "end": str(end)}
    return add("evidence", **row, **place, field="" if field == "row" else field)


FAULTS = [
    fault(
        "entered-twice",
        "a claim that was entered twice",
        add("casualties", casualty_id="C909", **CELLS, confidence="reported_as_fact"),
        *(evidence(field, *span) for field, span in {**SPANS, "wording": (564, 584)}.items()),
        at=("casualties", "C909", "casualty_id"),
        says="'C909' has the cells of a row above it",
    ),
    fault(
        "entered-twice",
        "a row that rests on no words and was entered twice",
        add("comparisons", comparison_id="M909", **COMPARED),
        at=("comparisons", "M909", "comparison_id"),
        says="'M909' has the cells of a row above it; remove it.",
    ),
    fault(
        "linked-event",
        "a repetition in another event",
        edit("claim_links", "L902", resource="event_reports", row_id="R901", other_row_id="R905"),
        at=("claim_links", "L902", "relation"),
        says="'R901' is of 'E901', 'R905' of 'E904': no repetition",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_claim_that_is_no_other_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


def test_a_row_that_stands_twice_with_its_key_is_told_by_the_key_alone(folder):
    path = folder / "data" / "comparisons.csv"
    *rows, last = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*rows, last, last]), "utf-8")
    assert [one.rule for one in validate(folder, rules=["entered-twice"]).findings] == ["unique"]
