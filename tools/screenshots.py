"""Take the pictures of the browser in docs/images/: the first page, an article, who held what on two days.

It serves the dataset, without any article's text, and drives a Chromium that is on the PATH. The pages change
with the dataset and its style, so the pictures are taken anew before a release.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from queue import Queue
from threading import Thread

from playwright.sync_api import Browser, sync_playwright

from sirte_dataset.browse import serve
from sirte_dataset.files import write_whole

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDTH, HEIGHT = 1100, 760
# The name of each picture, the page, and what stands at its top; "" for the page from its beginning.
PICTURES = (
    ("browser-home", "", ""),
    ("browser-reader", "read/A003#C016", "#A003\\.15"),
    ("browser-control", "control?from=2016-06-21&to=2016-09-04", "#days"),
)


def served() -> str:
    """The address at which the dataset is served as long as this program runs."""
    announced: Queue[str] = Queue()
    Thread(
        target=serve, args=(0,), kwargs={"open_browser": False, "announce": announced.put}, daemon=True
    ).start()
    return next(word for word in announced.get(timeout=60).split() if word.startswith("http://")).rstrip("/")


def pictures(address: str, chromium: Browser) -> dict[Path, bytes]:
    """Each picture as PNG, by its file."""
    page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
    taken = {}
    for name, path, top in PICTURES:
        page.goto(f"{address}/{path}")
        if top:
            page.locator(top).evaluate("each => each.scrollIntoView()")
        taken[IMAGES / f"{name}.png"] = page.screenshot()
    page.close()
    return taken


def main() -> int:
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.stderr.write("Chromium is needed for this, and is not on the PATH.\n")
        return 1
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--hide-scrollbars"])
        write_whole(pictures(served(), chromium))
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
