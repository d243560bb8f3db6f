"""The table of dates: each date of the tables in plain language, with a key to sort by and its bounds.

It has a schema as the tables of the package have, so that the same code makes, documents and joins it. What
the text and the key of a date are is left to reading/telling.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ..reading.edtf import bounds
from ..reading.telling import date_key, date_text
from ..schemas import Field, TableSchema

Row = dict[str, Any]

DATES = TableSchema(
    "dates",
    "Dates",
    "Every date that stands in the tables, once, told in plain language and made to sort.",
    (
        Field("date", "string", "Date", "A date as it stands in the tables, in EDTF.", True, edtf=True),
        Field("date_text", "string", "Date in words", "The date in plain language: 'by 13 Aug 2016'.", True),
        Field(
            *("date_key", "string", "Sort key of the date"),
            "A text to sort dates by: the first day, or the last where the beginning is open; then the last "
            "day, or the first where the end is open; of the same days an open beginning first, an open end "
            "last.",
            required=True,
        ),
        Field(
            *("date_earliest", "date", "Earliest day"),
            "The first day that it allows. Blank when its beginning is open.",
        ),
        Field(
            *("date_latest", "date", "Latest day"),
            "The last day that it allows. Blank when its end is open.",
        ),
    ),
    primary_key=("date",),
)


def date_rows(tables: Iterable[tuple[TableSchema, Iterable[Row]]]) -> list[Row]:
    """The rows of the table, from all tables with their rows. What is no date is left to validation."""
    dates = {
        row[field.name] for schema, rows in tables for field in schema.fields if field.edtf for row in rows
    }
    return list(filter(None, map(_row, sorted(filter(None, dates)))))


def _row(edtf: str) -> Row | None:
    try:
        earliest, latest = bounds(edtf)
    except ValueError:
        return None
    days = (day and date.fromisoformat(day) for day in (earliest, latest))
    return dict(zip(DATES.names, (edtf, date_text(edtf), date_key(edtf), *days), strict=True))
