"""The comparison of the two codings: what is paired, what a difference lowers, and the codings themselves."""

from __future__ import annotations

import copy
import csv
import itertools
import json
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from conftest import posix
from sirte_dataset import descriptor
from sirte_dataset.agreement import Agreement, compare, measures
from sirte_dataset.agreement.alignment import Unit, align, heaviest_matching, pairs
from sirte_dataset.agreement.codings import CODERS, EVENT, LAYOUTS, NUMBERS, PLACE, Layout, Row, read_codings
from sirte_dataset.agreement.differences import COLUMNS, list_differences, write_differences
from sirte_dataset.agreement.measures import FieldScore, alphas, b_cubed
from sirte_dataset.agreement.report import json_report, sections
from sirte_dataset.cli import app
from sirte_dataset.descriptor import open_package
from sirte_dataset.documents.agreement import agreement
from sirte_dataset.documents.markdown import folded
from sirte_dataset.errors import DataError, UsageError
from sirte_dataset.loading import load, read_text_frame
from sirte_dataset.schemas import table_schema

ROOT = Path(__file__).parents[1]
CODINGS = ROOT / "codings"
UNITS = 24  # of each table of the invented codings, one in each passage

Cells = dict[str, str]
Coding = dict[str, list[Cells]]


# --- two invented codings


