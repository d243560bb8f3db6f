"""Translations into other schemes: only codes that these have, hand-checked rows, and no loss untold.

The codes of the schemes are written out here from their public codebooks, as docs/crosswalks.md cites them.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import sirte_dataset as sd
from invented_package import set_cell
from sirte_dataset.analysis.crosswalks import SCHEMES, Crosswalk
from sirte_dataset.cli import app
from sirte_dataset.errors import DataError, UsageError

DEATHS = ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]
NUMBERS = ("low", "best", "high")
CLAIMS = ("event_reports", "casualties", "control", "strengths", "strikes", "statements")

SUB_TYPES = {
    "Battles": {"Armed clash", "Government regains territory", "Non-state actor overtakes territory"},
    "Protests": {"Excessive force against protesters", "Protest with intervention", "Peaceful protest"},
    "Riots": {"Violent demonstration", "Mob violence"},
    "Explosions/Remote violence": {
        *("Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack"),
        *("Remote explosive/landmine/IED", "Grenade"),
    },
    "Violence against civilians": {"Sexual violence", "Attack", "Abduction/forced disappearance"},
    "Strategic developments": {
        *("Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use"),
        *("Headquarters or base established", "Looting/property destruction"),
        *("Non-violent transfer of territory", "Other"),
    },
}
MODES: dict[str, set[str]] = {
    "CONSULT": {"visit", "third-party", "multilateral", "phone"},
    "RETREAT": {"withdraw", "release", "disarm", "ceasefire", "access", "resign"},
    "REQUEST": {"assist", "change", "yield", "meet"},
    "MOBILIZE": {"troops", "weapons", "police", "militia"},
    "COERCE": {
        *("seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold"),
        *("misinformation", "cyber"),
    },
    "ASSAULT": {
        *("abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms"),
        *("explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control"),
        "unconventional",
    },
    **{name: set() for name in ("AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "AID")},
}
AUXILIARY = {"historical", "future", "hypothetical", "negation"}
CODES: dict[str, dict[str, set[Any]]] = {
    "ged": {
        "type_of_violence": {1, 2, 3},
        "where_prec": set(range(1, 8)),
        "date_prec": set(range(1, 6)),
        "event_clarity": {1, 2},
    },
    "acled": {
        "event_type": set(SUB_TYPES),
        "sub_event_type": set().union(*SUB_TYPES.values()),
        "inter1": set(range(1, 9)),
        "inter2": set(range(1, 9)),
        "interaction": {10 * a + b for a in range(1, 9) for b in (0, *range(a, 9))},
        "time_precision": {1, 2, 3},
        "geo_precision": {1, 2, 3},
    },
    "plover": {"event": set(MODES), "context": AUXILIARY},
    "eventreport": {"geo_precision": set(range(1, 7))},
}


@pytest.fixture(scope="module", params=sorted(SCHEMES))
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def own(scheme: str) -> Crosswalk:
    """The dataset in a scheme, made once."""
    return sd.crosswalk(scheme)


def row(scheme: str, name: str) -> dict[str, Any]:
    """One row of a translation, its blanks left out."""
    table = own(scheme).table
    (found,) = table[table.iloc[:, 0] == name].to_dict("records")
    return {column: value for column, value in found.items() if not pd.isna(value)}


def losses(scheme: str, **cells: str) -> pd.DataFrame:
    """The losses with these cells."""
    loss = own(scheme).loss
    for column, value in cells.items():
        loss = loss[loss[column] == value]
    return loss


# --- the codes of the schemes


def test_only_codes_that_the_scheme_has_are_used(scheme: str) -> None:
    table = own(scheme).table
    for column, codes in CODES[scheme].items():
        used = set(table[column].dropna())
        assert used, column
        assert used <= codes, column


def test_the_table_of_codes_names_only_codes_that_the_schemes_have() -> None:
    codes = sd.load("crosswalk_codes")
    for scheme, columns in CODES.items():
        for column, allowed in columns.items():
            there = codes[(codes["scheme"] == scheme) & (codes["target_field"] == column)]
            assert set(there["target_code"].dropna()) <= set(map(str, allowed)), (scheme, column)


def test_a_sub_type_stands_under_its_type_and_a_mode_under_its_category() -> None:
    for _, event in own("acled").table.iterrows():
        assert event["sub_event_type"] in SUB_TYPES[event["event_type"]]
    for _, record in own("plover").table.dropna(subset="mode").iterrows():
        assert record["mode"] in MODES[record["event"]], record["id"]


def test_the_numbers_of_ged_are_in_order_and_the_best_is_the_sum_of_its_parts() -> None:
    table = own("ged").table
    assert table["best"].notna().sum() >= 5
    for _, event in table.iterrows():
        known = [event[name] for name in NUMBERS if pd.notna(event[name])]
        assert known == sorted(known)
        if pd.notna(event["best"]):
            assert event["best"] == event[DEATHS].sum()


# --- hand-checked rows


def test_the_air_strike_at_sabratha_in_ged() -> None:
    assert row("ged", "E014") == {
        "relid": "E014",
        "year": 2016,
        "type_of_violence": 1,
        "conflict_new_id": 13694,
        "dyad_new_id": 14745,
        "dyad_name": "Government of Libya - IS",
        "side_a_new_id": 111,
        "side_a": "Government of Libya",
        "side_b_new_id": 234,
        "side_b": "IS",
        "number_of_sources": 1,
        "source_article": "afran.ir",
        "where_prec": 1,
        "where_coordinates": "Sabratha",
        "latitude": 32.79335,
        "longitude": 12.48845,
        "where_description": "Daesh training camp near Sabratha",
        "country": "Libya",
        "event_clarity": 1,
        "date_prec": 1,
        "date_start": "2016-02-19",
        "date_end": "2016-02-19",
        "deaths_unknown": 50,
        "best": 50,
    }
    told = losses("ged", target_row="E014")
    forced = told[told["loss"] == "forced"]
    assert set(forced["row_id"]) == {"united_states", "C003"}
    assert set(told[told["loss"] == "blank"]["target_field"]) == {*DEATHS[:3], "low", "high"}
    assert "about 50" in set(told["value"])


def test_the_dead_of_21_june_stand_on_the_side_of_the_government() -> None:
    event = row("ged", "E038")
    assert [event[name] for name in ("deaths_a", "best", "low", "high")] == [18] * 4
    assert not {"deaths_b", "deaths_civilians", "deaths_unknown"} & event.keys()
    assert event["source_original"] == "Government of National Accord"


def test_a_lower_bound_gives_ged_no_best_number_and_a_repeat_is_counted_once() -> None:
    event = row("ged", "E051")
    assert event["low"] == 20
    assert not {"best", "high", *DEATHS} & event.keys()
    (left_out,) = losses("ged", resource="casualties", row_id="C021")["reason"]
    assert left_out == "It repeats C016 (at least 20)."


def test_a_total_of_all_sides_is_not_added_to_the_dead_of_one() -> None:
    event = row("ged", "E017")
    assert event["low"] == 300
    assert "best" not in event


def test_acled_has_its_own_numbers_for_words_and_each_is_forced() -> None:
    numbers = {name: row("acled", name)["fatalities"] for name in ("E014", "E039", "E051", "E052")}
    assert numbers == {"E014": 50, "E039": 12, "E051": 20, "E052": 0}
    assert losses("acled", row_id="C006", field="scale")["loss"].tolist() == ["forced"]
    assert losses("acled", row_id="C016", field="quantifier")["loss"].tolist() == ["forced"]
    assert losses("acled", target_row="E052", target_field="fatalities")["loss"].tolist() == ["forced"]


def test_who_fights_whom_in_acled() -> None:
    strike, taken = row("acled", "E014"), row("acled", "E011")
    assert [strike[name] for name in ("inter1", "inter2", "interaction")] == [8, 2, 28]
    assert strike["sub_event_type"] == "Air/drone strike"
    assert taken["sub_event_type"] == "Non-state actor overtakes territory"
    assert "inter2" not in taken
    assert taken["interaction"] == 20
    assert (taken["event_date"], taken["time_precision"]) == ("2015-06-15", 3)
    assert losses("acled", target_row="E011", target_field="sub_event_type").empty


def test_acled_takes_no_campaign_and_no_plan() -> None:
    for name in ("E017", "E049"):
        assert losses("acled", loss="row", resource="events", row_id=name)["reason"].tolist() == [
            "ACLED does not record campaigns, but the events of each day."
        ]


def test_a_plan_and_a_thing_of_the_past_are_marked_in_plover() -> None:
    assert row("plover", "R062")["context"] == "future"
    past = row("plover", "R016")
    assert (past["event"], past["context"]) == ("ASSAULT", "historical")
    strike = row("plover", "R012")
    assert (strike["actor"], strike["recipient"]) == ("United States", "Islamic State (ISIS)")
    assert (strike["event"], strike["mode"]) == ("ASSAULT", "aerial")


def test_a_report_has_its_own_date_and_count_in_eventreport() -> None:
    first, last = row("eventreport", "R090"), row("eventreport", "R103")
    assert (first["event_id"], first["date_start"], first["date_end"]) == ("E017", "2016-06-01", "2016-06-30")
    assert (last["event_id"], last["date_start"]) == ("E017", "2016-05-12")
    both = row("eventreport", "R061")
    assert [both[name] for name in ("deaths_best", "injuries_best")] == [7, 30]
    assert both["source"].startswith("Al-Alam (English) (2016-09-04")


def test_what_a_loss_says_of_a_cell_is_what_stands_in_it(scheme: str) -> None:
    table = own(scheme).table.set_index(own(scheme).table.columns[0])
    told = own(scheme).loss.dropna(subset=["target_row", "target_value"])
    told = told[told["target_field"].isin(table.columns)]
    assert len(told) > 1
    for each in told.itertuples():
        assert str(each.target_value) in str(table.loc[each.target_row, each.target_field]).split("; "), each


def test_the_groups_of_ucdp_are_those_of_the_table_of_actors() -> None:
    known = sd.load("actors").dropna(subset="ucdp_actor_id").set_index("actor_id")
    codes = sd.load("crosswalk_codes")
    ids = codes[(codes["target_field"] == "side_new_id") & (codes["match"] == "exact")]
    given = ids.set_index(ids["code"].astype(str))["target_code"]
    assert given.to_dict() == {"isis": known.loc["isis", "ucdp_actor_id"]}


# --- nothing is lost untold


def test_each_loss_is_listed_once_and_has_a_reason(scheme: str) -> None:
    loss = own(scheme).loss
    assert not loss.duplicated(["resource", "row_id", "field", "target_row", "target_field"]).any()
    assert loss["reason"].notna().all()
    assert set(loss["loss"]) <= {"row", "lost", "coarser", "forced", "blank"}


def test_each_row_of_ours_is_in_the_table_or_listed_as_left_out(scheme: str) -> None:
    made = own(scheme)
    left_out = made.loss[made.loss["loss"] == "row"]
    told = {(each.resource, each.row_id) for each in left_out.itertuples()}
    key, table = ("event_id", "events") if scheme in ("ged", "acled") else ("report_id", "event_reports")
    ids = sd.load(table)[key]
    assert set(made.table.iloc[:, 0]) | {name for resource, name in told if resource == table} == set(ids)
    assert not set(made.table.iloc[:, 0]) & {name for resource, name in told if resource == table}
    for resource in CLAIMS:
        rows = set(sd.load(resource).iloc[:, 0])
        if resource not in (table, "casualties"):
            assert {name for where, name in told if where == resource} == rows


def test_each_number_of_the_dead_is_in_a_cell_or_listed(scheme: str) -> None:
    made = own(scheme)
    table = made.table.set_index(made.table.columns[0])
    numbers = made.loss[(made.loss["resource"] == "casualties")]
    numbers = numbers[numbers["field"].isin(["quantifier", "scale"]) | numbers["field"].isna()]
    killed = sd.load("casualties").query("outcome == 'killed'")
    assert len(killed) > 10
    for _, claim in killed.iterrows():
        if claim["casualty_id"] in set(numbers["row_id"]):
            continue
        rows = (
            table[table["event_id"] == claim["event_id"]]
            if scheme == "eventreport"
            else table.loc[[claim["event_id"]]]
        )
        columns = {
            "ged": NUMBERS,
            "acled": ["fatalities"],
            "eventreport": [f"deaths_{name}" for name in NUMBERS],
        }
        told = rows[list(columns[scheme])].fillna(-1).to_numpy().tolist()
        number = claim[["best"] if scheme == "acled" else list(NUMBERS)].fillna(-1).tolist()
        assert number in told, claim["casualty_id"]


def test_each_blank_that_ged_wants_filled_is_listed() -> None:
    made = own("ged")
    table = made.table.set_index("relid").drop(columns=["source_headline", "source_original"])
    blank = {(name, column) for name, cells in table.iterrows() for column in cells[cells.isna()].index}
    listed = made.loss[made.loss["loss"] == "blank"]
    optional = {(name, "where_description") for name in table.index}
    assert blank - optional == set(zip(listed["target_row"], listed["target_field"], strict=True))


def test_each_code_of_a_translated_row_that_does_not_fit_is_listed() -> None:
    codes = sd.load("crosswalk_codes").astype(object)
    inexact = codes[(codes["scheme"] == "plover") & (codes["resource"] == "events")]
    inexact = inexact[(inexact["match"] != "exact") & inexact["target_code"].notna()]
    events = sd.load("events").astype(object).set_index("event_id")
    reports = sd.load("event_reports").set_index("report_id")
    translated = own("plover").table["id"]
    expected = Counter(
        (report, code["field"], code["target_field"])
        for report in translated
        for _, code in inexact.iterrows()
        if events.loc[reports.loc[report, "event_id"], code["field"]] == code["code"]
    )
    listed = losses("plover", resource="events")
    listed = listed[listed["target_value"].notna()]
    found = Counter(zip(listed["target_row"], listed["field"], listed["target_field"], strict=True))
    assert found == expected


def test_a_translation_says_that_it_is_no_record(scheme: str) -> None:
    for frame in own(scheme):
        assert frame.attrs["caption"].endswith("it is no record of that project.")


# --- other packages, wrong names, the command line


def test_another_package_is_translated_by_its_own_rows(folder: Path, scheme: str) -> None:
    made = sd.crosswalk(scheme, package=folder)
    assert made.table.columns.tolist() == own(scheme).table.columns.tolist()
    assert made.table.dtypes.tolist() == own(scheme).table.dtypes.tolist()
    expected = {
        "ged": ["E901"],
        "acled": ["E901"],
        "plover": ["R901", "R902", "R903", "R904", "R905"],
    }
    expected["eventreport"] = ["R901", "R902", "R903", "R905"]
    assert made.table.iloc[:, 0].tolist() == expected[scheme]


def test_an_updated_number_is_left_out_and_what_is_left_is_the_rule_conservative(folder: Path) -> None:
    made = sd.crosswalk("ged", package=folder)
    assert made.table.loc[0, ["low", "high"]].tolist() == [pd.NA, 20]
    assert made.loss.set_index("row_id").loc["C901", "reason"] == "It is updated by C904."
    set_cell(folder, "claim_links", "L901", "other_row_id", "C902")
    set_cell(folder, "casualties", "C904", "cumulative", "false")
    assert sd.crosswalk("ged", package=folder).table.loc[0, ["low", "high"]].tolist() == [12, 20]


def test_civilians_alone_make_one_sided_violence(folder: Path) -> None:
    for name, column in (("red_lantern", "isis"), ("harbour_guard", "gna")):
        set_cell(folder, "actors", name, "side", column)
    assert sd.crosswalk("ged", package=folder).table.loc[0, "type_of_violence"] == 1
    set_cell(folder, "actors", "harbour_guard", "side", "none")
    for claim in ("C901", "C904"):
        set_cell(folder, "casualties", claim, "victim_kind", "civilian")
    event = sd.crosswalk("ged", package=folder).table.loc[0]
    assert event["type_of_violence"] == 3
    set_cell(folder, "casualties", "C904", "best", "12")
    assert sd.crosswalk("ged", package=folder).table.loc[0, "deaths_civilians"] == 12


def test_a_code_without_a_row_and_a_row_that_is_not_there_are_named(folder: Path) -> None:
    codes = sd.load("crosswalk_codes", "records", folder)
    (kind,) = (
        each["crosswalk_code_id"]
        for each in codes
        if (each["scheme"], each["field"], each["target_field"]) == ("plover", "kind", "event")
        and each["code"] == "negotiation"
    )
    set_cell(folder, "crosswalk_codes", kind, "code", "talks")
    message = r"data/crosswalk_codes\.csv: There is no row for PLOVER and events\.kind 'negotiation'\."
    with pytest.raises(DataError, match=message):
        sd.crosswalk("plover", package=folder)
    set_cell(folder, "places", "customs_house", "parent_place_id", "nowhere")
    with pytest.raises(DataError, match=r"data/places\.csv: There is no row 'nowhere'"):
        sd.crosswalk("ged", package=folder)
    set_cell(folder, "events", "E901", "kind", "")
    with pytest.raises(DataError, match=r"data/events\.csv, column kind: A cell that may not be blank is\."):
        sd.crosswalk("ged", package=folder)


def test_a_scheme_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no crosswalk to 'acle'\. Did you mean 'acled'\?"):
        sd.crosswalk("acle")


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["crosswalk", *arguments])


def test_the_command_prints_the_table_and_says_what_it_is(scheme: str) -> None:
    result = run(scheme, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    made = own(scheme).table
    assert [each[made.columns[0]] for each in rows] == made.iloc[:, 0].tolist()
    assert list(rows[0]) == made.columns.tolist()
    assert "it is no record of that project" in result.stderr


def test_the_command_prints_the_losses() -> None:
    rows = json.loads(run("ged", "--loss", "--format", "json").stdout)
    loss = own("ged").loss
    assert [each["reason"] for each in rows] == loss["reason"].tolist()
    assert run("ged", "--loss").stdout.splitlines()[0].split()[:3] == ["loss", "resource", "row_id"]


def test_the_command_refuses_an_unknown_scheme() -> None:
    result = run("gedd")
    assert (result.exit_code, "Did you mean 'ged'?" in result.stderr) == (2, True)
