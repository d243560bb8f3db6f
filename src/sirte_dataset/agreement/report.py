"""The figures of agreement for reading, in sections, and as JSON.

What each column means stands with its table, so that the page and the command say the same. The words are at
the end of the module; the page docs/agreement.md is made in documents/.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
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
    units = [
        (one.table, one.first, one.second, one.both, one.first - one.both, one.second - one.both, one.f1)
        for one in agreement.unit_counts
    ]
    fields = [
        (
            *(one.table, one.field, one.pairs, one.filled, one.equal),
            one.value if one.corrected else None,
            f"{one.low:.2f} to {one.high:.2f}",
        )
        for one in agreement.fields
    ]
    return (
        _section("Units", UNITS, UNIT_COLUMNS, units),
        _section("Spans", SPANS, SPAN_COLUMNS, map(astuple, agreement.spans)),
        _section("Fields", FIELDS, FIELD_COLUMNS, fields),
        _section("Events", EVENTS, EVENT_COLUMNS, [astuple(agreement.events)] if agreement.events else []),
    )


def _section(title: str, note: str, columns: str, rows: Iterable[Sequence[object]]) -> Section:
    names = tuple(columns.split(" | "))
    shown = (dict(zip(names, map(_shown, row), strict=True)) for row in rows)
    return Section(title, " ".join(note.split()), names, tuple(shown))


def _shown(figure: object) -> object:
    if isinstance(figure, float):
        return f"{figure:.2f}"
    return "" if figure is None else figure


def json_report(agreement: Agreement) -> str:
    """All figures as one JSON object, four decimals."""
    report = {
        "units": list(map(asdict, agreement.unit_counts)),
        "spans": list(map(asdict, agreement.spans)),
        "fields": list(map(asdict, agreement.fields)),
        "events": asdict(agreement.events) if agreement.events else None,
    }
    rounded = json.loads(json.dumps(report), parse_float=lambda number: round(float(number), 4))
    return json.dumps(rounded, indent=2) + "\n"


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
