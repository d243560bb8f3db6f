"""Events: the list of all, and the page of each with its dates, actors and claims article by article."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from ...reading.telling import date_key, date_text
from ..book import Book, Row
from ..publishing import Page
from ..queries import by_publication
from .disagreements import points
from .time_bar import time_bar
from .wording import meaning, told

EVENTS = """SELECT events.event_id, events.title, events.kind, events.date, events.realis,
    events.place_id, places.name AS place, count(claims.row_id) AS claims
FROM events LEFT JOIN places ON places.place_id = events.place_id
LEFT JOIN claims ON claims.event_id = events.event_id
WHERE {} GROUP BY events.event_id"""
ACTORS = """SELECT role, actor_id, name FROM event_actors JOIN actors USING (actor_id)
WHERE event_id = :event ORDER BY event_actor_id"""
DATES = f"""SELECT DISTINCT article, date_stated, date_words FROM event_dates WHERE event_id = :event
ORDER BY {by_publication("event_dates")}, report_id"""
SAID_BESIDE = """resource = 'statements' AND passage_id IN (
    SELECT passage_id FROM event_reports WHERE event_id = :event)"""
COMPARED = """SELECT comparisons.row_id, says, article, relation, finding, comparisons.note,
    publisher, published, url
FROM comparisons JOIN sources USING (source_id)
JOIN claims ON claims.resource = comparisons.resource AND claims.row_id = comparisons.row_id
WHERE event_id = :event
ORDER BY comparisons.resource, comparisons.row_id, comparison_id"""

# What an actor has to do with an event, as it is said on the page of the event, and of the actor.
ROLES = {
    "initiator": ("By", "What it did or began"),
    "target": ("Against", "What was done against it"),
    "supporter": ("With the help of", "What it helped with"),
    "participant": ("Taking part", "What it took part in"),
    "affected": ("Affecting", "What affected it"),
}


def listed(book: Book, where: str, values: Mapping[str, object] | None = None) -> list[Row]:
    """The events that meet a condition, by date, ready for a list."""
    found = [{**event, "when": date_text(event["date"])} for event in book.rows(EVENTS.format(where), values)]
    return sorted(found, key=lambda event: (date_key(event["date"]), event["event_id"]))


def by_date(claims: Iterable[Row]) -> list[Row]:
    """Claims by date, those of one date as they were."""
    return sorted(claims, key=lambda claim: date_key(claim["date"]))


def all_of(values: Iterable[str]) -> str:
    """Values as one parameter of a query: IN (SELECT value FROM json_each(:name))."""
    return json.dumps(list(values))


def event(book: Book, table: str, event_id: str) -> dict[str, Any]:
    """What is claimed of an event, by which article, and how its date was settled."""
    row = book.row(table, event_id) or {}
    asked = {"event": event_id}
    claims = [_retold(claim) for claim in book.claims("event_id = :event", asked)]
    return {
        "layout": "event.html",
        "event": row,
        "summary": told(book, row["summary"]),
        "note": told(book, row["note"]),
        "when": date_text(row["date"]),
        "place": book.row("places", row["place_id"] or ""),
        "meanings": {name: meaning(book, "events", name, row[name]) for name in ("kind", "realis", "rule")},
        "source": book.row("sources", row["date_source_id"] or ""),
        "bar": time_bar(
            [
                *(
                    (each["article"], each["date_stated"], each["date_words"])
                    for each in book.rows(DATES, asked)
                ),
                ("Taken together", row["date"], ""),
            ]
        ),
        "roles": _roles(book.rows(ACTORS, asked)),
        "articles": [list(group) for _, group in groupby(claims, lambda claim: claim["article_id"])],
        "said": book.claims(SAID_BESIDE, asked),
        "whole": book.row("events", row["part_of"] or ""),
        "parts_of_it": listed(book, "events.part_of = :event", asked),
        "points": points(book, "event_id = :event", asked),
        "comparisons": [
            {
                **other,
                "relation": meaning(book, "comparisons", "relation", other["relation"]).partition(":")[0],
                "when": date_text(other["published"]),
            }
            for other in book.rows(COMPARED, asked)
        ],
    }


def _retold(claim: Row) -> Row:
    """A report of the event told by its passage: that it is a report of this event goes without saying."""
    if claim["resource"] != "event_reports" or not claim["passage"]:
        return claim
    return {**claim, "says": claim["passage"] + claim["says"].removeprefix(claim["event"])}


def _roles(actors: list[Row]) -> list[tuple[str, list[Row]]]:
    """The actors by their part in the event."""
    parts = [*ROLES, *sorted({actor["role"] for actor in actors} - ROLES.keys())]
    found = [(part, [actor for actor in actors if actor["role"] == part]) for part in parts]
    return [(ROLES.get(part, (part,))[0], those) for part, those in found if those]


def index(book: Book, _: str) -> dict[str, Any]:
    """All events by date, year by year."""
    events = listed(book, "1")
    years = groupby(events, lambda event: date_key(event["date"])[:4] if event["date"] else "Undated")
    return {"years": [(year, list(group)) for year, group in years], "number": len(events)}


INDEX = Page("events.html", index)
