"""Views are ready tables: loaded, described and checked as tables are, and one definition serves them all."""

from __future__ import annotations

import ast
import json
import sqlite3
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import sirte_dataset as sd
from invented_package import set_cell
from sirte_dataset.browse import metadata
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import DataError, UsageError
from sirte_dataset.schemas import Field, TableSchema, table_schema
from sirte_dataset.sqlite.build import build_database
from sirte_dataset.sqlite.view import View
from sirte_dataset.sqlite.views import VIEWS, schemas_of, views_for
from test_tables import fits

SCHEMAS = schemas_of(open_package())
STUB = Path(sd.__file__).with_suffix(".pyi")
every_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)


@cache
def loaded(name: str) -> pd.DataFrame:
    return sd.load(name)


# --- a view is loaded as a table is


@every_view
def test_a_view_has_the_types_that_its_columns_pass_on(view: View) -> None:
    frame = loaded(view.name)
    schema = SCHEMAS[view.name]
    assert tuple(frame.columns) == schema.names
    assert [field.name for field in schema.fields if not fits(frame, field)] == []
    assert set(map(type, sd.load(view.name, "records")[0].values())) <= {
        *(str, int, float, bool, date),
        type(None),
    }


@every_view
def test_a_view_has_the_rows_of_its_tables_and_its_first_column_is_its_key(view: View) -> None:
    frame = loaded(view.name)
    assert len(frame) == sum(len(sd.load(name)) for name in view.rows_of)
    assert len(frame) == sd.tables().set_index("name").loc[view.name, "rows"]
    assert frame.iloc[:, 0].is_unique


@every_view
def test_what_a_view_says_of_itself_holds_for_its_rows(view: View) -> None:
    pytest.importorskip("pandera")
    sd.schema(view.name).validate(loaded(view.name), lazy=True)


def test_a_view_of_another_package_is_that_packages(folder: Path) -> None:
    pytest.importorskip("pandera")
    for view in VIEWS:
        sd.schema(view.name, package=folder).validate(sd.load(view.name, package=folder), lazy=True)
    claims = sd.load("claims", package=folder).set_index("row_id")
    assert claims.loc["T902", "says"] == "40% of port quarter: held by Red Lantern"


@pytest.mark.parametrize("backend", ["polars", "pyarrow"])
def test_other_backends_hold_the_same(backend: str) -> None:
    pytest.importorskip(backend)
    frame = sd.load("claims", backend)  # type: ignore[call-overload]
    rows = frame.to_dicts() if backend == "polars" else frame.to_pylist()
    assert rows == sd.load("claims", "records")


def test_the_rows_of_a_view_come_by_date_and_undated_ones_last(folder: Path) -> None:
    set_cell(folder, "casualties", "C902", "date", "")
    claims = sd.load("claims", package=folder)
    keys = list(zip(claims["date"].map(sd.date_key), claims["row_id"], strict=True))
    assert keys == sorted(keys)
    assert claims["date"].isna().iloc[-1]
    assert (claims["date_key"] == claims["date"].map(sd.date_key)).all()
    assert (claims["date_text"] == claims["date"].map(sd.date_text)).all()
    assert sd.load("evidence_trail")["evidence_id"].is_monotonic_increasing


def test_a_changed_cell_shows_in_the_view_and_a_changed_frame_does_not(folder: Path) -> None:
    frame = sd.load("claims", package=folder)
    frame.loc[0, "says"] = "mine"
    assert "mine" not in set(sd.load("claims", package=folder)["says"])
    set_cell(folder, "places", "ombra", "name", "New Ombra")
    assert "New Ombra" in set(sd.load("claims", package=folder)["place"])


def test_what_is_wrong_in_a_table_of_a_view_is_told_with_its_place(folder: Path) -> None:
    set_cell(folder, "casualties", "C902", "event_id", "E999")
    with pytest.raises(DataError, match=r"data/casualties\.csv, row 3, column event_id: 'E999' is not in"):
        sd.load("claims", package=folder)
    # Damage elsewhere is no matter of the view.
    set_cell(folder, "casualties", "C902", "event_id", "E901")
    set_cell(folder, "claim_links", "L901", "relation", "nonsense")
    assert len(sd.load("claims", package=folder))


def test_a_date_that_is_none_is_shown_as_it_is(folder: Path) -> None:
    set_cell(folder, "casualties", "C902", "date", "someday")
    claims = sd.load("claims", package=folder).set_index("row_id")
    assert claims.loc["C902", "date_text"] == "someday"


# --- what its columns are


def test_a_column_that_is_passed_on_is_described_as_in_its_table() -> None:
    for name in ("status", "extent", "date_basis", "date_stated"):
        mine, source = SCHEMAS["control_statements"].field(name), table_schema("control").field(name)
        assert mine._replace(required=source.required) == source


def test_a_column_may_be_blank_where_its_table_is_joined_if_it_fits() -> None:
    passages = table_schema("passages").field("gloss")
    assert passages.required
    assert not SCHEMAS["claims"].field("passage").required
    assert SCHEMAS["evidence_trail"].field("passage").required


def test_identifiers_point_where_they_point_in_the_tables() -> None:
    claims = SCHEMAS["claims"]
    assert {key.fields[0]: key.resource for key in claims.foreign_keys} == {
        "article_id": "articles",
        "attributed_to": "actors",
        "event_id": "events",
        "passage_id": "passages",
        "place_id": "places",
    }
    own = SCHEMAS["control_statements"].references("control_id")
    assert own is not None
    assert (own.resource, own.reference_fields) == ("control", ("control_id",))


