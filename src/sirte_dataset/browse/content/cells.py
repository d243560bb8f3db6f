"""The cells of a row in plain language, and the words of the articles that each of them rests on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from ...reading.telling import date_text
from ...schemas import POINTERS, Field, TableSchema
from ..book import Book, Row
from .wording import Piece, told

# Of the words behind a cell a private copy has all, a public one those that are quoted.
WORDS = """substr((SELECT text FROM texts WHERE texts.article_id = evidence.article_id),
    evidence.start + 1, evidence."end" - evidence.start)"""
EVIDENCE = 'SELECT *, {} AS words FROM evidence WHERE {} ORDER BY start, "end" DESC, evidence_id'
OF_ROW = "resource = :table AND row_id = :key"

# What the codebook says of cells that have no words of their own, more briefly.
FOLLOWS = {
    "quantifier": "follows from the words for the number",
    "date_source_id": "the publication that gives the date",
    "confidence": "judged by how the article puts it",
    "event_id": "matched to the event by us",
    **dict.fromkeys(("note", "composition"), "told in our own words"),
}
WHOLE = "from the sentence as a whole"


class Cell(NamedTuple):
    """One filled cell: its column, what it says in plain words, its code and what that means, the identifier
    of the row that it points to ("" for none), and prose with its links."""

    name: str
    title: str
    text: str
    code: str
    meaning: str = ""
    target: str = ""
    prose: tuple[Piece, ...] = ()


def cells(book: Book, table: str, row: Row) -> list[Cell]:
    """The filled cells of a row, but its key, in the order of the columns."""
    schema = book.schemas[table]
    return [
        _cell(book, schema, field, row)
        for field in schema.fields
        if field.name != schema.key and row[field.name] is not None
    ]


def _cell(book: Book, schema: TableSchema, field: Field, row: Row) -> Cell:
    value = row[field.name]
    code = str(value)
    rows = book.names.get(pointed_to(schema, field.name, row), {})
    if value in rows:
        return Cell(field.name, field.title, rows[value], code, target=code)
    if field.type == "boolean":
        return Cell(field.name, field.title, "yes" if value else "no", code)
    if field.edtf or field.type == "date":
        return Cell(field.name, field.title, date_text(code), code)
    if field.enum:
        meaning = in_titles(schema, dict(field.meanings).get(code, ""))
        return Cell(field.name, field.title, code.replace("_", " "), code, meaning)
    if field.type in ("integer", "number"):
        return Cell(field.name, field.title, f"{value:,g}" if field.type == "number" else f"{value:,}", code)
    return Cell(field.name, field.title, code, code, prose=tuple(told(book, code)))


def in_titles(schema: TableSchema, text: str) -> str:
    """A text of the codebook with the titles of columns for their names."""
    titles = {field.name: f"“{field.title}”" for field in schema.fields}
    return re.sub("`([^`]*)`", lambda name: titles.get(name[1], name[1]), text)


def pointed_to(schema: TableSchema, column: str, row: Row) -> str:
    """The table whose row a cell of this column names; "" where it names none."""
    for resource, row_id in POINTERS:
        if column == row_id and resource in row:
            return str(row[resource])
    return next((key.resource for key in schema.foreign_keys if key.fields == (column,)), "")


def evidence(book: Book, where: str, values: Mapping[str, object]) -> list[Row]:
    """Rows of the table evidence that meet a condition, each with its words as far as the copy has them."""
    return book.rows(EVIDENCE.format(WORDS if book.private else "quote", where), values)


def evidence_by_cell(book: Book, table: str, key: str) -> Mapping[str, list[Row]]:
    """The evidence of a row by the name of the cell, that of the row as a whole under ""."""
    found: Mapping[str, list[Row]] = defaultdict(list)
    for piece in evidence(book, OF_ROW, {"table": table, "key": key}):
        found[piece["field"] or ""].append(piece)
    return found


def reason(cell: Cell, of_row: Mapping[str, Cell]) -> str:
    """Why a cell without words of its own says what it says: a date by its basis, others by their kind."""
    basis = of_row.get(f"{cell.name}_basis")
    return basis.meaning if basis else FOLLOWS.get(cell.name, WHOLE)
