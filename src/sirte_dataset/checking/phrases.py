"""The phrases of time of a package read again from their words, and the dates of claims that rest on them.

How a phrase is read stands in reading/lexicon.py, how a date may follow from one in reading/derivations.py;
what of it is a fault is for rules/time_expressions.py to say.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from ..errors import DataError
from ..reading.derivations import Derivation, Ground, derivation
from ..reading.lexicon import LEXICON, REASONS, Reading, Scene, Unread, normalised, read
from .context import Context
from .coverage import traced_tables
from .registry import told_by

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

COLUMNS = ("row", "article", "wording", "anchor", "date_stated", "read_as", "by")
AGREES, DIFFERS, UNREAD = "agrees", "differs", "not read"


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


def read_again(context: Context) -> list[Resolution]:
    """Every row of time_expressions with its reading, in the order of the articles.

    Raises DataError where the package lacks the tables for it.
    """
    for table, columns in READ.items():
        if not context.has(table, *columns.split()):
            raise DataError(f"The package has no usable table '{table}', so no phrase can be read again.")
    return resolutions(context)


def outcome(found: Resolution) -> str:
    """Whether the row has what the lexicon reads: one of agrees, differs, not read."""
    if found.reading is None:
        return UNREAD
    return AGREES if found.stated in found.reading.values else DIFFERS


def row(found: Resolution) -> dict[str, Any]:
    """One phrase by the names of COLUMNS; `by` is the entry of the lexicon, or why there is no reading."""
    read_as = " or ".join(found.reading.values) if found.reading else ""
    by = found.reading.entry if found.reading else f"not read: {found.reason}"
    cells = (found.name, found.article, found.wording, found.anchor, found.stated, read_as, by)
    return dict(zip(COLUMNS, cells, strict=True))


def summary(found: Sequence[Resolution]) -> str:
    """How many phrases there are, and how many are read again to what they have, to something else, not."""
    counts = Counter(map(outcome, found))
    return (
        f"{len(found)} phrases and happenings: {counts[AGREES]} read again as they are coded, "
        f"{counts[DIFFERS]} otherwise, {counts[UNREAD]} not read."
    )


def by_entry(found: Sequence[Resolution]) -> Counter[str]:
    """How many phrases each entry of the lexicon reads."""
    return Counter(one.reading.entry for one in found if one.reading)


def by_reason(found: Sequence[Resolution]) -> Counter[str]:
    """How many phrases are not read, by reason."""
    return Counter(one.reason for one in found if one.reading is None)


def to_json(found: Sequence[Resolution]) -> str:
    """The phrases as one JSON object with the keys agrees, phrases, reasons and lexicon."""
    report = {
        "agrees": all(outcome(one) != DIFFERS for one in found),
        "phrases": [_object(one) for one in found],
        "reasons": REASONS,
        "lexicon": {entry.name: entry.reading for entry in LEXICON},
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _object(found: Resolution) -> dict[str, Any]:
    reading = found.reading
    return {
        "row": found.name,
        "article": found.article,
        "wording": found.wording,
        "anchor": found.anchor,
        "date_stated": found.stated,
        "outcome": outcome(found),
        "values": list(reading.values) if reading else [],
        "entry": reading.entry if reading else None,
        "reason": found.reason or None,
    }


# --- reading


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


def rests(context: Context) -> Iterator[Rest]:
    """Every date of a claim whose evidence overlaps a dated phrase, with each such phrase."""
    scenes = publication_scenes(context)
    phrases = _phrases(context)
    claims = dated_claims(context)
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


class Claim(NamedTuple):
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


def dated_claims(context: Context) -> dict[tuple[str, str, str], Claim]:
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
                    claims[table, name, column] = Claim(row, article, day, basis)
    return claims


def _part(quote: str, phrase: _Phrase, scene: Scene | None) -> tuple[str, ...]:
    """What the lexicon reads from a quote that is a part of the phrase."""
    words, whole = normalised(quote), normalised(phrase.wording)
    if not words or words == whole or words not in whole:
        return ()
    reading, _ = _read_again(quote, scene, "")
    return reading.values if reading else ()
