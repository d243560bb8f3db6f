"""The first page: what this is, how far it goes, and the ways in."""

from __future__ import annotations

from typing import Any

from ..book import Book
from ..publishing import Page

FIGURES = """SELECT (SELECT count(*) FROM claims WHERE resource <> 'statements') AS claims,
    (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM evidence) AS evidence,
    (SELECT count(*) FROM discrepancies) AS disagreements"""


def home(book: Book, _: str) -> dict[str, Any]:
    """The articles to read, and how much there is of what."""
    articles = book.rows("SELECT * FROM articles ORDER BY published_earliest, article_id")
    return {"articles": articles, "figures": book.rows(FIGURES)[0]}


HOME = Page("home.html", home)
