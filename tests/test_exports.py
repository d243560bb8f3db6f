"""The exports, each read back by its own reader: the values, blanks, types, keys and labels of the tables."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner

from invented_package import write_invented
from sirte_dataset.analysis.ready import load, overview, ready_schema
from sirte_dataset.citation import cite
from sirte_dataset.cli import app, options
from sirte_dataset.descriptor import Package, open_package
from sirte_dataset.errors import DataError, MissingExtra, UsageError
from sirte_dataset.exports import FORMATS, export
from sirte_dataset.exports.labelled import SPSS, STATA
from sirte_dataset.exports.tables import about, fitting
from sirte_dataset.schemas import Field, table_schema

duckdb = pytest.importorskip("duckdb")
openpyxl = pytest.importorskip("openpyxl")
pyreadstat = pytest.importorskip("pyreadstat")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
pd = pytest.importorskip("pandas")

Rows = list[dict[str, Any]]

# --- a package with whatever is awkward: names, blanks throughout, texts that look like something else

LONG_NAME = "a_column_whose_name_has_forty_characters"
LONG_TABLE = "notes_on_oddities_in_a_long_name_indeed"
FIELDS: list[tuple[str, str, list[str]]] = [
    ("oddity_id", "string", ["O1", "O2", "O3"]),
    ("part_of", "string", ["O3", "", "O2"]),  # each stands after one that refers to it
    ("if", "string", ["=1+1", "1-2", "  padded"]),
    ("with", "string", ["b c", "", "ß"]),
    (LONG_NAME, "string", ['say "so",\nthen', "2016-05-12", "Straße Ω شارع"]),
    ("_n", "integer", ["7", "", "-3000000000"]),
    ("1st day", "date", ["1066-10-14", "2031-02-28", ""]),
    ("all", "boolean", ["true", "", "false"]),
    ("größe", "number", ["0.1", "1e-05", ""]),
    ("long_text", "string", ["x" * 5000, "é" * 2050, "00123"]),
    ("blank_text", "string", ["", "", ""]),
    ("blank_code", "string", ["", "", ""]),
    ("blank_integer", "integer", ["", "", ""]),
    ("blank_number", "number", ["", "", ""]),
    ("blank_boolean", "boolean", ["", "", ""]),
    ("blank_date", "date", ["", "", ""]),
]
CODES = {"with": {"ß": "Sharp.", "b c": 'It\'s "two" words.'}, "blank_code": {"never": "Never used."}}


def awkward_package(folder: Path) -> Path:
    """A package of two tables, the first of which refers to the second."""
    fields = [
        {"name": name, "title": f"Title of {name}", "description": f"What `{name}` holds.", "type": type_}
        for name, type_, _ in FIELDS
    ]
    for field in fields:
        if codes := CODES.get(str(field["name"])):
            field |= {"constraints": {"enum": [*codes]}, "x-meanings": codes}
    fields[0]["constraints"] = {"required": True}
    own = {"fields": "part_of", "reference": {"fields": "oddity_id"}}
    oddities = {"title": "Oddities", "fields": fields, "primaryKey": "oddity_id", "foreignKeys": [own]}
    notes = {
        "title": "It's notes",
        "fields": [{"name": name, "type": "string"} for name in ("note_id", "oddity_id")],
        "primaryKey": "note_id",
        "foreignKeys": [
            {"fields": "oddity_id", "reference": {"resource": "oddities", "fields": "oddity_id"}}
        ],
    }
    columns = [name for name, _, _ in FIELDS]
    rows = list(zip(*(cells for _, _, cells in FIELDS), strict=True))
    write_table(folder, LONG_TABLE, notes, ["note_id", "oddity_id"], [("N1", "O2"), ("N2", "")])
    write_table(folder, "oddities", oddities, columns, rows)
    resources = [
        {"name": name, "path": f"{name}.csv", "schema": f"{name}.json"} for name in (LONG_TABLE, "oddities")
    ]
    descriptor = {
        "name": "odd",
        "version": "1.0.0",
        "created": "2031-05-06T00:00:00Z",
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def write_table(folder: Path, name: str, schema: dict[str, Any], columns: list[str], rows: list[Any]) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(schema), encoding="utf-8")
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


def change_schema(folder: Path, table: str, **keys: object) -> None:
    path = folder / f"{table}.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **keys}), encoding="utf-8")


@pytest.fixture
def awkward(tmp_path: Path) -> Path:
    return awkward_package(tmp_path / "awkward")


@dataclass(eq=False)
class Exported:
    """A package with the exports of it, each made when it is first asked for."""

    package: Package
    parent: Path

    def folder(self, form: str) -> Path:
        target = self.parent / form
        if not target.exists():
            export(target, form, self.package)
        return target

    @cached_property
    def names(self) -> list[str]:
        """Tables and views."""
        return [row["name"] for row in overview(self.package)]

    @cache  # noqa: B019
    def records(self, name: str) -> Rows:
        return load(name, "records", self.package)

    def fields(self, name: str) -> tuple[Field, ...]:
        return ready_schema(name, self.package).fields


@pytest.fixture(scope="module", params=["the dataset", "the invented package", "the awkward package"])
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    parent = tmp_path_factory.mktemp("exports")
    folders: dict[str, Callable[[], Path | None]] = {
        "the dataset": lambda: None,
        "the invented package": lambda: write_invented(parent / "package"),
        "the awkward package": lambda: awkward_package(parent / "package"),
    }
    return Exported(open_package(folders[request.param]()), parent)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    parent = tmp_path_factory.mktemp("odd")
    return Exported(open_package(awkward_package(parent / "package")), parent)


# --- Parquet


def column_types(table: Any) -> list[tuple[str, Any]]:
    """The type of each column, a code's apart from how its indices are counted."""
    types = ((field.name, field.type) for field in table.schema)
    return [(name, pa.types.is_dictionary(type_) or type_) for name, type_ in types]


