"""The date lexicon as a page: how phrases of time are read, how each phrase of the articles reads, and how
the dates of claims may follow from phrases.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from ..checking.context import Context
from ..checking.dated_claims import rests
from ..checking.phrases import AGREES, Resolution, by_reason, outcome, read_again, summary
from ..checking.validation import sound_context
from ..reading.counting import REASONS
from ..reading.derivations import DERIVATIONS
from ..reading.lexicon import LEXICON
from .markdown import code, folded, head, page, table

OPENING = """
A phrase of time is read by this table, and by nothing else where the table has it: the words, what they are
counted from, and the day of publication give the date. The table follows the appendix of the codebook of the
UCDP Georeferenced Event Dataset, which bounds such phrases so that events can be placed in time. This dataset
differs from it in one principle: what the text leaves open stays open. A happening without a phrase lies on
or before publication, however long before; GED takes the three days before the report. The column GED tells
what its codebook does, with a dash where it is not known to have the phrase.

A phrase that covers several days has two readings, one moment within them (`[A..B]`) and all of them (`A/B`).
Which holds follows from the sentence around it, as does whether something 'since May' still goes on. A row
of `time_expressions` must have one of the readings. `sirte evidence --lexicon` checks it.
"""

PHRASES_INTRO = """
Each row of `time_expressions`, with what it has as `date_stated` and what the lexicon reads from its words,
its anchor and the publication of its article. A phrase anchored in the text hangs on the dated phrase before
it; in a passage whose antecedent is lost, only on one of the same passage. Where the lexicon does not read a
phrase, the note of its row says where its date comes from.
"""

CLAIMS_INTRO = """
The date of a claim whose evidence meets a phrase of time is the phrase's date or follows from it in one of
these ways; `sirte validate` finds any other (rule `time-expression-agrees`). A to B is the date of the
phrase, P the publication of the article. Cells are those of `date_stated` and `date`.
"""


def time_lexicon() -> str:
    """The page docs/time-lexicon.md. Raises DataError when a table is not sound."""
    context = sound_context()
    found = read_again(context)
    parts = head("Date lexicon", "the date lexicon and the table `time_expressions`", OPENING)
    parts += ["## Phrases", _entries(found), "## Phrases that are not read", _reasons(found)]
    parts += ["## Every phrase of the articles", folded(PHRASES_INTRO), folded(summary(found))]
    for article, rows in groupby(found, key=lambda one: one.article):
        parts += [f"### {article}", _phrases(list(rows))]
    parts += ["## From a phrase to the date of a claim", folded(CLAIMS_INTRO), _derivations(context)]
    return page(parts)


def _entries(found: list[Resolution]) -> str:
    counts = Counter(one.reading.entry for one in found if one.reading)
    rows = [(e.name, e.phrases, e.reading, e.ged or "-", str(counts[e.name])) for e in LEXICON]
    return table(("entry", "phrases", "reading", "GED", "rows"), rows)


def _reasons(found: list[Resolution]) -> str:
    counts = by_reason(found)
    rows = [(code(name), text, str(counts[name])) for name, text in REASONS.items()]
    return table(("reason", "meaning", "rows"), rows)


def _phrases(found: list[Resolution]) -> str:
    rows = [
        (one.name, one.wording or "-", code(one.anchor), code(one.stated) or "-", _read(one)) for one in found
    ]
    return table(("row", "wording", "anchor", "date_stated", "reading"), rows)


def _read(found: Resolution) -> str:
    """The entry that reads a phrase and what it reads, or why there is no reading."""
    if found.reading is None:
        return " ".join(filter(None, [f"not read: {code(found.reason)}.", found.note]))
    values = " or ".join(map(code, found.reading.values))
    return f"{found.reading.entry}: {values}{'' if outcome(found) == AGREES else f' ({outcome(found)})'}"


def _derivations(context: Context) -> str:
    ways: dict[tuple[str, int, str], str] = {}
    for rest in rests(context):
        if rest.way:
            ways.setdefault((rest.table, rest.row, rest.column), rest.way.name)
    counts = Counter(ways.values())
    rows = [(way.name, way.form, way.meaning, str(counts[way.name])) for way in DERIVATIONS]
    return table(("way", "date", "meaning", "cells"), rows)
