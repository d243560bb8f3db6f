"""The pages in docs/ tell everything there is, and nothing that is no longer so.

What must be told is taken from the package itself (schemas, tables, commands, rules, queries), and what is
told from the pages as text. Each check is also tried on a page with a part cut out.
"""

from __future__ import annotations

import ast
import csv
import inspect
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer.main
from markdown_it import MarkdownIt
from typer.testing import CliRunner

import sirte_dataset as sd
from sirte_dataset import cli, documents, errors
from sirte_dataset.browse.queries import QUERIES
from sirte_dataset.checking.rules import RULES
from sirte_dataset.checking.rules.quotation_budget import ARTICLE_SHARE, QUOTE_WORDS
from sirte_dataset.descriptor import open_package
from sirte_dataset.documents import pages
from sirte_dataset.documents.codebook import codebook, share
from sirte_dataset.documents.commands import STATUSES, commands, walk
from sirte_dataset.documents.markdown import code, literal, table
from sirte_dataset.documents.rules import BASICS, told
from sirte_dataset.schemas import TableSchema, table_schema
from sirte_dataset.sqlite.views import VIEWS

PAGES = pages(cli.app)
ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
CLI = Path(str(cli.__file__)).parent
HAND_WRITTEN = ("README.md", "coding-manual.md", "coding-rules.md", "datasheet.md")
MAKE_CURRENT = "sirte docs"

SCHEMAS = [table_schema(name) for name in open_package().names]
CODED = [(schema, field) for schema in SCHEMAS for field in schema.fields if field.enum]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def sections(text: str, level: int = 2) -> dict[str, str]:
    """What stands under each heading of a level, up to the next heading that is as high."""
    found: dict[str, str] = {}
    title = ""
    for line in text.splitlines():
        heading = re.match(r"(#+) (.+)", line)
        if heading and len(heading[1]) <= level:
            title = heading[2] if len(heading[1]) == level else ""
            found |= {title: ""} if title else {}
        elif title:
            found[title] += f"{line}\n"
    return found


