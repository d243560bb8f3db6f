"""Rules silenced with a reason: the list `x-silenced` of a descriptor, and what it takes out of a report.

An entry names a rule, if need be a table and a row of it, and says why its findings are no faults here. An
entry that cannot be understood, or silences nothing, is itself a finding, so that none outlives its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..descriptor import DESCRIPTOR_NAME, Package
from ..errors import suggestion
from .findings import Finding, Silenced

KEY = "x-silenced"
RULE = "silenced"
ENTRY_KEYS = ("rule", "table", "row", "reason")

# The table and the key of the row in which a finding lies, "" where it lies in none.
Placed = Callable[[Finding], tuple[str, str]]
Covered = tuple[str, str, str]  # rule, table, row


@dataclass(frozen=True)
class Silence:
    """One entry: the findings of a rule, in a table ("" for any), in a row given by its key ("" for any)."""

    rule: str
    reason: str
    table: str = ""
    row: str = ""

    @property
    def covered(self) -> Covered:
        """What the entry silences."""
        return self.rule, self.table, self.row

    def __str__(self) -> str:
        return ", ".join(filter(None, [f"rule '{self.rule}'", self.table, self.row]))


def read_silences(package: Package, rules: Collection[str]) -> tuple[list[Silence], list[Finding]]:
    """The entries of a descriptor, and a finding for each that cannot be understood."""
    listed = package.descriptor.get(KEY, [])
    if not isinstance(listed, list):
        return [], [_finding(f"Expected a list of objects with {', '.join(ENTRY_KEYS)}.")]
    entries: list[Silence] = []
    findings: list[Finding] = []
    for number, entry in enumerate(listed, start=1):
        problem = _problem(entry, package, rules)
        if problem:
            findings.append(_finding(f"Entry {number}: {problem}"))
        else:
            entries.append(Silence(**entry))
    return entries, findings


def coverings(rule: str, table: str, row: str) -> tuple[Covered, Covered, Covered]:
    """What an entry may cover to silence what the rule finds in this table and row, the narrowest first."""
    return (rule, table, row), (rule, table, ""), (rule, "", "")


def silence(
    found: Sequence[Finding], entries: list[Silence], judged: Collection[str], placed: Placed
) -> tuple[list[Finding], list[Silenced]]:
    """The findings that remain, with one for each entry that silences nothing, and those that are silenced.

    `judged` names the rules that were applied in full: of the others nobody can say what an entry silences.
    """
    remaining: list[Finding] = []
    silenced: list[Silenced] = []
    reasons = {entry.covered: entry.reason for entry in reversed(entries)}
    used: set[Covered] = set()
    for finding in found:
        covering = [asked for asked in coverings(finding.rule, *placed(finding)) if asked in reasons]
        used.update(covering)
        if covering:
            silenced.append(Silenced(finding, reasons[covering[0]]))
        else:
            remaining.append(finding)
    idle = (entry for entry in entries if entry.rule in judged and entry.covered not in used)
    remaining += (_finding(f"The entry for {entry} silences nothing; remove it.") for entry in idle)
    return remaining, silenced


def _problem(entry: Any, package: Package, rules: Collection[str]) -> str:
    """What is wrong with one entry, or ""."""
    if not isinstance(entry, Mapping) or not all(isinstance(value, str) for value in entry.values()):
        return f"expected an object with the texts {', '.join(ENTRY_KEYS)}."
    return next(_problems(entry, package, rules), "")


def _problems(entry: Mapping[str, str], package: Package, rules: Collection[str]) -> Iterator[str]:
    for key in entry:
        if key not in ENTRY_KEYS:
            yield f"the key '{key}' is not understood.{suggestion(key, ENTRY_KEYS)}"
    rule, table = entry.get("rule", ""), entry.get("table", "")
    if rule not in rules:
        yield f"'{rule}' is not a rule.{suggestion(rule, rules)} `sirte rules` lists them."
    if table and table not in package.names:
        yield f"there is no table '{table}'.{suggestion(table, package.names)}"
    if entry.get("row") and not table:
        yield "a row needs its table; name it."
    if not entry.get("reason", "").strip():
        yield f"'{rule}' is silenced without a reason; give it."


def _finding(message: str) -> Finding:
    return Finding(DESCRIPTOR_NAME, None, KEY, RULE, message)
