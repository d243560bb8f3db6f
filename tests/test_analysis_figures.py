"""Claims as intervals: what is unknown stays so, repeats are known, and filters keep doubts apart."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import sirte_dataset as sd
from invented_package import set_cell
from sirte_dataset.analysis.figures import ACTORS, COLUMNS, READINGS
from sirte_dataset.schemas import table_schema


def ids(frame: pd.DataFrame) -> list[str]:
    return list(frame["row_id"])


def row(frame: pd.DataFrame, row_id: str) -> dict[str, object]:
    (found,) = frame[frame["row_id"] == row_id].to_dict("records")
    return {name: None if value is pd.NA or value != value else value for name, value in found.items()}


def link(folder: Path, row_id: str, other: str, relation: str, table: str = "casualties") -> None:
    """One more link in a written package."""
    path = folder / "data" / "claim_links.csv"
    number = len(path.read_text("utf-8").splitlines())
    with path.open("a", encoding="utf-8") as file:
        file.write(f"L{990 + number},{table},{row_id},{table},{other},{relation},Told by a test.,\n")


# --- what stands in a row


@pytest.mark.parametrize("table", ACTORS)
def test_every_claim_is_a_row_of_the_promised_columns(folder: Path, table: str) -> None:
    frame = sd.figures(table, package=folder)
    claims = sd.load(table, package=folder)
    assert list(frame.columns) == list(COLUMNS)
    assert ids(frame) == list(claims[table_schema(table).key])
    for column in ("low", "best", "high"):
        assert frame[column].dtype == "Int64"
        pd.testing.assert_series_equal(frame[column], claims[column], check_index_type=False)


def test_a_limit_leaves_the_other_figures_unknown(folder: Path) -> None:
    claim = row(sd.figures(package=folder), "C901")
    assert (claim["low"], claim["best"], claim["high"]) == (12, None, None)
    assert (claim["unit"], claim["side"], claim["count"]) == ("people", "unknown", "single")


def test_the_kind_of_count_is_unknown_where_the_table_leaves_it_blank(folder: Path) -> None:
    assert row(sd.figures(package=folder), "C904")["count"] == "unknown"
    assert row(sd.figures("strikes", package=folder), "K901")["count"] == "running_total"
    assert row(sd.figures("strengths", package=folder), "S901")["count"] == "single"


def test_words_without_a_number_are_read_only_when_asked(folder: Path) -> None:
    plain, read = (row(sd.figures(package=folder, scales=scales), "C902") for scales in (False, True))
    assert (plain["low"], plain["high"], plain["reading"]) == (None, None, None)
    assert (read["low"], read["best"], read["high"]) == (24, None, 99)
    assert read["reading"] == "dozens read as 24 to 99"
    assert row(sd.figures(package=folder, scales=True), "C901")["reading"] is None


def test_every_scale_of_the_schemas_has_a_reading_and_no_reading_reaches_the_next() -> None:
    scales = [table_schema(table).field("scale").enum for table in ACTORS]
    assert [set(each) for each in scales] == [set(READINGS)] * len(ACTORS)
    least, most = zip(*READINGS.values(), strict=True)
    assert list(least) == sorted(least)
    assert most == (9, 99, 99, 999, None)


def test_repeats_are_one_group_through_any_number_of_links(folder: Path) -> None:
    link(folder, "C904", "C903", "repeats")
    link(folder, "C903", "C902", "same_report")
    frame = sd.figures(package=folder)
    assert dict(zip(ids(frame), frame["same_as"], strict=True)) == {
        "C901": "C901",
        "C902": "C902",
        "C903": "C902",
        "C904": "C902",
    }


def test_links_of_another_kind_are_told_on_both_sides(folder: Path) -> None:
    link(folder, "C903", "C901", "may_include")
    frame = sd.figures(package=folder)
    assert row(frame, "C901")["overlaps_with"] == "C903 C904"
    assert row(frame, "C903")["overlaps_with"] == "C901"
    assert row(frame, "C902")["overlaps_with"] is None


def test_each_claim_says_what_it_counts_in_one_line(folder: Path) -> None:
    told = sd.load("claims", package=folder).set_index("row_id")["says"]
    frame = sd.figures(package=folder)
    assert list(frame["says"]) == [told[row_id] for row_id in ids(frame)]


def test_a_package_with_few_tables_has_figures_all_the_same(folder: Path) -> None:
    descriptor = folder / "datapackage.json"
    document = json.loads(descriptor.read_text("utf-8"))
    document["resources"] = [
        each for each in document["resources"] if each["name"] in ("casualties", "places")
    ]
    descriptor.write_text(json.dumps(document), "utf-8")
    claim = row(sd.figures(package=folder, within="karsa"), "C901")
    assert (claim["low"], claim["side"], claim["publisher"], claim["says"]) == (12, "unknown", None, None)
    assert (claim["same_as"], claim["overlaps_with"]) == ("C901", None)


# --- which rows


def test_filters_choose_and_keep_apart_what_they_cannot_tell(folder: Path) -> None:
    frame = sd.figures(package=folder, within="Karsa", outcome="killed")
    assert ids(frame) == ["C901", "C904"]
    assert frame.attrs["left_out"] == {"C903": "It names no place."}


def test_an_undated_claim_is_neither_in_a_period_nor_outside(folder: Path) -> None:
    frame = sd.figures(package=folder, during="2031-04", how="certain")
    assert ids(frame) == ["C901", "C904"]
    assert frame.attrs["left_out"] == dict.fromkeys(["C902", "C903"], "It has no date.")
    assert ids(sd.figures(package=folder, during="2031-05")) == []


def test_a_period_that_holds_a_date_in_part_is_possible_and_not_certain(folder: Path) -> None:
    assert ids(sd.figures("strikes", package=folder, during="2031-04-15")) == ["K901"]
    assert ids(sd.figures("strikes", package=folder, during="2031-04-15", how="certain")) == []


def test_a_side_is_a_code_or_an_actor_with_all_that_belong_to_it(folder: Path) -> None:
    set_cell(folder, "actors", "red_lantern", "side", "isis")
    set_cell(folder, "actors", "townspeople", "parent_actor_id", "lakes_union")
    assert ids(sd.figures(package=folder, side="isis")) == ["C901", "C902", "C904"]
    assert ids(sd.figures(package=folder, side="Red Lantern")) == ["C901", "C902", "C904"]
    assert ids(sd.figures(package=folder, side="lakes_union")) == ["C903"]
    set_cell(folder, "casualties", "C902", "victim_actor_id", "")
    frame = sd.figures(package=folder, side="isis")
    assert frame.attrs["left_out"] == {"C902": "It does not say whose they were."}
    assert ids(sd.figures(package=folder, side="unknown")) == ["C902"]


def test_an_outcome_that_is_left_open_is_a_doubt(folder: Path) -> None:
    set_cell(folder, "casualties", "C902", "outcome", "killed_or_wounded")
    set_cell(folder, "casualties", "C903", "outcome", "unknown")
    frame = sd.figures(package=folder, outcome="killed")
    assert ids(frame) == ["C901", "C904"]
    assert frame.attrs["left_out"] == {
        "C902": "It does not tell dead from wounded.",
        "C903": "It does not say what became of them.",
    }
    assert set(sd.figures(package=folder, outcome="missing").attrs["left_out"]) == {"C903"}


def test_an_event_is_asked_for_with_its_parts(folder: Path) -> None:
    frame = sd.figures(package=folder, event="E900")
    assert ids(frame) == ["C901", "C902", "C904"]
    assert frame.attrs["left_out"] == {"C903": "It belongs to no single event."}
    assert ids(sd.figures(package=folder, event="E902")) == []


def test_a_claim_that_one_filter_excludes_is_no_doubt_of_another(folder: Path) -> None:
    assert sd.figures(package=folder, within="karsa", articles="A901").attrs["left_out"] == {}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"table": "casualtys"}, "casualties"),
        ({"table": "control"}, "casualties, strikes, strengths"),
        ({"outcome": "kiled"}, "'killed'"),
        ({"table": "strikes", "outcome": "killed"}, "no outcomes"),
        ({"side": "red_lanten"}, "'red_lantern'"),
        ({"side": "martians"}, "gna, isis"),
        ({"within": "karza"}, "'Karsa'"),
        ({"during": "spring"}, "EDTF"),
        ({"how": "surely"}, "possible, certain"),
        ({"side": ["red_lantern"]}, "no side or actor"),
        ({"within": 7}, "no place '7'"),
        ({"event": "E90"}, "'E90.'"),
        ({"articles": ["A900", "A902"]}, "'A90.'"),
    ],
)
def test_an_unknown_value_is_refused_with_what_there_is(folder: Path, asked: dict, words: str) -> None:
    with pytest.raises(sd.UsageError, match=words):
        sd.figures(**asked, package=folder)


def test_a_year_may_be_given_as_a_number(folder: Path) -> None:
    assert ids(sd.figures(package=folder, during=2031)) == ["C901", "C904"]


def test_blank_names_and_a_table_that_is_not_there_stop_no_figure(folder: Path) -> None:
    set_cell(folder, "actors", "red_lantern", "name", "")
    set_cell(folder, "places", "ombra", "name", "")
    frame = sd.figures(package=folder, side="Harbour Guard", within="Karsa")
    assert set(frame.attrs["left_out"]) == set()
    descriptor = folder / "datapackage.json"
    document = json.loads(descriptor.read_text("utf-8"))
    document["resources"] = [each for each in document["resources"] if each["name"] != "sources"]
    descriptor.write_text(json.dumps(document), "utf-8")
    frame = sd.figures(package=folder)
    assert ids(frame) == ["C901", "C902", "C903", "C904"]
    assert frame["says"].isna().all()


def test_names_are_listed_only_where_they_are_few() -> None:
    with pytest.raises(sd.UsageError, match=r"no event 'storm'\.$"):
        sd.figures(event="storm")


# --- in the dataset itself


def test_two_articles_that_carry_one_report_are_one_group() -> None:
    frame = sd.figures(outcome="killed", within="university_campus", side="isis")
    assert set(frame["low"]) == {20}
    assert frame["same_as"].nunique() == 1 < len(frame)