def rows_of(text: str) -> list[list[str]]:
    """The cells of every table row in a piece of a page, heads included, with their code marks taken off."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not re.match(r"\|[ |-]+$", line)]
    return [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines
    ]


def bare(cell: str) -> str:
    """A cell without anchor, link and code marks."""
    cell = re.sub(r"<a [^>]*></a>", "", cell)
    return re.sub(r"\[(.+?)\]\([^)]*\)", r"\1", cell).strip("`")


def without(text: str, start: str, end: str) -> str:
    """A text with the part from `start` up to the next `end` cut out, as if it had been forgotten."""
    assert start in text, start
    before, _, rest = text.partition(start)
    return before + rest[rest.index(end) :]


def own_cells(schema: TableSchema) -> list[dict[str, str]]:
    with open_package().csv_path(schema.name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- what is told is so


@pytest.mark.parametrize("name", PAGES)
def test_the_generated_page_is_current(name: str) -> None:
    if name == "agreement.md":
        pytest.importorskip("krippendorff")
    assert page(name) == PAGES[name](), f"docs/{name} is out of date, renew it with: {MAKE_CURRENT}"


@pytest.mark.parametrize("name", sorted(set(PAGES) - {"agreement.md"}))
def test_a_generated_page_says_so_in_its_first_line_and_how_to_renew_it(name: str) -> None:
    first = page(name).splitlines()[0]
    assert first.startswith("<!-- Generated from ")
    assert f"`{MAKE_CURRENT}`" in first


def test_every_page_is_generated_or_listed_as_written_by_hand() -> None:
    assert sorted(file.name for file in DOCS.glob("*.md")) == sorted([*PAGES, *HAND_WRITTEN])


def test_the_index_lists_every_page_and_tells_which_are_generated() -> None:
    listed = {bare(cells[0]): "(generated)" in cells[1] for cells in rows_of(page("README.md"))[1:]}
    assert listed == {name: name in PAGES for name in [*PAGES, *HAND_WRITTEN] if name != "README.md"}


# --- tables, columns and codes: the codebook


def untold_tables(text: str) -> list[str]:
    told_tables = sections(text)
    return [
        schema.name
        for schema in SCHEMAS
        if schema.description not in unlinked(told_tables.get(schema.name, ""))
    ]


def untold_columns(text: str) -> list[str]:
    told_tables = sections(text)
    return [
        f"{schema.name}.{field.name}"
        for schema in SCHEMAS
        for field in schema.fields
        if not any(
            bare(cells[0]) == field.name
            and unlinked(cells[-1]).endswith(f"{field.title}.** {field.description}")
            for cells in rows_of(told_tables.get(schema.name, ""))
        )
    ]


def unlinked(text: str) -> str:
    """A text on one line, its links to coding rules as plain numbers again."""
    return " ".join(re.sub(r"\[([0-9]+)\]\(coding-rules\.md#rule-\1\)", r"\1", text).split())


def code_rows(text: str, name: str, column: str) -> list[list[str]]:
    """The rows of the table of codes of one column."""
    _, found, rest = text.partition(f'<a id="{name}-{column}-codes"></a>')
    return rows_of(rest.split("\n\n")[1])[1:] if found else []


def test_every_table_has_its_section_in_the_codebook() -> None:
    assert untold_tables(page("codebook.md")) == []


def test_every_column_has_its_row_in_the_codebook() -> None:
    assert untold_columns(page("codebook.md")) == []


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_a_table_without_its_section_is_noticed(schema: TableSchema) -> None:
    text = page("codebook.md") + "\n## end\n"
    assert untold_tables(without(text, f"\n## {schema.name}\n", "\n## ")) == [schema.name]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_a_column_without_its_row_is_noticed(schema: TableSchema) -> None:
    column = schema.fields[-1].name
    short = without(page("codebook.md"), f'| <a id="{schema.name}-{column}"></a>', "\n")
    assert untold_columns(short) == [f"{schema.name}.{column}"]


def test_a_column_that_is_told_otherwise_than_in_its_schema_is_noticed() -> None:
    told_otherwise = page("codebook.md").replace("The smallest number that", "The number that", 1)
    assert len(untold_columns(told_otherwise)) == 1


@pytest.mark.parametrize(("schema", "field"), CODED, ids=lambda part: part.name)
def test_every_code_stands_with_its_meaning_and_its_count(schema: TableSchema, field: Any) -> None:
    counts = Counter(row[field.name] for row in own_cells(schema))
    assert code_rows(page("codebook.md"), schema.name, field.name) == [
        [f"`{each}`", meaning, str(counts[each])] for each, meaning in field.meanings
    ]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_type_unit_obligation_and_share_of_blanks_stand_beside_each_column(schema: TableSchema) -> None:
    cells = own_cells(schema)
    shown = {bare(row[0]): row[1:5] for row in rows_of(sections(page("codebook.md"))[schema.name]) if row[5:]}
    for field in schema.fields:
        kind, unit, required, blank = shown[field.name]
        percent = 100 * sum(row[field.name] == "" for row in cells) / len(cells)
        assert kind
        assert unit == (field.unit or "")
        assert required == ("yes" if field.required else "")
        assert abs(int(blank.removesuffix(" %")) - percent) < 1
        assert (blank in ("0 %", "100 %")) == (percent in (0, 100))


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_keys_and_foreign_keys_are_told(schema: TableSchema) -> None:
    said = " ".join(sections(page("codebook.md"))[schema.name].split())
    for key in schema.foreign_keys:
        assert f"Foreign key: `{key.fields[0]}` is `{key.reference_fields[0]}` of [`{key.resource}`]" in said
    assert said.count("Foreign key: ") == len(schema.foreign_keys)
    assert f"Key: `{schema.key}`" in said


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_the_example_is_the_first_of_the_rows_with_most_cells_filled(schema: TableSchema) -> None:
    filled = [{name: cell for name, cell in row.items() if cell} for row in own_cells(schema)]
    fullest = next(row for row in filled if len(row) == max(map(len, filled)))
    _, _, example = sections(page("codebook.md"))[schema.name].rpartition("### A row of")
    assert [bare(cells[0]) for cells in rows_of(example)[1:]] == list(fullest)
    assert rows_of(example)[1][1] == f"`{fullest[schema.key]}`"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 900, "0 %"), (1, 900, "1 %"), (899, 900, "99 %"), (900, 900, "100 %"), (1, 3, "33 %"), (0, 0, "")],
)
def test_a_share_is_rounded_but_never_to_none_or_all(part: int, whole: int, shown: str) -> None:
    assert share(part, whole) == shown


def test_the_codebook_of_another_package_tells_that_package(as_own: Path) -> None:
    text = codebook()
    assert set(open_package().names) <= set(sections(text))
    file = open_package().schema_path("casualties")
    document = json.loads(file.read_text("utf-8"))
    document["fields"][-1] |= {"name": "remark", "description": "What | else there is."}
    file.write_text(json.dumps(document), "utf-8")
    table_file = open_package().csv_path("casualties")
    head, rest = table_file.read_text("utf-8").split("\n", 1)
    table_file.write_text(f"{head.rpartition(',')[0]},remark\n{rest}", "utf-8")
    assert "What \\| else there is." in codebook()


# --- commands


def untold_commands(text: str) -> list[str]:
    """Each command, argument and option that the page lacks."""
    told_commands = sections(text)
    missing = []
    for name, command in commands_of(typer.main.get_command(cli.app), "sirte"):
        if name not in told_commands:
            missing.append(name)
            continue
        body = told_commands[name]
        if not told_help(command.help, body):
            missing.append(f"{name}: help")
        words = " ".join(cells[0] for cells in rows_of(body))
        for parameter in command.params:
            shown = (
                [parameter.metavar or parameter.name.upper()]
                if parameter.param_type_name == "argument"
                else [*parameter.opts, *parameter.secondary_opts]
            )
            missing += [
                f"{name} {part}"
                for part in shown
                if part != "--help" and not re.search(rf"`{re.escape(part)}[ `]", words)
            ]
            if parameter.name != "help" and not told_help(parameter.help, body):
                missing.append(f"{name} {shown[0]}: help")
    return missing


def told_help(help_text: str | None, body: str) -> bool:
    plain = body.replace("\\", "")
    return bool(help_text) and " ".join(str(help_text).replace("\\", "").split()) in " ".join(plain.split())


def commands_of(group: Any, name: str) -> Iterator[tuple[str, Any]]:
    for word, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_of(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


def test_every_command_argument_and_option_is_told() -> None:
    assert untold_commands(page("commands.md")) == []


@pytest.mark.parametrize("name", [name for name, _ in walk(cli.app)])
def test_a_command_without_its_section_is_noticed(name: str) -> None:
    text = page("commands.md") + "\n## end\n"
    assert untold_commands(without(text, f"\n## {name}\n", "\n## ")) == [name]


def test_an_option_without_its_row_is_noticed() -> None:
    short = without(page("commands.md"), "| `--where CONDITION`", "\n")
    assert untold_commands(short) == ["sirte show --where", "sirte show --where: help"]


def test_the_commands_of_a_group_are_told_under_their_full_names() -> None:
    group = typer.Typer()
    group.command("fold", help="Fold it.")(lambda: None)
    group.command("tear", help="Tear it.")(lambda: None)
    app = typer.Typer()
    app.command("show", help="Show it.")(lambda: None)
    app.add_typer(group, name="paper")
    assert list(sections(commands(app))) == [
        "Exit statuses",
        "sirte paper fold",
        "sirte paper tear",
        "sirte show",
    ]


def test_choices_limits_and_defaults_stand_with_the_options() -> None:
    shown = {cells[0]: cells[1] for cells in rows_of(page("commands.md"))}
    assert shown["`--style text|bibtex|cff|ris|csl-json`"] == "`text`"
    assert shown["`--port 0..65535`"] == "`8001`"
    assert shown["`--where CONDITION`"] == ""
    assert shown["`--force`"] == ""


def raised_statuses() -> dict[str, set[int]]:
    """By function of the command line, the exit statuses that it raises by number."""
    found: dict[str, set[int]] = {}
    for function in ast.walk(ast.parse("".join(file.read_text("utf-8") for file in CLI.glob("*.py")))):
        if isinstance(function, ast.FunctionDef):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "typer.Exit":
                    numbers = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
                    found.setdefault(function.name, set()).update(numbers)
    return found


def test_every_exit_status_is_told() -> None:
    kinds = [errors.SirteError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    statuses = {kind.exit_status for kind in kinds}.union({0}, *raised_statuses().values())
    assert statuses == set(STATUSES)
    assert [cells[0] for cells in rows_of(sections(page("commands.md"))["Exit statuses"])[1:]] == [
        str(status) for status in STATUSES
    ]


# --- rules


def untold_rules(text: str) -> list[str]:
    """Each rule that lacks its section, or a sentence of what it demands, why, or how to mend a fault."""
    told_rules = sections(text, 3)
    missing = []
    for name, rule in RULES.items():
        body = " ".join(told_rules.get(name, "").split())
        parts = told(inspect.getdoc(rule) or "")
        said = f"**{parts.demand}** Why: {parts.reason} To mend it: {parts.mending}"
        if not all(parts) or body != said:
            missing.append(name)
    return missing


def test_every_rule_is_told_with_its_reason_and_how_to_mend_a_fault() -> None:
    assert untold_rules(page("rules.md")) == []


@pytest.mark.parametrize("name", RULES)
def test_a_rule_without_its_section_is_noticed(name: str) -> None:
    text = page("rules.md") + "\n## end\n"
    assert untold_rules(without(text, f"\n### {name}\n", "\n##")) == [name]


def test_a_rule_that_gives_no_reason_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> None:
        """It must be so."""

    monkeypatch.setitem(RULES, "silent", silent)
    assert untold_rules(PAGES["rules.md"]()) == ["silent"]


def test_a_docstring_is_taken_apart_into_demand_reason_and_mending() -> None:
    assert told("It is\nso.\n\nElse it breaks. Mend it,\nor not. Or leave it.") == (
        "It is so.",
        "Else it breaks.",
        "Mend it, or not. Or leave it.",
    )


def test_every_check_that_comes_before_the_rules_is_told() -> None:
    pytest.importorskip("pandera")
    from sirte_dataset.checking.cells import text_schema, value_schema

    names = {
        str(check.name)
        for schema in SCHEMAS
        for made in (text_schema(schema), value_schema(schema))
        for column in made.columns.values()
        for check in column.checks
    }
    assert names
    assert names <= set(BASICS)
    assert set(BASICS).isdisjoint(RULES)
    shown = rows_of(sections(page("rules.md"))["Before the rules"])[1:]
    assert [bare(cells[0]) for cells in shown] == list(BASICS)


# --- canned queries and views


def untold_queries(text: str) -> list[str]:
    told_queries = sections(text)
    return [
        query.name
        for query in QUERIES
        if query.sql not in told_queries.get(query.name, "")
        or f"**{query.title}** {query.description}" not in " ".join(told_queries[query.name].split())
        or [bare(cells[0]) for cells in rows_of(told_queries[query.name])[1:]]
        != [parameter.name for parameter in query.parameters]
    ]


def untold_views(text: str) -> list[str]:
    told_views = sections(text, 3)
    return [
        view.name
        for view in VIEWS
        if [bare(cells[0]) for cells in rows_of(told_views.get(view.name, ""))[1:]]
        != [name for name, _ in view.columns]
    ]


def test_every_canned_query_is_told_with_its_parameters_and_sql() -> None:
    assert untold_queries(page("queries.md")) == []


def test_every_view_is_told_with_its_own_columns() -> None:
    assert untold_views(page("queries.md")) == []


@pytest.mark.parametrize("name", [query.name for query in QUERIES])
def test_a_query_without_its_section_is_noticed(name: str) -> None:
    assert untold_queries(without(page("queries.md"), f"\n## {name}\n", "\n## ")) == [name]


@pytest.mark.parametrize("name", [view.name for view in VIEWS])
def test_a_view_without_its_section_is_noticed(name: str) -> None:
    text = page("queries.md") + "\n### end\n"
    assert untold_views(without(text, f"\n### {name}\n", "\n### ")) == [name]


def test_the_sql_of_the_page_answers_in_any_program_that_reads_sqlite(tmp_path: Path) -> None:
    sd_file = tmp_path / "sirte.db"
    from sirte_dataset.sqlite.build import build_database

    build_database(sd_file)
    with closing(sqlite3.connect(sd_file)) as database:
        database.create_function("escape_fts", 1, lambda words: words)  # the browser's own
        for name, body in sections(page("queries.md")).items():
            for sql in re.findall(r"```sql\n(.*?)\n```", body, re.DOTALL):
                parameters = dict.fromkeys(re.findall(r"(?<!:):(\w+)", sql))
                assert database.execute(sql, parameters).fetchall(), name


# --- the numbered rules of coding


def cited_rules() -> dict[int, list[str]]:
    """The numbers of the coding rules that schemas and adjudication cite, and where."""
    files = [*sorted((ROOT / "schemas").glob("*.json")), ROOT / "codings" / "adjudication.csv"]
    cited: dict[int, list[str]] = {}
    for file in files:
        for numbers in re.findall(r"coding rules? (\d+(?:(?:, | and )\d+)*)", file.read_text("utf-8")):
            for number in re.findall(r"\d+", numbers):
                cited.setdefault(int(number), []).append(file.name)
    return cited


def numbered_rules(text: str) -> list[int]:
    found = re.findall(r'^(\d+)\. <a id="rule-(\d+)"></a>\*\*', text, re.MULTILINE)
    assert all(number == target for number, target in found)
    return [int(number) for number, _ in found]


def test_the_coding_rules_are_numbered_and_every_cited_one_is_there() -> None:
    numbers = numbered_rules(page("coding-rules.md"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert {number: files for number, files in cited_rules().items() if number not in numbers} == {}


def test_a_cited_coding_rule_that_is_not_there_is_noticed() -> None:
    short = without(page("coding-rules.md"), '13. <a id="rule-13">', "\n")
    assert set(cited_rules()) - set(numbered_rules(short)) == {13}


# --- the datasheet: every figure in it is measured

WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
SHARES = {2: "half", 3: "third", 4: "quarter", 5: "fifth"}
NUMBER = re.compile(rf"\d[\d,.]*\d|\d|\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
NOT_FIGURES = re.compile(r"\]\([^)]*\)|\bSHA-256\b|\bA00[0-4]\b")


def word(number: int) -> str:
    return WORDS[number - 2] if number - 2 < len(WORDS) else str(number)


def figures() -> list[str]:
    """Each phrase of the datasheet that holds a figure, as the tables give it."""
    tables: dict[str, list[dict[str, Any]]] = sd.load_all("records")
    articles = tables["articles"]
    shuffled = [row["article_id"] for row in articles if "shuffled" in str(row["note"])]
    lost = [row["article_id"] for row in tables["passages"] if row["antecedent_lost"]]
    inferred = sum(row["published_basis"] == "inferred" for row in articles)
    sides = {row["actor_id"]: row["side"] for row in tables["actors"]}
    said_by = Counter(
        sides.get(row["attributed_to"], "own voice")
        for rows in tables.values()
        for row in rows
        if "attributed_to" in row
    )
    persons = sum(row["kind"] == "person" for row in tables["actors"])
    decisions = own_adjudication()
    assert sorted(set(lost)) == shuffled
    assert {row["language"] for row in articles} == {"en"}
    assert said_by["isis"] == 0
    assert len(shuffled) == 2
    licences = [licence["name"] for licence in open_package().descriptor["licenses"]]
    return [
        f"There are {word(len(articles))} articles, all in English, published between "
        f"{min(row['published_earliest'] for row in articles)} and "
        f"{max(row['published_latest'] for row in articles)}.",
        f"Together they have {len(tables['passages'])} passages; without page furniture these have "
        f"{sum(row['words'] for row in articles)} words.",
        f"{shuffled[0]} and {shuffled[1]} are reposts whose sentences a machine has reworded and put in "
        f"another order. In these two, {len(lost)} passages have lost",
        f"For {word(inferred)} of the {word(len(articles))} articles the day of publication is inferred",
        f"Of the {said_by.total()} rows that say who says it or that nobody does, {said_by['own voice']} are "
        f"in the article's own voice, {said_by['gna']} come from the side of the GNA and none from ISIS.",
        f"The {word(persons)} persons it names",
        f"of its {len(decisions)} rows, {decisions.count('first')} were decided for the first coding",
        "the two codings share",
        "two machine-assisted readings may resemble each other more than those of two people would",
        f"A quote has at most {word(QUOTE_WORDS)} words, and quotes and wordings together show at most a "
        f"{SHARES[ARTICLE_SHARE]} of an article's words",
        f"under {' '.join(licences[0].split('-', 2))}",
        "the fight for Sirte in Libya in 2016",
        "between June and September 2016",
        "what these articles tell of 2016",
    ]


def test_what_the_datasheet_says_without_a_figure_is_so_too() -> None:
    text = " ".join(page("datasheet.md").split())
    places = {row["place_id"]: row for row in sd.load("places", "records")}

    def in_sirte(place: str | None) -> bool:
        parent = places[place]["parent_place_id"] if place else None
        return parent == "sirte" or (parent is not None and in_sirte(parent))

    located = [row["latitude"] is not None for name, row in places.items() if in_sirte(name)]
    assert "Most places inside the city have none." in text
    assert sum(located) < len(located) / 2
    sides = {row["actor_id"]: row["side"] for row in sd.load("actors", "records")}
    speakers = [
        row["speaker_actor_id"] for row in sd.load("statements", "records") if row["article_id"] == "A001"
    ]
    assert "rests for the most part on what the GNA's forces announced" in text
    assert sum(sides.get(speaker) == "gna" for speaker in speakers) > len(speakers) / 2


def own_adjudication() -> list[str]:
    with (ROOT / "codings" / "adjudication.csv").open(encoding="utf-8", newline="") as file:
        return [row["decided"] for row in csv.DictReader(file)]


def unmeasured(text: str, phrases: list[str]) -> list[str]:
    """Figures of a page that stand in none of the phrases and in no table."""
    prose = " ".join(line for line in text.splitlines() if not line.startswith("|"))
    prose = " ".join(prose.split())
    for phrase in phrases:
        prose = prose.replace(phrase, " ")
    prose = NOT_FIGURES.sub(" ", prose)
    return [prose[max(0, found.start() - 40) : found.end() + 20] for found in NUMBER.finditer(prose)]


def test_the_datasheet_has_the_figures_that_the_tables_give() -> None:
    prose = " ".join(page("datasheet.md").split())
    assert [f"docs/datasheet.md should say: {said}" for said in figures() if said not in prose] == []


def test_the_datasheet_has_no_figure_that_is_not_measured() -> None:
    assert unmeasured(page("datasheet.md"), figures()) == []


@pytest.mark.parametrize("sentence", ["It holds 12 maps.", "Ten rows are wrong.", "About 3.5 percent are."])
def test_a_figure_that_nobody_measured_is_noticed(sentence: str) -> None:
    measured = figures()
    assert unmeasured(" ".join(measured), measured) == []
    assert len(unmeasured(f"{' '.join(measured)} {sentence}", measured)) == 1


def test_the_datasheet_lists_the_articles_as_the_table_has_them() -> None:
    columns = ("article_id", "publisher", "publisher_kind", "published", "published_basis")
    articles = [[str(row[name]) for name in columns] for row in sd.load("articles", "records")]
    assert [[bare(cell) for cell in cells] for cells in rows_of(page("datasheet.md"))[1:]] == articles


def test_the_datasheet_says_how_the_coding_was_done_and_what_the_coverage_is() -> None:
    text = " ".join(page("datasheet.md").split())
    assert list(sections(page("datasheet.md"))) == [
        "Motivation",
        "Composition",
        "Collection",
        "Coding",
        "Uses",
        "Misuses",
        "Distribution",
        "Maintenance",
    ]
    for said in (
        "machine-assisted close reading",
        "not the work of human annotators",
        "coded twice, independently",
        "There is no DOI",
    ):
        assert said in text, said


# --- the pages as a reader meets them


def all_pages() -> list[str]:
    return sorted(file.name for file in DOCS.glob("*.md"))


def targets(text: str) -> set[str]:
    """What a link into a page may name: its anchors, and its headings as code hosts name them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"></a>', text))


