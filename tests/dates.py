"""Dates in EDTF for property tests, and what each allows, read slowly: day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from sirte_dataset.reading.edtf import bounds

# The days that a slow reading knows of. Dates lie in the middle, so that an open end reaches beyond them all.
CALENDAR = [date(2015, 10, 1) + timedelta(days) for days in range(230)]
MIDDLE = [str(day) for day in CALENDAR[20:-20]]


def points() -> st.SearchStrategy[str]:
    """A day, a month or a year, with a sign or without."""
    whole = st.sampled_from(["2015-11", "2015-12", "2016-01", "2016-02", "2016-03"])
    return st.builds(
        str.__add__, st.sampled_from(MIDDLE) | whole, st.sampled_from(["", "", "", "~", "?", "%"])
    )


@st.composite
def edtf_dates(draw: st.DrawFn) -> str:
    """A point, an interval, a moment between two points, or one of several; ends may be open."""
    one, other = sorted([draw(points()), draw(points())], key=lambda point: bounds(point))
    forms = ["{0}", "{0}", "{0}/{1}", "[{0}..{1}]", "{0}/..", "../{1}", "[{0}..]", "[..{1}]", "[{0},{1}]"]
    edtf = draw(st.sampled_from(forms)).format(one, other)
    try:
        bounds(edtf)
    except ValueError:  # 2016-01-20/2016-01-10 by way of a month
        return one
    return edtf


def readings(edtf: str) -> list[set[date]]:
    """Each way to read a date, as the days it then takes: an interval takes all, a moment one of them."""

    def days(point: str) -> list[date]:
        point = point.rstrip("~?%")
        return [day for day in CALENDAR if str(day).startswith(point)]

    inside = edtf.strip("[]")
    if "," in inside:
        return [{day} for point in inside.split(",") for day in days(point)]
    start, span, end = inside.partition("/" if "/" in inside else "..")
    if not span:
        return [{day} for day in days(inside)]
    first = CALENDAR[0] if start in ("", "..") else days(start)[0]
    last = CALENDAR[-1] if end in ("", "..") else days(end)[-1]
    between = [day for day in CALENDAR if first <= day <= last]
    return [set(between)] if "/" in inside else [{day} for day in between]
