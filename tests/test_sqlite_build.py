"""The SQLite file: what is in it, that it is whole, and what a user is told when it cannot be made."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from invented_package import set_cell, write_invented
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import DataError, UsageError
from sirte_dataset.loading import load
from sirte_dataset.reading.edtf import bounds
from sirte_dataset.reading.telling import date_key, date_text
from sirte_dataset.schemas import POINTERS, parse_schema, table_schema
from sirte_dataset.sqlite import build as database
from sirte_dataset.sqlite import cache as caching
from sirte_dataset.sqlite.build import FILE_NAME, build_database, create_statement
from sirte_dataset.sqlite.cache import cached_database
from sirte_dataset.sqlite.search import searched_columns
from sirte_dataset.sqlite.views import VIEWS, View, schemas_of

CLAIM_TABLES = ("event_reports", "casualties", "control", "strengths", "strikes", "statements")
NAMES = open_package().names


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The database of the dataset itself."""
    file = build_database(tmp_path_factory.mktemp("real") / FILE_NAME)
    with closing(sqlite3.connect(file)) as connection:
        yield connection


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The database of the invented package."""
    parent = tmp_path_factory.mktemp("invented")
    package = open_package(write_invented(parent / "package"))
    with closing(sqlite3.connect(build_database(parent / FILE_NAME, package))) as connection:
        yield connection


def column(connection: sqlite3.Connection, sql: str, *values: str) -> list[object]:
    return [row[0] for row in connection.execute(sql, values)]


# --- the tables


@pytest.mark.parametrize("name", NAMES)
def test_a_table_holds_every_cell_of_its_file(name: str, real: sqlite3.Connection) -> None:
    expected = [
        tuple(value.isoformat() if hasattr(value, "isoformat") else value for value in record.values())
        for record in load(name, "records")
    ]
    assert real.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_column_has_the_type_of_its_schema_and_no_blank_text(name: str, real: sqlite3.Connection) -> None:
    expected = {
        "string": "text",
        "date": "text",
        "integer": "integer",
        "boolean": "integer",
        "number": "real",
    }
    for field in table_schema(name).fields:
        found = set(column(real, f'SELECT DISTINCT typeof("{field.name}") FROM "{name}"'))
        assert found <= {expected[field.type], "null"}, f"{name}.{field.name} holds {found}"
        assert not column(real, f'SELECT 1 FROM "{name}" WHERE "{field.name}" = \'\'')


@pytest.mark.parametrize("name", NAMES)
def test_a_table_declares_the_keys_of_its_schema(name: str, real: sqlite3.Connection) -> None:
    schema = table_schema(name)
    primary = {row[1] for row in real.execute(f'PRAGMA table_info("{name}")') if row[5]}
    foreign = {(row[3], row[2], row[4]) for row in real.execute(f'PRAGMA foreign_key_list("{name}")')}
    assert primary == set(schema.primary_key)
    assert foreign == {
        (fields, key.resource, target)
        for key in schema.foreign_keys
        for fields, target in zip(key.fields, key.reference_fields, strict=True)
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_foreign_key_and_every_pointer_to_a_row_is_indexed(name: str, real: sqlite3.Connection) -> None:
    indexed = {
        tuple(column(real, "SELECT name FROM pragma_index_info(?) ORDER BY seqno", index))
        for index in map(str, column(real, "SELECT name FROM pragma_index_list(?)", name))
    }
    schema = table_schema(name)
    wanted = {key.fields for key in schema.foreign_keys}
    wanted |= {pair for pair in POINTERS if set(pair) <= set(schema.names)}
    assert wanted <= indexed


def test_the_file_is_sound_and_no_key_leads_nowhere(real: sqlite3.Connection) -> None:
    assert real.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert real.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_file_itself_refuses_an_unknown_code(folder: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(build_database(tmp_path / "x.db", open_package(folder)))) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="outcome"):
            connection.execute("UPDATE casualties SET outcome = 'vanished'")
        with pytest.raises(sqlite3.IntegrityError, match="antecedent_lost"):
            connection.execute("UPDATE passages SET antecedent_lost = 2")


def test_quotation_marks_in_codes_and_names_do_not_break_the_statement() -> None:
    document = {
        "fields": [
            {
                "name": 'odd"name',
                "type": "string",
                "constraints": {"enum": ["it's"]},
                "x-meanings": {"it's": "so"},
            }
        ],
        "primaryKey": 'odd"name',
    }
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(create_statement(parse_schema("odd table", document)))
        connection.execute('INSERT INTO "odd table" VALUES (?)', ["it's"])


def test_a_key_of_several_columns_and_its_references_are_declared() -> None:
    def document(*foreign: dict[str, object]) -> dict[str, object]:
        fields = [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]
        return {"fields": fields, "primaryKey": ["a", "b"], "foreignKeys": list(foreign)}

    reference = {"fields": ["a", "b"], "reference": {"resource": "first", "fields": ["a", "b"]}}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(create_statement(parse_schema("first", document())))
        connection.execute(create_statement(parse_schema("second", document(reference))))
        connection.execute("INSERT INTO first VALUES ('x', 1)")
        connection.execute("INSERT INTO second VALUES ('x', 1)")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("INSERT INTO second VALUES ('x', 2)")


# --- what the file says of itself


def test_the_codebook_explains_every_column_of_every_table_and_view(real: sqlite3.Connection) -> None:
    schemas = schemas_of(open_package())
    assert set(schemas) == {*NAMES, "dates", *(view.name for view in VIEWS)}
    expected = {f"{name}.{field.name}" for name, schema in schemas.items() for field in schema.fields}
    assert set(column(real, "SELECT column_id FROM codebook")) == expected
    codes = column(real, "SELECT codes FROM codebook WHERE column_id = 'control.status'")[0]
    assert isinstance(codes, str)
    assert "besieged = " in codes
    assert not column(
        real, "SELECT column_id FROM codebook WHERE trim(description) = '' OR description LIKE '%`%'"
    )


def test_the_file_names_its_version_licence_and_coverage(real: sqlite3.Connection) -> None:
    about = dict(real.execute("SELECT item, value FROM about").fetchall())
    assert about["version"] == open_package().version
    assert about["licence"] == open_package().descriptor["licenses"][0]["title"]
    assert "sample" in about["coverage"]


def test_every_date_of_the_tables_is_told_once_in_words_and_made_to_sort(real: sqlite3.Connection) -> None:
    written = {
        row[field.name]
        for name in NAMES
        for field in table_schema(name).fields
        if field.edtf
        for row in load(name, "records")
    }
    told = real.execute("SELECT date, date_text, date_key, date_earliest, date_latest FROM dates").fetchall()
    expected = {(date, date_text(date), date_key(date), *bounds(date)) for date in written - {None}}
    assert len(told) == len(expected)
    assert set(told) == expected


# --- the views


def test_the_view_of_claims_has_each_row_of_the_claim_tables_once(real: sqlite3.Connection) -> None:
    expected = sorted(
        (name, str(row_id)) for name in CLAIM_TABLES for row_id in load(name)[table_schema(name).key]
    )
    assert sorted(real.execute("SELECT resource, row_id FROM claims").fetchall()) == expected


def test_every_claim_says_something_and_stands_in_a_passage(real: sqlite3.Connection) -> None:
    mute = real.execute(
        "SELECT row_id FROM claims WHERE says IS NULL OR passage_id IS NULL OR passage IS NULL"
    )
    assert mute.fetchall() == []


def test_a_claim_is_told_in_one_line(invented: sqlite3.Connection) -> None:
    told = dict(invented.execute("SELECT row_id, says FROM claims").fetchall())
    expected = {
        "R901": "The customs house changes hands",
        "R904": "March into the port quarter (planned)",
        "C901": "at least 12 killed: Red Lantern; by Harbour Guard",
        "C902": "dozens wounded: Red Lantern",
        "C903": "killed (“how many townspeople”): people of Karsa",
        "C904": "fewer than 20 killed: Red Lantern",
        "T901": "old customs house: taken by Harbour Guard from Red Lantern",
        "T902": "40% of port quarter: held by Red Lantern",
        "S901": "300 to 400 fighters: Red Lantern; in port quarter",
        "K901": "5 strikes by Lakes Union; running total",
        "U903": "The building has been in its hands from 15 April on.",
    }
    assert {row: told[row] for row in expected} == expected


@pytest.mark.parametrize(
    ("row", "cells", "says"),
    [
        ("T901", {"status": "besieged"}, "old customs house: besieged by Red Lantern, held by Harbour Guard"),
        ("T901", {"status": "contested"}, "old customs house: fought over by Harbour Guard and Red Lantern"),
        ("T901", {"holder_actor_id": ""}, "old customs house: lost by Red Lantern"),
        ("T902", {"extent": "part", "share_best": ""}, "part of port quarter: held by Red Lantern"),
        ("T902", {"share_best": "", "share_low": "30"}, "at least 30% of port quarter: held by Red Lantern"),
        ("T902", {"share_best": "", "share_high": "5"}, "at most 5% of port quarter: held by Red Lantern"),
        ("T902", {"share_best": ""}, "a share of port quarter: held by Red Lantern"),
        ("C902", {"victim_actor_id": ""}, "dozens wounded: combatants"),
        ("C904", {"outcome": "unknown"}, "fewer than 20 fate unknown: Red Lantern"),
        ("K901", {"low": "1", "best": "1", "high": "1"}, "1 strike by Lakes Union; running total"),
        ("K901", {"low": "", "best": "", "high": "", "scale": "dozens", "quantifier": "vague", "wording": ""},
         "dozens of strikes by Lakes Union; running total"),
        ("K901", {"low": "", "best": "", "high": "", "quantifier": "not_stated", "wording": ""},
         "strikes (number not stated) by Lakes Union; running total"),
    ],
)  # fmt: skip
def test_the_line_follows_the_codes(
    row: str, cells: dict[str, str], says: str, folder: Path, tmp_path: Path
) -> None:
    table = {"C": "casualties", "T": "control", "K": "strikes"}[row[0]]
    for name, value in cells.items():
        set_cell(folder, table, row, name, value)
    with closing(sqlite3.connect(build_database(tmp_path / "x.db", open_package(folder)))) as connection:
        assert column(connection, "SELECT says FROM claims WHERE row_id = ?", row) == [says]


def test_a_claim_names_who_says_it_and_who_passed_it_on(invented: sqlite3.Connection) -> None:
    named = "SELECT said_by, relayed_by FROM claims WHERE row_id = ?"
    assert invented.execute(named, ["C901"]).fetchone() == ("spokesman of the Harbour Guard", "Velmar Post")
    assert invented.execute(named, ["C903"]).fetchone() == ("the article itself", None)
    assert invented.execute(named, ["U903"]).fetchone() == ("Harbour Guard", None)


def test_a_point_of_disagreement_has_all_its_sides(invented: sqlite3.Connection) -> None:
    sides = "SELECT topic, article, position, says, passage_id FROM discrepancy_sides ORDER BY row_id"
    assert invented.execute(sides).fetchall() == [
        ("Lantern dead at the customs house", "Velmar Post", "Twelve or more.",
         "at least 12 killed: Red Lantern; by Harbour Guard", "A900.04"),
        ("Lantern dead at the customs house", "Ferry News", "Fewer than twenty.",
         "fewer than 20 killed: Red Lantern", "A901.03"),
    ]  # fmt: skip


def test_the_trail_leads_from_phrases_of_time_too(folder: Path, tmp_path: Path) -> None:
    says = "SELECT DISTINCT says FROM evidence_trail WHERE row_id = 'X902'"
    with closing(sqlite3.connect(build_database(tmp_path / "a.db", open_package(folder)))) as connection:
        assert column(connection, says) == ["“on Tuesday”: 2031-04-15"]
    set_cell(folder, "time_expressions", "X902", "wording", "")
    with closing(sqlite3.connect(build_database(tmp_path / "b.db", open_package(folder)))) as connection:
        assert column(connection, says) == ["a phrase of time: 2031-04-15"]


def test_an_event_keeps_each_articles_own_date_beside_the_settled_one(invented: sqlite3.Connection) -> None:
    dates = (
        "SELECT article, date_stated, event_date FROM event_dates WHERE event_id = 'E901' ORDER BY report_id"
    )
    assert invented.execute(dates).fetchall() == [
        ("Velmar Post", "2031-04-15", "2031-04-15"),
        ("Ferry News", "[..2031-04-15]", "2031-04-15"),
    ]


def test_the_words_of_a_date_are_the_reporting_articles_own(folder: Path, tmp_path: Path) -> None:
    # The best known date of a report may rest on another article: those words are not this article's.
    words = "SELECT date_words FROM event_dates WHERE report_id = 'R901'"
    with closing(sqlite3.connect(build_database(tmp_path / "a.db", open_package(folder)))) as connection:
        before = column(connection, words)
    with (folder / "data" / "evidence.csv").open("a", encoding="utf-8") as file:
        file.write("R901.date.9,event_reports,R901,date,A901,A901.02,98,106,15 April,states\n")
    edit_resource(folder, "evidence", "x-rows", None)
    with closing(sqlite3.connect(build_database(tmp_path / "b.db", open_package(folder)))) as connection:
        assert column(connection, words) == before == ["on Tuesday"]


def test_the_trail_has_every_piece_of_evidence_and_what_it_supports(real: sqlite3.Connection) -> None:
    expected = column(real, "SELECT evidence_id FROM evidence ORDER BY 1")
    assert column(real, "SELECT evidence_id FROM evidence_trail ORDER BY 1") == expected
    assert not column(real, "SELECT evidence_id FROM evidence_trail WHERE says IS NULL OR passage IS NULL")


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_over_one_table_neither_drops_nor_doubles_rows(view: View, real: sqlite3.Connection) -> None:
    bases = {
        "claims": " UNION ALL ".join(f"SELECT 1 FROM {name}" for name in CLAIM_TABLES),
        "event_dates": "SELECT 1 FROM event_reports",
        "control_statements": "SELECT 1 FROM control",
        "casualty_statements": "SELECT 1 FROM casualties",
        "strike_statements": "SELECT 1 FROM strikes",
        "evidence_trail": "SELECT 1 FROM evidence",
        "discrepancy_sides": "SELECT 1 FROM discrepancy_claims",
    }
    expected = column(real, f"SELECT count(*) FROM ({bases[view.name]})")
    assert column(real, f"SELECT count(*) FROM {view.name}") == expected


def test_a_package_with_fewer_tables_has_no_view_that_would_fail(folder: Path, tmp_path: Path) -> None:
    keep_tables(folder, "articles", "sources", "passages")
    with closing(sqlite3.connect(build_database(tmp_path / "x.db", open_package(folder)))) as connection:
        assert column(connection, "SELECT name FROM sqlite_master WHERE type = 'view'") == []
        assert column(connection, "SELECT count(*) FROM passages") != [0]


# --- search


def test_search_covers_glosses_summaries_and_quotations() -> None:
    searched = {name: searched_columns(table_schema(name)) for name in NAMES}
    assert "gloss" in searched["passages"]
    assert {"title", "summary"} <= set(searched["events"])
    assert {"title", "abstract"} <= set(searched["articles"])
    assert "quote" in searched["evidence"]
    assert "name" in searched["actors"]
    assert "name" in searched["places"]


@pytest.mark.parametrize(
    ("words", "table", "row_id"),
    [
        ("customs", "places", "customs_house"),
        ("expelling", "passages", "A900.03"),
        ("Tuesdays", "evidence", "C901.date_stated.1"),
        ("talk ombra", "events", "E904"),
    ],
)
def test_search_finds_words_in_other_forms(
    words: str, table: str, row_id: str, invented: sqlite3.Connection
) -> None:
    sql = "SELECT resource, row_id FROM search_text WHERE search_text MATCH ?"
    assert (table, row_id) in invented.execute(sql, [words]).fetchall()


def test_search_does_not_mind_accents(folder: Path, tmp_path: Path) -> None:
    set_cell(folder, "events", "E904", "summary", "They met in a café.")
    with closing(sqlite3.connect(build_database(tmp_path / "x.db", open_package(folder)))) as connection:
        found = "SELECT rowid FROM events_fts WHERE events_fts MATCH ?"
        sql = f"SELECT event_id FROM events WHERE rowid IN ({found})"
        assert column(connection, sql, "cafe") == ["E904"]


# --- how it is written


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    first = build_database(tmp_path / "one" / FILE_NAME)
    second = build_database(tmp_path / "two" / FILE_NAME)
    assert first.read_bytes() == second.read_bytes()


def test_an_existing_file_is_refused_and_left_as_it_is(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.db"
    target.write_text("mine")
    with pytest.raises(UsageError, match=r"x\.db exists already.*--force"):
        build_database(target, open_package(folder))
    assert target.read_text() == "mine"


def test_an_existing_file_is_replaced_when_that_is_asked_for(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.db"
    target.write_text("mine")
    build_database(target, open_package(folder), overwrite=True)
    assert target.read_bytes().startswith(b"SQLite format 3")


def test_a_build_that_fails_leaves_what_was_there_and_no_remains(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "x.db").write_text("mine")
    set_cell(folder, "casualties", "C901", "low", "many")
    with pytest.raises(DataError, match="many"):
        build_database(out / "x.db", open_package(folder), overwrite=True)
    assert [(file.name, file.read_text()) for file in out.iterdir()] == [("x.db", "mine")]


def test_a_folder_that_cannot_be_written_is_one_clear_sentence(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"cannot be written .*choose a folder that you may write to\.$"):
        build_database(tmp_path / "file" / "x.db", open_package(folder))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_one_clear_sentence(folder: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(UsageError, match="cannot be written"):
        build_database(closed / "x.db", open_package(folder))


def test_a_full_disk_is_one_clear_sentence(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(database, "write", full)
    with pytest.raises(UsageError, match="disk is full"):
        build_database(tmp_path / "x.db", open_package(folder))
    assert not list(tmp_path.glob("*x.db*"))


def test_a_folder_in_the_place_of_the_file_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        build_database(tmp_path, open_package(folder), overwrite=True)


# --- what it says of bad data


@pytest.mark.parametrize(
    ("table", "row_id", "name", "value", "message"),
    [
        ("casualties", "C902", "event_id", "E999", "data/casualties.csv, row 3, column event_id: 'E999' is"),
        ("places", "ombra", "parent_place_id", "atlantis", "data/places.csv, row 4, column parent_place_id"),
        ("strikes", "K901", "low", "five", "data/strikes.csv, row 2, column low: Found 'five'"),
        ("control", "T902", "status", "lost", "data/control.csv, row 3, column status: Found 'lost'"),
        ("control", "T902", "control_id", "T901", "data/control.csv, row 3: SQLite refuses the row (UNIQUE"),
        ("events", "E901", "title", "", "data/events.csv, row 3: SQLite refuses the row (NOT NULL"),
    ],
)  # fmt: skip
def test_a_cell_that_does_not_fit_is_named(
    table: str, row_id: str, name: str, value: str, message: str, folder: Path, tmp_path: Path
) -> None:
    set_cell(folder, table, row_id, name, value)
    with pytest.raises(DataError) as caught:
        build_database(tmp_path / "x.db", open_package(folder))
    assert message in str(caught.value)
    assert not (tmp_path / "x.db").exists()


def test_a_table_with_the_name_of_one_of_ours_is_refused(folder: Path, tmp_path: Path) -> None:
    rename_table(folder, "sources", "codebook")
    with pytest.raises(DataError, match="may not be named 'codebook'"):
        build_database(tmp_path / "x.db", open_package(folder))


def test_a_missing_column_that_a_view_shows_is_named(folder: Path, tmp_path: Path) -> None:
    drop_column(folder, "events", "rule")
    with pytest.raises(DataError, match=r"view 'event_dates'.*rule"):
        build_database(tmp_path / "x.db", open_package(folder))


# --- the copy in the cache


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_cached_file_is_built_once(cache: Path, folder: Path) -> None:
    first = cached_database(open_package(folder))
    built = first.stat()
    assert cached_database(open_package(folder)) == first
    assert (first.stat().st_ino, first.stat().st_mtime_ns) == (built.st_ino, built.st_mtime_ns)
    assert first.is_relative_to(cache)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[: 4096 * 20]),
        lambda file: file.write_bytes(b"SQLite format 3"),
        lambda file: run_sql(file, "UPDATE casualties SET low = 9999"),
        lambda file: file.with_suffix(".sha256").unlink(),
        lambda file: file.with_suffix(".sha256").write_text(hashlib.sha256(b"").hexdigest()),
        lambda file: (file.unlink(), os.mkfifo(file)),
    ],
    ids=["empty", "cut", "foreign", "changed", "seal lost", "seal of nothing", "pipe"],
)
def test_a_cached_file_that_is_not_as_it_was_built_is_built_again(spoil, cache: Path, folder: Path) -> None:
    file = cached_database(open_package(folder))
    content = file.read_bytes()
    spoil(file)
    assert cached_database(open_package(folder)) == file
    assert file.read_bytes() == content


def run_sql(file: Path, sql: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(sql)
        connection.commit()


def test_no_version_leads_out_of_the_cache(cache: Path, folder: Path) -> None:
    package = open_package(folder)
    package.descriptor["version"] = "../../../../x"
    assert cached_database(package).resolve().is_relative_to(cache)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: set_cell(folder, "events", "E904", "summary", "Another summary."),
        lambda folder: edit_json(folder / "datapackage.json", version="9.9.9"),
        lambda folder: edit_json(folder / "datapackage.json", title="Another title"),
        lambda folder: edit_json(folder / "schemas" / "events.json", title="Happenings"),
    ],
    ids=["cell", "version", "descriptor", "schema"],
)
def test_what_changes_in_the_package_leads_to_another_cached_file(change, cache: Path, folder: Path) -> None:
    before = cached_database(open_package(folder))
    change(folder)
    after = cached_database(open_package(folder))
    assert before != after
    assert before.is_file()
    assert after.is_file()


def test_a_changed_builder_leads_to_another_cached_file(
    cache: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cached_database(open_package(folder))
    (tmp_path / "build.py").write_text("another builder")
    monkeypatch.setattr(caching, "__file__", str(tmp_path / "cache.py"))
    assert cached_database(open_package(folder)) != before


# --- changes to a written package


def edit_json(path: Path, **changes: object) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, **changes}), encoding="utf-8")


def keep_tables(folder: Path, *names: str) -> None:
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    kept = [resource for resource in descriptor["resources"] if resource["name"] in names]
    edit_json(folder / "datapackage.json", resources=kept)


def rename_table(folder: Path, old: str, new: str) -> None:
    edit_resource(folder, old, "name", new)


def edit_resource(folder: Path, table: str, key: str, value: object) -> None:
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        if resource["name"] == table:
            resource[key] = value
    edit_json(folder / "datapackage.json", resources=descriptor["resources"])


def drop_column(folder: Path, table: str, name: str) -> None:
    schema = folder / "schemas" / f"{table}.json"
    fields = json.loads(schema.read_text(encoding="utf-8"))["fields"]
    position = [field["name"] for field in fields].index(name)
    edit_json(schema, fields=fields[:position] + fields[position + 1 :])
    cut_csv(folder / "data" / f"{table}.csv", position)


def cut_csv(path: Path, position: int) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row[:position] + row[position + 1 :] for row in csv.reader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
