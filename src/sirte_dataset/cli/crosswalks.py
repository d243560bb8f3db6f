"""The command that shows the dataset in another scheme."""

from __future__ import annotations

import typer

from .options import LossFlag, Rows, Scheme


def crosswalk(scheme: Scheme, loss: LossFlag = False, form: Rows = "table") -> None:
    """Print the dataset in the columns and codes of another scheme, or what is lost on the way.

    A translation, no record of the project whose scheme it is; standard error says so each time.
    """
    from ..analysis.crosswalks import translation
    from ..analysis.translation import LOSS_COLUMNS
    from .output import csv_text, json_text, print_data, print_rows

    made = translation(scheme)
    columns, rows = (LOSS_COLUMNS, made.losses) if loss else (made.columns, made.rows)
    typer.echo(f"sirte: {made.caption}", err=True)
    if form == "csv":
        print_data(csv_text(columns, rows))
    elif form == "json":
        print_data(json_text(rows))
    else:
        print_rows(columns, rows)
