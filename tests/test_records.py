"""The metadata records and what of them stands in the pages. What reads each is asked in tests/clients/."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from chromium import complaints
from invented_package import TEXTS, write_invented
from pages import html, publisher
from sirte_dataset.cli import options
from sirte_dataset.descriptor import Package, open_package
from sirte_dataset.errors import DataError, UsageError
from sirte_dataset.hashes import content
from sirte_dataset.loading import load
from sirte_dataset.records import RECORDS, schema_org, write_all
from sirte_dataset.records.evidence import web_annotations
from sirte_dataset.records.tabular import croissant, csvw, hub_card
from sirte_dataset.schemas import table_schema
from test_browse import start, stop
from test_cli import Outcome

LINKED_DATA = re.compile('<script type="application/ld\\+json">(.*?)</script>', re.DOTALL)
NAMES = open_package().names


def describe(folder: Path, **keys: object) -> Path:
    """Say in the descriptor of a written package who made it and when, and these keys besides."""
    file = folder / "datapackage.json"
    said = {
        "created": "2031-05-01T00:00:00Z",
        "contributors": [{"title": "Someone at Sea"}],
        "keywords": ["harbours", "customs"],
        "x-content": content(open_package(folder)),
        **keys,
    }
    descriptor = json.loads(file.read_text(encoding="utf-8")) | said
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


@pytest.fixture
def package(folder: Path) -> Package:
    """The invented package, with whatever a citation needs."""
    return open_package(describe(folder))


def written(record: str, package: Package) -> str:
    made = RECORDS[record][1](package)
    return made if isinstance(made, str) else json.dumps(made, ensure_ascii=False)


# --- what every record says


@pytest.mark.parametrize("record", [record for record in RECORDS if record != "annotations"])
def test_every_record_says_what_the_descriptor_says(package: Package, record: str) -> None:
    text = written(record, package)
    for said in ("title", "version", "description", "x-content"):
        assert package.descriptor[said] in text
    for said in ("2031-05-01", "Someone at Sea", "harbours", "customs"):
        assert said in text


@pytest.mark.parametrize("record", RECORDS)
def test_a_doi_goes_into_every_record_but_those_that_have_no_place_for_it(folder: Path, record: str) -> None:
    package = open_package(describe(folder, id="https://doi.org/10.5555/a-ferry"))
    # InvenioRDM gives the DOI of a deposit itself; an annotation is of an article
    assert ("10.5555/a-ferry" in written(record, package)) == (record not in ("inveniordm", "annotations"))


@pytest.mark.parametrize("record", RECORDS)
def test_no_record_has_an_identifier_or_address_of_the_dataset(record: str) -> None:
    """Nobody has given it one yet: every address is of a licence, of a source or of a standard."""
    package = open_package()
    text = written(record, package)
    assert not re.search(r"\bdoi\b|10\.\d{4,}/", text, re.IGNORECASE)
    own = {source["path"] for source in package.descriptor["sources"]}
    own |= {row["url"] for row in load("articles", "records")}
    own |= {licence["path"] for licence in package.descriptor["licenses"]}
    standards = ("schema", "w3id", "w3", "mlcommons", "purl", "datacite", "ietf")
    for address in re.findall(r"https?://[^\s\"'<>`)\\]+", text):
        assert address in own or address.split("/")[2].split(".")[-2] in standards, address


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_of_a_package_that_names_nobody_is_refused(folder: Path, record: str) -> None:
    with pytest.raises(DataError, match="created"):
        RECORDS[record][1](open_package(folder))


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_leaves_out_what_the_descriptor_leaves_out(folder: Path, record: str) -> None:
    package = open_package(describe(folder, **{"x-temporal": {}, "x-content": "", "sources": []}))

    assert not re.search(r": (null|\{\})", written(record, package))


# --- writing them


def test_the_command_writes_every_record(as_own: Path, tmp_path: Path) -> None:
    describe(as_own)
    done = Outcome("export-metadata", tmp_path / "out")
    assert (done.status, done.err) == (0, "")
    assert done.out.split() == [str(tmp_path / "out" / name) for name, _ in RECORDS.values()]
    assert {file.name for file in (tmp_path / "out").iterdir()} == {name for name, _ in RECORDS.values()}


def test_the_command_offers_the_records_that_there_are() -> None:
    (choices, _) = get_args(get_args(options.RecordName)[0])
    assert get_args(choices) == tuple(RECORDS)


def test_a_record_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    (file,) = write_all(tmp_path, form="datacite")
    first = file.read_bytes()
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already"):
        write_all(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["datacite.json"]
    assert write_all(tmp_path, form="datacite", overwrite=True) == [file]
    assert file.read_bytes() == first


def test_an_unknown_record_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean 'croissant'"):
        write_all(tmp_path, form="croisant")


def test_two_writings_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_all(tmp_path / name) for name in ("a", "b"))
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


# --- what single records say


def test_the_evidence_points_to_the_cells_and_words_of_the_tables(package: Package) -> None:
    articles = {row["url"] or f"#{row['article_id']}": row for row in load("articles", "records", package)}
    quotes = 0
    for row, item in zip(
        load("evidence", "records", package), web_annotations(package)["first"]["items"], strict=True
    ):
        cell, tag = item["body"]
        with (package.folder / cell["source"]).open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        line, *column = map(int, cell["selector"]["value"].partition("=")[2].split(","))
        assert lines[line - 1][0] == row["row_id"]
        assert [lines[0][number - 1] for number in column] == [row["field"]] * bool(row["field"])
        assert cell["source"] == package.resource(row["resource"])["path"]
        assert tag["value"] == row["support"]
        article = articles[item["target"]["source"]]
        assert item["target"]["state"]["schema:sha256"] == article["sha256"]
        text = (TEXTS / article["file_name"]).read_bytes().decode()
        position, *exact = item["target"]["selector"]
        for quote in exact:
            quotes += 1
            assert text[position["start"] : position["end"]] == quote["exact"] == row["quote"]
    assert quotes == sum(row["quote"] is not None for row in load("evidence", "records", package)) > 0


def test_the_card_is_yaml_with_a_type_for_every_column() -> None:
    _, head, text = hub_card(open_package()).split("---\n", 2)
    said = yaml.safe_load(head)
    for config, described in zip(said["configs"], said["dataset_info"], strict=True):
        schema = table_schema(config["config_name"])
        assert described["config_name"] == schema.name
        assert tuple(feature["name"] for feature in described["features"]) == schema.names
        assert f"- `{schema.name}`: " in text
    assert [config["config_name"] for config in said["configs"]] == list(NAMES)


def test_every_table_and_column_is_in_croissant_and_csvw() -> None:
    package = open_package()
    wanted = {name: list(table_schema(name).names) for name in NAMES}
    records = croissant(package)["recordSet"]
    assert {each["@id"]: [field["name"] for field in each["field"]] for each in records} == wanted
    tables = csvw(package)["tables"]
    columns = [[column["titles"] for column in table["tableSchema"]["columns"]] for table in tables]
    assert dict(zip(NAMES, columns, strict=True)) == wanted


def test_a_code_that_means_something_to_a_pattern_is_taken_as_it_is(folder: Path) -> None:
    file = folder / "schemas" / "strikes.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    field = next(each for each in schema["fields"] if each["name"] == "quantifier")
    field["constraints"]["enum"].append("a.b|c")
    field["x-meanings"]["a.b|c"] = "Odd."
    file.write_text(json.dumps(schema), encoding="utf-8")
    tables = {table["url"]: table for table in csvw(open_package(describe(folder)))["tables"]}
    columns = tables["data/strikes.csv"]["tableSchema"]["columns"]
    (pattern,) = (each["datatype"]["format"] for each in columns if each["name"] == "quantifier")
    assert re.fullmatch(pattern, "a.b|c")
    assert not re.fullmatch(pattern, "axb")


# --- in the pages


def linked_data(page: str) -> list[dict[str, Any]]:
    return [json.loads(text) for text in LINKED_DATA.findall(page)]


@pytest.fixture
def site(folder: Path, tmp_path: Path) -> Callable[..., str]:
    """The first page over the invented package, its descriptor changed."""

    def first_page(with_texts: bool = False, **keys: object) -> str:
        return html(publisher(describe(folder, **keys), tmp_path / f"{with_texts}.db", with_texts), "")

    return first_page


def test_the_first_page_holds_the_record_with_the_addresses_of_the_files(
    site: Callable[..., str], folder: Path
) -> None:
    (record,) = linked_data(site())
    assert [file.pop("contentUrl") for file in record["distribution"]] == [
        f"/sirte/{name}.csv?_stream=on" for name in open_package(folder).names
    ]
    assert record == schema_org(open_package(folder)) | {"distribution": record["distribution"]}


def test_a_title_cannot_end_the_record(site: Callable[..., str]) -> None:
    title = "</script><script>alert(1)</script><!--"
    page = site(title=title)
    assert [record["name"] for record in linked_data(page)] == [title]
    assert title not in page


def test_a_private_copy_tells_search_engines_nothing(site: Callable[..., str], invented_texts: Path) -> None:
    assert linked_data(site(with_texts=True)) == []
    assert linked_data(site()) != []


def test_a_page_over_a_package_that_names_nobody_has_no_record(folder: Path, tmp_path: Path) -> None:
    assert linked_data(html(publisher(folder, tmp_path / "sirte.db"), "")) == []


def test_the_web_browser_takes_the_record_for_data(tmp_path: Path, chromium: Any) -> None:
    server = start(describe(write_invented(tmp_path / "package")), tmp_path / "cache")
    try:
        page = chromium.new_page()
        found = complaints(page, server.address)
        records = {}
        for address in ("/", "/sirte/casualties", "/sirte/claims"):
            page.goto(server.address + address)
            records[address] = linked_data(page.content())
        (whole,), (table,) = records["/"], records["/sirte/casualties"]
        assert records["/sirte/claims"] == []
        assert table["isPartOf"]["name"] == whole["name"]
        assert [column["name"] for column in table["variableMeasured"]] == list(
            table_schema("casualties").names
        )
        (file,) = table["distribution"]
        with_header = server.get(file["contentUrl"]).text.splitlines()
        assert len(with_header) > len(load("casualties", "records", server.package))
        assert found == []
    finally:
        stop(server)
