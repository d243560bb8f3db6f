"""The page on other tools: its lines are run where the tool is at hand, and the files it names are there.

What the clients that are not installed here make of the package is for tests/clients.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.util import find_spec
from operator import methodcaller
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from sirte_dataset.cli import app
from sirte_dataset.descriptor import open_package
from sirte_dataset.exports import FORMATS
from sirte_dataset.loading import load
from sirte_dataset.schemas import table_schema
from using_page import PAGE, block, blocks, copy_package, differing, run_python

R_CLASSES = {
    "string": "character",
    "integer": "integer",
    "number": "numeric",
    "boolean": "logical",
    "date": "Date",
}


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data, in which the commands of the page were run."""
    for library in ("duckdb", "openpyxl", "pyarrow", "pyreadstat"):
        pytest.importorskip(library)
    folder = tmp_path_factory.mktemp("using")
    copy_package(folder)
    (commands,) = blocks("console")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in commands.splitlines():
            program, *arguments = line.split()
            assert program == "sirte"
            result = CliRunner().invoke(app, arguments)
            assert result.exit_code == 0, result.output
    return folder


def run(there: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=there, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_format_is_shown() -> None:
    assert re.findall(r"--format (\w+)", blocks("console")[0]) == list(FORMATS)


def test_every_file_that_the_page_names_is_written(there: Path) -> None:
    named = set(re.findall(r"\bout/[\w.]+", PAGE))
    assert len(named) > 5
    assert [name for name in named if not (there / name).is_file()] == []


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_lines_run(there: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in re.findall(r"^import (\w+)", code, re.MULTILINE):
        if not find_spec(library):
            pytest.skip(f"{library} is not installed")
    if "frictionless[sql]" in code and not find_spec("sqlalchemy"):
        pytest.skip("sqlalchemy is not installed")
    monkeypatch.chdir(there)
    run_python(code)


def from_pandas(rows: Any) -> list[dict[str, Any]]:
    def plain(value: Any) -> Any:
        if pd.isna(value):
            return None
        return value.date() if isinstance(value, pd.Timestamp) else value

    return [{name: plain(value) for name, value in row.items()} for row in rows.to_dict("records")]


def from_duckdb(rows: Any) -> list[dict[str, Any]]:
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]


@pytest.mark.parametrize(
    ("reader", "as_rows"),
    [("pandas", from_pandas), ("polars", methodcaller("to_dicts")), ("duckdb", from_duckdb)],
)
def test_a_reader_that_is_told_the_types_gives_every_cell_as_the_library_does(
    there: Path, reader: str, as_rows: Callable[[Any], list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(reader)
    monkeypatch.chdir(there)
    read = run_python(block("python", f"def read_with_{reader}"))[f"read_with_{reader}"]
    assert {name: differing(name, as_rows(read(name))) for name in open_package().names} == {
        name: [] for name in open_package().names
    }


def test_a_reader_that_guesses_gets_wrong_what_the_page_warns_of(there: Path) -> None:
    """Were it otherwise, the page would warn of nothing."""
    pl, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    places, strikes, articles = (there / "data" / f"{name}.csv" for name in ("places", "strikes", "articles"))
    assert 2210554.0 in set(pd.read_csv(places)["geonames_id"])
    assert pl.read_csv(places)["geonames_id"].dtype == pl.Int64
    assert differing("places", from_duckdb(duckdb.read_csv(str(places)))) != []
    assert set(pd.read_csv(strikes)["relayed_by"].isna()) == {True}
    assert pd.read_csv(strikes)["relayed_by"].dtype == "float64"
    assert pd.read_csv(strikes)["low"].dtype == "float64"
    assert pd.read_csv(strikes)["cumulative"].dtype == "object"
    assert pl.read_csv(articles)["published_latest"].dtype == pl.String


@cache
def installed_in_r(there: Path) -> set[str]:
    return set(run(there, "Rscript", "-e", "cat(rownames(installed.packages()))").split())


def run_r(there: Path, code: str) -> str:
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed")
    absent = set(re.findall(r"library\((\w+)\)", code)) - installed_in_r(there)
    if absent:
        pytest.skip(f"these libraries of R are not installed: {', '.join(sorted(absent))}")
    (there / "lines.R").write_text(code, encoding="utf-8")
    return run(there, "Rscript", "lines.R")


@pytest.mark.parametrize("code", blocks("r"))
def test_the_r_lines_run(there: Path, code: str) -> None:
    run_r(there, code)


def test_r_reads_the_types_of_the_schemas_from_the_csv_files(there: Path) -> None:
    (code,) = (code for code in blocks("r") if "read_sirte" in code)
    names = ", ".join(f'"{name}"' for name in open_package().names)
    told = run_r(
        there,
        f"""{code}
        for (table in c({names})) {{
          rows <- read_sirte(table)
          stopifnot(nrow(problems(rows)) == 0)
          cat(table, nrow(rows), sapply(rows, function(column) class(column)[1]), "\\n")
        }}""",
    )
    assert [line.split() for line in told.splitlines() if line.split()[0] in open_package().names] == [
        [name, str(len(load(name))), *(R_CLASSES[field.type] for field in table_schema(name).fields)]
        for name in open_package().names
    ]


def test_the_data_package_client_of_r_reads_every_cell_as_the_library_does(there: Path) -> None:
    told = run_r(
        there,
        block("r", "library(frictionless)")
        + """
        library(jsonlite)
        for (table in resource_names(package)) {
          rows <- read_resource(package, table)
          stopifnot(nrow(readr::problems(rows)) == 0)
          cat(toJSON(list(table = table, rows = rows), na = "null", digits = NA, auto_unbox = TRUE), "\\n")
        }""",
    )
    read = {line["table"]: line["rows"] for line in map(json.loads, told.splitlines())}
    assert read == {
        name: [
            {column: value.isoformat() if isinstance(value, date) else value for column, value in row.items()}
            for row in load(name, "records")
        ]
        for name in open_package().names
    }


def test_r_reads_codes_days_and_labels_from_the_stata_and_spss_files(there: Path) -> None:
    told = run_r(
        there,
        """
        library(haven)
        library(jsonlite)
        for (rows in list(read_dta("out/casualties.dta"), read_sav("out/casualties.sav"))) {
          label <- attr(rows$outcome, "label")
          rows <- as_factor(rows)
          seen <- list(label = label, levels = levels(rows$outcome), outcome = rows$outcome,
                       day = rows$date_latest, low = rows$low)
          cat(toJSON(seen, na = "null", auto_unbox = TRUE), "\\n")
        }""",
    )
    rows = load("casualties", "records")
    outcome = table_schema("casualties").field("outcome")
    expected = {
        "label": outcome.title,
        "levels": list(outcome.enum),
        "outcome": [row["outcome"] for row in rows],
        "day": [row["date_latest"] and row["date_latest"].isoformat() for row in rows],
        "low": [row["low"] for row in rows],
    }
    assert [json.loads(line) for line in told.splitlines()] == [expected, expected]


def test_the_spss_lines_run(there: Path) -> None:
    if not shutil.which("pspp"):
        pytest.skip("neither SPSS nor PSPP, which reads its language, is installed")
    (there / "lines.sps").write_text(blocks("spss")[0], encoding="utf-8")
    told = run(there, "pspp", "lines.sps")
    assert re.search(r"\bkilled\b", told)


def test_the_stata_lines_run(there: Path) -> None:
    program = next(filter(shutil.which, ("stata", "stata-se", "stata-mp")), None)
    if program is None:
        pytest.skip("Stata is not installed")
    (there / "lines.do").write_text(blocks("stata")[0], encoding="utf-8")
    run(there, program, "-b", "do", "lines.do")
    assert "r(" not in (there / "lines.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "suffix"), [("stata", "dta"), ("spss", "sav")])
def test_the_variables_that_stata_and_spss_are_asked_for_are_there(
    there: Path, language: str, suffix: str
) -> None:
    (code,) = blocks(language)
    asked = re.findall(r"(?:^tabulate |^list |VARIABLES=)([\w ]+?)(?: if|\.|$)", code, re.MULTILINE)
    variables = (there / "out" / f"{language}_variables.csv").read_text(encoding="utf-8")
    assert asked
    for name in " ".join(asked).split():
        assert f"\ncasualties.{suffix},{name}," in variables, name
