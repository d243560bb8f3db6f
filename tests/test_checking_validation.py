"""Whole packages: sound ones have no findings; what is broken in one is one finding, never a traceback."""

import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sirte_dataset as sd
from invented_package import TEXTS, set_cell, write_invented
from sirte_dataset import hashes
from sirte_dataset.checking.findings import TO_SILENCE, Finding, Report, Skipped
from sirte_dataset.checking.rules import RULES
from sirte_dataset.checking.validation import sound_context, validate
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import DataError, MissingExtra, SirteError
from sirte_dataset.reading.numbers import LANGUAGE
from sirte_dataset.refreshing import refresh


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """The invented package on disk; nothing may go out to the network while it is validated."""

    def refuse(*_: object) -> None:
        raise AssertionError("validation must not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.delenv("SIRTE_ARTICLES", raising=False)
    return write_invented(tmp_path / "invented")


def change(path: Path, edit: Callable[[Any], object]) -> None:
    """Change a JSON file in place."""
    document = json.loads(path.read_text(encoding="utf-8"))
    edit(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def rewrite(path: Path, edit: Callable[[bytes], bytes]) -> None:
    path.write_bytes(edit(path.read_bytes()))


def only_finding(folder: Path) -> Finding:
    report = validate(folder)
    assert len(report.findings) == 1, report.to_text()
    assert not report.valid
    return report.findings[0]


# --- sound packages


def test_the_dataset_itself_has_no_findings(monkeypatch):
    """And leaves nothing out but what needs texts, or the language whose numbers are read."""
    monkeypatch.delenv("SIRTE_ARTICLES", raising=False)
    report = validate()
    assert report.valid, report.to_text()
    foreign = set(sd.load("articles")["language"]) - {LANGUAGE}
    unread = {f"the numbers of articles in '{each}': they are read in '{LANGUAGE}' alone" for each in foreign}
    assert {skipped.reason for skipped in report.skipped} == {"no article texts are attached"} | unread


def test_the_invented_package_has_no_findings(folder):
    assert validate(folder).findings == ()
    assert validate(folder / "datapackage.json").findings == ()


def test_with_its_texts_attached_only_the_second_book_is_left_out(folder, monkeypatch):
    monkeypatch.setenv("SIRTE_ARTICLES", str(TEXTS))
    refresh(folder)
    skipped = (Skipped("double-entry", "the package has no codings"),)
    assert validate(folder) == Report(skipped=skipped, content=hashes.content(open_package(folder)))


def test_a_refreshed_package_with_hashes_and_counts_has_no_findings(folder):
    assert refresh(folder)
    assert validate(folder).valid


def test_a_subset_of_the_tables_is_a_package_and_says_which_rules_were_skipped(folder):
    kept = {"articles", "passages", "casualties"}
    change(
        folder / "datapackage.json",
        lambda package: package.update(
            resources=[one for one in package["resources"] if one["name"] in kept]
        ),
    )
    report = validate(folder)
    assert report.valid, report.to_text()
    assert Skipped("evidence-for-rows", "the package has no table 'evidence'") in report.skipped
    assert Skipped("foreign-key", "casualties.event_id: the package has no table 'events'") in report.skipped


def test_progress_names_each_table_and_each_group_of_rules(folder):
    names: list[str] = []
    validate(folder, progress=names.append)
    assert names[:3] == ["articles", "passages", "sources"]
    modules = {RULES[name].__module__ for name in RULES}
    assert len(names) == len(set(names)) == len(open_package(folder).names) + len(modules)
    assert names[-1].startswith("rules on ")


# --- cells: one fault, one finding


CELLS = [
    ("casualties", "C901", "outcome", "kiled", "code"),
    ("casualties", "C901", "low", "a dozen", "integer"),
    ("casualties", "C901", "low", "9" * 30, "integer"),
    ("casualties", "C901", "date", "2031-04-31", "edtf"),
    ("casualties", "C901", "date_earliest", "2031-02-30", "date"),
    ("casualties", "C901", "cumulative", "TRUE", "boolean"),
    ("casualties", "C901", "confidence", "", "required"),
    ("casualties", "C902", "casualty_id", "C901", "unique"),
    ("control", "T902", "share_best", "140", "maximum"),
    ("control", "T902", "share_best", "many", "number"),
    ("passages", "A900.02", "position", "one", "integer"),
    ("passages", "A900.02", "position", "1", "unique"),
    ("articles", "A900", "article_id", "A9", "pattern"),
    ("articles", "A900", "words", "0", "minimum"),
    ("evidence", "C901.low.1", "end", "some", "integer"),
    ("casualties", "C901", "event_id", "E999", "foreign-key"),
    ("casualties", "C901", "quantifier", "exact", "quantifier"),
]


@pytest.mark.parametrize(("table", "row_id", "column", "cell", "rule"), CELLS)
def test_a_faulty_cell_has_one_finding_whatever_else_it_upsets(folder, table, row_id, column, cell, rule):
    set_cell(folder, table, row_id, column, cell)
    found = only_finding(folder)
    assert (found.file, found.column, found.rule) == (f"data/{table}.csv", column, rule)


def test_a_faulty_cell_is_not_told_again_as_a_changed_file(folder):
    refresh(folder)
    set_cell(folder, "casualties", "C901", "outcome", "kiled")
    assert only_finding(folder).rule == "code"


def test_several_faults_are_all_found_and_sorted_by_file_and_row(folder):
    set_cell(folder, "strikes", "K901", "unit", "bombs")
    set_cell(folder, "casualties", "C904", "high", "-1")
    set_cell(folder, "casualties", "C901", "low", "-1")
    found = [(one.file, one.row, one.column) for one in validate(folder).findings]
    assert found == [
        ("data/casualties.csv", 2, "low"),
        ("data/casualties.csv", 5, "high"),
        ("data/strikes.csv", 2, "unit"),
    ]


# --- files


def unicode_to_latin(content: bytes) -> bytes:
    return content.decode("utf-8").encode("latin-1")


FILES = [
    ("an empty file", "casualties", lambda content: b"", 1),
    ("a binary file", "casualties", lambda content: bytes(range(256)) * 9, 2),
    ("a file in another encoding", "articles", unicode_to_latin, 2),
    ("a file cut off in a row", "casualties", lambda content: content[:-20], 5),
    ("a file cut off at half", "evidence", lambda content: content[: len(content) // 2], 73),
    ("a row with a cell less", "casualties", lambda content: content.replace(b"C902,A900,", b"C902,"), 3),
    (
        "a header with a column twice",
        "casualties",
        lambda content: content.replace(b"low,best", b"low,low"),
        1,
    ),
    (
        "a header with an unknown column",
        "casualties",
        lambda content: content.replace(b"low,", b"lwo,", 1),
        1,
    ),
    ("a byte order mark", "casualties", lambda content: b"\xef\xbb\xbf" + content, 1),
    ("a quotation mark that is never closed", "casualties", lambda content: content + b'"C905', 6),
]


@pytest.mark.parametrize(
    ("what", "table", "edit", "row"), FILES, ids=[case[0].replace(" ", "_") for case in FILES]
)
def test_a_damaged_file_has_one_finding_and_the_rules_leave_it_alone(folder, what, table, edit, row):
    rewrite(folder / "data" / f"{table}.csv", edit)
    found = only_finding(folder)
    assert (found.file, found.row, found.rule) == (f"data/{table}.csv", row, "file")


def test_a_missing_file_has_one_finding_and_the_rules_that_need_it_are_skipped(folder):
    (folder / "data" / "passages.csv").unlink()
    report = validate(folder)
    assert [(found.file, found.rule) for found in report.findings] == [("data/passages.csv", "file")]
    assert Skipped("passage-order", "the table 'passages' could not be read") in report.skipped


def test_line_ends_of_another_system_are_no_fault_of_the_data(folder):
    rewrite(folder / "data" / "casualties.csv", lambda content: content.replace(b"\n", b"\r\n"))
    assert validate(folder).valid


def test_a_file_that_is_sound_but_not_the_one_described_is_found(folder):
    refresh(folder)
    set_cell(folder, "casualties", "C901", "note", "Added later.")
    found = only_finding(folder)
    assert (found.file, found.rule) == ("data/casualties.csv", "stale")
    assert "other bytes, hash" in found.message
    assert "sirte refresh" in found.message


def test_a_table_that_lost_its_last_row_is_found_by_its_count(folder):
    change(folder / "datapackage.json", lambda package: package["resources"][2].update({"x-rows": 3}))
    assert "other x-rows" in only_finding(folder).message


# --- schemas


def casualties_schema(edit: Callable[[Any], object]) -> Callable[[Path], None]:
    return lambda folder: change(folder / "schemas" / "casualties.json", edit)


SCHEMAS = [
    (
        "a misspelt key",
        casualties_schema(lambda doc: doc.update(foreignKey=[])),
        "Did you mean 'foreignKeys'?",
    ),
    (
        "a misspelt constraint",
        casualties_schema(lambda doc: doc["fields"][0]["constraints"].update(requird=True)),
        "Did you mean 'required'?",
    ),
    (
        "a pattern that is none",
        casualties_schema(lambda doc: doc["fields"][0]["constraints"].update(pattern="(")),
        "The pattern '(' is unusable",
    ),
    (
        "a foreign key to a column that is not there",
        casualties_schema(lambda doc: doc["foreignKeys"][0]["reference"].update(fields=["articl_id"])),
        "names no column of articles: 'articl_id'. Did you mean 'article_id'?",
    ),
    ("a schema without fields", casualties_schema(lambda doc: doc.pop("fields")), "Expected a list 'fields'"),
    ("a missing schema", lambda folder: (folder / "schemas/casualties.json").unlink(), "The file is missing"),
    (
        "a schema that is a list",
        lambda folder: (folder / "schemas/casualties.json").write_text("[]"),
        "Expected a JSON object",
    ),
    # What only frictionless says.
    (
        "a name that is no text",
        casualties_schema(lambda doc: doc.update(name=5)),
        "5 is not of type 'string'",
    ),
]


@pytest.mark.parametrize(
    ("what", "edit", "says"), SCHEMAS, ids=[case[0].replace(" ", "_") for case in SCHEMAS]
)
def test_a_broken_schema_has_one_finding(folder, what, edit, says):
    edit(folder)
    found = only_finding(folder)
    assert (found.file, found.rule) == ("schemas/casualties.json", "schema")
    assert says in found.message


# --- descriptors


def resource(**keys: object) -> Callable[[Path], None]:
    return lambda folder: change(folder / "datapackage.json", lambda doc: doc["resources"][3].update(keys))


def package(**keys: object) -> Callable[[Path], None]:
    return lambda folder: change(folder / "datapackage.json", lambda doc: doc.update(keys))


def content(text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "datapackage.json").write_text(text, encoding="utf-8") and None


def link(target: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        (folder / "data/actors.csv").unlink()
        (folder / "data/actors.csv").symlink_to(target)

    return edit


def pipe(folder: Path) -> None:
    (folder / "data/actors.csv").unlink()
    os.mkfifo(folder / "data/actors.csv")


DESCRIPTORS = [
    ("no JSON", content("{"), "Not JSON"),
    ("a list", content("[]"), "Expected a JSON object"),
    ("a depth without end", content("[" * 100_000), "nested too deeply"),
    ("no resources", content("{}"), "Expected a list 'resources'"),
    ("a misspelt key", package(lisences=[]), "Did you mean 'licenses'?"),
    ("a misspelt key of a resource", resource(shcema="x"), "Did you mean 'schema'?"),
    ("a misspelt key of a source", package(sources=[{"titel": "x"}]), "Did you mean 'title'?"),
    (
        "another dialect",
        resource(dialect={"delimiter": ";"}),
        "is {'delimiter': ';'}; expected",
    ),
    ("another encoding", resource(encoding="latin-1"), 'expected "utf-8"'),
    ("a hash of another kind", resource(hash="0" * 32), "cannot be compared"),
    ("a remote table", resource(path="http://127.0.0.1:9/actors.csv"), "inside the package folder"),
    ("a remote schema", resource(schema="https://example.org/actors.json"), "inside the package folder"),
    ("a remote profile", package(profile="http://127.0.0.1:9/profile.json"), "'profile' is"),
    ("a path out of the folder", resource(path="../actors.csv"), "leads out of the package folder"),
    ("a path from the root", resource(schema="/etc/passwd"), "inside the package folder"),
    ("a link out of the folder", link("/etc/passwd"), "leads out of the package folder"),
    ("a link to itself", link("actors.csv"), "no usable path"),
    ("a pipe", pipe, "not a plain file"),
    ("a folder for a file", resource(path="data"), "not a plain file"),
    ("a name that cannot be", resource(path="data/a\0.csv"), "inside the package folder"),
    ("two tables in one file", resource(path="data/sources.csv"), "have the same path"),
    ("the same in other words", resource(path="data/./sources.csv"), "have the same path"),
    ("two tables of one name", resource(name="sources"), "Two resources are named 'sources'"),
    # What only frictionless says.
    ("licences in one word", package(licenses="MIT"), "'MIT' is not of type 'array'"),
    ("a licence without a name", package(licenses=[{"title": "Free"}]), "license requires"),
    ("a date of creation that is none", package(created="yesterday"), '"created" is not valid'),
    ("a size in words", resource(bytes="many"), "'many' is not of type 'integer'"),
]


@pytest.mark.parametrize(
    ("what", "edit", "says"), DESCRIPTORS, ids=[case[0].replace(" ", "_") for case in DESCRIPTORS]
)
def test_a_broken_descriptor_has_one_finding_and_no_file_is_read_beyond_it(folder, what, edit, says):
    edit(folder)
    found = only_finding(folder)
    assert (found.file, found.rule) == ("datapackage.json", "descriptor")
    assert says in found.message


def test_a_broken_descriptor_says_that_the_tables_were_not_checked(folder):
    package(lisences=[])(folder)
    assert validate(folder).skipped == (Skipped("tables", "datapackage.json has to be mended first"),)


def test_a_folder_without_a_descriptor_is_no_package(folder):
    (folder / "datapackage.json").unlink()
    with pytest.raises(DataError, match="The file is missing"):
        validate(folder)


def test_a_folder_that_is_not_there_is_told_so(tmp_path):
    with pytest.raises(SirteError, match="no file or folder"):
        validate(tmp_path / "nowhere")


@pytest.mark.parametrize("library", ["frictionless", "pandera"])
def test_without_the_libraries_for_validation_the_extra_is_named(folder, monkeypatch, library):
    import sys

    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=r"sirte-dataset\[validate\]"):
        validate(folder)


def test_texts_are_not_looked_for_by_a_table_of_articles_that_has_findings(folder, monkeypatch):
    monkeypatch.setenv("SIRTE_ARTICLES", str(TEXTS))
    set_cell(folder, "articles", "A900", "bytes", "few")
    report = validate(folder)
    assert [found.column for found in report.findings] == ["bytes"]
    assert Skipped("quote-text", "no article texts are attached") in report.skipped


def test_a_sound_package_is_handed_out_as_the_rules_see_it(folder):
    context = sound_context(folder)
    assert list(context.frames) == list(open_package(folder).names)
    assert context.faulty == {}


def test_a_package_with_a_faulty_cell_is_not_handed_out(folder):
    set_cell(folder, "casualties", "C901", "outcome", "kiled")
    with pytest.raises(DataError, match=r"casualties.csv, row 2, column outcome: .+ Mend it first") as caught:
        sound_context(folder)
    assert (caught.value.file, caught.value.row) == ("data/casualties.csv", 2)


# --- the report


FINDING = Finding("data/casualties.csv", 12, "low", "number-order", "low 9, high 2.")


def test_a_report_in_text_names_file_row_column_rule_and_the_number_of_findings():
    report = Report(
        (FINDING, Finding("data/strikes.csv", None, "", "file", "Missing.")), (Skipped("x", "y"),)
    )
    assert report.to_text().splitlines() == [
        "data/casualties.csv, row 12, low: low 9, high 2. [number-order]",
        "data/strikes.csv: Missing. [file]",
        "Not checked:",
        "  x: y",
        TO_SILENCE,
        "2 findings.",
    ]
    assert Report((FINDING,)).to_text().endswith("\n1 finding.")
    assert Report().to_text() == "Valid: no findings."


def test_a_report_in_json_holds_the_same():
    report = Report((FINDING,), (Skipped("x", "y"),))
    assert json.loads(report.to_json()) == {
        "valid": False,
        "content": None,
        "count": 1,
        "findings": [
            {
                "file": "data/casualties.csv",
                "row": 12,
                "column": "low",
                "rule": "number-order",
                "message": "low 9, high 2.",
                "row_id": "",
            }
        ],
        "skipped": [{"rule": "x", "reason": "y"}],
        "silenced": [],
        "not_listed": [],
    }


def test_the_schemas_of_the_invented_package_are_those_of_the_dataset(folder):
    shutil.rmtree(folder / "schemas")
    assert {found.rule for found in validate(folder).findings} == {"schema"}