def test_sql_python_and_browser_explain_a_column_alike(tmp_path: Path) -> None:
    in_browser = metadata()["databases"]["sirte"]["tables"]
    with closing(sqlite3.connect(build_database(tmp_path / "x.db"))) as connection:
        for view in VIEWS:
            told = in_browser[view.name]["columns"]
            described = sd.describe(view.name).set_index("field")["description"]
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({view.name})")]
            said = dict(
                connection.execute("SELECT field, description FROM codebook WHERE resource = ?", [view.name])
            )
            assert columns == list(described.index) == list(told) == list(said)
            for name in columns:
                assert said[name] == described[name].replace("`", "")
                assert said[name] in told[name]


def test_a_view_whose_source_is_missing_is_no_view() -> None:
    fewer = {name: table_schema(name) for name in open_package().names if name != "statements"}
    assert [view.name for view, _ in views_for(fewer)] == ["event_dates"]
    thin = TableSchema("events", "", "", (Field("event_id", "string"),), ("event_id",))
    with pytest.raises(DataError, match=r"'event_dates' shows the column 'date' of the table 'events'"):
        views_for({**fewer, "events": thin})


def test_a_package_that_lacks_a_table_says_so_of_its_views_and_leaves_out_its_names(folder: Path) -> None:
    descriptor = folder / "datapackage.json"
    told = json.loads(descriptor.read_text("utf-8"))
    told["resources"] = [resource for resource in told["resources"] if resource["name"] != "events"]
    descriptor.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(UsageError, match=r"The package lacks what the view 'claims' needs: events\."):
        sd.load("claims", package=folder)
    columns = set(sd.load("control", package=folder, names=True).columns)
    assert "place_name" in columns
    assert "event_name" not in columns


# --- what there is


def test_tables_come_first_and_views_after_them() -> None:
    listed = sd.tables()
    assert listed["kind"].tolist() == ["table"] * len(open_package().names) + ["view"] * len(VIEWS)
    assert listed["name"].tolist() == [*open_package().names, *(view.name for view in VIEWS)]


def test_each_identifier_says_what_it_refers_to() -> None:
    described = sd.describe("control").set_index("field")["references"]
    assert described["place_id"] == "places.place_id"
    assert described["holder_actor_id"] == "actors.actor_id"
    assert described["status"] == ""
    for name in set(SCHEMAS) - {"dates"}:
        told = sd.describe(name).set_index("field")["references"]
        assert {field for field in told.index if told[field]} == {
            key.fields[0] for key in SCHEMAS[name].foreign_keys if len(key.fields) == 1
        }


def test_the_stub_completes_every_table_and_view() -> None:
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    literal = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_Name"
    )
    assert ast.unparse(literal).startswith("Literal[")
    named = [node.value for node in ast.walk(literal) if isinstance(node, ast.Constant)]
    assert named == sd.tables()["name"].tolist(), "name each table and view in __init__.pyi"


@pytest.mark.parametrize(
    ("typed", "meant"), [("clams", "claims"), ("deaths", "casualties"), ("Towns", "places")]
)
def test_a_word_that_is_no_table_leads_to_the_one_it_means(typed: str, meant: str) -> None:
    for ask in (sd.load, sd.describe, sd.schema):
        with pytest.raises(UsageError, match=rf"no table '{typed}'\. Did you mean '{meant}'\?"):
            ask(typed)  # type: ignore[operator]
    with pytest.raises(UsageError, match=r"The tables are: articles, .*The views are: claims, "):
        sd.load("xylophone")  # type: ignore[call-overload]


# --- names beside identifiers


def test_names_stand_beside_identifiers_and_never_instead_of_them() -> None:
    plain, named = sd.load("control"), sd.load("control", names=True)
    assert named[plain.columns].equals(plain)
    columns = named.columns.tolist()
    for column, name in (
        ("place_id", "place_name"),
        ("holder_actor_id", "holder_actor_name"),
        ("attributed_to", "attributed_to_name"),
        ("event_id", "event_name"),
        ("article_id", "article_name"),
    ):
        assert columns.index(name) == columns.index(column) + 1
    places = sd.load("places").set_index("place_id")["name"]
    assert named["place_name"].equals(named["place_id"].map(places).astype(named["place_name"].dtype))
    blank = named["holder_actor_id"].isna()
    assert blank.any()
    assert (named["holder_actor_name"].isna() == blank).all()


def test_names_are_to_be_had_of_views_and_in_every_backend(folder: Path) -> None:
    rows = sd.load("claims", "records", folder, names=True)
    assert {row["place_name"] for row in rows} == {row["place"] for row in rows}
    first = sd.load("places", "records", folder, names=True)
    assert {"parent_place_id", "parent_place_name"} <= set(first[0])
    assert "passage_name" not in rows[0], "a passage is named by its identifier"
    polars = pytest.importorskip("polars")
    frame = sd.load("control", "polars", names=True)
    assert isinstance(frame, polars.DataFrame)
    assert frame["place_name"].to_list() == sd.load("control", names=True)["place_name"].tolist()


def test_a_table_that_has_the_name_already_keeps_its_own_column() -> None:
    assert sd.load("actor_names", names=True).columns.tolist().count("name") == 1
