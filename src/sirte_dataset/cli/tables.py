"""The commands that show the data: tables and their rows, a row's evidence, an article, the citation."""

from __future__ import annotations

import typer

from .options import ArticleId, Condition, FieldName, RowId, Rows, Style, TableName


def tables() -> None:
    """List the tables with what a row is and how many rows there are."""
    from ..loading import table_overview
    from .output import print_rows

    print_rows(["name", "rows", "description"], table_overview(), fold="description")


def show(table: TableName, where: Condition = None, form: Rows = "table") -> None:
    """Print the rows of a table, or those that meet a condition."""
    from ..loading import load
    from ..schemas import table_schema
    from ..sqlite.conditions import matching
    from .output import csv_text, json_text, print_data, print_rows

    rows = load(table, "records")
    schema = table_schema(table)
    if where is not None:
        rows = matching(schema, rows, where)
    if form == "csv":
        print_data(csv_text(schema.names, rows))
    elif form == "json":
        print_data(json_text(rows))
    else:
        print_rows(schema.names, rows)


def describe(table: TableName) -> None:
    """Explain a table: its columns, their types and units, and the meaning of every code."""
    from ..loading import field_overview
    from ..schemas import table_schema
    from .output import description_text

    schema = table_schema(table)
    typer.echo(description_text(f"{table}: {schema.title}", schema.description, field_overview(table)))


def provenance(table: TableName, row: RowId, field: FieldName = None) -> None:
    """Show the passages and words that a row, or one of its cells, rests on."""
    from ..texts.provenance import provenance as evidence_of
    from .output import evidence_text

    found = evidence_of(table, row, field)
    found = found.astype(object).where(found.notna(), None)
    rows = [dict(zip(found.columns, cells, strict=True)) for cells in found.itertuples(index=False)]
    cell = f"{row}, column {field}" if field else row
    typer.echo(evidence_text(rows) if rows else f"No evidence is recorded for {cell}.")


def article(article_id: ArticleId) -> None:
    """Read one article: what is known of it, then its passages in order."""
    from ..texts.article import article as rendition

    typer.echo(rendition(article_id))


def cite(style: Style = "text") -> None:
    """Print how to cite the dataset."""
    from ..citation import cite as citation
    from .output import print_data

    print_data(citation(style) + "\n")


def version() -> None:
    """Print the version, which is that of the data and of the program."""
    from ..descriptor import open_package

    typer.echo(open_package().version)
