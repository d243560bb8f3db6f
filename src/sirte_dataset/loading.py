"""Tables as DataFrames (or polars, arrow, plain records) with real dtypes, each read from its file.

Reading checks whatever could silently change the data: encoding, header, cells per row, and every cell
against the type and codes of its column. Keys, patterns, ranges and the links between tables are left to
checking/, views to analysis/. pandas and the other frame libraries are imported inside the functions that
need them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from .csvfiles import any_length, check_header, each_row, read_rows
from .descriptor import Package, file_stamp, open_package
from .errors import DataError
from .frames import assemble_pandas, assembler_for
from .schemas import TableSchema, table_schema
from .values import parse_column

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

Cells = Sequence[str]
PackageLike = str | Path | Package | None

PART = 500  # rows read at a time; more of them leave the processor's cache
KEPT = 50_000  # texts remembered while a table is read

_frames: dict[Path, tuple[object, pd.DataFrame]] = {}


@overload
def load(name: str, backend: Literal["pandas"] = ..., package: PackageLike = ...) -> pd.DataFrame: ...
@overload
def load(name: str, backend: Literal["polars"], package: PackageLike = ...) -> pl.DataFrame: ...
@overload
def load(name: str, backend: Literal["pyarrow"], package: PackageLike = ...) -> pa.Table: ...
@overload
def load(name: str, backend: Literal["records"], package: PackageLike = ...) -> list[dict[str, Any]]: ...
def load(name: str, backend: str = "pandas", package: PackageLike = None) -> Any:
    """One table, as load() of analysis/ready.py gives it; views are not known here."""
    opened = open_package(package)
    return _loaded(table_schema(name, opened), backend, opened)


@overload
def load_all(backend: Literal["pandas"] = ..., package: PackageLike = ...) -> dict[str, pd.DataFrame]: ...
@overload
def load_all(backend: Literal["polars"], package: PackageLike = ...) -> dict[str, pl.DataFrame]: ...
@overload
def load_all(backend: Literal["pyarrow"], package: PackageLike = ...) -> dict[str, pa.Table]: ...
@overload
def load_all(backend: Literal["records"], package: PackageLike = ...) -> dict[str, list[dict[str, Any]]]: ...
def load_all(backend: Any = "pandas", package: PackageLike = None) -> dict[str, Any]:
    """Every table by its name, each as load() returns it."""
    opened = open_package(package)
    return {name: _loaded(table_schema(name, opened), backend, opened) for name in opened.names}


def path() -> Path:
    """The folder of the data: datapackage.json, data/ and schemas/."""
    return open_package().folder


def read_text_frame(schema: TableSchema, package: Package) -> pd.DataFrame:
    """A table with every cell as the text in the file, blanks as "", for checks of what is written.

    Raises DataError when the file is absent, not UTF-8, cut off, or when its header or a row does not fit the
    schema.
    """
    import numpy as np
    import pandas as pd

    file = package.resource(schema.name)["path"]
    with any_length():
        rows = each_row(package.csv_path(schema.name), file)
        header = next(rows)
        columns: list[list[str]] = [[] for _ in header]
        kept: dict[str, str] = {}  # most cells stand in many rows: each text is held once
        while part := list(islice(rows, PART)):
            if len(kept) > KEPT:
                kept.clear()
            for column, cells in zip(columns, zip(*part, strict=True), strict=True):
                column.extend(map(kept.setdefault, cells, cells))
    check_header(header, schema.names, file, any_order=False)  # what is wrong with a row is told first
    kept.clear()
    columns.reverse()  # of a large table, no two copies are held of more than one column
    arrays = {name: np.array(columns.pop(), dtype=object) for name in schema.names}
    return pd.DataFrame(arrays, dtype=object, copy=False)


def text_cells(schema: TableSchema, package: Package) -> dict[str, Cells]:
    """What read_text_frame() gives, as a dict of columns, for small tables and without importing pandas."""
    file = package.resource(schema.name)["path"]
    header, *rows = read_rows(package.csv_path(schema.name), file)
    check_header(header, schema.names, file, any_order=False)
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    return dict(zip(schema.names, columns, strict=True))


def _loaded(schema: TableSchema, backend: str, package: Package) -> Any:
    assembler = assembler_for(backend)
    if backend == "pandas":
        return _pandas_copy(schema, package)
    return assembler(schema, typed_columns(schema, package))


def typed_columns(schema: TableSchema, package: Package) -> dict[str, list[Any]]:
    """A table by column as plain Python values (str, int, float, bool, datetime.date), None for a blank.

    Raises DataError for whatever read_text_frame refuses, for a cell that its column's type or codes do not
    allow, and when the file has lost or gained rows since the descriptor was written.
    """
    cells = text_cells(schema, package)
    _check_row_count(schema.name, package, len(cells[schema.names[0]]))
    file = package.resource(schema.name)["path"]
    return {field.name: parse_column(field, cells[field.name], file) for field in schema.fields}


def _pandas_copy(schema: TableSchema, package: Package) -> pd.DataFrame:
    """The frame of a table, parsed once for as long as its file and schema stay as they are."""
    source = package.csv_path(schema.name)
    stamp = (file_stamp(source), schema)
    if source not in _frames or _frames[source][0] != stamp:
        _frames[source] = (stamp, assemble_pandas(schema, typed_columns(schema, package)))
    # A shallow copy would share arrays: frame["low"].array[0] = 999 would reach the next caller.
    return _frames[source][1].copy(deep=True)


def row_count(name: str, package: Package) -> int:
    """The number of rows of a table: as the descriptor counts them, else as they stand in the file."""
    counted = package.resource(name).get("x-rows")
    if isinstance(counted, int):
        return counted
    schema = table_schema(name, package)
    return len(text_cells(schema, package)[schema.names[0]])


def _check_row_count(name: str, package: Package, found: int) -> None:
    """A file cut off at a row's end looks whole; only the count in the descriptor can tell."""
    resource = package.resource(name)
    expected = resource.get("x-rows")
    if isinstance(expected, int) and found != expected:
        raise DataError(
            f"The file has {found} rows below its header, the descriptor counts {expected}: is it cut off? "
            "Restore it, or run  sirte refresh  if the rows were changed on purpose.",
            file=resource["path"],
        )
