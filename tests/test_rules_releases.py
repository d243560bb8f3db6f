"""Ids that vanish or come back, versions out of order and data that a version did not have are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from invented_package import Fault, add, assert_found, broken, describe, edit, fault, outcomes, set_cell
from sirte_dataset.checking.findings import Finding, Skipped
from sirte_dataset.checking.rules import RULES, releases
from sirte_dataset.checking.validation import validate
from sirte_dataset.descriptor import DESCRIPTOR_NAME, precedence
from sirte_dataset.refreshing import refresh
from sirte_dataset.release.ledger import record

OURS = [name for name, apply in RULES.items() if apply.__module__ == releases.__name__]
CHAIN = add("withdrawn", table="casualties", id="C899", version="0.0.2", reason="Old.", replaced_by="C900")

FAULTS = [
    fault(
        "released-id",
        "an id that is in no table and not listed",
        edit("released_ids", "sources", id="old_wire"),
        at=("sources", "", "source_id"),
        says="'old_wire' is gone from sources unlisted; restore the row, or list it in withdrawn.",
    ),
    fault(
        "withdrawn-id",
        "an id that is used again",
        edit("withdrawn", "events", id="E903"),
        at=("events", "E903", "event_id"),
        says="'E903' is withdrawn and never used again",
    ),
    fault(
        "withdrawn-row",
        "a table that there never was",
        edit("withdrawn", "events", table="evnts"),
        at=("withdrawn", "evnts", "table"),
        says="There is no table 'evnts'. Did you mean 'events'?",
    ),
    fault(
        "withdrawn-row",
        "a version that there never was",
        edit("withdrawn", "events", version="0.0.3"),
        at=("withdrawn", "events", "version"),
        says="'0.0.3' is neither a release nor the version of the package",
    ),
    fault(
        "withdrawn-row",
        "a row in the place of another that is not there",
        edit("withdrawn", "events", replaced_by="E999"),
        at=("withdrawn", "events", "replaced_by"),
        says="'E999', which took the place of 'E899', leads to no row of events",
    ),
    fault(
        "withdrawn-row",
        "a withdrawn row in its own place",
        edit("withdrawn", "events", replaced_by="E899"),
        at=("withdrawn", "events", "replaced_by"),
        says="leads to no row of events",
    ),
    fault(
        "release-order",
        "a later version with an earlier date",
        edit("releases", "0.0.10", date="2031-05-01"),
        at=("releases", "0.0.10", "date"),
        says="0.0.10 is dated before 0.0.2 of 2031-05-02",
    ),
    fault(
        "release-order",
        "a version without end",
        edit("releases", "0.0.2", version="9" * 5000 + ".0.0"),
        edit("released_ids", "casualties", version="0.0.10"),
        edit("withdrawn", "events", version="0.0.10"),
        at=("releases", "9" * 5000 + ".0.0", "version"),
        says="9' is no version of at most 64 characters; correct it.",
    ),
    fault(
        "release-order",
        "a package with a lower version than its last release",
        describe(version="0.0.9"),
        at=(DESCRIPTOR_NAME, "", "version"),
        says="The version 0.0.9 is lower than the last release, 0.0.10",
    ),
    fault(
        "release-content",
        "other data under a released version",
        describe(version="0.0.10", x_content="sha256:" + "0" * 64),
        at=("releases", "0.0.10", "content"),
        says="Version 0.0.10 was released with other data. Raise the version",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_of_the_ledgers_is_found_once_and_where_it_is(fault: Fault) -> None:
    assert_found(fault)


def test_a_row_may_take_the_place_of_another_and_be_withdrawn_in_its_turn() -> None:
    assert outcomes(broken(CHAIN)) == []
    assert outcomes(broken(edit("withdrawn", "events", replaced_by="E901"))) == []
    lost = broken(edit("withdrawn", "casualties", replaced_by=""), CHAIN)
    assert [(said.rule, said.row) for said in outcomes(lost)] == [("withdrawn-row", 4)]


def test_the_ids_of_a_table_whose_key_has_several_columns_are_not_looked_for() -> None:
    context = broken()
    own = {"sources": ("source_id", "url"), "casualties": ("casualty_id", "article_id")}
    keyed = {table: context.schemas[table]._replace(primary_key=key) for table, key in own.items()}
    said = outcomes(replace(context, schemas={**context.schemas, **keyed}))
    reason = "the table 'sources' has no primary key of exactly one column"
    assert Skipped("released-id", reason) in said
    assert not any(isinstance(one, Finding) for one in said)


def test_a_row_may_be_withdrawn_before_the_version_is_released() -> None:
    assert outcomes(broken(edit("withdrawn", "events", version="0.1.0"))) == []


def test_versions_are_sorted_by_their_numbers_and_a_candidate_comes_before_its_version() -> None:
    rising = ["none", "0.0.2", "0.0.10", "0.2.0-rc", "0.2.0"]
    rising += ["1.0.0-2", "1.0.0-11", "1.0.0-a", "1.0.0-a.1", "1.0.0"]
    assert sorted(sorted(rising), key=precedence) == rising
    assert precedence("1.0.0+a") == precedence("1.0.0+b")


# --- a package whose version was released


@pytest.fixture
def released(folder: Path) -> Path:
    """The invented package, its version entered in the ledgers."""
    record(folder)
    return folder


def found(folder: Path) -> list[tuple[str, str]]:
    """What the rules on ledgers find, and the check on what is derived: rule and file."""
    report = validate(folder, rules=OURS)
    return [(said.rule, said.file) for said in report.findings if said.rule in (*OURS, "stale")]


def without(table: str, start: str) -> Callable[[Path], None]:
    """Delete the row of a table that begins so."""

    def apply(folder: Path) -> None:
        path = folder / "data" / f"{table}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(start)]
        assert len(kept) == len(lines) - 1
        path.write_text("".join(kept), encoding="utf-8")

    return apply


def again(folder: Path) -> None:
    """A new row under an id that was withdrawn."""
    path = folder / "data" / "casualties.csv"
    text = path.read_text(encoding="utf-8")
    [row] = [line for line in text.splitlines(keepends=True) if line.startswith("C901,")]
    path.write_text(text + row.replace("C901", "C900", 1), encoding="utf-8")


def added(folder: Path) -> None:
    row = "zulu_wire,Zulu Wire,Guard in town,2031-04-15,https://zulu.example/guard,opening,2031-05-01,\n"
    path = folder / "data" / "sources.csv"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")


def reworded(folder: Path) -> None:
    set_cell(folder, "casualties", "C901", "note", "Another note.")


def moved(folder: Path) -> None:
    path = folder / "releases" / "releases.csv"
    [kept, last] = path.read_text(encoding="utf-8").rsplit("swh:1:dir:", 1)
    path.write_text(f"{kept}swh:1:dir:{last[::-1].strip()}\n", encoding="utf-8")


def unlisted(folder: Path) -> None:
    path = folder / "releases" / "released_ids.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("casualties,C902,")), "utf-8")


RELEASES = "releases/releases.csv"
CHANGES = {
    "an id is no more listed as withdrawn": (
        without("withdrawn", "casualties,C900"),
        "released-id",
        "data/casualties.csv",
    ),
    "a source is gone": (without("sources", "karsa_wire,"), "released-id", "data/sources.csv"),
    "an id comes back": (again, "withdrawn-id", "data/casualties.csv"),
    "a row is new": (added, "release-content", RELEASES),
    "an id is no more listed as released": (unlisted, "release-content", "releases/released_ids.csv"),
    "the ledger changes": (moved, "release-content", RELEASES),
}


@pytest.mark.parametrize(("change", "rule", "file"), CHANGES.values(), ids=list(CHANGES))
def test_one_change_after_a_release_is_one_finding(
    change: Callable[[Path], None], rule: str, file: str, released: Path
) -> None:
    change(released)
    refresh(released)
    assert found(released) == [(rule, file)]


def test_a_version_that_falls_back_to_an_older_one_is_one_finding(released: Path) -> None:
    path = released / DESCRIPTOR_NAME
    path.write_text(path.read_text("utf-8").replace('"version": "0.1.0"', '"version": "0.0.2"'), "utf-8")
    refresh(released)
    assert found(released) == [("release-order", DESCRIPTOR_NAME)]


def test_what_is_not_renewed_is_told_as_such_alone(released: Path) -> None:
    reworded(released)
    assert found(released) == [("stale", "data/casualties.csv")]


def test_a_cell_that_is_no_value_is_told_as_such_alone(released: Path) -> None:
    set_cell(released, "casualties", "C901", "outcome", "unhurt")
    refresh(released)
    assert found(released) == []
    [finding] = [one for one in validate(released).findings if one.file.startswith("data/")]
    assert (finding.rule, finding.column) == ("code", "outcome")


def test_a_raised_version_has_data_of_its_own(released: Path) -> None:
    reworded(released)
    path = released / DESCRIPTOR_NAME
    path.write_text(path.read_text("utf-8").replace('"version": "0.1.0"', '"version": "0.1.1"'), "utf-8")
    refresh(released)
    (released / "CHANGELOG.md").write_text("## 0.1.1 (2031-06-02)\n\n- C901 note.\n", encoding="utf-8")
    assert found(released) == []
