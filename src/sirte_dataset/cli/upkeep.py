"""The commands that keep a checkout current: refresh, and agreement of the two codings."""

from __future__ import annotations

import typer

from .options import Check, DifferencesFile, Figures, PackagePath


def agreement(differences: DifferencesFile = None, form: Figures = "text") -> None:
    """Compare the two independent codings, as they were before adjudication.

    The codings are kept in the repository: this works in a checkout, not in an installed package.
    """
    from ..agreement import compare
    from ..agreement.differences import list_differences, write_differences
    from ..agreement.report import json_report, sections
    from ..documents.agreement import agreement as page
    from ..documents.markdown import folded
    from .output import print_data, print_rows

    found = compare()
    if differences is not None:
        write_differences(differences, list_differences(found.units))
    if form == "json":
        print_data(json_report(found))
    elif form == "markdown":
        print_data(page(found))
    else:
        for number, section in enumerate(sections(found)):
            print_data("\n" * (number > 0) + f"{section.title}\n\n{folded(section.note)}\n\n")
            print_rows(section.columns, section.rows)


def refresh(path: PackagePath = None, check: Check = False) -> None:
    """Renew what is derived from the tables: canonical form, sizes, hashes, row counts, the citation file."""
    from ..refreshing import refresh as renew
    from ..refreshing import stale

    tell(stale(path) if check else renew(path), check)


def tell(changed: list[str], check: bool) -> None:
    """Say what was renewed or, when it was only looked at, is out of date."""
    for what in changed:
        typer.echo(f"{'out of date' if check else 'renewed'}: {what}")
    if not changed:
        typer.echo("Everything is up to date.")
    elif check:
        raise typer.Exit(1)
