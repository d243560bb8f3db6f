"""How much do the checks on the data catch? Corrupts the true package thousands of times and validates each.

    python tools/mutate.py                      all corruptions, in two processes
    python tools/mutate.py --sample 500         as many of them, drawn by the seed
    python tools/mutate.py --missed FILE        and lists in a CSV file what was not noticed at its cell
    python tools/mutate.py --record             and keeps the counts for docs/validation.md

The article texts (SIRTE_ARTICLES) must be attached: each corruption is judged with them and without.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from sirte_mutate.running import MISSED, all_mutants, as_json, measure, missed

from sirte_dataset.csvfiles import csv_text
from sirte_dataset.documents.validation import RESULT
from sirte_dataset.errors import SirteError
from sirte_dataset.files import write_whole


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sample", type=int, default=0, help="how many corruptions; all when left out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--others", type=int, default=0, help="on how many of them frictionless is tried too")
    parser.add_argument("--missed", type=Path, help="a CSV file for what was not noticed at its cell")
    parser.add_argument("--record", action="store_true", help=f"write the counts to {RESULT}")
    options = parser.parse_args(arguments)
    try:
        every = all_mutants(options.seed)
        mutants = Random(options.seed).sample(every, options.sample) if options.sample else every
        began = time.monotonic()
        results = measure(mutants, options.processes, options.others)
        told = as_json(mutants, results, len(every), options.seed, time.monotonic() - began)
        if options.missed:
            rows = csv_text(MISSED, missed(mutants, results)).encode("utf-8")
            write_whole({options.missed: rows})
        if options.record:
            write_whole({Path(__file__).parents[1] / RESULT: told.encode("utf-8")})
    except SirteError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    sys.stdout.write(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
