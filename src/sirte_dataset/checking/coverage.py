"""Which coded cells rest on words, which follow from other cells by a named rule, and which on nothing.

Reads the evidence table and the tables of claims as they are; whether the words say what the cell says is for
the rules on quotes and dates. What a cell may follow from instead is the closed list ORIGINS.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import DataError
from .context import GROUNDS, Context
from .registry import is_silenced

if TYPE_CHECKING:
    from pandas import DataFrame, Series

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


class Cells(NamedTuple):
    """A column of a table: all rows of the table, and which of them have evidence for the row as a whole."""

    table: str
    column: str
    rows: DataFrame
    whole: Series[bool]

    @property
    def values(self) -> Series[str]:
        """What stands in the column."""
        return self.rows[self.column]


class Filled(NamedTuple):
    """Where a filled cell stands, the key of its row, and what stands in it."""

    table: str
    row: int
    key: str
    column: str
    cell: str


class Origin(NamedTuple):
    """What cells without evidence of their own may follow from; `holds` says which, by row or all alike."""

    name: str
    meaning: str
    holds: Callable[[Cells], Series[bool] | bool]


def _of_the_row(cells: Cells) -> Series[bool] | bool:
    return cells.column in OF_THE_ROW | OF_THE_WORDS.get(cells.table, frozenset()) and cells.whole


def _source(cells: Cells) -> Series[bool] | bool:
    """Where a row names an outside publication for its date."""
    named = [cells.rows[name].ne("") for name in SOURCES if name in cells.rows]
    return cells.column in ("date", *SOURCES) and reduce(or_, named, False)


def _as_stated(cells: Cells) -> Series[bool] | bool:
    dated = cells.column == "date" and "date_stated" in cells.rows
    return dated and cells.values.eq(cells.rows["date_stated"])


def _unmarked(cells: Cells) -> Series[bool] | bool:
    return cells.column in UNMARKED and cells.values.eq(UNMARKED[cells.column])


def _attribution(cells: Cells) -> Series[bool] | bool:
    if cells.column != "confidence" or "attributed_to" not in cells.rows:
        return False
    own_voice = cells.rows["attributed_to"].eq("")
    return cells.values.eq("reported_as_fact") & own_voice | cells.values.eq("claimed") & ~own_voice


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
        lambda cells: cells.column == "event_id",
    ),
    Origin(
        "bounds",
        "The earliest and latest day are the bounds of the date (rule date-bounds).",
        lambda cells: cells.column in ("date_earliest", "date_latest"),
    ),
    Origin(
        "basis",
        "The basis says what the evidence or the source of the dates is (rules date-basis, date-source, "
        "date-stated, evidence-article).",
        lambda cells: cells.column in BASES,
    ),
    Origin(
        "source",
        "A date from outside the articles, and the name of its source, rest on that source (rule "
        "date-source).",
        _source,
    ),
    Origin(
        "date as stated",
        "A date that is the stated one rests on the evidence of the stated one.",
        _as_stated,
    ),
    Origin(
        "quantifier of the wording",
        "The quantifier is read off the wording (rules wording and worded-numbers).",
        lambda cells: cells.column == "quantifier" and "wording" in cells.rows,
    ),
    Origin(
        "unmarked code",
        "Actual, whole and unspecified stand where the text has no mark of another code.",
        _unmarked,
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
    columns = []
    for cells, evidence, derived, missing in _traced(context):
        column = Column(cells.table, cells.column, int(cells.values.ne("").sum()), evidence, derived)
        keys = cells.rows[context.schemas[cells.table].key]
        for row in missing.index:
            if is_silenced(context, _missing_rule(cells, row), cells.table, keys[row]):
                column.derived["silenced"] += 1
            else:
                column.missing.append(keys[row])
        columns.append(column)
    return columns


def _missing_rule(cells: Cells, row: int) -> str:
    """The rule that finds a cell that rests on nothing."""
    return "evidence-for-cells" if cells.whole[row] else "evidence-for-rows"


def missing_cells(context: Context) -> Iterator[tuple[int, str, str, str]]:
    """Row number, table, column and cell of whatever is coded and rests on nothing, in rows with evidence."""
    for cells, _, _, missing in _traced(context):
        for row, cell in missing[cells.whole].items():
            yield int(str(row)), cells.table, cells.column, cell


def _traced(context: Context) -> Iterator[tuple[Cells, int, Counter[str], Series[str]]]:
    """Every coded column, how many of its filled cells have evidence, how many follow from each origin, and
    the cells, by row number, that rest on nothing.
    """
    supported = {about: lines["row_id"] for about, lines in evidence_for(context).items()}
    for table in covered_tables(context):
        rows = context.frame(table, *context.schemas[table].names)
        keys = rows[context.schemas[table].key]
        whole = keys.isin(supported.get((table, ""), ()))
        for name in coded_columns(context, table):
            cells = Cells(table, name, rows, whole)
            filled = cells.values.ne("")
            about = supported.get((table, name))
            left = filled if about is None else filled & ~keys.isin(about)
            own, derived = int(filled.sum() - left.sum()), Counter[str]()
            for origin in ORIGINS:
                if not left.any():
                    break
                found = left & origin.holds(cells)
                if count := int(found.sum()):
                    derived[origin.name] = count
                    left = left & ~found
            yield cells, own, derived, cells.values[left]


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
    context: Context, tables: Container[str], columns: Collection[str], *of_evidence: str
) -> Iterator[tuple[Any, ...]]:
    """For each piece of evidence for a filled cell of these columns: its row, the cell, its own cells."""
    for (table, column), lines in evidence_for(context, *of_evidence, only=columns).items():
        if table in tables and context.has(table, column):
            rows = context.rows(table, context.schemas[table].key, column)
            cells = {key: (row, key, cell) for row, key, cell in rows if cell}
            for line, name, *own in lines.itertuples(name=None):
                if name in cells:
                    row, key, cell = cells[name]
                    yield line, Filled(table, row, key, column, cell), *own


def evidence_for(
    context: Context, *columns: str, only: Collection[str] | None = None
) -> dict[tuple[str, str], DataFrame]:
    """By table and column, "" being the row as a whole: the key of the row that each piece of evidence for it
    supports, and these columns of evidence. `only` names the columns that are asked for.
    """
    cells = context.frame("evidence", TARGET, *columns)
    if only is not None:
        cells = cells[cells["field"].isin(only)]
    groups = cells.groupby(["resource", "field"], sort=False)[["row_id", *" ".join(columns).split()]]
    return {(str(about[0]), str(about[1])): lines for about, lines in groups}


def supports(context: Context, column: str) -> dict[str, set[str]]:
    """By table, the keys of the rows that have evidence for this column, "" being the row as a whole."""
    found = evidence_for(context, only=[column])
    return {table: set(lines["row_id"]) for (table, _), lines in found.items()}


def to_json(columns: list[Column]) -> str:
    """The counts as one JSON object with the keys complete, columns, missing and origins."""
    missing = [
        {"table": each.table, "column": each.name, "row": key} for each in columns for key in each.missing
    ]
    listed = [{**each.counts(), "derived_by": dict(each.derived)} for each in columns]
    origins = {origin.name: origin.meaning for origin in ORIGINS}
    report = {"complete": not missing, "columns": listed, "missing": missing, "origins": origins}
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"
