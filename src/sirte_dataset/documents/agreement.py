"""The agreement of the two codings as a page: how they came about, the figures, and what these mean."""

from __future__ import annotations

from ..agreement import Agreement
from ..agreement.codings import LAYOUTS
from ..agreement.report import sections
from .markdown import folded, page, paragraphs, table

LOWEST = 3  # so many of the fields with the lowest alpha are named

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
well as the whole passage: of the pairs, a share of {share:.2f} has exactly the same span.
"""
WEAKEST_FIELDS = "The fields with the lowest alpha are {fields}."


def agreement(found: Agreement) -> str:
    """The page docs/agreement.md."""
    parts = ["# Agreement of the two codings", *paragraphs(OPENING), *paragraphs(_pairing())]
    for section in sections(found):
        rows = [tuple(map(str, row.values())) for row in section.rows]
        parts += [f"## {section.title}", folded(section.note), table(section.columns, rows)]
    parts += ["## What the figures mean", *paragraphs(MEANING), folded(_weakest(found))]
    return page(parts)


def _pairing() -> str:
    return PAIRING.format(
        overlapping=" and ".join(f"`{table}`" for table, layout in LAYOUTS.items() if layout.overlap),
        keys="; ".join(f"`{table}`: {' and '.join(layout.keys)}" for table, layout in LAYOUTS.items()),
    )


def _weakest(found: Agreement) -> str:
    """Where the two codings are furthest apart, in sentences."""
    said = []
    tables = [count for count in found.unit_counts if count.table in found.units]
    if tables:
        worst = min(tables, key=lambda count: count.f1)
        alone = {"first": worst.first - worst.both, "second": worst.second - worst.both}
        said.append(WEAKEST_UNITS.format(table=worst.table, **alone))
    if found.spans and found.spans[-1].pairs_exact is not None:
        said.append(WEAKEST_SPANS.format(share=found.spans[-1].pairs_exact))
    alphas = sorted((score.value, score.table, score.field) for score in found.fields if score.corrected)
    if alphas:
        lowest = [f"{field} in `{table}` ({value:.2f})" for value, table, field in alphas[:LOWEST]]
        said.append(WEAKEST_FIELDS.format(fields=", ".join(lowest)))
    return " ".join(said)
