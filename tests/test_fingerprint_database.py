"""`sirte fingerprint`: the hashes of a package, and whether a database holds its data."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import sirte_dataset as sd
from invented_package import set_cell
from sirte_dataset.csvfiles import csv_text, read_rows
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import DataError, UsageError
from sirte_dataset.hashes import content, directory_ids
from sirte_dataset.release.fingerprints import difference, fingerprint, held
from sirte_dataset.sqlite.build import build_database
from test_cli import Outcome

PAGE = Path(__file__).parents[1] / "docs" / "versions.md"


@pytest.fixture
def database(folder: Path, tmp_path: Path) -> Path:
    return build_database(tmp_path / "sirte.db", open_package(folder))


def change(database: Path, *statements: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_the_hashes_are_those_of_the_files_and_of_the_values() -> None:
    package = open_package()
    found = sd.fingerprint()
    assert found.content == content(package) == package.descriptor["x-content"]
    assert {"data": found.data, "schemas": found.schemas} == directory_ids(package)
    assert re.fullmatch(r"UNF:6:[A-Za-z0-9+/]{22}==", found.values)
    assert sd.fingerprint(package.folder) == found


def test_moved_rows_and_columns_change_the_bytes_and_not_the_values(folder: Path) -> None:
    before = fingerprint(folder)
    path = folder / "data" / "places.csv"
    header, *rows = read_rows(path, "places.csv")
    path.write_text(csv_text(header, reversed(rows)), encoding="utf-8")
    after = fingerprint(folder)
    assert after.values == before.values
    assert after.schemas == before.schemas
    assert after.content != before.content
    assert after.data != before.data


def test_another_value_changes_the_values(folder: Path) -> None:
    before = fingerprint(folder)
    set_cell(folder, "casualties", "C901", "note", "otherwise")
    assert fingerprint(folder).values != before.values


def test_a_zip_is_named_as_the_folder_in_it(folder: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "handed-on"), "zip", folder)
    assert fingerprint(archive) == fingerprint(folder)


def test_a_database_is_not_taken_for_the_files(database: Path) -> None:
    with pytest.raises(UsageError, match="give it with --db"):
        fingerprint(database)


def test_a_missing_file_is_one_sentence(folder: Path) -> None:
    (folder / "data" / "places.csv").unlink()
    with pytest.raises(DataError, match=r"data/places\.csv: The file is missing"):
        fingerprint(folder)


# --- a database


def test_a_database_names_and_holds_the_data_that_it_was_built_from(folder: Path, database: Path) -> None:
    found = held(database)
    assert found == (fingerprint(folder).content, fingerprint(folder).values)
    assert difference(fingerprint(folder), found) == ""


def test_the_database_of_this_version_holds_its_data(tmp_path: Path) -> None:
    assert difference(sd.fingerprint(), held(build_database(tmp_path / "sirte.db"))) == ""


def test_a_private_copy_holds_the_same_data(folder: Path, tmp_path: Path, invented_texts: Path) -> None:
    copy = build_database(tmp_path / "private.db", open_package(folder), with_texts=True)
    assert difference(fingerprint(folder), held(copy)) == ""


def test_rows_that_lie_otherwise_in_the_file_are_the_same_data(folder: Path, database: Path) -> None:
    change(database, "UPDATE places SET rowid = 100000 - rowid")
    assert difference(fingerprint(folder), held(database)) == ""


def altered(database: Path) -> None:
    change(database, "UPDATE casualties SET note = 'otherwise' WHERE casualty_id = 'C901'")


def of_no_version(database: Path) -> None:
    change(database, "DELETE FROM about WHERE item = 'content'")


def of_another(database: Path) -> None:
    change(database, "UPDATE about SET value = 'sha256:0' WHERE item = 'content'")


def of_fewer(database: Path) -> None:
    change(database, "DROP TABLE outside_figures")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([altered], "names these files, but its tables were changed since"),
        ([of_fewer], "names these files, but its tables were changed since"),
        ([of_another], "made from other files, though its tables hold the same values"),
        ([of_another, altered], "made from other files, and its tables hold other values"),
        ([of_no_version], "does not say from which files it was made, though"),
    ],
)
def test_other_data_are_told_in_a_sentence(
    folder: Path, database: Path, changes: list[object], says: str
) -> None:
    for apply in changes:
        apply(database)  # type: ignore[operator]
    assert says in difference(fingerprint(folder), held(database))


def no_database(file: Path) -> None:
    file.write_text("a,b\n1,2\n", encoding="utf-8")


def another_database(file: Path) -> None:
    file.unlink()
    change(file, "CREATE TABLE about (item, value)")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:20_000])


def with_a_blob(file: Path) -> None:
    change(file, "UPDATE casualties SET note = x'00ff' WHERE casualty_id = 'C901'")


@pytest.mark.parametrize("spoil", [no_database, another_database, cut, with_a_blob])
def test_a_file_that_no_builder_wrote_is_one_sentence(database: Path, spoil: object) -> None:
    spoil(database)  # type: ignore[operator]
    with pytest.raises(DataError, match="The file is no database of `sirte build`, or damaged"):
        held(database)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        held(tmp_path / "sirte.db")
    assert list(tmp_path.iterdir()) == [], "asking makes no file"


# --- the command


def test_the_command_prints_the_four_hashes(folder: Path) -> None:
    outcome = Outcome("fingerprint", folder)
    printed = dict(line.split() for line in outcome.out.splitlines())
    assert (outcome.status, printed) == (0, fingerprint(folder)._asdict())
    assert json.loads(Outcome("fingerprint", folder, "--format", "json").out) == printed


def test_the_command_compares_a_database(folder: Path, database: Path) -> None:
    outcome = Outcome("fingerprint", folder, "--db", database, "--format", "json")
    assert outcome.status == 0
    assert json.loads(outcome.out)["database"] == {**held(database)._asdict(), "equal": True}
    altered(database)
    outcome = Outcome("fingerprint", folder, "--db", database)
    assert outcome.status == 1
    assert "database equal    false" in outcome.out
    assert outcome.err == (
        f"sirte: {database}: The database names these files, but its tables were changed since.\n"
    )


# --- the page


def lines_of_the_page(first: str) -> Iterator[str]:
    return (line for line in PAGE.read_text("utf-8").splitlines() if line.startswith(first))


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="coreutils are not on this machine")
def test_the_line_of_the_page_computes_the_content() -> None:
    (line,) = lines_of_the_page("sha256sum ")
    done = subprocess.run(["sh", "-c", line], cwd=sd.path(), capture_output=True, text=True, check=True)
    assert sd.fingerprint().content == f"sha256:{done.stdout.split()[0]}"
