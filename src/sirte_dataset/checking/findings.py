"""What a validation says: findings, each naming one cell and what is wrong with it, and the report that holds
them.

Knows nothing of how faults are found; validation.py collects them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Finding:
    """One fault. `row` counts as a spreadsheet does: the header is row 1, the first data row is row 2.

    `row` is None where the fault is the file's, `column` is "" where it is the whole row's or the file's.
    """

    file: str
    row: int | None
    column: str
    rule: str
    message: str

    def __str__(self) -> str:
        place = [self.file, "" if self.row is None else f"row {self.row}", self.column]
        return f"{', '.join(filter(None, place))}: {self.message} [{self.rule}]"


@dataclass(frozen=True)
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

    def to_text(self) -> str:
        """One line for each finding, then what was silenced and skipped, the content, and the verdict."""
        lines = [str(finding) for finding in self.findings]
        if self.silenced:
            lines += ["Silenced:", *(f"  {silenced}" for silenced in self.silenced)]
        if self.skipped:
            lines += ["Not checked:", *(f"  {skipped}" for skipped in self.skipped)]
        count = len(self.findings)
        verdict = "Valid: no findings" if self.valid else f"{count} finding{'s'[: count > 1]}"
        if self.content:
            lines.append(f"Content: {self.content}")
        lines.append(f"{verdict}, {len(self.silenced)} silenced." if self.silenced else f"{verdict}.")
        return "\n".join(lines)

    def to_json(self) -> str:
        """The report as one JSON object with the keys valid, content, findings, skipped and silenced."""
        report = {
            "valid": self.valid,
            "content": self.content or None,
            "findings": [asdict(finding) for finding in self.findings],
            "skipped": [asdict(skipped) for skipped in self.skipped],
            "silenced": [{**asdict(one.finding), "reason": one.reason} for one in self.silenced],
        }
        return json.dumps(report, ensure_ascii=False, indent=2)
