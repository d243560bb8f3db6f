"""The pages of charts: what is drawn, what stands behind it, what a choice changes.

They are asked of the publisher, over files made from the invented package and from the dataset.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from invented_package import set_cell, write_invented
from pages import html, publisher
from sirte_dataset.browse.content.charts import day_by_day, on_the_map
from sirte_dataset.browse.publishing import Publisher
from test_browse import Page
from test_browse_entities import words_of

pytest.importorskip("vl_convert")

CHARTS = ("timeline", "control", "casualties", "strikes")
CLAIMS = {"control": "control", "casualties": "casualties", "strikes": "strikes"}
POISON = '"><script>alert(1)</script>'
every_chart = pytest.mark.parametrize("address", CHARTS)
over_both = pytest.mark.parametrize("name", ["invented", "dataset"])


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Publisher]:
    parent = tmp_path_factory.mktemp("charts")
    invented = publisher(write_invented(parent / "package"), parent / "invented.db")
    return {"invented": invented, "dataset": publisher(None, parent / "sirte.db")}


@pytest.fixture(scope="module")
def site(sites: dict[str, Publisher]) -> Publisher:
    return sites["invented"]


def asked(site: Publisher, address: str, **parameters: str) -> str:
    page = site.html(address, parameters)
    assert page is not None
    return page.partition('<main id="content">')[2].partition("<footer")[0]


def said(page: str) -> str:
    """What a reader sees, drawings left out."""
    return words_of(re.sub("<svg.*?</svg>", "", page, flags=re.DOTALL))


def drawings(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(svg) for svg in re.findall("<svg.*?</svg>", page, re.DOTALL)]


def rows_linked(page: str) -> set[str]:
    return {link.removeprefix("/r/") for link in Page(page).linked if link.startswith("/r/")}


def choices(page: str, name: str) -> dict[str, str]:
    """What a list offers: the words by the value."""
    listed = re.search(f'<select[^>]* name="{name}">(.*?)</select>', page, re.DOTALL)
    assert listed, f"there is no list of '{name}'"
    return dict(re.findall('<option value="([^"]*)"[^>]*>([^<]*)<', listed[1]))


# --- every page


@over_both
@every_chart
def test_a_chart_has_its_text_its_caption_and_no_script(
    address: str, name: str, sites: dict[str, Publisher]
) -> None:
    page = html(sites[name], address)
    assert page.count("<h1>") == 1
    assert "<script" not in page
    for drawn in drawings(page):
        assert drawn.get("role") == "img"
        assert len(drawn.get("aria-label") or "") > 40
        assert not [each for each in drawn.iter() if each is not drawn and each.get("aria-label")]
    captions = re.findall("<figcaption>(.*?)</figcaption>", page, re.DOTALL)
    assert captions
    assert all(len(caption) > 40 for caption in captions)


@every_chart
def test_no_two_parts_of_the_drawings_share_a_name(address: str, sites: dict[str, Publisher]) -> None:
    page = html(sites["dataset"], address)
    names = re.findall(r'\bid="([^"]*)"', page)
    assert len(names) == len(set(names))
    assert set(re.findall(r"url\(#([^)]*)\)", page)) <= set(names)


@over_both
@pytest.mark.parametrize(("address", "table"), CLAIMS.items())
def test_every_claim_stands_behind_its_chart_and_leads_to_its_page(
    address: str, table: str, name: str, sites: dict[str, Publisher]
) -> None:
    site = sites[name]
    key = site.book.schemas[table].key
    claims = {row[key] for row in site.book.rows(f"SELECT * FROM {table}")}
    if address == "control":  # of the places in the place of the main event
        places = site.book.rows("SELECT place_id FROM places WHERE parent_place_id IS NULL")
        page = "".join(asked(site, address, place=row["place_id"]) for row in places)
    else:
        page = asked(site, address)
    assert claims <= rows_linked(page)
    articles = {row["article_id"] for row in site.book.rows(f"SELECT DISTINCT article_id FROM {table}")}
    linked = {re.sub("#.*", "", link) for link in Page(page).linked}
    assert {f"/read/{article}" for article in articles} <= linked


@every_chart
def test_hostile_names_are_shown_as_text(address: str, tmp_path: Path) -> None:
    folder = write_invented(tmp_path / "package")
    cells = (
        ("events", "E901", "title"),
        ("actors", "harbour_guard", "name"),
        ("actors", "red_lantern", "name"),
        ("places", "karsa", "name"),
        ("articles", "A900", "publisher"),
        ("casualties", "C901", "wording"),
    )
    for number, cell in enumerate(cells):
        set_cell(folder, *cell, f"{POISON}{number}")  # no name is given twice
    page = html(publisher(folder, tmp_path / "sirte.db"), address)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert all(drawn.get("role") == "img" for drawn in drawings(page))


@every_chart
def test_without_what_draws_a_sentence_says_so_and_the_rows_stay(
    address: str, site: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    for drawn_once in (day_by_day, on_the_map):
        drawn_once.cache_clear()
    page = asked(site, address)
    assert "pip install &#39;sirte-dataset[plot]&#39;" in page
    assert not drawings(page)
    assert rows_linked(page)
    for drawn_once in (day_by_day, on_the_map):
        drawn_once.cache_clear()


@every_chart
@pytest.mark.parametrize(
    "lacking",
    ["control", "casualties strikes", "outside_figures comparisons", "event_reports", "event_actors"],
)
def test_a_package_without_the_tables_has_the_pages(address: str, lacking: str, tmp_path: Path) -> None:
    folder = write_invented(tmp_path / "package")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    kept = [each for each in descriptor["resources"] if each["name"] not in lacking.split()]
    descriptor["resources"] = kept
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert html(publisher(folder, tmp_path / "sirte.db"), address).count("<h1>") == 1


# --- timeline


def test_the_timeline_opens_with_the_main_event_and_can_show_all(site: Publisher) -> None:
    assert rows_linked(asked(site, "timeline")) == {"E900", "E901", "E902", "E903"}
    assert "E904" in rows_linked(asked(site, "timeline", events="all"))


@pytest.mark.parametrize(
    ("chosen", "events"),
    [
        ({"kind": "air_strike"}, {"E902"}),
        ({"place": "customs_house"}, {"E901"}),
        ({"place": "karsa"}, {"E900", "E901", "E903"}),
        ({"article": "A901"}, {"E901", "E904"}),
        ({"actor": "lakes_union"}, {"E902"}),
        ({"kind": "negotiation", "article": "A900"}, set()),
    ],
)
def test_what_is_chosen_is_all_that_the_timeline_shows(
    chosen: dict[str, str], events: set[str], site: Publisher
) -> None:
    page = asked(site, "timeline", events="all", **chosen)
    assert rows_linked(page) == events
    assert bool(drawings(page)) == bool(events)


def test_lists_offer_names_and_keep_what_was_chosen(site: Publisher) -> None:
    page = asked(site, "timeline", actor="red_lantern")
    assert choices(page, "actor")["red_lantern"] == "Red Lantern"
    assert choices(page, "place")["karsa"] == "Karsa"
    assert choices(page, "article")["A901"].startswith("Ferry News")
    assert '<option value="red_lantern" selected>' in page


# --- control


def test_two_days_stand_side_by_side_and_what_changed_is_named(site: Publisher) -> None:
    page = said(asked(site, "control", **{"from": "2031-04-01", "to": "2031-04-16"}))
    assert "What changed between 1 Apr 2031 and 16 Apr 2031" in page
    assert "old customs house (nothing said before)" in page
    assert "Unknown: nothing is said." in page
    assert "held by Harbour Guard certain, said before, and not denied since: T901 in Velmar Post" in page
    assert "held by Red Lantern (a share of it) certain, said of that day: T902" in page


def test_a_share_that_is_told_of_once_and_lasts_is_no_change(site: Publisher) -> None:
    page = said(asked(site, "control", **{"from": "2031-04-16", "to": "2031-04-18"}))
    assert "What is said is the same on both days." in page


def test_a_state_of_a_day_is_certain_or_possible_and_names_its_claims(site: Publisher) -> None:
    day = {"from": "2031-04-15", "to": "2031-04-15"}
    page = asked(site, "control", **day)
    assert "captured by Harbour Guard" in said(page)
    assert "The same on both days" in said(page)
    assert "T901" in rows_linked(page)


def test_states_that_cannot_both_be_true_are_marked(tmp_path: Path) -> None:
    folder = write_invented(tmp_path / "package")
    set_cell(folder, "control", "T903", "holder_actor_id", "red_lantern")
    page = asked(publisher(folder, tmp_path / "sirte.db"), "control", **{"from": "2031-04-15"})
    assert "≠" in said(page)


def test_control_by_one_article_leaves_the_others_out(site: Publisher) -> None:
    page = asked(site, "control", article="A901")
    assert rows_linked(page) & {"T901", "T902", "T903"} == {"T903"}


def test_how_the_map_changed_is_told_without_a_choice(sites: dict[str, Publisher]) -> None:
    days = "SELECT min(published_earliest) AS first, max(published_latest) AS last FROM articles"
    articles = sites["dataset"].book.rows(days)[0]
    page = asked(sites["dataset"], "control")
    assert f'value="{articles["first"]}"' in page
    assert f'value="{articles["last"]}"' in page
    assert page.count('<section class="held">') > 5


def test_each_place_without_a_position_is_listed_by_the_map(site: Publisher) -> None:
    listed = asked(site, "control").partition("Without a position")[2]
    places = site.book.rows("SELECT place_id FROM places WHERE latitude IS NULL")
    assert rows_linked(listed) == {row["place_id"] for row in places}


# --- casualties and strikes


@pytest.mark.parametrize(
    ("chosen", "claims"),
    [
        ({"outcome": "wounded"}, {"C902"}),
        ({"article": "A901"}, {"C904"}),
        ({"side": "none"}, {"C903"}),
        ({"outcome": "killed", "article": "A900"}, {"C901", "C903"}),
    ],
)
def test_what_is_chosen_is_all_that_the_casualties_show(
    chosen: dict[str, str], claims: set[str], site: Publisher
) -> None:
    assert rows_linked(asked(site, "casualties", **chosen)) == claims


def test_numbers_stand_as_they_were_given_and_never_as_a_sum(site: Publisher) -> None:
    page = said(asked(site, "casualties"))
    assert "At least 12" in page
    assert "No number" in page
    assert "This is no toll." in page


def test_the_public_record_is_shown_when_it_is_asked_for(site: Publisher) -> None:
    assert not {"F901", "F902"} & rows_linked(asked(site, "casualties"))
    shown = asked(site, "casualties", record="yes")
    assert {"F901", "F902"} <= rows_linked(shown)
    assert "Public record: 2 counts" in " ".join(drawings(shown)[0].itertext())


def test_strikes_stand_beside_the_counts_that_others_published(sites: dict[str, Publisher]) -> None:
    page = asked(sites["dataset"], "strikes")
    others = sites["dataset"].book.rows("SELECT * FROM outside_figures WHERE kind = 'strikes'")
    assert {row["outside_figure_id"] for row in others} <= rows_linked(page)
    assert len(drawings(page)) == 2


# --- the first page


def test_the_first_page_shows_when_the_main_event_was_by_each_article(site: Publisher) -> None:
    page = html(site, "")
    assert '<a href="/r/E900">The fight for Karsa</a>' in page
    assert '<figure class="time-bar"' in page
