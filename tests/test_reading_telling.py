"""Dates in plain words and in order."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given

import sirte_dataset as sd
from dates import edtf_dates
from sirte_dataset.reading.edtf import bounds

SAID = {
    "2016": "2016",
    "2016-05": "May 2016",
    "2016-06-08": "8 June 2016",
    "2016-06-08~": "about 8 June 2016",
    "2016-05?": "perhaps May 2016",
    "2016%": "perhaps about 2016",
    "2016-05-12/..": "from 12 May 2016 on",
    "../2016-08-10": "until 10 Aug 2016",
    "[..2016-08-13]": "by 13 Aug 2016",
    "[2016-06..]": "June 2016 or later",
    "[2016-06-08..2016-06-09]": "between 8 and 9 June 2016",
    "[2014-05..2014-08]": "between May and Aug 2014",
    "[2015-12-30..2016-01-02]": "between 30 Dec 2015 and 2 Jan 2016",
    "2016-06-13/2016-06-19": "13 to 19 June 2016",
    "2016-05-12/2016-09-04": "12 May to 4 Sep 2016",
    "2016-06/2016-08-10": "June to 10 Aug 2016",
    "2016/2016-05": "2016 to May 2016",
    "2016-05/2017": "May 2016 to 2017",
    "2016~/2017?": "about 2016 to perhaps 2017",
    "[2016-06-08,2016-06-10]": "8 or 10 June 2016",
    "[2016-06-08,2016-07-10,2017]": "8 June or 10 July 2016 or 2017",
    "2016-05-12T09:05:00Z": "12 May 2016, 09:05 UTC",
    "2016-05-12T09:05:00": "12 May 2016, 09:05",
}


@pytest.mark.parametrize(("edtf", "words"), SAID.items())
def test_a_date_is_told_in_plain_words(edtf: str, words: str):
    assert sd.date_text(edtf) == words


@given(edtf_dates())
def test_every_date_can_be_told_and_the_words_show_no_notation(edtf: str):
    assert not set(sd.date_text(edtf)) & set("[]/~?%")
    assert ".." not in sd.date_text(edtf)


@pytest.mark.parametrize("told", [sd.date_text, sd.date_key])
def test_what_is_no_date_is_refused(told):
    with pytest.raises(ValueError, match="'2016-13' is not a date in EDTF"):
        told("2016-13")


IN_ORDER = (
    *("2015", "2016-06", "../2016-06-08", "[..2016-06-08]", "2016-06-08", "2016-06-08~"),
    *(
        "2016-06-08/..",
        "2016-06-08/2016-06-09",
        "[2016-06-08..2016-06-09]",
        "2016-06-08/2016-07",
        "2016-06-09",
        None,
    ),
)


def test_dates_sort_by_their_days_and_then_by_what_is_open():
    assert [sd.date_key(date) for date in IN_ORDER] == sorted(map(sd.date_key, IN_ORDER[::-1]))


def test_a_column_sorts_with_its_blanks_last():
    frame = pd.DataFrame({"date": [*IN_ORDER[::-1]]})
    assert [each or None for each in frame.sort_values("date", key=sd.date_key)["date"].fillna("")] == [
        *IN_ORDER
    ]
    assert [*sd.date_text(frame["date"])][:2] == ["undated", "9 June 2016"]


def test_a_column_sorts_alike_as_categories():
    dates = pd.Series(IN_ORDER[-2::-1], dtype="category")
    assert dates.sort_values(key=sd.date_key).tolist() == [*IN_ORDER[:-1]]


def test_only_a_blank_is_undated():
    for blank in (None, "", float("nan"), pd.NA, pd.NaT):
        assert sd.date_text(blank) == sd.date_key(blank) == "undated"
    assert sd.date_text(pd.Timestamp("2016-06-08")) == "8 June 2016"
    for value in (5, ["2016"], pd.Series(["2016"]).to_numpy()):
        with pytest.raises(ValueError, match="is not a date in EDTF"):
            sd.date_text(value)


@given(edtf_dates(), edtf_dates())
def test_any_two_dates_are_in_order_and_only_the_same_date_has_the_same_key(one: str, other: str):
    assert (sd.date_key(one) == sd.date_key(other)) == (one == other)
    if (early := bounds(one)[1]) and (late := bounds(other)[0]) and early < late:
        assert sd.date_key(one) < sd.date_key(other)


def test_every_date_of_the_tables_is_told_and_sorted():
    for name, frame in sd.load_all().items():
        for column in frame.columns.intersection(["date", "date_stated"]):
            keys = frame.sort_values(column, key=sd.date_key)[column].map(sd.date_key)
            assert all(a <= b for a, b in pairwise(keys)), (name, column)
            assert all(sd.date_text(frame[column]).str.len() > 3)
