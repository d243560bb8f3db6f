"""Who is said to hold a place: each rule by itself, the page's example, dates read slowly, the dataset."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sirte_dataset as sd
from invented_package import write_invented
from sirte_dataset.analysis import control
from sirte_dataset.reading.edtf import bounds

PAGE = Path(__file__).parents[1] / "docs" / "control.md"
GUARD, LANTERN = "harbour_guard", "red_lantern"
Row = dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One package for all: each test writes the tables anew that it asks about."""
    return write_invented(tmp_path_factory.mktemp("control") / "package")


def statement(status: str, when: str, holder: str = "", opponent: str = "", **cells: str) -> Row:
    """A row of the table of control; of the whole of the customs house unless told otherwise."""
    extent = "" if status == "designated" else "whole"
    given = {"status": status, "date": when, "holder_actor_id": holder, "opponent_actor_id": opponent}
    return {"place_id": "customs_house", "extent": extent, "confidence": "claimed", **given, **cells}


def write(folder: Path, table: str, rows: list[Row], prefix: str = "T") -> Path:
    """These rows, and no others, in a table of a written package; those without a key are numbered."""
    path = folder / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({header[0]: f"{prefix}{900 + n}", **row} for n, row in enumerate(rows, start=1))
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        if resource["name"] == table:
            resource["x-rows"] = len(rows)
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def plain(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """The cells of some columns as text, "" for what has no value."""
    days = frame["day"].dt.strftime("%Y-%m-%d")
    cells = frame.assign(day=days).astype(object)
    return list(cells.where(cells.notna(), "")[list(columns)].itertuples(index=False, name=None))


def told(
    folder: Path, *rows: Row, place: str = "customs_house", days: str = "15", **options: Any
) -> list[tuple[Any, ...]]:
    """Status, holder and certainty of the days of April 2031, one or from one to another, for these rows."""
    first, _, last = days.partition("-")
    span = {"start": f"2031-04-{first}", "end": f"2031-04-{last or first}"}
    frame = sd.control_over_time(place, package=write(folder, "control", [*rows]), **span | options)
    return plain(frame, *(["day"] if last else []), "status", "holder_actor_id", "certainty")


def contradicted(folder: Path, *rows: Row, **options: Any) -> set[bool]:
    """Whether the rows of 15 April 2031 are marked as contradicted."""
    span = {"start": "2031-04-15", "end": "2031-04-15"}
    written = write(folder, "control", [*rows])
    return set(sd.control_over_time("customs_house", package=written, **span | options)["contradicted"])


HELD = ("held", GUARD, "certain")
UNKNOWN = ("unknown", "", "")
ON_15 = "2031-04-15"


# --- what is stated


@pytest.mark.parametrize("status", ["held", "captured", "besieged", "contested"])
def test_a_day_has_the_status_that_a_claim_gives_it_and_is_else_unknown(folder: Path, status: str) -> None:
    found = told(folder, statement(status, ON_15, GUARD, LANTERN), days="14-16")
    assert found == [
        ("2031-04-14", *UNKNOWN),
        ("2031-04-15", status, "" if status == "contested" else GUARD, "certain"),
        ("2031-04-16", *UNKNOWN),
    ]


def test_a_designation_a_denial_and_a_claim_without_a_date_hold_nothing_and_are_counted(folder: Path) -> None:
    rows = [
        statement("designated", ON_15, LANTERN),
        statement("held", ON_15, LANTERN, confidence="denied"),
        statement("held", "", LANTERN),
        statement("designated", ON_15, LANTERN, place_id="port_quarter"),
    ]
    assert told(folder, *rows) == [UNKNOWN]
    frame = sd.control_over_time("customs_house", package=folder, start="2031", end="2031")
    assert frame.attrs["left_out"] == {"designated": 1, "denied": 1, "undated": 1}


@pytest.mark.parametrize("confidence", ["suspected", "possible", "not_confirmed"])
def test_a_hedged_claim_makes_nothing_certain(folder: Path, confidence: str) -> None:
    assert told(folder, statement("held", ON_15, GUARD, confidence=confidence)) == [
        ("held", GUARD, "possible")
    ]
    row = statement("held", "2031-04-14", GUARD, confidence=confidence)
    assert told(folder, row, persistence="until_contradicted") == [("held", GUARD, "possible")]


def test_a_part_of_a_place_is_never_the_whole_of_it(folder: Path) -> None:
    rows = [statement("held", ON_15, GUARD, extent="part"), statement("held", ON_15, GUARD, extent="share")]
    assert told(folder, *rows, days="15") == [HELD, HELD]
    frame = sd.control_over_time("customs_house", package=folder, start=ON_15, end=ON_15)
    assert list(frame["extent"]) == ["part", "share"]


def test_claims_that_say_the_same_make_one_row_with_those_that_make_it_certain(folder: Path) -> None:
    rows = [statement("held", when, GUARD) for when in (ON_15, "2031-04-14/2031-04-16", "[2031-04-15..]")]
    frame = sd.control_over_time(
        "customs_house", package=write(folder, "control", rows), start=ON_15, end=ON_15
    )
    columns = ("claims", "certainty", "basis", "sources")
    assert plain(frame, *columns) == [("T901 T902", "certain", "stated", "articles")]


# --- dates

DATES = [
    ("2031-04-15", "15", "certain"),
    ("2031-04-15~", "15", "possible"),
    ("2031-04", "15", "possible"),
    ("[2031-04-14..2031-04-16]", "15", "possible"),
    ("[2031-04-14,2031-04-16]", "14", "possible"),
    ("[2031-04-14,2031-04-16]", "15", ""),
    ("2031-04-14/2031-04-16", "15", "certain"),
    ("2031-03/2031-04-15", "15", "certain"),
    ("2031-03/2031-04", "01", "certain"),
    ("2031-03/2031-04", "02", "possible"),
    ("../2031-04-15", "15", "certain"),
    ("../2031-04-15", "14", "possible"),
    ("2031-04-15/..", "15", "certain"),
    ("2031-04-15/..", "16", "possible"),
    ("[..2031-04-16]", "15", "possible"),
    ("[2031-04-14..]", "15", "possible"),
]


@pytest.mark.parametrize(("when", "day", "certainty"), DATES)
def test_a_state_is_certain_only_where_every_reading_of_its_date_has_it(
    folder: Path, when: str, day: str, certainty: str
) -> None:
    expected = ("held", GUARD, certainty) if certainty else UNKNOWN
    assert told(folder, statement("held", when, GUARD), days=day) == [expected]


def test_a_moment_between_two_days_is_certain_in_a_week_or_month_that_has_both(folder: Path) -> None:
    row = statement("captured", "[2031-04-14..2031-04-16]", GUARD)
    for freq, first in (("W", "2031-04-14"), ("M", "2031-04-01")):
        frame = sd.control_over_time("customs_house", freq, package=write(folder, "control", [row]))
        assert plain(frame, "day", "status", "certainty") == [(first, "captured", "certain")]


def test_two_holders_in_one_month_are_no_contradiction_two_on_one_day_of_it_are(folder: Path) -> None:
    one = statement("held", "2031-04-14", GUARD)
    assert contradicted(folder, one, statement("held", "2031-04-15", LANTERN), freq="M") == {False}
    assert contradicted(folder, one, statement("held", "2031-04-14", LANTERN), freq="M") == {True}


def test_without_a_span_the_days_run_from_the_first_claim_used_to_the_last_of_all(folder: Path) -> None:
    rows = [
        statement("held", "../2031-04-12", GUARD),
        statement("held", "2031-04-10", GUARD, place_id="ombra"),
        statement("held", "2031-04-14", GUARD, place_id="ombra"),
    ]
    frame = sd.control_over_time("customs_house", package=write(folder, "control", rows))
    assert plain(frame, "day", "status")[:: len(frame) - 1] == [
        ("2031-04-12", "held"),
        ("2031-04-14", "unknown"),
    ]


# --- what follows


@pytest.mark.parametrize("status", ["held", "captured"])
def test_who_holds_or_takes_the_whole_of_a_place_has_every_place_in_it(folder: Path, status: str) -> None:
    frame = sd.control_over_time(
        "velmar",
        parts=True,
        package=write(folder, "control", [statement(status, ON_15, GUARD, place_id="karsa")]),
    )
    places = {place: (found, basis) for place, found, basis in plain(frame, "place_id", "status", "basis")}
    implied = (status, "implied_by_whole")
    assert places == {
        "velmar": ("unknown", ""),
        "karsa": (status, "stated"),
        "ombra": ("unknown", ""),
        "customs_house": implied,
        "port_quarter": implied,
    }


@pytest.mark.parametrize(
    "row",
    [
        statement("held", ON_15, GUARD, extent="part"),
        statement("captured", ON_15, GUARD, extent="share"),
        statement("contested", ON_15, GUARD, LANTERN),
        statement("besieged", ON_15, GUARD, LANTERN),
    ],
    ids=lambda row: f"{row['status']} {row['extent']}",
)
def test_what_is_not_of_the_whole_or_not_of_its_holder_says_nothing_of_the_parts(
    folder: Path, row: Row
) -> None:
    assert told(folder, {**row, "place_id": "karsa"}) == [UNKNOWN]


def test_a_holder_persists_only_when_asked(folder: Path) -> None:
    row = statement("held", "2031-04-14", GUARD)
    assert told(folder, row) == [UNKNOWN]
    assert told(folder, row, persistence="until_contradicted") == [HELD]


def test_who_took_a_place_holds_it_from_the_next_day_on(folder: Path) -> None:
    row = statement("captured", "2031-04-14", GUARD, LANTERN)
    assert told(folder, row, days="14-15", persistence="until_contradicted") == [
        ("2031-04-14", "captured", GUARD, "certain"),
        ("2031-04-15", *HELD),
    ]


def test_a_share_is_of_its_day_but_that_a_part_is_held_persists(folder: Path) -> None:
    row = statement("captured", "2031-04-14", GUARD, extent="share")
    write(folder, "control", [row])
    span = {"start": "2031-04-14", "end": "2031-04-15", "package": folder}
    frame = sd.control_over_time("customs_house", persistence="until_contradicted", **span)
    assert list(frame["extent"]) == ["share", "part"]


def test_after_a_capture_between_two_days_the_captor_holds_for_certain_only_past_the_second(
    folder: Path,
) -> None:
    row = statement("captured", "[2031-04-14..2031-04-15]", GUARD, LANTERN)
    assert told(folder, row, days="14-16", persistence="until_contradicted") == [
        ("2031-04-14", "captured", GUARD, "possible"),
        ("2031-04-15", "captured", GUARD, "possible"),
        ("2031-04-15", "held", GUARD, "possible"),
        ("2031-04-16", *HELD),
    ]


def test_an_open_end_is_possible_by_itself_and_certain_by_persistence(folder: Path) -> None:
    row = statement("held", "2031-04-10/..", GUARD)
    assert told(folder, row) == [("held", GUARD, "possible")]
    assert told(folder, row, persistence="until_contradicted") == [HELD]


@pytest.mark.parametrize(("status", "denial"), [("held", "contested"), ("contested", "captured")])
def test_what_has_no_known_end_is_possible_until_a_claim_says_otherwise(
    folder: Path, status: str, denial: str
) -> None:
    rows = [
        statement(status, "2031-04-10/..", GUARD, LANTERN),
        statement(denial, "2031-04-14", GUARD, LANTERN),
    ]
    found = told(folder, *rows, days="12-16")
    holder = GUARD if status == "held" else ""
    assert [day for day, *state in found if state == [status, holder, "possible"]] == [
        "2031-04-12",
        "2031-04-13",
    ]


def test_another_fight_does_not_end_one_that_has_no_known_end(folder: Path) -> None:
    rows = [statement("contested", when, GUARD, LANTERN) for when in ("2031-04-10/..", "2031-04-14")]
    assert told(folder, *rows) == [("contested", "", "possible")]


AFTER_14 = {"days": "15", "persistence": "until_contradicted"}
STAYS, ENDS, DOUBTED = [HELD], [], [("held", GUARD, "possible")]


@pytest.mark.parametrize(
    ("row", "left"),
    [
        (statement("held", ON_15, LANTERN), ENDS),
        (statement("captured", ON_15, LANTERN, GUARD), ENDS),
        (statement("captured", ON_15, "", GUARD), ENDS),
        (statement("captured", ON_15, "", LANTERN), STAYS),
        (statement("besieged", ON_15, LANTERN, GUARD), ENDS),
        (statement("besieged", ON_15, GUARD, LANTERN), STAYS),
        (statement("contested", ON_15, GUARD, LANTERN), ENDS),
        (statement("contested", ON_15, GUARD, LANTERN, extent="part"), ENDS),
        (statement("captured", ON_15, LANTERN, GUARD, extent="part"), ENDS),
        (statement("held", ON_15, GUARD, extent="part"), [HELD, HELD]),
        (statement("held", ON_15, "guard_officers"), STAYS),
        (statement("held", ON_15, ""), STAYS),
        (statement("held", ON_15, LANTERN, confidence="possible"), DOUBTED),
        (statement("held", "[2031-04-15..2031-04-16]", LANTERN), DOUBTED),
        (statement("held", "[..2031-04-16]", LANTERN), DOUBTED),
        (statement("held", "[2031-04-13,2031-04-15]", LANTERN), DOUBTED),
        (statement("held", "2031-04-16", LANTERN), STAYS),
        (statement("held", "2031-04-13", LANTERN), STAYS),
        (statement("held", "2031-04-14", LANTERN), DOUBTED),
        (statement("captured", "2031-04-14", LANTERN, GUARD), ENDS),
        (statement("captured", ON_15, LANTERN, place_id="karsa"), ENDS),
        (statement("held", ON_15, LANTERN, place_id="karsa", extent="part"), STAYS),
        (statement("contested", ON_15, LANTERN, GUARD, place_id="karsa"), STAYS),
        (statement("held", ON_15, LANTERN, place_id="port_quarter"), STAYS),
    ],
)
def test_a_holder_persists_until_a_claim_says_otherwise(folder: Path, row: Row, left: list[Any]) -> None:
    found = told(folder, statement("held", "2031-04-14", GUARD), row, **AFTER_14)
    assert [each for each in found if each[:2] == HELD[:2]] == left


def test_a_holder_in_doubt_on_each_day_is_in_doubt_in_the_month(folder: Path) -> None:
    rows = [statement("captured", "2031-04-14", GUARD), statement("held", "2031-04", LANTERN)]
    frame = sd.control_over_time(
        "customs_house", "M", "until_contradicted", package=write(folder, "control", rows)
    )
    assert ("held", GUARD, "possible") in plain(frame, "status", "holder_actor_id", "certainty")


def test_a_capture_is_the_last_thing_on_its_day(folder: Path) -> None:
    rows = [statement("captured", "2031-04-14", GUARD, LANTERN), statement("held", "2031-04-14", LANTERN)]
    assert told(folder, *rows, **AFTER_14) == [HELD]


def test_what_a_whole_implies_lasts_no_longer_than_what_is_said_of_the_whole(folder: Path) -> None:
    whole = statement("held", "2031-04-13", GUARD, place_id="karsa")
    assert told(folder, whole, **AFTER_14) == [HELD]
    fight = statement("contested", "2031-04-14", GUARD, LANTERN, place_id="karsa")
    assert told(folder, whole, fight, **AFTER_14) == [UNKNOWN]
    elsewhere = {**fight, "place_id": "port_quarter"}
    assert told(folder, whole, elsewhere, **AFTER_14) == [HELD]


def test_a_statement_on_a_part_never_changes_the_whole(folder: Path) -> None:
    whole = statement("held", "2031-04-14", GUARD, place_id="karsa")
    alone = told(folder, whole, place="karsa", **AFTER_14)
    for status, when in product(("held", "captured", "contested", "besieged"), ("2031-04-14", ON_15)):
        part = statement(status, when, LANTERN, GUARD)
        assert told(folder, whole, part, place="karsa", **AFTER_14) == alone == [HELD]
    assert contradicted(folder, whole, part, persistence="none") == {False}


# --- contradictions

CONTRADICTIONS = [
    (("held", GUARD), ("held", LANTERN), True),
    (("held", GUARD), ("besieged", LANTERN), True),
    (("besieged", GUARD), ("besieged", LANTERN), True),
    (("captured", GUARD), ("captured", LANTERN), True),
    (("captured", GUARD, LANTERN), ("captured", LANTERN, GUARD), True),
    (("captured", GUARD, LANTERN), ("held", "lakes_union"), True),
    (("contested", GUARD, LANTERN), ("held", LANTERN), True),
    (("contested", GUARD, LANTERN), ("held", "lakes_union"), True),
    (("held", GUARD), ("held", GUARD), False),
    (("held", GUARD), ("held", "guard_officers"), False),
    (("held", GUARD), ("held", ""), False),
    (("held", GUARD), ("besieged", GUARD, LANTERN), False),
    (("captured", GUARD, LANTERN), ("held", LANTERN), False),
    (("captured", GUARD), ("held", LANTERN), False),
    (("captured", GUARD), ("held", GUARD), False),
    (("captured", GUARD, LANTERN), ("captured", GUARD), False),
    (("captured", GUARD, LANTERN), ("contested", LANTERN, GUARD), False),
    (("contested", GUARD, LANTERN), ("held", GUARD), False),
    (("contested", GUARD, LANTERN), ("besieged", GUARD, LANTERN), False),
    (("contested", "", ""), ("held", GUARD), False),
]


@pytest.mark.parametrize(("one", "other", "expected"), CONTRADICTIONS)
def test_claims_contradict_each_other_where_no_holder_suits_both(
    folder: Path, one: tuple[str, ...], other: tuple[str, ...], expected: bool
) -> None:
    rows = [statement(status, ON_15, *actors) for status, *actors in (one, other)]
    assert contradicted(folder, *rows) == {expected}
    assert contradicted(folder, *reversed(rows)) == {expected}
    parts = [{**row, "extent": "part"} for row in rows]
    assert contradicted(folder, *parts) == {False}
    doubted = [rows[0], {**rows[1], "confidence": "possible"}]
    assert contradicted(folder, *doubted) == {False}
    apart = [rows[0], {**rows[1], "date": "2031-04-16"}]
    assert contradicted(folder, *apart) == {False}


def test_the_open_holder_of_a_fight_is_one_of_its_two_fighters(folder: Path) -> None:
    fight = statement("contested", ON_15, "", LANTERN, fighter_actor_id=GUARD)
    assert contradicted(folder, fight, statement("held", ON_15, GUARD)) == {False}
    assert contradicted(folder, fight, statement("held", ON_15, "lakes_union")) == {True}


def test_the_whole_of_a_place_and_a_part_of_it_have_no_two_holders(folder: Path) -> None:
    part = statement("held", ON_15, LANTERN, extent="part")
    assert contradicted(folder, part, statement("held", ON_15, GUARD)) == {True}
    assert contradicted(folder, part, statement("contested", ON_15, GUARD, LANTERN)) == {False}


def test_what_a_whole_implies_may_contradict_what_is_said_of_a_part(folder: Path) -> None:
    rows = [statement("held", ON_15, GUARD, place_id="karsa"), statement("held", ON_15, LANTERN)]
    assert contradicted(folder, *rows) == {True}
    found = sd.control_over_time("karsa", package=folder, start=ON_15, end=ON_15)
    assert list(found["contradicted"]) == [False]


# --- the public record


def figure(kind: str, actor: str = GUARD, **cells: str) -> Row:
    given = {"kind": kind, "actor_id": actor, "place_id": "customs_house", "date": ON_15}
    return {**given, "scope": "day", "source_id": "karsa_wire", **cells}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (figure("held"), ("held", GUARD, "whole")),
        (figure("capture"), ("captured", GUARD, "whole")),
        (figure("capture", place_detail="its yard"), ("captured", GUARD, "part")),
        (figure("share_held", low="20"), ("held", GUARD, "share")),
        (figure("withdrawal"), ("captured", "", "whole")),
        (figure("entry"), ("contested", "", "whole")),
        (figure("killed", low="2"), ("unknown", "", "")),
    ],
    ids=lambda row: row["kind"] if isinstance(row, dict) else "",
)
def test_the_public_record_is_added_when_asked(folder: Path, row: Row, expected: tuple[str, ...]) -> None:
    write(folder, "outside_figures", [row], "F")
    write(folder, "control", [])
    span = {"start": ON_15, "end": ON_15}
    assert told(folder) == [UNKNOWN]
    frame = sd.control_over_time("customs_house", sources="all", package=folder, **span)
    assert plain(frame, "status", "holder_actor_id", "extent") == [expected]
    assert plain(frame, "claims", "sources") == [
        ("F901", "outside") if expected[0] != "unknown" else ("", "")
    ]


