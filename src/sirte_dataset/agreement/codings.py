"""Reads the two codings as they were made: one CSV file per table and coder, each row with its span.

What is known here is which columns each table has to have and which of them say what a row is about. The
codes themselves are those of the schemas and are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..csvfiles import check_header, read_rows
from ..errors import DataError, located

FOLDER = "codings"
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


def read_codings(folder: Path) -> dict[str, tuple[Rows, Rows]]:
    """The rows of both coders, by table. Raises DataError, naming file, row and column, for a bad file."""
    tables = {}
    for table in LAYOUTS:
        first, second = (read_coding(folder, coder, table) for coder in CODERS)
        check_header(second[0], first[0], f"{folder.name}/{CODERS[1]}/{table}.csv", any_order=False)
        tables[table] = (first[1], second[1])
    return tables


def read_coding(folder: Path, coder: str, table: str) -> tuple[list[str], Rows]:
    """The header and the rows of one table as one coder made it. Raises DataError for a bad file."""
    file = f"{folder.name}/{coder}/{table}.csv"
    header, *rows = read_rows(folder.parent / file, file)
    needed = (*PLACE, *LAYOUTS[table].keys)
    check_header(header, list(dict.fromkeys([*needed, *header])), file, any_order=True)
    found = []
    for number, row in enumerate(rows, start=2):
        with located(file=file, row=number):
            found.append(_row(dict(zip(header, row, strict=True))))
    return header, tuple(found)


def _row(cells: dict[str, str]) -> Row:
    for column in ("start", "end"):
        if not re.fullmatch("[0-9]{1,9}", cells[column]):
            message = f"Found {cells[column]!r:.60}; expected an offset, a whole number such as 120."
            raise DataError(message, column=column)
    start, end = int(cells["start"]), int(cells["end"])
    if end <= start:
        message = f"The span ends at {end}, not after its start {start}; mend the offsets."
        raise DataError(message, column="end")
    for column in NUMBERS & cells.keys():
        if cells[column] and not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", cells[column]):
            message = f"Found {cells[column]!r:.60}; expected a number such as 18, or a blank."
            raise DataError(message, column=column)
    coded = {name: cell for name, cell in cells.items() if name not in PLACE}
    return Row(cells["passage_id"], start, end, coded)
