"""Points on which claims differ: each has its claims, and their cells bear out the kind it is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from ...reading.edtf import bounds
from ..context import Context, Outcome
from ..registry import rule

JOINED = {
    "discrepancies": "discrepancy_id kind",
    "discrepancy_claims": "discrepancy_id resource row_id",
}
# What two claims may be about: where these differ, so does their scope.
SCOPES = (
    *("article_id", "event_id", "place_id", "actor_id", "date_stated"),
    *("outcome", "unit", "victim_actor_id"),
)
NUMBERS = (("low", "best", "high"), ("share_low", "share_best", "share_high"))

Cells = Mapping[str, str]


@rule("discrepancy-claims", needs={"discrepancies": "discrepancy_id", "discrepancy_claims": "discrepancy_id"})
def discrepancies_have_claims(context: Context) -> Iterator[Outcome]:
    """A discrepancy has at least two claims that take part in it.

    One claim alone differs from nothing. Add the other claims, or remove the discrepancy.
    """
    if not context.clean("discrepancy_claims", "discrepancy_id"):
        return
    counts = Counter(name for _, name in context.rows("discrepancy_claims", "discrepancy_id"))
    for row, name in context.rows("discrepancies", "discrepancy_id"):
        if counts[name] < 2:
            message = f"'{name}' has {counts[name]} of the claims that differ; it takes two or more."
            yield context.finding("discrepancies", row, "discrepancy_id", message)


@rule("discrepancy-kind", needs=JOINED)
def kinds_follow_from_claims(context: Context) -> Iterator[Outcome]:
    """In a contradiction the dates or numbers of two claims exclude each other; in a scope two claims differ
    in what they are about.

    The kind tells a reader whether one of them must be wrong. Correct the kind, the claims that take part, or
    the cell that was misread.
    """
    claims = _claims(context)
    for row, name, kind in context.rows("discrepancies", "discrepancy_id", "kind"):
        pairs = list(combinations(claims.get(name, {}).values(), 2))
        if not pairs:
            continue  # discrepancy-claims says so
        if kind == "contradiction" and not any(exclude(one, two) for one, two in pairs):
            message = "By dates and numbers no two of its claims exclude each other; it is no contradiction."
            yield context.finding("discrepancies", row, "kind", message)
        elif kind == "scope" and not any(_other_scope(one, two) for one, two in pairs):
            message = "Its claims are about the same article, event, place, time and people; it is no scope."
            yield context.finding("discrepancies", row, "kind", message)


LINKED = "resource row_id other_resource other_row_id relation"


@rule("linked-contradiction", needs={**JOINED, "claim_links": LINKED})
def repeats_do_not_contradict(context: Context) -> Iterator[Outcome]:
    """Rows that a link calls a repetition of each other do not exclude each other in a contradiction.

    What is told twice cannot be counted once and also be settled one way. Remove the link, or correct the
    discrepancy.
    """
    claims = _claims(context)
    kinds = context.column("discrepancies", "kind")
    excluded = {
        frozenset(pair): name
        for name, told in claims.items()
        if kinds.get(name) == "contradiction"
        for pair in combinations(told, 2)
        if exclude(told[pair[0]], told[pair[1]])
    }
    for row, *claim, table, key, relation in context.rows("claim_links", LINKED):
        topic = excluded.get(frozenset((tuple(claim), (table, key))))
        if topic and relation in ("repeats", "same_report"):
            message = f"The rows exclude each other in '{topic}', so the one does not repeat the other."
            yield context.finding("claim_links", row, "relation", message)


def _claims(context: Context) -> dict[str, dict[tuple[str, str], Cells]]:
    """By discrepancy, the rows of the claims that take part in it, by table and key."""
    if "discrepancies" not in context.remembered:
        context.remembered["discrepancies"] = _joined(context)
    found: dict[str, dict[tuple[str, str], Cells]] = context.remembered["discrepancies"]
    return found


def _joined(context: Context) -> dict[str, dict[tuple[str, str], Cells]]:
    found: dict[str, dict[tuple[str, str], Cells]] = {}
    joined = context.frame("discrepancy_claims", JOINED["discrepancy_claims"])
    for table in joined["resource"].unique():
        if table not in context.frames or len(context.schemas[table].primary_key) != 1:
            continue
        key, names = context.schemas[table].key, context.schemas[table].names
        claims = context.frame(table, *names)
        claims = claims[claims[key].isin(joined["row_id"])]
        records = (dict(zip(names, row, strict=True)) for _, *row in claims.itertuples(name=None))
        rows = {row[key]: row for row in records}
        for _, name, _, claim in joined[joined["resource"].eq(table)].itertuples(name=None):
            if claim in rows:
                found.setdefault(name, {})[table, claim] = rows[claim]
    return found


def exclude(one: Cells, two: Cells) -> bool:
    """Whether two claims cannot both hold: their stated dates share no day, or their numbers no number."""
    dates = [bounds(cells["date_stated"]) for cells in (one, two) if cells.get("date_stated")]
    if len(dates) == 2 and apart(*dates):
        return True
    return any(
        apart(_interval(one, names), _interval(two, names))
        for names in NUMBERS
        if any(one.get(name) for name in names) and any(two.get(name) for name in names)
    )


def _interval(cells: Cells, names: tuple[str, ...]) -> tuple[float | None, float | None]:
    low, best, high = (float(cells[name]) if cells.get(name) else None for name in names)
    return (best if low is None else low), (best if high is None and low is None else high)


def apart(one: tuple[Any, Any], two: tuple[Any, Any]) -> bool:
    """Whether one span ends before the other begins; an open end, None, never does."""
    sides = ((one[1], two[0]), (two[1], one[0]))
    return any(None not in side and side[0] < side[1] for side in sides)


def _other_scope(one: Cells, two: Cells) -> bool:
    return one.keys() != two.keys() or any(one[name] != two[name] for name in SCOPES if name in one)
