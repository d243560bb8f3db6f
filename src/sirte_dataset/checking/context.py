"""What the rules look at: a package as it was read, each row without the cells already reported.

Which rules there are is left to registry.py and rules/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..descriptor import Package
from ..errors import suggestion
from ..schemas import Field, TableSchema
from .findings import Finding, Skipped

if TYPE_CHECKING:
    from pandas import DataFrame

Outcome = Finding | Skipped
Cell = tuple[int, str]

# The rules compute with these columns: one that a package describes otherwise is as good as absent.
COUNTS = frozenset(["position", "start", "end", "characters", "bytes", "words"])
COUNTED_IN = {"position": "passages"}  # the same name means something else in other tables
FIGURES = frozenset(["low", "best", "high", "share_low", "share_best", "share_high"])
DATES = frozenset(["published", "date_stated", "date"])

# What rules need that hold dates against the days on which the articles can have come out.
PUBLISHED = {"articles": "article_id published_earliest published_latest"}

# The columns that say what a date rests on, and which source: of claims, and of phrases of time.
GROUNDS = (("date_basis", "date_source_id"), ("basis", "source_id"))

# How many places may lie in each other. No gazetteer has so many, and a walk up is made for each place.
LEVELS = 100


class Dated(NamedTuple):
    """A table that dates its rows, and its columns for the basis and the source of a date ("" for none)."""

    table: str
    basis: str
    source: str


@dataclass(frozen=True)
class Context:
    """A package as it was read: what the rules look at.

    `frames` holds, by table, the cells as text, blanks as ""; a table that could not be read is absent.
    `texts` holds the attached article texts by article_id. `faulty` holds, by table, the cells (row, column)
    already reported: a rule never sees a row whose cells it asks for are among them. `outcomes` holds what
    each rule said that was applied, so that a rule may ask another without applying it again, `remembered`
    what rules look up row by row.

    Columns are given one by one or, as the rules name what they need, several in one text.
    """

    package: Package
    schemas: Mapping[str, TableSchema]
    frames: Mapping[str, DataFrame]
    texts: Mapping[str, str] = field(default_factory=dict)
    faulty: Mapping[str, Set[Cell]] = field(default_factory=dict)
    outcomes: dict[str, list[Outcome]] = field(init=False, repr=False, compare=False, default_factory=dict)
    remembered: dict[Any, Any] = field(init=False, repr=False, compare=False, default_factory=dict)

    def has(self, table: str, *columns: str) -> bool:
        """Whether the table was read and has these columns, of the type that the rules compute with."""
        if table not in self.frames:
            return False
        return _usable_columns(self.schemas[table]).issuperset(_each_of(columns))

    def clean(self, table: str, *columns: str) -> bool:
        """Whether no cell of these columns was reported, so that rows() leaves nothing out."""
        return not self._faulty_rows(table, _each_of(columns))

    def tables_with(self, *columns: str) -> list[str]:
        """The tables that have all these columns, in the order of the package."""
        return [table for table in self.frames if self.has(table, *columns)]

    def dated_tables(self, *columns: str) -> Iterator[Dated]:
        """The tables that have a date, say what it rests on, and have these columns as well."""
        for table in self.tables_with("date", *columns):
            for basis, source in GROUNDS:
                if self.has(table, basis):
                    yield Dated(table, basis, source if self.has(table, source) else "")
                    break

    def rows(self, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """The row number, then the cells of these columns, for each row in which none of them is faulty."""
        names = _each_of(columns)
        bad = self._faulty_rows(table, names)
        cells = [self.frames[table][name].tolist() for name in names]
        rows = zip(range(2, len(self.frames[table]) + 2), *cells, strict=True)
        return (values for values in rows if values[0] not in bad) if bad else rows

    def frame(self, table: str, *columns: str) -> DataFrame:
        """The same as whole columns, by row number: where a rule looks only at few rows closely."""
        names = _each_of(columns)
        held = self.frames[table]
        cells = held[names].set_axis(range(2, len(held) + 2))
        bad = self._faulty_rows(table, names)
        return cells.drop(index=list(bad)) if bad else cells

    def _faulty_rows(self, table: str, names: list[str]) -> set[int]:
        return {row for row, column in self.faulty.get(table, ()) if column in names or not column}

    def each(self, *columns: str) -> Iterator[tuple[Any, ...]]:
        """The table, the row number, then the cells of these columns, in every table that has them all."""
        for table in self.tables_with(*columns):
            for cells in self.rows(table, *columns):
                yield table, *cells

    def records(self, table: str) -> Iterator[tuple[int, dict[str, str]]]:
        """The row number and all cells by column, for each row of a table in which none is faulty."""
        names = self.schemas[table].names
        for row, *cells in self.rows(table, *names):
            yield row, dict(zip(names, cells, strict=True))

    def by_key(self, table: str, *columns: str) -> dict[str, tuple[Any, ...]]:
        """The cells of these columns by the table's key; empty when the key has several columns."""
        key = self.schemas[table].primary_key
        if len(key) != 1:
            return {}
        asked = (table, *columns)
        if asked not in self.remembered:
            self.remembered[asked] = {cells[1]: cells[2:] for cells in self.rows(table, key[0], *columns)}
        found: dict[str, tuple[Any, ...]] = self.remembered[asked]
        return found

    def column(self, table: str, column: str) -> dict[str, str]:
        """The cells of one column by the table's key; empty when the key has several columns."""
        key = self.schemas[table].primary_key
        return {name: cell for _, name, cell in self.rows(table, key[0], column)} if len(key) == 1 else {}

    def columns(self, column: str, tables: Iterable[str] | None = None) -> dict[str, dict[str, str]]:
        """The same for every table that has the column, or every one of these."""
        asked = self.frames if tables is None else tables
        return {table: self.column(table, column) for table in asked if self.has(table, column)}

    def bases(self) -> dict[str, dict[str, str]]:
        """What the dates rest on, by table and key."""
        return {table: self.column(table, basis) for table, basis, _ in self.dated_tables()}

    def grouped(self, table: str, *columns: str) -> dict[Any, list[Any]]:
        """By the cell of the first of these columns, the row number and the other cells of each row."""
        groups: dict[Any, list[Any]] = {}
        for row, name, *cells in self.rows(table, *columns):
            groups.setdefault(name, []).append((row, *cells))
        return groups

    def upwards(self, place: str) -> list[str]:
        """A place and what it lies in, the nearest first, at most LEVELS; a circle is walked once."""
        parents = self.by_key("places", "parent_place_id")
        path: dict[str, None] = {}
        while place and place not in path and len(path) < LEVELS:
            path[place] = None
            (place,) = parents.get(place, ("",))
        return list(path)

    def words(self, article: str, start: str, end: str) -> str:
        """The characters of an attached text from start to end; none of a text that is not attached."""
        return self.texts.get(article, "")[int(start) : int(end)]

    def unread(self) -> list[str]:
        """The tables that the package lists or points to and that were not read."""
        referred = (key.resource for schema in self.schemas.values() for key in schema.foreign_keys)
        return [name for name in dict.fromkeys([*self.package.names, *referred]) if name not in self.frames]

    def keys(self, table: str) -> set[str]:
        """The keys of a table as they are written, faulty ones included."""
        key = self.schemas[table].primary_key
        return set(self.frames[table][key[0]].tolist()) if len(key) == 1 else set()

    def finding(self, table: str, row: int | None, column: str, message: str) -> Finding:
        """A finding in a cell of a table; the registry adds the name of the rule."""
        return Finding(self.package.resource(table)["path"], row, column, "", message)


def _each_of(columns: Iterable[str]) -> list[str]:
    return " ".join(columns).split()


@lru_cache
def _usable_columns(schema: TableSchema) -> frozenset[str]:
    return frozenset(entry.name for entry in schema.fields if _usable(schema.name, entry))


def _usable(table: str, entry: Field) -> bool:
    if entry.name in COUNTS and COUNTED_IN.get(entry.name, table) == table:
        return entry.type == "integer" and entry.required
    if entry.name in FIGURES:
        return entry.type in ("integer", "number")
    return entry.edtf or entry.type == "date" or entry.name not in DATES


def absent(context: Context, table: str) -> str:
    """Why a table is not among the frames."""
    if table in context.package.names:
        return f"the table '{table}' could not be read"
    return f"the package has no table '{table}'.{suggestion(table, context.package.names)}".rstrip(".")
