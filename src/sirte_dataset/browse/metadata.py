"""What Datasette shows around the tables: titles, column help, facets, labels, from descriptor and schemas.

No page layout and no SQL here; the views describe themselves in sqlite/views.py, the queries in queries.py.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..descriptor import Package, open_package
from ..schemas import Field, TableSchema, table_schema
from ..sqlite.about import codes_text, licence_title, plain
from ..sqlite.build import FILE_NAME
from ..sqlite.dates import DATES
from ..sqlite.private import LICENCE_NOTE, NOTICE, PRIVATE_FILE_NAME, private_schemas
from ..sqlite.views import views_for
from .queries import QUERIES, Query

DATABASE = Path(FILE_NAME).stem
PRIVATE_DATABASE = Path(PRIVATE_FILE_NAME).stem

# What Datasette needs to know of the tables that the builder adds.
OWN_TABLES: dict[str, dict[str, Any]] = {
    "about": {
        "title": "About this file",
        "description": "What the file is, its version, licence and coverage.",
    },
    "codebook": {
        "title": "Codebook",
        "description": "Every column of every table and view: what it means, its unit and its codes.",
        "facets": ["resource", "type"],
    },
}


def metadata(package: Package | None = None, *, private: bool = False) -> dict[str, Any]:
    """Datasette's metadata for one package: the instance, the database, each table and view, the queries.

    With `private` it is that of a private copy: the titles, the licence and the descriptions say so.
    """
    package = open_package(package)
    schemas = all_schemas(package, private)
    tables = {name: _table(schema) for name, schema in schemas.items()}
    tables |= {name: dict(entry) for name, entry in OWN_TABLES.items()}
    tables[DATES.name] = _described(DATES)
    for _, schema in views_for(schemas, private=private):
        tables[schema.name] = _described(schema)
    mark = f"{NOTICE} " if private else ""
    return {
        "title": mark + str(package.descriptor.get("title", DATABASE)),
        "license": (LICENCE_NOTE if private else "") + licence_title(package),
        "databases": {
            PRIVATE_DATABASE if private else DATABASE: {
                "description": mark + str(package.descriptor.get("description", "")),
                "tables": tables,
                "queries": {query.name: _query(query) for query in QUERIES},
            }
        },
    }


def metadata_file(
    database: Path, package: Package | None = None, *, private: bool = False
) -> dict[Path, bytes]:
    """The file to stand beside a database, with its content: metadata() for a Datasette without our plugin.

    Datasette 0.65 reads all of it as metadata (-m). From 1.0 on questions are configuration, and the same
    file is given twice: -m FILE -c FILE.
    """
    text = json.dumps(metadata(package, private=private), ensure_ascii=False, indent=1)
    return {database.with_name(f"{database.stem}-metadata.json"): f"{text}\n".encode()}


def all_schemas(package: Package, private: bool) -> dict[str, TableSchema]:
    """The schemas of the tables in the file, by name: those of the package, and what a private copy adds."""
    schemas = {name: table_schema(name, package) for name in package.names}
    return schemas | private_schemas() if private else schemas


def column_help(field: Field) -> str:
    """What a reader must know of a column, in a paragraph, with each code on a line of its own."""
    sentences = [f"{field.title}. {field.description}"]
    if field.unit:
        # Not Datasette's own key `units`: with a unit that it does not know the table page fails.
        sentences.append(f"Unit: {field.unit}.")
    if field.type == "boolean":
        sentences.append("In this database 1 stands for true and 0 for false.")
    if field.type == "date":
        sentences.append("In SQL compare it with whole days, YYYY-MM-DD, not with a year alone.")
    text = " ".join(sentences)
    return plain(f"{text}\n{codes_text(field)}" if field.meanings else text)


def _table(schema: TableSchema) -> dict[str, Any]:
    return _described(schema) | {"facets": _facets(schema), "label_column": schema.label}


def _described(schema: TableSchema) -> dict[str, Any]:
    return {
        "title": schema.title,
        "description": plain(schema.description),
        "columns": {field.name: column_help(field) for field in schema.fields},
    }


def _facets(schema: TableSchema) -> list[str]:
    """The coded columns, yes-or-no columns among them, and the article where rows of several are mixed."""
    coded = [field.name for field in schema.fields if field.enum or field.type == "boolean"]
    articles = [key.fields[0] for key in schema.foreign_keys if key.resource == "articles"]
    return articles + coded


def _query(query: Query) -> dict[str, Any]:
    return {
        "title": query.title,
        "description": query.description,
        "sql": query.sql,
        "params": [parameter.name for parameter in query.parameters],
        "hide_sql": True,
    }
