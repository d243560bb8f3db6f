"""The coverage of cells by evidence as a page: what a cell may follow from instead, and the count of every
column.
"""

from __future__ import annotations

from itertools import groupby

from ..checking.coverage import ORIGINS, Column, coverage
from ..checking.validation import sound_context
from .markdown import code, head, page, table

OPENING = """
Every cell that was coded from an article rests on words of it, which the table `evidence` points to, or
follows from other cells under one of the rules below. Nothing rests on nothing: `sirte evidence --coverage`
counts the cells and ends with status 1 when one does, and `sirte validate` names it (rule
`evidence-for-cells`). Keys and notes are not coded and not counted; blank cells claim nothing.

That words say what their cell says is checked as well, as far as a program can: numbers are read from their
quotes (rules `quoted-numbers` and `worded-numbers`), calendar dates too (`quoted-dates`), and phrases of time
by the [date lexicon](time-lexicon.md).
"""


def evidence() -> str:
    """The page docs/evidence.md. Raises DataError when a table is not sound."""
    counted = coverage(sound_context())
    parts = head("Evidence", "the table `evidence` and the tables of claims", OPENING)
    parts += ["## What a cell may follow from", _origins(counted), "## Columns", _total(counted)]
    for name, columns in groupby(counted, key=lambda column: column.table):
        parts += [f"### {name}", _columns(list(columns))]
    return page(parts)


def _origins(counted: list[Column]) -> str:
    cells = {each.name: sum(column.derived[each.name] for column in counted) for each in ORIGINS}
    rows = [(each.name, each.meaning, str(cells[each.name])) for each in ORIGINS]
    return table(("rule", "meaning", "cells"), rows)


def _total(counted: list[Column]) -> str:
    cells = sum(column.cells for column in counted)
    supported = sum(column.evidence for column in counted)
    missing = sum(len(column.missing) for column in counted)
    derived = cells - supported - missing
    follow = f"{derived} follow from others, {missing} rest on nothing"
    return f"Of {cells} cells, {supported} have evidence of their own, {follow}."


def _columns(columns: list[Column]) -> str:
    rows = [
        (
            code(column.name),
            *(str(column.counts()[name]) for name in ("cells", "evidence", "derived", "missing")),
            ", ".join(column.derived) or "-",
        )
        for column in columns
    ]
    return table(("column", "cells", "with evidence", "derived", "missing", "by"), rows)
