"""The changelog lists each cell that changed since the first release, and no other."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import sirte_dataset as sd
from sirte_dataset.release.diff import compare

ROOT = Path(__file__).parents[1]
FIRST_RELEASE = "525b0a4"
VERSION = "0.2.0"  # whose section is compared: a later version corrects cells again

Cell = tuple[str, str, str]
ROWS = r"((?:[\w.]+, )*[\w.]+)"
VALUE = r"(blank|`[^`]+`)"
CHANGE = re.compile(rf"(?:; )?(?:{ROWS} )?([a-z][a-z0-9_]*) (?:reworded|{VALUE} to {VALUE})")


def listed_cells(section: str) -> Iterator[tuple[Cell, tuple[str, str] | None]]:
    """Each cell of the list with its old and its new value, None where it is said to be reworded."""
    table = ""
    for block in re.split(r"\n(?=- |  - )", section):
        text = " ".join(block.split())
        if heading := re.match(r"- `(\w+)`", text):
            table = heading[1]
            continue
        of_all = re.match(rf"- {ROWS}: (?=[a-z0-9_]+ (?:reworded|blank to|`))", text)
        place = of_all.end() if of_all else 2
        while table and (change := CHANGE.match(text, place)):
            place = change.end()
            for row in (change[1] or (of_all or change)[1]).split(", "):
                values = tuple(
                    "" if value == "blank" else value.strip("`") for value in change.groups()[2:] if value
                )
                yield (table, row, change[2]), (values[0], values[1]) if values else None


def test_a_list_of_cells_is_read_with_its_rows_and_values() -> None:
    text = """
- `boats`: why.
  - B1, B2 low `2` to `3`; B1
    note reworded: Seen `again` to be `so`.
- `quays`
  - q_1: name blank to `North
    quay`; note reworded.
"""
    assert list(listed_cells(text)) == [
        (("boats", "B1", "low"), ("2", "3")),
        (("boats", "B2", "low"), ("2", "3")),
        (("boats", "B1", "note"), None),
        (("quays", "q_1", "name"), ("", "North quay")),
        (("quays", "q_1", "note"), None),
    ]


def test_the_changelog_lists_each_corrected_cell_and_no_other() -> None:
    known = ["git", "-C", str(ROOT), "cat-file", "-e", f"{FIRST_RELEASE}^{{commit}}"]
    if subprocess.run(known, capture_output=True, check=False).returncode:
        pytest.skip(f"the commit {FIRST_RELEASE} of the first release is not at hand: no full git checkout")
    if sd.__version__ != VERSION:
        pytest.skip(f"the data have changed again since {VERSION}")
    changes = compare(f"git:{FIRST_RELEASE}", ROOT).changes
    text = (ROOT / "CHANGELOG.md").read_text("utf-8").partition(f"## {VERSION}")[2]
    section = text.partition("Corrected cells")[2].partition("\n### ")[0]
    listed = dict(listed_cells(section))
    corrected = {
        (change.table, change.row, change.column): (
            " ".join(change.old.split()),
            " ".join(change.new.split()),
        )
        for change in changes
        if change.what == "cell" and change.table != "evidence" and None not in (change.old, change.new)
    }
    new_columns = {(change.table, change.column) for change in changes if change.what == "column"}
    counted = {
        cell
        for cell in corrected
        if (cell[0], cell[2]) in new_columns or cell[2] in ("date_earliest", "date_latest")
    }
    assert set(corrected) - counted - set(listed) == set(), "not listed"
    assert set(listed) - set(corrected) == set(), "listed, and no difference"
    assert {cell: values for cell, values in listed.items() if values not in (None, corrected[cell])} == {}
    assert {cell for cell, values in listed.items() if values is None and "" in corrected[cell]} == set()
