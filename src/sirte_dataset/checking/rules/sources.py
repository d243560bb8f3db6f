"""Outside publications as such: when they came out and were seen, what they can know, what names them.

The figures taken from them are left to outside.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...reading.edtf import bounds
from ..context import Context, Outcome
from ..dated_claims import DATE_RULES
from ..registry import rule
from .dates import meet

# An identifier, and the column that names its source.
IDENTIFIED = (
    ("actors", "ucdp_actor_id", "ucdp_source_id"),
    ("places", "wikidata_id", "wikidata_source_id"),
    ("places", "pcode", "pcode_source_id"),
)
GROUNDED = (("articles", "title", "title_basis"), ("articles", "url", "url_basis"))


@rule("identifier-source")
def identifiers_have_sources(context: Context) -> Iterator[Outcome]:
    """An identifier from outside has its source, and the title or address of an article its basis, where it
    stands and nowhere else.

    What rests on nothing cannot be looked up again. Give the source or basis, or clear the cell.
    """
    pairs = [(*names, "") for names in IDENTIFIED] + [(*names, "not_recovered") for names in GROUNDED]
    for table, column, ground, nothing in pairs:
        for row, cell, found in (
            context.rows(table, column, ground) if context.has(table, column, ground) else ()
        ):
            if bool(cell) != (found != nothing):
                message = (
                    f"The cell is '{found or 'blank'}' beside {column} '{cell or 'blank'}'; correct either."
                )
                yield context.finding(table, row, ground, message)


SEEN = "source_id published url seen_as seen_on"
DAY_IN_URL = re.compile(r"/([0-9]{4})/(0[1-9]|1[0-2])/(0[1-9]|[12][0-9]|3[01])/")


@rule("source-days", needs={"sources": SEEN})
def days_of_sources_agree(context: Context) -> Iterator[Outcome]:
    """The day on which a source came out is that in its address; it
    was seen then or later, and not where it was not seen.

    Whoever looks for it looks under its day. Correct the day or the address.
    """
    for row, _, published, url, seen_as, seen_on in context.rows("sources", SEEN):
        found = DAY_IN_URL.search(url)
        told = "-".join(found.groups()) if found else ""
        if not meet(told, published):
            message = f"'{published}' is not the day in the address, {told}."
            yield context.finding("sources", row, "published", message)
        elif published and seen_on and seen_on < (bounds(published)[0] or ""):
            yield context.finding(
                "sources", row, "seen_on", f"It was seen before it came out, '{published}'."
            )
        elif seen_as == "not_seen" and seen_on:
            yield context.finding("sources", row, "seen_on", f"It was '{seen_as}'; clear the day.")


COUNTED = "source_id date_earliest date_latest counted_on"


@rule("source-after-day", needs={"sources": "source_id published"}, after=("foreign-key", *DATE_RULES))
def sources_know_what_happened(context: Context) -> Iterator[Outcome]:
    """A source gives no day after the one on which it came out; a figure is counted no sooner than the days
    begin that it is about, and no later than its source came out.

    Nobody reports what is still to come. Correct the date or the source.
    """
    published = {name: bounds(day)[1] for name, day in context.column("sources", "published").items() if day}
    dated = [(table, source, "date_earliest") for table, _, source in context.dated_tables("date_earliest")]
    if context.has("outside_figures", COUNTED):
        dated.append(("outside_figures", "source_id", "date_earliest date_latest counted_on"))
        for row, first, counted in context.rows("outside_figures", "date_earliest counted_on"):
            if counted and first > (bounds(counted)[1] or first):
                message = f"It was counted before {first}, when it began."
                yield context.finding("outside_figures", row, "counted_on", message)
    for table, column, days in dated:
        for row, source, *cells in context.rows(table, column, days) if column else ():
            late = max(cells)
            if source and late > (published.get(source) or late):
                message = f"'{source}' came out on {published[source]} and cannot tell of {late}."
                yield context.finding(table, row, column, message)


@rule(
    "source-one-day", needs={"sources": "source_id"}, each="event_id date", after=("foreign-key", *DATE_RULES)
)
def sources_give_one_day(context: Context) -> Iterator[Outcome]:
    """Rows of one event that take their date from one source have the same date, its end open or not.

    One page gives one day. Correct the date, the source or the event.
    """
    told: dict[tuple[str, str], str] = {}
    for table, _, column in context.dated_tables("event_id"):
        for row, event, source, date in context.rows(table, "event_id", column, "date") if column else ():
            day = date.removesuffix("/..")
            if source and event and told.setdefault((event, source), day) != day:
                message = (
                    f"'{date}' is not what '{source}' gives for '{event}' elsewhere: {told[event, source]}."
                )
                yield context.finding(table, row, "date", message)
