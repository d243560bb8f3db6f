"""The metadata records, each read or checked by the program or schema that it is made for, offline."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from sirte_dataset.descriptor import open_package
from sirte_dataset.loading import load
from sirte_dataset.records import write_all
from sirte_dataset.schemas import TableSchema, table_schema

PACKAGE = open_package()
NAMES = PACKAGE.names
REASON = "bash .ci/run clients installs it"


def has(library: str) -> Any:
    """The library that reads the record; where there is none the test is skipped, with the reason."""
    return pytest.importorskip(library, reason=f"{library}: {REASON}")


def place_of(library: str) -> Path:
    """The folder of a library that is there for the schemas in it and cannot be imported."""
    found = find_spec(library)
    if found is None or found.origin is None:
        pytest.skip(f"{library}: {REASON}")
    return Path(found.origin).parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The descriptor and the files that it names, and the records beside it."""
    folder = tmp_path_factory.mktemp("records")
    for file in (path for name in NAMES for path in (PACKAGE.csv_path(name), PACKAGE.schema_path(name))):
        (folder / file.relative_to(PACKAGE.folder)).parent.mkdir(exist_ok=True)
        shutil.copy(file, folder / file.relative_to(PACKAGE.folder))
    shutil.copy(PACKAGE.folder / "datapackage.json", folder)
    write_all(folder)
    return folder


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def rows_of(name: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in load(name, "records")]


# --- Croissant


def of_croissant(schema: TableSchema, record: dict[str, Any]) -> tuple[Any, ...]:
    """The values of a record: texts are bytes, days are moments, and texts of digits are whole numbers."""

    def value(name: str) -> Any:
        found, field = record[f"{schema.name}/{name}"], schema.field(name)
        if field.type == "string" and found is not None:
            return found.decode() if isinstance(found, bytes) else f"{found:d}"
        return found.date() if field.type == "date" and found is not None else found

    return tuple(value(name) for name in schema.names)


@cache
def croissant(folder: Path) -> Any:
    return has("mlcroissant").Dataset(folder / "croissant.json")


@pytest.mark.parametrize("name", NAMES)
def test_mlcroissant_reads_every_record(folder: Path, name: str) -> None:
    schema = table_schema(name)
    found = [of_croissant(schema, record) for record in croissant(folder).records(name)]
    assert found == rows_of(name)
    assert [tuple(map(type, row)) for row in found] == [tuple(map(type, row)) for row in rows_of(name)]


def test_mlcroissant_finds_the_record_valid_and_its_foreign_keys(folder: Path) -> None:
    metadata = croissant(folder).metadata
    assert (metadata.ctx.issues.errors, metadata.ctx.issues.warnings) == (set(), set())
    references = {
        (field.id, field.references.file_object, field.references.extract.column)
        for records in metadata.record_sets
        for field in records.fields
        if field.references
    }
    assert references == {
        (f"{name}/{key.fields[0]}", PACKAGE.resource(key.resource)["path"], key.reference_fields[0])
        for name in NAMES
        for key in table_schema(name).foreign_keys
    }


def test_mlcroissant_tells_a_file_that_was_changed(folder: Path, tmp_path: Path) -> None:
    mlcroissant = has("mlcroissant")
    changed = shutil.copytree(folder, tmp_path / "changed")
    with (changed / "data" / "strikes.csv").open("a", encoding="utf-8") as file:
        file.write("K999,\n")
    with pytest.raises(mlcroissant.GenerationError, match="strikes"):
        list(mlcroissant.Dataset(changed / "croissant.json").records("strikes"))


# --- Hugging Face

DTYPES = {"string": "string", "integer": "int64", "number": "float64", "boolean": "bool", "date": "date32"}


