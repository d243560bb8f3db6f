"""The browser, as a reader meets it: a real server, its pages, and what it refuses.

Every page is asked of two servers, one over the dataset and one over the invented package.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from datasette.utils import tilde_encode

from invented_package import set_cell, write_invented
from sirte_dataset.browse import QUERIES, metadata, serve
from sirte_dataset.browse.guard import Hosts, host_name
from sirte_dataset.browse.queries import Query
from sirte_dataset.browse.server import application, bind
from sirte_dataset.descriptor import Package, open_package
from sirte_dataset.errors import MissingExtra, UsageError
from sirte_dataset.loading import load
from sirte_dataset.schemas import table_schema
from sirte_dataset.sqlite.build import build_database
from sirte_dataset.sqlite.views import VIEWS

SERVE = """
import sys
from sirte_dataset.browse import serve
from sirte_dataset.descriptor import open_package
serve(0, open_browser=False, package=open_package(sys.argv[1] or None), with_texts=bool(sys.argv[2]))
"""


@dataclass
class Server:
    """A running server: its address, the package behind it, its process, and a connection to it."""

    address: str
    package: Package
    process: subprocess.Popen[str]
    client: httpx.Client

    def get(self, path: str, **options: object) -> httpx.Response:
        return self.client.get(self.address + path, **options)

    def rows(self, path: str) -> list[dict[str, object]]:
        separator = "&" if "?" in path else "?"
        answer = self.get(f"{path}{separator}_shape=array&_size=max")
        assert answer.status_code == 200, answer.text
        return answer.json()


def start(package: Path | None, cache: Path, *, with_texts: bool = False) -> Server:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(package or ""), "yes" * with_texts],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment(), "XDG_CACHE_HOME": str(cache)},
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, process.communicate()[1]
    return Server(found[0], open_package(package), process, httpx.Client(timeout=30))


def environment() -> dict[str, str]:
    source = str(Path(serve.__code__.co_filename).parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])}


def stop(server: Server) -> tuple[str, str]:
    server.client.close()
    server.process.send_signal(signal.SIGINT)
    return server.process.communicate(timeout=20)


@pytest.fixture(scope="module", params=["the dataset", "the invented package"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    parent = tmp_path_factory.mktemp("browse")
    package = write_invented(parent / "package") if "invented" in request.param else None
    running = start(package, parent / "cache")
    yield running
    stop(running)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    parent = tmp_path_factory.mktemp("invented")
    running = start(write_invented(parent / "package"), parent / "cache")
    yield running
    stop(running)


class Page(HTMLParser):
    """The addresses a page fetches or links to, its inline scripts and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.linked: list[str] = []
        self.scripts: list[str] = []
        self.text = ""
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inside = tag
        if given.get("type") == "application/ld+json":
            self.inside = "data"
        elif tag == "script" and "src" not in given:
            self.scripts.append("")
        for name in ("src", "href", "action", "data", "srcset", "poster"):
            if value := given.get(name):
                (self.linked if tag == "a" else self.fetched).append(value)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""
        if tag == "td":
            self.text += " "

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            self.scripts[-1] += data
        elif self.inside not in ("style", "data"):
            self.text += data


def row_path(table: str, row: dict[str, Any], package: Package) -> str:
    key = (tilde_encode(row[column]) for column in table_schema(table, package).primary_key)
    return f"/sirte/{table}/{','.join(key)}"


def sample_paths(package: Package) -> list[str]:
    """Every kind of page: the first, tables, views, a row of each table, questions, SQL, one not found."""
    paths = ["/", "/sirte", "/sirte/codebook", "/sirte/about", "/sirte?sql=select+1", "/nowhere"]
    for name in package.names:
        paths.append(f"/sirte/{name}")
        paths.append(row_path(name, load(name, "records", package)[0], package))
    paths += [f"/sirte/{view.name}" for view in VIEWS]
    paths += [f"/sirte/{query.name}" for query in QUERIES]
    return paths


