"""Phrases that read otherwise than they are coded, and claims that left their phrase, are found."""

import pytest

from invented_package import (
    Edit,
    Fault,
    assert_found,
    broken,
    detach,
    edit,
    fault,
    invented,
    outcomes,
    remove,
    requote,
)
from sirte_dataset.checking.phrases import resolutions
from sirte_dataset.checking.rules import RULES
from sirte_dataset.reading.counting import REASONS
from sirte_dataset.reading.edtf import bounds

# What is told of any package without its texts.
TEXTLESS = outcomes(broken(detach))


def on(table: str, row_id: str, day: str) -> Edit:
    """The row happens on one day, as stated."""
    return edit(table, row_id, date_stated=day, date=day, date_earliest=day, date_latest=day)


def stated(name: str, value: str) -> Edit:
    """Another date as read from the phrase; the best known date is left alone, and so are its bounds."""
    return edit("time_expressions", name, date_stated=value)


FAULTS = [
    fault(
        "time-expression-wording",
        "a phrase without its words",
        edit("time_expressions", "X906", kind="date"),
        at=("time_expressions", "X906", "wording"),
        says="The wording is blank, but the kind is 'date'",
    ),
    fault(
        "time-expression-wording",
        "words of a happening that has none",
        edit("time_expressions", "X905", kind="undated"),
        at=("time_expressions", "X905", "wording"),
        says="The wording is 'next week', but the kind is 'undated'",
    ),
    fault(
        "time-expression-reading",
        "a month that is not the printed one",
        stated("X908", "2031-03"),
        at=("time_expressions", "X908", "date_stated"),
        says="'in February' is read as 2031-02 (month); the cell is '2031-03'",
    ),
    fault(
        "time-expression-reading",
        "a phrase without the date that it gives",
        stated("X908", ""),
        remove("evidence", "X908.date_stated.1"),
        at=("time_expressions", "X908", "date_stated"),
        says="is read as 2031-02 (month); the cell is blank",
    ),
    fault(
        "time-expression-reading",
        "a happening without a phrase that was given a day",
        on("time_expressions", "X906", "2031-04-16"),
        at=("time_expressions", "X906", "date_stated"),
        says="A happening without a phrase is read as [..2031-04-16]",
    ),
    fault(
        "time-expression-reading",
        "a phrase counted from something else than it is",
        edit("time_expressions", "X904", anchor="calendar"),
        at=("time_expressions", "X904", "anchor"),
        says="'since Monday' is read from 'publication' (since); the anchor is 'calendar'",
    ),
    fault(
        "time-expression-reading",
        "a dated phrase that the lexicon lacks and no note explains",
        edit("time_expressions", "X904", wording="since battle"),
        requote("X904.wording.1", "since battle"),
        detach,
        at=("time_expressions", "X904", "note"),
        says="The lexicon lacks 'since battle'; say in the note where '2031-04-14/2031-04-16' comes from",
    ),
    fault(
        "time-expression-agrees",
        "a claim about another day than its phrase",
        on("control", "T901", "2031-04-14"),
        at=("control", "T901", "date_stated"),
        says="'2031-04-14' rests on X902 (2031-04-15) and is no date that follows from it",
    ),
    fault(
        "time-expression-agrees",
        "a claim dated by another article on another day",
        edit("casualties", "C904", date="2031-04-14", date_earliest="2031-04-14", date_latest="2031-04-14"),
        at=("casualties", "C904", "date"),
        says="'2031-04-14' rests on X902 (2031-04-15)",
    ),
    fault(
        "date-phrase",
        "a date that no phrase gives",
        edit("casualties", "C901", date_basis="stated"),
        edit("evidence", "C901.date_stated.1", start="223", end="234", quote="", passage_id="A900.04"),
        at=("casualties", "C901", "date_stated"),
        says="'2031-04-15' is 'stated', but its evidence meets no dated phrase of time",
    ),
    fault(
        "date-phrase",
        "a date that neither a phrase nor publication gives",
        on("control", "T902", "2031-04-12"),
        at=("control", "T902", "date_stated"),
        says="'2031-04-12' meets no phrase of time; from publication alone follow [..2031-04-16], 2031-04-16",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_date_that_left_its_phrase_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


# --- plans for a time that had begun when the article came out, a Wednesday


def plan(phrase: str, reads: str, date: str) -> list[Edit]:
    """The plan of A900, made for another time: the phrase, what the lexicon reads, the date of the plan."""
    first, last = bounds(date)
    start = 536
    days = {"date_stated": date, "date": date, "date_earliest": first or "", "date_latest": last or ""}
    earliest, latest = bounds(reads)
    read_days = {"date_stated": reads, "date": reads, "date_earliest": earliest, "date_latest": latest}
    return [
        edit("time_expressions", "X905", wording=phrase, end=str(start + len(phrase)), **read_days),
        *(requote(f"X905.{field}.1", phrase) for field in ("row", "wording", "date_stated")),
        requote("R904.date_stated.1", phrase),
        edit("event_reports", "R904", **days),
        edit("events", "E903", **days),
        detach,
    ]


@pytest.mark.parametrize(
    ("phrase", "reads", "date"),
    [
        ("this week", "[2031-04-14..2031-04-20]", "[2031-04-14..2031-04-20]"),
        ("this week", "[2031-04-14..2031-04-20]", "[2031-04-16..2031-04-20]"),
        ("this week", "2031-04-14/2031-04-20", "2031-04-16/2031-04-20"),
        ("this week", "2031-04-14/2031-04-20", "2031-04-16/.."),
        ("this month", "2031-04", "2031-04"),
        ("this month", "2031-04", "[2031-04-16..2031-04]"),
        ("this year", "2031", "2031"),
        ("this year", "2031", "2031-04-16/2031"),
        ("in April", "2031-04", "[2031-04-16..2031-04]"),
    ],
)
def test_a_plan_for_a_time_that_had_begun_passes_all_rules(phrase: str, reads: str, date: str):
    anchor = edit("time_expressions", "X905", anchor="calendar" if phrase == "in April" else "publication")
    assert outcomes(broken(*plan(phrase, reads, date), anchor)) == TEXTLESS


@pytest.mark.parametrize(
    ("phrase", "reads", "date", "rule"),
    [
        ("last week", "[2031-04-07..2031-04-13]", "[2031-04-07..2031-04-13]", "planned-after-publication"),
        ("this week", "2031-04-14/2031-04-20", "2031-04-14/2031-04-20", "planned-after-publication"),
        ("this week", "2031-04-14/2031-04-20", "2031-04-14/..", "planned-after-publication"),
        ("this week", "2031-04-14/2031-04-20", "../2031-04-15", "planned-after-publication"),
        ("last month", "2031-03", "2031-03", "planned-after-publication"),
        ("last year", "2030", "2030", "planned-after-publication"),
        ("this week", "2031-04-14/2031-04-20", "[2031-04-16..2031-04-21]", "time-expression-agrees"),
    ],
)
def test_a_plan_that_had_begun_or_left_its_phrase_is_found(phrase: str, reads: str, date: str, rule: str):
    found = [one for one in outcomes(broken(*plan(phrase, reads, date))) if one not in TEXTLESS]
    assert {one.rule for one in found} == {rule}
    assert "data/event_reports.csv" in {one.file for one in found}


def test_only_a_plan_may_lie_in_the_rest_of_its_phrase():
    happened = [edit("event_reports", "R904", realis="actual"), edit("events", "E903", realis="actual")]
    week = plan("this week", "[2031-04-14..2031-04-20]", "[2031-04-16..2031-04-20]")
    found = [one.rule for one in outcomes(broken(*week, *happened)) if one not in TEXTLESS]
    assert "time-expression-agrees" in found


def read_again(*edits: Edit) -> dict[str, tuple[str, str]]:
    """By row, the entry that reads it or "", and the reason why there is none or ""."""
    found = resolutions(broken(*edits))
    return {one.name: (one.reading.entry if one.reading else "", one.reason) for one in found}


def test_every_phrase_is_read_or_has_a_reason_from_the_closed_list():
    found = resolutions(invented())
    assert [one.name for one in found] == [f"X90{number}" for number in range(1, 9)]
    assert all(bool(one.reading) != bool(one.reason) for one in found)
    assert {one.reason for one in found} <= {"", *REASONS}
    assert read_again()["X903"] == ("", "frequency")


@pytest.mark.parametrize(
    ("kind", "anchor", "reason"),
    [
        ("frequency", "none", "frequency"),
        ("duration", "none", "length"),
        ("anaphor", "none", "antecedent_lost"),
        ("date", "event", "event"),
        ("date", "none", "needs_reading"),
    ],
)
def test_the_reason_follows_from_kind_and_anchor(kind, anchor, reason):
    changed = edit("time_expressions", "X903", kind=kind, anchor=anchor)
    assert read_again(changed)["X903"] == ("", reason)


def test_a_phrase_in_the_text_hangs_on_the_dated_phrase_before_it():
    then = edit("time_expressions", "X903", wording="that day", kind="anaphor", anchor="text")
    lost = edit("passages", "A900.06", antecedent_lost="true")
    kept = edit("passages", "A900.06", antecedent_lost="false")
    found = {one.name: one for one in resolutions(broken(then, kept))}["X903"]
    assert found.reading is not None
    assert found.reading.values == ("2031-04-15",)
    assert read_again(then, lost)["X903"] == ("", "antecedent_lost")


def test_in_a_passage_whose_antecedent_is_lost_a_phrase_may_hang_on_one_of_the_same_passage():
    lost = edit("passages", "A900.06", antecedent_lost="true")
    here = edit("time_expressions", "X904", wording="since then", kind="anaphor", anchor="text")
    dated = edit("time_expressions", "X903", wording="on Monday", kind="date", anchor="publication")
    day = edit("time_expressions", "X903", date_stated="2031-04-14")
    assert read_again(lost, here, dated, day)["X904"] == ("since", "")
    assert read_again(lost, here)["X904"] == ("", "antecedent_lost")


def test_where_the_day_of_publication_is_open_nothing_is_counted_from_it():
    days = edit("articles", "A901", published="[..2031-04-18]", published_earliest="")
    assert read_again(days)["X908"] == ("", "publication_range")
    assert [one for one in outcomes(broken(days)) if one.rule.startswith("time-expression")] == []


def test_a_claim_beside_a_phrase_may_follow_from_publication_alone_only_when_it_is_inferred():
    agrees = RULES["time-expression-agrees"]
    assert list(agrees(invented())) == []
    changed = broken(edit("statements", "U903", date_basis="relative"))
    assert [(one.row, one.column) for one in agrees(changed)] == [(4, "date_stated")]
