"""The quotation budget: few words in a row, few of a text's words in all, so that nobody can rebuild it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ..context import Context, Outcome
from ..findings import Skipped
from ..registry import rule

QUOTE_WORDS = 8
ARTICLE_SHARE = 4  # one word in four

_RAW_WORD = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]+")


@rule("quote-words", each="quote")
def quote_words(context: Context) -> Iterator[Outcome]:
    """A quote has at most eight words.

    The texts belong to their publishers. Keep the words that carry the cell, or leave the quote to the
    offsets.
    """
    for table, row, quote in context.each("quote"):
        count = len(quote.split())
        if count > QUOTE_WORDS:
            message = f"The quote has {count} words; at most {QUOTE_WORDS} may stand."
            yield context.finding(table, row, "quote", message)


@rule("quotation-budget", needs={"articles": "article_id words"})
def quotation_budget(context: Context) -> Iterator[Outcome]:
    """All quotes and wordings of an article together show at most a quarter of its words; a word counts once.

    Many short quotes can add up to the text. Blank the quotes whose offsets say enough.
    """
    shown = Counter({article: len(starts) for article, starts in _quoted(context).items()})
    worded = list(_worded_tables(context))
    quotes = _quotes(context, worded)
    for table in worded:
        if table in quotes:
            shown += _worded(context, table, quotes[table])
        elif len(context.frames[table]):
            yield Skipped("", f"{table}.wording: no evidence names the table, so its quotes are not known")
    for row, article, words in context.rows("articles", "article_id", "words"):
        count = shown[article]
        if count * ARTICLE_SHARE > int(words):
            message = (
                f"Quotes and wordings show {count} of the {words} words of {article}; at most a quarter,"
                f" {int(words) // ARTICLE_SHARE}, may be shown."
            )
            yield context.finding("articles", row, "words", message)


def _quoted(context: Context) -> dict[str, set[int]]:
    """By article, the offsets of the words that stand in a cell whose place in the text is known."""
    starts: dict[str, set[int]] = {}
    for column in ("quote", "wording"):
        cells = context.each(column, "article_id", "start")
        for cell, article, start in {(cell, *place) for _, _, cell, *place in cells if cell}:
            here = starts.setdefault(article, set())
            here.update(int(start) + word.start() for word in _RAW_WORD.finditer(cell))
    return starts


def _worded_tables(context: Context) -> Iterator[str]:
    """The tables with words of an article whose place is given by their evidence alone."""
    for table in context.tables_with("wording", "article_id"):
        if not context.has(table, "start") and len(context.schemas[table].primary_key) == 1:
            yield table


def _quotes(context: Context, tables: list[str]) -> dict[str, dict[str, list[str]]]:
    """The quotes of evidence for rows of these tables, by the table and the key of the row."""
    quotes: dict[str, dict[str, list[str]]] = {}
    if context.has("evidence", "resource", "row_id", "quote"):
        evidence = context.frame("evidence", "resource", "row_id", "quote")
        about = evidence[evidence["resource"].isin(tables)]
        for _, resource, row_id, quote in about.itertuples(name=None):
            quotes.setdefault(resource, {}).setdefault(row_id, []).append(quote)
    return quotes


def _worded(context: Context, table: str, quotes: dict[str, list[str]]) -> Counter[str]:
    """By article, the number of words in wording cells that no quote of the same row repeats."""
    counts: Counter[str] = Counter()
    key = context.schemas[table].key
    for _, name, article, wording in context.rows(table, key, "article_id", "wording"):
        if not any(wording in quote for quote in quotes.get(name, ())):
            counts[article] += len(wording.split())
    return counts


@rule("copied-words", needs={"articles": "article_id"}, texts=True)
def copied_words(context: Context) -> Iterator[Outcome]:
    """No cell holds nine or more words in a row as an article has them; titles are free.

    Glosses, summaries and notes are our own words. Say it in other words.
    """
    runs = {run for text in context.texts.values() for run in _runs(text)}
    if context.has("articles", "title"):
        runs -= {run for _, title in context.rows("articles", "title") for run in _runs(title)}
    columns = [(table, column) for table, frame in context.frames.items() for column in frame.columns]
    for table, column in columns:
        if column == "quote":  # of which quote-words says so
            continue
        for row, cell in context.rows(table, column):
            # Most cells are codes: fewer characters than nine words have need not be taken apart.
            if len(cell) > 2 * QUOTE_WORDS and runs.intersection(_runs(cell)):
                message = f"The cell has {QUOTE_WORDS + 1} or more words running as in an article; reword it."
                yield context.finding(table, row, column, message)


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    """Every run of one word more than a quote may have, without regard to case and punctuation."""
    words = _WORD.findall(text.casefold())
    return zip(*(words[offset:] for offset in range(QUOTE_WORDS + 1)), strict=False)
