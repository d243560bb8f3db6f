"""Which data is this? Hashes that name the data and schema files of a package, whoever holds them.

Standard library only. They are of the files as they lie there, byte for byte; a hash of the values, whatever
format they are kept in, is left to others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha1, sha256
from itertools import groupby

from .descriptor import Package
from .files import digest, read_bytes

# The tables that list the hashes of versions: they cannot be part of what they name.
LEDGERS = ("releases", "released_ids")
PREFIX = "sha256:"


def content(package: Package) -> str:
    """The SHA-256 of the sorted lines that `sha256sum` prints for the data and schema files, "sha256:...".

    In the folder of a package whose tables lie in data/ and whose schemas lie in schemas/, coreutils give the
    same digits: sha256sum data/*.csv schemas/*.json | LC_ALL=C sort | sha256sum

    Raises DataError for a file that cannot be read.
    """
    return _content_of((path, digest(package.folder / path, path)) for path in named_files(package))


def content_of(files: Mapping[str, bytes]) -> str:
    """The same of files that are given by their path and what they hold."""
    return _content_of((path, sha256(held).hexdigest()) for path, held in files.items())


def _content_of(digests: Iterable[tuple[str, str]]) -> str:
    lines = sorted(f"{found}  {path}\n" for path, found in digests)
    return PREFIX + sha256("".join(lines).encode()).hexdigest()


def directory_ids(package: Package) -> dict[str, str]:
    """The SWHID of each folder that holds data or schema files: data -> "swh:1:dir:...".

    As git and Software Heritage compute the identifier of a directory of plain files
    (https://www.swhid.org/specification). Raises DataError for a file that cannot be read.
    """
    folders = groupby(_held(package).items(), key=lambda file: file[0].rpartition("/")[0])
    return {folder: f"swh:1:dir:{_tree(files)}" for folder, files in folders}


def named_files(package: Package) -> list[str]:
    """The paths, in their order, of the data and schema files whose hashes name a version."""
    resources = package.descriptor["resources"]
    paths = {resource["path"] for resource in resources if resource["name"] not in LEDGERS}
    return sorted(paths | {resource["schema"] for resource in resources})


def row_digest(cells: Mapping[str, str]) -> str:
    """The first 16 hex digits of the SHA-256 of a row: of the sorted lines "column=cell" of its filled cells.

    A blank cell adds nothing, so a new column changes no row in which it is blank.
    """
    lines = sorted(f"{column}={cell}\n" for column, cell in cells.items() if cell)
    return sha256("".join(lines).encode()).hexdigest()[:16]


def _held(package: Package) -> dict[str, bytes]:
    return {path: read_bytes(package.folder / path, path) for path in named_files(package)}


def _tree(files: Iterable[tuple[str, bytes]]) -> str:
    """The id of a git tree of plain files, in their order by name."""
    entries = [
        f"100644 {path.rpartition('/')[2]}\0".encode() + bytes.fromhex(_git_id("blob", held))
        for path, held in files
    ]
    return _git_id("tree", b"".join(entries))


def _git_id(kind: str, held: bytes) -> str:
    return sha1(f"{kind} {len(held)}\0".encode() + held, usedforsecurity=False).hexdigest()
