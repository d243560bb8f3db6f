"""Where in a passage the words of which claims stand: it is cut in pieces that know the claims over them.

A piece ends wherever a claim's words begin or end, so that pieces never overlap and claims may. A copy
without the texts has a passage in outline: its published quotes, where they stand, and gaps between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..book import Row, letter

# Stands for each character that a public copy does not have.
UNKNOWN = "\ue000"
GAP = "…"


class Span(NamedTuple):
    """Words from `start` to `end` of an article on which a row rests, as a whole if no field is named."""

    start: int
    end: int
    resource: str
    row_id: str
    field: str


class Piece(NamedTuple):
    """A stretch of a passage and the rows that rest on it, each as (table, key), on the fewest words first.

    `told` are those whose words as a whole begin here, `letters` those of the others that begin here, as
    (table, letter, how many), `cells` the cells that rest on these very words, as (table, key, column).
    """

    words: str
    rows: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]
    letters: tuple[tuple[str, str, int], ...]
    cells: tuple[tuple[str, str, str], ...]


def spans(pieces: Iterable[Row]) -> list[Span]:
    """Rows of the table evidence as spans."""
    return [Span(p["start"], p["end"], p["resource"], p["row_id"], p["field"] or "") for p in pieces]


def outline(passage: Row, pieces: Iterable[Row]) -> str:
    """What a copy without texts knows of a passage: its quotes in their places, all else unknown."""
    words = [UNKNOWN] * (passage["end"] - passage["start"])
    for piece in pieces:
        start, quote = piece["start"] - passage["start"], piece["quote"] or ""
        if start >= 0 and piece["end"] <= passage["end"] and len(quote) == piece["end"] - piece["start"]:
            words[start : start + len(quote)] = quote
    return "".join(words)


def cut(words: str, start: int, marked: Sequence[Span]) -> list[Piece]:
    """The pieces of a passage whose words begin at `start` of the article; on a gap nothing rests."""
    pieces: list[Piece] = []
    before: set[tuple[str, str]] = set()
    told: set[tuple[str, str]] = set()
    for text, over in _stretches(words, start, marked):
        narrowest = sorted(over, key=lambda span: span.end - span.start)
        rows = tuple(dict.fromkeys((span.resource, span.row_id) for span in narrowest))
        whole = dict.fromkeys((span.resource, span.row_id) for span in over if not span.field)
        here = tuple(row for row in whole if row not in told)
        others = Counter((row[0], letter(row[1])) for row in rows if row not in before and row not in here)
        letters = tuple((*of, count) for of, count in others.items())
        cells = tuple((span.resource, span.row_id, span.field) for span in over if span.field)
        pieces.append(Piece(text, rows, here, letters, cells))
        before = set(rows)
        told.update(here)
    return pieces


def _stretches(words: str, start: int, marked: Sequence[Span]) -> Iterator[tuple[str, list[Span]]]:
    """Words between two borders of spans with the spans over them; unknown ones together as one gap."""
    end = start + len(words)
    inside = [span for span in marked if span.start < end and span.end > start]
    edges = {edge for span in inside for edge in (span.start, span.end) if start < edge < end}
    borders = sorted({start, end} | edges)
    in_gap = False
    for first, last in pairwise(borders):
        text = words[first - start : last - start]
        if UNKNOWN not in text:
            yield text, [span for span in inside if span.start < last and span.end > first]
        elif not in_gap:
            yield f" {GAP} ", []
        in_gap = UNKNOWN in text
