"""Every claim rests on words: evidence lies where it says, fits its cell, and nothing goes without."""

from __future__ import annotations

from collections.abc import Iterator

from ..context import Context, Outcome
from ..coverage import TARGET, missing_cells, supports, traced_tables
from ..registry import rule, told_rows

PASSAGE_RULES = ("passage-of-article", "evidence-inside-passage")
SPAN = "article_id passage_id start end"


@rule("evidence-inside-passage", needs={"passages": "passage_id start end"}, each="passage_id start end")
def inside_passages(context: Context) -> Iterator[Outcome]:
    """Evidence, like a phrase of time, begins and ends inside its passage and is at least one character long.

    Outside it, the words shown to a reader are other words. Compute the offsets again from the phrase.
    """
    passages = context.by_key("passages", "start", "end")
    for table, row, passage, start, end in context.each("passage_id", "start", "end"):
        if table == "passages" or passage not in passages:
            continue  # foreign-key says so
        first, last = (int(cell) for cell in passages[passage])
        if not first <= int(start) < int(end) <= last:
            where = f"{passage}, which runs from {first} to {last}"
            message = f"Characters {start} to {end} are no part of {where}."
            yield context.finding(table, row, "start", message)


@rule("quote-length", each="article_id start end")
def quote_lengths(context: Context) -> Iterator[Outcome]:
    """A quote, or the wording of a phrase of time, is exactly as long as the characters from start to end.

    Otherwise words and offsets do not mean the same. Compute the offsets again from the words.
    """
    for table, column in printed(context):
        for row, words, start, end in context.rows(table, column, "start", "end"):
            length = int(end) - int(start)
            if words and len(words) != length:
                message = f"'{words}' has {len(words)} characters; from {start} to {end} there are {length}."
                yield context.finding(table, row, column, message)


def printed(context: Context) -> Iterator[tuple[str, str]]:
    """Table and column of the words of an article whose place in its text is given."""
    for column in ("quote", "wording"):
        for table in context.tables_with(column, "article_id", "start", "end"):
            yield table, column


@rule("evidence-for-rows", needs={"evidence": TARGET})
def rows_have_evidence(context: Context) -> Iterator[Outcome]:
    """Every row of the tables that evidence speaks of has evidence for the row as a whole.

    A row without it cannot be traced to an article. Add an evidence row with a blank field.
    """
    supported = supports(context, "")
    for table in traced_tables(context):
        key = context.schemas[table].key
        for row, name in context.rows(table, key):
            if name not in supported.get(table, ()):
                message = f"'{name}' has no evidence for the row as a whole; add it."
                yield context.finding(table, row, key, message)


@rule("evidence-for-cells", needs={"evidence": TARGET})
def cells_have_evidence(context: Context) -> Iterator[Outcome]:
    """Every coded cell has evidence of its own, or follows from other cells by one of the named origins.

    Row evidence does not say which words gave the figure, the place or the code. Add evidence that names the
    field; `sirte evidence --coverage` lists what a cell may follow from instead.
    """
    for row, table, column, cell in missing_cells(context):  # of rows without any, evidence-for-rows says so
        message = f"'{cell}' has no evidence; add what it was read from."
        yield context.finding(table, row, column, message)


@rule("evidence-passage", needs={"evidence": f"{TARGET} {SPAN}"}, each="passage_id", after=PASSAGE_RULES)
def evidence_passages(context: Context) -> Iterator[Outcome]:
    """The evidence for a row as a whole lies in the passage that the row names, at its offsets if it has any.

    Passage and offsets of a row are read off its evidence. Correct the passage or offsets of either.
    """
    named = {table: _named_places(context, table) for table in traced_tables(context)}
    told = {table: told_rows(context, table, *PASSAGE_RULES) for table in named}
    for row, resource, row_id, field, *place in context.rows("evidence", TARGET, "passage_id start end"):
        line, own = named.get(resource, {}).get(row_id, (0, []))
        there = place[: len(own)]
        if not field and there != own and line not in told.get(resource, ()):
            message = f"The words lie in {'-'.join(there)}, but {row_id} names {'-'.join(own)}."
            yield context.finding("evidence", row, "passage_id", message)


def _named_places(context: Context, table: str) -> dict[str, tuple[int, list[str]]]:
    """By key, the number of each row and the passage that it names, with its offsets where it has them."""
    for columns in ("passage_id start end", "passage_id"):
        if context.has(table, columns):
            key = context.schemas[table].key
            return {name: (row, place) for row, name, *place in context.rows(table, key, columns)}
    return {}


@rule("evidence-target", needs={"evidence": TARGET})
def evidence_targets(context: Context) -> Iterator[Outcome]:
    """Evidence for a cell names a column that the table has, and the cell is not blank.

    Words that support nothing were left behind by a change. Correct the field, fill the cell, or remove the
    row of evidence.
    """
    names = {table: context.schemas[table].names for table in traced_tables(context)}
    blank = {(table, name): _blank(context, table, name) for table in names for name in names[table]}
    for row, table, key, field in context.rows("evidence", TARGET):
        if field and field not in names.get(table, (field,)):
            message = f"The table {table} has no column '{field}'; correct it."
            yield context.finding("evidence", row, "field", message)
        elif line := blank.get((table, field), {}).pop(key, None):  # of several rows of evidence, the first
            message = f"The cell is blank, but row {row} of evidence supports it; fill it or remove that row."
            yield context.finding(table, line, field, message)


def _blank(context: Context, table: str, name: str) -> dict[str, int]:
    """By key, the number of each row in which the column is blank."""
    if not context.has(table, name):
        return {}
    return {key: row for row, key, cell in context.rows(table, context.schemas[table].key, name) if not cell}


@rule("evidence-article", needs={"evidence": "resource row_id field article_id passage_id"})
def evidence_articles(context: Context) -> Iterator[Outcome]:
    """Evidence comes from the article of the row; only a date may rest on another article, with basis
    other_article.

    A claim is what one article says. Correct the article, or the basis of the date.
    """
    articles = context.columns("article_id", [*traced_tables(context), "passages"])
    homes, bases = articles.get("passages", {}), context.bases()
    for row, table, key, field, article, passage in context.rows("evidence", TARGET, "article_id passage_id"):
        own = articles.get(table, {}).get(key, article)
        borrowed = field == "date" and bases.get(table, {}).get(key) == "other_article"
        if own == article or borrowed or homes.get(passage, article) != article:
            continue  # where the passage is not the article's, passage-of-article says so
        message = f"'{article}' is not the article of {key}, which is {own}."
        yield context.finding("evidence", row, "article_id", message)
