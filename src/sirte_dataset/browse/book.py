"""What our own pages read: the finished SQLite file, in plain questions, without a server around it.

A page that is served and one that is written to a folder are made from the same answers. Looks and addresses
are left to publishing.py and the templates.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from ..citation import cite
from ..descriptor import Package
from ..errors import DataError
from ..reading.telling import date_text
from ..schemas import TableSchema
from ..sqlite.sql import quoted
from ..withdrawals import Withdrawal, withdrawals
from .metadata import all_schemas
from .queries import by_publication

Row = dict[str, Any]

# What a row is called by in a table without names, titles and topics.
CALLED = ("wording", "finding", "gloss", "position", "quote")
CLAIMS = f"""SELECT * FROM claims WHERE {{}}
ORDER BY {by_publication("claims")}, resource <> 'event_reports', resource, row_id"""
# A date may rest on the words of another article too; they are not what this one says.
QUOTES = """SELECT DISTINCT evidence.resource, evidence.row_id, quote
FROM evidence JOIN claims ON claims.resource = evidence.resource AND claims.row_id = evidence.row_id
WHERE quote IS NOT NULL AND evidence.article_id = claims.article_id
ORDER BY evidence.resource, evidence.row_id, start"""


@dataclass(frozen=True)
class Book:
    """One database file, read-only, and the package that it was made from."""

    file: Path
    package: Package
    private: bool = False

    @cached_property
    def schemas(self) -> dict[str, TableSchema]:
        """The schemas of the tables in the file, by name."""
        return all_schemas(self.package, self.private)

    @cached_property
    def _connection(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.file.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        return connection

    @cached_property
    def _lock(self) -> Lock:
        return Lock()

    @cached_property
    def content(self) -> str:
        """The hash by which the file names the data that it was made from."""
        return "".join(row["value"] for row in self.rows("SELECT value FROM about WHERE item = 'content'"))

    @cached_property
    def citation(self) -> str:
        """The text by which this version is cited."""
        try:
            return cite("text", self.package)
        except DataError:  # a descriptor may leave out who made it
            return f"{self.package.descriptor.get('title', 'Dataset')} (version {self.package.version})."

    def rows(self, sql: str, values: Mapping[str, object] | None = None) -> list[Row]:
        """The rows of a query; none where the package lacks a table that is asked, or that a view needs."""
        try:
            with self._lock:
                return [dict(row) for row in self._connection.execute(sql, values or {})]
        except sqlite3.OperationalError as error:
            if str(error).startswith("no such table"):
                return []
            raise

    def row(self, table: str, key: str) -> Row | None:
        """One row of a table by its key."""
        if table not in self.schemas:
            return None
        found = self.rows(f'SELECT * FROM "{table}" WHERE "{self.schemas[table].key}" = :key', {"key": key})
        return found[0] if found else None

    def claims(self, where: str, values: Mapping[str, object] | None = None) -> list[Row]:
        """The claims that meet a condition, by article in the order of publication, ready for a card."""
        return [self.ready(claim) for claim in self.rows(CLAIMS.format(where), values)]

    def claim(self, row_id: str) -> Row | None:
        """One claim, by its id."""
        return next(iter(self.claims("row_id = :row_id", {"row_id": row_id})), None)

    def ready(self, claim: Row) -> Row:
        """A claim with what a card shows beside the columns of the view: when, in plain words; the quotes."""
        return {
            **claim,
            "when": date_text(claim["date"]),
            "letter": letter(claim["row_id"]),
            "quotes": self._quotes[claim["resource"], claim["row_id"]],
        }

    @cached_property
    def _quotes(self) -> Mapping[tuple[str, str], list[str]]:
        """The short quotes behind each claim, in the order of the article."""
        found: Mapping[tuple[str, str], list[str]] = defaultdict(list)
        for row in self.rows(QUOTES):
            found[row["resource"], row["row_id"]].append(row["quote"])
        return found

    @cached_property
    def homes(self) -> Mapping[str, list[str]]:
        """The tables in which each row identifier stands, those of one column only."""
        found: Mapping[str, list[str]] = defaultdict(list)
        for name, rows in self.names.items():
            for key in rows:
                found[key].append(name)
        return found

    @cached_property
    def withdrawn(self) -> Mapping[str, list[Withdrawal]]:
        """The rows that were withdrawn, by their identifiers."""
        found: Mapping[str, list[Withdrawal]] = defaultdict(list)
        for row in withdrawals(self.package):
            found[row.id].append(row)
        return found

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """What each row is called, by table and key: a claim by what it says, others by name, title or words.

        A table that borrows another's key, as that of the article texts does, has no rows of its own.
        """
        found: dict[str, dict[str, str]] = {}
        for name, schema in self.schemas.items():
            if len(schema.primary_key) == 1 and (schema.key,) not in {k.fields for k in schema.foreign_keys}:
                label = schema.label
                if label == schema.key:
                    label = next((column for column in CALLED if column in schema.names), label)
                sql = f"SELECT {quoted(schema.key)} AS key, {quoted(label)} AS called FROM {quoted(name)}"
                found[name] = {row["key"]: row["called"] or row["key"] for row in self.rows(sql)}
        for row in self.rows("SELECT resource, row_id, says FROM claims"):
            found[row["resource"]][row["row_id"]] = row["says"]
        return found


def letter(row_id: str) -> str:
    """The letters that a claim's id begins with, by which its table is told without colour: C of C016."""
    return row_id.rstrip("0123456789")
