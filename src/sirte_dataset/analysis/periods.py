"""Which rows fall into a period of time, when dates are open, imprecise or missing.

Judged by the EDTF date, not by the columns of bounds: a comparison with a blank bound drops the row silently.
How a date reads in words or sorts is for reading/telling.py.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal

from ..errors import DataError, UsageError, suggestion
from ..reading.calendar import moved
from ..reading.edtf import Bounds, bounds, spans, written

if TYPE_CHECKING:
    import pandas as pd

Overlap = Literal["certain", "possible", "outside"]
How = Literal["possible", "certain", "undated"]
HOWS = ("possible", "certain", "undated")


def during(frame: pd.DataFrame, period: str, how: How = "possible", column: str = "date") -> pd.DataFrame:
    """The rows of a frame whose date lies in a period, both in EDTF: during(c, "2016-08").

    With how "possible": rows that may lie in it, in whole or in part; "certain": only those that lie in it
    as a whole, however their date is read; "undated": those without a date, of which nothing can be said.
    An open end of the period is written `../2016-06-21` or `2016-06-21/..`. The attribute `attrs` of the
    result counts the rows of the frame: certain, possible (but not certain), outside, undated.

    Raises UsageError for a period that is not a date in EDTF or leaves gaps, an unknown `how` and a column
    that the frame lacks, DataError for a cell that is not a date in EDTF.
    """
    return _chosen(frame, partial(_overlap, period=_bounds(period)), how, column)


def before(frame: pd.DataFrame, period: str, how: How = "possible", column: str = "date") -> pd.DataFrame:
    """The rows dated before the first day of a period; else as during(), which says what `how` means."""
    first, _ = _bounds(period)
    if first is None:
        raise UsageError(f"Nothing lies before the period {period!r}, whose beginning is open.")
    return _chosen(frame, partial(_overlap, period=(None, _beside(first, -1))), how, column)


def after(frame: pd.DataFrame, period: str, how: How = "possible", column: str = "date") -> pd.DataFrame:
    """The rows dated after the last day of a period; else as during(), which says what `how` means."""
    _, last = _bounds(period)
    if last is None:
        raise UsageError(f"Nothing lies after the period {period!r}, whose end is open.")
    return _chosen(frame, partial(_overlap, period=(_beside(last, 1), None)), how, column)


def overlap(date: str, period: str) -> Overlap:
    """Whether a date lies in a period as a whole, perhaps or in part, or outside it; both in EDTF.

    Raises UsageError for an unusable period, ValueError for an unusable date.
    """
    return _overlap(date, _bounds(period))


def _overlap(date: str, period: Bounds) -> Overlap:
    start, end = period
    found = [
        (
            (start is None or (first is not None and first >= start))
            and (end is None or (last is not None and last <= end)),
            not ((start and last and last < start) or (end and first and first > end)),
        )
        for first, last in spans(date)
    ]
    if all(inside for inside, _ in found):
        return "certain"
    return "possible" if any(touching for _, touching in found) else "outside"


def _bounds(period: str) -> Bounds:
    period = written(period)
    try:
        found = spans(period)
    except ValueError as problem:
        raise UsageError(f"{problem} Such are: 2016-08, 2016-06-08/2016-06-21, ../2016-06-21.") from None
    if len(found) > 1:
        raise UsageError(f"The period {period!r} has gaps; give one from its first to its last day.")
    return bounds(period)


def _beside(day: str, steps: int) -> str:
    try:
        return moved(day, steps)
    except OverflowError:
        raise UsageError(f"The calendar ends at {day}.") from None


def _chosen(frame: pd.DataFrame, judge: Callable[[str], Overlap], how: str, column: str) -> pd.DataFrame:
    if how not in HOWS:
        raise UsageError(f"how is {how!r}; expected one of {', '.join(HOWS)}.{suggestion(how, HOWS)}")
    if not hasattr(frame, "attrs") or not hasattr(frame, "columns"):
        raise UsageError("Dates are looked up in a DataFrame of pandas; load() gives one.")
    if column not in frame.columns:
        names = [str(name) for name in frame.columns]
        raise UsageError(f"The frame has no column '{column}'.{suggestion(column, names)}")
    judged = [_judged(date, judge, column) for date in frame[column]]
    wanted = {"certain": ("certain",), "possible": ("certain", "possible"), "undated": ("undated",)}[how]
    chosen = frame[[each in wanted for each in judged]]
    chosen.attrs = frame.attrs | {each: judged.count(each) for each in (*HOWS, "outside")}
    return chosen


def _judged(cell: object, judge: Callable[[str], Overlap], column: str) -> str:
    date = written(cell)
    try:
        return judge(date) if date else "undated"
    except ValueError as problem:
        raise DataError(str(problem), column=column) from None
