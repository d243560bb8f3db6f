"""The Datasette plugin: permalinks, links in cells, and what our templates show beside Datasette's own.

Its hooks answer only for an instance that attach() has prepared. SQL that a reader may want is in queries.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import datasette as datasette_package
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import NotFound, Response
from markupsafe import Markup, escape
from pluggy import HookimplMarker

from ..descriptor import Package
from ..schemas import POINTERS, TableSchema
from ..sqlite.private import NOTICE
from .guard import App, Hosts, content_security_policy, guard
from .metadata import DATABASE, PRIVATE_DATABASE, all_schemas, label_column
from .queries import QUERIES, Parameter, by_publication

hookimpl = HookimplMarker("datasette")

# The stock templates with an inline script that our pages still use.
SCRIPTED = ("table.html", "_codemirror_foot.html")
# A column that holds a row's identifier, and the column that says in which table the row stands.
NAMING = {row_id: resource for resource, row_id in POINTERS}
STOCK_TEMPLATES = Path(datasette_package.__file__).parent / "templates"

ROW_EVIDENCE = """SELECT field, quote, support, article_id, article, passage_id, passage, start, "end"
FROM evidence_trail WHERE resource = :table AND row_id = :row
ORDER BY field <> '(whole row)', field, evidence_id"""
ROW_SAYS = """SELECT CASE resource WHEN 'statements' THEN said_by || ': ' ELSE '' END || says AS says
FROM claims WHERE resource = :table AND row_id = :row"""
ROW_LINKS = """SELECT relation, basis, other_resource AS resource, other_row_id AS row_id,
    'forward' AS direction
FROM claim_links WHERE resource = :table AND row_id = :row
UNION ALL SELECT relation, basis, resource, row_id, 'backward'
FROM claim_links WHERE other_resource = :table AND other_row_id = :row"""
CLAIMS_BY = f"""SELECT resource, row_id, article, says, said_by, date, passage FROM claims
WHERE {{}} ORDER BY {by_publication("claims")}, resource <> 'event_reports', resource, row_id"""
CLAIMS_ON = {
    "events": "event_id = :row",
    "passages": "passage_id = :row",
    "actors": "resource = 'statements' AND row_id IN "
    "(SELECT statement_id FROM statements WHERE speaker_actor_id = :row)",
}
SAID_BESIDE = """resource = 'statements' AND passage_id IN (
    SELECT passage_id FROM event_reports WHERE event_id = :row)"""
SENTENCES = "SELECT passage_id, kind, gloss, NULL AS words FROM passages"
SENTENCES_IN_FULL = (
    "SELECT passage_id, kind, gloss, words FROM passages LEFT JOIN passage_texts USING (passage_id)"
)
OF_ARTICLE = " WHERE article_id = :row ORDER BY position"

# The points of disagreement that a row is on the page of, with all their sides; by the kind of row.
SIDES = f"""SELECT discrepancy_id, topic, kind, resolution, article, position, resource, row_id
FROM discrepancy_sides WHERE discrepancy_id IN ({{}})
ORDER BY discrepancy_id, {by_publication("discrepancy_sides")}, row_id"""
POINTS_OF_CLAIM = "SELECT discrepancy_id FROM discrepancy_claims WHERE resource = :table AND row_id = :row"
POINTS = {
    "discrepancies": ":row",
    "events": "SELECT discrepancy_id FROM discrepancy_sides WHERE event_id = :row",
}
COMPARED = """SELECT comparisons.resource, comparisons.row_id, relation, finding, comparisons.note,
    source_id, publisher, sources.title, published
FROM comparisons JOIN sources USING (source_id) WHERE {}
ORDER BY comparisons.resource, comparisons.row_id, comparison_id"""
COMPARED_CLAIM = "comparisons.resource = :table AND comparisons.row_id = :row"
COMPARED_EVENT = """(comparisons.resource, comparisons.row_id) IN (
    SELECT resource, row_id FROM claims WHERE event_id = :row)"""


@dataclass(frozen=True)
class Site:
    """What the hooks know of the package behind an instance."""

    package: Package
    hosts: Hosts
    schemas: dict[str, TableSchema]
    private: bool = False

    @property
    def database(self) -> str:
        """The name of the database in addresses."""
        return PRIVATE_DATABASE if self.private else DATABASE

    @property
    def notice(self) -> str:
        """What every page of a private copy says; else nothing."""
        return NOTICE if self.private else ""

    @property
    def keys(self) -> dict[str, str]:
        """Each key column and the table whose key it is; a key of several columns cannot be linked to.

        A table that borrows another's key, as that of the article texts does, is not what the key stands for.
        """
        return {
            schema.primary_key[0]: name
            for name, schema in self.schemas.items()
            if len(schema.primary_key) == 1
            and not any(key.fields == schema.primary_key for key in schema.foreign_keys)
        }

    def target(self, table: str | None, column: str, row: Any) -> str | None:
        """The table that a cell of this column points to, or None. In a query's results `table` is None."""
        if column in NAMING:
            named = NAMING[column]
            # A row of SQLite tells its columns by keys() only.
            return str(row[named]) if named in list(row.keys()) and row[named] in self.schemas else None
        if table is None or table not in self.schemas:
            return self.keys.get(column)
        for key in self.schemas[table].foreign_keys:
            if key.fields == (column,):
                return key.resource
        return None


