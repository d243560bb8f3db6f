"""The ledgers of a package: its released versions, each with the hashes of its data, and the ids they had.

Whether the tables agree with what is entered here is for checking/rules/releases.py to say.
"""

from __future__ import annotations

from ..csvfiles import csv_text, read_records
from ..descriptor import Package, open_package, precedence
from ..errors import UsageError
from ..files import write_whole
from ..hashes import LEDGERS, content, directory_ids, row_digest
from ..loading import PackageLike
from ..refreshing import refresh
from ..schemas import table_schema

RELEASES, RELEASED_IDS = LEDGERS


def record(package: PackageLike = None) -> list[str]:
    """Enter a package, as it is now, as the release of its version; say which files changed.

    `releases` gets the version with the date, content and identifiers of the package, `released_ids` the ids
    that no earlier release had, and of each row the digest; an id whose row is gone keeps its last one. What
    was entered for the same version is replaced: it is for a version that nobody has yet. Derived parts are
    renewed before and after.

    Raises UsageError where a higher version is entered already, where the package has no ledgers or a file
    cannot be written, DataError for a file that cannot be read.
    """
    folder = open_package(package).folder
    changed = refresh(folder)
    opened = open_package(folder)
    version = opened.version
    releases = [row for row in _rows(RELEASES, opened) if row["version"] != version]
    highest = max((row["version"] for row in releases), key=precedence, default=version)
    if precedence(highest) > precedence(version):
        raise UsageError(
            f"Version {version} cannot be entered after {highest}; raise the version in datapackage.json."
        )
    known = {(row["table"], row["id"]): row for row in _rows(RELEASED_IDS, opened)}
    earlier = {key: row for key, row in known.items() if row["version"] != version}
    first_in = dict.fromkeys(now := digests(opened), version)
    first_in |= {key: row["version"] for key, row in earlier.items()}
    last = {key: row.get("digest", "") for key, row in earlier.items()} | now
    _write(RELEASES, opened, [*(tuple(row.values()) for row in releases), entry(opened)])
    _write(RELEASED_IDS, opened, [(*key, first, last[key]) for key, first in first_in.items()])
    return [*changed, f"{opened.resource(RELEASES)['path']}: {version}", *refresh(folder)]


def entry(package: Package) -> tuple[str, str, str, str]:
    """What `releases` says of a package: version, date, content, identifiers of its folders."""
    created = str(package.descriptor.get("created", ""))
    return package.version, created[:10], content(package), " ".join(directory_ids(package).values())


def digests(package: Package) -> dict[tuple[str, str], str]:
    """By table and id, the digest of every row that has an id: of the tables with a key of one column."""
    schemas = (table_schema(name, package) for name in package.names if name not in LEDGERS)
    return {
        (schema.name, row[schema.key]): row_digest(row)
        for schema in schemas
        if len(schema.primary_key) == 1
        for row in _rows(schema.name, package)
    }


def _rows(name: str, package: Package) -> list[dict[str, str]]:
    return read_records(package.csv_path(name), str(package.resource(name)["path"]))


def _write(name: str, package: Package, rows: list[tuple[str, ...]]) -> None:
    """Write a ledger; its hash is left to refresh()."""
    write_whole({package.csv_path(name): csv_text(table_schema(name, package).names, sorted(rows)).encode()})
