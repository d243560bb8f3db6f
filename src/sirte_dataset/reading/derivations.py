"""How the date of a claim may follow from the phrase of time that it rests on: a closed table.

"On Sunday" may date what happened on it, what had happened by then, a count that runs up to it, or a plan
from then on. Which of these a claim means is the coder's to read; that it is one of them is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from .calendar import Span, ends
from .counting import Scene
from .edtf import bounds


class Ground(NamedTuple):
    """What a date rests on: the phrase's date in EDTF, the readings of the part of the phrase that is quoted,
    when the claim's article came out, whether the words around the phrase carry the date by themselves, and
    whether the claim tells a plan.
    """

    phrase: str
    part: tuple[str, ...]
    scene: Scene
    implied: bool
    planned: bool = False


class Derivation(NamedTuple):
    """One way from a phrase to a date: its name, its form (A to B is the phrase's date, P publication), what
    it is for, and the dates it leads to.
    """

    name: str
    form: str
    meaning: str
    dates: Callable[[Ground], tuple[str, ...]]


@cache
def derivation(date: str, ground: Ground) -> Derivation | None:
    """The first way that leads from the phrase to the date, None where there is none."""
    return next((way for way in DERIVATIONS if date in way.dates(ground)), None)


def _each_end(form: str) -> Callable[[Ground], tuple[str, ...]]:
    """The form with each end of the phrase's date that is not open."""
    return lambda ground: tuple(form.format(end) for end in ends(ground.phrase) if end)


def _from_start(form: str) -> Callable[[Ground], tuple[str, ...]]:
    """The form with the first point of the phrase's date, P being the last possible day of publication."""

    def dates(ground: Ground) -> tuple[str, ...]:
        start = ends(ground.phrase).start
        return (form.format(start, P=ground.scene.last),) if start else ()

    return dates


def _rest(ground: Ground) -> tuple[str, ...]:
    """What is left of the phrase's date for a plan, where the article came out after its first day."""
    start, end = ends(ground.phrase)
    first = ground.scene.first.isoformat()
    if not (ground.planned and start and end):
        return ()
    begun, over = str(bounds(start)[0]) < first, str(bounds(end)[1]) < first
    return (*Span(first, end).values(), f"{first}/..") if begun and not over else ()


def _month_about(ground: Ground) -> tuple[str, ...]:
    start = ends(ground.phrase).start
    return (f"{start[:7]}~",) if start and len(start) >= len("2016-05") else ()


def publication_dates(scene: Scene) -> tuple[str, ...]:
    """What follows from publication alone, for what happened, holds, went on until now, or is planned."""
    return f"[..{scene.last}]", scene.day(), f"../{scene.last}", f"{scene.first}/.."


DERIVATIONS = (
    Derivation(
        "the same",
        "A, [A..B], A/B",
        "The claim happens, holds or is said when the phrase says.",
        lambda ground: (ground.phrase,),
    ),
    Derivation(
        "part of the phrase",
        "what the lexicon reads",
        "The evidence quotes a part of the phrase, as 'mid-2014' of 'since mid-2014', and the claim has the "
        "date of that part.",
        lambda ground: ground.part,
    ),
    Derivation(
        "on or before",
        "[..A], [..B]",
        "The phrase dates the utterance, or what came after; what the claim tells lies on or before it.",
        _each_end("[..{}]"),
    ),
    Derivation(
        "up to",
        "../A, ../B",
        "A running total as of the phrase, or something that went on up to it.",
        _each_end("../{}"),
    ),
    Derivation(
        "from then on",
        "A/..",
        "What is planned at the phrase, or lasts from it on.",
        _from_start("{}/.."),
    ),
    Derivation(
        "from then to publication",
        "A/P",
        "What began at the phrase and, as the article tells it, still goes on.",
        _from_start("{}/{P}"),
    ),
    Derivation(
        "between it and publication",
        "[A..P]",
        "What was said or done after the phrase's day and before the article came out.",
        _from_start("[{}..{P}]"),
    ),
    Derivation(
        "the rest of it",
        "[P..B], P/B, P/..",
        "A plan for a time that had begun when the article came out, as 'this week' of a Tuesday. Only where "
        "the claim is planned.",
        _rest,
    ),
    Derivation(
        "its beginning",
        "A",
        "The beginning of what the phrase says lasts, as the start of a campaign 'since Aug. 1'.",
        _from_start("{}"),
    ),
    Derivation(
        "near it",
        "the month of A, ~",
        "The claim is told as near the phrase's date.",
        _month_about,
    ),
    Derivation(
        "publication alone",
        "[..P], P, ../P, P/..",
        "The words around the phrase carry the date by their tense; the phrase dates something else in the "
        "sentence. Only where the basis is inferred and the evidence implies the date.",
        lambda ground: publication_dates(ground.scene) if ground.implied else (),
    ),
)
