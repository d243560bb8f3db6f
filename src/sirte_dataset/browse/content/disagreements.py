"""Where claims differ: each point with its claims side by side and how to take it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..book import Book, Row
from ..publishing import Page
from ..queries import by_publication
from .wording import meaning, told

SIDES = f"""SELECT discrepancy_id, topic, kind, summary, resolution, rule, position, resource, row_id
FROM discrepancy_sides WHERE discrepancy_id IN (SELECT discrepancy_id FROM discrepancy_sides WHERE {{}})
ORDER BY discrepancy_id, {by_publication("discrepancy_sides")}, row_id"""
IN_THEM = "row_id IN (SELECT row_id FROM discrepancy_claims)"


def points(book: Book, where: str, values: Mapping[str, object] | None = None) -> list[Row]:
    """The points on which a claim that meets a condition differs from others, each with all its sides."""
    claims = {(claim["resource"], claim["row_id"]): claim for claim in book.claims(IN_THEM)}
    found: dict[str, Row] = {}
    for row in book.rows(SIDES.format(where), values):
        point = found.setdefault(
            row["discrepancy_id"],
            {
                **row,
                "summary": told(book, row["summary"]),
                "resolution": told(book, row["resolution"]),
                "taken": meaning(book, "discrepancies", "rule", row["rule"]),
                "sides": [],
            },
        )
        claim = claims[row["resource"], row["row_id"]]
        point["sides"].append({"claim": claim, "position": told(book, row["position"])})
    return list(found.values())


def disagreements(book: Book, kind: str) -> dict[str, Any] | None:
    """All points, or those of one kind; the kinds that there are, with how many of each."""
    found = points(book, "1")
    numbers = Counter(point["kind"] for point in found)
    if kind and kind not in numbers:
        return None
    order = book.schemas["discrepancies"].field("kind").enum if found else ()
    return {
        "kind": kind,
        "number": len(found),
        "kinds": [
            (each, meaning(book, "discrepancies", "kind", each), numbers[each])
            for each in order
            if numbers[each]
        ],
        "points": [point for point in found if kind in ("", point["kind"])],
    }


def _kinds(book: Book) -> list[str]:
    return ["", *(row["kind"] for row in book.rows("SELECT DISTINCT kind FROM discrepancies"))]


DISAGREEMENTS = Page("disagreements.html", disagreements, _kinds)
