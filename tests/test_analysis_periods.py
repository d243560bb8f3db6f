"""Rows in a period: what is certain, what is possible, and what cannot be said."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import assume, given

import sirte_dataset as sd
from dates import CALENDAR, edtf_dates, points, readings
from sirte_dataset.analysis.periods import overlap
from sirte_dataset.reading.edtf import bounds

FRAME = pd.DataFrame(
    {
        "row": ["day", "open", "week", "either", "later", "none"],
        "date": [
            *("2016-06-10", "[..2016-06-20]", "2016-05-30/2016-06-05"),
            *("[2016-05-31,2016-07-01]", "2017", None),
        ],
    }
)


def rows(frame: pd.DataFrame) -> str:
    return " ".join(frame["row"])


def test_possible_rows_are_kept_unless_only_the_certain_are_asked_for():
    assert rows(sd.during(FRAME, "2016-06")) == "day open week"
    assert rows(sd.during(FRAME, "2016-06", how="certain")) == "day"


def test_rows_without_a_date_are_kept_apart_and_counted():
    assert rows(sd.during(FRAME, "2016-06", how="undated")) == "none"
    counts = {"certain": 1, "possible": 2, "undated": 1, "outside": 2}
    assert sd.during(FRAME, "2016-06").attrs == counts
    assert sd.during(FRAME, "2016-06", how="undated").attrs == counts


def test_before_and_after_leave_the_period_itself_out():
    assert rows(sd.before(FRAME, "2016-06")) == "open week either"
    assert rows(sd.before(FRAME, "2016-06", how="certain")) == ""
    assert rows(sd.after(FRAME, "2016-06")) == "either later"
    assert rows(sd.after(FRAME, "2016-06", how="certain")) == "later"


def test_an_open_bound_drops_no_row():
    claims = sd.load("casualties")
    compared = claims[claims["date_earliest"] <= "2016-06-21"]
    kept = sd.during(claims, "../2016-06-21")
    assert set(compared["casualty_id"]) < set(kept["casualty_id"])
    assert {"C001", "C010"} <= set(kept["casualty_id"])  # totals that run up to August and September
    assert sum(kept.attrs.values()) == len(claims)


def test_a_period_may_be_open_and_another_column_may_be_asked():
    assert rows(sd.during(FRAME, "2016-06-15/..")) == "open either later"
    assert len(sd.during(FRAME.rename(columns={"date": "day"}), "2016-06", column="day")) == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"period": "June"}, "'June' is not a date in EDTF"),
        ({"period": "[2016-05,2016-07]"}, "has gaps; give one from its first to its last day"),
        ({"period": "2016", "how": "certian"}, "Did you mean 'certain'"),
        ({"period": "2016", "column": "dat"}, "no column 'dat'. Did you mean 'date'"),
    ],
)
def test_what_cannot_be_asked_is_told_in_a_sentence(arguments: dict[str, str], sentence: str):
    with pytest.raises(sd.UsageError, match=sentence.replace("[", r"\[")):
        sd.during(FRAME, **arguments)


@pytest.mark.parametrize(
    ("function", "period", "sentence"),
    [
        (sd.before, "../2016", "whose beginning is open"),
        (sd.after, "2016/..", "whose end is open"),
        (sd.before, "0001-01-01", "The calendar ends at 0001-01-01"),
        (sd.after, "9999-12-31", "The calendar ends at 9999-12-31"),
    ],
)
def test_there_must_be_something_before_and_after(function, period: str, sentence: str):
    with pytest.raises(sd.UsageError, match=sentence):
        function(FRAME, period)


@pytest.mark.parametrize("cell", ["June 2016", 20160601, 2016.5])
def test_a_cell_that_is_no_date_is_told_with_its_column(cell: object):
    with pytest.raises(sd.DataError, match=f"column date: '{cell}' is not a date in EDTF"):
        sd.during(pd.DataFrame({"date": [cell]}), "2016")


@pytest.mark.parametrize("kind", [pd.Timestamp, date.fromisoformat, str])
def test_days_may_be_of_any_type_in_the_frame_and_in_the_period(kind):
    frame = pd.DataFrame({"day": [kind("2016-06-08"), kind("2016-07-01"), None]})
    for period in ("2016-06-08", kind("2016-06-08")):
        found = sd.during(frame, period, column="day", how="certain")
        assert [str(day)[:10] for day in found["day"]] == ["2016-06-08"]
        assert found.attrs == {"certain": 1, "possible": 0, "outside": 1, "undated": 1}


@pytest.mark.parametrize("frame", [FRAME["date"], FRAME.to_dict("records"), None])
def test_what_is_no_frame_is_refused(frame: object):
    with pytest.raises(sd.UsageError, match="a DataFrame of pandas"):
        sd.during(frame, "2016")


@given(edtf_dates(), points() | edtf_dates())
def test_a_period_is_judged_as_a_reading_day_by_day_judges_it(edtf: str, period: str):
    assume("," not in period)
    first, last = (None if day is None else date.fromisoformat(day) for day in bounds(period))
    inside = {day for day in CALENDAR if (not first or first <= day) and (not last or day <= last)}
    found = readings(edtf)
    slowly = "certain" if all(days <= inside for days in found) else "possible"
    assert overlap(edtf, period) == (slowly if any(days & inside for days in found) else "outside")


@given(edtf_dates(), points())
def test_every_date_is_before_during_or_after_a_period(edtf: str, period: str):
    frame = pd.DataFrame({"date": [edtf]})
    parts = [len(select(frame, period)) for select in (sd.before, sd.during, sd.after)]
    assert any(parts)
    certain = [len(select(frame, period, "certain")) for select in (sd.before, sd.during, sd.after)]
    assert sum(certain) <= 1
    assert sum(certain) == 0 or sum(parts) == 1
