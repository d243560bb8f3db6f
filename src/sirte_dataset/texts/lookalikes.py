"""What is wrong with a file that ought to be an article's text, as far as that shows without the text itself.

Undoes what editors, mail and file transfer do to a text and compares the hash; the short quotes, whose
offsets are known, tell how far a text agrees. Reads no folder and decides nothing: holdings.py knows which
file is the right one, attaching.py what is done with the others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from typing import Literal

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

Landmark = tuple[int, str]
Undo = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Likeness:
    """The article that a file resembles, and in words how it differs from what was coded."""

    article: Coded
    difference: str


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

    def like(self, name: str, data: bytes) -> Likeness | None:
        """What a file that is no coded text resembles, by its content and then by its name; or None."""
        longest = max((article.bytes or 0 for article in self.articles), default=0)
        for changes, content in _undone(data) if len(data) <= SWOLLEN * longest else ():
            if article := self.exactly(content):
                return Likeness(article, f"it has {_joined(changes)}")
        for article in self.articles:
            if surplus := _surplus(data, article):
                return Likeness(article, surplus)
        nearest = self._nearest(data) or self.named(name)
        return Likeness(nearest, self._divergence(data, nearest)) if nearest else None

    def _nearest(self, data: bytes) -> Coded | None:
        """The article with most quotes where they belong, or, failing that, anywhere in the text."""
        text = data.decode("utf-8", errors="replace")
        best: tuple[int, Coded] | None = None
        for article in self.articles:
            marks = self.landmarks.get(article.article_id, [])
            in_place = sum(text.startswith(quote, start) for start, quote in marks)
            anywhere = sum(quote in text for _, quote in marks)
            alike = in_place >= IN_PLACE or anywhere >= max(IN_PLACE, SHARE * len(marks))
            if alike and (best is None or in_place + anywhere > best[0]):
                best = in_place + anywhere, article
        return best[1] if best else None

    def _divergence(self, data: bytes, article: Coded) -> str:
        """How far a text agrees with the quotes of an article that it is not."""
        if not data:
            return "it is empty"
        try:
            text = _up_to_the_cut(data)
        except UnicodeDecodeError as error:
            return f"it is not UTF-8 (see its byte {error.start})"
        marks = self.landmarks.get(article.article_id, [])
        wrong = [_end(mark) for mark in marks if not text.startswith(mark[1], mark[0])]
        first = min(wrong, default=None)
        agrees = max((_end(mark) for mark in marks if first is None or _end(mark) < first), default=0)
        if len(data) < (article.bytes or 0) and (first is None or first > len(text)):
            cut = f"it breaks off after {len(data)} of {article.bytes} bytes"
            return cut if agrees else "it is too short to be compared"
        if first is None:
            return "it has all quotes where they belong, so it differs between them"
        if not agrees:
            return f"it differs within the first {first} characters"
        return f"it agrees with the quotes up to character {agrees} and no longer at character {first}"


def _end(mark: Landmark) -> int:
    return mark[0] + len(mark[1])


def _up_to_the_cut(data: bytes) -> str:
    """The text, without a last character that was cut in two."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            raise
        return data[: error.start].decode("utf-8")


def _stem(name: str) -> str:
    return name.casefold().rpartition(".")[0] or name.casefold()


def _landmarks(package: Package) -> dict[str, list[Landmark]]:
    """By article, the quotes with their offsets, in order; none where the table of evidence is not sound."""
    try:
        cells = text_cells(table_schema("evidence", package), package)
        rows = list(zip(cells["article_id"], cells["start"], cells["quote"], strict=True))
    except (DataError, UsageError, KeyError):
        return {}
    marks: dict[str, set[Landmark]] = {}
    for article_id, start, quote in rows:
        if len(quote) >= TELLING and start.isdecimal():
            marks.setdefault(article_id, set()).add((int(start), quote))
    return {article_id: sorted(found) for article_id, found in marks.items()}


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


def _recoded(codec: str) -> Undo:
    return lambda data: data.decode(codec).encode("utf-8")


def _once_too_often(codec: str) -> Undo:
    return lambda data: data.decode("utf-8").encode(codec)


def _normal(form: Literal["NFC", "NFD"]) -> Undo:
    def undo(data: bytes) -> bytes:
        return unicodedata.normalize(form, data.decode("utf-8")).encode("utf-8")

    return undo


def _without_mark(data: bytes) -> bytes:
    return data.removeprefix(b"\xef\xbb\xbf")


def _line_feeds(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _one_line_break(data: bytes) -> bytes:
    ended = data.rstrip(b"\r\n") + b"\n"
    if len(ended) >= len(data):
        raise ValueError("there is no line break too many")
    return ended


# One change of each group at most, in this order; "" stands for none.
ENCODINGS: tuple[tuple[str, Undo], ...] = (
    ("", bytes),
    ("the encoding UTF-16", _recoded("utf-16")),
    ("the encoding UTF-16", _recoded("utf-16-le")),
    ("the encoding UTF-16", _recoded("utf-16-be")),
    ("the encoding UTF-32", _recoded("utf-32")),
    ("the encoding Windows-1252", _recoded("cp1252")),
    ("the encoding Latin-1", _recoded("latin-1")),
    ("the encoding Mac Roman", _recoded("mac-roman")),
    ("an encoding applied twice", _once_too_often("cp1252")),
    ("an encoding applied twice", _once_too_often("latin-1")),
)
MARKS: tuple[tuple[str, Undo], ...] = (("", bytes), ("a byte-order mark", _without_mark))
LINE_ENDS: tuple[tuple[str, Undo], ...] = (
    ("", bytes),
    ("other line ends (CRLF or CR for LF)", _line_feeds),
    ("other line ends (LF for CRLF)", lambda data: _line_feeds(data).replace(b"\n", b"\r\n")),
)
ENDINGS: tuple[tuple[str, Undo], ...] = (
    ("", bytes),
    ("a line break too many at its end", lambda data: data.rstrip(b"\n")),
    ("a line break too many at its end", _one_line_break),
    ("a line break too few at its end", lambda data: data + b"\n"),
    ("a line break too few at its end", lambda data: data + b"\r\n"),
    ("blanks cut off at its end", lambda data: data + b" "),
)
FORMS: tuple[tuple[str, Undo], ...] = (
    ("", bytes),
    ("accents joined to their letters or parted from them", _normal("NFC")),
    ("accents joined to their letters or parted from them", _normal("NFD")),
)


def _undone(data: bytes) -> Iterator[tuple[list[str], bytes]]:
    """The file with likely changes undone, the fewest first, and what they were."""
    ways = sorted(
        product(ENCODINGS, MARKS, LINE_ENDS, ENDINGS, FORMS),
        key=lambda way: sum(bool(change) for change, _ in way),
    )
    known = {data}
    for way in ways:
        content = data
        try:
            for _, undo in way:
                content = undo(content)
        except (UnicodeError, ValueError):
            continue
        if content not in known:
            known.add(content)
            yield [change for change, _ in way if change], content


def _joined(changes: list[str]) -> str:
    *first, last = changes
    return f"{', '.join(first)} and {last}" if first else last
