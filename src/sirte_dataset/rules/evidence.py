"""Every claim rests on words: evidence lies where it says, fits its cell, and nothing goes without."""

from __future__ import annotations

from collections.abc import Iterator

from ..schema import TableSchema
from .base import Context, Outcome, rule

NUMBERS = frozenset(["low", "best", "high", "share_low", "share_best", "share_high"])
DATES = frozenset({"date_stated", "date"})
STATUS = frozenset({"status"})
NAMED = frozenset({"actors", "places"})

TARGET = "resource row_id field"
SPAN = "article_id passage_id start end"


@rule("evidence-inside-passage", needs={"evidence": SPAN, "passages": "passage_id start end"})
def inside_passages(context: Context) -> Iterator[Outcome]:
    """Evidence begins and ends inside its passage, and is at least one character long.

    Outside it, the words shown to a reader are other words. Compute the offsets again from the phrase.
    """
    passages = context.by_key("passages", "start", "end")
    for row, passage, start, end in context.rows("evidence", "passage_id", "start", "end"):
        if passage not in passages:
            continue  # foreign-key says so
        first, last = (int(cell) for cell in passages[passage])
        if not first <= int(start) < int(end) <= last:
            yield context.finding(
                "evidence",
                row,
                "start",
                f"Characters {start} to {end} are no part of {passage}, which runs from {first} to {last}.",
            )


@rule("quote-length", each="quote start end")
def quote_lengths(context: Context) -> Iterator[Outcome]:
    """A quote is exactly as long as the characters from start to end.

    Otherwise quote and offsets do not mean the same words. Compute the offsets again from the quote.
    """
    for table in context.tables_with("quote", "start", "end"):
        for row, quote, start, end in context.rows(table, "quote", "start", "end"):
            length = int(end) - int(start)
            if quote and len(quote) != length:
                message = f"'{quote}' has {len(quote)} characters; from {start} to {end} there are {length}."
                yield context.finding(table, row, "quote", message)


@rule("evidence-for-rows", needs={"evidence": TARGET})
def rows_have_evidence(context: Context) -> Iterator[Outcome]:
    """Every row of the tables that evidence speaks of has evidence for the row as a whole.

    A row without it cannot be traced to an article. Add an evidence row with a blank field.
    """
    supported = {(resource, row_id) for resource, row_id, field in _supported(context) if not field}
    for table in _traced(context):
        key = context.schemas[table].key
        for row, name in context.rows(table, key):
            if (table, name) not in supported:
                yield context.finding(
                    table, row, key, f"'{name}' has no evidence for the row as a whole; add it."
                )


@rule("evidence-for-cells", needs={"evidence": TARGET})
def cells_have_evidence(context: Context) -> Iterator[Outcome]:
    """Every number, date, place, actor and status in a claim has evidence of its own.

    Row evidence does not say which words gave the figure. Add evidence that names the field. A date from an
    outside source rests on the source instead, and the evidence of date_stated serves a date that is the
    same.
    """
    supported = _supported(context)
    for table in _traced(context):
        if not context.has(table, "confidence"):
            continue  # a claim says how firmly it is made; the spellings of names make no claim
        schema = context.schemas[table]
        for column in _supported_columns(schema):
            excuses = [
                name
                for name in ("date_stated", "date_source_id")
                if column == "date" and context.has(table, name)
            ]
            for row, name, cell, *others in context.rows(table, schema.key, column, *excuses):
                if cell and (table, name, column) not in supported and not _excused(cell, excuses, others):
                    yield context.finding(
                        table, row, column, f"'{cell}' has no evidence; add what it was read from."
                    )


def _excused(date: str, excuses: list[str], cells: list[str]) -> bool:
    """Whether a date rests on its source, or on the evidence of date_stated."""
    return any(
        bool(cell) if name == "date_source_id" else cell == date
        for name, cell in zip(excuses, cells, strict=True)
    )


def _supported_columns(schema: TableSchema) -> list[str]:
    """The columns of a claim table whose cells need evidence, in their order."""
    pointers = {key.fields[0] for key in schema.foreign_keys if key.resource in NAMED}
    return [name for name in schema.names if name in NUMBERS | DATES | STATUS | pointers]


@rule("evidence-target", needs={"evidence": TARGET})
def evidence_targets(context: Context) -> Iterator[Outcome]:
    """Evidence for a cell names a column that the table has, and the cell is not blank.

    Words that support nothing were left behind by a change. Correct the field, fill the cell, or remove the
    row.
    """
    cells: dict[tuple[str, str], dict[str, str]] = {}
    columns = ("resource", "row_id", "field")
    names = {table: set(context.schemas[table].names) for table in _traced(context)}
    wanted = [entry for entry in context.rows("evidence", *columns) if entry[3] and entry[1] in names]
    for resource, field in dict.fromkeys((entry[1], entry[3]) for entry in wanted):
        if context.has(resource, field):
            key = context.schemas[resource].key
            cells[resource, field] = {name: cell for _, name, cell in context.rows(resource, key, field)}
    for row, resource, row_id, field in wanted:
        if field not in names[resource]:
            yield context.finding(
                "evidence", row, "field", f"The table {resource} has no column '{field}'; correct it."
            )
        elif cells.get((resource, field), {}).get(row_id) == "":
            yield context.finding(
                "evidence", row, "field", f"The cell {field} of {row_id} is blank; nothing to support."
            )


@rule("evidence-article", needs={"evidence": "resource row_id field article_id passage_id"})
def evidence_articles(context: Context) -> Iterator[Outcome]:
    """Evidence comes from the article of the row; only a date may rest on another article, with basis
    other_article.

    A claim is what one article says. Correct the article, or the basis of the date.
    """
    columns = ("resource", "row_id", "field", "article_id", "passage_id")
    homes = context.by_key("passages", "article_id") if context.has("passages", "article_id") else {}
    articles = {table: context.by_key(table, "article_id") for table in context.tables_with("article_id")}
    bases = {table: context.by_key(table, "date_basis") for table in context.tables_with("date_basis")}
    for row, resource, row_id, field, article, passage in context.rows("evidence", *columns):
        own = articles.get(resource, {}).get(row_id, (article,))[0]
        borrowed = field == "date" and bases.get(resource, {}).get(row_id) == ("other_article",)
        if own == article or borrowed or homes.get(passage, (article,))[0] != article:
            continue  # where the passage is not the article's, passage-of-article says so
        yield context.finding(
            "evidence", row, "article_id", f"'{article}' is not the article of {row_id}, which is {own}."
        )


def _traced(context: Context) -> list[str]:
    """The tables that evidence may speak of, as far as they are there."""
    codes = context.schemas["evidence"].field("resource").enum
    named = codes or tuple(dict.fromkeys(context.frames["evidence"]["resource"]))
    return [table for table in named if context.has(table) and len(context.schemas[table].primary_key) == 1]


def _supported(context: Context) -> set[tuple[str, str, str]]:
    return {
        (resource, row_id, field) for _, resource, row_id, field in context.rows("evidence", *TARGET.split())
    }
