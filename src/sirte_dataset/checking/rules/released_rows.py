"""The rows of the last release: each stands as it was released, or the changelog says that it changed.

Cells that were coded once have no second book: the digests of the rows in the ledger stand in for it. Which
ids there have to be, and what a version holds as a whole, is for releases.py to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from ...changelog import CHANGELOG, sections
from ...descriptor import open_package, precedence
from ...errors import DataError
from ...hashes import row_digest
from ...loading import read_text_frame
from ...schemas import table_schema
from ..context import Context, Outcome
from ..findings import Finding, Skipped
from ..registry import rule

if TYPE_CHECKING:
    from pandas import DataFrame

# How many changed rows are searched for the cell that changed: each takes a digest for every value there is.
SEARCHED = 20
NEW_COLUMNS = 8  # of a row; each set of them takes a digest
NAME = re.compile(r"\w+(?:\.\w+)*")


class Changed(NamedTuple):
    """A row that is not as its digest has it."""

    table: str
    row: int
    key: str
    cells: Mapping[str, str]
    digest: str


@rule(
    "released-row",
    needs={"releases": "version", "released_ids": "table id digest"},
    after=("double-entry",),
)
def released_rows_stand(context: Context) -> Iterator[Outcome]:
    """A row of the last release stands as it was released. In a later version it may have changed if the
    changelog, under a version after that release, names its id; of a row of evidence also the row that it
    supports; and of cells that are filled where the release had none, as in a new column, `table.column`.

    Whoever cites the row has to learn that it changed, and a slip of the hand names nothing. Restore the row,
    or raise the version and name the row in CHANGELOG.md.
    """
    last = max((version for _, version in context.rows("releases", "version")), key=precedence, default="")
    own = context.package.version
    if precedence(own) < precedence(last):
        return
    yield from _without_digest(context)
    changed = list(_changed(context))
    named: set[str] = set()
    if changed and own != last:
        try:
            said = sections(context.package.folder)
        except DataError as problem:
            said = {}
            message = f"What changed since version {last} is told nowhere: {problem.message}"
            yield Finding(CHANGELOG, problem.row, "", "", message)
        later = [text for version, text in said.items() if precedence(version) > precedence(last)]
        named = {name for text in later for name in NAME.findall(text)}
    untold = [one for one in changed if not _is_told(one, named)]
    for number, one in enumerate(untold):
        before = _of_own(context, one)
        if not before and number < SEARCHED:
            before = _exchanged(one, context.frames[one.table])
        yield _finding(context, one, before, last)


def _without_digest(context: Context) -> Iterator[Outcome]:
    """The ids in the ledger that have no digest though their rows stand: the last release had one of each."""
    blank: dict[str, list[tuple[int, str]]] = {}
    rows = list(context.rows("released_ids", "table id digest"))
    for row, table, name, digest in rows:
        if not digest and table in context.frames:
            blank.setdefault(table, []).append((row, name))
    if rows and not any(digest for *_, digest in rows):
        yield Skipped("", "released_ids has no digest of any row")
        return
    for table, ones in blank.items():
        standing = context.keys(table)
        for row, name in ones:
            if name in standing:
                message = (
                    f"Nobody can tell whether '{name}' of {table} changed; restore the digest of its row."
                )
                yield context.finding("released_ids", row, "digest", message)


def _changed(context: Context) -> Iterator[Changed]:
    """The rows that are not as their digests have them, but for those with faults that are told already."""
    digests: dict[str, dict[str, str]] = {}
    for _, table, name, digest in context.rows("released_ids", "table id digest"):
        if digest and table in context.frames and len(context.schemas[table].primary_key) == 1:
            digests.setdefault(table, {})[name] = digest
    for table, listed in digests.items():
        key = context.schemas[table].key
        frame = context.frames[table]
        faulty = {row for row, _ in context.faulty.get(table, ())}
        standing = frame[frame[key].isin(listed)]
        columns = frame.columns.tolist()  # pandas' own index is slow to go through
        for index, *values in standing.itertuples(name=None):
            cells = dict(zip(columns, values, strict=True))
            digest = listed[cells[key]]
            if index + 2 not in faulty and row_digest(cells) != digest:
                yield Changed(table, index + 2, key, cells, digest)


def _is_told(one: Changed, named: set[str]) -> bool:
    """Whether the changelog names the row, or each column that is filled where the release had a blank."""
    if one.cells[one.key] in named or (one.table == "evidence" and one.cells.get("row_id") in named):
        return True
    columns = [column for column, cell in one.cells.items() if cell and f"{one.table}.{column}" in named]
    filled = (some for size in range(NEW_COLUMNS) for some in combinations(columns[:NEW_COLUMNS], size + 1))
    return any(row_digest({**one.cells, **dict.fromkeys(some, "")}) == one.digest for some in filled)


def _of_own(context: Context, one: Changed) -> dict[str, str]:
    """What stood in the columns that changed, where the package that comes with this library still has it."""
    own, asked = open_package(), ("own", one.table)
    if own.folder == context.package.folder or one.table not in own.names:
        return {}
    if asked not in context.remembered:
        rows = read_text_frame(table_schema(one.table, own), own).to_dict("records")
        context.remembered[asked] = {row.get(one.key, ""): row for row in rows}
    before = context.remembered[asked].get(one.cells[one.key], {})
    if row_digest(before) != one.digest:
        return {}
    return {
        column: before.get(column, "") for column, cell in one.cells.items() if cell != before.get(column, "")
    }


def _exchanged(one: Changed, frame: DataFrame) -> dict[str, str]:
    """The same where it is a blank or what another row has there, in one column or in a date and the days
    that it implies.
    """
    for column in one.cells:
        names = [name for name in (column, f"{column}_earliest", f"{column}_latest") if name in one.cells]
        values = zip(*(frame[name].tolist() for name in names), strict=True)
        for cells in dict.fromkeys([("",) * len(names), *values]):
            before = dict(zip(names, cells, strict=True))
            if row_digest({**one.cells, **before}) == one.digest:
                return {name: cell for name, cell in before.items() if cell != one.cells[name]}
    return {}


def _finding(context: Context, one: Changed, before: Mapping[str, str], last: str) -> Finding:
    told = {column: f"'{cell:.60}'" if cell else "blank" for column, cell in before.items()}
    stood = "".join(f"; {column} was {cell}" for column, cell in told.items())
    mend = "raise the version" if context.package.version == last else f"name it in {CHANGELOG}"
    message = f"'{one.cells[one.key]}' is not as version {last} had it{stood}; restore it, or {mend}."
    return context.finding(one.table, one.row, next(iter(before), ""), message)
