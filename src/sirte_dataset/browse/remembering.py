"""Answers that are given again as they were: the file behind them does not change while it is served.

Plain ASGI, between the guard and Datasette. A page is made once, also when many ask for it at the same
moment; of what is remembered the longest unused is given up first. A reader's own SQL is always asked anew.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from typing import NamedTuple

from .guard import App, Message, Receive, Scope, Send

BYTES = 48_000_000


class Answer(NamedTuple):
    """A whole answer, ready to be given again."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    tag: bytes


class Memory:
    """Answers by what was asked, up to a number of bytes in all."""

    def __init__(self, most: int = BYTES) -> None:
        self.most, self.bytes = most, 0
        self.answers: OrderedDict[tuple[str, bytes], Answer] = OrderedDict()
        self.making: dict[tuple[str, bytes], asyncio.Lock] = {}

    def get(self, asked: tuple[str, bytes]) -> Answer | None:
        """The answer to what is asked, if it is remembered."""
        if asked in self.answers:
            self.answers.move_to_end(asked)
        return self.answers.get(asked)

    def keep(self, asked: tuple[str, bytes], answer: Answer) -> None:
        """Remember an answer, and forget those unused for longest when there are too many."""
        self.answers[asked] = answer
        self.bytes += len(answer.body)
        while self.bytes > self.most:
            _, oldest = self.answers.popitem(last=False)
            self.bytes -= len(oldest.body)


def remember(app: App, memory: Memory | None = None) -> App:
    """The app with a memory: a page that was made is not made again."""
    memory = memory or Memory()

    async def remembering(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or b"sql=" in scope["query_string"]:
            await app(scope, receive, send)
            return
        asked = (scope["path"], scope["query_string"])
        answer = memory.get(asked)
        if answer is None:
            async with memory.making.setdefault(asked, asyncio.Lock()):
                answer = memory.get(asked) or await _made(app, scope, receive)
                if _lasting(answer):
                    memory.keep(asked, answer)
            memory.making.pop(asked, None)
        await _give(answer, scope, send)

    return remembering


async def _made(app: App, scope: Scope, receive: Receive) -> Answer:
    """The whole answer of the app. The same answer is for many, so that one reader's cookies play no part."""
    status, headers, parts = 500, [], []

    async def collect(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], list(message.get("headers", []))
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, collect)
    body = b"".join(parts)
    return Answer(status, headers, body, b'"' + hashlib.sha256(body).hexdigest()[:32].encode() + b'"')


def _lasting(answer: Answer) -> bool:
    return answer.status == 200 and not any(name.lower() == b"set-cookie" for name, _ in answer.headers)


async def _give(answer: Answer, scope: Scope, send: Send) -> None:
    """The answer, or that the reader's web browser has it already."""
    status, headers, body = answer.status, answer.headers, answer.body
    if _lasting(answer):
        # Asked again, not trusted blindly: the next file may be served at the same address.
        headers = [header for header in headers if header[0].lower() not in (b"cache-control", b"etag")]
        headers += [(b"cache-control", b"no-cache"), (b"etag", answer.tag)]
        if (b"if-none-match", answer.tag) in scope["headers"]:
            status, body = 304, b""
            headers = [header for header in headers if header[0].lower() != b"content-length"]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
