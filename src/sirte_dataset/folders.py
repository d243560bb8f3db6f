"""Where this user's own files go: what must be kept (data) and what can be made again (cache).

The folders are those of platformdirs. What lies in them is for texts/ and sqlite/ to say.
"""

from __future__ import annotations

from pathlib import Path

from .errors import UsageError, needs

NAME = "sirte_dataset"


def data_folder() -> Path:
    """The folder for what this user keeps. Raises MissingExtra, and UsageError without a home folder."""
    with needs("platformdirs", "texts", "Keeping article texts"):
        from platformdirs import user_data_path
    return _absolute(user_data_path(NAME, appauthor=False), "XDG_DATA_HOME")


def cache_folder() -> Path:
    """The folder for what can be made again. Raises MissingExtra, and UsageError without a home folder."""
    with needs("platformdirs", "browse", "Keeping a database for the browser"):
        from platformdirs import user_cache_path
    return _absolute(user_cache_path(NAME, appauthor=False), "XDG_CACHE_HOME")


def private_cache_folder() -> Path:
    """The folder for what is made from attached texts and goes when they go. Raises as cache_folder()."""
    return cache_folder() / "private"


def _absolute(folder: Path, variable: str) -> Path:
    """A folder that hangs on the current one would be another one tomorrow."""
    if not folder.is_absolute():
        raise UsageError(f"There is no home folder to keep files in; set {variable} to a folder of yours.")
    return folder
