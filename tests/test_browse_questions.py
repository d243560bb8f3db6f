"""The question pages and the tables: what they answer, in every form, and what a table shows at first.

The pages are asked of the publisher; Datasette's own, and the answers as data, of a server.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from invented_package import set_cell, write_invented
from pages import publisher
from sirte_dataset.browse.columns import first_columns
from sirte_dataset.browse.content.questions import answered, clause
from sirte_dataset.browse.publishing import Publisher
from sirte_dataset.browse.queries import QUERIES
from sirte_dataset.descriptor import open_package
from sirte_dataset.schemas import TableSchema
from sirte_dataset.sqlite.views import CLAIM_TABLES, schemas_of
from test_browse import Page, Server, start, stop
from test_browse_entities import words_of

HOSTILE = "<script>alert(1)</script>\"'><img src=x> javascript:alert(1) \u202eabc"
SCHEMAS = schemas_of(open_package())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    parent = tmp_path_factory.mktemp("questions")
    return publisher(write_invented(parent / "package"), parent / "sirte.db")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    return publisher(None, tmp_path_factory.mktemp("dataset") / "sirte.db")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    parent = tmp_path_factory.mktemp("served")
    running = start(write_invented(parent / "package"), parent / "cache")
    yield running
    stop(running)


def page_of(site: Publisher, name: str, **parameters: str) -> str:
    page = site.html(f"questions/{name}".rstrip("/"), parameters)
    assert page is not None, f"there is no question '{name}'"
    return page.partition('<main id="content">')[2].partition("</main>")[0]


def claims_in(page: str) -> list[str]:
    """The claims that a page shows, in its order."""
    return re.findall(r'</span> <a href="/r/([^"]+)" title', page)


def part(page: str, heading: str) -> str:
    """What stands under a heading, in words."""
    after = page.partition(f"<h2>{heading}</h2>")[2]
    assert after, f"no heading '{heading}' among {re.findall('<h2>(.*?)</h2>', page)}"
    return words_of(after.partition("<h2>")[0])


# --- what they answer


def test_there_are_at_least_twelve_and_each_has_an_answer_that_names_no_code(dataset: Publisher) -> None:
    names = [query.name for query in answered(dataset.book)]
    assert len(names) >= 12
    for name in names:
        page = page_of(dataset, name)
        assert claims_in(page), f"{name} shows no claim"
        assert "reported_as_fact" not in page
        assert not re.search(r">\s*\[?\.\.[0-9]", page), f"{name} shows a date in EDTF"


def test_the_index_lists_every_question(site: Publisher) -> None:
    linked = Page(page_of(site, "")).linked
    assert linked == [f"/questions/{query.name}" for query in QUERIES if query.name != "search"]


def test_a_line_says_what_who_when_and_on_what_words(site: Publisher) -> None:
    page = page_of(site, "claims_on_one_event", event="E901")
    line = "15 Apr 2031 C at least 12 killed: Red Lantern; by Harbour Guard Velmar Post, in the name of "
    assert (
        f"{line}spokesman of the Harbour Guard through Velmar Post, claimed on Tuesday At least 12"
        in part(page, "Velmar Post")
    )
    assert "/read/A900#A900.04" in Page(page).linked


def test_what_one_speaker_said(site: Publisher) -> None:
    page = page_of(site, "who_said_what", speaker="guard_spokesman")
    assert {"U902", "C901", "C902"} <= set(claims_in(page))
    assert "U903" not in claims_in(page)


def test_what_one_side_and_those_who_belong_to_it_lost_held_and_took(site: Publisher) -> None:
    lost = page_of(site, "lost_and_held", actor="red_lantern")
    assert "at least 12 killed" in part(lost, "What it lost in people")
    assert "taken by Harbour Guard from Red Lantern" in part(lost, "What was taken from it")
    assert lost.index("What it lost in people") < lost.index("What was taken from it")
    assert "taken by Harbour Guard" in part(
        page_of(site, "lost_and_held", actor="harbour_guard"), "What it took"
    )


def test_claims_of_a_period_are_told_apart_by_whether_they_surely_lie_in_it(site: Publisher) -> None:
    page = page_of(site, "between_two_days", **{"from": "2031-04-14", "to": "2031-04-16"})
    assert "at least 12 killed" in part(page, "Surely in these days")
    assert "held by Harbour Guard" in part(page, "Perhaps or in part in these days")
    before = page_of(site, "between_two_days", **{"from": "2019-01-01", "to": "2019-01-02"})
    assert claims_in(before) == ["R902"]  # by 15 April 2031: no first day is known
    assert "Surely in these days" not in before


def test_speakers_without_a_name_are_told_of(site: Publisher) -> None:
    page = page_of(site, "unnamed_sources")
    actors = {row["actor_id"]: row for row in site.book.rows("SELECT * FROM actors")}
    unnamed = {key for key, row in actors.items() if row["kind"] in ("unnamed_source", "unnamed_group")}
    shown = site.book.claims("1")
    assert set(claims_in(page)) == {claim["row_id"] for claim in shown if claim["attributed_to"] in unnamed}


def test_what_other_publications_say_is_told_in_words_under_what_it_does_to_the_claim(
    site: Publisher,
) -> None:
    page = page_of(site, "outside_publications", relation="confirms")
    assert "Karsa Wire: The wire counts twelve." in words_of(page)
    assert "<h2>It says the same, or agrees within the vagueness of the two</h2>" in page


def test_plans_are_apart_from_what_happened(site: Publisher) -> None:
    assert "March into the port quarter (planned)" in words_of(page_of(site, "not_done"))
    assert "R901" not in claims_in(page_of(site, "not_done"))


def test_claims_that_repeat_each_other_stand_in_pairs(site: Publisher) -> None:
    links = site.book.rows("SELECT * FROM claim_links")
    page = page_of(site, "repeats")
    assert len(re.findall("<h2>", page)) == len(links)
    assert set(claims_in(page)) == {row[name] for row in links for name in ("row_id", "other_row_id")}


def test_losses_at_a_place_are_those_of_the_places_in_it_too(site: Publisher) -> None:
    assert "C901" in claims_in(page_of(site, "casualties_at_a_place", place="karsa"))
    assert "C901" not in claims_in(page_of(site, "casualties_at_a_place", place="ombra"))


def test_what_is_left_open_is_said(site: Publisher) -> None:
    page = page_of(site, "left_open")
    assert "townspeople" in part(page, "How many were killed or hurt")
    assert "C902" in claims_in(page.partition("<h2>When it was</h2>")[2])


def test_a_disagreement_has_its_sides_under_its_topic_and_how_to_take_it(site: Publisher) -> None:
    told = part(page_of(site, "disagreements"), "Lantern dead at the customs house")
    assert told.startswith("Both may hold: from 12 to 19.")
    assert "Twelve or more." in told
    assert "Fewer than twenty." in told


def test_the_cells_of_a_row_have_their_titles_and_their_words(site: Publisher) -> None:
    page = page_of(site, "evidence_trail_of_a_row", row="c901")
    assert claims_in(page) == ["C901"]
    assert "Date as stated: “on Tuesday” · A900.03" in words_of(page)
    assert "/read/A900#A900.03" in Page(page).linked


def test_events_to_choose_from_stand_by_date_and_by_name(dataset: Publisher) -> None:
    choices = re.findall('<option value="(E[^"]+)"[^>]*>([^<]+)', page_of(dataset, "claims_on_one_event"))
    keys = {
        row["event_id"]: row["date_key"] or "~"
        for row in dataset.book.rows("SELECT event_id, date_key FROM events LEFT JOIN dates USING (date)")
    }
    assert [keys[event] for event, _ in choices] == sorted(keys[event] for event, _ in choices)
    assert not any(event in label for event, label in choices)


def test_codes_to_choose_from_are_told_in_words(site: Publisher) -> None:
    page = page_of(site, "disagreements")
    assert '<option value="tension">They pull in different directions, and may all be true</option>' in page
    assert clause("In short: at length; and more.") == "In short"


# --- every form, and what comes from outside


@pytest.mark.parametrize(
    "query", [each for each in QUERIES if each.name != "search"], ids=lambda each: each.name
)
def test_page_csv_json_and_table_say_the_same_and_lead_to_one_another(query, server: Server) -> None:
    page = Page(server.get(f"/questions/{query.name}").text)
    assert f"/sirte/{query.name}" in page.linked
    assert f"/questions/{query.name}" in Page(server.get(f"/sirte/{query.name}").text).linked
    as_json = server.get(f"/sirte/{query.name}.json?_shape=array").json()
    as_csv = list(csv.DictReader(io.StringIO(server.get(f"/sirte/{query.name}.csv").text)))
    assert len(as_csv) == len(as_json) > 0
    ids = {
        row_id
        for row in as_json
        for key in row
        for row_id in str(row[key]).split()
        if key in IDS and row[key]
    }
    assert set(claims_in(server.get(f"/questions/{query.name}").text)) <= ids


IDS = ("row_id", "report_id", "control_id", "casualty_ids", "casualty_id", "strike_id")


def test_the_parameters_go_along_to_every_form(server: Server) -> None:
    linked = Page(server.get("/questions/control_over_time?place=karsa").text).linked
    assert {
        "/sirte/control_over_time.csv?place=karsa",
        "/sirte/control_over_time.json?place=karsa&_shape=array",
        "/sirte/control_over_time?place=karsa",
    } <= set(linked)
    assert (
        "/questions/control_over_time?place=karsa"
        in Page(server.get("/sirte/control_over_time?place=karsa").text).linked
    )


@pytest.mark.parametrize("query", [each for each in QUERIES if each.parameters], ids=lambda each: each.name)
def test_whatever_is_asked_for_is_text(query, site: Publisher) -> None:
    for parameter in query.parameters:
        if query.name != "search":
            page = page_of(site, query.name, **{parameter.name: HOSTILE, "other": HOSTILE})
            assert "<script>" not in page
            assert "<img" not in page


def test_hostile_text_of_a_package_is_text(tmp_path: Path) -> None:
    folder = write_invented(tmp_path / "package")
    for table, row, column in (
        *(("statements", "U903", "gloss"), ("actors", "red_lantern", "name"), ("events", "E901", "title")),
        *(("claim_links", "L901", "basis"), ("comparisons", "M901", "finding")),
    ):
        set_cell(folder, table, row, column, HOSTILE)
    site = publisher(folder, tmp_path / "sirte.db")
    for query in answered(site.book):
        page = page_of(site, query.name)
        assert "<script>" not in page
        assert "<img" not in page
        assert not [link for link in Page(page).linked if not link.startswith("/")]


@pytest.mark.parametrize(
    ("lacking", "question"), [("comparisons", "outside_publications"), ("claim_links", "repeats")]
)
def test_a_question_whose_table_is_not_there_is_left_out(lacking: str, question: str, tmp_path: Path) -> None:
    folder = write_invented(tmp_path / "package")
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    descriptor["resources"] = [each for each in descriptor["resources"] if each["name"] != lacking]
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    site = publisher(folder, tmp_path / "sirte.db")
    asked = [query.name for query in answered(site.book)]
    assert question not in asked
    assert "who_said_what" in asked
    assert site.html(f"questions/{question}") is None
    assert site.html("search", {"q": "customs"})


def test_there_is_no_page_of_a_question_that_nobody_asks(site: Publisher) -> None:
    assert site.html("questions/how_many_in_all") is None


# --- the tables


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=lambda schema: schema.name)
def test_a_table_shows_few_columns_at_first_the_key_among_them(schema: TableSchema) -> None:
    shown = first_columns(schema, schema.name in CLAIM_TABLES)
    assert 2 <= len(shown) <= 7
    assert set(schema.primary_key) <= set(shown)
    assert [name for name in schema.names if name in shown] == shown
    assert "passage" not in shown


def test_a_table_of_claims_says_each_in_a_line_and_shows_all_columns_on_demand(server: Server) -> None:
    page = server.get("/sirte/casualties").text
    assert "at least 12 killed: Red Lantern; by Harbour Guard</td>" in page
    headings = lambda text: re.findall(r"<th scope=\"col\"[^>]*>(?:<a [^>]*>)?([^<]+)", text)  # noqa: E731
    assert [name.rstrip(" ▲") for name in headings(page)] == [
        *("casualty_id", "what it says", "article_id", "event_id", "victim_actor_id", "place_id", "date")
    ]
    every = [name.rstrip(" ▲") for name in headings(server.get("/sirte/casualties?_columns=all").text)]
    assert set(SCHEMAS["casualties"].names) <= set(every)
    chosen = headings(server.get("/sirte/casualties?_col=wording&_col=note").text)
    assert [name.rstrip(" ▲") for name in chosen] == ["casualty_id", "what it says", "wording", "note"]


def test_every_field_to_fill_in_has_a_label(server: Server) -> None:
    paths = ["/sirte", "/sirte/casualties", "/sirte/casualties?outcome=killed", "/sirte?sql=select+:a"]
    paths += ["/search", *(f"/questions/{query.name}" for query in QUERIES if query.name != "search")]
    for path in paths:
        page = server.get(path).text
        for field in re.findall(r"<(?:input|select|textarea)\b[^>]*>", page):
            named = re.search(r'\bid="([^"]+)"', field)
            labelled = "aria-label=" in field or 'type="hidden"' in field or 'type="checkbox"' in field
            assert labelled or (named and f'<label for="{named[1]}"' in page), f"{path}: {field}"
