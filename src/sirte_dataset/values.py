"""From a cell to its value: what each type of column is written like, and what is said of one that is not.

One cell at a time, as text from the file and without regard to keys, patterns or limits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from .errors import DataError, suggestion
from .schemas import Field, is_day

INTEGER = re.compile(r"0|-?[1-9][0-9]*")
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
DIGITS = 20  # an integer of 64 bits has no more

Value = str | int | float | bool | date


def parse(field: Field, cell: str) -> Value | None:
    """The value of a cell, None for a blank. Raises ValueError, saying what was expected."""
    return _PARSERS[field.type](field, cell) if cell else None


def parse_cells(field: Field, cells: Iterable[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The value of each distinct cell, None for a blank or bad one; of each bad one what was expected."""
    values: dict[str, Any] = dict.fromkeys(cells)
    problems: dict[str, str] = {}
    for cell in values:
        try:
            values[cell] = parse(field, cell)
        except ValueError as error:
            problems[cell] = str(error)
    return values, problems


def parse_column(field: Field, cells: Sequence[str], file: str) -> list[Any]:
    """The values of one column. Raises DataError for the first bad cell."""
    if is_text(field):
        return [cell or None for cell in cells]
    values, problems = parse_cells(field, cells)
    for cell, problem in problems.items():
        raise DataError(found(cell, problem), file=file, row=cells.index(cell) + 2, column=field.name)
    return [values[cell] for cell in cells]


def is_text(field: Field) -> bool:
    """Whether the cells of a column are their own values, whatever they are."""
    return field.type == "string" and not field.enum


def found(cell: str, problem: str) -> str:
    """The sentence on a cell that has no value of its column."""
    return f"Found {cell[:60]!r:.60}, {problem}"


def _text(field: Field, cell: str) -> str:
    if field.enum and cell not in field.enum:
        raise ValueError(f"expected one of {', '.join(field.enum)}.{suggestion(cell, field.enum)}")
    return cell


def _integer(field: Field, cell: str) -> int:
    if len(cell) <= DIGITS and INTEGER.fullmatch(cell) and -(2**63) <= (value := int(cell)) < 2**63:
        return value
    raise ValueError("expected a whole number such as 12, without spaces, separators or leading zeros.")


def _number(field: Field, cell: str) -> float:
    if NUMBER.fullmatch(cell) and math.isfinite(value := float(cell)):
        return value
    raise ValueError("expected a number such as 31.2, without spaces or separators.")


def _boolean(field: Field, cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError("expected true or false.")
    return cell == "true"


def _date(field: Field, cell: str) -> date:
    if is_day(cell):
        return date.fromisoformat(cell)
    raise ValueError("expected a day of the calendar such as 2016-05-12.")


_PARSERS: dict[str, Callable[[Field, str], Value]] = {
    "string": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
}