# --- the pages


def test_the_first_page_says_what_this_is_and_how_far_it_goes(server: Server) -> None:
    page = server.get("/")
    text = " ".join(Page(page.text).text.split())
    assert page.status_code == 200
    assert server.package.descriptor["title"] in text
    assert server.package.descriptor["description"] in text
    coverage = server.package.descriptor.get("x-coverage", "").replace("`", "")
    for article in load("articles", "records", server.package):
        coverage = coverage.replace(article["article_id"], article["publisher"])
    assert coverage in text
    assert {"/questions", "/sirte"} <= set(Page(page.text).linked)


def test_the_page_of_the_tables_lists_them_and_the_questions(server: Server) -> None:
    page = server.get("/sirte")
    for query in QUERIES:
        assert query.title in page.text or query.name == "search"
    for name in server.package.names:
        assert f'href="/sirte/{name}"' in page.text


def test_every_table_has_a_page_with_its_rows_and_its_title(server: Server) -> None:
    for name in server.package.names:
        page = server.get(f"/sirte/{name}")
        assert page.status_code == 200, name
        assert table_schema(name).title in page.text
        first = load(name, "records", server.package)[0][table_schema(name).names[0]]
        assert f">{first}<" in page.text, f"{name} does not show {first}"


def test_every_row_has_a_page_and_a_permanent_address(server: Server) -> None:
    for name in server.package.names:
        row, key = load(name, "records", server.package)[-1], table_schema(name).primary_key
        own = row_path(name, row, server.package)
        address = own if len(key) > 1 else f"/r/{name}/{row[key[0]]}"
        page = server.get(address, follow_redirects=True)
        assert page.status_code == 200, address
        assert page.url.path.startswith(f"/sirte/{name}/")
        assert len(key) > 1 or address in page.text


def test_the_address_of_a_withdrawn_row_tells_when_why_and_what_took_its_place(invented: Server) -> None:
    for address in ("/sirte/casualties/C900", "/r/casualties/C900", "/r/C900"):
        page = invented.get(address, follow_redirects=True)
        assert page.status_code == 200, address
        assert "C900 was withdrawn" in page.text
        assert "The number was that of another day." in page.text
        assert "since version 0.0.10" in page.text
        assert 'href="/r/C901"' in page.text
    for address in ("/sirte/control/C900", "/sirte/casualties/C900.json"):
        assert invented.get(address).status_code == 404, address


def test_a_permanent_address_of_nothing_is_not_found(server: Server) -> None:
    assert server.get("/r/casualties/C00000").status_code == 404
    assert server.get("/r/casulties/C001").status_code == 404
    assert "no row" in server.get("/r/casualties/C00000").text


def test_an_unknown_page_is_not_found_in_plain_words(server: Server) -> None:
    page = server.get("/sirte/casulties")
    assert page.status_code == 404
    assert "Traceback" not in page.text
    assert "Back to the first page" in page.text


