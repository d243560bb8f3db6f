"""The checks of `sirte validate` as a page: each rule with what it demands, why, and how to mend a fault.

The rules speak for themselves, in their docstrings: a sentence that demands, then one that gives the reason,
and the rest on mending. The checks that come before them, which have no function of their own, are told here.
"""

from __future__ import annotations

import inspect
import re
import sys
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from ..checking.findings import Finding, Report, Skipped
from ..checking.reporting import github
from ..checking.rules import RULES
from .markdown import block, code, folded, head, page, table

OPENING = """
What `sirte validate` checks, by the name that stands in square brackets at the end of each finding. Each
layer looks only at what the one before it left clean, so a fault is told once. A rule that lacks a table, a
column or the texts of the articles is listed as not checked; that is no finding. `sirte rules` lists the
rules, `sirte validate --rule NAME` applies some of them.

Where a finding is no fault, the package says so: `datapackage.json` may hold a list `x-silenced` of objects
with `rule`, `reason` and, to silence only so much, `table` and `row` (the key of the row). What is silenced
is still counted and shown, with its reason.
"""

REPORT_INTRO = """
A finding names its file, the row as a spreadsheet counts it, the row's key and the column. The text, which is
for reading, names the first 20 findings of each rule in a file and counts the others (`--limit`); what a
terminal would act on instead of showing it, such as a mark that turns the writing round, stands as an escape.
`--skip NAME --reason TEXT` leaves a rule out for once: the report lists it as not checked, with the reason.
"""
EXAMPLE = Report(
    (Finding("data/casualties.csv", 12, "low", "number-order", "low 9, high 2.", row_id="C000"),),
    (Skipped("quote-text", "no article texts are attached"),),
)
FORMATS = {
    "json": """
`--format json` is for other programs, and lists every finding. Its JSON Schema,
[report.schema.json](../src/sirte_dataset/checking/report.schema.json), comes with the library:
""",
    "github": """
`--format github` marks the lines of a change in a workflow of GitHub. A line is where the row begins:
""",
    "sarif": """
`--format sarif` is SARIF 2.1.0, which editors and code hosts show beside the lines, silenced findings as
suppressed. In a workflow of GitHub:
""",
}
UPLOAD = """
- run: sirte validate --format sarif > sirte.sarif
- if: always()
  uses: github/codeql-action/upload-sarif@v3
  with:
    sarif_file: sirte.sarif
"""

BASICS_INTRO = """
First the descriptor and the schemas, then each file and, against its schema, each cell. These are mended
where the finding points.
"""

BASICS = {
    "descriptor": "`datapackage.json` is a data package whose every key is understood, and names only plain "
    "files inside its folder.",
    "schema": "Each Table Schema is one whose every key is understood, and each code has its meaning.",
    "file": "Each table is a whole CSV file in UTF-8 with the columns of its schema.",
    "required": "A cell that may not be blank is not.",
    "integer": "The cell is a whole number in digits.",
    "number": "The cell is a number.",
    "boolean": "The cell is `true` or `false`.",
    "date": "The cell is a day of the calendar, year first.",
    "code": "The cell is one of the codes of its column.",
    "edtf": "The cell is a date in the part of EDTF that the dataset uses.",
    "pattern": "The cell has the form that its column asks for, such as that of an identifier.",
    "unique": "No other row has the same value or, where a key has several columns, the same values.",
    "minimum": "The number or date is not below the least that its column allows.",
    "maximum": "The number or date is not above the most that its column allows.",
    "silenced": "Each entry of `x-silenced` names a rule, gives a reason, and silences something.",
    "stale": "The file is the one that the descriptor counts and hashes; `sirte refresh` renews these after "
    "a change made on purpose.",
}


class Told(NamedTuple):
    """A rule in words."""

    demand: str
    reason: str
    mending: str


def rules() -> str:
    """The page docs/rules.md."""
    parts = head("Rules", "the rules themselves", OPENING)
    parts += ["## The report", folded(REPORT_INTRO), block("text", EXAMPLE.to_text())]
    parts += [folded(FORMATS["json"]), block("json", EXAMPLE.to_json())]
    parts += [folded(FORMATS["github"]), block("text", github(EXAMPLE, Path("my-package")))]
    parts += [folded(FORMATS["sarif"]), block("yaml", UPLOAD.strip())]
    parts += ["## Before the rules", folded(BASICS_INTRO)]
    parts.append(table(("check", "what it demands"), [(code(name), text) for name, text in BASICS.items()]))
    for module, names in groupby(RULES, key=lambda name: RULES[name].__module__):
        opening = (inspect.getdoc(sys.modules[module]) or "").split("\n\n")[0]
        parts += [f"## {module.rpartition('.')[2].capitalize()}", folded(opening)]
        for name in names:
            parts += _section(name, told(inspect.getdoc(RULES[name]) or ""))
    return page(parts)


def _section(name: str, rule: Told) -> list[str]:
    return [
        f"### {name}",
        folded(f"**{rule.demand}**"),
        folded(f"Why: {rule.reason}"),
        folded(f"To mend it: {rule.mending}"),
    ]


def told(docstring: str) -> Told:
    """A rule's docstring in its three parts; a part that is not there is blank."""
    demand, _, rest = docstring.partition("\n\n")
    reason, mending = [*re.split(r"(?<=[.?!])\s+(?=[A-Z`])", rest.strip(), maxsplit=1), ""][:2]
    return Told(" ".join(demand.split()), " ".join(reason.split()), " ".join(mending.split()))
