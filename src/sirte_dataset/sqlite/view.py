"""What a view is: its columns in order, each with its SQL and its meaning, and where its rows come from.

Out of the one definition come the SELECT statement and a schema like that of a table, so that a view is
loaded, described and shown as a table is. The views themselves stand in views.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..errors import DataError
from ..schemas import Field, ForeignKey, TableSchema


class Column(NamedTuple):
    """One column of a view: its SQL, and the column `table.column` that it passes on, if it does.

    Type, codes and foreign key are those of the source, and so are title and description unless the column
    has a name or description of its own. With `required` None it is never blank where the source never is and
    its table is not joined by a LEFT JOIN.
    """

    name: str
    sql: str
    source: str = ""
    description: str = ""
    required: bool | None = None
    codes: frozenset[str] = frozenset()  # those of the source that can occur; none given means all


def passed_on(table: str, names: str, alias: str = "") -> tuple[Column, ...]:
    """Columns of a table or view, which the SQL may know by another name."""
    return tuple(Column(name, f"{alias or table}.{name}", f"{table}.{name}") for name in names.split())


@dataclass(frozen=True)
class View:
    """One view. Its first column is its key; `rows_of` are the tables whose rows it has, each row once.

    `tables` are the tables it needs, and `origin` is its SQL from FROM on, `before` what precedes its SELECT.
    """

    name: str
    title: str
    description: str
    rows_of: tuple[str, ...]
    tables: frozenset[str]
    columns: tuple[Column, ...]
    origin: str
    before: str = ""

    @property
    def sql(self) -> str:
        """The SELECT statement. It does not sort, so that what asks the view can use the indexes."""
        columns = ",\n    ".join(map(_selected, self.columns))
        return f"{self.before}SELECT {columns}\n{self.origin}"

    @property
    def order(self) -> str:
        """The order in which its rows are given: by date where it has one, undated rows last, then by key."""
        key = self.columns[0].name
        return f"date_key, {key}" if any(column.name == "date_key" for column in self.columns) else key

    def schema(self, known: Mapping[str, TableSchema]) -> TableSchema:
        """Its schema, given those of the tables and views that its columns come from.

        Raises DataError when one of these lacks a column that the view passes on.
        """
        return TableSchema(
            name=self.name,
            title=self.title,
            description=self.description,
            fields=tuple(self._field(column, known) for column in self.columns),
            primary_key=(self.columns[0].name,),
            foreign_keys=tuple(key for column in self.columns for key in _foreign_keys(column, known)),
        )

    def _field(self, column: Column, known: Mapping[str, TableSchema]) -> Field:
        field = Field(column.name, "string", column.name.replace("_", " ").capitalize(), column.description)
        required = bool(column.required)
        if column.source:
            table, _, name = column.source.partition(".")
            source = self._source(known[table], name)
            if column.required is None:
                required = source.required and column.sql.partition(".")[0] not in self._joined_left
            codes = column.codes or set(source.enum)
            field = source._replace(
                name=column.name,
                title=source.title if name == column.name else field.title,
                description=column.description or source.description,
                unique=False,
                enum=tuple(code for code in source.enum if code in codes),
                meanings=tuple(pair for pair in source.meanings if pair[0] in codes),
            )
        return field._replace(required=required)

    def _source(self, table: TableSchema, name: str) -> Field:
        if name not in table.names:
            raise DataError(
                f"The view '{self.name}' shows the column '{name}' of the table '{table.name}', which is "
                "missing; restore it in the schema."
            )
        return table.field(name)

    @property
    def _joined_left(self) -> set[str]:
        joined = re.findall(r"LEFT JOIN (\w+)(?: AS (\w+))?", self.origin)
        return {alias or table for table, alias in joined}


def _selected(column: Column) -> str:
    plain = column.sql.rpartition(".")[2].strip('"') == column.name
    return column.sql if plain else f"{column.sql} AS {column.name}"


def _foreign_keys(column: Column, known: Mapping[str, TableSchema]) -> list[ForeignKey]:
    """What a passed-on identifier points to: a row of its own table if it is the key there, else as there."""
    if not column.source:
        return []
    table, _, name = column.source.partition(".")
    source = known[table]
    if source.primary_key == (name,):
        return [ForeignKey((column.name,), table, (name,))]
    return [key._replace(fields=(column.name,)) for key in source.foreign_keys if key.fields == (name,)]
