"""Keep derived parts current: the canonical form of every CSV file, sizes, hashes, row counts, the citation.

Everything is worked out in memory before anything is written, so bad input changes no file. Whether the data
are right is left to checking/. Standard library only.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .descriptor import DESCRIPTOR_NAME, Package, open_package
from .errors import DataError, UsageError
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
    changes = _changes(_as_on_disk(package))
    _replace(changes)
    return [change.what for change in changes]


def stale(package: Package | str | Path | None = None) -> list[str]:
    """What `refresh` would change; an empty list means that everything is current. Writes nothing.

    Raises DataError for a missing or malformed file.
    """
    return [change.what for change in _changes(_as_on_disk(package))]


def canonical_csv(content: bytes, schema: TableSchema, file: str) -> tuple[bytes, int]:
    """The canonical form of a CSV file, and its number of data rows.

    UTF-8 without a byte order mark, LF, quotes only where needed, the columns in the order of the schema, the
    rows in the order of the primary key as text. Raises DataError, naming `file` and the row, for another
    encoding, columns that are not exactly the schema's, or a row that is cut or too long.
    """
    numbered = _numbered(_decoded(content, file), file)
    columns = _column_order(_header(numbered, file), schema, file)
    ordered = [[cells[column] for column in columns] for cells in _rows(numbered, len(columns), file)]
    keys = [schema.names.index(name) for name in schema.primary_key]
    ordered.sort(key=lambda cells: ([cells[key] for key in keys], cells))
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([schema.names, *ordered])
    return out.getvalue().encode("utf-8"), len(ordered)


def _as_on_disk(package: Package | str | Path | None) -> Package:
    """The package read anew, since an earlier refresh in this process may have changed its descriptor."""
    return open_package(open_package(package).folder)


def _changes(package: Package) -> list[Change]:
    """Every file that is out of date, data before the descriptor that holds their hashes."""
    descriptor = package.descriptor  # read anew for this, so it may be changed
    changes = []
    notes = []
    for resource in descriptor["resources"]:
        path = package.csv_path(resource["name"])
        before = _read(path, resource["path"])
        schema = table_schema(resource["name"], package)
        content, rows = canonical_csv(before, schema, resource["path"])
        if content != before:
            changes.append(Change(path, content, f"{resource['path']}: canonical form"))
        if renewed := _renew(resource, content, rows):
            notes.append(f"{resource['name']} ({', '.join(renewed)})")
    if notes:
        text = json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"
        what = f"{DESCRIPTOR_NAME}: {', '.join(notes)}"
        changes.append(Change(package.folder / DESCRIPTOR_NAME, text.encode("utf-8"), what))
    return [*changes, *_citation_change(package)]


def _renew(resource: dict[str, Any], content: bytes, rows: int) -> list[str]:
    """Set the size, hash and row count of one resource; return the keys that were out of date.

    A changed row count is told with both numbers: a file that lost its end looks well formed otherwise.
    """
    current = {
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "x-rows": rows,
    }
    before = {key: resource.get(key) for key in current}
    resource.update(current)
    renewed = [key for key, value in current.items() if before[key] != value]
    if "x-rows" in renewed and before["x-rows"] is not None:
        renewed[-1] = f"x-rows {before['x-rows']} -> {rows}"
    return renewed


def _read(path: Path, shown_as: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError(
            f"The file is missing; restore it, or take it out of {DESCRIPTOR_NAME}.", file=shown_as
        ) from None
    except OSError as error:
        raise DataError(f"The file cannot be read ({error.strerror}).", file=shown_as) from None


def _decoded(content: bytes, file: str) -> str:
    """The text of a file; the byte order mark that spreadsheets put in front is dropped."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise DataError(
            f"Byte {error.start} is not UTF-8; save the file as UTF-8.", file=file, row=row
        ) from None


def _header(numbered: Iterator[tuple[int, list[str]]], file: str) -> list[str]:
    _, header = next(numbered, (1, []))
    if not header:
        raise DataError("The first row is empty; expected the names of the columns.", file=file, row=1)
    return header


def _rows(numbered: Iterator[tuple[int, list[str]]], width: int, file: str) -> Iterator[list[str]]:
    """The data rows, every one as long as the header; blank lines are left out."""
    for number, cells in numbered:
        if cells and len(cells) != width:
            raise DataError(
                f"The row has {len(cells)} cells, expected {width} as in the header; "
                "look for a cut line or a comma outside quotes.",
                file=file,
                row=number,
            )
        if cells:
            yield [_with_line_feeds(cell) for cell in cells]


def _numbered(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Records with their numbers as a spreadsheet shows them, the header being row 1."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DataError(
                f"Not readable as CSV ({error}); look for a quote that is not closed or not doubled.",
                file=file,
                row=number,
            ) from None
        yield number, cells


def _with_line_feeds(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def _column_order(header: Sequence[str], schema: TableSchema, file: str) -> list[int]:
    """For each column of the schema its position in the file."""
    absent = [name for name in schema.names if name not in header]
    surplus = [name for name in header if name not in schema.names]
    twice = sorted({name for name in header if header.count(name) > 1})
    for names, complaint in (
        (absent, "The header lacks"),
        (surplus, "The header has, beyond the schema:"),
        (twice, "The header has twice:"),
    ):
        if names:
            raise DataError(
                f"{complaint} {', '.join(repr(name) for name in names)}; expected the columns "
                f"{', '.join(schema.names)}.",
                file=file,
                row=1,
            )
    return [list(header).index(name) for name in schema.names]


def _citation_change(package: Package) -> list[Change]:
    """The citation file, when there is one whose version or release date is not the descriptor's."""
    path = package.folder / CITATION_NAME
    if not path.is_file():
        return []
    before = _decoded(_read(path, CITATION_NAME), CITATION_NAME)
    text = before
    renewed = []
    created = str(package.descriptor.get("created", ""))[:10]
    for key, value in (("version", package.version), ("date-released", created)):
        with_value = _with_top_level(text, key, value) if value else text
        if with_value != text:
            renewed.append(key)
        text = with_value
    if not renewed:
        return []
    return [Change(path, text.encode("utf-8"), f"{CITATION_NAME}: {', '.join(renewed)}")]


def _with_top_level(text: str, key: str, value: str) -> str:
    """The YAML text with one top-level key set, in the quotes it has; added at the end where it is absent."""
    line = re.compile(rf"^({re.escape(key)}:[ \t]*)([\"']?)[^\"'\s#]*\2", re.MULTILINE)
    if not line.search(text):
        return f'{text.rstrip()}\n{key}: "{value}"\n'
    return line.sub(lambda match: f"{match[1]}{match[2]}{value}{match[2]}", text)


def _replace(changes: Sequence[Change]) -> None:
    """Write all files beside their targets first, then move each into place in one step."""
    staged: list[tuple[Path, Path]] = []
    try:
        for change in changes:
            _stage(change, staged)
        for temporary, path in staged:
            temporary.replace(path)
    except OSError as error:
        folder = Path(error.filename).parent if isinstance(error.filename, str) else "the package folder"
        raise UsageError(
            f"Cannot write in {folder} ({error.strerror}); check its permissions and free space."
        ) from None
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)


def _stage(change: Change, staged: list[tuple[Path, Path]]) -> None:
    handle, name = tempfile.mkstemp(dir=change.path.parent, prefix=f".{change.path.name}.")
    staged.append((Path(name), change.path))
    with os.fdopen(handle, "wb") as out:
        out.write(change.content)
    shutil.copymode(change.path, name)
