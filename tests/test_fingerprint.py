"""The hashes that name a version: anybody can compute them, and a changed value or schema changes them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from invented_package import set_cell
from sirte_dataset.checking.validation import validate
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import DataError
from sirte_dataset.hashes import content, directory_ids
from sirte_dataset.refreshing import refresh

LINE = "sha256sum data/*.csv schemas/*.json | LC_ALL=C sort | sha256sum"


def by_coreutils(folder: Path) -> str:
    """What the line of the documents prints in a folder."""
    done = subprocess.run(["sh", "-c", LINE], cwd=folder, capture_output=True, text=True, check=True)
    return f"sha256:{done.stdout.split()[0]}"


def by_git(folder: Path) -> dict[str, str]:
    """What git calls data/ and schemas/."""

    def git(*words: str) -> str:
        call = ["git", "-c", "core.autocrlf=false", *words]
        return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()

    git("init", "--quiet")
    git("add", "data", "schemas")
    tree = git("write-tree")
    return {name: "swh:1:dir:" + git("rev-parse", f"{tree}:{name}") for name in ("data", "schemas")}


coreutils = pytest.mark.skipif(not shutil.which("sha256sum"), reason="coreutils are not on this machine")


@coreutils
def test_coreutils_alone_compute_the_content_of_the_package() -> None:
    package = open_package()
    assert content(package) == by_coreutils(package.folder)
    assert content(package) == package.descriptor["x-content"]


@coreutils
def test_coreutils_alone_compute_the_content_of_an_invented_package(folder: Path) -> None:
    assert content(open_package(folder)) == by_coreutils(folder)


def test_git_gives_the_folders_the_same_ids(folder: Path) -> None:
    assert directory_ids(open_package(folder)) == by_git(folder)


def test_a_changed_value_changes_content_and_the_id_of_data_alone(folder: Path) -> None:
    before = content(open_package(folder)), directory_ids(open_package(folder))
    set_cell(folder, "casualties", "C901", "note", "otherwise")
    after = content(open_package(folder)), directory_ids(open_package(folder))
    assert before[0] != after[0]
    assert before[1]["data"] != after[1]["data"]
    assert before[1]["schemas"] == after[1]["schemas"]


def test_a_loosened_schema_changes_content_and_is_a_finding(folder: Path) -> None:
    refresh(folder)
    before = content(open_package(folder))
    schema = folder / "schemas" / "casualties.json"
    schema.write_text(schema.read_text(encoding="utf-8").replace("  ", " "), encoding="utf-8")
    assert content(open_package(folder)) != before
    stale = [finding for finding in validate(folder).findings if finding.rule == "stale"]
    assert [finding.file for finding in stale] == ["schemas/casualties.json"]
    assert "other x-schema-hash" in stale[0].message


def test_a_content_that_is_not_that_of_the_files_is_a_finding(folder: Path) -> None:
    refresh(folder)
    descriptor = folder / "datapackage.json"
    text = descriptor.read_text(encoding="utf-8")
    descriptor.write_text(text.replace(content(open_package(folder)), "sha256:" + 64 * "0"), encoding="utf-8")
    stale = [finding for finding in validate(folder).findings if finding.rule == "stale"]
    assert [finding.file for finding in stale] == ["datapackage.json"]
    assert "other x-content" in stale[0].message


def test_a_file_that_is_not_there_is_told_in_one_sentence(folder: Path) -> None:
    (folder / "data" / "casualties.csv").unlink()
    with pytest.raises(DataError, match=r"data/casualties\.csv"):
        content(open_package(folder))
