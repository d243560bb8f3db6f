"""The tables and views as a database in memory, made by the code that writes the file.

Anything that can be asked of the file can be asked here, and nothing is written to disk. The types of what is
asked for, beyond those of SQLite, are left to analysis/.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ..descriptor import Package, open_package
from ..loading import PackageLike
from .build import tables_of, write, write_tables, write_views
from .sql import limit


def connect(package: PackageLike = None) -> sqlite3.Connection:
    """A connection to all tables and views, in memory and read-only; close it when done.

    It holds what the file of `sirte build` holds: the tables with their keys, the views, `dates`, `codebook`
    and full-text search. A blank is NULL, a boolean 0 or 1, a day ISO text. Raises DataError when a cell does
    not fit its column or points to a row that is not there.
    """
    opened = open_package(package)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    write(connection, opened, tables_of(opened, opened.names), private=False)
    connection.execute("PRAGMA query_only = ON")
    limit(connection)
    return connection


def connect_to(names: Iterable[str], package: Package) -> sqlite3.Connection:
    """The same with these tables only and the views that need no other; without codebook and search."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    tables = tables_of(package, names)
    write_tables(connection, tables)
    write_views(connection, tables)
    return connection
