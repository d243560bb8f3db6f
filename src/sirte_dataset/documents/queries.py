"""The questions that the browser answers ready-made, as a page: what each asks, its parameters, its SQL.

Also the views that the questions are put to, since their SQL cannot be read without them.
"""

from __future__ import annotations

from ..browse.metadata import DATABASE
from ..browse.queries import QUERIES, Parameter, Query
from ..browse.server import HOST, PORT
from ..sqlite.build import FILE_NAME
from ..sqlite.views import VIEWS, View
from .markdown import block, code, folded, head, link, page, table

OPENING = f"""
The questions that `sirte browse` answers ready-made, at `http://{HOST}:{PORT}/{DATABASE}/` and the name of
the question; a parameter follows the name, as in `?event=E001`. Each runs as well in any program that reads
SQLite, on the file `{FILE_NAME}` that `sirte build` writes, with every parameter given or null; only the
function `escape_fts`, which makes typed words safe to search for, comes with the browser. A parameter that
is blank takes its default, which is itself SQL.
"""

VIEWS_INTRO = """
What the questions are put to, beside the tables of the [codebook](codebook.md). A view shows each claim in
one line, with names for identifiers. Listed are the columns that no table has; the others mean what they
mean in the tables.
"""


def queries() -> str:
    """The page docs/queries.md."""
    parts = head("Queries", "the queries and views of the browser", OPENING)
    parts.append(table(("query", "question"), [(link(code(q.name), q.name), q.title) for q in QUERIES]))
    for query in QUERIES:
        parts += _query(query)
    parts += ["## Views", folded(VIEWS_INTRO)]
    for view in VIEWS:
        parts += _view(view)
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


def _view(view: View) -> list[str]:
    parts = [f"### {view.name}", folded(f"**{view.title}.** {view.description}")]
    return [*parts, table(("column", "description"), [(code(name), text) for name, text in view.columns])]
