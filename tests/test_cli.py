"""The command line: what each command prints, its exit status, on a terminal, in a pipe, on bad input."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import sirte_dataset as sd
from invented_package import set_cell
from sirte_dataset.citation import STYLES
from sirte_dataset.cli import app
from sirte_dataset.descriptor import open_package
from sirte_dataset.sqlite.views import VIEWS

COMMANDS = sorted(command.name or command.callback.__name__ for command in app.registered_commands)
needs_terminal = pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
needs_validation = pytest.mark.skipif(not find_spec("frictionless"), reason="needs the extra 'validate'")


class Outcome:
    """What a command left behind."""

    def __init__(self, *arguments: object) -> None:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.status, self.out, self.err = result.exit_code, result.stdout, result.stderr


def in_a_process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, its output in a pipe, on the dataset itself."""
    command = [sys.executable, "-c", "from sirte_dataset.cli import main; main()", *arguments]
    options = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
        "encoding": "utf-8",
        **options,
    }
    return subprocess.run(command, check=False, **options)


def on_a_terminal(*arguments: str, columns: int) -> str:
    """What the command shows on a terminal so many columns wide, without its styles."""
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm-256color"}
    primary, secondary = os.openpty()
    done = in_a_process(*arguments, stdout=secondary, env=environment)
    os.close(secondary)
    assert done.returncode == 0, done.stderr
    return re.sub(r"\x1b\[[0-9;]*m", "", until_closed(primary))


def until_closed(terminal: int) -> str:
    """What was written to a pseudo-terminal that nobody writes to any more."""
    shown = b""
    with suppress(OSError):  # how Linux says that a terminal has ended
        while part := os.read(terminal, 65536):
            shown += part
    os.close(terminal)
    return shown.decode("utf-8")


# --- every command


def test_the_commands_are_those_of_the_documentation() -> None:
    documented = (
        "agreement article browse build cite crosswalk describe diff docs evidence export export-metadata"
        " fingerprint plot provenance query refresh release rules show tables validate version"
    )
    assert " ".join(COMMANDS) == documented


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_explains_itself(command: str) -> None:
    outcome = Outcome(command, "--help")
    assert outcome.status == 0
    assert f"Usage: sirte {command}" in outcome.out or f"Usage: root {command}" in outcome.out


def test_without_a_command_the_commands_are_listed() -> None:
    outcome = Outcome()
    assert outcome.status == 2
    assert all(command in outcome.out + outcome.err for command in COMMANDS)


def test_version_prints_the_version_alone() -> None:
    assert Outcome("version").out == f"{sd.__version__}\n"


# --- tables, describe


def test_tables_lists_each_table_in_a_line_with_its_rows(as_own: Path) -> None:
    header, *lines = Outcome("tables").out.splitlines()
    assert header.split() == ["name", "kind", "rows", "description"]
    listed = [tuple(line.split()[:3]) for line in lines]
    names = [*((name, "table") for name in open_package().names), *((view.name, "view") for view in VIEWS)]
    assert listed == [(name, kind, str(len(sd.load(name)))) for name, kind in names]


def test_describe_gives_every_column_unit_and_code() -> None:
    text = Outcome("describe", "casualties").out
    for column in sd.load("casualties").columns:
        assert re.search(rf"^{column}  \(", text, re.MULTILINE), column
    assert "low  (integer, people)" in text
    assert "date  (string (EDTF))" in text
    assert "killed = " in text


# --- show


def test_show_csv_is_the_file_itself(as_own: Path) -> None:
    assert (
        Outcome("show", "casualties", "--format", "csv").out.encode()
        == (as_own / "data" / "casualties.csv").read_bytes()
    )


def test_show_json_has_the_types_of_the_schema(as_own: Path) -> None:
    first = json.loads(Outcome("show", "casualties", "--format", "json").out)[0]
    assert (first["casualty_id"], first["low"], first["high"]) == ("C901", 12, None)
    assert (first["cumulative"], first["date_latest"]) == (False, "2031-04-15")


def test_show_prints_one_row_per_line_and_cuts_nothing(as_own: Path) -> None:
    header, *lines = Outcome("show", "passages").out.splitlines()
    passages = sd.load("passages", "records")
    assert header.split()[:2] == ["passage_id", "article_id"]
    assert len(lines) == len(passages)
    for line, row in zip(lines, passages, strict=True):
        assert line.startswith(row["passage_id"])
        assert row["gloss"] in line


