"""Pieces of SQL that every part of this room uses: names, texts, types, values; and what SQL may ask for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from ..schemas import Field, TableSchema

SQL_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT"}
# What a file for other tools declares: they know a day and a truth value by these names. The values are the
# same; but beside a DATE SQLite takes a year alone, '2031', for a number, so that the library itself asks
# tables of SQL_TYPES.
DECLARED = SQL_TYPES | {"boolean": "BOOLEAN", "date": "DATE"}

# For SQL that somebody typed. A value of SQLite may have a thousand million bytes, and a single function that
# works on such values for minutes is not interrupted; the dataset's longest value has a few thousand.
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 250_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}


def limit(connection: sqlite3.Connection) -> None:
    """Keep what is asked of a connection from now on within bounds of memory and time."""
    for category, most in LIMITS.items():
        connection.setlimit(category, most)


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def listed(names: Iterable[str]) -> str:
    """Names as a list of SQL identifiers."""
    return ", ".join(map(quoted, names))


def literal(text: str) -> str:
    """A text as an SQL value."""
    return "'" + text.replace("'", "''") + "'"


def insert_statement(schema: TableSchema) -> str:
    """The INSERT of one whole row, to be given its sql_values()."""
    return f"INSERT INTO {quoted(schema.name)} VALUES ({', '.join('?' * len(schema.fields))})"


def sql_values(row: Mapping[str, Any]) -> list[Any]:
    """The values of a row as SQLite takes them: a day as ISO text, all else as it is."""
    return [value.isoformat() if isinstance(value, date) else value for value in row.values()]


def typed_values(field: Field, values: Iterable[Any]) -> list[Any]:
    """Values of a column as SQLite gives them, as plain Python values: the reverse of sql_values().

    Raises ValueError or TypeError where a value is none of the column.
    """
    convert = _FROM_SQL.get(field.type)
    values = list(values)
    return values if convert is None else [None if value is None else convert(value) for value in values]


_FROM_SQL: dict[str, Callable[[Any], Any]] = {"date": date.fromisoformat, "boolean": bool}
