"""The figures of agreement for reading, in sections, and as JSON.

What each column means stands with its table, so that the page and the command say the same. The words are at
the end of the module; the page docs/agreement.md is made in documents/.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from . import Agreement
from .measures import ENOUGH, RESAMPLES

Row = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A table of figures and a paragraph on what it shows."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def sections(agreement: Agreement) -> tuple[Section, ...]:
    """The figures as text, two decimals, in the order in which they are best read."""
    return (
        _section("Units", UNITS, UNIT_COLUMNS, _unit_rows(agreement)),
        _section("Spans", SPANS, SPAN_COLUMNS, _span_rows(agreement)),
        _section("Fields", FIELDS, FIELD_COLUMNS, _field_rows(agreement)),
        _section("Events", EVENTS, EVENT_COLUMNS, _event_rows(agreement)),
    )


def _section(title: str, note: str, columns: str, rows: Sequence[Sequence[object]]) -> Section:
    names = tuple(columns.split(" | "))
    return Section(
        title, " ".join(note.split()), names, tuple(dict(zip(names, row, strict=True)) for row in rows)
    )


def _unit_rows(agreement: Agreement) -> list[Sequence[object]]:
    return [
        (
            count.table,
            count.first,
            count.second,
            count.both,
            count.first - count.both,
            count.second - count.both,
            _number(count.f1),
        )
        for count in agreement.unit_counts
    ]


def _span_rows(agreement: Agreement) -> list[Sequence[object]]:
    return [
        (
            score.table,
            *map(_number, (score.exact, score.characters, score.pairs_exact, score.pairs_characters)),
        )
        for score in agreement.spans
    ]


def _field_rows(agreement: Agreement) -> list[Sequence[object]]:
    return [
        (
            score.table,
            score.field,
            score.pairs,
            score.filled,
            _number(score.equal),
            _number(score.value) if score.corrected else "",
            f"{_number(score.low)} to {_number(score.high)}",
        )
        for score in agreement.fields
    ]


def _event_rows(agreement: Agreement) -> list[Sequence[object]]:
    events = agreement.events
    if events is None:
        return []
    figures = map(_number, (events.precision, events.recall, events.f1))
    return [(events.pairs, events.events_first, events.events_second, *figures)]


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


UNIT_COLUMNS = "table | first | second | both | only first | only second | F1"
UNITS = """
Rows of each coder, how many of them are the same unit, and how many only one coder has. F1 is twice the
units of both, divided by the rows of the two coders together.
"""

SPAN_COLUMNS = "table | exact | characters | pairs, exact | pairs, characters"
SPANS = """
F1 of the row evidence. Exact: the two spans are equal to the character. Characters: the characters that
the two spans share, twice, divided by the lengths of both. First over all rows, where the span of a row
that only one coder has counts as missed; then over the units of both alone.
"""

FIELD_COLUMNS = "table | field | pairs | filled | equal | alpha | 95 % interval"
FIELDS = f"""
The units of both, field by field. Filled: pairs in which at least one coder did not leave the cell blank;
a field that both left blank throughout is not listed. Equal: the share of pairs with equal cells. Blank
is a value like any other, and an actor or place that is new (NEW:) differs from every listed one. Alpha
is Krippendorff's, nominal for codes and ratio for numbers; it is not given for fewer than {ENOUGH} pairs
(of numbers: pairs in which both coders give one), for the article's own words, or where only one value
occurs. The interval belongs to alpha where there is one, otherwise to the share of equal cells: a
bootstrap over the pairs with {RESAMPLES} resamples and a fixed seed, from which resamples without alpha
are left out.
"""

EVENT_COLUMNS = "reports | events, first | events, second | precision | recall | F"
EVENTS = """
Which reports tell of one event, over the reports that both coders have: B-cubed, the second coder's
events measured against the first's. Low precision means that the second joins what the first keeps apart,
low recall that it keeps apart what the first joins.
"""
