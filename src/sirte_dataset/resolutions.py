"""The phrases of time of a package, read again from their words: rows, counts and reasons, as text and JSON.

The reading is that of rules/time_expressions.py; here it is only set out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .errors import DataError
from .rules.time_expressions import READ, Resolution, resolutions
from .time_lexicon import LEXICON, REASONS

if TYPE_CHECKING:
    from .rules import Context

COLUMNS = ("row", "article", "wording", "anchor", "date_stated", "read_as", "by")
AGREES, DIFFERS, UNREAD = "agrees", "differs", "not read"


def read_again(context: Context) -> list[Resolution]:
    """Every row of time_expressions with its reading, in the order of the articles.

    Raises DataError where the package lacks the tables for it.
    """
    for table, columns in READ.items():
        if not context.has(table, *columns.split()):
            raise DataError(f"The package has no usable table '{table}', so no phrase can be read again.")
    return resolutions(context)


def outcome(found: Resolution) -> str:
    """Whether the row has what the lexicon reads: one of agrees, differs, not read."""
    if found.reading is None:
        return UNREAD
    return AGREES if found.stated in found.reading.values else DIFFERS


def row(found: Resolution) -> dict[str, Any]:
    """One phrase by the names of COLUMNS; `by` is the entry of the lexicon, or why there is no reading."""
    read_as = " or ".join(found.reading.values) if found.reading else ""
    by = found.reading.entry if found.reading else f"not read: {found.reason}"
    cells = (found.name, found.article, found.wording, found.anchor, found.stated, read_as, by)
    return dict(zip(COLUMNS, cells, strict=True))


def summary(found: Sequence[Resolution]) -> str:
    """How many phrases there are, and how many are read again to what they have, to something else, not."""
    counts = Counter(map(outcome, found))
    return (
        f"{len(found)} phrases and happenings: {counts[AGREES]} read again as they are coded, "
        f"{counts[DIFFERS]} otherwise, {counts[UNREAD]} not read."
    )


def by_entry(found: Sequence[Resolution]) -> Counter[str]:
    """How many phrases each entry of the lexicon reads."""
    return Counter(one.reading.entry for one in found if one.reading)


def by_reason(found: Sequence[Resolution]) -> Counter[str]:
    """How many phrases are not read, by reason."""
    return Counter(one.reason for one in found if one.reading is None)


def to_json(found: Sequence[Resolution]) -> str:
    """The phrases as one JSON object with the keys agrees, phrases, reasons and lexicon."""
    report = {
        "agrees": all(outcome(one) != DIFFERS for one in found),
        "phrases": [_object(one) for one in found],
        "reasons": REASONS,
        "lexicon": {entry.name: entry.reading for entry in LEXICON},
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _object(found: Resolution) -> dict[str, Any]:
    reading = found.reading
    return {
        "row": found.name,
        "article": found.article,
        "wording": found.wording,
        "anchor": found.anchor,
        "date_stated": found.stated,
        "outcome": outcome(found),
        "values": list(reading.values) if reading else [],
        "entry": reading.entry if reading else None,
        "reason": found.reason or None,
    }
