"""The pages of events, places and actors, of disagreements, codebook and citation, and the first page.

They are asked of the publisher, over a file made from the invented package, without a server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from invented_package import write_invented
from pages import html, publisher
from sirte_dataset.browse.content import PAGES
from sirte_dataset.browse.content.time_bar import time_bar
from sirte_dataset.browse.content.wording import told
from sirte_dataset.browse.publishing import Publisher
from sirte_dataset.errors import UsageError
from test_browse import Page

OURS = ("", "r", "events", "places", "actors", "disagreements", "codebook", "cite")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    parent = tmp_path_factory.mktemp("entities")
    return publisher(write_invented(parent / "package"), parent / "sirte.db")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    return publisher(None, tmp_path_factory.mktemp("dataset") / "sirte.db")


def words_of(page: str) -> str:
    return " ".join(Page(page.replace("</dt>", "</dt> ")).text.split())


def text(site: Publisher, address: str) -> str:
    """What a reader sees of a page below its navigation, with single blanks."""
    return words_of(html(site, address).partition('<main id="content">')[2])


def section(site: Publisher, address: str, anchor: str) -> str:
    """What stands under one heading of a page."""
    after = html(site, address).partition(f'<h2 id="{anchor}">')[2]
    assert after, f"'{address}' has no part '{anchor}'"
    return words_of(re.split("<h2 |<footer", after)[0])


# --- events


def test_an_event_says_when_where_by_whom_and_how_its_date_was_settled(site: Publisher) -> None:
    page = text(site, "r/E901")
    assert "The Guard expels the Lantern from the customs house." in page
    assert "When 15 Apr 2031 Where old customs house By Harbour Guard Against Red Lantern" in page
    assert "The most precise report that no earlier report contradicts is taken over." in page
    assert "Part of The fight for Karsa" in page


def test_the_dates_of_an_event_stand_on_one_axis_with_their_words(site: Publisher) -> None:
    dates = html(site, "r/E901").partition('<figure class="time-bar"')[2].partition("</figure>")[0]
    assert re.findall('role="img" aria-label="([^"]*)"', dates) == [
        "Velmar Post: 15 Apr 2031",
        "Ferry News: by 15 Apr 2031",
        "Taken together: 15 Apr 2031",
    ]
    assert "<q>on Tuesday</q>" in dates
    assert dates.count('fill="url(#open-start)"') == 1


def test_claims_on_an_event_stand_side_by_side_by_article(site: Publisher) -> None:
    sides = (
        html(site, "r/E901")
        .partition('<div class="columns">')[2]
        .split('<section aria-labelledby="from-')[1:]
    )
    assert [re.findall('<article class="claim[^>]* id="([^"]+)"', side) for side in sides] == [
        ["R901", "C901", "C902", "T901"],
        ["R902", "C904", "T903"],
    ]


def test_a_report_is_told_by_its_passage_on_the_page_of_its_event(site: Publisher) -> None:
    gloss = site.book.row("passages", "A900.03")
    assert gloss is not None
    assert " ".join(gloss["gloss"].split()) in section(site, "r/E901", "claims")


def test_an_event_shows_its_disagreements_what_others_published_and_its_parts(site: Publisher) -> None:
    assert "Both may hold: from 12 to 19." in section(site, "r/E901", "disagreements")
    assert "The wire counts twelve." in section(site, "r/E901", "outside")
    assert "planned" in section(site, "r/E900", "parts")
    assert "Its killed" not in text(site, "r/E901")


def test_what_is_only_planned_is_said_to_be_so(site: Publisher) -> None:
    assert "Planned. It is announced, prepared or intended" in text(site, "r/E903")
    assert "Planned." not in text(site, "r/E901")


def test_a_date_that_an_outside_publication_settles_names_it(site: Publisher) -> None:
    assert "an outside publication settles it. Here: Ombra Gazette." in section(site, "r/E904", "dates")


# --- the time bar


def test_bars_lie_on_the_axis_as_their_days_do() -> None:
    bar = time_bar(
        [("a", "2031-01-01/2031-01-10", ""), ("b", "2031-01-06/..", ""), ("c", "[..2031-01-05]", "")]
    )
    assert bar is not None
    one, two, three = (line.bars[0] for line in bar.lines)
    assert (one.x, one.x + one.width) == (6, 94)
    assert (two.x, two.x + two.width, two.open_start, two.open_end) == (50, 100, False, True)
    assert (three.x, three.x + three.width, three.open_start, three.open_end) == (0, 50, True, False)
    assert (bar.first, bar.last) == ("1 Jan 2031", "10 Jan 2031")


def test_one_of_two_days_is_two_bars_and_no_date_is_none() -> None:
    bar = time_bar([("a", "[2031-01-01,2031-01-03]", ""), ("b", None, "")])
    assert bar is not None
    assert [(len(line.bars), line.when) for line in bar.lines] == [(2, "1 or 3 Jan 2031"), (0, "undated")]
    assert time_bar([("a", None, "")]) is None


# --- places


def test_a_place_says_who_held_it_and_the_places_in_it_by_date(site: Publisher) -> None:
    assert "No article says who held Karsa itself. See who held Velmar" in section(site, "r/karsa", "held")
    within = section(site, "r/karsa", "held_within")
    order = [within.index(words) for words in ("taken by Harbour Guard", "held by Harbour Guard", "40% of")]
    assert order == sorted(order)
    assert within.index("16 Apr 2031") < within.index("40% of")
    held = section(site, "r/customs_house", "held")
    assert "15 Apr 2031 T old customs house: taken by Harbour Guard from Red Lantern Velmar Post" in held
    assert "from 15 Apr 2031 on T old customs house: held by Harbour Guard" in held


def test_a_place_shows_its_place_in_the_tree_its_position_and_its_names(site: Publisher) -> None:
    page = text(site, "r/karsa")
    assert page.startswith("Places / Velmar Karsa Kind city")
    assert "10.2500° N, 20.7500° E. The point lies near the place. From Ombra Gazette." in page
    assert "old customs house building" in section(site, "r/karsa", "tree")
    assert "Velmar Post" in section(site, "r/karsa", "names")


def test_a_place_has_the_events_and_losses_in_it(site: Publisher) -> None:
    events = section(site, "r/karsa", "events")
    assert events.index("The customs house changes hands") < events.index("March into the port quarter")
    assert "at least 12 killed" in section(site, "r/karsa", "casualties")


def test_a_place_of_which_nothing_is_claimed_leads_on(changed: Callable[..., Publisher]) -> None:
    site = changed(("events", "E904", "place_id", ""), ("event_reports", "R905", "place_id", ""))
    linked = Page(html(site, "r/ombra")).linked
    assert {"/r/velmar#held", "/r/velmar#events"} <= set(linked)


def test_the_places_are_listed_under_the_place_they_lie_in(site: Publisher) -> None:
    listed = text(site, "places")
    order = [
        listed.index(name) for name in ("Velmar country", "Karsa city", "old customs house", "Ombra city")
    ]
    assert order == sorted(order)


# --- actors


def test_an_actor_did_said_held_took_and_lost(site: Publisher) -> None:
    assert "15 Apr 2031 The customs house changes hands" in section(site, "r/harbour_guard", "did")
    assert "The building has been in its hands" in section(site, "r/harbour_guard", "said")
    assert "held by Harbour Guard" in section(site, "r/harbour_guard", "held")
    assert "taken by Harbour Guard" in section(site, "r/harbour_guard", "took")
    assert "taken by Harbour Guard from Red Lantern" in section(site, "r/red_lantern", "gave_up")
    assert "at least 12 killed: Red Lantern" in section(site, "r/red_lantern", "lost")
    assert "at least 12 killed: Red Lantern" in section(site, "r/harbour_guard", "inflicted")
    assert "at least 12 killed" not in section(site, "r/harbour_guard", "took")


def test_what_is_claimed_of_its_members_is_on_the_page_of_an_actor(site: Publisher) -> None:
    assert "To it belong officers of the Harbour Guard, spokesman" in text(site, "r/harbour_guard")
    assert "40% of port quarter" in section(site, "r/harbour_guard", "on_its_word")
    assert "Belongs to Harbour Guard" in text(site, "r/guard_spokesman")
    assert 'id="took"' not in html(site, "r/guard_spokesman")


def test_a_medium_has_the_claims_that_came_through_it(site: Publisher) -> None:
    assert "40% of port quarter" in section(site, "r/velmar_post", "relayed")


# --- disagreements


def test_a_disagreement_has_its_sides_and_how_to_take_it(site: Publisher) -> None:
    page = text(site, "disagreements")
    assert "Twelve or more. C at least 12 killed" in page
    assert "Fewer than twenty. C fewer than 20 killed" in page
    assert "How to take it. Both may hold: from 12 to 19." in page
    assert 'id="D901"' in html(site, "disagreements")


def test_disagreements_are_chosen_by_kind(dataset: Publisher) -> None:
    points = dataset.book.rows("SELECT discrepancy_id, kind FROM discrepancies")
    for kind in {point["kind"] for point in points}:
        shown = re.findall('<section class="point" id="([^"]+)"', html(dataset, f"disagreements/{kind}"))
        assert shown == [point["discrepancy_id"] for point in points if point["kind"] == kind]
    assert dataset.html("disagreements/quarrel") is None


# --- reference


def test_every_column_and_code_is_in_the_codebook_under_its_own_anchor(dataset: Publisher) -> None:
    page = html(dataset, "codebook")
    words = text(dataset, "codebook")
    for schema in dataset.book.schemas.values():
        for field in schema.fields:
            assert f'id="{schema.name}.{field.name}"' in page
            assert " ".join(field.description.replace("`", "").split()) in words
            for code, meaning in field.meanings:
                assert " ".join(f"{code} {meaning}".replace("`", "").split()) in words


def test_the_citation_is_there_in_every_style(dataset: Publisher) -> None:
    from sirte_dataset.citation import STYLES, cite

    shown = " ".join(text(dataset, "cite").split())
    for style in STYLES:
        assert " ".join(cite(style, dataset.book.package).split()) in shown


def test_a_package_that_says_too_little_for_a_citation_says_what_it_lacks(site: Publisher) -> None:
    assert "A citation needs the key" in text(site, "cite")


# --- the first page


def test_the_first_page_leads_to_articles_and_to_everything_else(site: Publisher) -> None:
    linked = set(Page(html(site, "")).linked)
    assert {
        "/read/A900",
        "/read/A901",
        "/timeline",
        "/actors",
        "/places",
        "/events",
        "/cite",
        "/sirte",
    } <= linked
    assert "Velmar Post, 16 Apr 2031" in text(site, "")
    assert "14 claims 3 statements 5 events" in text(site, "")
    assert "Ferry News, between 17 and 18 Apr 2031" in text(site, "")


# --- all of them


def test_there_are_pages_of_all_events_places_and_actors(dataset: Publisher) -> None:
    addresses = set(dataset.addresses())
    for table, key in (("events", "event_id"), ("places", "place_id"), ("actors", "actor_id")):
        for row in dataset.book.rows(f"SELECT {key} AS key FROM {table}"):
            assert f"r/{row['key']}" in addresses
    with pytest.raises(UsageError, match="No row has the identifier 'E99999'"):
        dataset.html("r/E99999")


def test_every_page_is_sound_and_its_links_lead_somewhere(dataset: Publisher) -> None:
    addresses = set(dataset.addresses())
    pages = {address: html(dataset, address) for address in addresses if address.partition("/")[0] in OURS}
    anchors = {address: set(re.findall(' id="([^"]+)"', page)) for address, page in pages.items()}
    for address, page in pages.items():
        assert page.count("<h1") == 1, address
        ids = re.findall(' id="([^"]+)"', page)
        assert len(ids) == len(set(ids)), f"{address} uses an anchor twice"
        for link in Page(page).linked:
            target, _, fragment = link.removeprefix("/").partition("#")
            kind = target.partition("/")[0] if link.startswith("/") else None
            if not link.startswith("/"):
                target = address
            if target not in pages and (kind not in PAGES or kind is None):
                continue
            assert target in addresses, f"{address} links to {link}"
            assert not fragment or target not in pages or fragment in anchors[target], f"{address}: {link}"


@pytest.mark.parametrize(
    "lacking", ["comparisons", "discrepancies discrepancy_claims", "event_actors", "actor_names place_names"]
)
def test_a_package_that_lacks_a_table_has_its_pages(lacking: str, tmp_path: Path) -> None:
    folder = write_invented(tmp_path / "package")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"] = [
        each for each in descriptor["resources"] if each["name"] not in lacking.split()
    ]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    site = publisher(folder, tmp_path / "sirte.db")
    for address in (
        "",
        "r/E901",
        "r/karsa",
        "r/harbour_guard",
        "events",
        "places",
        "actors",
        "disagreements",
    ):
        assert html(site, address)


def test_identifiers_in_prose_are_links_and_articles_their_publishers(site: Publisher) -> None:
    pieces = told(site.book, "A900 has it, as E901 and A900.03 do; X99999 is nothing, `low` is a name.")
    assert "".join(piece.text for piece in pieces) == (
        "Velmar Post has it, as E901 and A900.03 do; X99999 is nothing, low is a name."
    )
    assert [(piece.address, piece.fragment) for piece in pieces if piece.address] == [
        ("read/A900", ""),
        ("r/E901", ""),
        ("read/A900", "A900.03"),
    ]


MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"
LONG = "w" * 3000
TURNED = "\u202eabc\u202c \u05e9\u05dc\u05d5\u05dd"


@pytest.mark.parametrize("words", [MARKUP, LONG, TURNED], ids=["markup", "a long word", "right to left"])
def test_hostile_text_stays_text(words: str, changed: Callable[..., Publisher]) -> None:
    site = changed(
        *(("events", "E901", column, words) for column in ("title", "summary", "note")),
        *(("actors", "harbour_guard", column, words) for column in ("name", "description", "note")),
        *(("places", "karsa", column, words) for column in ("name", "note")),
        *(("discrepancies", "D901", column, words) for column in ("topic", "summary", "resolution")),
        ("discrepancy_claims", "DC901", "position", words),
        ("comparisons", "M901", "finding", words),
        ("articles", "A900", "publisher", words),
        ("articles", "A900", "title", words),
        ("sources", "karsa_wire", "url", "javascript:alert(1)"),
    )
    addresses = [address for address in site.addresses() if address.partition("/")[0] in OURS]
    shown = {address: html(site, address) for address in addresses}
    assert all(words in Page(shown[address]).text for address in ("r/E901", "r/harbour_guard", "r/karsa", ""))
    for address, page in shown.items():
        assert not re.search("<script(?! src=)|<img", page), address
        assert "javascript:" not in " ".join(Page(page).linked), address
