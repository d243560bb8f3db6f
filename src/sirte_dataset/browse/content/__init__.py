"""What each of our own pages holds, by the first part of its address; a module for each group of pages."""

from __future__ import annotations

from ..publishing import Page
from . import actors, events, places
from .disagreements import DISAGREEMENTS
from .entities import ROWS
from .home import HOME
from .reference import CITE, CODEBOOK

PAGES: dict[str, Page] = {
    "": HOME,
    "r": ROWS,
    "events": events.INDEX,
    "places": places.INDEX,
    "actors": actors.INDEX,
    "disagreements": DISAGREEMENTS,
    "codebook": CODEBOOK,
    "cite": CITE,
}
