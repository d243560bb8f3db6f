"""The commands that make the SQLite file, browse it, write the tables for other tools, and draw them."""

from __future__ import annotations

import typer

from ..errors import UsageError
from .options import (
    ExportDir,
    ExportFormat,
    Force,
    Host,
    NoOpen,
    OutDir,
    PictureFile,
    PictureKind,
    Port,
    RecordName,
    RightsHeld,
    SiteDir,
    Width,
    WithTexts,
)


def build(out_dir: OutDir, force: Force = False, with_texts: WithTexts = False) -> None:
    """Write all tables into one SQLite file: sirte.db, or sirte-private.db with the articles' texts.

    Beside it stands sirte-metadata.json, by which any Datasette shows titles, column help and questions:
    datasette sirte.db -m sirte-metadata.json, from Datasette 1.0 on with -c sirte-metadata.json as well.
    """
    from ..browse.metadata import metadata_file
    from ..files import PRIVATE, READABLE, refuse_existing, write_whole
    from ..sqlite.build import FILE_NAME, build_database
    from ..sqlite.private import PRIVATE_FILE_NAME

    name = PRIVATE_FILE_NAME if with_texts else FILE_NAME
    if out_dir.exists() and not out_dir.is_dir():
        raise UsageError(f"'{out_dir}' is a file; give the folder for {name}.")
    beside = metadata_file(out_dir / name, private=with_texts)
    for file in beside:
        refuse_existing(file, force)
    built = build_database(out_dir / name, overwrite=force, with_texts=with_texts)
    write_whole(beside, PRIVATE if with_texts else READABLE)
    typer.echo(built)


def export(folder: ExportDir, form: ExportFormat, force: Force = False) -> None:
    """Write tables and views for another tool: Parquet, DuckDB, Excel, Stata, SPSS, or the places as GeoJSON.

    The names of the files that were written are printed, one a line.
    """
    from ..exports import export as export_files

    for file in export_files(folder, form, overwrite=force):
        typer.echo(file)


def export_metadata(folder: ExportDir, form: RecordName = None, force: Force = False) -> None:
    """Write metadata records for search engines, archives and other programs, which describe the tables.

    They name the tables by their paths below datapackage.json. The names of the files that were written are
    printed, one a line.
    """
    from ..records import write_all

    for file in write_all(folder, form=form, overwrite=force):
        typer.echo(file)


def plot(kind: PictureKind, out: PictureFile, width: Width = 960, force: Force = False) -> None:
    """Draw a picture of the claims into a file, and print its caption: what it cannot show.

    The file is a PNG, an SVG or a page of HTML that needs nothing else, by its suffix.
    """
    from .. import plot as pictures

    picture = getattr(pictures, kind)(width=width)
    typer.echo(picture.save(out, overwrite=force))
    typer.echo(picture.caption)


def browse(
    port: Port = 8001,
    host: Host = "127.0.0.1",
    no_open: NoOpen = False,
    with_texts: WithTexts = False,
    rights_held: RightsHeld = False,
    export_to: SiteDir = None,
    force: Force = False,
) -> None:
    """Browse the tables with Datasette in the web browser, or write the site into a folder.

    With the articles' texts it shows the original words, to this computer alone, and gives out no files.
    """
    if export_to is not None:
        from ..browse.folder import write_site

        typer.echo(write_site(export_to, overwrite=force, with_texts=with_texts))
        return
    from ..browse import serve

    serve(port=port, host=host, open_browser=not no_open, with_texts=with_texts, rights_held=rights_held)
