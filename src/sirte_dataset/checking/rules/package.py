"""The package as a whole: what the descriptor says of articles and dates is what the tables say.

Catalogues and citations show the descriptor alone. A part of it that is not there is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...descriptor import DESCRIPTOR_NAME
from ...reading.edtf import bounds
from ...reading.numbers import numbers_of
from ..context import Context, Outcome, absent
from ..dated_claims import DATE_RULES
from ..findings import Finding, Skipped
from ..registry import rule, told_rows

BODY = "body"
PLANNED = "planned"
DATED = "date_earliest date_latest date_basis"


@rule("sources-are-articles", needs={"articles": "article_id title url"})
def sources_are_articles(context: Context) -> Iterator[Outcome]:
    """The descriptor's `sources` name each article by id (`x-article-id`), title and, as the path, address.

    Whoever finds the package in a catalogue sees these alone. Write them as the table of articles has them.
    """
    listed = context.package.descriptor.get("sources")
    if not listed:
        yield Skipped("", "the descriptor has no sources")
        return
    sources = {str(source["x-article-id"]): source for source in listed if "x-article-id" in source}
    for row, article, title, url in context.rows("articles", "article_id", "title", "url"):
        source: Mapping[str, Any] = sources.get(article, {})
        if not source:
            message = f"'{article}' is not among the sources of the descriptor; add it."
            yield context.finding("articles", row, "article_id", message)
        elif source.get("path", "") != url:
            yield _described("sources", f"The path of {article} is not its address; expected '{url}'.")
        elif title not in source.get("title", ""):
            yield _described("sources", f"The title of {article} is not its own; expected '{title}' in it.")
    known = context.keys("articles") if context.clean("articles", "article_id") else sources.keys()
    for article in sorted(sources.keys() - known):
        yield _described("sources", f"'{article}' is not a row of articles; correct the id or remove it.")


@rule("number-of-articles", needs={"articles": "article_id"})
def numbers_of_articles(context: Context) -> Iterator[Outcome]:
    """Where the descriptor's title, description or `x-coverage` give a number of articles or texts, it is the
    number of rows of articles.

    A number in a sentence is forgotten when an article is added. Correct the number; a part of the articles
    is best worded as "two of the five".
    """
    count = len(context.frames["articles"])
    for key in ("title", "description", "x-coverage"):
        for words, number in numbers_of("articles|texts", str(context.package.descriptor.get(key, ""))):
            if number != count:
                yield _described(key, f"It says '{words}', but there are {count} articles; correct it.")


@rule("temporal-coverage", needs={"articles": "published_earliest published_latest"}, each=DATED)
def temporal_coverage(context: Context) -> Iterator[Outcome]:
    """`start` and `end` of `x-temporal` hold the first and the last day of what is coded but for plans and
    what came after the last article; `published` runs from the first to the last possible day of publication.

    Who looks for a time looks here first. Write what the tables give.
    """
    described = context.package.descriptor.get("x-temporal")
    if not isinstance(described, dict):
        yield Skipped("", "the descriptor has no x-temporal")
        return
    unread = context.unread()
    if unread:
        yield Skipped("", f"dates may stand elsewhere: {absent(context, unread[0])}")
        return
    spans = [(table, "date_earliest date_latest") for table in context.tables_with(DATED)]
    articles = ("articles", "published_earliest published_latest")
    if not all(context.clean(*span) for span in (*spans, articles)):
        return
    if told_rows(context, "articles", *DATE_RULES):
        return
    appeared = _days(context, *articles)
    days = sorted(day for span in spans for day in _days(context, *span))
    if not days or not appeared:
        return
    yield from _outside(described, "start", days[0])
    yield from _outside(described, "end", min(days[-1], appeared[-1]))
    published = f"{appeared[0]}/{appeared[-1]}"
    if described.get("published") != published:
        message = f"'published' is not what the articles give; expected '{published}'."
        yield _described("x-temporal", message)


def _days(context: Context, table: str, columns: str) -> list[str]:
    """The days of a table's rows in these columns, sorted, but for plans and dates that have a finding."""
    told = told_rows(context, table, *DATE_RULES)
    if context.has(table, "realis"):
        told |= {row for row, realis in context.rows(table, "realis") if realis == PLANNED}
    rows = context.rows(table, columns)
    return sorted(day for row, *days in rows if row not in told for day in days if day)


def _outside(described: Mapping[str, Any], key: str, day: str) -> Iterator[Finding]:
    """A finding where a date of the descriptor does not hold the day that the tables give."""
    try:
        first, last = bounds(str(described.get(key, "")))
    except ValueError as problem:
        yield _described("x-temporal", f"'{key}': {problem}")
        return
    if not (first or "") <= day <= (last or day):
        message = f"'{key}' is '{described[key]}', but the tables give {day}; correct it."
        yield _described("x-temporal", message)


@rule(
    "article-without-claims",
    needs={"articles": "article_id", "passages": "article_id kind", "claim_links": "resource"},
)
def articles_have_claims(context: Context) -> Iterator[Outcome]:
    """An article with a passage of body text has a row in a table of claims.

    Without one it looks as if nobody had coded it. Code it, or say in `x-silenced`, for its row in articles,
    why there is nothing to code.
    """
    tables = context.schemas["claim_links"].field("resource").enum
    for table in tables:
        if not context.has(table, "article_id"):
            yield Skipped("", absent(context, table))
            return
    if not tables or not all(context.clean(table, "article_id") for table in tables):
        return
    coded = {article for table in tables for _, article in context.rows(table, "article_id")}
    told = {article for _, article, kind in context.rows("passages", "article_id", "kind") if kind == BODY}
    for row, article in context.rows("articles", "article_id"):
        if article in told - coded:
            message = f"No table of claims has a row of '{article}', which has body text; code it."
            yield context.finding("articles", row, "article_id", message)


def _described(key: str, message: str) -> Finding:
    """A finding in the descriptor; the registry adds the name of the rule."""
    return Finding(DESCRIPTOR_NAME, None, key, "", message)
