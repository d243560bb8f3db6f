"""The commands that show the data: tables, what a query gives, a row's evidence, an article, the citation."""

from __future__ import annotations

import typer

from ..errors import UsageError
from .options import ArticleId, Cell, CitedRow, Condition, Rows, Sql, Style, TableName


def tables() -> None:
    """List the tables and views with what a row is and how many rows there are."""
    from ..analysis.ready import overview
    from .output import print_rows

    print_rows(["name", "kind", "rows", "description"], overview(), fold="description")


def show(table: TableName, where: Condition = None, form: Rows = "table") -> None:
    """Print the rows of a table or view, or those that meet a condition."""
    from ..analysis.ready import load, ready_schema
    from ..descriptor import open_package
    from ..sqlite.conditions import matching
    from .output import print_as

    rows = load(table, "records")
    schema = ready_schema(table, open_package())
    print_as(form, schema.names, rows if where is None else matching(schema, rows, where))


def query(sql: Sql, form: Rows = "table") -> None:
    """Print what an SQL query on all tables and views gives; it can only read."""
    from ..analysis.queries import answer
    from ..frames import assembler_for
    from .output import print_as

    schema, columns = answer(sql)
    print_as(form, schema.names, assembler_for("records")(schema, columns))


def describe(table: TableName) -> None:
    """Explain a table or view: its columns, their types and units, and the meaning of every code."""
    from ..analysis.ready import field_overview, ready_schema
    from ..descriptor import open_package
    from .output import description_text

    schema = ready_schema(table, open_package())
    typer.echo(description_text(f"{table}: {schema.title}", schema.description, field_overview(schema)))


def provenance(cell: Cell) -> None:
    """Show the passages and words that a row, or one of its cells, rests on."""
    from ..texts.provenance import provenance as evidence_of
    from .output import evidence_text

    if len(cell) > len(("table", "row", "field")):
        raise UsageError(f"Name one row, its table and one column of it at the most, not: {' '.join(cell)}")
    found = evidence_of(*cell)
    found = found.astype(object).where(found.notna(), None)
    rows = [dict(zip(found.columns, cells, strict=True)) for cells in found.itertuples(index=False)]
    typer.echo(evidence_text(rows) if rows else f"No evidence is recorded for {' '.join(cell)}.")


def article(article_id: ArticleId) -> None:
    """Read one article: what is known of it, then its passages in order."""
    from ..texts.article import article as rendition

    typer.echo(rendition(article_id))


def cite(style: Style = "text", row: CitedRow = None) -> None:
    """Print how to cite the dataset, or one of its rows."""
    from ..citation import cite as citation
    from .output import print_data

    print_data(citation(style, row=row) + "\n")


def version() -> None:
    """Print the version, which is that of the data and of the program."""
    from ..descriptor import open_package

    typer.echo(open_package().version)
