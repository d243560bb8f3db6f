"""One finding for a row that is gone, where each row that names it would have one.

The rules tell of every cell that points nowhere, since other rules leave those rows alone; whoever reads the
report has one row to restore.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from .context import Context
from .findings import Finding

RULES = ("foreign-key", "row-reference", "released-id")
# How the messages of these rules begin: the key, and the table in which it does not stand.
GONE = re.compile(r"'(.+)' is (?:not a row of|gone from) (\w+)\b")


def folded(found: Iterable[Finding], context: Context) -> Iterator[Finding]:
    """The findings, those that name the same missing row as one in the file where it ought to stand."""
    naming: dict[tuple[str, str], list[Finding]] = {}
    for finding in found:
        gone = GONE.match(finding.message) if finding.rule in RULES else None
        if gone and gone[2] in context.frames:
            naming.setdefault((gone[2], gone[1]), []).append(finding)
        else:
            yield finding
    for (table, name), ones in naming.items():
        if len(ones) == 1:
            yield ones[0]
            continue
        counts = Counter(one.file for one in ones)
        places = ", ".join(f"{count} of {file}" for file, count in counts.items())
        message = (
            f"'{name}' is not a row of {table}, but these rows name it: {places}. Restore or correct it."
        )
        file, column = context.package.resource(table)["path"], context.schemas[table].primary_key[0]
        yield Finding(file, None, column, ones[0].rule, message)
