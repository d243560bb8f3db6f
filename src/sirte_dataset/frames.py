"""From the values of a table to the frame of a library: pandas, polars, pyarrow, or plain records.

Each library is imported when a frame of it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from .errors import UsageError, needs, suggestion
from .schemas import Field, TableSchema

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


def assembler_for(backend: str) -> Callable[[TableSchema, dict[str, list[Any]]], Any]:
    """What makes a frame of that library out of a schema and columns of plain values.

    Raises UsageError, naming the nearest, for an unknown one.
    """
    if backend not in ASSEMBLERS:
        hint = suggestion(backend, ASSEMBLERS) or f" The backends are: {', '.join(ASSEMBLERS)}."
        raise UsageError(f"There is no backend '{backend}'.{hint}")
    return ASSEMBLERS[backend]


def text_dtype() -> Any:
    """The text dtype of the installed pandas: str, which pandas 2 only knows as object."""
    import pandas as pd

    return "str" if int(pd.__version__.partition(".")[0]) >= 3 else object


def assemble_pandas(schema: TableSchema, columns: dict[str, list[Any]]) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    text = text_dtype()

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
    with needs("polars", "polars", 'load(..., backend="polars")'):
        import polars as pl
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
    with needs("pyarrow", "arrow", 'load(..., backend="pyarrow")'):
        import pyarrow as pa
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


ASSEMBLERS: dict[str, Callable[[TableSchema, dict[str, list[Any]]], Any]] = {
    "pandas": assemble_pandas,
    "polars": _assemble_polars,
    "pyarrow": _assemble_arrow,
    "records": _assemble_records,
}


class Page(str):
    """A text of several lines, which a notebook shows as it is laid out and any other place as a str."""

    def _repr_html_(self) -> str:
        return f'<pre style="white-space: pre-wrap">{escape(self)}</pre>'


def readable(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame, which in a notebook shows every cell in full, a dict of codes one a line.

    Only this frame does, not one made from it; elsewhere it is a DataFrame like any other.
    """
    # Looked up by a notebook on the object itself, so that no class of our own is needed.
    object.__setattr__(frame, "_repr_html_", lambda: _html(frame))
    return frame


def _html(frame: pd.DataFrame) -> str:
    head = "".join(f"<th>{escape(str(name))}</th>" for name in frame.columns)
    rows = ("".join(map(_html_cell, cells)) for cells in frame.itertuples(index=False))
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _html_cell(value: Any) -> str:
    if isinstance(value, dict):
        text = "<br>".join(f"<b>{escape(str(key))}</b> {escape(str(told))}" for key, told in value.items())
    else:
        text = "" if value is None or value != value or str(value) == "<NA>" else escape(str(value))
    return f'<td style="text-align: left; vertical-align: top; white-space: normal">{text}</td>'
