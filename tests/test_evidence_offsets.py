"""The tool that turns coding sheets into evidence rows, tried on an invented report of a flood."""

from __future__ import annotations

import csv
import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from sirte_dataset.errors import DataError
from sirte_dataset.schemas import table_schema

FIRST = "Rescuers counted 2,000 sheep on the ridge, and Mayor Ada Quill\u2019s boat brought 20 more."
SECOND = "The ridge stayed dry \u2013 the ridge path did not."
TEXT = f"{FIRST}\n\n{SECOND}\n"
SECOND_START = TEXT.index(SECOND)
PASSAGES = {
    "A900.01": {"article_id": "A900", "start": "0", "end": str(len(FIRST))},
    "A900.02": {"article_id": "A900", "start": str(SECOND_START), "end": str(SECOND_START + len(SECOND))},
}


def load_tool() -> ModuleType:
    path = Path(__file__).parents[1] / "tools" / "evidence_offsets.py"
    spec = importlib.util.spec_from_file_location("evidence_offsets", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tool = load_tool()


def sheet_row(quote: str = "2,000 sheep", **cells: str) -> dict[str, str]:
    row = {
        "resource": "casualties",
        "row_id": "C900",
        "field": "low",
        "passage_id": "A900.01",
        "quote": quote,
    }
    return row | {"occurrence": "", "support": "states", "keep": "true"} | cells


def evidence(*rows: dict[str, str]) -> list[dict[str, str]]:
    return tool.evidence_rows(rows, PASSAGES, {"A900": TEXT})


def refusal(*rows: dict[str, str]) -> str:
    with pytest.raises(DataError) as caught:
        evidence(*rows)
    return str(caught.value)


def test_a_quote_becomes_offsets_into_the_article() -> None:
    (row,) = evidence(sheet_row("ridge path", passage_id="A900.02"))
    assert TEXT[int(row["start"]) : int(row["end"])] == "ridge path"
    assert row["evidence_id"] == "C900.low.1"
    assert (row["article_id"], row["quote"], row["support"]) == ("A900", "ridge path", "states")


def test_a_blank_quote_is_the_whole_passage() -> None:
    (row,) = evidence(sheet_row("", field="", passage_id="A900.02", keep=""))
    assert TEXT[int(row["start"]) : int(row["end"])] == SECOND
    assert (row["evidence_id"], row["quote"]) == ("C900.row.1", "")


def test_keep_false_keeps_the_offsets_and_leaves_the_quote_blank() -> None:
    (row,) = evidence(sheet_row(FIRST, keep="false"))
    assert (row["start"], row["end"], row["quote"]) == ("0", str(len(FIRST)), "")


def test_the_spans_of_one_cell_are_numbered_in_the_order_of_the_sheet_and_rows_are_sorted_by_id() -> None:
    rows = evidence(sheet_row("20 more"), sheet_row("Rescuers"), sheet_row("boat", row_id="C100", field=""))
    assert [(row["evidence_id"], row["quote"]) for row in rows] == [
        ("C100.row.1", "boat"),
        ("C900.low.1", "20 more"),
        ("C900.low.2", "Rescuers"),
    ]


def test_an_id_that_was_withdrawn_is_not_given_again() -> None:
    rows = [sheet_row("20 more"), sheet_row("boat")]
    found = tool.evidence_rows(rows, PASSAGES, {"A900": TEXT}, {"C900.low.1", "C900.low.3"})
    assert [row["evidence_id"] for row in found] == ["C900.low.2", "C900.low.4"]


@pytest.mark.parametrize("quote", ["idge", "Rescuer", "000 sheep", "2", "000"])
def test_a_piece_of_a_word_or_of_a_number_is_not_found(quote: str) -> None:
    assert "not in the passage as whole words" in refusal(sheet_row(quote))


@pytest.mark.parametrize("quote", ["Mayor Ada Quill", "Ada Quill\u2019s", "20", "2,000", "20 more."])
def test_whole_words_are_found_beside_punctuation(quote: str) -> None:
    start, end = tool.locate(FIRST, quote)
    assert FIRST[start:end] == quote


def test_words_that_stand_twice_need_an_occurrence() -> None:
    assert "stands 2 times" in refusal(sheet_row("ridge", passage_id="A900.02"))


def test_an_occurrence_picks_one_of_several() -> None:
    assert tool.locate(SECOND, "ridge", 1) == (4, 9)
    assert tool.locate(SECOND, "ridge", 2) == (27, 32)


@pytest.mark.parametrize("occurrence", ["3", "0", "-1", "first"])
def test_an_occurrence_that_does_not_exist_is_refused(occurrence: str) -> None:
    assert f"occurrence {occurrence}" in refusal(
        sheet_row("ridge", passage_id="A900.02", occurrence=occurrence)
    ).replace("'", "")


def test_an_occurrence_without_a_quote_is_refused() -> None:
    assert "no quote for it to count" in refusal(sheet_row("", occurrence="1"))


@pytest.mark.parametrize("quote", ["ada quill's boat", "Ada  Quill\u2019s boat"])
def test_the_refusal_shows_how_the_passage_prints_the_words(quote: str) -> None:
    assert "the passage prints 'Ada Quill\u2019s boat'" in refusal(sheet_row(quote))


def test_a_kept_quote_of_nine_words_is_refused_and_one_of_eight_is_kept() -> None:
    nine = " ".join(FIRST.split()[:9])
    eight = " ".join(FIRST.split()[:8]).rstrip(",")
    assert "has 9 words and at most 8" in refusal(sheet_row(nine))
    assert evidence(sheet_row(eight))[0]["quote"] == eight


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("resource", "", "the column resource is blank"),
        ("row_id", "", "the column row_id is blank"),
        ("passage_id", "A900.77", "the passage is not in passages.csv"),
        ("quote", "boat ", "the quote begins or ends with a space"),
        ("keep", "yes", "the column keep holds 'yes'"),
        ("support", "proves", "the column support holds 'proves'"),
    ],
)
def test_a_bad_cell_of_the_sheet_is_named(column: str, value: str, sentence: str) -> None:
    assert sentence in refusal(sheet_row(**{column: value}))


