"""r/ID: the page of any row by its identifier alone; which kind of page a row has, by its table.

A row of a table without a page of its own is shown by its cells, by what it points to and what points to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ...citation import row_words
from ...errors import UsageError, suggestion
from ...schemas import POINTERS
from ...sqlite.sql import quoted
from ...sqlite.views import CLAIM_TABLES
from ...withdrawals import Withdrawal
from ..book import Book
from ..publishing import Page
from .actors import actor
from .cells import cells
from .claim import claim
from .events import event
from .places import place
from .wording import told

# Gives the variables of a row's page, its template `layout` among them, from the row's table and key.
Shown = Callable[[Book, str, str], dict[str, Any]]


def article(_: Book, __: str, key: str) -> dict[str, Any]:
    """An article: the reader shows it."""
    return {"layout": "moved.html", "address": f"read/{key}", "fragment": ""}


def passage(book: Book, table: str, key: str) -> dict[str, Any]:
    """A passage: the reader shows it in its article."""
    found = book.row(table, key) or {}
    return {"layout": "moved.html", "address": f"read/{found['article_id']}", "fragment": key}


def disagreement(_: Book, __: str, key: str) -> dict[str, Any]:
    """A point on which claims differ: it stands among the others."""
    return {"layout": "moved.html", "address": "disagreements", "fragment": key}


def any_row(book: Book, table: str, key: str) -> dict[str, Any]:
    """A row of whatever table: its cells, and the rows that point to it by table and column."""
    return {
        "layout": "any_row.html",
        "facts": cells(book, table, book.row(table, key) or {}),
        "pointing": list(_pointing(book, table, key)),
    }


def _pointing(book: Book, table: str, key: str) -> Iterable[tuple[str, str, list[tuple[str, str]]]]:
    """Title of the table, title of the column, and the rows, each with what it is called."""
    for name, rows in book.names.items():
        schema = book.schemas[name]
        columns = [fields[0] for fields, resource, _ in schema.foreign_keys if resource == table]
        conditions = {column: f"{quoted(column)} = :key" for column in columns}
        for resource, row_id in POINTERS:
            if resource in schema.names:
                conditions[row_id] = f"{quoted(resource)} = :table AND {quoted(row_id)} = :key"
        for column, condition in conditions.items():
            sql = f"SELECT {quoted(schema.key)} AS key FROM {quoted(name)} WHERE {condition}"
            if found := [row["key"] for row in book.rows(sql, {"table": table, "key": key})]:
                yield schema.title, schema.field(column).title, [(one, rows[one]) for one in found]


# The pages of rows by table; a table that is not named here has any_row.
ROWS: dict[str, Shown] = {
    **dict.fromkeys(CLAIM_TABLES, claim),
    "articles": article,
    "passages": passage,
    "discrepancies": disagreement,
    "events": event,
    "places": place,
    "actors": actor,
}


def row(book: Book, rest: str) -> dict[str, Any]:
    """The page of a row, or of one that was withdrawn. Raises UsageError, with the nearest identifier, where
    there is and was no such row.
    """
    row_id, tables, gone = _found(book, rest)
    if not tables and not gone:
        known = [key for name, keys in book.names.items() if name != "evidence" for key in keys]
        raise UsageError(f"No row has the identifier '{rest}'.{suggestion(rest, known)}")
    if len(tables) + len(gone) > 1:
        choices = [(name, book.schemas[name].title, book.names[name][row_id]) for name in tables]
        choices += [(row.table, _title(book, row.table), f"{row_id}, withdrawn") for row in gone]
        return {"layout": "choose.html", "row_id": row_id, "choices": choices}
    if gone:
        reason = told(book, gone[0].reason)
        title = _title(book, gone[0].table)
        return {"layout": "withdrawn.html", "row": gone[0], "title": title, "reason": reason}
    name = tables[0]
    return {
        "row_id": row_id,
        "schema": book.schemas[name],
        "called": book.names[name][row_id],
        "raw": book.row(name, row_id),
        "citation": f"{book.citation} {row_words(book.schemas[name], row_id)}.",
        **ROWS.get(name, any_row)(book, name, row_id),
    }


def _found(book: Book, rest: str) -> tuple[str, list[str], list[Withdrawal]]:
    """The identifier in an address, the tables that have it, and the rows that had it and were withdrawn.

    Where several have it, table.identifier is the address of the row of one.
    """
    if rest in book.homes or rest in book.withdrawn:
        return rest, book.homes.get(rest, []), book.withdrawn.get(rest, [])
    table, _, key = rest.partition(".")
    tables = [table] if key in book.names.get(table, {}) else []
    return key, tables, [row for row in book.withdrawn.get(key, []) if row.table == table]


def _title(book: Book, table: str) -> str:
    return book.schemas[table].title if table in book.schemas else table


def every(book: Book) -> Iterable[str]:
    """The identifiers of all rows, withdrawn ones among them, and of each that several tables have or had
    also its rows one by one.
    """
    for key in dict.fromkeys([*book.homes, *book.withdrawn]):
        _, tables, gone = _found(book, key)
        yield key
        if len(tables) + len(gone) > 1:
            yield from (f"{table}.{key}" for table in (*tables, *(row.table for row in gone)))


ROW = Page("row_page.html", row, every)