@cache
def header(table: str) -> tuple[str, ...]:
    with (CODINGS / "first" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(next(csv.reader(file)))


def invented_coding() -> Coding:
    """A coding of 24 passages in which every table has one row in each; two neighbours tell of one event."""
    return {table: [invented_row(table, number) for number in range(UNITS)] for table in LAYOUTS}


def invented_row(table: str, number: int) -> Cells:
    either = ("calm", "storm")[number % 2]
    known = {
        "passage_id": f"A900.{number + 1:02}",
        "start": str(100 * number),
        "end": str(100 * number + 40),
        "event": f"event-{number // 2}",
        "low": str(10 * (number + 1)) if number < 22 else "",
        "wording": f"number {number}",
        "gloss": f"our words {number}",
    }
    return {name: known.get(name, "" if name in NUMBERS else either) for name in header(table)}


def write_coding(folder: Path, coder: str, coding: Coding) -> None:
    (folder / coder).mkdir(parents=True)
    for table, rows in coding.items():
        with (folder / coder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header(table), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


class Compared:
    """The agreement of the invented coding with a copy of it that was changed."""

    def __init__(self, folder: Path, change: Callable[[Coding], object] = lambda coding: None) -> None:
        first = invented_coding()
        second = copy.deepcopy(first)
        change(second)
        write_coding(folder, "first", first)
        write_coding(folder, "second", second)
        self.agreement = compare(folder)

    def lowered(self) -> set[str]:
        """The names of all figures of single tables that are below 1."""
        figures: dict[str, float | None] = {}
        for count in self.agreement.unit_counts:
            figures[f"{count.table} units"] = count.f1
        for span in self.agreement.spans:
            figures[f"{span.table} exact"] = span.exact
            figures[f"{span.table} characters"] = span.characters
            figures[f"{span.table} pairs exact"] = span.pairs_exact
            figures[f"{span.table} pairs characters"] = span.pairs_characters
        for field in self.agreement.fields:
            figures[f"{field.table} {field.field}"] = min(field.equal, field.value)
        assert self.agreement.events is not None
        figures["events"] = self.agreement.events.f1
        return {
            name
            for name, value in figures.items()
            if not name.startswith("all tables") and value != pytest.approx(1)
        }

    def field(self, table: str, name: str) -> FieldScore:
        (score,) = (score for score in self.agreement.fields if (score.table, score.field) == (table, name))
        return score

    def differences(self) -> list[str]:
        return [difference[0] for difference in list_differences(self.agreement.units)]


def test_two_identical_codings_agree_in_everything(tmp_path: Path) -> None:
    compared = Compared(tmp_path)
    assert compared.lowered() == set()
    assert compared.differences() == []
    assert len(compared.agreement.unit_counts) == len(LAYOUTS) + 1
    assert all((score.low, score.high) == (1, 1) for score in compared.agreement.fields)


def test_a_missing_row_lowers_the_units_and_the_spans_of_all_rows_and_nothing_else(tmp_path: Path) -> None:
    compared = Compared(tmp_path, lambda second: second["control"].pop(5))
    assert compared.lowered() == {"control units", "control exact", "control characters"}
    (count,) = (count for count in compared.agreement.unit_counts if count.table == "control")
    assert (count.first, count.second, count.both) == (24, 23, 23)
    assert count.f1 == pytest.approx(2 * 23 / 47)
    assert compared.differences() == ["control.A900.06.1.row"]


def test_a_surplus_row_is_told_with_all_it_says(tmp_path: Path) -> None:
    surplus = {**invented_row("strikes", 3), "start": "350", "end": "360", "actor_id": "gulls"}
    compared = Compared(tmp_path, lambda second: second["strikes"].append(surplus))
    (difference,) = list_differences(compared.agreement.units)
    told = dict(zip(COLUMNS, difference, strict=True))
    assert told["difference_id"] == "strikes.A900.04.2.row"
    assert (told["start_first"], told["start_second"], told["end_second"]) == ("", "350", "360")
    assert told["first"] == ""
    assert told["second"].startswith("actor_id=gulls; ")
    assert "date_basis" not in told["second"]


def test_a_changed_code_lowers_its_field_and_nothing_else(tmp_path: Path) -> None:
    compared = Compared(tmp_path, lambda second: second["control"][5].update(extent="calm"))
    assert compared.lowered() == {"control extent"}
    score = compared.field("control", "extent")
    assert score.equal == pytest.approx(23 / 24)
    # 48 cells, 25 of them calm and 23 storm: 1 - (1/24) / (2 * 25 * 23 / (48 * 47))
    assert score.value == pytest.approx(1 - (1 / 24) / (2 * 25 * 23 / (48 * 47)))
    assert score.low < score.value < score.high
    assert compared.differences() == ["control.A900.06.1.extent"]


def test_a_changed_key_is_a_difference_as_long_as_the_spans_overlap(tmp_path: Path) -> None:
    compared = Compared(tmp_path, lambda second: second["casualties"][5].update(outcome="calm"))
    assert compared.lowered() == {"casualties outcome"}


def test_a_shifted_span_lowers_the_spans_and_nothing_else(tmp_path: Path) -> None:
    compared = Compared(tmp_path, lambda second: second["statements"][5].update(start="510", end="560"))
    measures_of_spans = ("exact", "characters", "pairs exact", "pairs characters")
    assert compared.lowered() == {f"statements {measure}" for measure in measures_of_spans}
    (score,) = (score for score in compared.agreement.spans if score.table == "statements")
    assert score.pairs_exact == score.exact == pytest.approx(23 / 24)
    # 24 spans of 40 characters against 23 of 40 and one of 50, of which 30 lie in the other
    assert score.pairs_characters == pytest.approx(2 * (23 * 40 + 30) / (24 * 40 + 23 * 40 + 50))
    assert compared.differences() == ["statements.A900.06.1.span"]


def test_swapped_events_lower_the_clustering_and_nothing_else(tmp_path: Path) -> None:
    def swap(second: Coding) -> None:
        second["event_reports"][1]["event"], second["event_reports"][2]["event"] = "event-1", "event-0"

    compared = Compared(tmp_path, swap)
    assert compared.lowered() == {"events"}
    events = compared.agreement.events
    assert events is not None
    # Four of the 24 reports have lost one of their two companions, themselves included, and got another.
    assert events.precision == events.recall == pytest.approx((20 + 4 / 2) / 24)
    assert compared.differences() == [f"event_reports.A900.0{number}.1.event" for number in (1, 2, 3, 4)]
    told = list_differences(compared.agreement.units)[0]
    assert told[-2:] == ("event-0 + A900.02.1", "event-0 + A900.03.1")


def test_other_labels_for_the_same_events_lower_nothing(tmp_path: Path) -> None:
    def rename(second: Coding) -> None:
        for row in second["event_reports"]:
            row["event"] = row["event"].replace("event", "happening")

    assert Compared(tmp_path, rename).lowered() == set()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("statements", "gloss"),
        ("strengths", "composition"),
        ("control", "date_basis"),
        ("time_expressions", "basis"),
    ],
)
def test_own_words_and_the_basis_of_a_date_are_not_scored(tmp_path: Path, table: str, column: str) -> None:
    compared = Compared(tmp_path, lambda second: second[table][5].update({column: "otherwise"}))
    assert compared.lowered() == set()
    assert compared.differences() == []


