"""The commands that check a package: validate, rules, evidence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ..errors import UsageError
from .options import (
    CoverageFlag,
    Findings,
    LexiconFlag,
    Limit,
    PackagePath,
    Reasons,
    ReportFormat,
    Reports,
    RuleNames,
    SkippedRules,
)

if TYPE_CHECKING:
    from ..checking.findings import Report
    from ..checking.phrases import Resolution

PHRASE_COLUMNS = ("row", "article", "wording", "anchor", "date_stated", "read_as", "by")


def validate(
    path: PackagePath = None,
    rule: RuleNames = None,
    skip: SkippedRules = None,
    reason: Reasons = None,
    form: Reports = "text",
    limit: Limit = None,
) -> None:
    """Check a data package. Exit status: 0 valid, 1 findings, 2 wrong usage."""
    from ..checking.validation import validate as validation
    from .output import print_data

    names, reasons = skip or [], reason or []
    if len(names) != len(reasons):
        raise UsageError("Each --skip NAME needs its  --reason TEXT, and each reason its rule.")
    left_out = dict(zip(names, reasons, strict=True))
    report = validation(path, _progress if sys.stderr.isatty() else None, rule or None, left_out)
    print_data(_report(report, path, form, limit) + "\n")
    if not report.valid:
        raise typer.Exit(1)


def _report(report: Report, path: Path | None, form: str, limit: int | None) -> str:
    from ..checking.findings import SHOWN
    from ..checking.reporting import github, sarif
    from ..descriptor import open_package, package_folder

    folder = path or package_folder()
    folder = folder if folder.is_dir() else folder.parent
    if form == "github":
        return github(report, folder, limit or SHOWN)
    if form == "sarif":
        return sarif(report, folder, open_package().version, limit)
    return report.to_json(limit) if form == "json" else report.to_text(limit or SHOWN)


def _progress(step: str) -> None:
    from ..checking.findings import visible

    typer.echo(f"checking {visible(step)}", err=True)


def rules() -> None:
    """List the rules of sirte validate, each with what it demands."""
    import inspect

    from ..checking.rules import RULES
    from .output import print_rows

    demands = {name: (inspect.getdoc(rule) or "").partition("\n\n")[0] for name, rule in RULES.items()}
    rows = [{"rule": name, "demand": demand} for name, demand in demands.items()]
    print_rows(["rule", "demand"], rows, fold="demand")


def evidence(
    path: PackagePath = None,
    coverage: CoverageFlag = False,
    lexicon: LexiconFlag = False,
    form: Findings = "text",
) -> None:
    """Show what coded cells rest on. Exit status: 1 when one rests on nothing or a phrase reads otherwise."""
    if coverage == lexicon:
        raise UsageError("Give either --coverage or --lexicon.")
    complete = _print_coverage(path, form) if coverage else _print_lexicon(path, form)
    if not complete:
        raise typer.Exit(1)


def _print_coverage(path: Path | None, form: ReportFormat) -> bool:
    """Print the counts of every column, and return whether no cell rests on nothing."""
    from ..checking.coverage import COLUMNS, ORIGINS, coverage, to_json
    from ..checking.validation import sound_context
    from .output import print_data, print_rows

    columns = coverage(sound_context(path))
    missing = [{"table": one.table, "row": key, "column": one.name} for one in columns for key in one.missing]
    if form == "json":
        print_data(to_json(columns))
        return not missing
    print_rows(COLUMNS, [column.counts() for column in columns])
    print_data("\nA cell without evidence of its own may follow from one of these:\n\n")
    print_rows(("origin", "meaning"), [{"origin": o.name, "meaning": o.meaning} for o in ORIGINS], "meaning")
    print_data(f"\nCells that rest on nothing: {len(missing)}\n")
    if missing:
        print_rows(("table", "row", "column"), missing)
    return not missing


def _print_lexicon(path: Path | None, form: ReportFormat) -> bool:
    """Print every phrase of time with its reading, and return whether each row has it."""
    import json

    from ..checking.phrases import DIFFERS, by_reason, outcome, read_again, summary
    from ..checking.validation import sound_context
    from ..reading.counting import REASONS
    from ..reading.lexicon import LEXICON
    from .output import print_data, print_rows

    found = read_again(sound_context(path))
    agrees = all(outcome(one) != DIFFERS for one in found)
    phrases = [_phrase(one) for one in found]
    if form == "json":
        lexicon = {entry.name: entry.reading for entry in LEXICON}
        report = {"agrees": agrees, "phrases": phrases, "reasons": REASONS, "lexicon": lexicon}
        print_data(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    else:
        print_rows(PHRASE_COLUMNS, [_for_reading(each) for each in phrases])
        print_data(f"\n{summary(found)}\n\n")
        counts = by_reason(found)
        reasons = [{"reason": name, "phrases": counts[name], "meaning": REASONS[name]} for name in REASONS]
        print_rows(("reason", "phrases", "meaning"), reasons, fold="meaning")
    return agrees


def _for_reading(phrase: dict[str, Any]) -> dict[str, Any]:
    """A phrase with PHRASE_COLUMNS; `by` is the entry of the lexicon, or why there is no reading."""
    by = phrase["entry"] or f"not read: {phrase['reason']}"
    return {**phrase, "read_as": " or ".join(phrase["values"]), "by": by}


def _phrase(found: Resolution) -> dict[str, Any]:
    """A phrase with its reading and its outcome, for JSON."""
    from ..checking.phrases import outcome

    return {
        "row": found.name,
        "article": found.article,
        "wording": found.wording,
        "anchor": found.anchor,
        "date_stated": found.stated,
        "outcome": outcome(found),
        "values": list(found.reading.values) if found.reading else [],
        "entry": found.reading.entry if found.reading else None,
        "reason": found.reason or None,
    }
