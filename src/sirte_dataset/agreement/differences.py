"""Lists what differs between the two codings, one row per difference, for whoever adjudicates.

A unit that only one coder has is one difference. A pair differs in its span, in each scored field, and in its
event where the coders put other reports with it. What measures.py does not score is not listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..csvfiles import csv_text
from ..errors import UsageError
from ..files import cannot_write, write_whole
from .alignment import Unit
from .codings import EVENT, Row
from .measures import NOT_SCORED

COLUMNS = (
    "difference_id",
    "table",
    "passage_id",
    "start_first",
    "end_first",
    "start_second",
    "end_second",
    "field",
    "first",
    "second",
)
NOT_RETOLD = frozenset({"date_basis", "basis"})

Difference = tuple[str, ...]  # the cells of COLUMNS
Sides = tuple[str, str]  # what the first coder has, and the second


def list_differences(units: Mapping[str, Sequence[Unit]]) -> list[Difference]:
    """Every difference, by table and unit; the field is `row` for a unit that only one coder has.

    difference_id is table.passage.serial.field. For the field `event`, each side gives the coder's label and,
    after a plus sign, the units that only this coder puts under the same label.
    """
    found: list[Difference] = []
    for table, rows in units.items():
        companions = _event_differences(rows) if table == "event_reports" else {}
        for unit in rows:
            offsets = (*_offsets(unit.first), *_offsets(unit.second))
            for field, sides in _differences_of(unit, companions.get(unit.name)):
                name = f"{table}.{unit.name}.{field}"
                found.append((name, table, unit.passage_id, *offsets, field, *sides))
    return found


def _differences_of(unit: Unit, event: Sides | None) -> Iterator[tuple[str, Sides]]:
    """The fields in which the two coders differ on a unit, with what each has."""
    first, second = unit.first, unit.second
    if first is None or second is None:
        yield "row", (_retold(first), _retold(second))
        return
    if (first.start, first.end) != (second.start, second.end):
        yield "span", ("-".join(_offsets(first)), "-".join(_offsets(second)))
    for field, cell in first.cells.items():
        if field not in NOT_SCORED and cell != second.cells[field]:
            yield field, (cell, second.cells[field])
    if event:
        yield EVENT, event


def _offsets(row: Row | None) -> Sides:
    return (str(row.start), str(row.end)) if row else ("", "")


def _retold(row: Row | None) -> str:
    """What a row says, in one cell: its columns that are not blank."""
    cells = row.cells.items() if row else ()
    return "; ".join(f"{name}={cell}" for name, cell in cells if cell and name not in NOT_RETOLD)


def _event_differences(units: Sequence[Unit]) -> dict[str, Sides]:
    """For each report whose event does not hold the same reports in both codings: how each coder has it."""
    labels = {
        unit.name: (unit.first.cells[EVENT], unit.second.cells[EVENT])
        for unit in units
        if unit.first and unit.second
    }
    found = {}
    for name, mine in labels.items():
        together = [
            {other for other, theirs in labels.items() if theirs[coder] == mine[coder]} for coder in (0, 1)
        ]
        if together[0] != together[1]:
            alone = (together[0] - together[1], together[1] - together[0])
            found[name] = (_with_companions(mine[0], alone[0]), _with_companions(mine[1], alone[1]))
    return found


def _with_companions(label: str, companions: set[str]) -> str:
    return f"{label} + {', '.join(sorted(companions))}" if companions else label


def write_differences(path: Path, differences: Sequence[Difference]) -> None:
    """Write the differences as CSV, whole or not at all; an older list of differences is replaced.

    Raises UsageError when `path` holds anything else or cannot be written.
    """
    with cannot_write(path):
        header = path.read_bytes().partition(b"\n")[0] if path.is_file() else b""
        # An adjudicated list has columns of its own and hours of work in it: it is never overwritten.
        if path.exists() and header.rstrip(b"\r") != ",".join(COLUMNS).encode("utf-8"):
            raise UsageError(
                f"'{path}' exists and is not a list of differences; give another name, or remove it."
            )
    write_whole({path: csv_text(COLUMNS, differences).encode("utf-8")})
