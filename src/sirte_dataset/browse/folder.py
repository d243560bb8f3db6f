"""The whole site as files in a folder: our own pages, what they need, and the data as CSV, JSON and SQLite.

The pages are those that are served. Their links are relative, so that they open from the folder and from any
web host, below whatever address. What a server alone can do, tables with filters and SQL, is left out.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

from ..analysis.ready import load, overview, ready_schema
from ..csvfiles import cell_text, csv_text
from ..descriptor import Package, open_package
from ..errors import UsageError, needs
from ..files import unfinished_folder
from ..loading import PackageLike
from ..reading.numbers import WORDS
from ..sqlite.build import FILE_NAME
from ..sqlite.cache import cached_database
from .metadata import DATABASE, metadata_file
from .server import ASSETS

with needs("jinja2", "browse", "The site"):
    from .book import Book
    from .content import PAGES
    from .content.finding import KINDS, MONTH_NAMES, SLIGHT, in_digits, index_of
    from .content.questions import answered, filled_in
    from .publishing import Links, Publisher


class FolderLinks(Links):
    """How a page in the folder, itself a file of that name, links to the others."""

    live = False

    def __init__(self, file: str) -> None:
        super().__init__(DATABASE)
        self.up = "../" * file.count("/")

    def page(self, address: str = "", fragment: str = "", **parameters: str) -> str:
        """The link to the file of a page. What follows a question mark is for scripts to read."""
        asked = f"?{urlencode(parameters)}" if parameters else ""
        return self.up + quote(page_file(address)) + asked + (f"#{quote(fragment)}" if fragment else "")

    def asset(self, name: str) -> str:
        """The link to a script or style of ours."""
        return f"{self.up}assets/{name}"

    def table(self, name: str = "") -> str:
        """The link to a table as CSV; to the codebook, which has such a link for each, for all of them."""
        return self.data(name, "csv") if name else self.page("codebook")

    def data(self, name: str, form: str, **parameters: str) -> str:
        """The link to data in the folder; an answer is that to the question as it opens."""
        return f"{self.up}data/{quote(name)}.{form}"


def page_file(address: str) -> str:
    """The file of a page below the folder, none of which leads out of it: "read/A001" is read/A001.html."""
    kind, _, rest = address.partition("/")
    return f"{kind}/{quote(rest, safe='')}.html" if rest else f"{kind or 'index'}.html"


def write_site(
    folder: str | Path, package: PackageLike = None, *, overwrite: bool = False, with_texts: bool = False
) -> Path:
    """Write the site into a folder, which appears whole or not at all; return the path of its first page.

    A site that is there already is replaced where `overwrite` is true, with nothing kept of it. Raises
    UsageError when anything else is there, when the folder cannot be written, and for a private copy.
    """
    if with_texts:
        raise UsageError(
            "A site in a folder can be passed on, and the articles' texts may not be: it is written without "
            "them; leave --with-texts out."
        )
    folder, opened = Path(folder).absolute(), open_package(package)
    _refuse(folder, overwrite)
    with unfinished_folder(folder) as unfinished:
        _fill(unfinished, opened)
        _refuse(folder, overwrite, {entry.name for entry in unfinished.iterdir()})
    return folder / page_file("")


def _refuse(folder: Path, overwrite: bool, known: set[str] | None = None) -> None:
    """Raises UsageError for a folder that may not be replaced: by a site with these entries, if known."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"'{folder}' is a file; give the folder for the site.")
    there = {entry.name for entry in folder.iterdir()} if folder.exists() else set()
    if there and not overwrite:
        raise UsageError(
            f"{folder} is not empty; choose another folder, or replace the site in it with --force."
        )
    foreign = sorted(there - known) if known is not None else []
    if foreign:
        raise UsageError(
            f"{folder} holds '{foreign[0]}', which the site has not; remove it, or choose another folder."
        )


def _fill(folder: Path, package: Package) -> None:
    database = cached_database(package)
    book = Book(database, package)
    publisher = Publisher(book, PAGES, FolderLinks(""))
    for address in publisher.addresses():
        file = page_file(address)
        publisher.links = FolderLinks(file)
        html = publisher.html(address)
        if html is not None:
            _write(folder / file, html.encode())
    _write(folder / "assets" / "search-index.js", _search_index(book).encode())
    shutil.copytree(ASSETS, folder / "assets", dirs_exist_ok=True)
    for name, content in _data(book):
        _write(folder / "data" / name, content.encode())
    shutil.copyfile(database, folder / "data" / FILE_NAME)
    for path, described in metadata_file(folder / "data" / FILE_NAME, package).items():
        _write(path, described)


def _search_index(book: Book) -> str:
    """What search.js searches: a script that names it, since a page in a folder may read no other file."""
    index, links = index_of(book), FolderLinks(page_file("search"))
    entries = [
        {
            "kind": entry.kind,
            "row": entry.row_id,
            "page": links.page(entry.address, entry.fragment),
            "title": entry.title,
            "detail": entry.detail,
            "words": entry.words,
        }
        for entry in index.entries
    ]
    found = {
        "entries": entries,
        "kinds": KINDS,
        "alike": index.alike,
        "forms": {word: in_digits(word).lower() for word in (*WORDS, *MONTH_NAMES)},
        "slight": sorted(SLIGHT),
    }
    return f"globalThis.searchIndex = {json.dumps(found, ensure_ascii=False)};\n"


def _data(book: Book) -> Iterator[tuple[str, str]]:
    """The tables and views as CSV, and the answers to the questions as they open as CSV and JSON."""
    for name in (row["name"] for row in overview(book.package)):
        columns, rows = list(ready_schema(name, book.package).names), load(name, "records", book.package)
        yield f"{name}.csv", csv_text(columns, (map(cell_text, row.values()) for row in rows))
    for query in answered(book):
        blanks = {blank["about"].name: blank["value"] for blank in filled_in(book, query.parameters, {})}
        rows = book.rows(query.sql, blanks)
        columns = list(rows[0]) if rows else []
        yield f"{query.name}.json", json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
        yield f"{query.name}.csv", csv_text(columns, (map(cell_text, row.values()) for row in rows))


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