def broken_links(name: str, text: str) -> list[str]:
    prose = re.sub(r"```.*?```|`[^`\n]*`(?!\])", "", text, flags=re.DOTALL)
    broken = []
    for link in re.findall(r"\]\(((?!https?:)[^)\s]+)\)", prose):
        file, _, target = link.partition("#")
        path = (DOCS / file).resolve() if file else DOCS / name
        there = path.is_file() and (text if path.name == name else path.read_text("utf-8"))
        if not there or (target and target not in targets(there)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("name", all_pages())
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    assert broken_links(name, page(name)) == []


@pytest.mark.parametrize("link", ["[x](absent.md)", "[x](codebook.md#absent)", "[`x`](#absent)"])
def test_a_link_that_leads_nowhere_is_noticed(link: str) -> None:
    assert len(broken_links("datasheet.md", f"{page('datasheet.md')}\nSee {link}.")) == 1


@pytest.mark.parametrize("name", all_pages())
def test_no_target_of_a_page_is_there_twice(name: str) -> None:
    text = page(name)
    ids = re.findall(r'<a id="([^"]+)"></a>', text) + re.findall(r"^##? (.+)$", text, re.MULTILINE)
    assert [each for each, times in Counter(ids).items() if times > 1] == []


@pytest.mark.parametrize("name", all_pages())
def test_every_table_of_a_page_is_shown_as_a_table_with_all_its_cells(name: str) -> None:
    tokens = MarkdownIt().enable("table").parse(page(name))
    lines = [line for line in page(name).splitlines() if line.startswith("|")]
    kinds = Counter(token.type for token in tokens)
    assert kinds["tr_open"] + kinds["table_open"] == len(lines)  # the line under each head is no row
    shown = sum(kinds[kind] for kind in ("th_open", "td_open"))
    written = sum(len(re.split(r"(?<!\\)\|", line)) - 2 for line in lines if not re.match(r"\|[ |-]+$", line))
    assert shown == written


def rendered(cell: str) -> str:
    html = MarkdownIt().enable("table").render(table(["a"], [[cell]]))
    return re.findall(r"<td>(.*)</td>", html)[0]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a | b", "a | b"),
        ("*a* _b_ `c` [d](e) ~f~", "*a* _b_ `c` [d](e) ~f~"),
        ("<b> & &lt;", "&lt;b&gt; &amp; &amp;lt;"),
        ("a\nb", "a b"),
    ],
)
def test_text_from_the_data_is_shown_as_it_is_written(text: str, html: str) -> None:
    assert rendered(literal(text)) == html


