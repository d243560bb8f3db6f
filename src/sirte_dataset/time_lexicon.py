"""The date lexicon: which days a phrase of time stands for, after the appendix of the UCDP GED codebook.

LEXICON is the table: each entry says what it reads, how, and what the GED codebook does instead. read() turns
a phrase into EDTF, counted from the publication of its article or from another date of the text. Which phrase
an event or claim hangs on is not decided here.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from .edtf_bounds import bounds
from .numerals import value

MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
UNITS = ("day", "week", "month", "year")

# The months that early, mid and late mean in a year, and the days in a month.
PARTS_OF_YEAR = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}
PARTS_OF_MONTH = {"early": (1, 10), "mid": (10, 20), "late": (15, 31)}

# Why a phrase is not read.
REASONS = {
    "antecedent_lost": "It points to another time of the text, which the text has lost.",
    "event": "It is counted from something that happened, and no phrase of the article dates that.",
    "frequency": "It says how often, not when.",
    "length": "It says how long, not when.",
    "publication_range": "The days on which the article may have come out give different answers.",
    "needs_reading": "The lexicon does not have the phrase: when it is follows from the sentence alone.",
}


class Unread(Exception):
    """A phrase that is not read; `reason` is a key of REASONS."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(REASONS[reason])


class Span(NamedTuple):
    """What a phrase names: from one point of the calendar (EDTF) to another; None where it is open."""

    start: str | None
    end: str | None

    def readings(self) -> tuple[str, ...]:
        """The span as EDTF: a point alone, else one moment within it and all of it."""
        if self.start == self.end and self.start:
            return (self.start,)
        return f"[{self.start or ''}..{self.end or ''}]", f"{self.start or '..'}/{self.end or '..'}"


@dataclass(frozen=True)
class Scene:
    """What a phrase may be counted from: the first and last day on which its article can have come out, and
    the date (EDTF) of the other phrase that it points to, "" for none.
    """

    first: date
    last: date
    base: str = ""

    def on_every_day(self, count: Callable[[date], Span]) -> Span:
        """What a phrase means that is counted from the day of publication, if each day gives the same."""
        spans = {count(self.first + timedelta(number)) for number in range((self.last - self.first).days + 1)}
        if len(spans) != 1:
            raise Unread("publication_range")
        return spans.pop()

    @property
    def publication(self) -> Span:
        """The day of publication, or the days among which it is."""
        return Span(self.first.isoformat(), self.last.isoformat())

    @property
    def antecedent(self) -> Span:
        """The ends of the date that the phrase points to."""
        if not self.base:
            raise Unread("antecedent_lost")
        return ends(self.base)


class Found(NamedTuple):
    """What an entry makes of a phrase: EDTF values, of which the sentence decides, and what it counted from."""

    values: tuple[str, ...]
    anchor: str


class Entry(NamedTuple):
    """One line of the lexicon: its name, phrases as they are written, how they are read, what GED does."""

    name: str
    phrases: str
    reading: str
    ged: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Scene], Found | None]


class Reading(NamedTuple):
    """A phrase as it is read: the entry, the EDTF values it may have, and what it is counted from."""

    entry: str
    values: tuple[str, ...]
    anchor: str


LEXICON: list[Entry] = []


def read(phrase: str, scene: Scene) -> Reading:
    """Read a phrase of time. Raises Unread, with the reason, where the lexicon cannot."""
    words = normalised(phrase)
    for entry in LEXICON:
        match = entry.pattern.fullmatch(words)
        found = entry.read(match, scene) if match else None
        if found:
            return Reading(entry.name, found.values, found.anchor)
    raise Unread("needs_reading")


def normalised(phrase: str) -> str:
    """A phrase in small letters, without brackets, dots and commas, and without the hyphen of mid-2014."""
    plain = re.sub(r"[\[\](),.]", "", phrase.casefold())
    return " ".join(re.sub(r"\b(early|mid|late)-", r"\1 ", plain).split())


def ends(edtf: str) -> Span:
    """The two ends of an EDTF value, as precise as they are written; a sign such as ~ is left off."""
    start, _, end = edtf.strip("[]").replace("/", "..").partition("..") if edtf != ".." else ("", "", "")
    if ".." not in edtf and "/" not in edtf:
        end = start
    elif edtf.startswith("../") or edtf.endswith("/.."):
        start, end = (part.strip("./") for part in (edtf.partition("/")[0], edtf.partition("/")[2]))
    return Span(start.rstrip("~?%") or None, end.rstrip("~?%") or None)


def _entry(
    name: str, phrases: str, pattern: str, reading: str, ged: str = ""
) -> Callable[[Callable[[re.Match[str], Scene], Found | None]], None]:
    def register(function: Callable[[re.Match[str], Scene], Found | None]) -> None:
        LEXICON.append(Entry(name, phrases, reading, ged, re.compile(pattern), function))

    return register


# --- points of the calendar


_MONTH = rf"(?P<month>{'|'.join(f'{name}|{name[:3]}' for name in MONTHS)}|sept)"
_DAY = r"(?P<day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3})"
_WEEKDAY = rf"(?P<weekday>{'|'.join(f'{name}|{name[:3]}' for name in WEEKDAYS)})"
_CLOCK = r"(?: \d{1,2}(?::\d\d)+)?"
_AMOUNT = r"(?P<amount>\d+|an?|[a-z]+(?:-[a-z]+)?)"
_UNIT = rf"(?P<unit>{'|'.join(UNITS)})s?"


def _month(words: str) -> int:
    return next(number for number, name in enumerate(MONTHS, start=1) if name.startswith(words[:3]))


def _weekday(words: str) -> int:
    return next(number for number, name in enumerate(WEEKDAYS) if name.startswith(words[:3]))


def _day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def _point(edtf: str) -> Span:
    return Span(edtf, edtf)


def _days(first: date, last: date) -> Span:
    return Span(first.isoformat(), last.isoformat())


def _said(span: Span, anchor: str) -> Found:
    return Found(span.readings(), anchor)
