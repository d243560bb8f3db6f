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
from sirte_dataset.browse.folder import write_site
from sirte_dataset.descriptor import Package
from sirte_dataset.loading import load
from sirte_dataset.schemas import table_schema
from test_browse import Server, sample_paths, start, stop


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_poisoned(tmp_path_factory.mktemp("poisoned") / "package")


@pytest.fixture(scope="module")
def written(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All our pages, as files."""
    return write_site(tmp_path_factory.mktemp("written") / "site", folder).parent


@pytest.fixture(scope="module")
def server(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(folder, tmp_path_factory.mktemp("served"))
    yield running
    stop(running)


def faults(page: Markup) -> list[str]:
    """What in a page would run, or could be made to."""
    scripts = [script for script in page.scripts if "'run'" in script or "alert" in script]
    addresses = [address for address in page.addresses if "javascript:" in "".join(address.split()).lower()]
    return scripts + addresses + page.running + ["49"] * ("49" in page.text and "{{ 7*7 }}" not in page.text)


def one_of_each_kind(written: Path, package: Package) -> list[str]:
    """An address of each kind of page of ours, of rows one of each table; none that leads on by itself."""
    found = {str(file.parent): file for file in sorted(written.rglob("*.html"), reverse=True)}
    keys = {name: table_schema(name, package).primary_key[-1] for name in package.names}
    rows = [written / "r" / f"{load(name, 'records', package)[0][key]}.html" for name, key in keys.items()]
    pages = [*written.glob("*.html"), *found.values(), *rows]
    stay = [file for file in pages if 'http-equiv="refresh"' not in file.read_text(encoding="utf-8")]
    names = [str(file.relative_to(written).with_suffix("")) for file in dict.fromkeys(stay)]
    return ["/" if name == "index" else f"/{quote(name)}" for name in names]


def test_what_would_run_is_found() -> None:
    assert faults(Markup("<p>&lt;script&gt;alert(1)&lt;/script&gt;")) == []
    for bad in (
        "<script>alert(1)</script>",
        "<a href=' JavaScript:alert(1)'>",
        "<a href='java\tscript:x'>",
        "<img src=x>",
        "<p onclick=x>",
    ):
        assert faults(Markup(bad)), bad


def test_every_page_of_ours_shows_hostile_words_as_text(written: Path) -> None:
    pages = {str(file): Markup(file.read_text(encoding="utf-8")) for file in written.rglob("*.html")}
    assert {file: wrong for file, page in pages.items() if (wrong := faults(page))} == {}
    assert sum("<script>document.title" in page.text for page in pages.values()) > 0.9 * len(pages)
    assert broken_links(written) == []


def test_every_kind_of_page_that_is_served_shows_them_as_text(server: Server, written: Path) -> None:
    paths = [*one_of_each_kind(written, server.package), *sample_paths(server.package)]
    for path in [*paths, "/sirte/events?_search=script", "/search?q=<script>alert(1)"]:
        answer = server.get(path)
        assert answer.status_code == (404 if path == "/nowhere" else 200), path
        assert faults(Markup(answer.text)) == [], path


def test_no_page_runs_them_or_grows_wider_than_the_screen_or_is_turned_round(
    chromium: Any, written: Path, server: Server
) -> None:
    page = chromium.new_page()
    wrong = complaints(page, server.address)
    page.on("dialog", lambda dialog: (wrong.append(f"{page.url}: a dialog"), dialog.dismiss()))
    ours = one_of_each_kind(written, server.package)
    for path in [*ours, *sample_paths(server.package), "/search?q=" + LONG]:
        page.goto(server.address + path)
        wrong += [f"{path} runs a script"] * (page.title() == "run")
        if path in ours:
            wrong += [f"{path} turns round: {each}" for each in page.evaluate(OPEN, RIGHT_TO_LEFT)]
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            spill = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            wrong += [f"{path} is {spill} pixels too wide for {width}"] * (spill > 0)
    assert wrong == []


# Elements within a line that hold words from right to left and do not close them in.
OPEN = """words => [...document.querySelectorAll("main *")]
    .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.includes(words)))
    .filter(each => getComputedStyle(each).display === "inline" && !each.closest("svg, select, .w"))
    .filter(each => !/isolate|plaintext/.test(getComputedStyle(each).unicodeBidi))
    .map(each => each.outerHTML.slice(0, 80))"""
