"""Events are made of reports: their date, their realis and the rule they name fit what is reported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...reading.calendar import ends
from ...reading.edtf import bounds
from ..context import Context, Outcome
from ..dated_claims import DATE_RULES
from ..registry import rule, told_rows
from .dates import meet
from .places import within

NEEDS = {
    "events": "event_id part_of realis date date_basis rule",
    "event_reports": "event_id article_id realis date",
}

# The firmest first: an event is as firm as the firmest report of it.
FIRMNESS = ("actual", "attempted", "planned")

# The rules that make one value of several reports.
WEIGHED = ("most_precise_report", "intersection", "envelope")

# The means of violence that a kind of event has, where it does not have any; kinds that are never without.
BOMBS = ("suicide_bomb", "car_bomb", "mixed", "not_stated")
PEACEFUL = (
    "information_operation",
    "intelligence_gathering",
    "preparation",
    "pause",
    "negotiation",
    "agreement",
)
MODES = {
    **dict.fromkeys([*PEACEFUL, "political_change", "request", "visit", "display"], ("none",)),
    "air_strike": ("airstrike", "mixed"),
    "shelling": ("artillery", "mixed"),
    "suicide_attack": BOMBS,
}
FIGHTS = (
    "offensive",
    "armed_clash",
    "counterattack",
    "territory_taken",
    "disrupted_attack",
    "explosive_attack",
)

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


@rule("event-basis", needs=NEEDS, after=(*DATE_RULES, "event-date", "event-reports"))
def bases_of_events(context: Context) -> Iterator[Outcome]:
    """The date of an event is known as that of one of its reports, or from outside; a rule that weighs
    reports has several of them.

    The basis tells how far the day can be trusted. Take over the basis, or name the rule that was followed.
    """
    reports = context.grouped("event_reports", "event_id date_basis")
    for row, event, basis, followed in context.rows("events", "event_id date_basis rule"):
        told = [known for _, known in reports.get(event, ())]
        if told and basis not in ("outside", *told):
            message = f"The day is '{' or '.join(sorted(set(told)))}' in the reports, not '{basis}'."
            yield context.finding("events", row, "date_basis", message)
        elif followed in WEIGHED and len(told) == 1:
            message = f"The rule is '{followed}', but '{event}' has one report."
            yield context.finding("events", row, "rule", message)


TOLD = ("foreign-key", "event-date", "event-realis", "event-reports", *DATE_RULES)
PARTS = {"events": "event_id date place_id date_basis part_of", "places": "place_id parent_place_id"}


@rule("event-of-claim", needs=PARTS, after=(*TOLD, "same-clause", "time-expression-agrees"))
def events_hold_their_claims(context: Context) -> Iterator[Outcome]:
    """A part of an event, or a claim about it, has a day in common with it, unless one is merely inferred or
    the other known better from outside, and lies in its place or around it.

    A claim of another day or town belongs to another event. Correct the event, the date or the place.
    """
    told, places = told_rows(context, "events", *TOLD), context.keys("places")
    events = {
        name: (day, place if place in places else "", basis == "outside")
        for row, name, day, place, basis in context.rows("events", "event_id date place_id date_basis")
        if row not in told
    }
    for table in context.tables_with("event_id date place_id date_basis"):
        column = "part_of" if table == "events" else "event_id"
        for row, event, date, place, basis in context.rows(table, column, "date place_id date_basis"):
            day, where, corrected = events.get(event, ("", "", False))
            fits = basis == "inferred" or (corrected and basis != "outside") or meet(date, day)
            if not fits:
                message = f"'{event}' is of {day}, which has no day in common with {date}."
                yield context.finding(table, row, column, message)
            elif place in places and not within(context, place, where):
                yield context.finding(table, row, column, f"'{event}' is in '{where}', not in '{place}'.")


REPORTED = {
    "event_reports": "event_id article_id",
    "claim_links": "resource row_id other_resource other_row_id",
}


@rule("event-reported", needs=REPORTED, each="event_id article_id", after=("foreign-key", "same-clause"))
def claims_have_reports(context: Context) -> Iterator[Outcome]:
    """The event of a claim is one that the article of the claim reports, or that a claim linked to it has.

    A toll of something that its article does not tell is in the wrong place. Correct the event, or add the
    report.
    """
    reported = {
        (event, article) for _, event, article in context.rows("event_reports", "event_id article_id")
    }
    linked: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for _, *link in context.rows("claim_links", REPORTED["claim_links"]):
        one, other = (link[0], link[1]), (link[2], link[3])
        linked.setdefault(one, set()).add(other)
        linked.setdefault(other, set()).add(one)
    belongs = {
        table: context.column(table, "event_id") for table in context.tables_with("event_id article_id")
    }
    for table in belongs:
        for row, name, event, article in context.rows(
            table, context.schemas[table].key, "event_id article_id"
        ):
            links = linked.get((table, name), ())
            others = {belongs[other].get(key) if other in belongs else event for other, key in links}
            if event and (event, article) not in reported and event not in others:
                message = f"{article} does not report '{event}'; correct the event or add the report."
                yield context.finding(table, row, "event_id", message)


@rule("mode-of-kind", needs={"events": "kind mode"})
def modes_fit_kinds(context: Context) -> Iterator[Outcome]:
    """The means of violence is one that the kind of event has: bombs from the air in an air strike, none in
    talks, never none in a fight.

    Kind and mode are counted together. Correct one of the two.
    """
    for row, kind, mode in context.rows("events", "kind", "mode"):
        if mode not in MODES.get(kind, (mode,)) or (mode == "none" and kind in FIGHTS):
            message = f"The mode is '{mode}', which a {kind} does not have."
            yield context.finding("events", row, "mode", message)


def _reports(context: Context) -> dict[str, list[Reported]]:
    """By event, what its reports tell."""
    groups = context.grouped("event_reports", NEEDS["event_reports"])
    return {event: [Reported(*report) for report in reports] for event, reports in groups.items()}
