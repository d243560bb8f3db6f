"""SQL of one's own, put to all tables and views; the answer with the types that the schemas give its columns.

What may be asked is held to reading by sqlite/guarded.py; the database is that of sqlite/memory.py.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from ..descriptor import open_package
from ..errors import UsageError
from ..frames import assemble_pandas
from ..loading import PackageLike
from ..reading.edtf import written
from ..schemas import Field, TableSchema
from ..sqlite.guarded import FAILURES, READING, guard, reason, refused
from ..sqlite.memory import connect
from ..sqlite.sql import typed_values
from ..sqlite.views import schemas_of

if TYPE_CHECKING:
    import pandas as pd

ALLOWED = READING | {sqlite3.SQLITE_RECURSIVE}
LOOKS_FOR_CHANGES = (sqlite3.SQLITE_PRAGMA, "data_version")  # as full-text search does of its index
PLAIN: dict[str, Any] = {"string": str, "date": str, "integer": int, "boolean": int, "number": (int, float)}

Parameters = Sequence[Any] | Mapping[str, Any]
Columns = dict[str, list[Any]]


def query(sql: str, params: Parameters | None = None, package: PackageLike = None) -> pd.DataFrame:
    """The rows that an SQL query gives, over all tables and views, with the types of the columns it reads.

        sd.query("SELECT place, says FROM control_statements WHERE status = :status", {"status": "held"})

    A column of the result that bears the name of a column it reads, and holds its values, has its type, as
    load() gives it; any other is Int64, float64 or text, as its values are. In SQL a blank is NULL, a boolean
    0 or 1, a day ISO text. `params` fill the places marked ? (a sequence) or :name (a dict).

    Raises UsageError, with SQLite's reason and the nearest name, for what is no query, would do more than
    read, takes too long, or gives two columns of one name.
    """
    return assemble_pandas(*answer(sql, params, package))


def answer(
    sql: str, params: Parameters | None = None, package: PackageLike = None
) -> tuple[TableSchema, Columns]:
    """What query() gives, as a schema and columns of plain Python values."""
    opened = open_package(package)
    schemas = schemas_of(opened)
    read: set[tuple[str, str]] = set()

    def allowed(action: int, first: str, second: str, _: str, within: str) -> bool:
        # What a view reads in its turn is not what was asked for.
        if action == sqlite3.SQLITE_READ and within not in schemas:
            read.add((first, second))
        return action in ALLOWED or (action, first) == LOOKS_FOR_CHANGES

    with closing(connect(opened)) as connection:
        guard(connection, allowed)
        try:
            found = connection.execute(sql, _bound(() if params is None else params))
            rows = found.fetchall()
        except FAILURES as error:
            raise UsageError(f"The query is unusable: {_why(error, sql, schemas, opened.synonyms)}") from None
    names = [column[0] for column in found.description or ()]
    _check_names(names)
    cells = list(zip(*rows, strict=True)) or [()] * len(names)
    known = [
        field for name, schema in schemas.items() for field in schema.fields if (name, field.name) in read
    ]
    typed = [
        _typed(name, list(values), [field for field in known if field.name == name])
        for name, values in zip(names, cells, strict=True)
    ]
    fields = tuple(field for field, _ in typed)
    return TableSchema("query", "", "", fields, ()), {field.name: values for field, values in typed}


def _bound(params: Parameters) -> Parameters:
    """Parameters as SQLite takes them: days as ISO text, numbers of numpy as those of Python."""
    if isinstance(params, Mapping):
        return {name: _value(value) for name, value in params.items()}
    params = params.tolist() if hasattr(params, "tolist") else params
    listed = isinstance(params, Sequence) and not isinstance(params, str)
    return [_value(value) for value in params] if listed else params  # SQLite says what is wrong with others


def _value(value: Any) -> Any:
    if isinstance(value, date) or str(value) == "<NA>":
        return written(value) or None
    return value.item() if hasattr(value, "item") else value


def _why(error: Exception, sql: str, schemas: Mapping[str, TableSchema], synonyms: Mapping[str, str]) -> str:
    """What is wrong with a query, as the end of a sentence."""
    if refused(error):
        return "it may only read the tables and views."
    named = [schema for name, schema in schemas.items() if re.search(rf"\b{re.escape(name)}\b", str(sql))]
    columns = dict.fromkeys(name for schema in named for name in schema.names)
    return reason(error, columns, schemas, synonyms)


def _check_names(names: Sequence[str]) -> None:
    if not names:
        raise UsageError("The query is unusable: it is empty.")
    for name in names:
        if names.count(name) > 1:
            raise UsageError(
                f"Two columns of the result are named '{name}'; choose one, or name them apart with AS."
            )


def _typed(name: str, values: list[Any], read: Sequence[Field]) -> tuple[Field, list[Any]]:
    """A column of the result: with the type of the columns of that name that were read, if it is one type."""
    kinds = {(field.type, field.enum): field for field in read}
    if len(kinds) == 1:
        field = Field(name, read[0].type, enum=read[0].enum, meanings=read[0].meanings)
        with suppress(ValueError, TypeError):
            return field, _of_the_type(field, values)
    types = {type(value) for value in values} - {type(None)}
    if types and types <= {int, float}:
        return Field(name, "integer" if types == {int} else "number"), values
    return Field(name, "string"), [None if value is None else str(value) for value in values]


def _of_the_type(field: Field, values: list[Any]) -> list[Any]:
    """The values, if they are of the column: an expression may bear its name and be something else."""
    given = {value for value in values if value is not None}
    if not all(isinstance(value, PLAIN[field.type]) for value in given):
        raise TypeError
    if (field.enum and not given <= set(field.enum)) or (field.type == "boolean" and not given <= {0, 1}):
        raise ValueError
    return typed_values(field, values)