def test_a_new_actor_differs_from_every_listed_one(tmp_path: Path) -> None:
    compared = Compared(tmp_path, lambda second: second["control"][5].update(holder_actor_id="NEW:storm"))
    assert compared.lowered() == {"control holder_actor_id"}


def test_a_blank_is_a_value_like_any_other(tmp_path: Path) -> None:
    def blank(second: Coding) -> None:
        for row in second["control"]:
            row["relayed_by"] = ""

    score = Compared(tmp_path, blank).field("control", "relayed_by")
    assert (score.pairs, score.filled, score.equal) == (24, 24, 0)
    assert score.corrected
    assert score.value < 0


def test_a_field_that_nobody_filled_is_not_listed(tmp_path: Path) -> None:
    listed = {(score.table, score.field) for score in Compared(tmp_path).agreement.fields}
    assert ("casualties", "low") in listed
    assert ("casualties", "high") not in listed


# --- which rows are one unit


def row(start: int, end: int, passage: str = "A900.01", **cells: str) -> Row:
    return Row(passage, start, end, {"key": "", "other": "", "third": "", **cells})


LAYOUT = Layout(("key", "other"))


def paired(first: Sequence[Row], second: Sequence[Row], layout: Layout = LAYOUT) -> set[tuple[int, int]]:
    """The pairs, by the positions of their rows in the two lists."""
    return {(first.index(a), second.index(b)) for a, b in pairs(align(first, second, layout))}


def test_rows_of_different_passages_are_never_one_unit() -> None:
    assert paired([row(0, 9, "A900.01", key="a")], [row(0, 9, "A900.02", key="a")]) == set()


def test_rows_are_one_unit_when_their_spans_overlap() -> None:
    assert paired([row(0, 10, key="a")], [row(9, 20, key="b")]) == {(0, 0)}
    assert paired([row(0, 10, key="a")], [row(10, 20, key="b")]) == set()


def test_rows_are_one_unit_without_overlap_only_when_all_keys_are_equal_and_the_first_is_given() -> None:
    apart = ({"start": 0, "end": 10}, {"start": 50, "end": 60})
    assert paired([row(**apart[0], key="a", other="x")], [row(**apart[1], key="a", other="x")]) == {(0, 0)}
    assert paired([row(**apart[0], key="a", other="x")], [row(**apart[1], key="a", other="y")]) == set()
    assert paired([row(**apart[0], other="x")], [row(**apart[1], other="x")]) == set()


def test_where_overlap_is_required_equal_keys_are_not_enough() -> None:
    strict = Layout(("key",), overlap=True)
    assert paired([row(0, 10, key="a")], [row(50, 60, key="a")], strict) == set()
    assert paired([row(0, 10, key="a")], [row(5, 60, key="b")], strict) == {(0, 0)}


def test_the_first_key_weighs_more_than_the_second_and_that_more_than_the_overlap() -> None:
    first = [row(0, 40, key="a", other="x")]
    by_first_key = row(30, 90, key="a", other="y")
    by_second_key = row(20, 60, key="b", other="x")
    by_span = row(0, 40, key="b", other="y")
    assert paired(first, [by_span, by_second_key, by_first_key]) == {(0, 2)}
    assert paired(first, [by_span, by_second_key]) == {(0, 1)}


def test_the_overlap_weighs_more_than_equal_cells_and_these_decide_the_rest() -> None:
    first = [row(0, 40, third="x")]
    assert paired(first, [row(0, 39, third="x"), row(0, 40, third="y")]) == {(0, 1)}
    assert paired(first, [row(0, 40, third="y"), row(0, 40, third="x")]) == {(0, 1)}


def test_a_row_gives_way_when_the_passage_as_a_whole_fits_better() -> None:
    first = [row(0, 40, key="a"), row(0, 20, key="b")]
    second = [row(0, 40, key="c"), row(30, 60, key="c")]
    assert paired(first, second) == {(0, 1), (1, 0)}


def test_the_order_of_the_rows_in_the_files_does_not_matter() -> None:
    chance = random.Random(7)
    first = [
        row(start, start + 15, key=chance.choice("ab"), other=str(number))
        for number, start in enumerate(range(0, 60, 10))
    ]
    second = [
        row(start, start + 25, key=chance.choice("ab"), other=str(number))
        for number, start in enumerate(range(0, 60, 12))
    ]
    expected = align(first, second, LAYOUT)
    for _ in range(20):
        chance.shuffle(first)
        chance.shuffle(second)
        assert align(first, second, LAYOUT) == expected