def test_every_view_has_a_page_that_explains_each_column(server: Server) -> None:
    for view in VIEWS:
        page = server.get(f"/sirte/{view.name}")
        columns = list(server.rows(f"/sirte/{view.name}.json?_size=1")[0])
        assert page.status_code == 200
        for column in columns:
            assert f"<dt>{column}</dt>" in page.text, f"{view.name}.{column} has no help"


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_question_opened_bare_has_rows_and_shows_what_it_assumed(query: Query, server: Server) -> None:
    page = server.get(f"/sirte/{query.name}")
    assert page.status_code == 200
    assert query.title in page.text
    if query.name == "search" and server.package.folder != open_package().folder:
        # The word that is looked for by default belongs to the dataset.
        return
    assert server.rows(f"/sirte/{query.name}.json"), f"{query.name} shows nothing"
    shown = re.findall(
        r"<option value=[^>]* selected|<input type=\"(?:text|date)\"[^>]* value=\"[^\"]+\"", page.text
    )
    assert len(shown) == len(query.parameters)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_the_offered_choices_of_a_question_lead_to_rows(query: Query, server: Server) -> None:
    page = server.get(f"/sirte/{query.name}").text
    for parameter in query.parameters:
        choices = re.findall(r'<option value="([^"]+)"', page)
        for choice in choices[:: max(1, len(choices) // 15)]:
            rows = server.rows(f"/sirte/{query.name}.json?{parameter.name}={quote(choice)}")
            assert rows, f"{query.name}?{parameter.name}={choice} shows nothing"


def test_all_claims_on_one_event_stand_side_by_side(invented: Server) -> None:
    rows = invented.rows("/sirte/claims_on_one_event.json?event=E901")
    assert [(row["article"], row["row_id"]) for row in rows] == [
        ("Velmar Post", "R901"),
        ("Velmar Post", "C901"),
        ("Velmar Post", "C902"),
        ("Velmar Post", "T901"),
        ("Velmar Post", "U901"),
        ("Ferry News", "R902"),
        ("Ferry News", "C904"),
        ("Ferry News", "T903"),
        ("Ferry News", "U903"),
    ]


def test_a_place_is_asked_for_with_the_places_in_it_and_by_date(invented: Server) -> None:
    town = invented.rows("/sirte/control_over_time.json?place=karsa")
    assert [row["control_id"] for row in town] == ["T901", "T903", "T902"]
    house = invented.rows("/sirte/control_over_time.json?place=customs_house")
    assert [row["control_id"] for row in house] == ["T901", "T903"]


def test_losses_are_told_by_side_and_article_and_not_added_up(invented: Server) -> None:
    rows = invented.rows("/sirte/killed_and_wounded.json")
    assert [(row["victim_side"], row["article"], row["killed"], row["wounded"]) for row in rows] == [
        ("none", "Velmar Post", "“how many townspeople”", None),
        ("unknown", "Velmar Post", "at least 12 (15 Apr 2031)", "dozens"),
        ("unknown", "Ferry News", "fewer than 20 (15 Apr 2031)", None),
    ]


def test_the_dates_of_an_event_open_with_one_on_which_articles_differ(invented: Server) -> None:
    rows = invented.rows("/sirte/dates_of_one_event.json")
    assert [(row["article"], row["date_stated"], row["date_words"]) for row in rows] == [
        ("Velmar Post", "2031-04-15", "on Tuesday"),
        ("Ferry News", "[..2031-04-15]", "since 15 April"),
    ]


def test_the_trail_of_a_row_goes_from_each_cell_to_its_words(invented: Server) -> None:
    rows = invented.rows("/sirte/evidence_trail_of_a_row.json?row=c901")
    assert rows[0]["field"] == "(whole row)"
    assert {"field": "date_stated", "quote": "on Tuesday", "passage_id": "A900.03"}.items() <= next(
        row for row in rows if row["field"] == "date_stated"
    ).items()
    assert sum(row["passage"] is not None for row in rows) == len({row["passage_id"] for row in rows})


@pytest.mark.parametrize("words", ['"', "AND", "(", "customs-house", "a*b", "NEAR(", ":", "'; --"])
def test_search_takes_any_words(words: str, invented: Server) -> None:
    assert invented.get(f"/sirte/search?words={quote(words)}").status_code == 200


def test_search_finds_and_links_the_row(invented: Server) -> None:
    page = invented.get("/sirte/search?words=ombra+talks").text
    assert 'href="/r/E904"' in page


def test_a_row_as_it_stands_in_its_table_leads_to_its_page(invented: Server) -> None:
    page = Page(invented.get("/sirte/casualties/C901").text)
    text = " ".join(page.text.split())
    assert "C901 a row of Casualties, as it stands in the table" in text
    assert "Running total cumulative no" in text
    assert {"/r/C901", "/r/E901", "/r/red_lantern"} <= set(page.linked)


def text_of(server: Server, path: str) -> str:
    """What a reader sees of a page, with single blanks."""
    page = server.get(path)
    assert page.status_code == 200
    return " ".join(Page(page.text).text.split())


def test_disagreements_show_their_claims_side_by_side(invented: Server) -> None:
    rows = invented.rows("/sirte/disagreements.json")
    assert [(row["topic"], row["article"], row["position"], row["row_id"]) for row in rows] == [
        ("Lantern dead at the customs house", "Velmar Post", "Twelve or more.", "C901"),
        (None, "Ferry News", "Fewer than twenty.", "C904"),
    ]
    assert [row["resolution"] for row in rows] == ["Both may hold: from 12 to 19.", None]
    assert len(invented.rows("/sirte/disagreements.json?kind=tension")) == 2
    assert invented.rows("/sirte/disagreements.json?kind=scope") == []


def test_search_finds_what_was_said_and_where_articles_disagree(invented: Server) -> None:
    def found(words: str) -> set[str]:
        return {str(row["row_id"]) for row in invented.rows(f"/sirte/search.json?words={quote(words)}")}

    assert "U903" in found("building hands")
    assert {"D901"} <= found("Lantern dead customs")
    assert "DC902" in found("fewer than twenty")
    assert "M901" in found("wire counts")


def test_foreign_keys_show_names(invented: Server) -> None:
    for path in ("/sirte/casualties?_columns=all", "/sirte/casualties/C901"):
        page = invented.get(path).text
        assert re.search(r'href="/r/red_lantern">Red Lantern</a>', page)
        assert re.search(r'href="/r/A900">Velmar Post</a>', page)
        assert re.search(r'href="/r/E901">The customs house changes hands</a>', page)


def test_every_link_inside_the_site_leads_somewhere(invented: Server) -> None:
    seen: set[str] = set()
    for path in ("/", "/sirte", *(f"/sirte/{query.name}" for query in QUERIES), "/sirte/casualties/C901"):
        for link in Page(invented.get(path).text).linked:
            target = link.partition("#")[0]
            if target.startswith("/") and target not in seen:
                seen.add(target)
                answer = invented.get(target, follow_redirects=True)
                assert answer.status_code == 200, f"{path} links to {target}"
    assert len(seen) > 40


# --- what the pages may do


def test_every_page_fetches_from_this_server_only_and_has_no_inline_script(server: Server) -> None:
    own = {
        address
        for table in ("articles", "sources")
        for address in (record["url"] for record in load(table, "records", server.package))
        if address
    }
    for path in sample_paths(server.package):
        answer = server.get(path, follow_redirects=True)
        page = Page(answer.text)
        foreign = [address for address in page.fetched if not is_local(address, server)]
        assert foreign == [], f"{path} fetches {foreign}"
        strange = [link for link in page.linked if not is_local(link, server) and link not in own]
        assert strange == [], f"{path} links to {strange}"
        assert page.scripts == [], f"{path} has a script that its policy forbids"
        rules = answer.headers["content-security-policy"].split("; ")
        assert {"default-src 'none'", "script-src 'self'"} <= set(rules)
        assert not any("http" in rule for rule in rules)


def is_local(address: str, server: Server) -> bool:
    parts = urlsplit(address)
    return not (parts.scheme or parts.netloc) or address.startswith(server.address + "/")


def test_every_answer_carries_the_security_headers(server: Server) -> None:
    for path in ("/", "/nowhere", "/sirte/articles.json", "/-/sirte/browse.css"):
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("name", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "[::2]"])
def test_a_foreign_host_name_is_refused(name: str, invented: Server) -> None:
    answer = invented.get("/sirte/articles.json", headers={"Host": name})
    assert answer.status_code == 400
    assert "Harbour" not in answer.text
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_the_names_of_this_computer_are_answered(name: str, invented: Server) -> None:
    port = urlsplit(invented.address).port
    assert invented.get("/", headers={"Host": f"{name}:{port}"}).status_code == 200


@pytest.mark.parametrize(
    "sql",
    [
        "delete from articles",
        "update articles set title = 'x'",
        "insert into articles default values",
        "drop table articles",
        "create table x (a)",
        "attach database 'x.db' as x",
        "pragma writable_schema = 1",
        "vacuum into 'x.db'",
        "with x as (select 1) delete from articles",
    ],
)
def test_writing_is_refused(sql: str, invented: Server) -> None:
    before = invented.get("/sirte.db").content
    assert invented.get("/sirte", params={"sql": sql}).status_code == 400
    assert invented.get("/sirte.db").content == before


def test_nothing_can_be_posted(invented: Server) -> None:
    for path in ("/sirte", "/sirte/articles", "/sirte/claims_on_one_event", "/sirte/casualties/C901"):
        answer = invented.client.post(invented.address + path, data={"sql": "delete from articles"})
        assert answer.status_code >= 400, path


def test_a_query_without_end_is_stopped(invented: Server) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    answer = invented.get("/sirte", params={"sql": endless})
    assert answer.status_code == 400
    assert "limit" in answer.text


@pytest.mark.parametrize(
    ("path", "sql"),
    [
        ("/sirte", "select hex(zeroblob(400000000))"),
        ("/sirte.json", "select hex(zeroblob(400000000))"),
        ("/sirte", "select replace(hex(zeroblob(100000)), '0', 'four')"),
        ("/sirte", "select hex(zeroblob(100000)) like '%' || hex(zeroblob(10000)) || '1'"),
        ("/sirte/casualties", "length(hex(zeroblob(400000000))) > 0"),
    ],
)
def test_a_value_beyond_all_measure_is_refused_at_once(path: str, sql: str, invented: Server) -> None:
    began = time.monotonic()
    answer = invented.get(path, params={"sql" if "casualties" not in path else "_where": sql})
    assert answer.status_code == 400
    assert re.search("string or blob too big|pattern too complex", answer.text)
    assert time.monotonic() - began < 2


def test_a_cell_of_great_length_is_shown(tmp_path: Path) -> None:
    package = write_invented(tmp_path / "package")
    set_cell(package, "events", "E904", "summary", "long " * 28_000)
    running = start(package, tmp_path / "cache")
    shown = running.rows("/sirte/events.json?event_id=E904")
    stop(running)
    assert [len(str(row["summary"])) for row in shown] == [140_000]


PAGE = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/sirte?sql=select+1", {"Sec-Fetch-Site": "cross-site", **PAGE}),
        ("/sirte?%73ql=select+1", {"Sec-Fetch-Site": "cross-site", **PAGE}),
        ("/sirte/claims?_where=1", {"Sec-Fetch-Site": "same-site", **PAGE}),
        ("/sirte/claims.json", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}),
        ("/", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}),
        ("/", {"Origin": "http://evil.example"}),
        ("/", {"Origin": "null"}),
        ("/", {"Origin": "http://127.0.0.1:1"}),
    ],
)
def test_what_a_page_from_elsewhere_asks_for_is_refused(
    path: str, headers: dict[str, str], invented: Server
) -> None:
    answer = invented.get(path, headers=headers)
    assert answer.status_code == 403
    assert "Harbour" not in answer.text
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/sirte?sql=select+1", {"Sec-Fetch-Site": "none", **PAGE}),
        ("/sirte?sql=select+1", {"Sec-Fetch-Site": "same-origin", **PAGE}),
        ("/sirte/claims_on_one_event?event=E901", {"Sec-Fetch-Site": "cross-site", **PAGE}),
        ("/sirte/casualties/C901", {"Sec-Fetch-Site": "cross-site", **PAGE}),
    ],
)
def test_what_was_typed_or_linked_to_is_answered(
    path: str, headers: dict[str, str], invented: Server
) -> None:
    assert invented.get(path, headers=headers).status_code == 200
    assert invented.get(path, headers={"Origin": invented.address}).status_code == 200


