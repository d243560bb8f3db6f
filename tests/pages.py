"""Our own pages over a package, without a server: what several test modules ask of them."""

from __future__ import annotations

from pathlib import Path

from sirte_dataset.browse.book import Book
from sirte_dataset.browse.content import PAGES
from sirte_dataset.browse.publishing import Links, Publisher
from sirte_dataset.descriptor import open_package
from sirte_dataset.sqlite.build import build_database


def publisher(folder: Path | None, database: Path, with_texts: bool = False) -> Publisher:
    """Our pages over a package, the dataset itself where no folder is given."""
    package = open_package(folder)
    book = Book(build_database(database, package, with_texts=with_texts), package, with_texts)
    return Publisher(book, PAGES, Links("sirte"))


def html(site: Publisher, address: str) -> str:
    page = site.html(address)
    assert page is not None, f"there is no page '{address}'"
    return page
