"""The second book: what the two codings and the decisions say stands in the tables, cell by cell.

How rows and codings are paired, and what was decided, is agreement/'s to say. They lie beside the data in
codings/, in a checkout and a source distribution.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...agreement.codings import CODERS, FOLDER, LAYOUTS
from ...agreement.released import Tables, Undecided, undecided
from ...errors import DataError
from ...files import refuse_outside
from ..context import Context, Outcome
from ..findings import Finding, Skipped
from ..registry import rule

FILES = [f"{FOLDER}/{coder}/{table}.csv" for coder in CODERS for table in LAYOUTS]
FILES += [f"{FOLDER}/adjudication.csv", f"{FOLDER}/review.csv"]
SPANS = "evidence_id resource row_id field passage_id start end"


@rule("double-entry", needs={"events": "event_id kind", "evidence": SPANS})
def cells_are_decided(context: Context) -> Iterator[Outcome]:
    """A cell that was coded twice is what a coder wrote and adjudication did not refuse; one that a decision
    names is as it was decided last.

    Nobody sees by looking that a holder, an outcome or a date was exchanged for another that is possible as
    well. Restore the cell, or enter in `codings/review.csv` who decides otherwise and why.
    """
    package = context.package
    if not all((package.folder / FOLDER / coder).is_dir() for coder in CODERS):
        yield Skipped("", "the package has no codings")
        return
    try:
        for file in FILES:
            refuse_outside(package.folder, file)
        found = list(undecided(_tables(context), package.folder / FOLDER))
    except DataError as problem:
        yield Finding(problem.file, problem.row, problem.column or "", "", problem.message)
        return
    for one in found:
        key = context.schemas[one.table].key
        rows = {cells[key]: row for row, cells in context.records(one.table)}
        if one.row_id in rows:  # and has no fault that is told already
            columns = (one.field, "event_id" if one.field else key)  # a kind is that of the event
            column = next(name for name in (*columns, key) if name in context.frames[one.table])
            yield context.finding(one.table, rows[one.row_id], column, _message(one))


def _tables(context: Context) -> Tables:
    """All rows by table and key, those with faults as well: they too stand for what was coded."""
    tables = {}
    for name, frame in context.frames.items():
        keys = context.schemas[name].primary_key
        if name != "evidence" and len(keys) == 1:
            columns = frame.columns.tolist()  # pandas' own index is slow to go through
            rows = zip(*(frame[column].tolist() for column in columns), strict=True)
            cells = (dict(zip(columns, row, strict=True)) for row in rows)
            tables[name] = {row[keys[0]]: row for row in cells}
    spans = (dict(zip(SPANS.split(), row[1:], strict=True)) for row in context.rows("evidence", SPANS))
    return {**tables, "evidence": {row["evidence_id"]: row for row in spans}}


def _message(one: Undecided) -> str:
    if not one.field:
        return f"Neither coding has '{one.row_id}', and no decision adds it; enter it in codings/review.csv."
    wanted = " or ".join(f"'{cell}'" if cell else "blank" for cell in one.wanted)
    said = f"decision {one.decision} says" if one.decision else "it was coded"
    cell = f"'{one.released:.60}'" if one.released else "a blank cell"
    return f"Found {cell}, but {said} {wanted:.120}; restore it, or enter the decision in codings/review.csv."
