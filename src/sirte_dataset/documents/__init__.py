"""The pages of docs/ that are made from what they describe, so that none of them can fall behind it.

Each page is a function that returns Markdown; here they are listed, compared with what docs/ holds, and
written. Of a page written by hand with generated blocks in it (datasheet), only the blocks are made; the
others written by hand are left alone, and tests look after those.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..descriptor import open_package
from ..errors import DataError, UsageError

FOLDER = "docs"


def _codebook() -> str:
    from .codebook import codebook

    return codebook()


def _rules() -> str:
    from .rules import rules

    return rules()


def _queries() -> str:
    from .queries import queries

    return queries()


def _agreement() -> str:
    from ..agreement import compare
    from ..agreement.report import markdown_report

    return markdown_report(compare())


def _time_lexicon() -> str:
    from .lexicon import time_lexicon

    return time_lexicon()


def _evidence() -> str:
    from .coverage import evidence

    return evidence()


def _datasheet() -> str:
    from .figures import datasheet

    return datasheet()


# File name -> its content, the slowest last. The page of the commands is made from the command line, which
# knows of this room and so has to be handed in.
PAGES: dict[str, Callable[[], str]] = {
    "codebook.md": _codebook,
    "datasheet.md": _datasheet,
    "rules.md": _rules,
    "queries.md": _queries,
    "time-lexicon.md": _time_lexicon,
    "evidence.md": _evidence,
    "agreement.md": _agreement,
}


def pages(app: Any) -> dict[str, Callable[[], str]]:
    """Every page by its file name; `app` is the typer application whose commands are documented."""
    from .commands import commands

    return {"commands.md": lambda: commands(app), **PAGES}


def docs_folder() -> Path:
    """The folder of the pages. Raises UsageError where it is absent, as in an installed wheel."""
    folder = open_package().folder / FOLDER
    if not folder.is_dir():
        raise UsageError(
            "The pages are kept in the repository and not in the installed package; "
            f"run this in a checkout that has the folder {FOLDER}."
        )
    return folder


def refresh(app: Any) -> list[str]:
    """Write every page that is not current, and return the paths of those; an empty list means none.

    All pages are made before the first is written. Raises DataError for a table or coding that cannot be
    read, MissingExtra without the libraries that a page needs, UsageError when a page cannot be written.
    """
    changes = _changes(app)
    for path, content in changes.items():
        _write(path, content)
    return [_shown(path) for path in changes]


def stale(app: Any) -> list[str]:
    """The paths of the pages that `refresh` would write. Writes nothing; raises what refresh raises."""
    return [_shown(path) for path in _changes(app)]


def _changes(app: Any) -> dict[Path, bytes]:
    folder = docs_folder()
    wanted = {folder / name: page().encode("utf-8") for name, page in pages(app).items()}
    return {path: content for path, content in wanted.items() if _content(path) != content}


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataError(f"The page cannot be read ({error.strerror}).", file=_shown(path)) from None


def _shown(path: Path) -> str:
    return f"{FOLDER}/{path.name}"


def _write(path: Path, content: bytes) -> None:
    """Write the page beside its place first, then move it there in one step."""
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        Path(temporary).chmod(path.stat().st_mode if path.exists() else 0o644)
        Path(temporary).replace(path)
    except OSError as error:
        raise UsageError(
            f"Cannot write {_shown(path)} ({error.strerror}); check its permissions and free space."
        ) from None
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
