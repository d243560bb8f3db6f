"""SQL of one's own: answers have the types of the schemas, and asking neither changes nor hangs anything."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import sirte_dataset as sd
from sirte_dataset.cli import app
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import UsageError
from sirte_dataset.frames import text_dtype
from sirte_dataset.sqlite import guarded
from sirte_dataset.sqlite.views import schemas_of

NAMES = [name for name in schemas_of(open_package()) if name != "dates"]


# --- types


@pytest.mark.parametrize("name", NAMES)
def test_all_of_a_table_or_view_is_what_load_gives(name: str) -> None:
    loaded = sd.load(name)  # type: ignore[call-overload]
    key = loaded.columns[0]
    asked = sd.query(f'SELECT * FROM "{name}"')
    pd.testing.assert_frame_equal(
        *(frame.sort_values(key, ignore_index=True) for frame in (asked, loaded)), check_names=False
    )


def test_a_column_of_ones_own_has_the_type_of_its_values() -> None:
    asked = sd.query(
        "SELECT count(*) AS n, avg(low) AS mean, max(wording) AS last, NULL AS blank FROM casualties"
    )
    assert asked.dtypes.tolist() == ["Int64", "float64", text_dtype(), text_dtype()]
    assert asked["n"].tolist() == [len(sd.load("casualties"))]


def test_a_name_that_an_expression_borrows_does_not_bring_its_codes() -> None:
    told = sd.query("SELECT upper(outcome) AS outcome, length(wording) AS wording FROM casualties")
    assert told["outcome"].iloc[0] == "KILLED"
    assert told["wording"].dtype == "Int64"
    assert (sd.query("SELECT cumulative + 5 AS cumulative FROM casualties")["cumulative"].dropna() > 4).all()
    later = sd.query(
        "SELECT 'after ' || date_earliest AS date_earliest FROM casualties WHERE date_earliest NOTNULL"
    )
    assert later["date_earliest"].str.startswith("after 20").all()
    assert sd.query("SELECT rowid AS ROWID FROM casualties")["ROWID"].dtype == "Int64"


def test_a_name_with_codes_of_two_kinds_is_plain_text() -> None:
    both = sd.query("SELECT kind FROM places UNION ALL SELECT kind FROM actors")
    assert both["kind"].dtype == sd.load("places")["name"].dtype
    assert both["kind"].notna().all()


def test_days_and_truth_values_are_typed_through_a_common_table() -> None:
    asked = sd.query(
        "WITH some AS (SELECT * FROM casualties) SELECT date_latest, cumulative, outcome FROM some"
    )
    kinds = sd.load("casualties")[["date_latest", "cumulative", "outcome"]].dtypes
    assert asked.dtypes.equals(kinds)


def test_the_dates_are_a_table_of_their_own() -> None:
    asked = sd.query("SELECT * FROM dates")
    assert set(asked["date"]) >= set(sd.load("casualties")["date"].dropna())
    assert (asked["date_text"] == asked["date"].map(sd.date_text)).all()
    assert asked["date_earliest"].dtype == "datetime64[us]"


def test_parameters_may_be_named_or_in_order_and_of_any_plain_kind(folder: Path) -> None:
    by_name = sd.query("SELECT * FROM casualties WHERE outcome = :what", {"what": "killed"})
    in_order = sd.query("SELECT * FROM casualties WHERE outcome = ?", ["killed"])
    assert by_name.equals(in_order)
    assert sd.query("SELECT 1 AS one", None).equals(sd.query("SELECT 1 AS one"))
    assert set(by_name["outcome"]) == {"killed"}
    sql = "SELECT count(*) AS n FROM casualties WHERE date_latest <= ?"
    day = date(2016, 8, 1)
    for given in (day, pd.Timestamp(day), day.isoformat()):
        assert sd.query(sql, (given,))["n"][0] == (sd.load("casualties")["date_latest"] <= "2016-08-01").sum()
    for given in ([np.int64(3)], np.array([3]), pd.Series([3])):
        assert sd.query("SELECT ? AS n", given, folder)["n"].tolist() == [3]
    blanks = sd.query("SELECT ? IS NULL a, ? IS NULL b, ? IS NULL c", [None, pd.NA, pd.NaT], folder)
    assert blanks.to_numpy().tolist() == [[1, 1, 1]]


# --- only reading, and an end to everything


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        ("SELECT * FROM casualtys", "there is no table 'casualtys'. Did you mean 'casualties'?"),
        ("SELECT * FROM deaths", "there is no table 'deaths'. Did you mean 'casualties'?"),
        ("SELECT outcom FROM casualties", "there is no column 'outcom'. Did you mean 'outcome'?"),
        ("SELECT c.outcom FROM casualties c", "there is no column 'outcom'. Did you mean 'outcome'?"),
        ("DELETE FROM casualties", "it may only read the tables and views."),
        ("CREATE TABLE mine (x)", "it may only read the tables and views."),
        ("ATTACH 'x.db' AS x", "it may only read the tables and views."),
        ("PRAGMA query_only = OFF", "it may only read the tables and views."),
        ("SELECT load_extension('x')", "it may only read the tables and views."),
        ("SELECT 1; DELETE FROM casualties", "one statement at a time"),
        ("SELEC 1", 'near "SELEC": syntax error'),
        ("SELECT 'open", "a quotation mark is not closed"),
        (None, "must be str"),
        ("  ", "it is empty"),
        ("-- nothing", "it is empty"),
        ("SELECT ? AS x", "bindings"),
        ("SELECT zeroblob(999999999) AS x", "too big"),
        ("SELECT * FROM casualties JOIN events USING (event_id)", "Two columns of the result are named '"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_in_one_sentence(sql: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        sd.query(sql)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value).strip()


def test_a_query_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch, in_time: None) -> None:
    monkeypatch.setattr(guarded, "LOOKS", 3)
    for sql in (
        "SELECT count(*) FROM evidence a, evidence b, evidence c, evidence d",
        "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n",
    ):
        with pytest.raises(UsageError, match="it takes too long"):
            sd.query(sql)


def test_recursion_and_full_text_search_are_allowed() -> None:
    inside = """WITH RECURSIVE inside (place_id) AS (
        SELECT place_id FROM places WHERE parent_place_id IS NULL
        UNION SELECT places.place_id FROM places JOIN inside ON places.parent_place_id = inside.place_id
    ) SELECT place_id FROM inside"""
    assert set(sd.query(inside)["place_id"]) == set(sd.load("places")["place_id"])
    found = sd.query("SELECT resource, row_id FROM search_text WHERE search_text MATCH 'headquarters'")
    assert len(found)


# --- the connection


def test_the_connection_has_all_that_the_file_has_and_cannot_be_written_to(folder: Path) -> None:
    with closing(sd.connect(folder)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        assert names >= {*open_package(folder).names, "claims", "dates", "codebook", "about", "search_text"}
        assert connection.execute("SELECT count(*) FROM claims").fetchone()[0] == len(
            sd.load("claims", package=folder)
        )
        for sql in ("DELETE FROM casualties", "CREATE TABLE mine (x)", "CREATE TEMP TABLE mine (x)"):
            with pytest.raises(sqlite3.OperationalError):
                connection.execute(sql)
        assert len(pd.read_sql_query("SELECT * FROM claims", connection)) == len(
            sd.load("claims", package=folder)
        )


# --- on the command line


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["query", *arguments])


def test_the_command_prints_what_the_function_gives(as_own: Path) -> None:
    sql = "SELECT casualty_id, low, cumulative, date_latest FROM casualties ORDER BY casualty_id"
    assert run(sql).stdout.splitlines()[0].split() == ["casualty_id", "low", "cumulative", "date_latest"]
    rows = json.loads(run(sql, "--format", "json").stdout)
    assert rows[0] == {"casualty_id": "C901", "low": 12, "cumulative": False, "date_latest": "2031-04-15"}
    written = run(sql, "--format", "csv").stdout.splitlines()
    assert written[1] == "C901,12,false,2031-04-15"
    assert len(rows) == len(written) - 1 == len(sd.load("casualties"))


def test_the_command_refuses_in_one_sentence(as_own: Path) -> None:
    outcome = run("DROP TABLE casualties")
    assert outcome.exit_code == 2
    assert outcome.stderr == "sirte: The query is unusable: it may only read the tables and views.\n"
