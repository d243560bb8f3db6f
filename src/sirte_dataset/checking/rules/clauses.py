"""Rows that rest on the same words of an article say the same of them: event, date, attribution and place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..context import Context, Outcome
from ..dated_claims import DATE_RULES
from ..registry import rule

REPORTS = "event_reports"
CLAIM = "article_id date_stated date date_basis attributed_to relayed_by confidence"
SPAN = {"evidence": "resource row_id field article_id start end", "places": "place_id parent_place_id"}
# What all rows of a clause share; several speakers of one sentence have a report each.
SHARED = ("event_id", "date_stated")
# How long a state lasts is another matter than when what led to it happened.
LASTING = ("held", "designated")
SAID = ("attributed_to", "relayed_by", "confidence")


class Told(NamedTuple):
    """A row of a table of claims: where it stands, and its cells; a column that its table lacks is absent."""

    table: str
    row: int
    cells: dict[str, str]


@rule("same-clause", needs=SPAN, each=CLAIM, after=("foreign-key", *DATE_RULES))
def rows_of_a_clause_agree(context: Context) -> Iterator[Outcome]:
    """Rows that rest on exactly the same words have one event and one stated date, with one basis where their
    dates are the same, but for states that last; a claim is said by those, and lies in the places, that a
    report of the words has.

    What a sentence tells cannot depend on the table it was written to. Correct the row that differs, or add
    the event or place that one of them lacks.
    """
    for told in _clauses(context).values():
        first, *others = told
        for other in others:
            yield from _differences(context, first, other)
        reports = [one for one in told if one.table == REPORTS]
        for claim in told if reports else ():
            if claim.table != REPORTS:
                yield from _unlike_reports(context, claim, reports)


def _clauses(context: Context) -> dict[tuple[str, ...], list[Told]]:
    """The rows of claims by the words that they rest on as a whole, reports of events first."""
    spans = context.frame("evidence", SPAN["evidence"])
    spans = spans[spans["field"].eq("")].drop_duplicates(["resource", "row_id"])
    spans = spans[spans.duplicated(["article_id", "start", "end"], keep=False)]
    clauses: dict[tuple[str, ...], list[Told]] = {}
    for table in sorted(context.tables_with(CLAIM), key=lambda table: table != REPORTS):
        here = spans[spans["resource"].eq(table)].itertuples(name=None)
        span_of = {name: tuple(span) for _, _, name, _, *span in here}
        names, key = context.schemas[table].names, context.schemas[table].key
        rows = context.frame(table, *names)
        for row, *cells in rows[rows[key].isin(span_of)].itertuples(name=None):
            told = Told(table, row, dict(zip(names, cells, strict=True)))
            clauses.setdefault(span_of[told.cells[key]], []).append(told)
    return clauses


def _differences(context: Context, first: Told, other: Told) -> Iterator[Outcome]:
    """What two rows of a clause do not share and should."""
    columns = [name for name in SHARED if name in first.cells and name in other.cells]
    if first.cells["date"] == other.cells["date"]:
        columns.append("date_basis")
    if other.cells.get("status") in LASTING:
        columns = [name for name in columns if not name.startswith("date")]
    for column in columns:
        one, two = first.cells[column], other.cells[column]
        if one != two:
            where = f"row {first.row} of {first.table}"
            message = f"'{two}' differs from '{one}' in {where}, which rests on the same words."
            yield context.finding(other.table, other.row, column, message)


def _unlike_reports(context: Context, claim: Told, reports: list[Told]) -> Iterator[Outcome]:
    """What a claim has that no report of the same words has."""
    for column in SAID:
        told = {report.cells[column] for report in reports}
        if claim.cells[column] not in told:
            shown = " or ".join(f"'{one}'" for one in sorted(told))
            message = f"'{claim.cells[column]}' is not what the report of the same words has: {shown}."
            yield context.finding(claim.table, claim.row, column, message)
    place = claim.cells.get("place_id", "")
    places = {report.cells["place_id"] for report in reports}
    if place and not places.intersection(context.upwards(place)):
        shown = " or ".join(f"'{one}'" if one else "blank" for one in sorted(places))
        message = f"'{place}' is no part of the place that the report of the same words has: {shown}."
        yield context.finding(claim.table, claim.row, "place_id", message)
