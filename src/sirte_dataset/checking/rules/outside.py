"""The public record beside the claims: sources that can be found again, figures, and what a comparison makes
of them.

The numbers as such are left to numbers.py, the pointers to references.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from ...reading.numbers import FIGURES
from ..context import Context, Outcome
from ..dated_claims import DATE_RULES
from ..registry import rule
from .numbers import SHARES

Bounds = tuple[float, float]

NUMBER = (*FIGURES, "quantifier")
COMPARED = ("resource", "row_id", "outside_figure_id")
SCOPE = ("place_id", "date_earliest", "date_latest")

# What a figure tells without counting anything.
UNCOUNTED = ("capture", "entry", "held", "withdrawal")

# The kinds of figure that count what a claim of the table does; in `casualties` the outcome says which.
COUNTED = {"strikes": ("strikes",), "strengths": ("fighters",), "control": ("share_held", *UNCOUNTED)}


@rule("source-found-again", needs={"sources": "source_id title published url"})
def sources_are_found_again(context: Context) -> Iterator[Outcome]:
    """A source that a date or an outside figure rests on has an address, or a title and a day of publication.

    What nobody can look up supports nothing. Give the address, or cite a source that has one.
    """
    columns = [(dated.table, dated.source) for dated in context.dated_tables() if dated.source]
    if context.has("outside_figures", "source_id"):
        columns.append(("outside_figures", "source_id"))
    cited = {source for table, column in columns for _, source in context.rows(table, column)}
    for row, source, title, published, url in context.rows("sources", "source_id title published url"):
        if source in cited and not url and not (title and published):
            lost = f"A date or a figure rests on '{source}', which cannot be found again"
            yield context.finding("sources", row, "url", f"{lost}; give its address.")


@rule("figure-number", needs={"outside_figures": "kind quantifier"})
def figures_have_numbers(context: Context) -> Iterator[Outcome]:
    """An outside figure has a quantifier exactly when its kind counts something.

    A toll without a number says nothing, and a capture has none. Give the number, or correct the kind.
    """
    for row, kind, quantifier in context.rows("outside_figures", "kind", "quantifier"):
        if bool(quantifier) == (kind in UNCOUNTED):
            found = f"'{quantifier}'" if quantifier else "blank"
            message = f"The quantifier is {found}, but the kind is '{kind}'."
            yield context.finding("outside_figures", row, "quantifier", message)


ONE_DAY, SPAN = ("incident", "day"), ("period", "month", "year", "whole_campaign")
AT_A_MOMENT = ("fighters", "share_held", "held")


@rule("figure-scope", needs={"outside_figures": "kind date_earliest date_latest scope"}, after=DATE_RULES)
def scopes_fit_figures(context: Context) -> Iterator[Outcome]:
    """A figure of an incident or a day has one day, one of a longer time has several; strengths and
    holdings, and nothing else, are told of a moment.

    A total taken for a day is counted twice. Correct the scope, the dates or the kind.
    """
    columns = "kind date_earliest date_latest scope"
    for row, kind, first, last, scope in context.rows("outside_figures", columns):
        if (kind in AT_A_MOMENT) != (scope == "moment"):
            message = f"The scope is '{scope}', but the kind is '{kind}'."
            yield context.finding("outside_figures", row, "scope", message)
        elif first and last and scope in (SPAN if first == last else ONE_DAY):
            message = f"The scope is '{scope}', but the days run from {first} to {last}."
            yield context.finding("outside_figures", row, "scope", message)


@rule(
    "comparison-figure",
    needs={
        "outside_figures": f"source_id {' '.join(NUMBER)}",
        "comparisons": f"outside_figure_id source_id {' '.join(NUMBER)}",
    },
)
def comparisons_name_figures(context: Context) -> Iterator[Outcome]:
    """A comparison with a number names the outside figure that it takes it from, and repeats its number and
    its source.

    The figure says of which day and scope the number is. Name the figure, or copy its number and its source.
    """
    known = context.by_key("outside_figures", "source_id", *NUMBER)
    for row, name, *cells in context.rows("comparisons", "outside_figure_id", "source_id", *NUMBER):
        if not name:
            if cells[-1]:
                message = "The comparison has a number; name the outside figure that it comes from."
                yield context.finding("comparisons", row, "outside_figure_id", message)
        elif name in known and known[name] != tuple(cells):
            message = f"'{name}' has another number or source: {', '.join(filter(None, known[name]))}."
            yield context.finding("comparisons", row, "outside_figure_id", message)


@rule("comparison-kind", needs={"outside_figures": "kind", "comparisons": " ".join(COMPARED)})
def comparisons_are_of_a_kind(context: Context) -> Iterator[Outcome]:
    """A claim with a number is compared with an outside figure that counts the same: dead with dead, strikes
    with strikes.

    A number of something else confirms and contradicts nothing. Choose the figure that counts what the claim
    counts.
    """
    kinds = context.column("outside_figures", "kind")
    for row, table, name, figure in context.rows("comparisons", *COMPARED):
        counted = _counted(context, table, name)
        if figure in kinds and counted and kinds[figure] not in counted:
            message = f"'{figure}' tells of '{kinds[figure]}'; the claim counts '{counted[0]}'."
            yield context.finding("comparisons", row, "outside_figure_id", message)


def _counted(context: Context, table: str, name: str) -> tuple[str, ...]:
    """The kinds of figure that count what a claim does."""
    if table == "casualties" and context.has("casualties", "outcome"):
        return context.by_key("casualties", "outcome").get(name, ())
    return COUNTED.get(table, ())


@rule(
    "comparison-relation",
    needs={
        "outside_figures": " ".join([*NUMBER, *SCOPE]),
        "comparisons": f"{' '.join(COMPARED)} relation relation_reason",
    },
)
def relations_follow(context: Context) -> Iterator[Outcome]:
    """A relation follows from the bounds of the two numbers, or a reason is given why it does not: bounds
    without a number in common contradict or revise, narrower bounds narrow, all others confirm; another place
    or other days make a context of any.

    A relation that the numbers do not carry misleads whoever does not look at them. Correct the relation, or
    say in `relation_reason` what it speaks of.
    """
    columns = (*COMPARED, "relation", "relation_reason")
    for row, table, name, figure, relation, reason in context.rows("comparisons", *columns):
        allowed = _relations(context, table, name, figure)
        if allowed and bool(reason) == (relation in allowed):
            column = "relation_reason" if reason else "relation"
            follows = f"{' or '.join(allowed)} follows from the numbers; the relation is '{relation}'"
            remedy = ", so no reason is needed." if reason else "; correct it or give the reason."
            yield context.finding("comparisons", row, column, follows + remedy)


def _relations(context: Context, table: str, name: str, figure: str) -> tuple[str, ...]:
    """The relations that the numbers of a claim and of a figure allow; none where one of them is missing."""
    claim = _claimed(context, table, name)
    outside = context.by_key("outside_figures", *NUMBER, *SCOPE).get(figure)
    if claim is None or outside is None or not outside[3]:
        return ()
    (low, high), scope = claim
    least, most = _bounds(*outside[:4])
    elsewhere = ("context",) if scope != outside[4:] else ()
    if most < low or high < least:
        return ("contradicts", "revises", *elsewhere)
    if low <= least and most <= high and (low, high) != (least, most):
        return ("narrows", *elsewhere)
    return ("confirms", *elsewhere)


def _claimed(context: Context, table: str, name: str) -> tuple[Bounds, tuple[str, ...]] | None:
    """The bounds of the number of a claim, and where and when it holds; None for a claim without a number."""
    if context.has(table, *NUMBER, *SCOPE):
        cells = context.by_key(table, *NUMBER, *SCOPE).get(name)
        return cells and (_bounds(*cells[:4]), cells[4:])
    if context.has(table, "extent", *SHARES, *SCOPE):
        cells = context.by_key(table, "extent", *SHARES, *SCOPE).get(name)
        if cells and cells[0] == "share":
            low, best, high = cells[1:4]
            return (float(low or best or 0), float(high or best or 100)), cells[4:]
    return None


def _bounds(low: str, best: str, high: str, quantifier: str) -> Bounds:
    """The least and the most that a number in words allows; 'about' is taken for a tenth up or down."""
    if quantifier == "about" and best:  # without it, the rule on quantifiers says so
        return float(best) * 9 / 10, float(best) * 11 / 10
    least = float(low or 0) + (quantifier == "more_than")
    most = float(high or inf) - (quantifier == "fewer_than")
    return least, most
