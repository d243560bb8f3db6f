"""The dataset as one SQLite file: typed tables with their keys, indexes, views and full-text search.

Made from the Table Schemas and the CSV files alone, with the standard library's sqlite3, so that two builds
of the same package are the same bytes; a private copy has the articles' texts besides, see private.py.
Keeping a file to browse is left to cache.py, one in memory to memory.py, serving to browse/, checking the
data to checking/.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ..descriptor import Package, open_package
from ..errors import DataError, UsageError
from ..files import PRIVATE, READABLE, refuse_existing, unfinished_file
from ..loading import load
from ..schemas import POINTERS, Field, TableSchema, table_schema
from .about import add_about, add_codebook
from .dates import DATES, date_rows
from .private import PRIVATE_TABLES, private_rows, private_schemas, texts_if_asked
from .search import make_searchable
from .sql import DECLARED, SQL_TYPES, insert_statement, listed, literal, quoted, sql_values
from .views import views_for

FILE_NAME = "sirte.db"

# Written by the builder beside the data; a resource of the same name would be overwritten by it.
OWN_TABLES = ("about", "codebook", DATES.name, "search_text", *PRIVATE_TABLES)


class Table(NamedTuple):
    """One table to be written, and its file as the reader of a complaint knows it."""

    schema: TableSchema
    rows: Sequence[dict[str, Any]]
    file: str = ""


def build_database(
    target: str | Path, package: Package | None = None, overwrite: bool = False, *, with_texts: bool = False
) -> Path:
    """Write the package as one SQLite file at `target` and return its path.

    With `with_texts` it is a private copy: it holds the articles' texts, says so, and its user alone may read
    it. The file appears whole or not at all. Raises UsageError when it exists already and `overwrite` is
    false, when the folder cannot be written, or when a text that is wanted is not at hand; DataError when a
    cell does not fit its column or points to a row that is not there.
    """
    target, opened = Path(target), open_package(package)
    texts = texts_if_asked(opened, with_texts)
    return write_database(target, opened, texts, overwrite)


def write_database(
    target: Path, package: Package, texts: dict[str, str] | None, overwrite: bool = True
) -> Path:
    """What build_database() does, with the texts for a private copy and with None for a public one."""
    refuse_existing(target, overwrite)
    tables = tables_of(package, package.names, texts)
    with unfinished_file(target, READABLE if texts is None else PRIVATE) as unfinished:
        try:
            with closing(sqlite3.connect(unfinished, isolation_level=None)) as connection:
                write(connection, package, tables, private=texts is not None, types=DECLARED)
        except sqlite3.OperationalError as error:
            raise UsageError(
                f"{target} cannot be written (SQLite says: {error}); is the disk full?"
            ) from None
        refuse_existing(target, overwrite)
    return target


def sqlite_column(field: Field, types: Mapping[str, str] = SQL_TYPES) -> str:
    """The definition of a column: type, NOT NULL, codes."""
    parts = [quoted(field.name), types[field.type]]
    if field.required:
        parts.append("NOT NULL")
    if field.unique:
        parts.append("UNIQUE")
    if field.enum:
        parts.append(f"CHECK ({quoted(field.name)} IN ({', '.join(map(literal, field.enum))}))")
    if field.type == "boolean":
        parts.append(f"CHECK ({quoted(field.name)} IN (0, 1))")
    return " ".join(parts)


def create_statement(schema: TableSchema, column: Callable[[Field], str] = sqlite_column) -> str:
    """The CREATE TABLE statement of one table: its columns, its primary, unique and foreign keys."""
    lines = [column(field) for field in schema.fields]
    if schema.primary_key:
        lines.append(f"PRIMARY KEY ({listed(schema.primary_key)})")
    lines += [f"UNIQUE ({listed(columns)})" for columns in schema.unique_keys]
    for key in schema.foreign_keys:
        target = f"{quoted(key.resource)} ({listed(key.reference_fields)})"
        lines.append(f"FOREIGN KEY ({listed(key.fields)}) REFERENCES {target}")
    return f"CREATE TABLE {quoted(schema.name)} (\n    " + ",\n    ".join(lines) + "\n)"


def tables_of(
    package: Package, names: Iterable[str], texts: dict[str, str] | None = None
) -> dict[str, Table]:
    """Tables of the package by name, that of their dates, and those that only a private copy has.

    Among fewer tables than the package has, keys to the others are left out.
    """
    tables: dict[str, Table] = {}
    left_out = set(package.names) - set(names)
    for name in package.names:
        if name in OWN_TABLES:
            raise DataError(
                f"A table may not be named '{name}': the database has one of its own by that name."
            )
        if name not in left_out:
            schema = table_schema(name, package)
            keys = tuple(key for key in schema.foreign_keys if key.resource not in left_out)
            file = str(package.resource(name)["path"])
            tables[name] = Table(schema._replace(foreign_keys=keys), load(name, "records", package), file)
    dates = date_rows((table.schema, table.rows) for table in tables.values())
    if texts is not None:
        rows = private_rows(load("passages", "records", package), texts)
        tables |= {name: Table(schema, rows[name]) for name, schema in private_schemas().items()}
    return tables | {DATES.name: Table(DATES, dates)}


def write(
    connection: sqlite3.Connection,
    package: Package,
    tables: Mapping[str, Table],
    *,
    private: bool,
    types: Mapping[str, str] = SQL_TYPES,
) -> None:
    """Write all that a file holds into an empty database. Raises DataError as build_database() does."""
    schemas = [table.schema for table in tables.values()]
    connection.execute("PRAGMA page_size = 4096")
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("BEGIN")
    write_tables(connection, tables, types)
    views = write_views(connection, tables, private=private)
    add_about(connection, package, private)
    add_codebook(connection, [*schemas, *views])
    make_searchable(connection, schemas)
    connection.execute("COMMIT")


def write_tables(
    connection: sqlite3.Connection, tables: Mapping[str, Table], types: Mapping[str, str] = SQL_TYPES
) -> None:
    """Make the tables, fill them, check what points from one to another, and index it."""
    for table in tables.values():
        connection.execute(create_statement(table.schema, partial(sqlite_column, types=types)))
    for table in tables.values():
        _fill(connection, table)
    _check_references(connection, tables)
    for table in tables.values():
        _index(connection, table.schema)


def write_views(
    connection: sqlite3.Connection, tables: Mapping[str, Table], *, private: bool = False
) -> list[TableSchema]:
    """Add the views, but for those that need a table that is not there, and return their schemas."""
    views = views_for({name: table.schema for name, table in tables.items()}, private=private)
    for view, _ in views:
        connection.execute(f"CREATE VIEW {quoted(view.name)} AS\n{view.sql}")
        try:
            # A view is only resolved when it is first used; better here than in a reader's hands.
            connection.execute(f"SELECT * FROM {quoted(view.name)} LIMIT 0")
        except sqlite3.OperationalError as error:
            raise DataError(
                f"A column that the view '{view.name}' shows is missing ({error}); restore it in the schema."
            ) from None
    return [schema for _, schema in views]


def _fill(connection: sqlite3.Connection, table: Table) -> None:
    """Copy one table. A blank becomes NULL, a boolean 0 or 1, a date stays ISO text."""
    written = 0

    def values() -> Iterator[list[Any]]:
        nonlocal written
        for row in table.rows:
            written += 1
            yield sql_values(row)

    try:
        connection.executemany(insert_statement(table.schema), values())
    except sqlite3.IntegrityError as error:
        raise DataError(
            f"SQLite refuses the row ({error}); `sirte validate` lists every such row.",
            file=table.file,
            row=written + 1,
        ) from None


def _check_references(connection: sqlite3.Connection, tables: Mapping[str, Table]) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is None:
        return
    name, row, _, number = broken
    # foreign_key_list counts backwards from the last key of the CREATE TABLE statement.
    keys = connection.execute(f"PRAGMA foreign_key_list({quoted(name)})").fetchall()
    column, target = next((key[3], key[2]) for key in keys if key[0] == number)
    value = tables[name].rows[row - 1][column]
    raise DataError(
        f"{value!r} is not in the table '{target}'; add the row there or mend the cell.",
        file=tables[name].file,
        row=row + 1,
        column=column,
    )


def _index(connection: sqlite3.Connection, schema: TableSchema) -> None:
    """Index what is joined on: foreign keys, and pairs that point to a row of any table."""
    columns = [key.fields for key in schema.foreign_keys]
    columns += [pair for pair in POINTERS if set(pair) <= set(schema.names)]
    for fields in columns:
        name = quoted(f"{schema.name}_by_{'_and_'.join(fields)}")
        connection.execute(f"CREATE INDEX {name} ON {quoted(schema.name)} ({listed(fields)})")
