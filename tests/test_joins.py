"""The recipes of docs/joins.md run as they stand there, and each gives what it promises."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sirte_dataset as sd
from sirte_dataset.analysis.places import parts
from sirte_dataset.descriptor import open_package

PAGE = (Path(__file__).parents[1] / "docs" / "joins.md").read_text("utf-8")
FIRST, *SECTIONS = re.split(r"^## \d+\. ", PAGE, flags=re.MULTILINE)
RECIPES = {section.splitlines()[0]: section for section in SECTIONS}

Made = dict[str, Any]


def code(text: str) -> str:
    return "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))


def written(name: str) -> list[dict[str, str]]:
    """The rows of a table as they stand in its file."""
    with open_package().csv_path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def one(name: str, key: str, value: str) -> dict[str, dict[str, str]]:
    return {row[key]: row[value] for row in written(name)}


def with_article(made: Made) -> None:
    publisher = one("articles", "article_id", "publisher")
    expected = [(row["casualty_id"], publisher[row["article_id"]]) for row in written("casualties")]
    assert (
        list(made["by_article"][["casualty_id", "publisher"]].itertuples(index=False, name=None)) == expected
    )


def with_side(made: Made) -> None:
    side = one("actors", "actor_id", "side")
    expected = [side.get(row["victim_actor_id"], "unknown") for row in written("casualties")]
    assert "unknown" in expected
    assert made["losses"]["victim_side"].astype(object).fillna("unknown").tolist() == expected
    ready = made["ready_losses"].sort_values("casualty_id")
    assert ready["victim_side"].tolist() == expected


def with_event(made: Made) -> None:
    title = one("events", "event_id", "title")
    expected = [title.get(row["event_id"], "") for row in written("control")]
    assert made["of_events"]["title"].fillna("").tolist() == expected
    assert "" in expected, "some claims belong to no event, and are kept"


def with_names(made: Made) -> None:
    place, actor = one("places", "place_id", "name"), one("actors", "actor_id", "name")
    rows = written("control")
    held = made["held"]
    assert held["place_name"].tolist() == [place[row["place_id"]] for row in rows]
    assert held["holder_actor_name"].fillna("").tolist() == [
        actor.get(row["holder_actor_id"], "") for row in rows
    ]
    timeline = made["timeline"]
    assert Counter(timeline["place"]) == Counter(held["place_name"])
    assert Counter(timeline["holder"].dropna()) == Counter(held["holder_actor_name"].dropna())
    assert timeline["place"].is_monotonic_increasing


def with_dates(made: Made) -> None:
    rows = written("event_reports")
    articles: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["date_stated"]:
            articles.setdefault((row["event_id"], row["article_id"]), []).append(row["date_stated"])
    cells = made["dates"].stack().dropna().droplevel("title")
    assert cells.to_dict() == {key: " / ".join(dates) for key, dates in articles.items()}
    assert len(made["told"]) == len(rows)


def with_participants(made: Made) -> None:
    actor, title = one("actors", "actor_id", "name"), one("events", "event_id", "title")
    found = Counter(made["taking_part"][["title", "role", "name"]].itertuples(index=False, name=None))
    assert found == Counter(
        (title[row["event_id"]], row["role"], actor[row["actor_id"]]) for row in written("event_actors")
    )


def with_parts(made: Made) -> None:
    name = one("places", "place_id", "name")
    city = next(place for place in name if name[place] == "Sirte")
    within = set(parts(city, open_package()))
    claims = sd.load("claims")
    expected = claims[claims["place_id"].isin(within)]
    assert made["inside"]["row_id"].tolist() == expected["row_id"].tolist()
    assert len(expected) > (claims["place_id"] == city).sum()


def without_repeats(made: Made) -> None:
    repeated = {
        row["row_id"]
        for row in written("claim_links")
        if row["resource"] == "casualties" and row["relation"] in ("repeats", "same_report")
    }
    assert repeated
    kept = set(made["once"]["casualty_id"])
    assert kept == {row["casualty_id"] for row in written("casualties")} - repeated
    # Whatever is left out repeats, over one link or several, something that is kept.
    links = {row["row_id"]: row["other_row_id"] for _, row in made["repeats"].iterrows()}
    for row in repeated:
        while row in links:
            row = links[row]
        assert row in kept


def with_words(made: Made) -> None:
    quotes = Counter(
        (row["row_id"], row["quote"])
        for row in written("evidence")
        if row["resource"] == "casualties" and row["field"] == "low"
    )
    for frame in (made["quoted"], made["quoted_sql"]):
        found = frame[frame["passage_id"].notna()]
        assert Counter(zip(found["casualty_id"], found["quote"].fillna(""), strict=True)) == quotes
        assert set(frame["casualty_id"]) == {row["casualty_id"] for row in written("casualties")}
    assert made["quoted_sql"]["low"].dtype == "Int64"


def with_others(made: Made) -> None:
    publisher = one("sources", "source_id", "publisher")
    expected = Counter((row["row_id"], publisher[row["source_id"]]) for row in written("comparisons"))
    assert Counter(made["beside"][["row_id", "publisher"]].itertuples(index=False, name=None)) == expected
    assert made["beside"]["says"].notna().all()


FACTS: dict[str, Callable[[Made], None]] = {
    "Claims with their article": with_article,
    "Whose losses: the side of the victims": with_side,
    "Claims with their event": with_event,
    "Who held what, with names": with_names,
    "When each article puts an event": with_dates,
    "Who took part in an event": with_participants,
    "Everything in a place and the places in it": with_parts,
    "One row for what is told twice": without_repeats,
    "Claims with the words they rest on": with_words,
    "Claims beside the figures of others": with_others,
}


def test_the_page_has_ten_recipes() -> None:
    assert list(RECIPES) == list(FACTS)
    assert len(RECIPES) == 10


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_gives_what_it_promises(title: str) -> None:
    made: Made = {}
    exec(code(FIRST) + code(RECIPES[title]), made)
    FACTS[title](made)


def test_what_the_page_warns_of_goes_wrong_indeed() -> None:
    casualties = sd.load("casualties")
    assert len(casualties.merge(sd.load("events"))) < len(casualties) / 2
    assert casualties["best"].isna().any()
    day = pd.Timestamp(casualties["date_latest"].max())
    assert (casualties["date_earliest"] <= day).sum() < len(casualties)
