"""A row that is not as it was released, and that the changelog does not name, is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from invented_package import Fault, assert_found, broken, describe, edit, fault, outcomes, set_cell
from sirte_dataset import descriptor
from sirte_dataset.changelog import CHANGELOG
from sirte_dataset.checking.findings import Finding, Skipped
from sirte_dataset.checking.rules.released_rows import Changed, _exchanged
from sirte_dataset.checking.validation import validate
from sirte_dataset.descriptor import DESCRIPTOR_NAME
from sirte_dataset.hashes import row_digest
from sirte_dataset.refreshing import refresh
from sirte_dataset.release.ledger import record

RULE = "released-row"
RELEASED = describe(version="0.0.10")

FAULTS = [
    fault(
        RULE,
        "a cell that took the value of another row",
        RELEASED,
        edit("sources", "karsa_wire", seen_as="whole_page"),
        at=("sources", "karsa_wire", "seen_as"),
        says="'karsa_wire' is not as version 0.0.10 had it; seen_as was 'opening'; restore it, or",
    ),
    fault(
        RULE,
        "a blank that was filled",
        RELEASED,
        edit("sources", "karsa_wire", note="Seen."),
        at=("sources", "karsa_wire", "note"),
        says="note was blank; restore it, or raise the version.",
    ),
    fault(
        RULE,
        "words that stand nowhere else",
        RELEASED,
        edit("sources", "karsa_wire", title="Another title"),
        at=("sources", "karsa_wire", ""),
        says="not as version 0.0.10 had it; restore it",
    ),
    fault(
        RULE,
        "a digest that is gone",
        RELEASED,
        edit("released_ids", "casualties", id="C901"),
        at=("released_ids", "casualties", "digest"),
        says="Nobody can tell whether 'C901' of casualties changed; restore the digest of its row.",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_row_that_is_not_as_it_was_released_is_found_once_and_where_it_is(fault: Fault) -> None:
    assert_found(fault)


def test_a_digest_is_of_what_is_filled_whatever_the_order_of_the_columns() -> None:
    assert row_digest({"a": "1", "b": ""}) == row_digest({"b": "", "a": "1"}) == row_digest({"a": "1"})
    assert len({row_digest(row) for row in ({"a": "1"}, {"a": "2"}, {"b": "1"}, {})}) == 4


def test_a_date_is_named_with_its_days_as_one_change() -> None:
    days = {"date": "2031-04-15", "date_earliest": "2031-04-15", "date_latest": "2031-04-15"}
    frames = broken(edit("control", "T902", **days), edit("control", "T903", **days)).frames
    cells = {str(column): str(cell) for column, cell in frames["control"].iloc[1].items()}
    before = broken().frames["control"].iloc[1].to_dict()
    row = Changed("control", 3, "control_id", cells, row_digest(before))
    assert _exchanged(row, frames["control"]) == {}
    assert _exchanged(row, broken().frames["control"]) == dict.fromkeys(days, "2031-04-16")


def test_what_stood_there_is_looked_up_in_the_package_that_comes_with_the_library(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(folder)
    own = shutil.copytree(folder, tmp_path / "own")
    monkeypatch.setattr(descriptor, "package_folder", lambda: own)
    for column, cell in (("title", "Another title"), ("seen_as", "whole_page")):
        set_cell(folder, "sources", "karsa_wire", column, cell)
    (said,) = [one for one in validate(folder, rules=[RULE]).findings if one.rule == RULE]
    assert (said.file, said.column) == ("data/sources.csv", "title")
    assert "; title was 'Lantern driven from customs house'" in said.message
    assert "; seen_as was 'opening'; restore it" in said.message


def test_without_any_digest_no_row_is_compared() -> None:
    unknown = edit("released_ids", "sources", digest="")
    changed = edit("sources", "karsa_wire", title="Another title")
    said = outcomes(broken(RELEASED, describe(x_content="sha256:" + "0" * 64), unknown, changed))
    assert [one.rule for one in said if isinstance(one, Finding)] == ["release-content"]
    assert Skipped(RULE, "released_ids has no digest of any row") in said


# --- a later version


def found(
    folder: Path, *changes: tuple[str, str, str, str], said: str | bytes
) -> list[tuple[str, int | None]]:
    """What is found where cells changed since the release and the changelog of the next version says this;
    bytes are all of it, none is no changelog.
    """
    record(folder)
    (folder / CHANGELOG).unlink()
    for change in changes:
        set_cell(folder, *change)
    if isinstance(said, str):
        said = (
            f"# Changelog\n\n## 0.1.1 (2031-06-02)\n\n{said}\n\n## 0.1.0 (2031-06-01)\n\n- C901, C902.\n"
        ).encode()
    if said:
        (folder / CHANGELOG).write_bytes(said)
    path = folder / DESCRIPTOR_NAME
    path.write_text(path.read_text("utf-8").replace('"version": "0.1.0"', '"version": "0.1.1"'), "utf-8")
    refresh(folder)
    report = validate(folder, rules=[RULE])
    return [(one.file, one.row) for one in report.findings if one.rule == RULE]


NOTES = [("casualties", name, "note", "Another note.") for name in ("C901", "C902")]
QUOTE = ("evidence", "C901.row.1", "support", "implies")


@pytest.mark.parametrize(
    ("changes", "said", "rows"),
    [
        (NOTES, "- C901 note.", [("data/casualties.csv", 3)]),
        (NOTES, "- C901, C902 note.", []),
        (NOTES, "- `casualties.note` filled.", []),
        (NOTES, f"- C901.\n\n## {'9' * 5000}.0.0\n\n- C902.", [("data/casualties.csv", 3)]),
        (NOTES, "- C9011, C902.x, `control.note`.", [("data/casualties.csv", 2), ("data/casualties.csv", 3)]),
        ([QUOTE], "- C901.", []),
        ([QUOTE], "- C901.row.1 support.", []),
        ([QUOTE], "- C902.", [("data/evidence.csv", 21)]),
        (
            [("casualties", "C902", "quantifier", "range")],
            "- `casualties.quantifier`.",
            [("data/casualties.csv", 3)],
        ),
    ],
)
def test_a_changed_row_is_named_in_the_changelog(
    folder: Path, changes: list[tuple[str, str, str, str]], said: str, rows: list[tuple[str, int]]
) -> None:
    assert found(folder, *changes, said=said) == rows


@pytest.mark.parametrize(("said", "row"), [(b"", None), (b"\n## 0.1.1 C901, C902 \xff", 2)])
def test_a_changelog_that_cannot_be_read_names_no_row(folder: Path, said: bytes, row: int | None) -> None:
    rows = [("data/casualties.csv", 2), ("data/casualties.csv", 3)]
    assert found(folder, *NOTES, said=said) == [(CHANGELOG, row), *rows]
    told = validate(folder, rules=[RULE]).findings[0].message
    assert told.startswith("What changed since version 0.1.0 is told nowhere: ")
    assert "is missing; restore it" in told if not said else "is not UTF-8" in told


def test_where_nothing_changed_no_changelog_is_asked_for(folder: Path) -> None:
    assert found(folder, said=b"") == []


def test_in_the_released_version_a_changed_row_is_told_in_place_of_the_content(folder: Path) -> None:
    record(folder)
    set_cell(folder, "casualties", "C902", "note", "Another note.")
    refresh(folder)
    found = {(one.rule, one.file, one.row, one.column) for one in validate(folder).findings}
    assert (RULE, "data/casualties.csv", 3, "note") in found
    assert "release-content" not in {rule for rule, *_ in found}