def attach(datasette: Any, package: Package, hosts: Hosts, private: bool = False) -> None:
    """Make an instance ours: the hooks below leave every other one alone."""
    datasette.sirte_site = Site(package, hosts, all_schemas(package, private), private)


def site_of(datasette: Any) -> Site | None:
    """What attach() has left with an instance; None for one that is not ours."""
    found: Site | None = getattr(datasette, "sirte_site", None)
    return found


def database_of(datasette: Any) -> str:
    """The name of the database in an instance that is ours."""
    site: Site = datasette.sirte_site
    return site.database


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Put the guard in front of our instance."""
    site = site_of(datasette)
    if site is None:
        return lambda app: app
    policy = content_security_policy(STOCK_TEMPLATES / name for name in SCRIPTED)
    return lambda app: guard(app, site.hosts, policy, private=site.private)


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """/r/TABLE/ROW leads to the page of a row, whose own address hides full stops (A000~2E01)."""
    return [(r"/r/(?P<table>[^/]+)/(?P<row>[^/]+)$", permalink)] if site_of(datasette) else []


async def permalink(request: Any, datasette: Any) -> Any:
    """Redirect to the page of the row; not found where there is no such table or row."""
    site = site_of(datasette)
    table, row = str(request.url_vars["table"]), str(request.url_vars["row"])
    if site is None or table not in site.keys.values():
        raise NotFound(f"There is no table '{table}' whose rows have an address.")
    schema = site.schemas[table]
    found = await rows_of(datasette, f'SELECT 1 FROM "{table}" WHERE "{schema.key}" = :row', row=row)
    if not found:
        raise NotFound(f"The table '{table}' has no row '{row}'.")
    return Response.redirect(row_address(datasette, table, row))


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Any:
    """Make identifiers links where Datasette shows them bare: on row pages, in views, in query results."""
    site = site_of(datasette)
    if site is None or not isinstance(value, str) or not value:
        return None
    if column.endswith("_ids") and column.removesuffix("s") in site.keys:
        target = site.keys[column.removesuffix("s")]
        return Markup(" ").join(_link(datasette, target, identifier) for identifier in value.split())
    pointed_to = site.target(table, column, row)
    if pointed_to is None:
        return None
    if table in site.schemas and column not in NAMING:
        return _named_link(datasette, site, pointed_to, value)
    return _link(datasette, pointed_to, value)


@hookimpl
def extra_template_vars(
    datasette: Any, view_name: str, table: str | None, request: Any
) -> dict[str, Any] | Callable[[], Awaitable[dict[str, Any]]]:
    """What our templates need beyond Datasette's own variables, by kind of page."""
    site = site_of(datasette)
    if site is None:
        return {}
    common = {"site": site, "database": site.database, "queries": QUERIES}

    async def collect() -> dict[str, Any]:
        if view_name in ("index", "database"):
            return common | await contents(datasette, site)
        if view_name == "table" and (query := query_named(table_in(request))):
            return common | {"parameters": await filled_in(datasette, query.parameters, request)}
        if view_name == "row" and table:
            return common | await row_context(datasette, site, table, identifier_in(request))
        return common

    return collect


async def contents(datasette: Any, site: Site) -> dict[str, Any]:
    """The tables with their number of rows and the views, in the order of the descriptor."""
    described = datasette.metadata("databases")[site.database]["tables"]
    base = datasette.get_database(site.database)
    counts = await base.table_counts(1000)
    views = await base.view_names()
    tables = [
        {"name": name, "rows": counts.get(name), **described[name]} for name in described if name in counts
    ]
    return {
        "tables_listed": [table for table in tables if table["name"] in site.schemas],
        "own_tables": [table for table in tables if table["name"] not in site.schemas],
        "views_listed": [{"name": name, **described[name]} for name in described if name in views],
    }


def query_named(name: str) -> Any:
    """The ready-made question of that name, or None."""
    return next((query for query in QUERIES if query.name == name), None)


