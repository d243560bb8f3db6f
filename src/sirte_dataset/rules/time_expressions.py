"""Phrases of time: each is read again from its words, and the claims that rest on it agree with it.

How phrases are read stands in time_lexicon.py, how a claim's date may follow from one in derivations.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ..coverage import supports, traced_tables
from ..derivations import Derivation, Ground, derivation, publication_dates
from ..findings import Finding, Skipped
from ..time_lexicon import Reading, Scene, Unread, normalised, read
from .base import Context, Outcome, rule, told_by

PHRASES = "time_expressions"
PUBLISHED = {"articles": "article_id published_earliest published_latest"}
READ = {
    **PUBLISHED,
    PHRASES: "time_expression_id article_id passage_id start wording kind anchor date_stated",
}
RESTS = {
    **PUBLISHED,
    PHRASES: "time_expression_id article_id start end wording date_stated date",
    "evidence": "resource row_id field article_id start end quote support",
}

# What other rules say of a date; there is no need to say it again here.
DATE_RULES = (
    *("date-order", "date-bounds", "date-basis", "date-source", "date-stated", "date-as-stated"),
    *("happened-before-publication", "planned-after-publication"),
)


class Resolution(NamedTuple):
    """A row of time_expressions read again: its reading, or None and the reason why there is none."""

    row: int
    name: str
    article: str
    wording: str
    anchor: str
    stated: str
    reading: Reading | None
    reason: str


@rule("time-expression-wording", needs={PHRASES: "wording kind"})
def wordings(context: Context) -> Iterator[Outcome]:
    """A phrase of time has its words; a happening without a phrase, which is of kind undated, has none.

    Without the words nobody can read the date again. Give the words, or correct the kind.
    """
    for row, wording, kind in context.rows(PHRASES, "wording", "kind"):
        if bool(wording) == (kind == "undated"):
            shown = f"'{wording}'" if wording else "blank"
            yield context.finding(
                PHRASES, row, "wording", f"The wording is {shown}, but the kind is '{kind}'."
            )


@rule("time-expression-reading", needs=READ)
def readings(context: Context) -> Iterator[Outcome]:
    """A phrase that the date lexicon reads has the anchor, and one of the dates, that the lexicon gives.

    Two readers of "last weekend" must come to the same days. Correct the date or the anchor, or the lexicon;
    `sirte evidence --lexicon` lists every phrase with its reading.
    """
    told = told_by(context, "time-expression-wording")
    for found in resolutions(context):
        finding = _misread(context, found)
        if finding and (finding.file, finding.row) not in told:
            yield finding


def _misread(context: Context, found: Resolution) -> Finding | None:
    """What is wrong with the row of a phrase that the lexicon reads."""
    if found.reading is None:
        return None
    entry, anchor, values = found.reading
    if found.stated not in values:
        shown = f"'{found.stated}'" if found.stated else "blank"
        phrase = f"'{found.wording}'" if found.wording else "A happening without a phrase"
        message = f"{phrase} is read as {' or '.join(values)} ({entry}); the cell is {shown}."
        return context.finding(PHRASES, found.row, "date_stated", message)
    if anchor != found.anchor:
        message = f"'{found.wording}' is read from '{anchor}' ({entry}); the anchor is '{found.anchor}'."
        return context.finding(PHRASES, found.row, "anchor", message)
    return None


def resolutions(context: Context) -> list[Resolution]:
    """Every row of time_expressions read again from its words, its anchor and the day of publication.

    A phrase anchored in the text hangs on the dated phrase before it in the article; in a passage whose
    antecedent is lost, on one of the same passage only.
    """
    scenes = publication_scenes(context)
    shuffled = _shuffled(context)
    columns = ("article_id", "start", "time_expression_id", "passage_id", "wording", "kind", "anchor")
    rows = list(context.rows(PHRASES, *columns, "date_stated"))
    before: dict[str, tuple[str, str]] = {}
    found = []
    for row, article, _, name, passage, wording, kind, anchor, stated in sorted(
        rows, key=lambda cells: (cells[1], int(cells[2]))
    ):
        base = ""
        if anchor == "text" and article in before:
            home, day = before[article]
            base = day if home == passage or passage not in shuffled else ""
        reading, reason = _read_again(wording, scenes.get(article), base)
        reason = reason and _reason(reason, kind, anchor)
        found.append(Resolution(row, name, article, wording, anchor, stated, reading, reason))
        if wording and stated:
            before[article] = (passage, stated)
    return found


def _read_again(wording: str, scene: Scene | None, base: str) -> tuple[Reading | None, str]:
    """The reading of a phrase, or the reason why there is none."""
    if scene is None:
        return None, "publication_range"
    try:
        return read(wording, scene._replace(base=base)), ""
    except Unread as problem:
        return None, problem.reason


def _reason(reason: str, kind: str, anchor: str) -> str:
    """Why a phrase is not read, as its kind and anchor tell."""
    if reason == "publication_range":
        return reason
    if kind == "frequency":
        return "frequency"
    if anchor == "event":
        return "event"
    if kind == "anaphor":
        return "antecedent_lost"
    return "length" if kind == "duration" and anchor == "none" else reason


def publication_scenes(context: Context) -> dict[str, Scene]:
    """By article, the days on which it can have come out; articles of which they are not known are absent.

    So are those whose days other rules find fault with: nothing can be counted from them.
    """
    told = told_by(context, "date-order", "date-bounds")
    file = context.package.resource("articles")["path"]
    columns = ("article_id", "published_earliest", "published_latest")
    return {
        article: Scene(date.fromisoformat(first), date.fromisoformat(last))
        for row, article, first, last in context.rows("articles", *columns)
        if first and last and (file, row) not in told
    }


def _shuffled(context: Context) -> set[str]:
    """The passages whose antecedent is lost."""
    if not context.has("passages", "passage_id", "antecedent_lost"):
        return set()
    rows = context.rows("passages", "passage_id", "antecedent_lost")
    return {passage for _, passage, lost in rows if lost == "true"}


# --- what rests on a phrase


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


@rule("time-expression-agrees", needs=RESTS, each="date_stated date_basis")
def claims_agree(context: Context) -> Iterator[Outcome]:
    """The date of a claim that rests on a phrase of time is the phrase's date, or follows from it.

    Dates of claims are made from phrases; once they differ, one of the two was changed alone. Correct the
    date, the phrase, or the evidence that joins them.
    """
    told = told_by(context, *DATE_RULES)
    cells: dict[tuple[str, int, str], list[Rest]] = {}
    for rest in rests(context):
        cells.setdefault((rest.table, rest.row, rest.column), []).append(rest)
    for (table, row, column), found in cells.items():
        if any(rest.way or not rest.sound for rest in found):
            continue  # of a phrase that is misread, time-expression-reading says so
        phrases = ", ".join(dict.fromkeys(f"{rest.phrase} ({rest.stated})" for rest in found))
        message = f"'{found[0].date}' rests on {phrases} and is no date that follows from it."
        finding = context.finding(table, row, column, message)
        if (finding.file, finding.row) not in told:
            yield finding


@rule("date-phrase", needs=RESTS, each="date_stated date_basis")
def stated_dates_rest_on_phrases(context: Context) -> Iterator[Outcome]:
    """A stated date rests on a phrase of time; without one it is inferred, from publication alone.

    What an article says of a day stands in words, and every such phrase has a row. Add the phrase, let the
    evidence point to it, or correct the date or its basis; from publication alone follow [..P], P, ../P and
    P/.., P being its day.
    """
    if not context.clean(PHRASES, *RESTS[PHRASES].split()):
        yield Skipped("", f"the rows of '{PHRASES}' have findings of their own")
        return
    scenes = publication_scenes(context)
    resting = {(rest.table, rest.row) for rest in rests(context) if rest.column == "date_stated"}
    supported = supports(context)
    told = told_by(context, *DATE_RULES)
    for (table, name, column), claim in _claims(context).items():
        if column != "date_stated" or claim.article not in scenes or (table, claim.row) in resting:
            continue
        if (table, name, column) not in supported:
            continue  # evidence-for-cells says so
        message = _unfounded(claim, scenes[claim.article])
        finding = context.finding(table, claim.row, column, message)
        if message and (finding.file, finding.row) not in told:
            yield finding


def _unfounded(claim: _Claim, scene: Scene) -> str:
    """What is wrong with a stated date that rests on no phrase, "" for nothing."""
    if claim.basis in ("stated", "relative"):
        return f"'{claim.date}' is '{claim.basis}', but its evidence meets no dated phrase of time."
    expected = publication_dates(scene)
    if claim.date not in expected:
        return f"'{claim.date}' meets no phrase of time; from publication alone follow {', '.join(expected)}."
    return ""


def rests(context: Context) -> Iterator[Rest]:
    """Every date of a claim whose evidence overlaps a dated phrase, with each such phrase."""
    scenes = publication_scenes(context)
    phrases = _phrases(context)
    claims = _claims(context)
    columns = RESTS["evidence"].split()
    for _, resource, row_id, field, article, start, end, quote, support in context.rows("evidence", *columns):
        claim = claims.get((resource, row_id, field))
        if claim is None or claim.article not in scenes:
            continue
        scene = scenes[claim.article]
        implied = support == "implies" and claim.basis == "inferred"
        for phrase in phrases.get(article, ()):
            if not (phrase.start < int(end) and int(start) < phrase.end):
                continue
            part = _part(quote, phrase, scenes.get(article))
            dates = dict.fromkeys((phrase.stated, phrase.date) if field == "date" else (phrase.stated,))
            ways = (derivation(claim.date, Ground(one, part, scene, implied)) for one in dates if one)
            way = next(filter(None, ways), None)
            shown = " or ".join(filter(None, dates))
            yield Rest(resource, claim.row, field, claim.date, phrase.name, shown, phrase.sound, way)


class _Phrase(NamedTuple):
    name: str
    start: int
    end: int
    wording: str
    stated: str
    date: str
    sound: bool


class _Claim(NamedTuple):
    row: int
    article: str
    date: str
    basis: str


def _phrases(context: Context) -> dict[str, list[_Phrase]]:
    """By article, the phrases that have a date."""
    columns = ("article_id", "time_expression_id", "start", "end", "wording", "date_stated", "date")
    told = told_by(context, *DATE_RULES, "time-expression-wording", "time-expression-reading")
    file = context.package.resource(PHRASES)["path"]
    phrases: dict[str, list[_Phrase]] = {}
    for row, article, name, start, end, wording, stated, best in context.rows(PHRASES, *columns):
        if stated or best:
            sound = (file, row) not in told
            phrase = _Phrase(name, int(start), int(end), wording, stated, best, sound)
            phrases.setdefault(article, []).append(phrase)
    return phrases


def _claims(context: Context) -> dict[tuple[str, str, str], _Claim]:
    """The dates of claims that are not blank, by table, key and column."""
    claims = {}
    for table in traced_tables(context):
        if not context.has(table, "article_id", "date_stated", "date", "date_basis"):
            continue
        key = context.schemas[table].key
        for column in ("date_stated", "date"):
            for row, name, article, day, basis in context.rows(
                table, key, "article_id", column, "date_basis"
            ):
                if day:
                    claims[table, name, column] = _Claim(row, article, day, basis)
    return claims


def _part(quote: str, phrase: _Phrase, scene: Scene | None) -> tuple[str, ...]:
    """What the lexicon reads from a quote that is a part of the phrase."""
    words, whole = normalised(quote), normalised(phrase.wording)
    if not words or words == whole or words not in whole:
        return ()
    reading, _ = _read_again(quote, scene, "")
    return reading.values if reading else ()