def test_units_are_numbered_within_their_passage_in_the_order_of_their_spans() -> None:
    units = align([row(50, 60, key="a"), row(0, 9, "A900.02")], [row(20, 30, key="b")], LAYOUT)
    assert [unit.name for unit in units] == ["A900.01.1", "A900.01.2", "A900.02.1"]
    assert [unit.first is None for unit in units] == [True, False, False]


def test_the_matching_is_the_heaviest_of_all() -> None:
    chance = random.Random(11)
    for _ in range(300):
        lefts, rights = chance.randint(1, 5), chance.randint(1, 5)
        weights = {
            (left, right): chance.randint(1, 9)
            for left in range(lefts)
            for right in range(rights)
            if chance.random() < 0.7
        }
        found = heaviest_matching(weights)
        assert len(set(found.values())) == len(found)
        heaviest = max(
            sum(weights.get(pair, 0) for pair in zip(chosen, itertools.count()))
            for chosen in itertools.permutations([*range(lefts), *[-1] * rights], rights)
        )
        assert sum(weights[pair] for pair in found.items()) == heaviest


# --- the measures, computed by hand


def scored(cells: Sequence[tuple[str, str]], name: str = "key") -> FieldScore:
    units = [
        Unit(f"A900.{number}", 1, *(Row(f"A900.{number}", 0, 9, {name: cell}) for cell in pair))
        for number, pair in enumerate(cells)
    ]
    (score,) = measures.score_fields("table", units)
    return score


def test_alpha_of_codes_is_what_it_is_by_hand() -> None:
    score = scored([("a", "a")] * 10 + [("b", "b")] * 8 + [("a", "b")] * 2)
    # Of 40 cells 22 are a and 18 are b; 2 of 20 pairs differ.
    assert score.measure == "alpha, nominal"
    assert score.value == pytest.approx(1 - (2 / 20) / (2 * 22 * 18 / (40 * 39)))
    assert score.equal == pytest.approx(0.9)


def test_alpha_of_numbers_weighs_how_far_they_are_apart_and_leaves_out_blanks() -> None:
    score = scored([("1", "1")] * 10 + [("3", "3")] * 9 + [("1", "3")] + [("1", ""), ("", "")], "low")
    # Of 40 cells 21 are 1 and 19 are 3; the distance of 1 and 3 is ((3 - 1) / (3 + 1)) squared.
    assert score.measure == "alpha, ratio"
    assert score.value == pytest.approx(1 - (0.25 / 20) / (2 * 21 * 19 * 0.25 / (40 * 39)))
    assert (score.pairs, score.filled) == (22, 21)
    assert score.equal == pytest.approx(20 / 22)
    near = scored([("100", "100")] * 10 + [("300", "300")] * 9 + [("100", "101")], "low")
    far = scored([("100", "100")] * 10 + [("300", "300")] * 9 + [("100", "300")], "low")
    assert near.value > far.value


def test_ten_and_ten_point_zero_are_numbers_in_the_order_of_their_size() -> None:
    score = scored([("9", "9")] * 10 + [("10", "10")] * 9 + [("9", "10")], "low")
    assert score.value == pytest.approx(1 - (1 / 20) / (2 * 21 * 19 / (40 * 39)))


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ([("a", "a")] * 10 + [("b", "b")] * 8 + [("a", "b")], "key"),  # 19 pairs
        ([("a", "a")] * 30, "key"),  # one value
        ([("a", "a")] * 20 + [("b", "c")], "wording"),
        ([("1", "1")] * 10 + [("3", "3")] * 9 + [("1", "")] * 9, "low"),  # 19 pairs of numbers
    ],
    ids=["too few", "one value", "words", "too few numbers"],
)
def test_without_alpha_the_interval_is_that_of_the_equal_cells(
    cells: list[tuple[str, str]], name: str
) -> None:
    score = scored(cells, name)
    assert not score.corrected
    assert score.value == score.equal == pytest.approx(sum(a == b for a, b in cells) / len(cells))
    assert score.low <= score.value <= score.high


