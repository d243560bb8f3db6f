"""What works with the wheel alone, without pandas, typer or rich: each answer as plain values.

Run as a program it prints the answers as JSON; tests/test_bare_wheel.py runs it in an environment that holds
nothing else, and in Pyodide, and compares.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sirte_dataset as sd
from sirte_dataset.citation import STYLES
from sirte_dataset.descriptor import open_package
from sirte_dataset.documents import page_text
from sirte_dataset.records import RECORDS
from sirte_dataset.sqlite.build import build_database


def built() -> list[Any]:
    """The names in a database that is built here, and the rows of a table, a view and a search."""
    with tempfile.TemporaryDirectory() as folder:
        file = build_database(Path(folder) / "sirte.db")
        with closing(sqlite3.connect(file)) as database:
            return [
                database.execute(sql).fetchall()
                for sql in (
                    "SELECT name FROM sqlite_master ORDER BY name",
                    "SELECT * FROM evidence",
                    "SELECT * FROM claims",
                )
            ]


def asked() -> list[Any]:
    """The answer to a question in SQL, without a file."""
    return sd.connect().execute("SELECT article, count(*) FROM claims GROUP BY article").fetchall()


ANSWERS: dict[str, Callable[[], Any]] = {
    "version": lambda: sd.__version__,
    "every table": lambda: {name: sd.load(name, "records") for name in open_package().names},
    "a view": lambda: sd.load("claims", "records"),
    "names": lambda: sd.load("control", "records", names=True),
    "cite": lambda: [sd.cite(style) for style in STYLES],
    "cite a row": lambda: sd.cite(row=sd.load("casualties", "records")[0]["casualty_id"]),
    "fingerprint": lambda: sd.fingerprint()._asdict(),
    "records of metadata": lambda: {name: make(open_package()) for name, (_, make) in RECORDS.items()},
    "article": lambda: str(sd.article("A001")),
    "build": built,
    "connect": asked,
    "dates": lambda: [sd.date_text("2016-05"), str(sd.date_key("2016-05"))],
    "a page": lambda: page_text("codebook"),
}


def answers() -> dict[str, Any]:
    """All answers as JSON has them."""
    found: dict[str, Any] = json.loads(
        json.dumps({name: say() for name, say in ANSWERS.items()}, default=str)
    )
    return found


if __name__ == "__main__":
    absent = [name for name in ("pandas", "numpy", "typer", "rich") if find_spec(name) is None]
    print(json.dumps({"absent": absent, "answers": answers()}))  # noqa: T201
