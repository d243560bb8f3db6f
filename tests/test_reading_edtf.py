"""The bounds of dates: by hand for every form, and those of the edtf package wherever it reads the value."""

import sys
from datetime import date

import edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirte_dataset.descriptor import open_package
from sirte_dataset.loading import read_text_frame
from sirte_dataset.reading.edtf import bounds
from sirte_dataset.schemas import table_schema

BY_HAND = {
    "2016": ("2016-01-01", "2016-12-31"),
    "2016-02": ("2016-02-01", "2016-02-29"),
    "2015-02": ("2015-02-01", "2015-02-28"),
    "2016-05-12": ("2016-05-12", "2016-05-12"),
    "2015-02~": ("2015-02-01", "2015-02-28"),
    "2016-05-12?": ("2016-05-12", "2016-05-12"),
    "2016%": ("2016-01-01", "2016-12-31"),
    "2016-09-04T15:14:55": ("2016-09-04", "2016-09-04"),
    "2016-09-04T15:14:55Z": ("2016-09-04", "2016-09-04"),
    "2016-06-08/2016-06-09": ("2016-06-08", "2016-06-09"),
    "2014-07/2014": ("2014-07-01", "2014-12-31"),
    "2015~/2016-08-10?": ("2015-01-01", "2016-08-10"),
    "2016-05-12/..": ("2016-05-12", None),
    "../2016-06-03": (None, "2016-06-03"),
    "[2016-08-11..2016-08-13]": ("2016-08-11", "2016-08-13"),
    "[2016-01..2016-08-13]": ("2016-01-01", "2016-08-13"),
    "[2016-08-13,2015,2016-02]": ("2015-01-01", "2016-08-13"),
    "[2016-08-11,2016-08-13]": ("2016-08-11", "2016-08-13"),
    "[..2016-04-30]": (None, "2016-04-30"),
    "[2016-08-10..]": ("2016-08-10", None),
}

NOT_DATES = [
    "",
    "May 2016",
    "2016-5-12",
    "2016-13",
    "2016-02-30",
    "2016-02-30/2016-03-02",
    "[2016-02-30..2016-03-02]",
    "0000",
    "2016-09-04T25:14:55",
    "2016-09-04 15:14:55",
    "2016-06-09/2016-06-08",
    "[2016-08-13..2016-08-11]",
    "../..",
    "[..]",
    "{2016,2017}",
    "2016-21",
    "2016-21~",
    "2016-02-30?",
    "0000%",
    "2016-05-12/",
    " 2016",
    "2016\n",
    "\uff12\uff10\uff11\uff16",
]


@pytest.mark.parametrize("value", BY_HAND)
def test_every_accepted_form_has_its_bounds(value):
    assert bounds(value) == BY_HAND[value]


def test_no_value_needs_the_edtf_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "edtf", None)
    bounds.cache_clear()
    assert {value: bounds(value) for value in BY_HAND} == BY_HAND


@pytest.mark.parametrize("value", NOT_DATES)
def test_anything_else_is_refused_in_a_sentence_that_repeats_it(value):
    with pytest.raises(ValueError, match=r"is not a date in EDTF: .+\.$") as caught:
        bounds(value)
    assert str(caught.value).startswith(repr(value))


days = st.dates(min_value=date(1000, 1, 1))
points = st.builds(  # a year, a month or a day
    lambda day, length, sign: day.isoformat()[:length] + sign,
    days,
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["", "~", "?", "%"]),
)
full_days = days.map(date.isoformat)
values = st.one_of(
    points,
    st.builds("{}/{}".format, points, points),
    st.builds("{}/..".format, points),
    st.builds("../{}".format, points),
    full_days.map("{}T12:30:00".format),
    st.builds("[{}..{}]".format, full_days, full_days),
    st.builds("[{},{}]".format, points, points),
    st.builds("[{}..]".format, full_days),
    st.builds("[..{}]".format, full_days),
)


def strict_bounds(value: str) -> tuple[str | None, str | None]:
    """What the edtf package says, an infinity written as None."""
    parsed = edtf.parse_edtf(value)
    ends = parsed.lower_strict(), parsed.upper_strict()
    return tuple(None if isinstance(end, float) else date(*end[:3]).isoformat() for end in ends)


@settings(max_examples=150, deadline=None)
@given(values)
def test_bounds_are_those_of_the_edtf_package_or_the_value_ends_before_it_begins(value):
    earliest, latest = strict_bounds(value)
    if earliest and latest and earliest > latest:
        with pytest.raises(ValueError, match="ends before it begins"):
            bounds(value)
    else:
        assert bounds(value) == (earliest, latest)


def dates_of_the_dataset() -> set[str]:
    """Every EDTF value in the tables."""
    package = open_package()
    found: set[str] = set()
    for name in package.names:
        schema = table_schema(name, package)
        frame = read_text_frame(schema, package)
        for field in schema.fields:
            found.update(frame[field.name] if field.edtf else [])
    return found - {""}


def test_bounds_are_those_of_the_edtf_package_for_every_date_of_the_dataset_that_it_can_read():
    compared, differing = 0, {}
    for value in dates_of_the_dataset():
        try:
            expected = strict_bounds(value)
        except edtf.EDTFParseException:
            continue  # it wants both ends of a set equally precise
        compared += 1
        if bounds(value) != expected:
            differing[value] = (bounds(value), expected)
    assert differing == {}
    assert compared > 20
