"""The rules as a whole: silent on sound data, each shown to find a fault, skipped where they do not apply."""

import inspect
from dataclasses import replace

import pytest

import test_rules_dates
import test_rules_events
import test_rules_identifiers
import test_rules_numbers
import test_rules_passages
import test_rules_places
import test_rules_quotation_budget
import test_rules_quoted_words
import test_rules_references
import test_rules_support
import test_rules_texts
import test_rules_time_expressions
from invented_package import broken, drop, edit, invented, outcomes
from sirte_dataset.checking.findings import Skipped
from sirte_dataset.checking.rules import RULES

TESTS = [
    test_rules_dates,
    test_rules_events,
    test_rules_support,
    test_rules_identifiers,
    test_rules_numbers,
    test_rules_passages,
    test_rules_places,
    test_rules_quotation_budget,
    test_rules_quoted_words,
    test_rules_references,
    test_rules_texts,
    test_rules_time_expressions,
]
TABLES = list(invented().frames)


@pytest.mark.parametrize("name", RULES)
def test_each_rule_is_applied_to_the_invented_package_and_finds_nothing(name):
    assert list(RULES[name](invented())) == []


def test_each_rule_is_shown_to_find_a_fault():
    assert {fault.rule for module in TESTS for fault in module.FAULTS} == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_each_rule_says_what_it_demands_and_then_why_and_how_to_mend_it(name):
    demand, reason = inspect.getdoc(RULES[name]).split("\n\n")
    assert demand.endswith(".")
    assert reason.count(". ") >= 1


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
