"""Commands on versions of the package."""

from __future__ import annotations

import json

from ..errors import DataError
from .options import AllFlag, Changes, DatabaseFile, Findings, NamedVersion, NewVersion, OldVersion
from .output import print_data


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
