"""The web browser that tests drive, where there is one: Debian's or Google's, found on the PATH."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def browser() -> Iterator[Any]:
    """A running browser; a test is skipped, with the reason, where there is none or nothing to drive it."""
    driving = pytest.importorskip("playwright.sync_api", reason="no playwright to drive Chromium")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this computer")
    with driving.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


def complaints(page: Any, address: str) -> list[str]:
    """What a page complains of from now on: faults of scripts and policy, and requests off this server.

    That a page is not found is said by its own status too, and no fault.
    """
    found: list[str] = []

    def told(message: Any) -> None:
        if not (message.text.startswith("Failed to load resource") and message.location["url"] == page.url):
            found.append(f"{page.url}: {message.text}")

    def asked(request: Any) -> None:
        if not request.url.startswith((f"{address}/", "data:")):
            found.append(f"{page.url} asks for {request.url}")

    page.on("console", told)
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    page.on("request", asked)
    return found
