"""How much the checks catch, as a page: what became of thousands of corruptions of the true package.

The counts are those that the tool for it, which is in the repository alone, keeps in docs/validation.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from ..descriptor import checkout_folder, open_package, read_json
from .markdown import code, folded, head, page, table

RESULT = "docs/validation.json"

OPENING = """
A check that nobody has seen fail is a hope. So the true package is corrupted, each time in one place, and
validated. A tool of the repository does so with every column of every table as its type and keys allow, with
whole files, with the descriptor and with the schemas. Hashes and counts are renewed after each corruption, as
somebody would who covers a mistake, except where the operator says otherwise. The counts are in
[validation.json](validation.json) as well.
"""

HOW = """
*Caught* is a corruption of which a finding names the file and the column (of a whole row, a file, the
descriptor or a schema: the file); *cell* counts those whose row is named as well, *noticed* those with a
finding anywhere, as where the contradiction shows in another file. A hash that is not the one of the last
release does not count, as it tells of no place. *Content alone* leaves out what compares with another book:
`double-entry`, which needs the codings of a checkout; `released-row`, which knows the digest of every row of
the last release, and names the column where the package that comes with the library still has the row; and
`unlike-version`, which compares with that package. These see any change, but not why it is wrong. *May pass*
are corruptions that no check can see or that change nothing, for a reason below.
"""

OTHERS = """
The same for those who know the schemas alone: the frame schemas of this library (pandera, after each cell is
read as its type), and `frictionless validate`. Frictionless is slow, so these counts are of a sample.
"""

PASSING = """
These were not caught without the texts, most of them with the texts neither. What has no reason here is a
hole, if perhaps only in the place that is told: what is noticed elsewhere is among them.
"""

GROUPS = {
    "format": "Cells that are badly written",
    "value": "Cells with another value",
    "meaning": "Cells that mean something else",
    "span": "Places in a text",
    "row": "Rows",
    "file": "Files",
    "descriptor": "The descriptor",
    "schema": "The schemas",
}
COUNTED = {
    "mutants": "mutants",
    "caught": "attached",
    "cell": "exact",
    "noticed": "noticed",
    "without texts": "detached",
    "content alone": "by_content",
    "may pass": "unseen_detached",
    "schemas alone": "frame_schemas",
}

Counts = Mapping[str, Any]


def validation() -> str:
    """The page docs/validation.md."""
    told = read_json(checkout_folder("docs") / "validation.json", RESULT)
    parts = head("What the checks catch", RESULT, OPENING)
    parts += [
        folded(_measured(told)),
        table(("", "with the texts", "without", "content alone"), _shares(told["all"])),
    ]
    parts += [folded(HOW), "## By corruption"]
    for group, entries in groupby(told["operators"], key=lambda entry: entry["group"]):
        parts += [f"### {GROUPS[group]}", table(("corruption", *COUNTED), [_row(entry) for entry in entries])]
    by_rule = [(code(rule), str(number)) for rule, number in told["rules"].items()]
    parts += ["## By rule", table(("rule", "corruptions that it tells nearest"), by_rule)]
    parts += ["## Other tools", folded(OTHERS), table(("", "caught", "share"), _others(told["by_others"]))]
    parts += ["## What may pass", folded(PASSING), table(("mutants", "why"), _passing(told["unseen"]))]
    return page(parts)


def _measured(told: Counts) -> str:
    same = open_package().descriptor.get("x-content") == told["content"]
    return (
        f"Measured on {told['measured']} with version {told['version']} ({code(told['content'])}), seed "
        f"{told['seed']}: {told['all']['mutants']} of {told['possible']} corruptions."
        + ("" if same else " The data have changed since.")
    )


def _shares(counts: Counts) -> list[list[str]]:
    """Of all mutants, and of those that have no reason to pass."""
    rows = []
    for what, aside in (("of all", False), ("of all but those that may pass", True)):
        shares = []
        for caught in ("attached", "detached", "by_content"):
            total = counts["mutants"] - counts[f"unseen_{caught}"] * aside
            shares.append(f"{counts[caught]} of {total} ({_share(counts[caught], total)})")
        rows.append([f"caught, {what}", *shares])
    return rows


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def _row(counts: Counts) -> list[str]:
    return [counts["operator"], *(str(counts[key]) for key in COUNTED.values())]


def _others(counts: Counts) -> list[tuple[str, str, str]]:
    who = {
        "`sirte validate`": "attached",
        "the same without the texts": "detached",
        "the frame schemas": "frame_schemas",
        "`frictionless validate`": "frictionless",
    }
    total = counts["mutants"]
    return [(name, f"{counts[key]} of {total}", _share(counts[key], total)) for name, key in who.items()]


def _passing(unseen: Mapping[str, int]) -> list[tuple[str, str]]:
    return [(str(number), reason or "no reason") for reason, number in unseen.items()]
