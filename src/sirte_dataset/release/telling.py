"""Changes as a reader wants them: by table, row and column, rows with the same change together.

As Markdown they are what the section "Data" of CHANGELOG.md is written from. Rows that follow others are
summed up and long texts only said to be reworded, unless everything is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sized
from itertools import groupby
from textwrap import indent

from ..documents.markdown import bullets, code
from .diff import FOLLOWING, Change, Comparison

LONG = 80  # characters of a text of several words that is told in full
PARTS = {
    "none": "The version may stay as it is.",
    "patch": "The version must rise in its patch part.",
    "minor": "The version must rise in its minor part.",
    "major": "The version must rise in its major part.",
}
ROUGHLY = "A database has no schema files: patterns, limits, unique keys, texts on tables are not compared."


def as_text(found: Comparison, everything: bool = False) -> str:
    """A comparison for a terminal: what it asks of the version, then table by table."""
    if not found.changes:
        return "No differences.\n" + (f"{ROUGHLY}\n" if found.from_database else "")
    old, new = (f"{name} ({version})" for name, version in zip(found.names, found.versions, strict=True))
    lines = [f"{old} to {new}: {_number(found.changes, 'change')}. {PARTS[found.part]}"]
    if found.from_database:
        lines.append(ROUGHLY)
    for table, told in _tables(found.changes, everything):
        lines += ["", table, *(f"  {line}" for line in told)]
    if found.unlisted:
        lines += ["", "Gone, and not listed as withdrawn:"]
        for table, rows in groupby(found.unlisted, key=lambda row: row[0]):
            lines.append(f"  {table} {_runs([row for _, row in rows])}")
    return "\n".join(lines) + "\n"


def as_markdown(changes: Iterable[Change], everything: bool = False) -> str:
    """Changes as a list of Markdown, a bullet a table."""
    tables = (
        f"- {code(table)}\n{indent(bullets(told), '  ')}\n" for table, told in _tables(changes, everything)
    )
    return "".join(tables) or "No differences.\n"


def _tables(changes: Iterable[Change], everything: bool) -> Iterator[tuple[str, list[str]]]:
    for table, found in groupby(changes, key=lambda change: change.table):
        yield table, list(_told(table, list(found), everything))


def _told(table: str, changes: list[Change], everything: bool) -> Iterator[str]:
    """The lines on one table: its schema, its rows, its cells; those of a new column are counted."""
    cells = [change for change in changes if change.what == "cell"]
    schema = [change for change in changes if change.what not in ("cell", "row")]
    yield from _schema_lines(schema, everything)
    brief = not everything and (table in FOLLOWING or any(change.what == "table" for change in schema))
    new = [change.row for change in changes if change.what == "row" and change.old is None]
    gone = [change.row for change in changes if change.what == "row" and change.new is None]
    for rows, told in ((new, _number(new, "new row")), (gone, f"{_number(gone, 'row')} gone")):
        if rows:
            yield told + ("" if brief else f": {_runs(rows)}")
    for column in () if everything else (change.column for change in schema if change.what == "column"):
        if filled := [change.row for change in cells if change.column == column]:
            yield f"{code(column)} filled in {_number(filled, 'row')}"
            cells = [change for change in cells if change.column != column]
    if brief and cells:
        yield f"{_number(cells, 'cell')} changed in {_number({change.row for change in cells}, 'row')}"
    elif cells:
        yield from _gathered(cells, everything)


def _schema_lines(changes: list[Change], everything: bool) -> Iterator[str]:
    """Tables, columns, codes and keys one by one; of what is said of columns, those of which it is said."""
    said = [change for change in changes if change.column and change.item and change.what != "code"]
    for change in changes:
        if change not in said:
            what = f"{change.what} {code(change.item or change.column or change.table)}"
            of = f"{code(change.column)} " if change.what == "code" else ""
            yield f"{of}{what}{_fate(change, everything)}"
    yield from _gathered(
        [change._replace(row=change.column, column=change.item) for change in said], everything
    )


def _fate(change: Change, everything: bool) -> str:
    if change.old is not None and change.new is not None:
        return f": {_change(change, everything)}"
    value = f": {_value(change.old or change.new or '')}" if everything else ""
    return (" new" if change.old is None else " gone") + value


def _gathered(changes: list[Change], everything: bool) -> Iterator[str]:
    """One line for each change of a column and all rows that have it."""
    rows: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        rows.setdefault((change.column, _change(change, everything)), []).append(change.row)
    for (column, told), ids in rows.items():
        yield f"{', '.join(ids)} {column} {told}"


def _change(change: Change, everything: bool) -> str:
    old, new = change.old or "", change.new or ""
    if old and new and not everything:
        if change.item == "pattern" or change.what == "foreign key":
            return "changed"
        if change.what in ("cell", "text", "code") and " " in old + new and max(len(old), len(new)) > LONG:
            return "reworded"
    return f"{_value(old)} to {_value(new)}"


def _value(value: str) -> str:
    return code(" ".join(value.split())) or "blank"


def _number(things: Sized, noun: str) -> str:
    return f"{len(things):,} {noun}{'' if len(things) == 1 else 's'}"


def _runs(ids: list[str]) -> str:
    """Ids, three or more that follow each other as the first and the last."""
    runs: list[list[str]] = []
    for row in ids:
        if runs and _follows(runs[-1][-1], row):
            runs[-1].append(row)
        else:
            runs.append([row])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _follows(one: str, other: str) -> bool:
    first, second = (re.fullmatch(r"(.*?)([0-9]+)", row) for row in (one, other))
    return bool(first and second and first[1] == second[1] and int(first[2]) + 1 == int(second[2]))
