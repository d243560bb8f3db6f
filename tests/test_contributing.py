"""What CONTRIBUTING.md says of this repository is so: its map of the modules and its list of commands."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from conftest import SLOW

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "sirte_dataset"
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
CI = (ROOT / ".ci" / "run").read_text("utf-8")


def section(heading: str, text: str = CONTRIBUTING) -> str:
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def mapped(text: str = CONTRIBUTING) -> list[str]:
    """The modules and rooms that the map names, in its order."""
    cells = re.findall(r"^\| (`.*?) \|", section("Where is what", text), re.M)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def in_the_tree() -> list[str]:
    modules = [file.name for file in SOURCE.iterdir() if file.suffix in (".py", ".pyi")]
    return modules + [f"{file.parent.name}/" for file in SOURCE.glob("*/__init__.py")]


def faults_of_the_map(text: str = CONTRIBUTING) -> Counter[str]:
    """What is named too seldom or too often: each name with how often it is off."""
    named, there = Counter(mapped(text)), Counter(in_the_tree())
    return (named - there) + (there - named)


def test_the_map_names_every_room_and_root_module_once_and_nothing_else() -> None:
    assert not faults_of_the_map()


@pytest.mark.parametrize("name", ["files.py", "cli/"])
def test_the_test_of_the_map_notices_what_is_missing_twice_there_or_not_in_the_tree(name: str) -> None:
    row = next(line for line in CONTRIBUTING.splitlines(keepends=True) if line.startswith(f"| `{name}` |"))
    assert set(faults_of_the_map(CONTRIBUTING.replace(row, ""))) == {name}
    assert set(faults_of_the_map(CONTRIBUTING.replace(row, row + row))) == {name}
    assert set(faults_of_the_map(CONTRIBUTING.replace(row, row + "| `attic/` | what was |\n"))) == {"attic/"}


COMMANDS = [
    line.split("  #")[0].strip()
    for line in section("The commands").split("```console\n")[1].split("```")[0].splitlines()
]
PARTS = re.findall(r"^bash \.ci/run (\w+)$", "\n".join(COMMANDS), re.M)
# A timing proves nothing on a busy machine, a picture is for a person to look at, and licences are those of
# the versions of one day.
SCRIPTS = ("benchmarks/run.py", "benchmarks/browse.py", "tools/screenshots.py", "tools/licences.py")
SCRIPTS += ("tools/mutate.py",)
LEFT_OUT = {"bash .ci/run", *(f".venv/bin/python {script}" for script in SCRIPTS)}


@pytest.mark.parametrize("command", [each for each in COMMANDS if each not in LEFT_OUT])
def test_ci_runs_the_command(command: str) -> None:
    """Where the command changes files, CI only checks; a part of .ci/run is a step of the whole."""
    steps = [re.sub(r'^readme "(.*)"$', r"\1", line.strip()) for line in CI.splitlines()]
    assert command.removeprefix("bash .ci/run ") in {step.replace(" --check", "") for step in steps}


def test_the_parts_of_ci_are_those_of_the_list() -> None:
    (taken,) = re.findall(r"^    (\w+(?: \| \w+)*)\)$", CI, re.M)
    assert taken.split(" | ") == PARTS


@pytest.mark.parametrize("name", SLOW)
def test_what_the_quick_tests_leave_out_exists(name: str) -> None:
    assert list((ROOT / "tests").glob(f"{name}*.py"))