def test_the_downloaded_file_is_the_one_that_build_writes(invented: Server, tmp_path: Path) -> None:
    built = build_database(tmp_path / "x.db", invented.package)
    assert invented.get("/sirte.db").content == built.read_bytes()


# --- starting and stopping


def test_ctrl_c_stops_the_server_without_a_word(tmp_path: Path) -> None:
    running = start(write_invented(tmp_path / "package"), tmp_path / "cache")
    assert running.get("/").status_code == 200
    output, complaints = stop(running)
    assert (running.process.returncode, output, complaints) == (0, "", "")


def test_a_port_in_use_is_one_clear_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(
            UsageError, match=rf"^Port {port} on 127\.0\.0\.1 is in use; choose another with --port"
        ):
            serve(port, open_browser=False, announce=lambda _: None)


@pytest.mark.parametrize(
    ("host", "port", "message"),
    [
        ("no-such-host.invalid", 0, "The host 'no-such-host.invalid' is unknown"),
        ("192.0.2.1", 0, "192.0.2.1 is not an address of this machine"),
        ("127.0.0.1", 65536, "65536 is not a port"),
        ("127.0.0.1", -1, "-1 is not a port"),
    ],
)
def test_an_address_that_cannot_be_used_is_one_clear_sentence(host: str, port: int, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        bind(host, port)
    assert str(caught.value).startswith(message)


def test_port_zero_takes_a_free_one() -> None:
    with bind("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0


def test_the_browser_is_opened_at_the_address_that_is_announced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from sirte_dataset.browse import server as module

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    opened: list[str] = []
    announced: list[str] = []
    monkeypatch.setattr(module.webbrowser, "open", opened.append)
    monkeypatch.setattr(module, "_run", lambda app, listener: None)
    serve(0, package=open_package(write_invented(tmp_path / "package")), announce=announced.append)
    assert len(opened) == 1
    assert opened[0] in announced[0]


def test_without_datasette_the_extra_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasette", None)
    with pytest.raises(MissingExtra, match=r"sirte-dataset\[browse\]"):
        application()


def test_a_fault_inside_datasette_is_not_taken_for_its_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasette.app", None)
    with pytest.raises(ModuleNotFoundError, match=r"datasette\.app"):
        application()


def pages_of_another(database: Path) -> list[tuple[int, str, bool]]:
    """What a Datasette of its own, over a database of its own, answers: status, title, whether guarded."""
    from datasette.app import Datasette

    async def ask() -> list[httpx.Response]:
        other = Datasette([str(database)])
        elsewhere = {"Host": "elsewhere.example"}
        paths = ("/", "/other", "/other/notes", "/other/notes/1", "/other?sql=select+1", "/nowhere")
        return [await other.client.get(path, headers=elsewhere) for path in paths]

    def title(page: str) -> str:
        return " ".join(page.partition("<title>")[2].partition("</title>")[0].split())

    answers = asyncio.run(ask())
    return [(one.status_code, title(one.text), "content-security-policy" in one.headers) for one in answers]


@pytest.mark.parametrize("module_has_folders", [False, True])
def test_the_plugin_leaves_another_datasette_of_the_process_alone(
    module_has_folders: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datasette.plugins import pm

    from sirte_dataset.browse import plugin

    if module_has_folders:  # as from Python 3.12 on: the resources of a module are those of its package
        folder_of = lambda name: Path(str(sys.modules[name].__file__)).parent  # noqa: E731
        monkeypatch.setattr("importlib.resources.files", folder_of)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE notes (note_id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute("INSERT INTO notes VALUES (1, 'a note')")
        connection.commit()
    if pm.is_registered(plugin):
        pm.unregister(plugin)
    alone = pages_of_another(tmp_path / "other.db")
    application(package=open_package(write_invented(tmp_path / "package")))
    assert pm.is_registered(plugin)
    assert pages_of_another(tmp_path / "other.db") == alone
    assert [status for status, _, _ in alone] == [200, 200, 200, 200, 200, 404]


def test_importing_the_browser_does_not_import_datasette() -> None:
    check = "import sys, sirte_dataset.browse; print('datasette' in sys.modules, 'uvicorn' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, env=environment(), check=True
    )
    assert done.stdout.split() == ["False", "False"]


# --- the allow-list and the policy by themselves


@pytest.mark.parametrize(
    ("bound_to", "header", "allowed"),
    [
        ("127.0.0.1", "127.0.0.1:8001", True),
        ("127.0.0.1", "192.168.1.7:8001", False),
        ("192.168.1.7", "192.168.1.7:8001", True),
        ("192.168.1.7", "192.168.1.8:8001", False),
        ("0.0.0.0", "192.168.1.8:8001", True),
        ("0.0.0.0", "evil.example:8001", False),
        ("::", "[2001:db8::1]:8001", True),
        ("My-Computer.local", "my-computer.local", True),
    ],
)
def test_a_server_answers_to_the_host_it_is_bound_to(bound_to: str, header: str, allowed: bool) -> None:
    assert Hosts(bound_to).allow(header) is allowed


def test_bound_everywhere_a_server_answers_to_the_machines_name() -> None:
    assert Hosts("0.0.0.0").allow(f"{socket.gethostname()}:8001")
    assert not Hosts("127.0.0.1").allow("some-other-machine:8001")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        ("LocalHost:80", "localhost"),
        ("[::1]:80", "::1"),
        ("[::1", "::1"),
        ("", ""),
    ],
)
def test_the_name_in_a_host_header(header: str, name: str) -> None:
    assert host_name(header) == name


# --- what Datasette is told


def test_every_column_is_explained_with_its_unit_and_codes() -> None:
    told = metadata()["databases"]["sirte"]["tables"]
    for name in open_package().names:
        for field in table_schema(name).fields:
            text = told[name]["columns"][field.name]
            assert field.title in text
            assert field.description.replace("`", "") in text
            assert not field.unit or f"Unit: {field.unit}." in text
            for code, meaning in field.meanings:
                assert f"\n{code} = {meaning}".replace("`", "") in text


def test_the_key_units_is_never_used() -> None:
    # With a unit that it does not know, Datasette answers the table page with status 500.
    def keys(part: object) -> set[str]:
        if not isinstance(part, dict):
            return set()
        return set(part).union(*(keys(value) for value in part.values()))

    assert "units" not in keys(metadata())


def test_coded_columns_are_facets() -> None:
    told = metadata()["databases"]["sirte"]["tables"]
    for name in open_package().names:
        coded = {field.name for field in table_schema(name).fields if field.enum}
        assert coded <= set(told[name]["facets"])


def test_a_row_is_named_by_a_column_that_is_always_filled() -> None:
    labels = {name: table_schema(name).label for name in open_package().names}
    for name, column in labels.items():
        assert table_schema(name).field(column).required
    assert labels["actors"] == labels["places"] == "name"
    assert labels["events"] == "title"
    assert labels["discrepancies"] == "topic"
    assert labels["articles"] == labels["sources"] == "publisher"
    assert labels["passages"] == "passage_id"


def test_at_least_seven_questions_each_with_a_title_and_a_description() -> None:
    assert len([query for query in QUERIES if query.name != "search"]) >= 7
    told = metadata()["databases"]["sirte"]["queries"]
    for query in QUERIES:
        assert told[query.name]["title"].strip()
        assert told[query.name]["description"].strip().endswith(".")
        assert told[query.name]["params"] == [parameter.name for parameter in query.parameters]
