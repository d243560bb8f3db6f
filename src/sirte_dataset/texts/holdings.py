"""The article texts of a user who holds them. They are no part of the package; files are known by SHA-256.

Says which texts are at hand, from where, and hands them out as they are, nothing normalised, so that offsets
fit. Putting texts into the data directory is attaching.py's; what is wrong with a file, lookalikes.py's.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ..descriptor import Package, open_package
from ..errors import DataError, MissingExtra, UsageError
from ..files import leads_out
from ..folders import data_folder
from ..loading import PackageLike, text_cells
from ..schemas import table_schema

VARIABLE = "SIRTE_ARTICLES"
DATA_DIRECTORY = "data directory"
DIGEST = re.compile(r"[0-9a-f]{64}")
# Bytes. No coded article comes near this; a larger file is not read.
LARGEST = 1 << 20


@dataclass(frozen=True)
class Coded:
    """What the table of articles says of the file that was coded. A size that is no number is None."""

    article_id: str
    file_name: str
    sha256: str
    bytes: int | None
    characters: int | None


@dataclass(frozen=True)
class Holding:
    """One article's text as it is at hand now: from where, the file, the text.

    `source` is SIRTE_ARTICLES, "data directory" or "". `text` is None where there is none to use, and
    `problem` then says in a sentence what became of an attached one.
    """

    article: Coded
    source: str = ""
    file: Path | None = None
    text: str | None = None
    problem: str = ""


def attached_texts(package: PackageLike = None) -> dict[str, str]:
    """The texts at hand by article_id, verified now: those in the folder that SIRTE_ARTICLES names, whatever
    their names, then those attached with `sirte texts attach`.

    Raises UsageError when SIRTE_ARTICLES names no folder that can be read, DataError when a text is not
    UTF-8.
    """
    return {
        holding.article.article_id: holding.text for holding in holdings(package) if holding.text is not None
    }


def holdings(package: PackageLike = None) -> list[Holding]:
    """For each article, sorted by id, its text as it is at hand; raises what attached_texts() raises."""
    articles = coded_articles(open_package(package))
    named = _named_texts(articles)
    return [named.get(article) or _kept_text(article) for article in articles]


def kept_texts(package: PackageLike = None) -> list[Holding]:
    """As holdings(), of the user's data directory alone."""
    return [_kept_text(article) for article in coded_articles(open_package(package))]


def coded_articles(package: Package) -> list[Coded]:
    """What the package says of its articles' files, sorted by article_id."""
    cells = text_cells(table_schema("articles", package), package)
    columns = ("article_id", "file_name", "sha256", "bytes", "characters")
    # A package may have been cut down to fewer columns: a blank is as good as none.
    blank = [""] * len(cells["article_id"])
    rows = zip(*(cells.get(column, blank) for column in columns), strict=True)
    articles = [Coded(a, b, c, _number(size), _number(length)) for a, b, c, size, length in rows]
    return sorted(articles, key=lambda article: article.article_id)


def _number(cell: str) -> int | None:
    return int(cell) if re.fullmatch(r"[0-9]{1,15}", cell) else None


def named_folder() -> Path | None:
    """The folder that SIRTE_ARTICLES names; None where it is not set. Raises UsageError for what is none."""
    named = os.environ.get(VARIABLE, "")
    if not named:
        return None
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise UsageError(
            f"{VARIABLE} names '{named}', which is not a folder; name the folder of the article texts."
        )
    return folder


def files_in(folder: Path) -> list[Path]:
    """What lies in a folder of article texts, sorted. Raises UsageError when it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"'{folder}' cannot be read ({reason}); give the folder of the texts.") from None


def text_folder() -> Path:
    """The folder in the user's data directory that holds the attached texts. Raises MissingExtra."""
    return data_folder() / "texts"


def decoded(data: bytes, article_id: str) -> str:
    """The text in a file. Raises DataError when it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise DataError(
            f"The attached text of {article_id} is not UTF-8, so offsets have no meaning in it."
        ) from None


def _named_texts(articles: list[Coded]) -> dict[Coded, Holding]:
    """The texts in the folder that SIRTE_ARTICLES names; whatever else lies there is left unread."""
    folder = named_folder()
    if folder is None:
        return {}
    wanted = {article.sha256: article for article in articles}
    sizes = {article.bytes for article in articles}
    names = {article.file_name for article in articles}
    found = {}
    for file in files_in(folder):
        data = _content(file, folder, sizes, names)
        article = wanted.get(sha256(data).hexdigest())
        if article:
            found[article] = Holding(article, VARIABLE, file, decoded(data, article.article_id))
    return found


def _content(file: Path, folder: Path, sizes: set[int | None], names: set[str]) -> bytes:
    """What is in a file that may be a coded text, going by its size or its name; nothing of any other."""
    try:
        if not file.is_file() or leads_out(folder, file.name):
            return b""
        size = file.stat().st_size
        likely = size in sizes or file.name in names
        return file.read_bytes() if likely and size <= LARGEST else b""
    except OSError:  # `sirte texts status` says so
        return b""


def _kept_text(article: Coded) -> Holding:
    """The attached text of an article: it is named by its hash, so that a change shows."""
    try:
        file = text_folder() / f"{article.sha256}.txt"
    except MissingExtra:  # nothing can have been attached without it
        return Holding(article)
    if not DIGEST.fullmatch(article.sha256) or not (file.exists() or file.is_symlink()):
        return Holding(article)
    who = f"The attached text of {article.article_id}"
    try:
        data = b"" if file.is_symlink() or file.stat().st_size > LARGEST else file.read_bytes()
    except OSError as error:
        return Holding(article, DATA_DIRECTORY, file, problem=f"{who} cannot be read ({error.strerror}).")
    if sha256(data).hexdigest() != article.sha256:
        changed = f"{who} was changed on disk and is not used; attach it again."
        return Holding(article, DATA_DIRECTORY, file, problem=changed)
    return Holding(article, DATA_DIRECTORY, file, decoded(data, article.article_id))
