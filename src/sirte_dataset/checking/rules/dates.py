"""Dates agree with their bounds, with how they are known, and with the day the article came out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...reading.edtf import bounds
from ..context import PUBLISHED, Context, Outcome
from ..registry import rule
from .discrepancies import apart

# A date as EDTF, and the two columns that hold the days it implies.
BOUNDED = (
    ("date", "date_earliest", "date_latest"),
    ("published", "published_earliest", "published_latest"),
)

# What a date rests on when it draws on its own article alone.
OWN = ("stated", "relative", "inferred")


@rule("date-order")
def date_order(context: Context) -> Iterator[Outcome]:
    """The earliest possible day is not after the latest.

    A span that ends before it begins holds no day at all. Swap the two, or derive them again from the EDTF
    value.
    """
    for _, earliest, latest in BOUNDED:
        for table, row, first, last in context.each(earliest, latest):
            if first and last and first > last:
                message = f"{first} is after {latest}, which is {last}."
                yield context.finding(table, row, earliest, message)


@rule("date-bounds")
def date_bounds(context: Context) -> Iterator[Outcome]:
    """The bounds are the days that the EDTF value implies, blank where it is open or blank.

    Filters and plots use the bounds and trust them to say what the date says. Derive them again from the
    date.
    """
    for columns in BOUNDED:
        for table, row, value, first, last in context.each(*columns):
            if first and last and first > last:
                continue  # date-order says so
            expected = [day or "" for day in bounds(value)] if value else ["", ""]
            for column, found, right in zip(columns[1:], (first, last), expected, strict=True):
                if found != right:
                    shown = f"'{value}' implies" if value else "A blank date implies"
                    message = f"{shown} {right or 'a blank cell'}, not {found or 'a blank cell'}."
                    yield context.finding(table, row, column, message)


@rule("date-basis", each="date")
def date_basis(context: Context) -> Iterator[Outcome]:
    """A date is blank exactly when its basis is unknown.

    A date without a basis cannot be judged, a basis without a date says nothing. Give the date, or call it
    unknown.
    """
    for table, column, _ in context.dated_tables():
        for row, date, basis in context.rows(table, "date", column):
            if (basis == "unknown") == bool(date):
                found = f"is '{date}'" if date else "is blank"
                message = f"The basis is '{basis}', but the date {found}; correct one of them."
                yield context.finding(table, row, column, message)


@rule("date-source", each="date")
def date_source(context: Context) -> Iterator[Outcome]:
    """A date from outside the articles names its source, and no other date does.

    It is how outside knowledge stays visible. Name the source, or correct the basis.
    """
    for table, basis_column, column in context.dated_tables():
        for row, basis, source in context.rows(table, basis_column, column) if column else ():
            if (basis == "outside") != bool(source):
                found = f"'{source}'" if source else "blank"
                message = f"The source is {found}, but the basis is '{basis}'; see 'outside'."
                yield context.finding(table, row, column, message)


@rule("date-stated", each="date date_stated")
def date_stated(context: Context) -> Iterator[Outcome]:
    """A date whose basis is stated or relative was read from the article, so date_stated holds what was read.

    Otherwise nobody can tell what the article itself said. Fill date_stated, or correct the basis.
    """
    for table, column, _ in context.dated_tables("date_stated"):
        for row, stated, basis in context.rows(table, "date_stated", column):
            if basis in ("stated", "relative") and not stated:
                message = f"The cell is blank, but the basis is '{basis}'; give the date as read."
                yield context.finding(table, row, "date_stated", message)


@rule(
    "date-as-stated", each="date date_stated", after=("date-basis", "date-source", "time-expression-reading")
)
def date_as_stated(context: Context) -> Iterator[Outcome]:
    """A date whose basis is stated, relative or inferred is the stated date, since nothing else is known; any
    other has a day in common with it.

    Only another article or an outside source makes a date better than what its article states. Give the date
    as stated, or the basis that it has.
    """
    for table, column, _ in context.dated_tables("date_stated"):
        for row, date, stated, basis in context.rows(table, "date", "date_stated", column):
            if not stated or not date or date == stated:
                continue
            if basis in OWN:
                message = f"'{date}' is not the stated date, which is '{stated}', but the basis is '{basis}'."
                yield context.finding(table, row, "date", message)
            elif not meet(date, stated):
                message = f"'{date}' has no day in common with the stated date, '{stated}'; correct either."
                yield context.finding(table, row, "date", message)


def meet(one: str, two: str) -> bool:
    """Whether two dates have a day in common; a blank one may be any day."""
    return not (one and two) or not apart(bounds(one), bounds(two))


@rule("happened-before-publication", needs=PUBLISHED, each="article_id date date_earliest date_basis")
def happened_before_publication(context: Context) -> Iterator[Outcome]:
    """What an article tells as having happened began no later than the last day the article can have come
    out.

    News does not report the future. Correct the date (often the year of a weekday), or code the row as
    planned.
    """
    published = context.column("articles", "published_latest")
    for told in _told(context):
        latest = published.get(told.article, "")
        if told.realis != "planned" and told.first and latest and told.first > latest:
            message = f"It begins on {told.first}; {told.article} came out by {latest}."
            yield context.finding(told.table, told.row, "date_earliest", message)


@rule("planned-after-publication", needs=PUBLISHED, each="article_id date date_earliest date_basis realis")
def planned_after_publication(context: Context) -> Iterator[Outcome]:
    """What an article tells as planned can begin on or after the first day the article can have come out, or
    lasts from the day of an utterance of the article on, with which it was announced.

    What had begun was no longer a plan; one for this week is for the days of it that are left. Correct the
    date, or code the row as actual.
    """
    published = context.column("articles", "published_earliest")
    days = context.each("article_id date_earliest")
    announced = {(article, day) for table, _, article, day in days if table == "statements"}
    for told in _told(context):
        earliest = published.get(told.article, "")
        begun = _latest_beginning(told.date) if told.realis == "planned" and told.date else None
        since_announced = told.date.endswith("/..") and (told.article, told.first) in announced
        if begun and earliest and begun < earliest and not since_announced:
            message = f"It is planned for {told.date}; {told.article} came out on {earliest} or later."
            yield context.finding(told.table, told.row, "date_earliest", message)


def _latest_beginning(date: str) -> str | None:
    """The last day on which what has this date can have begun, None where there is none: what lasts from A to
    B began in A, and what happens at some time from A to B by the end of B.
    """
    start = date.partition("/")[0]
    return bounds(date if start == ".." else start)[1]


class Told(NamedTuple):
    """What an article tells: where it stands, its date, its first day, its realis."""

    table: str
    row: int
    article: str
    date: str
    first: str
    realis: str = "actual"


def _told(context: Context) -> Iterator[Told]:
    """What articles tell; a table without realis holds facts.

    A table without date_basis tells nothing: a phrase of time may point ahead.
    """
    columns = "article_id date date_earliest"
    for table in context.tables_with(columns, "date_basis"):
        realis = "realis" if context.has(table, "realis") else ""
        for row, *cells in context.rows(table, columns, realis):
            yield Told(table, row, *cells)
    yield from _told_events(context)


def _told_events(context: Context) -> Iterator[Told]:
    """The same for events, once for each article that reports the event in the realis of the event."""
    columns, reported = "event_id date date_earliest realis", "event_id article_id realis"
    if not (context.has("events", columns) and context.has("event_reports", reported)):
        return
    reports = context.grouped("event_reports", reported)
    for row, event, date, first, realis in context.rows("events", columns):
        for _, article, told in reports.get(event, ()):
            if (told == "planned") == (realis == "planned"):
                yield Told("events", row, article, date, first, realis)
