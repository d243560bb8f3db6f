"""What each of our own pages holds, by the first part of its address; a module for each group of pages."""

from __future__ import annotations

from ..publishing import Page
from . import actors, events, places
from .charts import CHARTS
from .disagreements import DISAGREEMENTS
from .home import HOME
from .questions import QUESTIONS
from .reader import READER
from .reference import CITE, CODEBOOK
from .rows import ROW
from .search import SEARCH

PAGES: dict[str, Page] = {
    "": HOME,
    "read": READER,
    "r": ROW,
    "events": events.INDEX,
    "places": places.INDEX,
    "actors": actors.INDEX,
    **CHARTS,
    "disagreements": DISAGREEMENTS,
    "questions": QUESTIONS,
    "search": SEARCH,
    "codebook": CODEBOOK,
    "cite": CITE,
}
