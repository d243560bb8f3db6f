"""The rows that are more than one claim, by their table: events, places and actors, at r/ID."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..book import Book
from ..publishing import Page
from .actors import actor
from .events import event
from .places import place

ROW_PAGES: dict[str, Callable[[Book, str, str], dict[str, Any]]] = {
    "events": event,
    "places": place,
    "actors": actor,
}


def row(book: Book, row_id: str) -> dict[str, Any] | None:
    """The page of a row by its id alone."""
    home = next((table for table in book.homes.get(row_id, ()) if table in ROW_PAGES), None)
    return ROW_PAGES[home](book, home, row_id) if home else None


def rows(book: Book) -> Iterable[str]:
    """The ids of all rows that have such a page."""
    return [row_id for row_id, tables in book.homes.items() if set(tables) & set(ROW_PAGES)]


ROWS = Page("row_page.html", row, rows)
