"""The invented sixth article, coded in a copy of the checkout: what looks at the data holds there as well.

So no figure of the data can hide in a test, and nothing in general code is made for one language.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from sirte_dataset.texts.holdings import attached_texts
from sixth_article import PASSAGES, add_article

ROOT = Path(__file__).parents[1]
COPIED = [
    *("src", "tests", "data", "releases", "schemas", "codings", "docs", "examples"),
    *("datapackage.json", "pyproject.toml"),
]
COPIED += ["CITATION.cff", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "LICENSE-DATA"]
SIRTE = ["-c", "from sirte_dataset.cli import main; main()"]
# The tests that look at the data of the dataset itself.
OF_THE_DATA = ["article", "citation", "docs", "provenance", "schemas", "tables"]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy; beside it, in `texts`, the text of the sixth article and those that are attached here."""
    copy = tmp_path_factory.mktemp("sixth") / "checkout"
    for name in COPIED:
        original = ROOT / name
        (shutil.copytree if original.is_dir() else shutil.copyfile)(original, copy / name)
    texts = copy.parent / "texts"
    texts.mkdir()
    for name, text in attached_texts().items():
        (texts / name).write_bytes(text.encode("utf-8"))
    add_article(copy, texts)
    run(copy, *SIRTE, "refresh")
    (copy / "CITATION.cff").write_text(run(copy, *SIRTE, "cite", "--style", "cff"), "utf-8")
    run(copy, *SIRTE, "docs")
    return copy


def run(checkout: Path, *arguments: str) -> str:
    """What Python prints that is run in the copy, with the library of the copy."""
    texts = checkout.parent / "texts"
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src"), "SIRTE_ARTICLES": str(texts)}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def article(checkout: Path) -> str:
    return json.loads((checkout / "datapackage.json").read_text("utf-8"))["sources"][-1]["x-article-id"]


def test_it_is_valid_and_what_is_not_read_in_its_language_is_told(checkout: Path) -> None:
    report = json.loads(run(checkout, *SIRTE, "validate", "--format", "json"))
    assert report["findings"] == []
    reasons = {skipped["reason"] for skipped in report["skipped"]}
    assert "the numbers of articles in 'ar': they are read in 'en' alone" in reasons


def test_the_pages_tell_it(checkout: Path, article: str) -> None:
    pages = {file.name: file.read_text("utf-8") for file in (checkout / "docs").glob("*.md")}
    assert f"| `{article}` | Marfa Agency (invented) | `news_site` | `ar` |" in pages["datasheet.md"]
    assert "| of these from the side `isis` | 0 |" not in pages["datasheet.md"]
    _, _, phrases = pages["time-lexicon.md"].partition(f"### {article}\n")
    assert "| يوم الاثنين | `publication` | `2016-10-10` | not read: `needs_reading`. " in phrases


def test_it_is_read_traced_built_and_found(checkout: Path, article: str, tmp_path: Path) -> None:
    words = " ".join(run(checkout, *SIRTE, "article", article).split())
    assert all(passage in words for _, passage in PASSAGES)
    toll = run(
        checkout, *SIRTE, "show", "casualties", "--where", f"article_id = '{article}'", "--format", "csv"
    )
    toll_id = toll.splitlines()[1].split(",")[0]
    assert "Words: قرابة ٣٠" in run(checkout, *SIRTE, "provenance", "casualties", toll_id, "best")
    file = run(checkout, *SIRTE, "build", str(tmp_path)).strip()
    with closing(sqlite3.connect(file)) as database:
        found = database.execute("SELECT passage_id FROM evidence WHERE quote = 'المهاجمين'").fetchall()
    assert found == [(f"{article}.04",)]


def test_the_tests_of_the_data_pass_beside_it(checkout: Path) -> None:
    files = [f"tests/test_{name}.py" for name in OF_THE_DATA]
    validation = "tests/test_checking_validation.py::test_the_dataset_itself_has_no_findings"
    made_just_now = "--deselect=tests/test_docs.py::test_the_generated_pages_are_current"
    run(checkout, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", made_just_now, *files, validation)
