"""The SQLite file in the user's cache: named for what it is made from, verified before it is used.

Beside the file stands its SHA-256: one that is empty, cut, foreign or changed is built again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..descriptor import DESCRIPTOR_NAME, Package, open_package
from ..errors import DataError
from ..files import read_bytes, write_whole
from ..folders import cache_folder, private_cache_folder
from .build import FILE_NAME, write_database
from .private import PRIVATE_FILE_NAME, texts_if_asked


def cached_database(package: Package | None = None, *, with_texts: bool = False) -> Path:
    """The package's SQLite file in the user's cache folder, built when it is not there as it was built.

    The contents of the descriptor, the schemas, the tables and the code that builds name its folder: a
    changed cell leads to another file. Private copies lie apart from the public ones, and are of use only to
    one who still has the texts. Raises as build_database() does, and MissingExtra without platformdirs.
    """
    opened = open_package(package)
    texts = texts_if_asked(opened, with_texts)
    if texts is None:
        target = cache_folder() / _fingerprint(opened) / FILE_NAME
    else:
        target = private_cache_folder() / _fingerprint(opened) / PRIVATE_FILE_NAME
    seal = target.with_suffix(".sha256")
    if not target.exists() or _content(seal) != _digest(target):
        write_database(target, opened, texts)
        write_whole({seal: _digest(target)})
    return target


def _fingerprint(package: Package) -> str:
    """A short name for the exact content a database would be built from."""
    files = [*sorted(Path(__file__).parent.glob("*.py")), package.folder / DESCRIPTOR_NAME]
    for name in package.names:
        files += [package.schema_path(name), package.csv_path(name)]
    return hashlib.sha256(b"".join(map(_digest, files))).hexdigest()[:32]


def _digest(file: Path) -> bytes:
    return hashlib.sha256(_content(file)).hexdigest().encode()


def _content(file: Path) -> bytes:
    """What is in a file; nothing where it cannot be read: what builds the database has words for that."""
    try:
        return read_bytes(file, str(file))
    except DataError:
        return b""
