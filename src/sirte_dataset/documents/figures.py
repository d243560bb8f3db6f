"""The figures of the datasheet, counted in the tables and the record of decisions.

The page is written by hand; these blocks are set into it, so that no figure of the data is typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..agreement.codings import FOLDER
from ..agreement.third import compare_third
from ..csvfiles import read_records
from ..descriptor import Package, open_package
from ..files import decoded, read_bytes
from ..loading import load_all
from ..schemas import table_schema
from .markdown import code, filled, table

DATASHEET = "docs/datasheet.md"
DECISIONS = "codings/adjudication.csv"
OWN_VOICE = "the article's own voice"
ARTICLE_HEADS = {
    "article_id": "article",
    "publisher": "publisher",
    "publisher_kind": "kind",
    "language": "language",
    "published": "published",
    "published_basis": "the date rests on",
}

Tables = dict[str, list[dict[str, Any]]]


def datasheet() -> str:
    """The page docs/datasheet.md with its figures made anew.

    Raises DataError when it lacks a block or the marks of one, or when a table cannot be read.
    """
    package = open_package()
    text = decoded(read_bytes(package.folder / DATASHEET, DATASHEET), DATASHEET)
    tables = load_all("records", package)
    return filled(text, {"articles": _articles(tables), "figures": _figures(tables, package)}, DATASHEET)


def _articles(tables: Tables) -> str:
    sides = {row["actor_id"]: row["side"] for row in tables["actors"]}
    rows = []
    for article in tables["articles"]:
        said = Counter(
            sides[row["speaker_actor_id"]]
            for row in tables["statements"]
            if row["article_id"] == article["article_id"]
        )
        cells = [article[name] if name == "publisher" else code(article[name]) for name in ARTICLE_HEADS]
        rows.append([*cells, ", ".join(f"{code(side)} {count}" for side, count in said.most_common())])
    return table([*ARTICLE_HEADS.values(), "statements, by side"], rows)


def _figures(tables: Tables, package: Package) -> str:
    articles, passages, places = tables["articles"], tables["passages"], tables["places"]
    lost = [row["article_id"] for row in passages if row["antecedent_lost"]]
    inferred = [row["article_id"] for row in articles if row["published_basis"] == "inferred"]
    days = [str(row[name]) for row in articles for name in ("published_earliest", "published_latest")]
    rows: list[tuple[str, object]] = [
        ("articles", len(articles)),
        ("from the earliest to the latest day of publication", code("/".join((min(days), max(days))))),
        ("articles whose day of publication is inferred", _with_names(inferred)),
        ("passages", len(passages)),
        ("words of the passages without page furniture", sum(row["words"] for row in articles)),
        ("passages that have lost what they refer to", _with_names(lost)),
        *_voices(tables, package),
        ("persons", sum(row["kind"] == "person" for row in tables["actors"])),
        ("places", len(places)),
        ("places with coordinates", sum(row["latitude"] is not None for row in places)),
        *_decisions(package),
        *_third_reading(package),
    ]
    return table(("what is counted", "figure"), [(what, str(figure)) for what, figure in rows])


def _with_names(articles: list[str]) -> str:
    return f"{len(articles)} ({', '.join(map(code, sorted(set(articles))))})" if articles else "0"


def _voices(tables: Tables, package: Package) -> Iterator[tuple[str, object]]:
    """How many of the rows that say who says it are the article's own, and how many come from each side."""
    sides = {row["actor_id"]: row["side"] for row in tables["actors"]}
    said = Counter(
        sides.get(row["attributed_to"], OWN_VOICE)
        for rows in tables.values()
        for row in rows
        if "attributed_to" in row
    )
    yield "rows that say who says it, or that nobody does", said.total()
    yield f"of these in {OWN_VOICE}", said[OWN_VOICE]
    for side in table_schema("actors", package).field("side").enum:
        yield f"of these from the side {code(side)}", said[side]


def _decisions(package: Package) -> Iterator[tuple[str, object]]:
    """How many differences of the two codings were decided, and for which."""
    decided = Counter(row["decided"] for row in read_records(package.folder / DECISIONS, DECISIONS))
    yield "differences between the two codings", decided.total()
    for which, count in decided.most_common():
        yield f"of these decided for: {which}", count


def _third_reading(package: Package) -> Iterator[tuple[str, object]]:
    """How many cells the third reading coded as well, and how many of them alike."""
    compared = compare_third(package, package.folder / FOLDER)
    yield "cells that the third reading coded too", sum(one.cells for one in compared)
    yield "of these equal", sum(one.equal for one in compared)
