"""Which corruptions no check can see, or are none, and why: declared here, counted on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .mutants import Mutant


class Class(NamedTuple):
    """A kind of corruption that may pass, the reason, and which mutants are of it."""

    name: str
    reason: str
    holds: Callable[[Mutant], bool]


CLASSES: tuple[Class, ...] = ()


def unseen(mutant: Mutant) -> str:
    """The class of a mutant that may pass unnoticed, "" for none."""
    return next((each.name for each in CLASSES if each.holds(mutant)), "")
