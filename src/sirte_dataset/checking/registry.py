"""The registry of rules: each under its name, with what it needs, applied once to a package.

The rules themselves stand in rules/, one subject each; what they look at is context.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from graphlib import TopologicalSorter

from ..errors import DataError
from .context import Context, Outcome, absent
from .findings import Finding, Skipped
from .silenced_rules import coverings, read_silences

Rule = Callable[[Context], Iterator[Outcome]]
RULES: dict[str, Rule] = {}
AFTER: dict[str, Sequence[str]] = {}


def rule(
    name: str,
    *,
    needs: Mapping[str, str] | None = None,
    each: str = "",
    texts: bool = False,
    after: Sequence[str] = (),
) -> Callable[[Rule], Rule]:
    """Register a rule under a name.

    `needs` names the tables it cannot do without and, separated by spaces, their columns; `each` the columns
    of the tables that it looks at one by one, of which there must be at least one; `texts` says that it reads
    the article texts. Where the package lacks these the rule reports itself as skipped. `after` names rules
    that tell of the same faults: in a row in which one of them finds something, this one finds nothing.
    """

    def register(function: Rule) -> Rule:
        @wraps(function)
        def apply(context: Context) -> Iterator[Outcome]:
            if name not in context.outcomes:
                reason = _lacking(context, needs or {}, each, texts)
                found = [Skipped(name, reason)] if reason else _untold(context, function(context), after)
                context.outcomes[name] = [replace(outcome, rule=name) for outcome in found]
            yield from context.outcomes[name]

        RULES[name] = apply
        AFTER[name] = after
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
    if each and not context.tables_with(each):
        return f"no table has the columns {', '.join(each.split())}"
    if texts and not context.texts:
        return "no article texts are attached"
    return ""


def _untold(context: Context, found: Iterable[Outcome], after: Sequence[str]) -> Iterator[Outcome]:
    """What was found, without the findings in rows in which one of these rules finds something."""
    told = {(other.file, other.row) for other in _findings(context, after)}
    try:
        for outcome in found:
            if isinstance(outcome, Skipped) or (outcome.file, outcome.row) not in told:
                yield outcome
    except DataError as problem:  # a table whose key has several columns, where the rule needs one
        yield Skipped("", problem.message)


def told_rows(context: Context, table: str, *names: str) -> set[int | None]:
    """The rows of a table in which these rules find something, for a rule that cannot reason from them."""
    file = context.package.resource(table)["path"]
    return {found.row for found in _findings(context, names) if found.file == file}


def _findings(context: Context, names: Sequence[str]) -> Iterator[Finding]:
    for name in names:
        yield from (outcome for outcome in RULES[name](context) if isinstance(outcome, Finding))


def is_silenced(context: Context, name: str, table: str, row: str) -> bool:
    """Whether the package silences what a rule finds in a row of a table, given by its key."""
    if "silences" not in context.remembered:
        entries, _ = read_silences(context.package, RULES)
        context.remembered["silences"] = {entry.covered for entry in entries}
    return not context.remembered["silences"].isdisjoint(coverings(name, table, row))


def check_order() -> None:
    """Raises ValueError where a rule comes after one that does not exist or, in a circle, after itself."""
    for name, others in AFTER.items():
        for other in others:
            if other not in RULES:
                raise ValueError(f"the rule '{name}' comes after '{other}', which is no rule")
    TopologicalSorter(AFTER).prepare()
