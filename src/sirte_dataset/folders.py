"""Where this user's own files go: what must be kept (data) and what can be made again (cache).

The folders are those that platformdirs gives; the few lines below spare the base install a library. What lies
in them is texts.py's and database.py's to say.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .errors import UsageError

NAME = "sirte_dataset"


def data_folder() -> Path:
    """The folder for what this user keeps; XDG_DATA_HOME goes first. Raises UsageError without a home."""
    return _base("XDG_DATA_HOME", apple="Library/Application Support", other=".local/share") / NAME


def cache_folder() -> Path:
    """The folder for what can be made again; XDG_CACHE_HOME goes first. Raises UsageError without a home."""
    return _base("XDG_CACHE_HOME", apple="Library/Caches", other=".cache") / NAME


def _base(variable: str, apple: str, other: str) -> Path:
    given = Path(os.environ.get(variable, ""))
    if given.is_absolute():  # the convention has relative ones ignored
        return given
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) if local else _home(variable) / "AppData" / "Local"
    return _home(variable) / (apple if sys.platform == "darwin" else other)


def _home(variable: str) -> Path:
    try:
        return Path.home()
    except RuntimeError:
        raise UsageError(
            f"There is no home folder to keep files in; set {variable} to a folder of yours."
        ) from None
