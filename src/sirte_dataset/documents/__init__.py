"""The pages of docs/ that are made from what they describe, so that none of them can fall behind it.

Each page is a function that returns Markdown; here they are listed, compared with what docs/ holds, and
written. Of a page written by hand with generated blocks in it (datasheet), only the blocks are made; the
others written by hand are left alone, and tests look after those. To be read, all pages are in the wheel too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..descriptor import checkout_folder
from ..errors import UsageError, suggestion
from ..files import decoded, read_bytes, write_whole

FOLDER = "docs"
IN_WHEEL = Path(__file__).parent / "pages"  # filled when the wheel is built


def pages(app: Any) -> dict[str, Callable[[], str]]:
    """Every page by its file name, the slowest last.

    `app` is the typer application whose commands are told: the command line knows of this room, not this room
    of the command line.
    """
    from ..agreement import compare
    from .agreement import agreement
    from .codebook import codebook
    from .commands import commands
    from .coverage import evidence
    from .crosswalks import crosswalks
    from .estimates import estimates
    from .figures import datasheet
    from .lexicon import time_lexicon
    from .queries import queries
    from .reliability import reliability
    from .rules import rules
    from .validation import validation

    return {
        "commands.md": lambda: commands(app),
        "codebook.md": codebook,
        "datasheet.md": datasheet,
        "rules.md": rules,
        "validation.md": validation,
        "estimates.md": estimates,
        "queries.md": queries,
        "crosswalks.md": crosswalks,
        "time-lexicon.md": time_lexicon,
        "evidence.md": evidence,
        "reliability.md": reliability,
        "agreement.md": lambda: agreement(compare()),
    }


def refresh(app: Any) -> list[str]:
    """Write every page that is not current, and return the paths of those; an empty list means none.

    All pages are made before the first is written. Raises DataError for a table or coding that cannot be
    read, MissingExtra without the libraries that a page needs, UsageError when a page cannot be written.
    """
    changes = _changes(app)
    write_whole(changes)
    return [_shown(path) for path in changes]


def stale(app: Any) -> list[str]:
    """The paths of the pages that `refresh` would write. Writes nothing; raises what refresh raises."""
    return [_shown(path) for path in _changes(app)]


def titles() -> dict[str, str]:
    """What there is to read: the name of each page, without .md, and its title."""
    return {name: f"\n{page_text(name)}".partition("\n# ")[2].partition("\n")[0] for name in _files()}


def page_text(name: str) -> str:
    """A page as Markdown, named with .md or without, from docs/ of the checkout or from the installed wheel.

    Raises UsageError, naming the nearest, for an unknown page.
    """
    files = _files()
    file = files.get(name.removesuffix(".md"))
    if file is None:
        hint = suggestion(name, files) or f" The pages are: {', '.join(files)}."
        raise UsageError(f"There is no page '{name}'.{hint}")
    return decoded(read_bytes(file, str(file)), str(file))


def _files() -> dict[str, Path]:
    folder = IN_WHEEL if IN_WHEEL.is_dir() else checkout_folder(FOLDER)
    return {file.stem: file for file in sorted(folder.glob("*.md"))}


def _changes(app: Any) -> dict[Path, bytes]:
    folder = checkout_folder(FOLDER)
    wanted = {folder / name: page().encode("utf-8") for name, page in pages(app).items()}
    return {
        path: content
        for path, content in wanted.items()
        if not path.exists() or read_bytes(path, _shown(path)) != content
    }


def _shown(path: Path) -> str:
    return f"{FOLDER}/{path.name}"
