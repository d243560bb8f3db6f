"""Quotes confirm their cells: the numbers and calendar dates in quoted words are read and compared.

How words are read stands in the room reading/. Whether a quote is what the article has there is for texts.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...reading.counting import Scene
from ...reading.derivations import Ground, derivation
from ...reading.lexicon import Reading
from ...reading.numbers import FIGURES, LANGUAGE, Figure, read_figure, read_percentage
from ..context import PUBLISHED, Context, Outcome
from ..coverage import Filled, supported, traced_tables
from ..dated_claims import DATE_RULES
from ..findings import Skipped
from ..phrases import publication_scenes, read_or_reason
from ..registry import rule, told_rows

COUNTED = (*FIGURES, "scale")
SHARES = tuple(f"share_{name}" for name in FIGURES)
NUMBER_RULES = ("number-order", "quantifier", "scale", "wording", "shares")
PHRASE_RULES = ("time-expression-reading", "time-expression-agrees", "date-phrase")
EVIDENCE_RULES = ("quote-length", "quote-text", "evidence-article")
QUOTES = {"evidence": "resource row_id field article_id quote support"}


@rule("quoted-numbers", needs=QUOTES, after=NUMBER_RULES)
def numbers(context: Context) -> Iterator[Outcome]:
    """The words quoted as evidence for a figure, a scale or a percentage give exactly that.

    A slip of the pen in a number is seen by nobody who does not compare. Correct the cell, or quote the words
    that give the number and nothing more.
    """
    foreign = _foreign(context)
    yield from _unread(foreign)
    for found, article, quote, _ in _quoted(context, *COUNTED, *SHARES):
        figure = read_percentage(quote) if found.column in SHARES else read_figure(quote)
        if not quote:
            message = f"The evidence for '{found.cell}' quotes nothing; quote the words that give the number."
        elif article in foreign:
            continue
        elif figure is None:
            message = f"'{found.cell}' cannot be confirmed: '{quote}' gives no number that can be read."
        elif _same(found.cell, figure.cell(found.column.removeprefix("share_"))):
            continue
        else:
            message = f"'{quote}' gives {_shown(figure, found.column)}, not '{found.cell}'."
        yield context.finding(found.table, found.row, found.column, message)


def _foreign(context: Context) -> dict[str, str]:
    """By article, its language, where that is not the one whose words are read."""
    languages = context.columns("language").get("articles", {})
    return {article: name for article, name in languages.items() if name.split("-")[0] != LANGUAGE}


def _unread(foreign: dict[str, str]) -> Iterator[Skipped]:
    for language in sorted(set(foreign.values())):
        yield Skipped("", f"the numbers of articles in '{language}': they are read in '{LANGUAGE}' alone")


@rule(
    "worded-numbers",
    each="article_id wording quantifier low best high scale",
    after=(*NUMBER_RULES, "quoted-numbers"),
)
def worded(context: Context) -> Iterator[Outcome]:
    """The wording of a number gives its quantifier, its figures and its scale.

    The wording is what a reader sees beside the figures. Correct whichever of them is wrong.
    """
    foreign = _foreign(context)
    yield from _unread(foreign)
    columns = ("article_id", "wording", "quantifier", *COUNTED)
    for table, row, article, wording, quantifier, *cells in context.each(*columns):
        message = _misworded(wording, quantifier, cells) if wording and article not in foreign else ""
        if message:
            yield context.finding(table, row, "wording", message)


def _misworded(wording: str, quantifier: str, cells: list[str]) -> str:
    """In what a number differs from its wording, "" for nothing."""
    figure = read_figure(wording)
    if figure is None:
        return f"'{wording}' gives no number that can be read; give the words of the number and nothing more."
    if figure.quantifier != quantifier:
        return f"'{wording}' is read as '{figure.quantifier}', but the quantifier is '{quantifier}'."
    for column, cell in zip(COUNTED, cells, strict=True):
        if not _same(cell, figure.cell(column)):
            return f"'{wording}' gives {_shown(figure, column)}, but the row has {cell or 'blank'}."
    return ""


def _same(cell: str, found: float | str | None) -> bool:
    """Whether a cell holds a figure or scale; blank is None or ""."""
    if isinstance(found, float):
        return bool(cell) and float(cell) == found
    return cell == (found or "")


def _shown(figure: Figure, column: str) -> str:
    found = figure.cell(column.removeprefix("share_"))
    shown = f"{found:g}" if isinstance(found, float) else found
    return f"{column} {shown or 'blank'}"


@rule(
    "quoted-dates",
    needs={**PUBLISHED, **QUOTES},
    each="date_stated date",
    after=(*DATE_RULES, *PHRASE_RULES),
)
def dates(context: Context) -> Iterator[Outcome]:
    """A calendar date quoted as evidence gives the date of the cell, or one that follows from it.

    "May 12" beside 2016-05-21 is a slip that no bound shows. Correct the cell, or quote the words it was read
    from; `sirte evidence --lexicon` lists how dates may follow from each other.
    """
    scenes = publication_scenes(context)
    tables = traced_tables(context)
    homes, plans = context.columns("article_id", tables), context.columns("realis", tables)
    bases = context.bases()
    for found, article, quote, support in _quoted(context, "date_stated", "date"):
        reading = _calendar(quote, scenes.get(article))
        home = homes.get(found.table, {}).get(found.key, "")
        if reading is None or home not in scenes:
            continue
        implied = support == "implies" and bases.get(found.table, {}).get(found.key) == "inferred"
        planned = plans.get(found.table, {}).get(found.key) == "planned"
        grounds = (Ground(value, (), scenes[home], implied, planned) for value in reading.values)
        if not any(derivation(found.cell, ground) for ground in grounds):
            message = (
                f"'{quote}' is {' or '.join(reading.values)}, and '{found.cell}' does not follow from it."
            )
            yield context.finding(found.table, found.row, found.column, message)


def _calendar(quote: str, scene: Scene | None) -> Reading | None:
    """The reading of a quote that names a day, a month or a year; None for any other."""
    reading, _ = read_or_reason(quote, scene) if quote else (None, "")
    return reading if reading and reading.anchor == "calendar" else None


def _quoted(context: Context, *columns: str) -> Iterator[tuple[Filled, str, str, str]]:
    """Cells of these columns, with the article, quote and support of each piece of evidence with which no
    other rule finds fault.
    """
    told = told_rows(context, "evidence", *EVIDENCE_RULES)
    own = ("article_id", "quote", "support")
    for line, found, *words in supported(context, traced_tables(context), columns, *own):
        if line not in told:
            yield found, *words
