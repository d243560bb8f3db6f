"""The date lexicon: each of its phrases is read to the days that a person would count on the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirte_dataset.reading.calendar import Span, ends
from sirte_dataset.reading.counting import REASONS, Scene, Unread
from sirte_dataset.reading.edtf import bounds
from sirte_dataset.reading.lexicon import LEXICON, Reading, normalised, read

# 20 April 2031 is a Sunday, 16 April a Wednesday, 18 April a Friday.
WEDNESDAY = Scene(date(2031, 4, 16), date(2031, 4, 16))
SUNDAY = Scene(date(2031, 4, 20), date(2031, 4, 20))
DAYS = Scene(date(2031, 4, 16), date(2031, 4, 18))
JUNE = WEDNESDAY._replace(base="2030-06")

# Entry, phrase, scene, values, what it counts from.
READINGS = [
    ("day", "April 2, 2031", WEDNESDAY, ["2031-04-02"], "calendar"),
    ("day", "on 2 April 2031", WEDNESDAY, ["2031-04-02"], "calendar"),
    ("day", "Wed Apr 2, 2031 15:14:55", WEDNESDAY, ["2031-04-02"], "calendar"),
    ("day without a year", "on May 12", WEDNESDAY, ["2030-05-12"], "calendar"),
    ("day without a year", "Apr. 16", WEDNESDAY, ["2031-04-16"], "calendar"),
    ("day without a year", "15th of April", DAYS, ["2031-04-15"], "calendar"),
    ("day without a year", "February 29", WEDNESDAY, ["2028-02-29"], "calendar"),
    ("month", "June 2015", WEDNESDAY, ["2015-06"], "calendar"),
    ("month", "in April", WEDNESDAY, ["2031-04"], "calendar"),
    ("month", "In May", WEDNESDAY, ["2030-05"], "calendar"),
    ("year", "in 2011", WEDNESDAY, ["2011"], "calendar"),
    ("part of a year", "early 2014", WEDNESDAY, ["[2014-01..2014-04]", "2014-01/2014-04"], "calendar"),
    ("part of a year", "mid-2014", WEDNESDAY, ["[2014-05..2014-08]", "2014-05/2014-08"], "calendar"),
    ("part of a year", "in late 2014", WEDNESDAY, ["[2014-09..2014-12]", "2014-09/2014-12"], "calendar"),
    (
        "part of a month",
        "early March",
        WEDNESDAY,
        ["[2031-03-01..2031-03-10]", "2031-03-01/2031-03-10"],
        "calendar",
    ),
    (
        "part of a month",
        "mid-March 2016",
        DAYS,
        ["[2016-03-10..2016-03-20]", "2016-03-10/2016-03-20"],
        "calendar",
    ),
    (
        "part of a month",
        "late February",
        DAYS,
        ["[2031-02-15..2031-02-28]", "2031-02-15/2031-02-28"],
        "calendar",
    ),
    ("weekday", "on Tuesday", WEDNESDAY, ["2031-04-15"], "publication"),
    ("weekday", "Wednesday", WEDNESDAY, ["2031-04-16"], "publication"),
    ("weekday", "on Thursday", WEDNESDAY, ["2031-04-10"], "publication"),
    ("weekday", "On Tuesday", DAYS, ["2031-04-15"], "publication"),
    ("weekday", "Monday night", WEDNESDAY, ["2031-04-14"], "publication"),
    ("weekday", "last Wednesday", WEDNESDAY, ["2031-04-09"], "publication"),
    (
        "night between two days",
        "in the night between Sunday and Monday",
        WEDNESDAY,
        ["[2031-04-13..2031-04-14]", "2031-04-13/2031-04-14"],
        "publication",
    ),
    ("yesterday", "yesterday", WEDNESDAY, ["2031-04-15"], "publication"),
    ("yesterday", "last night", WEDNESDAY, ["2031-04-15"], "publication"),
    ("today", "today", WEDNESDAY, ["2031-04-16"], "publication"),
    ("today", "today", DAYS, ["[2031-04-16..2031-04-18]"], "publication"),
    ("now", "now", WEDNESDAY, ["2031-04-16", "2031-04-16/.."], "publication"),
    ("now", "now", DAYS, ["[2031-04-16..2031-04-18]", "2031-04-16/.."], "publication"),
    ("now", "these last days", WEDNESDAY, ["2031-04-16", "2031-04-16/.."], "publication"),
    ("from", "from now [on]", DAYS, ["2031-04-16/.."], "publication"),
    ("so far", "so far", DAYS, ["../2031-04-18"], "publication"),
    (
        "past 24 hours",
        "in the past 24 hours",
        WEDNESDAY,
        ["[2031-04-15..2031-04-16]", "2031-04-15/2031-04-16"],
        "publication",
    ),
    ("recently", "recently", WEDNESDAY, ["[..2031-04-16]"], "publication"),
    ("recently", "Recent", DAYS, ["[..2031-04-18]"], "publication"),
    (
        "past few days",
        "in the past few days",
        SUNDAY,
        ["[2031-04-17..2031-04-20]", "2031-04-17/2031-04-20"],
        "publication",
    ),
    (
        "recent weeks",
        "in recent weeks",
        WEDNESDAY,
        ["[2031-03-26..2031-04-16]", "2031-03-26/2031-04-16"],
        "publication",
    ),
    (
        "weekend",
        "over the weekend",
        WEDNESDAY,
        ["[2031-04-12..2031-04-13]", "2031-04-12/2031-04-13"],
        "publication",
    ),
    (
        "weekend",
        "over the weekend",
        SUNDAY,
        ["[2031-04-19..2031-04-20]", "2031-04-19/2031-04-20"],
        "publication",
    ),
    (
        "weekend",
        "last weekend",
        WEDNESDAY,
        ["[2031-04-12..2031-04-13]", "2031-04-12/2031-04-13"],
        "publication",
    ),
    (
        "weekend",
        "last weekend",
        SUNDAY,
        ["[2031-04-12..2031-04-13]", "2031-04-12/2031-04-13"],
        "publication",
    ),
    (
        "week, month or year",
        "last week",
        DAYS,
        ["[2031-04-07..2031-04-13]", "2031-04-07/2031-04-13"],
        "publication",
    ),
    (
        "week, month or year",
        "this week",
        DAYS,
        ["[2031-04-14..2031-04-20]", "2031-04-14/2031-04-20"],
        "publication",
    ),
    (
        "week, month or year",
        "next week",
        WEDNESDAY,
        ["[2031-04-21..2031-04-27]", "2031-04-21/2031-04-27"],
        "publication",
    ),
    ("last month by name", "last December", WEDNESDAY, ["2030-12"], "publication"),
    ("last month by name", "last April", WEDNESDAY, ["2030-04"], "publication"),
    ("week, month or year", "last month", WEDNESDAY, ["2031-03"], "publication"),
    ("week, month or year", "last year", WEDNESDAY, ["2030"], "publication"),
    (
        "earlier this year",
        "Earlier this year",
        DAYS,
        ["[2031-01..2031-04-18]", "2031-01/2031-04-18"],
        "publication",
    ),
    ("ago", "three months ago", WEDNESDAY, ["2031-01~"], "publication"),
    ("ago", "nearly two weeks ago", WEDNESDAY, ["2031-04-02~"], "publication"),
    ("ago", "a year ago", WEDNESDAY, ["2030~"], "publication"),
    ("ago", "more than three months ago", DAYS, ["[..2031-01-17]", "../2031-01-17"], "publication"),
    (
        "ago",
        "less than 10 days ago",
        WEDNESDAY,
        ["[2031-04-07..2031-04-16]", "2031-04-07/2031-04-16"],
        "publication",
    ),
    (
        "apart from another date",
        "nearly four months after",
        JUNE,
        ["[2030-02..2030-03]", "2030-02/2030-03"],
        "text",
    ),
    ("apart from another date", "about four months after", JUNE, ["2030-02~"], "text"),
    ("apart from another date", "seven months earlier", JUNE, ["2029-11~"], "text"),
    ("apart from another date", "a year later", JUNE, ["2031~"], "text"),
    (
        "apart from another date",
        "two days later",
        WEDNESDAY._replace(base="2031-04-14"),
        ["2031-04-16~"],
        "text",
    ),
    ("the same time", "at that time", JUNE, ["2030-06"], "text"),
    ("the same time", "that day", JUNE, ["2030-06"], "text"),
    ("since", "since Monday", WEDNESDAY, ["2031-04-14/..", "2031-04-14/2031-04-16"], "publication"),
    ("since", "since mid-2014", DAYS, ["2014-05/..", "2014-05/2031-04-18"], "calendar"),
    ("since", "since then", JUNE, ["2030-06/..", "2030-06/2031-04-16"], "text"),
    ("from", "from May 12 on", WEDNESDAY, ["2030-05-12/.."], "calendar"),
    ("before", "before May", WEDNESDAY, ["[..2030-04]", "../2030-04"], "calendar"),
    ("before", "before January 2014", WEDNESDAY, ["[..2013-12]", "../2013-12"], "calendar"),
    ("before", "before Tuesday", WEDNESDAY, ["[..2031-04-14]", "../2031-04-14"], "publication"),
    ("after", "after 2014", WEDNESDAY, ["[2015..]", "2015/.."], "calendar"),
    ("after", "after that", JUNE, ["[2030-07..]", "2030-07/.."], "text"),
    ("until", "until Tuesday", WEDNESDAY, ["[..2031-04-15]", "../2031-04-15"], "publication"),
    ("as of", "as of Tuesday", DAYS, ["2031-04-15"], "publication"),
    ("no phrase", "", DAYS, ["[..2031-04-18]"], "none"),
]

UNREAD = [
    ("antecedent_lost", "After that", WEDNESDAY),
    ("antecedent_lost", "that day", WEDNESDAY),
    ("publication_range", "on Thursday", DAYS),
    ("publication_range", "yesterday", DAYS),
    ("publication_range", "over the weekend", Scene(date(2031, 4, 19), date(2031, 4, 20))),
    *(("needs_reading", phrase, JUNE) for phrase in ("the city", "The advances", "the same", "the weeks")),
    *(("needs_reading", phrase, JUNE) for phrase in ("months of", "after years of", "past year")),
    *(("needs_reading", phrase, JUNE) for phrase in ("these are the darkest days", "these are days")),
    ("needs_reading", "sporadic", WEDNESDAY),
    ("needs_reading", "after fierce battles", WEDNESDAY),
    ("needs_reading", "several months ago", WEDNESDAY),
    ("needs_reading", "Tue Apr 2, 2031", WEDNESDAY),
    ("needs_reading", "February 30", WEDNESDAY),
    ("needs_reading", "nine thousand years ago", WEDNESDAY),
    ("needs_reading", "since so far", WEDNESDAY),
    ("needs_reading", "since " * 5000 + "May", WEDNESDAY),
    ("needs_reading", f"{'9' * 500} days ago", WEDNESDAY),
    ("needs_reading", "two months later", WEDNESDAY._replace(base="2014")),
]


@pytest.mark.parametrize(
    ("entry", "phrase", "scene", "values", "anchor"),
    READINGS,
    ids=[f"{one[1]}-{one[2][1]}" for one in READINGS],
)
def test_each_phrase_has_its_days(entry, phrase, scene, values, anchor):
    assert read(phrase, scene) == Reading(entry, anchor, tuple(values))


@pytest.mark.parametrize(("reason", "phrase", "scene"), UNREAD, ids=[one[1][:40] for one in UNREAD])
def test_what_is_not_read_says_why(reason, phrase, scene):
    with pytest.raises(Unread) as caught:
        read(phrase, scene)
    assert caught.value.reason == reason
    assert str(caught.value) == REASONS[reason]


def test_every_entry_is_shown_to_read_a_phrase():
    assert {entry for entry, *_ in READINGS} == {entry.name for entry in LEXICON}


def test_every_phrase_that_an_entry_shows_is_read_by_it():
    scene = WEDNESDAY._replace(base="2030-06-12")
    shown = {entry.name: entry.phrases.split("; ") for entry in LEXICON if entry.name != "no phrase"}
    read_by = {name: {read(phrase, scene).entry for phrase in phrases} for name, phrases in shown.items()}
    assert read_by == {name: {name} for name in shown}


@pytest.mark.parametrize("entry", LEXICON, ids=lambda entry: entry.name)
def test_every_entry_is_documented_in_sentences(entry):
    assert entry.phrases
    assert entry.reading.endswith(".")
    assert entry.ged == "" or entry.ged.endswith(".")


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(READINGS))
def test_every_reading_is_a_date_in_edtf_whatever_the_day_of_publication(published, case):
    scene = Scene(published, published, "1890-03")
    for value in read(case[1], scene._replace(base=case[2].base)).values:
        bounds(value)


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(READINGS))
def test_a_later_publication_never_makes_a_phrase_mean_earlier_days(published, case):
    days = [Scene(day, day, case[2].base) for day in (published, published + timedelta(days=1))]
    earlier, later = ([bounds(value) for value in read(case[1], scene).values] for scene in days)
    for (first, last), (next_first, next_last) in zip(earlier, later, strict=False):
        assert (first or "") <= (next_first or "")
        assert (last or "~") <= (next_last or "~")


@given(st.dates(date(1900, 1, 8), date(2100, 1, 1)))
def test_a_weekday_is_one_of_the_seven_days_up_to_publication(published):
    scene = Scene(published, published)
    days = {read(f"on {name}", scene).values[0] for name in ("Monday", "Tuesday", "Wednesday", "Thursday")}
    days |= {read(name, scene).values[0] for name in ("Friday", "Saturday", "Sunday")}
    assert len(days) == 7
    assert max(days) == published.isoformat()


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("2016-05-12", ("2016-05-12", "2016-05-12")),
        ("2015-02~", ("2015-02", "2015-02")),
        ("2016-05/..", ("2016-05", None)),
        ("../2016-05?", (None, "2016-05")),
        ("[..2016-08-13]", (None, "2016-08-13")),
        ("[2016-08..]", ("2016-08", None)),
        ("[2016-01..2016-08-13]", ("2016-01", "2016-08-13")),
        ("2014-05/2016", ("2014-05", "2016")),
    ],
)
def test_the_ends_of_a_date_are_as_precise_as_they_are_written(value, span):
    assert ends(value) == Span(*span)


def test_phrases_are_compared_without_case_brackets_points_and_order_of_day_and_month():
    assert normalised("From  now [on]") == "from now on"
    assert normalised("Sept. 4,") == "sept 4"
    assert normalised("since mid-2014") == "since mid 2014"
    assert normalised("the 12th of May") == "the may 12th"
