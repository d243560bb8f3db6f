"""A Table Schema as pandera schemas, and what they find in one table.

Cells are first checked as the text that stands in the file (present, of its type, a code, of its pattern,
unique), then the clean ones as values against their limits: a typed frame would already have lost what is
wrong. What ties several columns or tables together is left to the rules.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..errors import suggestion
from ..reading.edtf import bounds
from ..schemas import Field, TableSchema, is_day
from ..values import INTEGER, NUMBER
from .findings import Finding

if TYPE_CHECKING:
    import pandas as pd
    from pandera.pandas import DataFrameSchema

INTEGERS = range(-(2**63), 2**63)
SHOWN = 60

TYPED = {"integer": "Int64", "number": "Float64", "date": "datetime64[us]"}
EXPECTED = {
    "integer": "a whole number such as 12, digits only",
    "number": "a number such as 31.2, without spaces or separators",
    "boolean": "true or false",
    "date": "a day of the calendar such as 2016-05-12",
}


def check_table(schema: TableSchema, frame: pd.DataFrame, file: str) -> list[Finding]:
    """What is wrong in one table, at most one finding for a cell. `frame` holds the cells as text."""
    faults = _failures(text_schema(schema), frame)
    typed = _typed(schema, frame, faults)
    faults |= _failures(value_schema(schema), typed)
    fields = {field.name: field for field in schema.fields}
    cells = {column: frame[column].tolist() for column in {column for _, column in faults}}
    findings = []
    for (row, column), check in faults.items():
        message = _message(fields[column], check, cells[column][row], schema)
        findings.append(Finding(file, row + 2, column, check, message))
    return findings


def text_schema(schema: TableSchema) -> DataFrameSchema:
    """The pandera schema of the table read as text: every column is there, each cell written as it should."""
    import pandera.pandas as pa

    columns = {
        field.name: pa.Column(
            checks=[pa.Check(test, name=name) for name, test in _text_tests(field, schema)], nullable=False
        )
        for field in schema.fields
    }
    keys = [key for key in (schema.primary_key, *schema.unique_keys) if len(key) > 1]
    checks = [pa.Check(_distinct(list(key)), name=f"unique {key[-1]}") for key in keys]
    return pa.DataFrameSchema(columns, checks=checks, strict=True, ordered=True)


def value_schema(schema: TableSchema) -> DataFrameSchema:
    """The pandera schema of the columns that have limits, as Int64, Float64 and datetime64."""
    import pandera.pandas as pa

    columns = {}
    for field in schema.fields:
        checks = [pa.Check(test, name=name) for name, test in _value_tests(field)]
        if checks:
            columns[field.name] = pa.Column(TYPED[field.type], checks=checks, nullable=True)
    return pa.DataFrameSchema(columns)


# --- the tests of a column


def _text_tests(field: Field, schema: TableSchema) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """The tests of one column, the most telling first; each takes the column and judges every cell."""
    if field.required or field.name in schema.primary_key:
        yield "required", lambda cells: cells.str.strip() != ""
    if field.type in EXPECTED:
        yield field.type, _each(_WRITTEN[field.type])
    if field.enum:
        yield "code", lambda cells: cells.isin(["", *field.enum])
    if field.edtf:
        yield "edtf", _each(_is_edtf)
    if field.pattern:
        matches = re.compile(field.pattern).fullmatch
        yield "pattern", _each(lambda cell: bool(matches(cell)))
    if field.unique or (field.name,) in (schema.primary_key, *schema.unique_keys):
        yield "unique", lambda cells: (cells == "") | ~cells.duplicated()


def _value_tests(field: Field) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    if field.minimum is not None:
        lowest = _limit(field, field.minimum)
        yield "minimum", lambda cells: cells >= lowest
    if field.maximum is not None:
        highest = _limit(field, field.maximum)
        yield "maximum", lambda cells: cells <= highest


def _each(test: Callable[[str], bool]) -> Callable[[Any], Any]:
    """A test of one cell as a test of a column: each distinct cell is tested once, blanks pass."""
    return lambda cells: cells.map({cell: not cell or test(cell) for cell in cells.unique()}).astype(bool)


def _distinct(columns: list[str]) -> Callable[[Any], Any]:
    return lambda frame: ~frame.duplicated(columns)


def _is_edtf(cell: str) -> bool:
    try:
        bounds(cell)
    except ValueError:
        return False
    return True


_WRITTEN: dict[str, Callable[[str], bool]] = {
    "integer": lambda cell: bool(INTEGER.fullmatch(cell)) and len(cell) < 30 and int(cell) in INTEGERS,
    "number": lambda cell: bool(NUMBER.fullmatch(cell)) and math.isfinite(float(cell)),
    "boolean": lambda cell: cell in ("true", "false"),
    "date": is_day,
}


# --- running them


def _failures(schema: DataFrameSchema, frame: pd.DataFrame) -> dict[tuple[int, str], str]:
    """The first test that each faulty cell fails, by the position of its row and its column."""
    from pandera.config import config_context
    from pandera.errors import SchemaErrors

    try:
        with config_context(validation_enabled=True, validation_depth="SCHEMA_AND_DATA"):
            schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return {}
    # The tests of single columns come before those of several, and each in the order of the schema.
    cases = cases.sort_values(["schema_context", "check_number"], kind="stable")
    faults: dict[tuple[int, str], str] = {}
    for row, column, check in zip(cases["index"], cases["column"], cases["check"], strict=True):
        test, _, last = str(check).partition(" ")
        faults.setdefault((int(row), last or str(column)), test)
    return faults


def _typed(schema: TableSchema, frame: pd.DataFrame, faults: dict[tuple[int, str], str]) -> pd.DataFrame:
    """The columns that have limits as values; blank and faulty cells are missing."""
    import pandas as pd

    columns = {}
    for field in schema.fields:
        if field.minimum is None and field.maximum is None:
            continue
        bad = {row for row, column in faults if column == field.name}
        cells = [
            None if row in bad or not cell else cell for row, cell in enumerate(frame[field.name].tolist())
        ]
        if field.type == "integer":
            values: list[Any] = [None if cell is None else int(cell) for cell in cells]
        elif field.type == "number":
            values = [None if cell is None else float(cell) for cell in cells]
        else:
            values = [pd.NaT if cell is None else pd.Timestamp(cell) for cell in cells]
        columns[field.name] = pd.Series(values, dtype=TYPED[field.type])
    return pd.DataFrame(columns)


def _limit(field: Field, limit: int | float | str) -> Any:
    import pandas as pd

    return pd.Timestamp(limit) if field.type == "date" else limit


# --- telling it


def _message(field: Field, check: str, cell: str, schema: TableSchema) -> str:
    """What is wrong with a cell, what was expected, and so how to mend it."""
    shown = repr(cell) if len(cell) <= SHOWN else repr(cell[:SHOWN]) + "..."
    if check == "required":
        return "The cell is blank; this column must be filled."
    if check in EXPECTED:
        return f"{shown} is not {EXPECTED[check]}."
    if check == "code":
        hint = suggestion(cell, field.enum) or f" The codes are {', '.join(field.enum)}."
        return f"{shown} is not a code of this column.{hint}"
    if check == "pattern":
        return f"{shown} is not written as expected; it must match {_short(field.pattern)}."
    if check == "edtf":
        return _edtf_problem(cell)
    if check == "unique":
        keys = [key for key in (schema.primary_key, *schema.unique_keys) if key[-1] == field.name]
        names = ", ".join(keys[0] if keys else (field.name,))
        return f"{shown}: an earlier row has the same {names}; each may stand once."
    if check == "minimum":
        return f"{shown} is too small; expected {field.minimum} or more."
    return f"{shown} is too large; expected {field.maximum} or less."


def _short(pattern: str | None) -> str:
    """A pattern that a person can still read, or where to find it."""
    return pattern if pattern and len(pattern) <= 2 * SHOWN else "the pattern in the schema"


def _edtf_problem(cell: str) -> str:
    try:
        bounds(cell)
    except ValueError as problem:
        return str(problem)
    return ""
