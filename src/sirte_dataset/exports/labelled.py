"""Stata and SPSS files, one for each table: numbers with labels, days as days, names that are accepted.

A code is a whole number, in the order of the schema, and labelled with the code itself: what it means, and
which column a changed name stands for, is told in a list of variables beside the files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from ..csvfiles import csv_text
from ..descriptor import Package
from ..errors import needs
from ..frames import text_dtype
from ..schemas import Field
from .tables import CODEBOOK, EXTRA, Table, about, codebook, fitting

if TYPE_CHECKING:
    import pandas as pd

LABEL, FILE_LABEL = 80, 64  # bytes that both programs allow


class Program(NamedTuple):
    """How a program names and counts: its longest name, the day that is 0, the formats of its columns."""

    name: str
    suffix: str
    longest: int
    reserved: re.Pattern[str]
    zero: date
    day: int
    formats: dict[str, str]


STATA = Program(
    *("Stata", "dta", 32),
    reserved=re.compile(
        r"_(?:all|b|coef|cons|n|pi|pred|rc|se|skip)|byte|double|float|i[fn]|int|long|str[0-9]+|strl|using|with"
    ),
    zero=date(1960, 1, 1),
    day=1,
    formats={"date": "%td"},
)
SPSS = Program(
    *("SPSS", "sav", 64),
    reserved=re.compile(r"all|and|by|eq|g[et]|l[et]|n[eo]|not|or|to|with"),
    zero=date(1582, 10, 14),
    day=24 * 60 * 60,
    formats={"date": "SDATE10", "integer": "F16.0", "number": "F16.6", "boolean": "F1.0"},
)


def stata(tables: Sequence[Table], package: Package) -> dict[str, bytes]:
    """TABLE.dta for each, as Stata 14 and later read it, and what explains them."""
    with needs("pyreadstat", EXTRA, "Writing Stata files"):
        from pyreadstat import write_dta
    # Version 15 would be the form for more than 32,767 variables, which few editions read.
    return _files(STATA, tables, package, partial(write_dta, version=14))


def spss(tables: Sequence[Table], package: Package) -> dict[str, bytes]:
    """TABLE.sav for each, and what explains them."""
    with needs("pyreadstat", EXTRA, "Writing SPSS files"):
        from pyreadstat import write_sav
    return _files(SPSS, tables, package, write_sav)


def _files(
    program: Program, tables: Sequence[Table], package: Package, write: Callable[..., None]
) -> dict[str, bytes]:
    """A file for each table, what is said of the whole, and every variable with its column and its codes."""
    files, variables = {}, []
    whole = f"{package.descriptor.get('name', '')} {package.version}"
    for table in tables:
        names = fitting(table.schema.names, program.longest, program.reserved)
        fields = {names[field.name]: field for field in table.schema.fields}
        coded = {name: field for name, field in fields.items() if _labels(field)}
        file = f"{table.schema.name}.{program.suffix}"
        with TemporaryDirectory() as folder:
            path = Path(folder) / file
            write(
                _frame(table, fields, program),
                str(path),
                file_label=_cut(f"{table.schema.title} ({whole})", FILE_LABEL),
                column_labels={name: _cut(field.title, LABEL) for name, field in fields.items()},
                variable_value_labels={name: _labels(field) for name, field in coded.items()},
                variable_format={
                    name: form for name, field in fields.items() if (form := program.formats.get(field.type))
                },
            )
            files[file] = path.read_bytes()
        variables += [(file, name, *row) for name, row in zip(fields, codebook(table.schema), strict=True)]
    prefix = program.name.lower()
    files[f"{prefix}_variables.csv"] = csv_text(("file", "variable", *CODEBOOK), variables).encode()
    lines = [f"{item}: {text}\n" for item, text in about(package).items()]
    files[f"{prefix}_about.txt"] = "".join(lines).encode()
    return files


def _frame(table: Table, fields: dict[str, Field], program: Program) -> pd.DataFrame:
    """The table in numbers and texts. A blank is a missing number or an empty text, as both have it."""
    import pandas as pd

    def column(field: Field, values: list[Any]) -> Any:
        if field.enum:
            numbers = {code: number for number, code in enumerate(field.enum, start=1)}
            return pd.array([numbers.get(value) for value in values], dtype="Int32")
        if field.type == "boolean":
            return pd.array(values, dtype="Int32")
        if field.type == "string":
            return pd.array([value or "" for value in values], dtype=text_dtype())
        if field.type == "date":
            values = [value and (value - program.zero).days * program.day for value in values]
        return [float("nan") if value is None else float(value) for value in values]

    columns = table.columns()
    return pd.DataFrame({name: column(field, columns[field.name]) for name, field in fields.items()})


def _labels(field: Field) -> dict[int, str]:
    return {0: "false", 1: "true"} if field.type == "boolean" else dict(enumerate(field.enum, start=1))


def _cut(text: str, limit: int) -> str:
    """Text of at most so many bytes."""
    return text.encode()[:limit].decode(errors="ignore")
