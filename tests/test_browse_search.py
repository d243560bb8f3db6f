"""The search page: what is found for what is typed, claims first, and that whatever is typed is text."""

from __future__ import annotations

import re

import pytest

from invented_package import write_invented
from pages import publisher
from sirte_dataset.browse.content.finding import Entry, Index, entries, in_digits, index_of
from sirte_dataset.browse.publishing import Publisher
from test_browse import Page
from test_browse_entities import words_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    parent = tmp_path_factory.mktemp("search")
    return publisher(write_invented(parent / "package"), parent / "sirte.db")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    return publisher(None, tmp_path_factory.mktemp("dataset") / "sirte.db")


def page_of(site: Publisher, **parameters: str) -> str:
    page = site.html("search", parameters)
    assert page is not None
    return page.partition('<main id="content">')[2].partition("</main>")[0]


def found(site: Publisher, asked: str) -> list[str]:
    return [entry.row_id for entry in index_of(site.book).find(asked).entries]


def claims(site: Publisher, asked: str) -> list[str]:
    return [entry.row_id for entry in index_of(site.book).find(asked).entries if entry.kind == "claims"]


# --- what is found


@pytest.mark.parametrize(
    ("asked", "row"),
    [
        ("customs house", "T901"),  # the name of its place
        ("lantern", "C901"),  # the name of its victims
        ("killed lanterns", "C901"),  # a code, and another ending
        ('"at least 12"', "C901"),  # its own words
        ("at least twelve", "C901"),  # a number in words
        ("expelled officers", "R901"),  # our words for its passage
        ("Velmar Post Tuesday", "R901"),  # its article and its quote
        ("15 April 2031", "C901"),  # its date, with the month in full
        ("C901", "C901"),
        ("CUSTOMS_HOUSE", "T901"),
    ],
)
def test_a_claim_is_found_by_all_that_it_speaks_of(asked: str, row: str, site: Publisher) -> None:
    assert row in claims(site, asked)


@pytest.mark.parametrize(
    ("asked", "row"),
    [
        ("building hands", "U903"),
        ("march quarter", "E903"),
        ("ombra", "ombra"),
        ("guard spokesman", "guard_spokesman"),
        ("fewer than twenty", "D901"),
        ("wire twelve", "karsa_wire"),
        ("confidence", "casualties.confidence"),
        ("who held a place", "control_over_time"),
    ],
)
def test_everything_else_is_found_too(asked: str, row: str, site: Publisher) -> None:
    rows = found(site, asked)
    assert row in rows, rows


def test_what_is_found_leads_to_its_page(dataset: Publisher) -> None:
    addresses = {*dataset.addresses(), "search"}
    for entry in entries(dataset.book):
        assert entry.address in addresses, entry


def test_claims_stand_first_then_statements_and_each_kind_says_how_many(site: Publisher) -> None:
    page = page_of(site, q="guard")
    headings = re.findall('<h2 id="([^"]+)">[^<]*<small class="mark">([0-9]+)', page)
    assert [kind for kind, _ in headings][:2] == ["claims", "statements"]
    assert int(dict(headings)["claims"]) == len(claims(site, "guard"))


def test_the_claims_of_the_dataset_are_found_as_a_reader_asks(dataset: Publisher) -> None:
    rows = dataset.book.rows
    campus = {
        row["casualty_id"] for row in rows("SELECT * FROM casualties WHERE place_id = 'university_campus'")
    }
    assert campus
    assert campus <= set(claims(dataset, "university"))
    district = {row["control_id"] for row in rows("SELECT * FROM control WHERE place_id = 'district_three'")}
    assert district
    assert district <= set(claims(dataset, "district 3"))
    killed = {row["casualty_id"] for row in rows("SELECT * FROM casualties WHERE outcome = 'killed'")}
    assert killed <= set(claims(dataset, "martyrs"))


# --- what is forgiven


