"""`sirte evidence` and `sirte rules`: what coded cells rest on, how each phrase reads, the rules by name."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from invented_package import invented, set_cell
from sirte_dataset.checking.coverage import COLUMNS, ORIGINS, coverage
from sirte_dataset.checking.phrases import AGREES, SILENCED, outcome, read_again, summary
from sirte_dataset.checking.rules import RULES
from sirte_dataset.checking.validation import sound_context
from sirte_dataset.cli import app
from sirte_dataset.descriptor import checkout_folder
from sirte_dataset.documents.coverage import evidence
from sirte_dataset.documents.lexicon import time_lexicon
from sirte_dataset.reading.counting import REASONS
from sirte_dataset.reading.lexicon import LEXICON


def sirte(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="sirte")


def remove_row(folder: Path, table: str, key: str) -> None:
    path = folder / "data" / f"{table}.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(f"{key},")), encoding="utf-8")


def silence(folder: Path, **entry: str) -> None:
    """Let the package declare that what a rule finds is no fault, and why."""
    path = folder / "datapackage.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["x-silenced"] = [{**entry, "reason": "The harbour clerk says so."}]
    path.write_text(json.dumps(document), encoding="utf-8")


# --- coverage


def test_coverage_prints_every_column_and_origin_and_ends_with_0_when_nothing_is_missing(
    folder: Path,
) -> None:
    done = sirte("evidence", folder, "--coverage")
    assert done.exit_code == 0, done.output
    header, *lines = done.stdout.splitlines()
    assert tuple(header.split()) == COLUMNS
    for column, line in zip(coverage(invented()), lines, strict=False):
        cells = line.split()
        assert (cells[0], cells[1], cells[2]) == (column.table, column.name, str(column.cells))
    assert all(origin.meaning in done.stdout for origin in ORIGINS)
    assert "Cells that rest on nothing: 0\n" in done.stdout


def test_coverage_ends_with_1_and_names_the_cell_that_rests_on_nothing(folder: Path) -> None:
    set_cell(folder, "casualties", "C904", "confidence", "possible")
    done = sirte("evidence", folder, "--coverage")
    assert done.exit_code == 1
    assert done.stdout.rstrip().endswith("casualties  C904  confidence")
    report = json.loads(sirte("evidence", folder, "--coverage", "--format", "json").stdout)
    assert report["missing"] == [{"table": "casualties", "column": "confidence", "row": "C904"}]


@pytest.mark.parametrize(
    ("rule", "break_it"),
    [
        (
            "evidence-for-cells",
            lambda path: set_cell(path, "casualties", "C904", "confidence", "possible"),
        ),
        ("evidence-for-rows", lambda path: remove_row(path, "evidence", "C904.row.1")),
    ],
)
def test_coverage_ends_with_0_where_the_package_silences_the_rule_as_validate_does(
    folder: Path, rule: str, break_it: Callable[[Path], None]
) -> None:
    break_it(folder)
    assert sirte("evidence", folder, "--coverage").exit_code == 1
    silence(folder, rule=rule, table="casualties", row="C903")
    assert sirte("evidence", folder, "--coverage").exit_code == 1
    silence(folder, rule=rule, table="casualties", row="C904")
    done = sirte("evidence", folder, "--coverage")
    assert (done.exit_code, sirte("validate", folder).exit_code) == (0, 0)
    assert "silenced 1" in done.stdout
    assert "Cells that rest on nothing: 0\n" in done.stdout


# --- lexicon


def test_the_lexicon_prints_every_phrase_with_its_reading_or_the_reason_why_there_is_none(
    folder: Path,
) -> None:
    done = sirte("evidence", folder, "--lexicon")
    assert done.exit_code == 0, done.output
    lines = {line.split()[0]: line for line in done.stdout.splitlines() if line.startswith("X9")}
    assert list(lines) == [found.name for found in read_again(invented())]
    assert "2031-04-15" in lines["X902"]
    assert lines["X902"].endswith("weekday")
    assert lines["X903"].endswith("not read: frequency")
    assert summary(read_again(invented())) in done.stdout
    assert all(meaning in done.stdout for meaning in REASONS.values())


def test_the_lexicon_ends_with_1_when_a_phrase_reads_otherwise(folder: Path) -> None:
    set_cell(folder, "time_expressions", "X902", "date_stated", "2031-04-14")
    done = sirte("evidence", folder, "--lexicon")
    assert done.exit_code == 1
    assert "1 otherwise" in done.stdout
    report = json.loads(sirte("evidence", folder, "--lexicon", "--format", "json").stdout)
    assert report["agrees"] is False
    assert [one["row"] for one in report["phrases"] if one["outcome"] == "differs"] == ["X902"]


def test_the_lexicon_ends_with_0_where_the_package_silences_the_rule_as_validate_does(folder: Path) -> None:
    set_cell(folder, "time_expressions", "X905", "date_stated", "2031-04-21/2031-04-26")
    silence(folder, rule="time-expression-reading", table="time_expressions", row="X902")
    assert sirte("evidence", folder, "--lexicon").exit_code == 1
    silence(folder, rule="time-expression-reading", table="time_expressions", row="X905")
    done = sirte("evidence", folder, "--lexicon")
    assert (done.exit_code, sirte("validate", folder, "--rule", "time-expression-reading").exit_code) == (
        0,
        0,
    )
    assert "0 otherwise, 1 otherwise and silenced" in done.stdout
    report = json.loads(sirte("evidence", folder, "--lexicon", "--format", "json").stdout)
    assert report["agrees"] is True
    assert [one["row"] for one in report["phrases"] if one["outcome"] == SILENCED] == ["X905"]


def test_the_lexicon_ends_with_1_when_a_phrase_is_counted_from_something_else(folder: Path) -> None:
    set_cell(folder, "time_expressions", "X904", "anchor", "calendar")
    assert sirte("evidence", folder, "--lexicon").exit_code == 1


def test_the_lexicon_in_json_holds_phrases_reasons_and_entries(folder: Path) -> None:
    report = json.loads(sirte("evidence", folder, "--lexicon", "--format", "json").stdout)
    assert report["agrees"] is True
    assert report["lexicon"] == {entry.name: entry.reading for entry in LEXICON}
    assert report["reasons"] == REASONS
    assert report["phrases"][1] == {
        "row": "X902",
        "article": "A900",
        "wording": "on Tuesday",
        "anchor": "publication",
        "date_stated": "2031-04-15",
        "outcome": "agrees",
        "values": ["2031-04-15"],
        "entry": "weekday",
        "reason": None,
    }


def test_every_phrase_of_the_dataset_is_read_as_it_is_coded_or_has_a_reason() -> None:
    found = read_again(sound_context())
    assert [one for one in found if one.reading and outcome(one) not in (AGREES, SILENCED)] == []
    assert all(one.reason in REASONS for one in found if one.reading is None)
    assert all(one.note for one in found if one.reason == "needs_reading")
    assert sum(one.reading is not None for one in found) > len(found) / 2


# --- wrong usage


@pytest.mark.parametrize("options", [[], ["--coverage", "--lexicon"]])
def test_evidence_wants_exactly_one_of_its_options(folder: Path, options: list[str]) -> None:
    done = sirte("evidence", folder, *options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "sirte: Give either --coverage or --lexicon.\n"


@pytest.mark.parametrize("option", ["--coverage", "--lexicon"])
def test_a_package_that_is_not_sound_is_one_sentence(folder: Path, option: str) -> None:
    set_cell(folder, "articles", "A900", "published_earliest", "never")
    done = sirte("evidence", folder, option)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "sirte: data/articles.csv, row 2, column published_earliest: Found 'never', expected a day"
    )
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("option", "table"), [("--lexicon", "time_expressions"), ("--coverage", "evidence")])
def test_a_package_without_the_table_it_needs_is_one_sentence(folder: Path, option: str, table: str) -> None:
    path = folder / "datapackage.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["resources"] = [one for one in document["resources"] if one["name"] != table]
    path.write_text(json.dumps(document), encoding="utf-8")
    done = sirte("evidence", folder, option)
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"no usable table '{table}'" in done.stderr


# --- rules


def test_rules_lists_every_rule_with_the_first_paragraph_of_its_docstring() -> None:
    done = sirte("rules")
    assert done.exit_code == 0, done.output
    header, *lines = done.stdout.splitlines()
    assert header.split() == ["rule", "demand"]
    demands = {line.split()[0]: line.split(None, 1)[1] for line in lines}
    assert demands == {
        name: " ".join((inspect.getdoc(rule) or "").split("\n\n")[0].split()) for name, rule in RULES.items()
    }


def test_validate_applies_only_the_named_rules(folder: Path) -> None:
    set_cell(folder, "casualties", "C901", "low", "21")
    assert sirte("validate", folder, "--rule", "date-order", "--rule", "quantifier").exit_code == 0
    done = sirte("validate", folder, "--rule", "quoted-numbers")
    assert done.exit_code == 1
    assert "[quoted-numbers]" in done.stdout
    wrong = sirte("validate", folder, "--rule", "quoted-number")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "Did you mean 'quoted-numbers'?" in wrong.stderr


# --- the pages made from them


@pytest.mark.parametrize(("name", "page"), [("time-lexicon.md", time_lexicon), ("evidence.md", evidence)])
def test_the_page_is_current(name: str, page) -> None:
    assert (checkout_folder("docs") / name).read_text(encoding="utf-8") == page(), "run  sirte docs"


def test_the_page_on_the_lexicon_tells_every_entry_reason_and_phrase() -> None:
    text = time_lexicon()
    assert all(entry.reading in text for entry in LEXICON)
    assert all(meaning in text for meaning in REASONS.values())
    assert all(f"| {found.name} |" in text for found in read_again(sound_context()))
