"""Commands on versions of the package."""

from __future__ import annotations

import json

from .options import AllFlag, Changes, NewVersion, OldVersion
from .output import print_data


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
