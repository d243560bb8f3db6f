"""The JavaScript client, `datapackage` from npm. `frictionless.js`, the other one, gives no cell a type."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sirte_dataset.descriptor import open_package
from sirte_dataset.loading import load
from sirte_dataset.schemas import table_schema
from using_page import block, copy_package, differing

MODULES = [Path(folder) for folder in os.environ.get("NODE_PATH", "").split(os.pathsep)]
if not shutil.which("node") or not any((folder / "datapackage").is_dir() for folder in MODULES):
    pytest.skip("no Node.js with datapackage; bash .ci/run clients installs it", allow_module_level=True)

EVERYTHING = """
const { Package } = require("datapackage");
Package.load("datapackage.json").then(async (dataset) => {
  const told = { errors: dataset.errors.map(String), tables: {} };
  for (const resource of dataset.resources) {
    told.errors.push(...resource.errors.map(String), ...resource.schema.errors.map(String));
    await resource.checkRelations();
    told.tables[resource.name] = await resource.read({ keyed: true });
  }
  console.log(JSON.stringify(told));
});
"""


def node(folder: Path, lines: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["node", "--unhandled-rejections=strict", "-e", lines],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    copy_package(folder)
    return folder


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, Any]:
    done = node(folder, EVERYTHING)
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_descriptor_and_schemas_are_valid(told: dict[str, Any]) -> None:
    assert told["errors"] == []
    assert tuple(told["tables"]) == open_package().names


def as_here(name: str, value: Any) -> Any:
    """A cell of JSON as Python has it: a day is a moment there, and a number may look whole."""
    if value is None:
        return None
    if name == "date":
        day, _, time = value.partition("T")
        assert time == "00:00:00.000Z"
        return date.fromisoformat(day)
    return float(value) if name == "number" else value


@pytest.mark.parametrize("name", open_package().names)
def test_it_reads_every_cell_as_the_library_does(told: dict[str, Any], name: str) -> None:
    types = {field.name: field.type for field in table_schema(name).fields}
    rows = [
        {column: as_here(types[column], value) for column, value in row.items()}
        for row in told["tables"][name]
    ]
    assert differing(name, rows) == []


def test_the_lines_of_the_page_run(folder: Path) -> None:
    done = node(folder, block("js", "datapackage"))
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(rf"{len(load('casualties'))} \d{{4}}-\d\d-\d\dT00:00:00.000Z\n", done.stdout)


def test_it_guesses_the_delimiter_where_the_descriptor_does_not_say_it(folder: Path, tmp_path: Path) -> None:
    """Why each table says its delimiter: this client would take another from the text of some tables."""
    copy_package(tmp_path)
    descriptor = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        assert resource.pop("dialect") == {"delimiter": ",", "doubleQuote": True}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    done = node(tmp_path, EVERYTHING)
    assert done.returncode != 0
    assert "header" in done.stderr
