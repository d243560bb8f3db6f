"""Figures that contradict each other, their quantifier or their words are found, once and where they are."""

import pytest

from invented_package import (
    Fault,
    assert_found,
    broken,
    edit,
    fault,
    outcomes,
    remove,
    requote,
    support,
)

FAULTS = [
    fault(
        "number-order",
        "a low above the high",
        edit("strengths", "S901", low="500"),
        at=("strengths", "S901", "low"),
        says="low 500, best blank, high 400",
    ),
    fault(
        "quantifier",
        "an exact number without all three figures",
        edit("casualties", "C901", quantifier="exact"),
        at=("casualties", "C901", "quantifier"),
        says="'exact' fills low, best and high alike; the row has low 12, best blank, high blank",
    ),
    fault(
        "quantifier",
        "an exact number with differing figures",
        edit("strikes", "K901", high="6"),
        at=("strikes", "K901", "quantifier"),
        says="low 5, best 5, high 6",
    ),
    fault(
        "quantifier",
        "a lower limit called an upper one",
        edit("casualties", "C901", quantifier="up_to"),
        at=("casualties", "C901", "quantifier"),
        says="'up_to' fills high alone",
    ),
    fault(
        "quantifier",
        "an upper limit called a lower one",
        edit("casualties", "C904", quantifier="more_than"),
        at=("casualties", "C904", "quantifier"),
        says="'more_than' fills low alone",
    ),
    fault(
        "quantifier",
        "an approximate number without a best figure",
        edit("strengths", "S901", quantifier="about"),
        at=("strengths", "S901", "quantifier"),
        says="'about' fills best alone",
    ),
    fault(
        "quantifier",
        "a range that is no range",
        edit("strengths", "S901", low="400"),
        at=("strengths", "S901", "quantifier"),
        says="'range' fills low and high, low the smaller",
    ),
    fault(
        "quantifier",
        "figures for a number that is not stated",
        edit("casualties", "C901", quantifier="not_stated"),
        at=("casualties", "C901", "quantifier"),
        says="'not_stated' fills none",
    ),
    fault(
        "quantifier",
        "a figure of a comparison that has no quantifier",
        edit("comparisons", "M902", low="3"),
        at=("comparisons", "M902", "quantifier"),
        says="'blank' fills none of low, best, high; the row has low 3",
    ),
    fault(
        "scale",
        "a scale beside a figure",
        edit("casualties", "C901", scale="tens"),
        support("casualties", "C901", "scale"),
        at=("casualties", "C901", "scale"),
        says="'tens' stands beside 'at_least'",
    ),
    fault(
        "wording",
        "a number without its words",
        edit("casualties", "C901", wording=""),
        remove("evidence", "C901.wording.1"),
        at=("casualties", "C901", "wording"),
        says="the quantifier is 'at_least'",
    ),
    fault(
        "shares",
        "a share of more than the whole",
        edit("control", "T902", share_best="140"),
        at=("control", "T902", "share_best"),
        says="expected 0 to 100",
    ),
    fault(
        "shares",
        "a lowest share above the best",
        edit("control", "T902", share_low="50"),
        support("control", "T902", "share_low"),
        at=("control", "T902", "share_low"),
        says="share_low 50, share_best 40, share_high blank",
    ),
    fault(
        "shares",
        "a share of something that is whole",
        edit("control", "T902", extent="whole"),
        at=("control", "T902", "extent"),
        says="The extent is 'whole' with share_low blank, share_best 40",
    ),
    fault(
        "shares",
        "a share that is not given",
        edit("control", "T901", extent="share"),
        support("control", "T901", "extent"),
        at=("control", "T901", "extent"),
        says="The extent is 'share' with share_low blank, share_best blank",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_contradicted_figure_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


def test_numbers_are_compared_as_numbers_and_not_as_text():
    words = "300 to 1,000"
    requoted = [requote(f"S901.{column}.1", words) for column in ("low", "high", "wording")]
    changed = broken(edit("strengths", "S901", high="1000", wording=words), *requoted)
    assert [
        outcome for outcome in outcomes(changed) if not outcome.rule.startswith(("quote-text", "name-text"))
    ] == []
