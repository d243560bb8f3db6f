"""The arguments and options of the commands, and the choices that they offer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

ReportFormat = Literal["text", "json"]


def _argument(metavar: str, text: str) -> Any:
    return typer.Argument(metavar=metavar, help=text, show_default=False)


TableName = Annotated[str, _argument("TABLE", "The name of a table or view; see: sirte tables")]
Sql = Annotated[
    str, _argument("SQL", "An SQL query: \"SELECT place, says FROM claims WHERE date_latest < '2016-06-01'\"")
]
Cell = Annotated[
    list[str],
    _argument(
        "[TABLE] ROW [FIELD]",
        "A row, such as C001; its table may stand before it, and after it one column, or 'row' for the row "
        "as a whole.",
    ),
]
Scheme = Annotated[str, _argument("SCHEME", "ged, acled, plover or eventreport; see docs/crosswalks.md")]
ArticleId = Annotated[str, _argument("ID", "The identifier of an article, such as A000.")]
PackagePath = Annotated[
    Path | None, _argument("[PATH]", "The folder of a data package; by default the library's own.")
]
_VERSION = "the folder of a package, a wheel, a zip, a database, or git:REV for a commit"
NamedVersion = Annotated[
    str | None,
    _argument(
        "[PATH]",
        "The folder of a package, a wheel, a zip, or git:REV for a commit; by default the library's own.",
    ),
]
OldVersion = Annotated[str, _argument("OLD", f"A version: {_VERSION}.")]
NewVersion = Annotated[
    str | None, _argument("[NEW]", "The version to compare it with; by default the library's own.")
]
DatabaseFile = Annotated[
    Path | None,
    typer.Option("--db", metavar="FILE", help="A database of `sirte build` to compare with the package."),
]
ExportDir = Annotated[Path, _argument("DIR", "The folder for the files; made when absent.")]
OutDir = Annotated[Path, _argument("OUT_DIR", "The folder for the database; made when absent.")]
Condition = Annotated[
    str | None,
    typer.Option(
        metavar="CONDITION", help="An SQL condition on the columns: \"low >= 10 AND outcome = 'killed'\""
    ),
]
Rows = Annotated[
    Literal["table", "csv", "json"],
    typer.Option("--format", help="A table to read, or data for another program."),
]
LossFlag = Annotated[
    bool, typer.Option("--loss", help="What is lost, forced or left out instead, with the reasons.")
]
Findings = Annotated[
    ReportFormat, typer.Option("--format", help="A report to read, or data for another program.")
]
Reports = Annotated[
    Literal["text", "json", "sarif", "github"],
    typer.Option("--format", help="To read, or data for another program; docs/rules.md shows each."),
]
Limit = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="NUMBER",
        help="Name at most so many findings of a rule in a file; otherwise 20 in text and for GitHub, all in "
        "json and sarif.",
    ),
]
Figures = Annotated[
    Literal["text", "json", "markdown"],
    typer.Option("--format", help="Tables to read, or the document docs/agreement.md."),
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
SkippedRules = Annotated[
    list[str] | None,
    typer.Option(
        "--skip", metavar="NAME", help="Leave this rule out; may be given several times, each with --reason."
    ),
]
Reasons = Annotated[
    list[str] | None,
    typer.Option("--reason", metavar="TEXT", help="Why the rule of --skip is left out; the report says it."),
]
CoverageFlag = Annotated[
    bool, typer.Option("--coverage", help="Count, column by column, the cells with evidence and without.")
]
LexiconFlag = Annotated[
    bool, typer.Option("--lexicon", help="Read every phrase of time again from its words and compare.")
]
Changes = Annotated[
    Literal["text", "markdown", "json"],
    typer.Option("--format", help="To read, for a changelog, or data for another program."),
]
AllFlag = Annotated[
    bool, typer.Option("--all", help="Sum nothing up: evidence row by row, and long texts in full.")
]
Style = Annotated[
    Literal["text", "apa", "bibtex", "cff", "ris", "csl-json", "datacite"],
    typer.Option("--style", help="The form of the citation."),
]
CitedRow = Annotated[
    str | None,
    typer.Option(
        "--row",
        metavar="ID",
        help="Cite one row, such as C016, or TABLE.ID where several tables have the identifier.",
    ),
]
ExportFormat = Annotated[
    Literal["parquet", "duckdb", "xlsx", "stata", "spss", "geojson"],
    typer.Option("--format", help="For which tool; docs/using.md shows each.", show_default=False),
]
RecordName = Annotated[
    Literal[
        "schema-org",
        "inveniordm",
        "datacite",
        "ro-crate",
        "croissant",
        "huggingface",
        "csvw",
        "annotations",
    ]
    | None,
    typer.Option("--format", help="Only this record; docs/using.md says what each is for."),
]
PictureKind = Annotated[
    Literal["casualties", "timeline", "control", "strikes", "map", "disagreements"],
    _argument("KIND", "What to draw."),
]
PictureFile = Annotated[
    Path,
    typer.Option("--out", metavar="FILE", help="The file to write: .png, .svg or .html.", show_default=False),
]
Width = Annotated[
    int, typer.Option(min=300, max=3000, help="How wide the picture is, in pixels; 390 suits a telephone.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there already.")]


def _typed(context: typer.Context, option: typer.CallbackParam, value: object) -> bool:
    """Whether the flag was typed: a library that misreads a default must not turn it on."""
    source = context.get_parameter_source(option.name or "")
    return value is True and source is not None and source.name == "COMMANDLINE"


WithTexts = Annotated[
    bool,
    typer.Option(
        "--with-texts",
        callback=_typed,
        help="A private copy that holds the articles' texts, not for publication; see: sirte texts",
    ),
]
Check = Annotated[
    bool, typer.Option("--check", help="Change nothing; exit with 1 when anything is out of date.")
]
PageName = Annotated[str | None, _argument("[NAME]", "With --show: the page, such as codebook.")]
ShowFlag = Annotated[
    bool, typer.Option("--show", help="Print the page NAME or, without one, list the pages.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")]
RightsHeld = Annotated[
    bool,
    typer.Option(
        "--i-hold-the-rights",
        callback=_typed,
        help="Serve a private copy on another --host too: you may show its texts to all who can reach it.",
    ),
]
Host = Annotated[str, typer.Option(help="The address to listen on.")]
SiteDir = Annotated[
    Path | None,
    typer.Option(
        "--export",
        metavar="DIR",
        help="Serve nothing; write the site into a folder, to open from there or put on any web host.",
    ),
]
NoOpen = Annotated[bool, typer.Option("--no-open", help="Do not open the web browser.")]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="REV|FILE",
        help="The version released before: a git revision, or a file or folder; by default its tag.",
    ),
]
ReleaseDir = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write the files to hand on into a new folder."),
]
Record = Annotated[bool, typer.Option("--record", help="Enter the version into the list of releases.")]
ReleasedDir = Annotated[
    Path | None,
    typer.Option(
        "--check", metavar="DIR", help="Make the files again and say which in the folder is another."
    ),
]
