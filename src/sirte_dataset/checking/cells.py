"""What is wrong in one table by itself: each cell's value, its limits and codes, the keys.

values.py reads the cells, and the pandera schema of the table (frame_schemas.py) checks the values of what
could be read. What ties several columns or tables together is left to the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..schemas import Field, TableSchema
from ..values import found, is_text, parse_cells
from .findings import Finding
from .frame_schemas import edtf_problem, pandas_schema

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    from pandera.pandas import DataFrameSchema

SHOWN = 60
MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
# What a spreadsheet makes of 5-12, 2015-12 and true, and of long digits, when it is asked to save them.
SPREADSHEET = re.compile(
    rf"\d{{1,2}}-{MONTH}(?:-\d{{2,4}})?|{MONTH}-\d{{2,4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}"
    r"|TRUE|FALSE|\d(?:\.\d+)?E[+-]\d+"
)
HINT = " A spreadsheet writes it so: restore what stood there, and edit the file as text."

Place = tuple[int, str]  # position of the row, column
Fault = tuple[str, str]  # name of the finding, message


def check_table(schema: TableSchema, frame: pd.DataFrame, file: str) -> list[Finding]:
    """What is wrong in one table, at most one finding for a cell. `frame` holds the cells as text."""
    import numpy as np
    import pandas as pd

    checks = pandas_schema(schema, typed=False)
    texts = {field.name: frame[field.name].to_numpy() for field in schema.fields}
    columns: dict[str, Any] = {}
    faults: dict[Place, Fault] = {}
    for field in schema.fields:
        # Most cells stand in many rows: each distinct one is read and tested once.
        codes, cells = pd.factorize(texts[field.name])
        values, problems = _parsed(field, cells.tolist(), checks.columns[field.name].nullable)
        columns[field.name] = _column(codes, values)
        bad = [code for code, cell in enumerate(cells) if cell in problems] if problems else []
        for row in np.flatnonzero(np.isin(codes, bad)).tolist() if bad else ():
            faults[row, field.name] = problems[texts[field.name][row]]
    read = pd.DataFrame(columns, copy=False)
    for (row, column), check in _failures(checks, read, {column for _, column in faults}):
        rule, _, key = check.partition(" ")
        message = _message(schema.field(column), rule, texts[column][row], key or column)
        faults.setdefault((row, column), (rule, message))
    return [
        Finding(file, row + 2, column, rule, message + _hint(texts[column][row]))
        for (row, column), (rule, message) in faults.items()
    ]


def _column(codes: npt.NDArray[np.intp], values: list[object]) -> Any:
    """A column by the codes of its cells and their values, which cells that are written unlike may share."""
    import numpy as np
    import pandas as pd

    each = np.array(values, dtype=object)
    if len(each) == len(codes):  # every cell is unlike all others: codes would only take room
        return pd.Series(each, dtype=object, copy=False)
    places, known = pd.factorize(each)  # None is in no place, -1
    return pd.Categorical.from_codes(places[codes], pd.Index(known, dtype=object))


def _hint(cell: str) -> str:
    return HINT if len(cell) < SHOWN and SPREADSHEET.fullmatch(cell) else ""


def _parsed(field: Field, cells: list[str], may_be_blank: bool) -> tuple[list[object], dict[str, Fault]]:
    """The values of distinct cells, None where there is none, and what is wrong with these cells."""
    values, problems = ({}, {}) if is_text(field) else parse_cells(field, cells)
    rule = "code" if field.enum else field.type
    faults = {cell: (rule, found(cell, problem)) for cell, problem in problems.items()}
    if not may_be_blank:
        blank = ("required", "The cell is blank; this column must be filled.")
        faults |= {cell: blank for cell in cells if not cell.strip()}
    return [None if cell in faults else values.get(cell, cell or None) for cell in cells], faults


def _failures(checks: DataFrameSchema, frame: pd.DataFrame, unsure: set[str]) -> Iterator[tuple[Place, str]]:
    """Each cell that fails a check, and the check. A blank in an `unsure` column may be none in the file."""
    from pandera.config import config_context
    from pandera.errors import SchemaErrors

    try:
        # A frame just made has its columns: to look for them would take half the time.
        with config_context(validation_enabled=True, validation_depth="DATA_ONLY"):
            checks.validate(frame, lazy=True, inplace=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return
    blank = {name: frame[name].isna().to_numpy() for name in unsure}
    # The checks of single columns come before those of several, and each in the order of the schema.
    cases = cases.sort_values(["schema_context", "check_number"], kind="stable")
    for row, column, check in zip(cases["index"], cases["column"], cases["check"], strict=True):
        key = check.partition(" ")[2].split(", ")
        if key == [""]:
            yield (int(row), str(column)), check
        elif not any(blank[name][row] for name in unsure.intersection(key)):
            yield (int(row), key[-1]), check


def _message(field: Field, rule: str, cell: str, key: str) -> str:
    """What is wrong with a cell, what was expected, and so how to mend it."""
    shown = repr(cell) if len(cell) <= SHOWN else repr(cell[:SHOWN]) + "..."
    if rule == "pattern":
        readable = field.pattern and len(field.pattern) <= 2 * SHOWN
        expected = field.pattern if readable else "the pattern in the schema"
        return f"{shown} is not written as expected; it must match {expected}."
    if rule == "edtf":
        return edtf_problem(cell)
    if rule == "unique":
        return f"{shown}: an earlier row has the same {key}; each may stand once."
    if rule == "minimum":
        return f"{shown} is too small; expected {field.minimum} or more."
    return f"{shown} is too large; expected {field.maximum} or less."