@pytest.mark.parametrize("level", ["nominal", "ratio"])
def test_alpha_is_what_the_krippendorff_package_gives(level: str) -> None:
    krippendorff = pytest.importorskip("krippendorff")
    chance = np.random.RandomState(3)
    codes = chance.randint(5, size=(40, 2))
    codes[:25, 1] = codes[:25, 0]
    domain = np.array([0.0, 1.0, 5.0, 20.0, 300.0])
    samples = chance.randint(40, size=(30, 40))
    picks = np.array([np.bincount(sample, minlength=40) for sample in samples], dtype=float)
    expected = [
        krippendorff.alpha(domain[codes[sample]].T, value_domain=domain, level_of_measurement=level)
        for sample in samples
    ]
    assert alphas(codes, domain, level, picks) == pytest.approx(expected)


def test_the_interval_is_the_same_in_every_run_and_wider_with_fewer_pairs() -> None:
    few = scored([("a", "a")] * 10 + [("b", "b")] * 8 + [("a", "b")] * 2)
    many = scored([("a", "a")] * 100 + [("b", "b")] * 80 + [("a", "b")] * 20)
    assert few == scored([("a", "a")] * 10 + [("b", "b")] * 8 + [("a", "b")] * 2)
    assert few.low < many.low < many.value < many.high


def test_b_cubed_is_what_it_is_by_hand() -> None:
    # The first pair of x is right, its third member is alone in b; y holds half of b.
    precision, recall = b_cubed(["a", "a", "b", "b"], ["x", "x", "x", "y"])
    assert precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)


def test_b_cubed_tells_joining_from_splitting() -> None:
    assert b_cubed(["a", "b", "c", "d"], ["x"] * 4) == (1 / 4, 1)
    assert b_cubed(["a"] * 4, ["w", "x", "y", "z"]) == (1, 1 / 4)


# --- differences as a file


def test_the_file_of_differences_is_replaced_but_no_other_file_is(tmp_path: Path) -> None:
    file = tmp_path / "differences.csv"
    write_differences(file, [("x",) * len(COLUMNS)])
    write_differences(file, [])
    assert file.read_text("utf-8") == ",".join(COLUMNS) + "\n"
    adjudicated = ",".join(COLUMNS) + ",decision,rule\n"
    file.write_text(adjudicated, "utf-8")
    with pytest.raises(UsageError, match="exists and is not a list of differences"):
        write_differences(file, [])
    assert file.read_text("utf-8") == adjudicated
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (".", "exists and is not a list of differences; give another name"),
        ("absent/differences.csv", r"differences.csv cannot be written \(No such file or directory\); check"),
    ],
)
def test_a_file_that_cannot_be_written_gets_one_sentence(tmp_path: Path, target: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        write_differences(tmp_path / target, [])
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.usefixtures("in_time")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="exists and is not a list of differences"):
        write_differences(tmp_path / "pipe", [])


# --- bad input


