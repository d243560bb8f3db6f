"""Pandera schemas of the tables as load() returns them: for frames that somebody edited, and for validation.

Each kind of constraint is defined once, as a test of a single value, for pandas and polars alike. How a value
is written in a file is for values.py; what ties several tables together is left to the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import MissingExtra, UsageError, suggestion
from ..frames import ASSEMBLERS
from ..reading.edtf import bounds
from ..schemas import Field, TableSchema

if TYPE_CHECKING:
    import pandera.pandas

Test = Callable[[Any], object]  # true of a value that passes


def frame_schema(table: TableSchema, backend: str) -> Any:
    """The schema of a table as load() gives it for pandas or polars.

    Raises UsageError for another backend, MissingExtra when pandera or the backend is not installed.
    """
    if backend not in _MADE_FOR:
        hint = suggestion(backend, _MADE_FOR) or f" The backends are: {', '.join(_MADE_FOR)}."
        raise UsageError(f"There is no schema for the backend '{backend}'.{hint}")
    for library, extra in (("pandera", "validate"), (backend, backend)):
        if find_spec(library) is None:
            raise MissingExtra(extra, f'schema(..., backend="{backend}")')
    return _MADE_FOR[backend](table)


def pandas_schema(table: TableSchema, typed: bool = True) -> pandera.pandas.DataFrameSchema:
    """The schema of a table as a DataFrame of pandas; the types of its columns may be left open."""
    import pandera.pandas as pa

    def each(test: Test) -> Any:
        def check(cells: Any) -> Any:
            values = cells.cat.categories if cells.dtype == "category" else cells.unique()
            bad = [value for value in values if not test(value)]
            return ~cells.isin(bad) if bad else True

        return check

    def first(columns: list[str]) -> Any:
        return lambda frame: ~frame.duplicated(columns)

    # Text, which pandas 2 can only call object, is known by its values.
    text = {field.name: str for field in table.fields if field.type == "string"}
    types = {**_empty(table, "pandas").dtypes, **text} if typed else dict.fromkeys(table.names)
    made: pa.DataFrameSchema = _schema(
        table, _Backend(pa, types, each, lambda cells: ~cells.duplicated(), first)
    )
    return made


def _polars_schema(table: TableSchema) -> Any:
    """The schema of a table as a DataFrame of polars."""
    import pandera.polars as pa
    import polars as pl

    def each(test: Test) -> Any:
        def check(cells: pa.PolarsData) -> pl.LazyFrame:
            values = cells.lazyframe.select(cells.key).unique().collect().to_series().drop_nulls()
            bad = [value for value in values if not test(value)]
            return cells.lazyframe.select(~pl.col(cells.key).is_in(bad))

        return check

    def first_cell(cells: pa.PolarsData) -> pl.LazyFrame:
        cell = pl.col(cells.key)
        return cells.lazyframe.select(cell.is_first_distinct() | cell.is_null())

    def first(columns: list[str]) -> Any:
        return lambda frame: frame.lazyframe.select(pl.struct(columns).is_first_distinct())

    return _schema(table, _Backend(pa, _empty(table, "polars").schema, each, first_cell, first))


def _empty(table: TableSchema, backend: str) -> Any:
    """The frame of a table without rows, for the types of its columns."""
    return ASSEMBLERS[backend](table, {name: [] for name in table.names})


_MADE_FOR: dict[str, Callable[[TableSchema], Any]] = {"pandas": pandas_schema, "polars": _polars_schema}


class _Backend(NamedTuple):
    """What pandera needs to be told for one library of frames."""

    library: Any
    types: dict[str, Any]  # by column
    each: Callable[[Test], Any]  # a test of one value as a check of a column
    first_cell: Any  # the check that a value does not stand in an earlier row
    first: Callable[[list[str]], Any]  # the same of the values of several columns


def _schema(table: TableSchema, made_for: _Backend) -> Any:
    pa = made_for.library
    keys = dict.fromkeys([table.primary_key, *table.unique_keys])
    columns = {}
    for field in table.fields:
        checks = [pa.Check(made_for.each(test), name=name) for name, test in _tests(field)]
        if field.unique or (field.name,) in keys:
            checks.append(pa.Check(made_for.first_cell, name="unique"))
        columns[field.name] = pa.Column(
            None if field.enum else made_for.types[field.name],
            checks,
            nullable=not (field.required or field.name in table.primary_key),
            description=field.description or None,
        )
    together = [
        pa.Check(made_for.first(list(key)), name=f"unique {', '.join(key)}", ignore_na=False)
        for key in keys
        if len(key) > 1
    ]
    return pa.DataFrameSchema(columns, checks=together, strict=True, name=table.name)


def _tests(field: Field) -> Iterator[tuple[str, Test]]:
    """The tests of one value that is not blank, the most telling first, by the names of the findings."""
    if field.required and field.type == "string" and not (field.enum or field.pattern):
        yield "required", lambda value: str(value).strip()
    if field.enum:
        yield "code", lambda value: value in field.enum
    if field.edtf:
        yield "edtf", lambda value: not edtf_problem(value)
    if field.pattern:
        yield "pattern", re.compile(field.pattern).fullmatch
    if field.minimum is not None:
        lowest = field.minimum
        yield "minimum", lambda value: _comparable(value) >= lowest
    if field.maximum is not None:
        highest = field.maximum
        yield "maximum", lambda value: _comparable(value) <= highest


def edtf_problem(value: str) -> str:
    """What keeps a text from being a date of the dataset, "" for nothing."""
    try:
        bounds(value)
    except ValueError as problem:
        return str(problem)
    return ""


def _comparable(value: Any) -> Any:
    """A value as the limits of the schemas are: days are ISO days, which sort as text."""
    return value.isoformat()[:10] if hasattr(value, "isoformat") else value
