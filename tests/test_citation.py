"""The citation: many styles, one truth."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

import sirte_dataset as sd
from invented_package import set_cell
from sirte_dataset.citation import STYLES, _tex
from sirte_dataset.descriptor import Package, open_package
from sirte_dataset.errors import DataError, UsageError
from sirte_dataset.withdrawals import withdrawals

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
def test_every_style_names_the_content_of_the_files(style: str) -> None:
    assert sd.fingerprint().content in sd.cite(style)


def test_the_content_is_that_of_the_files_as_they_are(folder: Path) -> None:
    before = sd.cite(package=citable(folder))
    set_cell(folder, "casualties", "C901", "note", "otherwise")
    assert sd.cite(package=citable(folder)) != before


def test_without_a_file_there_is_a_sentence_for_a_citation(folder: Path) -> None:
    package = citable(folder)
    (folder / "data" / "places.csv").unlink()
    with pytest.raises(DataError, match=r"data/places\.csv: The file is missing"):
        sd.cite(package=package)


@pytest.mark.parametrize("style", STYLES)
def test_no_style_names_a_person_or_an_identifier_that_does_not_exist(style: str) -> None:
    assert not re.search(r"\bdoi\b|orcid|family", sd.cite(style), re.IGNORECASE)


def citable(folder: Path) -> Package:
    """The invented package with what its descriptor lacks for a citation."""
    said = {key: DESCRIPTOR[key] for key in ("created", "contributors", "keywords")}
    return Package(folder, {**open_package(folder).descriptor, **said})


@pytest.mark.parametrize("style", STYLES)
def test_a_doi_in_the_descriptor_stands_in_every_style(style: str, folder: Path) -> None:
    package = citable(folder)
    package.descriptor["id"] = "https://doi.org/10.5555/a-ferry"  # a prefix for examples
    assert "10.5555/a-ferry" in sd.cite(style, package)
    package.descriptor["id"] = "a-ferry"
    assert "a-ferry" not in sd.cite(style, package)


def test_a_doi_stands_where_each_format_has_it(folder: Path) -> None:
    package = citable(folder)
    package.descriptor["id"] = "https://doi.org/10.5555/a-ferry"
    assert sd.cite("apa", package).endswith(" [Data set]. https://doi.org/10.5555/a-ferry")
    assert "  doi = {10.5555/a-ferry},\n" in sd.cite("bibtex", package)
    assert yaml.safe_load(sd.cite("cff", package))["doi"] == "10.5555/a-ferry"
    assert "\nDO  - 10.5555/a-ferry\n" in sd.cite("ris", package)
    assert json.loads(sd.cite("csl-json", package))[0]["DOI"] == "10.5555/a-ferry"
    assert json.loads(sd.cite("datacite", package))["doi"] == "10.5555/a-ferry"


def test_the_text_is_one_line() -> None:
    assert "\n" not in sd.cite()
    assert sd.cite() == sd.cite("text")


def test_another_package_is_cited_as_far_as_it_says_whom_to_cite(folder: Path) -> None:
    with pytest.raises(DataError, match="A citation needs the key"):
        sd.cite(package=folder)
    assert "An invented town" in sd.cite(package=citable(folder))


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


def test_two_authors_are_joined_as_each_style_has_it(folder: Path) -> None:
    package = citable(folder)
    package.descriptor["contributors"] = [{"title": "One Town"}, {"title": "Another Town"}]
    assert sd.cite("apa", package).startswith("One Town, & Another Town. (")
    assert "author = {{One Town} and {Another Town}}" in sd.cite("bibtex", package)


def test_the_datacite_style_has_the_attributes_that_datacite_requires() -> None:
    attributes = json.loads(sd.cite("datacite"))
    assert {"creators", "titles", "publisher", "publicationYear", "types", "schemaVersion"} <= set(attributes)
    assert attributes["types"]["resourceTypeGeneral"] == "Dataset"
    (named,) = attributes["alternateIdentifiers"]
    assert named["alternateIdentifier"] == sd.fingerprint().content


def test_the_cff_style_names_the_content_as_an_identifier() -> None:
    (identifier,) = yaml.safe_load(sd.cite("cff"))["identifiers"]
    assert (identifier["type"], identifier["value"]) == ("other", sd.fingerprint().content)


# --- one row


@pytest.mark.parametrize("style", STYLES)
def test_every_style_cites_a_row_of_this_version(style: str, folder: Path) -> None:
    package = citable(folder)
    citation = sd.cite(style, package, row="C901")
    assert "Row C901 of the table casualties" in citation
    assert package.version in citation
    assert sd.fingerprint(folder).content in citation


def test_a_row_is_cited_in_the_text_after_the_whole(folder: Path) -> None:
    package = citable(folder)
    assert (
        sd.cite(package=package, row="C901")
        == f"{sd.cite(package=package)} Row C901 of the table casualties."
    )


def test_a_row_has_a_key_of_its_own_in_a_list_of_references(folder: Path) -> None:
    package = citable(folder)
    assert sd.cite("bibtex", package, row="C901").startswith(
        f"@misc{{{package.descriptor['name']}-0.1.0-C901,"
    )
    (item,) = json.loads(sd.cite("csl-json", package, row="C901"))
    assert item["id"].endswith("-C901")


def test_a_table_whose_name_hides_what_a_row_is_says_so(folder: Path) -> None:
    package = citable(folder)
    key = sd.load("crosswalk_codes", package=package)["crosswalk_code_id"].iloc[0]
    citation = sd.cite(package=package, row=f"crosswalk_codes.{key}")
    assert citation.endswith(f"Row {key} of the table crosswalk_codes (codes in other schemes).")


def test_a_row_that_several_tables_have_needs_its_table() -> None:
    shared = set(sd.load("crosswalk_codes")["crosswalk_code_id"])
    key = min(shared & set(sd.load("time_expressions")["time_expression_id"]))
    with pytest.raises(UsageError, match=rf"time_expressions\.{key} or crosswalk_codes\.{key}"):
        sd.cite(row=key)
    assert f"Row {key} of the table time_expressions." in sd.cite(row=f"time_expressions.{key}")


def test_of_a_row_that_was_withdrawn_the_reason_is_told() -> None:
    gone = withdrawals(open_package())[0]
    for row in (gone.id, f"{gone.table}.{gone.id}"):
        with pytest.raises(UsageError, match=re.escape(str(gone))):
            sd.cite(row=row)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("C9O1", "No row has the identifier 'C9O1'. Did you mean 'C901'?"),
        ("~~~~", "No row has the identifier '~~~~'. `sirte show TABLE` lists the rows."),
        ("casualties.K901", "No row has the identifier 'casualties.K901'."),
        ("", "No row has the identifier ''."),
    ],
)
def test_an_unknown_row_suggests_the_nearest_or_where_to_look(row: str, says: str, folder: Path) -> None:
    with pytest.raises(UsageError) as problem:
        sd.cite(package=citable(folder), row=row)
    assert str(problem.value).startswith(says)


def test_signs_that_tex_would_run_are_written_out() -> None:
    assert _tex("50 % of R&D_1 #2 {$}") == r"50 \% of R\&D\_1 \#2 \{\$\}"


def test_an_unknown_style_suggests_the_nearest_or_lists_all() -> None:
    with pytest.raises(UsageError, match=r"no citation style 'bibtx'\. Did you mean 'bibtex'"):
        sd.cite("bibtx")
    with pytest.raises(UsageError, match="The styles are: text, apa, bibtex, cff, ris, csl-json, datacite"):
        sd.cite("zebra")
