"""The table of dates: each date of the tables in plain language, with a key to sort by and its bounds.

It is described as the tables in schemas/ are, so that the same code makes, documents and joins it. What the
text and the key of a date are is left to reading/telling.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ..reading.edtf import bounds
from ..reading.telling import date_key, date_text
from ..schemas import TableSchema, parse_schema

Row = dict[str, Any]

_COLUMNS = (
    ("date", "Date", "A date as it stands in the tables, in EDTF."),
    ("date_text", "Date in words", "The date in plain language: 'by 13 Aug 2016'."),
    (
        "date_key",
        "Sort key of the date",
        "A text to sort dates by: the first day, or the last where the beginning is open; then the last day, "
        "or the first where the end is open; of the same days an open beginning first, an open end last.",
    ),
    (
        "date_earliest",
        "Earliest day",
        "The first day that it allows. Blank when its beginning is open.",
    ),
    ("date_latest", "Latest day", "The last day that it allows. Blank when its end is open."),
)

DATES: TableSchema = parse_schema(
    "dates",
    {
        "title": "Dates",
        "description": "Every date that stands in the tables, once, told in plain language and made to sort.",
        "fields": [
            {
                "name": name,
                "title": title,
                "description": description,
                "type": "date" if name in ("date_earliest", "date_latest") else "string",
                "x-edtf": name == "date",
                "constraints": {"required": name in ("date", "date_text", "date_key")},
            }
            for name, title, description in _COLUMNS
        ],
        "primaryKey": "date",
    },
)


def date_rows(tables: Iterable[tuple[TableSchema, Iterable[Row]]]) -> list[Row]:
    """The rows of the table, from all tables with their rows. What is no date is left to validation."""
    return list(filter(None, map(_row, sorted(set(_dates(tables))))))


def _dates(tables: Iterable[tuple[TableSchema, Iterable[Row]]]) -> Iterator[str]:
    for schema, rows in tables:
        for name in [field.name for field in schema.fields if field.edtf]:
            yield from (row[name] for row in rows if row[name])


def _row(edtf: str) -> Row | None:
    try:
        earliest, latest = bounds(edtf)
    except ValueError:
        return None
    days = (day and date.fromisoformat(day) for day in (earliest, latest))
    return dict(zip(DATES.names, (edtf, date_text(edtf), date_key(edtf), *days), strict=True))