def test_parquet_gives_back_each_table_with_its_types(exported: Exported) -> None:
    for name in exported.names:
        table = pq.read_table(exported.folder("parquet") / f"{name}.parquet")
        expected = load(name, "pyarrow", exported.package)
        assert table.to_pylist() == exported.records(name)
        assert column_types(table) == column_types(expected)
        assert pd.read_parquet(exported.folder("parquet") / f"{name}.parquet").equals(expected.to_pandas())


def test_parquet_says_what_the_schemas_say(odd: Exported) -> None:
    schema = pq.read_schema(odd.folder("parquet") / "oddities.parquet")
    said = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    assert said["table_title"] == "Oddities"
    assert said["version"] == "1.0.0"
    assert json.loads(said["primary_key"]) == ["oddity_id"]
    assert json.loads(said["foreign_keys"]) == [
        {"fields": ["part_of"], "reference": {"resource": "oddities", "fields": ["oddity_id"]}}
    ]
    column = schema.field("with").metadata
    assert column[b"description"] == b"What with holds."
    assert column[b"codes"].decode() == 'ß = Sharp.\nb c = It\'s "two" words.'


# --- DuckDB


def database(exported: Exported) -> Any:
    return duckdb.connect(str(exported.folder("duckdb") / "sirte.duckdb"), read_only=True)


def test_duckdb_gives_back_each_table_with_its_types(exported: Exported) -> None:
    types = {
        "string": "VARCHAR",
        "integer": "BIGINT",
        "number": "DOUBLE",
        "boolean": "BOOLEAN",
        "date": "DATE",
    }
    with database(exported) as connection:
        for name in exported.names:
            schema = ready_schema(name, exported.package)
            order = ", ".join(f'"{column}"' for column in schema.primary_key)
            cursor = connection.execute(f'SELECT * FROM "{name}" ORDER BY {order}')
            rows = [dict(zip(schema.names, row, strict=True)) for row in cursor.fetchall()]
            assert rows == sorted(
                exported.records(name), key=lambda row: [str(row[column]) for column in schema.primary_key]
            )
            described = connection.execute(f'DESCRIBE "{name}"').fetchall()
            assert [(column, type_.partition("(")[0]) for column, type_, *_ in described] == [
                (field.name, "ENUM" if field.enum else types[field.type]) for field in schema.fields
            ]


