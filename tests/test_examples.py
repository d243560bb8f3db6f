"""The worked examples: they run as they stand, show every claim they are about, and add nothing up."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sirte_dataset as sd

EXAMPLES = Path(__file__).parents[1] / "examples"


def output(name: str) -> str:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_is_run_here() -> None:
    assert {file.name for file in EXAMPLES.iterdir() if file.is_file()} == {
        "casualties_by_side.py",
        "start_of_the_offensive.py",
    }


@pytest.fixture(scope="module")
def offensive() -> str:
    return output("start_of_the_offensive.py")


@pytest.fixture(scope="module")
def casualties() -> str:
    return output("casualties_by_side.py")


def test_the_start_of_the_offensive_is_told_by_every_article_that_takes_part(offensive: str) -> None:
    sides = sd.load("discrepancy_claims").set_index("discrepancy_id").loc["D001", "row_id"]
    reports = sd.load("event_reports").set_index("report_id")
    evidence = sd.load("evidence").set_index("row_id")
    for row_id in sides:
        words = evidence.loc[row_id].query("field == 'date_stated'")["quote"].dropna()
        assert len(words), row_id
        told = offensive.split(f"{reports.loc[row_id, 'article_id']}  ")[1].partition("\n\n")[0]
        assert f"date of {row_id}" in told
        assert all(quote in told for quote in words)
        assert sd.date_text(reports.loc[row_id, "date_stated"]) in told


def test_what_was_settled_stands_with_its_rule_and_reason(offensive: str) -> None:
    row = sd.load("discrepancies").set_index("discrepancy_id").loc["D001"]
    assert f"Rule:    {row['rule']}: " in offensive
    assert row["resolution"] in offensive
    assert re.search(r"Settled: .*12 May 2016", offensive)


def test_each_claim_of_losses_stands_once_under_its_side(casualties: str) -> None:
    sections = casualties.strip().split("\n\n")[:3]
    for section, side in zip(sections, ("gna", "isis", "unknown"), strict=True):
        claims = sd.figures("casualties", side=side, during="2016-05/2016-09")
        shown = re.findall(r"^    (C[0-9]+)  ", section, re.MULTILINE)
        assert sorted(shown) == sorted(claims["row_id"])
        assert set(re.findall(r"left out: (C[0-9]+)", section)) == set(claims.attrs["left_out"])


def test_what_two_articles_tell_of_one_fight_is_not_counted_twice(casualties: str) -> None:
    rules = sd.compare_rules("casualties", outcome="killed", event="E051")
    table = casualties.split("by each rule\n")[1].partition("\n\n")[0].splitlines()[1:]
    assert [line.split()[:2] for line in table] == [
        [rule, str(low)] for rule, low in zip(rules["rule"], rules["low"], strict=True)
    ]
    assert "no figure" in casualties.splitlines()[-1]


def test_no_figure_is_shown_that_no_article_gives(casualties: str) -> None:
    claims = sd.load("casualties")
    given = {str(value) for name in ("low", "best", "high") for value in claims[name].dropna()}
    shown = re.findall(r" (\d+) (?:killed|wounded)", casualties)
    assert shown
    assert set(shown) <= given
