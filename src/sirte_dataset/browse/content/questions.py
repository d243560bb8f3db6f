"""The question pages: each ready-made question of queries.py, answered with claims instead of a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from ...sqlite.views import CLAIM_TABLES
from ..book import Book, Row
from ..publishing import Page
from ..queries import EVERYTHING, QUERIES, Parameter, Query
from .wording import Piece, meaning, told

QUOTED = frozenset({"quote", "date_words"})
IN_THEM = "row_id IN (SELECT value FROM json_each(:rows))"


@lru_cache(maxsize=8)
def answered(book: Book) -> tuple[Query, ...]:
    """The questions for which the file has the tables; searching is a page of its own."""
    return tuple(query for query in QUERIES if query.name != "search" and _runs(book, query))


def _runs(book: Book, query: Query) -> bool:
    blanks = {parameter.name: None for parameter in query.parameters}
    return bool(book.rows(f"EXPLAIN {query.sql}", blanks))


def questions(book: Book, name: str, given: Mapping[str, str]) -> dict[str, Any] | None:
    """All questions, or the answer to one of them."""
    if not name:
        return {"layout": "questions.html", "questions": answered(book)}
    query = next((query for query in answered(book) if query.name == name), None)
    if query is None:
        return None
    blanks = filled_in(book, query.parameters, given)
    rows = book.rows(query.sql, {blank["about"].name: blank["value"] for blank in blanks})
    return {
        "layout": "question.html",
        "query": query,
        "blanks": blanks,
        "asked_for": {blank["about"].name: blank["value"] for blank in blanks if blank["given"]},
        "number": len(rows),
        "groups": _groups(book, query, rows),
    }


def filled_in(book: Book, parameters: Iterable[Parameter], given: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each parameter with the value in use, default included, and the values to choose from."""
    filled = []
    for parameter in parameters:
        typed = (given.get(parameter.name) or "").strip()
        choices = [tuple(row.values()) for row in book.rows(parameter.choices)] if parameter.choices else []
        value = typed or book.rows(f"SELECT {parameter.default} AS value")[0]["value"]
        if value and not parameter.free and value not in [each for each, _ in choices]:
            choices.append((value, value))
        choices = [(each, _label(book, parameter.codes, each, label)) for each, label in choices]
        filled.append({"about": parameter, "value": value, "given": bool(typed), "choices": choices})
    return filled


def _label(book: Book, codes: str, code: str, label: str) -> str:
    """The choice in words: of a code the first clause of its meaning."""
    table, _, column = codes.partition(".")
    if table not in book.schemas or f"'{code}'" == EVERYTHING:
        return label
    return clause(meaning(book, table, column, code))


def clause(text: str) -> str:
    """The first clause of a sentence."""
    return text.partition(":")[0].partition(";")[0].rstrip(".")


def _groups(book: Book, query: Query, rows: list[Row]) -> list[dict[str, Any]]:
    """The answer under its headings: a line for each claim, which rows that name it in turn share."""
    named = [_named(book, row) for row in rows]
    asked = json.dumps([row_id for ids in named for _, row_id in ids])
    claims = {(claim["resource"], claim["row_id"]): claim for claim in book.claims(IN_THEM, {"rows": asked})}
    groups: list[dict[str, Any]] = []
    for row, ids in zip(rows, named, strict=True):
        value = row.get(query.by)
        if not groups or value not in (None, groups[-1]["value"]):
            groups.append({"value": value, **_heading(book, query, row), "lines": []})
        lines = groups[-1]["lines"]
        if not lines or ids != [lines[-1]["id"]]:
            lines += [{"id": each, "row": row, "claim": claims.get(each), "beside": []} for each in ids]
        if lines:
            lines[-1]["beside"] += _beside(book, query, row)
    return groups


def _named(book: Book, row: Row) -> list[tuple[str, str]]:
    """The rows that a row of an answer names, as (table, row): in row_id, or in the keys of a claim table."""
    if "row_id" in row and "resource" in row:
        return [(row["resource"], row["row_id"])]
    for table in sorted(CLAIM_TABLES & book.schemas.keys()):
        key = book.schemas[table].key
        if ids := row.get(key) or row.get(f"{key}s"):
            return [(table, row_id) for row_id in str(ids).split()]
    return []


def _heading(book: Book, query: Query, row: Row) -> dict[str, Any]:
    """What a group is headed by; of a code the first clause of its meaning, and the whole meaning below."""
    value = str(row.get(query.by) or "")
    about: list[Piece] = told(book, row[query.about]) if query.about else []
    table, _, column = query.codes.partition(".")
    if table not in book.schemas or value not in book.schemas[table].field(column).enum:
        return {"heading": value[:1].upper() + value[1:], "about": about}
    whole = meaning(book, table, column, value)
    return {"heading": clause(whole), "about": [Piece(whole)] if clause(whole) != whole.rstrip(".") else []}


def _beside(book: Book, query: Query, row: Row) -> list[list[Piece]]:
    """What a row adds to its claim, in prose in which identifiers are links."""
    first, *rest = [_words(book, row, column) for column in query.beside if row[column]] or [""]
    words = ": ".join(filter(None, [first, " · ".join(rest)]))
    return [told(book, words)] if words else []


def _words(book: Book, row: Row, column: str) -> str:
    """A cell of an answer: quoted words in quotation marks, for a column of a table its title."""
    if column == "field" and row["resource"] in book.schemas:
        titles = {field.name: field.title for field in book.schemas[row["resource"]].fields}
        return titles.get(row["field"], "The row as a whole")
    return f"“{row[column]}”" if column in QUOTED else str(row[column])


def _every(book: Book) -> list[str]:
    return ["", *(query.name for query in answered(book))]


QUESTIONS = Page("row_page.html", questions, _every, parameters=True)
