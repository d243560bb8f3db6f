"""The citation: five styles, one truth."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

import sirte_dataset as sd
from sirte_dataset.citation import STYLES, _tex
from sirte_dataset.descriptor import Package, open_package
from sirte_dataset.errors import DataError, UsageError

ROOT = Path(__file__).resolve().parents[1]
DESCRIPTOR = open_package().descriptor


@pytest.mark.parametrize("style", STYLES)
def test_every_style_names_title_version_author_and_year(style: str) -> None:
    citation = sd.cite(style)
    for part in (
        DESCRIPTOR["title"],
        DESCRIPTOR["version"],
        "Sirte dataset project",
        DESCRIPTOR["created"][:4],
    ):
        assert part in citation


@pytest.mark.parametrize("style", STYLES)
def test_no_style_names_a_person_or_an_identifier_that_does_not_exist(style: str) -> None:
    assert not re.search(r"\bdoi\b|orcid|family", sd.cite(style), re.IGNORECASE)


def test_the_text_is_one_line() -> None:
    assert "\n" not in sd.cite()
    assert sd.cite() == sd.cite("text")


def test_another_package_is_cited_as_far_as_it_says_whom_to_cite(folder: Path) -> None:
    package = open_package(folder)
    with pytest.raises(DataError, match="A citation needs the key"):
        sd.cite(package=folder)
    said = {key: DESCRIPTOR[key] for key in ("created", "contributors", "keywords")}
    assert "An invented town" in sd.cite(package=Package(folder, {**package.descriptor, **said}))


def test_the_citation_file_of_the_repository_is_the_cff_style() -> None:
    assert (ROOT / "CITATION.cff").read_text(encoding="utf-8") == sd.cite("cff") + "\n"


def test_the_cff_style_is_yaml_with_the_keys_that_the_format_requires() -> None:
    citation = yaml.safe_load(sd.cite("cff"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["type"] == "dataset"
    assert citation["version"] == DESCRIPTOR["version"]
    assert citation["authors"] == [{"name": "Sirte dataset project"}]
    assert citation["abstract"] == DESCRIPTOR["description"]


def test_the_csl_json_style_is_json_with_one_data_set() -> None:
    (item,) = json.loads(sd.cite("csl-json"))
    assert item["type"] == "dataset"
    assert item["author"] == [{"literal": "Sirte dataset project"}]
    assert item["issued"]["date-parts"] == [[int(part) for part in DESCRIPTOR["created"][:10].split("-")]]


def test_the_ris_style_opens_with_the_type_and_ends_the_record() -> None:
    lines = sd.cite("ris").splitlines()
    assert lines[0] == "TY  - DATA"
    assert lines[-1] == "ER  - "
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)


def test_the_bibtex_style_closes_its_braces_and_keeps_the_project_one_name() -> None:
    citation = sd.cite("bibtex")
    assert citation.count("{") == citation.count("}")
    assert "author = {{Sirte dataset project}}" in citation


def test_signs_that_tex_would_run_are_written_out() -> None:
    assert _tex("50 % of R&D_1 #2 {$}") == r"50 \% of R\&D\_1 \#2 \{\$\}"


def test_an_unknown_style_suggests_the_nearest_or_lists_all() -> None:
    with pytest.raises(UsageError, match=r"no citation style 'bibtx'\. Did you mean 'bibtex'"):
        sd.cite("bibtx")
    with pytest.raises(UsageError, match="The styles are: text, bibtex, cff, ris, csl-json"):
        sd.cite("zebra")
