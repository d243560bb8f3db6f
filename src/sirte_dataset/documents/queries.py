"""The questions that the browser answers ready-made, as a page: what each asks, its parameters, its SQL."""

from __future__ import annotations

from ..browse.metadata import DATABASE
from ..browse.queries import QUERIES, Parameter, Query
from ..browse.server import HOST, PORT
from ..sqlite.build import FILE_NAME
from .markdown import block, code, folded, head, link, page, table

OPENING = f"""
The questions that `sirte browse` answers ready-made: to read at `http://{HOST}:{PORT}/questions/` and the
name of the question, as rows, CSV and JSON at `http://{HOST}:{PORT}/{DATABASE}/` and the name. A parameter
follows the name, as in `?event=E001`. Each runs as well in any program that reads SQLite, on the file
`{FILE_NAME}` that `sirte build` writes, with every parameter given or null; only the function `escape_fts`,
which makes typed words safe to search for, comes with the browser. A parameter that is blank takes its
default, which is itself SQL. The questions are put to the tables and views of the [codebook](codebook.md);
`dates` has each date of the tables in words and with a key to sort by.
"""


def queries() -> str:
    """The page docs/queries.md."""
    parts = head("Queries", "the queries of the browser", OPENING)
    parts.append(table(("query", "question"), [(link(code(q.name), q.name), q.title) for q in QUERIES]))
    for query in QUERIES:
        parts += _query(query)
    return page(parts)


def _query(query: Query) -> list[str]:
    parts = [f"## {query.name}", folded(f"**{query.title}** {query.description}")]
    if query.parameters:
        rows = [_parameter(each) for each in query.parameters]
        parts.append(table(("parameter", "what it is", "values", "default"), rows))
    return [*parts, block("sql", query.sql)]


def _parameter(parameter: Parameter) -> tuple[str, ...]:
    if not parameter.choices:
        values = "any"
    else:
        values = "chosen from a list, or any" if parameter.free else "chosen from a list"
    return code(parameter.name), parameter.label, values, code(" ".join(parameter.default.split()))