@pytest.fixture(scope="module")
def repository(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset repository as it would be on the Hub, and no Hub to be asked."""
    repository = shutil.copytree(folder, tmp_path_factory.mktemp("hub") / "repository")
    (repository / "huggingface.md").rename(repository / "README.md")
    return repository


@pytest.mark.parametrize("name", NAMES)
def test_datasets_reads_every_column_with_its_type(
    repository: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    datasets = has("datasets")
    table = datasets.load_dataset(str(repository), name, split="train", cache_dir=str(tmp_path))
    wanted = {field.name: DTYPES[field.type] for field in table_schema(name).fields}
    assert {column: feature.dtype for column, feature in table.features.items()} == wanted
    assert [tuple(row.values()) for row in table] == rows_of(name)


def test_the_card_has_what_the_hub_asks_for(repository: Path) -> None:
    has("huggingface_hub")
    from huggingface_hub import DatasetCard

    card = DatasetCard.load(repository / "README.md")
    assert card.data.license == "cc-by-4.0"
    assert card.data.pretty_name == PACKAGE.descriptor["title"]
    assert [config["config_name"] for config in card.data.configs] == list(NAMES)


# --- CSV on the Web


def every_cell_and_key(group: Any) -> list[list[dict[str, Any]]]:
    """The rows of each table. Raises ValueError for a cell or key that the record does not allow."""
    tables = [list(table.iterdicts(strict=True)) for table in group.tables]
    group.check_referential_integrity()
    return tables


def test_csvw_reads_every_cell_and_finds_the_keys_kept(folder: Path) -> None:
    group = has("csvw").TableGroup.from_file(folder / "csv-metadata.json")
    for name, table, rows in zip(NAMES, group.tables, every_cell_and_key(group), strict=True):
        days = {field.name for field in table_schema(name).fields if field.type == "date"}
        found = [  # it gives days as moments
            tuple(value.date() if value and column in days else value for column, value in row.items())
            for row in rows
        ]
        assert found == rows_of(name)
        table.check_primary_key()


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("outcome", "slain", "slain"),
        ("low", "many", "many"),
        ("low", "-1", "must be >= 0"),
        ("date_earliest", "2016-05", "2016-05"),
        ("event_id", "E9999", "E9999"),
    ],
)
def test_csvw_tells_a_cell_that_the_schema_does_not_allow(
    folder: Path, tmp_path: Path, column: str, value: str, told: str
) -> None:
    csvw = has("csvw")
    changed = shutil.copytree(folder, tmp_path / "changed")
    with (changed / "data" / "casualties.csv").open(encoding="utf-8", newline="") as file:
        header, first, *rest = csv.reader(file)
    first[header.index(column)] = value
    with (changed / "data" / "casualties.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, first, *rest])
    group = csvw.TableGroup.from_file(changed / "csv-metadata.json")
    with pytest.raises(ValueError, match=told):
        every_cell_and_key(group)


# --- schema.org and RO-Crate

# What Google asks of a dataset: https://developers.google.com/search/docs/appearance/structured-data/dataset
GOOGLE = {"name": range(1, 5001), "description": range(50, 5001)}


@cache
def vocabulary() -> dict[str, dict[str, Any]]:
    """The words of schema.org by name, from the copy that rocrate has."""
    has("rocrate")
    held = read(place_of("rocrate") / "data", "schema.jsonld")["@graph"]
    return {word["@id"].removeprefix("schema:"): word for word in held}


def named(word: dict[str, Any], key: str) -> set[str]:
    value = word.get(key, [])
    return {each["@id"].removeprefix("schema:") for each in (value if isinstance(value, list) else [value])}


def kinds_of(name: str) -> set[str]:
    """A class and all that it is a kind of. RO-Crate's File is a MediaObject."""
    name = {"File": "MediaObject"}.get(name, name)
    return {name}.union(*map(kinds_of, named(vocabulary()[name], "rdfs:subClassOf") - {"rdfs:Class"}))


def misused(value: Any) -> Iterator[str]:
    """Words in a record that schema.org has not, or has not for a thing of that type."""
    if isinstance(value, list):
        for each in value:
            yield from misused(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if not key.startswith("@"):
                word = vocabulary().get(key, {})
                if not named(word, "schema:domainIncludes") & kinds_of(value["@type"]):
                    yield f"{value['@type']}.{key}"
                yield from misused(each)


def test_schema_org_has_every_word_for_what_it_is_said_of(folder: Path) -> None:
    from sirte_dataset.records import schema_org

    for record in (read(folder, "schema-org.jsonld"), *(schema_org(PACKAGE, name) for name in NAMES)):
        assert list(misused(record)) == []
        assert record["@context"] == "https://schema.org/"
        assert all(len(record[key]) in length for key, length in GOOGLE.items()), record["name"]


def test_a_word_that_schema_org_has_not_would_be_told(folder: Path) -> None:
    record = read(folder, "schema-org.jsonld")
    record["licence"] = record.pop("license")
    record["distribution"][0]["unitText"] = "rows"
    assert list(misused(record)) == ["DataDownload.unitText", "Dataset.licence"]


def test_rocrate_reads_the_crate_with_all_its_files(folder: Path) -> None:
    crate = has("rocrate.rocrate").ROCrate(folder)
    assert crate.version == "1.1"
    files = {entity.id: entity for entity in crate.data_entities if entity.type == "File"}
    assert set(files) == {PACKAGE.resource(name)["path"] for name in NAMES}
    assert all((folder / name).stat().st_size == int(file["contentSize"]) for name, file in files.items())
    assert crate.publisher["name"] == PACKAGE.descriptor["contributors"][0]["title"]
    assert crate.license["name"] == PACKAGE.descriptor["licenses"][0]["title"]
    assert {entity.id for entity in crate.root_dataset["isBasedOn"]} == {
        source["path"] for source in PACKAGE.descriptor["sources"]
    }


def test_the_crate_says_nothing_that_its_context_does_not_know(folder: Path) -> None:
    context = read(place_of("rocrate") / "data", "ro-crate.jsonld")["@context"]
    record = read(folder, "ro-crate-metadata.json")
    used = {word for entity in record["@graph"] for word in (*entity, entity["@type"])}
    assert {word for word in used if not word.startswith("@")} - set(context) == set()


# --- archives


def test_datacite_finds_its_record_valid(folder: Path) -> None:
    schema = has("datacite.schema45")
    record = read(folder, "datacite.json")
    schema.validator.validate(record)
    del record["publisher"]
    assert not schema.validate(record)


def rdm_validator() -> Any:
    """The JSON schema of a record from InvenioRDM, which needs dozens of libraries to run itself."""
    jsonschema, referencing = has("jsonschema"), has("referencing")
    places = [
        place_of("invenio_rdm_records") / "records" / "jsonschemas",
        place_of("invenio_records_resources") / "records" / "jsonschemas",
    ]

    def retrieve(address: str) -> Any:
        name = address.removeprefix("local://")
        file = next(place / name for place in places if (place / name).is_file())
        return referencing.jsonschema.DRAFT7.create_resource(read(file.parent, file.name))

    newest = max((places[0] / "records").glob("record-v*.json"))
    registry = referencing.Registry(retrieve=retrieve)
    return jsonschema.Draft7Validator({"$ref": f"local://records/{newest.name}"}, registry=registry)


def test_the_schema_of_inveniordm_allows_its_record(folder: Path) -> None:
    validator = rdm_validator()
    record = read(folder, "inveniordm.json")
    assert [error.message for error in validator.iter_errors(record)] == []
    assert {"resource_type", "creators", "title", "publication_date"} <= set(record["metadata"])
    record["metadata"]["licence"] = record["metadata"].pop("rights")
    assert not validator.is_valid(record)


def test_inveniordm_knows_each_word_of_its_record(folder: Path) -> None:
    words = place_of("invenio_rdm_records") / "fixtures" / "data" / "vocabularies"

    def known(name: str) -> set[str]:
        lines = (words / name).read_text(encoding="utf-8").splitlines()
        return {line.partition("id: ")[2] for line in lines} | {line.partition(",")[0] for line in lines}

    said = read(folder, "inveniordm.json")["metadata"]
    assert said["resource_type"]["id"] in known("resource_types.yaml")
    assert {right["id"] for right in said["rights"]} <= known("licenses.csv")
    assert {each["type"]["id"] for each in said["dates"]} <= known("date_types.yaml")
    assert {each["type"]["id"] for each in said["additional_descriptions"]} <= known("description_types.yaml")
    assert {each["relation_type"]["id"] for each in said["related_identifiers"]} <= known(
        "relation_types.yaml"
    )
    assert "Other" not in known("date_types.yaml")


# --- Web Annotations


# The words of the model's context that the record may use: https://www.w3.org/ns/anno.jsonld
OA = "http://www.w3.org/ns/oa#"
ANNOTATION = {
    "oa": OA,
    "schema": "http://schema.org/",
    "as": "http://www.w3.org/ns/activitystreams#",
    "id": "@id",
    "type": "@type",
    "items": {"@id": "as:items", "@container": "@list", "@type": "@id"},
    "AnnotationCollection": "as:OrderedCollection",
    "AnnotationPage": "as:OrderedCollectionPage",
    "Organization": "http://xmlns.com/foaf/0.1/Organization",
    "name": "http://xmlns.com/foaf/0.1/name",
    "first": {"@id": "as:first", "@type": "@id"},
    "total": "as:totalItems",
    "startIndex": "as:startIndex",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    **{
        word: {"@id": f"http://purl.org/dc/terms/{word}", "@type": "@id"}
        for word in ("creator", "rights", "conformsTo")
    },
    **{
        word: f"oa:{word}"
        for word in ("start", "end", "exact", "Annotation", "SpecificResource", "TextualBody")
    },
    **{word: f"oa:{word}" for word in ("FragmentSelector", "TextPositionSelector", "TextQuoteSelector")},
    **{word: f"oa:{word}" for word in ("describing", "tagging")},
    **{
        word: {"@id": f"oa:has{word.title()}", "@type": "@id"}
        for word in ("body", "target", "source", "selector", "state")
    },
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
}


def words_in(value: Any) -> set[str]:
    """The keys and types of a record at any depth."""
    if isinstance(value, list):
        return set().union(*map(words_in, value))
    if not isinstance(value, dict):
        return set()
    return {*value, value.get("type", "type")} | set().union(*map(words_in, value.values()))


def test_the_evidence_means_what_the_model_of_annotations_says(folder: Path) -> None:
    record = read(folder, "evidence.jsonld")
    assert record["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert {word for word in words_in(record) - {"@context"} if ":" not in word} <= set(ANNOTATION)
    rows = load("evidence", "records")
    (collection,) = has("pyld.jsonld").expand(
        record | {"@context": ANNOTATION}, {"base": "https://example.org/evidence.jsonld"}
    )
    (page,) = collection["http://www.w3.org/ns/activitystreams#first"]
    (items,) = page["http://www.w3.org/ns/activitystreams#items"]
    for row, item in zip(rows, items["@list"], strict=True):
        (target,) = item[f"{OA}hasTarget"]
        (state,) = target[f"{OA}hasState"]
        position, *quotes = target[f"{OA}hasSelector"]
        assert item["@id"] == f"https://example.org/evidence.jsonld#{row['evidence_id']}"
        assert item["@type"] == [f"{OA}Annotation"]
        assert item[f"{OA}motivatedBy"] == [{"@id": f"{OA}describing"}]
        assert state["http://schema.org/sha256"]
        assert [position[f"{OA}{word}"][0]["@value"] for word in ("start", "end")] == [
            row["start"],
            row["end"],
        ]
        assert [quote[f"{OA}exact"][0]["@value"] for quote in quotes] == [row["quote"]] * bool(row["quote"])


def test_the_days_of_the_records_are_days(folder: Path) -> None:
    """Every form has the day of the release, and none another."""
    day = date.fromisoformat(PACKAGE.descriptor["created"][:10]).isoformat()
    assert read(folder, "schema-org.jsonld")["datePublished"] == day
    assert read(folder, "croissant.json")["datePublished"] == day
    assert read(folder, "inveniordm.json")["metadata"]["publication_date"] == day
