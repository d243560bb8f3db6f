"""A report in the forms that other programs show beside the lines of a file: SARIF and commands of GitHub.

A finding names the row of a table; these name the line of the file, which is another where a cell has several
lines. What is found, and how it reads as text or JSON, is left to findings.py.
"""

from __future__ import annotations

import csv
import inspect
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..csvfiles import any_length
from .findings import SHOWN, Finding, Report, as_json, at_most, others, visible
from .rules import RULES

SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def github(report: Report, folder: Path, limit: int | None = SHOWN) -> str:
    """The report on a package in `folder` as workflow commands of GitHub, which mark the lines of a change.

    Of each rule at most `limit` findings are named in a file, all when it is None. The form:
    https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    """
    place = _Places(folder)
    kept, more = at_most(report.findings, limit)
    lines = []
    for one in kept:
        line = place.line(one)
        where = {"file": place.path(one.file), **({"line": line} if line else {}), "title": one.rule}
        shown = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in where.items())
        lines.append(f"::error {shown}::{_escaped(_message(one))}")
    for (file, rule), count in more.items():
        shown = f"file={_escaped(place.path(file), ':,')},title={_escaped(rule, ':,')}"
        lines.append(f"::error {shown}::{count:,} more, not shown.")
    if report.skipped:
        told = "%0A".join(_escaped(str(skipped)) for skipped in at_most(report.skipped, limit)[0])
        lines.append(f"::notice title=Not checked::{told}")
    return "\n".join([*lines, report.verdict])


def sarif(report: Report, folder: Path, version: str, limit: int | None = None) -> str:
    """The report on a package in `folder` as SARIF 2.1.0; `version` is that of this library.

    What is silenced is among the results, as suppressed; what was not checked among the notifications of the
    run. Of each rule at most `limit` findings are listed in a file, all when it is None.
    https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
    """
    place = _Places(folder)
    findings, more = at_most(report.findings, limit)
    silenced, more_silenced = at_most(report.silenced, limit)
    names = sorted({one.rule for one in (*findings, *(one.finding for one in silenced))})
    told = [*map(str, report.skipped), *others(more + more_silenced)]
    notes = [{"level": "note", "message": {"text": visible(note)}} for note in told]
    run = {
        "tool": {"driver": {"name": "sirte", "version": version, "rules": [_rule(name) for name in names]}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": chain(
            (_result(one, place) for one in findings),
            ({**_result(one.finding, place), **_suppressed(one.reason)} for one in silenced),
        ),
    }
    return f'{{"$schema": "{SARIF}", "version": "2.1.0", "runs": [{as_json(run)}]}}'


def _rule(name: str) -> dict[str, Any]:
    """A rule by its name; one of the registry with what it demands, why, and how to mend a fault."""
    demand, _, rest = (inspect.getdoc(RULES[name]) or "" if name in RULES else "").partition("\n\n")
    told = {"shortDescription": demand, "help": rest}
    return {"id": name, **{key: {"text": " ".join(text.split())} for key, text in told.items() if text}}


def _result(finding: Finding, place: _Places) -> dict[str, Any]:
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": quote(place.path(finding.file), errors="replace")}
    }
    if line := place.line(finding):
        physical["region"] = {"startLine": line}
    return {
        "ruleId": finding.rule,
        "level": "error",
        "message": {"text": visible(_message(finding))},
        "locations": [{"physicalLocation": physical}],
    }


def _suppressed(reason: str) -> dict[str, Any]:
    return {"suppressions": [{"kind": "external", "justification": reason}]}


def _message(finding: Finding) -> str:
    """What is wrong, after the key of the row and the column, which a line does not show."""
    place = ", ".join(filter(None, [finding.row_id, finding.column]))
    return f"{place}: {finding.message}" if place else finding.message


def _escaped(text: str, besides: str = "") -> str:
    """A text as it may stand in a workflow command, without what ends it and the signs in `besides`."""
    text = visible(text)  # and so on one line
    for char in "%" + besides:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


class _Places:
    """Where the findings of a package lie for somebody who stands in the working folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.starts = cache(self._starts)

    def path(self, file: str) -> str:
        """The path of a file from the working folder or, where the package lies elsewhere, from its own."""
        here = Path.cwd()
        return (self.folder / file).relative_to(here).as_posix() if self.folder.is_relative_to(here) else file

    def line(self, finding: Finding) -> int | None:
        """The line on which the row of a finding begins, None where it has no row."""
        if finding.row is None or not finding.file.endswith(".csv"):
            return finding.row
        starts = self.starts(finding.file)
        return starts[finding.row - 1] if finding.row <= len(starts) else finding.row

    def _starts(self, file: str) -> list[int]:
        """The lines on which the rows of a file begin, up to one that cannot be read."""
        starts = [1]
        try:
            with any_length(), (self.folder / file).open(encoding="utf-8", newline="") as text:
                rows = csv.reader(text, strict=True)
                starts += (rows.line_num + 1 for _ in rows)
        except (OSError, ValueError, csv.Error):
            pass  # which a finding tells
        return starts
