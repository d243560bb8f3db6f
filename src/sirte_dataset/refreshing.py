"""Keep derived parts current: the canonical form of every CSV file, sizes, hashes, row counts, the citation.

Everything is worked out in memory before anything is written, so bad input changes no file. Whether the data
are right is left to checking/. Standard library only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from .citation import citation_file
from .csvfiles import check_header, check_widths, csv_text, split_rows
from .descriptor import DESCRIPTOR_NAME, Package, open_package
from .files import decoded, read_bytes, refuse_outside, remove_abandoned, write_whole
from .hashes import content_of, named_files
from .schemas import TableSchema, table_schema

CITATION_NAME = "CITATION.cff"


@dataclass(frozen=True)
class Change:
    """One file that is out of date: what it should contain, and what about it changes."""

    path: Path
    content: bytes
    what: str


def refresh(package: Package | str | Path | None = None) -> list[str]:
    """Bring the derived parts of a package up to date and say what changed; an empty list means nothing.

    `package` is an opened package or its folder, by default the library's own. Every file is replaced whole,
    and none when any input is bad. Raises DataError for a missing or malformed file, UsageError when a file
    cannot be written.
    """
    opened = _as_on_disk(package)
    changes = _changes(opened)
    for folder in {file.parent for file in _files(opened)}:
        remove_abandoned(folder)
    write_whole({change.path: change.content for change in changes})
    return [change.what for change in changes]


def stale(package: Package | str | Path | None = None) -> list[str]:
    """What `refresh` would change; an empty list means that everything is current. Writes nothing.

    Raises DataError for a missing or malformed file.
    """
    return [change.what for change in _changes(_as_on_disk(package))]


def canonical_csv(content: bytes, schema: TableSchema, file: str) -> tuple[bytes, int]:
    """The canonical form of a CSV file, and its number of data rows.

    UTF-8 without a byte-order mark, LF, quotes only where needed, no blank lines, the columns in the order of
    the schema, the rows in the order of the primary key as text. Raises DataError, naming `file` and the row,
    for another encoding, columns that are not exactly the schema's, or a row that is cut or too long.
    """
    header, *rows = split_rows(decoded(content, file), file)
    check_header(header, schema.names, file, any_order=True)
    check_widths([header, *(row or header for row in rows)], file)
    columns = [header.index(name) for name in schema.names]
    ordered = [[_with_line_feeds(row[column]) for column in columns] for row in rows if row]
    keys = [schema.names.index(name) for name in schema.primary_key]
    ordered.sort(key=lambda cells: ([cells[key] for key in keys], cells))
    return csv_text(schema.names, ordered).encode("utf-8"), len(ordered)


def _with_line_feeds(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def _files(package: Package) -> Iterator[Path]:
    yield package.folder / DESCRIPTOR_NAME
    for name in package.names:
        yield from (package.csv_path(name), package.schema_path(name))


def _as_on_disk(package: Package | str | Path | None) -> Package:
    """The package as it is now: one that was opened earlier may have been refreshed since."""
    return open_package(package.folder if isinstance(package, Package) else package)


def _changes(package: Package) -> list[Change]:
    """Every file that is out of date, data before the descriptor that holds their hashes."""
    descriptor = deepcopy(package.descriptor)
    changes = []
    notes = []
    held: dict[str, bytes] = {}
    for resource in descriptor["resources"]:
        path = package.csv_path(resource["name"])
        before = read_bytes(path, resource["path"])
        schema = table_schema(resource["name"], package)
        content, rows = canonical_csv(before, schema, resource["path"])
        if content != before:
            changes.append(Change(path, content, f"{resource['path']}: canonical form"))
        described = read_bytes(package.schema_path(resource["name"]), resource["schema"])
        held |= {resource["path"]: content, resource["schema"]: described}
        if renewed := _renew(resource, content, rows, described):
            notes.append(f"{resource['name']} ({', '.join(renewed)})")
    content_now = content_of({path: held[path] for path in named_files(package)})
    if descriptor.get("x-content") != content_now:
        descriptor["x-content"] = content_now
        notes = notes or ["x-content"]  # whatever changes in a file changes it too
    if notes:
        refuse_outside(package.folder, DESCRIPTOR_NAME)
        text = json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"
        what = f"{DESCRIPTOR_NAME}: {', '.join(notes)}"
        changes.append(Change(package.folder / DESCRIPTOR_NAME, text.encode("utf-8"), what))
    return [*changes, *_citation_change(Package(package.folder, descriptor))]


def _renew(resource: dict[str, Any], content: bytes, rows: int, schema: bytes) -> list[str]:
    """Set the size, hashes and row count of one resource; return the keys that were out of date.

    A changed row count is told with both numbers: a file that lost its end looks well formed otherwise.
    """
    current = {
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "x-rows": rows,
        "x-schema-hash": f"sha256:{sha256(schema).hexdigest()}",
    }
    before = {key: resource.get(key) for key in current}
    resource.update(current)
    told = dict.fromkeys((key for key, value in current.items() if before[key] != value), "")
    if "x-rows" in told and before["x-rows"] is not None:
        told["x-rows"] = f" {before['x-rows']} -> {rows}"
    return [key + change for key, change in told.items()]


def _citation_change(package: Package) -> Iterator[Change]:
    """The citation file, where there is one that is not the citation of the descriptor as it is now."""
    path = package.folder / CITATION_NAME
    if path.exists() or path.is_symlink():
        refuse_outside(package.folder, CITATION_NAME)
        content = citation_file(package).encode("utf-8")
        if read_bytes(path, CITATION_NAME) != content:
            yield Change(path, content, f"{CITATION_NAME}: the citation")
