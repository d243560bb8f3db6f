"""Starts the browser: binds the port, sets Datasette up with our plugin, and serves until it is stopped.

What the pages hold is left to plugin.py and metadata.py. Datasette is imported when a server is asked
for, not before.
"""

from __future__ import annotations

import errno
import socket
import webbrowser
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import typer

from ..descriptor import Package, open_package
from ..errors import UsageError, needs
from ..sqlite.cache import cached_database
from .guard import LOOPBACK, WILDCARDS, Hosts
from .metadata import metadata

HOST = "127.0.0.1"
PORT = 8001
# Not templates/ and static/: from Python 3.12 on Datasette would show those of a plugin in every instance.
PAGES, ASSETS = (Path(__file__).parent / name for name in ("pages", "assets"))
ASSETS_ADDRESS = "-/sirte"

SETTINGS = {
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 500,
    "default_page_size": 50,
    "max_returned_rows": 2000,
    "default_facet_size": 40,
    "suggest_facets": False,
}
# A private copy gives out no file, and shows the texts to their end.
PRIVATE_SETTINGS = {"allow_download": False, "truncate_cells_html": 0}


def serve(
    port: int = PORT,
    host: str = HOST,
    open_browser: bool = True,
    *,
    package: Package | None = None,
    with_texts: bool = False,
    rights_held: bool = False,
    announce: Callable[[str], object] = typer.echo,
) -> None:
    """Serve the dataset, read-only, at http://host:port/ until interrupted; port 0 takes any free one.

    With `with_texts` it is a private copy with the articles' texts, without files to take away, and for this
    computer alone unless whoever serves it holds the rights to the texts. `announce` is called with a line
    that has the address, once connections are taken. Raises MissingExtra without the extra `browse`, and
    UsageError, in one sentence, when the address cannot be used or a text that is wanted is not at hand.
    """
    app = application(host, package, with_texts, rights_held)
    with closing(bind(host, port)) as listener:
        address = f"http://{_shown_host(host)}:{listener.getsockname()[1]}/"
        what = "a private copy with the articles' texts" if with_texts is True else "the dataset"
        announce(f"Serving {what} at {address} (stop with Ctrl-C)")
        if open_browser:
            webbrowser.open(address)
        _run(app, listener)


def application(
    host: str = HOST, package: Package | None = None, with_texts: bool = False, rights_held: bool = False
) -> Any:
    """The browser as an ASGI application that answers on `host`. Raises as serve() does."""
    with_texts = with_texts is True
    if with_texts and host.lower() not in LOOPBACK and rights_held is not True:
        raise UsageError(
            f"A private copy with the articles' texts is served to this computer alone, not on {host}; leave "
            "--host out, or add --i-hold-the-rights if you may show the texts to all who can reach it there."
        )
    package = open_package(package)
    datasette = _import_datasette()
    from . import plugin

    if not datasette.plugins.pm.is_registered(plugin):
        datasette.plugins.pm.register(plugin, name=plugin.__name__)
    instance = datasette.app.Datasette(
        immutables=[str(cached_database(package, with_texts=with_texts))],
        metadata=metadata(package, private=with_texts),
        template_dir=str(PAGES),
        static_mounts=[(ASSETS_ADDRESS, str(ASSETS))],
        settings={**SETTINGS, **(PRIVATE_SETTINGS if with_texts else {})},
    )
    plugin.attach(instance, package, Hosts(host), with_texts)
    return instance.app()


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens on the address. Raises UsageError, saying what to do, when it cannot be used."""
    if not 0 <= port <= 65535:
        raise UsageError(f"{port} is not a port; use a number from 0 to 65535.")
    try:
        family, *_, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror:
        raise UsageError(
            f"The host '{host}' is unknown; use an address of this machine, such as {HOST}."
        ) from None
    dual = family == socket.AF_INET6 and socket.has_dualstack_ipv6()
    try:
        listener = socket.create_server(address, family=family, backlog=128, dualstack_ipv6=dual)
    except OSError as error:
        raise UsageError(_why_not(error, host, port)) from None
    # Connections inherit it; without it a short answer waits 40 ms until the reader's side confirms its head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use; choose another with --port, or --port 0 for any free one."
    if error.errno == errno.EACCES:
        return f"Port {port} on {host} may not be used by this user; choose one above 1023 with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine; leave --host out to use {HOST}."
    return f"Port {port} on {host} cannot be used ({error.strerror})."


def _shown_host(host: str) -> str:
    if host in WILDCARDS:
        return HOST
    return f"[{host}]" if ":" in host else host


def _import_datasette() -> Any:
    with needs("datasette", "browse", "The browser"):
        import datasette
    import datasette.app
    import datasette.handle_exception
    import datasette.plugins

    # With rich installed, every page that is not found would answer 500 and print a traceback.
    datasette.handle_exception.rich = None
    return datasette


def _run(app: Any, listener: socket.socket) -> None:
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
    # Ctrl-C is how the server is meant to be stopped.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
