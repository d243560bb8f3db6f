"""Identifiers made of other cells say what those say. Whether they are unique is a matter of the schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..context import Context, Outcome
from ..registry import rule

SERIAL = re.compile("[1-9][0-9]*")


@rule("passage-id", needs={"passages": "passage_id article_id position"})
def passage_ids(context: Context) -> Iterator[Outcome]:
    """A passage's identifier is its article's, a dot, and its position in two digits or more: A000.07.

    People read the article and the place off the identifier. Correct the identifier or the position.
    """
    for row, name, article, position in context.rows("passages", "passage_id", "article_id", "position"):
        expected = f"{article}.{int(position):02d}"
        if name != expected:
            message = f"'{name}' does not fit article {article}, position {position}; expected '{expected}'."
            yield context.finding("passages", row, "passage_id", message)


@rule("evidence-id", needs={"evidence": "evidence_id resource row_id field"})
def evidence_ids(context: Context) -> Iterator[Outcome]:
    """An evidence identifier is the row, the field (or "row") and a serial from 1: C001.low.1.

    People read the cell off the identifier, and a serial tells two supports of one cell apart. Write it from
    its parts.
    """
    known: dict[str, set[str]] = {}
    for row, name, resource, row_id, field in context.rows("evidence", "evidence_id resource row_id field"):
        expected = f"{row_id}.{field or 'row'}."
        if name.startswith(expected) and SERIAL.fullmatch(name, len(expected)):
            continue
        if resource in context.frames and resource not in known:
            known[resource] = context.keys(resource)
        if row_id in known.get(resource, {row_id}):  # of others row-reference says so
            message = f"'{name}' does not fit its row and field; expected '{expected}' and a serial from 1."
            yield context.finding("evidence", row, "evidence_id", message)
