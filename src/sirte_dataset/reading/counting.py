"""How the entries of the date lexicon count: from the words that an entry took, and from what they may be
counted from, to days.

Which words an entry takes stands in lexicon.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from .calendar import (
    DAY,
    PRECISION,
    WEEK,
    Span,
    day_of_year,
    days,
    days_back,
    days_of_month,
    ends,
    month_number,
    moved,
    moved_by,
    point,
    weekday_before,
)
from .numbers import value

# The months of a year, and the days of a month, that its parts mean.
PARTS_OF_YEAR = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}
PARTS_OF_MONTH = {"early": (1, 10), "mid": (10, 20), "late": (15, 31)}

BESIDE = {"last": -1, "this": 0, "next": 1}

# Why a phrase is not read.
REASONS = {
    "antecedent_lost": "It points to another time of the text, which the text has lost.",
    "event": "It is counted from something that happened, which only reading can date.",
    "frequency": "It says how often, not when.",
    "length": "It says how long, not when.",
    "publication_range": "The days on which the article may have come out give different answers.",
    "needs_reading": "The lexicon lacks the phrase: when it is follows from the sentence, as its note says.",
}

Match = re.Match[str]


class Unread(Exception):
    """A phrase that the lexicon does not read; `reason` is a key of REASONS."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(REASONS[reason])


class Scene(NamedTuple):
    """What a phrase may be counted from: the first and last day on which its article can have come out, and
    the date (EDTF) of the phrase that it points back to, "" for none.
    """

    first: date
    last: date
    base: str = ""

    def counted(self, count: Callable[[date], Span]) -> Span:
        """What is counted from the day of publication, provided that every possible day gives the same.

        A later day never gives an earlier span, so the first and the last day stand for all between them.
        Raises Unread where they differ.
        """
        span = count(self.first)
        if count(self.last) != span:
            raise Unread("publication_range")
        return span

    def day(self) -> str:
        """The day of publication in EDTF, or the days of which it is one."""
        return days(self.first, self.last).values()[0]

    def antecedent(self) -> Span:
        """The date that the phrase points back to. Raises Unread where there is none."""
        if not self.base:
            raise Unread("antecedent_lost")
        return ends(self.base)


class Found(NamedTuple):
    """What an entry makes of a phrase: what it counts from, its values in EDTF, and the span that it names,
    which another phrase may be built on; None where it names none.
    """

    anchor: str
    values: tuple[str, ...]
    span: Span | None = None


Reader = Callable[[Match, Scene], Found | None]


def named(anchor: str, span: Span) -> Found | None:
    """What names a span; None where the span is open on both sides."""
    return Found(anchor, span.values(), span) if span.start or span.end else None


def counted(anchor: str) -> Callable[[Callable[[Match, date], Span]], Reader]:
    """Make a reader of a function that counts from a day of publication."""

    def reader(count: Callable[[Match, date], Span]) -> Reader:
        return lambda match, scene: named(anchor, scene.counted(lambda day: count(match, day)))

    return reader


# --- the calendar


def full_day(match: Match, scene: Scene) -> Found | None:
    day = day_of_year(int(match[4]), match[2], match[3])
    if day is None or (match[1] and weekday_before(day, match[1]) != day):
        return None
    return named("calendar", point(day.isoformat()))


@counted("calendar")
def day_without_year(match: Match, published: date) -> Span:
    years = range(published.year, published.year - 9, -1)  # a leap day may be eight years back
    found = (day_of_year(year, match[1], match[2]) for year in years)
    return next((point(day.isoformat()) for day in found if day and day <= published), Span(None, None))


@counted("calendar")
def month(match: Match, published: date) -> Span:
    return point(_year_month(match[1], match[2], published))


def _year_month(name: str, year: str | None, published: date) -> str:
    """A month in EDTF; without its year, the last such month that began on or before publication."""
    number = month_number(name)
    return f"{int(year) if year else published.year - (number > published.month)}-{number:02d}"


def year(match: Match, scene: Scene) -> Found | None:
    return named("calendar", point(match[1]))


def part_of_year(match: Match, scene: Scene) -> Found | None:
    first, last = PARTS_OF_YEAR[match[1]]
    return named("calendar", Span(f"{match[2]}-{first:02d}", f"{match[2]}-{last:02d}"))


@counted("calendar")
def part_of_month(match: Match, published: date) -> Span:
    return days_of_month(_year_month(match[2], match[3], published), *PARTS_OF_MONTH[match[1]])


