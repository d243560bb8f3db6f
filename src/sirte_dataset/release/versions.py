"""A version of the package wherever it lies: a folder, a wheel, a zip, a database, a commit of git.

Each is opened as a Package, a folder in place and anything else from a temporary folder. Whoever made a file
may have meant harm: only what its descriptor names is unpacked, no path leads out, and there is a bound on
how much. Comparing versions is left to diff.py. Standard library only.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from ..csvfiles import cell_text, csv_text
from ..descriptor import DESCRIPTOR_NAME, Package, open_package
from ..errors import DataError, UsageError
from ..sqlite.build import OWN_TABLES
from ..sqlite.sql import listed, quoted

Source = str | Path | Package | None
Opener = Callable[[str], AbstractContextManager[IO[bytes]]]  # raises KeyError for a file that is not there

GIT = "git:"
SQLITE = b"SQLite format 3\0"
LARGEST, CHUNK = 2**30, 2**20  # bytes: of all that is unpacked, and at a time
# In the descriptor of a package that was read from a database, which holds no schema files.
FROM_DATABASE = "x-from-database"


@contextmanager
def opened_version(source: Source = None, repository: Path | None = None) -> Iterator[Package]:
    """The package at `source`: its folder, a wheel, a zip, a database that `sirte build` made, or `git:REV`.

    A commit is looked up in `repository`, the package's folder in a checkout, by default the current one.
    Raises UsageError where there is no such thing, DataError where there is one that cannot be read.
    """
    if source is None or isinstance(source, Package) or _is_in_place(str(source)):
        yield open_package(source)
        return
    with TemporaryDirectory(prefix="sirte-") as folder:
        try:
            package = _unpacked(str(source), Path(folder), repository or Path.cwd())
        except DataError as error:
            raise DataError(error.message, file=str(source)) from None
        except UsageError:
            raise
        except Exception as error:  # zipfile, its compressions and sqlite3 have a dozen errors of their own
            raise DataError(f"It cannot be read ({error}); is it whole?", file=str(source)) from None
        yield package


def _is_in_place(source: str) -> bool:
    return not source.startswith(GIT) and (Path(source).is_dir() or Path(source).name == DESCRIPTOR_NAME)


def _unpacked(source: str, folder: Path, repository: Path) -> Package:
    if source.startswith(GIT):
        return _described_files(_commit(source.removeprefix(GIT), repository), folder)
    if not Path(source).exists():
        raise UsageError(f"There is no file or folder '{source}'.")
    with Path(source).open("rb") as file:
        start = file.read(len(SQLITE))
    if start == SQLITE:
        return _database_as_files(Path(source), folder)
    if not zipfile.is_zipfile(source):
        raise UsageError(f"{source} is no data package: neither folder, wheel, zip nor database.")
    with zipfile.ZipFile(source) as archive:
        return _described_files(_archived(archive), folder)


def _described_files(opened: Opener, folder: Path) -> Package:
    """The descriptor and the files that it names, copied into a folder; one that is missing stays missing."""
    left = LARGEST

    def copy(name: str) -> None:
        nonlocal left
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with opened(name) as stream, path.open("wb") as file:
            while chunk := stream.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise DataError(f"Unpacked, it has more than {LARGEST:,} bytes.")
                file.write(chunk)

    try:
        copy(DESCRIPTOR_NAME)
        package = open_package(folder)
        for name in {
            str(part[key]) for part in package.descriptor["resources"] for key in ("path", "schema")
        }:
            try:
                copy(name)
            except KeyError:
                (folder / name).unlink(missing_ok=True)
    except KeyError:
        raise DataError(f"It holds no {DESCRIPTOR_NAME}.") from None
    return package


def _archived(archive: zipfile.ZipFile) -> Opener:
    """The files of a zip, from the folder of the descriptor that lies highest in it."""
    found = [name for name in archive.namelist() if name.rpartition("/")[2] == DESCRIPTOR_NAME]
    root = min(found, key=lambda name: name.count("/"), default="").removesuffix(DESCRIPTOR_NAME)
    return lambda name: archive.open(root + name)


def _commit(revision: str, repository: Path) -> Opener:
    """The files of a commit as git stored them, by paths from `repository`."""
    git = ["git", "-C", str(repository)]
    try:
        asked = [*git, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"]
        commit = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    except (FileNotFoundError, ValueError):
        raise UsageError(f"git:{revision} needs git, which is not installed.") from None
    if not commit:
        raise UsageError(f"git knows no version '{revision}' in {repository}; is that a checkout?")

    @contextmanager
    def opened(name: str) -> Iterator[IO[bytes]]:
        read = [*git, "cat-file", "blob", f"{commit}:./{name}"]
        with subprocess.Popen(read, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            assert process.stdout is not None
            yield process.stdout
        if process.returncode:
            raise KeyError(name)

    return opened


def _database_as_files(path: Path, folder: Path) -> Package:
    """The tables of a database as CSV files, with schemas that hold what the database knows of them."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        schemas = _schemas(connection)
        about = dict(connection.execute("SELECT item, value FROM about").fetchall())
        files = {name: {"path": f"data/{name}.csv", "schema": f"schemas/{name}.json"} for name in schemas}
        resources = [{"name": name, **file} for name, file in files.items()]
        descriptor = {"version": about.get("version", "0.0.0"), FROM_DATABASE: True, "resources": resources}
        (folder / DESCRIPTOR_NAME).write_text(json.dumps(descriptor), encoding="utf-8")
        package = open_package(folder)  # which refuses a table whose name would lead out of the folder
        for name, schema in schemas.items():
            for file in (package.csv_path(name), package.schema_path(name)):
                file.parent.mkdir(parents=True, exist_ok=True)
            package.schema_path(name).write_text(json.dumps(schema), encoding="utf-8")
            _write_rows(connection, name, schema, package.csv_path(name))
    return package


