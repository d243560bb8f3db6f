"""The search page: what is found, claims first; what was searched, and what to try when nothing is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..book import Book, Row
from ..publishing import Page
from .finding import KINDS, Entry, Found, index_of
from .questions import IN_THEM

AT_FIRST = {"claims": 20, "statements": 10}  # of other kinds six, until a kind is chosen


def search(book: Book, _: str, given: Mapping[str, str]) -> dict[str, Any] | None:
    """The page of a search, or of none yet."""
    asked, kind = given.get("q", "").strip(), given.get("kind", "")
    found = index_of(book).find(asked) if asked else Found([], False, {})
    groups = []
    for each, heading in KINDS.items():
        those = [entry for entry in found.entries if entry.kind == each]
        if those and kind in ("", each):
            shown = those if kind else those[: AT_FIRST.get(each, 6)]
            groups.append(
                {"kind": each, "heading": heading, "number": len(those), "shown": _shown(book, each, shown)}
            )
    return {
        "asked": asked,
        "found": found,
        "groups": groups,
        "kind": kind if kind in KINDS else "",
        "kinds": KINDS,
        "instead": [
            (asked.replace(part, near), near) for part, others in found.missing.items() for near in others
        ],
        "number": len(index_of(book).entries),
        "examples": _examples(book),
    }


def _shown(book: Book, kind: str, those: list[Entry]) -> list[Any]:
    """Claims as the lines of an answer, other kinds as they are."""
    if kind not in ("claims", "statements"):
        return those
    rows = json.dumps([entry.row_id for entry in those])
    claims = {claim["row_id"]: claim for claim in book.claims(IN_THEM, {"rows": rows})}
    return [{"claim": claims[entry.row_id], "beside": []} for entry in those]


def _examples(book: Book) -> list[str]:
    """Words to begin with: the names of the places, actors and events of which most is claimed."""
    names: list[Row] = book.rows(
        """SELECT place AS name, count(*) AS n FROM claims WHERE place IS NOT NULL GROUP BY 1
        UNION ALL SELECT event, count(*) FROM claims WHERE event IS NOT NULL GROUP BY 1
        UNION ALL SELECT said_by, count(*) FROM claims WHERE attributed_to IS NOT NULL GROUP BY 1
        ORDER BY n DESC, name LIMIT 6"""
    )
    return [row["name"] for row in names]


SEARCH = Page("search.html", search, parameters=True)
