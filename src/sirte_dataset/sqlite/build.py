"""The dataset as one SQLite file: typed tables with their keys, indexes, views and full-text search.

Made from the Table Schemas and the CSV files alone, with the standard library's sqlite3, so that two builds
of the same package are the same bytes; a private copy has the articles' texts besides, see private.py.
Serving it is left to browse/; checking the data to checking/.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any

from ..descriptor import Package, open_package
from ..errors import DataError, UsageError
from ..folders import cache_folder, private_cache_folder
from ..loading import load
from ..schemas import POINTERS, Field, TableSchema, table_schema
from .private import (
    LICENCE_NOTE,
    NOTICE,
    PRIVATE_FILE_NAME,
    PRIVATE_TABLES,
    all_texts,
    private_rows,
    private_schemas,
)
from .views import VIEWS, in_original_words

FILE_NAME = "sirte.db"
SQL_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT"}

# Columns of free text that a reader searches; found by name in whatever tables have them.
SEARCHED = frozenset(
    {
        "abstract",
        "composition",
        "description",
        "finding",
        "gloss",
        "name",
        "position",
        "quote",
        "resolution",
        "summary",
        "title",
        "topic",
        "wording",
        "words",
    }
)
TOKENIZER = "porter unicode61 remove_diacritics 2"

# Written by the builder beside the data; a resource of the same name would be overwritten by it.
OWN_TABLES = ("about", "codebook", "search_text", *PRIVATE_TABLES)

Value = str | int | None


def build_database(
    target: str | Path, package: Package | None = None, overwrite: bool = False, *, with_texts: bool = False
) -> Path:
    """Write the package as one SQLite file at `target` and return its path.

    With `with_texts` it is a private copy: it holds the articles' texts, says so, and its user alone may read
    it. The file appears whole or not at all. Raises UsageError when it exists already and `overwrite` is
    false, when the folder cannot be written, or when a text that is wanted is not at hand; DataError when a
    cell does not fit its column or points to a row that is not there.
    """
    target = Path(target)
    package = open_package(package)
    texts = all_texts(package) if with_texts is True else None
    _refuse_existing(target, overwrite)
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(6)}.unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch(mode=0o600 if texts is not None else 0o666, exist_ok=False)
        _write(unfinished, package, texts)
        _refuse_existing(target, overwrite)
        unfinished.replace(target)
    except OSError as error:
        raise UsageError(
            f"{target} cannot be written ({error.strerror or error}); choose a folder that you may write to."
        ) from None
    except sqlite3.OperationalError as error:
        raise UsageError(f"{target} cannot be written (SQLite says: {error}); is the disk full?") from None
    finally:
        _remove(unfinished)
    return target


def cached_database(package: Package | None = None, *, with_texts: bool = False) -> Path:
    """The package's SQLite file in the user's cache folder, built when it is not there yet.

    The file is found by the version and by the contents of the descriptor, the schemas, the tables and this
    builder: a changed cell leads to another file. Private copies lie apart from the public ones.
    """
    package = open_package(package)
    if with_texts is True:
        all_texts(package)  # a copy made earlier is not served to one who no longer has the texts
        target = private_cache_folder() / _fingerprint(package) / PRIVATE_FILE_NAME
    else:
        target = cache_folder() / _fingerprint(package) / FILE_NAME
    return target if target.is_file() else build_database(target, package, True, with_texts=with_texts)


def create_statement(schema: TableSchema) -> str:
    """The CREATE TABLE statement of one table: types, NOT NULL, codes, primary, unique and foreign keys."""
    lines = [_column(field) for field in schema.fields]
    if schema.primary_key:
        lines.append(f"PRIMARY KEY ({_list(schema.primary_key)})")
    lines += [f"UNIQUE ({_list(columns)})" for columns in schema.unique_keys]
    lines += [
        f"FOREIGN KEY ({_list(key.fields)}) REFERENCES {quoted(key.resource)} ({_list(key.reference_fields)})"
        for key in schema.foreign_keys
    ]
    return f"CREATE TABLE {quoted(schema.name)} (\n    " + ",\n    ".join(lines) + "\n)"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def searched_columns(schema: TableSchema) -> tuple[str, ...]:
    """The columns of one table that full-text search covers."""
    return tuple(
        field.name for field in schema.fields if field.name in SEARCHED and _is_free_text(field, schema)
    )


def _is_free_text(field: Field, schema: TableSchema) -> bool:
    return field.type == "string" and not field.enum and field.name not in schema.primary_key


def _column(field: Field) -> str:
    parts = [quoted(field.name), SQL_TYPES[field.type]]
    if field.required:
        parts.append("NOT NULL")
    if field.unique:
        parts.append("UNIQUE")
    if field.enum:
        parts.append(f"CHECK ({quoted(field.name)} IN ({', '.join(map(_literal, field.enum))}))")
    if field.type == "boolean":
        parts.append(f"CHECK ({quoted(field.name)} IN (0, 1))")
    return " ".join(parts)


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(map(quoted, names))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _refuse_existing(target: Path, overwrite: bool) -> None:
    if target.is_dir():
        raise UsageError(f"{target} is a folder; give the path of a file.")
    if not overwrite and (target.exists() or target.is_symlink()):
        raise UsageError(
            f"{target} exists already; remove it, choose another folder, or overwrite it with --force."
        )


def _remove(unfinished: Path) -> None:
    # Whatever kept the file from being written has been reported already.
    with suppress(OSError):
        unfinished.unlink(missing_ok=True)


def _fingerprint(package: Package) -> str:
    """A short name for the exact content a database would be built from."""
    digest = hashlib.sha256(package.version.encode())
    here = Path(__file__)
    code = [here, *(here.with_name(name) for name in ("views.py", "private.py"))]
    files = [*code, package.folder / "datapackage.json"]
    for name in package.names:
        files += [package.schema_path(name), package.csv_path(name)]
    for file in files:
        content = file.read_bytes() if file.is_file() else b""
        digest.update(hashlib.sha256(content).digest())
    return f"{package.version}-{digest.hexdigest()[:16]}"


def _write(file: Path, package: Package, texts: dict[str, str] | None) -> None:
    schemas = {name: table_schema(name, package) for name in package.names}
    for name in schemas:
        if name in OWN_TABLES:
            raise DataError(
                f"A table may not be named '{name}': the database has one of its own by that name."
            )
    private = {} if texts is None else private_rows(package, texts)
    if private:
        schemas |= private_schemas()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("BEGIN")
        for schema in schemas.values():
            connection.execute(create_statement(schema))
        for name, schema in schemas.items():
            rows = private[name] if name in private else load(name, "records", package)
            _fill(connection, schema, rows, "" if name in private else _shown(name, package))
        _check_references(connection, schemas, package)
        for schema in schemas.values():
            _index(connection, schema)
        _describe(connection, schemas, package, private=bool(private))
        _make_searchable(connection, schemas)
        _add_views(connection, schemas, private=bool(private))
        connection.execute("COMMIT")


def _fill(
    connection: sqlite3.Connection, schema: TableSchema, rows: Sequence[dict[str, Any]], file: str
) -> None:
    """Copy one table. A blank becomes NULL, a boolean 0 or 1, a date stays ISO text."""
    statement = f"INSERT INTO {quoted(schema.name)} VALUES ({', '.join('?' * len(schema.fields))})"
    for row, record in enumerate(rows, start=2):
        values = [value.isoformat() if isinstance(value, date) else value for value in record.values()]
        try:
            connection.execute(statement, values)
        except sqlite3.IntegrityError as error:
            raise DataError(
                f"SQLite refuses the row ({error}); `sirte validate` lists every such row.",
                file=file,
                row=row,
            ) from None


def _shown(name: str, package: Package) -> str:
    return str(package.resource(name)["path"])


def _check_references(
    connection: sqlite3.Connection, schemas: dict[str, TableSchema], package: Package
) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is None:
        return
    table, row, _, number = broken
    # foreign_key_list counts backwards from the last key of the CREATE TABLE statement.
    keys = connection.execute(f"PRAGMA foreign_key_list({quoted(table)})").fetchall()
    column, target = next((key[3], key[2]) for key in keys if key[0] == number)
    value = connection.execute(
        f"SELECT {quoted(column)} FROM {quoted(table)} WHERE rowid = ?", [row]
    ).fetchone()[0]
    raise DataError(
        f"{value!r} is not in the table '{target}'; add the row there or mend the cell.",
        file=_shown(schemas[table].name, package),
        row=row + 1,
        column=column,
    )


def _index(connection: sqlite3.Connection, schema: TableSchema) -> None:
    """Index what is joined on: foreign keys, and pairs that point to a row of any table."""
    columns = [key.fields for key in schema.foreign_keys]
    columns += [pair for pair in POINTERS if set(pair) <= set(schema.names)]
    for fields in columns:
        name = quoted(f"{schema.name}_by_{'_and_'.join(fields)}")
        connection.execute(f"CREATE INDEX {name} ON {quoted(schema.name)} ({_list(fields)})")


def _describe(
    connection: sqlite3.Connection, schemas: dict[str, TableSchema], package: Package, private: bool
) -> None:
    """Say what the file is and what each column means, so that it explains itself wherever it is carried."""
    connection.execute("CREATE TABLE about (item TEXT PRIMARY KEY, value TEXT NOT NULL)")
    connection.executemany("INSERT INTO about VALUES (?, ?)", _about(package, private))
    connection.execute(
        "CREATE TABLE codebook (column_id TEXT PRIMARY KEY, title TEXT, description TEXT, codes TEXT, "
        "type TEXT NOT NULL, unit TEXT, required INTEGER NOT NULL, resource TEXT NOT NULL, "
        "position INTEGER NOT NULL, field TEXT NOT NULL)"
    )
    connection.executemany("INSERT INTO codebook VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _codebook(schemas))


def _codebook(schemas: dict[str, TableSchema]) -> Iterator[tuple[Value, ...]]:
    for schema in schemas.values():
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


def _about(package: Package, private: bool) -> Iterator[tuple[str, str]]:
    if private:
        yield "private", NOTICE
    for item in ("name", "title", "version", "description", "x-coverage"):
        if value := package.descriptor.get(item):
            mark = f"{NOTICE} " if private and item == "title" else ""
            yield item.removeprefix("x-"), mark + plain(str(value))
    if licence := licence_title(package):
        yield "licence", (LICENCE_NOTE if private else "") + licence


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


def _make_searchable(connection: sqlite3.Connection, schemas: dict[str, TableSchema]) -> None:
    """One index for each table with free text, and one over all of them."""
    connection.execute(
        "CREATE VIRTUAL TABLE search_text USING FTS5 "
        f"(resource UNINDEXED, row_id UNINDEXED, text, tokenize={_literal(TOKENIZER)})"
    )
    for schema in schemas.values():
        columns = searched_columns(schema)
        if not columns:
            continue
        index, table = quoted(f"{schema.name}_fts"), quoted(schema.name)
        # Datasette recognises the index of a table by content="table" in exactly this form.
        connection.execute(
            f"CREATE VIRTUAL TABLE {index} USING FTS5 "
            f"({_list(columns)}, tokenize={_literal(TOKENIZER)}, content={table})"
        )
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
        text = " || ' · ' || ".join(f"coalesce({quoted(column)}, '')" for column in columns)
        key = " || ' ' || ".join(map(quoted, schema.primary_key))
        # A passage is one thing, whether our words for it or the article's are found.
        resource = "passages" if schema.name == "passage_texts" else schema.name
        connection.execute(
            f"INSERT INTO search_text SELECT {_literal(resource)}, {key}, trim({text}, ' ·') "
            f"FROM {table} WHERE trim({text}, ' ·') <> ''"
        )


def _add_views(connection: sqlite3.Connection, schemas: dict[str, TableSchema], private: bool) -> None:
    """Add the views, but for those that need a table the package does not have."""
    for public in VIEWS:
        if not public.tables <= set(schemas):
            continue
        view = in_original_words(public) if private else public
        connection.execute(f"CREATE VIEW {quoted(view.name)} AS\n{view.sql}")
        try:
            # A view is only resolved when it is first used; better here than in a reader's hands.
            connection.execute(f"SELECT * FROM {quoted(view.name)} LIMIT 0")
        except sqlite3.OperationalError as error:
            raise DataError(
                f"A column that the view '{view.name}' shows is missing ({error}); restore it in the schema."
            ) from None
