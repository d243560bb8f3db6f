"""Reads the two codings as they were made: one CSV file per table and coder, each row with its span.

What is known here is which columns each table has to have and which of them say what a row is about. The
codes themselves are those of the schemas and are not looked at.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..descriptor import open_package
from ..errors import DataError, UsageError

CODERS = ("first", "second")
PLACE = ("passage_id", "start", "end")
EVENT = "event"
NUMBERS = frozenset({"low", "best", "high", "share_low", "share_best", "share_high"})


@dataclass(frozen=True)
class Layout:
    """How the rows of a table are told apart within a passage: by the columns `keys`, weightiest first.

    With `overlap`, two rows may be one unit only if their spans share a character: the keys alone do not tell
    which of several rows is meant.
    """

    keys: tuple[str, ...]
    overlap: bool = False


LAYOUTS = {
    "event_reports": Layout(("kind",), overlap=True),
    "casualties": Layout(("outcome", "victim_actor_id")),
    "control": Layout(("place_id", "status")),
    "strengths": Layout(("actor_id",)),
    "strikes": Layout(("actor_id",)),
    "statements": Layout(("speaker_actor_id",)),
    "time_expressions": Layout(("wording",), overlap=True),
}


@dataclass(frozen=True)
class Row:
    """One row of one coding; start and end are code points of the article's file, end exclusive."""

    passage_id: str
    start: int
    end: int
    cells: Mapping[str, str]

    @property
    def order(self) -> tuple[int, int, tuple[str, ...]]:
        """Where the row comes among those of its passage, whatever the order of the file."""
        return self.start, self.end, tuple(self.cells.values())

    def shared(self, other: Row) -> int:
        """The number of characters that lie in both spans."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


Rows = tuple[Row, ...]


def codings_folder() -> Path:
    """The folder of the two codings. Raises UsageError where it is absent, as in an installed wheel."""
    folder = open_package().folder / "codings"
    if not folder.is_dir():
        raise UsageError(
            "The two codings are kept in the repository and not in the installed package; "
            "run this in a checkout that has the folder codings."
        )
    return folder


def read_codings(folder: Path) -> dict[str, tuple[Rows, Rows]]:
    """The rows of both coders, by table. Raises DataError, naming file, row and column, for a bad file."""
    tables = {}
    for table, layout in LAYOUTS.items():
        files = [f"{folder.name}/{coder}/{table}.csv" for coder in CODERS]
        needed = (*PLACE, *layout.keys)
        first, second = (_read_table(folder.parent / file, file, needed) for file in files)
        if second[0] != first[0]:
            raise DataError(
                f"The columns are {', '.join(second[0])}; expected, as in {files[0]}, {', '.join(first[0])}.",
                file=files[1],
                row=1,
            )
        tables[table] = (first[1], second[1])
    return tables


def _read_table(path: Path, file: str, needed: Sequence[str]) -> tuple[list[str], Rows]:
    """The header of a file and its rows."""
    numbered = _records(_text(path, file), file)
    _, header = next(numbered, (1, []))
    _check_columns(header, needed, file)
    rows = []
    for number, cells in numbered:
        if len(cells) != len(header):
            raise DataError(
                f"Expected {len(header)} cells, found {len(cells)}; mind commas and quotation marks.",
                file=file,
                row=number,
            )
        rows.append(_row(dict(zip(header, cells, strict=True)), file, number))
    return header, tuple(rows)


def _text(path: Path, file: str) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise DataError("The file is missing; both codings have a file for each table.", file=file) from None
    except OSError as error:
        raise DataError(f"The file cannot be read ({error.strerror}).", file=file) from None
    except UnicodeDecodeError as error:
        raise DataError(f"Byte {error.start} is not UTF-8; save the file as UTF-8.", file=file) from None


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Records with their numbers as a spreadsheet shows them, the header being row 1."""
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            yield number, cells
    except csv.Error as error:
        raise DataError(
            f"The row cannot be read ({error}); look for a missing or surplus quotation mark.",
            file=file,
            row=number + 1,
        ) from None


def _row(cells: dict[str, str], file: str, number: int) -> Row:
    offsets = {}
    for column in PLACE[1:]:
        text = cells[column]
        if not (text.isascii() and text.isdigit()):
            raise DataError(
                f"Found {text!r:.60}; expected an offset, a whole number such as 120.",
                file=file,
                row=number,
                column=column,
            )
        offsets[column] = int(text)
    if offsets["end"] <= offsets["start"]:
        raise DataError(
            f"The span ends at {offsets['end']}, not after its start {offsets['start']}; mend the offsets.",
            file=file,
            row=number,
            column="end",
        )
    for column in NUMBERS & cells.keys():
        if cells[column] and not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", cells[column]):
            raise DataError(
                f"Found {cells[column]!r:.60}; expected a number such as 18, or a blank.",
                file=file,
                row=number,
                column=column,
            )
    coded = {name: cell for name, cell in cells.items() if name not in PLACE}
    return Row(cells["passage_id"], offsets["start"], offsets["end"], coded)


def _check_columns(header: Sequence[str], needed: Sequence[str], file: str) -> None:
    missing = [name for name in needed if name not in header]
    twice = sorted({name for name in header if header.count(name) > 1})
    if missing or twice:
        problem = f"The header lacks {', '.join(missing)}" if missing else f"Twice there: {', '.join(twice)}"
        raise DataError(f"{problem}; name each column once.", file=file, row=1)
