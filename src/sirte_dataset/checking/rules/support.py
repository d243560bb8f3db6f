"""Every claim rests on words: evidence lies where it says, fits its cell, and nothing goes without."""

from __future__ import annotations

from collections.abc import Iterator

from ..context import Context, Outcome
from ..coverage import TARGET, evidence_for, missing_cells, supports, traced_tables
from ..registry import rule, told_rows

PASSAGE_RULES = ("passage-of-article", "evidence-inside-passage")
SPAN = "article_id passage_id start end"


@rule("evidence-inside-passage", needs={"passages": "passage_id start end"}, each="passage_id start end")
def inside_passages(context: Context) -> Iterator[Outcome]:
    """Evidence, like a phrase of time, begins and ends inside its passage and is at least one character long.

    Outside it, the words shown to a reader are other words. Compute the offsets again from the phrase.
    """
    passages = context.by_key("passages", "start", "end")
    starts = {name: int(start) for name, (start, _) in passages.items()}
    ends = {name: int(end) for name, (_, end) in passages.items()}
    for table in context.tables_with("passage_id", "start", "end"):
        if table == "passages":
            continue
        cells = context.frame(table, "passage_id start end").astype({"start": int, "end": int})
        known = cells["passage_id"].isin(starts)  # of others foreign-key says so
        inside = cells["start"].lt(cells["end"])
        inside &= cells["start"].ge([starts.get(name, 0) for name in cells["passage_id"]])
        inside &= cells["end"].le([ends.get(name, 0) for name in cells["passage_id"]])
        for row, passage, start, end in cells[known & ~inside].itertuples(name=None):
            where = f"{passage}, which runs from {starts[passage]} to {ends[passage]}"
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
    for (resource, _), lines in evidence_for(context, "passage_id start end", only=[""]).items():
        for row, row_id, *place in lines.itertuples(name=None) if resource in named else ():
            line, own = named[resource].get(row_id, (0, []))
            there = place[: len(own)]
            if there != own and line not in told[resource]:
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
    traced = traced_tables(context)
    for (table, field), lines in evidence_for(context).items():
        if table not in traced or not field:
            continue
        if field not in context.schemas[table].names:
            for row in lines.index:
                message = f"The table {table} has no column '{field}'; correct it."
                yield context.finding("evidence", row, "field", message)
        elif context.has(table, field):
            rows = context.rows(table, context.schemas[table].key, field)
            blank = {key: row for row, key, cell in rows if not cell}
            for line, name in lines[lines["row_id"].isin(blank)].itertuples(name=None):
                if row := blank.pop(name, 0):  # of several rows of evidence, the first
                    there = f"row {line} of evidence supports it"
                    message = f"The cell is blank, but {there}; fill it or remove that row."
                    yield context.finding(table, row, field, message)


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
        if own == article:
            continue
        borrowed = field == "date" and bases.get(table, {}).get(key) == "other_article"
        if not borrowed and homes.get(passage, article) == article:  # else passage-of-article says so
            message = f"'{article}' is not the article of {key}, which is {own}."
            yield context.finding("evidence", row, "article_id", message)
