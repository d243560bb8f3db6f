"""The released tables against both codings and the decisions since: the second book of the data.

Every cell that the coders coded is what one of them wrote and adjudication did not refuse, or what a decision
of the review names; and every cell that a decision names is as it was decided. Whether the ids and cells are
those of the last release is left to checking/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ..csvfiles import read_records
from ..descriptor import Package
from ..loading import text_cells
from ..schemas import table_schema
from .alignment import Unit, align
from .codings import EVENT, FOLDER, LAYOUTS, Row, Rows, read_codings
from .measures import NOT_SCORED

# The kind of a report is that of the event it was joined to.
KIND = "kind"

Tables = Mapping[str, Mapping[str, Mapping[str, str]]]  # the cells by table, key and column
Adjudicated = Mapping[tuple[str, str, str], str]


class Decision(NamedTuple):
    """What was decided last of a cell, and where."""

    name: str
    cell: str


Decisions = Mapping[tuple[str, str, str], Decision]


class Undecided(NamedTuple):
    """A released cell, or a whole row (field ""), that neither coding nor decision accounts for.

    `wanted` is what the cell may be; `decision` names the one that says so, "" for the coders.
    """

    table: str
    row_id: str
    field: str
    released: str
    wanted: tuple[str, ...] = ()
    decision: str = ""


def undecided(tables: Tables, folder: Path) -> Iterator[Undecided]:
    """Every cell and row that is neither what a coder wrote nor what a decision names.

    A row of an article in which neither coder has a row was coded once, and is not looked for in the codings.
    `folder` holds the codings, adjudication.csv and review.csv. A table with other columns than were coded is
    compared in those that it has. Raises DataError for a file that cannot be read.
    """
    codings = read_codings(folder)
    adjudicated = {
        (row["table"], row["difference_id"].rpartition(".")[0].partition(".")[2], row["field"]): row[
            "decided"
        ]
        for row in read_records(folder / "adjudication.csv", f"{FOLDER}/adjudication.csv")
    }
    decisions = {
        (row["table"], row["row_id"], row["field"]): Decision(row["decision_id"], row["new"])
        for row in read_records(folder / "review.csv", f"{FOLDER}/review.csv")
    }
    for (table, name, field), decision in decisions.items():
        cells = tables.get(table, {}).get(name, {})
        cell = _kind(cells, tables) if field == KIND else cells.get(field, decision.cell)
        if cells and cell != decision.cell and not _moved(table, name, field, decisions):
            yield Undecided(table, name, field, cell, (decision.cell,), decision.name)
    passages = tables.get("passages", {})
    coded_twice = {_article(row, passages) for pair in codings.values() for rows in pair for row in rows}
    for table, coded in codings.items():
        columns = {"", KIND, EVENT}.union(*islice(tables.get(table, {}).values(), 1))
        released = dict(released_rows(table, tables, coded[0] or coded[1]))
        units = align(*coded, LAYOUTS[table])
        made = [_matched(released, rows, table) for rows in coded]
        for name, row in released.items():
            if _article(row, passages) not in coded_twice:
                continue
            pair = (made[0].get(name), made[1].get(name))
            found = _of_a_row(table, name, row, pair, units, adjudicated, decisions)
            yield from (one for one in found if one.field in columns)


def tables_of(package: Package) -> Tables:
    """The cells of a package that are compared with a coding."""
    return {name: _by_key(name, package) for name in (*LAYOUTS, "events", "evidence")}


def _by_key(table: str, package: Package) -> dict[str, dict[str, str]]:
    schema = table_schema(table, package)
    cells = text_cells(schema, package)
    rows = (dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True))
    return {row[schema.key]: row for row in rows}


def released_rows(table: str, tables: Tables, coded: Rows) -> Iterator[tuple[str, Row]]:
    """The rows of a released table by key, placed by their row evidence, with the columns that were coded.

    A row without row evidence is left out.
    """
    spans = _spans(table, tables)
    columns = coded[0].cells if coded else ()
    for name, row in tables.get(table, {}).items():
        if row.get(KIND) == "undated" or name not in spans:
            continue  # the coders left the undated to the comparison of articles
        own = {KIND: _kind(row, tables), EVENT: row.get("event_id", "")}
        yield name, Row(*spans[name], {column: own.get(column, row.get(column, "")) for column in columns})


def _article(row: Row, passages: Mapping[str, Mapping[str, str]]) -> str:
    return passages.get(row.passage_id, {}).get("article_id", "")


def _kind(row: Mapping[str, str], tables: Tables) -> str:
    """The kind of a row or, where it has none, of its event."""
    return row.get(KIND, tables.get("events", {}).get(row.get("event_id", ""), {}).get(KIND, ""))


def _moved(table: str, name: str, field: str, decisions: Decisions) -> bool:
    """Whether a decision moved the row to another event, whose kind it takes."""
    return field == KIND and (table, name, "event_id") in decisions


def _spans(table: str, tables: Tables) -> dict[str, tuple[str, int, int]]:
    """By row, the passage and the offsets of the evidence for the row as a whole."""
    return {
        row["row_id"]: (row["passage_id"], int(row["start"]), int(row["end"]))
        for row in tables.get("evidence", {}).values()
        if row["resource"] == table and not row["field"]
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
    adjudicated: Adjudicated,
    decisions: Decisions,
) -> Iterator[Undecided]:
    first, second = coded
    if (whole := decisions.get((table, name, "row"))) and whole.cell == "added":
        return
    if first is None and second is None:
        yield Undecided(table, name, "", "")
        return
    unit = next((unit.name for unit in units if unit.first is first and unit.second is second), "")
    for field, cell in row.cells.items():
        if field in NOT_SCORED or (table, name, field) in decisions or _moved(table, name, field, decisions):
            continue
        one, two = (made.cells[field] if made else None for made in coded)
        wanted = {"first": (one,), "second": (two,)}.get(
            adjudicated.get((table, unit, field), ""), (one, two)
        )
        if cell not in wanted:
            found = tuple(dict.fromkeys(each for each in wanted if each is not None))
            yield Undecided(table, name, field, cell, found)
