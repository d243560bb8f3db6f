"""Hostile words in a package: markup, scripts as addresses, quotation marks, very long words, right to left.

Every page shows them as text, Datasette's own pages included.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from chromium import complaints
from markup import Markup, broken_links
from poisoned import LONG, RIGHT_TO_LEFT, write_poisoned
from sirte_dataset.browse.book import Book
from sirte_dataset.browse.content import PAGES
from sirte_dataset.browse.folder import write_site
from sirte_dataset.browse.publishing import Links, Publisher
from sirte_dataset.descriptor import open_package
from sirte_dataset.sqlite.build import build_database
from test_browse import Server, sample_paths, start, stop


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_poisoned(tmp_path_factory.mktemp("poisoned") / "package")


@pytest.fixture(scope="module")
def site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    package = open_package(folder)
    database = build_database(tmp_path_factory.mktemp("built") / "sirte.db", package)
    return Publisher(Book(database, package), PAGES, Links("sirte"))


@pytest.fixture(scope="module")
def server(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(folder, tmp_path_factory.mktemp("served"))
    yield running
    stop(running)


def faults(html: str) -> list[str]:
    """What in a page would run, or could be made to."""
    page = Markup(html)
    scripts = [script for script in page.scripts if "'run'" in script or "alert" in script]
    addresses = [address for address in page.addresses if "javascript:" in "".join(address.split()).lower()]
    return scripts + addresses + page.running + ["49"] * ("49" in page.text and "{{ 7*7 }}" not in page.text)


@pytest.fixture(scope="module")
def one_of_each_kind(site: Publisher) -> list[str]:
    """An address of each kind of page, of rows one of each table."""
    found: dict[str, str] = {}
    for address in site.addresses():
        kind, _, rest = address.partition("/")
        of = kind if kind != "r" else f"r {site.book.homes.get(rest, [''])[0]}"
        found.setdefault(of + "/" * bool(rest), address)
    stay = [each for each in found.values() if 'http-equiv="refresh"' not in str(site.html(each))]
    return [f"/{quote(address)}" for address in stay]


def test_what_would_run_is_found() -> None:
    assert faults("<p>&lt;script&gt;alert(1)&lt;/script&gt;") == []
    for bad in (
        "<script>alert(1)</script>",
        "<a href=' JavaScript:alert(1)'>",
        "<a href='java\tscript:x'>",
        "<img src=x>",
        "<p onclick=x>",
    ):
        assert faults(bad), bad


def test_every_page_of_ours_shows_hostile_words_as_text(site: Publisher) -> None:
    addresses = list(site.addresses())
    pages = {address: str(site.html(address)) for address in addresses}
    found = {address: faults(page) for address, page in pages.items()}
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
    shown = [address for address, page in pages.items() if "<script>document.title" in Markup(page).text]
    assert len(shown) > 0.9 * len(addresses)


def test_every_kind_of_page_of_datasette_shows_them_as_text(server: Server) -> None:
    for path in [*sample_paths(server.package), "/sirte/events?_search=script", "/search?q=<script>alert(1)"]:
        answer = server.get(path)
        assert answer.status_code in (200, 404), f"{path}: {answer.status_code}"
        assert faults(answer.text) == [], path


def test_a_site_in_a_folder_shows_them_as_text(folder: Path, tmp_path: Path) -> None:
    written = write_site(tmp_path / "site", folder).parent
    for file in written.rglob("*.html"):
        assert faults(file.read_text(encoding="utf-8")) == [], file.name
    assert broken_links(written) == []


def test_no_page_runs_them_or_grows_wider_than_the_screen(
    chromium: Any, one_of_each_kind: list[str], server: Server
) -> None:
    page = chromium.new_page()
    wrong = complaints(page, server.address)
    page.on("dialog", lambda dialog: (wrong.append(f"{page.url}: a dialog"), dialog.dismiss()))
    for path in [*one_of_each_kind, *sample_paths(server.package), "/search?q=" + LONG]:
        page.goto(server.address + path)
        if page.title() == "run":
            wrong.append(f"{path} runs a script")
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            spill = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if spill > 0:
                wrong.append(f"{path} is {spill} pixels too wide for {width}")
    assert wrong == []


def test_words_that_turn_round_do_not_turn_round_what_follows_them(
    chromium: Any, one_of_each_kind: list[str], server: Server
) -> None:
    page = chromium.new_page()
    for path in one_of_each_kind:
        page.goto(server.address + path)
        page.wait_for_load_state()
        assert page.evaluate(OPEN, RIGHT_TO_LEFT) == [], path


# The elements in a line that hold such words and do not close them in.
OPEN = """words => [...document.querySelectorAll("main *")]
    .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.includes(words)))
    .filter(each => getComputedStyle(each).display === "inline" && !each.closest("svg, select, .w"))
    .filter(each => !/isolate|plaintext/.test(getComputedStyle(each).unicodeBidi))
    .map(each => each.outerHTML.slice(0, 80))"""
