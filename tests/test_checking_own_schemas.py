"""A loosened schema is told: it would switch checks off without a word."""

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
from sirte_dataset.refreshing import refresh

Edit = Callable[[dict[str, Any]], object]


def loosen(folder: Path, table: str, edit: Edit) -> None:
    path = folder / "schemas" / f"{table}.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    edit(document)
    path.write_text(json.dumps(document), encoding="utf-8")


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
    ("a date that is any text", "casualties", lambda d: column(d, "date").pop("x-edtf"), "date", "no x-edtf"),
    ("no pattern", "casualties", without("date", "pattern"), "date", "no 'pattern'"),
    ("blanks allowed", "casualties", without("outcome", "required"), "outcome", "no 'required'"),
    ("no lower limit", "casualties", without("low", "minimum"), "low", "no 'minimum'"),
    ("a code more", "casualties", more_codes, "outcome", "the codes eaten"),
    ("any code", "casualties", no_codes, "outcome", "no 'enum'"),
    ("a key less", "claim_links", lambda d: d.pop("uniqueKeys"), "", "no unique key"),
    (
        "a reference less",
        "casualties",
        no_reference,
        "article_id",
        "no foreign key to articles",
    ),
]


@pytest.fixture
def as_version(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the library's own package, which here is the invented one."""
    own = write_invented(tmp_path / "own")
    monkeypatch.setattr(descriptor, "package_folder", lambda: own)
    return folder


def loose(folder: Path) -> list[Finding]:
    """What is found of loosened schemas."""
    return [found for found in validate(folder, rules=[]).findings if found.rule == "schema-loosened"]


@pytest.mark.parametrize(
    ("table", "edit", "where", "says"),
    [case[1:] for case in LOOSENED],
    ids=[case[0].replace(" ", "_") for case in LOOSENED],
)
def test_a_schema_that_demands_less_than_its_version_is_a_finding(as_version, table, edit, where, says):
    loosen(as_version, table, edit)
    found = loose(as_version)
    assert [(finding.file, finding.column) for finding in found] == [(f"schemas/{table}.json", where)]
    assert says in found[0].message


def test_another_type_is_a_finding_beside_what_it_does_to_the_rules(as_version):
    loosen(as_version, "casualties", lambda d: column(d, "note").update(type="boolean"))
    assert any(
        "the type boolean for string" in finding.message
        for finding in validate(as_version, rules=[]).findings
    )


def test_the_same_schemas_are_none(as_version):
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
