"""From a cell to the words it rests on: the evidence rows of one row or cell with article, passage and gloss.

Reads what is recorded and judges nothing; whether evidence lies inside its passage is validation's to check.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn, overload

from ..descriptor import Package, open_package
from ..errors import UsageError, suggestion
from ..frames import readable
from ..loading import PackageLike, load, text_cells
from ..schemas import TableSchema, table_schema
from ..withdrawals import withdrawals
from .holdings import attached_texts

if TYPE_CHECKING:
    import pandas as pd

WHOLE_ROW = "row"


@overload
def provenance(row_id: str, /, *, field: str | None = ..., package: PackageLike = ...) -> pd.DataFrame: ...
@overload
def provenance(
    table: str, row_id: str, field: str | None = ..., package: PackageLike = ...
) -> pd.DataFrame: ...
def provenance(
    table: str, row_id: str | None = None, field: str | None = None, package: PackageLike = None
) -> pd.DataFrame:
    """The evidence of one row, or of one of its cells: a row per stretch of text, the whole row's first.

        sd.provenance("casualties", "C005", "low")
        sd.provenance("C005", field="low")  # the table may be left out

    `field` is a column of the table, or "row" for what supports the row as a whole; None gives all. A blank
    in the column `field` means the whole row. `start` and `end` count code points in the article's file,
    `end` exclusive. `words` (text[start:end]) and `sentence` (the passage) are missing unless the article's
    text is attached. A cell without evidence of its own, such as a derived bound, gives a frame without rows.

    Raises UsageError, naming the nearest, for an unknown table, row or column, for a table without evidence
    and, with the reason, for a row that was withdrawn.
    """
    opened = open_package(package)
    schema, row_id, field = _meant(opened, table, row_id, field)
    rows = load("evidence", package=opened)
    rows = rows[(rows["resource"] == schema.name) & (rows["row_id"] == row_id)]
    if field is not None:
        rows = rows[rows["field"].isna() if field == WHOLE_ROW else rows["field"] == schema.field(field).name]
    order = {name: number for number, name in enumerate(schema.names)}
    rows = rows.assign(order=rows["field"].map(order)).sort_values(
        ["order", "evidence_id"], na_position="first", kind="stable"
    )
    articles = load("articles", package=opened)[["article_id", "title", "publisher"]]
    passages = load("passages", package=opened)[["passage_id", "start", "end", "gloss"]]
    passages = passages.rename(columns={"start": "from", "end": "to"})
    joined = rows.merge(articles, on="article_id", how="left").merge(passages, on="passage_id", how="left")
    joined = _with_words(joined, opened)
    columns = (
        "evidence_id field support quote article_id publisher title passage_id gloss start end words sentence"
    )
    return readable(joined[columns.split()].reset_index(drop=True))


def _meant(
    package: Package, table: str, row_id: str | None, field: str | None
) -> tuple[TableSchema, str, str | None]:
    """Table, row and column that are asked for, also where the table is left out and the others moved up."""
    if table not in package.names and (row_id is None or field is None):
        owner = _table_with(table, package)
        if owner is not None or row_id is None:
            row_id, field = table, row_id or field
            table = owner or _no_row(table, package)
    for withdrawn in withdrawals(package):
        if (withdrawn.table, withdrawn.id) == (table, row_id):
            raise UsageError(str(withdrawn))
    schema = _supported_schema(table, package)
    if row_id is None:
        raise UsageError(f"'{table}' is a table; name one of its rows too.")
    _check_row(schema, row_id, package)
    return schema, row_id, field


def _table_with(row_id: str, package: Package) -> str | None:
    """The table that has a row of this key: one with evidence, or one that had it, before any other."""
    found = [name for name in package.names if row_id in _ids(table_schema(name, package), package)]
    had = [withdrawn.table for withdrawn in withdrawals(package) if withdrawn.id == row_id]
    return next(iter([*(name for name in found if name in _supported(package)), *had, *found]), None)


def _no_row(row_id: str, package: Package) -> NoReturn:
    ids = [each for name in _supported(package) for each in _ids(table_schema(name, package), package)]
    raise UsageError(f"There is no table and no row '{row_id}'.{suggestion(row_id, [*ids, *package.names])}")


def _ids(schema: TableSchema, package: Package) -> Sequence[str]:
    return text_cells(schema, package)[schema.key] if len(schema.primary_key) == 1 else ()


def _supported(package: Package) -> Sequence[str]:
    """The tables whose rows have evidence: those that the evidence table may name."""
    return table_schema("evidence", package).field("resource").enum


def _supported_schema(table: str, package: Package) -> TableSchema:
    schema, supported = table_schema(table, package), _supported(package)
    if table not in supported:
        raise UsageError(f"Table '{table}' has no evidence of its own; these have: {', '.join(supported)}.")
    return schema


def _check_row(schema: TableSchema, row_id: str, package: Package) -> None:
    ids = _ids(schema, package)
    if row_id not in ids:
        hint = suggestion(row_id, ids) or (f" Its rows run from '{ids[0]}' to '{ids[-1]}'." if ids else "")
        raise UsageError(f"Table '{schema.name}' has no row '{row_id}'.{hint}")


def _with_words(rows: pd.DataFrame, package: Package) -> pd.DataFrame:
    """The rows with the article's own words, where its text is attached."""
    import pandas as pd

    texts = attached_texts(package)

    def words(start: str, end: str) -> pd.Series[str]:
        spans = zip(rows["article_id"], rows[start], rows[end], strict=True)
        found = [None if pd.isna(a) or pd.isna(b) else texts.get(key, "")[a:b] or None for key, a, b in spans]
        return pd.Series(found, index=rows.index, dtype=rows["quote"].dtype)

    return rows.assign(words=words("start", "end"), sentence=words("from", "to"))
