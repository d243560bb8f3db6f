"""The checks on the data are shown to catch: a seeded sample of the corruptions of tools/mutate.py, and the
tool itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

sys.path.append(str(Path(__file__).parents[1] / "tools"))

from sirte_mutate.judging import OF_FILES, TEXTS, Judge
from sirte_mutate.mutants import GROUPS, Mutant
from sirte_mutate.running import COLUMN, ELSEWHERE, EXACT, ROW, all_mutants, caught, measure, missed
from sirte_mutate.unseen import CLASSES

from sirte_dataset.checking.findings import Finding

SAMPLE = 500
SEED = 1


@pytest.fixture(scope="module")
def mutants() -> list[Mutant]:
    return all_mutants(SEED)


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with pytest.MonkeyPatch.context():
        yield Judge(tmp_path_factory.mktemp("judge"))


def test_of_a_sample_nothing_passes_but_what_may(mutants: list[Mutant]) -> None:
    sample = Random(SEED).sample(mutants, SAMPLE)
    results = measure(sample, processes=2)
    holes = [
        " ".join(row) for row in missed(sample, results) if row[1] not in (EXACT, COLUMN) and not row[-1]
    ]
    assert len(holes) <= SAMPLE * ALLOWED, "\n".join(holes)


ALLOWED = 0.01  # of a sample; docs/validation.md tells what it is of all


def test_there_are_enough_corruptions_of_every_group_and_each_changes_something(
    mutants: list[Mutant], judge: Judge
) -> None:
    assert len(mutants) >= 5000
    assert {mutant.group for mutant in mutants} == set(GROUPS)
    for mutant in Random(SEED).sample([one for one in mutants if not one.files], SAMPLE):
        frame = judge.attached.frames[mutant.table]
        assert not mutant.changed(frame).equals(frame), mutant.told


def test_every_field_of_every_table_is_corrupted(mutants: list[Mutant], judge: Judge) -> None:
    columns = {(mutant.table, column) for mutant in mutants for column in mutant.columns}
    fields = {(table, name) for table, frame in judge.attached.frames.items() for name in frame.columns}
    assert fields <= columns


def test_rules_that_a_corruption_cannot_touch_need_not_be_applied_again(
    mutants: list[Mutant], judge: Judge
) -> None:
    """What is found in memory is what the validation of a written copy finds."""
    of_files = [one for one in mutants if one.files]
    of_cells = [one for one in mutants if not one.files]
    for mutant in Random(SEED).sample(of_files, 4) + Random(SEED).sample(of_cells, 10):
        quick, full = judge.judged(mutant), judge.judged_in_full(mutant)
        for some, every in ((quick.attached, full.attached), (quick.detached, full.detached)):
            assert of_rows(some) == of_rows(every), mutant.told


def of_rows(findings: tuple[Finding, ...]) -> set[Finding]:
    return {replace(finding, row_id="") for finding in findings if finding.rule not in OF_FILES}


def test_what_the_rules_read_is_noted(judge: Judge) -> None:
    assert ("casualties", "low") in judge.reads["number-order"]
    assert ("casualties", "note") not in judge.reads["number-order"]
    assert TEXTS not in judge.reads["number-order"]
    assert TEXTS in judge.reads["quote-text"]


def test_the_copy_is_put_back(judge: Judge, mutants: list[Mutant]) -> None:
    before = {file: file.read_bytes() for file in judge.folder.rglob("*") if file.is_file()}
    for group in ("value", "file", "schema", "descriptor"):
        with judge.written(next(mutant for mutant in mutants if mutant.group == group)):
            assert {file: file.read_bytes() for file in before if file.exists()} != before
    assert {file: file.read_bytes() for file in judge.folder.rglob("*") if file.is_file()} == before


EDIT = Mutant("value", "one more", "casualties", ((3, "low", "9"),))


@pytest.mark.parametrize(
    ("file", "row", "column", "how"),
    [
        ("data/casualties.csv", 5, "low", EXACT),
        ("data/casualties.csv", 5, "wording", ROW),
        ("data/casualties.csv", 7, "low", COLUMN),
        ("data/casualties.csv", 7, "wording", ELSEWHERE),
        ("data/events.csv", 5, "low", ELSEWHERE),
    ],
)
def test_how_near_a_finding_comes(file: str, row: int, column: str, how: str) -> None:
    findings = [Finding(file, row, column, "some-rule", "It is wrong.")]
    assert caught(EDIT, findings, "data/casualties.csv") == (how, "some-rule")


@pytest.mark.parametrize("rule", ["stale", "release-content", "silenced"])
def test_that_something_changed_somewhere_is_not_enough(rule: str) -> None:
    found = Finding("data/casualties.csv", None, "", rule, "It is another file.")
    assert caught(EDIT, [found], "data/casualties.csv") == ("", "")


def test_whatever_may_pass_has_a_reason() -> None:
    assert all(each.reason.endswith(".") for each in CLASSES)
