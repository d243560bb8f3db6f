"""Which coded cells rest on words, which follow from other cells by a named rule, and which on nothing.

Reads the evidence table and the tables of claims as they are; whether the words say what the cell says is for
the rules on quotes and dates. What a cell may follow from instead is the closed list ORIGINS.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..errors import DataError
from .context import GROUNDS, Context
from .registry import is_silenced

# Of what a piece of evidence speaks: the table, the key of the row and the column, blank for the whole row.
TARGET = "resource row_id field"

COLUMNS = ("table", "column", "cells", "evidence", "derived", "missing", "derived_by")

# What the words of the row as a whole tell: where they stand, and codes and glosses made of all of them.
OF_THE_ROW = frozenset({"article_id", "passage_id", "start", "end"})
OF_THE_WORDS = {
    "statements": frozenset({"medium", "quoted", "gloss"}),
    "time_expressions": frozenset({"kind", "anchor", "confidence"}),
}

# The code that stands where the text has no mark of another.
UNMARKED = {"realis": "actual", "extent": "whole", "victim_kind": "unspecified", "unit": "unspecified"}

BASES, SOURCES = zip(*GROUNDS, strict=True)


class Cell(NamedTuple):
    """A cell that is not blank: its table and column, its row by column, and the columns of the row that have
    evidence of their own ("" for the row as a whole).
    """

    table: str
    column: str
    row: Mapping[str, str]
    supported: frozenset[str]

    @property
    def value(self) -> str:
        """What stands in the cell."""
        return self.row[self.column]


class Filled(NamedTuple):
    """Where a filled cell stands, the key of its row, and what stands in it."""

    table: str
    row: int
    key: str
    column: str
    cell: str


class Origin(NamedTuple):
    """What a cell without evidence of its own may follow from."""

    name: str
    meaning: str
    holds: Callable[[Cell], bool]


def _of_the_row(cell: Cell) -> bool:
    return "" in cell.supported and cell.column in OF_THE_ROW | OF_THE_WORDS.get(cell.table, frozenset())


def _source(cell: Cell) -> str:
    """The outside publication that a row names for its date, "" for none."""
    return next((cell.row[name] for name in SOURCES if cell.row.get(name)), "")


def _attribution(cell: Cell) -> bool:
    unhedged = "claimed" if cell.row.get("attributed_to") else "reported_as_fact"
    return cell.column == "confidence" and "attributed_to" in cell.row and cell.value == unhedged


ORIGINS = (
    Origin(
        "row evidence",
        "Article, passage and offsets are those of the evidence for the row as a whole. Its words also give "
        "medium, quoted and gloss of a statement, and kind, anchor and confidence of a phrase of time.",
        _of_the_row,
    ),
    Origin(
        "event",
        "Which event a row belongs to follows from its words and from how the event was reconciled, which "
        "the event names in its column rule.",
        lambda cell: cell.column == "event_id",
    ),
    Origin(
        "bounds",
        "The earliest and latest day are the bounds of the date (rule date-bounds).",
        lambda cell: cell.column in ("date_earliest", "date_latest"),
    ),
    Origin(
        "basis",
        "The basis says what the evidence or the source of the dates is (rules date-basis, date-source, "
        "date-stated, evidence-article).",
        lambda cell: cell.column in BASES,
    ),
    Origin(
        "source",
        "A date from outside the articles, and the name of its source, rest on that source (rule "
        "date-source).",
        lambda cell: cell.column in ("date", *SOURCES) and bool(_source(cell)),
    ),
    Origin(
        "date as stated",
        "A date that is the stated one rests on the evidence of the stated one.",
        lambda cell: cell.column == "date" and cell.value == cell.row.get("date_stated"),
    ),
    Origin(
        "quantifier of the wording",
        "The quantifier is read off the wording (rules wording and worded-numbers).",
        lambda cell: cell.column == "quantifier" and "wording" in cell.row,
    ),
    Origin(
        "unmarked code",
        "Actual, whole and unspecified stand where the text has no mark of another code.",
        lambda cell: UNMARKED.get(cell.column) == cell.value,
    ),
    Origin(
        "confidence of the attribution",
        "Without a hedge, what is attributed is claimed, and the article's own voice is reported as fact.",
        _attribution,
    ),
)


@dataclass
class Column:
    """The count of one column: its cells that are not blank, those with evidence, those that follow from
    something else, by the name of the origin or "silenced" where the package silences the rule, and the rows
    (key) in which the cell rests on nothing.
    """

    table: str
    name: str
    cells: int = 0
    evidence: int = 0
    derived: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, Any]:
        """The counts by the names of COLUMNS."""
        told = ", ".join(f"{name} {count}" for name, count in self.derived.items())
        derived = self.derived.total()
        counts = (self.table, self.name, self.cells, self.evidence, derived, len(self.missing), told)
        return dict(zip(COLUMNS, counts, strict=True))


def coverage(context: Context) -> list[Column]:
    """The counts of every coded column of the tables of claims and phrases of time.

    Raises DataError where the package has no table of evidence.
    """
    if not context.has("evidence", TARGET):
        raise DataError("The package has no usable table 'evidence', so no cell can be traced to words.")
    columns = {
        (table, name): Column(table, name)
        for table in covered_tables(context)
        for name in coded_columns(context, table)
    }
    for _, key, cell in coded_cells(context):
        column = columns[cell.table, cell.column]
        column.cells += 1
        origin = origin_of(cell)
        if cell.column in cell.supported:
            column.evidence += 1
        elif origin:
            column.derived[origin.name] += 1
        elif is_silenced(context, _missing_rule(cell), cell.table, key):
            column.derived["silenced"] += 1
        else:
            column.missing.append(key)
    return list(columns.values())


def _missing_rule(cell: Cell) -> str:
    """The rule that finds a cell that rests on nothing."""
    return "evidence-for-cells" if "" in cell.supported else "evidence-for-rows"


def origin_of(cell: Cell) -> Origin | None:
    """What a cell follows from if it has no evidence of its own; None for nothing."""
    return next((origin for origin in ORIGINS if origin.holds(cell)), None)


def missing_cells(context: Context) -> Iterator[tuple[int, Cell]]:
    """Row number and cell of whatever is coded and rests on nothing."""
    for row, _, cell in coded_cells(context):
        if cell.column not in cell.supported and not origin_of(cell):
            yield row, cell


def coded_cells(context: Context) -> Iterator[tuple[int, str, Cell]]:
    """Row number, key and cell of every coded cell that is not blank."""
    fields_of: dict[tuple[str, str], set[str]] = {}
    for _, resource, row_id, name in context.rows("evidence", TARGET):
        fields_of.setdefault((resource, row_id), set()).add(name)
    for table in covered_tables(context):
        columns = coded_columns(context, table)
        for row, cells in context.records(table):
            key = cells[context.schemas[table].key]
            fields = frozenset(fields_of.get((table, key), ()))
            for column in columns:
                if cells[column]:
                    yield row, key, Cell(table, column, cells, fields)


def coded_columns(context: Context, table: str) -> list[str]:
    """The columns of a table that are coded from a text: all but its key and the notes."""
    schema = context.schemas[table]
    return [name for name in schema.names if name not in (schema.key, "note")]


def covered_tables(context: Context) -> list[str]:
    """The tables that say when: of those that evidence may speak of, all but the spellings of names."""
    return [table for table in traced_tables(context) if context.has(table, "date_stated")]


def traced_tables(context: Context) -> list[str]:
    """The tables that evidence may speak of, as far as they are there."""
    codes = context.schemas["evidence"].field("resource").enum
    named = codes or tuple(dict.fromkeys(context.frames["evidence"]["resource"]))
    return [table for table in named if context.has(table) and len(context.schemas[table].primary_key) == 1]


def supported(
    context: Context, tables: Iterable[str], columns: Container[str], *of_evidence: str
) -> Iterator[tuple[Any, ...]]:
    """For each piece of evidence for a filled cell of these columns: its row, the cell, its own cells."""
    cells: dict[tuple[str, str, str], Filled] = {}
    for table in tables:
        for column in context.schemas[table].names:
            if column in columns and context.has(table, column):
                for row, key, cell in context.rows(table, context.schemas[table].key, column):
                    cells[table, key, column] = Filled(table, row, key, column, cell)
    for line, table, key, column, *own in context.rows("evidence", TARGET, *of_evidence):
        found = cells.get((table, key, column))
        if found and found.cell:
            yield line, found, *own


def supports(context: Context, field: str) -> set[tuple[str, str, str]]:
    """Table, row and column of whatever has evidence for this column, "" being the row as a whole."""
    rows = context.rows("evidence", TARGET)
    return {(table, key, column) for _, table, key, column in rows if column == field}


def to_json(columns: list[Column]) -> str:
    """The counts as one JSON object with the keys complete, columns, missing and origins."""
    missing = [
        {"table": each.table, "column": each.name, "row": key} for each in columns for key in each.missing
    ]
    listed = [{**each.counts(), "derived_by": dict(each.derived)} for each in columns]
    origins = {origin.name: origin.meaning for origin in ORIGINS}
    report = {"complete": not missing, "columns": listed, "missing": missing, "origins": origins}
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"
