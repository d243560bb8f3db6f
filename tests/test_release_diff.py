"""What changed from one version to another: all of it, nothing else, and whatever the version lies in."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import sirte_dataset as sd
from invented_package import set_cell, write_invented
from sirte_dataset.cli import app
from sirte_dataset.csvfiles import csv_text
from sirte_dataset.descriptor import Package, open_package
from sirte_dataset.release import versions
from sirte_dataset.release.diff import Change, compare, required_part, unlisted
from sirte_dataset.sqlite.build import build_database

ROOT = Path(__file__).parents[1]
FIRST_RELEASE = "525b0a4"

Table = tuple[dict[str, Any], list[dict[str, str]]]  # its schema and its rows


# --- applying changes to the older version: what the frame must suffice for

TABLE_KEYS = (
    "$schema",
    "name",
    "title",
    "description",
    "fields",
    "primaryKey",
    "uniqueKeys",
    "foreignKeys",
    "missingValues",
)
FIELD_KEYS = (
    "name",
    "title",
    "description",
    "type",
    "format",
    "constraints",
    "x-meanings",
    "x-unit",
    "x-edtf",
)
CONSTRAINTS = ("required", "unique", "enum", "pattern", "minimum", "maximum")
TEXTS = ("$schema", "name", "title", "description", "type", "format", "pattern", "x-unit")


def tables_of(package: Package) -> dict[str, Table]:
    tables = {}
    for name in package.names:
        with package.csv_path(name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        tables[name] = (json.loads(package.schema_path(name).read_text("utf-8")), rows)
    return tables


def as_files(tables: dict[str, Table]) -> dict[str, tuple[str, str]]:
    """The text of the schema and of the CSV file of each table."""
    files = {}
    for name, (schema, rows) in tables.items():
        names = [field["name"] for field in schema["fields"]]
        cells = sorted(
            ([row[column] for column in names] for row in rows),
            key=lambda cells: [cells[names.index(key)] for key in schema["primaryKey"]],
        )
        files[name] = (json.dumps(schema, indent=2, ensure_ascii=False) + "\n", csv_text(names, cells))
    return files


def files_of(package: Package) -> dict[str, tuple[str, str]]:
    return {
        name: tuple(path(name).read_bytes().decode() for path in (package.schema_path, package.csv_path))
        for name in package.names
    }


def apply(tables: dict[str, Table], changes: pd.DataFrame) -> dict[str, Table]:
    """The newer version, made from the older one and the frame alone."""
    changes = changes.astype(object).where(changes.notna(), None)
    schemas = {name: flat(schema) for name, (schema, _) in tables.items()}
    rows = {name: {key_of(schema, row): row for row in found} for name, (schema, found) in tables.items()}
    for change in map(Change._make, changes.itertuples(index=False)):
        if change.what in ("row", "cell"):
            apply_to_rows(rows[change.table], change)
        elif change.what == "table" and change.new is None:
            del schemas[change.table]
        elif change.what == "table":
            put(schemas, change.table, flat(json.loads(change.new)), change.position)
            rows[change.table] = {}
        else:
            apply_to_schema(schemas[change.table], change)
    whole = {name: unflat(schema) for name, schema in schemas.items()}
    return {name: (whole[name], [filled(whole[name], row) for row in rows[name].values()]) for name in whole}


def apply_to_rows(rows: dict[str, dict[str, str]], change: Change) -> None:
    if change.what == "cell":
        rows[change.row][change.column] = change.new
    elif change.new is None:
        del rows[change.row]
    else:
        rows[change.row] = json.loads(change.new)


def apply_to_schema(schema: dict[str, Any], change: Change) -> None:
    fields = schema["fields"]
    if change.what == "column":
        put(fields, change.column, change.new and flat_field(json.loads(change.new)), change.position)
    elif change.what == "code":
        put(fields[change.column]["codes"], change.item, change.new, change.position)
    elif change.what == "constraint":
        put(fields[change.column]["constraints"], change.item, value(change, fields[change.column]), None)
    elif change.column:
        put(fields[change.column], change.item, value(change, fields[change.column]), None)
    elif change.what in ("foreign key", "unique key"):
        kind = {"foreign key": "foreignKeys", "unique key": "uniqueKeys"}[change.what]
        put(schema[kind], change.item, change.new and json.loads(change.new), change.position)
    else:
        put(schema["keys"], change.item, value(change, {}), change.position)


def put(entries: dict[str, Any], name: str, new: Any, position: int | None) -> None:
    """Replace an entry, take it away, or put it in its place."""
    if new is None or name in entries:
        entries.pop(name) if new is None else entries.update({name: new})
        return
    items = list(entries.items())
    items.insert(len(items) if position is None else position - 1, (name, new))
    entries.clear()
    entries.update(items)


def value(change: Change, field: dict[str, Any]) -> Any:
    text = change.item in TEXTS or (change.item in ("minimum", "maximum") and field["type"] == "date")
    return change.new if text or change.new is None else json.loads(change.new)


def flat(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "keys": {key: schema[key] for key in schema if key not in ("fields", "foreignKeys", "uniqueKeys")},
        "fields": {field["name"]: flat_field(field) for field in schema["fields"]},
        "foreignKeys": {arrow(schema, key): key for key in schema.get("foreignKeys", [])},
        "uniqueKeys": {",".join(key): key for key in schema.get("uniqueKeys", [])},
        "order": list(schema),
    }


def arrow(schema: dict[str, Any], key: dict[str, Any]) -> str:
    """The name of a foreign key in a change."""
    target = key["reference"].get("resource") or schema["name"]
    return f"{','.join(key['fields'])} -> {target}.{','.join(key['reference']['fields'])}"


def flat_field(field: dict[str, Any]) -> dict[str, Any]:
    meanings = field.get("x-meanings", {})
    constraints = field.get("constraints", {})
    return {
        **{key: value for key, value in field.items() if key not in ("constraints", "x-meanings")},
        "constraints": {key: value for key, value in constraints.items() if key != "enum"},
        "codes": {code: meanings[code] for code in constraints.get("enum", [])},
    }


def unflat(schema: dict[str, Any]) -> dict[str, Any]:
    whole = {**schema["keys"], "fields": [unflat_field(field) for field in schema["fields"].values()]}
    whole |= {key: list(schema[key].values()) for key in ("foreignKeys", "uniqueKeys") if schema[key]}
    order = schema["order"] if set(whole) <= set(schema["order"]) else TABLE_KEYS
    return {key: whole[key] for key in order if key in whole}


def unflat_field(flat: dict[str, Any]) -> dict[str, Any]:
    constraints = flat["constraints"] | ({"enum": list(flat["codes"])} if flat["codes"] else {})
    whole = flat | {"constraints": {key: constraints[key] for key in CONSTRAINTS if key in constraints}}
    whole["x-meanings"] = flat["codes"]
    return {key: whole[key] for key in FIELD_KEYS if whole.get(key)}


def key_of(schema: dict[str, Any], row: dict[str, str]) -> str:
    cells = [row[name] for name in schema["primaryKey"]]
    return cells[0] if len(cells) == 1 else csv_text(cells, ()).removesuffix("\n")


def filled(schema: dict[str, Any], row: dict[str, str]) -> dict[str, str]:
    return {field["name"]: row.get(field["name"], "") for field in schema["fields"]}


# --- two versions of an invented package that may differ in anything but the order of what both have

WORDS = st.sampled_from(["one", "two, three", '"four"', "true", "7", "é", "line\nline"])
LIMITS = {"integer": [1, 2], "number": [1, 0.5], "date": ["2016-05-12", "2016-05-13"]}
COLUMNS = ("low", "day", "note", "kind")
TABLES = ("boats", "ferries", "quays")


@st.composite
def fields(draw: Any, name: str) -> dict[str, Any]:
    type_ = draw(st.sampled_from(["string", "integer", "number", "date"]))
    constraints = draw(
        st.fixed_dictionaries({}, optional={"required": st.just(True), "unique": st.just(True)})
    )
    field = {"name": name, **draw(st.fixed_dictionaries({}, optional={"title": WORDS, "description": WORDS}))}
    field["type"] = type_
    if type_ == "string" and draw(st.booleans()):
        codes = [code for code in ("one", "two", "type") if draw(st.booleans())] or ["three"]
        constraints["enum"], field["x-meanings"] = codes, {code: draw(WORDS) for code in codes}
    elif type_ == "string":
        constraints |= draw(st.fixed_dictionaries({}, optional={"pattern": st.sampled_from(["^a", "b$"])}))
    else:
        limits = st.sampled_from(LIMITS[type_])
        constraints |= draw(st.fixed_dictionaries({}, optional={"minimum": limits, "maximum": limits}))
    field["constraints"] = {key: constraints[key] for key in CONSTRAINTS if key in constraints}
    of_text = {"x-edtf": st.just(True)} if type_ == "string" else {}
    field |= draw(st.fixed_dictionaries({}, optional={"x-unit": WORDS, **of_text}))
    return {key: field[key] for key in FIELD_KEYS if field.get(key)}


@st.composite
def tables(draw: Any) -> Table:
    columns = ["id", "part", *(name for name in COLUMNS if draw(st.booleans()))]
    keys = draw(st.sampled_from([["id"], ["id", "part"]]))
    schema = {
        **draw(st.fixed_dictionaries({}, optional={"title": WORDS, "description": WORDS})),
        "fields": [draw(fields(name)) for name in columns],
        "primaryKey": keys,
        "uniqueKeys": [[name] for name in columns[1:] if draw(st.booleans())],
        "foreignKeys": [
            {"fields": [name], "reference": {"resource": draw(st.sampled_from(TABLES)), "fields": ["id"]}}
            for name in columns
            if draw(st.booleans())
        ],
    }
    rows = draw(
        st.lists(
            st.fixed_dictionaries({name: st.sampled_from(["", "a", "b,", 'c"\n']) for name in columns}),
            unique_by=lambda row: tuple(row[key] for key in keys),
            max_size=5,
        )
    )
    return {key: schema[key] for key in TABLE_KEYS if schema.get(key)}, rows


def packages() -> st.SearchStrategy[dict[str, Table]]:
    return st.fixed_dictionaries({TABLES[0]: tables()}, optional={name: tables() for name in TABLES[1:]}).map(
        lambda found: {name: found[name] for name in sorted(found)}
    )


def written(folder: Path, tables: dict[str, Table], version: str = "1.0.0") -> Package:
    shutil.rmtree(folder, ignore_errors=True)
    paths = {name: {"path": f"data/{name}.csv", "schema": f"schemas/{name}.json"} for name in tables}
    for inside in ("data", "schemas"):
        (folder / inside).mkdir(parents=True)
    for name, (schema, rows) in as_files(tables).items():
        (folder / paths[name]["schema"]).write_bytes(schema.encode())
        (folder / paths[name]["path"]).write_bytes(rows.encode())
    resources = [{"name": name, **path} for name, path in paths.items()]
    (folder / "datapackage.json").write_text(json.dumps({"version": version, "resources": resources}))
    return open_package(folder)


@pytest.fixture(scope="module")
def anywhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("versions")


@settings(max_examples=40)
@given(old=packages(), new=packages())
def test_the_changes_applied_to_the_older_version_give_the_newer_byte_for_byte(
    old: dict[str, Table], new: dict[str, Table], anywhere: Path
) -> None:
    before, after = written(anywhere / "old", old), written(anywhere / "new", new)
    frame = sd.diff(before, after)
    assert as_files(apply(tables_of(before), frame)) == files_of(after)
    assert frame.empty == (files_of(before) == files_of(after))


def test_the_changes_since_the_first_release_give_the_files_of_today() -> None:
    with first_release() as before:
        now = open_package()
        assert as_files(apply(tables_of(before), sd.diff(before, now))) == files_of(now)


def first_release() -> Any:
    known = ["git", "-C", str(ROOT), "cat-file", "-e", f"{FIRST_RELEASE}^{{commit}}"]
    if subprocess.run(known, capture_output=True, check=False).returncode:
        pytest.skip(f"the commit {FIRST_RELEASE} of the first release is not at hand: no full git checkout")
    return versions.opened_version(f"git:{FIRST_RELEASE}", ROOT)


# --- what is a change, and what is none


def edit_rows(folder: Path, table: str, edit: Callable[[list[list[str]]], list[list[str]]]) -> None:
    path = folder / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(edit(rows))


def edit_schema(folder: Path, table: str, edit: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "schemas" / f"{table}.json"
    schema = json.loads(path.read_text("utf-8"))
    edit(schema)
    path.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")


@pytest.fixture
def newer(folder: Path, tmp_path: Path) -> Path:
    """A second copy of the invented package, to be changed."""
    return write_invented(tmp_path / "newer")


def told(old: Path, new: Path) -> list[tuple[object, ...]]:
    return [tuple(change[:7]) for change in compare(old, new).changes]


def test_a_cell_a_new_row_and_a_row_that_is_gone_are_three_changes(folder: Path, newer: Path) -> None:
    first = next(iter(tables_of(open_package(folder))["casualties"][1]))
    key = first["casualty_id"]
    set_cell(newer, "casualties", key, "low", "77")
    edit_rows(newer, "claim_links", lambda rows: [*rows[:1], *rows[2:]])
    changes = compare(folder, newer).changes
    assert changes[0][:7] == ("cell", "casualties", key, "low", "", first["low"], "77")
    assert [(change.what, change.table, change.new) for change in changes[1:]] == [
        ("row", "claim_links", None)
    ]


def test_moved_rows_and_moved_columns_are_no_change(folder: Path, newer: Path) -> None:
    edit_rows(newer, "casualties", lambda rows: [row[::-1] for row in [rows[0], *rows[:0:-1]]])
    edit_schema(newer, "casualties", lambda schema: schema["fields"].reverse())
    assert told(folder, newer) == told(newer, folder) == []


def test_an_edit_in_a_file_that_is_out_of_order_is_found_and_nothing_twice(folder: Path, newer: Path) -> None:
    key = tables_of(open_package(folder))["evidence"][1][-1]["evidence_id"]
    set_cell(newer, "evidence", key, "quote", "other")
    before = told(folder, newer)
    edit_rows(newer, "evidence", lambda rows: [rows[0], rows[2], rows[1], *rows[3:]])
    assert told(folder, newer) == before
    assert len(before) == 1


def test_a_text_that_follows_the_key_of_a_schema_tells_what_it_is(folder: Path, newer: Path) -> None:
    def edit(schema: dict[str, Any]) -> None:
        low = next(field for field in schema["fields"] if field["name"] == "low")
        low |= {"type": "number", "constraints": {"minimum": 1}, "description": "Other words."}
        del schema["foreignKeys"][0]

    edit_schema(newer, "casualties", edit)
    assert {(change.what, change.column, change.item) for change in compare(folder, newer).changes} == {
        ("type", "low", "type"),
        ("constraint", "low", "minimum"),
        ("text", "low", "description"),
        ("foreign key", "", "article_id -> articles.article_id"),
    }


# --- what it asks of the version, and of the list of what was withdrawn


def change(what: str, old: str | None, new: str | None) -> Change:
    return Change(what, "boats", old=old, new=new)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ([], "none"),
        ([change("cell", "1", "2")], "patch"),
        ([change("text", "old words", "new words")], "patch"),
        ([change("code", "old meaning", "new words for it")], "patch"),
        ([change("row", None, "{}")], "minor"),
        ([change("row", "{}", None)], "minor"),
        ([change("column", None, "{}")], "minor"),
        ([change("table", None, "{}")], "minor"),
        ([change("code", None, "meaning")], "minor"),
        ([change("constraint", "true", None)], "minor"),
        ([change("type", None, "persons")], "minor"),
        ([change("foreign key", None, "{}")], "minor"),
        ([change("foreign key", "{}", None)], "major"),
        ([change("code", "meaning", None)], "major"),
        ([change("column", "{}", None)], "major"),
        ([change("table", "{}", None)], "major"),
        ([change("type", "integer", "number")], "major"),
        ([change("primary key", '["id"]', '["part"]')], "major"),
        ([change("column", "{}", None), change("cell", "1", "2"), change("row", None, "{}")], "major"),
    ],
)
def test_the_part_that_must_rise_is_the_highest_that_a_change_asks_for(
    changes: list[Change], part: str
) -> None:
    assert required_part(changes) == part


@pytest.mark.parametrize(("target", "part"), [("", "patch"), ("boats", "patch"), ("quays", "major")])
def test_a_key_to_its_own_table_is_the_same_key_however_that_is_written(
    target: str, part: str, tmp_path: Path
) -> None:
    def pointing(reference: dict[str, Any]) -> dict[str, Table]:
        schema = {
            "fields": [{"name": name, "type": "string"} for name in ("id", "part")],
            "primaryKey": ["id"],
        }
        return {"boats": ({**schema, "foreignKeys": [{"fields": ["part"], "reference": reference}]}, [])}

    old = written(tmp_path / "old", pointing({"fields": ["id"]}))
    new = written(tmp_path / "new", pointing({"resource": target, "fields": ["id"]}))
    assert compare(old, new).part == part


def withdrawals(*rows: tuple[str, str]) -> Table:
    schema = {"fields": [{"name": name, "type": "string"} for name in ("table", "id")]}
    rows_ = [{"table": table, "id": row} for table, row in rows]
    return {**schema, "primaryKey": ["table", "id"]}, rows_


def test_a_row_that_is_gone_is_unlisted_unless_the_newer_version_lists_it(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "id", "type": "string"}], "primaryKey": ["id"]}
    rows = [{"id": name} for name in ("B1", "B2", "B3")]
    old = written(tmp_path / "old", {"boats": (schema, rows)})
    bare = written(tmp_path / "bare", {"boats": (schema, rows[:1])})
    listing = {"boats": (schema, rows[:1]), "withdrawn": withdrawals(("boats", "B2"), ("quays", "B3"))}
    new = written(tmp_path / "new", listing)
    assert compare(old, bare).unlisted == [("boats", "B2"), ("boats", "B3")]
    assert compare(old, new).unlisted == unlisted(compare(old, new).changes, new) == [("boats", "B3")]
    assert compare(old, old).unlisted == []


# --- wherever a version lies


def zipped(folder: Path, target: Path, root: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.*")):
            archive.write(path, root + path.relative_to(folder).as_posix())
    return target


def committed(folder: Path) -> str:
    git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "One"]):
        subprocess.run([*git, *command], check=True)
    return "git:HEAD"


LYING = {
    "a zip": lambda folder, parent: zipped(folder, parent / "one.zip"),
    "a zip with a folder in it": lambda folder, parent: zipped(folder, parent / "one.zip", "sirte-1/"),
    "a wheel": lambda folder, parent: zipped(folder, parent / "one.whl", "sirte_dataset/package/"),
    "a database": lambda folder, parent: build_database(parent / "one.db", open_package(folder)),
    "a commit": lambda folder, _: committed(folder),
    "a folder": lambda folder, parent: shutil.copytree(folder, parent / "one"),
    "a folder, by its descriptor": lambda folder, parent: (
        shutil.copytree(folder, parent / "one") / "datapackage.json"
    ),
}


@pytest.mark.parametrize("where", LYING)
def test_a_version_is_the_same_wherever_it_lies(where: str, folder: Path, tmp_path: Path) -> None:
    lying = LYING[where](folder, tmp_path)
    assert told(lying, folder) == told(folder, lying) == []
    key = tables_of(open_package(folder))["casualties"][1][0]["casualty_id"]
    set_cell(folder, "casualties", key, "low", "77")
    (found,) = compare(lying, folder).changes
    assert (found.row, found.column, found.new) == (key, "low", "77")


def test_a_commit_of_a_package_in_a_folder_of_its_repository_is_found(folder: Path) -> None:
    committed(folder.parent)
    assert told("git:HEAD", folder) == []


def test_a_number_with_zeros_is_the_same_in_a_database(folder: Path, tmp_path: Path) -> None:
    key = tables_of(open_package(folder))["places"][1][0]["place_id"]
    set_cell(folder, "places", key, "latitude", "31.20")
    database = build_database(tmp_path / "one.db", open_package(folder))
    assert told(database, folder) == []
    set_cell(folder, "places", key, "latitude", "31.21")
    assert [change[5:7] for change in told(database, folder)] == [("31.2", "31.21")]


def test_of_a_database_the_codes_and_types_are_compared_and_what_it_lacks_is_said(
    folder: Path, tmp_path: Path, newer: Path
) -> None:
    def edit(schema: dict[str, Any]) -> None:
        outcome = next(field for field in schema["fields"] if field["name"] == "outcome")
        outcome["constraints"]["enum"].append("lost")
        outcome["x-meanings"]["lost"] = "Nobody knows."
        schema["fields"][0]["constraints"]["pattern"] = "^C"

    database = build_database(tmp_path / "one.db", open_package(folder))
    edit_schema(newer, "casualties", edit)
    comparison = compare(database, newer)
    assert [(change.what, change.item) for change in comparison.changes] == [("code", "lost")]
    assert comparison.from_database
    assert "patterns, limits, unique keys" in run("diff", database, newer).output


# --- what cannot be compared, in one sentence


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, list(map(str, arguments)))


def refusal(*arguments: object, status: int) -> str:
    """The one sentence on stderr of a command that ends with this exit status."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    (line,) = result.stderr.splitlines()
    return str(line)


