"""Claims beside each other: none stands twice, and what repeats a claim belongs to the same event."""

from __future__ import annotations

from collections.abc import Iterator

from ..context import Context, Outcome
from ..registry import rule

SPANS = {"evidence": "resource row_id field article_id start end"}


@rule("entered-twice", needs=SPANS)
def rows_stand_once(context: Context) -> Iterator[Outcome]:
    """No two rows of a table have the same cells but for the key and, where evidence gives the words that
    each rests on, the note: there the words are the same too.

    What was entered twice is counted twice. Remove the second row and its evidence.
    """
    evidence = context.frames["evidence"]
    whole = evidence[evidence["field"].eq("")].drop_duplicates(["resource", "row_id"])
    traced = set(whole["resource"])
    for table, cells in context.frames.items():
        rests = "article_id" in cells  # on words, by which alike rows differ
        if table not in traced and (rests or len(context.schemas[table].primary_key) != 1):
            continue
        key = context.schemas[table].key
        if table in traced:
            spans = whole[whole["resource"].eq(table)].set_index("row_id")[["article_id", "start", "end"]]
            spans = spans.add_prefix("words ")
            cells = cells.drop(columns={"note"} - {key}, errors="ignore")
            cells = cells.join(spans, on=key).dropna(subset=["words start"])
            cells = cells[[*spans, *cells.columns.difference(spans.columns)]]
        columns = [name for name in cells if name != key]
        cells = cells[cells.duplicated(columns[:3], keep=False)]  # so few are compared in all
        twice = cells[cells.duplicated(columns)]
        if len(twice):  # of a key that stands twice, unique says so
            twice = twice[~context.frames[table][key].duplicated()[twice.index]]
        for row, name in zip(twice.index + 2, twice[key], strict=True):
            also = " and rests on the same words" if table in traced else ""
            message = f"'{name}' has the cells of a row above it{also}; remove it."
            yield context.finding(table, int(row), key, message)


REPEATING = ("repeats", "same_report")
LINK = "resource row_id other_resource other_row_id relation"


@rule(
    "linked-event",
    needs={"claim_links": LINK},
    each="event_id",
    after=("row-reference", "linked-contradiction"),
)
def repeats_are_of_one_event(context: Context) -> Iterator[Outcome]:
    """A row that repeats another is of the same event.

    What is told of two events is no repetition. Correct the link, or the event of one of them.
    """
    events = context.columns("event_id")
    for row, table, name, other, key, relation in context.rows("claim_links", LINK):
        one, two = events.get(table, {}).get(name), events.get(other, {}).get(key)
        if relation in REPEATING and None not in (one, two) and one != two:
            message = (
                f"'{name}' is of '{one or 'no event'}', '{key}' of '{two or 'no event'}': no repetition."
            )
            yield context.finding("claim_links", row, "relation", message)
