"""The rules that no single column can check: named functions, each saying what it demands, why, and how to
mend a fault.

Importing this package fills RULES, name -> function of a Context, in the order in which they are applied.
"""

from ..registry import RULES, check_order
from . import (
    clauses,
    control,
    dates,
    discrepancies,
    events,
    identifiers,
    names,
    numbers,
    outside,
    package,
    passages,
    places,
    quotation_budget,
    quoted_words,
    references,
    support,
    texts,
    time_expressions,
)

__all__ = [
    "RULES",
    "clauses",
    "control",
    "dates",
    "discrepancies",
    "events",
    "identifiers",
    "names",
    "numbers",
    "outside",
    "package",
    "passages",
    "places",
    "quotation_budget",
    "quoted_words",
    "references",
    "support",
    "texts",
    "time_expressions",
]

check_order()
