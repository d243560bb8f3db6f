"""An article through the data: its passages, with the words of every claim marked where they stand.

Below it what is known of the article itself. How pieces of a passage are made is left to marks.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from ...reading.telling import date_text
from ...sqlite.sql import quoted
from ..book import Book, Row, letter
from ..publishing import Page
from .cells import Cell, cells, evidence
from .marks import Piece, cut, outline, spans

# What may be marked, in this order, and what is marked before a reader chooses.
MARKED = ("event_reports", "casualties", "control", "strikes", "strengths", "statements")
MARKED_ON_DEMAND = ("time_expressions", "actor_names", "place_names")

PASSAGES = "SELECT * FROM passages WHERE article_id = :article ORDER BY position"
PASSAGE_WORDS = "SELECT passage_id, words FROM passage_texts"
RESTING = """SELECT * FROM {table} WHERE {key} IN (
    SELECT row_id FROM evidence WHERE resource = :table AND article_id = :article)"""
# Cells that the reader shows elsewhere, or that only repeat others.
UNSHOWN = {"article_id", "passage_id", "start", "end", "date_earliest", "date_latest", "date_basis"}
# Facts about the article that follow from others, that stand at its head, or that only machines want.
UNTOLD = {"published_earliest", "published_latest", "file_name", "sha256", "bytes", "note"}


def reader(book: Book, article: str) -> dict[str, Any] | None:
    """The article, its passages in pieces, the notes beside them, and how many rows of which table."""
    about = book.row("articles", article)
    if about is None:
        return None
    pieces = evidence(book, "article_id = :article", {"article": article})
    notes = _notes(book, article, pieces)
    return {
        "article": about,
        "facts": _facts(book, about),
        "passages": _passages(book, article, pieces, notes),
        "published": date_text(about["published"]),
        "tables": _counted(book, notes),
        "on_demand": MARKED_ON_DEMAND,
        "before_after": _neighbours(book, article),
    }


def words_of(book: Book, passage: Row, pieces: list[Row]) -> str:
    """The words of a passage, those of a public copy with gaps."""
    if not book.private:
        return outline(passage, pieces)
    found = book.rows(f"{PASSAGE_WORDS} WHERE passage_id = :id", {"id": passage["passage_id"]})
    return str(found[0]["words"]) if found else outline(passage, pieces)


def _counted(book: Book, notes: Mapping[tuple[str, str], Row]) -> list[tuple[str, str, str, int]]:
    """The tables that are marked: name, title, letter and number of rows."""
    counts = Counter(resource for resource, _ in notes)
    letters = {note["resource"]: note["letter"] for note in notes.values()}
    return [
        (table, book.schemas[table].title, letters[table], counts[table])
        for table in MARKED + MARKED_ON_DEMAND
        if table in letters
    ]


def _notes(book: Book, article: str, pieces: list[Row]) -> dict[tuple[str, str], Row]:
    """What is said of each row that rests on words of the article, by table and key; each has a number."""
    homes = {(piece["resource"], piece["row_id"]): piece["passage_id"] for piece in reversed(pieces)}
    told = {(p["resource"], p["row_id"]): p["passage_id"] for p in reversed(pieces) if p["field"] is None}
    quotes: Mapping[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for piece in pieces:
        if piece["quote"]:
            quotes[piece["resource"], piece["row_id"]][piece["quote"]] = None
    rows = {
        (table, row[book.schemas[table].key]): row
        for table in MARKED + MARKED_ON_DEMAND
        if table in book.schemas
        for row in book.rows(
            RESTING.format(table=quoted(table), key=quoted(book.schemas[table].key)),
            {"table": table, "article": article},
        )
    }
    return {
        of: {
            "number": number,
            "resource": of[0],
            "row_id": of[1],
            "letter": letter(of[1]),
            "passage_id": told.get(of, homes[of]),
            "told": of in told,
            "quotes": list(quotes[of]),
            "elsewhere": row.get("article_id", article) != article,
            "says": _said(book, of, row),
            "cells": [cell for cell in cells(book, of[0], row) if cell.name not in UNSHOWN],
        }
        for number, (of, row) in enumerate(rows.items())
    }


def _said(book: Book, of: tuple[str, str], row: Row) -> str:
    """A claim in one line; whose name a name is; when a phrase of time is."""
    called = book.names[of[0]][of[1]]
    if of[0] in MARKED:
        return called
    if "date" in row:
        return f"{row['wording'] or 'a phrase of time'}: {date_text(row['date'])}"
    table = "actors" if "actor_id" in row else "places"
    key = row[book.schemas[table].key]
    return f"{called}: {book.names[table].get(key, key)}"


def _passages(
    book: Book, article: str, pieces: list[Row], notes: Mapping[tuple[str, str], Row]
) -> list[dict[str, Any]]:
    """The passages in order, each in pieces, with the notes on the rows that are told in it."""
    marked = [span for span in spans(pieces) if (span.resource, span.row_id) in notes]
    beside: Mapping[str, list[Row]] = defaultdict(list)
    for note in notes.values():
        beside[note["passage_id"]].append(note)
    found = []
    for passage in book.rows(PASSAGES, {"article": article}):
        cut_up = cut(words_of(book, passage, pieces), passage["start"], marked)
        lanes = [name for name in MARKED if any(name == table for piece in cut_up for table, _ in piece.rows)]
        found.append(
            {
                **passage,
                "kind_means": dict(book.schemas["passages"].field("kind").meanings).get(passage["kind"], ""),
                "pieces": [_drawn(piece, notes, lanes) for piece in cut_up],
                "lanes": len(lanes),
                "notes": sorted(beside[passage["passage_id"]], key=lambda note: note["elsewhere"]),
            }
        )
    return found


def _drawn(piece: Piece, notes: Mapping[tuple[str, str], Row], lanes: list[str]) -> dict[str, Any]:
    """A piece with what its template draws: numbers of its notes, a line for each table, letters before."""
    tables = {table for table, _ in piece.rows}
    strong = {table for table, _, _ in piece.cells}
    return {
        "words": piece.words,
        "numbers": [notes[of]["number"] for of in piece.rows],
        "cells": [f"{notes[table, row]['number']}-{field}" for table, row, field in piece.cells],
        "lines": [(lane, name, name in strong) for lane, name in enumerate(lanes, 1) if name in tables],
        "on_demand": [name for name in MARKED_ON_DEMAND if name in tables],
        "told": [notes[of] for of in piece.told],
        "letters": piece.letters,
    }


def _facts(book: Book, about: Row) -> list[Cell]:
    """What is known of the article, each fact with what it rests on in its own line."""
    found = {cell.name: cell for cell in cells(book, "articles", about)}
    told = []
    for name, cell in found.items():
        if name in UNTOLD or name.endswith(("_basis", "_note")):
            continue
        basis, note = found.get(f"{name}_basis"), found.get(f"{name}_note")
        says = " ".join(part for part in (cell.meaning, basis and basis.meaning, note and note.text) if part)
        told.append(cell._replace(meaning=says))
    return told


def _neighbours(book: Book, article: str) -> dict[str, Row | None]:
    """The articles published before and after this one."""
    order = book.rows("SELECT * FROM articles ORDER BY published_earliest, article_id")
    at = [row["article_id"] for row in order].index(article)
    return {
        "before": order[at - 1] if at else None,
        "after": order[at + 1] if at + 1 < len(order) else None,
    }


READER = Page(
    "reader.html",
    reader,
    lambda book: (row["article_id"] for row in book.rows("SELECT article_id FROM articles")),
)
