"""The rules of estimates as a page: what each gives, and a worked example, made when the page is made.

The rules speak for themselves, in their docstrings. The claims of the examples are invented.
"""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import date
from typing import Any

from ..analysis.disagreement import FUNCTIONS
from ..analysis.estimates import RULES, apply_rule
from ..analysis.figures import READINGS, Figure, Link
from .markdown import bullets, code, folded, head, page, paragraphs, table

OPENING = """
What `sd.estimate(rule=...)` and `sd.compare_rules()` make of the claims that `sd.figures()` shows. A rule
gives low, best and high, the claims used and, with the reason, those left out. None gives the toll of the
battle: it says what these claims say by that rule.

Before any rule, these are left out: claims that the one they are attributed to denies; of claims that repeat
each other or go back to one report, as `claim_links` has it, all but the one that says most; claims without a
number; and claims that another chosen claim updates. So an added repeat changes no result, and neither does
the order of the claims.

No rule puts together what does not count one thing. Claims count one thing when outcome, unit, side, actor,
kind of victims, kind of count and event are alike, none of them includes or may include another, and the
event is a single incident; for running totals, for events with many incidents, and where there is no event,
place and date must be known and alike as well. Otherwise there is no figure, and the result says in what the
claims differ: narrow the selection. Two rules ask for less, and say so below: `latest_total`, which follows
one total through time, and `sum_of_parts`.

A wider claim about the same thing and day never narrows a result, but for two rules: `representative`, where
it may make another figure the most frequent, and `sum_of_parts`, where it may stand for the same people.
"""

READING = """
`scales=True` reads words without a number as numbers, in the result alone, never in the tables. It is a
reading of the codes: the word is a plural, so it begins at two of its kind, and it ends below the kind that
the next code counts in; "a few" is below about ten. Nothing follows thousands, which stay open.
"""

SCORING = """
`sd.disagreement()` scores how far the reports of each event differ, variable by variable, as the R package
eventreport 0.1.2 does (van Baalen and Höglund 2026, doi:10.1093/isq/sqag014), from which the rules
`conservative`, `representative` and `informative` come as well. The functions are in
`sirte_dataset.analysis.disagreement`, for any frame with a row per report:
"""


def estimates() -> str:
    """The page docs/estimates.md."""
    parts = head("Estimates", "the rules themselves", OPENING)
    parts += ["## Words as numbers", *paragraphs(READING)]
    rows = [(code(word), f"{low}", f"{high or 'open'}") for word, (low, high) in READINGS.items()]
    parts += [table(("scale", "at least", "at most"), rows), "## Rules"]
    for name, rule in RULES.items():
        parts += [f"### {name}", *paragraphs(inspect.getdoc(rule) or "")]
        for claims in EXAMPLES[name]:
            shown = [(claim.row_id, claim.in_words(), _more(claim)) for claim in claims]
            parts.append(table(("claim", "killed", "besides"), shown))
            parts.append(folded(f"> {apply_rule(name, claims)}", "> "))
    parts += ["## Disagreement", *paragraphs(SCORING)]
    parts.append(bullets([f"{code(score.__name__)}: {inspect.getdoc(score)}" for score in FUNCTIONS]))
    return page(parts)


def _more(claim: Figure) -> str:
    """What the example has to tell of a claim besides its figure."""
    told = [f"repeats {claim.same_as}" if claim.same_as != claim.row_id else ""]
    told += [f"running total up to {claim.date_latest}" if claim.count == "running_total" else ""]
    told += [f"in {' in '.join(claim.events)}"]
    own = [link for link in claim.links if link.row_id == claim.row_id]
    told += [f"{link.relation.replace('_', ' ')} {link.other}" for link in own]
    return "; ".join(filter(None, told))


def _killed(row_id: str, quantifier: str, *numbers: int, event: str = "E1") -> Figure:
    """An invented claim on the dead of one incident, all of one event E1."""
    limits = {"at_least": "low", "more_than": "low", "range": "low high", "exact": "low best high"}
    filled = (limits | {"about": "best"}).get(quantifier, "high").split()
    figures: dict[str, Any] = dict(zip(filled, numbers * (3 if quantifier == "exact" else 1), strict=True))
    claim = Figure(row_id, outcome="killed", quantifier=quantifier, count="single", same_as=row_id, **figures)
    return replace(claim, event_id=event, events=tuple(dict.fromkeys((event, "E1"))), one_incident=True)


def _total(row_id: str, quantifier: str, number: int, day: int) -> Figure:
    claim = _killed(row_id, quantifier, number)
    return replace(claim, count="running_total", date_latest=date(2031, 4, day))


_REPORTS = [
    _killed("X1", "exact", 12),
    replace(_killed("X2", "exact", 12), same_as="X1"),
    _killed("X3", "range", 12, 20),
    _killed("X4", "at_least", 15),
    _killed("X5", "range", 10, 20),
]
_LIMITS = [_killed("X1", "at_least", 20), _killed("X2", "fewer_than", 30), _killed("X3", "about", 25)]
_LINK = (Link("X4", "may_include", "X3"),)

# For each rule one or more sets of claims to apply it to.
EXAMPLES: dict[str, list[list[Figure]]] = {
    "conservative": [_REPORTS],
    "representative": [_REPORTS],
    "informative": [_REPORTS],
    "most_precise": [
        [_killed("X1", "range", 10, 20), _killed("X2", "range", 14, 16), _killed("X3", "at_least", 5)]
    ],
    "latest_total": [
        [_total("X1", "exact", 29, 9), _total("X2", "at_least", 40, 13), _killed("X3", "exact", 5)]
    ],
    "sum_of_parts": [
        [
            _killed("X1", "exact", 18, event="E2"),
            _killed("X2", "more_than", 3, event="E3"),
            replace(_killed("X3", "exact", 5, event="E4"), links=_LINK),
            replace(_killed("X4", "exact", 9, event="E5"), links=_LINK),
            _total("X5", "at_least", 40, 13),
        ]
    ],
    "bounds_only": [_LIMITS, [*_LIMITS, _killed("X4", "up_to", 15)]],
}
