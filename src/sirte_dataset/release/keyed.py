"""A table's rows in the order of its key, one at a time: what two versions are compared by.

The files of a package stand in that order already. One that does not is sorted in a temporary file, so that
a table of whatever size takes little memory. Standard library only.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ..csvfiles import cell_text, check_header, csv_text, each_row
from ..errors import DataError
from ..schemas import TableSchema

Key = tuple[str, ...]
Keyed = tuple[Key, list[str]]
Numbered = tuple[int, Key, list[str]]


class KeyedTable(NamedTuple):
    """A table's file and schema. With `by_value`, 31.20 is 31.2, as in a database, which keeps no zeros."""

    schema: TableSchema
    path: Path
    shown_as: str
    by_value: bool = False

    def rows(self) -> Iterator[Keyed]:
        """Each row with its key, cells in the order of the schema; within any_length() of csvfiles.py.

        Raises DataError as each_row() does, for columns that are not the schema's, and for a key that stands
        twice.
        """
        in_order = all(one[1] <= other[1] for one, other in pairwise(self._numbered()))
        last = None
        for number, key, cells in self._numbered() if in_order else self._sorted():
            if key == last:
                message = f"The key '{key_text(key)}' stands in another row already; keys must differ."
                raise DataError(message, file=self.shown_as, row=number)
            last = key
            yield key, cells

    def _sorted(self) -> Iterator[Numbered]:
        keys = [f"key{number}" for number, _ in enumerate(self.schema.primary_key)]
        with closing(sqlite3.connect("")) as connection:  # a file without a name, gone when it is closed
            connection.execute(f"CREATE TABLE rows ({' TEXT, '.join(keys)} TEXT, number INTEGER, cells TEXT)")
            rows = ((*key, number, json.dumps(cells)) for number, key, cells in self._numbered())
            connection.executemany(f"INSERT INTO rows VALUES ({'?, ' * len(keys)}?, ?)", rows)
            found = connection.execute(f"SELECT * FROM rows ORDER BY {', '.join(keys)}, number")
            yield from ((number, tuple(key), json.loads(cells)) for *key, number, cells in found)

    def _numbered(self) -> Iterator[Numbered]:
        """The rows as they stand, each with its number in the file."""
        rows = each_row(self.path, self.shown_as)
        header = next(rows)
        check_header(header, self.schema.names, self.shown_as, any_order=True)
        order = [header.index(name) for name in self.schema.names]
        keys = [self.schema.names.index(name) for name in self.schema.primary_key]
        numbers = [
            n for n, field in enumerate(self.schema.fields) if self.by_value and field.type == "number"
        ]
        moved = order != sorted(order)
        for row_number, row in enumerate(rows, start=2):
            cells = [row[column] for column in order] if moved else row
            for number in numbers:
                with suppress(ValueError):
                    cells[number] = cell_text(float(cells[number]))
            yield row_number, tuple([cells[key] for key in keys]), cells


def key_text(key: Key) -> str:
    """A key as it stands in a change: its cell, or its cells as CSV."""
    return key[0] if len(key) == 1 else csv_text(key, ()).removesuffix("\n")
