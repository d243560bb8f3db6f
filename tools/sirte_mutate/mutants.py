"""A mutant: one corruption of the package, as data: it can be applied in memory and in a file alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirte_dataset.csvfiles import csv_text

if TYPE_CHECKING:
    from pandas import DataFrame

# The groups, in the order of the page; CELLS are those that change a table and leave it readable.
CELLS = ("format", "value", "meaning", "span", "row")
GROUPS = (*CELLS, "file", "descriptor", "schema")

Edit = tuple[int, str, str]  # position of the row, column, new cell


@dataclass(frozen=True)
class Mutant:
    """One corruption. `edits` are new cells, `removed` and `added` rows, `files` whole new files by path
    (None for one that is gone); `told` tells old and new for the list of what was missed.
    """

    group: str
    operator: str
    table: str
    edits: tuple[Edit, ...] = ()
    removed: int | None = None
    added: tuple[str, ...] = ()
    files: dict[str, bytes | None] = field(default_factory=dict)
    place: str = ""  # what in a descriptor or schema
    refreshed: bool = True  # whether hashes and counts are renewed afterwards
    told: str = ""

    @property
    def columns(self) -> set[str]:
        return {column for _, column, _ in self.edits} or {self.place}

    @property
    def rows(self) -> set[int]:
        """The numbers of the changed rows, as findings count them."""
        return {position + 2 for position, _, _ in self.edits}

    def changed(self, frame: DataFrame) -> DataFrame:
        """The table with this corruption; the rows of a table keep their order, a new one comes last."""
        frame = frame.copy()
        for position, column, cell in self.edits:
            frame.loc[position, column] = cell
        if self.removed is not None:
            frame = frame.drop(index=self.removed).reset_index(drop=True)
        if self.added:
            frame.loc[len(frame)] = list(self.added)
        return frame


def as_csv(frame: DataFrame) -> bytes:
    """A table of text cells as its file."""
    return csv_text(list(frame.columns), frame.itertuples(index=False, name=None)).encode("utf-8")
