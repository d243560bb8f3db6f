"""Half a point, and a point from nowhere, are found, once and where they are."""

import pytest

from invented_package import Fault, assert_found, edit, fault

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
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_coordinates_that_are_not_whole_are_found_once_and_where_they_are(fault: Fault):
    assert_found(fault)
