"""CSV as the tables, the codings and the coding sheets have it: one reader, one writer.

Strict where a fault could silently change the data: encoding, quotes, cells per row. Which columns there
ought to be is the caller's to say; what is in the cells, values.py's. Standard library only.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from .errors import DataError
from .files import decoded, read_bytes

ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b")
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# Characters. The csv module stops at 131,072 unless it is told otherwise.
LARGEST_CELL = 2**31 - 1
_LIMIT = RLock()  # it is one for all threads

Row = list[str]


def read_rows(path: Path, shown_as: str) -> list[Row]:
    """Every row of a CSV file as text, the header first; the numbers of rows are those of a spreadsheet.

    Raises DataError, naming the file as `shown_as` and the row, when it is missing, not UTF-8, marked as
    another encoding, empty, has an open quotation mark, a row with more or fewer cells than the header, or a
    last row without its line end.
    """
    content = read_bytes(path, shown_as)
    if content.startswith(ARCHIVES):
        message = "The file is a workbook or compressed; save the table as a plain CSV file."
        raise DataError(message, file=shown_as, row=1)
    if content.startswith(MARKS):
        raise DataError(
            "The file starts with a byte-order mark; save it as UTF-8 without one.", file=shown_as, row=1
        )
    text = decoded(content, shown_as)
    rows = split_rows(text, shown_as)
    check_widths(rows, shown_as)
    if not text.endswith("\n"):
        raise DataError(
            "The last row has no line end: it may be cut off. Restore it, or end the row with a line break.",
            file=shown_as,
            row=len(rows),
        )
    return rows


def read_records(path: Path, shown_as: str) -> list[dict[str, str]]:
    """The rows of a CSV file by column. Raises what read_rows() does."""
    header, *rows = read_rows(path, shown_as)
    return [dict(zip(header, row, strict=True)) for row in rows]


def each_row(path: Path, shown_as: str) -> Iterator[Row]:
    """What read_rows() gives and raises, row by row, for files too large to be held; within any_length()."""
    try:
        if not (path.is_file() and _is_whole(path)):
            raise OSError
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, strict=True)
            yield (header := next(rows, []))
            for row in rows:
                if len(row) != len(header):
                    break
                yield row
            else:
                if header and not header[0].startswith("\ufeff"):
                    return
    except (OSError, UnicodeDecodeError, csv.Error):
        pass
    read_rows(path, shown_as)  # which says what is wrong, and where
    raise DataError("The file changes while it is read; try again.", file=shown_as)


def split_rows(text: str, shown_as: str) -> list[Row]:
    """The rows of a CSV text, whatever editors put before and after them: a byte-order mark, blank lines.

    Raises DataError, with the row, for one that cannot be read, or when the first is blank.
    """
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise DataError("A NUL character; the file is damaged, restore it.", file=shown_as, row=row)
    rows: list[Row] = []
    try:
        with any_length():
            rows.extend(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise DataError(
            f"The row cannot be read ({error}); look for a missing or surplus quotation mark.",
            file=shown_as,
            row=len(rows) + 1,
        ) from None
    if not rows or not rows[0]:
        raise DataError("The file is empty; its first row must name the columns.", file=shown_as, row=1)
    return rows


def check_widths(rows: Sequence[Row], shown_as: str) -> None:
    """Raises DataError for the first row that has more or fewer cells than the header."""
    _check_commas(rows[0], shown_as)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise DataError(
                f"Expected {len(rows[0])} cells, found {len(row)}; mind commas and quotation marks.",
                file=shown_as,
                row=number,
            )


def _check_commas(header: Sequence[str], shown_as: str) -> None:
    if len(header) == 1 and (mark := next((mark for mark in ";\t" if mark in header[0]), "")):
        marks = "semicolons" if mark == ";" else "tabs"
        message = f"The cells are separated by {marks}, as some spreadsheets do; save the file with commas."
        raise DataError(message, file=shown_as, row=1)


def check_header(header: Sequence[str], expected: Sequence[str], shown_as: str, *, any_order: bool) -> None:
    """Raises DataError unless the header names exactly the expected columns, and in order unless told."""
    _check_commas(header, shown_as)
    missing = [name for name in expected if name not in header]
    surplus = [name for name in header if name not in expected]
    twice = sorted({name for name in header if list(header).count(name) > 1})
    problems = [
        f"{complaint} {', '.join(names)}"
        for complaint, names in (("lacks", missing), ("has the unknown", surplus), ("has twice", twice))
        if names
    ]
    if not problems and not any_order and list(header) != list(expected):
        problems = ["has the columns in another order"]
    if problems:
        raise DataError(
            f"The header {' and '.join(problems)}; expected {','.join(expected)}", file=shown_as, row=1
        )


def cell_text(value: object) -> str:
    """A value as it stands in the CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(value).removesuffix(".0")
    return str(value)


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV in the form of the data files: LF, quotes only where they are needed."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue()


def _is_whole(path: Path) -> bool:
    """Whether a file ends with the end of a row and has no NUL."""
    last = b""
    with path.open("rb") as file:
        while (part := file.read(2**16)) and b"\0" not in part:
            last = part
    return not part and last.endswith(b"\n")


@contextmanager
def any_length() -> Iterator[None]:
    """Let the csv module read cells of any length, and leave its limit for the others as it was."""
    with _LIMIT:
        before = csv.field_size_limit(LARGEST_CELL)
        try:
            yield
        finally:
            csv.field_size_limit(before)
