"""What the invented package's descriptor says otherwise than its tables is found, once and where it is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from invented_package import Fault, add, assert_found, broken, describe, edit, fault, invented
from sirte_dataset.checking.findings import Skipped
from sirte_dataset.checking.rules import RULES
from sirte_dataset.checking.validation import validate

DESCRIBED = invented().package.descriptor
SOURCES = DESCRIBED["sources"]
FERRY = {"title": "Ferry News: Guard flag over the customs house", "x-article-id": "A902"}


def temporal(**keys: str) -> dict[str, str]:
    return {**DESCRIBED["x-temporal"], **keys}


def third_article(kind: str) -> list[object]:
    """A third article, of one passage, and a descriptor that knows it."""
    last = invented().frames["articles"].iloc[1].to_dict()
    return [
        add("articles", **{**last, "article_id": "A902"}),
        add("passages", passage_id="A902.01", article_id="A902", position="1", start="0", end="9", kind=kind),
        describe(description="Three invented texts.", sources=[*SOURCES, FERRY]),
    ]


FAULTS = [
    fault(
        "sources-are-articles",
        "an article that is no source",
        describe(sources=SOURCES[:1]),
        at=("articles", "A901", "article_id"),
        says="'A901' is not among the sources",
    ),
    fault(
        "sources-are-articles",
        "a source that is no article",
        describe(sources=[*SOURCES, FERRY]),
        at=("datapackage.json", "", "sources"),
        says="'A902' is not a row of articles",
    ),
    fault(
        "sources-are-articles",
        "another address",
        describe(sources=[{**SOURCES[0], "path": "https://post.example/other"}, SOURCES[1]]),
        at=("datapackage.json", "", "sources"),
        says="The path of A900 is not its address; expected 'https://post.example/karsa'",
    ),
    fault(
        "sources-are-articles",
        "another title",
        edit("articles", "A901", title="Flag over Karsa"),
        at=("datapackage.json", "", "sources"),
        says="expected 'Flag over Karsa' in it",
    ),
    *(
        fault(
            "number-of-articles",
            f"a wrong number in {key}",
            describe(**{key: "The town of Karsa in three short news articles."}),
            at=("datapackage.json", "", key.replace("_", "-")),
            says="It says 'three short news articles', but there are 2",
        )
        for key in ("title", "description", "x_coverage")
    ),
    fault(
        "temporal-coverage",
        "a start after the first day",
        describe(x_temporal=temporal(start="2031-03")),
        at=("datapackage.json", "", "x-temporal"),
        says="'start' is '2031-03', but the tables give 2031-02-11",
    ),
    fault(
        "temporal-coverage",
        "an end before the last day",
        describe(x_temporal=temporal(end="2031-04-17")),
        at=("datapackage.json", "", "x-temporal"),
        says="'end' is '2031-04-17', but the tables give 2031-04-18",
    ),
    fault(
        "temporal-coverage",
        "other days of publication",
        describe(x_temporal=temporal(published="2031-04-16/2031-04-17")),
        at=("datapackage.json", "", "x-temporal"),
        says="expected '2031-04-16/2031-04-18'",
    ),
    fault(
        "temporal-coverage",
        "a start that is no date",
        describe(x_temporal=temporal(start="spring")),
        at=("datapackage.json", "", "x-temporal"),
        says="'start': 'spring' is not a date in EDTF",
    ),
    fault(
        "article-without-claims",
        "an article that nobody coded",
        *third_article("body"),
        at=("articles", "A902", "article_id"),
        says="No table of claims has a row of 'A902'",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_what_the_descriptor_says_otherwise_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


def test_an_article_of_a_headline_alone_needs_no_claim():
    assert list(RULES["article-without-claims"](broken(*third_article("headline")))) == []


@pytest.mark.parametrize(
    ("rule", "key"), [("sources-are-articles", "sources"), ("temporal-coverage", "x-temporal")]
)
def test_what_the_descriptor_does_not_say_is_not_checked(rule, key):
    assert list(RULES[rule](broken(describe(**{key: None})))) == [
        Skipped(rule, f"the descriptor has no {key}")
    ]


def test_a_package_without_rows_has_no_days_to_compare():
    context = invented()
    frames = {name: frame.iloc[:0] for name, frame in context.frames.items()}
    assert list(RULES["temporal-coverage"](replace(context, frames=frames))) == []


def test_an_article_that_says_why_nothing_is_coded_is_silenced(folder: Path):
    with (folder / "data/passages.csv").open("a", encoding="utf-8") as file:
        file.write("A902.01,A902,1,0,9,body,Nothing of the fight.,false,,\n")
    rows = (folder / "data/articles.csv").read_text(encoding="utf-8").splitlines()
    with (folder / "data/articles.csv").open("a", encoding="utf-8") as file:
        last = rows[-1].replace("A901", "A902", 1).replace("ferry.txt", "third.txt")
        file.write(re.sub("[0-9a-f]{64}", "0" * 64, last) + "\n")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    descriptor |= {"description": "Three invented texts.", "sources": [*SOURCES, FERRY]}
    silence = {"rule": "article-without-claims", "table": "articles", "row": "A902", "reason": "All sport."}
    for entries, expected in ([], ["article-without-claims"]), ([silence], []):
        descriptor["x-silenced"] = entries
        (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
        report = validate(folder, rules=["article-without-claims"])
        assert [finding.rule for finding in report.findings] == expected, report.to_text()
