"""The invented package: two invented texts, coded in all tables; how to read it, write it out and break it.

The schemas are those of the dataset itself; they are put beside the tables when the package is written out.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sirte_dataset.checking.context import Context
from sirte_dataset.checking.findings import Finding, Skipped
from sirte_dataset.checking.rules import RULES
from sirte_dataset.descriptor import DESCRIPTOR_NAME, Package, open_package
from sirte_dataset.loading import read_text_frame
from sirte_dataset.schemas import table_schema

INVENTED = Path(__file__).parent / "invented"
TEXTS = INVENTED / "texts"
# Its tables are there to be broken; a second book beside them is written where a test is about that.
NO_CODINGS = Skipped("double-entry", "the package has no codings")

HERE = TemporaryDirectory()  # for as long as the tests run: a rule may read what lies beside the tables

Edit = Callable[[Context], Context]


def write_invented(folder: Path) -> Path:
    """Write the invented package to a folder that is not there yet. The schemas are those of the dataset, and
    so are the codes of other schemes, which translate the codes of these schemas.
    """
    own = open_package()
    shutil.copytree(INVENTED, folder, ignore=shutil.ignore_patterns("texts"))
    shutil.copytree(own.folder / "schemas", folder / "schemas")
    shutil.copy(own.csv_path("crosswalk_codes"), folder / "data")
    return folder


def set_cell(folder: Path, table: str, row_id: str, column: str, value: str) -> None:
    """Put a value into one cell of a table of a written package; its first column is its key."""
    path = folder / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    next(row for row in rows if row[0] == row_id)[header.index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


@cache
def invented() -> Context:
    """The invented package as the rules see it, its texts attached."""
    package = open_package(write_invented(Path(HERE.name) / "invented"))
    schemas = {name: table_schema(name, package) for name in package.names}
    frames = {name: read_text_frame(schema, package) for name, schema in schemas.items()}
    articles = frames["articles"]
    files = zip(articles["article_id"], articles["file_name"], strict=True)
    texts = {article: (TEXTS / name).read_bytes().decode("utf-8") for article, name in files}
    return Context(package, schemas, frames, texts)


# --- changes to it, to be made one after the other


def edit(table: str, row_id: str, /, **cells: str) -> Edit:
    """Other values in the cells of one row."""

    def apply(context: Context) -> Context:
        frame = context.frames[table].copy()
        row = frame.index[frame.iloc[:, 0] == row_id]
        assert len(row) == 1, f"{table} has no row {row_id}"
        for column, value in cells.items():
            frame.loc[row, column] = value
        return replace(context, frames={**context.frames, table: frame})

    return apply


def remove(table: str, row_id: str) -> Edit:
    """One row less."""

    def apply(context: Context) -> Context:
        frame = context.frames[table]
        kept = frame[frame.iloc[:, 0] != row_id].reset_index(drop=True)
        assert len(kept) == len(frame) - 1, f"{table} has no row {row_id}"
        return replace(context, frames={**context.frames, table: kept})

    return apply


def add(table: str, /, **cells: str) -> Edit:
    """One row more; the cells that are not given are blank."""

    def apply(context: Context) -> Context:
        frame = context.frames[table].copy()
        frame.loc[len(frame)] = [cells.get(column, "") for column in frame.columns]
        return replace(context, frames={**context.frames, table: frame})

    return apply


def support(table: str, row_id: str, field: str, **cells: str) -> Edit:
    """Evidence for one cell, by default at the place of the evidence for the row as a whole and unquoted."""

    def apply(context: Context) -> Context:
        frame = context.frames["evidence"]
        whole = frame[frame["evidence_id"] == f"{row_id}.row.1"].iloc[0].to_dict()
        row = {**whole, "evidence_id": f"{row_id}.{field}.1", "field": field, "quote": "", **cells}
        return add("evidence", **row)(context)

    return apply


def requote(evidence_id: str, words: str) -> Edit:
    """Another quote in a row of evidence, which begins where it began and ends where the quote does."""

    def apply(context: Context) -> Context:
        frame = context.frames["evidence"]
        start = int(frame.loc[frame["evidence_id"] == evidence_id, "start"].iloc[0])
        return edit("evidence", evidence_id, quote=words, end=str(start + len(words)))(context)

    return apply


def describe(**keys: object) -> Edit:
    """Other values in the descriptor; a dash in a key is written as an underscore."""
    given = {key.replace("_", "-"): value for key, value in keys.items()}

    def apply(context: Context) -> Context:
        package = Package(context.package.folder, {**context.package.descriptor, **given})
        return replace(context, package=package)

    return apply


def detach(context: Context) -> Context:
    """No article text at hand."""
    return replace(context, texts={})


def drop(table: str) -> Edit:
    """A package without this table."""
    return lambda context: replace(
        context, frames={name: frame for name, frame in context.frames.items() if name != table}
    )


def broken(*edits: Edit) -> Context:
    """The invented package with these changes."""
    context = invented()
    for change in edits:
        context = change(context)
    return context


# --- what the rules say of it


def outcomes(context: Context) -> list[Finding | Skipped]:
    """What all rules together say, but for that there are no codings."""
    said = (outcome for apply in RULES.values() for outcome in apply(context))
    return [outcome for outcome in said if outcome != NO_CODINGS]


@dataclass(frozen=True)
class Fault:
    """A fault in the invented package: the rule that finds it, the cell it is in, words of the message."""

    rule: str
    what: str
    edits: tuple[Edit, ...]
    cell: tuple[str, str, str]
    says: str

    def __str__(self) -> str:
        return f"{self.rule} finds {self.what}".replace(" ", "_")

    def context(self) -> Context:
        return broken(*self.edits)

    def place(self) -> tuple[str, int | None, str]:
        """File, row and column of the cell (a row is given by its key, "" for none) or descriptor's key."""
        table, row_id, column = self.cell
        if table == DESCRIPTOR_NAME:
            return table, None, column
        keys = self.context().frames[table].iloc[:, 0].tolist()
        path = self.context().package.resource(table)["path"]
        return path, keys.index(row_id) + 2 if row_id else None, column


def fault(rule: str, what: str, *edits: Edit, at: tuple[str, str, str], says: str) -> Fault:
    return Fault(rule, what, edits, at, says)


def assert_found(fault: Fault) -> None:
    """The fault is found by its rule, once, where it is, and no other rule speaks of it."""
    found = [outcome for outcome in outcomes(fault.context()) if isinstance(outcome, Finding)]
    places = [(finding.file, finding.row, finding.column, finding.rule) for finding in found]
    assert places == [(*fault.place(), fault.rule)], "\n".join(map(str, found))
    assert fault.says in found[0].message
