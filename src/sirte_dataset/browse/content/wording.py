"""The package's own words for readers: what a code means, and prose in which identifiers become links."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...sqlite.about import plain
from ..book import Book

IDENTIFIER = re.compile(r"\b[A-Z]{1,2}[0-9]{3,}(?:\.[0-9]+)?\b")


class Piece(NamedTuple):
    """A piece of a text; with the page that it leads to, and where on that page, if to any."""

    text: str
    address: str = ""
    fragment: str = ""
    identifier: str = ""


def meaning(book: Book, table: str, column: str, code: str | None) -> str:
    """What a code says in plain words; nothing for a blank, the code as it is where no meaning is given."""
    return plain(dict(book.schemas[table].field(column).meanings).get(code or "", code or ""))


def told(book: Book, text: str | None) -> list[Piece]:
    """Prose of the package in pieces: identifiers lead to their pages; articles go by their publishers."""
    pieces, end = [], 0
    for found in IDENTIFIER.finditer(plain(text or "")):
        if piece := _piece(book, found[0]):
            pieces += [Piece(found.string[end : found.start()]), piece]
            end = found.end()
    return [*pieces, Piece(plain(text or "")[end:])]


def _piece(book: Book, row_id: str) -> Piece | None:
    """The link that an identifier becomes; None where no row has it."""
    homes = book.homes.get(row_id, [])
    if "articles" in homes:
        article = book.row("articles", row_id) or {}
        return Piece(article["publisher"], f"read/{row_id}", "", row_id)
    if "passages" in homes:
        return Piece(row_id, f"read/{row_id.partition('.')[0]}", row_id, row_id)
    if "discrepancies" in homes:
        return Piece(row_id, "disagreements", row_id, row_id)
    return Piece(row_id, f"r/{row_id}", "", row_id) if homes else None
