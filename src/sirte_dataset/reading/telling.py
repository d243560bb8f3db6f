"""Dates in EDTF for people and for sorting: in plain words, and as a key that puts any two in order.

What a value allows is edtf.py's; which rows fall into a period is for analysis/periods.py to say.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, overload

from .edtf import bounds, written

if TYPE_CHECKING:
    import pandas as pd

UNDATED = "undated"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sep", "Oct", "Nov", "Dec")
SIGNS = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}


@overload
def date_text(date: str | None) -> str: ...
@overload
def date_text(date: pd.Series[str]) -> pd.Series[str]: ...
def date_text(date: str | pd.Series[str] | None) -> str | pd.Series[str]:
    """A date in EDTF in plain words, or each date of a column; a blank is "undated".

    `2016-05-12/..` is "from 12 May 2016 on", `[..2016-08-13]` (one moment) "by 13 Aug 2016", `../2016-08-10`
    (lasting) "until 10 Aug 2016", `[2016-06-08..2016-06-09]` "between 8 and 9 June 2016".

    Raises ValueError for what is not a date in EDTF.
    """
    return _each(date, _in_words)


@overload
def date_key(date: str | None) -> str: ...
@overload
def date_key(date: pd.Series[str]) -> pd.Series[str]: ...
def date_key(date: str | pd.Series[str] | None) -> str | pd.Series[str]:
    """A text by which dates in EDTF sort, of one date or of a column: sort_values("date", key=sd.date_key).

    Compared are, in this order: the first day, or the last where the beginning is open; the last day, or the
    first where the end is open; of the same days those with an open beginning come first, those with an open
    end last; then the text of the date. A blank comes after every date. Two keys are equal only for the same
    date.

    Raises ValueError for what is not a date in EDTF.
    """
    return _each(date, _key)


def _each(date: str | pd.Series[str] | None, told: Callable[[object], str]) -> str | pd.Series[str]:
    """Of a column each cell; anything else is one date, or a blank in whatever form."""
    if date is None or not hasattr(date, "map") or not hasattr(date, "astype"):
        return told(date)
    return date.astype(object).map(told)  # categories would keep their order, and not have that of the keys


def _key(value: object) -> str:
    if not (date := written(value)):
        return UNDATED
    first, last = bounds(date)
    openness = 0 if first is None else 2 if last is None else 1
    return f"{first or last} {last or first} {openness} {date}"


def _in_words(value: object) -> str:
    if not (date := written(value)):
        return UNDATED
    bounds(date)  # refuses what is no date
    if "T" in date:
        moment = datetime.fromisoformat(date)
        zone = f" {moment.tzname()}" if moment.tzinfo else ""
        return f"{_joined([date[:10]])}, {moment:%H:%M}{zone}"
    if "," in date:
        return _joined(date[1:-1].split(","), " or ")
    lasting = "/" in date
    start, span, end = date.strip("[]").partition("/" if lasting else "..")
    first, last = ([point] if (point := end_.strip(".")) else [] for end_ in (start, end))
    if not span:
        return _joined(first)
    if first and last:
        return _joined(first + last, " to ") if lasting else f"between {_joined(first + last, ' and ')}"
    if first:
        return f"from {_joined(first)} on" if lasting else f"{_joined(first)} or later"
    return f"{'until' if lasting else 'by'} {_joined(last)}"


def _joined(points: list[str], word: str = "") -> str:
    """Points in words, each without what it shares with the next: 8 and 9 June 2016, May to Aug 2014."""
    signs = [SIGNS.get(point[-1], "") for point in points]
    parts = [_parts(point) for point in points]
    kept = [_unlike(part, next_) for part, next_ in zip(parts, [*parts[1:], []], strict=True)]
    return word.join(sign + " ".join(part) for sign, part in zip(signs, kept, strict=True))


def _parts(point: str) -> list[str]:
    """The day, if given, the month, if given, and the year of a point: ["8", "June", "2016"]."""
    year, *rest = point.rstrip("".join(SIGNS)).split("-")
    return [*(str(int(day)) for day in rest[1:]), *(MONTHS[int(month) - 1] for month in rest[:1]), year]


def _unlike(part: list[str], following: list[str]) -> list[str]:
    """A point without the year, and between two days the month, that the following point repeats."""
    most = len(part) - 1 if len(part) == len(following) else min(len(part), len(following), 2) - 1
    shared = 0
    while shared < most and part[-1 - shared] == following[-1 - shared]:
        shared += 1
    return part[: len(part) - shared]