def test_a_row_tells_where_its_claims_are_from(folder: Path) -> None:
    write(folder, "outside_figures", [figure("held")], "F")
    write(folder, "control", [statement("held", ON_15, GUARD)])
    frame = sd.control_over_time("customs_house", sources="all", package=folder)
    assert plain(frame, "claims", "sources") == [("T901 F901", "articles outside")]


def test_who_leaves_a_place_holds_it_no_longer(folder: Path) -> None:
    write(folder, "outside_figures", [figure("withdrawal")], "F")
    rows = [statement("held", "2031-04-14", GUARD)]
    found = told(folder, *rows, days="15-16", persistence="until_contradicted", sources="all")
    assert found == [("2031-04-15", "captured", "", "certain"), ("2031-04-16", *UNKNOWN)]


# --- what is asked


def test_a_place_may_be_given_by_its_name(folder: Path) -> None:
    write(folder, "control", [statement("held", ON_15, GUARD, place_id="karsa")])
    by_id, by_name = (sd.control_over_time(place, package=folder) for place in ("karsa", "Karsa"))
    pd.testing.assert_frame_equal(by_id, by_name)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"place": "custom_house"}, "customs_house"),
        ({"freq": "Y"}, "freq is 'Y'; expected one of D, W, M."),
        ({"persistence": "until_contradiction"}, "Did you mean 'until_contradicted'?"),
        ({"sources": "outside"}, "expected one of articles, all"),
        ({"start": "April"}, "start: 'April' is not a date in EDTF"),
        ({"end": "2031-04-15/.."}, "open at this end"),
        ({"start": "2031-05", "end": "2031-04"}, "The start lies after the end"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_word_on_what_can(
    folder: Path, options: dict[str, Any], says: str
) -> None:
    with pytest.raises(sd.UsageError, match=r"^[^\n]+$") as refused:
        sd.control_over_time(**{"place": "customs_house", "package": folder, **options})
    assert says in str(refused.value)


def test_a_date_that_is_none_is_named_with_its_column(folder: Path) -> None:
    with pytest.raises(sd.DataError, match="column date: 'in April' is not a date"):
        told(folder, statement("held", "in April", GUARD))


def test_a_place_of_which_nothing_is_said_has_no_days_unless_they_are_asked_for(folder: Path) -> None:
    write(folder, "control", [])
    empty = sd.control_over_time("ombra", package=folder)
    asked = sd.control_over_time("ombra", package=folder, start="2031-04", end="2031-04")
    assert (len(empty), len(asked), set(asked["status"])) == (0, 30, {"unknown"})
    assert list(empty.columns) == list(asked.columns) == control.COLUMNS
    pd.testing.assert_series_equal(empty.dtypes, asked.dtypes)


# --- the page


def tables_of(page: str) -> list[list[dict[str, str]]]:
    """The tables of a Markdown page, each as its rows."""
    found = []
    for block in re.findall(r"(?:^\|.*\n)+", page, flags=re.MULTILINE):
        header, _, *rows = ([cell.strip() for cell in line.split("|")[1:-1]] for line in block.splitlines())
        found.append([dict(zip(header, row, strict=True)) for row in rows])
    return found


def test_the_worked_example_of_the_page_is_what_comes_out(folder: Path) -> None:
    page = PAGE.read_text("utf-8")
    *_, claims, expected = tables_of(page)
    write(folder, "control", [statement(**row, when=row["date"]) for row in claims])
    (call,) = re.findall(r"`(sd\.control_over_time\(\"Karsa\".*)\)`", page)
    frame = eval(f"{call}, package=folder)", {"sd": sd, "folder": folder})
    cells = [dict(zip(expected[0], map(str, row), strict=True)) for row in plain(frame, *expected[0])]
    assert cells == expected
    assert frame.attrs["left_out"]["designated"] == 1


def test_each_rule_of_the_page_is_a_function_and_each_column_is_told() -> None:
    page = PAGE.read_text("utf-8")
    rules = re.findall(r"^### `(\w+)`$", page, flags=re.MULTILINE)
    assert len(rules) == 4
    assert all(callable(getattr(control, rule)) for rule in rules)
    assert [row["column"].strip("`") for row in tables_of(page)[0]] == control.COLUMNS


# --- a slow reading: every way in which the dates may be read


@cache
def readings(edtf: str, cut: bool = False) -> list[tuple[date, date]]:
    """Every first and last day that a date allows, of the calendar; an open end may be cut off."""

    def inside(day: date, span: tuple[str | None, str | None]) -> bool:
        return (span[0] or "") <= day.isoformat() <= (span[1] or "9999")

    if "/" not in edtf:
        points = [bounds(edtf)] if "," not in edtf else [bounds(point) for point in edtf[1:-1].split(",")]
        return [(day, day) for day in CALENDAR if any(inside(day, point) for point in points)]
    if cut and edtf.endswith("/.."):
        return readings(edtf.removesuffix("/.."))
    first, last = ((None, None) if end == ".." else bounds(end) for end in edtf.split("/"))
    return [(a, b) for a in CALENDAR for b in CALENDAR if a <= b and inside(a, first) and inside(b, last)]


# The days of some weeks, and one before and after the months of which they are, for what is open.
CALENDAR = [date(2030, 12, 31), *(date(2031, 1, 20) + timedelta(n) for n in range(30)), date(2031, 3, 1)]
TOLD = CALENDAR[9:19]
points = st.sampled_from([day.isoformat() for day in TOLD] + ["2031-01", "2031-02"])
pairs = st.tuples(points, points).filter(lambda pair: bounds(pair[0])[0] <= bounds(pair[1])[1])
dates = st.one_of(
    points,
    pairs.map("/".join),
    pairs.map(lambda pair: f"[{pair[0]}..{pair[1]}]"),
    pairs.map(lambda pair: f"[{pair[0]},{pair[1]}]"),
    points.map("../{}".format),
    points.map("{}/..".format),
    points.map("[..{}]".format),
    points.map("[{}..]".format),
)
rows_of_control = st.builds(
    statement,
    st.sampled_from(["held", "captured", "besieged", "contested"]),
    dates,
    st.sampled_from([GUARD, LANTERN]),
    extent=st.sampled_from(["whole", "part", "share"]),
    place_id=st.sampled_from(["karsa", "customs_house"]),
)


def frames(folder: Path, rows: list[Row], freq: str = "D", persistence: str = "none") -> pd.DataFrame:
    span = {"start": str(TOLD[0]), "end": str(TOLD[-1]), "package": write(folder, "control", rows)}
    return sd.control_over_time("karsa", freq, persistence, parts=True, **span)


def periods_told(freq: str) -> list[tuple[str, list[date]]]:
    """The first day of each period that has one of the days told, and its days of the calendar."""
    names = {
        "D": str,
        "W": lambda day: str(day - timedelta(day.weekday())),
        "M": lambda day: f"{day:%Y-%m}-01",
    }
    name = names[freq]
    return [
        (each, [day for day in CALENDAR if name(day) == each]) for each in sorted({name(day) for day in TOLD})
    ]


@settings(deadline=None, max_examples=60)
@given(row=rows_of_control, freq=st.sampled_from("DWM"))
def test_what_one_claim_says_of_a_day_is_what_all_readings_of_its_date_say(
    folder: Path, row: Row, freq: str
) -> None:
    found = frames(folder, [row], freq)
    read = readings(row["date"])
    for name, days in periods_told(freq):
        on = [first <= days[-1] and last >= days[0] for first, last in read]
        expected = "certain" if all(on) else "possible" if any(on) else ""
        assert plain(found, "place_id", "day", "certainty").count((row["place_id"], name, expected)) == 1


def denies(other: Row, row: Row) -> bool:
    """What says_otherwise says, for two sides that are both named."""
    if "whole" not in (other["extent"], row["extent"]):
        return False
    if row["status"] == "contested":
        return other["status"] in ("held", "captured")
    if other["status"] == "contested":
        return row["extent"] == "whole"
    return other["holder_actor_id"] != row["holder_actor_id"]


def persisting(row: Row, others: list[Row], day: date) -> str:
    """Whether the holder of a claim persists on a day, by trying every reading of every date."""
    last_days = [last for _, last in readings(row["date"], cut=True)]

    def speaks(other: Row, last: date, ties: bool) -> list[bool]:
        """For each reading of another claim: does it speak of a time after this one's last, up to the day?"""
        takes, taken = other["status"] == "captured", row["status"] == "captured"
        same_day = (takes and not taken) or (takes == taken and ties)
        after = last if same_day else last + timedelta(1)
        return [b <= day and e >= after and after <= day for b, e in readings(other["date"], cut=True)]

    denying = [other for other in others if denies(other, row)]
    if day <= min(last_days) or any(all(speaks(other, max(last_days), ties=False)) for other in denying):
        return ""
    sure = all(
        last < day and not any(speaks(each, last, ties=True)) for last in last_days for each in denying
    )
    return "certain" if sure and max(last_days) < day else "possible"


def expected_rows(rows: list[Row], place: str, day: date, persists: bool) -> set[tuple[str, ...]]:
    """Status, extent, holder, certainty and claims of each state on a day, one reading after another."""
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    def implied(row: Row) -> bool:
        return row["extent"] == "whole" and row["status"] in ("held", "captured")

    chain = ["customs_house", "karsa"][0 if place == "customs_house" else 1 :]
    about = [row for row in rows if row["place_id"] in chain]
    for row in [row for row in about if row["place_id"] == place or implied(row)]:
        near = chain[: chain.index(row["place_id"]) + 1]
        others = [other for other in about if other["place_id"] in near or implied(other)]
        told, ahead = (
            [first <= day <= last for first, last in readings(row["date"], cut)] for cut in (True, False)
        )
        open_end = any(ahead) and bool(persisting(row, others, day))
        states = [(row["status"], "certain" if all(told) else "possible" if any(told) or open_end else "")]
        if persists and row["status"] != "contested":
            states.append(("persists", persisting(row, others, day)))
        for state, certainty in states:
            if certainty:
                status = "held" if state == "persists" else state
                extent = "part" if state == "persists" and row["extent"] == "share" else row["extent"]
                key = (status, extent, "" if status == "contested" else row["holder_actor_id"])
                found.setdefault(key, []).append((certainty, row["control_id"]))
    return {
        (*key, strongest, " ".join(sorted({claim for each, claim in told if each == strongest})))
        for key, told in found.items()
        for strongest in [min(told)[0]]
    } or {("unknown", "", "", "", "")}


some_rows = st.lists(rows_of_control, min_size=1, max_size=4).map(
    lambda rows: [{"control_id": f"T{900 + n}", **row} for n, row in enumerate(rows)]
)


@settings(deadline=None)
@given(
    rows=some_rows,
    order=st.randoms(use_true_random=False),
    persistence=st.sampled_from(control.CHOICES["persistence"]),
)
def test_every_row_is_what_a_slow_reading_of_all_dates_finds_in_whatever_order_the_claims_come(
    folder: Path, rows: list[Row], order: Any, persistence: str
) -> None:
    frame = frames(folder, order.sample(rows, len(rows)), persistence=persistence)
    cells = plain(frame, "place_id", "day", "status", "extent", "holder_actor_id", "certainty", "claims")
    for place, day in product(("karsa", "customs_house"), TOLD):
        found = {tuple(rest) for where, when, *rest in cells if (where, when) == (place, str(day))}
        assert found == expected_rows(rows, place, day, persistence != "none"), (place, day)


@settings(deadline=None, max_examples=60)
@given(rows=some_rows)
def test_another_claim_leaves_each_certain_state_in_place_and_marks_what_it_contradicts(
    folder: Path, rows: list[Row]
) -> None:
    rest = rows[:-1]
    columns = ("place_id", "day", "status", "extent", "holder_actor_id", "certainty")
    before = {each for each in plain(frames(folder, rest), *columns) if each[-1] == "certain"}
    after = frames(folder, rows)
    assert before <= set(plain(after, *columns))
    marked = after[after["contradicted"]]
    assert set(marked["certainty"]) <= {"certain"}
    assert all(len(states) > 1 for _, states in marked.groupby(["place_id", "day"]))


# --- the dataset: what stands in its table, read by hand


def known(place: str, day: str, **options: Any) -> set[tuple[Any, ...]]:
    frame = sd.control_over_time(place, start=day, end=day, **options)
    return set(plain(frame, "status", "holder_actor_id", "extent", "certainty", "claims"))


def test_on_21_june_the_city_is_fought_for_and_besieged_and_nobody_is_said_to_hold_it_for_certain() -> None:
    found = known("sirte", "2016-06-21")
    assert {each for each in found if each[3] == "certain"} == {
        ("contested", "", "whole", "certain", "T008 T063"),
        ("besieged", "isis", "whole", "certain", "T009"),
    }
    assert ("captured", "gna_forces", "part", "possible", "T003 T020 T030 T040") in found


def test_on_4_september_no_claim_on_the_city_is_certain_and_it_is_nowhere_wholly_taken() -> None:
    found = known("sirte", "2016-09-04")
    assert found == {("captured", "gna_forces", "part", "possible", "T020")}
    assert known("district_three", "2016-09-04") == {
        ("besieged", "isis", "part", "certain", "T023"),
        ("contested", "", "part", "possible", "T026"),
    }


def test_the_centre_taken_on_10_august_is_its_captors_in_september_only_by_persistence() -> None:
    taken = "T031 T039 T042 T047 T048 T057"  # not T050: "by 13 August" may be before others took the city
    assert known("ouagadougou_centre", "2016-09-04") == {("unknown", "", "", "", "")}
    persisting = known("ouagadougou_centre", "2016-09-04", persistence="until_contradicted")
    assert persisting == {("held", "gna_forces", "whole", "certain", taken)}
    assert known("ouagadougou_centre", "2016-06-21") == {("held", "gna_forces", "whole", "possible", "T050")}


def test_the_campus_is_fought_for_and_taken_on_one_day_which_is_no_contradiction() -> None:
    assert known("university_campus", "2016-06-21") == {("unknown", "", "", "", "")}
    assert known("university_campus", "2016-08-10") == {
        ("captured", "gna_forces", "whole", "certain", "T059"),
        ("contested", "", "whole", "certain", "T043 T062"),
    }
    frame = sd.control_over_time("university_campus", start="2016-08-10", end="2016-08-10")
    assert not frame["contradicted"].any()


def test_the_public_record_alone_has_the_whole_city_taken() -> None:
    day = "2016-12-06"
    assert known("sirte", day, persistence="until_contradicted", sources="all") >= {
        ("held", "gna_forces", "whole", "certain", "F185")
    }
