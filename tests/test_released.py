"""The second book: a released cell is what a coder wrote or what a decision names."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from invented_package import set_cell
from sirte_dataset.agreement.codings import FOLDER, read_codings
from sirte_dataset.agreement.released import Undecided, undecided
from sirte_dataset.descriptor import checkout_folder, open_package


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A copy of the released package and its codings, for a test to change."""
    own = open_package().folder
    for name in ("data", "schemas", "codings"):
        shutil.copytree(own / name, tmp_path / name)
    shutil.copy(own / "datapackage.json", tmp_path)
    return tmp_path


def found(folder: Path) -> list[Undecided]:
    codings = folder / "codings"
    return undecided(open_package(folder), codings, read_codings(codings))


def first(folder: Path, table: str) -> dict[str, str]:
    with (folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return next(iter(csv.DictReader(file)))


def test_every_released_cell_is_what_a_coder_wrote_or_a_decision_names() -> None:
    folder = checkout_folder(FOLDER)
    own = undecided(open_package(), folder, read_codings(folder))
    assert own == [], "\n".join(map(str, own))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("control", "status", "besieged"), ("casualties", "outcome", "missing"), ("strikes", "unit", "sorties")],
)
def test_a_cell_that_was_changed_without_a_decision_is_found(
    released: Path, table: str, column: str, value: str
) -> None:
    row = first(released, table)
    name = next(iter(row.values()))
    assert row[column] != value
    set_cell(released, table, name, column, value)
    assert [(one.table, one.row_id, one.field, one.released) for one in found(released)] == [
        (table, name, column, value)
    ]


def test_a_decision_that_is_no_longer_followed_is_found(released: Path) -> None:
    with (released / "codings" / "review.csv").open(encoding="utf-8", newline="") as file:
        decision = next(row for row in csv.DictReader(file) if row["field"] == "status")
    set_cell(released, decision["table"], decision["row_id"], "status", decision["old"])
    assert [(one.row_id, one.field) for one in found(released)] == [(decision["row_id"], "status")]
