"""The private copy with the articles' texts: what it holds, how it is marked, what it keeps to itself.

And the reverse: that no public file holds a sentence of an article, whatever is attached.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.core import TyperOption
from typer.testing import CliRunner

from invented_package import TEXTS, set_cell, write_invented
from sirte_dataset.browse import metadata, serve
from sirte_dataset.browse.guard import EXPORT
from sirte_dataset.browse.metadata import PRIVATE_DATABASE
from sirte_dataset.browse.server import application
from sirte_dataset.cli import app
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import DataError, UsageError
from sirte_dataset.loading import load
from sirte_dataset.schemas import table_schema
from sirte_dataset.sqlite.build import FILE_NAME, build_database
from sirte_dataset.sqlite.cache import cached_database
from sirte_dataset.sqlite.private import NOTICE, PRIVATE_FILE_NAME, PRIVATE_TABLES, private_schemas
from sirte_dataset.sqlite.views import VIEWS, views_for
from sirte_dataset.texts.attaching import attach, detach
from sirte_dataset.texts.holdings import attached_texts
from test_browse import Page, Server, environment, start, stop

ROOT = Path(__file__).parents[1]
# Nowhere but in the texts; neither quoted nor in a gloss.
SENTENCE = "Fewer than 20 men of the other side fell there, it said."
REAL_TEXTS = os.environ.get("SIRTE_ARTICLES")


@pytest.fixture
def attached(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, as_own: Path) -> Path:
    """The invented package in the place of the library's own, its texts attached."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    attach(TEXTS)
    return as_own