@pytest.mark.parametrize("text", ["a|b", "``a` b", "[..2016-09-04]", "a_b_c"])
def test_code_from_the_data_is_shown_as_it_is_written(text: str) -> None:
    assert rendered(code(text)) == f"<code>{text}</code>"


def test_an_address_is_a_link() -> None:
    assert literal("https://example.org/a_b?c=1") == "<https://example.org/a_b?c=1>"


# --- the command


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pages in a folder that a test may change; two of them are made, the others are left out."""
    folder = tmp_path / "docs"
    folder.mkdir()
    made: dict[str, Callable[[], str]] = {"a.md": lambda: "# Ä\n", "b.md": lambda: "# B\n"}
    monkeypatch.setattr(documents, "pages", lambda app: made)
    monkeypatch.setattr(documents, "docs_folder", lambda: folder)
    return folder


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.app, ["docs", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_missing_and_changed_pages_are_renewed_and_named(copied: Path) -> None:
    (copied / "a.md").write_text("# A\n", "utf-8")
    (copied / "own.md").write_text("# Own\n", "utf-8")
    assert run() == (0, "renewed: docs/a.md\nrenewed: docs/b.md\n", "")
    assert (copied / "a.md").read_bytes() == "# Ä\n".encode()
    assert sorted(file.name for file in copied.iterdir()) == ["a.md", "b.md", "own.md"]
    assert run() == (0, "Everything is up to date.\n", "")


def test_a_check_names_what_is_out_of_date_and_changes_nothing(copied: Path) -> None:
    (copied / "b.md").write_text("# B\n", "utf-8")
    assert run("--check") == (1, "out of date: docs/a.md\n", "")
    assert [file.name for file in copied.iterdir()] == ["b.md"]
    run()
    assert run("--check") == (0, "Everything is up to date.\n", "")


def test_a_page_that_cannot_be_made_leaves_the_others_as_they_are(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> str:
        raise errors.DataError("The row is cut.", file="data/x.csv", row=3)

    monkeypatch.setitem(documents.pages(cli.app), "c.md", fail)
    assert run() == (1, "", "sirte: data/x.csv, row 3: The row is cut.\n")
    assert list(copied.iterdir()) == []


def test_a_page_that_cannot_be_written_or_read_is_named(copied: Path) -> None:
    (copied / "a.md").mkdir()
    status, _, said = run()
    assert status == 1
    assert said.startswith("sirte: docs/a.md: The page cannot be read")


def test_a_folder_that_cannot_be_written_to_is_told_in_one_sentence(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(documents.tempfile, "mkstemp", full)
    status, out, said = run()
    assert (status, out) == (2, "")
    assert said == (
        "sirte: Cannot write docs/a.md (No space left on device); check its permissions and free space.\n"
    )


def test_without_the_folder_of_pages_the_command_says_where_it_works(as_own: Path) -> None:
    status, _, said = run()
    assert status == 2
    assert said.startswith("sirte: The pages are kept in the repository")
