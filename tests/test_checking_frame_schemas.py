"""The pandera schema of a table passes what load() gives, and refuses a frame that was broken in any way."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas
import pandera.polars
import polars as pl
import pytest
from pandera.errors import SchemaErrors

import sirte_dataset as sd
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import MissingExtra, UsageError
from test_checking_cells import BLANK, DOCUMENT, GOOD

BACKENDS = ("pandas", "polars")
COLUMNS = {"pandas": pandera.pandas.Column, "polars": pandera.polars.Column}

Failures = set[tuple[str | None, str]]


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def tolls(tmp_path: Path) -> Path:
    """A package of one table, which has a constraint of each kind and the rows GOOD and BLANK."""
    resource = {"name": "tolls", "path": "tolls.csv", "schema": "tolls.json"}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    (tmp_path / "tolls.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    rows = [",".join(cells) for cells in (GOOD, GOOD.values(), BLANK.values())]
    (tmp_path / "tolls.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def failures(schema: Any, frame: Any) -> Failures:
    """Column, None where several take part, and check of whatever a schema finds in a frame."""
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        rows = cases.to_dict("records") if isinstance(cases, pd.DataFrame) else cases.to_dicts()
        return {
            (None if row["schema_context"] == "DataFrameSchema" else row["column"], row["check"])
            for row in rows
        }
    return set()


def put(frame: Any, row: int, **cells: object) -> Any:
    """The frame with other values in one row, the types as they were; codes become text."""
    for column, value in cells.items():
        values = frame[column].to_list()
        values[row] = value
        if isinstance(frame, pl.DataFrame):
            kind = pl.String() if isinstance(frame[column].dtype, pl.Enum) else frame[column].dtype
            frame = frame.with_columns(pl.Series(column, values, dtype=kind))
        else:
            kind = "object" if frame[column].dtype == "category" else frame[column].dtype
            frame = frame.assign(**{column: pd.Series(values, dtype=kind)})
    return frame


@pytest.mark.parametrize("name", open_package().names)
def test_a_table_of_the_dataset_passes_as_it_is_loaded(name: str, backend: Any) -> None:
    assert failures(sd.schema(name, backend), sd.load(name, backend)) == set()


BROKEN = {
    "a blank in a required column": ({"outcome": None}, ("outcome", "not_nullable")),
    "a blank key": ({"toll_id": None}, ("toll_id", "not_nullable")),
    "spaces in a required column": ({"teller": "  "}, ("teller", "required")),
    "an unknown code": ({"outcome": "kiled"}, ("outcome", "code")),
    "a code that is a number": ({"outcome": 1}, ("outcome", "code")),
    "a text against its pattern": ({"toll_id": "C01"}, ("toll_id", "pattern")),
    "a line break behind its pattern": ({"toll_id": "C001\n"}, ("toll_id", "pattern")),
    "a date that is none": ({"day": "2001-02-30"}, ("day", "edtf")),
    "a number too small": ({"low": -1}, ("low", "minimum")),
    "a number too large": ({"share": 100.5}, ("share", "maximum")),
    "a day too early": ({"first": date(2000, 12, 31)}, ("first", "minimum")),
    "a key that stands twice": ({"toll_id": GOOD["toll_id"]}, ("toll_id", "unique")),
    "a unique text that stands twice": ({"label": GOOD["label"]}, ("label", "unique")),
    "several columns that stand twice together": (
        {"outcome": "killed", "low": 12, "first": date(2001, 2, 28)},
        (None, "unique outcome, low, first"),
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_frame_is_refused_that_has(what: str, tolls: Path, backend: Any) -> None:
    cells, failure = BROKEN[what]
    if backend == "polars" and isinstance(cells.get("outcome"), int):
        pytest.skip("polars holds no number in a column of text")
    frame = put(sd.load("tolls", backend, tolls), 1, **cells)
    assert failures(sd.schema("tolls", backend, tolls), frame) == {failure}


@pytest.mark.parametrize("column", ["label", "low", "share", "open", "first"])
def test_a_column_of_another_type_is_refused(column: str, tolls: Path, backend: Any) -> None:
    frame = sd.load("tolls", backend, tolls)
    if backend == "polars":
        kind = pl.Int64 if column == "label" else pl.String
        wrong = frame.with_columns(pl.Series(column, [None, None], dtype=kind))
    else:
        wrong = frame.assign(**{column: [1, 2] if column == "label" else ["x", None]})
    found = {
        (name, check.partition("(")[0]) for name, check in failures(sd.schema("tolls", backend, tolls), wrong)
    }
    assert (column, "dtype") in found


def test_a_column_that_is_missing_or_surplus_is_refused(tolls: Path, backend: Any) -> None:
    frame = sd.load("tolls", backend, tolls)
    missing = frame.drop(columns="low") if backend == "pandas" else frame.drop("low")
    schema = sd.schema("tolls", backend, tolls)
    # Without the column the check of the key to which it belongs cannot be made either.
    assert (None, "column_in_dataframe") in failures(schema, missing)
    surplus = frame.rename(columns={"low": "lowest"}) if backend == "pandas" else frame.rename({"low": "x"})
    assert {(None, "column_in_dataframe"), (None, "column_in_schema")} <= failures(schema, surplus)


def test_rows_may_be_added_and_columns_stand_in_any_order(tolls: Path, backend: Any) -> None:
    frame = sd.load("tolls", backend, tolls)
    more = put(frame, 0, toll_id="C009", label="z", low=3)
    more = put(more, 1, toll_id="C008", low=4)
    together = (
        pd.concat([frame, more]) if backend == "pandas" else pl.concat([frame, more], how="vertical_relaxed")
    )
    schema = sd.schema("tolls", backend, tolls)
    assert failures(schema, together) == set()
    assert failures(schema, together[together.columns[::-1]]) == set()


def test_a_column_of_ones_own_is_declared_to_the_schema(tolls: Path, backend: Any) -> None:
    frame = sd.load("tolls", backend, tolls)
    weights = pd.Series([0.5, 1.0]) if backend == "pandas" else pl.Series("weight", [0.5, 1.0])
    wider = frame.assign(weight=weights) if backend == "pandas" else frame.with_columns(weights)
    schema = sd.schema("tolls", backend, tolls)
    assert failures(schema, wider) == {(None, "column_in_schema")}
    extended = schema.add_columns({"weight": COLUMNS[backend](float)})
    assert failures(extended, wider) == set()
    assert failures(extended, frame) == {(None, "column_in_dataframe")}
    assert failures(extended, put(wider, 0, low=-1)) == {("low", "minimum")}


def test_an_unknown_backend_or_table_is_told_with_the_nearest(tolls: Path) -> None:
    with pytest.raises(UsageError, match=r"no schema for the backend 'polar'. Did you mean 'polars'\?"):
        sd.schema("tolls", "polar", tolls)  # type: ignore[call-overload]
    with pytest.raises(UsageError, match="There is no table 'toll'"):
        sd.schema("toll", package=tolls)


@pytest.mark.parametrize(
    ("library", "backend", "extra"),
    [("pandera", "pandas", "validate"), ("pandera", "polars", "validate"), ("polars", "polars", "polars")],
)
def test_what_is_not_installed_is_named_by_its_extra(
    library: str, backend: Any, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=rf"sirte-dataset\[{extra}\]"):
        sd.schema("casualties", backend)
