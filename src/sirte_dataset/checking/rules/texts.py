"""The tables beside the attached article texts: the same files, the same words, no word left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from ..context import Context, Outcome
from ..findings import Skipped
from ..registry import rule
from .support import PASSAGE_RULES, printed

OFFSETS = {"passages": "article_id start end"}


@rule("text-fingerprint", needs={"articles": "article_id sha256 bytes characters"}, texts=True)
def fingerprints(context: Context) -> Iterator[Outcome]:
    """An attached text has the SHA-256, the bytes and the characters that the table gives for its article.

    All offsets count in exactly that file. Attach the file that was coded, or correct the table.
    """
    columns = ("sha256", "bytes", "characters")
    for row, article, *cells in context.rows("articles", "article_id", *columns):
        if article not in context.texts:
            continue
        text = context.texts[article]
        raw = text.encode("utf-8")
        measured = (sha256(raw).hexdigest(), str(len(raw)), str(len(text)))
        for column, cell, found in zip(columns, cells, measured, strict=True):
            if cell != found:
                message = f"'{cell}' is not that of the attached text: {found}."
                yield context.finding("articles", row, column, message)


@rule("quote-text", each="article_id start end", texts=True)
def quotes(context: Context) -> Iterator[Outcome]:
    """A quote, or the wording of a phrase of time, is exactly what stands in the text from start to end.

    It is the proof that a cell was read and not made up. Copy the words again, or compute the offsets again.
    """
    for table, column in printed(context):
        for row, words, article, start, end in context.rows(table, column, "article_id", "start", "end"):
            length = int(end) - int(start)
            if not words or article not in context.texts or len(words) != length:
                continue  # of a wrong length, quote-length says so
            if context.words(article, start, end) != words:
                message = f"'{words}' is not what {article} has from {start} to {end}; compute them again."
                yield context.finding(table, row, column, message)


EVIDENCE = {"evidence": "resource row_id field quote article_id start end"}
COPIED = ("name", "wording")


@rule("name-text", needs=EVIDENCE, after=("quote-length", "quote-text", "worded-numbers"))
def words_as_printed(context: Context) -> Iterator[Outcome]:
    """The name of an actor or place and the wording of a number stand, as they are spelled, in the words that
    their evidence points to or quotes.

    Whoever looks for "eighteen" does not find the 18 of the article. Correct the cell or the evidence.
    """
    shown: dict[tuple[str, str], list[str]] = {}
    evidence = context.frame("evidence", EVIDENCE["evidence"])
    telling = evidence["field"].isin(COPIED) | evidence["article_id"].isin(context.texts.keys())
    for _, table, key, field, quote, *span in evidence[telling].itertuples(name=None):
        words = context.words(*span) or (quote if field in COPIED else "")
        if words:
            shown.setdefault((table, key), []).append(words)
    for column in COPIED:
        for table in context.tables_with("article_id", column):
            for row, key, cell in context.rows(table, context.schemas[table].key, column):
                if not any(cell in words for words in shown.get((table, key), [cell])):
                    message = f"'{cell}' does not stand in the words of its evidence; correct it."
                    yield context.finding(table, row, column, message)


@rule("passage-cover", needs=OFFSETS, texts=True)
def passages_cover(context: Context) -> Iterator[Outcome]:
    """The passages of an article together hold every character of it that is not blank.

    A sentence outside all passages is a sentence nobody coded. Add the passage, or mend the offsets around
    the gap.
    """
    if not context.clean("passages", "article_id", "start", "end"):
        yield Skipped("", "the offsets of passages have findings of their own")
        return
    spans = _spans(context)
    for article, text in context.texts.items():
        for start, end in _gaps(text, spans.get(article, [])):
            message = f"Characters {start} to {end} of {article} lie in no passage."
            yield context.finding("passages", None, "", message)


@rule("passage-edges", each="article_id start end", texts=True, after=("quote-text", *PASSAGE_RULES))
def word_edges(context: Context) -> Iterator[Outcome]:
    """Passages, evidence and phrases of time begin and end with a whole word, not within one or at a blank.

    So the same words always have the same offsets. Move the offset to the first or behind the last word.
    """
    for table in context.tables_with("article_id", "start", "end"):
        for article, spans in context.grouped(table, "article_id", "start", "end").items():
            text = context.texts.get(article, "")
            inside = {at for at in range(1, len(text)) if text[at - 1].isalnum() and text[at].isalnum()}
            blank = {at for at, char in enumerate(text) if char.isspace()}
            for row, start, end in spans:
                for column, edge, last in (
                    ("start", int(start), int(start)),
                    ("end", int(end), int(end) - 1),
                ):
                    if edge in inside or last in blank:
                        message = f"Character {edge} of {article} is no edge of a word; move it to one."
                        yield context.finding(table, row, column, message)


@rule(
    "article-words",
    needs={"articles": "article_id words", "passages": "article_id start end kind"},
    texts=True,
)
def article_words(context: Context) -> Iterator[Outcome]:
    """`words` is the number of words, between blanks, in the passages of an article that are not furniture.

    The quotation budget is a share of it. Write the number that is given.
    """
    words: dict[str, set[int]] = {}
    for _, article, start, end, kind in context.rows("passages", "article_id start end kind"):
        if kind != "furniture":
            found = re.finditer(r"\S+", context.words(article, start, end))
            words.setdefault(article, set()).update(int(start) + word.start() for word in found)
    spans = _spans(context)
    for row, article, number in context.rows("articles", "article_id", "words"):
        text = context.texts.get(article, "")
        count = len(words.get(article, ()))
        if text and int(number) != count and not _gaps(text, spans.get(article, [])):
            message = f"{number} is not the number of words; expected {count}."
            yield context.finding("articles", row, "words", message)


def _spans(context: Context) -> dict[str, list[tuple[int, int, int]]]:
    """By article, the row, start and end of each passage."""
    groups = context.grouped("passages", "article_id", "start", "end")
    return {
        article: [(row, int(start), int(end)) for row, start, end in spans]
        for article, spans in groups.items()
    }


def _gaps(text: str, spans: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Start and end of each stretch of words outside all passages."""
    covered = bytearray(len(text))
    for _, start, end in spans:
        covered[start:end] = b"\1" * len(covered[start:end])
    marks = "".join(
        "." if inside else " " if char.isspace() else "x" for inside, char in zip(covered, text, strict=True)
    )
    return [gap.span() for gap in re.finditer(r"x(?: *x)*", marks)]