def test_duckdb_has_every_key_and_a_comment_for_every_column(exported: Exported) -> None:
    schemas = [ready_schema(name, exported.package) for name in exported.names]
    with database(exported) as connection:
        kinds = connection.execute(
            "SELECT table_name, constraint_type, constraint_column_names FROM duckdb_constraints()"
        ).fetchall()
        for schema in schemas:
            assert (schema.name, "PRIMARY KEY", list(schema.primary_key)) in kinds
            for key in schema.foreign_keys:
                assert (schema.name, "FOREIGN KEY", list(key.fields)) in kinds
        query = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ?"
        for schema in schemas:
            comments = dict(connection.execute(query, [schema.name]).fetchall())
            for field in schema.fields:
                assert comments[field.name].startswith(field.description.replace("`", ""))
                assert all(f"{code} = " in comments[field.name] for code in field.enum)


def test_duckdb_comments_on_the_tables_and_tells_what_the_whole_is(odd: Exported) -> None:
    with database(odd) as connection:
        comments = dict(connection.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
        assert comments[LONG_TABLE].startswith("It's notes.")
        assert dict(connection.execute("FROM about").fetchall())["version"] == "1.0.0"


def test_an_older_duckdb_can_read_the_file(odd: Exported) -> None:
    with database(odd) as connection:
        (tags,) = connection.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchone()
    assert tags["storage_version"].startswith("v1.0.0")


@pytest.mark.parametrize("part_of", ["O9", "O1"])
def test_a_row_that_refers_to_none_or_in_a_circle_is_refused(
    awkward: Path, tmp_path: Path, part_of: str
) -> None:
    table = awkward / "oddities.csv"
    table.write_text(table.read_text("utf-8").replace("\nO2,,", f"\nO2,{part_of},"), encoding="utf-8")
    with pytest.raises(
        DataError, match=r"DuckDB refuses the table 'oddities'.*foreign key.*`sirte validate`"
    ):
        export(tmp_path / "out", "duckdb", awkward)
    assert not (tmp_path / "out").exists()


def test_tables_that_refer_to_each_other_in_a_circle_are_refused(awkward: Path, tmp_path: Path) -> None:
    key = {"fields": "part_of", "reference": {"resource": LONG_TABLE, "fields": "note_id"}}
    change_schema(awkward, "oddities", foreignKeys=[key])
    with pytest.raises(UsageError, match=r"in a circle \(.*oddities"):
        export(tmp_path / "out", "duckdb", awkward)


# --- Excel


@cache
def sheets(exported: Exported) -> Any:
    return openpyxl.load_workbook(exported.folder("xlsx") / "sirte.xlsx")


def plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def test_excel_gives_back_each_table(exported: Exported) -> None:
    book = sheets(exported)
    assert book.sheetnames[0] == "about"
    assert book.sheetnames[-1] == "codebook"
    for name, title in zip(exported.names, book.sheetnames[1:-1], strict=True):
        header, *rows = ([plain(cell) for cell in row] for row in book[title].values)
        found = [dict(zip(header, row, strict=True)) for row in rows]
        assert found == [
            {key: as_excel_counts(value) for key, value in row.items()} for row in exported.records(name)
        ]


def as_excel_counts(value: Any) -> Any:
    """Days before March 1900, which Excel miscounts, are text."""
    return value.isoformat() if isinstance(value, date) and value < date(1900, 3, 1) else value


def test_no_text_in_excel_is_a_formula_a_date_or_a_number(exported: Exported) -> None:
    for sheet in sheets(exported):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    assert (cell.data_type, cell.number_format) == ("s", "@")
                elif isinstance(cell.value, datetime):
                    assert (cell.data_type, cell.number_format) == ("d", "yyyy-mm-dd")
                elif cell.value is not None:
                    assert cell.data_type in ("n", "b")
    with zipfile.ZipFile(exported.folder("xlsx") / "sirte.xlsx") as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]


