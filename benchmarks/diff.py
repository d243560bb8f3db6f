"""Time `sirte diff` on a large table beside csv-diff and daff, and print times, peaks of memory and ratios.

Run it with the Python of an environment where sirte-dataset, csv-diff and daff are installed (see README.md).
Each runs in a process of its own on the same two CSV files, in which one row of a thousand differs. daff
takes too long for so many rows: it gets fewer, and so does the run of ours beside it. This measures
and does not judge.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

COLUMNS = ("id", "day", "place", "low", "note")
OURS = """
import sys
from sirte_dataset.release.diff import compare
print(len(compare(sys.argv[1], sys.argv[2]).changes))
"""
CSV_DIFF = """
import sys
from csv_diff import compare, load_csv
old, new = (load_csv(open(f"{folder}/data/rows.csv", encoding="utf-8"), key="id") for folder in sys.argv[1:])
print(sum(map(len, compare(old, new).values())))
"""
DAFF = """
import csv, sys
import daff
def table(folder):
    with open(f"{folder}/data/rows.csv", encoding="utf-8", newline="") as file:
        return daff.PythonTableView(list(csv.reader(file)))
flags = daff.CompareFlags()
flags.addPrimaryKey("id")
aligned = daff.Coopy.compareTables(table(sys.argv[1]), table(sys.argv[2]), flags).align()
found = daff.PythonTableView([])
daff.TableDiff(aligned, flags).hilite(found)
print(found.get_height())
"""


class Run(NamedTuple):
    """What a process took: seconds of a processor, which others on the machine do not lengthen; megabytes."""

    seconds: float
    megabytes: float


def write_version(folder: Path, rows: int, step: int) -> str:
    """A package with one table; in each `step`-th row a number is other than in the rest."""
    for inside in ("data", "schemas"):
        (folder / inside).mkdir(parents=True)
    fields = [{"name": name, "type": "string"} for name in COLUMNS]
    schema = {"fields": fields, "primaryKey": ["id"]}
    resource = {"name": "rows", "path": "data/rows.csv", "schema": "schemas/rows.json"}
    (folder / "datapackage.json").write_text(json.dumps({"version": "1.0.0", "resources": [resource]}))
    (folder / "schemas" / "rows.json").write_text(json.dumps(schema))
    with (folder / "data" / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(COLUMNS) + "\n")
        for row in range(rows):
            low = row % 50 + (row % step == 0)
            file.write(
                f"R{row:08},2016-06-{row % 30 + 1:02},place_{row % 400},{low},counted at the harbour\n"
            )
    return str(folder)


def run(code: str, *arguments: str) -> Run:
    """Run Python code in a process of its own, which prints how many differences it found."""
    process = os.posix_spawn(sys.executable, [sys.executable, "-c", code, *arguments], os.environ)
    _, status, usage = os.wait4(process, 0)
    if status:
        raise SystemExit("the run failed")
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def line(name: str, rows: int, ours: Run, theirs: Run) -> str:
    cells = [
        f"{rows:,}",
        f"{ours.seconds:.1f}",
        f"{theirs.seconds:.1f}",
        f"{theirs.seconds / ours.seconds:.1f}",
    ]
    cells += [f"{ours.megabytes:.0f}", f"{theirs.megabytes:.0f}", f"{theirs.megabytes / ours.megabytes:.1f}"]
    return f"| {name} | {' | '.join(cells)} |\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Time sirte diff beside csv-diff and daff; prints a table.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the table (default 1,000,000)")
    parser.add_argument(
        "--fewer", type=int, default=20_000, help="rows of the table for daff (default 20,000)"
    )
    given = parser.parse_args()
    lines = []
    for name, code, rows in (("csv-diff", CSV_DIFF, given.rows), ("daff", DAFF, given.fewer)):
        with tempfile.TemporaryDirectory() as folder:
            versions = [write_version(Path(folder, f"{step}"), rows, step) for step in (rows + 1, 1000)]
            ours = run(OURS, *versions)
            lines.append(line(name, rows, ours, run(code, *versions)))
    sys.stdout.write("| beside | rows | sirte diff, s | it, s | ratio | sirte diff, MB | it, MB | ratio |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|---|\n")
    sys.stdout.writelines(lines)


if __name__ == "__main__":
    main()
