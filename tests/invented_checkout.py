"""A git checkout of the invented package, one version released and the next ready to be."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from invented_package import set_cell, write_invented
from sirte_dataset.descriptor import DESCRIPTOR_NAME, open_package
from sirte_dataset.refreshing import refresh
from sirte_dataset.release.ledger import record

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "karsa"
dynamic = ["version"]

[tool.hatch.version]
path = "datapackage.json"
pattern = '"version": "(?P<version>[^"]+)"'

[tool.hatch.build]
include = ["/data/*.csv", "/schemas/*.json", "/releases/*.csv", "/datapackage.json"]
"""
FIRST, SECOND = "0.1.0", "0.1.1"
CHANGELOG = f"""\
# Changelog

## {SECOND} (2031-06-02)

### Data

- C901: another note.

## {FIRST} (2031-06-01)

### Data

- All of it.
"""
CITED = {"contributors": [{"title": "Karsa project", "roles": ["creator"]}], "keywords": ["Karsa"]}


def write_checkout(folder: Path) -> Path:
    """The invented package under git in a folder that is not there yet: FIRST tagged, SECOND committed."""
    write_invented(folder)
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    (folder / ".gitignore").write_text(".venv/\ndist/\n", encoding="utf-8")
    shutil.copy(open_package().folder / "LICENSE-DATA", folder)
    describe(folder, version=FIRST, created="2031-06-01T00:00:00Z", **CITED)
    refresh(folder)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    for name, value in (("user.name", "Karsa"), ("user.email", "karsa@example.org")):
        git(folder, "config", name, value)
    record(open_package(folder))
    commit(folder)
    git(folder, "tag", f"v{FIRST}")
    describe(folder, version=SECOND, created="2031-06-02T00:00:00Z")
    set_cell(folder, "casualties", "C901", "note", "another note")
    refresh(folder)
    commit(folder)
    return folder


def describe(folder: Path, **said: Any) -> None:
    """Set keys of the descriptor."""
    file = folder / DESCRIPTOR_NAME
    descriptor = json.loads(file.read_text(encoding="utf-8")) | said
    file.write_text(json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "As it stands")
