"""What changed from one version of the package to another: tables, columns, codes, keys, rows, cells.

Everything is matched by its name or key, so that rows and columns that moved are no change. Both files of a
table are read side by side, see keyed.py; of all rows only the changes are kept. How versions are
opened is left to versions.py, how changes are told to telling.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..csvfiles import any_length, read_records
from ..descriptor import Package, open_package, read_json
from ..errors import DataError
from ..frames import text_dtype
from ..hashes import LEDGERS
from ..schemas import table_schema
from ..sqlite.about import plain
from .keyed import Keyed, KeyedTable, key_text
from .versions import FROM_DATABASE, Source, opened_version

if TYPE_CHECKING:
    import pandas as pd

PARTS = ("none", "patch", "minor", "major")
# Rows that follow others: they come and go with the cells, rows and releases that they are about.
FOLLOWING = ("evidence", "withdrawn", *LEDGERS)
KINDS = {"type": "type", "x-unit": "type", "x-edtf": "type", "primaryKey": "primary key"}
LISTS = {"foreignKeys": "foreign key", "uniqueKeys": "unique key"}
# The place in PARTS of what asks for one part, be it new, gone or other; for the rest see _rank().
ASKS = {"cell": 1, "text": 1, "row": 2, "constraint": 2, "unique key": 2, "primary key": 3}


class Change(NamedTuple):
    """One difference. What was not there is None, in a column, code, row or key that is new or gone.

    `what` is table, column, code, row, cell, type, constraint, primary key, unique key, foreign key or text;
    `item` the code, or the key of the schema; `position` where in NEW's list stands what is new, from 1. A
    string stands as it is and anything else as JSON: a row, a column or table that is new or gone, a key. The
    cells of a new column are listed one by one.
    """

    what: str
    table: str
    row: str = ""
    column: str = ""
    item: str = ""
    old: str | None = None
    new: str | None = None
    position: int | None = None


class Comparison(NamedTuple):
    """Two versions compared: their names and version numbers, and all that follows from the changes."""

    names: tuple[str, str]
    versions: tuple[str, str]
    changes: list[Change]
    part: str
    unlisted: list[tuple[str, str]]
    from_database: bool


def diff(old: Source, new: Source = None) -> pd.DataFrame:
    """What changed from one version to another, a row for each change with the columns of Change.

    A version is the folder of a package, a wheel, a zip, a database that `sirte build` made, `git:REV` (a
    commit of the checkout that the other is, else of the current folder) or an opened Package; `new` is by
    default the library's own. Applied to the files of `old`, the changes give those of `new`. Raises
    UsageError for a version that is not there, DataError for one whose files cannot be compared: a table is
    missing, a row has too few cells, a key stands twice.
    """
    import pandas as pd

    columns = zip(*compare(old, new).changes, strict=True)
    frame = pd.DataFrame(dict(zip(Change._fields, columns, strict=False)), columns=list(Change._fields))
    return frame.astype({name: text_dtype() for name in Change._fields[:-1]} | {"position": "Int64"})


def compare(old: Source, new: Source = None) -> Comparison:
    """What diff() compares and raises, with what follows for the version's number and withdrawn rows."""
    names = (_name(old), _name(new))
    with opened_version(old, _checkout(new)) as before, opened_version(new, _checkout(old)) as after:
        changes = list(differences(before, after, names))
        return Comparison(
            names,
            (before.version, after.version),
            changes,
            required_part(changes),
            unlisted(changes, after),
            _is_database(before) or _is_database(after),
        )


def required_part(changes: Iterable[Change]) -> str:
    """The part of the version that must rise, as the head of CHANGELOG.md has it: none, patch, minor, major.

    A text that is reworded counts as a text: whether it changes a meaning, only a reader can tell.
    """
    return PARTS[max(map(_rank, changes), default=0)]


def unlisted(changes: Iterable[Change], new: Package) -> list[tuple[str, str]]:
    """Table and id of each row that is gone without being listed in the table `withdrawn` of `new`."""
    listed: set[tuple[str | None, str | None]] = set()
    if "withdrawn" in new.names:
        rows = read_records(new.csv_path("withdrawn"), str(new.resource("withdrawn")["path"]))
        listed = {(row.get("table"), row.get("id")) for row in rows}
    gone = ((change.table, change.row) for change in changes if change.what == "row" and change.new is None)
    return [row for row in gone if row not in listed and row[0] not in (*LEDGERS, "withdrawn")]


def differences(old: Package, new: Package, names: tuple[str, str] = ("OLD", "NEW")) -> Iterator[Change]:
    """Every change, table by table; `names` are what the versions are called in complaints."""
    roughly = _is_database(old) or _is_database(new)
    with any_length():
        for table in dict.fromkeys((*old.names, *new.names)):
            before, after = _side(table, old, names[0], roughly), _side(table, new, names[1], roughly)
            if before and after:
                yield from _schema_changes(table, _document(old, before), _document(new, after))
            elif before:
                yield Change("table", table, old=_json(_document(old, before)))
            elif after:
                position = new.names.index(table) + 1
                yield Change("table", table, new=_json(_document(new, after)), position=position)
            pairs: list[tuple[KeyedTable | None, KeyedTable | None]] = [(before, after)]
            if before and after and len(before.schema.primary_key) != len(after.schema.primary_key):
                pairs = [(before, None), (None, after)]  # no key of the one is a key of the other
            for pair in pairs:
                yield from _row_changes(table, *pair)


