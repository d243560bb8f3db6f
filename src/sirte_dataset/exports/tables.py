"""What the formats share: a table to be written, what is said of the whole and of columns, names that fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from ..citation import cite
from ..descriptor import Package
from ..errors import DataError
from ..schemas import TableSchema
from ..sqlite.about import about_items, codes_text, plain

EXTRA = "export"
WARNING = (
    "A row is what one article says once. Rows repeat and contradict each other, and running totals hold "
    "earlier counts: no column may be added up. A blank means that the article does not say, not zero."
)
CODEBOOK = ("column", "title", "type", "unit", "required", "description", "codes")


class Table(NamedTuple):
    """A table, or a view, with its rows as plain Python values, None for a blank."""

    schema: TableSchema
    rows: Sequence[dict[str, Any]]

    def columns(self) -> dict[str, list[Any]]:
        """The values by column."""
        return {name: [row[name] for row in self.rows] for name in self.schema.names}


def about(package: Package) -> dict[str, str]:
    """What is said of the whole: title, version, licence, how to cite, what must not be done with it."""
    items = dict(about_items(package))
    with suppress(DataError):  # a package need not say whom to cite
        items["how_to_cite"] = cite("text", package)
    return {**items, "warning": WARNING}


def codebook(schema: TableSchema) -> list[tuple[str, ...]]:
    """What is said of each column, in the order of CODEBOOK."""
    return [
        (
            *(field.name, field.title, "string (EDTF)" if field.edtf else field.type, field.unit or ""),
            *("never blank" * field.required, plain(field.description), plain(codes_text(field))),
        )
        for field in schema.fields
    ]


def fitting(names: Iterable[str], longest: int, reserved: re.Pattern[str]) -> dict[str, str]:
    """For each name one of at most so many ASCII letters, digits and _, the first of them a letter.

    None is reserved, and no two differ by case alone. A name that fits is left as it is.
    """
    names = list(names)
    wanted = {name.lower() for name in names}
    used: set[str] = set()
    found: dict[str, str] = {}
    for name in names:
        new = re.sub(r"[^A-Za-z0-9_]", "_", name)
        if not new[:1].isalpha() or reserved.fullmatch(new.lower()):
            new = f"v_{new.lstrip('_')}"
        stem = new = new[:longest]
        number = 1
        while new.lower() in used or (new != name and new.lower() in wanted):
            number += 1
            new = f"{stem[: longest - 1 - len(str(number))]}_{number}"
        used.add(new.lower())
        found[name] = new
    return found
