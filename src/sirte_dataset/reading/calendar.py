"""Counting on the calendar: days, months and years as EDTF writes them, and spans from one to another.

What a phrase of time has to do with them is for counting.py and lexicon.py to say.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)

# How many characters of a day are one: 2016, 2016-05, 2016-05-12. A week counts by its days.
PRECISION = {"year": 4, "month": 7, "week": 10, "day": 10}


class Span(NamedTuple):
    """From one point of the calendar (a day, month or year in EDTF) to another; None where it is open."""

    start: str | None
    end: str | None

    def values(self) -> tuple[str, ...]:
        """The span in EDTF: a point as it is; otherwise one moment within the span, and all of it."""
        if self.start and self.start == self.end:
            return (self.start,)
        return f"[{self.start or ''}..{self.end or ''}]", f"{self.start or '..'}/{self.end or '..'}"


def ends(edtf: str) -> Span:
    """The two ends of a value in EDTF as they are written, without a sign such as ~."""
    start, separator, end = edtf.strip("[]").partition("/" if "/" in edtf else "..")
    points = [point.strip(".").rstrip("~?%") or None for point in (start, end if separator else start)]
    return Span(points[0], points[1])


def point(edtf: str) -> Span:
    """The span of a single day, month or year."""
    return Span(edtf, edtf)


def days(first: date, last: date) -> Span:
    """The span from one day to another."""
    return Span(first.isoformat(), last.isoformat())


def month_number(word: str) -> int:
    """The number of a month by its name or the first three letters of it."""
    return 1 + [name[:3] for name in MONTHS].index(word[:3])


def weekday_before(day: date, word: str) -> date:
    """The last day on or before a day that is this weekday, by its name or the first three letters of it."""
    number = [name[:3] for name in WEEKDAYS].index(word[:3])
    return day - timedelta((day.weekday() - number) % 7)


def day_of_year(year: int, month: str, day: str) -> date | None:
    """A day of the calendar, None where its month has no such day; `day` may be written 1st, 2nd."""
    number = int(day.rstrip("stndrh"))
    return date(year, month_number(month), number) if number <= _length(year, month_number(month)) else None


def days_of_month(month: str, first: int, last: int) -> Span:
    """The days of a month in EDTF from one number to another, or to its end if that comes first."""
    return Span(f"{month}-{first:02d}", f"{month}-{min(last, _length(int(month[:4]), int(month[5:]))):02d}")


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def moved(edtf: str, steps: int) -> str:
    """The day, month or year so many after (before, if negative) a point, as precise as the point is.

    Raises ValueError or OverflowError where it lies outside the calendar.
    """
    year, *rest = (int(part) for part in edtf.split("-"))
    if not rest:
        return date(year + steps, 1, 1).isoformat()[: PRECISION["year"]]
    if len(rest) == 1:
        years, month = divmod(12 * year + rest[0] - 1 + steps, 12)
        return date(years, month + 1, 1).isoformat()[: PRECISION["month"]]
    return (date(year, *rest) + timedelta(steps)).isoformat()


def moved_by(edtf: str, amount: int, unit: str) -> str:
    """The point so many days, weeks, months or years after another, as precise as the unit is."""
    return moved(edtf[: PRECISION[unit]], amount * (7 if unit == "week" else 1))


def days_back(day: date, amount: int, unit: str) -> date:
    """The day so many days, weeks, months or years before another; the last of a month that is too short."""
    found = moved_by(day.isoformat(), -amount, unit)
    if len(found) == PRECISION["day"]:
        return date.fromisoformat(found)
    year, month = int(found[:4]), int(found[5:] or day.month)
    return date(year, month, min(day.day, _length(year, month)))
