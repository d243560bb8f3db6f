"""Phrases of time: each is read again from its words, and the claims that rest on it agree with it.

How phrases are read stands in reading/lexicon.py, how a claim's date may follow from one in
reading/derivations.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...reading.counting import Scene
from ...reading.derivations import publication_dates
from ..context import Context, Outcome
from ..coverage import supports
from ..dated_claims import DATE_RULES, RESTS, Claim, Rest, dated_claims, meetings, rests
from ..findings import Skipped
from ..phrases import PHRASES, READ, Resolution, publication_scenes, resolutions
from ..registry import rule


@rule("time-expression-wording", needs={PHRASES: "wording kind"})
def wordings(context: Context) -> Iterator[Outcome]:
    """A phrase of time has its words; a happening without a phrase, which is of kind undated, has none.

    Without the words nobody can read the date again. Give the words, or correct the kind.
    """
    for row, wording, kind in context.rows(PHRASES, "wording", "kind"):
        if bool(wording) == (kind == "undated"):
            shown = f"'{wording}'" if wording else "blank"
            message = f"The wording is {shown}, but the kind is '{kind}'."
            yield context.finding(PHRASES, row, "wording", message)


@rule("time-expression-reading", needs=READ, after=("time-expression-wording",))
def readings(context: Context) -> Iterator[Outcome]:
    """A phrase that the date lexicon reads has the anchor, and one of the dates, that the lexicon gives; the
    note of a phrase that it lacks says where the date comes from.

    Two readers of "last weekend" must come to the same days. Correct the date, the anchor or the note, or the
    lexicon; `sirte evidence --lexicon` lists every phrase with its reading.
    """
    for found in resolutions(context):
        column, message = _misread(found)
        if message:
            yield context.finding(PHRASES, found.row, column, message)


def _misread(found: Resolution) -> tuple[str, str]:
    """The column and the message of what is wrong with the row of a phrase, or two blanks."""
    if found.reading is None:
        message = f"The lexicon lacks '{found.wording}'; say in the note where '{found.stated}' comes from."
        lacking = found.reason == "needs_reading" and found.stated and not found.note
        return ("note", message) if lacking else ("", "")
    entry, anchor, values = found.reading
    if found.stated not in values:
        shown = f"'{found.stated}'" if found.stated else "blank"
        phrase = f"'{found.wording}'" if found.wording else "A happening without a phrase"
        return "date_stated", f"{phrase} is read as {' or '.join(values)} ({entry}); the cell is {shown}."
    message = f"'{found.wording}' is read from '{anchor}' ({entry}); the anchor is '{found.anchor}'."
    return ("anchor", message) if anchor != found.anchor else ("", "")


@rule("time-expression-agrees", needs=RESTS, each="date_stated date_basis", after=DATE_RULES)
def claims_agree(context: Context) -> Iterator[Outcome]:
    """The date of a claim that rests on a phrase of time is the phrase's date, or follows from it.

    Dates of claims are made from phrases; once they differ, one of the two was changed alone. Correct the
    date, the phrase, or the evidence that joins them.
    """
    cells: dict[tuple[str, int, str], list[Rest]] = {}
    for rest in rests(context):
        cells.setdefault((rest.table, rest.row, rest.column), []).append(rest)
    for (table, row, column), found in cells.items():
        if any(rest.way or not rest.sound for rest in found):
            continue  # of a phrase that is misread, time-expression-reading says so
        phrases = ", ".join(dict.fromkeys(f"{rest.phrase} ({rest.stated})" for rest in found))
        message = f"'{found[0].date}' rests on {phrases} and is no date that follows from it."
        yield context.finding(table, row, column, message)


@rule("date-phrase", needs=RESTS, each="date_stated date_basis", after=DATE_RULES)
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
    resting = {(one.table, one.claim.row) for one in meetings(context, "date_stated")}
    for table, supported in supports(context, "date_stated").items():
        for name, claim in dated_claims(context, table, "date_stated").items():
            if claim.article not in scenes or (table, claim.row) in resting or name not in supported:
                continue  # of one without evidence, evidence-for-cells says so
            message = _unfounded(claim, scenes[claim.article])
            if message:
                yield context.finding(table, claim.row, "date_stated", message)


def _unfounded(claim: Claim, scene: Scene) -> str:
    """What is wrong with a stated date that rests on no phrase, "" for nothing."""
    if claim.basis in ("stated", "relative"):
        return f"'{claim.date}' is '{claim.basis}', but its evidence meets no dated phrase of time."
    expected = publication_dates(scene)
    if claim.date not in expected:
        return f"'{claim.date}' meets no phrase of time; from publication alone follow {', '.join(expected)}."
    return ""
