"""One DuckDB file: typed tables with their keys, and what the schemas say as comments.

A code is an ENUM, which R and pandas read as a factor with all its levels, in order. DuckDB refers to tables
that are there already, and to rows of statements that are done: tables come after those they refer to, and so
do rows that refer to rows of their own table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..descriptor import Package
from ..errors import DataError, UsageError, needs
from ..frames import ASSEMBLERS
from ..schemas import Field
from ..sqlite.about import codes_text, plain
from ..sqlite.build import OWN_TABLES, create_statement
from ..sqlite.sql import literal, quoted
from .tables import EXTRA, Table, about

FILE_NAME = "sirte.duckdb"
# An old form, since the DuckDB of other tools lags behind; small blocks, of which every key takes some.
STORAGE = "STORAGE_VERSION 'v1.0.0', BLOCK_SIZE 16384"
TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}


def duckdb_file(tables: Sequence[Table], package: Package) -> dict[str, bytes]:
    """sirte.duckdb, with a table `about` besides. Raises DataError when DuckDB refuses a table or a row."""
    with needs("duckdb", EXTRA, "Writing DuckDB"), needs("pyarrow", EXTRA, "Writing DuckDB"):
        import duckdb
        import pyarrow  # noqa: F401
    with TemporaryDirectory() as folder:
        file = Path(folder) / FILE_NAME
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH {literal(str(file))} AS target ({STORAGE})")
            connection.execute("USE target")
            connection.execute("CREATE TABLE about (item VARCHAR PRIMARY KEY, value VARCHAR)")
            connection.executemany("INSERT INTO about VALUES (?, ?)", list(about(package).items()))
            for table in _in_order(tables):
                try:
                    _add(connection, table)
                except duckdb.Error as error:
                    reason = str(error).splitlines()[0]
                    raise DataError(
                        f"DuckDB refuses the table '{table.schema.name}' ({reason}); `sirte validate` lists "
                        "what is wrong with it."
                    ) from None
            connection.execute("USE memory")
            connection.execute("DETACH target")
        return {FILE_NAME: file.read_bytes()}


def _in_order(tables: Sequence[Table]) -> list[Table]:
    """The tables, each after those it refers to."""
    by_name = {table.schema.name: table for table in tables}
    for name in OWN_TABLES:
        if name in by_name:
            raise DataError(f"A table may not be named '{name}': the file has one of its own by that name.")
    graph = {
        name: [key.resource for key in table.schema.foreign_keys if key.resource != name]
        for name, table in by_name.items()
    }
    try:
        return [by_name[name] for name in TopologicalSorter(graph).static_order() if name in by_name]
    except CycleError as error:
        names = " > ".join(error.args[1])
        raise UsageError(
            f"DuckDB cannot hold tables that refer to each other in a circle ({names}); export another"
            " format."
        ) from None


def _add(connection: Any, table: Table) -> None:
    schema = table.schema
    connection.execute(create_statement(schema, _column))
    for rows in _generations(table):
        connection.register("new rows", ASSEMBLERS["pyarrow"](schema, Table(schema, rows).columns()))
        connection.execute(f'INSERT INTO {quoted(schema.name)} SELECT * FROM "new rows"')
        connection.unregister("new rows")
    comment = f"{schema.title}. {plain(schema.description)}"
    connection.execute(f"COMMENT ON TABLE {quoted(schema.name)} IS {literal(comment)}")
    for field in schema.fields:
        column = f"{quoted(schema.name)}.{quoted(field.name)}"
        connection.execute(f"COMMENT ON COLUMN {column} IS {literal(_comment(field))}")


def _column(field: Field) -> str:
    type_ = f"ENUM ({', '.join(map(literal, field.enum))})" if field.enum else TYPES[field.type]
    return f"{quoted(field.name)} {type_}{' NOT NULL' * field.required}{' UNIQUE' * field.unique}"


def _comment(field: Field) -> str:
    unit = f" Unit: {field.unit}." if field.unit else ""
    return plain("\n".join(filter(None, [field.description + unit, codes_text(field)])))


def _generations(table: Table) -> Iterator[list[dict[str, Any]]]:
    """The rows in turns: first those that refer to no row of their table, then those that refer to these."""
    keys = [key for key in table.schema.foreign_keys if key.resource == table.schema.name]
    there: set[Any] = set()

    def is_ready(row: dict[str, Any]) -> bool:
        referred = ((key.reference_fields, _values(row, key.fields)) for key in keys)
        return all(None in reference[1] or reference in there for reference in referred)

    waiting = list(table.rows)
    while waiting:
        # Rows that refer to none that is there, nor to come, are DuckDB's to refuse.
        ready = [row for row in waiting if is_ready(row)] or waiting
        waiting = [row for row in waiting if not is_ready(row)] if ready is not waiting else []
        there |= {(key.reference_fields, _values(row, key.reference_fields)) for row in ready for key in keys}
        yield ready


def _values(row: dict[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)
