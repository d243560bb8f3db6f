"""Codes in other schemes: each code has its counterpart, or a reason why it has none."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import suggestion
from ..context import Context, Outcome, absent
from ..findings import Skipped
from ..registry import rule

TABLE = "crosswalk_codes"
OURS = "resource field scheme target_field code"
THEIRS = "target_code match reason"


@rule("crosswalk-total", needs={TABLE: OURS})
def crosswalks_are_total(context: Context) -> Iterator[Outcome]:
    """For each scheme and column of it, a column of ours that is there has one row for each of its codes, or
    one row without a code for whatever stands in it.

    A code without a row would vanish in a translation, and nobody would miss it. Add the row, if need be with
    the match `none`, or correct the name.
    """
    groups: dict[tuple[str, ...], dict[str, list[int]]] = {}
    for row, *names, code in context.rows(TABLE, OURS):
        groups.setdefault(tuple(names), {}).setdefault(code, []).append(row)
    for (resource, field, *target), codes in groups.items():
        first = min(rows[0] for rows in codes.values())
        schema = context.schemas.get(resource)
        if schema is None:
            yield Skipped("", absent(context, resource))
        elif field not in schema.names:
            message = f"'{resource}' has no column '{field}'.{suggestion(field, schema.names)}"
            yield context.finding(TABLE, first, "field", message)
        else:
            wanted = ("",) if set(codes) == {""} else schema.field(field).enum
            what = f"{' '.join(target).strip()} and {resource}.{field}"
            found = [
                (first, f"No row is there for {what} '{each}'; add it.")
                for each in wanted
                if each not in codes
            ]
            for code, rows in codes.items():
                if code not in wanted:
                    found.append((rows[0], f"'{code}' is no code of {what}.{suggestion(code, wanted)}"))
                found += [(row, f"Another row is there for {what} '{code}'.") for row in rows[1:]]
            yield from (context.finding(TABLE, row, "code", message) for row, message in found)


@rule("crosswalk-match", needs={TABLE: THEIRS})
def crosswalks_give_reasons(context: Context) -> Iterator[Outcome]:
    """A code that does not fit exactly has a reason, and one that the scheme cannot say has no code there.

    What is lost or forced is told to a reader in these words alone. Give the reason, or correct the match.
    """
    for row, code, match, reason in context.rows(TABLE, THEIRS):
        if match != "exact" and not reason:
            message = f"The match is '{match}'; say what is lost or forced."
            yield context.finding(TABLE, row, "reason", message)
        if match == "none" and code:
            message = f"The match is 'none', but the code of the scheme is '{code}'; correct either."
            yield context.finding(TABLE, row, "match", message)