# --- counted from publication


@counted("publication")
def weekday(match: Match, published: date) -> Span:
    return point(weekday_before(published - DAY if match[1] else published, match[2]).isoformat())


@counted("publication")
def night_between(match: Match, published: date) -> Span:
    second = weekday_before(published, match[2])
    return days(second - DAY, second)


@counted("publication")
def yesterday(match: Match, published: date) -> Span:
    return point((published - DAY).isoformat())


def today(match: Match, scene: Scene) -> Found:
    return Found("publication", (scene.day(),), days(scene.first, scene.last))


def now(match: Match, scene: Scene) -> Found:
    return Found("publication", (scene.day(), f"{scene.first}/.."), days(scene.first, scene.last))


def so_far(match: Match, scene: Scene) -> Found:
    return Found("publication", (f"../{scene.last}",))


def some_time_ago(match: Match, scene: Scene) -> Found:
    return Found("publication", (f"[..{scene.last}]",))


def up_to_publication(length: timedelta) -> Reader:
    """So long before publication, and its day."""
    return lambda match, scene: named("publication", days(scene.first - length, scene.last))


@counted("publication")
def weekend(match: Match, published: date) -> Span:
    latest = weekday_before(published, "monday") - DAY if match[1] else published
    sunday = weekday_before(latest, "sunday")
    return days(sunday - DAY, sunday)


@counted("publication")
def last_month_by_name(match: Match, published: date) -> Span:
    return point(_year_month(match[1], None, published.replace(day=1) - DAY))


@counted("publication")
def beside_publication(match: Match, published: date) -> Span:
    steps, unit = BESIDE[match[1]], match[2]
    if unit == "week":
        monday = weekday_before(published, "monday") + steps * WEEK
        return days(monday, monday + 6 * DAY)
    return point(moved_by(published.isoformat(), steps, unit))


def earlier_this_year(match: Match, scene: Scene) -> Found | None:
    january = scene.counted(lambda day: point(f"{day.year}-01")).start
    return named("publication", Span(january, scene.last.isoformat()))


def ago(match: Match, scene: Scene) -> Found | None:
    more, less, amount, unit = match[1], match[2], _amount(match[3]), match[4]
    if not amount:
        return None
    if more:
        return named("publication", Span(None, str(days_back(scene.last, amount, unit) - DAY)))
    if less:
        return named("publication", days(days_back(scene.first, amount, unit) + DAY, scene.last))
    found = scene.counted(lambda day: point(moved_by(day.isoformat(), -amount, unit))).start
    return Found("publication", (f"{found}~",))


def _amount(word: str) -> int:
    """A number of units in digits or words; 0 for a word that is none."""
    return 1 if word in ("a", "an") else int(value(word))


# --- counted from another date of the text


def then(match: Match, scene: Scene) -> Found:
    return Found("text", (scene.base,), scene.antecedent())


def apart(match: Match, scene: Scene) -> Found | None:
    nearly, amount, unit = match[1], _amount(match[2]), match[3]
    base = scene.antecedent()
    if not amount or base.start != base.end or len(base.start or "") < PRECISION[unit]:
        return None
    onwards = 1 if match[4] == "later" else -1
    found, short = (moved_by(str(base.start), onwards * units, unit) for units in (amount, amount - 1))
    return named("text", Span(*sorted((found, short)))) if nearly else Found("text", (f"{found}~",))


def no_phrase(match: Match, scene: Scene) -> Found:
    return Found("none", (f"[..{scene.last}]",))


# --- built on another phrase: what that one counts from, and the span that it names


def since(anchor: str, span: Span, scene: Scene) -> Found | None:
    if not span.start:
        return None
    to_publication = (f"{span.start}/{scene.last}",) if span.start <= scene.last.isoformat() else ()
    return Found(anchor, (f"{span.start}/..", *to_publication))


def from_on(anchor: str, span: Span, scene: Scene) -> Found | None:
    return Found(anchor, (f"{span.start}/..",)) if span.start else None


def before(anchor: str, span: Span, scene: Scene) -> Found | None:
    return named(anchor, Span(None, span.start and moved(span.start, -1)))


def after(anchor: str, span: Span, scene: Scene) -> Found | None:
    return named(anchor, Span(span.end and moved(span.end, 1), None))


def until(anchor: str, span: Span, scene: Scene) -> Found | None:
    return named(anchor, Span(None, span.end))


def as_of(anchor: str, span: Span, scene: Scene) -> Found | None:
    return named(anchor, span)