def test_the_sheets_can_be_read_and_filtered(odd: Exported) -> None:
    for sheet in sheets(odd):
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions


def test_a_long_table_name_is_cut_and_listed(odd: Exported) -> None:
    book = sheets(odd)
    told = dict(book["about"].iter_rows(min_row=2, values_only=True))
    assert told[f"sheet {LONG_TABLE[:31]}"] == f"{LONG_TABLE}: It's notes"
    assert "no column may be added up" in told["warning"]


def test_how_to_cite_is_told_where_the_package_says_it(odd: Exported) -> None:
    assert about(open_package())["how_to_cite"] == cite()
    assert "how_to_cite" not in about(odd.package)


def test_the_workbook_explains_every_column(exported: Exported) -> None:
    header, *rows = sheets(exported)["codebook"].values
    columns = [field.name for name in exported.names for field in exported.fields(name)]
    assert [row[header.index("column")] for row in rows] == columns


@pytest.mark.parametrize("text", ["x" * 32768, "a\x07b"])
def test_what_excel_cannot_hold_is_refused(awkward: Path, tmp_path: Path, text: str) -> None:
    table = awkward / "oddities.csv"
    table.write_text(table.read_text("utf-8").replace("00123", text), encoding="utf-8")
    with pytest.raises(DataError, match=r"sheet oddities, row 4: Excel cannot hold the text"):
        export(tmp_path / "out", "xlsx", awkward)


# --- Stata and SPSS


