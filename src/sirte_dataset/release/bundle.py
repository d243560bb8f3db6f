"""A version as files to hand on: package, wheel, sdist, database, Parquet, notes, metadata records, hashes.

The same checkout gives the same bytes. Whether the version may be released is readiness.py's to say. Nothing
is uploaded; docs/releasing.md says what a person does with the files.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from ..browse.metadata import DATABASE, metadata
from ..changelog import CHANGELOG
from ..citation import cite
from ..descriptor import DESCRIPTOR_NAME, Package
from ..errors import UsageError, needs
from ..exports import export
from ..files import READABLE, unfinished_folder
from ..records import RECORDS, write_all
from ..refreshing import CITATION_NAME
from ..sqlite.build import FILE_NAME, build_database
from ..sqlite.sql import quoted
from .diff import compare
from .readiness import changelog_section, previous_version, recorded
from .telling import as_markdown

PAPERS = (CHANGELOG, CITATION_NAME, "LICENSE-DATA")
NOTES = "NOTES.md"
SUMS = "SHA256SUMS"


def contents(package: Package) -> dict[str, str]:
    """What a release holds: each file by its name, * for what is not said here, and what it is."""
    stem = f"{package.descriptor['name']}-{package.version}"
    return {
        f"{stem}.zip": "the package: descriptor, tables, schemas, and the records that read them",
        f"{stem}-parquet.zip": "the tables and views as Parquet",
        "*.whl": "the library with the package",
        "*.tar.gz": "what the wheel is made from",
        FILE_NAME: "the SQLite database",
        "metadata.json": "what Datasette shows beside it",
        "datasette.yaml": "its questions, for Datasette from 1.0 on",
        NOTES: "the notes: the changelog and the changes of the data",
        **{file: f"a metadata record: {name}" for name, (file, _) in RECORDS.items()},
        SUMS: "the SHA-256 of each file, for  sha256sum -c",
    }


def write_release(folder: Path, package: Package, since: str | None = None) -> list[Path]:
    """Write everything that is handed on into a new folder, which appears whole or not at all.

    `since` is the version before this one, as previous_version() takes it. Returns the paths of the files.
    Raises UsageError when `folder` exists or cannot be written, MissingExtra without the extra `dev`.
    """
    if folder.exists() or folder.is_symlink():
        raise UsageError(f"{folder} exists already; give a folder that is not there yet.")
    if package.version not in recorded(package):
        said = f"Version {package.version} is not in the list of releases; "
        raise UsageError(said + "enter it with  sirte release --record  and commit.")
    with unfinished_folder(folder) as unfinished:
        _fill(unfinished, package, since)
    return sorted(folder.iterdir())


def differences(folder: Path, package: Package, since: str | None = None) -> list[str]:
    """Make a release again and compare: a sentence for each file in `folder` that is not the same.

    Files are compared byte by byte, the database by what it defines and holds, since its bytes depend on the
    release of SQLite. Raises UsageError when `folder` is no folder, and what write_release() raises.
    """
    if not folder.is_dir():
        raise UsageError(f"'{folder}' is no folder; give the folder that  sirte release --out  wrote.")
    with TemporaryDirectory() as scratch:
        again = Path(scratch)
        _fill(again, package, since)
        there, wanted = ({file.name for file in each.iterdir()} for each in (folder, again))
        other = [name for name in sorted(there & wanted) if not _same(folder / name, again / name)]
        return [
            *(f"{name} is missing." for name in sorted(wanted - there)),
            *(f"{name} is no file of this release." for name in sorted(there - wanted)),
            *(f"{name} differs." for name in other),
        ]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by name, in their order and uncompressed, the same bytes on each machine and day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)  # its time is the first that a zip can say
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = (0o100000 | READABLE & ~0o022) << 16
            archive.writestr(entry, data)
    return out.getvalue()


def _fill(folder: Path, package: Package, since: str | None) -> None:
    stem = f"{package.descriptor['name']}-{package.version}"
    _build(folder, package)
    records = {file.name: file.read_bytes() for file in write_all(folder, package)}
    (folder / f"{stem}.zip").write_bytes(zipped(_package_files(package) | records))
    (folder / f"{stem}-parquet.zip").write_bytes(zipped(_parquet(package)))
    build_database(folder / FILE_NAME, package)
    for name, said in _for_datasette(package).items():
        (folder / name).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8", newline="\n")
    (folder / NOTES).write_text(_notes(package, since), encoding="utf-8", newline="\n")
    (folder / SUMS).write_text(_sums(folder), encoding="utf-8", newline="\n")


def _build(folder: Path, package: Package) -> None:
    """The sdist, and the wheel from it, as `python -m build` makes them from the same checkout."""
    with needs("build", "dev", "A release"):
        import build  # noqa: F401
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(package.folder)]
    # Without it the times in the archives are the builder's own, which are fixed.
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UsageError(f"The wheel cannot be built: {(done.stdout + done.stderr).strip().splitlines()[-1]}")


def _package_files(package: Package) -> dict[str, bytes]:
    """The files of the package by their paths, the descriptor first, and the papers that go with it."""
    tables = (str(each[key]) for each in package.descriptor["resources"] for key in ("path", "schema"))
    papers = (name for name in PAPERS if (package.folder / name).is_file())
    names = [DESCRIPTOR_NAME, *sorted({*tables, *papers})]
    return {name: (package.folder / name).read_bytes() for name in names}


def _parquet(package: Package) -> dict[str, bytes]:
    with TemporaryDirectory() as scratch:
        files = sorted(export(scratch, "parquet", package))
        return {file.name: file.read_bytes() for file in files}


def _for_datasette(package: Package) -> dict[str, dict[str, object]]:
    """What Datasette finds in a folder that it serves. JSON is YAML too.

    0.65 takes all from metadata.json; from 1.0 on questions are configuration, which stands apart.
    """
    described = metadata(package)
    questions = {"queries": described["databases"][DATABASE]["queries"]}
    return {"metadata.json": described, "datasette.yaml": {"databases": {DATABASE: questions}}}


def _notes(package: Package, since: str | None) -> str:
    parts = [
        f"# {package.descriptor['title']}, version {package.version}",
        f"How to cite: {cite('text', package)}",
        "## Changelog",
        changelog_section(package),
    ]
    with previous_version(package, since) as old:
        if old is not None:
            parts += [
                f"## Changes of the data since {old.version}",
                as_markdown(compare(old, package).changes).strip(),
            ]
    return "\n\n".join(parts) + "\n"


def _sums(folder: Path) -> str:
    """The hashes of the files in a folder, as `sha256sum -c` reads them."""
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name != SUMS)
    return "".join(f"{sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)


def _same(file: Path, again: Path) -> bool:
    if file.name == SUMS:  # where the database has other bytes, so has this
        return file.read_bytes() == _sums(file.parent).encode()
    if file.read_bytes() == again.read_bytes():
        return True
    return file.name == FILE_NAME and _held(file) == _held(again) != []


def _held(database: Path) -> list[object]:
    """What a database defines and its rows, without what SQLite keeps for its searches; [] of no database."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow'"
            names = sorted(name for (name,) in connection.execute(tables) if not name.startswith("sqlite_"))
            sql = dict(connection.execute("SELECT name, sql FROM sqlite_master"))
            return [(sql[name], *connection.execute(f"SELECT * FROM {quoted(name)}")) for name in names]
    except sqlite3.DatabaseError:
        return []
