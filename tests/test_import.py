"""Importing the package: it costs nothing, offers the promised names, and the command line stays as light."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import sirte_dataset as sd

ROOT = Path(__file__).resolve().parents[1]
STUB = Path(sd.__file__).with_suffix(".pyi")


def modules_after(code: str) -> set[str]:
    """The modules in a fresh process after some code, beyond those of a process that does nothing."""

    def loaded(code: str) -> set[str]:
        listing = f"{code}\nimport sys; print('\\n' + ' '.join(sys.modules))"
        done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
        return set(done.stdout.splitlines()[-1].split())

    return loaded(code) - loaded("pass")


def command(*arguments: str) -> str:
    return f"from sirte_dataset.cli import app; app({list(arguments)}, standalone_mode=False)"


def test_importing_the_package_imports_no_other_module() -> None:
    assert modules_after("import sirte_dataset") == {"sirte_dataset"}


def test_the_test_on_imports_would_notice_a_heavy_one() -> None:
    assert {"sirte_dataset", "json"} <= modules_after("import sirte_dataset, json")


def test_loading_a_table_imports_pandas_and_no_extra() -> None:
    loaded = modules_after("import sirte_dataset as sd; sd.load('casualties')")
    assert "pandas" in loaded
    assert not loaded & {
        "frictionless",
        "pandera",
        "datasette",
        "sqlite_utils",
        "edtf",
        "polars",
        "typer",
        "rich",
    }


def test_plain_records_are_loaded_without_pandas() -> None:
    assert "pandas" not in modules_after("import sirte_dataset as sd; sd.load('casualties', 'records')")


@pytest.mark.parametrize(
    "arguments",
    [
        ("tables",),
        ("cite",),
        ("version",),
        ("describe", "casualties"),
        ("show", "casualties", "--where", "low > 1"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_the_command_does_without_pandas(arguments: tuple[str, ...]) -> None:
    loaded = modules_after(command(*arguments))
    assert "typer" in loaded
    assert "pandas" not in loaded


@pytest.mark.parametrize("name", sd.__all__)
def test_the_package_offers(name: str) -> None:
    assert name in dir(sd)
    assert getattr(sd, name) is not None


def test_only_the_public_names_are_listed_also_after_use() -> None:
    sd.load("claims", "records")
    assert "sqlite" in vars(sd), "a room that was used is bound on the package"
    assert dir(sd) == sorted(sd.__all__)


def test_a_name_that_the_package_lacks_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'lod'"):
        _ = sd.lod  # type: ignore[attr-defined]


def test_the_stub_names_what_the_package_offers_and_where_it_lives() -> None:
    described = {"__version__", "__all__"}
    for statement in ast.parse(STUB.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.FunctionDef):
            described.add(statement.name)
        elif isinstance(statement, ast.ImportFrom) and statement.level:
            home = import_module(f"sirte_dataset.{statement.module or ''}".rstrip("."))
            for alias in (alias for alias in statement.names if alias.asname):
                described.add(alias.name)
                assert getattr(sd, alias.name) is getattr(home, alias.name)
    assert described == {*sd.__all__, "__all__"}


def test_no_module_bears_the_name_of_something_the_package_offers() -> None:
    # Importing a submodule binds its name on the package, in the place of the function; plot is a module.
    modules = {module.name for module in iter_modules(sd.__path__)} - {"plot"}
    assert not modules & set(sd.__all__)


def test_the_version_stands_in_the_descriptor_alone() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "datapackage.json"
    assert sd.__version__ == json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))["version"]