def _side(table: str, package: Package, name: str, roughly: bool) -> KeyedTable | None:
    """A table of one version, named before its files in complaints; None where it has no such table."""
    if table not in package.names:
        return None
    try:
        schema = table_schema(table, package)
    except DataError as error:
        raise DataError(f"{error}", file=name) from None
    file = package.resource(table)["path"]
    return KeyedTable(schema, package.csv_path(table), f"{name}: {file}", roughly)


def _document(package: Package, side: KeyedTable) -> dict[str, Any]:
    """The schema of a table; beside a database no more of it than a database has."""
    schema = side.schema
    if not side.by_value:
        return read_json(package.schema_path(schema.name), schema.name)
    return {
        "fields": [
            {
                "name": field.name,
                "title": field.title,
                "description": plain(field.description),
                "type": field.type,
                "constraints": {"required": field.required, "enum": list(field.enum)},
                "x-meanings": {plain(code): plain(meaning) for code, meaning in field.meanings},
                "x-unit": field.unit,
                "x-edtf": field.edtf,
            }
            for field in schema.fields
        ],
        "primaryKey": list(schema.primary_key),
        "foreignKeys": [
            {
                "fields": list(key.fields),
                "reference": {"resource": key.resource, "fields": list(key.reference_fields)},
            }
            for key in schema.foreign_keys
        ],
    }


def _schema_changes(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    yield from _entries(Change("text", table), *(_without(of, "fields", *LISTS) for of in (old, new)))
    for name, what in LISTS.items():
        keys = ({_key_name(table, key): key for key in of.get(name, ())} for of in (old, new))
        yield from _entries(Change(what, table), *keys)
    before, after = ({field["name"]: field for field in of["fields"]} for of in (old, new))
    for change in _entries(Change("column", table), before, after):
        column = change.item
        if change.old is None or change.new is None:
            yield change._replace(column=column, item="")
        else:
            yield from _column_changes(Change("text", table, column=column), before[column], after[column])


def _column_changes(like: Change, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    both = (old, new)
    yield from _entries(like._replace(what="code"), *map(_codes, both))
    yield from _entries(like, *(_without(of, "constraints", "x-meanings") for of in both))
    constraints = (_without(of.get("constraints", {}), "enum") for of in both)
    yield from _entries(like._replace(what="constraint"), *constraints)


def _entries(like: Change, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """The entries that differ, by name, each as a change like the one given."""
    for name in {**old, **new}:
        told = (_told(old.get(name)), _told(new.get(name)))
        if told[0] != told[1]:
            what = KINDS.get(name, "text") if like.what == "text" else like.what
            position = None if name in old else list(new).index(name) + 1
            yield Change(what, like.table, "", like.column, name, *told, position)


def _row_changes(table: str, old: KeyedTable | None, new: KeyedTable | None) -> Iterator[Change]:
    before, after = (side.schema.names if side else () for side in (old, new))
    for key, old_cells, new_cells in _pairs(*(side.rows() if side else iter(()) for side in (old, new))):
        if old_cells is None or new_cells is None:
            told = (_row(before, old_cells), _row(after, new_cells))
            yield Change("row", table, key_text(key), "", "", *told)
        elif before != after or old_cells != new_cells:
            values = dict(zip(before, old_cells, strict=True))
            for column, cell in zip(after, new_cells, strict=True):
                if cell != (value := values.get(column, "")):
                    yield Change("cell", table, key_text(key), column, "", value, cell)


def _pairs(
    old: Iterator[Keyed], new: Iterator[Keyed]
) -> Iterator[tuple[tuple[str, ...], list[str] | None, list[str] | None]]:
    """The rows of two tables by key, None for a row that one of them lacks."""
    left, right = next(old, None), next(new, None)
    while left or right:
        if right is None or (left and left[0] < right[0]):
            assert left
            yield left[0], left[1], None
            left = next(old, None)
        elif left is None or right[0] < left[0]:
            yield right[0], None, right[1]
            right = next(new, None)
        else:
            yield left[0], left[1], right[1]
            left, right = next(old, None), next(new, None)


def _row(names: Sequence[str], cells: Sequence[str] | None) -> str | None:
    return None if cells is None else _json(dict(zip(names, cells, strict=True)))


def _rank(change: Change) -> int:
    """The place in PARTS of what a change asks for; a foreign key that points elsewhere is gone and new."""
    if change.what == "row" and change.table in LEDGERS:
        return 1  # a release is entered, whichever part rises
    if change.what in ASKS:
        return ASKS[change.what]
    if change.old is None:
        return 2
    return 3 if change.new is None or change.what == "type" else 1


def _key_name(table: str, key: Any) -> str:
    """A name for a key of a schema: its columns and, of a foreign key, what it points to."""
    if not isinstance(key, dict):
        return key if isinstance(key, str) else ",".join(key)
    reference = key["reference"]
    target = f"{reference.get('resource') or table}.{_key_name(table, reference['fields'])}"
    return f"{_key_name(table, key['fields'])} -> {target}"


def _codes(field: Mapping[str, Any]) -> dict[str, str]:
    """The codes of a column with their meanings, in the order of the enum."""
    meanings = field.get("x-meanings", {})
    return {code: meanings[code] for code in field.get("constraints", {}).get("enum", ())}


def _without(part: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key not in keys}


def _told(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_database(package: Package) -> bool:
    return FROM_DATABASE in package.descriptor


def _name(source: Source) -> str:
    if source is None or isinstance(source, Package):
        return str(open_package(source).folder)
    return str(source)


def _checkout(other: Source) -> Path | None:
    """Where a commit is looked up: where the other version is, if that is a folder."""
    if isinstance(other, str | Path):
        return Path(other) if Path(other).is_dir() else None
    return open_package(other).folder
