"""The reader, the page of a claim, and the page of any row by its identifier.

They are asked of the publisher, over files made from the invented package, without a server; what a script
does is asked of a web browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from pathlib import Path

import pytest

from invented_package import TEXTS, set_cell, write_invented
from pages import html, publisher
from sirte_dataset.browse.content import PAGES
from sirte_dataset.browse.content.cells import cells
from sirte_dataset.browse.content.marks import Piece, Span, cut, outline
from sirte_dataset.browse.publishing import NAVIGATION, Publisher
from sirte_dataset.errors import UsageError
from sirte_dataset.withdrawals import withdrawals
from test_browse import Page

# Each with the pages it is the subject of: the hostile text is put there, and must come out as text.
HOSTILE = (
    "\"><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} '\u202e\u0634\u0627\u0631\u0639'"
)
CELLS = (
    ("passages", "A900.03", "gloss", "read/A900"),
    ("articles", "A900", "title", "read/A900"),
    ("articles", "A900", "note", "read/A900"),
    ("casualties", "C901", "note", "r/C901"),
    ("actors", "red_lantern", "name", "r/C901"),
    ("events", "E901", "title", "r/C901"),
    ("discrepancies", "D901", "resolution", "r/C901"),
    ("discrepancy_claims", "DC902", "position", "r/C901"),
    ("comparisons", "M901", "finding", "r/C901"),
    ("claim_links", "L901", "basis", "r/C901"),
    ("sources", "karsa_wire", "title", "r/karsa_wire"),
)


@pytest.fixture(scope="module", params=["a public copy", "a private copy"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    parent = tmp_path_factory.mktemp("reader")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIRTE_ARTICLES", str(TEXTS))
        yield publisher(write_invented(parent / "package"), parent / "x.db", "private" in request.param)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    parent = tmp_path_factory.mktemp("public")
    return publisher(write_invented(parent / "package"), parent / "x.db")


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    parent = tmp_path_factory.mktemp("private")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIRTE_ARTICLES", str(TEXTS))
        yield publisher(write_invented(parent / "package"), parent / "x.db", True)


def text(site: Publisher, address: str) -> str:
    """What a reader sees of a page, with single blanks."""
    page = re.sub(r"<style>.*?</style>", "", html(site, address), flags=re.DOTALL)
    bare = re.sub(r"</?(?:a|q|span|small|strong|mark|sup|code)\b[^>]*>", "", page)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", bare)).split())


def marked(page: str, row_id: str) -> str:
    """The words marked for a row, by the number that its note bears; those apart are set apart by a bar."""
    number = re.search(rf'n(\d+)" id="{row_id}"', page)
    assert number, f"{row_id} is not marked"
    found = re.findall(r'<span class="w((?: [^" ]+)*)"[^>]*>(.*?)</span>', page, re.DOTALL)
    return unescape("|".join(words for names, words in found if f"n{number[1]}" in names.split()))


# --- a passage in pieces


def test_pieces_end_where_any_words_begin_or_end_and_know_all_that_cover_them() -> None:
    pieces = cut("abcdef", 10, [Span(10, 14, "control", "T1", ""), Span(12, 16, "strikes", "K1", "best")])
    t, k = ("control", "T1"), ("strikes", "K1")
    assert pieces == [
        Piece("ab", (t,), (t,), (), ()),
        Piece("cd", (t, k), (), (("strikes", "K", 1),), ((*k, "best"),)),
        Piece("ef", (k,), (), (), ((*k, "best"),)),
    ]


def test_words_that_reach_over_the_edge_of_a_passage_are_cut_there() -> None:
    whole = cut("abc", 5, [Span(0, 99, "control", "T1", ""), Span(8, 20, "control", "T2", "")])
    assert [(piece.words, piece.rows) for piece in whole] == [("abc", (("control", "T1"),))]


def test_a_passage_without_marks_is_one_piece() -> None:
    assert cut("abc", 0, []) == [Piece("abc", (), (), (), ())]


def test_what_rests_on_the_fewest_words_comes_first() -> None:
    spans = [Span(0, 9, "statements", "U1", ""), Span(2, 4, "control", "T1", "place_id")]
    assert cut("abcdefghi", 0, spans)[1].rows == (("control", "T1"), ("statements", "U1"))


def test_letters_of_one_table_that_begin_at_one_place_are_counted() -> None:
    spans = [Span(0, 2, "control", name, "date_stated") for name in ("T1", "T2")]
    assert cut("ab", 0, spans)[0].letters == (("control", "T", 2),)


def test_an_outline_has_the_quotes_in_their_places_and_one_gap_between() -> None:
    pieces = [
        {"start": 12, "end": 14, "quote": "cd"},
        {"start": 17, "end": 19, "quote": "of other length"},
        {"start": 18, "end": 21, "quote": "out"},
    ]
    words = outline({"start": 10, "end": 20}, pieces)
    shown = cut(words, 10, [Span(12, 14, "control", "T1", ""), Span(16, 18, "control", "T2", "")])
    assert [piece.words for piece in shown] == [" … ", "cd", " … "]
    assert [piece.rows for piece in shown] == [(), (("control", "T1"),), ()]


# --- the reader


def test_the_reader_tells_every_passage_in_order(site: Publisher) -> None:
    page = text(site, "read/A900")
    passages = site.book.rows("SELECT gloss FROM passages WHERE article_id = 'A900' ORDER BY position")
    at = [page.index(passage["gloss"]) for passage in passages]
    assert at == sorted(at)


def test_a_private_copy_has_every_word_and_a_public_one_those_that_are_quoted(
    public: Publisher, private: Publisher
) -> None:
    words = (TEXTS / "harbour.txt").read_text(encoding="utf-8")
    shown = re.findall(r'<p class="words"[^>]*>(.*?)</p>', html(private, "read/A900"), re.DOTALL)
    bare = [unescape(re.sub(r"<(a|sup)\b.*?</\1>|<[^>]*>", "", one)) for one in shown]
    assert "".join("".join(bare).split()) == "".join(words.split())
    assert "drove the Red Lantern" not in html(public, "read/A900")
    assert "on Tuesday" in html(public, "read/A900")


def test_every_piece_of_evidence_is_marked_where_its_words_stand(private: Publisher) -> None:
    book = private.book
    for article in ("A900", "A901"):
        page = html(private, f"read/{article}")
        told = book.rows("SELECT * FROM evidence WHERE article_id = :a AND field IS NULL", {"a": article})
        for piece in told:
            whole = book.rows("SELECT text FROM texts WHERE article_id = :a", {"a": article})[0]["text"]
            own = whole[piece["start"] : piece["end"]]
            assert own in marked(page, piece["row_id"]).replace("|", ""), piece
        cells = book.rows(
            "SELECT * FROM evidence WHERE article_id = :a AND field IS NOT NULL", {"a": article}
        )
        fields = re.findall(r'data-cells="([^"]*)"', page)
        assert {cell["field"] for cell in cells} == {
            one.partition("-")[2] for group in fields for one in group.split()
        }


def test_words_that_several_claims_share_bear_the_lines_and_letters_of_all(private: Publisher) -> None:
    page = html(private, "read/A900")
    tuesday = re.search(
        r'((?:<(?:a|sup) class="tag[^>]*>[^<]*</(?:a|sup)>)*)<span[^>]*>on Tuesday</span>', page
    )
    assert tuesday
    for table in ("event_reports", "casualties", "control"):
        assert f"var(--m-{table})" in tuesday[0]
    assert ">C2</sup>" in tuesday[1]  # C901, and C904 of the other article


def test_a_claim_of_another_article_that_rests_on_words_here_is_told_as_such(site: Publisher) -> None:
    assert "fewer than 20 killed: Red Lantern claim of another article" in text(site, "read/A900")


def test_furniture_headlines_and_lost_antecedents_are_said(site: Publisher) -> None:
    page = text(site, "read/A900")
    assert page.count("Page furniture, nothing is coded from it") == 1
    assert page.count("Points back to something that the text before it does not name") == 1
    assert "Headline" in page


def test_each_table_can_be_left_unmarked_and_only_claims_are_marked_at_first(site: Publisher) -> None:
    page = html(site, "read/A900")
    chosen = dict(re.findall(r'<input type="checkbox" id="show-(\w+)"( checked)?>', page))
    on = [table for table, checked in chosen.items() if checked]
    assert on == ["event_reports", "casualties", "control", "strikes", "strengths", "statements"]
    assert list(chosen)[6:] == ["time_expressions", "actor_names", "place_names"]
    for table in chosen:
        assert f":has(#show-{table}:not(:checked))" in page


def test_a_claim_has_an_anchor_in_its_sentence_its_note_and_its_coded_cells(site: Publisher) -> None:
    page = html(site, "read/A901")
    assert page.count('id="C904"') == 1
    assert "Fewer than 20" in marked(page, "C904")
    number = re.search(r'n(\d+)" id="C904"', page)
    assert number
    rule = rf"\.n{number[1]}:is\(:target[^{{]*\.w\.n{number[1]} \{{ background-color"
    assert re.search(rule, page), "a link to the claim lights nothing up"
    note = page[page.index(f'data-note="{number[1]}"') :]
    assert "fewer than" in note[: note.index("</li>")]
    assert "15 Apr 2031" in note[: note.index("</li>")]


def test_no_identifier_is_given_twice_on_a_page(site: Publisher) -> None:
    for address in ("read/A900", "read/A901", "r/C901", "r/C904", "r/R902", "r/karsa_wire"):
        ids = re.findall(r'\sid="([^"]*)"', html(site, address))
        assert len(ids) == len(set(ids)), address


def test_below_the_reader_stands_what_is_known_of_the_article(site: Publisher) -> None:
    page = text(site, "read/A901")
    assert "Published between 17 and 18 Apr 2031" in page
    assert "It knows of the customs house and not of the port quarter." in page
    assert "It is inferred; the note gives the reason." in page
    assert "Kind of publisher aggregator" in page
    assert 'href="/read/A900"' in html(site, "read/A901")


def test_an_article_that_is_not_there_has_no_page(site: Publisher) -> None:
    assert site.html("read/A909") is None
    assert site.html("read/") is None


# --- the page of a claim


def test_a_claim_is_told_with_the_words_of_each_of_its_cells(private: Publisher, public: Publisher) -> None:
    page = text(private, "r/C901")
    assert "At least 12 killed: Red Lantern; by Harbour Guard C901" in page
    assert "Velmar Post says so in the name of" in page
    assert "Victims Red Lantern Lantern men" in page
    assert "Lowest number 12 At least 12" in page
    assert "Date as stated 15 Apr 2031 on Tuesday not outright, but implied" in page
    assert "Running total no died in the storm not outright, but implied" in page
    assert "Victims Red Lantern said in words not quoted here" in text(public, "r/C901")
    assert "Date as stated 15 Apr 2031 on Tuesday" in text(public, "r/C901")


def test_a_cell_without_words_says_what_it_follows_from(public: Publisher) -> None:
    assert "follows from the words for the number" in text(public, "r/C901")
    assert "Date 15 Apr 2031 The article gives a weekday or a phrase" in text(public, "r/C901")
    assert "Extent whole The whole of the place. from the sentence as a whole" in text(public, "r/T901")


def test_the_words_of_a_claim_stand_in_their_sentences(private: Publisher, public: Publisher) -> None:
    page = html(private, "r/C901")
    assert '<mark title="lowest number, wording of the amount">At least 12</mark>' in page
    assert page.index("At least 12</mark>") < page.index("on Tuesday</mark>")
    assert 'href="/read/A900#C901"' in page
    assert "None of its words are quoted here" in text(public, "r/U901")


def test_words_in_another_article_are_named_as_such(site: Publisher) -> None:
    assert re.search("Date 15 Apr 2031 on Tuesday .*in another article", text(site, "r/C904"))


def test_overlaps_are_told_from_either_end_in_plain_words(site: Publisher) -> None:
    assert "It is a later state of, and replaces,: Both count" in text(site, "r/C904")
    assert "It is an earlier state of, and is replaced by,: Both count" in text(site, "r/C901")
    assert "It goes back to the same report as: One sentence gives both." in text(site, "r/T903")


def test_a_disagreement_is_shown_with_all_sides_and_how_to_take_it(site: Publisher) -> None:
    page = text(site, "r/C901")
    sides = page.partition("Where reports disagree")[2]
    assert sides.index("Twelve or more.") < sides.index(
        "Fewer than twenty. C fewer than 20 killed: Red Lantern"
    )
    assert "How to take it. Both may hold: from 12 to 19." in sides


def test_what_other_publications_say_stands_beside_the_claim(site: Publisher) -> None:
    assert "Narrows: The wire has forty townspeople dead." in text(site, "r/C903")
    assert {"/r/karsa_wire", "/r/F901"} <= set(Page(html(site, "r/C903")).linked)


def test_the_other_claims_on_the_event_stand_below_and_the_claim_itself_does_not(site: Publisher) -> None:
    below = html(site, "r/C901").partition('id="others"')[2]
    assert re.findall(r'<article class="claim[^>]*id="([^"]+)"', below) == [
        "R901",
        "C902",
        "T901",
        "R902",
        "C904",
        "T903",
    ]
    beside = html(site, "r/U902").partition('id="others"')[2]
    assert re.findall(r'<article class="claim[^>]*id="([^"]+)"', beside) == ["C901", "C902"]


def test_a_row_says_how_it_is_cited_and_how_it_stands_in_its_table(site: Publisher) -> None:
    page = text(site, "r/C901")
    assert f"(version {site.book.package.version}). Row C901 of the table casualties." in page
    assert "victim_actor_id red_lantern" in page


def test_the_citation_is_that_of_the_dataset(tmp_path: Path) -> None:
    site = publisher(None, tmp_path / "x.db")
    claim = site.book.rows("SELECT min(row_id) AS row_id FROM claims")[0]["row_id"]
    content = site.book.package.descriptor["x-content"]
    cited = f"[Data set]. Content: {content}. Licence: CC-BY-4.0. Row {claim} of the table"
    assert cited in text(site, f"r/{claim}")


def test_codes_names_of_columns_and_edtf_are_out_of_sight(site: Publisher) -> None:
    for row_id in ("C901", "C904", "T902", "R902", "U901", "S901", "K901"):
        shown = html(site, f"r/{row_id}").partition("<main")[2].partition('<section class="cite-row"')[0]
        words = " ".join(unescape(re.sub(r"<[^>]*>", " ", shown)).split())
        assert not re.search(r"\b[a-z]+_[a-z_]+\b|\[\.\.|`", words), row_id


# --- any row


def test_every_row_of_every_table_has_a_page_whose_links_lead_somewhere(site: Publisher) -> None:
    addresses = [f"r/{row_id}" for row_id in PAGES["r"].every(site.book)]
    rows = sum(len(names) for names in site.book.names.values())
    assert len(addresses) == len(set(addresses)) == rows + len(withdrawals(site.book.package))
    named = ("search", "sirte", *(address for address, _ in NAVIGATION))
    known = {"/" + address for address in (*site.addresses(), *named)}
    for address in (*addresses, "read/A900", "read/A901"):
        for link in Page(html(site, address)).linked:
            target = link.partition("#")[0]
            elsewhere = target.startswith(("https://", "/sirte/"))
            assert not target or elsewhere or target in known, f"{address} links to {link}"


def test_links_into_the_reader_lead_to_anchors(site: Publisher) -> None:
    for row_id in ("C901", "C904", "T903", "U901", "A900.04"):
        for link in Page(html(site, f"r/{row_id}")).linked:
            page, _, fragment = link.partition("#")
            if page.startswith("/read/") and fragment:
                assert f'id="{fragment}"' in html(site, page.removeprefix("/")), link


def test_articles_and_passages_lead_to_the_reader(site: Publisher) -> None:
    assert 'content="0; url=/read/A900"' in html(site, "r/A900")
    assert 'content="0; url=/read/A900#A900.04"' in html(site, "r/A900.04")
    assert 'href="/read/A900#A900.04"' in html(site, "r/A900.04")


def test_a_row_without_a_page_of_its_kind_tells_its_cells_and_what_refers_to_it(site: Publisher) -> None:
    page = text(site, "r/karsa_wire")
    assert "Comparisons with outside publications: 3" in page
    assert {"/r/M901", "/r/M903", "/r/M904"} <= set(Page(html(site, "r/karsa_wire")).linked)
    link = text(site, "r/L901")
    assert "Relation updates" in link
    assert {"/r/C904", "/r/C901"} <= set(Page(html(site, "r/L901")).linked)
    assert "/r/C901" in Page(html(site, "r/C901.low.1")).linked


def test_an_unknown_identifier_is_met_with_the_nearest(site: Publisher) -> None:
    with pytest.raises(UsageError, match=r"^No row has the identifier 'C909'\. Did you mean 'C90\d'\?$"):
        site.html("r/C909")
    with pytest.raises(UsageError, match="No row has the identifier ''"):
        site.html("r/")


def test_an_identifier_of_several_tables_gives_a_choice(changed: Callable[..., Publisher]) -> None:
    site = changed(
        ("place_names", "PN906", "place_name_id", "AN901"), ("evidence", "PN906.row.1", "row_id", "AN901")
    )
    page = Page(html(site, "r/AN901"))
    assert {"/r/actor_names.AN901", "/r/place_names.AN901"} <= set(page.linked)
    assert text(site, "r/actor_names.AN901") != text(site, "r/place_names.AN901")
    assert {"AN901", "actor_names.AN901", "place_names.AN901"} <= set(PAGES["r"].every(site.book))


def test_a_withdrawn_row_says_so_even_where_another_table_has_its_identifier(
    folder: Path, tmp_path: Path
) -> None:
    set_cell(folder, "withdrawn", "events", "id", "M901")
    set_cell(folder, "withdrawn", "events", "reason", "It is told by C901.")
    site = publisher(folder, tmp_path / "sirte.db")
    assert {"/r/comparisons.M901", "/r/events.M901"} <= set(Page(html(site, "r/M901")).linked)
    page = html(site, "r/events.M901")
    assert "M901 was withdrawn" in text(site, "r/events.M901")
    assert "/r/C901" in Page(page).linked
    assert "withdrawn" not in text(site, "r/comparisons.M901")
    assert {"M901", "events.M901", "comparisons.M901", "C900"} <= set(PAGES["r"].every(site.book))


def test_codes_are_told_with_titles_for_the_names_of_columns(public: Publisher) -> None:
    row = public.book.row("casualties", "C901")
    assert row
    found = {cell.name: cell for cell in cells(public.book, "casualties", row)}
    assert found["quantifier"].meaning.endswith(
        "“Lowest number” is N, “Best number” and “Highest number” are blank."
    )
    assert (found["cumulative"].text, found["event_id"].target) == ("no", "E901")


# --- hostile text


@pytest.mark.parametrize(("table", "row_id", "column", "address"), CELLS)
def test_hostile_text_stays_text(
    table: str, row_id: str, column: str, address: str, changed: Callable[..., Publisher]
) -> None:
    page = html(changed((table, row_id, column, HOSTILE)), address)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "{{ 7*7 }}" in unescape(page)
    assert escape(HOSTILE, quote=False).partition("&gt;")[0] in page.replace("&#34;", '"')


def test_an_address_that_is_none_of_the_web_is_not_linked(changed: Callable[..., Publisher]) -> None:
    evil = "javascript:alert(1)"
    site = changed(("articles", "A900", "url", evil), ("sources", "karsa_wire", "url", evil))
    for address in ("read/A900", "r/karsa_wire"):
        page = Page(html(site, address))
        assert evil in page.text
        assert not [link for link in (*page.linked, *page.fetched) if link.startswith("javascript")]
