"""The Python client for version 1 of the Data Package standard, and the profiles of it that it carries."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sirte_dataset.descriptor import open_package
from sirte_dataset.loading import load
from using_page import block, copy_package, differing, run_python

datapackage = pytest.importorskip("datapackage", reason="bash .ci/run clients installs it")

NAMES = open_package().names


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy_package(tmp_path)
    return tmp_path


def opened(folder: Path) -> Any:
    return datapackage.Package(str(folder / "datapackage.json"))


def errors_in(package: Any) -> list[str]:
    """What the profiles of package, resources and schemas find fault with."""
    parts = [package, *package.resources, *(resource.schema for resource in package.resources)]
    return [str(error) for part in parts for error in part.errors]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("package")
    copy_package(folder)
    return opened(folder)


def test_descriptor_and_schemas_are_valid_under_version_one(package: Any) -> None:
    assert tuple(package.resource_names) == NAMES
    assert {resource.descriptor["profile"] for resource in package.resources} == {"tabular-data-resource"}
    assert errors_in(package) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_every_cell_as_the_library_does(package: Any, name: str) -> None:
    resource = package.get_resource(name)
    rows = [
        {column: float(value) if isinstance(value, Decimal) else value for column, value in row.items()}
        for row in resource.read(keyed=True)
    ]
    assert differing(name, rows) == []
    assert resource.check_relations()


def test_the_lines_of_the_page_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    casualties = run_python(block("python", "import datapackage"))["casualties"]
    assert len(casualties) == len(load("casualties"))


def test_it_would_tell_a_reference_that_version_one_does_not_know(folder: Path) -> None:
    """Under version 2 a table that refers to itself may leave its name out; under version 1 it says ""."""
    file = folder / "schemas" / "places.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    (reference,) = (key["reference"] for key in schema["foreignKeys"] if key["fields"] == ["parent_place_id"])
    assert reference.pop("resource") == ""
    file.write_text(json.dumps(schema), encoding="utf-8")
    assert any("'parent_place_id'" in error for error in errors_in(opened(folder)))


def test_it_would_tell_a_row_that_refers_to_nothing(folder: Path) -> None:
    file = folder / "data" / "places.csv"
    file.write_text(file.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    with pytest.raises(datapackage.exceptions.RelationError):
        opened(folder).get_resource("casualties").check_relations()
