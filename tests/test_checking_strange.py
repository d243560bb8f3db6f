"""Packages that this library did not make: one clear finding, never a traceback, an open end or a way out."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import posix
from invented_package import set_cell, write_invented
from sirte_dataset import errors
from sirte_dataset.checking import patterns
from sirte_dataset.checking.descriptor_checks import MOST_TABLES, look_over
from sirte_dataset.checking.findings import Finding, Skipped
from sirte_dataset.checking.patterns import try_patterns
from sirte_dataset.checking.rules import RULES
from sirte_dataset.checking.validation import validate
from sirte_dataset.csvfiles import read_rows
from sirte_dataset.descriptor import Package, open_package, read_json
from sirte_dataset.errors import DataError, MissingExtra, suggestion
from sirte_dataset.files import ABANDONED, UNFINISHED, remove_abandoned, unfinished_folder
from sirte_dataset.loading import load
from sirte_dataset.reading.numbers import numbers_of, read_figure
from sirte_dataset.refreshing import refresh
from sirte_dataset.schemas import Field, parse_schema
from sirte_dataset.values import found, parse_cells

pytestmark = pytest.mark.usefixtures("in_time")


@pytest.fixture(autouse=True)
def _no_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIRTE_ARTICLES", raising=False)


def only_finding(folder: Path) -> Finding:
    report = validate(folder)
    assert len(report.findings) == 1, report.to_text()
    report.to_json().encode()
    return report.findings[0]


def change(path: Path, edit: Callable[[Any], object]) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    edit(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def describe(folder: Path, **keys: object) -> None:
    """Other values in the descriptor; a dash in a key is written as an underscore."""
    given = {key.replace("_", "-"): value for key, value in keys.items()}
    change(folder / "datapackage.json", lambda document: document.update(given))


def describe_table(folder: Path, **keys: object) -> None:
    given = {key.replace("_", "-"): value for key, value in keys.items()}
    change(folder / "datapackage.json", lambda document: document["resources"][3].update(given))


# --- JSON


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": 1, "b": {"c": 1, "c": 1}}', "The key 'c' stands twice"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": -Infinity}', "-Infinity is no number"),
        ('{"a": [1e400]}', "1e400 is no number"),
        ('{"a": "\\ud800"}', r"\\ud800 is half a character"),
        ('{"\\uDC00": 1}', r"\\udc00 is half a character"),
        ('{"a":' * 20_000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "too many digits"),
        ("[]", "Expected a JSON object"),
        ('\ufeff{"a": 1}', "BOM"),
    ],
)
def test_json_that_means_nothing_or_two_things_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=says) as caught:
        read_json(tmp_path / "a.json", "schemas/a.json")
    assert caught.value.file == "schemas/a.json"


def test_a_character_written_in_two_halves_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": "\\ud83d\\ude00", "b": 1.5}')
    assert read_json(tmp_path / "a.json", "a") == {"a": "\N{GRINNING FACE}", "b": 1.5}


@pytest.mark.parametrize(
    ("file", "key"), [("datapackage.json", "resources"), ("schemas/events.json", "fields")]
)
def test_a_key_that_stands_twice_is_a_finding(folder: Path, file: str, key: str) -> None:
    text = (folder / file).read_text(encoding="utf-8").rstrip().removesuffix("}")
    (folder / file).write_text(f'{text}, "{key}": []}}', encoding="utf-8")
    found = only_finding(folder)
    assert (found.file, found.message.partition(";")[0]) == (
        file,
        f"The key '{key}' stands twice in one object",
    )


# --- the descriptor


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"licenses": None}, "None is not of type 'array'"),
        ({"version": "banana"}, "expected a semantic version"),
        ({"version": "../../../../x"}, "expected a semantic version"),
        ({"version": f"{'9' * 5000}.0.0"}, "such as 1.2.0, of at most 64 characters."),
        ({"version": f"1.0.0-{'9' * 5000}"}, "such as 1.2.0, of at most 64 characters."),
        ({"$schema": 3}, "'$schema' is 3; expected an address"),
        ({"x_contnt": "sha256:0"}, "Did you mean 'x-content'?"),
        ({"x_silence": []}, "Did you mean 'x-silenced'?"),
        ({"x_spatial": [1]}, "expected an object"),
        ({"x_temporal": "2031"}, "expected an object"),
        ({"x_content": 3}, "expected text"),
        ({"x_search": "dead"}, "expected a list"),
        ({"sources": [{"title": "a", "x-articleid": "A900"}]}, "Did you mean 'x-article-id'?"),
    ],
)
def test_a_strange_descriptor_has_one_finding(folder: Path, keys: dict[str, object], says: str) -> None:
    describe(folder, **keys)
    found = only_finding(folder)
    assert (found.file, found.rule) == ("datapackage.json", "descriptor")
    assert says in found.message


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"x_row": 4}, "Did you mean 'x-rows'?"),
        ({"x_rows": "many"}, "expected a whole number"),
        ({"x_rows": True}, "expected a whole number"),
        ({"x_schema_hash": 3}, "expected text"),
        ({"x_synonyms": "people"}, "expected a list of words"),
        ({"x_synonyms": [3]}, "expected a list of words"),
        ({"name": "../../actors"}, "A resource is named '../../actors'"),
        ({"name": "act\nors"}, r"A resource is named 'act\nors'"),
        ({"compression": "gz"}, "'compression' of resource 'actors' is not understood"),
        ({"data": [[1]]}, "'data' of resource 'actors' is not understood"),
        ({"path": "file:///etc/passwd"}, "inside the package folder"),
        ({"path": "data/../../a.csv"}, "leads out of the package folder"),
        ({"path": ["data/actors.csv"]}, "must be the path of one file"),
        ({"schema": {"fields": []}}, "must be the path of one file"),
    ],
)
def test_a_strange_resource_has_one_finding(folder: Path, keys: dict[str, object], says: str) -> None:
    describe_table(folder, **keys)
    found = only_finding(folder)
    assert (found.file, found.rule) == ("datapackage.json", "descriptor")
    assert says in found.message


def test_a_key_of_somebodys_own_is_no_finding(folder: Path) -> None:
    describe(folder, x_mood="calm", x_deep=json.loads("[" * 900 + "]" * 900))
    assert validate(folder).valid


@pytest.mark.parametrize(
    "box", [[20, 9, 22], [22, 9, 20, 11], [20, 11, 22, 9], [20, 9, 220, 11], ["20", "9", "22", "11"], "x"]
)
def test_a_box_that_is_none_is_a_finding_even_without_a_country(folder: Path, box: object) -> None:
    describe(folder, x_spatial={"bbox": box})
    found = only_finding(folder)
    assert (found.file, found.column, found.rule) == ("datapackage.json", "x-spatial", "place-in-box")


def test_more_tables_than_can_be_checked_are_one_finding(folder: Path) -> None:
    package = open_package(folder)
    many = [{**package.resource("actors"), "name": f"r{number}"} for number in range(20_000)]
    found = look_over(Package(folder, {**package.descriptor, "resources": many}))
    assert [each.message for each in found] == [
        f"The package has 20000 tables; at most {MOST_TABLES} can be checked."
    ]


# --- schemas


def schema(**field: object) -> None:
    parse_schema("a", {"fields": [{"name": "a", "type": "string", **field}], "primaryKey": "a"}, "a.json")


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ({"name": "a\0"}, "expected letters that can be seen"),
        ({"name": "a\N{RIGHT-TO-LEFT OVERRIDE}b"}, "expected letters that can be seen"),
        ({"type": "integer", "x-edtf": True}, "'x-edtf' has no meaning for type integer"),
        ({"constraints": {"pattern": "(" * 5000 + "a" + ")" * 5000}}, "nested too deeply"),
        ({"constraints": {"pattern": "a{99999999999}"}}, "too large"),
        ({"constraints": {"pattern": "([a-z&&[b]]|.)*"}}, "which other tools read as sets"),
        ({"constraints": {"pattern": "[[a]x]"}}, "which other tools read as sets"),
        ({"constraints": {"pattern": r"\\[]a--b]"}}, "which other tools read as sets"),
        ({"constraints": {"pattern": "[^a~~b]"}}, "which other tools read as sets"),
        ({"constraints": {"pattern": "[a||b]"}}, "which other tools read as sets"),
    ],
)
def test_a_field_that_no_cell_could_be_held_against_is_refused(field: dict[str, object], says: str) -> None:
    with pytest.raises(DataError, match=says) as caught:
        schema(**field)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("pattern", ["a&&b--~~", r"[\[a]\[\[", r"[&\&-]--", r"[]&]&", "[a|b](|)"])
def test_a_pattern_that_has_no_sets_of_sets_is_none(pattern: str) -> None:
    schema(constraints={"pattern": pattern})


def test_a_field_of_two_words_is_loaded_and_is_one_finding(folder: Path) -> None:
    path = folder / "schemas" / "sources.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"name": "note"', '"name": "a note"'), encoding="utf-8"
    )
    table = folder / "data" / "sources.csv"
    header, rows = table.read_text(encoding="utf-8").split("\n", 1)
    table.write_text(header.replace("note", "a note") + "\n" + rows, encoding="utf-8")
    assert "a note" in load("sources", "records", folder)[0]
    found = [each for each in validate(folder).findings if each.file == "schemas/sources.json"]
    assert [(each.rule, "name of one word" in each.message) for each in found] == [("schema", True)]


def test_a_key_that_names_a_column_twice_is_refused() -> None:
    with pytest.raises(DataError, match="names the column 'a' twice"):
        parse_schema("a", {"fields": [{"name": "a", "type": "string"}], "primaryKey": ["a", "a"]})


def test_a_key_of_other_columns_leaves_rules_out_and_none_fails(folder: Path) -> None:
    change(
        folder / "schemas/control.json", lambda schema: schema.update(primaryKey=["control_id", "article_id"])
    )
    reason = "Table 'control' has no primary key of exactly one column."
    assert Skipped("entered-twice", reason) in validate(folder).skipped


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", ".*.*.*.*.*.*.*.*x", r"(a*)*\1b", "(?=(a+)+b)a*"])
def test_a_pattern_that_takes_for_ever_is_ended(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.5)
    fields = [
        {"name": "a", "type": "string", "constraints": {"pattern": "(b|a)+!?"}},
        {"name": "b", "type": "string", "constraints": {"pattern": pattern}},
    ]
    table = parse_schema("a", {"fields": fields, "primaryKey": "a"})
    cells = ["a" * 60, "a" * 400 + "!"]
    with pytest.raises(DataError, match="cannot be matched in") as caught:
        try_patterns(table, pd.DataFrame({"a": cells, "b": cells}), "schemas/a.json", [])
    assert (caught.value.file, caught.value.column) == ("schemas/a.json", "b")


def test_a_pattern_that_takes_for_ever_is_a_finding_of_its_schema(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 1)
    edit = {"name": "note", "type": "string", "constraints": {"pattern": "( |[^!]+)+"}}
    change(folder / "schemas/casualties.json", lambda doc: doc["fields"].__setitem__(-1, edit))
    set_cell(folder, "casualties", "C901", "note", "a" * 60 + "!")
    found = only_finding(folder)
    assert (found.file, found.column, found.rule) == ("schemas/casualties.json", "note", "schema")


def test_patterns_that_take_for_ever_are_waited_for_in_few_tables(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[object] = []

    def run(*_: object, **__: object) -> None:
        waited.append(_)
        raise subprocess.TimeoutExpired("python", 1)

    monkeypatch.setattr(patterns.subprocess, "run", run)
    tables = ("actors", "casualties", "control", "events", "sources")
    edit = {"name": "note", "type": "string", "constraints": {"pattern": "(.|[^!]+)*"}}
    for table in tables:
        change(folder / f"schemas/{table}.json", lambda doc: doc["fields"].__setitem__(-1, edit))
    found = {one.file: one for one in validate(folder, rules=()).findings if one.rule == "schema"}
    assert {file: one.column for file, one in found.items()} == {
        f"schemas/{table}.json": "note" for table in tables
    }
    assert len(waited) == patterns.MOST
    assert sum("No pattern was tried" in one.message for one in found.values()) == len(tables) - len(waited)


# --- files


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a;b\n1;2\n", "separated by semicolons"),
        (b"a\tb\n1,5\t2\n", "separated by tabs"),
        (b"PK\x03\x04" + bytes(30), "a workbook or compressed"),
        (b"\x1f\x8b\x08" + bytes(30), "a workbook or compressed"),
        ("a,b\n".encode("utf-16"), "byte-order mark"),
        (b"a,b\n1,\0\n", "A NUL character"),
        (b"a,b\r1,2\r", "no line end"),
        (b"a,b\n1,2\n\n", "Expected 2 cells, found 0"),
    ],
)
def test_a_file_that_is_no_plain_csv_is_told_for_what_it_is(
    tmp_path: Path, content: bytes, says: str
) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(DataError, match=says):
        read_rows(tmp_path / "a.csv", "a.csv")


@pytest.mark.parametrize(
    ("row_id", "column", "cell", "rule"),
    [
        ("C901", "date", "12-May", "edtf"),
        ("C901", "date", "Dec-15", "edtf"),
        ("C901", "date_earliest", "18/02/2031", "date"),
        ("C901", "date_earliest", "18.02.2031", "date"),
        ("C901", "low", "12-May", "integer"),
        ("C901", "cumulative", "TRUE", "boolean"),
    ],
)
def test_what_a_spreadsheet_made_of_a_cell_is_said(
    folder: Path, row_id: str, column: str, cell: str, rule: str
) -> None:
    set_cell(folder, "casualties", row_id, column, cell)
    found = only_finding(folder)
    assert (found.column, found.rule) == (column, rule)
    assert "A spreadsheet writes it so" in found.message


STRANGE_CELLS = [
    ("casualties", "C901", "date", "0000-00-00"),
    ("casualties", "C901", "date_earliest", "0000-00-00"),
    ("casualties", "C901", "date", "[" + "2031-01-01," * 20_000 + "2031]"),
    ("control", "T902", "share_best", "1e400"),
    ("control", "T902", "share_best", "NaN"),
    ("casualties", "C901", "note", "=cmd|' /C calc'!A0"),
    ("casualties", "C901", "note", "a \N{RIGHT-TO-LEFT OVERRIDE} b"),
    ("casualties", "C901", "note", "word " * 200_000),
]


@pytest.mark.parametrize(("table", "row_id", "column", "cell"), STRANGE_CELLS)
def test_a_strange_cell_has_one_finding(
    folder: Path, table: str, row_id: str, column: str, cell: str
) -> None:
    set_cell(folder, table, row_id, column, cell)
    found = only_finding(folder)
    assert (found.file, found.column) == (f"data/{table}.csv", column)


def test_a_huge_cell_makes_no_huge_report(folder: Path) -> None:
    set_cell(folder, "casualties", "C901", "casualty_id", "C" * 10**6)
    set_cell(folder, "casualties", "C902", "quantifier", "x" * 10**6)
    change(folder / "schemas" / "actors.json", lambda d: d["fields"][1].update(name="f" * 10**6))
    report = validate(folder)
    assert len(report.findings) > 1
    assert len(report.to_json()) < 5_000 * len(report.findings)
    assert all("..." in one.message for one in report.findings if "C" * 100 in one.message)


def test_what_is_said_of_a_huge_cell_takes_none_of_its_room() -> None:
    coded = Field("outcome", "string", enum=("killed", "wounded"))
    cells = ["x" * 10**6]
    suggestion("x", coded.enum)  # what is imported for it is there before
    tracemalloc.start()
    try:
        (problem,) = parse_cells(coded, cells)[1].values()
        assert found(cells[0], problem).endswith("expected one of killed, wounded.")
        assert tracemalloc.get_traced_memory()[1] < 10**5
    finally:
        tracemalloc.stop()


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from(
                ["date", "low", "wording", "note", "outcome", "event_id", "casualty_id", "cumulative"]
            ),
            st.one_of(
                st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
                st.sampled_from(["1e400", "NaN", "-0", "../..", "2031-W01", "hundred " * 160, "9" * 5000]),
            ),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda cell: cell[0],
    )
)
def test_whatever_stands_in_the_cells_is_told_without_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
) -> None:
    folder = write_invented(tmp_path_factory.mktemp("cells") / "package")
    for column, cell in cells[::-1]:
        row = "C902" if column == "casualty_id" else "C901"
        set_cell(folder, "casualties", row, column, cell)
    assert validate(folder, rules=set(RULES)).to_text().encode()


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just("\ud800"))
VALUES = st.recursive(
    LEAVES, lambda each: st.lists(each, max_size=2) | st.dictionaries(st.text(max_size=5), each)
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    key=st.sampled_from(
        ["version", "licenses", "sources", "resources", "x-spatial", "x-temporal", "x-silenced"]
    ),
    value=VALUES,
)
def test_whatever_the_descriptor_says_is_told_without_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: object
) -> None:
    folder = tmp_path_factory.mktemp("descriptor")
    resource = {"name": "a", "path": "a.csv", "schema": "a.json", "type": "table"}
    described = {"name": "a", "resources": [resource], key: value}
    (folder / "datapackage.json").write_text(json.dumps(described))
    (folder / "a.csv").write_text("a\n1\n")
    fields = [{"name": "a", "type": "string", "constraints": {"required": True}}]
    (folder / "a.json").write_text(json.dumps({"fields": fields, "primaryKey": "a"}))
    assert validate(folder, rules={"place-in-box"}).to_text().encode()


# --- a storm


@pytest.mark.parametrize(
    ("table", "row_id", "key", "rows"),
    [
        ("casualties", "C901", "casualty_id", "12 of data/evidence.csv"),
        ("places", "customs_house", "place_id", "3 of data/casualties.csv"),
        ("articles", "A900", "article_id", "of data/passages.csv"),
    ],
)
def test_a_row_that_is_gone_is_told_once_however_many_rows_name_it(
    folder: Path, table: str, row_id: str, key: str, rows: str
) -> None:
    file = folder / f"data/{table}.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith(f"{row_id},")), encoding="utf-8")
    told = [found for found in validate(folder).findings if f"'{row_id}' is not a row of" in found.message]
    assert [(found.file, found.row, found.column) for found in told[:1]] == [(f"data/{table}.csv", None, key)]
    assert rows in told[0].message
    assert {found.file for found in told[1:]} <= {"datapackage.json"}


def test_a_row_that_one_cell_names_is_told_in_that_cell(folder: Path) -> None:
    set_cell(folder, "casualties", "C901", "event_id", "E999")
    found = only_finding(folder)
    assert (found.file, found.row, found.column) == ("data/casualties.csv", 2, "event_id")


# --- time


def test_words_for_numbers_without_end_are_read_in_no_time() -> None:
    started = time.perf_counter()
    read_figure("hundred " * 160)
    read_figure("hundred " * 20_000)
    numbers_of("articles|texts", "hundred " * 20_000)
    numbers_of("articles|texts", "one-" * 20_000)
    assert time.perf_counter() - started < 5
    assert numbers_of("articles", "nine hundred and ninety-nine thousand news articles") == [
        ("nine hundred and ninety-nine thousand news articles", 999_000)
    ]


def test_thousands_of_rows_that_each_have_a_fault_are_told_in_seconds(folder: Path) -> None:
    file = folder / "data/time_expressions.csv"
    *_, last = rows = file.read_text(encoding="utf-8").splitlines()
    more = [f"X{number}," + last.partition(",")[2] for number in range(10_000, 13_000)]
    file.write_text("\n".join([*rows, *more]) + "\n", encoding="utf-8")
    started = time.perf_counter()
    assert len(validate(folder).findings) >= 3_000
    assert time.perf_counter() - started < 20


# --- what is left behind


def test_a_folder_that_a_process_that_died_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / f".site.0123456789ab{UNFINISHED}"
    (left / "below").mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    os.utime(left, (0, 0))
    with unfinished_folder(tmp_path / "site"):
        assert not left.exists()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["elsewhere", "site"]


@posix
def test_what_an_abandoned_link_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "a").touch()
    link = tmp_path / f".a.0123456789ab{UNFINISHED}"
    link.symlink_to("kept")
    os.utime(link, (0, 0), follow_symlinks=False)
    remove_abandoned(tmp_path)
    assert [str(each.relative_to(tmp_path)) for each in sorted(tmp_path.rglob("*"))] == ["kept", "kept/a"]


def test_refresh_removes_what_was_left_beside_the_files_of_a_package(folder: Path) -> None:
    left = [folder / place / f".a.0123456789ab{UNFINISHED}" for place in ("", "data", "schemas")]
    young = folder / f".b.0123456789ab{UNFINISHED}"
    for file in (*left, young):
        file.touch()
    for file in left:
        os.utime(file, (time.time() - ABANDONED - 9,) * 2)
    refresh(folder)
    assert [file.exists() for file in (*left, young)] == [False, False, False, True]


@pytest.mark.parametrize(
    "error",
    [
        errors.SirteError("a"),
        errors.UsageError("a"),
        DataError("a", file="b", row=3, column="c"),
        MissingExtra("browse", "Browsing"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_the_same_when_a_worker_process_hands_it_on(error: errors.SirteError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_every_error_is_tried_above() -> None:
    classes = {
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Exception)
    }
    assert classes == {errors.SirteError, errors.UsageError, DataError, MissingExtra}
