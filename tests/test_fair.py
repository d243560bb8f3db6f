"""The page on the FAIR principles: it judges each of them, and the commands that it names show something."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sirte_dataset.cli import app
from sirte_dataset.descriptor import open_package

PAGE = (Path(__file__).parents[1] / "docs" / "fair.md").read_text("utf-8")
PRINCIPLES = [
    "F1",
    "F2",
    "F3",
    "F4",
    "A1",
    "A1.1",
    "A1.2",
    "A2",
    "I1",
    "I2",
    "I3",
    "R1",
    "R1.1",
    "R1.2",
    "R1.3",
]
SLOW_AND_TESTED_ELSEWHERE = {"validate", "evidence --coverage", "release"}
COMMANDS = set(re.findall(r"`sirte ([^`]+)`", PAGE))


def judged(page: str) -> dict[str, tuple[str, str]]:
    """The verdict on each principle, in the order of the page, and what is said of it."""
    parts = re.split(r"^\*\*([FAIR]\d(?:\.\d)?)\. ", page, flags=re.MULTILINE)[1:]
    found = {}
    for name, said in zip(parts[::2], parts[1::2], strict=True):
        verdict = re.match(r"[^*:]+:\s(met|partly|not)[.,]\*\*", said)
        found[name] = (verdict[1] if verdict else "", " ".join(said.split()))
    return found


def without_a_way(page: str) -> list[str]:
    """What is not met, where the page does not say what would meet it or that nothing is needed."""
    said = judged(page).items()
    return [name for name, (verdict, text) in said if verdict != "met" and "*To meet it:*" not in text]


def test_every_principle_is_judged_once_and_in_order() -> None:
    found = judged(PAGE)
    assert list(found) == PRINCIPLES
    assert [name for name, (verdict, _) in found.items() if not verdict] == []
    assert judged("**F1. It is found: rather.** So.\n")["F1"][0] == ""


def test_what_is_not_met_has_what_would_meet_it() -> None:
    assert without_a_way(PAGE) == ["A1.2"]  # for which there is no need
    assert without_a_way("**F1. It is found: not.** Alas.\n") == ["F1"]


def test_what_only_a_public_place_can_give_is_claimed_only_where_there_is_one() -> None:
    descriptor = open_package().descriptor
    if "id" not in descriptor and "homepage" not in descriptor:
        found = judged(PAGE)
        assert {found[name][0] for name in ("F4", "A1", "A1.1", "A2")} == {"not"}
        assert "no DOI, no public address and no deposit" in " ".join(PAGE.split())


@pytest.mark.parametrize("command", sorted(COMMANDS - SLOW_AND_TESTED_ELSEWHERE))
def test_a_command_of_the_page_shows_something(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = shlex.split(command)
    if arguments == ["refresh"]:
        arguments.append("--check")  # what it would change in the repository, a test leaves alone
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip()