def test_numbers_are_found_in_words_and_digits() -> None:
    assert in_digits("District three, a hundred and No. 3") == "District 3, a 100 and No. 3"
    assert in_digits("some 1,800 by August, in June") == "some 1800 by Aug, in June"
    index = Index([Entry("places", "p", "r/p", "District three")])
    assert [entry.row_id for entry in index.find("district 3").entries] == ["p"]


def test_words_that_the_package_calls_alike_are_found_by_one_another() -> None:
    held = [Entry("claims", "a", "r/a", "12 killed"), Entry("claims", "b", "r/b", "12 wounded")]
    assert Index(held).find("martyrs").entries == []
    alike = Index(held, [["killed", "martyrs"]])
    assert [entry.row_id for entry in alike.find("Martyrs").entries] == ["a"]


def test_a_near_spelling_is_offered_and_leads_on(site: Publisher) -> None:
    page = page_of(site, q="lanturn killed")
    assert "Nowhere in this dataset: lanturn" in words_of(page)
    assert "/search?q=lantern+killed" in Page(page).linked


def test_the_beginning_of_a_word_is_enough(site: Publisher) -> None:
    assert found(site, "custo")


def test_where_no_claim_has_all_the_words_what_has_some_is_shown_and_so_called(site: Publisher) -> None:
    page = page_of(site, q="ombra lantern")
    assert "No claim has all of the words; what follows has some of them" in words_of(page)
    assert "No claim has all" not in words_of(page_of(site, q="customs lantern"))


def test_slight_words_do_not_matter_unless_they_stand_alone(site: Publisher) -> None:
    assert found(site, "who was at the ombra talks") == found(site, "ombra talks")


def test_a_phrase_is_a_phrase() -> None:
    index = Index(
        [Entry("places", "p", "r/p", "the customs house"), Entry("places", "q", "r/q", "house of customs")]
    )
    assert [entry.row_id for entry in index.find('"Customs house"').entries] == ["p"]
    assert len(index.find("customs house").entries) == 2


# --- what is said


def test_it_is_said_what_was_searched_and_what_to_try(site: Publisher) -> None:
    number = len(index_of(site.book).entries)
    page = words_of(page_of(site, q="qqqqqq"))
    assert f"Searched: {number} entries, namely claims, statements" in page
    assert "Nothing was found. Try fewer words" in page
    linked = Page(page_of(site)).linked
    assert {"/events", "/places", "/actors", "/questions"} <= set(linked)
    assert [link for link in linked if link.startswith("/search?q=")]


def test_a_long_list_is_cut_and_shown_whole_on_demand(dataset: Publisher) -> None:
    number = len(claims(dataset, "sirte"))
    shown = lambda page: len(re.findall(r'</span> <a href="/r/[^"]+" title', page))  # noqa: E731
    first = page_of(dataset, q="sirte")
    assert shown(first) < number
    assert "/search?q=sirte&kind=claims" in Page(first).linked
    assert shown(page_of(dataset, q="sirte", kind="claims")) == number


def test_what_was_asked_stands_in_the_field(site: Publisher) -> None:
    assert 'id="find" name="q" value="customs &#34;house&#34;"' in page_of(site, q='customs "house"')


# --- whatever is typed


@pytest.mark.parametrize(
    "asked",
    [
        *(
            '"',
            '""',
            "(",
            "AND",
            "a OR",
            "NOT b",
            "NEAR(a b)",
            "a*",
            "^a",
            "{a b}: c",
            "title:x",
            "-",
            "'; --",
        ),
        *(
            "\x00",
            "\ud800".encode("utf-8", "replace").decode(),
            "\u202eabc",
            "x" * 5000,
            "²",
            "a " * 3000,
            "%00",
        ),
        *(
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "javascript:alert(1)",
            "{{ 7 * 7 }}",
        ),
    ],
)
def test_whatever_is_typed_is_text(asked: str, site: Publisher) -> None:
    page = page_of(site, q=asked, kind=asked)
    assert "<script" not in page
    assert "<img" not in page
    assert len(page) < 200_000


def test_a_search_without_words_is_none(site: Publisher) -> None:
    assert page_of(site, q="  ") == page_of(site)
