"""Tables and views written for other tools: what each format keeps, how names and types are mapped.

One module for each kind of file turns tables into bytes; here they are chosen and written, all or none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..analysis.ready import load, overview, ready_schema
from ..descriptor import Package, open_package
from ..errors import UsageError, suggestion
from ..files import write_new
from ..loading import PackageLike
from .duckdb_file import duckdb_file
from .geojson import geojson
from .labelled import spss, stata
from .parquet import parquet
from .tables import Table
from .workbook import workbook

# What each makes of the tables: the content of each file by its name.
FORMATS: dict[str, Callable[[Sequence[Table], Package], dict[str, bytes]]] = {
    "parquet": parquet,
    "duckdb": duckdb_file,
    "xlsx": workbook,
    "stata": stata,
    "spss": spss,
    "geojson": geojson,
}


def export(
    folder: str | Path, form: str, package: PackageLike = None, *, overwrite: bool = False
) -> list[Path]:
    """Write tables and views into a folder in the form that a tool reads; return the paths of the files.

    `form` is one of FORMATS. The files appear whole, and none unless all could be made. Raises UsageError for
    an unknown form, when a file is there already and `overwrite` is false, or when one cannot be written;
    MissingExtra without the extra `export`; DataError for what the form cannot hold.
    """
    if form not in FORMATS:
        hint = suggestion(form, FORMATS) or f" The formats are: {', '.join(FORMATS)}."
        raise UsageError(f"There is no export format '{form}'.{hint}")
    opened = open_package(package)
    names = [row["name"] for row in overview(opened)]
    tables = [Table(ready_schema(name, opened), load(name, "records", opened)) for name in names]
    return write_new(Path(folder), FORMATS[form](tables, opened), overwrite)
