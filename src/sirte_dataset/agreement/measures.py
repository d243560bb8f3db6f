"""The figures of agreement from aligned units: F1 of units and spans, alpha of fields, B-cubed of events.

Blank is a value like any other, since leaving a cell blank is a decision. Text in the coder's own words is
not scored, nor is the basis of a date, which the first coding fills also from the comparison of articles. The
label of an event is scored as a clustering. Nothing is printed here.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from .alignment import Pair, Unit, pairs
from .codings import EVENT, NUMBERS

NOT_SCORED = frozenset({EVENT, "gloss", "composition", "date_basis", "basis"})
WORDS = frozenset({"wording"})  # the article's words, which are no code: equal or not
ENOUGH = 20  # pairs, below which chance is not corrected for
RESAMPLES = 2000
SEED = 20160612
EQUAL = "equal"

Integers = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class UnitCount:
    """How many rows of a table each coder has and how many of them are the same unit.

    `f1` is twice the units of both by the rows of the two coders.
    """

    table: str
    first: int
    second: int
    both: int
    f1: float


@dataclass(frozen=True)
class SpanScore:
    """F1 of the spans, exactly equal and by characters: over all rows, and over the aligned pairs alone.

    Over all rows, the span of a row that only one coder has counts as missed. Without pairs the latter two
    are None.
    """

    table: str
    exact: float
    characters: float
    pairs_exact: float | None
    pairs_characters: float | None


@dataclass(frozen=True)
class FieldScore:
    """Agreement on one field of the pairs of a table, with a bootstrap interval of 95 % for `value`.

    `filled` counts the pairs in which at least one coder did not leave the cell blank, `equal` is the share
    of pairs with equal cells. `value` is what `measure` names: alpha (nominal or ratio), or `equal` again.
    """

    table: str
    field: str
    pairs: int
    filled: int
    equal: float
    measure: str
    value: float
    low: float
    high: float

    @property
    def corrected(self) -> bool:
        """Whether `value` is corrected for chance."""
        return self.measure != EQUAL


@dataclass(frozen=True)
class EventScore:
    """B-cubed of the second coder's events against the first's, over the aligned reports of events.

    `f1` is the harmonic mean of precision and recall.
    """

    pairs: int
    events_first: int
    events_second: int
    precision: float
    recall: float
    f1: float


def count_units(table: str, units: Sequence[Unit]) -> UnitCount:
    """The rows of each coder and the units of both."""
    first = sum(unit.first is not None for unit in units)
    second = sum(unit.second is not None for unit in units)
    both = len(pairs(units))
    return UnitCount(table, first, second, both, f1=2 * both / (first + second))


def score_spans(table: str, units: Sequence[Unit]) -> SpanScore:
    """F1 of the spans of all rows and of the pairs."""
    found = pairs(units)
    rows = [row for unit in units for row in (unit.first, unit.second) if row]
    paired = [row for pair in found for row in pair]
    equal = 2 * sum((a.start, a.end) == (b.start, b.end) for a, b in found)
    shared = 2 * sum(a.shared(b) for a, b in found)
    characters, paired_characters = (sum(row.end - row.start for row in some) for some in (rows, paired))
    return SpanScore(
        table,
        exact=equal / len(rows),
        characters=shared / characters,
        pairs_exact=equal / len(paired) if paired else None,
        pairs_characters=shared / paired_characters if paired else None,
    )


def score_fields(table: str, units: Sequence[Unit]) -> list[FieldScore]:
    """The score of each field that at least one coder filled in at least one pair."""
    found = pairs(units)
    names = [name for name in (found[0][0].cells if found else ()) if name not in NOT_SCORED]
    return [
        _score_field(table, name, found)
        for name in names
        if any(row.cells[name] for pair in found for row in pair)
    ]


def _score_field(table: str, name: str, found: Sequence[Pair]) -> FieldScore:
    cells = [(a.cells[name], b.cells[name]) for a, b in found]
    equal = np.array([a == b for a, b in cells], dtype=float)
    measure, value, resampled = EQUAL, float(equal.mean()), _picks(len(cells)) @ equal / len(cells)
    if (coded := _for_alpha(name, cells)) is not None:
        level, domain, codes = coded
        measure, value = f"alpha, {level}", float(alphas(codes, domain, level, np.ones((1, len(codes))))[0])
        resampled = alphas(codes, domain, level, _picks(len(codes)))
    low, high = np.percentile(resampled, [2.5, 97.5])
    filled = sum(bool(a or b) for a, b in cells)
    return FieldScore(
        table, name, len(cells), filled, float(equal.mean()), measure, value, float(low), float(high)
    )


def _for_alpha(name: str, cells: Sequence[tuple[str, str]]) -> tuple[str, npt.NDArray[Any], Integers] | None:
    """The level of measurement, the values, and for each pair the positions of its two values among them.

    None where alpha is not taken: for words, for too few pairs, and where only one value occurs. A number has
    no distance from a blank, so alpha of numbers needs pairs in which both coders give one.
    """
    if name in WORDS:
        return None
    level = "ratio" if name in NUMBERS else "nominal"
    if level == "ratio":
        cells = [pair for pair in cells if all(pair)]
    values = np.array(cells, dtype=float if level == "ratio" else str)
    domain, codes = np.unique(values, return_inverse=True)
    if len(cells) < ENOUGH or len(domain) < 2:
        return None
    return level, domain, codes.reshape(-1, 2)


def alphas(codes: Integers, domain: npt.NDArray[Any], level: str, picks: Floats) -> Floats:
    """Krippendorff's alpha, nominal or ratio, of each sample of the pairs.

    `codes` are the positions in the domain of the two values of each pair, shape (pairs, 2); `picks` is how
    often each sample takes each pair, shape (samples, pairs). The formula is the one for two coders without
    gaps. A sample that holds one value only has no alpha and is left out.
    """
    a, b = domain[:, None], domain[None, :]
    if level == "nominal":
        distance = (a != b).astype(float)
    else:
        distance = np.divide(a - b, a + b, out=np.zeros((len(domain), len(domain))), where=a + b != 0) ** 2
    observed = picks @ distance[codes[:, 0], codes[:, 1]] / len(codes)
    held = np.zeros((len(codes), len(domain)))
    for coder in (0, 1):
        np.add.at(held, (np.arange(len(codes)), codes[:, coder]), 1)
    totals = picks @ held  # how often each sample holds each value
    cells = 2 * len(codes)
    expected = ((totals @ distance) * totals).sum(axis=1) / (cells * (cells - 1))
    varied = expected > 0
    scores: Floats = 1 - observed[varied] / expected[varied]
    return scores


@lru_cache
def _picks(count: int) -> Floats:
    """How often each resample takes each of so many pairs, shape (RESAMPLES, count).

    The same in every run, and for all fields of a table.
    """
    generator = np.random.RandomState(SEED)  # its stream of numbers is fixed for good, default_rng's is not
    picks = np.zeros((RESAMPLES, count))
    np.add.at(picks, (np.arange(RESAMPLES)[:, None], generator.randint(count, size=picks.shape)), 1)
    return picks


def score_events(units: Sequence[Unit]) -> EventScore | None:
    """B-cubed of the labels of the aligned reports; None when there are none."""
    labels = [(a.cells[EVENT], b.cells[EVENT]) for a, b in pairs(units)]
    if not labels:
        return None
    first, second = ([pair[coder] for pair in labels] for coder in (0, 1))
    precision, recall = b_cubed(first, second)
    f1 = 2 * precision * recall / (precision + recall)
    return EventScore(len(labels), len(set(first)), len(set(second)), precision, recall, f1)


def b_cubed(reference: Sequence[Hashable], other: Sequence[Hashable]) -> tuple[float, float]:
    """Precision and recall of `other` as a clustering of the same items, each item counting alike.

    Of an item's companions in the other clustering, itself included, precision is the share that are its
    companions in the reference too; recall is the share the other way round. Both are means over the items.
    """

    def mean_share(these: Sequence[Hashable], those: Sequence[Hashable]) -> float:
        both = list(zip(these, those, strict=True))
        return sum(both.count(item) / these.count(item[0]) for item in both) / len(both)

    return mean_share(other, reference), mean_share(reference, other)
