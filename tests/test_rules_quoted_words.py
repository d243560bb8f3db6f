"""Cells that their quotes do not confirm are found, once and where they are."""

import pytest

from invented_package import (
    Edit,
    Fault,
    assert_found,
    broken,
    detach,
    edit,
    fault,
    outcomes,
    remove,
    requote,
)
from sirte_dataset.checking.findings import Finding, Skipped
from sirte_dataset.checking.rules import RULES

# The date of C904 rests on a calendar date of the other article that no phrase of time is made of.
UNPHRASED: tuple[Edit, ...] = (
    remove("time_expressions", "X901"),
    *(remove("evidence", f"X901.{field}.1") for field in ("row", "wording", "date_stated")),
    edit("evidence", "C904.date.1", quote="16 April 2031", start="83", end="96"),
)

FAULTS = [
    fault(
        "quoted-numbers",
        "a figure that is not the quoted one",
        edit("casualties", "C901", low="21"),
        at=("casualties", "C901", "low"),
        says="'At least 12' gives low 12, not '21'",
    ),
    fault(
        "quoted-numbers",
        "a scale that is not the quoted one",
        edit("casualties", "C902", scale="hundreds"),
        at=("casualties", "C902", "scale"),
        says="'dozens' gives scale dozens, not 'hundreds'",
    ),
    fault(
        "quoted-numbers",
        "a share that is not the quoted one",
        edit("control", "T902", share_best="60"),
        at=("control", "T902", "share_best"),
        says="'about 40 percent' gives share_best 40, not '60'",
    ),
    fault(
        "quoted-numbers",
        "a figure whose evidence quotes nothing",
        edit("evidence", "C904.high.1", quote=""),
        at=("casualties", "C904", "high"),
        says="The evidence for '20' quotes nothing",
    ),
    fault(
        "quoted-numbers",
        "a figure whose quote gives no number",
        edit("evidence", "C901.low.1", quote="Lantern men", start="223", end="234"),
        at=("casualties", "C901", "low"),
        says="'12' cannot be confirmed: 'Lantern men' gives no number",
    ),
    fault(
        "worded-numbers",
        "words that give no number",
        edit("casualties", "C902", wording="Lantern men"),
        at=("casualties", "C902", "wording"),
        says="'Lantern men' gives no number that can be read",
    ),
    fault(
        "worded-numbers",
        "words for another quantifier",
        edit("strengths", "S901", wording="up to 400"),
        at=("strengths", "S901", "wording"),
        says="'up to 400' is read as 'up_to', but the quantifier is 'range'",
    ),
    fault(
        "worded-numbers",
        "words for another figure",
        edit("strengths", "S901", wording="300 to 500"),
        at=("strengths", "S901", "wording"),
        says="'300 to 500' gives high 500, but the row has 400",
    ),
    fault(
        "quoted-dates",
        "a day that is not the quoted one",
        *UNPHRASED,
        at=("casualties", "C904", "date"),
        says="'16 April 2031' is 2031-04-16, and '2031-04-15' does not follow from it",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_what_a_quote_does_not_confirm_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


def test_a_date_that_follows_from_the_quoted_one_is_confirmed():
    before = {"date": "[..2031-04-16]", "date_earliest": "", "date_latest": "2031-04-16"}
    assert outcomes(broken(*UNPHRASED, edit("casualties", "C904", **before))) == []


def test_a_quote_that_names_no_calendar_date_is_left_to_the_phrases_of_time():
    context = broken(requote("T901.date_stated.1", "on Thursd."), detach)
    assert list(RULES["quoted-dates"](context)) == []


def test_numbers_in_another_language_than_is_read_are_told_as_not_checked() -> None:
    strange = (detach, requote("C901.low.1", "dodici e più"), edit("casualties", "C902", wording="dozzine"))
    names = ("quoted-numbers", "worded-numbers")
    assert [type(each) for name in names for each in RULES[name](broken(*strange))] == [Finding, Finding]
    foreign = broken(*strange, edit("articles", "A900", language="it-IT"))
    reason = "the numbers of articles in 'it-IT': they are read in 'en' alone"
    assert [each for name in names for each in RULES[name](foreign)] == [
        Skipped(name, reason) for name in names
    ]
