"""The site as files in a folder: what is in it, where its links lead, what it is refused for."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest

from chromium import complaints
from invented_package import TEXTS, set_cell, write_invented
from markup import Markup, broken_links
from sirte_dataset import files
from sirte_dataset.browse import QUERIES, folder
from sirte_dataset.browse.folder import page_file, write_site
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import UsageError
from sirte_dataset.hashes import content
from sirte_dataset.sqlite.build import build_database
from sirte_dataset.sqlite.views import VIEWS
from sirte_dataset.texts.attaching import attach
from test_cli import Outcome
from test_sqlite_private import SENTENCE


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_invented(tmp_path_factory.mktemp("invented") / "package")


@pytest.fixture(scope="module")
def site(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site over the invented package, in a folder with a blank in its name."""
    return write_site(tmp_path_factory.mktemp("folder") / "the site", package).parent


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site over the dataset."""
    return write_site(tmp_path_factory.mktemp("dataset") / "site").parent


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- what is in it


def test_every_link_and_anchor_of_the_site_leads_somewhere_in_it(site: Path) -> None:
    assert broken_links(site) == []


def test_every_link_and_anchor_of_the_datasets_site_leads_somewhere_in_it(dataset: Path) -> None:
    assert broken_links(dataset) == []


def test_every_page_names_the_content_of_the_files_at_its_foot(site: Path, package: Path) -> None:
    pages = [page.read_text("utf-8").partition("<footer") for page in site.rglob("*.html")]
    feet = [foot for _, footer, foot in pages if footer]
    assert feet
    assert all(content(open_package(package)) in foot for foot in feet)


def test_every_file_that_search_engines_are_told_of_is_in_it(dataset: Path) -> None:
    page = (dataset / "index.html").read_text(encoding="utf-8")
    (record,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    files = [file["contentUrl"] for file in json.loads(record)["distribution"]]
    assert files == [f"data/{name}.csv" for name in open_package().names]
    assert all((dataset / file).is_file() for file in files)


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<p id="x"><a href="a.html#x">1</a><a href="#y">2</a><a href="b.html">3</a><a href="../a.html">4</a>'
        '<a href="/a.html">5</a><a href="javascript:0">6</a><a href="https://post.example/">7</a>',
        encoding="utf-8",
    )
    assert [found.rpartition(" ")[2] for found in broken_links(tmp_path)] == [
        *("#y", "b.html", "../a.html", "/a.html", "javascript:0")
    ]


def test_scripts_and_styles_are_files_of_the_site(site: Path) -> None:
    for file in site.rglob("*.html"):
        page = Markup(file.read_text(encoding="utf-8"))
        assert all(script.endswith(".js") for script in page.scripts)
        assert page.running == []


def test_the_data_beside_the_pages_is_that_of_the_package(site: Path, package: Path, tmp_path: Path) -> None:
    for file in (package / "data").glob("*.csv"):
        assert (site / "data" / file.name).read_bytes() == file.read_bytes()
    assert all((site / "data" / f"{view.name}.csv").stat().st_size for view in VIEWS)
    built = build_database(tmp_path / "sirte.db", open_package(package))
    assert (site / "data" / "sirte.db").read_bytes() == built.read_bytes()
    assert json.loads((site / "data" / "sirte-metadata.json").read_bytes())["databases"]["sirte"]


def test_an_answer_is_the_same_as_json_and_in_sql(site: Path) -> None:
    with closing(sqlite3.connect(site / "data" / "sirte.db")) as connection:
        for query in QUERIES:
            if query.name != "search":
                found = connection.execute(query.sql, {each.name: None for each in query.parameters})
                names = [column[0] for column in found.description]
                expected = [dict(zip(names, row, strict=True)) for row in found]
                assert json.loads((site / "data" / f"{query.name}.json").read_bytes()) == expected


def test_two_sites_of_one_package_are_the_same(site: Path, package: Path, tmp_path: Path) -> None:
    assert contents(write_site(tmp_path / "again", package).parent) == contents(site)


@pytest.mark.parametrize("identifier", ["../../out", "a/b", "..", "c:\\x", "%2e%2e", "x" * 80, "\u0627"])
def test_no_identifier_leads_out_of_the_folder(identifier: str, tmp_path: Path) -> None:
    file = (tmp_path / page_file(f"r/{identifier}")).resolve()
    assert file.parent == (tmp_path / "r").resolve()
    assert quote(file.name).isascii()


# --- as a reader opens it


def test_it_opens_from_the_folder_without_a_fault_and_is_searched_there(chromium: Any, site: Path) -> None:
    page = chromium.new_page()
    faults = complaints(page, site.as_uri())
    for file in [*site.glob("*.html"), *site.glob("read/*.html"), *site.glob("r/[A-Z]*1.html")]:
        if 'http-equiv="refresh"' not in file.read_text(encoding="utf-8"):
            page.goto(file.as_uri())

    def found(words: str) -> str:
        page.goto((site / "index.html").as_uri())
        page.get_by_label("Search claims").fill(words)
        page.keyboard.press("Enter")
        page.wait_for_selector("#results > *")
        return " ".join(page.locator("#results").inner_text().split())

    assert "Claims" in found("customs house")
    page.locator("#results a").first.click()
    page.wait_for_selector("h1")
    assert "/r/" in page.url
    assert "Did you mean customs?" in found("custms")
    assert "No claim has all of the words" in found("Envoys customs")
    assert "Nothing was found" in found("zeppelin")
    assert "Nowhere in this dataset: onerror" in found("<img src=x onerror=alert(1)>")
    assert page.locator("img").count() == 0
    assert found("14") != found("4")
    assert faults == []


# --- where it is written, and where not


def test_the_command_writes_it_and_prints_its_first_page(as_own: Path, tmp_path: Path) -> None:
    outcome = Outcome("browse", "--export", tmp_path / "new" / "site")
    assert (outcome.status, outcome.out) == (0, f"{tmp_path / 'new' / 'site' / 'index.html'}\n")
    assert [entry.name for entry in (tmp_path / "new").iterdir()] == ["site"]


def test_a_site_is_replaced_as_a_whole_and_only_when_told(package: Path, tmp_path: Path) -> None:
    own = tmp_path / "package"
    write_invented(own)
    target = write_site(tmp_path / "site", own).parent
    before = contents(target)
    set_cell(own, "casualties", "C901", "note", "changed")
    with pytest.raises(UsageError, match="is not empty; choose another folder"):
        write_site(target, own)
    assert contents(target) == before
    (target / "r" / "C901.html").unlink()
    write_site(target, own, overwrite=True)
    assert contents(target).keys() == before.keys()
    assert b"changed" in contents(target)["data/casualties.csv"]


def test_what_is_not_of_the_site_is_never_removed(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine"
    target.mkdir()
    (target / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds 'thesis\.txt'"):
        write_site(target, package, overwrite=True)
    assert contents(tmp_path) == {"mine/thesis.txt": b"mine"}


def test_a_file_in_its_place_is_refused(package: Path, tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file; give the folder for the site"):
        write_site(tmp_path / "site", package, overwrite=True)


@pytest.mark.parametrize("failing", [(folder, "_fill"), (files, "_put_in_place")])
def test_a_failure_leaves_what_was_there_and_no_remains(
    failing: tuple[ModuleType, str], package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = write_site(tmp_path / "site", package).parent
    before = contents(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*failing, fail)
    with pytest.raises(UsageError, match="No space left on device"):
        write_site(target, package, overwrite=True)
    assert contents(tmp_path) == before


def test_a_site_that_cannot_be_moved_into_place_gives_way_to_the_old_one(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = write_site(tmp_path / "site", package).parent
    before = contents(tmp_path)
    rename = Path.rename

    def once(path: Path, goal: Path) -> Path:
        if goal == target and (path / "index.html").exists() and not moved:
            moved.append(path)
            raise OSError(5, "Input/output error")
        return rename(path, goal)

    moved: list[Path] = []
    monkeypatch.setattr(Path, "rename", once)
    with pytest.raises(UsageError, match="Input/output error"):
        write_site(target, package, overwrite=True)
    assert moved
    assert contents(tmp_path) == before


def test_the_texts_are_not_exported(as_own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "attached"))
    attach(TEXTS)
    outcome = Outcome("browse", "--export", tmp_path / "site", "--with-texts", "--i-hold-the-rights")
    assert (outcome.status, outcome.err.count("\n"), "leave --with-texts out" in outcome.err) == (2, 1, True)
    assert not (tmp_path / "site").exists()
    assert Outcome("browse", "--export", tmp_path / "site").status == 0
    assert not [name for name, content in contents(tmp_path / "site").items() if SENTENCE.encode() in content]


def test_without_the_extra_the_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "jinja2", None)
    for name in [name for name in sys.modules if name.startswith("sirte_dataset.browse.")]:
        monkeypatch.delitem(sys.modules, name)
    outcome = Outcome("browse", "--export", tmp_path / "site")
    assert outcome.status == 2
    assert "pip install 'sirte-dataset[browse]'" in outcome.err
