"""A small time bar: dates under one another on one axis, each with a name and in plain words.

Only where the bars stand, in hundredths of the axis; the drawing is the part `time_bar` of pages/_parts.html.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ...reading.edtf import Bounds, spans
from ...reading.telling import date_text

MARGIN = 6.0  # of the axis at each side, into which what is open there fades


class Bar(NamedTuple):
    """From where to where, and which ends are open; all in hundredths of the axis."""

    x: float
    width: float
    open_start: bool
    open_end: bool


class Line(NamedTuple):
    """One date: whose it is, in plain words, in EDTF, and its bars, none for a date that is not known."""

    label: str
    when: str
    date: str
    words: str
    bars: list[Bar]


class TimeBar(NamedTuple):
    """All lines, and the first and the last day that any of them names."""

    lines: list[Line]
    first: str
    last: str


def time_bar(dated: Sequence[tuple[str, str | None, str]]) -> TimeBar | None:
    """The bar of (label, date in EDTF, words behind it); None where no date is known."""
    known = [span for _, value, _ in dated if value for span in spans(value)]
    days = sorted(day for span in known for day in span if day)
    if not days:
        return None
    first, last = (date.fromisoformat(day).toordinal() for day in (days[0], days[-1]))
    scale = (100 - 2 * MARGIN) / (last - first + 1)

    def bar(span: Bounds) -> Bar:
        start, end = (date.fromisoformat(day).toordinal() if day else None for day in span)
        left = MARGIN + (start - first) * scale if start else 0.0
        right = MARGIN + (end + 1 - first) * scale if end else 100.0
        return Bar(round(left, 2), round(max(right - left, 0.8), 2), start is None, end is None)

    lines = [
        Line(
            label, date_text(value), value or "", words, [bar(span) for span in spans(value)] if value else []
        )
        for label, value, words in dated
    ]
    return TimeBar(lines, date_text(days[0]), date_text(days[-1]))
