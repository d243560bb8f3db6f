"""The words behind an actor or a place: a name that the article has for it stands in them, or is implied."""

from __future__ import annotations

from collections.abc import Iterator

from ..context import Context, Outcome
from ..coverage import traced_tables
from ..registry import rule
from .clauses import upwards

EVIDENCE = {"evidence": "resource row_id field article_id start end support"}
PLACES = {
    **EVIDENCE,
    "places": "place_id parent_place_id",
    "place_names": "place_id article_id name",
}
ACTORS = {**EVIDENCE, "actor_names": "actor_id article_id name"}
ACTOR_COLUMNS = ("actor_id", "attributed_to", "relayed_by")


@rule("place-in-words", needs=PLACES, texts=True)
def places_stand_in_their_words(context: Context) -> Iterator[Outcome]:
    """The words that support a place hold a name that the article has for it, or for a part of it.

    Words without a place support none. Point to the words that name it, in another passage if need be, add
    the name, or leave the place blank.
    """
    parents = {place: above for place, (above,) in context.by_key("places", "parent_place_id").items()}
    names: dict[tuple[str, str], set[str]] = {}
    for _, place, article, name in context.rows("place_names", "place_id", "article_id", "name"):
        for whole in upwards(place, parents):
            names.setdefault((article, whole), set()).add(name.casefold())
    for line, article, place, words, _ in _supported(context, "place_id"):
        known = names.get((article, place), set())
        if not any(name in words or words in name for name in known):
            message = f"The words hold no name that {article} has for '{place}' or a part of it."
            yield context.finding("evidence", line, "start", message)


@rule("stated-actor", needs=ACTORS, texts=True)
def stated_actors_stand_in_their_words(context: Context) -> Iterator[Outcome]:
    """Words that state an actor hold a name that the article has for it; others imply it.

    It tells apart what was read and what was concluded. Add the name to the article's names, point to words
    that have it, or write implies.
    """
    names: dict[tuple[str, str], set[str]] = {}
    for _, actor, article, name in context.rows("actor_names", "actor_id", "article_id", "name"):
        names.setdefault((article, actor), set()).add(name.casefold())
    for line, article, actor, words, support in _supported(context, *ACTOR_COLUMNS):
        if support == "states" and not any(name in words for name in names.get((article, actor), ())):
            message = f"The words hold no name that {article} has for '{actor}', so they do not state it."
            yield context.finding("evidence", line, "support", message)


def _supported(context: Context, *endings: str) -> Iterator[tuple[int, str, str, str, str]]:
    """Line, article, value, words and support of the evidence for cells in columns with these endings."""
    cells: dict[tuple[str, str, str], str] = {}
    for table in traced_tables(context):
        if not context.has(table, "date_stated"):
            continue  # a list of names is not coded from its own evidence
        key = context.schemas[table].key
        for column in context.schemas[table].names:
            if column.endswith(endings):
                for _, name, cell in context.rows(table, key, column):
                    cells[table, name, column] = cell
    columns = EVIDENCE["evidence"].split()
    for line, table, name, field, article, start, end, support in context.rows("evidence", *columns):
        cell = cells.get((table, name, field))
        if cell and article in context.texts:
            yield line, article, cell, context.texts[article][int(start) : int(end)].casefold(), support