def rows(file: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(sql).fetchall()


def sentences(package: Path) -> list[bytes]:
    """What stands in the texts from the start to the end of each passage of some length; not the titles."""
    texts = attached_texts(package)
    passages = [row for row in load("passages", "records", package) if row["kind"] == "body"]
    found = (texts[row["article_id"]][row["start"] : row["end"]] for row in passages)
    return [words.encode() for words in found if len(words) > 40]


# --- the file


def test_a_private_copy_holds_each_text_and_each_passage(attached: Path, tmp_path: Path) -> None:
    file = build_database(tmp_path / "x.db", with_texts=True)
    assert rows(file, "SELECT article_id, text FROM texts ORDER BY 1") == sorted(attached_texts().items())
    words = dict(rows(file, "SELECT passage_id, words FROM passage_texts"))
    texts = attached_texts()
    for passage in load("passages", "records"):
        expected = texts[passage["article_id"]][passage["start"] : passage["end"]]
        assert words[passage["passage_id"]] == expected


def test_all_else_in_it_is_as_in_the_public_file(attached: Path, tmp_path: Path) -> None:
    public = build_database(tmp_path / "public.db")
    private = build_database(tmp_path / "private.db", with_texts=True)
    for name in open_package().names:
        everything = f'SELECT * FROM "{name}" ORDER BY rowid'
        assert rows(public, everything) == rows(private, everything)
    schema = "SELECT name FROM sqlite_master WHERE name NOT LIKE '%\\_texts\\_%' ESCAPE '\\' ORDER BY 1"
    added = {name for (name,) in rows(private, schema)} - {name for (name,) in rows(public, schema)}
    assert {str(name) for name in added if not str(name).startswith("sqlite_")} <= {
        *PRIVATE_TABLES,
        "texts_by_article_id",
    }


def test_its_views_show_passages_in_the_original_words(attached: Path, tmp_path: Path) -> None:
    public = build_database(tmp_path / "public.db")
    private = build_database(tmp_path / "private.db", with_texts=True)
    for view in VIEWS:
        columns = [row[1] for row in rows(public, f"PRAGMA table_info({view.name})")]
        assert [row[1] for row in rows(private, f"PRAGMA table_info({view.name})")] == columns
        if "passage" in columns:
            sql = f"SELECT passage_id, passage FROM {view.name} WHERE passage_id IS NOT NULL"
            told = dict(rows(public, "SELECT passage_id, gloss FROM passages"))
            said = dict(rows(private, "SELECT passage_id, words FROM passage_texts"))
            assert rows(public, sql) == [(key, told[key]) for key, _ in rows(public, sql)]
            assert rows(private, sql) == [(key, said[key]) for key, _ in rows(private, sql)]


def test_no_view_is_left_with_a_gloss_where_words_belong() -> None:
    package = open_package()
    schemas = {name: table_schema(name, package) for name in package.names}
    views = views_for(schemas, private=True)
    assert len(views) == len(VIEWS)
    for view, _ in views:
        assert "passages.gloss" not in view.sql


def test_the_original_words_are_found_by_search(attached: Path, tmp_path: Path) -> None:
    found = (
        "SELECT row_id FROM search_text WHERE search_text MATCH 'townspeople lives' AND resource = 'passages'"
    )
    assert rows(build_database(tmp_path / "public.db"), found) == []
    assert rows(build_database(tmp_path / "private.db", with_texts=True), found) == [("A900.08",)]


def test_it_says_what_it_is(attached: Path, tmp_path: Path) -> None:
    file = build_database(tmp_path / "x.db", with_texts=True)
    about = dict(rows(file, "SELECT item, value FROM about"))
    assert about["private"] == NOTICE
    assert str(about["title"]).startswith(NOTICE)
    assert "belong to their publishers and are under no open licence" in str(about["licence"])
    columns = {row[0] for row in rows(file, "SELECT column_id FROM codebook")}
    assert {"texts.text", "passage_texts.words"} <= columns
    public = dict(rows(build_database(tmp_path / "y.db"), "SELECT item, value FROM about"))
    assert "private" not in public
    assert NOTICE not in str(public)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter on Windows")
def test_only_its_user_may_read_it(attached: Path, tmp_path: Path) -> None:
    assert build_database(tmp_path / "x.db", with_texts=True).stat().st_mode & 0o077 == 0


def test_two_private_builds_are_the_same_bytes(attached: Path, tmp_path: Path) -> None:
    first = build_database(tmp_path / "one.db", with_texts=True)
    second = build_database(tmp_path / "two.db", with_texts=True)
    assert first.read_bytes() == second.read_bytes()


def test_without_all_texts_there_is_no_private_copy(
    as_own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    monkeypatch.setenv("SIRTE_ARTICLES", str(shelf))
    with pytest.raises(UsageError, match=r"missing: A900, A901\. Attach them with  sirte texts attach DIR"):
        build_database(tmp_path / "out" / "x.db", with_texts=True)
    (shelf / "harbour.txt").write_bytes((TEXTS / "harbour.txt").read_bytes())
    for refused in (
        lambda: build_database(tmp_path / "out" / "x.db", with_texts=True),
        lambda: cached_database(with_texts=True),
        lambda: application(with_texts=True),
    ):
        with pytest.raises(UsageError, match=r"needs the texts of all articles; missing: A901\."):
            refused()
    assert not (tmp_path / "out").exists()


def test_a_passage_of_no_article_is_named(attached: Path, tmp_path: Path) -> None:
    set_cell(attached, "passages", "A901.04", "article_id", "A999")
    with pytest.raises(DataError, match=r"data/passages\.csv, row 14, column article_id: 'A999' is not in"):
        build_database(tmp_path / "x.db", with_texts=True)


# --- the public file


def test_the_public_file_holds_no_sentence_whatever_is_attached(attached: Path, tmp_path: Path) -> None:
    looked_for = [*sentences(attached), SENTENCE.encode()]
    public = build_database(tmp_path / "public.db").read_bytes()
    private = build_database(tmp_path / "private.db", with_texts=True).read_bytes()
    assert [words for words in looked_for if words in public] == []
    assert [words for words in looked_for if words not in private] == [], "the search would have found them"


def test_attached_texts_do_not_change_a_byte_of_the_public_file(attached: Path, tmp_path: Path) -> None:
    with_texts = build_database(tmp_path / "with.db").read_bytes()
    detach()
    assert build_database(tmp_path / "without.db").read_bytes() == with_texts


def test_the_real_public_file_holds_no_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not REAL_TEXTS:
        pytest.skip("the articles' texts are not at hand: set SIRTE_ARTICLES to the folder that holds them")
    monkeypatch.setenv("SIRTE_ARTICLES", REAL_TEXTS)
    looked_for = sentences(ROOT)
    assert len(looked_for) > 70
    public = build_database(tmp_path / "public.db").read_bytes()
    private = build_database(tmp_path / "private.db", with_texts=True).read_bytes()
    assert [words for words in looked_for if words in public] == []
    assert [words for words in looked_for if words not in private] == []


# --- the cache


def test_the_cache_keeps_public_and_private_apart(attached: Path) -> None:
    public, private = cached_database(), cached_database(with_texts=True)
    assert (public.name, private.name) == (FILE_NAME, PRIVATE_FILE_NAME)
    assert public.parent != private.parent
    assert cached_database() == public
    assert rows(public, "SELECT count(*) FROM sqlite_master WHERE name = 'texts'") == [(0,)]
    assert rows(private, "SELECT count(*) FROM texts") == [(2,)]


def test_a_cached_private_copy_is_of_no_use_without_the_texts(attached: Path) -> None:
    private = cached_database(with_texts=True)
    for kept in TEXTS.iterdir():
        assert kept.exists()
    for kept in (attached.parent / "data" / "sirte_dataset" / "texts").iterdir():
        kept.unlink()
    with pytest.raises(UsageError, match="missing: A900, A901"):
        cached_database(with_texts=True)
    assert private.exists()


def test_detach_takes_the_cached_private_copies_along(attached: Path) -> None:
    public, private = cached_database(), cached_database(with_texts=True)
    detach()
    assert public.exists()
    assert not private.exists()
    assert SENTENCE.encode() not in b"".join(
        file.read_bytes() for file in (attached.parent / "cache").rglob("*") if file.is_file()
    )


# --- the commands


def sirte(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_build_gives_the_private_copy_a_name_of_its_own(attached: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert sirte("build", out) == (0, f"{out / FILE_NAME}\n", "")
    assert sirte("build", out, "--with-texts") == (0, f"{out / PRIVATE_FILE_NAME}\n", "")
    assert sirte("build", out, "--with-texts")[0] == 2, "an existing file is not replaced untold"
    assert sirte("build", out, "--with-texts", "--force")[0] == 0


@pytest.mark.parametrize("misread", [True, "False", "1"])
def test_a_default_that_a_library_misreads_makes_no_private_copy(
    misread: object, attached: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[object] = []
    default = TyperOption.get_default

    def misreading(option: TyperOption, *arguments: Any, **named: Any) -> object:
        given = default(option, *arguments, **named)
        return misread if option.name == "with_texts" else given

    monkeypatch.setattr(TyperOption, "get_default", misreading)
    monkeypatch.setattr("sirte_dataset.browse.serve", lambda **options: served.append(options["with_texts"]))
    assert sirte("build", tmp_path)[:2] == (0, f"{tmp_path / FILE_NAME}\n")
    assert sirte("browse")[0] == 0
    assert served == [False]
    assert rows(tmp_path / FILE_NAME, "SELECT 1 FROM about WHERE item = 'private'") == []
    assert sirte("build", tmp_path, "--with-texts")[:2] == (0, f"{tmp_path / PRIVATE_FILE_NAME}\n")


@pytest.mark.parametrize("truthy", ["False", "yes", 1])
def test_only_true_makes_a_private_copy(truthy: Any, attached: Path, tmp_path: Path) -> None:
    for file in (build_database(tmp_path / "x.db", with_texts=truthy), cached_database(with_texts=truthy)):
        assert rows(file, "SELECT 1 FROM sqlite_master WHERE name = 'texts'") == []
    application("192.168.1.7", with_texts=truthy)
    assert not (tmp_path / "cache" / "sirte_dataset" / "private").exists()


def test_build_says_which_texts_are_missing(as_own: Path, tmp_path: Path) -> None:
    status, out, err = sirte("build", tmp_path / "out", "--with-texts")
    assert (status, out) == (2, "")
    assert "missing: A900, A901." in err
    assert not (tmp_path / "out").exists()


def test_a_private_copy_in_a_checkout_is_ignored_by_git() -> None:
    done = subprocess.run(
        ["git", "check-ignore", "-q", "--no-index", f"out/{PRIVATE_FILE_NAME}"], cwd=ROOT, check=False
    )
    if done.returncode == 128:
        pytest.skip("this is not a git checkout")
    assert done.returncode == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.7", "my-computer.local"])
def test_a_private_copy_is_served_to_this_computer_alone(host: str, attached: Path) -> None:
    with pytest.raises(UsageError, match="is served to this computer alone"):
        application(host, with_texts=True)
    with pytest.raises(UsageError, match="is served to this computer alone"):
        application(host, with_texts=True, rights_held="a default misread")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7"])
def test_whoever_holds_the_rights_may_serve_it_to_others(host: str, attached: Path) -> None:
    shown = asyncio.run(answers(application(host, with_texts=True, rights_held=True), "192.168.1.7"))
    assert shown == [(200, True), (403, False)]
    others = asyncio.run(answers(application(host, with_texts=True, rights_held=True), "elsewhere.example"))
    assert others == [(400, False), (400, False)]


async def answers(app: Any, host: str) -> list[tuple[int, bool]]:
    """What a page and a file are answered with at a host: the status, and whether it is marked as private."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
        found = [await client.get(path) for path in ("/", "/sirte-private/articles.json")]
    return [(answer.status_code, NOTICE in html.unescape(answer.text)) for answer in found]


# --- the pages


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A private copy of the invented package, served."""
    parent = tmp_path_factory.mktemp("private")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIRTE_ARTICLES", str(TEXTS))
        running = start(write_invented(parent / "package"), parent / "cache", with_texts=True)
    yield running
    stop(running)


PAGES = [
    "/",
    f"/{PRIVATE_DATABASE}",
    f"/{PRIVATE_DATABASE}?sql=select+*+from+texts",
    f"/{PRIVATE_DATABASE}/texts",
    f"/{PRIVATE_DATABASE}/texts/A900",
    f"/{PRIVATE_DATABASE}/passage_texts",
    f"/{PRIVATE_DATABASE}/passages/A900~2E04",
    f"/{PRIVATE_DATABASE}/articles/A900",
    f"/{PRIVATE_DATABASE}/claims",
    f"/{PRIVATE_DATABASE}/casualties/C901",
    f"/{PRIVATE_DATABASE}/events/E901",
    f"/{PRIVATE_DATABASE}/discrepancies/D901",
    f"/{PRIVATE_DATABASE}/search?words=townspeople",
    f"/{PRIVATE_DATABASE}/evidence_trail_of_a_row",
    f"/{PRIVATE_DATABASE}/disagreements",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_the_copy_is_private(path: str, server: Server) -> None:
    page = server.get(path)
    assert page.status_code == 200
    text = " ".join(Page(page.text).text.split())
    assert text.count(NOTICE) >= 2, "at the head and at the foot"
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_offers_data_for_download(path: str, server: Server) -> None:
    page = Page(server.get(path).text)
    assert [link for link in page.linked if EXPORT.fullmatch(link.partition("?")[0])] == []
    assert "Take them as" not in page.text


def test_the_title_and_the_metadata_say_so(server: Server) -> None:
    told = metadata(server.package, private=True)
    assert told["title"].startswith(NOTICE)
    assert "no open licence" in told["license"]
    assert told["databases"][PRIVATE_DATABASE]["description"].startswith(NOTICE)
    assert set(private_schemas()) <= set(told["databases"][PRIVATE_DATABASE]["tables"])
    assert f"<title>{NOTICE.replace(chr(39), '&#39;')}" in server.get("/").text
    assert NOTICE not in str(metadata(server.package))


def test_passages_stand_in_the_original_words(server: Server) -> None:
    page = server.get(f"/{PRIVATE_DATABASE}/claims?_columns=all")
    assert SENTENCE in " ".join(Page(page.text).text.split())


def test_the_evidence_of_a_row_stands_in_its_sentence(server: Server) -> None:
    told = " ".join(Page(server.get("/r/C901").text).text.split())
    assert "At least 12 Lantern men died in the storm" in told


def test_permanent_addresses_lead_to_the_private_copy(server: Server) -> None:
    page = server.get("/r/passages/A900.04", follow_redirects=True)
    assert page.status_code == 200
    assert page.url.path == f"/{PRIVATE_DATABASE}/passages/A900~2E04"


@pytest.mark.parametrize(
    "path",
    [
        f"/{PRIVATE_DATABASE}.db",
        f"/{PRIVATE_DATABASE}.json?sql=select+*+from+texts",
        f"/{PRIVATE_DATABASE}.csv?sql=select+*+from+texts&_stream=on",
        f"/{PRIVATE_DATABASE}/texts.json?_shape=array",
        f"/{PRIVATE_DATABASE}/texts.csv?_size=max",
        f"/{PRIVATE_DATABASE}/texts%2ejson",
        f"/{PRIVATE_DATABASE}/texts/A900.json",
        f"/{PRIVATE_DATABASE}/texts/A900.blob?_blob_column=text",
        f"/{PRIVATE_DATABASE}/claims.jsono",
        f"/{PRIVATE_DATABASE}/search.json?words=townspeople",
        f"/{PRIVATE_DATABASE}/casualties/C901.json",
        "/.json",
    ],
)
def test_a_private_copy_gives_out_no_files(path: str, server: Server) -> None:
    answer = server.get(path)
    assert answer.status_code == 403
    assert "gives out no files" in answer.text
    assert "Lantern" not in answer.text


def test_no_other_form_of_a_page_gives_out_data(server: Server) -> None:
    for path in (f"/{PRIVATE_DATABASE}/texts?_format=json", f"/{PRIVATE_DATABASE}/texts?_shape=array"):
        assert server.get(path).headers["content-type"].startswith("text/html")
    assert server.get(f"/{PRIVATE_DATABASE}/texts.db").status_code == 403


def test_a_foreign_host_name_is_refused(server: Server) -> None:
    answer = server.get(f"/{PRIVATE_DATABASE}/texts", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "Lantern" not in answer.text


def test_other_pages_may_not_read_it(server: Server) -> None:
    answer = server.get(f"/{PRIVATE_DATABASE}/texts", headers={"Origin": "http://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_every_link_inside_the_site_leads_somewhere(server: Server) -> None:
    seen: set[str] = set()
    for path in PAGES:
        for link in Page(server.get(path).text).linked:
            target = link.partition("#")[0]
            if target.startswith("/") and target not in seen:
                seen.add(target)
                answer = server.get(target, follow_redirects=True)
                assert answer.status_code == 200, f"{path} links to {target}"
    assert len(seen) > 40


@pytest.mark.parametrize(
    ("path", "is_export"),
    [
        ("/x/texts.json", True),
        ("/x.db", True),
        ("/.json", True),
        ("/x/texts\n.json", True),
        ("/x/passages/A900~2E04", False),
        ("/r/passages/A900.04", False),
        ("/-/sirte/browse.css", False),
        ("/favicon.ico", False),
        ("/x/y", False),
    ],
)
def test_what_counts_as_data_for_other_programs(path: str, is_export: bool) -> None:
    assert bool(EXPORT.fullmatch(path)) is is_export


def test_the_address_is_announced_with_what_is_served(
    attached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sirte_dataset.browse import server as module

    monkeypatch.setattr(module, "_run", lambda app, listener: None)
    said: list[str] = []
    serve(0, open_browser=False, with_texts=True, announce=said.append)
    assert re.match(r"Serving a private copy with the articles' texts at http://127\.0\.0\.1:\d+/ ", said[0])


def test_an_environment_without_the_texts_serves_none(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from sirte_dataset.cli import main; main()",
            "browse",
            "--with-texts",
            "--no-open",
        ],
        env={key: value for key, value in environment().items() if key != "SIRTE_ARTICLES"}
        | {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    missing = load("articles")["article_id"][:2]
    assert done.stderr.startswith(
        f"sirte: A private copy needs the texts of all articles; missing: {', '.join(missing)}"
    )
    assert done.stderr.count("\n") == 1
