"""Actors: the list of all by side, and the page of each: what it did, said, held, took and lost."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ...sqlite.sql import quoted
from ...sqlite.views import CLAIM_TABLES
from ..book import Book, Row
from ..publishing import Page
from .events import ROLES, all_of, by_date, listed
from .wording import meaning, told

OURS = "IN (SELECT value FROM json_each(:members))"
EVERY = tuple(sorted(CLAIM_TABLES))

# What is asked of the claims: the anchor, the heading, the tables, the condition on a row.
ASKED = (
    ("lost", "Its killed, wounded and missing", ("casualties",), f"victim_actor_id {OURS}"),
    ("inflicted", "Losses that it is said to have caused", ("casualties",), f"perpetrator_actor_id {OURS}"),
    (
        *("held", "What it held", ("control",)),
        f"holder_actor_id {OURS} AND status IN ('held', 'designated', 'besieged')",
    ),
    ("took", "What it took", ("control",), f"holder_actor_id {OURS} AND status = 'captured'"),
    ("gave_up", "What it lost to others", ("control",), f"opponent_actor_id {OURS} AND status = 'captured'"),
    ("besieged", "What it besieged", ("control",), f"opponent_actor_id {OURS} AND status = 'besieged'"),
    (
        *("fought_over", "What it fought over", ("control",)),
        f"""status = 'contested' AND (holder_actor_id {OURS} OR fighter_actor_id {OURS})
            OR status IN ('contested', 'held') AND opponent_actor_id {OURS}""",
    ),
    ("struck", "Its air strikes and air support", ("strikes",), f"actor_id {OURS}"),
    ("helped", "Air support given to it", ("strikes",), f"supported_actor_id {OURS}"),
    ("struck_at", "Air strikes on it", ("strikes",), f"target_actor_id {OURS}"),
    ("strength", "How strong it was", ("strengths",), f"actor_id {OURS}"),
    ("said", "What it said", ("statements",), f"speaker_actor_id {OURS}"),
    ("on_its_word", "Other claims on its word", EVERY, f"attributed_to {OURS}"),
    ("relayed", "Claims that came through it", EVERY, f"relayed_by {OURS}"),
)
FAMILY = """WITH RECURSIVE family (actor_id) AS (
    SELECT :actor UNION SELECT actors.actor_id FROM actors JOIN family ON parent_actor_id = family.actor_id
)
SELECT actor_id, name, parent_actor_id FROM actors
WHERE actor_id IN family AND actor_id <> :actor ORDER BY name"""
PARTS_PLAYED = f"SELECT event_id, role FROM event_actors WHERE actor_id {OURS}"
NAMES = """SELECT publisher AS article, articles.article_id, group_concat(name, ', ') AS names
FROM actor_names JOIN articles USING (article_id) WHERE actor_id = :actor
GROUP BY articles.article_id ORDER BY published_earliest, articles.article_id"""


def actor(book: Book, table: str, actor_id: str) -> dict[str, Any]:
    """What is claimed of an actor and of those who belong to it."""
    row = book.row(table, actor_id) or {}
    family = book.rows(FAMILY, {"actor": actor_id})
    members = all_of([actor_id, *(each["actor_id"] for each in family)])
    return {
        "layout": "actor.html",
        "actor": row,
        "description": told(book, row["description"]),
        "note": told(book, row["note"]),
        "kind": meaning(book, "actors", "kind", row["kind"]),
        "side": meaning(book, "actors", "side", row["side"]),
        "whole": book.row("actors", row["parent_actor_id"] or ""),
        "family": family,
        "names": book.rows(NAMES, {"actor": actor_id}),
        "roles": _roles(book, members),
        "sections": _sections(book, members),
    }


def _roles(book: Book, members: str) -> list[tuple[str, list[Row]]]:
    """The events in which they have a part, by the part."""
    events: dict[str, list[str]] = defaultdict(list)
    for part in book.rows(PARTS_PLAYED, {"members": members}):
        events[part["role"]].append(part["event_id"])
    return [
        (
            ROLES.get(role, (role,))[-1],
            listed(
                book, "events.event_id IN (SELECT value FROM json_each(:ids))", {"ids": all_of(events[role])}
            ),
        )
        for role in [*ROLES, *(events.keys() - ROLES)]
        if role in events
    ]


def _sections(book: Book, members: str) -> list[tuple[str, str, list[Row]]]:
    """The claims that answer each question, as (anchor, heading, claims); questions without any left out."""
    found = {name: _rows(book, tables, where, members) for name, _, tables, where in ASKED}
    rows = all_of({row_id for pairs in found.values() for _, row_id in pairs})
    claims = by_date(book.claims("row_id IN (SELECT value FROM json_each(:rows))", {"rows": rows}))
    sections = [
        (name, title, [claim for claim in claims if (claim["resource"], claim["row_id"]) in found[name]])
        for name, title, *_ in ASKED
    ]
    return [section for section in sections if section[2]]


def _rows(book: Book, tables: tuple[str, ...], where: str, members: str) -> set[tuple[str, str]]:
    """The claims that meet a condition, as (table, row)."""
    column = where.partition(" ")[0]
    return {
        (table, row["row_id"])
        for table in tables
        if table in book.schemas and column in book.schemas[table].names
        for row in book.rows(
            f"SELECT {quoted(book.schemas[table].key)} AS row_id FROM {quoted(table)} WHERE {where}",
            {"members": members},
        )
    }


def index(book: Book, _: str) -> dict[str, Any]:
    """All actors by side, those first of whom most rows speak."""
    speaking = " UNION ALL ".join(
        f"SELECT {quoted(key.fields[0])} AS actor_id FROM {quoted(schema.name)}"
        for schema in book.schemas.values()
        for key in schema.foreign_keys
        if key.resource == "actors" and schema.name not in ("actors", "actor_names")
    )
    actors = book.rows(f"""SELECT actors.*, (SELECT count(*) FROM ({speaking}) AS speaking
        WHERE speaking.actor_id = actors.actor_id) AS rows FROM actors ORDER BY rows DESC, name""")
    sides = dict.fromkeys(actor["side"] for actor in actors)
    return {
        "sides": [
            (meaning(book, "actors", "side", side), [actor for actor in actors if actor["side"] == side])
            for side in sides
        ]
    }


INDEX = Page("actors.html", index)
