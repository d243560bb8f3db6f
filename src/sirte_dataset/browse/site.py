"""One instance of Datasette that is ours: the package behind it, its tables, and the way to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from datasette.utils import tilde_encode

from ..descriptor import Package
from ..schemas import POINTERS, TableSchema
from ..sqlite.dates import DATES
from ..sqlite.private import NOTICE
from ..sqlite.sql import quoted
from ..sqlite.views import views_for
from .guard import Hosts
from .metadata import DATABASE, PRIVATE_DATABASE
from .publishing import Publisher

# A column that holds a row's identifier, and the column that says in which table the row stands.
NAMING = {row_id: resource for resource, row_id in POINTERS}


@dataclass(frozen=True)
class Site:
    """What the hooks and the pages know of an instance."""

    datasette: Any
    package: Package
    hosts: Hosts
    schemas: dict[str, TableSchema]
    publisher: Publisher
    private: bool = False

    @property
    def database(self) -> str:
        """The name of the database in addresses."""
        return PRIVATE_DATABASE if self.private else DATABASE

    @property
    def notice(self) -> str:
        """What every page of a private copy says; else nothing."""
        return NOTICE if self.private else ""

    @cached_property
    def keys(self) -> dict[str, str]:
        """Each key column and the table whose key it is; a key of several columns cannot be linked to.

        A table that borrows another's key, as that of the article texts does, is not what the key stands for.
        """
        return {
            schema.primary_key[0]: name
            for name, schema in self.schemas.items()
            if len(schema.primary_key) == 1
            and not any(key.fields == schema.primary_key for key in schema.foreign_keys)
        }

    def target(self, table: str | None, column: str, row: Any) -> str | None:
        """The table that a cell of this column points to, or None. In a query's results `table` is None."""
        if column in NAMING:
            named = NAMING[column]
            # A row of SQLite tells its columns by keys() only.
            return str(row[named]) if named in list(row.keys()) and row[named] in self.schemas else None
        if table is None or table not in self.schemas:
            return self.keys.get(column)
        for key in self.schemas[table].foreign_keys:
            if key.fields == (column,):
                return key.resource
        return None

    @cached_property
    def described(self) -> dict[str, TableSchema]:
        """The schemas of the tables and of the views, by name."""
        views = {schema.name: schema for _, schema in views_for(self.schemas, private=self.private)}
        return {**self.schemas, DATES.name: DATES, **views}

    def address(self, table: str, row: str) -> str:
        """The address of the page of a row: our own, or raw() where the identifier is not enough."""
        if self.publisher.book.homes.get(row) == [table]:
            return self.publisher.links.page(f"r/{row}")
        return self.raw(table, row)

    def raw(self, table: str, row: str) -> str:
        """The address of a row as it stands in its table, as Datasette shows it."""
        return str(self.datasette.urls.row(self.database, table, tilde_encode(row)))

    async def views(self) -> set[str]:
        """The names of the views in the file."""
        return set(await self.datasette.get_database(self.database).view_names())

    async def rows(self, sql: str, **values: str) -> list[Any]:
        """The rows of a query."""
        return list((await self.datasette.get_database(self.database).execute(sql, values)).rows)

    async def row(self, table: str, row: str, columns: str) -> Any:
        """These columns, as SQL, of one row of a table, or None where there is no such row."""
        key = quoted(self.schemas[table].key)
        found = await self.rows(f"SELECT {columns} FROM {quoted(table)} WHERE {key} = :row", row=row)
        return found[0] if found else None
