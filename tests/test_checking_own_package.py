"""A package that says it is the library's own is told where it differs, another one what it demands less."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from invented_package import write_invented
from sirte_dataset import descriptor
from sirte_dataset.checking.findings import Finding, Skipped
from sirte_dataset.checking.validation import validate
from sirte_dataset.descriptor import DESCRIPTOR_NAME
from sirte_dataset.refreshing import refresh

Edit = Callable[[dict[str, Any]], object]


def loosen(folder: Path, table: str, edit: Edit) -> None:
    change(folder / "schemas" / f"{table}.json", edit)


def column(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(field for field in document["fields"] if field["name"] == name)


def without(name: str, key: str) -> Edit:
    """The constraint is gone."""
    return lambda document: column(document, name)["constraints"].pop(key)


def more_codes(document: dict[str, Any]) -> None:
    field = column(document, "outcome")
    field["constraints"]["enum"].append("eaten")
    field["x-meanings"]["eaten"] = "Eaten."


def no_codes(document: dict[str, Any]) -> None:
    field = column(document, "outcome")
    del field["constraints"]["enum"], field["x-meanings"]


def no_reference(document: dict[str, Any]) -> None:
    document["foreignKeys"].pop(0)


LOOSENED: list[tuple[str, str, Edit, str, str]] = [
    (
        "a date that is any text",
        "casualties",
        lambda d: column(d, "date").pop("x-edtf"),
        "date",
        "date/x-edtf",
    ),
    ("no pattern", "casualties", without("date", "pattern"), "date", "constraints/pattern' is gone"),
    (
        "blanks allowed",
        "casualties",
        without("outcome", "required"),
        "outcome",
        "constraints/required' is gone",
    ),
    (
        "no lower limit",
        "casualties",
        without("low", "minimum"),
        "low",
        "constraints/minimum' is gone and not 0",
    ),
    ("a code more", "casualties", more_codes, "outcome", "constraints/enum' is ["),
    ("any code", "casualties", no_codes, "outcome", "constraints/enum' is gone"),
    ("a key less", "claim_links", lambda d: d.pop("uniqueKeys"), "uniqueKeys", "'uniqueKeys' is gone"),
    ("a reference less", "casualties", no_reference, "foreignKeys", "'foreignKeys' is ["),
    (
        "another title",
        "casualties",
        lambda d: d.update(title="Other"),
        "title",
        "'title' is \"Other\" and not",
    ),
    (
        "another type",
        "casualties",
        lambda d: column(d, "note").update(type="boolean"),
        "note",
        "note/type' is",
    ),
]


def change(path: Path, edit: Edit) -> None:
    document = json.loads(path.read_text("utf-8"))
    edit(document)
    path.write_text(json.dumps(document), "utf-8")


@pytest.fixture
def as_version(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the library's own package, which here is the invented one."""
    own = write_invented(tmp_path / "own")
    refresh(own)
    monkeypatch.setattr(descriptor, "package_folder", lambda: own)
    return folder


def unlike(folder: Path) -> list[Finding]:
    """Where a package is found to differ from the version that it says it is."""
    return [found for found in validate(folder, rules=[]).findings if found.rule == "unlike-version"]


@pytest.mark.parametrize(
    ("table", "edit", "where", "says"),
    [case[1:] for case in LOOSENED],
    ids=[case[0].replace(" ", "_") for case in LOOSENED],
)
def test_a_schema_that_is_not_that_of_its_version_is_a_finding(as_version, table, edit, where, says):
    loosen(as_version, table, edit)
    found = unlike(as_version)
    assert {(finding.file, finding.column) for finding in found} == {(f"schemas/{table}.json", where)}
    assert any(says in finding.message for finding in found)


@pytest.mark.parametrize(
    ("edit", "where", "says"),
    [
        (lambda d: d.update(title="Other"), "title", "'title' is \"Other\" and not"),
        (lambda d: d.pop("name"), "name", "'name' is gone"),
        (lambda d: d.pop("x-spatial"), "x-spatial", "'x-spatial' is gone and not"),
        (lambda d: d["sources"][0].update(title="Other"), "sources", "'sources' is [{"),
        (lambda d: d["resources"][0].update(title="Other"), "resources", '/title\' is "Other"'),
        (lambda d: d["resources"].reverse(), "resources", "'resources' is [{"),
    ],
)
def test_a_descriptor_that_is_not_that_of_its_version_is_a_finding(as_version, edit, where, says):
    refresh(as_version)
    change(as_version / DESCRIPTOR_NAME, edit)
    (found,) = unlike(as_version)
    assert (found.file, found.row, found.column) == (DESCRIPTOR_NAME, None, where)
    assert says in found.message


