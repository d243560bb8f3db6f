"""All corruptions of the package, judged in several processes, and what is counted of them."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from sirte_dataset.checking.findings import Finding
from sirte_dataset.checking.validation import sound_context
from sirte_dataset.descriptor import DESCRIPTOR_NAME, open_package
from sirte_dataset.hashes import content
from sirte_dataset.texts.holdings import VARIABLE

from .cells import cell_mutants
from .files import mutants_of_files
from .judging import OF_FILES, Judge
from .mutants import GROUPS, Mutant
from .unseen import unseen

# How near a finding comes: to the cell (in files: to the file), to its column in another row, to its row in
# another column, elsewhere. Where somebody would not look is not where a corruption is caught.
EXACT, COLUMN, ROW, ELSEWHERE, MISSED_BY_ALL = "cell", "column", "row", "elsewhere", ""
NEARNESS = (EXACT, COLUMN, ROW, ELSEWHERE, MISSED_BY_ALL)
MISSED = ("texts", "found", "rule", "group", "operator", "table", "columns", "what", "class")
# What is said of a package as a whole, whatever was changed: that something is not what it was.
OF_NO_PLACE = OF_FILES | {"silenced"}
# What compares with another book: the codings and decisions, the rows of the last release, the package that
# comes with the library.
BOOKS = frozenset({"double-entry", "released-row", "unlike-version"})


class Caught(NamedTuple):
    """How near the nearest finding comes, "" for none, and its rule."""

    how: str
    rule: str

    @property
    def named(self) -> bool:
        """Whether file and column are told."""
        return self.how in (EXACT, COLUMN)


class Result(NamedTuple):
    """What became of one mutant; `frictionless` is None where that was not tried."""

    attached: Caught
    detached: Caught
    by_content: Caught  # with the texts, and without the other books
    by_schema: bool
    frictionless: bool | None


Pair = tuple[Mutant, Result]


def all_mutants(seed: int) -> list[Mutant]:
    """The corruptions of the library's own package."""
    random = Random(seed)
    return [*cell_mutants(sound_context(), random), *mutants_of_files(random)]


def caught(mutant: Mutant, findings: Sequence[Finding], file: str) -> Caught:
    """The nearest finding on a mutant of a file."""
    best = Caught(MISSED_BY_ALL, "")
    for finding in findings:
        if finding.rule in OF_NO_PLACE and not (mutant.files and finding.rule == "stale"):
            continue
        how = _nearness(mutant, finding, file)
        if NEARNESS.index(how) < NEARNESS.index(best.how):
            best = Caught(how, finding.rule)
    return best


def _nearness(mutant: Mutant, finding: Finding, file: str) -> str:
    if finding.file != file:
        return ELSEWHERE
    if not mutant.edits:  # a row that is gone has no number, a file no cell
        return EXACT
    row, column = finding.row in mutant.rows, finding.column in mutant.columns
    return EXACT if row and column else COLUMN if column else ROW if row else ELSEWHERE


def _file_of(judge: Judge, mutant: Mutant) -> str:
    return next(iter(mutant.files), "") or str(judge.attached.package.resource(mutant.table)["path"])


# --- several processes


_mutants: Sequence[Mutant] = ()
_judges: list[Judge] = []
_folders: list[Any] = []


def measure(mutants: Sequence[Mutant], processes: int, others: int = 0) -> list[Result]:
    """What becomes of each mutant; of about `others` of them also what frictionless says."""
    global _mutants
    _mutants = mutants
    every = max(1, len(mutants) // others) if others else 0
    tasks = [(number, bool(every) and number % every == 0) for number in range(len(mutants))]
    if processes == 1:
        _begin()
        return [_result(task) for task in tasks]
    with get_context("fork").Pool(processes, _begin) as pool:
        return pool.map(_result, tasks, chunksize=20)


def _begin() -> None:
    _folders.append(TemporaryDirectory())
    _judges.append(Judge(Path(_folders[-1].name)))


def _result(task: tuple[int, bool]) -> Result:
    number, also = task
    mutant, judge = _mutants[number], _judges[-1]
    judged = judge.judged(mutant)
    file = _file_of(judge, mutant)
    return Result(
        caught(mutant, judged.attached, file),
        caught(mutant, judged.detached, file),
        caught(mutant, [one for one in judged.attached if one.rule not in BOOKS], file),
        judged.by_schema,
        _by_frictionless(judge, mutant) if also else None,
    )


def _by_frictionless(judge: Judge, mutant: Mutant) -> bool:
    """Whether plain frictionless finds fault with the written copy of a mutant."""
    from frictionless import FrictionlessException, validate

    with judge.written(mutant) as folder:
        try:
            return not validate(str(folder / DESCRIPTOR_NAME), type="package").valid
        except (FrictionlessException, OSError, ValueError, TypeError, AttributeError):
            return True


# --- what is counted


def missed(mutants: Sequence[Mutant], results: Sequence[Result]) -> Iterator[tuple[str, ...]]:
    """What no rule noticed, or not at its cell, with the texts or without: the columns of MISSED."""
    for mutant, result in zip(mutants, results, strict=True):
        for texts, found in (("with", result.attached), ("without", result.detached)):
            if found.how != EXACT:
                columns = " ".join(sorted(mutant.columns))
                what = (mutant.group, mutant.operator, mutant.table, columns, mutant.told)
                yield texts, *found, *what, unseen(mutant)


def as_json(
    mutants: Sequence[Mutant], results: Sequence[Result], possible: int, seed: int, seconds: float
) -> str:
    """The counts, for the page docs/validation.md; these mutants were drawn from `possible` ones."""
    pairs = list(zip(mutants, results, strict=True))
    by_operator: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        by_operator.setdefault((pair[0].group, pair[0].operator), []).append(pair)
    package = open_package()
    told = {
        "measured": datetime.now(UTC).date().isoformat(),
        "version": package.version,
        "content": content(package),
        "texts": bool(os.environ.get(VARIABLE)),
        "seed": seed,
        "seconds": round(seconds),
        "possible": possible,
        "all": _counts(pairs),
        "by_others": _counts([pair for pair in pairs if pair[1].frictionless is not None]),
        "operators": [
            {"group": group, "operator": operator, **_counts(own)}
            for (group, operator), own in sorted(
                by_operator.items(), key=lambda item: GROUPS.index(item[0][0])
            )
        ],
        "rules": dict(
            Counter(result.attached.rule for _, result in pairs if result.attached.named).most_common()
        ),
        "unseen": dict(Counter(unseen(mutant) for mutant, result in pairs if not result.detached.named)),
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _counts(pairs: Sequence[Pair]) -> dict[str, int]:
    """How many there are; how many are caught with the texts, without, and by content alone, and how many of
    the others may pass; how many are caught in their very cell, and noticed anywhere; how many the frame
    schemas alone and frictionless find.
    """
    told = {"mutants": len(pairs)}
    for name in ("attached", "detached", "by_content"):
        missed = [mutant for mutant, result in pairs if not getattr(result, name).named]
        told |= {name: len(pairs) - len(missed), f"unseen_{name}": sum(map(bool, map(unseen, missed)))}
    return told | {
        "exact": sum(result.attached.how == EXACT for _, result in pairs),
        "noticed": sum(result.attached.how != MISSED_BY_ALL for _, result in pairs),
        "frame_schemas": sum(result.by_schema for _, result in pairs),
        "frictionless": sum(bool(result.frictionless) for _, result in pairs),
    }
