"""The content of the files stands wherever the version does: in databases, on pages, in reports."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import sirte_dataset as sd
from invented_package import set_cell
from pages import html, publisher
from sirte_dataset.checking.findings import Report
from sirte_dataset.checking.validation import validate
from sirte_dataset.descriptor import open_package
from sirte_dataset.exports.tables import about
from sirte_dataset.hashes import content


def test_a_database_in_memory_names_it_among_what_it_is_about(folder: Path) -> None:
    with closing(sd.connect(folder)) as connection:
        (found,) = connection.execute("SELECT value FROM about WHERE item = 'content'").fetchone()
    assert found == content(open_package(folder))


def test_what_the_exports_say_of_the_whole_names_it(folder: Path) -> None:
    package = open_package(folder)
    assert about(package)["content"] == content(package)


# --- the browser


@pytest.mark.parametrize("address", ["", "cite", "codebook", "casualties", "r/C901", "read/A900"])
def test_every_page_names_it_at_its_foot(address: str, folder: Path, tmp_path: Path) -> None:
    page = html(publisher(folder, tmp_path / "x.db"), address)
    assert content(open_package(folder)) in page.partition("<footer")[2]


def test_the_page_is_of_the_database_that_it_shows(folder: Path, tmp_path: Path) -> None:
    site = publisher(folder, tmp_path / "x.db")
    built = content(open_package(folder))
    set_cell(folder, "casualties", "C901", "note", "otherwise")
    assert built in html(site, "codebook").partition("<footer")[2]


def test_without_one_a_page_is_shown_all_the_same(folder: Path, tmp_path: Path) -> None:
    site = publisher(folder, tmp_path / "x.db")
    site.book.__dict__["content"] = ""
    assert "sha256:" not in html(site, "codebook").partition("<footer")[2]


def test_with_a_file_gone_since_the_page_on_citing_says_what_is_missing(folder: Path, tmp_path: Path) -> None:
    said = {key: open_package().descriptor[key] for key in ("created", "contributors", "keywords")}
    site = publisher(folder, tmp_path / "x.db")
    package = replace(site.book.package, descriptor={**site.book.package.descriptor, **said})
    site.book = replace(site.book, package=package)
    (folder / "data" / "places.csv").unlink()
    assert "data/places.csv: The file is missing" in html(site, "cite")
    assert f"(version {package.version}). Row C901" in html(site, "r/C901")


# --- the report of validation


def test_a_report_names_it_in_text_and_json(folder: Path) -> None:
    report = validate(folder)
    assert report.content == content(open_package(folder))
    assert f"Content: {report.content}" in report.to_text().splitlines()
    assert json.loads(report.to_json())["content"] == report.content


def test_a_report_on_a_package_without_a_file_names_none(folder: Path) -> None:
    (folder / "data" / "places.csv").unlink()
    report = validate(folder)
    assert not report.valid
    assert report.content == ""
    assert "Content:" not in report.to_text()
    assert json.loads(report.to_json())["content"] is None


def test_a_report_that_read_no_file_names_none() -> None:
    assert json.loads(Report().to_json())["content"] is None
