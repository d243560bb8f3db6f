"""Every coded cell has evidence or follows from other cells by a named origin; else it is missing."""

import json

import pandas as pd
import pytest

from invented_package import broken, edit, invented, remove
from sirte_dataset.checking.coverage import (
    COLUMNS,
    ORIGINS,
    Cells,
    coverage,
    covered_tables,
    missing_cells,
    to_json,
)
from sirte_dataset.checking.validation import sound_context

TABLES = ["event_reports", "casualties", "control", "strengths", "strikes", "statements", "time_expressions"]


def counts(context, table, column):
    return next(one for one in coverage(context) if (one.table, one.name) == (table, column))


def test_no_cell_of_the_dataset_rests_on_nothing():
    columns = coverage(sound_context())
    assert list(dict.fromkeys(column.table for column in columns)) == TABLES
    assert {f"{one.table}.{one.name}": one.missing for one in columns if one.missing} == {}
    assert sum(one.cells for one in columns) > 4000


def test_every_column_but_key_and_note_is_counted_and_cells_are_those_that_are_not_blank():
    context = invented()
    assert covered_tables(context) == TABLES
    for table in TABLES:
        schema = context.schemas[table]
        frame = context.frames[table]
        found = {one.name: one.cells for one in coverage(context) if one.table == table}
        assert found == {
            name: int((frame[name] != "").sum()) for name in schema.names if name not in (schema.key, "note")
        }


def test_a_cell_is_counted_once_as_with_evidence_derived_or_missing():
    for column in coverage(broken(remove("evidence", "C901.outcome.1"))):
        assert column.cells == column.evidence + column.derived.total() + len(column.missing)


def test_a_cell_that_lost_its_evidence_is_missing_and_named():
    context = broken(remove("evidence", "C901.outcome.1"))
    assert counts(context, "casualties", "outcome").missing == ["C901"]
    assert list(missing_cells(context)) == [(2, "casualties", "outcome", "killed")]
    report = json.loads(to_json(coverage(context)))
    assert report["complete"] is False
    assert report["missing"] == [{"table": "casualties", "column": "outcome", "row": "C901"}]


def test_a_row_that_lost_its_evidence_misses_what_the_row_evidence_gave():
    context = broken(remove("evidence", "U901.row.1"))
    lost = {one.name for one in coverage(context) if one.table == "statements" and one.missing == ["U901"]}
    assert lost == {"article_id", "passage_id", "medium", "gloss", "quoted"}


def test_the_report_in_json_names_every_column_and_origin():
    report = json.loads(to_json(coverage(invented())))
    assert report["complete"] is True
    assert report["missing"] == []
    assert report["origins"] == {origin.name: origin.meaning for origin in ORIGINS}
    assert {tuple(column) for column in report["columns"]} == {COLUMNS}


ROW = {
    "date": "2031-02",
    "date_stated": "2031-02",
    "date_source_id": "",
    "attributed_to": "",
    "wording": "dozens",
}

# Column and value, other cells of the row, and the origin; "" for none.
FOLLOWING = [
    ("article_id", "A900", {}, "row evidence"),
    ("medium", "interview", {}, "row evidence"),
    ("event_id", "E901", {}, "event"),
    ("date_earliest", "2031-02-01", {}, "bounds"),
    ("date_basis", "stated", {}, "basis"),
    ("date", "2031-02", {}, "date as stated"),
    ("date", "2031-02-11", {}, ""),
    ("date", "2031-02-11", {"date_source_id": "ombra_gazette"}, "source"),
    ("date_source_id", "ombra_gazette", {}, "source"),
    ("quantifier", "vague", {}, "quantifier of the wording"),
    ("realis", "actual", {}, "unmarked code"),
    ("realis", "planned", {}, ""),
    ("extent", "whole", {}, "unmarked code"),
    ("extent", "part", {}, ""),
    ("confidence", "reported_as_fact", {}, "confidence of the attribution"),
    ("confidence", "claimed", {}, ""),
    ("confidence", "claimed", {"attributed_to": "guard_officers"}, "confidence of the attribution"),
    ("confidence", "reported_as_fact", {"attributed_to": "guard_officers"}, ""),
    ("confidence", "possible", {}, ""),
    ("low", "12", {}, ""),
    ("place_id", "karsa", {}, ""),
    ("outcome", "killed", {}, ""),
]


def origins(column, row, *, whole):
    """The origins, the first first, of a cell of a statement whose row has evidence as a whole, or not."""
    cells = Cells("statements", column, pd.DataFrame([row]), pd.Series([whole]))
    return [origin.name for origin in ORIGINS if pd.Series(origin.holds(cells)).all()]


@pytest.mark.parametrize(("column", "value", "others", "name"), FOLLOWING)
def test_a_cell_follows_from_the_cells_beside_it_or_from_nothing(column, value, others, name):
    assert [*origins(column, {**ROW, **others, column: value}, whole=True), ""][0] == name


def test_without_evidence_for_the_row_nothing_follows_from_it():
    assert origins("medium", {"medium": "interview"}, whole=False) == []


def test_every_origin_is_shown_and_told_in_a_sentence():
    assert {name for *_, name in FOLLOWING} == {"", *(origin.name for origin in ORIGINS)}
    assert all(origin.meaning.endswith(".") for origin in ORIGINS)


def test_a_hedge_needs_words_of_its_own():
    context = broken(edit("casualties", "C904", confidence="possible"))
    assert counts(context, "casualties", "confidence").missing == ["C904"]
