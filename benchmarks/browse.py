"""Time the pages of the browser beside a stock Datasette on the same file, and print tables of milliseconds.

    python benchmarks/browse.py [--requests 400]

Both serve the database that `sirte build` writes, each in a process of its own, on this machine alone.
First a page of each is asked of a server just started, with everything to make and with the file made; then
1, 8 and 32 readers ask for each page, as fast as they are answered. At the end 5,000 requests go over all
pages in turn, and the memory of our server before and after is compared. Nothing is judged; no test depends
on it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import httpx

from sirte_dataset.sqlite.build import build_database

OURS = "from sirte_dataset.browse import serve; serve(0, open_browser=False)"
PAGES = (
    *("/", "/read/A003", "/r/C016", "/r/sirte", "/timeline", "/control", "/casualties", "/disagreements"),
    *(
        "/questions/control_over_time",
        "/search?q=university",
        "/sirte",
        "/sirte/casualties",
        "/sirte/casualties/C016",
    ),
)
STOCK_PAGE = "/sirte/casualties"
READERS = (1, 8, 32)


@contextmanager
def serving(command: list[str], cache: Path) -> Iterator[tuple[str, int, float]]:
    """A server's address and process number, and when it was started; it is stopped afterwards."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONUNBUFFERED": "1"}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:[0-9]+", line):
                yield found[0], process.pid, started
                return
        raise RuntimeError("The server did not start.")
    finally:
        process.terminate()
        process.wait()


async def answered(address: str, pages: list[str], readers: int) -> list[float]:
    """The milliseconds of each answer, when so many readers share the pages among them."""
    waiting, times = list(reversed(pages)), []
    limits = httpx.Limits(max_connections=readers)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:

        async def reader() -> None:
            while waiting:
                page = waiting.pop()
                start = time.perf_counter()
                (await client.get(page)).raise_for_status()
                times.append(1000 * (time.perf_counter() - start))

        await asyncio.gather(*(reader() for _ in range(readers)))
    return times


def told(times: list[float]) -> str:
    return f"{median(times):.1f} / {quantiles(times, n=20)[-1]:.1f}"


def memory(process: int) -> float:
    """The megabytes that a process holds."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+([0-9]+) kB", status)
    return int(found[1]) / 1000 if found else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the browser; prints Markdown tables.")
    parser.add_argument("--requests", type=int, default=400, help="of each page and number of readers")
    count = parser.parse_args().requests
    with tempfile.TemporaryDirectory() as folder:
        file = build_database(Path(folder) / "sirte.db")
        stock = [sys.executable, "-m", "datasette", "serve", "--immutable", str(file), "--port", "0"]
        ours = [sys.executable, "-c", OURS]
        cold, made, theirs = (first_page(command, Path(folder) / "cache") for command in (ours, ours, stock))
        say(f"First page, ms: ours {cold:.0f}, with the file made {made:.0f}; stock {theirs:.0f}.\n")
        say("| page | " + " | ".join(f"{number} readers, median / p95" for number in READERS) + " |")
        say("|---|" + "---|" * len(READERS))
        with serving(stock, Path(folder) / "cache") as (address, _, _):
            say(line("stock: " + STOCK_PAGE, address, STOCK_PAGE, count))
        with serving(ours, Path(folder) / "cache") as (address, process, _):
            for page in PAGES:
                say(line(page, address, page, count))
            before = memory(process)
            asyncio.run(answered(address, [*PAGES] * (5000 // len(PAGES) + 1), 32))
            say(f"\n5,000 requests, no error; memory {before:.0f} MB before, {memory(process):.0f} MB after.")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def first_page(command: list[str], cache: Path) -> float:
    """The milliseconds from the start of a server to the whole first page."""
    with serving(command, cache) as (address, _, started):
        httpx.get(address + "/", timeout=60).raise_for_status()
        return 1000 * (time.perf_counter() - started)


def line(name: str, address: str, page: str, count: int) -> str:
    cells = [told(asyncio.run(answered(address, [page] * count, readers))) for readers in READERS]
    return f"| `{name}` | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
