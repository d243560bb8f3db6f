"""SQL that somebody typed: it may read and compute, nothing else, and it comes to an end.

What it may read is up to the caller, and so is the sentence on what is wrong with it; here are the limits and
SQLite's reason.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping

from ..errors import NONE, suggestion
from .sql import limit

READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION})
STEPS_PER_LOOK, LOOKS = 100_000, 1_000
FAILURES = (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError, TypeError)


def guard(connection: sqlite3.Connection, allowed: Callable[..., bool]) -> None:
    """Hold a connection to the actions that are allowed, and to bounds of time and memory.

    `allowed` is asked as SQLite asks its authorizer: with the action and what it is done to.
    """
    limit(connection)
    connection.set_authorizer(lambda *asked: sqlite3.SQLITE_OK if allowed(*asked) else sqlite3.SQLITE_DENY)
    looks = iter(range(LOOKS))  # a query that does not come to an end is stopped after these
    connection.set_progress_handler(lambda: next(looks, None) is None, STEPS_PER_LOOK)


def refused(error: Exception) -> bool:
    """Whether SQLite failed because something was asked for that is not allowed."""
    return "not authorized" in str(error) or "prohibited" in str(error)


def reason(
    error: Exception, columns: Iterable[str], tables: Iterable[str] = (), synonyms: Mapping[str, str] = NONE
) -> str:
    """SQLite's reason as the end of a sentence, with the nearest of the columns or tables there are."""
    text = str(error)
    if column := re.fullmatch(r"no such column: (?:.+\.)?(.+)", text):
        columns = list(columns)
        hint = suggestion(column[1], columns) or f" The columns are: {', '.join(columns)}."
        return f"there is no column '{column[1]}'.{hint}"
    if tables and (table := re.fullmatch(r"no such table: (?:.+\.)?(.+)", text)):
        return f"there is no table '{table[1]}'.{suggestion(table[1], tables, synonyms)}"
    if text.startswith("unrecognized token"):
        return "a quotation mark is not closed, or a sign is unknown."
    if text == "interrupted":
        return "it takes too long."
    return f"SQLite says: {text.removesuffix('.')}."
