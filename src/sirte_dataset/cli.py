"""The command line `sirte`: takes the arguments apart, calls the library, prints what it returns.

Modules are imported inside the commands, so that none waits for libraries that only another needs. Errors
meant for the user are one sentence on stderr; the exit status is 1 for bad data or findings, 2 for wrong
usage.
"""

from __future__ import annotations

import errno
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .cli_texts import texts
from .errors import SirteError, UsageError


class Commands(TyperGroup):
    """The commands as a group that turns expected errors into one sentence and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        from .output import print_utf_8

        try:
            print_utf_8()
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except SirteError as error:
            typer.echo(f"sirte: {error}", err=True)
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
    help="The Sirte dataset: five news articles on the battle of Sirte, 2016, coded claim by claim.",
)
app.add_typer(texts, name="texts")


class RowFormat(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


class ReportFormat(StrEnum):
    """How a validation report is printed."""

    text = "text"
    json = "json"


class AgreementFormat(StrEnum):
    """How the agreement of the two codings is printed."""

    text = "text"
    json = "json"
    markdown = "markdown"


class CitationStyle(StrEnum):
    """The styles of citation.py."""

    text = "text"
    bibtex = "bibtex"
    cff = "cff"
    ris = "ris"
    csl_json = "csl-json"


def _argument(metavar: str, text: str) -> Any:
    return typer.Argument(metavar=metavar, help=text, show_default=False)


TableName = Annotated[str, _argument("TABLE", "The name of a table; see: sirte tables")]
RowId = Annotated[str, _argument("ROW", "The identifier of a row, such as C001.")]
FieldName = Annotated[str | None, _argument("[FIELD]", "One column only, or 'row' for the row as a whole.")]
ArticleId = Annotated[str, _argument("ID", "The identifier of an article, such as A000.")]
PackagePath = Annotated[
    Path | None, _argument("[PATH]", "The folder of a data package; by default the library's own.")
]
OutDir = Annotated[Path, _argument("OUT_DIR", "The folder for the database; made when absent.")]
Condition = Annotated[
    str | None,
    typer.Option(
        metavar="CONDITION", help="An SQL condition on the columns: \"low >= 10 AND outcome = 'killed'\""
    ),
]
Rows = Annotated[RowFormat, typer.Option("--format", help="A table to read, or data for another program.")]
Findings = Annotated[
    ReportFormat, typer.Option("--format", help="A report to read, or data for another program.")
]
Figures = Annotated[
    AgreementFormat, typer.Option("--format", help="Tables to read, or the document docs/agreement.md.")
]
DifferencesFile = Annotated[
    Path | None,
    typer.Option("--differences", metavar="FILE.csv", help="Write every difference to a CSV file as well."),
]
RuleNames = Annotated[
    list[str] | None,
    typer.Option(
        "--rule", metavar="NAME", help="Apply this rule only; may be given several times. See: sirte rules"
    ),
]
CoverageFlag = Annotated[
    bool, typer.Option("--coverage", help="Count, column by column, the cells with evidence and without.")
]
LexiconFlag = Annotated[
    bool, typer.Option("--lexicon", help="Read every phrase of time again from its words and compare.")
]
Style = Annotated[CitationStyle, typer.Option("--style", help="The form of the citation.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a database that is there.")]
WithTexts = Annotated[
    bool,
    typer.Option(
        "--with-texts",
        help="A private copy that holds the articles' texts, not for publication; see: sirte texts",
    ),
]
Check = Annotated[
    bool, typer.Option("--check", help="Change nothing; exit with 1 when anything is out of date.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")]
Host = Annotated[str, typer.Option(help="The address to listen on.")]
NoOpen = Annotated[bool, typer.Option("--no-open", help="Do not open the web browser.")]


@app.command()
def tables() -> None:
    """List the tables with what a row is and how many rows there are."""
    from .loading import table_overview
    from .output import print_rows

    print_rows(["name", "rows", "description"], table_overview(), fold="description")


@app.command()
def show(table: TableName, where: Condition = None, form: Rows = RowFormat.table) -> None:
    """Print the rows of a table, or those that meet a condition."""
    from .loading import load
    from .output import csv_text, json_text, print_data, print_rows
    from .schema import table_schema
    from .selection import matching

    rows = load(table, "records")
    schema = table_schema(table)
    if where is not None:
        rows = matching(schema, rows, where)
    if form is RowFormat.csv:
        print_data(csv_text(schema.names, rows))
    elif form is RowFormat.json:
        print_data(json_text(rows))
    else:
        print_rows(schema.names, rows)


@app.command()
def describe(table: TableName) -> None:
    """Explain a table: its columns, their types and units, and the meaning of every code."""
    from .loading import field_overview
    from .output import description_text
    from .schema import table_schema

    schema = table_schema(table)
    typer.echo(description_text(f"{table}: {schema.title}", schema.description, field_overview(table)))


@app.command()
def provenance(table: TableName, row: RowId, field: FieldName = None) -> None:
    """Show the passages and words that a row, or one of its cells, rests on."""
    from .evidence import provenance as evidence_of
    from .output import evidence_text

    found = evidence_of(table, row, field)
    found = found.astype(object).where(found.notna(), None)
    rows = [dict(zip(found.columns, cells, strict=True)) for cells in found.itertuples(index=False)]
    cell = f"{row}, column {field}" if field else row
    typer.echo(evidence_text(rows) if rows else f"No evidence is recorded for {cell}.")


@app.command()
def article(article_id: ArticleId) -> None:
    """Read one article: what is known of it, then its passages in order."""
    from .rendition import article as rendition

    typer.echo(rendition(article_id))


@app.command()
def validate(path: PackagePath = None, rule: RuleNames = None, form: Findings = ReportFormat.text) -> None:
    """Check a data package. Exit status: 0 valid, 1 findings, 2 wrong usage."""
    from .output import print_data
    from .validation import validate as validation

    report = validation(path, progress=_progress if sys.stderr.isatty() else None, rules=rule or None)
    text = report.to_json() if form is ReportFormat.json else report.to_text()
    print_data(text.rstrip("\n") + "\n")
    if not report.valid:
        raise typer.Exit(1)


def _progress(step: str) -> None:
    typer.echo(f"checking {step}", err=True)


@app.command()
def rules() -> None:
    """List the rules of sirte validate, each with what it demands."""
    import inspect

    from .output import print_rows
    from .rules import RULES

    demands = {name: (inspect.getdoc(rule) or "").partition("\n\n")[0] for name, rule in RULES.items()}
    rows = [{"rule": name, "demand": demand} for name, demand in demands.items()]
    print_rows(["rule", "demand"], rows, fold="demand")


@app.command()
def evidence(
    path: PackagePath = None,
    coverage: CoverageFlag = False,
    lexicon: LexiconFlag = False,
    form: Findings = ReportFormat.text,
) -> None:
    """Show what coded cells rest on. Exit status: 1 when one rests on nothing or a phrase reads otherwise."""
    if coverage == lexicon:
        raise UsageError("Give either --coverage or --lexicon.")
    complete = _print_coverage(path, form) if coverage else _print_lexicon(path, form)
    if not complete:
        raise typer.Exit(1)


def _print_coverage(path: Path | None, form: ReportFormat) -> bool:
    """Print the counts of every column, and return whether no cell rests on nothing."""
    from .coverage import COLUMNS, ORIGINS, coverage, to_json
    from .output import print_data, print_rows
    from .validation import sound_context

    columns = coverage(sound_context(path))
    missing = [{"table": one.table, "row": key, "column": one.name} for one in columns for key in one.missing]
    if form is ReportFormat.json:
        print_data(to_json(columns))
        return not missing
    print_rows(COLUMNS, [column.counts() for column in columns])
    print_data("\nA cell without evidence of its own may follow from one of these:\n\n")
    print_rows(("origin", "meaning"), [{"origin": o.name, "meaning": o.meaning} for o in ORIGINS], "meaning")
    print_data(f"\nCells that rest on nothing: {len(missing)}\n")
    if missing:
        print_rows(("table", "row", "column"), missing)
    return not missing


def _print_lexicon(path: Path | None, form: ReportFormat) -> bool:
    """Print every phrase of time with its reading, and return whether each row has it."""
    from .output import print_data, print_rows
    from .resolutions import COLUMNS, DIFFERS, by_reason, outcome, read_again, row, summary, to_json
    from .time_lexicon import REASONS
    from .validation import sound_context

    found = read_again(sound_context(path))
    if form is ReportFormat.json:
        print_data(to_json(found))
    else:
        print_rows(COLUMNS, [row(one) for one in found])
        print_data(f"\n{summary(found)}\n\n")
        counts = by_reason(found)
        reasons = [{"reason": name, "phrases": counts[name], "meaning": REASONS[name]} for name in REASONS]
        print_rows(("reason", "phrases", "meaning"), reasons, fold="meaning")
    return all(outcome(one) != DIFFERS for one in found)


@app.command()
def build(out_dir: OutDir, force: Force = False, with_texts: WithTexts = False) -> None:
    """Write all tables into one SQLite file: sirte.db, or sirte-private.db with the articles' texts."""
    from .database import FILE_NAME, build_database
    from .private import PRIVATE_FILE_NAME

    name = PRIVATE_FILE_NAME if with_texts else FILE_NAME
    if out_dir.exists() and not out_dir.is_dir():
        raise UsageError(f"'{out_dir}' is a file; give the folder for {name}.")
    typer.echo(build_database(out_dir / name, overwrite=force, with_texts=with_texts))


