"""What a test asks of a page's markup: where it leads, what can be led to, and what in it could run."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ADDRESSES = ("href", "src", "action", "data", "poster", "srcset", "formaction", "xlink:href")


class Markup(HTMLParser):
    """The addresses in a page, its anchors, its scripts by address or code, and what else could run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.anchors: set[str] = set()
        self.scripts: list[str] = []
        self.running: list[str] = []
        self.in_script = False
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors.add(given.get("id", ""))
        self.addresses += [given[name] for name in ADDRESSES if name in given]
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.addresses.append(given["content"].partition("url=")[2])
        if tag == "script":
            self.scripts.append(given.get("src", ""))
            self.in_script = True
        if tag in ("img", "iframe", "object", "embed", "base"):
            self.running.append(tag)
        self.running += [name for name in given if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False

    def handle_data(self, data: str) -> None:
        if self.in_script:
            self.scripts[-1] += data
        else:
            self.text += data


def broken_links(folder: Path) -> list[str]:
    """Every link in the pages of a folder that is absolute or leads to no file, or to no anchor, in it."""
    inside = folder.resolve()

    @cache  # the pages of a folder mostly lead to the same
    def file_at(start: Path, path: str) -> Path | None:
        target = (start / unquote(path)).resolve()
        return target if target.is_file() and target.is_relative_to(inside) else None

    pages = {file.resolve(): Markup(file.read_text(encoding="utf-8")) for file in folder.rglob("*.html")}
    broken = []
    for file, page in pages.items():
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme in ("http", "https"):
                continue
            target = file_at(file.parent, parts.path) if parts.path else file
            leads = target is not None and not parts.scheme
            if leads and parts.fragment and target in pages:
                leads = unquote(parts.fragment) in pages[target].anchors
            if not leads or address.startswith("/"):
                broken.append(f"{file.relative_to(inside)}: {address}")
    return broken
