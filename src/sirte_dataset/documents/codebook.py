"""The codebook: every table, view, column and code, from the schemas, with what is counted in the tables.

Meanings stand in the schemas and in the definitions of the views, and are only set out here. Reads the tables
as text, without pandas.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ..analysis.ready import load, ready_schema
from ..descriptor import Package, open_package
from ..loading import text_cells
from ..schemas import Field, TableSchema, table_schema
from ..sqlite.view import View
from ..sqlite.views import VIEWS, origins
from .markdown import anchor, bullets, code, folded, head, link, literal, page, table

OPENING = """
Every table of the dataset, every view, every column, every code. `sirte describe TABLE` shows the same of
one table without the counts, `datapackage.json` and `schemas/` hold it for programs.

In the tables of claims a row is what one article says once: rows repeat each other and must not be added up.
A blank cell is a missing value, and there is no other sign for one. A column of type EDTF holds a date as
precise as it is known: a day, a month or a year, `A/B` for what lasts from A to B, `[A..B]` for one moment
somewhere from A to B, `~` for about; a side left out is open. Booleans are written `true` and `false`.

The numbered coding rules stand in [coding-rules.md](coding-rules.md). In the tables below, *required* means
that the cell may not be blank, *blank* is the share of rows in which it is (rounded, but never to none or
all), and *rows* counts the rows that have a code. The example is the row with the most cells filled, and of
several the first; its blank cells are left out. Whoever asks for a table by one of the *other words* for it
(`x-synonyms` in `datapackage.json`) is told its name.
"""

VIEWS_INTRO = """
A view shows rows of tables with names for identifiers, in one line each; it is loaded, described and queried
as a table is, and made anew from the tables each time. Its rows are sorted by date where it has one, undated
rows last, and then by its key. Its codes are those of the columns that it passes on.
"""

COLUMN_HEADS = ("column", "type", "unit", "required", "blank", "description")


class Table(NamedTuple):
    """A table or view as it is documented: its schema, its cells as text by column, its number of rows."""

    schema: TableSchema
    cells: Mapping[str, Sequence[str]]
    rows: int
    synonyms: Sequence[str] = ()
    sources: Mapping[str, str] = MappingProxyType({})  # of a view: the columns, as table.column, it passes on


def codebook(package: Package | None = None) -> str:
    """The page docs/codebook.md. Raises DataError when a schema or table cannot be read."""
    opened = open_package(package)
    tables = []
    for schema in (table_schema(name, opened) for name in opened.names):
        cells = text_cells(schema, opened)
        synonyms = [word for word, meant in opened.synonyms.items() if meant == schema.name]
        tables.append(Table(schema, cells, len(cells[schema.names[0]]), synonyms))
    parts = head("Codebook", "`schemas/` and `data/`", OPENING)
    parts += ["## The tables", _contents(tables)]
    views = [_view(view, opened) for view in VIEWS if view.tables <= set(opened.names)]
    if views:
        parts += ["## The views", folded(VIEWS_INTRO), _contents(views)]
    for documented in [*tables, *views]:
        parts += _section(documented, tables)
    return page(parts)


def _view(view: View, package: Package) -> Table:
    schema = ready_schema(view.name, package)
    rows = load(view.name, "records", package)
    cells = {name: [_cell(row[name]) for row in rows] for name in schema.names}
    return Table(schema, cells, len(rows), sources=origins(view))


def _cell(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _contents(tables: Sequence[Table]) -> str:
    rows = [
        (
            link(code(each.schema.name), each.schema.name),
            each.schema.title,
            str(each.rows),
            str(len(each.cells)),
        )
        for each in tables
    ]
    return table(("table", "what it is", "rows", "columns"), rows)


def _section(documented: Table, tables: Sequence[Table]) -> list[str]:
    schema, codes = documented.schema, [] if documented.sources else _codes(documented)
    count = f"{documented.rows} row{'s'[: documented.rows != 1]}"
    return [
        f"## {schema.name}",
        folded(_with_links(f"**{schema.title}**, {count}. {schema.description}")),
        bullets([*_keys(schema, tables), *_others(documented)]),
        table(COLUMN_HEADS, [_column(field, documented) for field in schema.fields]),
        *codes,
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


def _others(documented: Table) -> list[str]:
    return [f"Other words for it: {', '.join(documented.synonyms)}"] if documented.synonyms else []


def _columns(names: Sequence[str]) -> str:
    return " and ".join(map(code, names))


def _column(field: Field, documented: Table) -> tuple[str, ...]:
    cells = documented.cells[field.name]
    return (
        anchor(documented.schema.name, field.name) + code(field.name),
        _type(
            field, *documented.sources.get(field.name, f"{documented.schema.name}.{field.name}").split(".")
        ),
        field.unit or "",
        "yes" if field.required else "",
        share(cells.count(""), len(cells)),
        _with_links(f"**{field.title}.** {field.description}"),
    )


def _type(field: Field, table: str, column: str) -> str:
    """The type of a column; its codes are set out with the table and column that are named."""
    if field.enum:
        return link("code", table, column, "codes")
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
