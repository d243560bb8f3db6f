"""Corruptions of whole files: tables, the descriptor, schemas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from random import Random
from typing import Any

from sirte_dataset.csvfiles import csv_text
from sirte_dataset.descriptor import DESCRIPTOR_NAME, Package, open_package

from .mutants import Mutant

TABLES = 6  # tables for each corruption of a file
RESOURCES = 1  # entries of the descriptor for each corruption of a key
OFTEN = 3  # fields or schemas for each corruption of a key of theirs

Rows = list[list[str]]


def _columns(change: Callable[[list[str], int], list[str]]) -> Callable[[Rows], Rows]:
    """A change of every row at a column in the middle."""
    return lambda rows: [change(row, len(row) // 2) for row in rows]


def _renamed(rows: Rows) -> Rows:
    middle = len(rows[0]) // 2
    return [[*rows[0][:middle], f"{rows[0][middle]}_", *rows[0][middle + 1 :]], *rows[1:]]


# What happens to the rows of a file.
OF_ROWS: dict[str, Callable[[Rows], Rows]] = {
    "column removed": _columns(lambda row, at: row[:at] + row[at + 1 :]),
    "column doubled": _columns(lambda row, at: [*row[:at], row[at], *row[at:]]),
    "column moved": _columns(lambda row, at: [*row[:at], *row[at + 1 :], row[at]]),
    "column renamed": _renamed,
    "column added": lambda rows: [[*row, "more" if not at else ""] for at, row in enumerate(rows)],
    "last rows lost": lambda rows: rows[: len(rows) * 2 // 3],
    "no rows": lambda rows: rows[:1],
    "no header": lambda rows: rows[1:],
    "rows in another order": lambda rows: [rows[0], *reversed(rows[1:])],
    "a cell lost": lambda rows: [*rows[:1], rows[1][1:], *rows[2:]],
}

# What happens to its bytes.
OF_BYTES: dict[str, Callable[[bytes], bytes | None]] = {
    "missing": lambda held: None,
    "empty": lambda held: b"",
    "cut off in a row": lambda held: held[: len(held) * 2 // 3],
    "line end lost": lambda held: held[:-1],
    "blank line at the end": lambda held: held + b"\n",
    "byte-order mark": lambda held: b"\xef\xbb\xbf" + held,
    "CRLF": lambda held: held.replace(b"\n", b"\r\n"),
    "CR": lambda held: held.replace(b"\n", b"\r"),
    "UTF-16": lambda held: held.decode("utf-8").encode("utf-16"),
    "Latin-1": lambda held: held.decode("utf-8").encode("latin-1", errors="replace"),
    "semicolons": lambda held: held.replace(b",", b";"),
    "tabs": lambda held: held.replace(b",", b"\t"),
    "unbalanced quote": lambda held: held.replace(b",", b',"', 1),
    "every cell quoted": lambda held: (
        b"\n".join(b'"' + line.replace(b",", b'","') + b'"' for line in held.splitlines()) + b"\n"
    ),
    "NUL": lambda held: held[:-2] + b"\0" + held[-2:],
}


def file_mutants(package: Package, random: Random) -> Iterator[Mutant]:
    """Files of tables corrupted, the hashes renewed; and, where only these can tell, not renewed."""
    for operator, change in OF_BYTES.items():
        yield from _of_files(package, random, operator, change)
    for operator, of_rows in OF_ROWS.items():
        yield from _of_files(package, random, operator, partial(_written, of_rows))
    yield from _of_files(package, random, "two rows exchanged", _two_exchanged, refreshed=False)
    for operator in ("CRLF", "line end lost", "cut off in a row"):
        yield from _of_files(package, random, operator, OF_BYTES[operator], refreshed=False)


def _of_files(
    package: Package,
    random: Random,
    operator: str,
    change: Callable[[bytes], bytes | None],
    refreshed: bool = True,
) -> Iterator[Mutant]:
    apt = [name for name in package.names if change(held := package.csv_path(name).read_bytes()) != held]
    for name in random.sample(apt, min(TABLES, len(apt))):
        path = package.resource(name)["path"]
        files: dict[str, bytes | None] = {path: change(package.csv_path(name).read_bytes())}
        shown = operator if refreshed else f"{operator}, hashes not renewed"
        yield Mutant("file", shown, name, files=files, refreshed=refreshed, told=path)


def _written(change: Callable[[Rows], Rows], held: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(held.decode("utf-8"), newline="")))
    head, *others = change(rows)
    return csv_text(head, others).encode("utf-8")


def _two_exchanged(held: bytes) -> bytes:
    lines = held.splitlines(keepends=True)
    return b"".join([lines[0], *reversed(lines[1:3]), *lines[3:]])


# --- JSON


WRONG = {str: 5, int: "five", bool: "perhaps", list: {}, dict: [], float: "five"}
Keys = tuple[str | int, ...]


def _within(document: Any, keys: Keys) -> Any:
    for key in keys:
        document = document[key]
    return document


def key_mutants(path: str, document: dict[str, Any], keys: Keys, key: str, group: str) -> Iterator[Mutant]:
    """One key misspelt, removed, of the wrong type, emptied, and its value changed."""
    place = "/".join(map(str, (*keys, key)))

    def mutant(operator: str, change: Callable[[dict[str, Any]], None]) -> Mutant:
        changed = deepcopy(document)
        change(_within(changed, keys))
        files: dict[str, bytes | None] = {path: _json(changed)}
        return Mutant(group, operator, "", files=files, place=place, told=f"{path} {place}")

    old = _within(document, keys)[key]
    yield mutant("key misspelt", lambda part: part.update({_misspelt(key): part.pop(key)}))
    yield mutant("key removed", lambda part: part.pop(key))
    yield mutant("of the wrong type", lambda part: part.update({key: WRONG[type(old)]}))
    yield mutant("null", lambda part: part.update({key: None}))
    if isinstance(old, bool):
        yield mutant("value changed", lambda part: part.update({key: not old}))
    elif isinstance(old, int | float):
        yield mutant("value changed", lambda part: part.update({key: old + 1}))
    elif old:
        yield mutant("emptied", lambda part: part.update({key: type(old)()}))
    if isinstance(old, str) and old[-2:] != old[:-3:-1]:
        yield mutant("value changed", lambda part: part.update({key: f"{old[:-2]}{old[-1]}{old[-2]}"}))
    if isinstance(old, list) and len(old) > 1:
        yield mutant("an entry removed", lambda part: part.update({key: old[:-1]}))
        yield mutant("an entry doubled", lambda part: part.update({key: [*old, old[0]]}))


def _misspelt(key: str) -> str:
    return f"{key[:-2]}{key[-1]}{key[-2]}" if key[-1] != key[-2] else key[:-1]


def _json(document: object) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def descriptor_mutants(package: Package, random: Random) -> Iterator[Mutant]:
    """Every key of the descriptor, and those of some of its parts."""
    document = package.descriptor
    parts: list[Keys] = [()]
    parts += [(key,) for key, value in document.items() if isinstance(value, dict)]
    for key in ("licenses", "contributors", "sources", "x-silenced"):
        parts += [(key, random.randrange(len(document[key])))]
    count = len(document["resources"])
    parts += [("resources", number) for number in random.sample(range(count), RESOURCES)]
    for keys in parts:
        for key in _within(document, keys):
            yield from key_mutants(DESCRIPTOR_NAME, document, keys, key, "descriptor")
    yield from _twice(document)


def _twice(document: dict[str, Any]) -> Iterator[Mutant]:
    """A key that stands twice: readers of JSON take the last."""
    text = _json(document).decode("utf-8")
    for key, value in (("resources", document["resources"][:1]), ("version", "9.9.9"), ("name", "other")):
        more = f',\n  "{key}": {json.dumps(value)}\n}}\n'
        files: dict[str, bytes | None] = {DESCRIPTOR_NAME: (text.rstrip()[:-1].rstrip() + more).encode()}
        yield Mutant("descriptor", "key twice", "", files=files, place=key, told=f"{DESCRIPTOR_NAME} {key}")


def schema_mutants(package: Package, random: Random) -> Iterator[Mutant]:
    """Keys of the schemas and of their fields: each kind of key in several of them."""
    found: dict[tuple[int, str], list[tuple[str, dict[str, Any], Keys, str]]] = {}
    for name in package.names:
        path = package.resource(name)["schema"]
        document = json.loads((package.folder / path).read_bytes())
        parts: list[Keys] = [()]
        for number, field in enumerate(document["fields"]):
            parts += [("fields", number), ("fields", number, "constraints")][: 1 + ("constraints" in field)]
        parts += [("foreignKeys", number) for number in range(len(document.get("foreignKeys", ())))]
        for keys in parts:
            for key in _within(document, keys):
                found.setdefault((len(keys), key), []).append((path, document, keys, key))
    for entries in found.values():
        for entry in random.sample(entries, min(OFTEN, len(entries))):
            path, document, keys, key = entry
            yield random.choice(list(key_mutants(*entry, "schema")))
            if key in ("constraints", "enum", "primaryKey", "foreignKeys", "pattern", "x-edtf", "type"):
                yield from key_mutants(*entry, "schema")
            if key == "fields" and len(keys) == 0:
                yield from _fields_changed(path, document)


def _fields_changed(path: str, document: dict[str, Any]) -> Iterator[Mutant]:
    """A schema that fits another file: a field less, two in another order."""
    fields = document["fields"]
    changes = {"a field removed": fields[:-1], "fields in another order": [*fields[1:], fields[0]]}
    for operator, changed in changes.items():
        files: dict[str, bytes | None] = {path: _json({**document, "fields": changed})}
        yield Mutant("schema", operator, "", files=files, place="fields", told=f"{path} fields")


def mutants_of_files(random: Random) -> list[Mutant]:
    """The corruptions of files, descriptor and schemas of the library's own package."""
    package = open_package()
    return [
        *file_mutants(package, random),
        *descriptor_mutants(package, random),
        *schema_mutants(package, random),
    ]
