"""What a validation says: findings, each naming one cell and what is wrong with it, and the report that holds
them.

Knows nothing of how faults are found; validation.py collects them. Forms that other programs show beside the
lines of a file are reporting.py's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

SHOWN = 20  # findings of one rule in one file that a text names; nobody reads more to mend them
TO_SILENCE = (
    "No fault? Silence a rule, with the reason, in datapackage.json:"
    ' "x-silenced": [{"rule": "NAME", "table": "TABLE", "row": "KEY", "reason": "TEXT"}]'
)

_Told = TypeVar("_Told", bound="Finding | Skipped | Silenced")
Place = tuple[str, str]  # file, "" for none, and rule


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `row` counts as a spreadsheet does: the header is row 1, the first data row is row 2.

    `row` is None where the fault is the file's, `column` is "" where it is the whole row's or the file's.
    `row_id` is the key of the row, the cells of a key of several columns joined by ", "; "" where it has none
    or its table could not be read.
    """

    file: str
    row: int | None
    column: str
    rule: str
    message: str
    row_id: str = ""

    def __str__(self) -> str:
        row = "" if self.row is None else f"row {self.row}" + f" ({self.row_id})" * bool(self.row_id)
        return f"{', '.join(filter(None, [self.file, row, self.column]))}: {self.message} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule, or part of one, that could not be applied, and why."""

    rule: str
    reason: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"


@dataclass(frozen=True)
class Silenced:
    """A finding that the package itself declares no fault, and why."""

    finding: Finding
    reason: str

    def __str__(self) -> str:
        return f"{self.finding} Silenced: {self.reason}"


@dataclass(frozen=True)
class Report:
    """The outcome of a validation: what is wrong, what was not looked at, what is silenced, in which data.

    `content` is the hash of the files, "sha256:..."; "" where one of them cannot be read.
    """

    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    silenced: tuple[Silenced, ...] = ()
    content: str = ""

    @property
    def valid(self) -> bool:
        """Whether nothing was found. A rule that was skipped does not make a package invalid."""
        return not self.findings

    @property
    def verdict(self) -> str:
        """Whether the data are valid, or how many findings there are, in one line."""
        count = len(self.findings)
        verdict = "Valid: no findings" if self.valid else f"{count} finding{'s'[: count > 1]}"
        return f"{verdict}, {len(self.silenced)} silenced." if self.silenced else f"{verdict}."

    def to_text(self, limit: int | None = SHOWN) -> str:
        """One line for each finding, then what was silenced and skipped, the content, and the verdict.

        Of each rule at most `limit` are named in a file, all when it is None. Characters that a terminal
        would act on instead of showing them are written as escapes.
        """
        lines = _lines(self.findings, limit)
        if self.silenced:
            lines += ["Silenced:", *(f"  {line}" for line in _lines(self.silenced, limit))]
        if self.skipped:
            lines += ["Not checked:", *(f"  {line}" for line in _lines(self.skipped, limit))]
        if self.findings:
            lines.append(TO_SILENCE)
        if self.content:
            lines.append(f"Content: {self.content}")
        return "\n".join([*lines, self.verdict])

    def to_json(self, limit: int | None = None) -> str:
        """The report as one JSON object, as report.schema.json describes it.

        Of each rule at most `limit` findings are listed in a file, all when it is None; `not_listed` counts
        the others.
        """
        findings, more = at_most(self.findings, limit)
        silenced, more_silenced = at_most(self.silenced, limit)
        report = {
            "valid": self.valid,
            "content": self.content or None,
            "count": len(self.findings),
            "findings": findings,
            "skipped": self.skipped,
            "silenced": ({**_as_dict(one.finding), "reason": one.reason} for one in silenced),
            "not_listed": (
                {"file": file, "rule": rule, "count": count}
                for (file, rule), count in (more + more_silenced).items()
            ),
        }
        return as_json(report)


def as_json(document: Mapping[str, object]) -> str:
    """A JSON object, each entry of its lists on a line; it takes no more room than that text.

    A list may be an iterator: a million findings as nested, indented objects would take 2 GB.
    """
    return "{\n" + ",\n".join(f'  "{key}": {_listed(value)}' for key, value in document.items()) + "\n}"


def _listed(value: object) -> str:
    if not isinstance(value, Iterable) or isinstance(value, str | Mapping):
        return _in_json(value)
    entries = ",\n    ".join(map(_in_json, value))
    return f"[\n    {entries}\n  ]" if entries else "[]"


def _as_dict(told: Finding | Skipped) -> dict[str, object]:
    return {name: getattr(told, name) for name in told.__slots__}


_encoded = json.JSONEncoder(ensure_ascii=False, default=_as_dict).encode


def _in_json(value: object) -> str:
    """A value as JSON, in letters that can be read; what a terminal would act on as an escape."""
    text = _encoded(value)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def at_most(told: Sequence[_Told], limit: int | None) -> tuple[list[_Told], Counter[Place]]:
    """The first of what each rule says of a file, as many as the limit allows, and how many more."""
    counts: Counter[Place] = Counter()
    kept: list[_Told] = []
    for one in told:
        place = _place(one)
        counts[place] += 1
        if limit is None or counts[place] <= limit:
            kept.append(one)
    return kept, counts - Counter(dict.fromkeys(counts, limit)) if limit is not None else Counter()


def _place(told: Finding | Skipped | Silenced) -> Place:
    if isinstance(told, Skipped):
        return "", told.rule
    finding = told if isinstance(told, Finding) else told.finding
    return finding.file, finding.rule


def _lines(told: Sequence[_Told], limit: int | None) -> list[str]:
    """Each as a line of text, and a line for each rule and file of which there are more."""
    kept, more = at_most(told, limit)
    return [visible(line) for line in (*map(str, kept), *others(more))]


def others(more: Counter[Place]) -> list[str]:
    """What at_most() left out, in words."""
    return [f"{file or rule}: {count:,} more, not shown. [{rule}]" for (file, rule), count in more.items()]


def visible(text: str) -> str:
    """A text on one line; what a terminal would not show, or act on, as the escapes of Python."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
