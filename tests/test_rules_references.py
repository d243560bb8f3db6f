"""Every pointer of the invented package that is bent is found, once and where it is."""

from dataclasses import replace

import pytest

from invented_package import Fault, add, assert_found, broken, edit, fault
from sirte_dataset import descriptor
from sirte_dataset.checking.context import Context
from sirte_dataset.checking.findings import Finding, Skipped
from sirte_dataset.checking.rules import RULES
from sirte_dataset.descriptor import Package

FAULTS = [
    fault(
        "foreign-key",
        "an event that is not there",
        edit("casualties", "C901", event_id="E999"),
        at=("casualties", "C901", "event_id"),
        says="'E999' is not a row of events",
    ),
    fault(
        "foreign-key",
        "a misspelt place and suggests the right one",
        edit("events", "E904", place_id="ombro"),
        at=("events", "E904", "place_id"),
        says="Did you mean 'ombra'?",
    ),
    fault(
        "foreign-key",
        "a parent that is not in its own table",
        edit("places", "karsa", parent_place_id="atlantis"),
        at=("places", "karsa", "parent_place_id"),
        says="'atlantis' is not a row of places",
    ),
    fault(
        "row-reference",
        "a link from a claim that is not there",
        edit("claim_links", "L901", row_id="C999"),
        at=("claim_links", "L901", "row_id"),
        says="'C999' is not a row of casualties",
    ),
    fault(
        "row-reference",
        "a link to a claim of another table",
        edit("claim_links", "L902", other_row_id="C901"),
        at=("claim_links", "L902", "other_row_id"),
        says="'C901' is not a row of event_reports",
    ),
    fault(
        "parent-cycle",
        "a row that is its own parent",
        edit("events", "E900", part_of="E900"),
        at=("events", "E900", "part_of"),
        says="E900 > E900",
    ),
    fault(
        "parent-cycle",
        "places that contain each other",
        edit("places", "velmar", parent_place_id="karsa"),
        at=("places", "karsa", "parent_place_id"),
        says="karsa > velmar > karsa",
    ),
    fault(
        "passage-of-article",
        "a report that cites a passage of another article",
        edit("event_reports", "R902", passage_id="A900.02"),
        at=("event_reports", "R902", "passage_id"),
        says="'A900.02' is a passage of A900, but the row is of A901",
    ),
    fault(
        "passage-of-article",
        "evidence that names the wrong article",
        edit("evidence", "T903.status.1", article_id="A900"),
        at=("evidence", "T903.status.1", "passage_id"),
        says="'A901.02' is a passage of A901, but the row is of A900",
    ),
    fault(
        "row-reference",
        "a comparison with a claim that is not there",
        edit("comparisons", "M901", row_id="C999"),
        at=("comparisons", "M901", "row_id"),
        says="'C999' is not a row of casualties",
    ),
    fault(
        "row-reference",
        "a discrepancy of a claim of another table",
        edit("discrepancy_claims", "DC902", resource="control"),
        at=("discrepancy_claims", "DC902", "row_id"),
        says="'C904' is not a row of control",
    ),
    fault(
        "source-used",
        "a source that nothing rests on",
        add("sources", source_id="velmar_radio", publisher="Velmar Radio"),
        at=("sources", "velmar_radio", "source_id"),
        says="No row of another table names 'velmar_radio'",
    ),
    fault(
        "link-to-itself",
        "a claim linked to itself",
        edit("claim_links", "L901", other_row_id="C904"),
        at=("claim_links", "L901", "other_row_id"),
        says="joins 'C904' to itself",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_bent_pointer_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


UNUSED = add("sources", source_id="velmar_radio", publisher="Velmar Radio")


def cut(context: Context, table: str) -> Context:
    """The package cut down by a table: neither its rows nor a word of it in the descriptor."""
    described = context.package.descriptor
    resources = [one for one in described["resources"] if one["name"] != table]
    package = Package(context.package.folder, {**described, "resources": resources})
    schemas, frames = (
        {name: part for name, part in parts.items() if name != table}
        for parts in (context.schemas, context.frames)
    )
    return replace(context, package=package, schemas=schemas, frames=frames)


def test_a_table_that_only_the_dataset_itself_has_does_not_keep_an_unused_source_from_being_found():
    (found,) = RULES["source-used"](cut(broken(UNUSED), "strikes"))
    assert isinstance(found, Finding)
    assert "names 'velmar_radio'" in found.message


def test_of_a_part_of_the_dataset_nothing_is_called_unused(folder, monkeypatch):
    monkeypatch.setattr(descriptor, "package_folder", lambda: folder)
    (said,) = RULES["source-used"](cut(broken(UNUSED), "strikes"))
    assert said == Skipped("source-used", said.reason)
    assert "rows may be named elsewhere: the package has no table 'strikes'" in said.reason


def test_where_the_package_points_to_a_table_that_it_lacks_a_source_may_be_named_there():
    (found,) = RULES["source-used"](cut(broken(UNUSED), "events"))
    assert isinstance(found, Skipped)
    assert found.reason.startswith("rows may be named elsewhere: the package has no table 'events'")
