"""The released tables against both codings and the decisions since: the second book of the data.

Every cell that the coders coded is what one of them wrote and adjudication did not refuse, or what a decision
of the review names. Cells that no coder made (events, dates from outside, links) have no second book here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..csvfiles import read_records
from ..descriptor import Package
from ..loading import text_cells
from ..schemas import table_schema
from .alignment import Unit, align
from .codings import EVENT, LAYOUTS, Row, Rows
from .measures import NOT_SCORED

# The kind of a report is that of the event it was joined to.
KIND = "kind"

Cells = Mapping[str, str]
Decisions = Mapping[tuple[str, str, str], str]


class Undecided(NamedTuple):
    """A released cell, or a whole row (field ""), that neither coding nor decision accounts for."""

    table: str
    row_id: str
    field: str
    released: str
    first: str | None
    second: str | None


def undecided(package: Package, folder: Path, codings: Mapping[str, tuple[Rows, Rows]]) -> list[Undecided]:
    """Every cell and row of the coded tables that neither a coder nor a decision accounts for.

    `folder` holds adjudication.csv and review.csv, `codings` what read_codings() gives. Raises DataError for
    a table or a list of decisions that cannot be read.
    """
    adjudicated = {
        (row["table"], row["difference_id"].rpartition(".")[0].partition(".")[2], row["field"]): row[
            "decided"
        ]
        for row in read_records(folder / "adjudication.csv", "codings/adjudication.csv")
    }
    reviewed = {
        (row["table"], row["row_id"], row["field"]): row["new"]
        for row in read_records(folder / "review.csv", "codings/review.csv")
    }
    found: list[Undecided] = []
    for table, coded in codings.items():
        released = dict(released_rows(table, package, coded[0] or coded[1]))
        units = align(*coded, LAYOUTS[table])
        made = [_matched(released, rows, table) for rows in coded]
        for name, row in released.items():
            pair = (made[0].get(name), made[1].get(name))
            found += _of_a_row(table, name, row, pair, units, adjudicated, reviewed)
    return found


def released_rows(table: str, package: Package, coded: Rows) -> Iterator[tuple[str, Row]]:
    """The rows of a released table by key, placed by their row evidence, with the columns that were coded."""
    cells = text_cells(table_schema(table, package), package)
    events = text_cells(table_schema("events", package), package)
    kinds = dict(zip(events["event_id"], events[KIND], strict=True))
    key = table_schema(table, package).key
    spans = _spans(table, package)
    columns = coded[0].cells
    for number, name in enumerate(cells[key]):
        row = {column: values[number] for column, values in cells.items()}
        if row.get(KIND) == "undated":
            continue  # the coders left these to the comparison of articles
        event = row.get("event_id", "")
        own = {KIND: row.get(KIND, kinds.get(event, "")), EVENT: event}
        yield name, Row(*spans[name], {column: own.get(column, row.get(column, "")) for column in columns})


def _spans(table: str, package: Package) -> dict[str, tuple[str, int, int]]:
    """By row, the passage and the offsets of the evidence for the row as a whole."""
    evidence = text_cells(table_schema("evidence", package), package)
    columns = ("resource", "row_id", "field", "passage_id", "start", "end")
    rows = zip(*(evidence[column] for column in columns), strict=True)
    return {
        row_id: (passage, int(start), int(end))
        for resource, row_id, field, passage, start, end in rows
        if resource == table and not field
    }


def _matched(released: Mapping[str, Row], coded: Rows, table: str) -> dict[str, Row]:
    """By released row, the coder's row for the same thing."""
    names = {id(row): name for name, row in released.items()}
    units = align(tuple(released.values()), coded, LAYOUTS[table])
    return {names[id(unit.first)]: unit.second for unit in units if unit.first and unit.second}


def _of_a_row(
    table: str,
    name: str,
    row: Row,
    coded: tuple[Row | None, Row | None],
    units: Sequence[Unit],
    adjudicated: Decisions,
    reviewed: Decisions,
) -> Iterator[Undecided]:
    first, second = coded
    if reviewed.get((table, name, "row")) == "added":
        return
    if first is None and second is None:
        yield Undecided(table, name, "", "", None, None)
        return
    unit = next((unit.name for unit in units if unit.first is first and unit.second is second), "")
    for field, cell in row.cells.items():
        if field in NOT_SCORED:
            continue
        one, two = (made.cells[field] if made else None for made in coded)
        wanted = adjudicated.get((table, unit, field), "")
        allowed = {"first": {one}, "second": {two}}.get(wanted, {one, two})
        if field == KIND and (table, name, "event_id") in reviewed:
            continue  # the decision moved the report to another event, whose kind it takes
        if (table, name, field) in reviewed:
            allowed = {reviewed[table, name, field]}
        if cell not in allowed:
            yield Undecided(table, name, field, cell, one, two)
