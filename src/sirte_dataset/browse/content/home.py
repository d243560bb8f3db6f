"""The first page: what this is, how far it goes, and the ways in."""

from __future__ import annotations

from typing import Any

from ...reading.telling import date_text
from ..book import Book, Row
from ..publishing import Page
from .charts import main_event
from .events import DATES
from .time_bar import TimeBar, time_bar
from .wording import told

# How much there is: what is counted, and what it is called.
FIGURES = (
    ("claims WHERE resource <> 'statements'", "claims"),
    ("statements", "statements"),
    ("events", "events"),
    ("evidence", "marks in the articles that show their words"),
    ("discrepancies", "points of disagreement"),
)
PUBLISHED = "SELECT min(published_earliest) || '/' || max(published_latest) AS published FROM articles"

# The ways in: address, name, what is there.
WAYS = (
    ("timeline", "Timeline", "What happened when, with dates only as sharp as the articles make them."),
    ("control", "Who held what", "The places by date and on a map, as each article has it."),
    ("casualties", "Killed and wounded", "Every number by side and article; nothing added up."),
    ("strikes", "Air strikes", "The counts as reported, beside the public record."),
    ("events", "Events", "What the articles tell of, each with all its claims side by side."),
    ("places", "Places", "From countries down to single buildings: who held them, what happened there."),
    ("actors", "Actors", "Who did what, said what, held, took and lost what."),
    ("disagreements", "Disagreements", "Where the articles differ, and how to take it."),
    ("questions", "Questions", "Answers ready-made, as lists, CSV and JSON."),
    ("codebook", "Codebook", "Every table, column and code explained."),
    ("cite", "Cite this version", "The citation in every style, and how to cite one row."),
)


def home(book: Book, _: str) -> dict[str, Any]:
    """The articles to read, and how much there is of what."""
    main = main_event(book)
    articles = book.rows("SELECT * FROM articles ORDER BY published_earliest, article_id")
    counted = [(book.rows(f"SELECT count(*) AS number FROM {what}"), name) for what, name in FIGURES]
    return {
        "articles": [{**article, "when": date_text(article["published"])} for article in articles],
        "figures": [(rows[0]["number"], name) for rows, name in counted if rows],
        "published": date_text(book.rows(PUBLISHED)[0]["published"]),
        "coverage": told(book, str(book.package.descriptor.get("x-coverage", ""))),
        "ways": WAYS,
        "main": main,
        "bar": _beginning(book, main) if main else None,
    }


def _beginning(book: Book, event: Row) -> TimeBar | None:
    """When the main event was, in the words of each article, if any has words for it."""
    dates = book.rows(DATES, {"event": event["event_id"]})
    told_in_words = [row for row in dates if row["date_words"]] or dates
    lines = [(row["article"], row["date_stated"], row["date_words"]) for row in told_in_words]
    return time_bar([*lines, ("Taken together", event["date"], "")])


HOME = Page("home.html", home)