def _schemas(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """The schema of each table, made from the codebook and the keys that the file declares."""
    schemas: dict[str, dict[str, Any]] = {}
    tables = {
        row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    for column in connection.execute("SELECT * FROM codebook ORDER BY rowid").fetchall():
        if column["resource"] in tables.difference(OWN_TABLES):
            schemas.setdefault(column["resource"], {"fields": []})["fields"].append(_field(column))
    for name, schema in schemas.items():
        keys = connection.execute(f"PRAGMA table_info({quoted(name)})").fetchall()
        schema["primaryKey"] = [
            row["name"] for row in sorted(keys, key=lambda row: int(row["pk"])) if row["pk"]
        ]
        pointing: dict[int, dict[str, Any]] = {}
        for row in connection.execute(f"PRAGMA foreign_key_list({quoted(name)})"):
            target = {"resource": row["table"], "fields": []}
            key = pointing.setdefault(-row["id"], {"fields": [], "reference": target})
            key["fields"].append(row["from"])
            key["reference"]["fields"].append(row["to"])
        schema["foreignKeys"] = [pointing[number] for number in sorted(pointing)]
    return schemas


def _field(column: sqlite3.Row) -> dict[str, Any]:
    """A column of the codebook as a field of a Table Schema."""
    codes = dict(line.split(" = ", 1) for line in (column["codes"] or "").split("\n") if " = " in line)
    field = {
        key: column[name]
        for key, name in (("name", "field"), ("title", "title"), ("description", "description"))
    }
    field |= {"type": column["type"].split()[0], "constraints": {"required": bool(column["required"])}}
    if codes:
        field["constraints"]["enum"], field["x-meanings"] = list(codes), codes
    if column["unit"]:
        field["x-unit"] = column["unit"]
    return field | {"x-edtf": column["type"].endswith("(EDTF)")}


def _write_rows(connection: sqlite3.Connection, name: str, schema: dict[str, Any], path: Path) -> None:
    """A table as the text that its CSV file has, in the order of its key."""
    truth = "CASE {0} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
    columns = [
        (truth if field["type"] == "boolean" else "{0}").format(quoted(field["name"]))
        for field in schema["fields"]
    ]
    order = listed(schema["primaryKey"]) or "1"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(csv_text([field["name"] for field in schema["fields"]], ()))
        for row in connection.execute(f"SELECT {', '.join(columns)} FROM {quoted(name)} ORDER BY {order}"):
            file.write(csv_text([cell_text(value) for value in row], ()))
