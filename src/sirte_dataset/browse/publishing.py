"""Our own pages: which there are, at which address, and how an address becomes HTML.

The same pages are served and written to a folder; only the way one links to another differs. What a page
holds is left to content/, how it looks to the templates in pages/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from ..errors import DataError
from ..records import schema_org
from ..sqlite.private import NOTICE
from .book import Book

TEMPLATES = Path(__file__).parent / "pages"

# What stands in the navigation of every page, in order.
NAVIGATION = (
    *(("timeline", "Timeline"), ("control", "Control"), ("casualties", "Casualties")),
    *(
        ("disagreements", "Disagreements"),
        ("questions", "Questions"),
        ("codebook", "Codebook"),
        ("cite", "Cite"),
    ),
)


@dataclass(frozen=True)
class Page:
    """A kind of page: the first part of its address, its template, what it holds, and all there are of it.

    `content` takes the book and the rest of the address ("" for the only page of its kind) and gives the
    variables of the template; None, or to say more a UsageError, where there is no such page. `every` gives
    the rests of all addresses. With `parameters` it takes what follows the question mark of an address
    besides, as a mapping, which is empty where nothing does, as for every page that is written to a folder.
    """

    template: str
    content: Callable[..., dict[str, Any] | None]
    every: Callable[[Book], Iterable[str]] = lambda book: ("",)
    parameters: bool = False


class Links:
    """How pages link to one another on a server: from the root of the site."""

    # Whether addresses may bring parameters: whether there is a server to answer them.
    live = True

    def __init__(self, database: str) -> None:
        self.database = database

    def page(self, address: str = "", fragment: str = "", **parameters: str) -> str:
        """The link to one of our pages: page("read/A001", "A001.05")."""
        asked = f"?{urlencode(parameters)}" if parameters else ""
        return "/" + quote(address) + asked + (f"#{quote(fragment)}" if fragment else "")

    def asset(self, name: str) -> str:
        """The link to a script or style of ours."""
        return f"/-/sirte/{name}"

    def table(self, name: str = "") -> str:
        """The link to the rows of a table or view, as Datasette shows them."""
        return f"/{self.database}/{name}".rstrip("/")

    def data(self, name: str, form: str, **parameters: str) -> str:
        """The link to the answer to a question of queries.py as data, "csv" or "json"."""
        asked = parameters | ({"_shape": "array"} if form == "json" else {})
        return f"{self.table(name)}.{form}" + (f"?{urlencode(asked)}" if asked else "")


class Publisher:
    """Turns addresses into pages of one book."""

    def __init__(self, book: Book, pages: Mapping[str, Page], links: Links) -> None:
        self.book, self.pages, self.links = book, pages, links
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def html(self, address: str, parameters: Mapping[str, str] | None = None) -> str | None:
        """The page at an address without its first slash: "read/A001"; None where there is none."""
        kind, _, rest = address.partition("/")
        page = self.pages.get(kind)
        if page is None:
            return None
        content = page.content(self.book, rest, *([parameters or {}] if page.parameters else []))
        if content is None:
            return None
        return self.environment.get_template(page.template).render({**self.frame(address), **content})

    def frame(self, address: str | None = None) -> dict[str, Any]:
        """What every page needs, Datasette's own among them: the book, the links, where the reader is."""
        frame = {
            "book": self.book,
            "links": self.links,
            "navigation": NAVIGATION,
            "notice": NOTICE,
            "linked_data": self.linked_data,
        }
        return frame if address is None else {**frame, "here": address.partition("/")[0]}

    def linked_data(self, table: str | None = None) -> Markup:
        """What search engines read of the dataset or of a table: data in a page, which no browser runs.

        Nothing of a view, of a private copy, or of a package that does not say whom to cite.
        """
        package, public = self.book.package, not self.book.private
        with suppress(DataError):
            if public and table in (None, *package.names):
                found = schema_org(package, table, lambda name: self.links.data(name, "csv", _stream="on"))
                return Markup('<script type="application/ld+json">{}</script>').format(
                    htmlsafe_json_dumps(found)
                )
        return Markup("")

    def addresses(self) -> Iterable[str]:
        """The addresses of all pages."""
        for kind, page in self.pages.items():
            yield from (f"{kind}/{rest}".rstrip("/") for rest in page.every(self.book))
