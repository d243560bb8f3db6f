"""A claim on a page of its own: what it says cell by cell, on which words, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..book import Book, Row
from .cells import OF_ROW, cells, evidence, evidence_by_cell, in_titles, reason
from .disagreements import points
from .marks import cut, spans
from .reader import words_of
from .wording import told

PASSAGES = """SELECT passages.*, publisher FROM passages JOIN articles USING (article_id)
WHERE passage_id IN (SELECT passage_id FROM evidence WHERE resource = :table AND row_id = :key)
ORDER BY passage_id <> :home, article_id <> :article, position"""
LINKS = """SELECT claim_link_id, relation, basis, other_resource AS resource, other_row_id AS row_id,
    1 AS from_here FROM claim_links WHERE resource = :table AND row_id = :key
UNION ALL SELECT claim_link_id, relation, basis, resource, row_id, 0
FROM claim_links WHERE other_resource = :table AND other_row_id = :key"""
COMPARED = """SELECT comparison_id, relation, finding, comparisons.note, relation_reason, outside_figure_id,
    source_id, publisher, title, published
FROM comparisons JOIN sources USING (source_id) WHERE resource = :table AND row_id = :key
ORDER BY comparison_id"""

TOLD_OF_IT = ("finding", "note", "relation_reason")

# How this claim (first) and another (second) overlap, said of this one.
OVERLAPS = {
    ("repeats", 1): "It repeats",
    ("repeats", 0): "It is repeated by",
    ("same_report", 1): "It goes back to the same report as",
    ("same_report", 0): "It goes back to the same report as",
    ("includes", 1): "It includes",
    ("includes", 0): "It is included in",
    ("may_include", 1): "It may include",
    ("may_include", 0): "It may be included in",
    ("updates", 1): "It is a later state of, and replaces,",
    ("updates", 0): "It is an earlier state of, and is replaced by,",
}
# Cells that the page tells elsewhere: a date has its bounds in it and its basis beside it.
REPEATING = {"date_basis", "date_earliest", "date_latest", "article_id", "passage_id", "gloss"}
# Cells whose being blank tells nothing.
OFTEN_BLANK = {"date_source_id", "note"}


def claim(book: Book, table: str, key: str) -> dict[str, Any]:
    """One row of a claim table."""
    row = book.row(table, key) or {}
    stated = book.claim(key) or {}
    values = {"table": table, "key": key, "article": row["article_id"], "home": stated["passage_id"]}
    return {
        "layout": "claim.html",
        "claim": stated,
        "article": book.row("articles", row["article_id"]),
        "rows": _rows(book, table, key, row),
        "blank": [
            field.title
            for field in book.schemas[table].fields
            if row[field.name] is None and field.name not in OFTEN_BLANK
        ],
        "passages": [_marked(book, passage, table, key) for passage in book.rows(PASSAGES, values)],
        "overlaps": _overlaps(book, values),
        "points": points(book, "resource = :table AND row_id = :key", values),
        "compared": _compared(book, values),
        "others": _others(book, stated),
    }


def _rows(book: Book, table: str, key: str, row: Row) -> list[dict[str, Any]]:
    """Each cell with the pieces of evidence for it or, where there is none, with what it follows from."""
    filled = {cell.name: cell for cell in cells(book, table, row)}
    words = evidence_by_cell(book, table, key)
    return [
        {"cell": cell, "words": words.get(name, []), "reason": reason(cell, filled)}
        for name, cell in filled.items()
        if name not in REPEATING
    ]


def _marked(book: Book, passage: Row, table: str, key: str) -> Row:
    """A passage on which the claim rests, with the claim's words marked and what each says named."""
    of_claim = {"id": passage["passage_id"], "table": table, "key": key}
    own = evidence(book, f"{OF_ROW} AND passage_id = :id", of_claim)
    pieces = cut(words_of(book, passage, own), passage["start"], spans(own))
    titles = {field.name: field.title for field in book.schemas[table].fields}
    marks = [
        {
            "words": piece.words,
            "inside": bool(piece.rows),
            "says": ", ".join(dict.fromkeys(titles.get(field, field).lower() for *_, field in piece.cells)),
        }
        for piece in pieces
    ]
    return {**passage, "marks": marks}


def _overlaps(book: Book, values: Mapping[str, object]) -> list[Row]:
    if "claim_links" not in book.schemas:
        return []
    return [
        {
            **link,
            "basis": told(book, link["basis"]),
            "how": OVERLAPS.get((link["relation"], link["from_here"]), ""),
            "claim": other,
        }
        for link in book.rows(LINKS, values)
        if (other := book.claim(link["row_id"]))
    ]


def _compared(book: Book, values: Mapping[str, object]) -> list[Row]:
    """What publications outside the articles say on it."""
    if not {"comparisons", "sources"} <= set(book.schemas):
        return []
    schema = book.schemas["comparisons"]
    relations = dict(schema.field("relation").meanings)
    return [
        {
            **other,
            "means": in_titles(schema, relations[other["relation"]]),
            "says": told(book, " ".join(filter(None, (other[name] for name in TOLD_OF_IT)))),
        }
        for other in book.rows(COMPARED, values)
    ]


def _others(book: Book, stated: Row) -> list[Row]:
    """The other claims on the same event; for one that belongs to no event those of the same passage."""
    where = "event_id = :event" if stated["event_id"] else "passage_id = :passage"
    found = book.claims(where, {"event": stated["event_id"], "passage": stated["passage_id"]})
    return [other for other in found if other["row_id"] != stated["row_id"]]
