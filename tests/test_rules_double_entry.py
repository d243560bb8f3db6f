"""The second book: a released cell is what a coder wrote or what a decision names, or it is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from conftest import posix
from invented_package import Edit, Fault, assert_found, broken, detach, edit, fault, invented, outcomes
from sirte_dataset.agreement.codings import CODERS, EVENT, FOLDER, LAYOUTS, PLACE, Row
from sirte_dataset.agreement.released import released_rows
from sirte_dataset.checking.context import Context
from sirte_dataset.checking.findings import Finding
from sirte_dataset.checking.rules import RULES
from sirte_dataset.checking.validation import sound_context
from sirte_dataset.csvfiles import csv_text
from sirte_dataset.descriptor import Package

RULE = "double-entry"
ADJUDICATION = "difference_id,table,field,decided"
REVIEW = "decision_id,table,row_id,field,new"
HERE = TemporaryDirectory()  # the folders with codings, for as long as the tests run
NUMBERS = count()

Recoded = tuple[str, str, str, str]  # coder ("" for both), table, and words that are replaced by others


def write_codings(folder: Path, *changes: Recoded) -> Path:
    """Two codings that say what the invented package says, but for these changes."""
    tables = {
        name: {row[frame.columns[0]]: row for row in frame.to_dict("records")}
        for name, frame in invented().frames.items()
    }
    for table, layout in LAYOUTS.items():
        own = {EVENT, *layout.keys, *invented().schemas[table].names[1:]} - {*PLACE, "event_id", "note"}
        columns = sorted(own)
        blank = Row("", 0, 1, dict.fromkeys(columns, ""))
        rows = [row for _, row in released_rows(table, tables, (blank,))]
        cells = ([row.passage_id, row.start, row.end, *row.cells.values()] for row in rows)
        text = csv_text([*PLACE, *columns], cells)
        for coder in CODERS:
            file = folder / FOLDER / coder / f"{table}.csv"
            file.parent.mkdir(parents=True, exist_ok=True)
            written = text
            for whose, where, before, after in changes:
                if whose in ("", coder) and where == table:
                    assert before in text
                    written = written.replace(before, after)
            file.write_text(written, encoding="utf-8")
    return folder


def coded(*reviewed: str, adjudicated: Iterable[str] = (), changes: Iterable[Recoded] = ()) -> Edit:
    """The two codings beside the package, with these decisions."""

    def apply(context: Context) -> Context:
        folder = write_codings(Path(HERE.name) / str(next(NUMBERS)), *changes)
        for name, lines in (("adjudication", [ADJUDICATION, *adjudicated]), ("review", [REVIEW, *reviewed])):
            (folder / FOLDER / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return replace(context, package=Package(folder, context.package.descriptor))

    return apply


PART = ("second", "control", ",share,", ",part,")

FAULTS = [
    fault(
        RULE,
        "a holder that was exchanged",
        detach,
        coded(),
        edit("control", "T902", holder_actor_id="harbour_guard"),
        at=("control", "T902", "holder_actor_id"),
        says="Found 'harbour_guard', but it was coded 'red_lantern'; restore it, or enter the decision",
    ),
    fault(
        RULE,
        "a cell whose decision is no longer followed",
        coded("V1,sources,karsa_wire,note,Seen."),
        at=("sources", "karsa_wire", "note"),
        says="but decision V1 says 'Seen.'; restore it",
    ),
    fault(
        RULE,
        "a coded cell that a later decision names",
        coded("V1,strengths,S901,quantifier,range", "V2,strengths,S901,quantifier,about"),
        at=("strengths", "S901", "quantifier"),
        says="Found 'range', but decision V2 says 'about'",
    ),
    fault(
        RULE,
        "what adjudication refused",
        coded(adjudicated=["control.A900.05.1.extent,control,extent,second"], changes=[PART]),
        at=("control", "T902", "extent"),
        says="it was coded 'part'",
    ),
    fault(
        RULE,
        "a row that no coder made",
        coded(changes=[("", "strengths", "A900.05", "A900.06")]),
        at=("strengths", "S901", "strength_id"),
        says="Neither coding has 'S901', and no decision adds it",
    ),
    fault(
        RULE,
        "a report of an event of another kind",
        coded(changes=[("", "event_reports", "air_strike", "shelling")]),
        at=("event_reports", "R903", "event_id"),
        says="it was coded 'shelling'",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_cell_that_the_second_book_does_not_have_is_found_once_and_where_it_is(fault: Fault) -> None:
    assert_found(fault)


def test_the_second_book_says_what_the_invented_tables_say() -> None:
    assert list(RULES[RULE](broken(coded()))) == []


def test_either_coder_may_be_right_where_adjudication_does_not_choose() -> None:
    assert outcomes(broken(coded(changes=[PART]))) == []


def test_a_row_that_a_decision_added_needs_no_coder() -> None:
    moved = [("", "strengths", "A900.05", "A900.06")]
    assert outcomes(broken(coded("V1,strengths,S901,row,added", changes=moved))) == []


def test_a_column_that_is_gone_is_not_taken_for_blank_cells() -> None:
    context = broken(coded())
    frames = {**context.frames, "strengths": context.frames["strengths"].drop(columns="quantifier")}
    schema = context.schemas["strengths"]
    kept = tuple(field for field in schema.fields if field.name != "quantifier")
    schemas = {**context.schemas, "strengths": schema._replace(fields=kept)}
    assert list(RULES[RULE](replace(context, frames=frames, schemas=schemas))) == []


def test_an_article_that_was_coded_once_has_no_second_book() -> None:
    both_have = [table for table in LAYOUTS if table not in ("strengths", "strikes")]
    elsewhere = [("", table, "A901.", "A900.") for table in both_have]
    assert list(RULES[RULE](broken(coded(changes=elsewhere)))) == []


def test_a_row_with_a_fault_that_is_told_already_is_not_told_again() -> None:
    context = broken(detach, coded(), edit("control", "T902", holder_actor_id="harbour_guard"))
    told = replace(context, faulty={"control": {(3, "confidence")}})
    assert list(RULES[RULE](told)) == []


def test_a_coding_that_cannot_be_read_is_a_finding_in_its_file() -> None:
    context = broken(coded(changes=[("second", "strikes", "A900.06,428", "A900.06,4z8")]))
    [found] = RULES[RULE](context)
    assert isinstance(found, Finding)
    assert (found.file, found.row, found.column) == ("codings/second/strikes.csv", 2, "start")


@posix
def test_a_coding_outside_the_package_is_not_read(tmp_path: Path) -> None:
    context = broken(coded())
    file = context.package.folder / FOLDER / "review.csv"
    file.rename(tmp_path / "elsewhere.csv")
    file.symlink_to(tmp_path / "elsewhere.csv")
    [found] = RULES[RULE](context)
    assert isinstance(found, Finding)
    assert (found.file, found.message[:34]) == ("codings/review.csv", "The file lies outside the package;")


# --- the dataset itself


@pytest.fixture(scope="module")
def dataset() -> Context:
    return sound_context()


EXCHANGED = {
    "control": ["holder_actor_id", "opponent_actor_id", "status"],
    "casualties": ["outcome", "victim_actor_id", "date_stated"],
    "event_reports": ["event_id", "realis"],
    "statements": ["speaker_actor_id"],
}


@pytest.mark.parametrize("table", EXCHANGED)
def test_a_value_of_another_row_is_found(dataset: Context, table: str) -> None:
    changed = dataset.frames[table].copy()
    for number, column in enumerate(EXCHANGED[table]):
        cell = changed.loc[number, column]
        changed.loc[number, column] = next(other for other in changed[column] if other not in (cell, ""))
    said = RULES[RULE](replace(dataset, frames={**dataset.frames, table: changed}))
    places = [(one.row, one.column) for one in said if isinstance(one, Finding)]
    assert sorted(places) == list(enumerate(EXCHANGED[table], start=2))


def test_the_dataset_says_what_its_second_book_says(dataset: Context) -> None:
    assert list(RULES[RULE](dataset)) == []
