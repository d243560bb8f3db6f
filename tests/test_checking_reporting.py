"""What a report says of a finding, in each of its forms: where it lies, how many more, what is left out."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

import sirte_dataset
from invented_package import add, broken, edit, remove, set_cell, write_invented
from sirte_dataset.checking.findings import TO_SILENCE, Finding, Report, Silenced, Skipped, visible
from sirte_dataset.checking.reporting import github, sarif
from sirte_dataset.checking.rules import RULES
from sirte_dataset.checking.silenced_rules import ENTRY_KEYS
from sirte_dataset.checking.validation import validate
from sirte_dataset.cli import app
from sirte_dataset.errors import UsageError

SCHEMA = json.loads(
    (Path(sirte_dataset.__file__).parent / "checking" / "report.schema.json").read_text(encoding="utf-8")
)
FINDING = Finding("data/casualties.csv", 12, "low", "number-order", "low 9, high 2.", "C911")
WHOLE = Finding("data/strikes.csv", None, "", "file", "Missing.")
SILENCED = Silenced(FINDING, "The paper printed it so.")
REPORT = Report((FINDING, WHOLE), (Skipped("x", "y"),), (SILENCED,), "sha256:" + 64 * "0")


@pytest.fixture(autouse=True)
def _no_texts(monkeypatch):
    monkeypatch.delenv("SIRTE_ARTICLES", raising=False)


def sirte(*arguments: object) -> Any:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def faulty(folder: Path) -> Path:
    """A package with one finding of a rule, in the second row of a table."""
    set_cell(folder, "casualties", "C901", "low", "21")
    return folder


# --- where a finding lies


def test_a_finding_names_the_key_of_its_row(faulty):
    report = validate(faulty)
    assert [finding.row_id for finding in report.findings] == ["C901"]
    assert report.to_text().startswith("data/casualties.csv, row 2 (C901), low: ")


def test_a_key_of_several_columns_is_named_whole(folder):
    set_cell(folder, "withdrawn", "casualties", "reason", " ")
    assert {finding.row_id for finding in validate(folder).findings} == {"casualties, C900"}


def test_a_finding_in_a_file_that_cannot_be_read_has_no_key(folder):
    (folder / "data" / "casualties.csv").write_text("casualty_id\nC901,2\n", encoding="utf-8")
    assert {(finding.row, finding.row_id) for finding in validate(folder).findings} == {(2, "")}


def test_a_silenced_finding_has_the_key_by_which_it_is_silenced(faulty):
    path = faulty / "datapackage.json"
    entry = {"rule": "quoted-numbers", "table": "casualties", "row": "C901", "reason": "So printed."}
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, "x-silenced": [entry]}), encoding="utf-8")
    report = validate(faulty)
    assert report.valid
    assert [one.finding.row_id for one in report.silenced] == ["C901"]


def evidence_target(*edits) -> list[tuple[str, int | None, str]]:
    return [(found.file, found.row, found.column) for found in RULES["evidence-target"](broken(*edits))]


def test_a_blanked_cell_is_named_itself_and_once_for_all_its_evidence():
    again = add("evidence", evidence_id="C901.low.2", resource="casualties", row_id="C901", field="low")
    assert evidence_target(again) == []
    assert evidence_target(again, edit("casualties", "C901", low="")) == [("data/casualties.csv", 2, "low")]


def test_a_missing_row_suggests_none_with_another_number_and_a_misspelt_key_the_right_one():
    told = [found.message for found in RULES["foreign-key"](broken(remove("articles", "A900")))]
    assert told
    assert not any("Did you mean" in message for message in told)
    (found,) = RULES["foreign-key"](broken(edit("casualties", "C901", event_id="e901")))
    assert found.message.endswith("Did you mean 'E901'?")


@pytest.mark.parametrize("table", ["evidence", "casualties", "strengths"])
def test_a_renamed_resource_is_no_finding_on_the_quotation_budget(folder, table):
    path = folder / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    assert text.count(f'"name": "{table}"') == 1
    path.write_text(text.replace(f'"name": "{table}"', f'"name": "{table}_2"'), encoding="utf-8")
    report = validate(folder, rules=["quotation-budget"])
    assert report.valid, report.to_text()
    assert "quotation-budget" in {skipped.rule for skipped in report.skipped}


# --- how many are named


MANY = Report(tuple(Finding("data/evidence.csv", row, "", "unique", "Twice.") for row in range(2, 52)))


def test_a_text_names_the_first_findings_of_a_rule_in_a_file_and_counts_the_others():
    report = Report((*MANY.findings, FINDING))
    lines = report.to_text().splitlines()
    assert lines[19:22] == [
        "data/evidence.csv, row 21: Twice. [unique]",
        str(FINDING),
        "data/evidence.csv: 30 more, not shown. [unique]",
    ]
    assert lines[-1] == "51 findings."
    assert sum("Twice." in line for line in report.to_text(limit=None).splitlines()) == 50


def test_json_lists_all_findings_unless_told_otherwise():
    assert len(json.loads(MANY.to_json())["findings"]) == 50
    capped = json.loads(MANY.to_json(limit=2))
    assert [finding["row"] for finding in capped["findings"]] == [2, 3]
    assert capped["count"] == 50
    assert capped["not_listed"] == [{"file": "data/evidence.csv", "rule": "unique", "count": 48}]


def test_what_is_silenced_or_skipped_again_and_again_is_counted_too():
    silenced = Report(silenced=tuple(Silenced(one, "So printed.") for one in MANY.findings))
    assert "  data/evidence.csv: 30 more, not shown. [unique]" in silenced.to_text().splitlines()
    skipped = Report(skipped=tuple(Skipped("x", str(number)) for number in range(30)))
    assert "  x: 10 more, not shown. [x]" in skipped.to_text().splitlines()


def test_the_forms_for_code_hosts_tell_of_what_they_leave_out():
    assert github(MANY, Path("p"), 2).splitlines()[2:] == [
        "::error file=p/data/evidence.csv,title=unique::48 more, not shown.",
        "50 findings.",
    ]
    run = json.loads(sarif(MANY, Path("p"), "1.0.0", 2))["runs"][0]
    assert len(run["results"]) == 2
    notes = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert notes == ["data/evidence.csv: 48 more, not shown. [unique]"]


# --- what reaches a terminal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("two\nlines\r", "two\\nlines\\r"),
        ("\x9b\u200b\ud800", "\\x9b\\u200b\\ud800"),
        ("Ḥaftar, سرت 12 %", "Ḥaftar, سرت 12 %"),
    ],
)
def test_what_a_terminal_would_act_on_is_made_visible(text, shown):
    assert visible(text) == shown
    finding = Finding(f"data/{text}.csv", 2, text, "x", text, text)
    report = Report((finding,), (Skipped("y", text),), (Silenced(finding, text),))
    assert all(line.isprintable() for line in report.to_text().splitlines())
    assert len(report.to_text().splitlines()) == 7
    assert all(line.isprintable() for line in github(report, Path("p")).splitlines())
    assert json.loads(sarif(report, Path("p"), "1"))
    assert json.loads(report.to_json())["findings"][0]["message"] == text
    assert all(line.isprintable() for line in report.to_json().splitlines())


def test_a_control_character_of_a_descriptor_and_of_a_path_reaches_no_terminal_as_it_is(folder):
    path = folder / "datapackage.json"
    path.write_text('{"version": "1.0.0", "resources": [{"name": "\\u001b"}]}', encoding="utf-8")
    found = sirte("validate", folder).stdout
    assert "\\x1b" in found
    assert "\x1b" not in found
    assert "\\x1b" in sirte("validate", folder / "\x1b").stderr


# --- how to silence, what to leave out


def test_one_line_at_the_end_says_how_to_silence_a_finding():
    assert MANY.to_text().splitlines()[-2] == TO_SILENCE
    assert all(f'"{key}": ' in TO_SILENCE for key in ENTRY_KEYS)
    assert TO_SILENCE not in Report(skipped=(Skipped("x", "y"),)).to_text()


def test_a_rule_left_out_finds_nothing_and_is_told_with_the_reason(faulty):
    report = validate(faulty, skip={"quoted-numbers": "The scan is poor."})
    assert "quoted-numbers" not in {finding.rule for finding in report.findings}
    assert Skipped("quoted-numbers", "left out: The scan is poor.") in report.skipped


def test_a_rule_left_out_hides_nothing_that_another_finds_in_the_same_row(folder):
    """`quoted-numbers` is silent in a row in which `number-order` speaks."""
    set_cell(folder, "casualties", "C901", "low", "21")
    set_cell(folder, "casualties", "C901", "high", "5")
    both = ["number-order", "quoted-numbers"]
    assert {finding.rule for finding in validate(folder, rules=both).findings} == {"number-order"}
    left = validate(folder, rules=both, skip={"number-order": "Bounds come later."})
    assert {finding.rule for finding in left.findings} == {"quoted-numbers"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--skip", "plain-tex", "--reason", "x"], "Did you mean 'plain-text'?"),
        (["--skip", "plain-text"], "Each --skip NAME needs its  --reason TEXT"),
        (["--reason", "x"], "Each --skip NAME needs its  --reason TEXT"),
        (["--skip", "plain-text", "--reason", " "], "without a reason"),
    ],
)
def test_a_rule_is_left_out_by_its_name_and_with_a_reason_alone(folder, options, says):
    result = sirte("validate", folder, *options)
    assert result.exit_code == 2
    assert says in result.stderr


def test_several_rules_are_left_out_each_with_its_reason(faulty):
    options = ["--skip", "quoted-numbers", "--reason", "One.", "--skip", "plain-text", "--reason", "Two."]
    result = sirte("validate", faulty, *options)
    assert {"  quoted-numbers: left out: One.", "  plain-text: left out: Two."} <= set(
        result.stdout.splitlines()
    )


def test_unknown_and_unexplained_rules_are_refused_in_python_too(folder):
    with pytest.raises(UsageError, match="Did you mean 'plain-text'"):
        validate(folder, skip={"plain-tex": "x"})
    with pytest.raises(UsageError, match="without a reason"):
        validate(folder, skip={"plain-text": ""})


# --- the forms for other programs


def complaints(report: Any) -> list[str]:
    return [fault.message for fault in Draft202012Validator(SCHEMA).iter_errors(report)]


@pytest.mark.parametrize("report", [REPORT, Report(), MANY, Report((WHOLE,))])
@pytest.mark.parametrize("limit", [None, 1])
def test_a_report_in_json_is_as_its_schema_says(report, limit):
    assert complaints(json.loads(report.to_json(limit))) == []


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("findings", {"row_id": None}),
        ("findings", {"row": 0}),
        ("findings", {"reason": "x"}),
        ("skipped", {"reason": ""}),
        ("silenced", {"reason": 1}),
        ("silenced", {"why": "x"}),
    ],
)
def test_the_schema_refuses_what_a_report_never_holds(key, change):
    Draft202012Validator.check_schema(SCHEMA)
    document = json.loads(REPORT.to_json())
    document[key][0] |= change
    assert len(complaints(document)) == 1
    del document[key]
    assert complaints(document) == [f"'{key}' is a required property"]


def test_the_command_prints_json_as_its_schema_says(faulty):
    sound = sirte("validate", write_invented(faulty.parent / "sound"), "--format", "json")
    found = sirte("validate", faulty, "--format", "json", "--limit", "1")
    assert (sound.exit_code, found.exit_code) == (0, 1)
    assert complaints(json.loads(sound.stdout)) == complaints(json.loads(found.stdout)) == []
    assert json.loads(found.stdout)["findings"][0]["row_id"] == "C901"


def test_a_workflow_command_ends_where_it_should_and_begins_nowhere_else():
    finding = Finding("a,b:c%.csv", 3, "low", "x", "100 %\n::error::no", "C9")
    assert github(Report((finding, WHOLE)), Path("p")).splitlines() == [
        "::error file=p/a%2Cb%3Ac%25.csv,line=3,title=x::C9, low: 100 %25\\n::error::no",
        "::error file=p/data/strikes.csv,title=file::Missing.",
        "2 findings.",
    ]
    told = github(Report((), (Skipped("x", "y\n::error::no"), Skipped("z", "%"))), Path("p")).splitlines()
    assert told[0] == "::notice title=Not checked::x: y\\n::error::no%0Az: %25"


def test_a_line_is_that_on_which_the_row_begins(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    set_cell(folder, "casualties", "C901", "note", "three\nlines\nlong")
    set_cell(folder, "casualties", "C903", "low", "x")
    set_cell(folder, "casualties", "C903", "note", "two\nlines")
    lines = [
        line for line in sirte("validate", folder, "--format", "github").stdout.splitlines() if "C9" in line
    ]
    assert [line.partition("title")[0] for line in lines] == [
        "::error file=package/data/casualties.csv,line=2,",
        "::error file=package/data/casualties.csv,line=6,",
        "::error file=package/data/casualties.csv,line=6,",
    ]


def test_a_file_outside_the_working_folder_is_named_from_its_package(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert github(Report((WHOLE,)), tmp_path).startswith("::error file=data/strikes.csv,")


def test_sarif_has_a_result_for_each_finding_where_it_lies(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    known = Finding("data/a b.csv", 12, "low", "number-order", "low 9, high 2.", "C911")
    document = json.loads(sarif(Report((known, WHOLE)), tmp_path / "p", "1.0.0"))
    (run,) = document["runs"]
    assert document["version"] == "2.1.0"
    assert run["tool"]["driver"]["version"] == "1.0.0"
    assert run["results"] == [
        {
            "ruleId": "number-order",
            "level": "error",
            "message": {"text": "C911, low: low 9, high 2."},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "p/data/a%20b.csv"},
                        "region": {"startLine": 12},
                    }
                }
            ],
        },
        {
            "ruleId": "file",
            "level": "error",
            "message": {"text": "Missing."},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "p/data/strikes.csv"}}}],
        },
    ]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["file", "number-order"]
    assert set(run["tool"]["driver"]["rules"][1]) == {"id", "shortDescription", "help"}


def test_sarif_shows_what_is_silenced_as_suppressed_and_tells_what_was_not_checked():
    (run,) = json.loads(sarif(Report((), (Skipped("x", "y"),), (SILENCED,)), Path("p"), "1"))["runs"]
    assert [result["suppressions"] for result in run["results"]] == [
        [{"kind": "external", "justification": SILENCED.reason}]
    ]
    (ran,) = run["invocations"]
    assert ran["toolExecutionNotifications"] == [{"level": "note", "message": {"text": "x: y"}}]


def test_the_command_prints_sarif_and_ends_as_with_text(faulty):
    result = sirte("validate", faulty, "--format", "sarif")
    (run,) = json.loads(result.stdout)["runs"]
    assert result.exit_code == 1
    assert [one["ruleId"] for one in run["results"]] == ["quoted-numbers"]
