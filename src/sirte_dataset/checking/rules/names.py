"""The words behind an actor or a place: a name that the article has for it stands in them, or is implied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

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
# What these say of a cell or of its evidence is not told once more.
AFTER = ("foreign-key", "same-clause", "sides-of-control", "control-fits-event")


class Supported(NamedTuple):
    """A cell that names an actor or a place, and the words that support it, in small letters."""

    table: str
    row: int
    column: str
    cell: str
    article: str
    words: str
    support: str


@rule("place-in-words", needs=PLACES, texts=True, after=AFTER)
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
    for found in _supported(context, "place_id"):
        known = names.get((found.article, found.cell), set())
        if not any(name in found.words or found.words in name for name in known):
            message = f"No name that {found.article} has for '{found.cell}' or a part of it is in its words."
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
    for found in _supported(context, *ACTOR_COLUMNS):
        known = names.get((found.article, found.cell), set())
        if found.support == "states" and not any(name in found.words for name in known):
            message = f"No name that {found.article} has for '{found.cell}' is in the words that state it."
            yield context.finding(found.table, found.row, found.column, message)


def _supported(context: Context, *endings: str) -> Iterator[Supported]:
    """The evidence for cells of claims in columns with these endings, as far as the texts are at hand."""
    cells: dict[tuple[str, str, str], tuple[int, str]] = {}
    for table in traced_tables(context):
        if not context.has(table, "date_stated"):
            continue  # a list of names is not coded from its own evidence
        key = context.schemas[table].key
        for column in context.schemas[table].names:
            if column.endswith(endings):
                for row, name, cell in context.rows(table, key, column):
                    cells[table, name, column] = row, cell
    columns = EVIDENCE["evidence"].split()
    for _, table, name, field, article, start, end, support in context.rows("evidence", *columns):
        row, cell = cells.get((table, name, field), (0, ""))
        if cell and article in context.texts:
            words = context.texts[article][int(start) : int(end)].casefold()
            yield Supported(table, row, field, cell, article, words, support)
