"""Codes of other schemes that are missing, twice there, misspelt or without a reason are found."""

from dataclasses import replace

import pytest

from invented_package import Edit, Fault, add, assert_found, edit, fault, invented, remove
from sirte_dataset.checking.rules import RULES

OURS = ["scheme", "resource", "field", "code", "target_field"]


def row_of(*cells: str) -> str:
    """The key of the row for a code."""
    frame = invented().frames["crosswalk_codes"]
    return str(frame[(frame[OURS] == list(cells)).all(axis=1)].iloc[0, 0])


def outcome(code: str) -> Edit:
    """One row more for an outcome in GED."""
    cells = dict(zip(OURS, ("ged", "casualties", "outcome", code, "row"), strict=True))
    named = {"crosswalk_code_id": "X999", "match": "exact", "source_id": "ucdp_ged_22_1"}
    return add("crosswalk_codes", **named, **cells)


KILLED = row_of("ged", "casualties", "outcome", "killed", "row")
WOUNDED = row_of("ged", "casualties", "outcome", "wounded", "row")
TITLE = row_of("ged", "events", "title", "", "")

FAULTS = [
    fault(
        "crosswalk-total",
        "a code without a row",
        remove("crosswalk_codes", WOUNDED),
        at=("crosswalk_codes", KILLED, "code"),
        says="No row is there for ged row and casualties.outcome 'wounded'",
    ),
    fault(
        "crosswalk-total",
        "a misspelt code",
        outcome("wonded"),
        at=("crosswalk_codes", "X999", "code"),
        says="'wonded' is no code of ged row and casualties.outcome. Did you mean 'wounded'?",
    ),
    fault(
        "crosswalk-total",
        "a column that is not there",
        edit("crosswalk_codes", TITLE, field="titel"),
        at=("crosswalk_codes", TITLE, "field"),
        says="'events' has no column 'titel'. Did you mean 'title'?",
    ),
    fault(
        "crosswalk-total",
        "a code with two rows",
        outcome("killed"),
        at=("crosswalk_codes", "X999", "code"),
        says="Another row is there for ged row and casualties.outcome 'killed'",
    ),
    fault(
        "crosswalk-total",
        "a row without a code beside the codes",
        outcome(""),
        at=("crosswalk_codes", "X999", "code"),
        says="'' is no code",
    ),
    fault(
        "crosswalk-match",
        "a loss without a reason",
        edit("crosswalk_codes", WOUNDED, reason=""),
        at=("crosswalk_codes", WOUNDED, "reason"),
        says="The match is 'none'; say what is lost or forced.",
    ),
    fault(
        "crosswalk-match",
        "a code for what cannot be said",
        edit("crosswalk_codes", WOUNDED, target_code="deaths"),
        at=("crosswalk_codes", WOUNDED, "match"),
        says="the code of the scheme is 'deaths'",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_in_a_crosswalk_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


def test_a_code_that_is_new_in_a_schema_is_missed_in_every_scheme():
    context = invented()
    events = context.schemas["events"]
    fields = tuple(
        field._replace(enum=(*field.enum, "rain")) if field.name == "realis" else field
        for field in events.fields
    )
    rainy = replace(context, schemas={**context.schemas, "events": events._replace(fields=fields)})
    found = [outcome.message for outcome in RULES["crosswalk-total"](rainy)]
    assert len(found) == 2
    assert all("events.realis 'rain'" in message for message in found)
