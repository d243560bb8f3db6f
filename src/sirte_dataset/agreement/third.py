"""The third reading, made after the review from the manual alone, beside the released tables.

It changes nothing by itself: what it found was decided like the rest, in codings/review.csv.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ..descriptor import Package
from .alignment import align, pairs
from .codings import LAYOUTS, read_coding
from .measures import NOT_SCORED
from .released import released_rows, tables_of

CODER = "third"


class Compared(NamedTuple):
    """One table: how many rows both have and each alone, and how many of the cells of both are equal."""

    table: str
    both: int
    released_alone: int
    third_alone: int
    cells: int
    equal: int


def compare_third(package: Package, folder: Path) -> list[Compared]:
    """The third reading in `folder`/third against the tables. Raises DataError for an unsound file."""
    found = []
    tables = tables_of(package)
    for table, layout in LAYOUTS.items():
        _, coded = read_coding(folder, CODER, table)
        released = tuple(row for _, row in released_rows(table, tables, coded))
        units = align(released, coded, layout)
        same = [
            first.cells[field] == second.cells[field]
            for first, second in pairs(units)
            for field in first.cells
            if field not in NOT_SCORED
        ]
        found.append(
            Compared(
                table,
                len(pairs(units)),
                sum(unit.second is None for unit in units),
                sum(unit.first is None for unit in units),
                len(same),
                sum(same),
            )
        )
    return found
