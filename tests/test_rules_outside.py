"""Sources nobody can find, figures that do not fit, relations against the numbers are found, once each."""

from pathlib import Path

import pytest

from invented_package import Edit, Fault, add, assert_found, broken, edit, fault, set_cell
from sirte_dataset.checking.rules import RULES
from sirte_dataset.checking.validation import validate

SIXTY = {"low": "60", "best": "60", "high": "60", "quantifier": "exact"}


def share_compared(relation: str) -> tuple[Edit, ...]:
    """The share of the port quarter that T902 tells, beside an outside one of 60 percent."""
    days = dict.fromkeys(("date", "date_earliest", "date_latest"), "2031-04-16")
    figure = {"kind": "share_held", "place_id": "port_quarter", "scope": "moment", **days}
    compared = {"resource": "control", "row_id": "T902", "relation": relation, "finding": "It says 60."}
    named = {"outside_figure_id": "F905", "source_id": "karsa_wire", **SIXTY}
    return (
        edit("sources", "karsa_wire", published="2031-04-16"),
        add("outside_figures", **figure, **named),
        add("comparisons", comparison_id="M905", **compared, **named),
    )


FAULTS = [
    fault(
        "source-found-again",
        "a source of a date without an address whose day is not known",
        edit("sources", "ombra_gazette", url="", published=""),
        at=("sources", "ombra_gazette", "url"),
        says="rests on 'ombra_gazette', which cannot be found again",
    ),
    fault(
        "source-found-again",
        "a source of figures with neither address nor title",
        edit("sources", "karsa_wire", url="", title=""),
        at=("sources", "karsa_wire", "url"),
        says="rests on 'karsa_wire', which cannot be found again",
    ),
    fault(
        "figure-number",
        "a toll without a number",
        edit("outside_figures", "F903", kind="killed"),
        at=("outside_figures", "F903", "quantifier"),
        says="The quantifier is blank, but the kind is 'killed'",
    ),
    fault(
        "figure-number",
        "a capture that counts",
        edit("outside_figures", "F903", quantifier="estimate", low="1", best="2", high="3"),
        at=("outside_figures", "F903", "quantifier"),
        says="The quantifier is 'estimate', but the kind is 'capture'",
    ),
    fault(
        "comparison-figure",
        "a number from nowhere",
        edit("comparisons", "M903", outside_figure_id=""),
        at=("comparisons", "M903", "outside_figure_id"),
        says="name the outside figure that it comes from",
    ),
    fault(
        "comparison-figure",
        "a number that is not the figure's",
        edit("comparisons", "M903", low="41", best="41", high="41"),
        at=("comparisons", "M903", "outside_figure_id"),
        says="'F901' has another number or source: karsa_wire, 40, 40, 40, exact",
    ),
    fault(
        "comparison-figure",
        "a figure of another source",
        edit("comparisons", "M903", source_id="ombra_gazette"),
        at=("comparisons", "M903", "outside_figure_id"),
        says="'F901' has another number or source",
    ),
    fault(
        "comparison-kind",
        "dead compared with wounded",
        edit("outside_figures", "F901", kind="wounded"),
        at=("comparisons", "M903", "outside_figure_id"),
        says="'F901' tells of 'wounded'; the claim counts 'killed'",
    ),
    fault(
        "comparison-kind",
        "a share compared with a count of fighters",
        *share_compared("contradicts"),
        edit("outside_figures", "F905", kind="fighters"),
        at=("comparisons", "M905", "outside_figure_id"),
        says="'F905' tells of 'fighters'; the claim counts 'share_held'",
    ),
    fault(
        "comparison-relation",
        "a relation against the numbers",
        edit("comparisons", "M903", relation="contradicts"),
        at=("comparisons", "M903", "relation"),
        says="narrows follows from the numbers; the relation is 'contradicts'; correct it or give",
    ),
    fault(
        "comparison-relation",
        "a share that does not confirm",
        *share_compared("confirms"),
        at=("comparisons", "M905", "relation"),
        says="contradicts or revises follows from the numbers; the relation is 'confirms'",
    ),
    fault(
        "comparison-relation",
        "a context of the same place and time without a reason",
        edit("comparisons", "M904", relation_reason=""),
        at=("comparisons", "M904", "relation"),
        says="narrows follows from the numbers; the relation is 'context'",
    ),
    fault(
        "comparison-relation",
        "a reason that nothing needs",
        edit("comparisons", "M903", relation_reason="It is so."),
        at=("comparisons", "M903", "relation_reason"),
        says="narrows follows from the numbers; the relation is 'narrows', so no reason is needed.",
    ),
    fault(
        "figure-scope",
        "a day of two days",
        edit("outside_figures", "F903", date="2031-04-14/2031-04-15", date_earliest="2031-04-14"),
        at=("outside_figures", "F903", "scope"),
        says="The scope is 'day', but the days run from 2031-04-14",
    ),
    fault(
        "figure-scope",
        "a capture that lasts",
        edit("outside_figures", "F903", scope="moment"),
        at=("outside_figures", "F903", "scope"),
        says="The scope is 'moment', but the kind is 'capture'",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_beside_the_claims_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


def number(words: str) -> dict[str, str]:
    """The cells of a number: 'about 50', 'range 300 400', 'estimate 1 2 3'."""
    quantifier, *figures = words.split()
    columns = {
        "exact": ("low", "best", "high"),
        "at_least": ("low",),
        "more_than": ("low",),
        "about": ("best",),
        "up_to": ("high",),
        "fewer_than": ("high",),
        "range": ("low", "high"),
        "estimate": ("low", "best", "high"),
        "vague": (),
    }[quantifier]
    values = figures * 3 if quantifier == "exact" else figures
    cells = dict.fromkeys(("low", "best", "high"), "")
    return {**cells, "quantifier": quantifier, **dict(zip(columns, values, strict=True))}


@pytest.mark.parametrize(
    ("claim", "outside", "follows"),
    [
        ("exact 18", "exact 18", {"confirms"}),
        ("exact 18", "exact 34", {"contradicts", "revises"}),
        ("exact 9", "at_least 9", {"confirms"}),
        ("exact 9", "more_than 9", {"contradicts", "revises"}),
        ("exact 10", "fewer_than 10", {"contradicts", "revises"}),
        ("exact 10", "up_to 10", {"confirms"}),
        ("about 50", "exact 50", {"narrows"}),
        ("about 50", "exact 55", {"narrows"}),
        ("about 50", "exact 56", {"contradicts", "revises"}),
        ("about 50", "at_least 49", {"confirms"}),
        ("about 50", "range 37 43", {"contradicts", "revises"}),
        ("up_to 6000", "range 4000 6000", {"narrows"}),
        ("range 10 20", "range 15 30", {"confirms"}),
        ("vague", "estimate 1607 1678 2720", {"narrows"}),
        ("exact 5", "estimate 1 2 3", {"contradicts", "revises"}),
    ],
)
def test_which_relation_follows_from_two_numbers(claim: str, outside: str, follows: set[str]):
    def speaks(relation: str) -> bool:
        context = broken(
            edit("casualties", "C903", **number(claim)),
            edit("outside_figures", "F901", **number(outside)),
            edit("comparisons", "M903", relation=relation),
        )
        return bool(list(RULES["comparison-relation"](context)))

    relations = ("confirms", "narrows", "contradicts", "revises", "context")
    assert {relation for relation in relations if not speaks(relation)} == follows


def test_a_number_without_its_figure_is_left_to_the_rule_on_quantifiers():
    incomplete = broken(edit("casualties", "C903", low="", best="", high="", quantifier="about"))
    found = [rule for rule in ("quantifier", "comparison-relation") for _ in RULES[rule](incomplete)]
    assert found == ["quantifier"]


def test_other_days_or_another_place_make_a_context():
    for cells in ({"date_latest": "2031-04-16"}, {"place_id": "karsa"}):
        elsewhere = broken(
            edit("outside_figures", "F901", **cells), edit("comparisons", "M903", relation="context")
        )
        assert list(RULES["comparison-relation"](elsewhere)) == []


def test_a_figure_without_a_source_is_no_figure(folder: Path):
    set_cell(folder, "outside_figures", "F901", "source_id", "")
    found = [(finding.rule, finding.column) for finding in validate(folder).findings]
    assert ("required", "source_id") in found