def replace_in(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


BAD_INPUT: dict[str, tuple[Callable[[Path], object], str]] = {
    "a missing file": (Path.unlink, "strikes.csv: The file is missing"),
    "a folder in its place": (lambda f: (f.unlink(), f.mkdir()), "strikes.csv: The file cannot be read"),
    "an empty file": (lambda f: f.write_text(""), "row 1: The file is empty"),
    "only a line end": (lambda f: f.write_text("\n"), "row 1: The file is empty"),
    "a missing column": (lambda f: replace_in(f, "end,", "stop,"), "row 1: The header lacks end"),
    "a column named twice": (lambda f: replace_in(f, "low,", "best,"), "row 1: The header has twice best"),
    "a word for an offset": (lambda f: replace_in(f, ",200,", ",two,"), "row 4, column start: Found 'two'"),
    "a negative offset": (lambda f: replace_in(f, ",200,", ",-2,"), "row 4, column start: Found '-2'"),
    "a long offset": (lambda f: replace_in(f, ",200,", f",{'2' * 5000},"), "row 4, column start: Found '2"),
    "an empty span": (lambda f: replace_in(f, ",240,", ",200,"), "row 4, column end: The span ends at 200"),
    "a word for a number": (lambda f: replace_in(f, ",30,", ",many,"), "row 4, column low: Found 'many'"),
    "a cut row": (lambda f: replace_in(f, "A900.03,", ""), "row 4: Expected "),
    "an open quotation mark": (lambda f: replace_in(f, "A900.03", '"A900.03'), "The row cannot be read"),
    "another encoding": (lambda f: f.write_bytes(b"\xff" + f.read_bytes()), "Byte 0 (0xff) is not UTF-8"),
}


@pytest.mark.parametrize("coder", CODERS)
@pytest.mark.parametrize("case", BAD_INPUT)
def test_a_bad_file_gets_one_sentence_with_file_row_and_column(tmp_path: Path, case: str, coder: str) -> None:
    Compared(tmp_path / "codings")
    spoil, complaint = BAD_INPUT[case]
    spoil(tmp_path / "codings" / coder / "strikes.csv")
    with pytest.raises(DataError) as caught:
        compare(tmp_path / "codings")
    assert complaint in str(caught.value)
    assert str(caught.value).startswith(f"codings/{coder}/strikes.csv")
    assert "\n" not in str(caught.value)


def test_both_codings_of_a_table_must_have_the_same_columns(tmp_path: Path) -> None:
    Compared(tmp_path / "codings")
    replace_in(tmp_path / "codings" / "second" / "strikes.csv", "low,", "lowest,")
    complaint = "The header lacks low and has the unknown lowest; expected passage_id,start"
    with pytest.raises(DataError, match=f"^codings/second/strikes.csv, row 1: {complaint}"):
        compare(tmp_path / "codings")


def test_where_there_are_no_codings_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    monkeypatch.setattr(descriptor, "package_folder", lambda: tmp_path)
    with pytest.raises(UsageError, match="kept in the repository and not in the installed package"):
        compare()


# --- the codings themselves


@cache
def codings() -> dict[str, tuple[tuple[Row, ...], tuple[Row, ...]]]:
    return read_codings(CODINGS)


@cache
def known_codes(table: str, column: str) -> tuple[str, ...]:
    """The closed list of a column, empty where it has none or the package does not have the table."""
    if (table, column) == ("event_reports", "kind"):
        table = "events"
    if table not in open_package().names or column not in table_schema(table).names:
        return ()
    return table_schema(table).field(column).enum


@cache
def known_ids(table: str) -> frozenset[str]:
    return frozenset(load(table, "records")[i][f"{table[:-1]}_id"] for i in range(len(load(table))))


@cache
def passages() -> dict[str, tuple[int, int]]:
    frame = read_text_frame(table_schema("passages"), open_package())
    return {
        passage: (int(start), int(end))
        for passage, start, end in zip(frame["passage_id"], frame["start"], frame["end"], strict=True)
    }


def faults(table: str, row: Row) -> Iterator[str]:
    """What is wrong with one row of a coding."""
    if row.passage_id not in passages():
        yield "no such passage"
        return
    start, end = passages()[row.passage_id]
    if not start <= row.start < row.end <= end:
        yield f"the span {row.start}-{row.end} is not inside the passage {start}-{end}"
    if len(row.cells.get("wording", "").split()) > 8:
        yield "the wording has more than eight words"
    for column, cell in row.cells.items():
        codes = known_codes(table, column)
        if codes and cell and cell not in codes:
            yield f"{column} has the unknown code {cell}"
        listed = column.removesuffix("_id").rpartition("_")[2] + "s"
        if column in ("attributed_to", "relayed_by"):
            listed = "actors"
        if (
            listed in ("actors", "places")
            and cell
            and not cell.startswith("NEW:")
            and cell not in known_ids(listed)
        ):
            yield f"{column} has the unknown id {cell}"


@pytest.mark.parametrize("coder", CODERS)
@pytest.mark.parametrize("table", LAYOUTS)
def test_a_coding_keeps_to_the_passages_the_codes_and_the_lists(table: str, coder: str) -> None:
    rows = codings()[table][CODERS.index(coder)]
    assert rows
    assert [f"{row.passage_id} {fault}" for row in rows for fault in faults(table, row)] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"passage_id": "A999.01"}, "no such passage"),
        ({"end": 10**6}, "is not inside the passage"),
        ({"start": 0}, "is not inside the passage"),
        ({"wording": "one two three four five six seven eight nine"}, "more than eight words"),
        ({"outcome": "kiled"}, "outcome has the unknown code kiled"),
        ({"victim_actor_id": "gna_force"}, "victim_actor_id has the unknown id gna_force"),
        ({"place_id": "syrte"}, "place_id has the unknown id syrte"),
        ({"attributed_to": "nobody"}, "attributed_to has the unknown id nobody"),
    ],
)
def test_a_fault_in_a_coding_is_found(change: dict[str, str | int], fault: str) -> None:
    good = codings()["casualties"][0][4]
    place = {name: change.get(name, getattr(good, name)) for name in PLACE}
    cells = {name: str(change.get(name, cell)) for name, cell in good.cells.items()}
    (found,) = faults("casualties", Row(**place, cells=cells))
    assert fault in found


