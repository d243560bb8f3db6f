"""Prints the figures of agreement: as tables for reading, as JSON, and as the document docs/agreement.md.

What each column means stands with its table, so the document and the command say the same. The words are at
the end of the module.
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
LOWEST = 3  # so many of the fields with the lowest alpha are named

Row = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A table of figures and a paragraph on what it shows."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def heading(self) -> str:
        """Title and note, for reading above the table."""
        return f"{self.title}\n\n{self.note}\n"


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
    return Section(title, _filled(note), names, tuple(dict(zip(names, row, strict=True)) for row in rows))


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


def markdown_report(agreement: Agreement) -> str:
    """The document docs/agreement.md: how the codings came about, the figures, and what they mean."""
    parts = ["# Agreement of the two codings", *_paragraphs(OPENING), *_paragraphs(_pairing())]
    for section in sections(agreement):
        parts += [f"## {section.title}", section.note, _markdown_table(section)]
    parts += ["## What the figures mean", *_paragraphs(MEANING), _filled(_weakest(agreement))]
    return "\n\n".join(parts) + "\n"


def _pairing() -> str:
    return PAIRING.format(
        overlapping=" and ".join(f"`{table}`" for table, layout in LAYOUTS.items() if layout.overlap),
        keys="; ".join(f"`{table}`: {' and '.join(layout.keys)}" for table, layout in LAYOUTS.items()),
    )


def _weakest(agreement: Agreement) -> str:
    """Where the two codings are furthest apart, in sentences."""
    said = []
    tables = [count for count in agreement.unit_counts if count.table in agreement.units]
    if tables:
        worst = min(tables, key=lambda count: count.f1)
        alone = {"first": worst.first - worst.both, "second": worst.second - worst.both}
        said.append(WEAKEST_UNITS.format(table=worst.table, **alone))
    if agreement.spans and agreement.spans[-1].pairs_exact is not None:
        said.append(WEAKEST_SPANS.format(share=_number(agreement.spans[-1].pairs_exact)))
    alphas = sorted((score.value, score.table, score.field) for score in agreement.fields if score.corrected)
    if alphas:
        lowest = [f"{field} in `{table}` ({_number(value)})" for value, table, field in alphas[:LOWEST]]
        said.append(WEAKEST_FIELDS.format(fields=", ".join(lowest)))
    return " ".join(said)


def _markdown_table(section: Section) -> str:
    lines = [section.columns, ["---"] * len(section.columns)]
    lines += [[str(row[name]) for name in section.columns] for row in section.rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _paragraphs(text: str) -> list[str]:
    return [_filled(paragraph) for paragraph in text.split("\n\n")]


def _filled(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False)


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

OPENING = """
This page is printed by `sirte agreement --format markdown`; do not edit it.

The articles were coded twice, independently, by machine-assisted close reading under the [coding
manual](coding-manual.md). Neither coding is the work of human annotators. The second coder had the
manual, the passages, the code lists and the lists of actors and places, and had not seen the first
coding. These are the figures before adjudication: no cell of either coding was changed to bring the two
together. Both lie in `codings/`; `sirte agreement --differences FILE.csv` lists every difference.
"""

PAIRING = """
Rows are paired one to one within a passage and a table. Two rows may be one unit when their spans overlap
or when their keys are equal, in {overlapping} only when their spans overlap. Of all ways to pair the rows
of a passage, the one with the most equal keys is taken, the first key before the second; among those, the
one whose spans overlap most; among those, the one with the most equal cells. The keys are, for {keys}.

Not scored are texts in the coder's own words (`gloss`, `composition`), and `date_basis` and `basis`,
which the first coding fills also from the comparison of articles.
"""

MEANING = """
The figures say how far the manual leads to the same rows when it is followed twice. They do not say that
the rows are right. Both codings rest on one manual, one division into passages and one list of actors and
places, and may share what these overlook; and two machine-assisted readings may be more alike than the
readings of two people. Where both make the same mistake, agreement is full.

The counts are small, in some tables very small. The intervals are wide for that reason, and still too
narrow, since the bootstrap treats pairs from one article as independent. Where all pairs agree, the
interval has no width, because no resample can disagree; that is not certainty. Fields that serve as keys
agree somewhat better than they would if the rows were paired without them.
"""

WEAKEST_UNITS = """
The codings are furthest apart in what counts as a unit of `{table}`: {first} rows stand in the first
coding alone, {second} in the second alone.
"""
WEAKEST_SPANS = """
How much of a sentence carries a row was often marked differently, since the manual admits the clause as
well as the whole passage: of the pairs, a share of {share} has exactly the same span.
"""
WEAKEST_FIELDS = "The fields with the lowest alpha are {fields}."
