"""How far the two independent codings in codings/ agree: units, spans, fields and events.

compare() reads and aligns them and takes the figures; report.py prints these, differences.py lists what
differs. Which coding is right is decided by nobody here: that is adjudication.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..descriptor import checkout_folder
from . import measures
from .alignment import Unit, align
from .codings import FOLDER, LAYOUTS, read_codings

__all__ = ["Agreement", "compare"]


@dataclass(frozen=True)
class Agreement:
    """The aligned units of every table and the figures taken from them, before adjudication."""

    units: dict[str, tuple[Unit, ...]]
    unit_counts: tuple[measures.UnitCount, ...]
    spans: tuple[measures.SpanScore, ...]
    fields: tuple[measures.FieldScore, ...]
    events: measures.EventScore | None


def compare(folder: str | Path | None = None) -> Agreement:
    """Compare the codings in `folder`/first and `folder`/second, by default those of the repository.

    Raises UsageError where there are none and DataError for a file that is not what it should be.
    """
    codings = read_codings(checkout_folder(FOLDER) if folder is None else Path(folder))
    units = {table: align(*rows, LAYOUTS[table]) for table, rows in codings.items() if any(rows)}
    everything = tuple(unit for table in units.values() for unit in table)
    groups = {**units, "all tables": everything} if units else {}
    return Agreement(
        units=units,
        unit_counts=tuple(measures.count_units(name, group) for name, group in groups.items()),
        spans=tuple(measures.score_spans(name, group) for name, group in groups.items()),
        fields=tuple(score for name, group in units.items() for score in measures.score_fields(name, group)),
        events=measures.score_events(units.get("event_reports", ())),
    )
