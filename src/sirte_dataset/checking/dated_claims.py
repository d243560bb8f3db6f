"""The dates of claims, and the phrases of time that they rest on.

How a date may follow from a phrase stands in reading/derivations.py; what of it is a fault is for
rules/time_expressions.py to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..reading.counting import Scene
from ..reading.derivations import Derivation, Ground, derivation
from ..reading.lexicon import normalised
from .context import PUBLISHED, Context
from .coverage import traced_tables
from .phrases import PHRASES, publication_scenes, read_or_reason
from .registry import told_rows

RESTS = {
    **PUBLISHED,
    PHRASES: "time_expression_id article_id start end wording date_stated date",
    "evidence": "resource row_id field article_id start end quote support",
}

DATES = ("date_stated", "date")

# What other rules say of a date; there is no need to say it again of what rests on it.
DATE_RULES = (
    *("date-order", "date-bounds", "date-basis", "date-source", "date-stated", "date-as-stated"),
    *("happened-before-publication", "planned-after-publication"),
)


class Rest(NamedTuple):
    """A date of a claim and the phrase that its evidence overlaps: the cell, the phrase, whether the phrase
    has its own reading, and the way from its date to the cell's, None where there is none.
    """

    table: str
    row: int
    column: str
    date: str
    phrase: str
    stated: str
    sound: bool
    way: Derivation | None


class Claim(NamedTuple):
    """A date of a claim: the number of its row, its article, the date and its basis, whether it is a plan."""

    row: int
    article: str
    date: str
    basis: str
    planned: bool


class _Phrase(NamedTuple):
    name: str
    start: int
    end: int
    wording: str
    stated: str
    date: str
    sound: bool


def rests(context: Context) -> Iterator[Rest]:
    """Every date of a claim whose evidence overlaps a dated phrase, with each such phrase."""
    scenes = publication_scenes(context)
    for table, field, claim, phrase, article, quote, support in meetings(context):
        scene = scenes[claim.article]
        implied = support == "implies" and claim.basis == "inferred"
        part = _part(quote, phrase, scenes.get(article))
        dates = dict.fromkeys((phrase.stated, phrase.date) if field == "date" else (phrase.stated,))
        grounds = (Ground(one, part, scene, implied, claim.planned) for one in dates if one)
        way = next(filter(None, (derivation(claim.date, ground) for ground in grounds)), None)
        shown = " or ".join(filter(None, dates))
        yield Rest(table, claim.row, field, claim.date, phrase.name, shown, phrase.sound, way)


def meetings(context: Context) -> Iterator[tuple[str, str, Claim, _Phrase, str, str, str]]:
    """Table, column and date of a claim, each dated phrase that a piece of its evidence overlaps, and the
    article, quote and support of that piece.
    """
    scenes = publication_scenes(context)
    phrases = _phrases(context)
    claims = dated_claims(context)
    evidence = context.frame("evidence", RESTS["evidence"])
    dated = evidence[evidence["field"].isin(DATES)].itertuples(name=None)
    for _, table, key, field, article, start, end, *words in dated:
        claim = claims.get((table, key, field))
        if claim is not None and claim.article in scenes:
            for phrase in phrases.get(article, ()):
                if phrase.start < int(end) and int(start) < phrase.end:
                    yield table, field, claim, phrase, article, words[0], words[1]


def dated_claims(context: Context) -> dict[tuple[str, str, str], Claim]:
    """The dates of claims that are not blank, by table, key and column."""
    claims = {}
    for table in traced_tables(context):
        if not context.has(table, "article_id", "date_stated", "date", "date_basis"):
            continue
        columns = [context.schemas[table].key, "article_id", "date_basis"]
        columns += ["realis"] if context.has(table, "realis") else []
        for field in DATES:
            for row, day, name, article, basis, *realis in context.rows(table, field, *columns):
                if day:
                    claims[table, name, field] = Claim(row, article, day, basis, realis == ["planned"])
    return claims


def _phrases(context: Context) -> dict[str, list[_Phrase]]:
    """By article, the phrases that have a date."""
    columns = ("article_id", "time_expression_id", "start", "end", "wording", "date_stated", "date")
    rules = (*DATE_RULES, "time-expression-wording", "time-expression-reading")
    told = told_rows(context, PHRASES, *rules)
    phrases: dict[str, list[_Phrase]] = {}
    for row, article, name, start, end, wording, stated, best in context.rows(PHRASES, *columns):
        if stated or best:
            phrase = _Phrase(name, int(start), int(end), wording, stated, best, row not in told)
            phrases.setdefault(article, []).append(phrase)
    return phrases


def _part(quote: str, phrase: _Phrase, scene: Scene | None) -> tuple[str, ...]:
    """What the lexicon reads from a quote that is a part of the phrase."""
    words, whole = normalised(quote), normalised(phrase.wording)
    if not words or words == whole or words not in whole:
        return ()
    reading, _ = read_or_reason(quote, scene)
    return reading.values if reading else ()
