"""What is known of the error in the tables, as a page: two codings, a review, a third reading, and what no
check can see. Every figure is counted from the files in codings/.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ..agreement.codings import FOLDER
from ..agreement.third import Compared, compare_third
from ..csvfiles import read_records
from ..descriptor import checkout_folder, open_package
from .markdown import code, folded, head, page, table

OPENING = """
How wrong can these tables be? Nobody knows the true cells, so the answer is made of what was counted: how far
two codings agreed before they were made one, what a review of version 0.1.0 changed, and how far a third
reading, made from the manual alone after the review, has the same rows and cells.
"""

CODINGS = """
The articles were coded twice and independently. How far the two agree, table by table and corrected for
chance, is in [agreement.md](agreement.md). Every released cell is what one of the two wrote, or what a
decision names; `sirte validate` compares the tables, the codings and the decisions cell by cell.
"""

REVIEW = """
Referees read every cell that rests on the articles, about 4,000 of them, against the sentences. They judged
about 1.3 % of the cells of claims wrong and twice as many arguable; in printed numbers, quantifiers, the
victims' sides, weekdays and speakers they found no error. Each of their points was decided, and where a
pattern was at fault the rule of the manual was changed first and every row that it touches read again. The
decisions stand in `codings/review.csv`, one line for each cell: *changed* are cells that have another value
since, *stands* those that were examined and kept, with the reason.
"""

THIRD = """
After that, a third reading of every article was made from its last passage to its first, from the manual, the
passages, the code lists and the names of actors and places alone, without sight of the codings, the tables or
the review. Rows are paired as the two codings were; texts in a coder's own words, events and bases of dates
are not compared. What it alone found was decided too: the rows that were taken over are in both columns.
"""

THIRD_MEANING = """
Most of the cells that differ are matters of convention on which the manual leaves room: whether a place that
the article is about is filled where the passage names none, how many of the words around a number or a time
are its wording, which of two fighters over a place is called its holder. No cell was changed because of the
third reading. It is no proof of truth: three readings under one manual may share what they overlook, and the
lists of actors and places, which every reading was given, were made with the first and hint at it.
"""

LAST = """
At the end the claims, reports and statements of version 0.2.0 were read against the sentences once more,
now with the tables in sight: all 297 rows, about 3,000 filled cells. One cell was certainly wrong, the
basis of a date, and is mended; no row was missing without doubt and no gloss misstated its sentence.
Cells that a decision had settled were not judged again, outside sources not looked up, and whoever sees
the tables agrees more easily.
"""

UNSEEN = """
- Whether an article is right. The tables hold what was printed.
- A meaning that all readings missed, or took for granted in the same way.
- The choice of the two codes where a sentence allows both, once a rule has settled it.
- Events: which reports are one event was coded twice; titles, summaries, roles and parts were written once.
- Links, discrepancies and comparisons: written once, and read again by the review.
- Outside publications of which only a stored copy, or its opening, was seen; each source says so.
"""


def reliability() -> str:
    """The page docs/reliability.md. Raises DataError when a coding or a list of decisions cannot be read."""
    folder = checkout_folder(FOLDER)
    compared = compare_third(open_package(), folder)
    parts = head("Reliability", "`codings/` and the tables", OPENING)
    parts += ["## Two codings", folded(CODINGS), "## The review", folded(REVIEW), _decisions(folder)]
    parts += ["## A third reading", folded(THIRD), _third(compared), folded(summary(compared))]
    parts += [
        folded(THIRD_MEANING),
        "## A last check",
        folded(LAST),
        "## What no check can see",
        UNSEEN.strip(),
    ]
    return page(parts)


def summary(compared: list[Compared]) -> str:
    """The figures of the third reading in one sentence."""
    cells, equal = sum(one.cells for one in compared), sum(one.equal for one in compared)
    both = sum(one.both for one in compared)
    alone = sum(one.released_alone for one in compared), sum(one.third_alone for one in compared)
    return (
        f"Of {sum(alone) + both} rows {both} stand in the tables and in the third reading, {alone[0]} in the"
        f" tables alone and {alone[1]} in the third reading alone; of {cells} cells compared"
        f" {100 * equal / cells:.1f} % are equal."
    )


def _decisions(folder: Path) -> str:
    counts: dict[str, Counter[str]] = {}
    for decision in read_records(folder / "review.csv", "codings/review.csv"):
        counts.setdefault(decision["table"] or "(names and rows refused)", Counter())[_kind(decision)] += 1
    kinds = ("changed", "added", "withdrawn", "stands")
    told = [(code(name), *(str(counted[kind]) for kind in kinds)) for name, counted in sorted(counts.items())]
    return table(("table", "cells changed", "rows added", "rows withdrawn", "stands"), told)


def _kind(decision: dict[str, str]) -> str:
    if decision["decided"] == "rejected":
        return "stands"
    return {"added": "added", "withdrawn": "withdrawn"}.get(decision["new"], "changed")


def _third(compared: list[Compared]) -> str:
    rows = [
        (
            code(one.table),
            *(str(count) for count in (one.both, one.released_alone, one.third_alone, one.cells)),
            f"{100 * one.equal / one.cells:.1f} %",
        )
        for one in compared
    ]
    heads = (
        "table",
        "in both",
        "in the table alone",
        "in the third reading alone",
        "cells compared",
        "equal",
    )
    return table(heads, rows)
