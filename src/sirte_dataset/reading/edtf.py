"""The first and last possible day of a date in EDTF, in the forms that the tables use.

Years, months and days, plain or marked ~, ? or %, and intervals and sets of them: the calendar is all they
need. What a date phrase in an article means is for lexicon.py to say.
"""

import re
from calendar import monthrange
from datetime import date, datetime
from functools import cache

POINT = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?[~?%]?"

_POINT = re.compile(POINT)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_INTERVAL = re.compile(rf"({POINT}|\.\.)/({POINT}|\.\.)")
_ONE_BETWEEN = re.compile(rf"\[({POINT})?\.\.({POINT})?\]")
_ONE_OF = re.compile(rf"\[{POINT}(?:,{POINT})+\]")

Bounds = tuple[str | None, str | None]
BLANK = ("", "None", "nan", "NaT", "<NA>")


def written(value: object) -> str:
    """A date as text, whatever it was given as; "" for a blank, in whatever form a column has it."""
    text = value.isoformat()[:10] if isinstance(value, date) else str(value)
    return "" if text in BLANK else text


@cache
def bounds(value: str) -> Bounds:
    """Return the earliest and the latest day that an EDTF value allows, both inclusive.

    Each is an ISO day (2016-05-12), or None where the value leaves that side open. An approximate or
    uncertain value (~, ?, %) has its strict bounds, those of the value without the sign; a time of day counts
    as its day.

    Raises ValueError, with a sentence that says what is wrong, for anything else.
    """
    try:
        earliest, latest = _bounds(value)
    except ValueError as problem:
        raise ValueError(f"{value!r} is not a date in EDTF: {problem}.") from None
    if earliest and latest and earliest > latest:
        raise ValueError(f"{value!r} is not a date in EDTF: it ends before it begins.")
    return earliest, latest


@cache
def spans(value: str) -> tuple[Bounds, ...]:
    """The alternatives of an EDTF value, each from its first to its last day: several for '[A,B]', else one.

    Raises ValueError as bounds() does.
    """
    whole = bounds(value)
    return tuple(map(_span, value[1:-1].split(","))) if _ONE_OF.fullmatch(value) else (whole,)


def _bounds(value: str) -> Bounds:
    if _POINT.fullmatch(value):
        return _span(value)
    if _MOMENT.fullmatch(value):
        day = datetime.fromisoformat(value).date().isoformat()
        return day, day
    if match := _INTERVAL.fullmatch(value) or _ONE_BETWEEN.fullmatch(value):
        return _between(match[1], match[2])
    if _ONE_OF.fullmatch(value):
        spans = [_span(point) for point in value[1:-1].split(",")]
        return min(first for first, _ in spans), max(last for _, last in spans)
    raise ValueError("expected a day, month or year, 'A/B', '[A..B]' or '[A,B]', an open end written '..'")


def _span(point: str) -> tuple[str, str]:
    """First and last day of a year, month or day, whatever its sign."""
    year, *rest = (int(part) for part in point.rstrip("~?%").split("-"))
    if not rest:
        first, last = date(year, 1, 1), date(year, 12, 31)
    elif len(rest) == 1:
        first = date(year, rest[0], 1)
        last = first.replace(day=monthrange(year, rest[0])[1])
    else:
        first = last = date(year, *rest)
    return first.isoformat(), last.isoformat()


def _between(start: str | None, end: str | None) -> Bounds:
    """From the first day of one point to the last day of another; an open end is '..' or None."""
    earliest = _span(start)[0] if start and start != ".." else None
    latest = _span(end)[1] if end and end != ".." else None
    if earliest is latest is None:
        raise ValueError("at least one end must be given")
    return earliest, latest
