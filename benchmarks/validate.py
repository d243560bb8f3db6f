"""Validate larger and larger copies of the package, and print a table.

In each copy of the rows the ids, and whatever else is unique, are written anew, so that rows point to each
other within their copy. The files are made in a temporary folder. Each size is validated in a process of its
own and counted in CPU seconds, since wall time on a shared machine tells of the others. What frictionless
takes for the same files is measured up to the size that --beside gives. Nothing is judged, and no test
depends on it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from sirte_dataset.csvfiles import csv_text, read_rows
from sirte_dataset.descriptor import Package, open_package
from sirte_dataset.hashes import content
from sirte_dataset.schemas import POINTERS, TableSchema, table_schema

STEP = 1000  # no id of the data has more than three digits
# Tables that do not grow with the articles.
ONCE = ("crosswalk_codes", "releases", "released_ids", "withdrawn")
OURS = "from sirte_dataset.checking.validation import validate; found = validate(sys.argv[1]).findings"
THEIRS = "from frictionless import validate; found = validate(sys.argv[1]).flatten()"
COUNTED = """
import resource
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, len(found))
"""
HEAD = (
    "| copies | rows | of evidence | MB | by | CPU s | s per 1,000 rows | rows/s | MB held | of the files "
    "| findings |"
)


class Size(NamedTuple):
    """How large a copy of the package is."""

    copies: int
    rows: int
    evidence: int
    megabytes: float


def numbered(cell: str, copy: int) -> str:
    """An id of another copy: A001.02 is A5001.02 in the fifth, a name of letters ends in _5."""
    if found := re.fullmatch(r"([A-Z]+)([0-9]+)((?:\..*)?)", cell):
        return f"{found[1]}{int(found[2]) + STEP * copy}{found[3]}"
    return f"{cell}_{copy}"


def unlike(cell: str, copy: int) -> str:
    """A text of another copy that is in no other: a hash, a number, an address or words."""
    if re.fullmatch("[0-9a-f]{64}", cell):
        return sha256(f"{cell} {copy}".encode()).hexdigest()
    if re.fullmatch("Q?[0-9]+", cell):
        return f"{cell}{copy:04d}"
    if cell.startswith("http"):
        return f"{cell}{'-' if '#' in cell else '#'}{copy}"
    return f"{copy}-{cell}" if cell.endswith(".txt") else f"{cell} ({copy})"


def changes(schema: TableSchema) -> dict[str, Callable[[str, int], str]]:
    """By column, how a cell is written in another copy, where it is not written alike."""
    pointing = {column for key in schema.foreign_keys for column in key.fields} | {row for _, row in POINTERS}
    ids = pointing.intersection(schema.names) | set(schema.primary_key[:1])
    single = {field.name for field in schema.fields if field.unique}
    single |= {key[0] for key in schema.unique_keys if len(key) == 1}
    return {name: numbered if name in ids else unlike for name in single | ids}


def copies(schema: TableSchema, rows: list[list[str]], times: int) -> Iterator[bytes]:
    """A table as often as the package is copied, one copy after the other."""
    yield csv_text(schema.names, rows).encode("utf-8")
    change = changes(schema)
    changed = {place: change[name] for place, name in enumerate(schema.names) if name in change}
    for copy in range(1, times):
        copied = [
            [changed[i](cell, copy) if cell and i in changed else cell for i, cell in enumerate(row)]
            for row in rows
        ]
        yield csv_text(schema.names, copied).partition("\n")[2].encode("utf-8")


def enlarged(package: Package, folder: Path, times: int) -> Size:
    """Write a package of that many copies into an empty folder."""
    descriptor: dict[str, Any] = json.loads(json.dumps(package.descriptor))
    for key in ("sources", "x-coverage", "description"):  # they tell of the articles one by one
        descriptor.pop(key, None)
    descriptor["title"] = f"{times} copies"
    descriptor["version"] = "1000.0.0"  # it is not the version that was released
    descriptor["x-silenced"] = [
        {**entry, "row": numbered(entry["row"], copy) if copy else entry["row"]}
        for entry in descriptor.get("x-silenced", ())
        for copy in range(times)
    ]
    described = {one["name"]: one for one in descriptor["resources"]}
    for name in package.names:
        schema = table_schema(name, package)
        _, *rows = read_rows(package.csv_path(name), name)
        repeated = 1 if name in ONCE else times
        for file in (folder / described[name]["schema"], folder / described[name]["path"]):
            file.parent.mkdir(exist_ok=True)
        (folder / described[name]["schema"]).write_bytes(package.schema_path(name).read_bytes())
        digest, length = sha256(), 0
        with (folder / described[name]["path"]).open("wb") as out:
            for part in copies(schema, rows, repeated):
                digest.update(part)
                length += out.write(part)
        described[name].update(
            {"bytes": length, "hash": f"sha256:{digest.hexdigest()}", "x-rows": len(rows) * repeated}
        )
    descriptor["x-content"] = content(Package(folder, descriptor))
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    rows = sum(one["x-rows"] for one in described.values())
    return Size(
        times, rows, described["evidence"]["x-rows"], sum(one["bytes"] for one in described.values()) / 2**20
    )


def measured(code: str, path: Path, size: Size, name: str) -> str:
    """A line of the table: what a fresh process takes that has no article texts."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "SIRTE"))}
    environment["XDG_DATA_HOME"] = str(path.parent)
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}\n{COUNTED}", str(path)],
        env=environment,
        cwd=path.parent,
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, held, findings = map(float, run.stdout.split())
    cells = (
        *(f"{size.copies:,}", f"{size.rows:,}", f"{size.evidence:,}", f"{size.megabytes:.1f}", name),
        *(f"{seconds:.1f}", f"{1000 * seconds / size.rows:.4f}", f"{size.rows / seconds:,.0f}"),
        *(f"{held:,.0f}", f"{held / size.megabytes:.1f}", f"{findings:.0f}"),
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description="Time validation by size; prints a Markdown table.")
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 10, 100, 1000])
    parser.add_argument("--beside", type=int, default=10, help="frictionless up to this size (default 10)")
    chosen = parser.parse_args()
    sys.stdout.write(f"{HEAD}\n{'|---' * (HEAD.count('|') - 1)}|\n")
    for times in chosen.copies:
        with tempfile.TemporaryDirectory() as folder:
            size = enlarged(open_package(), Path(folder), times)
            described = Path(folder) / "datapackage.json"
            sys.stdout.write(f"{measured(OURS, described, size, 'sirte')}\n")
            if times <= chosen.beside:
                sys.stdout.write(f"{measured(THEIRS, described, size, 'frictionless')}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
