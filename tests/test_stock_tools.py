"""What tools that know nothing of the library find in the file of `sirte build` and beside it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from datasette.app import Datasette

import sirte_dataset as sd
from invented_package import write_invented
from sirte_dataset.browse.metadata import metadata, metadata_file
from sirte_dataset.browse.queries import QUERIES, Query
from sirte_dataset.descriptor import Package, open_package
from sirte_dataset.schemas import table_schema
from sirte_dataset.sqlite.build import build_database
from sirte_dataset.sqlite.views import VIEWS
from test_cli import Outcome

DECLARED = {"date": "DATE", "boolean": "BOOLEAN"}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return open_package(write_invented(tmp_path_factory.mktemp("stock") / "package"))


@pytest.fixture(scope="module")
def database(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_database(tmp_path_factory.mktemp("built") / "sirte.db", package)


def asked(database: Path, path: str, described: dict[str, object]) -> str:
    """What plain Datasette answers, with a file of metadata and none of our hooks."""
    answer = asyncio.run(Datasette([str(database)], metadata=described).client.get(path))
    assert answer.status_code == 200, answer.text
    return answer.text


def test_days_and_truth_values_are_declared_as_such(package: Package, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        for name in package.names:
            for field in table_schema(name, package).fields:
                if field.type in DECLARED:
                    found = connection.execute(
                        "SELECT type FROM pragma_table_info(?) WHERE name = ?", (name, field.name)
                    ).fetchone()
                    assert found == (DECLARED[field.type],), f"{name}.{field.name}"


def test_python_reads_days_as_days_by_their_declaration(database: Path) -> None:
    sqlite3.register_converter("DATE", lambda value: date.fromisoformat(value.decode()))
    with closing(sqlite3.connect(database, detect_types=sqlite3.PARSE_DECLTYPES)) as connection:
        sql = "SELECT date_earliest FROM casualties WHERE date_earliest IS NOT NULL"
        assert all(type(day) is date for (day,) in connection.execute(sql))
        assert connection.execute(sql).fetchone()


def test_pandas_compares_and_counts_what_is_in_the_file(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        frame = pd.read_sql("SELECT date_earliest, cumulative FROM casualties", connection)
    assert frame["cumulative"].dropna().isin([0, 1]).all()
    assert pd.to_datetime(frame["date_earliest"]).notna().any()


def test_a_truth_value_that_is_none_is_refused_by_the_file(database: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copy.db"
    copied.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(copied)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE casualties SET cumulative = 'yes'")


def test_a_year_alone_is_a_text_to_the_library(package: Package) -> None:
    sql = "SELECT DISTINCT substr(date_latest, 1, 4) AS year FROM claims WHERE date_latest > '2031'"
    found = sd.query(sql, package=package)
    assert list(found["year"]) == ["2031"]


def test_the_file_beside_the_database_is_what_our_own_server_is_told(
    package: Package, database: Path
) -> None:
    ((path, content),) = metadata_file(database, package).items()
    assert path == database.with_name("sirte-metadata.json")
    assert json.loads(content) == metadata(package)


def test_build_writes_the_file_beside_the_database_and_both_only_when_told(
    as_own: Path, tmp_path: Path
) -> None:
    assert Outcome("build", tmp_path).status == 0
    beside = tmp_path / "sirte-metadata.json"
    assert json.loads(beside.read_bytes()) == metadata()
    beside.write_text("mine", encoding="utf-8")
    (tmp_path / "sirte.db").unlink()
    outcome = Outcome("build", tmp_path)
    assert (outcome.status, beside.read_text(encoding="utf-8")) == (2, "mine")
    assert not (tmp_path / "sirte.db").exists()
    assert Outcome("build", tmp_path, "--force").status == 0
    assert json.loads(beside.read_bytes()) == metadata()


def test_plain_datasette_shows_titles_column_help_and_questions(package: Package, database: Path) -> None:
    described = json.loads(next(iter(metadata_file(database, package).values())))
    schema = table_schema("casualties", package)
    shown = asked(database, "/sirte/casualties", described)
    assert f"<h1>{schema.title}</h1>" in shown.replace("\n", "")
    assert all(f"<dt>{name}</dt>" in shown for name in schema.names)
    assert f"{schema.field('low').title}. " in shown.partition("<dt>low</dt>")[2].partition("</dd>")[0]
    first = asked(database, "/sirte", described)
    assert all(f'href="/sirte/{query.name}"' in first for query in QUERIES)
    assert all(f'href="/sirte/{view.name}"' in first for view in VIEWS)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_plain_datasette_answers_every_question(query: Query, package: Package, database: Path) -> None:
    described = json.loads(next(iter(metadata_file(database, package).values())))
    assert json.loads(asked(database, f"/sirte/{query.name}.json?_shape=array&words=guard", described))
