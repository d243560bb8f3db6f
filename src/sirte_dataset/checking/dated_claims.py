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
from .coverage import evidence_for, traced_tables
from .phrases import PHRASES, publication_scenes, read_or_reason
from .registry import told_rows

RESTS = {
    **PUBLISHED,
    PHRASES: "time_expression_id article_id start end wording date_stated date",
    "evidence": "resource row_id field article_id start end quote support",
}

DATES = ("date_stated", "date")
CLAIM = ("article_id", "date_stated", "date", "date_basis")

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


class Meeting(NamedTuple):
    """Table, column and date of a claim, a dated phrase that a piece of its evidence overlaps, and the
    article, quote and support of that piece.
    """

    table: str
    field: str
    claim: Claim
    phrase: _Phrase
    article: str
    quote: str
    support: str


def rests(context: Context) -> Iterator[Rest]:
    """Every date of a claim whose evidence overlaps a dated phrase, with each such phrase."""
    scenes = publication_scenes(context)
    for table, field, claim, phrase, article, quote, support in meetings(context, *DATES):
        scene = scenes[claim.article]
        implied = support == "implies" and claim.basis == "inferred"
        part = _part(quote, phrase, scenes.get(article))
        dates = dict.fromkeys((phrase.stated, phrase.date) if field == "date" else (phrase.stated,))
        grounds = (Ground(one, part, scene, implied, claim.planned) for one in dates if one)
        way = next(filter(None, (derivation(claim.date, ground) for ground in grounds)), None)
        shown = " or ".join(filter(None, dates))
        yield Rest(table, claim.row, field, claim.date, phrase.name, shown, phrase.sound, way)


def meetings(context: Context, *fields: str) -> Iterator[Meeting]:
    """Every dated phrase that a piece of evidence for a date of a claim, in these columns, overlaps."""
    scenes = publication_scenes(context)
    phrases = _phrases(context)
    words = "article_id start end quote support"
    for (table, field), lines in evidence_for(context, words, only=fields).items():
        claims = dated_claims(context, table, field)
        for _, key, article, start, end, *said in lines.itertuples(name=None) if claims else ():
            claim = claims.get(key)
            if claim is not None and claim.article in scenes:
                first, behind = int(start), int(end)
                for phrase in phrases.get(article, ()):
                    if phrase.start < behind and first < phrase.end:
                        yield Meeting(table, field, claim, phrase, article, *said)


def dated_claims(context: Context, table: str, field: str) -> dict[str, Claim]:
    """The dates in a column of a table that are not blank, by key; none where the table is not of claims."""
    if table not in traced_tables(context) or not context.has(table, *CLAIM):
        return {}
    columns = [context.schemas[table].key, "article_id", "date_basis"]
    columns += ["realis"] if context.has(table, "realis") else []
    claims = {}
    for row, day, name, article, basis, *realis in context.rows(table, field, *columns):
        if day:
            claims[name] = Claim(row, article, day, basis, realis == ["planned"])
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
    words, whole = normalised(quote) if quote else "", normalised(phrase.wording)
    if not words or words == whole or words not in whole:
        return ()
    reading, _ = read_or_reason(quote, scene)
    return reading.values if reading else ()