def twice(rows: list[list[str]]) -> list[list[str]]:
    return [*rows, rows[1]]


FAULTS = {
    "stands in another row already": twice,
    "Expected": lambda rows: [*rows, rows[-1][:-1]],
    "quotation mark": lambda rows: rows,
    "lacks": lambda rows: [row[1:] for row in rows],
}


@pytest.mark.parametrize("says", FAULTS)
def test_a_file_that_cannot_be_compared_is_named_with_its_version(
    says: str, folder: Path, newer: Path
) -> None:
    edit_rows(newer, "casualties", FAULTS[says])
    if says == "quotation mark":
        with (newer / "data" / "casualties.csv").open("a") as file:
            file.write('"open')
    sentence = refusal("diff", folder, newer, status=1)
    assert f"{newer}: data/casualties.csv, row " in sentence
    assert says in sentence


def test_a_table_without_its_file_is_one_sentence(folder: Path, newer: Path) -> None:
    (newer / "data" / "casualties.csv").unlink()
    sentence = refusal("diff", newer, folder, status=1)
    assert f"{newer}: data/casualties.csv: The file is missing" in sentence
    assert "is missing" in refusal("diff", zipped(newer, newer.parent / "one.zip"), folder, status=1)


def test_what_is_no_version_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("no zip", encoding="utf-8")
    assert "no file or folder" in refusal("diff", tmp_path / "absent", folder, status=2)
    assert "is no data package" in refusal("diff", text, folder, status=2)
    assert "knows no version 'v9'" in refusal("diff", "git:v9", folder, status=2)
    assert "knows no version '--all'" in refusal("diff", "git:--all", folder, status=2)
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE boats (id)")
    assert "other.db: It cannot be read (no such table" in refusal(
        "diff", tmp_path / "other.db", folder, status=1
    )