CONDITIONS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "outcome = 'wounded'": lambda row: row["outcome"] == "wounded",
    "low >= 12": lambda row: (row["low"] or 0) >= 12,
    "low IS NULL AND scale = 'dozens'": lambda row: row["low"] is None and row["scale"] == "dozens",
    "cumulative = false": lambda row: row["cumulative"] is False,
    "NOT cumulative": lambda row: row["cumulative"] is False,
    "date_latest < '2031-04-16'": lambda row: str(row["date_latest"] or "9") < "2031-04-16",
    "casualty_id LIKE 'C9%' -- all of them": lambda row: True,
    "low = (SELECT max(low) FROM casualties)": lambda row: row["casualty_id"] == "C901",
    "wording = ')' OR low > 1e9": lambda row: False,
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_show_where_keeps_the_rows_that_meet_a_condition(as_own: Path, condition: str) -> None:
    shown = json.loads(Outcome("show", "casualties", "--where", condition, "--format", "json").out)
    expected = [row["casualty_id"] for row in sd.load("casualties", "records") if CONDITIONS[condition](row)]
    assert [row["casualty_id"] for row in shown] == expected


def test_show_where_nothing_fits_says_so_and_data_stay_well_formed(as_own: Path) -> None:
    nothing = ("show", "casualties", "--where", "low > 1000000")
    assert Outcome(*nothing).out == "No rows.\n"
    assert json.loads(Outcome(*nothing, "--format", "json").out) == []
    assert len(Outcome(*nothing, "--format", "csv").out.splitlines()) == 1


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ("outcom = 'killed'", "there is no column 'outcom'. Did you mean 'outcome'?"),
        ("zebra > 1", "there is no column 'zebra'. The columns are: casualty_id, "),
        ("low >", 'SQLite says: near ")": syntax error'),
        ("low > 1; DROP TABLE casualties", "SQLite says: near"),
        ("1) UNION SELECT (1", "its parentheses do not match"),
        ("low > (1", "its parentheses do not match"),
        ("1) OR (1", "its parentheses do not match"),
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("low > 1 /* unfinished", "SQLite says: "),
        ("low > 'unfinished", "a quotation mark is not closed"),
        ("casualty_id IN (SELECT actor_id FROM actors)", "SQLite says: no such table: actors"),
        ("load_extension('x')", "it may only read this table"),
        (
            "1 IN (WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n)",
            "it may only read",
        ),
        ("1 IN (SELECT 1 FROM pragma_database_list)", "it may only read"),
        ("low > 1\0", "unusable"),
        ("length(hex(zeroblob(400000000))) > 0", "string or blob too big"),
    ],
)
def test_show_where_refuses_what_is_no_condition_in_one_sentence(
    as_own: Path, condition: str, complaint: str
) -> None:
    outcome = Outcome("show", "casualties", "--where", condition)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("sirte: The condition ")
    assert complaint in outcome.err
    assert outcome.err.count("\n") == 1


