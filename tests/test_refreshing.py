"""Refreshing a package: canonical files, current hashes and counts, and no change when anything is wrong."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from conftest import posix
from sirte_dataset import files
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import DataError, UsageError
from sirte_dataset.hashes import content
from sirte_dataset.refreshing import canonical_csv, refresh, stale
from sirte_dataset.schemas import parse_schema

ROOT = Path(__file__).resolve().parents[1]

SHIPS = "ship_id,name,tons\nS001,Alma,120\nS002,Brig,80\nS010,Cora,95\n"
KEYS = "bytes, hash, x-rows, x-schema-hash"
PORTS = "port_id,name\np_one,North pier\np_two,South pier\n"


def schema_document(name: str, *columns: str) -> dict[str, Any]:
    fields = [{"name": column, "type": "string"} for column in columns]
    return {"name": name, "fields": fields, "primaryKey": [columns[0]], "missingValues": [""]}


def write_json(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """An invented package of two tables, written by hand and never refreshed."""
    tables = {"ships": (SHIPS, ("ship_id", "name", "tons")), "ports": (PORTS, ("port_id", "name"))}
    for folder in ("data", "schemas"):
        (tmp_path / folder).mkdir()
    for name, (text, columns) in tables.items():
        (tmp_path / "data" / f"{name}.csv").write_bytes(text.encode())
        write_json(tmp_path / "schemas" / f"{name}.json", schema_document(name, *columns))
    write_json(
        tmp_path / "datapackage.json",
        {
            "name": "harbour",
            "version": "1.2.3",
            "created": "2031-05-06T00:00:00Z",
            "title": "Häfen",
            "resources": [
                {"name": name, "path": f"data/{name}.csv", "schema": f"schemas/{name}.json"}
                for name in tables
            ],
        },
    )
    return tmp_path


@pytest.fixture
def current(package: Path) -> Path:
    refresh(package)
    return package


def contents(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


def descriptor(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return document


# The package of this repository


def test_the_derived_parts_of_this_package_are_current() -> None:
    assert stale(ROOT) == [], "run: sirte refresh"


# What refreshing does


def test_refreshing_records_size_hash_and_rows_of_every_table(package: Path) -> None:
    assert refresh(package) == [f"datapackage.json: ships ({KEYS}), ports ({KEYS})"]
    for resource, text in zip(descriptor(package)["resources"], (SHIPS, PORTS), strict=True):
        content = text.encode()
        assert (package / resource["path"]).read_bytes() == content
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["x-rows"] == text.count("\n") - 1


def test_refreshing_leaves_the_rest_of_the_descriptor_as_it_was(package: Path) -> None:
    before = descriptor(package)
    refresh(package)
    after = descriptor(package)
    for resource in after["resources"]:
        for key in ("bytes", "hash", "x-rows", "x-schema-hash"):
            del resource[key]
    del after["x-content"]
    assert json.dumps(after) == json.dumps(before)
    assert "Häfen" in (package / "datapackage.json").read_text(encoding="utf-8")


def test_refreshing_a_second_time_changes_nothing(current: Path) -> None:
    before = contents(current)
    assert stale(current) == []
    assert refresh(current) == []
    assert contents(current) == before


def test_a_package_that_is_already_open_is_read_anew(package: Path) -> None:
    opened = open_package(package)
    assert refresh(package)
    assert stale(opened) == []


def test_looking_for_what_is_stale_writes_nothing(package: Path) -> None:
    (package / "data" / "ships.csv").write_bytes(SHIPS.replace("\n", "\r\n").encode())
    before = contents(package)
    assert stale(package) == [
        "data/ships.csv: canonical form",
        f"datapackage.json: ships ({KEYS}), ports ({KEYS})",
    ]
    assert contents(package) == before


def test_the_mode_of_a_rewritten_file_is_kept(package: Path) -> None:
    (package / "datapackage.json").chmod(0o640)
    refresh(package)
    assert (package / "datapackage.json").stat().st_mode & 0o777 == 0o640


# What counts as stale


@pytest.mark.parametrize("table", ["ships", "ports"])
def test_a_changed_byte_makes_the_hash_stale(current: Path, table: str) -> None:
    file = current / "data" / f"{table}.csv"
    file.write_bytes(file.read_bytes()[:-2] + b"x\n")
    assert stale(current) == [f"datapackage.json: {table} (hash)"]


def test_an_added_row_makes_size_hash_and_count_stale(current: Path) -> None:
    with (current / "data" / "ports.csv").open("ab") as file:
        file.write(b"p_zed,Mole\n")
    assert stale(current) == ["datapackage.json: ports (bytes, hash, x-rows 2 -> 3)"]


def test_a_file_that_lost_its_end_shows_in_the_row_count(current: Path) -> None:
    (current / "data" / "ships.csv").write_bytes(SHIPS[: SHIPS.index("S010")].encode())
    assert stale(current) == ["datapackage.json: ships (bytes, hash, x-rows 3 -> 2)"]


@pytest.mark.parametrize(
    ("key", "value"), [("bytes", 1), ("hash", "sha256:00"), ("hash", None), ("x-rows", 0)]
)
def test_a_wrong_entry_in_the_descriptor_is_stale(current: Path, key: str, value: object) -> None:
    document = descriptor(current)
    document["resources"][0][key] = value
    write_json(current / "datapackage.json", document)
    expected = "x-rows 0 -> 3" if key == "x-rows" else key
    assert stale(current) == [f"datapackage.json: ships ({expected})"]


# The canonical form


@pytest.mark.parametrize(
    ("habit", "text"),
    [
        ("Windows line ends", SHIPS.replace("\n", "\r\n")),
        ("a byte order mark", "\ufeff" + SHIPS),
        (
            "quotes everywhere",
            '"ship_id","name","tons"\n"S001","Alma","120"\n"S002","Brig","80"\n"S010","Cora","95"\n',
        ),
        ("rows in another order", "ship_id,name,tons\nS010,Cora,95\nS001,Alma,120\nS002,Brig,80\n"),
        ("columns in another order", "tons,ship_id,name\n120,S001,Alma\n80,S002,Brig\n95,S010,Cora\n"),
        ("no line end at the end", SHIPS.rstrip("\n")),
        ("blank lines", SHIPS.replace("S002", "\nS002") + "\n\n"),
    ],
)
def test_what_editors_do_to_a_file_is_undone(current: Path, habit: str, text: str) -> None:
    before = contents(current)
    (current / "data" / "ships.csv").write_bytes(text.encode())
    assert stale(current) == ["data/ships.csv: canonical form"], habit
    assert refresh(current) == ["data/ships.csv: canonical form"], habit
    assert contents(current) == before, habit


def test_commas_quotes_and_line_breaks_inside_a_cell_are_kept() -> None:
    schema = parse_schema("notes", schema_document("notes", "id", "note"))
    content = b'id,note\r\nb,"one\r\ntwo"\r\na,"say ""so"", then"\r\n'
    assert canonical_csv(content, schema, "notes.csv") == (
        b'id,note\na,"say ""so"", then"\nb,"one\ntwo"\n',
        2,
    )


def test_a_line_break_of_old_macs_inside_a_cell_becomes_a_line_feed() -> None:
    schema = parse_schema("notes", schema_document("notes", "id", "note"))
    assert canonical_csv(b'id,note\na,"one\rtwo"\n', schema, "notes.csv") == (b'id,note\na,"one\ntwo"\n', 1)


def test_rows_are_sorted_by_the_primary_key_wherever_it_stands() -> None:
    document = schema_document("notes", "note", "id") | {"primaryKey": ["id"]}
    schema = parse_schema("notes", document)
    content = b"note,id\na,2\nb,10\nc,1\n"
    assert canonical_csv(content, schema, "notes.csv") == (b"note,id\nc,1\nb,10\na,2\n", 3)


def test_rows_of_one_key_keep_a_settled_order() -> None:
    schema = parse_schema("notes", schema_document("notes", "id", "note"))
    one, other = b"id,note\na,x\na,y\n", b"id,note\na,y\na,x\n"
    assert canonical_csv(one, schema, "notes.csv") == canonical_csv(other, schema, "notes.csv")


cells = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\0"), max_size=12)


@given(st.lists(st.tuples(cells, cells), max_size=8))
def test_the_canonical_form_is_its_own_and_loses_no_cell(rows: list[tuple[str, str]]) -> None:
    schema = parse_schema("notes", schema_document("notes", "id", "note"))
    text = "".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) + "\n" for row in rows)
    content, count = canonical_csv(b"id,note\n" + text.encode(), schema, "notes.csv")
    assert count == len(rows)
    assert canonical_csv(content, schema, "notes.csv") == (content, count)
    assert read_cells(content) == sorted(rows)


def read_cells(content: bytes) -> list[tuple[str, ...]]:
    """A reader of our own, so that the writer is not checked with its own tools."""

    def split(text: str) -> Iterator[list[str]]:
        row, cell, quoted, position = [], "", False, 0
        while position < len(text):
            here = text[position]
            if quoted and text.startswith('""', position):
                cell, position = cell + '"', position + 1
            elif here == '"':
                quoted = not quoted
            elif not quoted and here in ",\n":
                row, cell = [*row, cell], ""
                if here == "\n":
                    yield row
                    row = []
            else:
                cell += here
            position += 1

    return [tuple(row) for row in split(content.decode())][1:]


# Bad input


@pytest.mark.parametrize(
    ("content", "row", "part"),
    [
        (b"", 1, "The file is empty"),
        (b"\n" + SHIPS.encode(), 1, "The file is empty"),
        (SHIPS.replace("Brig", "Br\u00efg").encode("latin-1"), 3, "not UTF-8"),
        (SHIPS.encode("utf-16"), 1, "not UTF-8"),
        (SHIPS.encode()[:-4], 4, "Expected 3 cells, found 2"),
        (SHIPS.replace("Alma", "Al,ma").encode(), 2, "Expected 3 cells, found 4"),
        (SHIPS.replace("Cora", '"Cora').encode(), 4, "The row cannot be read"),
        (SHIPS.replace("Alma", '"Al"ma').encode(), 2, "The row cannot be read"),
        (SHIPS.replace("S002", "\nS002").replace("Cora", "Co,ra").encode(), 5, "Expected 3 cells, found 4"),
        (SHIPS.replace("Cora", "Co\0ra").encode(), 4, "A NUL character"),
        (SHIPS.replace(",tons", "").encode(), 1, "lacks tons; expected ship_id,name,tons"),
        (SHIPS.replace("tons", "tons,crew").encode(), 1, "has the unknown crew"),
        (SHIPS.replace("tons", "tons,name").encode(), 1, "has twice name"),
        (SHIPS.replace(",", ";").encode(), 1, "separated by semicolons"),
    ],
)
def test_a_bad_file_is_named_with_its_row_and_nothing_is_written(
    package: Path, content: bytes, row: int, part: str
) -> None:
    (package / "data" / "ports.csv").write_bytes(b"\xef\xbb\xbf" + PORTS.encode())
    (package / "data" / "ships.csv").write_bytes(content)
    before = contents(package)
    for function in (stale, refresh):
        with pytest.raises(DataError) as error:
            function(package)
        assert (error.value.file, error.value.row) == ("data/ships.csv", row)
        assert part in str(error.value)
    assert contents(package) == before


def test_a_missing_file_is_named_and_nothing_is_written(package: Path) -> None:
    (package / "data" / "ships.csv").write_bytes(SHIPS.replace("\n", "\r\n").encode())
    (package / "data" / "ports.csv").unlink()
    before = contents(package)
    with pytest.raises(DataError, match=r"data/ports\.csv: The file is missing"):
        refresh(package)
    assert contents(package) == before


def test_when_one_file_cannot_be_staged_none_is_replaced(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (package / "data" / "ships.csv").write_bytes(SHIPS.replace("\n", "\r\n").encode())
    before = contents(package)
    fill = files._fill

    def full_disk(file: Path, content: bytes) -> None:
        fill(file, content)
        if file.name.startswith(".datapackage.json"):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_fill", full_disk)
    with pytest.raises(UsageError, match="No space left on device"):
        refresh(package)
    assert contents(package) == before


def test_a_failed_replacement_leaves_no_temporary_file(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(package)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UsageError, match="Permission denied"):
        refresh(package)
    assert contents(package) == before


# The citation file


CITED = {
    "description": "Ships and ports.",
    "contributors": [{"title": "The harbour office"}],
    "licenses": [{"name": "CC0-1.0"}],
    "keywords": ["ships"],
}
OLD = "cff-version: 1.2.0\ntitle: Harbour\nversion: 1.0.0\n"


@pytest.fixture
def cited(current: Path) -> Path:
    """A package whose descriptor says all that a citation does, with the citation file of an older one."""
    write_json(current / "datapackage.json", descriptor(current) | CITED)
    (current / "CITATION.cff").write_text(OLD, encoding="utf-8")
    return current


def test_the_citation_file_becomes_the_citation_of_the_package_that_is_refreshed(cited: Path) -> None:
    assert stale(cited) == ["CITATION.cff: the citation"]
    assert refresh(cited) == ["CITATION.cff: the citation"]
    assert yaml.safe_load((cited / "CITATION.cff").read_text(encoding="utf-8")) == {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": "Häfen",
        "abstract": "Ships and ports.",
        "authors": [{"name": "The harbour office"}],
        "version": "1.2.3",
        "date-released": "2031-05-06",
        "license": "CC0-1.0",
        "keywords": ["ships"],
        "identifiers": [
            {
                "type": "other",
                "value": content(open_package(cited)),
                "description": "The content of data and schema files, computed as docs/versions.md tells.",
            }
        ],
    }
    assert stale(cited) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("version", "2.0.0"), ("created", "2032-01-01T00:00:00Z"), ("title", "Piers"), ("keywords", ["boats"])],
)
def test_a_change_in_the_descriptor_makes_the_citation_stale(cited: Path, key: str, value: object) -> None:
    refresh(cited)
    write_json(cited / "datapackage.json", descriptor(cited) | {key: value})
    assert stale(cited) == ["CITATION.cff: the citation"]


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("version", None, "needs the key 'version'"),
        ("created", None, "needs the key 'created'"),
        ("created", "soon", "needs a day in 'created'"),
        ("licenses", [], "'licenses', 'keywords' as lists"),
        ("contributors", [{"path": "https://example.org"}], "needs the key 'title'"),
        ("keywords", 3, "'licenses', 'keywords' as lists"),
    ],
)
def test_a_descriptor_that_does_not_say_enough_leaves_the_citation_alone(
    cited: Path, key: str, value: object, complaint: str
) -> None:
    document = descriptor(cited) | {key: value}
    write_json(cited / "datapackage.json", {k: v for k, v in document.items() if v is not None})
    before = contents(cited)
    with pytest.raises(DataError, match=f"^datapackage.json: A citation .*{complaint}"):
        refresh(cited)
    assert contents(cited) == before


def test_a_package_without_a_citation_is_left_without_one(current: Path) -> None:
    assert not (current / "CITATION.cff").exists()


# Links and pipes


@posix
@pytest.mark.parametrize("name", ["CITATION.cff", "datapackage.json", "data/ships.csv", "schemas/ships.json"])
def test_what_a_link_leads_to_outside_is_not_taken_into_the_package(
    cited: Path, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "file"
    (cited / name).rename(outside)
    (cited / name).symlink_to(outside)
    write_json((cited / "datapackage.json").resolve(), descriptor(cited) | {"title": "Piers"})
    with (cited / "data" / "ports.csv").open("ab") as file:
        file.write(b"p_zed,Mole\n")
    before = outside.read_bytes()
    for function in (stale, refresh):
        with pytest.raises(DataError, match=r"(lies outside|leads out of) the package"):
            function(cited)
    assert (cited / name).is_symlink()
    assert outside.read_bytes() == before


@posix
def test_a_citation_file_that_is_a_loop_of_links_is_refused(cited: Path) -> None:
    (cited / "CITATION.cff").unlink()
    (cited / "CITATION.cff").symlink_to("CITATION.cff")
    with pytest.raises(DataError, match=r"^CITATION\.cff: The file (lies outside|cannot be read)"):
        refresh(cited)


@posix
@pytest.mark.parametrize("name", ["CITATION.cff", "datapackage.json", "data/ships.csv", "schemas/ships.json"])
def test_a_pipe_in_place_of_a_file_is_refused_and_not_waited_for(
    cited: Path, name: str, in_time: None
) -> None:
    (cited / name).unlink()
    os.mkfifo(cited / name)
    for function in (stale, refresh):
        with pytest.raises(DataError, match="no plain file"):
            function(cited)
