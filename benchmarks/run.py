"""Time the library against what a reader would compare it with, and print a table of ratios.

Run it with the Python of an environment where sirte-dataset is installed and compiled (see README.md).
It measures and does not judge: the targets stand beside the ratios, and no test depends on them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from sirte_dataset import descriptor, loading, plot, schemas
from sirte_dataset.descriptor import open_package

Seconds = Callable[[], float]


@dataclass(frozen=True)
class Comparison:
    """Two things to time in turns; the ratio is the first over the second."""

    name: str
    measured: Seconds
    against: Seconds
    target: str


def in_fresh_process(code: str, *arguments: str) -> Seconds:
    """Time a Python process from start to end, in an empty folder and with bytecode cached as by default."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}

    def run() -> float:
        with tempfile.TemporaryDirectory() as elsewhere:
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", code, *arguments],
                env=environment,
                cwd=elsewhere,
                check=True,
                stdout=subprocess.DEVNULL,
            )
            return time.perf_counter() - start

    return run


def in_this_process(action: Callable[[], object], *, before: Callable[[], object] = lambda: None) -> Seconds:
    """Time one call, after `before`, which is not counted."""

    def run() -> float:
        before()
        start = time.perf_counter()
        action()
        return time.perf_counter() - start

    return run


def start_of_the_library() -> Comparison:
    imported = in_fresh_process("import sirte_dataset")
    return Comparison(
        "import sirte_dataset / bare interpreter", imported, in_fresh_process("pass"), "at most 1.1"
    )


def first_frame(table: str) -> Comparison:
    load = in_fresh_process("import sys, sirte_dataset as sd; sd.load(sys.argv[1])", table)
    path = str(open_package().csv_path(table))
    read = in_fresh_process("import sys, pandas as pd; pd.read_csv(sys.argv[1])", path)
    return Comparison(f"fresh process: load {table} / pandas.read_csv", load, read, "at most 1.05")


def ready_view(call: str) -> Comparison:
    ours = in_fresh_process(f"import sirte_dataset as sd; sd.{call}")
    by_hand = Path(__file__).with_name("by_hand.py").read_text(encoding="utf-8")
    joined = in_fresh_process(by_hand, str(open_package().folder / "data"))
    return Comparison(f"fresh process: {call} / the join by hand in pandas", ours, joined, "at most 1.2")


def repeated_load(table: str) -> Comparison:
    def forget() -> None:
        loading._frames.clear()
        for value in (*vars(descriptor).values(), *vars(schemas).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()

    def load() -> object:
        return loading.load(table)

    anew = in_this_process(load, before=forget)
    again = in_this_process(load)
    return Comparison(f"load {table} uncached / load it again", anew, again, "at least 15")


def command(name: str) -> Comparison:
    run = "import sys; from sirte_dataset.cli import app; app(sys.argv[1:], standalone_mode=False)"
    alone = in_fresh_process(run, name)
    with_pandas = in_fresh_process(f"import pandas; {run}", name)
    return Comparison(f"sirte {name} / the same with pandas imported", alone, with_pandas, "below 1")


def validation() -> Comparison:
    call = "import sys; from {} as run; run(sys.argv[1:], standalone_mode=False)"
    ours = in_fresh_process(call.format("sirte_dataset.cli import app"), "validate")
    described = str(open_package().folder / "datapackage.json")
    theirs = in_fresh_process(call.format("frictionless.__main__ import console"), "validate", described)
    return Comparison("sirte validate / frictionless validate datapackage.json", ours, theirs, "none")


def ratios(comparison: Comparison, pairs: int) -> list[tuple[float, float]]:
    """Time both sides in turns, each first in every other pair, after one run of each that does not count."""
    comparison.measured(), comparison.against()
    timed = []
    for pair in range(pairs):
        if pair % 2:
            measured = comparison.measured()
            timed.append((measured, comparison.against()))
        else:
            against = comparison.against()
            timed.append((comparison.measured(), against))
    return timed


def line(comparison: Comparison, timed: list[tuple[float, float]]) -> str:
    low, middle, high = quantiles((measured / against for measured, against in timed), n=4)
    first, second = (1000 * median(side) for side in zip(*timed, strict=True))
    cells = (comparison.name, f"{first:.2f}", f"{second:.2f}", f"{middle:.2f}", f"{low:.2f} to {high:.2f}")
    return f"| {' | '.join(cells)} | {comparison.target} |"


def sizes() -> list[str]:
    """Of each picture the bytes of its specification and of the data in it, both as JSON, and the ratio."""
    found = []
    for kind in plot.__all__:
        spec = getattr(plot, kind)().spec
        whole, data = (len(json.dumps(each, ensure_ascii=False)) for each in (spec, spec["data"]))
        found.append(f"| {kind} | {whole:,} | {data:,} | {whole / data:.2f} |")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the library; prints a Markdown table.")
    parser.add_argument(
        "--pairs", type=int, default=41, help="interleaved pairs of each comparison (default 41)"
    )
    pairs = parser.parse_args().pairs
    comparisons = [
        start_of_the_library(),
        *map(first_frame, ("casualties", "evidence")),
        *map(ready_view, ('load("claims")', 'query("SELECT * FROM claims")')),
        *map(repeated_load, ("casualties", "evidence")),
        *map(command, ("tables", "cite")),
        validation(),
    ]
    sys.stdout.write("| compared | first, ms | second, ms | ratio | middle half | target |\n")
    sys.stdout.write("|---|---|---|---|---|---|\n")
    for comparison in comparisons:
        sys.stdout.write(f"{line(comparison, ratios(comparison, pairs))}\n")
        sys.stdout.flush()
    sys.stdout.write("\n| picture | specification, bytes | its data, bytes | ratio |\n|---|---|---|---|\n")
    sys.stdout.writelines(f"{size}\n" for size in sizes())


if __name__ == "__main__":
    main()
