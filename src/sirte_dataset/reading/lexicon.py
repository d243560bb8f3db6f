"""The date lexicon: which days a phrase of time stands for, after the appendix of the UCDP GED codebook.

LEXICON is the table: each entry says what it reads, how, and what the GED codebook does with it; how it
counts stands in counting.py. read() turns a phrase into EDTF, counted from the publication of its article or
from another date of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from . import counting
from .calendar import DAY, MONTHS, WEEKDAYS, Span
from .counting import Found, Match, Reader, Scene, Unread
from .numbers import LIMITS

LONGEST = 12  # words: so that phrases within phrases come to an end

_MONTH = "|".join([*MONTHS, *(name[:3] for name in MONTHS), "sept"])
_WEEKDAY = "|".join([*WEEKDAYS, *(name[:3] for name in WEEKDAYS)])
_DAY = r"(?:[12]\d|3[01]|[1-9])(?:st|nd|rd|th)?"
_YEAR = r"[12]\d{3}"
_PART = "early|mid|late"
_IN = "(?:(?:on|in|during) )?"
_OVER = "(?:(?:in|over|during) )?(?:the )?"
_AMOUNT = r"[a-z]+(?:-[a-z]+)?|\d+"
_UNIT = "(day|week|month|year)s?"
_ABOUT, _MORE, _LESS = ("|".join(LIMITS[name]) for name in ("about", "more_than", "fewer_than"))


class Entry(NamedTuple):
    """A line of the lexicon: its name, what it looks like, how it is read, what it takes and counts, and what
    the GED codebook does ("" where it is not known to have the phrase). `pattern` is for a whole phrase as
    normalised() leaves it.
    """

    name: str
    phrases: str
    reading: str
    pattern: str
    reader: Reader
    ged: str = ""


class Reading(NamedTuple):
    """A phrase as it is read: by which entry, what it counts from (a code of `anchor`), and its values in
    EDTF. Where there are several, the sentence around the phrase decides which of them holds.
    """

    entry: str
    anchor: str
    values: tuple[str, ...]


def read(phrase: str, scene: Scene) -> Reading:
    """Read a phrase of time, "" being a happening without one. Raises Unread where there is no reading."""
    words = normalised(phrase)
    if len(words.split()) > LONGEST:
        raise Unread("needs_reading")
    entry, found = _found(words, scene)
    return Reading(entry, found.anchor, found.values)


def _found(words: str, scene: Scene) -> tuple[str, Found]:
    """The first entry that takes the words, and what it makes of them."""
    for entry in LEXICON:
        match = re.fullmatch(entry.pattern, words)
        try:
            found = entry.reader(match, scene) if match else None
        except (ValueError, OverflowError):  # counted out of the calendar
            found = None
        if found:
            return entry.name, found
    raise Unread("needs_reading")


@cache
def normalised(phrase: str) -> str:
    """A phrase as the patterns know it: small letters, no points and brackets, "mid 2014", "may 12"."""
    words = re.sub(r"[\[\](),.]", "", phrase.casefold())
    words = re.sub(rf"\b({_PART})-", r"\1 ", words)
    words = re.sub(rf"\b({_DAY}) (?:of )?({_MONTH})\b", r"\2 \1", words)
    return " ".join(words.split())


def told_as_over(words: str) -> bool:
    """Whether words tell a state as one that was over: "had been the main port"."""
    return re.search(r"\bhad been\b", words, re.IGNORECASE) is not None


def _within(count: Callable[[str, Span, Scene], Found | None]) -> Reader:
    """A reader of a phrase that is built on another, by a function that counts from what that one names."""

    def reader(match: Match, scene: Scene) -> Found | None:
        _, inner = _found(match[1], scene)
        if inner.span is None:
            raise Unread("needs_reading")
        return count(inner.anchor, inner.span, scene)

    return reader


LEXICON: tuple[Entry, ...] = (
    Entry(
        "day",
        "May 12, 2016; Sun Sep 4, 2016 15:14:55",
        "That day. A weekday beside it must be its weekday; a time of day is left off.",
        rf"{_IN}(?:({_WEEKDAY}) )?({_MONTH}) ({_DAY}) ({_YEAR})(?: \d\d?(?::\d\d)+)?",
        counting.full_day,
    ),
    Entry(
        "day without a year",
        "on May 12; Aug. 1",
        "The last such day on or before publication.",
        rf"{_IN}({_MONTH}) ({_DAY})",
        counting.day_without_year,
    ),
    Entry(
        "month",
        "June 2015; in May",
        "That month. Without its year, the last such month that began on or before publication.",
        rf"{_IN}({_MONTH})(?: ({_YEAR}))?",
        counting.month,
    ),
    Entry("year", "in 2011", "That year.", rf"{_IN}({_YEAR})", counting.year),
    Entry(
        "part of a year",
        "early 2014; mid-2014; late 2014",
        "Early: January to April. Mid: May to August. Late: September to December.",
        rf"{_IN}({_PART}) ({_YEAR})",
        counting.part_of_year,
    ),
    Entry(
        "part of a month",
        "early March; mid-March 2016; in late March",
        "Early: the 1st to the 10th. Mid: the 10th to the 20th. Late: the 15th to the end.",
        rf"{_IN}({_PART}) ({_MONTH})(?: ({_YEAR}))?",
        counting.part_of_month,
        "The same.",
    ),
    Entry(
        "weekday",
        "on Sunday; Wednesday; Monday night; last Friday",
        "The last such day on or before publication, with 'last' the last before it. Where the day of "
        "publication is not known, only if every day on which the article may have come out gives the same.",
        rf"{_IN}(last )?({_WEEKDAY})(?: (?:morning|afternoon|evening|night))?",
        counting.weekday,
        "The same; Monday night is that Monday.",
    ),
    Entry(
        "night between two days",
        "in the night between Sunday and Monday",
        "Both days, the second being the last such day on or before publication.",
        rf"{_IN}(?:the )?night between ({_WEEKDAY}) and ({_WEEKDAY})",
        counting.night_between,
        "The same.",
    ),
    Entry(
        "yesterday",
        "yesterday; last night",
        "The day before publication.",
        r"yesterday(?: morning| afternoon| evening)?|last night",
        counting.yesterday,
        "The same; last night is the day before.",
    ),
    Entry(
        "today",
        "today; tonight",
        "The day of publication.",
        r"today|tonight|this morning",
        counting.today,
    ),
    Entry(
        "now",
        "now; currently; these days",
        "The day of publication for what holds; from then on, the end open, for what is to come.",
        r"now|currently|at present|these (?:last )?days",
        counting.now,
    ),
    Entry(
        "so far",
        "so far; to date; until now",
        "Up to publication, the start open.",
        r"so far|to date|thus far|(?:up )?(?:until|till|to) now",
        counting.so_far,
    ),
    Entry(
        "past 24 hours",
        "in the past 24 hours",
        "The day of publication and the one before.",
        rf"{_OVER}(?:past|last) 24 hours",
        counting.up_to_publication(DAY),
        "The same.",
    ),
    Entry(
        "recently",
        "recently; recent; lately",
        "On or before publication: how long before is not said, and no convention puts a bound to it.",
        r"recent|recently|lately",
        counting.some_time_ago,
        "The three days before the report, without its day.",
    ),
    Entry(
        "past few days",
        "in the past few days; in recent days",
        "The three days before publication, and its day.",
        rf"{_OVER}(?:past|last) few days|in recent days",
        counting.up_to_publication(timedelta(days=3)),
        "The three days before the report, without its day.",
    ),
    Entry(
        "recent weeks",
        "in recent weeks",
        "The three weeks before publication, and its day.",
        rf"{_OVER}(?:recent|past few|last few) weeks",
        counting.up_to_publication(timedelta(weeks=3)),
        "Three weeks back.",
    ),
    Entry(
        "weekend",
        "over the weekend; at the weekend; last weekend",
        "The last Saturday and Sunday of which the Sunday is not after publication, with 'last' those before "
        "the week of publication, which runs from Monday to Sunday.",
        r"(?:(?:over|at|on|during) )?the weekend|(last) weekend",
        counting.weekend,
        "Saturday and Sunday.",
    ),
    Entry(
        "last month by name",
        "last December",
        "The last such month before the month of publication.",
        rf"{_IN}last ({_MONTH})",
        counting.last_month_by_name,
    ),
    Entry(
        "week, month or year",
        "last week; this month; next year",
        "The week (Monday to Sunday), month or year before that of publication, that one, or the one after.",
        r"(last|this|next) (week|month|year)",
        counting.beside_publication,
        "Last week: the same.",
    ),
    Entry(
        "earlier this year",
        "earlier this year",
        "From January to publication.",
        r"earlier (?:in )?this year",
        counting.earlier_this_year,
    ),
    Entry(
        "ago",
        "three months ago; nearly two weeks ago; more than three months ago",
        "So far back from publication, as precise as the unit and approximate. More than: any day before "
        "that. Less than: any day after it.",
        rf"(?:(?:({_MORE})|({_LESS})|(?:{_ABOUT})) )?({_AMOUNT}) {_UNIT} ago",
        counting.ago,
    ),
    Entry(
        "apart from another date",
        "nearly four months after; two days earlier; a year later",
        "So far from the date that the phrase hangs on, as precise as the unit and approximate. 'After', "
        "'before' and 'earlier' count back: they date what lies that long before; 'later' counts on. "
        "'Nearly' is less than the full time: at most one unit short of it.",
        rf"(?:(?:(nearly|almost)|{_ABOUT}) )?({_AMOUNT}) {_UNIT} (after|before|earlier|later)",
        counting.apart,
    ),
    Entry(
        "the same time",
        "then; that day; at the time",
        "The date that the phrase hangs on.",
        r"then|that|at (?:the|that) time|that day|the same day",
        counting.then,
    ),
    Entry(
        "since",
        "since Aug. 1; since mid-2014; since then",
        "From the first day of what follows, up to publication or with an open end, as the sentence says.",
        r"(?:ever )?since (.+)",
        _within(counting.since),
    ),
    Entry(
        "from",
        "from May 12 on; from now on",
        "From the first day of what follows, the end open.",
        r"from (.+?)(?: on| onwards)?",
        _within(counting.from_on),
    ),
    Entry(
        "before",
        "before May; before 2014",
        "Up to the day, month or year before what follows, as precise as that is.",
        r"before (.+)",
        _within(counting.before),
    ),
    Entry(
        "after",
        "after May; after that",
        "From the day, month or year after what follows, as precise as that is.",
        r"after (.+)",
        _within(counting.after),
    ),
    Entry(
        "until",
        "until Tuesday; by May",
        "Up to the last day of what follows.",
        r"(?:until|till|up to|by) (.+)",
        _within(counting.until),
    ),
    Entry(
        "as of",
        "as of Tuesday",
        "What follows: the day for which a state or a count is given.",
        r"as of (.+)",
        _within(counting.as_of),
    ),
    Entry(
        "no phrase",
        "(a happening without a phrase of time)",
        "On or before the last possible day of publication: what is open stays open.",
        r"",
        counting.no_phrase,
        "The three days before the report.",
    ),
)
