"""Events are made of reports: their date, their realis and the rule they name fit what is reported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...reading.calendar import ends
from ...reading.edtf import bounds
from ..context import Context, Outcome
from ..dated_claims import DATE_RULES
from ..registry import rule, told_rows

NEEDS = {
    "events": "event_id part_of realis date date_basis rule",
    "event_reports": "event_id article_id realis date",
}

# The firmest first: an event is as firm as the firmest report of it.
FIRMNESS = ("actual", "attempted", "planned")

# Sorts before and after every day: a side that is open.
OPEN_START, OPEN_END = "", "~"


class Reported(NamedTuple):
    """What one report tells of its event, and in which row."""

    row: int
    article: str
    realis: str
    date: str


@rule("event-reports", needs=NEEDS)
def reports_of_events(context: Context) -> Iterator[Outcome]:
    """Every event, or a part of it, has a report; under the rule single_report all come from one article.

    An event is what articles report, and its rule says how their reports became one. Add the report, or name
    the rule that was followed.
    """
    if not context.clean("event_reports", NEEDS["event_reports"]):
        return
    reports = _reports(context)
    wholes = {whole for _, whole in context.rows("events", "part_of")}
    for row, event, followed in context.rows("events", "event_id", "rule"):
        articles = sorted({report.article for report in reports.get(event, ())})
        if not articles and event not in wholes:
            yield context.finding("events", row, "event_id", f"'{event}' has no report and no part; add it.")
        elif followed == "single_report" and len(articles) > 1:
            message = f"The rule is 'single_report', but '{event}' is reported by {', '.join(articles)}."
            yield context.finding("events", row, "rule", message)


@rule("event-date", needs=NEEDS, after=(*DATE_RULES, "event-reports"))
def dates_of_events(context: Context) -> Iterator[Outcome]:
    """The date of an event is what its rule makes of the dates of its reports, or comes from outside.

    So anybody can make it again from the reports. Take over the date of a report, the end left open if no
    article tells it (single_report, most_precise_report), or the span common to all reports (intersection) or
    around them (envelope), or name the rule that was followed.
    """
    told = told_rows(context, "event_reports", *DATE_RULES)
    reports = _reports(context)
    for row, event, day, basis, followed in context.rows("events", "event_id date date_basis rule"):
        if any(report.row in told for report in reports.get(event, ())):
            continue
        dates = list(dict.fromkeys(report.date for report in reports.get(event, ()) if report.date))
        if followed == "outside_source" and basis != "outside":
            column, message = "date_basis", f"The rule is 'outside_source', but the basis is '{basis}'."
        elif basis == "outside" or not day or not dates or _follows(day, followed, dates):
            continue
        else:
            column, message = "date", f"'{day}' is not what '{followed}' makes of {', '.join(dates)}."
        yield context.finding("events", row, column, message)


def _follows(day: str, followed: str, dates: list[str]) -> bool:
    """Whether the date of an event is what its rule makes of the dates of its reports."""
    starts, closes = zip(*map(_closed, dates), strict=True)
    if followed == "intersection":
        return _closed(day) == (max(starts), min(closes))
    if followed == "envelope":
        return _closed(day) == (min(starts), max(closes))
    return day in dates or day in {f"{ends(date).start}/.." for date in dates}


def _closed(date: str) -> tuple[str, str]:
    """The bounds of a date as text that sorts rightly where a side is open."""
    first, last = bounds(date)
    return first or OPEN_START, last or OPEN_END


@rule("event-realis", needs=NEEDS)
def realis_of_events(context: Context) -> Iterator[Outcome]:
    """An event is as actual as its firmest report, unless an outside source settles it, and no part of a mere
    plan has happened.

    One report that it happened makes a plan an event. Correct the realis of the event or of the report, or
    what it is a part of.
    """
    reports = _reports(context)
    realis = context.column("events", "realis")
    for row, event, told, followed, whole in context.rows("events", "event_id realis rule part_of"):
        found = {report.realis for report in reports.get(event, ())}
        firmest = next((name for name in FIRMNESS if name in found), told)
        if told != firmest and followed != "outside_source":
            message = f"The event is '{told}', but its firmest report tells it as '{firmest}'."
            yield context.finding("events", row, "realis", message)
        elif told != "planned" and realis.get(whole) == "planned":
            message = f"'{event}' is '{told}', but part of '{whole}', which is only planned."
            yield context.finding("events", row, "part_of", message)


def _reports(context: Context) -> dict[str, list[Reported]]:
    """By event, what its reports tell."""
    groups = context.grouped("event_reports", NEEDS["event_reports"])
    return {event: [Reported(*report) for report in reports] for event, reports in groups.items()}
