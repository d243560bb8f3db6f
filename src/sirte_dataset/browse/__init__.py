"""The browser: the dataset's SQLite file behind a local, read-only Datasette with pages of our own.

The plugin is registered by our own command only, so it never shows up in another Datasette of the same
environment. Building the file is left to sqlite/. Datasette is imported when a server is asked for.
"""

from __future__ import annotations

from .metadata import metadata
from .queries import QUERIES
from .server import serve

__all__ = ["QUERIES", "metadata", "serve"]
