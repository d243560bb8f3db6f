"""Says which row of one coding is which row of the other: one to one, passage by passage, table by table.

Two rows may be one unit when their spans overlap or when all key columns of the table are equal. Among all
ways to pair the rows of a passage the one with the most equal keys is taken, the first key before the second;
among those, the one whose spans overlap most (shared characters by characters in either, summed over the
pairs); among those, the one with the most equal cells. The search is exact, and the order of the files does
not matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .codings import Layout, Row

# The digits of a weight to this base are keys, overlap and equal cells: no sum over a passage carries.
BASE = 10**6
WHOLE = 1000  # the overlap of two equal spans


@dataclass(frozen=True)
class Unit:
    """One thing that was coded: a row of each coding, or of one alone. `serial` counts within the passage."""

    passage_id: str
    serial: int
    first: Row | None
    second: Row | None

    @property
    def name(self) -> str:
        """The passage and the serial number, such as A000.04.1."""
        return f"{self.passage_id}.{self.serial}"


Pair = tuple[Row, Row]


def pairs(units: Sequence[Unit]) -> list[Pair]:
    """The rows of the units that both coders have."""
    return [(unit.first, unit.second) for unit in units if unit.first and unit.second]


def align(first: Sequence[Row], second: Sequence[Row], layout: Layout) -> tuple[Unit, ...]:
    """The units of a table, in the order of their passages and, in a passage, of their spans."""
    units: list[Unit] = []
    for passage_id in sorted({row.passage_id for row in (*first, *second)}):
        ours, theirs = (
            sorted((row for row in rows if row.passage_id == passage_id), key=lambda row: row.order)
            for rows in (first, second)
        )
        units += _align_passage(passage_id, ours, theirs, layout)
    return tuple(units)


def _align_passage(passage_id: str, first: list[Row], second: list[Row], layout: Layout) -> list[Unit]:
    weights = {}
    for i, ours in enumerate(first):
        for j, theirs in enumerate(second):
            if value := weight(ours, theirs, layout):
                weights[i, j] = value
    chosen = heaviest_matching(weights)
    taken = set(chosen.values())
    # Each with the row that places it among the units of the passage: the first coder's where there is one.
    rows: list[tuple[Row, Row | None, Row | None]] = [
        (row, row, second[chosen[i]] if i in chosen else None) for i, row in enumerate(first)
    ]
    rows += [(row, None, row) for j, row in enumerate(second) if j not in taken]
    rows.sort(key=lambda found: (found[0].start, found[0].end, found[1] is None, found[0].order))
    return [Unit(passage_id, serial, *found[1:]) for serial, found in enumerate(rows, start=1)]


def weight(first: Row, second: Row, layout: Layout) -> int:
    """How well two rows of a passage fit, for comparison with others; 0 when they may not be one unit."""
    keys = [first.cells[key] == second.cells[key] for key in layout.keys]
    shared = first.shared(second)
    # A key that both left blank is no sign that the same thing is meant.
    named = all(keys) and first.cells[layout.keys[0]] != ""
    if not shared and (layout.overlap or not named):
        return 0
    either = (first.end - first.start) + (second.end - second.start) - shared
    overlap = -(-WHOLE * shared // either)  # rounded up: a single shared character counts
    equal = sum(first.cells[name] == second.cells[name] for name in first.cells)
    total = 0
    for digit in (*keys, overlap, equal):
        total = total * BASE + digit
    return total


def heaviest_matching(weights: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """The one-to-one matching with the greatest total weight, left to right; among equals the earliest.

    It grows by one pair at a time, each time along the alternating path that gains most, until nothing gains.
    """
    partner: dict[int, int] = {}  # right to left
    while path := _best_path(weights, partner):
        for left, right in path:
            partner[right] = left
    return {left: right for right, left in sorted(partner.items(), key=lambda item: item[1])}


Steps = tuple[tuple[int, int], ...]


def _best_path(weights: Mapping[tuple[int, int], int], partner: Mapping[int, int]) -> Steps:
    """The new pairs of the alternating path between two free ends that gains most; none when none gains."""
    matched = set(partner.values())
    lefts: dict[int, tuple[int, Steps]] = {left: (0, ()) for left, _ in weights if left not in matched}
    rights: dict[int, tuple[int, Steps]] = {}
    changed = True
    while changed:
        changed = False
        for (left, right), value in weights.items():
            if left not in lefts or partner.get(right) == left:
                continue
            gain, path = lefts[left][0] + value, (*lefts[left][1], (left, right))
            if right not in rights or gain > rights[right][0]:
                rights[right] = (gain, path)
                changed = True
                if right in partner:
                    loser = partner[right]
                    lefts[loser] = (gain - weights[loser, right], path)
    free = [found for right, found in rights.items() if right not in partner and found[0] > 0]
    return max(free, key=lambda found: found[0], default=(0, ()))[1]
