"""What the records say, gathered once from descriptor and schemas; each record only puts it in its form."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ..citation import Cited, citation_facts
from ..descriptor import Package
from ..files import read_bytes
from ..loading import row_count
from ..schemas import TableSchema, table_schema

Record = dict[str, Any]
BLANK: tuple[Any, ...] = (None, "", [], {})  # what a record leaves out


class Table(NamedTuple):
    """One table: its schema, its file, the path of that within the package, and the number of rows."""

    schema: TableSchema
    file: Path
    path: str
    rows: int

    def hashed(self) -> tuple[int, str]:
        """The size of the file in bytes, and its SHA-256."""
        held = read_bytes(self.file, self.path)
        return len(held), sha256(held).hexdigest()


class Facts(NamedTuple):
    """What the records say of a package; what its descriptor does not say is empty."""

    cited: Cited
    licence: dict[str, str]  # title, and as path the address
    coverage: str
    span: str  # the time that the data tell of, as 2011/2016-09-04
    place: str
    box: list[float]  # west, south, east, north
    sources: dict[str, str]  # the title of each text that was coded, by its address
    tables: dict[str, Table]


def facts(package: Package) -> Facts:
    """The facts of a package. Raises DataError when its descriptor does not say enough for a citation."""
    said = package.descriptor
    time, space = said.get("x-temporal"), said.get("x-spatial", {})
    return Facts(
        cited=citation_facts(package),
        licence=said["licenses"][0],
        coverage=said.get("x-coverage", ""),
        span=f"{time['start']}/{time['end']}" if time else "",
        place=space.get("name", ""),
        box=space.get("bbox", []),
        sources={source["path"]: source["title"] for source in said.get("sources", []) if "path" in source},
        tables={
            name: Table(
                table_schema(name, package),
                package.csv_path(name),
                package.resource(name)["path"],
                row_count(name, package),
            )
            for name in package.names
        },
    )


def filled(value: Any) -> Any:
    """A record without what is blank in it, at any depth."""
    if isinstance(value, list):
        return [inner for each in value if (inner := filled(each)) not in BLANK]
    if isinstance(value, dict):
        return {key: inner for key, each in value.items() if (inner := filled(each)) not in BLANK}
    return value
