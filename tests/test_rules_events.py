"""Events that their reports do not make are found, once and where they are."""

import pytest

from invented_package import Edit, Fault, assert_found, broken, edit, fault, outcomes, remove, support


def on(table: str, row_id: str, day: str) -> Edit:
    return edit(table, row_id, date_stated=day, date=day, date_earliest=day, date_latest=day)


def reconciled(day: str, rule: str, first: str, last: str) -> Edit:
    """The date of E901, which R901 reports on 15 April and R902 on or before it."""
    days = {"date_stated": day, "date": day, "date_earliest": first, "date_latest": last}
    return edit("events", "E901", rule=rule, **days)


FAULTS = [
    fault(
        "event-reports",
        "an event that no article reports",
        edit("event_reports", "R905", event_id="E901"),
        edit("events", "E901", place_id=""),
        reconciled("[..2031-04-15]", "envelope", "", "2031-04-15"),
        at=("events", "E904", "event_id"),
        says="'E904' has no report and no part",
    ),
    fault(
        "event-reports",
        "an event of two articles under the rule for one",
        edit("events", "E901", rule="single_report"),
        at=("events", "E901", "rule"),
        says="'E901' is reported by A900, A901",
    ),
    fault(
        "event-date",
        "a day that no report has",
        on("events", "E901", "2031-04-14"),
        at=("events", "E901", "date"),
        says="'2031-04-14' is not what 'most_precise_report' makes of 2031-04-15, [..2031-04-15]",
    ),
    fault(
        "event-date",
        "a span that leaves out a report",
        reconciled("2031-04-15", "envelope", "2031-04-15", "2031-04-15"),
        at=("events", "E901", "date"),
        says="'2031-04-15' is not what 'envelope' makes",
    ),
    fault(
        "event-date",
        "a span that is not common to all reports",
        reconciled("[..2031-04-15]", "intersection", "", "2031-04-15"),
        at=("events", "E901", "date"),
        says="'[..2031-04-15]' is not what 'intersection' makes",
    ),
    fault(
        "event-date",
        "an outside source without a date from outside",
        edit("events", "E901", rule="outside_source"),
        at=("events", "E901", "date_basis"),
        says="The rule is 'outside_source', but the basis is 'relative'",
    ),
    fault(
        "event-realis",
        "an attempt of which a report says that it happened",
        edit("events", "E902", realis="attempted"),
        at=("events", "E902", "realis"),
        says="The event is 'attempted', but its firmest report tells it as 'actual'",
    ),
    fault(
        "event-realis",
        "something done that no report tells as done",
        edit("events", "E903", realis="actual"),
        at=("events", "E903", "realis"),
        says="The event is 'actual', but its firmest report tells it as 'planned'",
    ),
    fault(
        "event-realis",
        "what happened as a part of what was only planned",
        edit("events", "E904", part_of="E903"),
        at=("events", "E904", "part_of"),
        says="'E904' is 'actual', but part of 'E903', which is only planned",
    ),
    fault(
        "event-basis",
        "a day known otherwise than by its reports",
        edit("events", "E902", date_basis="inferred"),
        at=("events", "E902", "date_basis"),
        says="The day is 'relative' in the reports, not 'inferred'",
    ),
    fault(
        "event-basis",
        "one report that was weighed",
        edit("events", "E902", rule="envelope"),
        at=("events", "E902", "rule"),
        says="The rule is 'envelope', but 'E902' has one report",
    ),
    fault(
        "event-of-claim",
        "a claim about another day than its event",
        edit("casualties", "C902", event_id="E902", date_basis="other_article"),
        on("casualties", "C902", "2031-04-12"),
        edit("casualties", "C902", date_stated=""),
        support("casualties", "C902", "date", support="implies"),
        at=("casualties", "C902", "event_id"),
        says="'E902' is of 2031-04-14/2031-04-16, which has no day in common with 2031-04-12",
    ),
    fault(
        "event-of-claim",
        "a part of an event elsewhere",
        edit("events", "E902", place_id="ombra"),
        at=("events", "E902", "part_of"),
        says="'E900' is in 'karsa', not in 'ombra'",
    ),
    fault(
        "event-reported",
        "a toll of something that the article does not tell",
        edit("casualties", "C902", event_id="E904", place_id=""),
        remove("evidence", "C902.place_id.1"),
        at=("casualties", "C902", "event_id"),
        says="A900 does not report 'E904'",
    ),
    fault(
        "mode-of-kind",
        "talks by small arms",
        edit("events", "E904", mode="small_arms"),
        at=("events", "E904", "mode"),
        says="The mode is 'small_arms', which a negotiation does not have",
    ),
    fault(
        "mode-of-kind",
        "a fight without means",
        edit("events", "E901", mode="none"),
        at=("events", "E901", "mode"),
        says="The mode is 'none', which a territory_taken does not have",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_an_event_that_does_not_fit_its_reports_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


@pytest.mark.parametrize(
    "change",
    [
        reconciled("2031-04-15", "intersection", "2031-04-15", "2031-04-15"),
        reconciled("[..2031-04-15]", "envelope", "", "2031-04-15"),
        reconciled("[..2031-04-15]", "most_precise_report", "", "2031-04-15"),
        reconciled("2031-04-15/..", "most_precise_report", "2031-04-15", ""),
    ],
)
def test_a_date_that_its_rule_makes_of_the_reports_is_sound(change: Edit):
    assert outcomes(broken(change)) == []


def test_a_date_from_an_outside_source_may_differ_from_all_reports():
    outside = edit("events", "E901", date_basis="outside", date_source_id="karsa_wire", part_of="")
    assert outcomes(broken(on("events", "E901", "2031-04-14"), outside)) == []


def test_an_event_is_as_actual_as_its_firmest_report():
    attempted = edit("event_reports", "R902", realis="attempted")
    assert outcomes(broken(attempted, support("event_reports", "R902", "realis"))) == []


def test_a_whole_needs_no_report_of_its_own_as_long_as_it_has_parts():
    parts = [edit("events", name, part_of="") for name in ("E901", "E902", "E903")]
    found = outcomes(broken(*parts))
    assert [(one.rule, one.column) for one in found] == [("event-reports", "event_id")]
    assert outcomes(broken(*parts, remove("events", "E900"))) == []
