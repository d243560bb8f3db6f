"""The lines of code that docs/using.md gives, for the tests that run them: here, or in the environment of
tests/clients, which has next to nothing in common with this one but the library itself.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sirte_dataset.descriptor import open_package
from sirte_dataset.loading import load

PAGE = (Path(__file__).parents[1] / "docs" / "using.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def block(language: str, words: str) -> str:
    """The only lines in a language that hold these words."""
    (found,) = (code for code in blocks(language) if words in code)
    return found


def run_python(code: str) -> dict[str, Any]:
    """What the lines define, run in the folder that the process stands in, after those that they refer to."""
    names: dict[str, Any] = {}
    if "columns_of(" in code and "def columns_of" not in code:
        exec(compile(block("python", "def columns_of"), "docs/using.md", "exec"), names)
    exec(compile(code, "docs/using.md", "exec"), names)
    return names


def copy_package(folder: Path) -> None:
    """A copy of the descriptor and of each file that it names."""
    package = open_package()
    named = [path for name in package.names for path in (package.csv_path(name), package.schema_path(name))]
    for file in (package.folder / "datapackage.json", *named):
        copy = folder / file.relative_to(package.folder)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(file, copy)


def cells(rows: Iterable[dict[str, Any]]) -> list[dict[str, tuple[type, Any]]]:
    """Each value with its type, so that neither 1.0 nor True passes for 1."""
    return [{str(name): (type(value), value) for name, value in row.items()} for row in rows]


def differing(table: str, rows: Iterable[dict[str, Any]]) -> list[Any]:
    """The rows that a client gives otherwise than the library does; both lengths, where these differ."""
    here, there = cells(load(table, "records")), cells(rows)
    if len(here) != len(there):
        return [len(here), len(there)]
    return [(mine, other) for mine, other in zip(here, there, strict=True) if mine != other]
