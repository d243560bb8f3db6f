"""Rows that point to rows: every pointer ends somewhere, no row descends from itself, articles agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from ...descriptor import open_package
from ...errors import suggestion
from ...schemas import POINTERS, ForeignKey, TableSchema, table_schema
from ..context import Context, Outcome, absent
from ..findings import Finding, Skipped
from ..registry import rule

if TYPE_CHECKING:
    from pandas import DataFrame

# To look for the nearest of very many keys, for each of very many names, would take hours.
SUGGESTED, COMPARED = 20, 10_000


@rule("foreign-key")
def foreign_keys(context: Context) -> Iterator[Outcome]:
    """A cell that names a row of another table names one that is there.

    Joins drop or blank whatever points nowhere. Correct the identifier, or add the row that it names.
    """
    for table in context.frames:
        for key in context.schemas[table].foreign_keys:
            if not context.has(key.resource, *key.reference_fields):
                yield Skipped("", f"{table}.{key.fields[0]}: {absent(context, key.resource)}")
            elif not context.clean(key.resource, *key.reference_fields):
                yield Skipped("", f"{table}.{key.fields[0]}: {_unsound(key.resource)}")
            else:
                yield from _dangling(context, table, key)


def _unsound(table: str) -> str:
    """Why nothing is said of rows that point to this table: the fault there may be all that is wrong."""
    return f"the keys of '{table}' have findings of their own"


def _dangling(context: Context, table: str, key: ForeignKey) -> Iterator[Finding]:
    known = _distinct(context.frames[key.resource], key.reference_fields)
    lost = {parts for parts in _distinct(context.frames[table], key.fields) if any(parts)} - known
    cells = context.rows(table, *key.fields) if lost else ()
    wrong = [(row, ", ".join(parts)) for row, *parts in cells if tuple(parts) in lost]
    hints = _hints(wrong, (", ".join(parts) for parts in known))
    for row, name in wrong:
        message = f"'{name}' is not a row of {key.resource}; correct it or add the row.{hints.get(name, '')}"
        yield context.finding(table, row, key.fields[0], message)


def _distinct(frame: DataFrame, columns: Sequence[str]) -> set[tuple[str, ...]]:
    cells = [frame[column].tolist() for column in columns]
    return set(zip(*(cells if len(cells) > 1 else [set(cells[0])]), strict=True))


@rule("row-reference", each="resource row_id")
def row_references(context: Context) -> Iterator[Outcome]:
    """Where a table and a row of it are named in two columns, that row is there.

    A foreign key cannot say this, since the table differs from row to row. Correct the table or the
    identifier.
    """
    for resource, row_id in POINTERS:
        for table in context.tables_with(resource, row_id):
            yield from _lost(context, table, resource, row_id)


def _lost(context: Context, table: str, resource: str, row_id: str) -> Iterator[Outcome]:
    cells = context.frame(table, resource, row_id)
    for target in cells[resource].unique():
        names = cells.loc[cells[resource].eq(target), row_id]
        if target not in context.frames:
            yield Skipped("", f"{table}.{row_id}: {absent(context, target)}")
        elif not context.clean(target, *context.schemas[target].primary_key):
            yield Skipped("", f"{table}.{row_id}: {_unsound(target)}")
        elif len(context.schemas[target].primary_key) == 1:
            keys = context.keys(target)
            wrong = list(names[~names.isin(keys)].to_frame().itertuples(name=None))
            hints = _hints(wrong, keys)
            for row, name in wrong:
                message = (
                    f"'{name}' is not a row of {target}; correct it or add the row.{hints.get(name, '')}"
                )
                yield context.finding(table, row, row_id, message)


def _hints(wrong: Iterable[tuple[int, str]], known: Iterable[str]) -> dict[str, str]:
    """By name, for the first that are wrong, a suggestion of the key that was meant.

    It has the same digits: another number is another row, and no slip of the hand.
    """
    names = list(dict.fromkeys(name for _, name in wrong))[:SUGGESTED]
    keys = list(islice(known, COMPARED)) if names else []
    return {name: suggestion(name, (key for key in keys if _digits(key) == _digits(name))) for name in names}


def _digits(name: str) -> list[str]:
    return re.findall(r"\d", name)


USED = ("sources", "actors", "places")


@rule("source-used")
def rows_are_used(context: Context) -> Iterator[Outcome]:
    """Every outside publication, actor and place is named by a row of another table.

    What nothing rests on only looks like support. Name it where it was used, or remove it.
    """
    schemas, own = context.schemas, open_package()
    part = context.package.descriptor.get("name") == own.descriptor.get("name")  # of this dataset, perhaps
    known = {name: table_schema(name, own) for name in own.names if part} | dict(schemas)
    for name in dict.fromkeys([*context.unread(), *(known.keys() - context.frames.keys())]):
        if name not in known or any(pointers(known[name], target) for target in USED):
            yield Skipped("", f"rows may be named elsewhere: {absent(context, name)}")
            return
    for target in USED:
        used: set[str] = set()
        for table in context.frames.keys() - {target}:
            for column in pointers(schemas[table], target):
                used.update(context.frames[table][column])
        for row, name in context.rows(target, schemas[target].key) if target in context.frames else ():
            if name not in used:
                message = f"No row of another table names '{name}'; name it or remove it."
                yield context.finding(target, row, schemas[target].key, message)


def pointers(schema: TableSchema, target: str) -> list[str]:
    """The columns of a table that name rows of another."""
    return [key.fields[0] for key in schema.foreign_keys if key.resource == target]


@rule("parent-cycle")
def parent_cycles(context: Context) -> Iterator[Outcome]:
    """Going from a row to its parent, and on, comes to an end.

    A loop makes every walk up the tree endless. Find the row whose parent is wrong among those named.
    """
    for table in context.frames:
        schema = context.schemas[table]
        for key in schema.foreign_keys:
            if key.resource == table and key.reference_fields == schema.primary_key and len(key.fields) == 1:
                yield from _cycles(context, table, schema.key, key.fields[0])


def _cycles(context: Context, table: str, key: str, parent: str) -> Iterator[Finding]:
    parents: dict[str, str] = {}
    places: dict[str, int] = {}
    for row, name, above in context.rows(table, key, parent):
        parents[name], places[name] = above, row
    settled: set[str] = set()
    for start in parents:
        path: list[str] = []
        name = start
        while name in parents and name not in settled:
            settled.add(name)
            path.append(name)
            name = parents[name]
        if name in path:
            loop = [*path[path.index(name) :], name]
            message = f"The parents run in a circle: {' > '.join(loop)}; mend one of them."
            yield context.finding(table, places[name], parent, message)


@rule("passage-of-article", needs={"passages": "article_id"}, each="passage_id article_id")
def passages_of_articles(context: Context) -> Iterator[Outcome]:
    """A row that names a passage and an article names a passage of that article.

    Otherwise the words shown for it come from another text. Correct whichever of the two is wrong.
    """
    homes = context.column("passages", "article_id")
    for table, row, passage, article in context.each("passage_id", "article_id"):
        home = homes.get(passage, article)
        if table != "passages" and home != article:
            message = f"'{passage}' is a passage of {home}, but the row is of {article}."
            yield context.finding(table, row, "passage_id", message)


LINK = "resource row_id other_resource other_row_id"


@rule("link-to-itself", needs={"claim_links": LINK})
def links_to_themselves(context: Context) -> Iterator[Outcome]:
    """A link between two claims joins two different rows.

    A row that repeats or includes itself would be left out of its own total. Name the other row.
    """
    for row, resource, row_id, *other in context.rows("claim_links", LINK):
        if [resource, row_id] == other:
            message = f"The link joins '{row_id}' to itself; name the other row."
            yield context.finding("claim_links", row, "other_row_id", message)
