"""The pages in docs/ tell everything there is, and nothing that is no longer so.

What has to be told is taken from the package itself: schemas, tables, commands, rules, queries. That a page
tells no more than that follows from its being current.
"""

from __future__ import annotations

import csv
import inspect
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import typer
from markdown_it import MarkdownIt
from typer.testing import CliRunner

import sirte_dataset as sd
from sirte_dataset import cli, documents, errors, files
from sirte_dataset.browse.queries import QUERIES
from sirte_dataset.checking.rules import RULES
from sirte_dataset.checking.rules.quotation_budget import ARTICLE_SHARE, QUOTE_WORDS
from sirte_dataset.descriptor import open_package
from sirte_dataset.documents.codebook import codebook, share
from sirte_dataset.documents.commands import STATUSES, commands, walk
from sirte_dataset.documents.markdown import code, filled, literal, table
from sirte_dataset.documents.rules import BASICS, told
from sirte_dataset.errors import DataError
from sirte_dataset.schemas import table_schema
from sirte_dataset.sqlite.build import build_database
from sirte_dataset.sqlite.views import VIEWS, schemas_of

GENERATED = documents.pages(cli.app)
WITH_BLOCKS = {"datasheet.md"}
ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = {file.name: file.read_text("utf-8") for file in sorted(DOCS.glob("*.md"))}
SCHEMAS = [table_schema(name) for name in open_package().names]


def sections(text: str, level: int = 2) -> dict[str, str]:
    """What stands under each heading of a level, up to the next heading that is as high."""
    parts = re.split(rf"^(#{{1,{level}}}) (.+)\n", text, flags=re.MULTILINE)[1:]
    found = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return {title: body for marks, title, body in found if len(marks) == level}


