"""`sirte docs --show`: the pages can be read wherever the library is installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from sirte_dataset import cli, documents
from sirte_dataset.cli.output import print_markdown

DOCS = Path(__file__).parents[1] / "docs"


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.app, ["docs", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pages beside the code, as in a wheel, and a package whose folder has none."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "ferry-log.md").write_text("<!-- Made. -->\n\n# The ferry's log\n\nIt sailed.\n", "utf-8")
    (folder / "quay.md").write_text("# Quay\n", "utf-8")
    monkeypatch.setattr(documents, "IN_WHEEL", folder)
    return folder


def test_every_page_can_be_shown_as_it_stands() -> None:
    pages = sorted(DOCS.glob("*.md"))
    assert pages
    for page in pages:
        assert run("--show", page.stem) == (0, page.read_text("utf-8"), "")


def test_without_a_name_the_pages_are_listed_with_their_titles(installed: Path) -> None:
    assert run("--show") == (
        0,
        "page       title\nferry-log  The ferry's log\nquay       Quay\n",
        "",
    )


def test_every_page_has_a_title() -> None:
    assert len(documents.titles()) == len(list(DOCS.glob("*.md")))
    assert [name for name, title in documents.titles().items() if not title] == []


@pytest.mark.parametrize("name", ["quay", "quay.md"])
def test_a_page_is_named_with_its_ending_or_without(installed: Path, name: str) -> None:
    assert run("--show", name) == (0, "# Quay\n", "")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ferrylog", "Did you mean 'ferry-log'?"),
        ("Quay", "Did you mean 'quay'?"),
        ("../secret", "The pages are: ferry-log, quay."),
    ],
)
def test_an_unknown_page_is_told_with_the_nearest(installed: Path, name: str, hint: str) -> None:
    (installed.parent / "secret.md").write_text("# Not a page\n", "utf-8")
    assert run("--show", name) == (2, "", f"sirte: There is no page '{name}'. {hint}\n")


@pytest.mark.parametrize("arguments", [("quay",), ("--check", "quay"), ("--show", "quay", "--check")])
def test_a_page_is_not_named_in_order_to_renew_it(installed: Path, arguments: tuple[str, ...]) -> None:
    said = "sirte: To read a page:  sirte docs --show quay  (without --check).\n"
    assert run(*arguments) == (2, "", said)


def test_renewing_still_says_that_it_needs_a_checkout(installed: Path, as_own: Path) -> None:
    status, _, said = run()
    assert status == 2
    assert said.startswith(
        "sirte: The folder docs is kept in the repository and not in the installed package"
    )
    assert run("--show", "quay")[0] == 0


def test_on_a_terminal_a_page_is_laid_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = "<!-- Made. -->\n\n# Quay\n\nIt has **two** steps.\n"
    print_markdown(page)
    assert capsys.readouterr().out == page
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    plain = Console(width=60, no_color=True, force_terminal=False)
    monkeypatch.setattr("rich.console.Console", lambda: plain)
    print_markdown(page)
    shown = capsys.readouterr().out
    assert "It has two steps." in shown
    assert "**" not in shown
    assert "Made" not in shown
