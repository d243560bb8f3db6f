"""The commands `sirte texts`: attach the articles' texts, say which are at hand, take them away again.

What they print; finding, checking and keeping texts is left to the room texts/.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..texts.holdings import VARIABLE, Holding

# So many files that were passed over are named one by one.
NAMED = 10

texts = typer.Typer(
    no_args_is_help=True, help="The articles' texts, for those who hold them: attach, status, detach."
)

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that holds the texts.", show_default=False)
]


@texts.command()
def attach(folder: Folder) -> None:
    """Copy the articles' texts from a folder into your data directory, never into the repository.

    A file is recognised by its SHA-256, whatever its name; some of the texts are enough. Exit status: 1 when
    a file that resembles an article was refused, or when no text was found.
    """
    from ..errors import DataError
    from ..texts.attaching import attach as attach_texts

    done = attach_texts(folder)
    if done.skipped:
        typer.echo("Passed over:")
        for line in _some(done.skipped):
            typer.echo(f"  {line}")
    for label, articles in (("Attached", done.attached), ("Attached before", done.already)):
        if articles:
            typer.echo(f"{label}: {', '.join(articles)}.")
    if done.attached or done.already:
        typer.echo(f"The texts are kept in {done.folder}.")
    elif not done.refused:
        raise DataError(f"No file in '{folder}' is the text of an article.")
    if done.missing:
        typer.echo(f"Not attached yet: {', '.join(done.missing)}.")
    for line in done.refused:
        typer.echo(f"sirte: {line}", err=True)
    if done.refused:
        raise typer.Exit(1)


@texts.command()
def status() -> None:
    """Say which articles' texts are at hand, from where, whether they are sound now, and their SHA-256."""
    from ..texts.attaching import wrong_files
    from ..texts.holdings import DATA_DIRECTORY, holdings, named_folder, text_folder
    from .output import print_rows

    held = holdings()
    print_rows(["article", "text", "from", "sha256"], [_row(one) for one in held])
    if any(one.source == DATA_DIRECTORY for one in held):
        typer.echo(f"{DATA_DIRECTORY}: {text_folder()}")
    if folder := named_folder():
        typer.echo(f"{VARIABLE}: {folder}")
    for problem in filter(None, (one.problem for one in held)):
        typer.echo(problem)
    for line in wrong_files():
        typer.echo(f"{VARIABLE}: {line}")


def _row(held: Holding) -> dict[str, str]:
    return {
        "article": held.article.article_id,
        "text": "verified" if held.text is not None else "not used" if held.problem else "not attached",
        "from": f"{held.source}: {held.file.name}" if held.file and held.source == VARIABLE else held.source,
        "sha256": held.article.sha256,
    }


@texts.command()
def detach() -> None:
    """Remove the texts that were attached, and the private databases made from them to be browsed.

    Only what was put there is removed; the folder from which the texts were attached stays as it is.
    """
    from ..texts.attaching import detach as detach_texts
    from ..texts.holdings import named_folder

    done = detach_texts()
    typer.echo(f"Removed {done.removed} text{'' if done.removed == 1 else 's'}.")
    for line in done.left:
        typer.echo(line)
    if folder := named_folder():
        typer.echo(f"{VARIABLE} still names {folder}; texts there are used as long as it does.")


def _some(lines: list[str]) -> list[str]:
    more = len(lines) - NAMED
    return [*lines[:NAMED], f"and {more} more"] if more > 1 else lines
