"""The codebook: every table, column and code, from the schemas, with what is counted in the tables.

Meanings stand in the schemas and are only set out here. Reads the tables as text, without pandas.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..descriptor import Package, open_package
from ..loading import text_cells
from ..schemas import Field, TableSchema, table_schema
from .markdown import anchor, bullets, code, folded, head, link, literal, page, table

OPENING = """
Every table of the dataset, every column, every code. `sirte describe TABLE` shows the same of one table
without the counts, `datapackage.json` and `schemas/` hold it for programs.

In the tables of claims a row is what one article says once: rows repeat each other and must not be added up.
A blank cell is a missing value, and there is no other sign for one. A column of type EDTF holds a date as
precise as it is known: a day, a month or a year, `A/B` for what lasts from A to B, `[A..B]` for one moment
somewhere from A to B, `~` for about; a side left out is open. Booleans are written `true` and `false`.

The numbered coding rules stand in [coding-rules.md](coding-rules.md). In the tables below, *required* means
that the cell may not be blank, *blank* is the share of rows in which it is (rounded, but never to none or
all), and *rows* counts the rows that have a code. The example is the row with the most cells filled, and of
several the first; its blank cells are left out.
"""

COLUMN_HEADS = ("column", "type", "unit", "required", "blank", "description")


class Table(NamedTuple):
    """One table as it is documented: its schema, its cells as text by column, and how many rows there are."""

    schema: TableSchema
    cells: Mapping[str, Sequence[str]]
    rows: int


def codebook(package: Package | None = None) -> str:
    """The page docs/codebook.md. Raises DataError when a schema or table cannot be read."""
    opened = open_package(package)
    tables = []
    for schema in (table_schema(name, opened) for name in opened.names):
        cells = text_cells(schema, opened)
        tables.append(Table(schema, cells, len(cells[schema.names[0]])))
    parts = head("Codebook", "`schemas/` and `data/`", OPENING)
    parts += ["## The tables", _contents(tables)]
    for documented in tables:
        parts += _section(documented, tables)
    return page(parts)


def _contents(tables: Sequence[Table]) -> str:
    rows = [
        (link(code(schema.name), schema.name), schema.title, str(rows), str(len(schema.fields)))
        for schema, _, rows in tables
    ]
    return table(("table", "what it is", "rows", "columns"), rows)


def _section(documented: Table, tables: Sequence[Table]) -> list[str]:
    schema = documented.schema
    count = f"{documented.rows} row{'s'[: documented.rows != 1]}"
    return [
        f"## {schema.name}",
        folded(_with_links(f"**{schema.title}**, {count}. {schema.description}")),
        bullets(_keys(schema, tables)),
        table(COLUMN_HEADS, [_column(field, documented) for field in schema.fields]),
        *_codes(documented),
        *_example(documented),
    ]


def _keys(schema: TableSchema, tables: Sequence[Table]) -> list[str]:
    """The key of a table, what it points to, and the tables that point to it."""
    said = [f"Key: {_columns(schema.primary_key)}"]
    said += [f"No two rows share {_columns(columns)}" for columns in schema.unique_keys]
    for key in schema.foreign_keys:
        target = link(code(key.resource), key.resource)
        said.append(f"Foreign key: {_columns(key.fields)} is {_columns(key.reference_fields)} of {target}")
    pointing = [
        link(code(f"{other.schema.name}.{column}"), other.schema.name, column)
        for other in tables
        for key in other.schema.foreign_keys
        if key.resource == schema.name
        for column in key.fields
    ]
    return [*said, f"Pointed to by: {', '.join(pointing)}"] if pointing else said


def _columns(names: Sequence[str]) -> str:
    return " and ".join(map(code, names))


def _column(field: Field, documented: Table) -> tuple[str, ...]:
    cells = documented.cells[field.name]
    return (
        anchor(documented.schema.name, field.name) + code(field.name),
        _type(field, documented.schema.name),
        field.unit or "",
        "yes" if field.required else "",
        share(cells.count(""), len(cells)),
        _with_links(f"**{field.title}.** {field.description}"),
    )


def _type(field: Field, name: str) -> str:
    if field.enum:
        return link("code", name, field.name, "codes")
    kind = "EDTF" if field.edtf else {"string": "text", "integer": "whole number"}.get(field.type, field.type)
    limits = [
        f"{word} {limit}"
        for word, limit in (("from", field.minimum), ("to", field.maximum))
        if limit is not None
    ]
    return " ".join([kind, *limits])


def share(part: int, whole: int) -> str:
    """A share in percent, rounded, but 0 or 100 only where it is none or all; blank of nothing."""
    if not whole:
        return ""
    percent = round(100 * part / whole)
    if 0 < part < whole:
        percent = min(max(percent, 1), 99)
    return f"{percent} %"


def _with_links(text: str) -> str:
    """A text in which each coding rule that it cites by number is a link to that rule."""
    cited = re.compile(r"(?<=coding rule )[0-9]+|(?<=coding rules )[0-9]+(?: and [0-9]+)?")
    return cited.sub(lambda match: re.sub("[0-9]+", r"[\g<0>](coding-rules.md#rule-\g<0>)", match[0]), text)


def _codes(documented: Table) -> list[str]:
    """A table of codes for each coded column, and of true and false for each boolean."""
    parts = []
    for field in documented.schema.fields:
        counts = Counter(documented.cells[field.name])
        label = f"{anchor(documented.schema.name, field.name, 'codes')}{code(field.name)}"
        if field.enum:
            rows = [(code(each), meaning, str(counts[each])) for each, meaning in field.meanings]
            parts += [label, table(("code", "meaning", "rows"), rows)]
        elif field.type == "boolean":
            parts.append(f"{label}: `true` in {counts['true']} rows, `false` in {counts['false']}.")
    return ["### Codes of " + code(documented.schema.name), *parts] if parts else []


def _example(documented: Table) -> list[str]:
    if not documented.rows:
        return []
    rows = list(zip(*documented.cells.values(), strict=True))
    fullest = max(rows, key=lambda cells: sum(map(bool, cells)))
    filled = [
        (code(field.name), _value(field, cell))
        for field, cell in zip(documented.schema.fields, fullest, strict=True)
        if cell
    ]
    return [f"### A row of {code(documented.schema.name)}", table(("column", "value"), filled)]


def _value(field: Field, cell: str) -> str:
    """A cell of the data: prose as prose, all else as it would be typed."""
    prose = field.type == "string" and not (field.enum or field.edtf or field.pattern)
    return literal(cell) if prose else code(cell)
