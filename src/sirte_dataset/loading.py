"""Tables as DataFrames (or polars, arrow, plain records) with real dtypes, and what there is to load.

Reading checks whatever could silently change the data: encoding, header, cells per row, and every cell
against the type and codes of its column. Keys, patterns, ranges and the links between tables are left to
validation.py. pandas and the other frame libraries are imported inside the functions that need them.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, overload

from .descriptor import Package, file_stamp, open_package
from .errors import DataError, MissingExtra, UsageError, suggestion
from .schemas import Field, TableSchema, table_schema

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

BACKENDS = ("pandas", "polars", "pyarrow", "records")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
INTEGER = re.compile(r"0|-?[1-9][0-9]*")
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")

Cells = Sequence[str]
PackageLike = str | Path | Package | None

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
    """One table, its rows and columns in the order of the file, the key as a column.

    With backend "pandas": integers are Int64, numbers float64, booleans boolean, dates datetime64[us], coded
    columns categories in the order of the schema, all else text; a blank cell is missing. With "polars" and
    "pyarrow" the nearest types of those libraries; with "records" a list of dicts of plain Python values,
    None for a blank. Each call returns data of its own: changing it never reaches another caller.

    Raises UsageError for an unknown table or backend, MissingExtra when the backend is not installed, and
    DataError, with file, row and column, when the file is not what its schema says.
    """
    if backend not in BACKENDS:
        hint = suggestion(backend, BACKENDS) or f" The backends are: {', '.join(BACKENDS)}."
        raise UsageError(f"There is no backend '{backend}'.{hint}")
    opened = open_package(package)
    if backend == "pandas":
        return _pandas_copy(name, opened)
    schema = table_schema(name, opened)
    return _ASSEMBLERS[backend](schema, _typed_columns(schema, opened))


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
    return {name: load(name, backend, opened) for name in opened.names}


def tables(package: PackageLike = None) -> pd.DataFrame:
    """What there is to load: a row per table with its name, a one-line description and its number of rows."""
    import pandas as pd

    return pd.DataFrame(table_overview(package), columns=["name", "description", "rows"])


def table_overview(package: PackageLike = None) -> list[dict[str, Any]]:
    """What tables() shows, as plain dicts and without importing pandas."""
    opened = open_package(package)
    return [
        {
            "name": name,
            "description": _first_sentence(str(resource.get("description") or resource.get("title", ""))),
            "rows": _row_count(name, opened),
        }
        for name, resource in ((name, opened.resource(name)) for name in opened.names)
    ]


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])", " ".join(text.split()), maxsplit=1)[0]


def describe(name: str, package: PackageLike = None) -> pd.DataFrame:
    """The columns of a table: field, type, unit, required, description and codes (code: meaning)."""
    import pandas as pd

    return pd.DataFrame(field_overview(name, package))


def field_overview(name: str, package: PackageLike = None) -> list[dict[str, Any]]:
    """What describe() shows, as plain dicts and without importing pandas."""
    return [
        {
            "field": field.name,
            "type": "string (EDTF)" if field.edtf else field.type,
            "unit": field.unit or "",
            "required": field.required,
            "description": field.description,
            "codes": dict(field.meanings),
        }
        for field in table_schema(name, open_package(package)).fields
    ]


def path() -> Path:
    """The folder of the data: datapackage.json, data/ and schemas/."""
    return open_package().folder


def read_text_frame(name: str, package: PackageLike = None) -> pd.DataFrame:
    """A table with every cell as the text in the file, blanks as "", for checks of what is written.

    Raises DataError when the file is absent, not UTF-8, cut off, or when its header or a row does not fit the
    schema.
    """
    import pandas as pd

    opened = open_package(package)
    schema = table_schema(name, opened)
    return pd.DataFrame(text_cells(name, opened), columns=list(schema.names), dtype=_text_dtype())


def text_cells(name: str, package: PackageLike = None) -> dict[str, Cells]:
    """What read_text_frame() gives, as a dict of columns and without importing pandas."""
    opened = open_package(package)
    schema = table_schema(name, opened)
    return dict(zip(schema.names, _read_cells(schema, opened), strict=True))


def _typed_columns(schema: TableSchema, package: Package) -> dict[str, list[Any]]:
    """A table by column as plain Python values (str, int, float, bool, datetime.date), None for a blank.

    Raises DataError for whatever read_text_frame refuses, for a cell that its column's type or codes do not
    allow, and when the file has lost or gained rows since the descriptor was written.
    """
    cells = _read_cells(schema, package)
    _check_row_count(schema.name, package, len(cells[0]))
    file = package.resource(schema.name)["path"]
    return {
        field.name: _parse_column(field, column, file)
        for field, column in zip(schema.fields, cells, strict=True)
    }


def _pandas_copy(name: str, package: Package) -> pd.DataFrame:
    """The frame of a table, parsed once for as long as its file and schema stay as they are."""
    source = package.csv_path(name)
    stamp = (file_stamp(source), file_stamp(package.schema_path(name)))
    known = _frames.get(source)
    if known is None or known[0] != stamp:
        schema = table_schema(name, package)
        frame = _assemble_pandas(schema, _typed_columns(schema, package))
        known = _frames[source] = (stamp, frame)
    # A shallow copy would share arrays: frame["low"].array[0] = 999 would reach the next caller.
    return known[1].copy(deep=True)


# --- from the file to cells


def _read_cells(schema: TableSchema, package: Package) -> list[Cells]:
    """The cells of a table by column, as text, after checking header and cells per row."""
    file = package.resource(schema.name)["path"]
    names = list(schema.names)
    text = _read_text(package.csv_path(schema.name), file)
    rows = _split_rows(text, file)
    _check_header(rows[0] if rows else [], names, file)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(names):
            raise DataError(
                f"Expected {len(names)} cells, found {len(row)}; mind commas and quotation marks.",
                file=file,
                row=number,
            )
    if not text.endswith("\n"):
        raise DataError(
            "The last row has no line end: it may be cut off. Restore it, or end the row with a line break.",
            file=file,
            row=len(rows),
        )
    return list(zip(*rows[1:], strict=True)) or [()] * len(names)


def _read_text(path: Path, file: str) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise DataError(
            "The file is missing; restore it or mend its path in the descriptor.", file=file
        ) from None
    except OSError as error:
        raise DataError(f"The file cannot be read ({error.strerror}).", file=file) from None
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise DataError(
            "The file starts with a byte-order mark; save it as UTF-8 without one.", file=file, row=1
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"Byte {data[error.start]:#04x} is not UTF-8; save the file with the encoding UTF-8.",
            file=file,
            row=row,
        ) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise DataError("A NUL character; the file is damaged, restore it.", file=file, row=row)
    return text


def _split_rows(text: str, file: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append(row)
    except csv.Error as error:
        raise DataError(
            f"The row cannot be read ({error}); look for a missing or surplus quotation mark.",
            file=file,
            row=len(rows) + 1,
        ) from None
    return rows


def _check_header(header: list[str], names: list[str], file: str) -> None:
    if header == names:
        return
    missing = [name for name in names if name not in header]
    surplus = [name for name in header if name not in names]
    if not header:
        problem = "The file is empty"
    elif missing or surplus:
        parts = ["lacks " + ", ".join(missing)] * bool(missing) + [
            "has the unknown " + ", ".join(surplus)
        ] * bool(surplus)
        problem = "The header " + " and ".join(parts)
    else:
        problem = "The header has the columns in another order, or one twice"
    raise DataError(f"{problem}; expected {','.join(names)}", file=file, row=1)


def _row_count(name: str, package: Package) -> int:
    counted = package.resource(name).get("x-rows")
    return counted if isinstance(counted, int) else len(_read_cells(table_schema(name, package), package)[0])


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


# --- from cells to values


def _parse_column(field: Field, cells: Cells, file: str) -> list[Any]:
    """The values of one column, each distinct cell parsed once."""
    if field.type == "string" and not field.enum:
        return [cell or None for cell in cells]
    parse = _PARSERS[field.type]
    values: dict[str, Any] = dict.fromkeys(cells)
    for cell in values:
        try:
            values[cell] = parse(field, cell) if cell else None
        except ValueError as error:
            raise DataError(
                f"Found {cell!r:.60}, {error}", file=file, row=cells.index(cell) + 2, column=field.name
            ) from None
    return [values[cell] for cell in cells]


def _parse_code(field: Field, cell: str) -> str:
    if cell not in field.enum:
        raise ValueError(f"expected one of {', '.join(field.enum)}.{suggestion(cell, field.enum)}")
    return cell


def _parse_integer(field: Field, cell: str) -> int:
    if INTEGER.fullmatch(cell) and -(2**63) <= (value := int(cell)) < 2**63:
        return value
    raise ValueError("expected a whole number such as 12, without spaces, separators or leading zeros.")


def _parse_number(field: Field, cell: str) -> float:
    if NUMBER.fullmatch(cell) and math.isfinite(value := float(cell)):
        return value
    raise ValueError("expected a number such as 31.2, without spaces or separators.")


def _parse_boolean(field: Field, cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError("expected true or false.")
    return cell == "true"


def _parse_date(field: Field, cell: str) -> date:
    try:
        if DAY.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise ValueError("expected a day of the calendar such as 2016-05-12.")


_PARSERS: dict[str, Callable[[Field, str], Any]] = {
    "string": _parse_code,
    "integer": _parse_integer,
    "number": _parse_number,
    "boolean": _parse_boolean,
    "date": _parse_date,
}


# --- from values to frames


def _text_dtype() -> Any:
    """The text dtype of the installed pandas: str, which pandas 2 only knows as object."""
    import pandas as pd

    return "str" if int(pd.__version__.partition(".")[0]) >= 3 else object


def _assemble_pandas(schema: TableSchema, columns: dict[str, list[Any]]) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    text = _text_dtype()

    def column(field: Field, values: list[Any]) -> Any:
        if field.enum:
            codes = {code: number for number, code in enumerate(field.enum)}
            numbers = np.array([codes.get(value, -1) for value in values], dtype="int64")
            return pd.Categorical.from_codes(numbers, _fixed_index(field.enum))
        if field.type == "date":
            return np.array(values, dtype="datetime64[us]")
        if field.type == "integer":
            blank = np.array([value is None for value in values], dtype=bool)
            return pd.arrays.IntegerArray(np.array([value or 0 for value in values], dtype="int64"), blank)
        dtype = {"number": "float64", "boolean": "boolean"}.get(field.type, text)
        return pd.array(values, dtype=dtype)

    frame = {field.name: column(field, columns[field.name]) for field in schema.fields}
    return pd.DataFrame(frame).set_axis(_fixed_index(schema.names), axis="columns")


def _fixed_index(names: tuple[str, ...]) -> pd.Index[str]:
    """An index that cannot be written to: copies of a frame share its index, even deep ones."""
    import numpy as np
    import pandas as pd

    array = np.array(names, dtype=object)
    array.flags.writeable = False
    index: pd.Index[str] = pd.Index(array)
    return index


def _assemble_records(schema: TableSchema, columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    names = schema.names
    return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _assemble_polars(schema: TableSchema, columns: dict[str, list[Any]]) -> pl.DataFrame:
    try:
        import polars as pl
    except ModuleNotFoundError:
        _missing("polars")
    types: dict[str, Any] = {
        "string": pl.String,
        "integer": pl.Int64,
        "number": pl.Float64,
        "boolean": pl.Boolean,
        "date": pl.Date,
    }
    dtypes = {field.name: pl.Enum(field.enum) if field.enum else types[field.type] for field in schema.fields}
    return pl.DataFrame(columns, schema=dtypes)


def _assemble_arrow(schema: TableSchema, columns: dict[str, list[Any]]) -> pa.Table:
    try:
        import pyarrow as pa
    except ModuleNotFoundError:
        _missing("pyarrow")
    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }

    def column(field: Field, values: list[Any]) -> Any:
        if not field.enum:
            return pa.array(values, types[field.type])
        codes = {code: number for number, code in enumerate(field.enum)}
        indices = pa.array(
            [codes.get(value) for value in values], pa.int8() if len(codes) < 128 else pa.int32()
        )
        return pa.DictionaryArray.from_arrays(indices, pa.array(field.enum, pa.string()))

    return pa.table({field.name: column(field, columns[field.name]) for field in schema.fields})


def _missing(backend: str) -> NoReturn:
    extra = {"polars": "polars", "pyarrow": "arrow"}[backend]
    raise MissingExtra(extra, f'load(..., backend="{backend}")')


_ASSEMBLERS: dict[str, Callable[[TableSchema, dict[str, list[Any]]], Any]] = {
    "polars": _assemble_polars,
    "pyarrow": _assemble_arrow,
    "records": _assemble_records,
}
