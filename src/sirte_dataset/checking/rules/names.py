"""The words behind an actor or a place: a name that the article has for it stands in them, or is implied."""

from __future__ import annotations

from collections.abc import Iterator

from ..context import Context, Outcome
from ..coverage import Filled, covered_tables, supported
from ..registry import rule
from .references import pointers

EVIDENCE = {"evidence": "resource row_id field article_id start end support"}
PLACES = {**EVIDENCE, "places": "place_id parent_place_id", "place_names": "place_id article_id name"}
ACTORS = {**EVIDENCE, "actor_names": "actor_id article_id name"}
ACTOR_COLUMNS = ("actor_id", "attributed_to", "relayed_by")
# What these say of a cell or of its evidence is not told once more.
AFTER = ("foreign-key", "same-clause", "sides-of-control", "control-fits-event")


@rule("place-in-words", needs=PLACES, texts=True, after=AFTER)
def places_stand_in_their_words(context: Context) -> Iterator[Outcome]:
    """The words that support a place hold a name that the article has for it, or for a part of it.

    Words without a place support none. Point to the words that name it, in another passage if need be, add
    the name, or leave the place blank.
    """
    names: dict[tuple[str, str], set[str]] = {}
    for _, place, article, name in context.rows("place_names", "place_id", "article_id", "name"):
        for whole in context.upwards(place):
            names.setdefault((article, whole), set()).add(name.casefold())
    for found, article, words, _ in _supported(context, "place_id"):
        known = names.get((article, found.cell), set())
        if not any(name in words or words in name for name in known):
            message = f"No name that {article} has for '{found.cell}' or a part of it is in its words."
            yield context.finding(found.table, found.row, found.column, message)


@rule("stated-actor", needs=ACTORS, texts=True, after=AFTER)
def stated_actors_stand_in_their_words(context: Context) -> Iterator[Outcome]:
    """Words that state an actor hold a name that the article has for it; others imply it.

    It tells apart what was read and what was concluded. Add the name to the article's names, point to words
    that have it, or write implies.
    """
    names: dict[tuple[str, str], set[str]] = {}
    for _, actor, article, name in context.rows("actor_names", "actor_id", "article_id", "name"):
        names.setdefault((article, actor), set()).add(name.casefold())
    for found, article, words, support in _supported(context, *ACTOR_COLUMNS):
        known = names.get((article, found.cell), set())
        if support == "states" and not any(name in words for name in known):
            message = f"No name that {article} has for '{found.cell}' is in the words that state it."
            yield context.finding(found.table, found.row, found.column, message)


def _supported(context: Context, *endings: str) -> Iterator[tuple[Filled, str, str, str]]:
    """Cells of claims in columns with these endings, with the article, words (in small letters) and support
    of each piece of evidence, as far as the texts are at hand.
    """
    tables = covered_tables(context)  # a list of names is not coded from its own evidence
    columns = {name for table in tables for name in context.schemas[table].names if name.endswith(endings)}
    span = ("article_id", "start", "end")
    for _, found, *place, support in supported(context, tables, columns, *span, "support"):
        if place[0] in context.texts:
            yield found, place[0], context.words(*place).casefold(), support


NAMES = {"actors": "actor_names", "places": "place_names"}


@rule("named-in-article", each="article_id", after=(*AFTER, "place-in-words", "stated-actor"))
def articles_name_them(context: Context) -> Iterator[Outcome]:
    """An actor or a place that a row of an article names has a name in that article; who takes part in an
    event has one in an article that reports it.

    Of whom an article never names it cannot speak. Correct the cell, or add the name as the article has it.
    """
    for target, names in NAMES.items():
        key = context.schemas[target].key if target in context.frames else ""
        if not key or not context.has(names, key, "article_id"):
            continue
        known = {(name, article) for _, name, article in context.rows(names, key, "article_id")}
        for table in context.tables_with("article_id"):
            for column in pointers(context.schemas[table], target) if table != names else ():
                for row, name, article in context.rows(table, column, "article_id"):
                    if name and (name, article) not in known:
                        message = f"{article} has no name for '{name}'; correct it or add the name."
                        yield context.finding(table, row, column, message)
        if target == "actors":
            yield from _nameless_parts(context, known)


def _nameless_parts(context: Context, known: set[tuple[str, str]]) -> Iterator[Outcome]:
    """The same of those who take part in events."""
    if not (context.has("event_reports", "event_id article_id") and context.has("event_actors", "event_id")):
        return
    reports = context.grouped("event_reports", "event_id article_id")
    for row, event, actor in context.rows("event_actors", "event_id actor_id"):
        articles = {article for _, article in reports.get(event, ())}
        if articles and not any((actor, article) in known for article in articles):
            message = f"No article that reports '{event}' has a name for '{actor}'; correct either."
            yield context.finding("event_actors", row, "actor_id", message)
