"""Loading a table: real dtypes, nothing lost, nothing shared between callers, damage named with its place."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sirte_dataset as sd
from invented_package import set_cell
from sirte_dataset import loading, values
from sirte_dataset import refreshing as release
from sirte_dataset.cli.output import csv_text
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import DataError, MissingExtra, UsageError
from sirte_dataset.schemas import Field, table_schema

TABLES = open_package().names
TEXT = pd.Series(["text"]).dtype
DTYPES = {
    "string": lambda dtype: dtype == TEXT,
    "integer": lambda dtype: dtype == "Int64",
    "number": lambda dtype: dtype == "float64",
    "boolean": lambda dtype: dtype == "boolean",
    "date": lambda dtype: dtype == "datetime64[us]",
}


def fits(frame: pd.DataFrame, field: Field) -> bool:
    dtype = frame[field.name].dtype
    return isinstance(dtype, pd.CategoricalDtype) if field.enum else DTYPES[field.type](dtype)


def rows_of_file(name: str) -> list[dict[str, str]]:
    with open_package().csv_path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- what is loaded


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_have_the_types_of_the_schema_in(name: str) -> None:
    frame = sd.load(name)
    wrong = {field: frame[field.name].dtype for field in table_schema(name).fields if not fits(frame, field)}
    assert not wrong


@pytest.mark.parametrize("name", TABLES)
def test_the_codes_are_categories_in_the_order_of_the_schema_in(name: str) -> None:
    frame = sd.load(name)
    for field in table_schema(name).fields:
        if field.enum:
            assert tuple(frame[field.name].cat.categories) == field.enum
            assert not frame[field.name].cat.ordered


@pytest.mark.parametrize("name", TABLES)
def test_nothing_that_stands_in_the_file_is_lost_in(name: str) -> None:
    shown = list(csv.DictReader(csv_text(table_schema(name).names, sd.load(name, "records")).splitlines()))
    written = rows_of_file(name)
    assert len(shown) == len(written)
    numbers = {field.name for field in table_schema(name).fields if field.type == "number"}
    lost = [
        (one, other)
        for row, line in zip(written, shown, strict=True)
        for column, one in row.items()
        if one != (other := line[column]) and (column not in numbers or float(one) != float(other))
    ]
    assert not lost


@pytest.mark.parametrize("name", TABLES)
def test_a_cell_of_the_frame_is_missing_where_it_is_blank_in_the_file_and_only_there(name: str) -> None:
    written = sd.load(name, "records")
    frame = sd.load(name)
    assert len(frame) == len(written)
    for column in frame.columns:
        assert frame[column].isna().tolist() == [row[column] is None for row in written], column


@pytest.mark.parametrize("name", TABLES)
def test_the_frame_holds_the_values_of_the_records(name: str) -> None:
    frame = sd.load(name)
    for column in frame.columns:
        present = frame[column].dropna()
        values = [value.date() for value in present] if present.dtype.kind == "M" else present.tolist()
        assert values == [row[column] for row in sd.load(name, "records") if row[column] is not None], column


@pytest.mark.parametrize("name", TABLES)
def test_the_key_is_the_first_columns_and_the_index_counts_the_rows_of(name: str) -> None:
    frame, key = sd.load(name), table_schema(name).primary_key
    assert tuple(frame.columns[: len(key)]) == key
    assert frame.index.equals(pd.RangeIndex(len(frame)))


@pytest.mark.parametrize("name", TABLES)
def test_polars_and_arrow_hold_the_same_values_as_the_records_of(name: str) -> None:
    pytest.importorskip("polars")
    pytest.importorskip("pyarrow")
    records = sd.load(name, "records")
    assert sd.load(name, "polars").to_dicts() == records
    assert sd.load(name, "pyarrow").to_pylist() == records


def test_polars_and_arrow_get_types_of_their_own() -> None:
    pl = pytest.importorskip("polars")
    pa = pytest.importorskip("pyarrow")
    schema = sd.load("casualties", "polars").schema
    assert schema["outcome"] == pl.Enum(table_schema("casualties").field("outcome").enum)
    assert (schema["low"], schema["date_earliest"], schema["cumulative"]) == (pl.Int64, pl.Date, pl.Boolean)
    columns = sd.load("casualties", "pyarrow").schema
    assert pa.types.is_dictionary(columns.field("outcome").type)
    assert columns.field("date_earliest").type == pa.date32()


def test_records_are_plain_values() -> None:
    types = {type(value) for name in TABLES for row in sd.load(name, "records") for value in row.values()}
    assert types == {str, int, float, bool, date, type(None)}


def test_a_table_without_rows_has_its_columns_and_types(folder: Path) -> None:
    cut_to(folder, "casualties", rows=0)
    frame = sd.load("casualties", package=folder)
    assert len(frame) == 0
    assert (frame["low"].dtype, frame["date_latest"].dtype) == ("Int64", "datetime64[us]")
    assert frame["casualty_id"].dtype == TEXT


def test_all_tables_are_loaded_by_name() -> None:
    frames = sd.load_all()
    assert tuple(frames) == TABLES
    assert frames["events"].equals(sd.load("events"))
    assert sd.load_all("records")["events"] == sd.load("events", "records")


def test_another_package_is_loaded_by_its_folder(folder: Path) -> None:
    assert sd.load("casualties", package=folder)["casualty_id"].tolist()[0] == "C901"


# --- what there is


def test_the_list_of_tables_gives_a_sentence_and_the_number_of_rows() -> None:
    listed = sd.tables()
    assert listed.columns.tolist() == ["name", "kind", "description", "rows"]
    listed = listed[listed["kind"] == "table"]
    assert tuple(listed["name"]) == TABLES
    assert listed["rows"].tolist() == [len(rows_of_file(name)) for name in TABLES]
    long = listed[~listed["description"].str.fullmatch(r"One row per [^\n]{10,150}\.")]
    assert long.empty, long


def test_rows_are_counted_in_the_file_when_the_descriptor_does_not_say(folder: Path) -> None:
    counted = sd.tables(folder)["rows"].tolist()
    forget_counts(folder)
    assert sd.tables(folder)["rows"].tolist() == counted


def test_the_description_of_a_table_explains_every_column() -> None:
    described = sd.describe("casualties").set_index("field")
    assert tuple(described.index) == table_schema("casualties").names
    assert described.loc["low", "unit"] == "people"
    assert described.loc["date", "type"] == "string (EDTF)"
    assert "killed" in described.loc["outcome", "codes"]
    assert described.loc["note", "codes"] == {}
    assert (described["description"].str.len() > 10).all()


def test_the_path_is_that_of_the_descriptor() -> None:
    assert (sd.path() / "datapackage.json").is_file()


# --- one caller and the next


EDITS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "an integer": lambda frame: frame["low"].array.__setitem__(0, 999),
    "the buffer of an integer": lambda frame: frame["low"].array._data.__setitem__(0, 999),
    "a missing integer": lambda frame: frame["low"].array._mask.__setitem__(slice(None), True),
    "a text": lambda frame: frame["casualty_id"].array.__setitem__(0, "C999"),
    "a code": lambda frame: frame["outcome"].array.__setitem__(0, "missing"),
    "a boolean": lambda frame: frame["cumulative"].array.__setitem__(0, True),
    "a date": lambda frame: frame["date_latest"].array.__setitem__(0, pd.Timestamp("2000-01-01")),
    "a column": lambda frame: frame.insert(0, "mine", 1),
    "the name of a column": lambda frame: frame.columns.array.__setitem__(0, "mine"),
    "the categories": lambda frame: frame["outcome"].cat.categories.array.__setitem__(0, "mine"),
    "the values": lambda frame: frame["low"].to_numpy().__setitem__(0, 999),
    "an absent column": lambda frame: frame.pop("low"),
    "the notes of a frame": lambda frame: frame.attrs.update(mine=1),
}


def everything_in(frame: pd.DataFrame) -> tuple[str, str, dict[Any, Any]]:
    return frame.to_csv(), str(frame.dtypes.tolist()), dict(frame.attrs)


@pytest.mark.parametrize("edit", EDITS)
def test_the_next_caller_does_not_see_that_one_has_changed(edit: str) -> None:
    before = everything_in(sd.load("casualties"))
    with suppress(ValueError):  # pandas keeps some arrays read-only
        EDITS[edit](sd.load("casualties"))
    assert everything_in(sd.load("casualties")) == before


def test_such_changes_would_reach_the_next_caller_of_a_shallow_copy() -> None:
    kept = sd.load("casualties")
    EDITS["an integer"](kept.copy(deep=False))
    assert kept["low"].iloc[0] == 999


def test_a_table_is_parsed_once_and_again_when_its_file_changes(
    as_own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = []
    parse = loading.typed_columns
    monkeypatch.setattr(loading, "typed_columns", lambda *given: parsed.append(given) or parse(*given))
    assert sd.load("casualties")["low"].iloc[0] == 12
    sd.load("casualties")
    assert len(parsed) == 1
    set_cell(as_own, "casualties", "C901", "low", "1234")
    assert sd.load("casualties")["low"].iloc[0] == 1234
    assert len(parsed) == 2


# --- wrong names, absent libraries


def test_a_wrong_table_name_suggests_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no table 'casualty'\. Did you mean 'casualties'"):
        sd.load("casualty")


def test_a_wrong_backend_suggests_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no backend 'panda'\. Did you mean 'pandas'"):
        sd.load("casualties", "panda")  # type: ignore[call-overload]
    with pytest.raises(UsageError, match="The backends are: pandas, polars, pyarrow, records"):
        sd.load("casualties", "duckdb")  # type: ignore[call-overload]


@pytest.mark.parametrize(("backend", "extra"), [("polars", "polars"), ("pyarrow", "arrow")])
def test_an_absent_backend_names_the_extra(backend: Any, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, backend, None)
    with pytest.raises(MissingExtra, match=rf"backend=\"{backend}\"\) needs the extra '{extra}'"):
        sd.load("casualties", backend)


# --- damage


def cut_to(folder: Path, name: str, rows: int) -> None:
    """Leave a table the header and so many rows, and tell the descriptor."""
    file = folder / "data" / f"{name}.csv"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[: rows + 1]))
    forget_counts(folder)


def forget_counts(folder: Path) -> None:
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        resource.pop("x-rows", None)
    file.write_text(json.dumps(descriptor), encoding="utf-8")


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    """A change to the lines of a file."""
    return lambda content: b"".join(change(content.splitlines(keepends=True)))


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], int | None, str]] = {
    "emptied": (lambda content: b"", 1, "The file is empty; its first row must name the columns"),
    "without header": (lines(lambda rows: rows[1:]), 1, "The header lacks casualty_id, "),
    "with a renamed column": (
        lambda content: content.replace(b",outcome,", b",result,", 1),
        1,
        "The header lacks outcome and has the unknown result; expected ",
    ),
    "with swapped columns": (
        lambda content: content.replace(b"low,best,high", b"low,high,best", 1),
        1,
        "The header has the columns in another order",
    ),
    "with a surplus cell": (
        lines(lambda rows: [*rows[:2], rows[2].replace(b"\n", b",\n"), *rows[3:]]),
        3,
        "Expected 25 cells, found 26",
    ),
    "with a lost comma": (
        lines(lambda rows: [*rows[:2], rows[2].replace(b",", b"", 1), *rows[3:]]),
        3,
        "Expected 25 cells, found 24",
    ),
    "with a blank line": (lines(lambda rows: [*rows[:2], b"\n", *rows[2:]]), 3, "Expected 25 cells, found 0"),
    "cut off in a row": (
        lambda content: content[: content.rindex(b",", 0, -30)],
        None,
        "Expected 25 cells, found",
    ),
    "cut off in the last cell": (lambda content: content[:-1], None, "The last row has no line end"),
    "cut off at the end of a row": (
        lines(lambda rows: rows[:-1]),
        None,
        "the descriptor counts [0-9]+: is it cut off.* sirte refresh ",
    ),
    "with an open quotation mark": (
        lines(lambda rows: [rows[0], rows[1].replace(b"C901,", b'C901,"', 1), *rows[2:]]),
        2,
        "The row cannot be read .*quotation mark",
    ),
    "with text after a quotation": (
        lines(lambda rows: [rows[0], rows[1].replace(b"C901,", b'"C9"01,', 1), *rows[2:]]),
        2,
        "The row cannot be read",
    ),
    "in Latin-1": (
        lines(lambda rows: [*rows[:2], rows[2].replace(b"C902", b"C90\xe9", 1), *rows[3:]]),
        3,
        "\\(0xe9\\) is not UTF-8; save the file with the encoding UTF-8",
    ),
    "in UTF-16": (lambda content: content.decode().encode("utf-16"), 1, "starts with a byte-order mark"),
    "with a byte-order mark": (lambda content: b"\xef\xbb\xbf" + content, 1, "starts with a byte-order mark"),
    "with a NUL": (lambda content: content.replace(b"C902", b"C9\x002", 1), 3, "A NUL character"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_file_is_refused_with_its_row_when_it_is(damage: str, folder: Path) -> None:
    break_file, row, complaint = DAMAGE[damage]
    release.refresh(folder)
    file = folder / "data" / "casualties.csv"
    file.write_bytes(break_file(file.read_bytes()))
    with pytest.raises(DataError, match=complaint) as caught:
        sd.load("casualties", package=folder)
    assert caught.value.file == "data/casualties.csv"
    assert row is None or caught.value.row == row


def test_the_undamaged_file_is_loaded(folder: Path) -> None:
    assert not sd.load("casualties", package=folder).empty


def test_windows_line_ends_are_read_as_line_ends(folder: Path) -> None:
    before = sd.load("casualties", "records", folder)
    file = folder / "data" / "casualties.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert sd.load("casualties", "records", folder) == before


@pytest.mark.parametrize(
    ("column", "cell", "complaint"),
    [
        ("outcome", "kiled", r"expected one of killed, .*\. Did you mean 'killed'"),
        ("outcome", "Killed", "expected one of"),
        ("outcome", "killed ", "expected one of"),
        ("low", "twelve", "expected a whole number such as 12"),
        ("low", "1.0", "expected a whole number"),
        ("low", " 1", "expected a whole number"),
        ("low", "1,000", "expected a whole number"),
        ("low", "١٢", "expected a whole number"),
        ("low", "007", "expected a whole number"),
        ("low", "9223372036854775808", "expected a whole number"),
        ("low", "NA", "expected a whole number"),
        ("cumulative", "TRUE", "expected true or false"),
        ("cumulative", "1", "expected true or false"),
        ("date_latest", "2016-02-30", "expected a day of the calendar such as 2016-05-12"),
        ("date_latest", "2016-08", "expected a day"),
        ("date_latest", "20160812", "expected a day"),
        ("date_latest", "12/08/2016", "expected a day"),
        ("date_latest", "2016-W32-1", "expected a day"),
    ],
)
def test_a_cell_that_pandas_would_silently_change_is_refused(
    column: str, cell: str, complaint: str, folder: Path
) -> None:
    set_cell(folder, "casualties", "C902", column, cell)
    with pytest.raises(DataError, match=complaint) as caught:
        sd.load("casualties", package=folder)
    assert (caught.value.file, caught.value.row, caught.value.column) == ("data/casualties.csv", 3, column)


@pytest.mark.parametrize("cell", ["31,2", "nan", "inf", "1e999", "0x1F", " 31.2", "31.", "1_0"])
def test_a_number_that_is_none_is_refused(cell: str, folder: Path) -> None:
    row_id = sd.load("places", package=folder)["place_id"].iloc[0]
    set_cell(folder, "places", row_id, "latitude", cell)
    with pytest.raises(DataError, match=r"column latitude: .*expected a number such as 31\.2"):
        sd.load("places", package=folder)


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "data" / "casualties.csv").unlink()
    with pytest.raises(DataError, match=r"data/casualties\.csv: The file is missing; restore it"):
        sd.load("casualties", package=folder)


def test_a_folder_in_the_place_of_a_file_is_named(folder: Path) -> None:
    (folder / "data" / "casualties.csv").unlink()
    (folder / "data" / "casualties.csv").mkdir()
    with pytest.raises(DataError, match=r"data/casualties\.csv: The file cannot be read"):
        sd.load("casualties", package=folder)


def test_the_text_of_a_table_is_given_as_written(folder: Path) -> None:
    set_cell(folder, "casualties", "C902", "low", " 1")
    frame = loading.read_text_frame(table_schema("casualties"), open_package(folder))
    assert frame.loc[1, "low"] == " 1"
    assert frame.loc[1, "note"] == ""
    assert {type(cell) for column in frame for cell in frame[column]} == {str}


@given(st.one_of(st.text(min_size=1, max_size=12), st.from_regex(r"-?[0-9]{1,20}", fullmatch=True)))
def test_an_integer_is_taken_as_it_is_written_or_refused(cell: str) -> None:
    try:
        value = values.parse(Field("low", "integer"), cell)
    except ValueError:
        return
    assert str(value) == cell


@given(
    st.one_of(
        st.text(min_size=1, max_size=12), st.from_regex(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}", fullmatch=True)
    )
)
def test_a_date_is_taken_as_it_is_written_or_refused(cell: str) -> None:
    try:
        value = values.parse(Field("date_latest", "date"), cell)
    except ValueError:
        return
    assert value.isoformat() == cell
