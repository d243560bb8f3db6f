"""What is looked up: the codebook, and how to cite the version at hand."""

from __future__ import annotations

from typing import Any

from ...citation import STYLES, cite
from ...errors import DataError
from ..book import Book
from ..publishing import Page

NAMES = {
    "text": "In a text",
    "apa": "APA style",
    "bibtex": "BibTeX",
    "ris": "RIS, for Zotero, EndNote and Mendeley",
    "csl-json": "CSL JSON",
    "cff": "Citation File Format",
    "datacite": "DataCite JSON",
}
KINDS = {"string": "text", "integer": "whole number", "boolean": "yes or no"}


def codebook(book: Book, _: str) -> dict[str, Any]:
    """Every table and column, from the schemas."""
    numbers = {name: book.rows(f'SELECT count(*) AS n FROM "{name}"')[0]["n"] for name in book.schemas}
    return {"numbers": numbers, "kinds": KINDS}


def citation(book: Book, _: str) -> dict[str, Any]:
    """The citation in every style, or what the descriptor lacks for one; a row as an example."""
    try:
        styles = [
            (style, NAMES.get(style, style), cite(style, book.package))
            for style in [*NAMES, *(STYLES.keys() - NAMES)]
        ]
        missing = ""
    except DataError as error:
        styles, missing = [], str(error)
    example = book.claims("row_id = (SELECT min(row_id) FROM evidence WHERE resource = 'casualties')")
    return {"styles": styles, "missing": missing, "example": next(iter(example), None)}


CODEBOOK = Page("codebook.html", codebook)
CITE = Page("cite.html", citation)
