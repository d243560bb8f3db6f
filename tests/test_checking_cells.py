"""Every kind of fault a single table can have is found in its cell, once, with what was expected."""

import pandas as pd
import pytest

from sirte_dataset.checking.cells import check_table
from sirte_dataset.schemas import parse_schema

DOCUMENT = {
    "fields": [
        {
            "name": "toll_id",
            "type": "string",
            "constraints": {"required": True, "pattern": "^C[0-9]{3}$|^D[0-9]{3}$".join(("(?:", ")"))},
        },
        {"name": "teller", "type": "string", "constraints": {"required": True}},
        {"name": "label", "type": "string", "constraints": {"unique": True}},
        {
            "name": "outcome",
            "type": "string",
            "constraints": {"required": True, "enum": ["killed", "wounded"]},
            "x-meanings": {"killed": "Died.", "wounded": "Was hurt."},
        },
        {"name": "low", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "share", "type": "number", "constraints": {"minimum": 0, "maximum": 100}},
        {"name": "open", "type": "boolean"},
        {"name": "first", "type": "date", "constraints": {"minimum": "2001-01-01"}},
        {"name": "day", "type": "string", "x-edtf": True},
    ],
    "primaryKey": ["toll_id"],
    "uniqueKeys": [["outcome", "low", "first"]],
}
SCHEMA = parse_schema("tolls", DOCUMENT)
GOOD = {
    "toll_id": "C001",
    "teller": "t",
    "label": "a",
    "outcome": "killed",
    "low": "12",
    "share": "31.5",
    "open": "true",
    "first": "2001-02-28",
    "day": "2001-02/..",
}
BLANK = {**dict.fromkeys(GOOD, ""), "toll_id": "D002", "teller": "t", "outcome": "wounded"}

FAULTS = [
    ("toll_id", "", "required", "The cell is blank"),
    ("toll_id", "  ", "required", "The cell is blank"),
    ("toll_id", "C01", "pattern", "'C01' is not written as expected"),
    ("toll_id", "C0011", "pattern", "'C0011' is not written as expected"),
    ("toll_id", "C001\n", "pattern", "is not written as expected"),
    ("teller", " ", "required", "The cell is blank"),
    ("outcome", "", "required", "The cell is blank"),
    ("outcome", " ", "required", "The cell is blank"),
    ("low", " ", "integer", "Found ' ', expected a whole number"),
    ("outcome", "kiled", "code", "Did you mean 'killed'?"),
    ("outcome", "Killed", "code", "Found 'Killed', expected one of killed, wounded."),
    ("outcome", "xyz", "code", "Found 'xyz', expected one of killed, wounded."),
    ("low", "a dozen", "integer", "Found 'a dozen', expected a whole number such as 12"),
    ("low", " 12", "integer", "Found ' 12', expected a whole number"),
    ("low", "12.0", "integer", "Found '12.0', expected a whole number"),
    ("low", "\u0661\u0662", "integer", "expected a whole number"),
    ("low", "9" * 20, "integer", "expected a whole number"),
    ("low", "9" * 5000, "integer", "999, expected a whole number"),
    ("low", "-1", "minimum", "'-1' is too small; expected 0 or more."),
    ("share", "NaN", "number", "Found 'NaN', expected a number such as 31.2"),
    ("share", "1e999", "number", "Found '1e999', expected a number"),
    ("share", "1,5", "number", "Found '1,5', expected a number"),
    ("share", "100.5", "maximum", "'100.5' is too large; expected 100 or less."),
    ("open", "TRUE", "boolean", "Found 'TRUE', expected true or false."),
    ("first", "2001-02-29", "date", "Found '2001-02-29', expected a day of the calendar"),
    ("first", "2001-02", "date", "Found '2001-02', expected a day of the calendar"),
    ("first", "20010228", "date", "Found '20010228', expected a day of the calendar"),
    ("first", "2000-12-31", "minimum", "'2000-12-31' is too small; expected 2001-01-01 or more."),
    ("day", "2001-02-30", "edtf", "'2001-02-30' is not a date in EDTF: day is out of range for month."),
    ("day", "May", "edtf", "'May' is not a date in EDTF: expected a day, month or year"),
]


def findings(*rows: dict[str, str]) -> list[tuple[int | None, str, str, str]]:
    frame = pd.DataFrame([{**GOOD, **row} for row in rows], columns=list(SCHEMA.names), dtype=str)
    found = check_table(SCHEMA, frame, "tolls.csv")
    return [(finding.row, finding.column, finding.rule, finding.message) for finding in found]


def test_a_sound_table_has_no_findings():
    assert findings({}, BLANK) == []


def test_an_empty_table_has_no_findings():
    assert findings() == []


@pytest.mark.parametrize(("column", "cell", "rule", "says"), FAULTS)
def test_a_faulty_cell_has_one_finding_that_says_what_was_expected(column, cell, rule, says):
    (found,) = findings(BLANK, {column: cell})
    assert found[:3] == (3, column, rule)
    assert says in found[3]


def test_every_row_with_an_earlier_key_is_found_but_not_the_first_of_them():
    found = findings({}, {**BLANK, "toll_id": "C001"}, {**BLANK, "toll_id": "C001", "low": "3"})
    assert [one[:3] for one in found] == [(3, "toll_id", "unique"), (4, "toll_id", "unique")]
    assert found[0][3] == "'C001': an earlier row has the same toll_id; each may stand once."


def test_a_unique_column_may_be_blank_more_than_once_but_not_filled_alike():
    assert findings(BLANK, {**BLANK, "toll_id": "D003", "low": "1"}) == []
    found = findings({}, {"toll_id": "D003", "low": "1"})
    assert [one[:3] for one in found] == [(3, "label", "unique")]


def test_several_columns_that_must_differ_together_are_found_in_the_last_of_them():
    found = findings({}, {"toll_id": "C002", "label": "b"})
    assert [one[:3] for one in found] == [(3, "first", "unique")]
    assert "an earlier row has the same outcome, low, first" in found[0][3]


def test_each_faulty_cell_of_a_table_is_found():
    found = findings({"low": "x", "open": "yes"}, {**BLANK, "outcome": "?", "share": "-1"})
    assert sorted(one[:3] for one in found) == [
        (2, "low", "integer"),
        (2, "open", "boolean"),
        (3, "outcome", "code"),
        (3, "share", "minimum"),
    ]


def test_a_cell_that_cannot_be_read_is_not_taken_for_a_blank_one_in_a_key_of_several_columns():
    rows = {"low": "x"}, {**BLANK, "outcome": "killed", "first": GOOD["first"]}
    assert [one[:3] for one in findings(*rows)] == [(2, "low", "integer")]


def test_pandera_switched_off_in_the_environment_is_switched_on_for_this(monkeypatch):
    from pandera.config import CONFIG

    monkeypatch.setattr(CONFIG, "validation_enabled", False)
    assert len(findings({"low": "x"})) == 1
