"""Rows of one table that meet an SQL condition, judged by SQLite in memory.

The condition can read and compute, nothing else: no other table or file, no write, no endless recursion, no
value beyond all measure.
Dates are ISO text, booleans are true and false, a blank cell is NULL.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from ..errors import UsageError
from ..schemas import TableSchema
from .guarded import FAILURES, READING, guard, reason, refused
from .sql import SQL_TYPES, insert_statement, quoted, sql_values

NOT_CODE = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?(?:\*/|\Z)""", re.DOTALL
)

Row = dict[str, Any]


def matching(schema: TableSchema, rows: Sequence[Row], condition: str) -> list[Row]:
    """The rows, as load(..., backend="records") gives them, for which an SQL condition holds, in their order.

    Raises UsageError, with SQLite's reason and the nearest column name, for a condition that cannot be
    judged.
    """
    _refuse_unbalanced(condition)
    with closing(sqlite3.connect(":memory:")) as connection:
        columns = ", ".join(f"{quoted(field.name)} {SQL_TYPES[field.type]}" for field in schema.fields)
        connection.execute(f"CREATE TABLE {quoted(schema.name)} ({columns})")
        connection.executemany(insert_statement(schema), map(sql_values, rows))
        guard(connection, lambda action, *_: action in READING)
        # The line break ends a comment with which the condition may close.
        query = f"SELECT rowid FROM {quoted(schema.name)} WHERE (\n{condition}\n) ORDER BY rowid"
        try:
            found = connection.execute(query).fetchall()
        except FAILURES as error:
            why = "it may only read this table." if refused(error) else reason(error, schema.names)
            raise UsageError(f"The condition {condition!r} is unusable: {why}") from None
    return [rows[number - 1] for (number,) in found]


def _refuse_unbalanced(condition: str) -> None:
    """Refuse a condition that would close the parenthesis we put around it and go on as another query."""
    depth = 0
    for sign in re.findall(r"[()]", NOT_CODE.sub(" ", condition)):
        depth += 1 if sign == "(" else -1
        if depth < 0:
            break
    if depth or not condition.strip():
        problem = "its parentheses do not match" if depth else "it is empty"
        raise UsageError(f"The condition {condition!r} is unusable: {problem}.")
