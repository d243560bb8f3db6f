"""One Excel workbook: what it is, a sheet for each table, a codebook; every cell in its own type.

Excel makes a date of the text 1-2 and a formula of one that begins with = when a cell lets it: text is stored
as text, in cells that stay text when they are edited.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ..descriptor import Package
from ..errors import DataError, needs
from .tables import CODEBOOK, EXTRA, Table, about, codebook, fitting

FILE_NAME = "sirte.xlsx"
OWN_SHEETS = re.compile("about|codebook|history")  # the last is Excel's
LONGEST_CELL = 32767  # characters; openpyxl would cut the rest off
FIRST_DAY = date(1900, 3, 1)  # Excel counts a day before it that never was
WIDEST = 60
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def workbook(tables: Sequence[Table], package: Package) -> dict[str, bytes]:
    """sirte.xlsx. Raises DataError for a cell that Excel cannot hold as it is."""
    with needs("openpyxl", EXTRA, "Writing Excel files"):
        from openpyxl import Workbook
    book = Workbook()
    sheets = fitting([table.schema.name for table in tables], 31, OWN_SHEETS)
    contents = [(f"sheet {sheets[schema.name]}", f"{schema.name}: {schema.title}") for schema, _ in tables]
    _fill(book.active, "about", ("item", "value"), [*about(package).items(), *contents])
    for table in tables:
        rows = (row.values() for row in table.rows)
        _fill(book.create_sheet(), sheets[table.schema.name], table.schema.names, rows)
    explained = [(sheets[table.schema.name], *row) for table in tables for row in codebook(table.schema)]
    _fill(book.create_sheet(), "codebook", ("sheet", *CODEBOOK), explained)
    book.properties.title = package.descriptor.get("title")
    book.properties.creator = None
    out = io.BytesIO()
    book.save(out)
    return {FILE_NAME: out.getvalue()}


def _fill(sheet: Any, title: str, header: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    """One sheet: a header that stays in sight and filters, rows, columns as wide as their content needs."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.title = title
    widths = [len(name) + 4 for name in header]  # room for the filter's button
    for number, row in enumerate((header, *rows), start=1):
        for position, value in enumerate(row):
            if value not in (None, ""):
                _put(sheet.cell(number, position + 1), value)
                widths[position] = max(widths[position], len(str(value)) + 1)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for position, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = min(width, WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, date) and value < FIRST_DAY:
        value = value.isoformat()
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        return
    if len(value) > LONGEST_CELL or CONTROL_CHARACTER.search(value):
        raise DataError(
            f"Excel cannot hold the text {value[:30]!r}... (too long, or with a control character); "
            "export another format.",
            file=f"sheet {cell.parent.title}",
            row=cell.row,
        )
    cell.value = value
    cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
    cell.number_format = "@"
