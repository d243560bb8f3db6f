"""Dates that contradict their bounds, their basis or the publication are found, once and where they are."""

import pytest

from invented_package import Edit, Fault, assert_found, broken, edit, fault, outcomes, support
from sirte_dataset.checking.findings import Finding


def on(table: str, row_id: str, day: str) -> Edit:
    """The row happens on one day, as stated."""
    return edit(table, row_id, date_stated=day, date=day, date_earliest=day, date_latest=day)


FAULTS = [
    fault(
        "date-order",
        "a span that ends before it begins",
        edit("casualties", "C901", date_earliest="2031-04-16"),
        at=("casualties", "C901", "date_earliest"),
        says="2031-04-16 is after date_latest, which is 2031-04-15",
    ),
    fault(
        "date-order",
        "a publication that ends before it begins",
        edit("articles", "A901", published_earliest="2031-04-19"),
        at=("articles", "A901", "published_earliest"),
        says="2031-04-19 is after published_latest",
    ),
    fault(
        "date-bounds",
        "a bound that the date does not imply",
        edit("strikes", "K901", date_latest="2031-04-15"),
        at=("strikes", "K901", "date_latest"),
        says="'2031-04-14/2031-04-16' implies 2031-04-16, not 2031-04-15",
    ),
    fault(
        "date-bounds",
        "a bound where the date is open",
        edit("control", "T903", date_latest="2031-04-18"),
        at=("control", "T903", "date_latest"),
        says="'2031-04-15/..' implies a blank cell",
    ),
    fault(
        "date-bounds",
        "a bound where there is no date",
        edit("casualties", "C902", date_earliest="2031-04-15"),
        at=("casualties", "C902", "date_earliest"),
        says="A blank date implies a blank cell, not 2031-04-15",
    ),
    fault(
        "date-bounds",
        "a publication that is wider than its bounds",
        edit("articles", "A901", published_latest="2031-04-17"),
        at=("articles", "A901", "published_latest"),
        says="implies 2031-04-18",
    ),
    fault(
        "date-basis",
        "a basis without a date",
        edit("casualties", "C902", date_basis="inferred"),
        at=("casualties", "C902", "date_basis"),
        says="'inferred', but the date is blank",
    ),
    fault(
        "date-basis",
        "a date of unknown basis",
        edit("events", "E901", date_basis="unknown"),
        at=("events", "E901", "date_basis"),
        says="'unknown', but the date is '2031-04-15'",
    ),
    fault(
        "date-basis",
        "a phrase of time of a basis without a date",
        edit("time_expressions", "X903", basis="inferred"),
        at=("time_expressions", "X903", "basis"),
        says="'inferred', but the date is blank",
    ),
    fault(
        "date-source",
        "a phrase dated from outside without its source",
        edit("time_expressions", "X908", source_id=""),
        support("time_expressions", "X908", "date"),
        at=("time_expressions", "X908", "source_id"),
        says="The source is blank, but the basis is 'outside'",
    ),
    fault(
        "date-source",
        "a date from outside without its source",
        edit("events", "E904", date_source_id=""),
        at=("events", "E904", "date_source_id"),
        says="The source is blank",
    ),
    fault(
        "date-source",
        "a source of a date that needs none",
        edit("event_reports", "R901", date_source_id="karsa_wire"),
        at=("event_reports", "R901", "date_source_id"),
        says="'karsa_wire', but the basis is 'relative'",
    ),
    fault(
        "date-stated",
        "a date read from the article that is not given as read",
        edit("events", "E901", date_stated=""),
        at=("events", "E901", "date_stated"),
        says="the basis is 'relative'",
    ),
    fault(
        "date-as-stated",
        "a better date than the stated one that rests on nothing else",
        edit("control", "T901", date="2031-04-14", date_earliest="2031-04-14", date_latest="2031-04-14"),
        support("control", "T901", "date", start="180", end="190"),
        at=("control", "T901", "date"),
        says="'2031-04-14' is not the stated date, which is '2031-04-15', but the basis is 'relative'",
    ),
    fault(
        "happened-before-publication",
        "a claim about the day after publication",
        on("casualties", "C901", "2031-04-17"),
        at=("casualties", "C901", "date_earliest"),
        says="begins on 2031-04-17; A900 came out by 2031-04-16",
    ),
    fault(
        "happened-before-publication",
        "a report of an event after its publication",
        on("event_reports", "R902", "2031-04-19"),
        at=("event_reports", "R902", "date_earliest"),
        says="begins on 2031-04-19",
    ),
    fault(
        "happened-before-publication",
        "an event after an article that reports it",
        on("events", "E902", "2031-04-17"),
        at=("events", "E902", "date_earliest"),
        says="A900 came out by 2031-04-16",
    ),
    fault(
        "planned-after-publication",
        "a report of a plan for a day gone by",
        on("event_reports", "R904", "2031-04-15"),
        at=("event_reports", "R904", "date_earliest"),
        says="planned for 2031-04-15; A900 came out on 2031-04-16 or later",
    ),
    fault(
        "planned-after-publication",
        "a planned event on a day gone by",
        on("events", "E903", "2031-04-15"),
        at=("events", "E903", "date_earliest"),
        says="planned for 2031-04-15",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_contradicted_date_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


def test_an_attempt_after_publication_is_found_like_what_happened():
    attempted = broken(
        edit("events", "E902", realis="attempted"),
        edit("event_reports", "R903", realis="attempted"),
        support("event_reports", "R903", "realis"),
        on("event_reports", "R903", "2031-04-17"),
        edit("evidence", "K901.row.1", end="492"),  # no longer on the same words
    )
    assert [outcome.rule for outcome in outcomes(attempted)] == ["happened-before-publication"]


def test_a_plan_that_has_since_come_true_may_begin_after_the_article_that_announced_it():
    known = {"rule": "outside_source", "date_basis": "outside", "date_source_id": "karsa_wire"}
    later = edit("sources", "karsa_wire", published="2031-04-28")
    fulfilled = broken(edit("events", "E903", realis="actual", **known), later)
    assert not [outcome for outcome in outcomes(fulfilled) if isinstance(outcome, Finding)]
