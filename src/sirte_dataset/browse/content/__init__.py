"""What each of our own pages holds, by the first part of its address; a module for each group of pages."""

from __future__ import annotations

from ..publishing import Page
from .home import HOME

PAGES: dict[str, Page] = {"": HOME}