def test_a_time_expression_is_as_long_as_its_span() -> None:
    wrong = [
        (row.passage_id, row.cells["wording"])
        for rows in codings()["time_expressions"]
        for row in rows
        if len(row.cells["wording"]) != row.end - row.start
    ]
    assert wrong == []


def test_the_notes_of_the_second_coder_quote_no_more_than_eight_words() -> None:
    quotes = re.findall(r'"([^"\n]*)"', (CODINGS / "second" / "notes.md").read_text("utf-8"))
    assert quotes
    assert [quote for quote in quotes if len(re.findall(r"\w+", quote)) > 8] == []


@pytest.mark.parametrize("coder", CODERS)
def test_a_coding_has_a_file_for_each_table_and_none_that_is_not_compared(coder: str) -> None:
    assert {file.stem for file in (CODINGS / coder).glob("*.csv")} == set(LAYOUTS)


def test_the_columns_of_numbers_are_those_of_the_schemas() -> None:
    coded = [table for table in LAYOUTS if table in open_package().names]
    numbers = {
        field.name
        for table in coded
        for field in table_schema(table).fields
        if field.type in ("integer", "number") and field.name in header(table) and field.name not in PLACE
    }
    assert numbers == NUMBERS


def test_every_report_has_a_label_for_its_event() -> None:
    assert [row for rows in codings()["event_reports"] for row in rows if not row.cells[EVENT]] == []


# --- the command and the document


@pytest.fixture(scope="module")
def real() -> Agreement:
    return compare()


def command(*arguments: object) -> str:
    result = CliRunner().invoke(app, ["agreement", *map(str, arguments)])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_every_row_of_both_codings_is_in_exactly_one_unit(real: Agreement) -> None:
    for table, rows in codings().items():
        for coder, expected in zip(CODERS, rows, strict=True):
            found = [row for unit in real.units[table] if (row := getattr(unit, coder))]
            assert sorted(map(id_of, found)) == sorted(map(id_of, expected))


def id_of(row: Row) -> tuple[object, ...]:
    return row.passage_id, *row.order


def test_each_difference_has_a_name_of_its_own(real: Agreement) -> None:
    names = [difference[0] for difference in list_differences(real.units)]
    assert len(names) == len(set(names)) > 0


def test_the_document_is_what_the_command_prints(real: Agreement) -> None:
    printed = agreement(real)
    assert command("--format", "markdown") == printed
    assert (ROOT / "docs" / "agreement.md").read_text("utf-8") == printed, (
        "docs/agreement.md is out of date: sirte agreement --format markdown > docs/agreement.md"
    )


def test_the_document_shows_every_figure_and_says_how_the_coding_was_done(real: Agreement) -> None:
    document = (ROOT / "docs" / "agreement.md").read_text("utf-8")
    assert sum(line.startswith("| ") for line in document.splitlines()) == sum(
        len(section.rows) + 2 for section in sections(real)
    )
    words = " ".join(document.split())
    for said in (
        "machine-assisted close reading",
        "Neither coding is the work of human annotators",
        "before adjudication",
    ):
        assert said in words, said


def test_the_command_prints_tables_with_every_unit_count(real: Agreement) -> None:
    printed = command()
    for section in sections(real):
        assert f"{section.title}\n\n{folded(section.note)}\n\n" in printed
    for count in real.unit_counts:
        assert re.search(rf"^{count.table} +{count.first} +{count.second} +{count.both} ", printed, re.M)


def test_the_json_holds_all_figures(real: Agreement) -> None:
    printed = json.loads(command("--format", "json"))
    assert printed == json.loads(json_report(real))
    assert list(printed) == ["units", "spans", "fields", "events"]
    assert len(printed["fields"]) == len(real.fields)
    assert printed["events"]["f1"] == pytest.approx(real.events.f1 if real.events else None, abs=1e-4)


def test_the_command_writes_the_differences(real: Agreement, tmp_path: Path) -> None:
    file = tmp_path / "differences.csv"
    json.loads(command("--differences", file, "--format", "json"))
    with file.open(encoding="utf-8", newline="") as lines:
        names, *rows = csv.reader(lines)
    assert tuple(names) == COLUMNS
    assert [tuple(row) for row in rows] == list_differences(real.units)
