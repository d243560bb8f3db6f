"""What is wrong with a file that ought to be an article's text, as far as that shows without the text itself.

Undoes what editors, mail and file transfer do to a text and compares the hash; the short quotes, whose
offsets are known, tell how far a text agrees. Reads no folder and decides nothing: holdings.py knows which
file is the right one, attaching.py what is done with the others.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from itertools import product
from pathlib import PurePath
from unicodedata import normalize

from ..descriptor import Package
from ..errors import DataError, UsageError
from ..loading import text_cells
from ..schemas import table_schema
from .holdings import Coded, coded_articles

# Quotes shorter than this stand in many a text.
TELLING = 5
# So many quotes at their offsets are no accident; elsewhere in the text, a share of all quotes is asked for.
IN_PLACE = 2
SHARE = 0.5
# No change of encoding makes a text longer than so many times; undoing it in a longer file is no use.
SWOLLEN = 5

Landmark = tuple[int, int, str]  # where a quote starts and ends, and the quote
Undo = Callable[[str], str]


class Lookalikes:
    """What is known of the articles of a package, to hold a file against."""

    def __init__(self, package: Package) -> None:
        self.articles = coded_articles(package)
        self.by_hash = {article.sha256: article for article in self.articles}
        self.landmarks = _landmarks(package)

    def named(self, name: str) -> Coded | None:
        """The article whose file has this name, but for upper case and what follows the last full stop."""
        stem = _stem(name)
        return next((article for article in self.articles if _stem(article.file_name) == stem), None)

    def exactly(self, data: bytes) -> Coded | None:
        """The article whose coded text this is."""
        return self.by_hash.get(sha256(data).hexdigest())

    def like(self, name: str, data: bytes) -> tuple[Coded | None, str]:
        """The article that a file resembles, by its content and then by its name, and how it differs."""
        longest = max((article.bytes or 0 for article in self.articles), default=0)
        for changes, content in _undone(data) if len(data) <= SWOLLEN * longest else ():
            if article := self.exactly(content):
                return article, f"it has {' and '.join(changes)}"
        for article in self.articles:
            if surplus := _surplus(data, article):
                return article, surplus
        nearest = self._nearest(data) or self.named(name)
        return nearest, self._divergence(data, nearest) if nearest else "it resembles no article"

    def _nearest(self, data: bytes) -> Coded | None:
        """The article with most quotes where they belong, or, failing that, anywhere in the text."""
        text = data.decode("utf-8", errors="replace")
        best, nearest = 0, None
        for article in self.articles:
            marks = self.landmarks.get(article.article_id, [])
            in_place = sum(text.startswith(quote, start) for start, _, quote in marks)
            anywhere = sum(quote in text for *_, quote in marks)
            alike = in_place >= IN_PLACE or anywhere >= max(IN_PLACE, SHARE * len(marks))
            if alike and in_place + anywhere > best:
                best, nearest = in_place + anywhere, article
        return nearest

    def _divergence(self, data: bytes, article: Coded) -> str:
        """How far a text agrees with the quotes of an article that it is not."""
        if not data:
            return "it is empty"
        try:
            text = getincrementaldecoder("utf-8")().decode(data)  # without a last character cut in two
        except UnicodeDecodeError as error:
            return f"it is not UTF-8 (see its byte {error.start})"
        marks = self.landmarks.get(article.article_id, [])
        first = min((end for start, end, quote in marks if not text.startswith(quote, start)), default=None)
        agrees = max((end for _, end, _ in marks if first is None or end < first), default=0)
        if len(data) < (article.bytes or 0) and (first is None or first > len(text)):
            cut = f"it breaks off after {len(data)} of {article.bytes} bytes"
            return cut if agrees else "it is too short to be compared"
        if first is None:
            return "it has all quotes where they belong, so it differs between them"
        if not agrees:
            return f"it differs within the first {first} characters"
        return f"it agrees with the quotes up to character {agrees} and no longer at character {first}"


def _stem(name: str) -> str:
    return PurePath(name).stem.casefold()


def _landmarks(package: Package) -> dict[str, list[Landmark]]:
    """By article, the quotes with their offsets; none where the table of evidence is not sound."""
    try:
        cells = text_cells(table_schema("evidence", package), package)
        rows = list(zip(cells["article_id"], cells["start"], cells["quote"], strict=True))
    except (DataError, UsageError, KeyError):
        return {}
    marks: dict[str, list[Landmark]] = {}
    for article_id, start, quote in set(rows):
        if len(quote) >= TELLING and start.isdecimal():
            marks.setdefault(article_id, []).append((int(start), int(start) + len(quote), quote))
    return marks


def _surplus(data: bytes, article: Coded) -> str:
    """The text as it was coded, with something before or behind it; or ""."""
    size = article.bytes
    if not size or len(data) <= size:
        return ""
    more = f"{len(data) - size} more byte{'s' if len(data) - size > 1 else ''}"
    if sha256(data[:size]).hexdigest() == article.sha256:
        return f"it has {more} at its end"
    if sha256(data[-size:]).hexdigest() == article.sha256:
        return f"it has {more} at its beginning"
    return ""


# --- what happens to texts, undone


def _once_too_often(codec: str) -> Undo:
    return lambda text: text.encode(codec).decode("utf-8")


def _ending(end: str) -> Undo:
    return lambda text: text.rstrip() + end


ENCODINGS = {
    "utf-8": "",
    "utf-16": "the encoding UTF-16",
    "utf-16-be": "the encoding UTF-16",
    "cp1252": "the encoding Windows-1252",
    "latin-1": "the encoding Latin-1",
}
# Each once at most, in this order and in one of its ways; the likeliest stand last.
CHANGES: dict[str, tuple[Undo, ...]] = {
    "an encoding applied twice": (_once_too_often("cp1252"), _once_too_often("latin-1")),
    "accents joined to their letters or parted from them": (
        partial(normalize, "NFC"),
        partial(normalize, "NFD"),
    ),
    "a byte-order mark": (lambda text: text.removeprefix("\ufeff"),),
    "other line ends (CRLF or CR for LF)": (lambda text: text.replace("\r\n", "\n").replace("\r", "\n"),),
    "other line breaks or blanks at its end": (_ending(""), _ending("\n")),
}


def _undone(data: bytes) -> Iterator[tuple[list[str], bytes]]:
    """The file with likely changes undone, and what they were."""
    unchanged: tuple[str, Undo] = ("", str)
    groups = [[unchanged, *((change, undo) for undo in ways)] for change, ways in CHANGES.items()]
    for codec, chosen in product(ENCODINGS, list(product(*groups))):
        try:
            text = data.decode(codec)
            for _, undo in chosen:
                text = undo(text)
            changes = (ENCODINGS[codec], *(change for change, _ in chosen))
            yield list(filter(None, changes)), text.encode("utf-8")
        except UnicodeError:
            continue
