"""The Datasette plugin: permalinks, links in cells, and what our templates show beside Datasette's own.

Its hooks answer only for an instance that attach() has prepared. The SQL of the questions is in queries.py.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from datasette import handle_exception as stock
from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound, Response
from datasette.views.base import DatasetteError
from markupsafe import Markup
from pluggy import HookimplMarker

from ..descriptor import Package
from ..errors import UsageError
from ..sqlite.sql import limit
from ..sqlite.views import CLAIM_TABLES
from .book import Book
from .columns import first_columns
from .content import PAGES
from .content.questions import filled_in
from .guard import App, Hosts, guard
from .metadata import DATABASE, PRIVATE_DATABASE, all_schemas
from .publishing import Links, Publisher
from .queries import QUERIES
from .remembering import remember
from .site import NAMING, Site

hookimpl = HookimplMarker("datasette")

QUESTIONS = {query.name: query for query in QUERIES}


def attach(datasette: Any, package: Package, hosts: Hosts, private: bool = False) -> None:
    """Make an instance ours: the hooks below leave every other one alone."""
    database = next(each for each in datasette.databases.values() if each.path)
    book = Book(Path(database.path).absolute(), package, private)
    publisher = Publisher(book, PAGES, Links(PRIVATE_DATABASE if private else DATABASE))
    datasette.jinja_env.globals.update(publisher.frame())  # pages of errors are given nothing else
    datasette.sirte_site = Site(datasette, package, hosts, all_schemas(package, private), publisher, private)


def site_of(datasette: Any) -> Site | None:
    """What attach() has left with an instance; None for one that is not ours."""
    found: Site | None = getattr(datasette, "sirte_site", None)
    return found


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Put the guard in front of our instance."""
    site = site_of(datasette)
    if site is None:
        return lambda app: app
    return lambda app: guard(remember(app), site.hosts, private=site.private)


@hookimpl
def prepare_connection(conn: sqlite3.Connection, datasette: Any) -> None:
    """Bound what a reader's SQL can ask for."""
    if site_of(datasette):
        limit(conn)


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Of a value too big in a table's filter Datasette would make a fault of its own, with a traceback; of a
    row that was withdrawn it would say no more than that it is not there.
    """
    site = site_of(datasette)
    if site and isinstance(exception, sqlite3.DataError):
        refused = DatasetteError(str(exception), title="Invalid SQL", status=400)
        return stock.handle_exception(datasette, request, refused)
    if site and isinstance(exception, NotFound):
        table, row = map(tilde_decode, ["", *str(request.path).split("/")][-2:])
        if table in (gone.table for gone in site.publisher.book.withdrawn.get(row, ())):
            return Response.redirect(site.publisher.links.page(f"r/{table}.{row}"))
    return None


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Our own pages; and /r/TABLE/ROW, which leads to the row of a table as Datasette shows it."""
    if not site_of(datasette):
        return []
    kinds = "|".join(filter(None, PAGES))
    return [
        (r"/r/(?P<table>[^/]+)/(?P<row>[^/]+)$", permalink),
        (rf"/(?P<address>(?:(?:{kinds})(?:/[^/]+)*)?)$", own_page),
    ]


async def own_page(request: Any, datasette: Any) -> Any:
    """One of our own pages; not found where there is none at the address."""
    site = site_of(datasette)
    if site is None:
        raise NotFound("There is no such page.")
    address = unquote(str(request.url_vars["address"]))
    asked = {name: request.args[name] for name in request.args}
    try:
        html = await asyncio.to_thread(site.publisher.html, address, asked)
    except UsageError as error:
        raise NotFound(str(error)) from None
    if html is None:
        raise NotFound("There is no such page.")
    return Response.html(html)


async def permalink(request: Any, datasette: Any) -> Any:
    """Redirect to the page of the row; not found where there is no such table or row."""
    site = site_of(datasette)
    table, row = str(request.url_vars["table"]), str(request.url_vars["row"])
    if site is None or table not in site.keys.values():
        raise NotFound(f"There is no table '{table}' whose rows have an address.")
    if await site.row(table, row, "1") is None:
        raise NotFound(f"The table '{table}' has no row '{row}'.")
    return Response.redirect(site.raw(table, row))


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Any:
    """Make identifiers links to our pages, with names where the column is that of a table."""
    site = site_of(datasette)
    if isinstance(value, dict):  # on the page of a table, where Datasette has put a name to it
        value = value["value"]
    if site is None or not isinstance(value, str) or not value:
        return None
    if column.endswith("_ids") and column.removesuffix("s") in site.keys:
        target = site.keys[column.removesuffix("s")]
        return Markup(" ").join(_link(site, target, identifier) for identifier in value.split())
    pointed_to = site.target(table, column, row)
    if pointed_to is None:
        return None
    name = site.publisher.book.names.get(pointed_to, {}).get(value, value)
    if name == value or table not in site.schemas or column in NAMING:
        return _link(site, pointed_to, value)
    return Markup('<a href="{}">{}</a> <em>{}</em>').format(site.address(pointed_to, value), name, value)


def _link(site: Site, table: str, row: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(site.address(table, row), row)


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
        if view_name == "database":
            return common | await contents(site)
        if view_name == "table" and (query := QUESTIONS.get(request.url_vars.get("table"))):
            given = {name: request.args[name] for name in request.args}
            return common | {"parameters": filled_in(site.publisher.book, query.parameters, given)}
        if view_name == "table" and table:
            return common | columns(site, table, request.args)
        if view_name == "row" and table:
            return common | beside_the_cells(site, table, tilde_decode(request.url_vars["pks"]))
        return common

    return collect


async def contents(site: Site) -> dict[str, Any]:
    """The tables with their number of rows and the views, in the order of the descriptor."""
    described = site.datasette.metadata("databases")[site.database]["tables"]
    counts = await site.datasette.get_database(site.database).table_counts(1000)
    views = await site.views()
    tables = [
        {"name": name, "rows": counts.get(name), **described[name]} for name in described if name in counts
    ]
    return {
        "claim_tables": sorted(CLAIM_TABLES & site.schemas.keys()),
        "tables_listed": [table for table in tables if table["name"] in site.schemas],
        "own_tables": [table for table in tables if table["name"] not in site.schemas],
        "views_listed": [{"name": name, **described[name]} for name in described if name in views],
    }


def columns(site: Site, table: str, asked: Any) -> dict[str, Any]:
    """The columns that a table's page shows, all of them where the reader chooses; what claims say."""
    schema = site.described.get(table)
    said = site.publisher.book.names.get(table) if table in CLAIM_TABLES else None
    chosen = any(name in asked for name in ("_col", "_nocol", "_columns"))
    return {
        "key": schema.primary_key[0] if schema and len(schema.primary_key) == 1 else "",
        "chosen": first_columns(schema, bool(said)) if schema and not chosen else None,
        "said": said,
        "described": schema is not None,
    }


def beside_the_cells(site: Site, table: str, row: str) -> dict[str, Any]:
    """What the page of a row shows with its cells: titles, meanings, and its permanent address if any."""
    fields = site.schemas[table].fields if table in site.schemas else ()
    own = table in site.keys.values() and table in site.publisher.book.homes.get(row, ())
    return {
        "titles": {field.name: field.title for field in fields},
        "meanings": {field.name: dict(field.meanings) for field in fields},
        "booleans": {field.name for field in fields if field.type == "boolean"},
        "permalink": f"/r/{table}/{row}" if own else "",
    }
