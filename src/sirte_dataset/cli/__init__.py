"""The command line `sirte`: takes the arguments apart, calls the library, prints what it returns.

Modules are imported inside the commands, so that none waits for libraries that only another needs. Errors
meant for the user are one sentence on stderr; the exit status is 1 for bad data or findings, 2 for wrong
usage.
"""

from __future__ import annotations

import errno
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from ..errors import SirteError, UsageError
from . import checks, crosswalks, database, releases, tables, upkeep
from .options import Check, PageName, Record, ReleasedDir, ReleaseDir, ShowFlag, Since
from .texts import texts


class Commands(TyperGroup):
    """The commands as a group that turns expected errors into one sentence and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        from ..checking.findings import visible
        from .output import print_utf_8

        try:
            print_utf_8()
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except SirteError as error:
            typer.echo(f"sirte: {visible(str(error))}", err=True)
            raise typer.Exit(error.exit_status) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # the reader of our output went away; the framework leaves quietly
            typer.echo(f"sirte: {error.filename or 'Output'}: {error.strerror or error}.", err=True)
            raise typer.Exit(2) from None


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The Sirte dataset: news articles on the battle of Sirte, 2016, coded claim by claim.",
)


def docs(page: PageName = None, show: ShowFlag = False, check: Check = False) -> None:
    """Read the documents, or renew those that are made from schemas, tables, commands, rules and codings.

    With --show a page is printed, or the names of all. Renewing is for the repository, where the pages are
    kept: it works in a checkout, not in an installed package.
    """
    from .. import documents
    from .output import print_markdown, print_rows

    if (page is not None and not show) or (show and check):
        raise UsageError(f"To read a page:  sirte docs --show {page or 'NAME'}  (without --check).")
    if page is not None:
        print_markdown(documents.page_text(page))
    elif show:
        print_rows(
            ["page", "title"], [{"page": n, "title": t} for n, t in documents.titles().items()], "title"
        )
    else:
        upkeep.tell(documents.stale(app) if check else documents.refresh(app), check)


def release(
    since: Since = None, out: ReleaseDir = None, record: Record = False, check: ReleasedDir = None
) -> None:
    """Say whether this version may be released and, when told to, record it or write the files to hand on.

    Nothing is uploaded; docs/releasing.md says what a person does then. This works in a git checkout with the
    articles' texts attached. Exit status: 1 when the version is not ready, or a file is another.
    """
    from .. import documents

    releases.release_or_say_why_not(lambda: documents.stale(app), since, out, record, check)


COMMANDS = (
    *(tables.tables, tables.show, tables.query, tables.describe, tables.provenance, tables.article),
    *(checks.validate, checks.rules, checks.evidence, releases.fingerprint, database.build, database.export),
    *(database.export_metadata, database.plot, database.browse),
    *(
        crosswalks.crosswalk,
        tables.cite,
        releases.diff,
        release,
        upkeep.agreement,
        upkeep.refresh,
        docs,
        tables.version,
    ),
)
for command in COMMANDS:
    app.command(command.__name__.replace("_", "-"))(command)
app.add_typer(texts, name="texts")


def main() -> None:
    """Run the command line."""
    app(prog_name="sirte")