def hostile(tmp_path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(tmp_path / "hostile.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return tmp_path / "hostile.zip"


def descriptor(path: str) -> str:
    return json.dumps({"resources": [{"name": "boats", "path": path, "schema": "boats.json"}]})


def test_a_zip_whose_descriptor_leads_out_is_refused_and_writes_nothing(folder: Path, tmp_path: Path) -> None:
    archive = hostile(tmp_path, {"datapackage.json": descriptor("../out.csv"), "../out.csv": "id\n"})
    assert "leads out" in refusal("diff", archive, folder, status=1)
    assert not list(tmp_path.rglob("out.csv"))


def test_only_what_the_descriptor_names_is_unpacked(tmp_path: Path) -> None:
    files = {"datapackage.json": descriptor("boats.csv"), "boats.csv": "id\n", "stray.txt": "x", "../y": "y"}
    with versions.opened_version(hostile(tmp_path, files)) as package:
        assert sorted(path.name for path in package.folder.rglob("*")) == ["boats.csv", "datapackage.json"]
        left = package.folder
    assert not left.exists()


def test_a_zip_that_unpacks_to_too_much_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "LARGEST", 3_000_000)
    archive = hostile(tmp_path, {"datapackage.json": descriptor("boats.csv"), "boats.csv": "0" * 4_000_000})
    assert archive.stat().st_size < 10_000
    assert "more than 3,000,000 bytes" in refusal("diff", archive, folder, status=1)


def test_a_damaged_zip_is_refused(folder: Path, tmp_path: Path) -> None:
    archive = zipped(folder, tmp_path / "one.zip")
    content = archive.read_bytes()
    archive.write_bytes(content[:400] + b"\xff" * 40 + content[440:])
    assert "one.zip: It cannot be read" in refusal("diff", archive, folder, status=1)
    archive.write_bytes(content[:400])
    assert "one.zip is no data package" in refusal("diff", archive, folder, status=2)


def test_a_zip_without_a_package_is_refused(folder: Path, tmp_path: Path) -> None:
    assert "holds no datapackage.json" in refusal("diff", hostile(tmp_path, {"a": ""}), folder, status=1)


# --- how it is told


def test_no_change_is_said_and_an_empty_frame(folder: Path, newer: Path) -> None:
    assert run("diff", folder, newer).output == "No differences.\n"
    assert run("diff", folder, newer, "--format", "markdown").output == "No differences.\n"
    frame = sd.diff(folder, newer)
    assert (len(frame), tuple(frame.columns)) == (0, Change._fields)


def test_rows_with_the_same_change_are_told_together_and_codes_marked(folder: Path, newer: Path) -> None:
    keys = [row["casualty_id"] for row in tables_of(open_package(folder))["casualties"][1][:2]]
    for side, low in ((folder, "7"), (newer, "8")):
        for key in keys:
            set_cell(side, "casualties", key, "low", low)
    line = f"{keys[0]}, {keys[1]} low `7` to `8`"
    assert run("diff", folder, newer, "--format", "markdown").output == f"- `casualties`\n  - {line}\n"
    text = run("diff", folder, newer).output
    assert text.splitlines()[1:] == ["", "casualties", f"  {line}"]
    assert text.startswith(f"{folder} (")
    assert "2 changes. The version must rise in its patch part." in text


def test_evidence_that_is_gone_is_to_be_listed_too(folder: Path, newer: Path) -> None:
    edit_rows(newer, "evidence", lambda rows: [*rows[:1], *rows[2:]])
    ((table, _),) = compare(folder, newer).unlisted
    assert table == "evidence"


def test_evidence_is_summed_up_unless_all_is_asked_for(folder: Path, newer: Path) -> None:
    key = tables_of(open_package(folder))["evidence"][1][0]["evidence_id"]
    set_cell(newer, "evidence", key, "quote", "other")
    assert "evidence\n  1 cell changed in 1 row\n" in run("diff", folder, newer).output
    assert f"{key} quote " in run("diff", folder, newer, "--all").output


def test_json_holds_every_change_and_what_follows(folder: Path, newer: Path) -> None:
    edit_rows(newer, "claim_links", lambda rows: [*rows[:1], *rows[2:]])
    found = json.loads(run("diff", folder, newer, "--format", "json").output)
    (gone,) = found["changes"]
    assert (gone["what"], gone["table"], gone["new"]) == ("row", "claim_links", None)
    assert found["part"] == "minor"
    assert found["unlisted"] == [{"table": "claim_links", "row": gone["row"]}]


# --- of whatever size


@pytest.mark.parametrize("order", [1, -1])
def test_of_a_large_table_in_whatever_order_only_the_changes_are_kept(order: int, tmp_path: Path) -> None:
    schema = {"fields": [{"name": name, "type": "string"} for name in ("id", "note")], "primaryKey": ["id"]}
    rows = [{"id": f"B{number:06}", "note": "x" * 100} for number in range(20_000)]
    old = written(tmp_path / "old", {"boats": (schema, rows)})
    new = written(tmp_path / "new", {"boats": (schema, [*rows[:-1], {"id": "B1", "note": ""}])})
    edit_rows(new.folder, "boats", lambda rows: [rows[0], *rows[1:][::order]])
    size = old.csv_path("boats").stat().st_size
    tracemalloc.start()
    try:
        assert len(compare(old, new).changes) == 2
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < size / 4