def test_a_refusal_names_the_sheet_row_the_cell_the_passage_and_the_quote() -> None:
    message = refusal(sheet_row(), sheet_row("goats"))
    assert message.startswith("Sheet row 3, C900.low, passage A900.01, quote 'goats': ")


def test_every_bad_row_of_a_sheet_is_told_at_once() -> None:
    assert len(refusal(sheet_row("goats"), sheet_row(), sheet_row("camels")).splitlines()) == 2


def test_the_same_words_for_the_same_cell_are_refused() -> None:
    assert "already support the same cell in row 2" in refusal(sheet_row(), sheet_row())


def test_a_text_that_is_not_attached_is_named() -> None:
    with pytest.raises(DataError, match="A900 is not attached"):
        tool.evidence_rows([sheet_row()], PASSAGES, {})


def test_the_support_codes_are_those_of_the_schema() -> None:
    assert set(tool.SUPPORT) == set(table_schema("evidence").field("support").enum)


def test_merging_replaces_rows_of_the_same_id_and_leaves_every_other_row() -> None:
    old = [{"evidence_id": "C1.low.1", "quote": "old"}, {"evidence_id": "C1.low.2", "quote": "other"}]
    new = [{"evidence_id": "C1.low.1", "quote": "new"}, {"evidence_id": "B1.low.1", "quote": "added"}]
    assert [row["quote"] for row in tool.merged(old, new)] == ["added", "new", "other"]


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def run_on(folder: Path, *arguments: str, quotes: Sequence[str]) -> int:
    """Run the tool on the invented package, with a sheet of quotes from one of its passages."""
    rows = [sheet_row(quote, passage_id="A900.04") for quote in quotes]
    sheet = write_csv(folder / "sheet.csv", tool.SHEET_COLUMNS, rows)
    return int(tool.main([str(sheet), "--package", str(folder), *arguments]))


def evidence_table(folder: Path) -> list[str]:
    return (folder / "data" / "evidence.csv").read_text(encoding="utf-8").splitlines()


@pytest.mark.usefixtures("invented_texts")
def test_without_a_target_the_rows_are_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_on(folder, quotes=["At least 12"]) == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header == evidence_table(folder)[0]
    assert row == "C900.low.1,casualties,C900,low,A900,A900.04,211,222,At least 12,states"


@pytest.mark.usefixtures("invented_texts")
def test_out_writes_the_rows_to_a_file(folder: Path) -> None:
    assert run_on(folder, "--out", str(folder / "rows.csv"), quotes=["12"]) == 0
    assert (folder / "rows.csv").read_bytes().count(b"\n") == 2
    assert b"\r" not in (folder / "rows.csv").read_bytes()


@pytest.mark.usefixtures("invented_texts")
def test_out_into_a_folder_that_does_not_exist_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_on(folder, "--out", str(folder / "nowhere" / "rows.csv"), quotes=["12"]) == 2
    sentence = capsys.readouterr().err
    assert "rows.csv cannot be written (No such file or directory); check its permissions" in sentence
    assert sentence.count("\n") == 1