def variables(exported: Exported, form: str) -> dict[str, dict[str, str]]:
    """For each file the column of each variable."""
    found: dict[str, dict[str, str]] = {}
    with (exported.folder(form) / f"{form}_variables.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["file"], {})[row["variable"]] = row["column"]
    return found


def read_labelled(exported: Exported, form: str, name: str) -> tuple[Any, Any]:
    if form == "stata":
        return pyreadstat.read_dta(str(exported.folder(form) / f"{name}.dta"), apply_value_formats=True)
    return pyreadstat.read_sav(str(exported.folder(form) / f"{name}.sav"), apply_value_formats=True)


def as_typed(field: Field, value: Any) -> Any:
    """A value as these programs hold it, in the type of its column."""
    if pd.isna(value) or value == "":
        return None
    if field.type == "boolean":
        return {"true": True, "false": False}[value]
    return int(value) if field.type == "integer" else value


@pytest.mark.parametrize("form", ["stata", "spss"])
def test_stata_and_spss_give_back_each_table(exported: Exported, form: str) -> None:
    suffix = {"stata": "dta", "spss": "sav"}[form]
    for name in exported.names:
        frame, _ = read_labelled(exported, form, name)
        columns = variables(exported, form)[f"{name}.{suffix}"]
        assert list(frame.columns) == list(columns)
        fields = {field.name: field for field in exported.fields(name)}
        found = [
            {columns[key]: as_typed(fields[columns[key]], value) for key, value in row.items()}
            for row in frame.astype(object).to_dict("records")
        ]
        assert found == exported.records(name)


@pytest.mark.parametrize("form", ["stata", "spss"])
def test_types_and_labels_are_those_of_the_schema_even_where_all_is_blank(odd: Exported, form: str) -> None:
    _, meta = read_labelled(odd, form, "oddities")
    suffix = {"stata": "dta", "spss": "sav"}[form]
    columns = variables(odd, form)[f"oddities.{suffix}"]
    days = {"stata": "%td", "spss": "SDATE10"}[form]
    for variable, field in zip(columns, odd.fields("oddities"), strict=True):
        assert meta.column_names_to_labels[variable] == field.title
        is_text = meta.readstat_variable_types[variable] == "string"
        assert is_text == (field.type == "string" and not field.enum), variable
        assert (meta.original_variable_types[variable] == days) == (field.type == "date")
        flags = {0: "false", 1: "true"} if field.type == "boolean" else {}
        assert meta.variable_value_labels.get(variable, {}) == {**dict(enumerate(field.enum, 1)), **flags}
    assert "odd 1.0.0" in meta.file_label


def test_pandas_reads_the_same_from_the_stata_files(exported: Exported) -> None:
    for name in exported.names:
        frame = pd.read_stata(exported.folder("stata") / f"{name}.dta")
        found = frame.astype(object).map(plain).to_numpy().tolist()
        fields = exported.fields(name)
        assert [
            [as_typed(field, value) for field, value in zip(fields, row, strict=True)] for row in found
        ] == [list(row.values()) for row in exported.records(name)]


def test_every_edition_from_stata_14_on_reads_the_files(odd: Exported) -> None:
    assert b"<release>118</release>" in (odd.folder("stata") / "oddities.dta").read_bytes()[:100]


@pytest.mark.parametrize(
    ("form", "changed"),
    [
        ("stata", {"if": "v_if", "with": "v_with", "_n": "v_n", LONG_NAME: LONG_NAME[:32]}),
        ("spss", {"all": "v_all", "with": "v_with", "_n": "v_n"}),
    ],
)
def test_a_name_that_is_not_allowed_is_changed_and_listed(
    odd: Exported, form: str, changed: dict[str, str]
) -> None:
    (columns,) = (found for file, found in variables(odd, form).items() if file.startswith("oddities"))
    always = {"1st day": "v_1st_day", "größe": "gr__e"}
    assert {column: name for name, column in columns.items() if column != name} == {**always, **changed}


@pytest.mark.parametrize("program", [STATA, SPSS], ids=lambda program: program.name)
def test_names_stay_apart_whatever_is_cut_or_replaced(program: Any) -> None:
    long = "x" * program.longest
    names = ["a b", "a_b", "A_B", "a-b", long, long + "y", long + "z", "with", "v_with", "", "__"]
    found = fitting(names, program.longest, program.reserved)
    assert list(found) == names
    assert len({name.lower() for name in found.values()}) == len(names)
    assert all(len(name) <= program.longest and name.isidentifier() for name in found.values())
    assert {name for name in names if found[name] == name} == {"a_b", long, "v_with"}


@pytest.mark.parametrize(("program", "write"), [(STATA, "write_dta"), (SPSS, "write_sav")])
def test_what_the_writer_refuses_is_not_offered_to_it(program: Any, write: str, tmp_path: Path) -> None:
    refused = "_all _b byte _coef _cons double float if in int long _n _N _pi _pred _rc _skip str1 str2045"
    refused += " strL using with ALL AND BY EQ GE GT LE LT NE NOT OR TO WITH"
    frame = pd.DataFrame(
        {name: [1.0] for name in fitting(refused.split(), program.longest, program.reserved).values()}
    )
    getattr(pyreadstat, write)(frame, str(tmp_path / "file"))
    assert len(frame.columns) == len(refused.split())


def test_the_list_of_variables_tells_what_the_codes_mean(odd: Exported) -> None:
    with (odd.folder("spss") / "spss_variables.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["variable"]: row["codes"] for row in csv.DictReader(file)}
    assert codes["v_with"] == 'ß = Sharp.\nb c = It\'s "two" words.'
    assert "no column may be added up" in (odd.folder("spss") / "spss_about.txt").read_text("utf-8")


# --- GeoJSON


with_places = pytest.mark.parametrize("exported", ["the dataset", "the invented package"], indirect=True)


def places_on_the_map(exported: Exported) -> dict[str, Any]:
    return json.loads((exported.folder("geojson") / "sirte.geojson").read_text("utf-8"))


@with_places
def test_every_place_is_a_point_or_is_listed_as_unlocated(exported: Exported) -> None:
    document = places_on_the_map(exported)
    places = {row["place_id"]: row for row in exported.records("places")}
    points = {feature["id"]: feature["geometry"] for feature in document["features"]}
    assert document["type"] == "FeatureCollection"
    assert points == {
        name: {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
        for name, row in places.items()
        if row["longitude"] is not None
    }
    assert {place["place_id"] for place in document["unlocated"]} == set(places) - set(points)


@with_places
def test_how_near_a_point_is_stands_beside_it(exported: Exported) -> None:
    document = places_on_the_map(exported)
    positions = {row["place_id"]: row["position"] for row in exported.records("places")}
    told = [feature["properties"] for feature in document["features"]] + document["unlocated"]
    assert {place["place_id"]: place["position"] for place in told} == positions
    assert set(positions.values()) <= set(document["position_codes"])


@with_places
def test_each_place_has_the_claims_about_it(exported: Exported) -> None:
    document = places_on_the_map(exported)
    told = [feature["properties"] for feature in document["features"]] + document["unlocated"]
    found = {(place["place_id"], claim["row_id"]) for place in told for claim in place["claims"]}
    expected = {
        (row["place_id"], row[table_schema(name, exported.package).key])
        for name in ("event_reports", "casualties", "control", "strengths", "strikes")
        for row in exported.records(name)
        if row["place_id"]
    }
    assert found == expected
    assert sum(place["claims_count"] for place in told) == len(expected)


def test_a_package_without_places_has_no_map(awkward: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="lacks the table 'places'"):
        export(tmp_path / "out", "geojson", awkward)


# --- all formats


def test_the_command_offers_every_format() -> None:
    assert get_args(get_args(options.ExportFormat)[0]) == tuple(FORMATS)


def test_the_command_names_the_files_it_wrote(as_own: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["export", str(tmp_path / "out"), "--format", "spss"])
    assert result.exit_code == 0, result.output
    assert sorted(map(Path, result.stdout.splitlines())) == sorted((tmp_path / "out").iterdir())


def test_what_is_there_already_is_left_alone_unless_forced(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "casualties.parquet").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"casualties\.parquet exists already.*--force"):
        export(tmp_path, "parquet", folder)
    assert [file.name for file in tmp_path.glob("*.parquet")] == ["casualties.parquet"]
    export(tmp_path, "parquet", folder, overwrite=True)
    assert pq.read_table(tmp_path / "casualties.parquet").num_rows == len(load("casualties", package=folder))


def test_when_one_file_cannot_be_written_none_is(awkward: Path, tmp_path: Path) -> None:
    (tmp_path / "oddities.dta").mkdir()
    with pytest.raises(UsageError, match=r"oddities\.dta is a folder"):
        export(tmp_path, "stata", awkward, overwrite=True)
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == []


def test_a_file_is_no_folder_for_files(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="out' is a file; give the folder"):
        export(tmp_path / "out", "parquet")


def test_an_unknown_format_gets_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no export format 'parket'\. Did you mean 'parquet'\?"):
        export(tmp_path, "parket")


@pytest.mark.parametrize(
    ("form", "library"),
    [
        *(("parquet", "pyarrow"), ("duckdb", "duckdb"), ("duckdb", "pyarrow")),
        *(("xlsx", "openpyxl"), ("stata", "pyreadstat"), ("spss", "pyreadstat")),
    ],
)
def test_an_absent_library_is_named_by_its_extra(
    form: str, library: str, awkward: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, library, None)
    with pytest.raises(MissingExtra, match=r"sirte-dataset\[export\]"):
        export(tmp_path / "out", form, awkward)
    assert not (tmp_path / "out").exists()
