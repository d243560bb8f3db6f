"""The rules as a whole: silent on sound data, each shown to find a fault, skipped where they do not apply."""

import inspect
from dataclasses import replace

import pytest

import test_rules_characters
import test_rules_claims
import test_rules_clauses
import test_rules_control
import test_rules_crosswalks
import test_rules_dates
import test_rules_discrepancies
import test_rules_double_entry
import test_rules_events
import test_rules_identifiers
import test_rules_names
import test_rules_numbers
import test_rules_outside
import test_rules_package
import test_rules_passages
import test_rules_places
import test_rules_quotation_budget
import test_rules_quoted_words
import test_rules_references
import test_rules_released_rows
import test_rules_releases
import test_rules_sides
import test_rules_sources
import test_rules_support
import test_rules_texts
import test_rules_time_expressions
from invented_package import NO_CODINGS, broken, drop, edit, invented, outcomes
from sirte_dataset.checking import registry
from sirte_dataset.checking.dated_claims import DATE_RULES
from sirte_dataset.checking.findings import Skipped
from sirte_dataset.checking.rules import RULES

TESTS = [
    test_rules_names,
    test_rules_discrepancies,
    test_rules_double_entry,
    test_rules_control,
    test_rules_crosswalks,
    test_rules_characters,
    test_rules_claims,
    test_rules_clauses,
    test_rules_dates,
    test_rules_events,
    test_rules_sides,
    test_rules_sources,
    test_rules_support,
    test_rules_identifiers,
    test_rules_numbers,
    test_rules_outside,
    test_rules_package,
    test_rules_passages,
    test_rules_places,
    test_rules_quotation_budget,
    test_rules_quoted_words,
    test_rules_references,
    test_rules_released_rows,
    test_rules_releases,
    test_rules_texts,
    test_rules_time_expressions,
]
TABLES = list(invented().frames)


@pytest.mark.parametrize("name", RULES)
def test_each_rule_is_applied_to_the_invented_package_and_finds_nothing(name):
    assert set(RULES[name](invented())) <= {NO_CODINGS}


def test_each_rule_is_shown_to_find_a_fault():
    assert {fault.rule for module in TESTS for fault in module.FAULTS} == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_each_rule_says_what_it_demands_and_then_why_and_how_to_mend_it(name):
    demand, reason = inspect.getdoc(RULES[name]).split("\n\n")
    assert demand.endswith(".")
    assert reason.count(". ") >= 1


def test_the_rules_on_dates_are_the_rules_that_others_come_after():
    assert set(DATE_RULES) == {name for name, apply in RULES.items() if apply.__module__.endswith(".dates")}


def test_what_is_found_does_not_depend_on_the_order_of_the_rules():
    faults = [*test_rules_dates.FAULTS, *test_rules_events.FAULTS, *test_rules_numbers.FAULTS]
    edits = [change for fault in faults for change in fault.edits]
    context = broken(*edits)
    backwards = [outcome for apply in reversed(RULES.values()) for outcome in apply(context)]
    assert set(backwards) - {NO_CODINGS} == set(outcomes(broken(*edits)))
    assert len({outcome.rule for outcome in backwards}) > len(DATE_RULES)


def test_a_rule_is_silent_where_a_rule_that_it_comes_after_finds_something(monkeypatch):
    monkeypatch.setattr(registry, "RULES", {})
    monkeypatch.setattr(registry, "AFTER", {})

    def in_row(*rows):
        return lambda context: (context.finding("casualties", row, "low", "It is wrong.") for row in rows)

    later = registry.rule("later", after=("earlier",))(in_row(2, 3, 4))
    registry.rule("earlier")(in_row(3))
    assert [finding.row for finding in later(broken())] == [2, 4]
    registry.check_order()


@pytest.mark.parametrize(
    ("after", "says"),
    [("dates-order", "'later' comes after 'dates-order', which is no rule"), ("later", "cycle")],
)
def test_a_rule_may_not_come_after_one_that_does_not_exist_or_after_itself(monkeypatch, after, says):
    monkeypatch.setattr(registry, "RULES", dict(RULES))
    monkeypatch.setattr(registry, "AFTER", dict(registry.AFTER))
    registry.rule("later", after=(after,))(lambda context: iter(()))
    with pytest.raises(ValueError, match=says):
        registry.check_order()


@pytest.mark.parametrize("table", TABLES)
def test_a_package_without_one_of_the_tables_has_no_findings_but_rules_that_were_skipped(table):
    found = outcomes(broken(drop(table)))
    assert [type(outcome) for outcome in found] == [Skipped] * len(found), "\n".join(map(str, found))


def test_a_package_without_tables_skips_every_rule_that_needs_one():
    found = outcomes(replace(invented(), frames={}))
    assert {type(outcome) for outcome in found} == {Skipped}


def test_a_row_with_a_reported_cell_is_left_alone_by_the_rules_that_read_this_cell():
    garbage = broken(edit("casualties", "C901", low="a dozen", date_earliest="never", event_id="?"))
    faulty = {"casualties": {(2, "low"), (2, "date_earliest"), (2, "event_id")}}
    assert outcomes(replace(garbage, faulty=faulty)) == []


def test_columns_of_another_type_than_the_rules_compute_with_are_skipped():
    context = invented()
    passages = context.schemas["passages"]
    fields = tuple(
        field._replace(type="string") if field.name == "start" else field for field in passages.fields
    )
    loose = replace(context, schemas={**context.schemas, "passages": passages._replace(fields=fields)})
    found = outcomes(loose)
    assert Skipped("passage-order", "the table 'passages' has no usable column 'start'") in found
    assert {type(outcome) for outcome in found} == {Skipped}