@pytest.mark.usefixtures("invented_texts")
def test_merge_adds_to_the_evidence_table_and_names_what_it_left_behind(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = evidence_table(folder)
    assert run_on(folder, "--merge", quotes=["dozens", "storm"]) == 0
    assert run_on(folder, "--merge", quotes=["12"]) == 0
    added = [line for line in evidence_table(folder) if line not in before]
    assert [line.split(",")[0] for line in added] == ["C900.low.1", "C900.low.2"]
    assert [line.split(",")[-2] for line in added] == ["12", "storm"]
    assert set(before) < set(evidence_table(folder))
    assert evidence_table(folder)[1:] == sorted(evidence_table(folder)[1:])
    assert "C900.low.2" in capsys.readouterr().err
    assert not list((folder / "data").glob(".*"))


MERGING = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import evidence_offsets as tool
folder, cell = Path(sys.argv[2]), sys.argv[3]
table = tool._table
def slowly(package, name):
    rows = table(package, name)
    time.sleep(0.3 * (name == "evidence"))
    return rows
tool._table = slowly
(folder / f"{cell}.ready").touch()
while len(list(folder.glob("*.ready"))) < 3:
    time.sleep(0.01)
sys.exit(tool.main([str(folder / f"{cell}.csv"), "--package", str(folder), "--merge"]))
"""


@pytest.mark.usefixtures("invented_texts")
def test_no_row_is_lost_when_several_merge_at_once(folder: Path) -> None:
    before = evidence_table(folder)
    cells = ("C801", "C802", "C803")
    for cell in cells:
        row = sheet_row("12", passage_id="A900.04", row_id=cell)
        write_csv(folder / f"{cell}.csv", tool.SHEET_COLUMNS, [row])
    arguments = [sys.executable, "-c", MERGING, str(Path(tool.__file__).parent), str(folder)]
    running = [subprocess.Popen([*arguments, cell], stdout=subprocess.DEVNULL) for cell in cells]
    assert [process.wait(120) for process in running] == [0, 0, 0]
    added = [line.split(",")[0] for line in evidence_table(folder) if line not in before]
    assert added == [f"{cell}.low.1" for cell in cells]
    assert not list((folder / "data").glob(".*"))


@pytest.mark.usefixtures("invented_texts")
def test_a_merge_that_never_ends_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool, "PAUSE", 0)
    before = evidence_table(folder)
    lock = folder / "data" / ".evidence.csv.lock"
    lock.touch()
    assert run_on(folder, "--merge", quotes=["12"]) == 2
    assert capsys.readouterr().err == f"Another merge is under way; if there is none, remove {lock}.\n"
    assert evidence_table(folder) == before
    assert lock.exists()


@pytest.mark.usefixtures("invented_texts")
def test_a_bad_sheet_leaves_the_evidence_table_as_it_was(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = evidence_table(folder)
    assert run_on(folder, "--merge", quotes=["12", "goats"]) == 1
    assert evidence_table(folder) == before
    assert "Sheet row 3" in capsys.readouterr().err


@pytest.mark.usefixtures("as_own")
def test_without_texts_nothing_is_placed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_on(folder, quotes=["12"]) == 1
    assert "set SIRTE_ARTICLES" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"resource,row_id\ncasualties,C900\n", "row 1: The header lacks field, passage_id, quote"),
        (b"", "row 1: The file is empty"),
        (",".join(tool.SHEET_COLUMNS).encode() + b"\ncasualties,C900\n", "row 2: Expected 8 cells, found 2"),
        ("résumé".encode("latin-1"), "is not UTF-8"),
        (b'"resource', "row 1: The row cannot be read"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes(content)
    with pytest.raises(DataError) as caught:
        tool.read_sheet(sheet)
    assert sentence in str(caught.value)


def test_a_sheet_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.csv: The file is missing"):
        tool.read_sheet(tmp_path / "none.csv")


def test_a_sheet_from_a_spreadsheet_is_read_alike(tmp_path: Path) -> None:
    sheet = write_csv(tmp_path / "sheet.csv", tool.SHEET_COLUMNS, [sheet_row()])
    sheet.write_bytes(b"\xef\xbb\xbf" + sheet.read_bytes().replace(b"\n", b"\r\n").rstrip())
    assert tool.read_sheet(sheet) == [sheet_row()]


def test_the_columns_of_a_sheet_may_stand_in_any_order(tmp_path: Path) -> None:
    columns = sorted(tool.SHEET_COLUMNS)
    assert tool.read_sheet(write_csv(tmp_path / "sheet.csv", columns, [sheet_row()])) == [sheet_row()]
