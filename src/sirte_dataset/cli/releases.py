"""Commands on versions of the package."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import typer

from ..errors import DataError, UsageError
from .options import AllFlag, Changes, DatabaseFile, Findings, NamedVersion, NewVersion, OldVersion
from .output import print_data
from .upkeep import tell


def fingerprint(path: NamedVersion = None, database: DatabaseFile = None, form: Findings = "text") -> None:
    """Name the data of a version by its hashes. Exit status: 1 when a database holds other data.

    What they are, and how to compute them without this program: docs/versions.md.
    """
    from ..csvfiles import cell_text
    from ..release import fingerprints

    found = fingerprints.fingerprint(path)
    held = fingerprints.held(database) if database else None
    problem = fingerprints.difference(found, held) if held else ""
    compared = {**held._asdict(), "equal": not problem} if held else {}
    if form == "json":
        named = {**found._asdict(), **({"database": compared} if held else {})}
        print_data(json.dumps(named, indent=2) + "\n")
    else:
        lines = found._asdict() | {f"database {name}": cell_text(value) for name, value in compared.items()}
        print_data("".join(f"{name:18}{value or '-'}\n" for name, value in lines.items()))
    if problem:
        raise DataError(problem, file=str(database))


def diff(
    old: OldVersion, new: NewVersion = None, form: Changes = "text", everything: AllFlag = False
) -> None:
    """What changed from one version to another, and which part of the version's number that asks for.

    Rows are matched by their keys, columns by their names. A git:REV is looked up in the repository of the
    other version, else in that of the current folder.
    """
    from ..release import telling
    from ..release.diff import compare

    found = compare(old, new)
    if form == "text":
        print_data(telling.as_text(found, everything))
    elif form == "markdown":
        print_data(telling.as_markdown(found.changes, everything))
    else:
        told = [{"table": table, "row": row} for table, row in found.unlisted]
        rows = [change._asdict() for change in found.changes]
        whole = {"part": found.part, "unlisted": told, "changes": rows}
        print_data(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")


def release_or_say_why_not(
    stale_pages: Callable[[], list[str]],
    since: str | None,
    out: Path | None,
    record: bool,
    check: Path | None,
) -> None:
    """What `sirte release` does; the pages of docs/ are looked at when it is time to."""
    from ..descriptor import open_package
    from ..release.bundle import contents, differences, write_release
    from ..release.ledger import record as enter
    from ..release.readiness import checks

    package = open_package()
    if (out is not None) + record + (check is not None) > 1:
        raise UsageError("Give one of --record, --out and --check; each is a step of its own.")
    if check is not None:
        _list_or_exit(f"{check} is not what this checkout gives:", differences(check, package, since))
        typer.echo(f"{check} is what this checkout gives.")
        return
    reasons = []
    for checked in checks(package, since, stale_pages()):
        typer.echo(f"{'not ready' if checked.reasons else 'ready'}: {checked.what}")
        reasons += checked.reasons
    _list_or_exit(f"Version {package.version} cannot be released:", reasons)
    if record:
        tell(enter(package), check=False)
    elif out is not None:
        for file in write_release(out, package, since):
            typer.echo(file)
    else:
        typer.echo("Nothing was written. With --record the list of releases is; with --out DIR a new folder:")
        for name, what in contents(package).items():
            typer.echo(f"  {name}: {what}")


def _list_or_exit(heading: str, sentences: list[str]) -> None:
    """Print sentences below a heading and end with 1; where there are none, do nothing."""
    if sentences:
        typer.echo("\n".join([heading, *(f"- {sentence}" for sentence in sentences)]))
        raise typer.Exit(1)
