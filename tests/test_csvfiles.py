"""CSV: what the reader refuses and where, that no cell is too long for it, and what the writer writes."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import sirte_dataset as sd
from invented_package import set_cell
from sirte_dataset.csvfiles import check_header, csv_text, read_rows, split_rows
from sirte_dataset.errors import DataError
from sirte_dataset.refreshing import refresh, stale

LIMIT = 131_072  # characters of a cell, where the csv module stops


@pytest.fixture
def _limit() -> Iterator[None]:
    """The limit of a fresh process; other libraries may have raised it in this one."""
    before = csv.field_size_limit(LIMIT)
    yield
    csv.field_size_limit(before)


def read(folder: Path, content: bytes) -> list[list[str]]:
    (folder / "ships.csv").write_bytes(content)
    return read_rows(folder / "ships.csv", "data/ships.csv")


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"id,name\n", [["id", "name"]]),
        (b"id,name\na,\n", [["id", "name"], ["a", ""]]),
        (b'id,name\r\na,"x, ""y""\nz"\r\n', [["id", "name"], ["a", 'x, "y"\nz']]),
        ("id,näme\nä,é\n".encode(), [["id", "näme"], ["ä", "é"]]),
    ],
)
def test_rows_are_read_as_text(tmp_path: Path, content: bytes, rows: list[list[str]]) -> None:
    assert read(tmp_path, content) == rows


@pytest.mark.parametrize(
    ("content", "row", "complaint"),
    [
        (b"", 1, "The file is empty"),
        (b"\nid,name\n", 1, "The file is empty"),
        ("id\n".encode("utf-8-sig"), 1, "starts with a byte-order mark"),
        ("id\n".encode("utf-16"), 1, "starts with a byte-order mark"),
        (b"id\na\n\xe4\n", 3, "is not UTF-8"),
        (b"id\na\nb\0\n", 3, "A NUL character"),
        (b"id,name\na,b\na,b,c\n", 3, "Expected 2 cells, found 3"),
        (b"id,name\na,b\n\na,b\n", 3, "Expected 2 cells, found 0"),
        (b"id,name\na,b\na,b", 3, "The last row has no line end"),
        (b'id,name\na,b\na,"b\n', 3, "look for a missing or surplus quotation mark"),
        (b'id,name\na,b\na,"b"c\n', 3, "look for a missing or surplus quotation mark"),
    ],
)
def test_what_could_change_the_data_is_refused_with_its_row(
    tmp_path: Path, content: bytes, row: int, complaint: str
) -> None:
    with pytest.raises(DataError, match=complaint) as caught:
        read(tmp_path, content)
    assert (caught.value.file, caught.value.row) == ("data/ships.csv", row)


def test_a_text_is_split_whatever_editors_do_to_it() -> None:
    assert split_rows('\ufeff"id",name\r\na,b\n\n', "a") == [["id", "name"], ["a", "b"], []]


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        (["id"], "lacks name; expected id,name"),
        (["id", "name", "crew"], "has the unknown crew"),
        (["id", "name", "id"], "has twice id"),
        (["id", "Name"], "lacks name and has the unknown Name"),
        (["name", "id"], "has the columns in another order"),
    ],
)
def test_a_header_that_is_not_the_expected_one_is_told_in_full(header: list[str], complaint: str) -> None:
    with pytest.raises(DataError, match=complaint):
        check_header(header, ("id", "name"), "ships.csv", any_order=False)


def test_the_columns_may_stand_in_any_order_where_that_is_allowed() -> None:
    check_header(["name", "id"], ("id", "name"), "ships.csv", any_order=True)


@pytest.mark.usefixtures("_limit")
def test_a_cell_of_any_length_is_read_and_the_limit_of_the_csv_module_stays(tmp_path: Path) -> None:
    cell = "x" * (LIMIT + 1)
    assert read(tmp_path, f"id\n{cell}\n".encode()) == [["id"], [cell]]
    with pytest.raises(DataError):
        split_rows('id\n"', "ships.csv")
    assert csv.field_size_limit() == LIMIT


@pytest.mark.usefixtures("_limit")
def test_a_long_cell_is_read_alike_by_whoever_reads_tables(folder: Path) -> None:
    pytest.importorskip("pandera")
    note = "x" * (LIMIT + 1)
    set_cell(folder, "articles", "A900", "note", note)
    refresh(folder)
    assert stale(folder) == []
    assert sd.load("articles", package=folder)["note"][0] == note
    assert csv.field_size_limit() == LIMIT
    assert sd.validate(folder).findings == ()


@pytest.mark.usefixtures("_limit")
def test_threads_that_read_at_once_do_not_meddle_with_each_others_limit() -> None:
    text = "id\n" + "x" * (LIMIT + 1) + "\n"
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert all(len(rows) == 2 for rows in pool.map(split_rows, [text] * 40, ["ships.csv"] * 40))
    finally:
        sys.setswitchinterval(before)
    assert csv.field_size_limit() == LIMIT


def test_rows_are_written_with_quotes_only_where_needed() -> None:
    assert csv_text(("id", "note"), [("a", 'say "so"'), (1, "x,\ny"), ("", "z")]) == (
        'id,note\na,"say ""so"""\n1,"x,\ny"\n,z\n'
    )