def test_show_where_stops_a_query_that_does_not_end(as_own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sirte_dataset.sqlite.guarded.LOOKS", 3)
    many = ", ".join(f"casualties c{number}" for number in range(20))
    outcome = Outcome("show", "casualties", "--where", f"(SELECT count(*) FROM {many}) > 1")
    assert outcome.status == 2
    assert "it takes too long" in outcome.err


# --- provenance, article, cite


def test_provenance_knows_a_row_without_its_table(as_own: Path) -> None:
    for cell in ([], ["low"]):
        named = Outcome("provenance", "casualties", "C901", *cell)
        assert named.out
        assert Outcome("provenance", "C901", *cell).out == named.out


def test_provenance_prints_a_paragraph_for_each_piece_of_evidence(as_own: Path) -> None:
    paragraphs = Outcome("provenance", "casualties", "C901").out.strip().split("\n\n")
    expected = sd.provenance("casualties", "C901")
    assert [paragraph.split()[0] for paragraph in paragraphs] == expected["evidence_id"].tolist()
    assert all("Gloss: " in paragraph and "Article: Velmar Post" in paragraph for paragraph in paragraphs)
    assert "Sentence: " not in "".join(paragraphs)


def test_provenance_shows_the_words_where_texts_are_attached(as_own: Path, invented_texts: Path) -> None:
    out = Outcome("provenance", "casualties", "C901", "low").out
    assert "Words: At least 12" in out
    assert "Sentence: At least 12 Lantern men died" in out


def test_provenance_of_a_cell_without_evidence_says_so(as_own: Path) -> None:
    outcome = Outcome("provenance", "casualties", "C901", "quantifier")
    assert (outcome.status, outcome.out) == (0, "No evidence is recorded for casualties C901 quantifier.\n")


def test_article_prints_the_page(as_own: Path) -> None:
    assert Outcome("article", "A900").out == sd.article("A900") + "\n"


@pytest.mark.parametrize("style", STYLES)
def test_cite_prints_each_style(style: str) -> None:
    assert Outcome("cite", "--style", style).out == sd.cite(style) + "\n"


# --- validate, refresh, build


@needs_validation
def test_validate_ends_with_0_on_a_sound_package(folder: Path) -> None:
    Outcome("refresh", folder)
    outcome = Outcome("validate", folder)
    assert outcome.status == 0, outcome.out
    assert outcome.err == "", "no progress lines unless on a terminal"


@needs_validation
def test_validate_ends_with_1_and_names_the_cell(folder: Path) -> None:
    set_cell(folder, "casualties", "C902", "low", "twelve")
    Outcome("refresh", folder)
    outcome = Outcome("validate", folder)
    assert outcome.status == 1
    assert "data/casualties.csv, row 3 (C902), low: " in outcome.out
    found = json.loads(Outcome("validate", folder, "--format", "json").out)
    assert "twelve" in json.dumps(found)


@needs_validation
@needs_terminal
def test_validate_tells_its_progress_on_a_terminal_and_keeps_the_report_clean(folder: Path) -> None:
    Outcome("refresh", folder)
    primary, secondary = os.openpty()
    done = in_a_process("validate", str(folder), "--format", "json", stderr=secondary)
    os.close(secondary)
    progress = until_closed(primary)
    assert json.loads(done.stdout)
    for name in open_package(folder).names:
        assert f"checking {name}\r\n" in progress


def test_browse_hands_its_options_to_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []
    monkeypatch.setattr("sirte_dataset.browse.serve", lambda **options: given.append(options))
    assert Outcome("browse").status == 0
    others = ("--port", "0", "--host", "::1", "--no-open", "--with-texts", "--i-hold-the-rights")
    assert Outcome("browse", *others).status == 0
    assert given == [
        {
            "port": 8001,
            "host": "127.0.0.1",
            "open_browser": True,
            "with_texts": False,
            "rights_held": False,
        },
        {"port": 0, "host": "::1", "open_browser": False, "with_texts": True, "rights_held": True},
    ]


def test_refresh_renews_what_is_out_of_date_and_then_finds_nothing(folder: Path) -> None:
    set_cell(folder, "casualties", "C901", "low", "13")
    outcome = Outcome("refresh", folder, "--check")
    assert outcome.status == 1
    assert "out of date: " in outcome.out
    assert "renewed: " in Outcome("refresh", folder).out
    assert Outcome("refresh", folder, "--check").out == "Everything is up to date.\n"


def test_build_writes_a_database_and_prints_its_path(as_own: Path, tmp_path: Path) -> None:
    outcome = Outcome("build", tmp_path / "out")
    assert outcome.status == 0, outcome.err
    with closing(sqlite3.connect(outcome.out.strip())) as connection:
        count = connection.execute("SELECT count(*) FROM casualties").fetchone()
    assert count == (len(sd.load("casualties")),)


def test_build_replaces_a_database_only_when_told(as_own: Path, tmp_path: Path) -> None:
    built = Path(Outcome("build", tmp_path).out.strip())
    built.write_bytes(b"mine")
    outcome = Outcome("build", tmp_path)
    assert outcome.status == 2
    assert "exists" in outcome.err
    assert built.read_bytes() == b"mine"
    assert Outcome("build", tmp_path, "--force").status == 0
    assert built.read_bytes() != b"mine"


# --- bad input


BAD_INPUT = {
    "a missing table": (["show", "casulties"], 2, "no table 'casulties'. Did you mean 'casualties'?"),
    "a table to describe": (["describe", "evnts"], 2, "no table 'evnts'. Did you mean 'events'?"),
    "an unknown row": (["provenance", "casualties", "C9011"], 2, "no row 'C9011'. Did you mean 'C901'?"),
    "an unknown column": (
        ["provenance", "casualties", "C901", "lo"],
        2,
        "no column 'lo'. Did you mean 'low'?",
    ),
    "a table without evidence": (
        ["provenance", "articles", "A900"],
        2,
        "'articles' has no evidence of its own",
    ),
    "an unknown article": (["article", "A9000"], 2, "no article 'A9000'. Did you mean 'A900'?"),
    "a package that is not there": (["refresh", "absent"], 2, "no file or folder 'absent'"),
    "a folder without descriptor": (["refresh", "."], 1, "datapackage.json: The file is missing"),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_gets_one_sentence(
    case: str, as_own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments, status, complaint = BAD_INPUT[case]
    monkeypatch.chdir(tmp_path)
    outcome = Outcome(*arguments)
    assert (outcome.status, outcome.out) == (status, "")
    assert complaint in outcome.err
    assert outcome.err.startswith("sirte: ")
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [["show", "casualties"], ["article", "A900"], ["provenance", "casualties", "C901"]],
    ids=lambda arguments: arguments[0],
)
@pytest.mark.parametrize("damage", ["cut off", "in Latin-1", "without header", "gone"])
def test_a_damaged_file_gets_one_sentence_and_status_1(
    as_own: Path, arguments: list[str], damage: str
) -> None:
    file = as_own / "data" / ("passages.csv" if arguments[0] == "article" else "casualties.csv")
    content = file.read_bytes()
    file.unlink()
    if damage == "cut off":
        file.write_bytes(content[:-20])
    elif damage == "in Latin-1":
        file.write_bytes(content.replace(b"A900,", b"A9\xe90,", 1))
    elif damage == "without header":
        file.write_bytes(content.split(b"\n", 1)[1])
    outcome = Outcome(*arguments)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith(f"sirte: data/{file.name}")
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["show"],
        ["show", "casualties", "--format", "xml"],
        ["cite", "--style", "mla"],
        ["browse", "--port", "x"],
        ["fly"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    outcome = Outcome(*arguments)
    assert outcome.status == 2
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("out_dir", ["file", "file/below"])
def test_a_folder_that_cannot_be_written_gets_one_sentence(
    as_own: Path, tmp_path: Path, out_dir: str
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    outcome = Outcome("build", tmp_path / out_dir)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    monkeypatch.setattr("sirte_dataset.checking.validation.find_spec", lambda name: None)
    outcome = Outcome("validate")
    assert outcome.status == 2
    assert "pip install 'sirte-dataset[validate]'" in outcome.err


# --- pipes and terminals


def test_a_pipe_gets_no_colours_and_whole_rows() -> None:
    done = in_a_process("show", "passages")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert len(done.stdout.splitlines()) == len(sd.load("passages")) + 1


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_data_in_a_pipe_are_utf_8_wherever_they_are_printed(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = in_a_process("show", "actor_names", "--format", "csv", env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout == open_package().csv_path("actor_names").read_text(encoding="utf-8")
    done = in_a_process("article", sd.load("articles")["article_id"][0], env=environment)
    assert done.returncode == 0, done.stderr


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = in_a_process("show", "evidence", "--format", "csv", stdout=writer)
    os.close(writer)
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_gets_one_sentence() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = in_a_process("show", "evidence", "--format", "csv", stdout=full)
    assert done.returncode == 2
    assert done.stderr.startswith("sirte: ")
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


@needs_terminal
def test_a_wide_terminal_gets_a_table_and_a_narrow_one_a_list() -> None:
    one = "event_actor_id = (SELECT min(event_actor_id) FROM event_actors)"
    wide = on_a_terminal("show", "event_actors", "--where", one, columns=160)
    assert re.search(r"event_actor_id.*event_id.*actor_id.*role", wide)
    row = sd.load("casualties", "records")[0]
    where = f"casualty_id = '{row['casualty_id']}'"
    narrow = on_a_terminal("show", "casualties", "--where", where, columns=60)
    assert narrow.startswith(row["casualty_id"])
    assert re.search(rf"^  outcome +{row['outcome']}", narrow, re.MULTILINE)
    assert max(map(len, narrow.splitlines())) <= 60


@needs_terminal
def test_a_narrow_terminal_folds_the_descriptions_of_the_tables() -> None:
    shown = on_a_terminal("tables", columns=60)
    assert max(map(len, shown.splitlines())) <= 60
    assert all(name in shown for name in open_package().names)
