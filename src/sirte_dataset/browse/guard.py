"""What stands between the network and the pages: whose requests are answered, and with which headers.

Plain ASGI, without Datasette. A page may run only scripts of this server and fetch nothing from elsewhere. A
page from elsewhere may link here, for a reader to follow; it may neither fetch anything nor bring SQL along.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
WILDCARDS = frozenset({"", "0.0.0.0", "::"})
# Data in another form than a page: articles.json, sirte.db. Permanent addresses may end in .01.
EXPORT = re.compile(r"/(?!-/|r/|favicon\.ico$).*\.\w+", re.DOTALL)
POLICY = "; ".join(
    (
        *("default-src 'none'", "script-src 'self'", "img-src 'self' data:", "connect-src 'self'"),
        # Bars and columns have their measures in the page.
        "style-src 'self' 'unsafe-inline'",
        *("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"),
    )
)
FOREIGN_HOST = "This server does not answer to that host name; use the address it printed when it started."
FOREIGN_PAGE = "Only pages of this server may ask for this; if you mean it, type the address yourself."
NO_EXPORT = (
    "This private copy holds the articles' texts and gives out no files; 'sirte browse' without --with-texts "
    "serves the dataset alone, to download in any form."
)


class Hosts:
    """The names under which the server answers; another Host may be a foreign name that was pointed here.

    Bound to every address of the machine, it also answers to the machine's name and to bare addresses: a
    foreign page can bring its own name here, but not an address.
    """

    def __init__(self, bound_to: str) -> None:
        self.everywhere = bound_to in WILDCARDS
        own = {socket.gethostname().lower()} if self.everywhere else {bound_to.lower()}
        self.names = LOOPBACK | own

    def allow(self, header: str) -> bool:
        """Whether a request with this Host header, port included, is answered."""
        name = host_name(header)
        return name in self.names or (self.everywhere and _is_address(name))


def host_name(header: str) -> str:
    """The name in a Host header, without port and brackets: '[::1]:8001' gives '::1'."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].lower()


def asked_from_elsewhere(scope: Scope, host: str) -> bool:
    """Whether a page of another site or port makes the request, other than by a link that brings no SQL.

    A web browser says so in Sec-Fetch-Site and, for what a page sends or reads, in Origin; what was typed
    into it, and a program that is no browser, has neither. Parameters of Datasette's own begin with _, and
    some of them are SQL.
    """
    headers = {name: value.decode("latin-1").lower() for name, value in scope["headers"]}
    if headers.get(b"origin", f"http://{host.lower()}") != f"http://{host.lower()}":
        return True
    if headers.get(b"sec-fetch-site", "none") in ("none", "same-origin"):
        return False
    parameters = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    follows = (headers.get(b"sec-fetch-mode"), headers.get(b"sec-fetch-dest")) == ("navigate", "document")
    return not follows or any(name == "sql" or name.startswith("_") for name in parameters)


def guard(app: App, hosts: Hosts, *, private: bool = False) -> App:
    """The app behind the Host allow-list, with the security headers on every answer.

    A private copy is for reading on this screen: it gives no data for other programs, and its pages are not
    to be kept by the web browser.
    """
    headers = [
        (b"content-security-policy", POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]

    if private:
        headers.append((b"cache-control", b"no-store"))
    names = {name for name, _ in headers}

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [header for header in message.get("headers", []) if header[0].lower() not in names]
                message = {**message, "headers": [*others, *headers]}
            await send(message)

        given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(given) != 1 or not hosts.allow(given[0]):
            await _refuse(send_with_headers, 400, FOREIGN_HOST)
        elif asked_from_elsewhere(scope, given[0]):
            await _refuse(send_with_headers, 403, FOREIGN_PAGE)
        elif private and EXPORT.fullmatch(scope["path"]):
            await _refuse(send_with_headers, 403, NO_EXPORT)
        else:
            await app(scope, receive, send_with_headers)

    return guarded


async def _refuse(send: Send, status: int, reason: str) -> None:
    body = f"{reason}\n".encode()
    length = str(len(body)).encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", length)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
