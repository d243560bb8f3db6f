"""Disagreement between reports of one event, as the package eventreport scores it.

The inputs are those that eventreport 0.1.2 publishes (van Baalen and Höglund, CC BY 4.0): the data frames in
the examples of its manual, the table in its README, and the 100 reports of its small_maverick_event_report,
of which the file in published/ has the columns used here, with numbers for the names of actors. The outputs
are the figures it prints or draws, to the precision with which they can be read; where it prints none, they
are worked out by hand from its definitions.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sirte_dataset as sd
from invented_package import set_cell
from sirte_dataset.analysis.disagreement import (
    dscore,
    event_level_disagreement,
    mean_dscore,
    mean_range,
    mean_sd,
    modal_confidence,
    share_disagreement,
)

PUBLISHED = Path(__file__).parent / "published" / "small_maverick_event_report.csv"


def of(frame: pd.DataFrame) -> dict[str, float]:
    """A frame of a variable and its score as a dict."""
    assert frame.columns[0] == "variable"
    return dict(frame.itertuples(index=False, name=None))


# --- examples of the manual

EVENTS = [1, 1, 2, 2, 3]
MANUAL = pd.DataFrame(
    {
        "event_id": EVENTS,
        "country": ["US", "US", "UK", "UK", "CA"],
        "actor1": ["Actor A", "Actor B", "Actor B", "Actor C", "Actor D"],
        "deaths_best": [10, 20, 5, 15, 10],
    }
)
AGREEING = pd.DataFrame(
    {
        "event_id": EVENTS,
        "actor1": ["Actor A", "Actor B", "Actor B", "Actor B", "Actor C"],
        "deaths_best": [10, 10, 5, 15, 10],
    }
)


def test_dscore_on_the_example_of_its_manual_page() -> None:
    frame = pd.DataFrame(
        {
            "group": ["A", "A", "B", "B", "B"],
            "age": [25, 25, 30, 35, 30],
            "gender": ["Male", "Male", "Female", "Female", "Female"],
            "income": [50000, 50000, 60000, 65000, 60000],
        }
    )
    assert dscore(frame, "group", ["age", "gender", "income"]).to_dict("list") == {
        "group": ["A", "B"],
        "dscore_age": [0, 1],
        "dscore_gender": [0, 0],
        "dscore_income": [0, 1],
    }


def test_event_level_disagreement_on_the_example_of_its_manual_page() -> None:
    found = event_level_disagreement(AGREEING, "event_id", ["actor1", "deaths_best"])
    assert found.to_dict("list") == {
        "event_id": [1, 2, 3],
        "actor1": [0.5, 0, 0],
        "deaths_best": [0, 0.5, 0],
    }


def test_mean_dscore_on_the_example_of_its_manual_page() -> None:
    variables = ["country", "actor1", "deaths_best"]
    plain = of(mean_dscore(MANUAL, "event_id", variables))
    normalized = of(mean_dscore(MANUAL, "event_id", variables, normalize=True))
    assert plain == pytest.approx({"country": 0, "actor1": 2 / 3, "deaths_best": 2 / 3})
    assert normalized == pytest.approx({"country": 0, "actor1": 2 / 3 / 4, "deaths_best": 2 / 3 / 4})


def test_share_disagreement_on_the_example_of_its_manual_page() -> None:
    found = of(share_disagreement(AGREEING, "event_id", ["actor1", "deaths_best"]))
    assert found == pytest.approx({"actor1": 1 / 3, "deaths_best": 1 / 3})


def test_modal_confidence_on_the_example_of_its_manual_page() -> None:
    frame = AGREEING.assign(actor1=["A", "A", "B", "C", "D"])
    found = of(modal_confidence(frame, "event_id", ["actor1", "deaths_best"]))
    assert found == pytest.approx({"actor1": (1 + 0.5 + 1) / 3, "deaths_best": (1 + 0.5 + 1) / 3})


def test_mean_range_and_mean_sd_on_the_examples_of_their_manual_pages() -> None:
    assert of(mean_range(MANUAL, "event_id", ["deaths_best"])) == pytest.approx({"deaths_best": 20 / 3})
    assert of(mean_sd(MANUAL, "event_id", ["deaths_best"])) == pytest.approx({"deaths_best": 50**0.5})


# --- the README and the data that come with the package


def test_normalized_divergence_as_the_readme_draws_it() -> None:
    """The picture in the README of mean_dscore(small_maverick_event_report, ..., normalize = TRUE)."""
    frame = pd.read_csv(PUBLISHED)
    assert len(frame) == 100
    assert frame["actor1"].isna().any(), "a blank is a value here, or the figure for actor1 would differ"
    variables = ["country", "actor1", "deaths_best", "injuries_best"]
    found = of(mean_dscore(frame, "event_id", variables, normalize=True))
    drawn = {"country": 0, "actor1": 0.0336, "deaths_best": 0.0440, "injuries_best": 0.0321}
    assert found == pytest.approx(drawn, abs=0.0003)


def test_the_table_of_one_event_in_the_readme() -> None:
    """Six reports of the event CIV-0004; a blank there is an empty text, which is a value."""
    frame = pd.DataFrame(
        {
            "event_id": "CIV-0004",
            "location": ["Abobo", "Abobo", "", "Abobo", "", "Abobo"],
            "actor1_type": ["Security forces"] * 5 + [""],
            "deaths_best": [5, 1, 5, 6, 6, 7],
        }
    )
    variables = ["location", "actor1_type", "deaths_best"]
    assert dscore(frame, "event_id", variables).iloc[0, 1:].tolist() == [1, 1, 3]
    scores = event_level_disagreement(frame, "event_id", variables).iloc[0, 1:].tolist()
    assert scores == pytest.approx([1 / 3, 1 / 6, 2 / 3])
    assert of(mean_range(frame, "event_id", ["deaths_best"])) == {"deaths_best": 6}


# --- blanks, as R takes them


def test_a_blank_is_a_value_for_divergence_and_none_for_the_other_scores() -> None:
    frame = pd.DataFrame({"event_id": [1, 1, 1, 2, 2], "deaths": [4, 4, None, None, None]})
    assert dscore(frame, "event_id", ["deaths"])["dscore_deaths"].tolist() == [1, 0]
    assert of(share_disagreement(frame, "event_id", ["deaths"])) == {"deaths": 0.5}
    first, second = event_level_disagreement(frame, "event_id", ["deaths"])["deaths"]
    assert first == 0
    assert pd.isna(second)
    assert of(modal_confidence(frame, "event_id", ["deaths"])) == {"deaths": 1}
    assert of(mean_range(frame, "event_id", ["deaths"])) == {"deaths": 0}
    assert of(mean_dscore(frame, "event_id", ["deaths"], normalize=True)) == {"deaths": 0.5 / 2}


def test_an_event_with_one_number_has_a_range_and_no_standard_deviation() -> None:
    frame = pd.DataFrame({"event_id": [1, 2, 2], "deaths": [4, 1, 3]})
    assert of(mean_range(frame, "event_id", ["deaths"])) == {"deaths": 1}
    assert of(mean_sd(frame, "event_id", ["deaths"])) == pytest.approx({"deaths": 2**0.5})


def test_reports_of_no_event_are_a_group_of_their_own_as_in_r() -> None:
    frame = pd.DataFrame({"event_id": ["E1", None, None], "city": ["a", "a", "b"]})
    assert dscore(frame, "event_id", ["city"])["dscore_city"].tolist() == [0, 1]


def test_a_column_that_is_absent_or_no_number_is_refused() -> None:
    with pytest.raises(sd.UsageError, match="'deaths_best'"):
        dscore(MANUAL, "event_id", ["deaths_bes"])
    with pytest.raises(sd.UsageError, match="country"):
        mean_range(MANUAL, "event_id", ["country"])


# --- asked of a package


def scores(folder: Path, event: str, variable: str) -> dict[str, float]:
    frame = sd.disagreement(folder)
    (found,) = frame[(frame["event_id"] == event) & (frame["variable"] == variable)].to_dict("records")
    return found


def test_reports_of_an_event_are_scored_by_date_place_and_realis(folder: Path) -> None:
    frame = sd.load("event_reports", package=folder)
    event = frame["event_id"].value_counts().index[0]
    reports = frame[frame["event_id"] == event]
    assert len(reports) > 1
    found = scores(folder, event, "date_stated")
    assert found["reports"] == len(reports)
    assert found["dscore"] == reports["date_stated"].nunique(dropna=False) - 1
    assert pd.isna(found["range"])


def test_figures_are_compared_on_one_outcome_side_and_kind_of_count(folder: Path) -> None:
    alone = scores(folder, "E901", "killed unknown unknown high")
    assert (alone["reports"], alone["dscore"], alone["range"]) == (1, 0, 0)
    for column, value in (("cumulative", "false"), ("low", "15"), ("quantifier", "range")):
        set_cell(folder, "casualties", "C904", column, value)
    found = scores(folder, "E901", "killed unknown single low")
    assert {name: found[name] for name in ("reports", "values", "dscore", "disagreement", "range")} == {
        "reports": 2,
        "values": 2,
        "dscore": 1,
        "disagreement": 0.5,
        "range": 3,
    }
    assert found["sd"] == pytest.approx(4.5**0.5)


def test_there_is_a_row_for_every_event_and_no_score_is_negative() -> None:
    frame = sd.disagreement()
    assert set(frame["event_id"]) == set(sd.load("event_reports")["event_id"])
    assert frame.drop(columns=["event_id", "variable"]).min().min() >= 0
    assert not frame.duplicated(["event_id", "variable"]).any()
