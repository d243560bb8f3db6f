"""Metadata records, for catalogues, archives and programs: which there are, and writing them, all or none.

Every record is made from the same facts (facts.py), in a module for each kind of reader.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..descriptor import Package, open_package
from ..errors import UsageError, suggestion
from ..files import write_new
from ..loading import PackageLike
from .deposit import datacite, inveniordm
from .evidence import web_annotations
from .tabular import croissant, csvw, hub_card
from .web import CRATE_FILE, ro_crate, schema_org

__all__ = ["RECORDS", "schema_org", "write_all"]

# The file of each record, and what makes it: JSON, or a text.
RECORDS: dict[str, tuple[str, Callable[[Package], dict[str, Any] | str]]] = {
    "schema-org": ("schema-org.jsonld", schema_org),
    "inveniordm": ("inveniordm.json", inveniordm),
    "datacite": ("datacite.json", datacite),
    "ro-crate": (CRATE_FILE, ro_crate),
    "croissant": ("croissant.json", croissant),
    "huggingface": ("huggingface.md", hub_card),
    "csvw": ("csv-metadata.json", csvw),
    "annotations": ("evidence.jsonld", web_annotations),
}


def write_all(
    folder: str | Path, package: PackageLike = None, *, form: str | None = None, overwrite: bool = False
) -> list[Path]:
    """Write every record, or the one of RECORDS named `form`, into a folder; return the paths of the files.

    They name the tables by their paths within the package, so they are read where datapackage.json lies. None
    appears unless all could be made. Raises UsageError for an unknown form, when a file is there already and
    `overwrite` is false, or when one cannot be written; DataError when the descriptor does not say enough.
    """
    if form not in (None, *RECORDS):
        hint = suggestion(str(form), RECORDS) or f" The records are: {', '.join(RECORDS)}."
        raise UsageError(f"There is no metadata record '{form}'.{hint}")
    opened = open_package(package)
    wanted = RECORDS.values() if form is None else [RECORDS[form]]
    return write_new(Path(folder), {name: _content(make(opened)) for name, make in wanted}, overwrite)


def _content(record: dict[str, Any] | str) -> bytes:
    text = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    return text.encode()
