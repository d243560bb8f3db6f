"""Places: the tree of all, and the page of each with who held it, what happened there and what lies in it."""

from __future__ import annotations

from typing import Any

from ...analysis.places import parts, wholes
from ..book import Book, Row
from ..publishing import Page
from .events import all_of, by_date, listed
from .wording import meaning, told

INSIDE = "IN (SELECT value FROM json_each(:inside))"
CLAIMED = f"""place_id {INSIDE} OR (place_id IS NULL AND event_id IN (
    SELECT event_id FROM events WHERE place_id {INSIDE}))"""
HAPPENED = f"""events.place_id {INSIDE} OR events.event_id IN (
    SELECT event_id FROM claims WHERE place_id {INSIDE})"""
NAMES = """SELECT publisher AS article, articles.article_id, group_concat(name, ', ') AS names
FROM place_names JOIN articles USING (article_id) WHERE place_id = :place
GROUP BY articles.article_id ORDER BY published_earliest, articles.article_id"""
TREE = """SELECT places.*, count(claims.row_id) AS claims
FROM places LEFT JOIN claims ON claims.place_id = places.place_id GROUP BY places.place_id ORDER BY name"""


def place(book: Book, table: str, place_id: str) -> dict[str, Any]:
    """Who held a place by date, and what is claimed of it and of the places in it."""
    row = book.row(table, place_id) or {}
    asked = {"inside": all_of(parts(place_id, book.package)), "place": place_id}
    around = [whole for name in wholes(place_id, book.package) if (whole := book.row("places", name))]
    claims = by_date(book.claims(CLAIMED, asked))
    control = [claim for claim in claims if claim["resource"] == "control"]
    return {
        "layout": "place.html",
        "place": row,
        "kind": meaning(book, "places", "kind", row["kind"]),
        "position": meaning(book, "places", "position", row["position"]).partition(";")[0].rstrip("."),
        "source": book.row("sources", row["position_source"] or ""),
        "note": told(book, row["note"]),
        "names": book.rows(NAMES, asked),
        "around": around,
        "within": [each for root in tree(book) for each in _within(root, place_id)],
        "held": [claim for claim in control if claim["place_id"] == place_id],
        "held_within": [claim for claim in control if claim["place_id"] != place_id],
        "events": listed(book, HAPPENED, asked),
        "casualties": [claim for claim in claims if claim["resource"] == "casualties"],
        "others": [claim for claim in claims if claim["resource"] in ("strengths", "strikes")],
    }


def tree(book: Book) -> list[Row]:
    """The places that lie in no other, each with the places in it under `within`, and so on."""
    rows = {row["place_id"]: {**row, "within": []} for row in book.rows(TREE)}
    for row in rows.values():
        if row["parent_place_id"] in rows:
            rows[row["parent_place_id"]]["within"].append(row)
    return [row for row in rows.values() if row["parent_place_id"] not in rows]


def _within(root: Row, place_id: str) -> list[Row]:
    """What lies in a place that is somewhere under a root of the tree."""
    if root["place_id"] == place_id:
        return list(root["within"])
    return [each for child in root["within"] for each in _within(child, place_id)]


INDEX = Page("places.html", lambda book, _: {"roots": tree(book)})
