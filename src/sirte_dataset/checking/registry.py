"""The registry of rules: each under its name, with what it needs, applied once to a package.

The rules themselves stand in rules/, one subject each; what they look at is context.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import wraps

from .context import Context, Outcome, absent
from .findings import Finding, Skipped

Rule = Callable[[Context], Iterator[Outcome]]
RULES: dict[str, Rule] = {}


def rule(
    name: str, *, needs: Mapping[str, str] | None = None, each: str = "", texts: bool = False
) -> Callable[[Rule], Rule]:
    """Register a rule under a name.

    `needs` names the tables it cannot do without and, separated by spaces, their columns; `each` the columns
    of the tables that it looks at one by one, of which there must be at least one; `texts` says that it reads
    the article texts. Where the package lacks these the rule reports itself as skipped.
    """

    def register(function: Rule) -> Rule:
        @wraps(function)
        def apply(context: Context) -> Iterator[Outcome]:
            if name not in context.outcomes:
                reason = _lacking(context, needs or {}, each, texts)
                found = [Skipped(name, reason)] if reason else function(context)
                context.outcomes[name] = [replace(outcome, rule=name) for outcome in found]
            yield from context.outcomes[name]

        RULES[name] = apply
        return apply

    return register


def _lacking(context: Context, needs: Mapping[str, str], each: str, texts: bool) -> str:
    """Why a rule cannot be applied to this package, or ""."""
    for table, columns in needs.items():
        if table not in context.frames:
            return absent(context, table)
        for column in columns.split():
            if not context.has(table, column):
                return f"the table '{table}' has no usable column '{column}'"
    if each and not context.tables_with(*each.split()):
        return f"no table has the columns {', '.join(each.split())}"
    if texts and not context.texts:
        return "no article texts are attached"
    return ""


def told_by(context: Context, *names: str) -> set[tuple[str, int | None]]:
    """File and row of whatever these rules find, for a rule that would only tell the same fault again."""
    found = (outcome for name in names for outcome in RULES[name](context))
    return {(outcome.file, outcome.row) for outcome in found if isinstance(outcome, Finding)}
