"""What a rule sees of a table, row by row or as whole columns, is the same."""

import gc
from dataclasses import replace

import pytest

from invented_package import invented
from sirte_dataset.checking.validation import validate

FAULTY = {"casualties": {(2, "low"), (3, "note"), (4, "")}}


@pytest.mark.parametrize(("columns", "left_out"), [("casualty_id low", {2, 4}), ("casualty_id", {4})])
def test_rows_with_a_fault_in_a_column_that_is_asked_for_are_left_out(columns, left_out):
    context = replace(invented(), faulty=FAULTY)
    rows = list(context.rows("casualties", columns))
    every = range(2, len(context.frames["casualties"]) + 2)
    assert [row for row, *_ in rows] == [row for row in every if row not in left_out]
    assert list(context.frame("casualties", columns).itertuples(name=None)) == rows


@pytest.mark.parametrize("running", [True, False])
def test_validation_leaves_the_garbage_collector_as_it_was(folder, running):
    was = gc.isenabled()
    try:
        (gc.enable if running else gc.disable)()
        validate(folder)
        assert gc.isenabled() == running
    finally:
        (gc.enable if was else gc.disable)()