def test_a_ledger_that_is_not_that_of_its_version_is_a_finding_in_its_cell(as_version):
    file = as_version / "releases" / "releases.csv"
    head, first, *others = file.read_text("utf-8").splitlines()
    version, date, rest = first.split(",", 2)
    file.write_text("\n".join([head, f"{version},2001-01-01,{rest}", *others, ""]), "utf-8")
    (found,) = unlike(as_version)
    assert (found.file, found.row, found.column) == ("releases/releases.csv", 2, "date")
    assert f'\'date\' is "2001-01-01" and not "{date}"' in found.message
    file.write_text("\n".join([head, *others, f"9.9.9,{date},{rest}", ""]), "utf-8")
    gone, new = sorted(unlike(as_version), key=lambda one: one.row or 0)
    assert (gone.row, f"'{version}' is gone" in gone.message) == (None, True)
    assert (new.row, "'9.9.9' is new" in new.message) == (3, True)


def test_the_same_package_is_none(as_version):
    refresh(as_version)
    report = validate(as_version, rules=[])
    assert report.valid
    assert [skipped for skipped in report.skipped if skipped.rule.startswith("schema of")] == []


def test_another_version_may_demand_less_and_that_is_told_as_not_checked(folder):
    loosen(folder, "casualties", without("date", "pattern"))
    report = validate(folder, rules=[])
    assert (
        Skipped("schema of casualties", "date: no 'pattern', unlike the library's own package")
        in report.skipped
    )
    assert report.valid


@pytest.mark.parametrize(
    "key", ["bytes", "hash", "x-rows", "x-schema-hash", "x-content", "version", "licenses"]
)
def test_what_the_descriptor_no_longer_says_is_told(folder, as_dataset, key):
    refresh(folder)
    assert not told_as_gone(folder)
    of_package = key in ("x-content", "version", "licenses")
    change(folder / DESCRIPTOR_NAME, lambda d: (d if of_package else d["resources"][3]).pop(key))
    if not as_dataset:
        assert told_as_gone(folder) == [Skipped("descriptor", f"the descriptor lacks {key}")]
        return
    (found,) = told_as_gone(folder)
    assert isinstance(found, Finding)
    assert (found.file, found.column) == (DESCRIPTOR_NAME, key)
    assert f"'{key}' is gone from {'the package' if of_package else 'actors'}" in found.message


@pytest.fixture
def as_later(as_version: Path) -> Path:
    """A copy of the library's own package under a later version."""
    change(as_version / DESCRIPTOR_NAME, lambda d: d.update(version="0.2.0"))
    refresh(as_version)
    return as_version


def test_a_later_version_without_the_tables_of_what_was_is_a_finding_for_each(as_later, monkeypatch):
    kept = {"releases", "released_ids", "withdrawn"}
    assert unlike(as_later) == []
    change(
        as_later / DESCRIPTOR_NAME,
        lambda d: d.update(resources=[one for one in d["resources"] if one["name"] not in kept]),
    )
    found = unlike(as_later)
    assert {(one.file, one.column) for one in found} == {(DESCRIPTOR_NAME, "resources")}
    assert {one.message.split()[2] for one in found} == kept
    monkeypatch.setattr(descriptor, "package_folder", lambda: as_later)
    assert unlike(as_later) == found


def test_one_version_without_the_tables_of_what_was_is_one_finding(as_version):
    change(as_version / DESCRIPTOR_NAME, lambda d: d.update(resources=d["resources"][:-2]))
    assert [found.column for found in unlike(as_version)] == ["resources"]


def test_a_later_version_that_lists_an_id_no_more_is_a_finding(as_later):
    file = as_later / "releases" / "released_ids.csv"
    file.write_text(file.read_text("utf-8").replace("sources,karsa_wire,", "sources,other,"), "utf-8")
    (found,) = unlike(as_later)
    assert (found.file, found.row, found.column) == ("releases/released_ids.csv", None, "id")
    assert "'sources, karsa_wire' is gone; a version after 0.1.0 keeps it" in found.message


def test_of_many_tables_that_lack_a_key_the_first_are_named_whole(as_version):
    refresh(as_version)
    change(as_version / DESCRIPTOR_NAME, lambda d: [one.pop("bytes") for one in d["resources"]])
    (found,) = told_as_gone(as_version)
    assert isinstance(found, Finding)
    assert "actor_names, places, place_names, events and 18 more; restore it" in found.message


@pytest.fixture(params=[True, False], ids=["of the dataset", "of another"])
def as_dataset(request, folder, tmp_path, monkeypatch) -> bool:
    """Whether the library's own package has the name of the copy."""
    if request.param:
        own = write_invented(tmp_path / "own")
        monkeypatch.setattr(descriptor, "package_folder", lambda: own)
    return bool(request.param)


def told_as_gone(folder: Path) -> list[Finding | Skipped]:
    """What is told of the descriptor alone."""
    report = validate(folder, rules=[])
    return [one for one in (*report.findings, *report.skipped) if one.rule == "descriptor"]
