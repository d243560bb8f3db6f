"""The two tables by which the file explains itself wherever it is carried: about, and codebook."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from ..descriptor import Package
from ..hashes import content
from ..schemas import Field, TableSchema
from .private import LICENCE_NOTE, NOTICE


def add_about(connection: sqlite3.Connection, package: Package, private: bool) -> None:
    """Add the table that says what the file is: title, version, coverage, content, licence."""
    connection.execute("CREATE TABLE about (item TEXT PRIMARY KEY, value TEXT NOT NULL)")
    connection.executemany("INSERT INTO about VALUES (?, ?)", about_items(package, private))


def add_codebook(connection: sqlite3.Connection, schemas: Iterable[TableSchema]) -> None:
    """Add the table that says what each column means."""
    connection.execute(
        "CREATE TABLE codebook (column_id TEXT PRIMARY KEY, title TEXT, description TEXT, codes TEXT, "
        "type TEXT NOT NULL, unit TEXT, required INTEGER NOT NULL, resource TEXT NOT NULL, "
        "position INTEGER NOT NULL, field TEXT NOT NULL)"
    )
    connection.executemany("INSERT INTO codebook VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _codebook(schemas))


def licence_title(package: Package) -> str:
    """The title of the licence of the data; empty where the descriptor names none."""
    for licence in package.descriptor.get("licenses", []):
        return str(licence.get("title") or licence.get("name", ""))
    return ""


def codes_text(field: Field) -> str:
    """The codes of a field with their meanings, one a line; empty where the field is not coded."""
    return "\n".join(f"{code} = {meaning}" for code, meaning in field.meanings)


def plain(text: str) -> str:
    """Text without the backticks that mark names in schemas and descriptor, to be shown as it is."""
    return text.replace("`", "")


def about_items(package: Package, private: bool = False) -> Iterator[tuple[str, str]]:
    """What the file is, in pairs of item and value."""
    if private:
        yield "private", NOTICE
    for item in ("name", "title", "version", "description", "x-coverage"):
        if value := package.descriptor.get(item):
            mark = f"{NOTICE} " if private and item == "title" else ""
            yield item.removeprefix("x-"), mark + plain(str(value))
    yield "content", content(package)
    if licence := licence_title(package):
        yield "licence", (LICENCE_NOTE if private else "") + licence


def _codebook(schemas: Iterable[TableSchema]) -> Iterator[tuple[str | int | None, ...]]:
    for schema in schemas:
        for position, field in enumerate(schema.fields, start=1):
            yield (
                f"{schema.name}.{field.name}",
                field.title,
                plain(field.description),
                plain(codes_text(field)) or None,
                "string (EDTF)" if field.edtf else field.type,
                field.unit,
                int(field.required),
                schema.name,
                position,
                field.name,
            )
