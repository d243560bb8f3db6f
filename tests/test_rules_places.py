"""Half a point, a point from nowhere and a place in a smaller one are found, once and where they are."""

import pytest

from invented_package import Fault, add, assert_found, describe, edit, fault, invented
from sirte_dataset.checking.context import LEVELS
from sirte_dataset.checking.rules import RULES

FAULTS = [
    fault(
        "coordinates",
        "a latitude without a longitude",
        edit("places", "karsa", longitude=""),
        at=("places", "karsa", "longitude"),
        says="The cell is blank, but the position is 'approximate'",
    ),
    fault(
        "coordinates",
        "a point without a source",
        edit("places", "karsa", position_source=""),
        at=("places", "karsa", "position_source"),
        says="The cell is blank, but the position is 'approximate'",
    ),
    fault(
        "coordinates",
        "a source of no point",
        edit("places", "ombra", position_source="ombra_gazette"),
        at=("places", "ombra", "position_source"),
        says="The cell is 'ombra_gazette', but the position is 'unlocated'",
    ),
    fault(
        "place-in-larger",
        "a country in a town",
        edit("places", "karsa", kind="building"),
        at=("places", "port_quarter", "parent_place_id"),
        says="A district does not lie in a building, which 'karsa' is",
    ),
    fault(
        "place-in-larger",
        "a district of nothing",
        edit("places", "port_quarter", parent_place_id=""),
        edit("events", "E903", part_of=""),
        at=("places", "port_quarter", "parent_place_id"),
        says="A district lies in a larger place; name it",
    ),
    fault(
        "place-in-larger",
        "a code of another town",
        edit("places", "port_quarter", pcode="VM02", pcode_source_id="ombra_gazette"),
        at=("places", "port_quarter", "pcode"),
        says="'VM02' does not begin as the code of 'karsa', 'VM01'",
    ),
    fault(
        "place-in-box",
        "a latitude taken for a longitude",
        edit("places", "karsa", latitude="20.75", longitude="10.25"),
        at=("places", "karsa", "latitude"),
        says="The point lies outside the box of 'VM'",
    ),
    fault(
        "place-in-box",
        "a box whose corners are exchanged",
        describe(x_spatial={"country": "VM", "bbox": [22, 11, 20, 9]}),
        at=("datapackage.json", "", "x-spatial"),
        says="expected west, south, east and north",
    ),
    fault(
        "place-in-box",
        "a box of another country",
        describe(x_spatial={"country": "VM", "bbox": [9, 20, 11, 22]}),
        at=("datapackage.json", "", "x-spatial"),
        says="No point of 'VM' lies in",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_coordinates_that_are_not_whole_are_found_once_and_where_they_are(fault: Fault):
    assert_found(fault)


def test_places_that_lie_in_each_other_without_end_are_one_finding_and_climbed_so_far():
    context = invented()
    for level in range(LEVELS + 20):
        parent = f"level_{level - 1}" if level else "karsa"
        context = add("places", place_id=f"level_{level}", kind="district", parent_place_id=parent)(context)
    (found,) = RULES["place-in-larger"](context)
    assert (found.file, found.column) == ("data/places.csv", "parent_place_id")
    assert f"'level_{LEVELS - 3}' lies in {LEVELS} places or more" in found.message
    assert len(context.upwards(f"level_{level}")) == LEVELS
