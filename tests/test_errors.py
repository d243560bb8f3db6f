"""What the library says to bad names, descriptors and schemas: one sentence, with the place and the mend."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sirte_dataset.descriptor import Package, open_package
from sirte_dataset.errors import DataError, MissingExtra, SirteError, UsageError, needs, suggestion
from sirte_dataset.schemas import parse_schema, table_schema

# --- the errors themselves


def test_bad_data_ends_with_status_1_and_wrong_usage_with_2() -> None:
    assert (SirteError.exit_status, DataError.exit_status) == (1, 1)
    assert (UsageError.exit_status, MissingExtra.exit_status) == (2, 2)


def test_an_error_in_the_data_says_where_before_it_says_what() -> None:
    error = DataError("Not a day.", file="data/events.csv", row=7, column="date")
    assert str(error) == "data/events.csv, row 7, column date: Not a day."
    assert (error.file, error.row, error.column, error.message) == (
        "data/events.csv",
        7,
        "date",
        "Not a day.",
    )
    assert str(DataError("Nothing there.")) == "Nothing there."


def test_a_missing_extra_says_what_to_install() -> None:
    error = MissingExtra("browse", "Browsing")
    assert "Browsing needs the extra 'browse'" in str(error)
    assert "pip install 'sirte-dataset[browse]'" in str(error)


def test_a_library_that_is_absent_is_told_from_one_that_fails() -> None:
    with pytest.raises(MissingExtra, match="It needs the extra 'x'"), needs("no_library", "x", "It"):
        import_module("no_library")
    with pytest.raises(ModuleNotFoundError, match="no_library"), needs("json", "x", "It"):
        import_module("json.no_library")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("casulties", "casualties"), ("CASUALTIES", "casualties"), ("event_report", "event_reports")],
)
def test_the_nearest_name_is_suggested(word: str, meant: str) -> None:
    assert (
        suggestion(word, ["articles", "casualties", "event_reports", "events"]) == f" Did you mean '{meant}'?"
    )


def test_nothing_is_suggested_when_nothing_is_near() -> None:
    assert suggestion("zebra", ["articles", "casualties"]) == ""
    assert suggestion("zebra", []) == ""


# --- opening a package


def change(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    edit(descriptor)
    file.write_text(json.dumps(descriptor), encoding="utf-8")


def test_a_package_opens_by_its_folder_its_descriptor_or_itself(folder: Path) -> None:
    package = open_package(folder)
    assert open_package(str(folder / "datapackage.json")).names == package.names
    assert open_package(package) is package
    assert package.csv_path("events") == folder / "data" / "events.csv"


def test_the_own_package_is_read_once() -> None:
    assert open_package() is open_package()


def test_a_changed_descriptor_of_the_own_package_is_read_again(as_own: Path) -> None:
    assert open_package().version != "77.1.0"
    change(as_own, lambda descriptor: descriptor.update(version="77.1.0"))
    assert open_package().version == "77.1.0"


@pytest.mark.parametrize("version", ["0.1.0", "10.20.30", "1.0.0-rc.1", "1.0.0-alpha+001", None])
def test_a_semantic_version_is_one_and_so_is_none_at_all(folder: Path, version: str | None) -> None:
    change(folder, lambda descriptor: descriptor.pop("version"))
    if version:
        change(folder, lambda descriptor: descriptor.update(version=version))
    assert open_package(folder).version == (version or "")


@pytest.mark.parametrize(
    "version",
    ["../../../../x", "1.0.0/../..", "1.0.0-..", "1.0", "01.0.0", "1.0.0\n", "", None, 1.0],
    ids=repr,
)
def test_a_version_that_is_none_is_refused(folder: Path, version: object) -> None:
    change(folder, lambda descriptor: descriptor.update(version=version))
    with pytest.raises(DataError, match=r"datapackage\.json: 'version' is .*; expected a semantic version"):
        open_package(folder)


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no file or folder '.*absent'; give the folder of a data package"):
        open_package(tmp_path / "absent")


def test_a_folder_without_descriptor_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"datapackage\.json: The file is missing; restore it"):
        open_package(tmp_path)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"{", "Not JSON: .*; mend the file or restore it"),
        (b"", "Not JSON"),
        (b"[]", r"Expected a JSON object"),
        (b'{"name": "Z\xfcrich"}', r"Byte 11 \(0xfc\) is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"version": ' + b"9" * 5000 + b"}", "a number has too many digits"),
        (b'{"name": "x"}', "Expected a list 'resources'"),
        (b'{"resources": []}', "Expected a list 'resources'"),
        (b'{"resources": [{"path": "a.csv"}]}', "Resource 1 has no name"),
    ],
    ids=["cut off", "empty", "a list", "latin-1", "deep", "long", "no resources", "none", "without name"],
)
def test_a_bad_descriptor_is_refused(folder: Path, content: bytes, complaint: str) -> None:
    (folder / "datapackage.json").write_bytes(content)
    with pytest.raises(DataError, match=complaint) as caught:
        open_package(folder)
    assert caught.value.file.endswith("datapackage.json")


def test_two_resources_of_one_name_are_refused(folder: Path) -> None:
    change(folder, lambda descriptor: descriptor["resources"].append(descriptor["resources"][0]))
    with pytest.raises(DataError, match="Two resources are named 'articles'"):
        open_package(folder)


@pytest.mark.parametrize("key", ["path", "schema"])
@pytest.mark.parametrize(
    "value",
    [
        "https://example.org/events.csv",
        "/etc/hostname",
        "~/events.csv",
        "C:/events.csv",
        "..\\events.csv",
        "../events.csv",
        "data/../../events.csv",
        "data/\0.csv",
        "data/" + 300 * "x" + ".csv",
        ["data/a.csv", "data/b.csv"],
        {"fields": []},
        "",
        None,
    ],
    ids=repr,
)
def test_a_resource_must_be_a_file_of_the_package(folder: Path, key: str, value: object) -> None:
    change(folder, lambda descriptor: descriptor["resources"][0].update({key: value}))
    with pytest.raises(DataError, match=f"'{key}' of resource 'articles'"):
        open_package(folder)


def test_a_link_out_of_the_package_is_refused(folder: Path) -> None:
    outside = folder.parent / "outside.csv"
    outside.write_text("article_id\n", encoding="utf-8")
    (folder / "data" / "articles.csv").unlink()
    (folder / "data" / "articles.csv").symlink_to(outside)
    with pytest.raises(DataError, match=r"'data/articles\.csv', which leads out of the package folder"):
        open_package(folder)


def test_a_linked_folder_is_refused_too(folder: Path) -> None:
    (folder / "data").rename(folder.parent / "elsewhere")
    (folder / "data").symlink_to(folder.parent / "elsewhere")
    with pytest.raises(DataError, match="leads out of the package folder"):
        open_package(folder)


def test_a_link_that_stays_inside_is_followed(folder: Path) -> None:
    (folder / "data" / "articles.csv").rename(folder / "data" / "texts.csv")
    (folder / "data" / "articles.csv").symlink_to("texts.csv")
    assert open_package(folder).csv_path("articles").is_file()
    (folder / "other.json").symlink_to("datapackage.json")
    assert open_package(folder / "other.json").folder == folder


def test_a_descriptor_that_is_a_link_out_of_its_folder_is_refused(folder: Path) -> None:
    (folder / "datapackage.json").rename(folder.parent / "outside.json")
    (folder / "datapackage.json").symlink_to(folder.parent / "outside.json")
    for given in (folder, folder / "datapackage.json"):
        with pytest.raises(DataError, match=r"^datapackage\.json: The file lies outside the package; put it"):
            open_package(given)
    (folder.parent / "link").symlink_to(folder)
    (folder / "datapackage.json").unlink()
    (folder.parent / "outside.json").rename(folder / "datapackage.json")
    assert open_package(folder.parent / "link").version


@pytest.mark.parametrize("key", ["profile", "$schema"])
def test_a_profile_that_a_validator_would_fetch_is_refused(folder: Path, key: str) -> None:
    change(
        folder,
        lambda descriptor: descriptor["resources"][2].update({key: "https://example.org/profile.json"}),
    )
    with pytest.raises(DataError, match="expected an address that starts with"):
        open_package(folder)


def test_an_unknown_table_suggests_the_nearest_or_lists_all(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"no table 'evnts'\. Did you mean 'events'"):
        open_package(folder).resource("evnts")
    with pytest.raises(UsageError, match=r"The tables are: articles, passages, .*evidence"):
        open_package(folder).resource("zebra")


# --- reading a schema


def document(**changes: Any) -> dict[str, Any]:
    """A sound schema of two fields, with changes; None takes a key away."""
    sound = {
        "name": "boats",
        "fields": [
            {"name": "boat_id", "type": "string", "constraints": {"required": True, "pattern": "^B[0-9]+$"}},
            {
                "name": "rig",
                "type": "string",
                "constraints": {"enum": ["sloop", "ketch"]},
                "x-meanings": {"sloop": "One mast.", "ketch": "Two masts."},
            },
            {"name": "length", "type": "number", "x-unit": "metres", "constraints": {"minimum": 1}},
        ],
        "primaryKey": ["boat_id"],
        "missingValues": [""],
    }
    return {key: value for key, value in {**sound, **changes}.items() if value is not None}


def with_field(**changes: Any) -> dict[str, Any]:
    """The sound schema with changes to its coded field `rig`."""
    boat_id, rig, length = document()["fields"]
    rig = {key: value for key, value in {**rig, **changes}.items() if value is not None}
    return document(fields=[boat_id, rig, length])


def test_a_sound_schema_is_read_in_full() -> None:
    schema = parse_schema(
        "boats", document(foreignKeys=[{"fields": "rig", "reference": {"fields": "boat_id"}}])
    )
    assert schema.names == ("boat_id", "rig", "length")
    assert schema.key == "boat_id"
    assert schema.field("rig").meanings == (("sloop", "One mast."), ("ketch", "Two masts."))
    assert schema.field("length").unit == "metres"
    assert schema.field("length").minimum == 1
    # A reference that names no table is one to the table itself.
    assert schema.foreign_keys[0].resource == "boats"


PLAIN_RIG = {"x-meanings": None}


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (document(foreignKey=[]), r"'foreignKey' is not understood\. Did you mean 'foreignKeys'"),
        (document(primaryKey=None), "'primaryKey' must name at least one column"),
        (document(primaryKey=["boat"]), r"'primaryKey' names the column 'boat'.*Did you mean 'boat_id'"),
        (document(uniqueKeys=[["rigg"]]), "'uniqueKeys' names the column 'rigg'"),
        (document(uniqueKeys="rig"), "'uniqueKeys' must be a list"),
        (document(missingValues=["", "NA"]), "'missingValues' must be"),
        (document(fields=None), "Expected a list 'fields'"),
        (document(fields=[{"type": "string"}]), "Expected a field with a name"),
        (document(fields=document()["fields"] * 2), "column boat_id: The column is described twice"),
        (document(foreignKeys=[{"fields": "rig"}]), "exactly 'fields' and 'reference'"),
        (
            document(foreignKeys=[{"fields": "rig", "reference": {"fields": ["a", "b"]}}]),
            "must refer to as many columns as it has",
        ),
        (
            with_field(contraints={}),
            r"column rig: The key 'contraints' is not understood\. Did you mean 'constraints'",
        ),
        (with_field(constraints={"requird": True}), "'requird' is not understood"),
        (with_field(type="str"), "Type 'str' is not one of"),
        (with_field(format="email"), "only format understood"),
        (with_field(title=3), "'title' must be text"),
        (
            with_field(constraints={"enum": ["sloop", "ketch"], "required": "yes"}),
            "'required' must be true or false",
        ),
        (with_field(constraints=[]), "'constraints' must be an object"),
        (with_field(**{"x-meanings": {"sloop": "One mast."}}), "differ in: ketch"),
        (with_field(**{"x-meanings": {"sloop": "One mast.", "ketch": " "}}), "code 'ketch' has no meaning"),
        (with_field(**{"x-meanings": ["sloop"]}), "'x-meanings' must be an object"),
        (with_field(constraints={}), "differ in: ketch, sloop"),
        (with_field(constraints={"enum": []}, **PLAIN_RIG), "'enum' is empty or names a code twice"),
        (with_field(constraints={"enum": ["sloop", "sloop"]}), "'enum' is empty or names a code twice"),
        (with_field(constraints={"enum": [1, 2]}), "'enum' must be a list of codes"),
        (with_field(constraints={"pattern": "["}, **PLAIN_RIG), r"The pattern '\[' is unusable"),
        (with_field(constraints={"pattern": "^a|b$"}, **PLAIN_RIG), r"has a bare a\|b"),
        (with_field(constraints={"minimum": 1}, **PLAIN_RIG), "'minimum' has no meaning for type string"),
        (
            with_field(type="date", constraints={"minimum": "2016-13-01"}, **PLAIN_RIG),
            "expected a value of type date",
        ),
        (
            with_field(type="integer", constraints={"maximum": "9"}, **PLAIN_RIG),
            "expected a value of type integer",
        ),
        (
            with_field(type="integer", constraints={"pattern": "9"}, **PLAIN_RIG),
            "'pattern' must be text in a field",
        ),
    ],
)
def test_a_schema_that_would_leave_a_check_dead_is_refused(broken: dict[str, Any], complaint: str) -> None:
    with pytest.raises(DataError, match=complaint) as caught:
        parse_schema("boats", broken, "schemas/boats.json")
    assert caught.value.file == "schemas/boats.json"


@pytest.mark.parametrize("pattern", ["^(?:a|b)$", r"^a\|b$", "^[a|b]$", "^[]|]$", "^(x(?:a|b))$", r"^[\]|]$"])
def test_a_bar_that_is_no_bare_alternative_is_allowed(pattern: str) -> None:
    schema = parse_schema("boats", with_field(constraints={"pattern": pattern}, **PLAIN_RIG))
    assert schema.field("rig").pattern == pattern


def test_a_key_of_two_columns_is_read_but_has_no_single_name() -> None:
    schema = parse_schema("boats", document(primaryKey=["boat_id", "rig"]))
    assert schema.primary_key == ("boat_id", "rig")
    with pytest.raises(DataError, match="no primary key of exactly one column"):
        _ = schema.key


def test_an_unknown_column_suggests_the_nearest_or_lists_all() -> None:
    schema = table_schema("casualties")
    with pytest.raises(UsageError, match=r"no column 'outcom'\. Did you mean 'outcome'"):
        schema.field("outcom")
    with pytest.raises(UsageError, match="Its columns are: casualty_id, "):
        schema.field("zebra")


def test_a_schema_file_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "schemas" / "events.json").unlink()
    package: Package = open_package(folder)
    with pytest.raises(DataError, match=r"schemas/events\.json: The file is missing"):
        table_schema("events", package)


def test_a_changed_schema_is_read_again(as_own: Path) -> None:
    assert table_schema("events").title != "Happenings"
    file = as_own / "schemas" / "events.json"
    changed = {**json.loads(file.read_text(encoding="utf-8")), "title": "Happenings"}
    file.write_text(json.dumps(changed), encoding="utf-8")
    assert table_schema("events").title == "Happenings"