def rows_of(text: str) -> list[list[str]]:
    """The cells of every table row in a piece of a page, heads included."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not re.match(r"\|[ |-]+$", line)]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def bare(cell: str) -> str:
    """A cell without link and code marks."""
    return re.sub(r"\[(.+?)\]\([^)]*\)", r"\1", cell).strip("`")


def plain(text: str) -> str:
    """A text on one line, without escapes, its links to coding rules as plain numbers again."""
    text = text.replace("\\", "")
    return " ".join(re.sub(r"\[([0-9]+)\]\(coding-rules\.md#rule-\1\)", r"\1", text).split())


def rows_of_file(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


# --- what has to be told: the heading it stands under, and the words

Told = Iterator[tuple[str, str]]


def in_the_codebook() -> Told:
    for schema in SCHEMAS:
        rows = rows_of_file(open_package().csv_path(schema.name))
        fullest = max(rows, key=lambda row: sum(map(bool, row.values())))
        said = [
            schema.description,
            f"Key: {' and '.join(f'`{column}`' for column in schema.primary_key)}",
            f"| column | value | | --- | --- | | `{schema.names[0]}` | `{fullest[schema.names[0]]}` |",
        ]
        for key in schema.foreign_keys:
            target = f"`{key.reference_fields[0]}` of [`{key.resource}`]"
            said.append(f"Foreign key: `{key.fields[0]}` is {target}")
        for field in schema.fields:
            counts = Counter(row[field.name] for row in rows)
            obliged, blank = "yes" * field.required, share(counts[""], len(rows))
            said += [
                f'| <a id="{schema.name}-{field.name}"></a>`{field.name}` | ',
                f" | {field.unit or ''} | {obliged} | {blank} | **{field.title}.** {field.description} |",
                *(f"| `{each}` | {meaning} | {counts[each]} |" for each, meaning in field.meanings),
            ]
        yield from ((schema.name, each) for each in said)


def among_the_commands() -> Told:
    for name, command in walk(cli.app):
        yield name, command.help
        for parameter in (each for each in command.params if each.name != "help"):
            names = [*parameter.opts, *parameter.secondary_opts]
            if parameter.param_type_name == "argument":
                names = [parameter.metavar or parameter.name.upper()]
            yield from ((name, f"`{each}") for each in names)
            yield name, f"| {parameter.help} |"
    assert exit_statuses() == set(STATUSES)
    yield from (("Exit statuses", f"| {status} | {meaning} |") for status, meaning in STATUSES.items())


def exit_statuses() -> set[int]:
    """Those of the errors, and those that the commands raise by number."""
    kinds = [errors.SirteError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    sources = "".join(file.read_text("utf-8") for file in Path(str(cli.__file__)).parent.glob("*.py"))
    raised = map(int, re.findall(r"typer\.Exit\((\d+)\)", sources))
    return {0, *raised, *(kind.exit_status for kind in kinds)}


def among_the_rules() -> Told:
    for name, rule in RULES.items():
        parts = told(inspect.getdoc(rule) or "")
        assert all(parts), f"{name}: a demand, a reason, and how to mend a fault"
        yield name, f"**{parts.demand}** Why: {parts.reason} To mend it: {parts.mending}"


def before_the_rules() -> Told:
    pytest.importorskip("pandera")
    made = [sd.schema(schema.name) for schema in SCHEMAS]
    checks = {str(check.name) for each in made for column in each.columns.values() for check in column.checks}
    checks |= {field.type for schema in SCHEMAS for field in schema.fields} - {"string"}
    assert set(BASICS).isdisjoint(RULES)
    yield from (("Before the rules", f"| `{name}` |") for name in checks)


def among_the_queries() -> Told:
    for query in QUERIES:
        yield query.name, f"**{query.title}** {query.description}"
        yield query.name, query.sql
        yield from ((query.name, f"| `{parameter.name}` |") for parameter in query.parameters)


def views_in_the_codebook() -> Told:
    schemas = schemas_of(open_package())
    for view in VIEWS:
        yield view.name, view.description
        yield view.name, f"Key: `{view.columns[0].name}`"
        for field in schemas[view.name].fields:
            yield view.name, f'| <a id="{view.name}-{field.name}"></a>`{field.name}` | '
            yield view.name, f"**{field.title}.** {field.description} |"


def in_the_datasheet() -> Told:
    for row in sd.load("articles", "records"):
        cells = [row[name] for name in ("publisher_kind", "language", "published", "published_basis")]
        coded = " | ".join(f"`{cell}`" for cell in cells)
        yield "Composition", f"| `{row['article_id']}` | {row['publisher']} | {coded} |"
    side_of = sd.load("actors").set_index("actor_id")["side"]
    claims = [frame for frame in sd.load_all().values() if "attributed_to" in frame]
    said_by = Counter(side for frame in claims for side in frame["attributed_to"].dropna().map(side_of))
    measured = {
        "articles": len(sd.load("articles")),
        "passages": len(sd.load("passages")),
        "of these in the article's own voice": sum(frame["attributed_to"].isna().sum() for frame in claims),
        **{f"of these from the side `{side}`": said_by[side] for side in side_of.cat.categories},
        "persons": (sd.load("actors")["kind"] == "person").sum(),
        "places with coordinates": sd.load("places")["latitude"].notna().sum(),
        "differences between the two codings": len(rows_of_file(ROOT / "codings" / "adjudication.csv")),
    }
    yield from (("Composition", f"| {what} | {figure} |") for what, figure in measured.items())


PROMISES = [
    ("codebook.md", 2, in_the_codebook),
    ("commands.md", 2, among_the_commands),
    ("rules.md", 3, among_the_rules),
    ("rules.md", 2, before_the_rules),
    ("queries.md", 2, among_the_queries),
    ("codebook.md", 2, views_in_the_codebook),
    ("datasheet.md", 2, in_the_datasheet),
]


@pytest.mark.parametrize(("name", "level", "promised"), PROMISES)
def test_a_page_tells_all_it_should(name: str, level: int, promised: Callable[[], Told]) -> None:
    stands = {heading: plain(body) for heading, body in sections(PAGES[name], level).items()}
    wanted = [(heading, plain(said)) for heading, said in promised()]
    assert wanted
    assert [told for told in wanted if told[1] not in stands.get(told[0], "")] == []


def test_the_generated_pages_are_current() -> None:
    assert documents.stale(cli.app) == [], "renew them with: sirte docs"


def test_a_generated_page_says_so_in_its_first_line_and_how_to_renew_it() -> None:
    for name in set(GENERATED) - WITH_BLOCKS - {"agreement.md"}:
        assert re.match(r"<!-- Generated from .*`sirte docs`\. -->\n", PAGES[name]), name


def test_the_index_lists_every_page_and_tells_which_are_generated() -> None:
    listed = {bare(row[0]): "(generated)" in row[1] for row in rows_of(PAGES["README.md"])[1:]}
    assert listed == {name: name in set(GENERATED) - WITH_BLOCKS for name in PAGES if name != "README.md"}
    assert set(GENERATED) <= set(PAGES)


def test_a_share_is_rounded_but_never_to_none_or_all() -> None:
    parts = [(0, 900), (1, 900), (899, 900), (900, 900), (1, 3), (0, 0)]
    assert [share(*part) for part in parts] == ["0 %", "1 %", "99 %", "100 %", "33 %", ""]


def test_the_codebook_of_another_package_tells_that_package(as_own: Path) -> None:
    file = open_package().schema_path("casualties")
    document = json.loads(file.read_text("utf-8"))
    document["fields"][-1] |= {"name": "remark", "description": "What | else there is."}
    file.write_text(json.dumps(document), "utf-8")
    table_file = open_package().csv_path("casualties")
    head, rest = table_file.read_text("utf-8").split("\n", 1)
    table_file.write_text(f"{head.rpartition(',')[0]},remark\n{rest}", "utf-8")
    text = codebook()
    assert set(open_package().names) <= set(sections(text))
    assert "What \\| else there is." in text


def test_the_commands_of_a_group_are_told_under_their_full_names() -> None:
    group = typer.Typer()
    group.command("fold", help="Fold it.")(lambda: None)
    group.command("tear", help="Tear it.")(lambda: None)
    app = typer.Typer()
    app.command("show", help="Show it.")(lambda: None)
    app.add_typer(group, name="paper")
    names = ["Exit statuses", "sirte paper fold", "sirte paper tear", "sirte show"]
    assert list(sections(commands(app))) == names


def test_choices_limits_and_defaults_stand_with_the_options() -> None:
    shown = {row[0]: row[1] for row in rows_of(PAGES["commands.md"])}
    assert shown["`--style text\\|apa\\|bibtex\\|cff\\|ris\\|csl-json\\|datacite`"] == "`text`"
    assert shown["`--port 0..65535`"] == "`8001`"
    assert shown["`--where CONDITION`"] == ""
    assert shown["`--force`"] == ""


def test_a_docstring_is_taken_apart_into_demand_reason_and_mending() -> None:
    parts = told("It is\nso.\n\nElse it breaks. Mend it,\nor not. Or leave it.")
    assert parts == ("It is so.", "Else it breaks.", "Mend it, or not. Or leave it.")
    assert not told("It must be so.").reason


def test_the_sql_of_the_page_answers_in_any_program_that_reads_sqlite(tmp_path: Path) -> None:
    build_database(tmp_path / "sirte.db")
    with closing(sqlite3.connect(tmp_path / "sirte.db")) as database:
        database.create_function("escape_fts", 1, lambda words: words)  # the browser's own
        for name, body in sections(PAGES["queries.md"]).items():
            for sql in re.findall(r"```sql\n(.*?)\n```", body, re.DOTALL):
                parameters = dict.fromkeys(re.findall(r"(?<!:):(\w+)", sql))
                assert database.execute(sql, parameters).fetchall(), name


# --- the pages written by hand


def test_the_coding_rules_are_numbered_and_every_cited_one_is_there() -> None:
    rules = re.findall(r'^(\d+)\. <a id="rule-(\d+)"></a>\*\*', PAGES["coding-rules.md"], re.MULTILINE)
    assert [tuple(map(int, rule)) for rule in rules] == [(n + 1, n + 1) for n in range(len(rules))]
    files = [*(ROOT / "schemas").glob("*.json"), ROOT / "codings" / "adjudication.csv"]
    cited = [
        (file.name, int(number))
        for file in files
        for numbers in re.findall(r"coding rules? (\d+(?:(?:, | and )\d+)*)", file.read_text("utf-8"))
        for number in re.findall(r"\d+", numbers)
    ]
    assert len({file for file, _ in cited}) > 1
    assert [place for place in cited if place[1] > len(rules)] == []


WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
NUMBER = re.compile(rf"\b(?:\d[\d,.-]*\d|\d|{'|'.join(WORDS)})\b", re.IGNORECASE)
SHARES = {2: "half", 3: "third", 4: "quarter", 5: "fifth"}
QUOTED = (
    f"A quote has at most {WORDS[QUOTE_WORDS - 2]} words, and quotes and wordings together show at most "
    f"a {SHARES[ARTICLE_SHARE]} of an article's words"
)
LICENCE = " ".join(open_package().descriptor["licenses"][0]["name"].split("-", 2))
# What the datasheet says in numbers though no row can change it.
NO_FIGURES = [
    QUOTED,
    f"under {LICENCE}",
    "two tables on this page",
    "in Libya in 2016",
    "these articles tell of 2016",
    "the two codings share",
    "two machine-assisted readings",
    "those of two people",
    "SHA-256",
]


def typed_figures(text: str) -> list[str]:
    """The figures of a page outside its generated blocks, its links and identifiers left out."""
    prose = re.sub(r"<!-- generated: .*?<!-- end -->|\]\([^)]*\)|\bA\d{3,}", " ", text, flags=re.DOTALL)
    prose = " ".join(prose.split())
    for said in NO_FIGURES:
        prose = prose.replace(said, " ")
    return NUMBER.findall(prose)


def test_no_figure_of_the_datasheet_is_typed() -> None:
    assert typed_figures(PAGES["datasheet.md"]) == []
    assert typed_figures("It holds 12 maps. Ten rows are wrong. 3.5 percent are.") == ["12", "Ten", "3.5"]


def test_the_datasheet_says_how_the_coding_was_done_and_what_the_limits_are() -> None:
    headings = "Motivation Composition Collection Coding Uses Misuses Distribution Maintenance"
    assert list(sections(PAGES["datasheet.md"])) == headings.split()
    for said in (
        "machine-assisted close reading",
        "not the work of human annotators",
        "coded twice, independently",
        "There is no DOI",
        f"under {LICENCE}",
        QUOTED,
    ):
        assert said in plain(PAGES["datasheet.md"]), said


MARKED = "# P\n\n<!-- generated: a -->\nold\n<!-- end -->\n\nMine 7.\n"


def test_only_what_stands_between_the_marks_is_made_anew() -> None:
    once = filled(MARKED, {"a": "new \\1"}, "p.md")
    assert once == "# P\n\n<!-- generated: a -->\n\nnew \\1\n\n<!-- end -->\n\nMine 7.\n"
    assert filled(once, {"a": "new \\1"}, "p.md") == once


@pytest.mark.parametrize(
    "text",
    [
        "# P\n",
        MARKED + MARKED,
        MARKED.replace("<!-- end -->", ""),
        MARKED.replace("d: a", "d: b"),
        MARKED + "<!-- end -->",
    ],
)
def test_a_page_without_its_marks_is_refused(text: str) -> None:
    with pytest.raises(DataError, match=r"p\.md: Expected a block each of a, "):
        filled(text, {"a": "new"}, "p.md")


# --- the pages as a reader meets them


def targets(text: str) -> list[str]:
    """What a link into a page may name: its anchors, and its headings as code hosts name them."""
    headings = re.findall(r"^##* (.+)$", text, re.MULTILINE)
    slugs = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    return slugs + re.findall(r'<a id="([^"]+)"></a>', text)


def broken_links(text: str) -> list[str]:
    prose = re.sub(r"```.*?```|`[^`\n]*`(?!\])", "", text, flags=re.DOTALL)
    broken = []
    for link in re.findall(r"\]\(((?!https?:)[^)\s]+)\)", prose):
        file, _, target = link.partition("#")
        path = DOCS / file
        there = text if not file else path.read_text("utf-8") if path.is_file() else ""
        if not there or (target and target not in targets(there)):
            broken.append(link)
    return broken


def test_every_link_of_a_page_leads_somewhere() -> None:
    assert {name: links for name, text in PAGES.items() if (links := broken_links(text))} == {}
    wrong = "[x](absent.md) [x](codebook.md#absent) [`x`](#absent) [x](codebook.md)"
    assert broken_links(wrong) == ["absent.md", "codebook.md#absent", "#absent"]


def test_no_target_of_a_page_is_there_twice() -> None:
    counts = {name: Counter(targets(text)) for name, text in PAGES.items()}
    assert [(name, each) for name, found in counts.items() for each, n in found.items() if n > 1] == []
    assert max(Counter(targets("# A b\n\n## A b\n")).values()) == 2


def test_every_table_of_a_page_is_shown_as_a_table_with_all_its_cells() -> None:
    for name, text in PAGES.items():
        kinds = Counter(token.type for token in MarkdownIt().enable("table").parse(text))
        lines = [line for line in text.splitlines() if line.startswith("|")]
        assert kinds["tr_open"] + kinds["table_open"] == len(lines), name  # no row: the line under each head
        assert kinds["th_open"] + kinds["td_open"] == sum(map(len, rows_of(text))), name


@pytest.mark.parametrize(
    ("cell", "html"),
    [
        (literal("a | b"), "a | b"),
        (literal("*a* _b_ `c` [d](e) ~f~"), "*a* _b_ `c` [d](e) ~f~"),
        (literal("<b> & &lt;"), "&lt;b&gt; &amp; &amp;lt;"),
        (literal("a\nb"), "a b"),
        (
            literal("https://example.org/a_b?c"),
            '<a href="https://example.org/a_b?c">https://example.org/a_b?c</a>',
        ),
        *((code(text), f"<code>{text}</code>") for text in ("a|b", "``a` b", "[..2016-09-04]", "a_b_c")),
    ],
)
def test_what_comes_from_the_data_is_shown_as_it_is_written(cell: str, html: str) -> None:
    assert f"<td>{html}</td>" in MarkdownIt().enable("table").render(table(["a"], [[cell]]))


# --- the command


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pages in a folder that a test may change; two of them are made, the others are left out."""
    folder = tmp_path / "docs"
    folder.mkdir()
    made: dict[str, Callable[[], str]] = {"a.md": lambda: "# Ä\n", "b.md": lambda: "# B\n"}
    monkeypatch.setattr(documents, "pages", lambda app: made)
    monkeypatch.setattr(documents, "checkout_folder", lambda name: folder)
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
    assert said.startswith("sirte: docs/a.md: The file cannot be read (it is no plain file)")


def test_a_folder_that_cannot_be_written_to_is_told_in_one_sentence(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_fill", full)
    status, out, said = run()
    assert (status, out) == (2, "")
    assert said.startswith(f"sirte: {copied / 'a.md'} cannot be written (No space left on device); check ")
    assert said.count("\n") == 1
    assert list(copied.iterdir()) == []


def test_without_the_folder_of_pages_the_command_says_where_it_works(as_own: Path) -> None:
    status, _, said = run()
    assert status == 2
    assert said.startswith("sirte: The folder docs is kept in the repository and not in the installed")
