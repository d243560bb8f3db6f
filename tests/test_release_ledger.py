"""A version is entered in the ledgers with hashes and ids; those of the dataset hold what its history has."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from invented_package import set_cell
from sirte_dataset.csvfiles import read_records
from sirte_dataset.descriptor import DESCRIPTOR_NAME, open_package
from sirte_dataset.errors import UsageError
from sirte_dataset.hashes import content
from sirte_dataset.refreshing import stale
from sirte_dataset.release.ledger import digests, entry, record
from sirte_dataset.schemas import table_schema
from sirte_dataset.withdrawals import withdrawals

ROOT = Path(__file__).parents[1]
FIRST = ("0.1.0", "525b0a4")  # the first release, and the commit that it was made of


def ledger(folder: Path, name: str) -> list[list[str]]:
    rows = read_records(folder / "releases" / f"{name}.csv", name)
    return [list(row.values()) for row in rows]


def describe(folder: Path, version: str) -> None:
    path = folder / DESCRIPTOR_NAME
    before = open_package(folder).version
    text = path.read_text("utf-8").replace(f'"version": "{before}"', f'"version": "{version}"')
    path.write_text(text.replace('"title"', '"created": "2031-06-01T00:00:00Z",\n  "title"', 1), "utf-8")


def test_a_version_is_entered_with_its_day_its_hashes_and_the_ids_that_are_new(folder: Path) -> None:
    describe(folder, "0.2.0")
    old = ledger(folder, "released_ids")
    assert "releases/releases.csv: 0.2.0" in record(folder)
    package = open_package(folder)
    assert ledger(folder, "releases")[-1] == list(entry(package))
    assert entry(package)[:3] == ("0.2.0", "2031-06-01", content(package))
    listed = ledger(folder, "released_ids")
    assert [row for row in listed if row[2] != "0.2.0"] == old
    assert {tuple(row[:2]) for row in listed} == {*digests(package), *(tuple(row[:2]) for row in old)}
    assert {("articles", "A900"), ("evidence", "C901.low.1")} < set(digests(package))
    assert stale(folder) == []


def test_a_version_that_is_entered_again_is_replaced(folder: Path) -> None:
    record(folder)
    first = ledger(folder, "releases")
    set_cell(folder, "casualties", "C902", "casualty_id", "C909")
    record(folder)
    again = ledger(folder, "releases")
    assert len(again) == len(first) == 3
    assert again != first
    ids_now = [row[1] for row in ledger(folder, "released_ids")]
    assert "C909" in ids_now
    assert "C902" not in ids_now


def test_entering_what_is_entered_changes_nothing(folder: Path) -> None:
    record(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    record(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def test_a_release_has_the_digest_of_each_row_and_a_row_that_is_gone_keeps_its_last(folder: Path) -> None:
    record(folder)
    before = {(row[0], row[1]): row[3] for row in ledger(folder, "released_ids")}
    assert before == {**digests(open_package(folder)), ("casualties", "C900"): ""}
    describe(folder, "0.2.0")
    set_cell(folder, "casualties", "C901", "note", "Another note.")
    set_cell(folder, "casualties", "C902", "casualty_id", "C909")
    record(folder)
    after = {(row[0], row[1]): row[3] for row in ledger(folder, "released_ids")}
    assert after.keys() - before.keys() == {("casualties", "C909")}
    assert {key for key in before if after[key] != before[key]} == {("casualties", "C901")}


def test_a_lower_version_is_not_entered(folder: Path) -> None:
    describe(folder, "0.0.9")
    with pytest.raises(UsageError, match=r"^Version 0\.0\.9 cannot be entered after 0\.0\.10; raise"):
        record(folder)
    assert [row[0] for row in ledger(folder, "releases")] == ["0.0.10", "0.0.2"]


# --- the dataset's own ledgers


def git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("the history of the repository is not at hand")
    return done.stdout


def test_the_first_release_is_entered_as_it_was(tmp_path: Path) -> None:
    version, commit = FIRST
    with tarfile.open(
        fileobj=io.BytesIO(git("archive", commit, "data", "schemas", DESCRIPTOR_NAME))
    ) as files:
        files.extractall(tmp_path, filter="data")
    package = open_package(tmp_path)
    assert list(entry(package)) in ledger(ROOT, "releases")
    assert entry(package)[3] == " ".join(
        f"swh:1:dir:{git('rev-parse', f'{commit}:{folder}').decode().strip()}"
        for folder in ("data", "schemas")
    )
    listed = {(table, name) for table, name, first, _ in ledger(ROOT, "released_ids") if first == version}
    assert listed == set(digests(package))
    digest = {(table, name): digest for table, name, _, digest in ledger(ROOT, "released_ids")}
    later = [row["version"] for row in read_records(ROOT / "releases" / "releases.csv", "releases")][1:]
    assert later or digests(package).items() <= digest.items()


def test_the_rows_that_were_ever_in_the_repository_and_are_gone_are_those_that_are_withdrawn() -> None:
    git("cat-file", "-e", FIRST[1])
    own = open_package()
    keys = {table_schema(name, own).names[0] for name in own.names}
    ever, table = set(), ""
    for line in git("log", "--format=", "--unified=0", "-p", "--", "data/*.csv").decode().splitlines():
        if line.startswith("+++ "):
            table = Path(line).stem
        elif line.startswith("+") and table != "withdrawn" and (key := line[1:].split(",")[0]) not in keys:
            ever.add((table, key))
    assert ever - set(digests(own)) == {(row.table, row.id) for row in withdrawals(own)}
