"""Prints the figures of agreement: as tables for reading, as JSON, and as the document docs/agreement.md.

What each column means stands with its table, so the document and the command say the same.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from . import Agreement
from .codings import LAYOUTS
from .measures import ENOUGH, RESAMPLES

WIDTH = 110
LOWEST = 3

Row = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A table of figures with what it means; `note` is one paragraph."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def heading(self) -> str:
        """Title and note, for reading above the table."""
        return f"{self.title}\n\n{_filled(self.note)}\n"


def sections(agreement: Agreement) -> tuple[Section, ...]:
    """The figures as text, two decimals, in the order in which they are best read."""
    return (_units(agreement), _spans(agreement), _fields(agreement), _events(agreement))


def _section(title: str, note: str, rows: Sequence[Row], columns: Sequence[str]) -> Section:
    return Section(title, note, tuple(columns), tuple(rows))


def _units(agreement: Agreement) -> Section:
    rows = [
        {
            "table": count.table,
            "first": count.first,
            "second": count.second,
            "both": count.both,
            "only first": count.first - count.both,
            "only second": count.second - count.both,
            "F1": _number(count.f1),
        }
        for count in agreement.unit_counts
    ]
    note = (
        "Rows of each coder, how many of them are the same unit, and how many only one has. F1 is twice the units "
        "of both divided by the rows of the two coders together."
    )
    columns = ("table", "first", "second", "both", "only first", "only second", "F1")
    return _section("Units", note, rows, columns)


def _spans(agreement: Agreement) -> Section:
    rows = [
        {
            "table": score.table,
            "exact": _number(score.exact),
            "characters": _number(score.characters),
            "pairs, exact": _number(score.pairs_exact),
            "pairs, characters": _number(score.pairs_characters),
        }
        for score in agreement.spans
    ]
    note = (
        "F1 of the row evidence. Exact: the two spans are equal to the character. Characters: the characters the "
        "two spans share, twice, divided by the length of both. First over all rows, the span of a row that only "
        "one coder has counting as missed, then over the units of both alone."
    )
    columns = ("table", "exact", "characters", "pairs, exact", "pairs, characters")
    return _section("Spans", note, rows, columns)


def _fields(agreement: Agreement) -> Section:
    rows = [
        {
            "table": score.table,
            "field": score.field,
            "pairs": score.pairs,
            "filled": score.filled,
            "equal": _number(score.equal),
            "alpha": _number(score.value) if score.measure != "equal" else "",
            "95 % interval": f"{_number(score.low)} to {_number(score.high)}",
        }
        for score in agreement.fields
    ]
    note = (
        "Units of both, field by field. Equal: the share of pairs with equal cells. Filled: the pairs in which at "
        "least one coder did not leave the cell blank; a field that both left blank throughout is not listed. Blank "
        "is a value like any other; an actor or place that is new (NEW:) differs from every listed one. Alpha is "
        f"Krippendorff's, nominal for codes and ratio for numbers; it is not given below {ENOUGH} pairs (for numbers: "
        "pairs in which both give one), for words, or where there is but one value. The interval belongs to alpha "
        f"where it is given, otherwise to the share of equal cells: a bootstrap over pairs, {RESAMPLES} resamples, "
        "fixed seed."
    )
    columns = ("table", "field", "pairs", "filled", "equal", "alpha", "95 % interval")
    return _section("Fields", note, rows, columns)


def _events(agreement: Agreement) -> Section:
    events = agreement.events
    rows = []
    if events:
        rows.append(
            {
                "reports": events.pairs,
                "events, first": events.events_first,
                "events, second": events.events_second,
                "precision": _number(events.precision),
                "recall": _number(events.recall),
                "F": _number(events.f1),
            }
        )
    note = (
        "Which reports tell of one event, over the reports that both coders have: B-cubed, the second coder's "
        "events measured against the first's. Low precision: the second joins what the first keeps apart; low "
        "recall: the other way round."
    )
    columns = ("reports", "events, first", "events, second", "precision", "recall", "F")
    return _section("Events", note, rows, columns)


def markdown_report(agreement: Agreement) -> str:
    """The document docs/agreement.md: how the codings came about, the figures, and what they mean."""
    parts = ["# Agreement of the two codings", *map(_filled, _opening())]
    for section in sections(agreement):
        parts += [f"## {section.title}", _filled(section.note), _markdown_table(section)]
    parts += ["## What the figures mean", *map(_filled, _meaning(agreement))]
    return "\n\n".join(parts) + "\n"


def _opening() -> list[str]:
    keys = "; ".join(f"{table}: {', '.join(layout.keys)}" for table, layout in LAYOUTS.items())
    overlapping = " and ".join(table for table, layout in LAYOUTS.items() if layout.overlap)
    return [
        "This page is printed by `sirte agreement --format markdown`; do not edit it.",
        "The five articles were coded twice, independently, by machine-assisted close reading under the "
        "[coding manual](coding-manual.md). Neither coding is the work of human annotators. The second coder had the "
        "manual, the passages, the code lists and the lists of actors and places, and had not seen the first "
        "coding. The figures are those before adjudication: no cell of either coding was changed to bring them "
        "together. Both are in `codings/`, and `sirte agreement --differences FILE.csv` lists each difference.",
        "Rows are paired one to one within a passage and a table. Two rows may be one unit when their spans overlap "
        f"or when their keys are equal (in {overlapping} only when their spans overlap). Of all ways to pair the rows "
        "of a passage, the one with the most equal keys is taken; among those, the one whose spans overlap most; "
        f"among those, the one with the most equal cells. The keys are, for {keys}.",
        "Not scored: text in the coder's own words (`gloss`, `composition`), and `date_basis` and `basis`, which the "
        "first coding also fills from the comparison of articles.",
    ]


def _meaning(agreement: Agreement) -> list[str]:
    total = agreement.unit_counts[-1].both if agreement.unit_counts else 0
    return [
        "They say how far the manual leads to the same rows when it is followed twice. They do not say that the rows "
        "are right. Both codings rest on one manual, one division into passages and one list of actors and places, "
        "and may share what these overlook; two machine-assisted readings may also be more alike than those of two "
        "people. Where both make the same mistake, agreement is full.",
        f"The numbers are small: {total} units of both, from five articles, in some tables fewer than ten. The "
        "intervals are wide for that reason, and still too narrow, since the bootstrap takes for independent what "
        "stands in the same article. Where all pairs agree, the interval has no width, because no resample can "
        "disagree; that is not certainty. Fields that are keys agree somewhat better than they would if rows were "
        "paired without them.",
        " ".join(_weakest(agreement)),
    ]


def _weakest(agreement: Agreement) -> list[str]:
    """Where the two codings are furthest apart, in sentences."""
    said = ["The codings are furthest apart in these points."]
    tables = [count for count in agreement.unit_counts if count.table in agreement.units]
    if tables:
        worst = min(tables, key=lambda count: count.f1)
        said.append(
            f"What counts as a unit: in {worst.table}, {worst.first - worst.both} rows stand in the first coding "
            f"alone and {worst.second - worst.both} in the second alone."
        )
    spans = agreement.spans[-1].pairs_exact if agreement.spans else None
    if spans is not None:
        said.append(
            f"How much of a sentence carries a row: {_number(spans)} of the pairs have exactly the same span, for the "
            "manual admits the clause or the whole passage."
        )
    alphas = sorted(
        (score for score in agreement.fields if score.measure != "equal"), key=lambda score: score.value
    )
    if alphas:
        lowest = [f"{score.table}.{score.field} ({_number(score.value)})" for score in alphas[:LOWEST]]
        said.append(f"Fields with the lowest alpha: {', '.join(lowest)}.")
    return said


def _markdown_table(section: Section) -> str:
    lines = [section.columns, ["---"] * len(section.columns)]
    lines += [[str(row[name]) for name in section.columns] for row in section.rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def json_report(agreement: Agreement) -> str:
    """All figures as one JSON object, four decimals."""
    events = agreement.events
    report = {
        "units": [{**asdict(count), "f1": count.f1} for count in agreement.unit_counts],
        "spans": [asdict(score) for score in agreement.spans],
        "fields": [asdict(score) for score in agreement.fields],
        "events": {**asdict(events), "f1": events.f1} if events else None,
    }
    return json.dumps(_rounded(report), indent=2) + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return round(value, 4) if isinstance(value, float) else value
