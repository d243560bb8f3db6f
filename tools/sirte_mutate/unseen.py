"""Which corruptions no check can see, or are none, and why: declared here, counted on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .mutants import Mutant

# Columns of our own prose, and the parts of descriptor and schemas that are prose.
PROSE = frozenset(
    ("note", "published_note", "gloss", "title", "summary", "description", "abstract", "reason", "finding")
) | {"relation_reason", "resolution", "position", "topic", "rule", "scope", "place_detail", "composition"}
TOLD = frozenset({"title", "description", "x-meanings", "x-scope", "x-coverage", "x-unit", "keywords"})
MEASURED = frozenset({"words", "characters", "bytes", "sha256"})
SAME = frozenset({"rows in another order", "CRLF", "every cell quoted"})


class Class(NamedTuple):
    """A kind of corruption that may pass, the reason, and which mutants are of it."""

    reason: str
    holds: Callable[[Mutant], bool]


def _told(mutant: Mutant) -> bool:
    return mutant.group in ("descriptor", "schema") and bool(TOLD & set(mutant.place.split("/")))


# The first that holds counts; whatever a rule catches all the same is caught.
CLASSES = (
    Class(
        "Our own prose: another wording is as well formed, and no table says what it ought to be.",
        lambda mutant: bool(mutant.edits) and mutant.columns <= PROSE,
    ),
    Class("Prose of the descriptor or a schema, which states no fact that the tables have.", _told),
    Class(
        "How far a span reaches, or how long a text is, cannot be seen without the text.",
        lambda mutant: bool(mutant.edits) and mutant.columns <= {"start", "end", *MEASURED},
    ),
    Class(
        "The same cells are read: the rows of a table have no order of their own, and `sirte refresh` writes "
        "order, line ends and quotation marks anew.",
        lambda mutant: mutant.operator in SAME,
    ),
    Class(
        "The day on which a source was looked up: only who looked knows it.",
        lambda mutant: mutant.columns == {"seen_on"},
    ),
)


def unseen(mutant: Mutant) -> str:
    """Why a mutant may pass unnoticed, "" where it may not."""
    return next((each.reason for each in CLASSES if each.holds(mutant)), "")
