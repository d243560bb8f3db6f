"""Which data is this? The hashes of a package, and whether a database holds the same data.

What the hashes of the files are is told in hashes.py, that of the values in unf.py.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from ..csvfiles import cell_text
from ..errors import DataError, UsageError
from ..hashes import LEDGERS, content, directory_ids
from ..loading import typed_columns
from ..schemas import table_schema
from ..sqlite.build import OWN_TABLES
from ..sqlite.sql import quoted
from . import unf
from .versions import FROM_DATABASE, Source, opened_version

Columns = Mapping[str, Sequence[Any]]


class Fingerprint(NamedTuple):
    """What names the data of a package: files by their bytes, folders as git names them, and the values.

    `content` is "sha256:..." of data and schema files; `data` and `schemas` are the SWHIDs of these folders,
    "" where the files lie elsewhere; `values` is the UNF of the tables.
    """

    content: str
    data: str
    schemas: str
    values: str


class Held(NamedTuple):
    """What a database says that it was made from ("" where it does not), and the UNF of its tables."""

    content: str
    values: str


def fingerprint(package: Source = None) -> Fingerprint:
    """The hashes by which the data of a version are told from any others: a folder, wheel, zip or git:REV.

    The UNF is that of the tables but for the ledgers of versions, their rows in the order of the primary key.
    Raises UsageError where there is no such version, DataError for a file that cannot be read and for a cell
    that its column does not allow.
    """
    with opened_version(package) as opened:
        if opened.descriptor.get(FROM_DATABASE):
            raise UsageError("A database does not hold the files that it was made from; give it with --db.")
        schemas = (table_schema(name, opened) for name in opened.names if name not in LEDGERS)
        values = unf.combined(_unf(typed_columns(one, opened), one.primary_key) for one in schemas)
        folders = directory_ids(opened)
        return Fingerprint(content(opened), folders.get("data", ""), folders.get("schemas", ""), values)


def held(database: Path) -> Held:
    """What a file of `sirte build` holds. Raises UsageError where there is none, DataError for any other."""
    if not database.is_file():
        raise UsageError(f"There is no file '{database}'; `sirte build` makes a database.")
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return _held(connection)
    except (sqlite3.Error, TypeError) as error:  # a value that no builder writes has no UNF
        message = f"The file is no database of `sirte build`, or damaged ({error}); build it again."
        raise DataError(message, file=str(database)) from None


def difference(package: Fingerprint, database: Held) -> str:
    """How the data of a database differ from those of a package, in a sentence; "" where they do not."""
    same_values = database.values == package.values
    if database.content == package.content:
        return "" if same_values else "The database names these files, but its tables were changed since."
    made = "was made from other files" if database.content else "does not say from which files it was made"
    values = "though its tables hold the same values" if same_values else "and its tables hold other values"
    return f"The database {made}, {values}."


def _held(connection: sqlite3.Connection) -> Held:
    about = dict(connection.execute("SELECT item, value FROM about"))
    described = {name for (name,) in connection.execute("SELECT DISTINCT resource FROM codebook")}
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    names = tables & described - {*OWN_TABLES, *LEDGERS}
    return Held(about.get("content", ""), unf.combined(_unf(*_table(connection, name)) for name in names))


def _table(connection: sqlite3.Connection, name: str) -> tuple[Columns, list[str]]:
    """The columns of a table, and the names of those of its primary key."""
    known = connection.execute(f"PRAGMA table_info({quoted(name)})").fetchall()
    rows = connection.execute(f"SELECT * FROM {quoted(name)}").fetchall()
    names = [column[1] for column in known]
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    return columns, [column[1] for column in sorted(known, key=lambda column: int(column[5])) if column[5]]


def _unf(columns: Columns, key: Iterable[str]) -> str:
    """The UNF of a table, its rows in the order of the primary key as text, as the data files have them."""
    keys = [list(map(cell_text, columns[name])) for name in key]
    count = len(next(iter(columns.values())))
    order = sorted(range(count), key=lambda row: [values[row] for values in keys])
    return unf.of_table([values[row] for row in order] for values in columns.values())
