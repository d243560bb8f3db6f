"""Full-text search: one index for each table with free text, and one over all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ..schemas import TableSchema
from .sql import listed, literal, quoted

# Columns of free text that a reader searches; found by name in whatever tables have them.
SEARCHED = frozenset(
    {"abstract", "composition", "description", "finding", "gloss", "name", "position"}
    | {"quote", "resolution", "summary", "title", "topic", "wording", "words"}
)
TOKENIZER = literal("porter unicode61 remove_diacritics 2")


def searched_columns(schema: TableSchema) -> tuple[str, ...]:
    """The columns of one table that full-text search covers."""
    free = (field.name for field in schema.fields if field.type == "string" and not field.enum)
    return tuple(name for name in free if name in SEARCHED and name not in schema.primary_key)


def make_searchable(connection: sqlite3.Connection, schemas: Iterable[TableSchema]) -> None:
    """Add the indexes to a database whose tables are filled."""
    connection.execute(
        "CREATE VIRTUAL TABLE search_text USING FTS5 "
        f"(resource UNINDEXED, row_id UNINDEXED, text, tokenize={TOKENIZER})"
    )
    for schema in schemas:
        columns = searched_columns(schema)
        if not columns:
            continue
        index, table = quoted(f"{schema.name}_fts"), quoted(schema.name)
        # Datasette recognises the index of a table by content="table" in exactly this form.
        connection.execute(
            f"CREATE VIRTUAL TABLE {index} USING FTS5 "
            f"({listed(columns)}, tokenize={TOKENIZER}, content={table})"
        )
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
        text = " || ' · ' || ".join(f"coalesce({quoted(column)}, '')" for column in columns)
        key = " || ' ' || ".join(map(quoted, schema.primary_key))
        # A passage is one thing, whether our words for it or the article's are found.
        resource = "passages" if schema.name == "passage_texts" else schema.name
        connection.execute(
            f"INSERT INTO search_text SELECT {literal(resource)}, {key}, trim({text}, ' ·') "
            f"FROM {table} WHERE trim({text}, ' ·') <> ''"
        )