@app.command()
def browse(
    port: Port = 8001, host: Host = "127.0.0.1", no_open: NoOpen = False, with_texts: WithTexts = False
) -> None:
    """Browse the tables with Datasette in the web browser.

    With the articles' texts it shows the original words, to this computer alone, and gives out no files.
    """
    from .browse import serve

    serve(port=port, host=host, open_browser=not no_open, with_texts=with_texts)


@app.command()
def cite(style: Style = CitationStyle.text) -> None:
    """Print how to cite the dataset."""
    from .citation import cite as citation
    from .output import print_data

    print_data(citation(style.value) + "\n")


@app.command()
def agreement(differences: DifferencesFile = None, form: Figures = AgreementFormat.text) -> None:
    """Compare the two independent codings, as they were before adjudication."""
    from .agreement import compare
    from .agreement.differences import list_differences, write_differences
    from .agreement.report import json_report, markdown_report, sections
    from .output import print_data, print_rows

    found = compare()
    if differences is not None:
        write_differences(differences, list_differences(found.units))
    if form is AgreementFormat.json:
        print_data(json_report(found))
    elif form is AgreementFormat.markdown:
        print_data(markdown_report(found))
    else:
        for number, section in enumerate(sections(found)):
            print_data("\n" * (number > 0) + section.heading + "\n")
            print_rows(section.columns, section.rows)


@app.command()
def refresh(path: PackagePath = None, check: Check = False) -> None:
    """Renew what is derived from the tables: canonical form, sizes, hashes, row counts, the citation file."""
    from . import release

    _tell(release.stale(path) if check else release.refresh(path), check)


@app.command()
def docs(check: Check = False) -> None:
    """Renew the pages of docs/ that are made from schemas, tables, commands, rules, queries and codings."""
    from . import documents

    _tell(documents.stale() if check else documents.refresh(), check)


def _tell(changed: list[str], check: bool) -> None:
    """Say what was renewed or, when it was only looked at, is out of date."""
    for what in changed:
        typer.echo(f"{'out of date' if check else 'renewed'}: {what}")
    if not changed:
        typer.echo("Everything is up to date.")
    elif check:
        raise typer.Exit(1)


@app.command()
def version() -> None:
    """Print the version, which is that of the data and of the program."""
    from .descriptor import open_package

    typer.echo(open_package().version)


def main() -> None:
    """Run the command line."""
    app(prog_name="sirte")
