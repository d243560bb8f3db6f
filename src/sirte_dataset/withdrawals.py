"""Rows that are no more: which were withdrawn, in which version, why, and what took their place.

Reads the table `withdrawn` of a package, if it has one. Standard library only; whether the table is right is
left to checking/.
"""

from __future__ import annotations

from typing import NamedTuple

from .descriptor import Package
from .loading import text_cells
from .schemas import table_schema

TABLE = "withdrawn"


class Withdrawal(NamedTuple):
    """One row of the table `withdrawn`; `replaced_by` is "" where no row took the place."""

    table: str
    id: str
    version: str
    reason: str
    replaced_by: str

    def __str__(self) -> str:
        place = f" '{self.replaced_by}' took its place." if self.replaced_by else ""
        return f"'{self.id}' of {self.table} was withdrawn in version {self.version}: {self.reason}{place}"


def withdrawals(package: Package) -> list[Withdrawal]:
    """All rows that were withdrawn, by table and key. Raises DataError where their table cannot be read."""
    if TABLE not in package.names:
        return []
    cells = text_cells(table_schema(TABLE, package), package)
    return [Withdrawal(*row) for row in zip(*(cells[name] for name in Withdrawal._fields), strict=True)]
