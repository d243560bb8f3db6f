"""The repository as a whole: licences, changelog, citation, and what no file of it may hold."""

from __future__ import annotations

import csv
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

import sirte_dataset as sd
from sirte_dataset.cli import app
from sirte_dataset.descriptor import open_package
from sirte_dataset.texts.holdings import attached_texts
from sixth_article import TEXT

ROOT = Path(__file__).parents[1]
RUNNING_WORDS = 9  # so many words in a row as in an article are the article's text, not ours
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|farm|root|home|Users)/|(?<![\w.])/[t]mp/")
REGISTRY_HOST = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org|proxy\.golang\.org|crates\.io", re.I
)
FILE_NAME = re.compile(
    r"(?:(?<=`)|(?<=python )|(?<=bash ))"  # after a backtick, or in a command
    r"((?:data|schemas|tools|tests|benchmarks|src|docs|\.ci)/[\w./-]*|[A-Z][A-Z-]+(?:\.\w+)?)(?=[`\s])"
)

Shingle = tuple[str, ...]


def repository_texts() -> Iterator[tuple[str, str]]:
    """Each text file that is or could be committed, with its path."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("this is not a git checkout, so there is no list of the repository's files")
    for name in filter(None, listing.stdout.decode().split("\0")):
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):  # a picture; a file deleted and not yet committed
            continue


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def shingles(text: str) -> Iterator[Shingle]:
    found = words(text)
    return (tuple(found[i : i + RUNNING_WORDS]) for i in range(len(found) - RUNNING_WORDS + 1))


def running_words(text: str, articles: set[Shingle]) -> list[str]:
    return [" ".join(shingle) for shingle in shingles(text) if shingle in articles]


def places_of(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in repository_texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_nine_running_words_are_found_whatever_stands_between_them() -> None:
    article = set(shingles("The ferry left late; nobody on the long quay waved at it."))
    assert running_words("x the FERRY left late, nobody on the\nlong quay x", article)
    assert not running_words("the ferry left late and nobody on the long quay waved", article)
    assert running_words(TEXT, set(shingles(TEXT)))


def test_no_file_holds_a_sentence_of_an_article() -> None:
    texts = attached_texts()
    if not texts:
        pytest.skip("no article texts are attached: set SIRTE_ARTICLES to the folder that holds them")
    with open_package().csv_path("articles").open(encoding="utf-8", newline="") as file:
        titles = {shingle for row in csv.DictReader(file) for shingle in shingles(row["title"])}
    articles = {shingle for text in texts.values() for shingle in shingles(text)} - titles
    assert [
        f"{name}: {found}" for name, text in repository_texts() for found in running_words(text, articles)
    ] == []


@pytest.mark.parametrize(
    "line", ["see " + "/".join(["", "home", "ada", "data.csv"]), "saved in /" + "tmp/out", "/" + "root/x"]
)
def test_a_machine_path_is_found(line: str) -> None:
    assert MACHINE_PATH.search(line)


@pytest.mark.parametrize(
    "line", ["https://example.org/home/ada", "a framework/", "data/articles.csv", "../tmp/x"]
)
def test_an_address_or_a_relative_path_is_no_machine_path(line: str) -> None:
    assert not MACHINE_PATH.search(line)


def test_no_file_holds_a_machine_path() -> None:
    assert places_of(MACHINE_PATH) == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert REGISTRY_HOST.search("from " + "pypi." + "org")
    assert places_of(REGISTRY_HOST) == []


def test_the_changelog_opens_with_the_current_version() -> None:
    versions = re.findall(r"^## (\S+) \(\d{4}-\d\d-\d\d\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert versions[0] == sd.__version__


def test_every_version_in_the_changelog_has_known_headings_with_something_under_them() -> None:
    versions = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## ")[1:]
    for version in versions:
        sections = {
            part.split("\n")[0]: part.split("\n", 1)[1].strip() for part in version.split("\n### ")[1:]
        }
        assert sections, version
        assert set(sections) <= {"Data", "Library", "Withdrawn"}, version
        assert all(sections.values()), version


def test_both_licences_exist_and_go_into_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert sorted(project["license-files"]) == ["LICENSE", "LICENSE-DATA"]
    assert project["license"] == "MIT AND CC-BY-4.0"
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License")
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in (ROOT / "LICENSE-DATA").read_text(
        "utf-8"
    )


def documented_commands(document: str) -> set[str]:
    """The words that follow `sirte` where a document shows the command, in a code span or in a code block."""
    text = (ROOT / document).read_text("utf-8")
    return set(re.findall(r"(?:`|^ *(?:\$ )?)(?:\.venv/bin/)?sirte ([a-z]+)", text, re.M))


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_a_document_names_only_commands_that_exist(document: str) -> None:
    commands = documented_commands(document)
    assert commands
    assert commands <= set(typer.main.get_command(app).commands)


def test_contributing_names_only_files_that_exist() -> None:
    files = re.findall(FILE_NAME, (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert files
    assert [name for name in files if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    "command",
    ["python3 -m venv .venv", ".venv/bin/pip install -e '.[all,dev]'", ".venv/bin/python -m pytest"],
)
def test_ci_runs_the_commands_of_the_readme(command: str) -> None:
    lines = [line.split("#")[0].strip() for line in (ROOT / "README.md").read_text("utf-8").splitlines()]
    assert command in lines
    assert f'readme "{command}"' in (ROOT / ".ci" / "run").read_text("utf-8")
