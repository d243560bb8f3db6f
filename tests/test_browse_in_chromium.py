"""The site in a web browser: every kind of page, and what a reader comes for, by clicking.

Pages of the dataset are looked at on a wide and on a narrow screen, light and dark; what they must be for
readers who do not see them or use no mouse is asked of axe-core, over the invented package with its texts.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chromium import complaints
from invented_package import TEXTS, write_invented
from sirte_dataset.browse import QUERIES
from sirte_dataset.browse.book import Book
from sirte_dataset.browse.content import PAGES
from test_browse import start, stop

ROOT = Path(__file__).parents[1]
SCREENS = ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"))
# axe-core 4.14.1, as it is published under the Mozilla Public License 2.0; its licences stand beside it.
AXE = (Path(__file__).parent / "assets" / "axe.min.js").read_text(encoding="utf-8")
# All its rules, and the one on the size of what is tapped besides; in the dark nothing but colours differs.
QUICK = {"resultTypes": ["violations"], "preload": False}
ASKED = {
    "light": {**QUICK, "rules": {"target-size": {"enabled": True}}},
    "dark": {**QUICK, "runOnly": ["color-contrast", "link-in-text-block"]},
}
VIOLATIONS = """async (asked) => (await axe.run(document, asked)).violations.flatMap(({id, nodes}) =>
  nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`))"""
UNFOLD = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
SPILL = "document.documentElement.scrollWidth - window.innerWidth"
WIDE_TABLES = """[...document.querySelectorAll("table")].filter(
  (table) => table.offsetWidth > table.parentElement.clientWidth + 1).length"""

SECTION = """(words) => {
  let each = [...document.querySelectorAll("h2")].find((heading) => heading.innerText.trim() === words);
  let text = "";
  while ((each = each.nextElementSibling) && each.tagName !== "H2") text += each.innerText + " ";
  return text; }"""


@dataclass(frozen=True)
class Site:
    """A running server, and the file that it shows."""

    address: str
    book: Book


@contextmanager
def served(package: Path | None, cache: Path, with_texts: bool = False) -> Iterator[Site]:
    running = start(package, cache, with_texts=with_texts)
    yield Site(running.address, Book(next(cache.rglob("*.db")), running.package, with_texts))
    stop(running)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The dataset, as everybody is served it."""
    with served(None, tmp_path_factory.mktemp("public")) as site:
        yield site


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The invented package, with its texts."""
    parent = tmp_path_factory.mktemp("private")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIRTE_ARTICLES", str(TEXTS))
        with served(write_invented(parent / "package"), parent / "cache", with_texts=True) as site:
            yield site


def every_kind(book: Book) -> list[str]:
    """The address of one page of every kind: ours, and those that Datasette makes."""
    ours = [
        f"{kind}/{next(iter(page.every(book)))}".rstrip("/") for kind, page in PAGES.items() if kind != "r"
    ]
    rows: dict[str, str] = {}
    for keys in book.names.values():
        key = next(iter(keys))
        rows.setdefault(PAGES["r"].content(book, key)["layout"], f"r/{key}")
    rows.pop("moved.html")  # leads on at once
    row = f"sirte/casualties/{next(iter(book.names['casualties']))}"
    return [
        *ours,
        *rows.values(),
        *("search?q=customs", "search?q=zeppelin", "r/nobody", "nowhere"),
        *("sirte", "sirte/casualties", "sirte/claims", "sirte/events?kind=air_strike", row, "sirte/nothing"),
        *("sirte?sql=select+1", "sirte?sql=selec", f"sirte/{QUERIES[0].name}"),
    ]


def opened(page: Any, site: Site, address: str) -> None:
    """Go to a page and unfold all that is folded there."""
    page.goto(f"{site.address}/{address}")
    page.evaluate(UNFOLD)


def screens(page: Any) -> Iterator[tuple[int, str]]:
    """The page on one screen after the other."""
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        yield width, scheme


# --- every page


def test_every_kind_of_page_fits_its_screen_and_complains_of_nothing(chromium: Any, public: Site) -> None:
    page = chromium.new_page()
    found = complaints(page, public.address)
    for address in every_kind(public.book):
        opened(page, public, address)
        for width, _ in screens(page):
            if page.evaluate(SPILL) > 0:
                found.append(f"{address} is too wide for {width}")
    assert found == []


def test_no_table_is_wider_than_its_box_on_the_pages_of_questions(chromium: Any, public: Site) -> None:
    page = chromium.new_page()
    found = complaints(page, public.address)
    pages = [f"questions/{query.name}" for query in QUERIES if query.name != "search"]
    for address in (*pages, *(f"sirte/{query.name}" for query in QUERIES)):
        opened(page, public, address)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate(WIDE_TABLES) or page.evaluate(SPILL) > 0:
                found.append(f"{address} is too wide for {width}")
    assert found == []


def test_axe_finds_no_violation_on_any_kind_of_page(chromium: Any, private: Site) -> None:
    page = chromium.new_page()
    found = complaints(page, private.address)
    for address in every_kind(private.book):
        opened(page, private, address)
        page.evaluate(AXE)
        for width, scheme in screens(page):
            violations = page.evaluate(VIOLATIONS, ASKED[scheme])
            found += [f"{address} at {width}, {scheme}: {each}" for each in violations]
    assert found == []


def test_a_page_with_faults_is_found(chromium: Any, public: Site) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 900})
    found = complaints(page, public.address)
    page.goto(f"{public.address}/cite")
    page.evaluate("""document.querySelector("main").innerHTML = `
        <h1>Cite</h1><input><p style="color: #999; background: #fff">faint</p>
        <div><table style="width: 2000px"><tr><td>wide</td></tr></table></div>
        <img alt="" src="https://elsewhere.example/"><a onclick="alert(1)">inline</a>`""")
    assert page.evaluate(SPILL) > 0
    assert page.evaluate(WIDE_TABLES) == 1
    page.evaluate(AXE)
    rules = {each.partition(":")[0] for each in page.evaluate(VIOLATIONS, ASKED["light"])}
    assert rules == {"label", "color-contrast"}
    assert any("asks for https://elsewhere.example/" in each for each in found)
    assert any("Content Security Policy" in each for each in found)


# --- the words of an article, with its texts


def test_words_show_their_cells_on_hover_by_keyboard_and_by_tap(chromium: Any, private: Site) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    faults = complaints(page, private.address)
    page.goto(f"{private.address}/read/A901#C904")
    few = page.locator(".w", has_text="Fewer than 20")
    assert few.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"
    pop = page.locator(".pop")
    assert not pop.is_visible()
    few.hover()
    assert "Highest number" in pop.inner_text()
    page.keyboard.press("Escape")
    assert not pop.is_visible()
    page.locator("a#T903").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert "customs house: held" in pop.inner_text()
    few.click()
    page.wait_for_url("**/r/C904")
    assert page.locator("h1").inner_text().startswith("C Fewer than 20 killed")
    page.locator("button.copy").wait_for()
    page.goto(f"{private.address}/r/A900.04")
    page.wait_for_url("**/read/A900#A900.04")
    page.locator("#show-casualties").uncheck()
    assert not page.locator("a#C901").is_visible()
    touching = chromium.new_context(has_touch=True, viewport={"width": 390, "height": 800}).new_page()
    touching.goto(f"{private.address}/read/A901")
    touching.locator(".w", has_text="Fewer than 20").tap()
    assert "Highest number" in touching.locator(".pop").inner_text()
    assert faults == []


# --- what a reader comes for, from the first page by clicking


class Reader:
    """Somebody at the first page, who clicks on what a page says and looks at what it shows."""

    def __init__(self, chromium: Any, site: Site) -> None:
        self.page = chromium.new_page(viewport={"width": 1280, "height": 900})
        self.faults = complaints(self.page, site.address)
        self.address = site.address
        self.page.goto(self.address)

    def click(self, words: str, within: str = "main") -> None:
        """Follow the first link with these words, and wait for where it leads."""
        with self.page.expect_navigation():  # else the old page could be looked at
            self.page.locator(within).get_by_role("link", name=words).first.click()

    def sees(self, within: str = "main") -> str:
        """The text of a part of the page, on one line."""
        return " ".join(self.page.locator(within).first.inner_text().split())

    def under(self, heading: str) -> str:
        """The text between a heading and the next of its level, on one line."""
        return " ".join(self.page.evaluate(SECTION, heading).split())


@pytest.fixture
def reader(chromium: Any, public: Site) -> Iterator[Reader]:
    someone = Reader(chromium, public)
    yield someone
    someone.page.close()
    assert someone.faults == []


def test_who_died_at_the_university_campus_and_on_which_words(reader: Reader) -> None:
    reader.page.get_by_label("Search claims").fill("university")
    reader.page.keyboard.press("Enter")
    reader.click("at least 20 killed", within="main li:has-text('lidtime.com')")
    assert "lidtime.com says so in the name of The operations centre" in reader.sees()
    lowest = reader.page.get_by_role("row").filter(
        has=reader.page.get_by_role("rowheader", name="Lowest number")
    )
    assert lowest.inner_text().split("\t")[1:] == ["20", "at least 20"]
    reader.click("sentence 15")
    reader.page.wait_for_url("**/read/A003#C016")
    assert "at least 20" in reader.sees(".sentence:has(:target) .words")


def test_the_place_leads_to_its_dead_too(reader: Reader) -> None:
    reader.click("Places")
    reader.click("University campus of Sirte")
    assert "10 Aug 2016" in reader.under("Killed and wounded there")
    reader.click("at least 20 killed")
    assert "count once" in reader.under("Where reports disagree")


def test_who_held_the_port_area_and_on_whose_word(reader: Reader) -> None:
    reader.click("Places")
    reader.click("Port of Sirte")
    assert "No article says who held Port of Sirte itself." in reader.under("Who held it, by date")
    held = reader.under("Who held the places in it")
    assert re.search("Hotel near the port.*fought over by.*celebcafe.org, in the name of Reda Issa", held)


def test_who_held_district_three_and_on_whose_word(reader: Reader) -> None:
    reader.click("Places")
    reader.click("District three")
    held = reader.under("Who held it, by date")
    assert re.search(
        "District three: besieged by Forces loyal to the GNA.*, held by Islamic State.* Al-Alam", held
    )
    assert "in the name of Media centre of the GNA forces" in held
    reader.click("District three: besieged")
    assert "reported as fact" in reader.sees().lower()


def test_when_the_offensive_began_by_each_article(reader: Reader) -> None:
    reader.click("Offensive to retake Sirte")
    dates = reader.under("When, by each article")
    for article, date in (
        *(("afran.ir", "May 2016"), ("lidtime.com", "June 2016"), ("celebcafe.org", "12 May 2016")),
        *(("Al-Alam", "by 3 June 2016"), ("Taken together", "from 12 May 2016 on")),
    ):
        assert re.search(rf"{article}[^:]*{date}", dates)


def test_how_the_map_changed_between_two_days(reader: Reader) -> None:
    reader.click("Who held what")
    reader.page.get_by_label("As of", exact=True).fill("2016-06-21")
    reader.page.get_by_label("and as of").fill("2016-09-04")
    reader.page.get_by_role("button", name="Show").click()
    changed = reader.under("What changed between 21 June 2016 and 4 Sep 2016")
    assert "Hospital of Sirte" in changed
    assert "in the name of" in changed
    reader.click("T058")
    assert "Hospital of Sirte" in reader.sees("h1")


def test_what_an_actor_lost(reader: Reader) -> None:
    reader.click("Actors")
    reader.click("Islamic State (ISIS)")
    reader.click("What it lost to others")
    lost = reader.under("What it lost to others")
    assert "Ouagadougou centre: taken by Forces loyal to the GNA" in lost
    assert "dozens killed" in reader.under("Its killed, wounded and missing")


# --- by keyboard


FOCUSED = "[document.activeElement.id, document.activeElement.getAttribute('href')]"


def reached_by_tab(page: Any, steps: int) -> set[str]:
    """What the key Tab comes to in so many steps: the identifiers and addresses of elements."""
    reached: set[str] = set()
    for _ in range(steps):
        page.keyboard.press("Tab")
        reached.update(filter(None, page.evaluate(FOCUSED)))
    return reached


def test_navigation_filters_and_marks_are_reached_by_tab(reader: Reader) -> None:
    reader.click("Libyan official")
    reached = reached_by_tab(reader.page, 40)
    assert {"#content", "/", "/timeline", "/control", "/questions", "/cite"} <= reached
    assert {"show-casualties", "show-control", "show-statements"} <= reached
    assert {"T033", "U031", "/r/T035"} <= reached
    reader.page.goto(f"{reader.address}/timeline")
    reached = reached_by_tab(reader.page, 40)
    assert {"blank-1", "blank-5"} <= reached


def test_a_filter_is_turned_off_by_keyboard(reader: Reader) -> None:
    reader.click("Libyan official")
    mark = reader.page.locator("a#C016")
    assert mark.is_visible()
    reader.page.locator("#show-casualties").focus()
    reader.page.keyboard.press("Space")
    assert not mark.is_visible()


# --- the pictures of the documents


def test_the_pictures_of_the_browser_are_those_that_the_tool_takes(chromium: Any, public: Site) -> None:
    taken = runpy.run_path(str(ROOT / "tools" / "screenshots.py"))["pictures"](public.address, chromium)
    assert set(taken) == set(ROOT.glob("docs/images/browser-*.png"))
    for file, picture in taken.items():
        assert picture.startswith(b"\x89PNG")
        assert file.stat().st_size < 160_000
