"""The rules that no single column can check: named functions, each saying what it demands, why, and how to
mend a fault.

Importing this package fills RULES, name -> function of a Context, in the order in which they are applied.
"""

from . import (
    dates,
    events,
    evidence,
    identifiers,
    numbers,
    passages,
    places,
    quotation,
    quoted,
    references,
    texts,
    time_expressions,
)
from .base import RULES, Context, Outcome, Rule, rule

__all__ = [
    "RULES",
    "Context",
    "Outcome",
    "Rule",
    "dates",
    "events",
    "evidence",
    "identifiers",
    "numbers",
    "passages",
    "places",
    "quotation",
    "quoted",
    "references",
    "rule",
    "texts",
    "time_expressions",
]