async def filled_in(datasette: Any, parameters: tuple[Parameter, ...], request: Any) -> list[dict[str, Any]]:
    """Each parameter with the value in use, default included, and the values to choose from."""
    filled = []
    for parameter in parameters:
        given = (request.args.get(parameter.name) or "").strip()
        choices = await rows_of(datasette, parameter.choices) if parameter.choices else []
        value = given or (await rows_of(datasette, f"SELECT {parameter.default}"))[0][0]
        filled.append({"about": parameter, "value": value, "choices": [tuple(choice) for choice in choices]})
    return filled


async def row_context(datasette: Any, site: Site, table: str, row: str) -> dict[str, Any]:
    """What other tables hold on a row: what it says in one line, its evidence, its links, its claims."""
    views = await datasette.get_database(site.database).view_names()
    drawn_on = {"claims", "evidence_trail"} <= set(views) and "claim_links" in site.schemas
    if table not in site.keys.values() or not drawn_on:
        return {}
    schema = site.schemas[table]
    about = {"table": table, "row": row}
    claims = CLAIMS_BY.format(CLAIMS_ON.get(table, "false"))
    beside = CLAIMS_BY.format(SAID_BESIDE if table == "events" else "false")
    sentences = (SENTENCES_IN_FULL if site.private else SENTENCES) + OF_ARTICLE
    return {
        "schema": schema,
        "field_titles": {field.name: field.title for field in schema.fields},
        "meanings": {field.name: dict(field.meanings) for field in schema.fields},
        "booleans": {field.name for field in schema.fields if field.type == "boolean"},
        "heading": await heading(datasette, schema, row),
        "evidence": await rows_of(datasette, ROW_EVIDENCE, **about),
        "claim_links": await rows_of(datasette, ROW_LINKS, **about),
        "claims": await rows_of(datasette, claims, **about),
        "said_beside": await rows_of(datasette, beside, **about),
        "sentences": await rows_of(datasette, sentences, **about) if table == "articles" else [],
        "permalink": f"/r/{table}/{row}",
        "address": lambda table, row: row_address(datasette, table, row),
        **await set_beside(datasette, site, views, about),
    }


async def set_beside(
    datasette: Any, site: Site, views: list[str], about: dict[str, str]
) -> dict[str, list[Any]]:
    """Disagreements in which a claim, or the claims on an event, take part; what is said of them outside."""
    table = about["table"]
    beside = {}
    if "discrepancy_sides" in views:
        points = POINTS.get(table, POINTS_OF_CLAIM)
        beside["sides"] = await rows_of(datasette, SIDES.format(points), **about)
    if {"comparisons", "sources"} <= set(site.schemas):
        chosen = COMPARED_EVENT if table == "events" else COMPARED_CLAIM
        beside["comparisons"] = await rows_of(datasette, COMPARED.format(chosen), **about)
    return beside


async def heading(datasette: Any, schema: TableSchema, row: str) -> str:
    """What a row is called at the head of its page: what it says, else its name and title, else nothing."""
    says = await rows_of(datasette, ROW_SAYS, table=schema.name, row=row)
    if says:
        return str(says[0]["says"])
    columns = dict.fromkeys([label_column(schema), "title"])
    named = [f'"{column}"' for column in columns if column in schema.names and column != schema.key]
    if not named:
        return ""
    sql = f'SELECT {", ".join(named)} FROM "{schema.name}" WHERE "{schema.key}" = :row'
    found = await rows_of(datasette, sql, row=row)
    return ": ".join(str(part) for part in found[0] if part) if found else ""


async def rows_of(datasette: Any, sql: str, **values: str) -> list[Any]:
    """The rows of a query on our database."""
    result = await datasette.get_database(database_of(datasette)).execute(sql, values)
    return list(result.rows)


def row_address(datasette: Any, table: str, row: str) -> str:
    """The address of the page of a row."""
    return str(datasette.urls.row(database_of(datasette), table, tilde_encode(row)))


def table_in(request: Any) -> str:
    """The table or query that a request is for."""
    return str(request.url_vars.get("table", ""))


def identifier_in(request: Any) -> str:
    """The identifier of the row that a request is for."""
    return str(tilde_decode(request.url_vars["pks"]))


def _link(datasette: Any, table: str, row: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(row_address(datasette, table, row), row)


async def _named_link(datasette: Any, site: Site, table: str, row: str) -> Markup:
    schema = site.schemas[table]
    sql = f'SELECT "{label_column(schema)}" FROM "{table}" WHERE "{schema.key}" = :row'
    found = await rows_of(datasette, sql, row=row)
    name = found[0][0] if found else row
    if name == row:
        return _link(datasette, table, row)
    return Markup('<a href="{}">{}</a> <em>{}</em>').format(
        row_address(datasette, table, row), escape(name), row
    )
