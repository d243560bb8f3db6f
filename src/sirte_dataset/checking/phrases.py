"""The phrases of time of a package read again from their words.

How a phrase is read stands in reading/lexicon.py. What of it is a fault is for rules/time_expressions.py to
say, which dates of claims rest on phrases for dated_claims.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from ..errors import DataError
from ..reading.counting import Scene, Unread
from ..reading.lexicon import Reading, read
from .context import PUBLISHED, Context
from .registry import is_silenced, told_rows

PHRASES = "time_expressions"
READ = {
    **PUBLISHED,
    PHRASES: "time_expression_id article_id passage_id start wording kind anchor date_stated note",
}

AGREES, DIFFERS, SILENCED, UNREAD = "agrees", "differs", "silenced", "not read"


class Resolution(NamedTuple):
    """A row of time_expressions read again: its reading, or None and the reason why there is none; whether
    the package silences a difference.
    """

    row: int
    name: str
    article: str
    wording: str
    anchor: str
    stated: str
    note: str
    reading: Reading | None
    reason: str
    silenced: bool


def read_again(context: Context) -> list[Resolution]:
    """Every row of time_expressions with its reading, in the order of the articles.

    Raises DataError where the package lacks the tables for it.
    """
    for table, columns in READ.items():
        if not context.has(table, columns):
            raise DataError(f"The package has no usable table '{table}', so no phrase can be read again.")
    return resolutions(context)


def outcome(found: Resolution) -> str:
    """Whether the row has what the lexicon reads: one of agrees, differs, silenced, not read."""
    if found.reading is None:
        return UNREAD
    if found.stated in found.reading.values and found.anchor == found.reading.anchor:
        return AGREES
    return SILENCED if found.silenced else DIFFERS


def summary(found: Sequence[Resolution]) -> str:
    """How many phrases there are, and how many are read again to what they have, to something else, not."""
    counts = Counter(map(outcome, found))
    silenced = f", {counts[SILENCED]} otherwise and silenced" if counts[SILENCED] else ""
    return (
        f"{len(found)} phrases and happenings: {counts[AGREES]} read again as they are coded, "
        f"{counts[DIFFERS]} otherwise{silenced}, {counts[UNREAD]} not read."
    )


def by_reason(found: Sequence[Resolution]) -> Counter[str]:
    """How many phrases are not read, by reason."""
    return Counter(one.reason for one in found if one.reading is None)


def resolutions(context: Context) -> list[Resolution]:
    """Every row of time_expressions read again from its words, its anchor and the day of publication.

    A phrase anchored in the text hangs on the dated phrase before it in the article; in a passage whose
    antecedent is lost, on one of the same passage only.
    """
    scenes = publication_scenes(context)
    lost = context.columns("antecedent_lost").get("passages", {})
    columns = "article_id start time_expression_id passage_id wording kind anchor date_stated note"
    before: dict[str, tuple[str, str]] = {}
    found = []
    rows = sorted(context.rows(PHRASES, columns), key=lambda cells: (cells[1], int(cells[2])))
    for row, article, _, name, passage, wording, kind, anchor, stated, note in rows:
        base = ""
        if anchor == "text" and article in before:
            home, day = before[article]
            base = day if home == passage or lost.get(passage) != "true" else ""
        reading, reason = read_or_reason(wording, scenes.get(article), base)
        reason = reason and _reason(reason, kind, anchor)
        silenced = is_silenced(context, "time-expression-reading", PHRASES, name)
        found.append(Resolution(row, name, article, wording, anchor, stated, note, reading, reason, silenced))
        if wording and stated:
            before[article] = (passage, stated)
    return found


@cache
def read_or_reason(wording: str, scene: Scene | None, base: str = "") -> tuple[Reading | None, str]:
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
    if anchor == "none" and kind in ("anaphor", "duration"):
        return "antecedent_lost" if kind == "anaphor" else "length"
    return reason


def publication_scenes(context: Context) -> dict[str, Scene]:
    """By article, the days on which it can have come out; articles of which they are not known are absent.

    So are those whose days other rules find fault with: nothing can be counted from them.
    """
    told = told_rows(context, "articles", "date-order", "date-bounds")
    return {
        article: Scene(date.fromisoformat(first), date.fromisoformat(last))
        for row, article, first, last in context.rows("articles", PUBLISHED["articles"])
        if first and last and row not in told
    }
