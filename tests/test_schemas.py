"""What the Table Schemas and the descriptor promise a stranger: wording, codes, keys, patterns.

Each check is a function from the schemas to a list of complaints, so that it can also be shown to complain.
"""

from __future__ import annotations

import csv
import json
import re
import socket
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from sirte_dataset import hashes
from sirte_dataset.schemas import parse_schema

ROOT = Path(__file__).resolve().parents[1]
DESCRIPTOR: dict[str, Any] = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
Schemas = dict[str, dict[str, Any]]
SCHEMAS: Schemas = {
    resource["name"]: json.loads((ROOT / resource["schema"]).read_text(encoding="utf-8"))
    for resource in DESCRIPTOR["resources"]
}

NUMBER = ("low", "best", "high", "scale", "wording", "quantifier")
DATE = ("date_stated", "date", "date_earliest", "date_latest", "date_basis", "date_source_id")
ATTRIBUTION = ("attributed_to", "relayed_by", "confidence")
GROUPS = (NUMBER, DATE, ATTRIBUTION)
SHARED_SINGLY = ("note", "name_kind", "realis", "cumulative", "resource")
# An event's dates are reconciled from its reports, which their descriptions say; all else is the same.
OWN_WORDING = {("events", "date_stated"), ("events", "date")}
# The annotation tables take over a part of a group, or a name with another meaning, in words of their own.
UNLIKE = {
    *(("comparisons", name) for name in ("low", "best", "high", "quantifier", "resource")),
    *(("outside_figures", name) for name in ("low", "best", "high", "quantifier", "date")),
    *(("time_expressions", name) for name in ("wording", "confidence", "date_stated")),
    ("discrepancy_claims", "resource"),
    ("crosswalk_codes", "resource"),
    ("releases", "date"),
}
PARTIAL = {
    "releases": {"date"},
    "comparisons": {"low"},
    "statements": {"relayed_by"},
    "outside_figures": {"low", "date"},
    "time_expressions": {"wording", "date_stated", "confidence"},
}
EVIDENCE_ONLY = {"actor_names", "place_names", "statements", "time_expressions"}
OUTSIDE_IDENTIFIERS = {"ucdp_actor_id"}
# The tables about versions. An identifier is one of a table, and a row may be withdrawn before the release.
LEDGERS = {"withdrawn": ["table", "id"], "releases": ["version"], "released_ids": ["table", "id"]}
UNRELEASED = ("withdrawn", "version")
DAY_OF_RELEASE = ("releases", "date")


def columns(schemas: Schemas) -> list[tuple[str, dict[str, Any]]]:
    return [(table, field) for table, schema in schemas.items() for field in schema["fields"]]


def is_sentence(text: object) -> bool:
    return isinstance(text, str) and bool(re.fullmatch(r"[A-Z`'].*[.]", text)) and len(text.split()) >= 2


# Wording


def columns_without_a_title(schemas: Schemas) -> list[str]:
    return [
        f"{table}.{field['name']}" for table, field in columns(schemas) if not field.get("title", "").strip()
    ]


def descriptions_that_are_no_sentences(schemas: Schemas) -> list[str]:
    bad = [table for table, schema in schemas.items() if not is_sentence(schema.get("description"))]
    return bad + [
        f"{table}.{field['name']}"
        for table, field in columns(schemas)
        if not is_sentence(field.get("description"))
    ]


def optional_columns_silent_about_blank(schemas: Schemas) -> list[str]:
    return [
        f"{table}.{field['name']}"
        for table, field in columns(schemas)
        if not field.get("constraints", {}).get("required") and "blank" not in field["description"].lower()
    ]


def numbers_without_a_unit(schemas: Schemas) -> list[str]:
    return [
        f"{table}.{field['name']}"
        for table, field in columns(schemas)
        if field["type"] in ("integer", "number") and field["name"] != "position" and not field.get("x-unit")
    ]


# Codes


def codes_and_meanings_that_differ(schemas: Schemas) -> list[str]:
    return [
        f"{table}.{field['name']}: {sorted(set(codes) ^ set(meanings))}"
        for table, field in columns(schemas)
        for codes in [field.get("constraints", {}).get("enum", [])]
        for meanings in [field.get("x-meanings", {})]
        if list(meanings) != list(codes)
    ]


def meanings_that_are_no_sentences(schemas: Schemas) -> list[str]:
    return [
        f"{table}.{field['name']}={code}"
        for table, field in columns(schemas)
        for code, meaning in field.get("x-meanings", {}).items()
        if not is_sentence(meaning)
    ]


def tables_of_evidence_that_do_not_exist(schemas: Schemas) -> list[str]:
    return [
        f"{table}.{field['name']}={code}"
        for table, field in columns(schemas)
        if field["name"] in ("resource", "other_resource")
        for code in field["constraints"]["enum"]
        if code not in schemas
    ]


# Shared columns


def without(field: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in field.items() if key not in keys}


def shared_columns_that_differ(schemas: Schemas) -> list[str]:
    """Columns of one name that mean the same are described alike to the letter; a unit may differ."""
    complaints = []
    for name in [column for group in GROUPS for column in group] + list(SHARED_SINGLY):
        first: dict[str, Any] = {}
        for table, field in columns(schemas):
            if field["name"] != name or (name == "resource" and table == "evidence"):
                continue
            if (table, name) in OWN_WORDING | UNLIKE:
                continue
            first = first or field
            if without(field, "x-unit") != without(first, "x-unit"):
                complaints.append(f"{table}.{name}")
        for table in (table for table, own in OWN_WORDING if own == name and table in schemas):
            own = next(field for field in schemas[table]["fields"] if field["name"] == name)
            if without(own, "description") != without(first, "description"):
                complaints.append(f"{table}.{name}")
    return complaints


def shared_groups_that_are_not_whole(schemas: Schemas) -> list[str]:
    """A table that has one column of a group has all of them, side by side and in order."""
    complaints = []
    for table, schema in schemas.items():
        names = [field["name"] for field in schema["fields"]]
        for group in GROUPS:
            if not set(group) & set(names) or set(group) & PARTIAL.get(table, set()):
                continue
            start = names.index(group[0]) if group[0] in names else 0
            if tuple(names[start : start + len(group)]) != group:
                complaints.append(f"{table}: {', '.join(group)}")
    return complaints


def claim_tables_that_differ_in_codes(schemas: Schemas) -> list[str]:
    """`evidence.resource` explains the tables that it shares with `claim_links` in the same words."""
    links, evidence = (
        next(f for f in schemas[table]["fields"] if f["name"] == "resource")["x-meanings"]
        for table in ("claim_links", "evidence")
    )
    expected = {**links, **{code: evidence.get(code) for code in EVIDENCE_ONLY}}
    return sorted(code for code in expected | evidence if expected.get(code) != evidence.get(code))


# Keys and patterns


def primary_keys_that_are_not_one_required_first_column(schemas: Schemas) -> list[str]:
    """But for the ledgers of ids, where the table belongs to it."""
    return [
        table
        for table, schema in schemas.items()
        for first in [schema["fields"][0]]
        if schema.get("primaryKey") != LEDGERS.get(table, [first["name"]])
        or not first.get("constraints", {}).get("required")
    ]


def foreign_keys_that_lead_nowhere(schemas: Schemas) -> list[str]:
    """Each foreign key refers to the primary key of a table; the table's own is written as ""."""
    complaints = []
    for table, schema in schemas.items():
        for key in schema.get("foreignKeys", []):
            target = key["reference"].get("resource") or table
            named_itself = key["reference"].get("resource") in (table, None)
            if named_itself or schemas.get(target, {}).get("primaryKey") != key["reference"]["fields"]:
                complaints.append(f"{table}.{', '.join(key['fields'])} -> {target}")
    return complaints


def identifiers_without_a_foreign_key(schemas: Schemas) -> list[str]:
    """A column named like a key of the package is that key or refers to it."""
    keys = {schema["primaryKey"][0] for schema in schemas.values()}
    return [
        f"{table}.{field['name']}"
        for table, field in columns(schemas)
        if any(field["name"] == key or field["name"].endswith(f"_{key}") for key in keys)
        and field["name"] not in {*schemas[table]["primaryKey"], *OUTSIDE_IDENTIFIERS}
        and (table, field["name"]) != UNRELEASED
        and not any(key["fields"] == [field["name"]] for key in schemas[table].get("foreignKeys", []))
    ]


def keys_with_another_pattern_than_their_target(schemas: Schemas) -> list[str]:
    patterns = {
        (table, field["name"]): field.get("constraints", {}).get("pattern")
        for table, field in columns(schemas)
    }
    complaints = [table for table, schema in schemas.items() if not patterns[table, schema["primaryKey"][0]]]
    for table, schema in schemas.items():
        for key in schema.get("foreignKeys", []):
            target = (key["reference"]["resource"] or table, key["reference"]["fields"][0])
            if target in patterns and patterns[table, key["fields"][0]] != patterns[target]:
                complaints.append(f"{table}.{key['fields'][0]}")
    return complaints


def patterns_that_are_not_anchored(schemas: Schemas) -> list[str]:
    """Anchored at both ends, each alternative in a group: tools differ in how they anchor a bare a|b."""
    return [
        f"{table}.{field['name']}"
        for table, field in columns(schemas)
        for pattern in [field.get("constraints", {}).get("pattern", "^$")]
        if not (pattern.startswith("^") and pattern.endswith("$")) or "|" in outside_groups(pattern)
    ]


def patterns_that_need_more_than_re2(schemas: Schemas) -> list[str]:
    """No look-around and no back-reference: Arrow, Polars and DuckDB would refuse them."""
    return [
        f"{table}.{field['name']}"
        for table, field in columns(schemas)
        if re.search(r"\(\?(?!:)|\\[1-9]|\\[dw]", field.get("constraints", {}).get("pattern", ""))
    ]


def outside_groups(pattern: str) -> str:
    rest = re.sub(r"\[[^\]]*\]", "", re.sub(r"\\.", "", pattern))
    while rest != (rest := re.sub(r"\([^()]*\)", "", rest)):
        pass
    return rest


def unique_keys_that_name_no_columns(schemas: Schemas) -> list[str]:
    return [
        f"{table}: {key}"
        for table, schema in schemas.items()
        for key in schema.get("uniqueKeys", [])
        if not set(key) <= {field["name"] for field in schema["fields"]} or key == schema["primaryKey"]
    ]


# Dates


def dates_that_are_not_edtf_and_days(schemas: Schemas) -> list[str]:
    """EDTF stands in patterned text, of one pattern but for the time of publication; bounds are real days."""
    edtf = [(table, field) for table, field in columns(schemas) if field.get("x-edtf")]
    expected = {f["constraints"]["pattern"] for t, f in edtf if t != "articles" and f["type"] == "string"}
    complaints = [
        f"{table}.{field['name']}"
        for table, field in edtf
        if field["type"] != "string"
        or (table != "articles" and {field["constraints"]["pattern"]} != expected)
    ]
    return complaints + [
        f"{table}.{field['name']}"
        for table, field in columns(schemas)
        if field["name"].endswith(("_earliest", "_latest", "_on")) != (field["type"] == "date")
        or (field["name"] in ("date", "date_stated", "published")) != bool(field.get("x-edtf"))
        if (table, field["name"]) != DAY_OF_RELEASE
    ]


# Each check, and a break that it must notice

Break = Callable[[Schemas], object]


def column(schemas: Schemas, table: str, name: str) -> dict[str, Any]:
    return next(field for field in schemas[table]["fields"] if field["name"] == name)


def setting(table: str, name: str, key: str, value: object) -> Break:
    return lambda schemas: column(schemas, table, name).update({key: value})


def constraining(table: str, name: str, key: str, value: object) -> Break:
    return lambda schemas: column(schemas, table, name)["constraints"].update({key: value})


def relating(table: str, number: int, **reference: object) -> Break:
    return lambda schemas: schemas[table]["foreignKeys"][number]["reference"].update(reference)


CHECKS: list[tuple[Callable[[Schemas], list[str]], list[Break]]] = [
    (columns_without_a_title, [setting("actors", "side", "title", " ")]),
    (
        descriptions_that_are_no_sentences,
        [
            setting("actors", "side", "description", ""),
            setting("actors", "side", "description", "the side"),
            lambda schemas: schemas["actors"].pop("description"),
        ],
    ),
    (
        optional_columns_silent_about_blank,
        [setting("control", "holder_actor_id", "description", "Whoever holds it.")],
    ),
    (numbers_without_a_unit, [setting("casualties", "low", "x-unit", "")]),
    (
        codes_and_meanings_that_differ,
        [
            lambda schemas: column(schemas, "control", "status")["x-meanings"].pop("held"),
            setting("events", "summary", "x-meanings", {"none": "Nothing is told."}),
            lambda schemas: column(schemas, "control", "status")["constraints"]["enum"].remove("held"),
        ],
    ),
    (
        meanings_that_are_no_sentences,
        [lambda schemas: column(schemas, "control", "status")["x-meanings"].update(held="held")],
    ),
    (
        tables_of_evidence_that_do_not_exist,
        [lambda schemas: column(schemas, "evidence", "resource")["constraints"]["enum"].append("strike")],
    ),
    (
        shared_columns_that_differ,
        [
            setting("strikes", "low", "description", "The lowest number. Blank when open."),
            constraining("control", "date_basis", "required", False),
            constraining("events", "date", "pattern", "^[0-9]{4}$"),
            lambda schemas: column(schemas, "control", "confidence")["x-meanings"].update(claimed="So said."),
        ],
    ),
    (
        shared_groups_that_are_not_whole,
        [
            lambda schemas: schemas["strengths"]["fields"].remove(column(schemas, "strengths", "scale")),
            lambda schemas: schemas["control"]["fields"].insert(0, schemas["control"]["fields"].pop(-2)),
        ],
    ),
    (
        claim_tables_that_differ_in_codes,
        [
            lambda schemas: column(schemas, "evidence", "resource")["x-meanings"].update(control="A row."),
            lambda schemas: column(schemas, "evidence", "resource")["x-meanings"].update(events="A row."),
        ],
    ),
    (
        primary_keys_that_are_not_one_required_first_column,
        [
            lambda schemas: schemas["events"].update(primaryKey=["kind"]),
            constraining("events", "event_id", "required", False),
        ],
    ),
    (
        foreign_keys_that_lead_nowhere,
        [
            relating("control", 0, resource="article"),
            relating("control", 0, fields=["title"]),
            relating("actors", 0, resource="actors"),
        ],
    ),
    (identifiers_without_a_foreign_key, [lambda schemas: schemas["control"]["foreignKeys"].pop(0)]),
    (
        keys_with_another_pattern_than_their_target,
        [
            constraining("control", "article_id", "pattern", "^B[0-9]$"),
            lambda schemas: column(schemas, "actors", "actor_id")["constraints"].pop("pattern"),
        ],
    ),
    (
        patterns_that_are_not_anchored,
        [
            constraining("articles", "sha256", "pattern", "[0-9a-f]{64}"),
            constraining("articles", "language", "pattern", "^en|fr$"),
        ],
    ),
    (
        patterns_that_need_more_than_re2,
        [
            constraining("articles", "language", "pattern", "^(?=e)en$"),
            constraining("articles", "language", "pattern", r"^([a-z])\1$"),
            constraining("articles", "sha256", "pattern", r"^\d{64}$"),
        ],
    ),
    (
        unique_keys_that_name_no_columns,
        [lambda schemas: schemas["passages"].update(uniqueKeys=[["article_id", "place"]])],
    ),
    (
        dates_that_are_not_edtf_and_days,
        [
            setting("events", "date_latest", "type", "string"),
            setting("control", "date", "x-edtf", False),
            constraining("control", "date", "pattern", "^[0-9]{4}$"),
            setting("articles", "published", "type", "date"),
        ],
    ),
]


@pytest.mark.parametrize("check", [check for check, _ in CHECKS], ids=lambda check: check.__name__)
def test_the_schemas_have_no(check: Callable[[Schemas], list[str]]) -> None:
    assert check(SCHEMAS) == []


@pytest.mark.parametrize(
    ("check", "spoil"),
    [
        pytest.param(check, spoil, id=f"{check.__name__}-{number}")
        for check, breaks in CHECKS
        for number, spoil in enumerate(breaks)
    ],
)
def test_a_broken_schema_is_noticed_as(check: Callable[[Schemas], list[str]], spoil: Break) -> None:
    schemas = deepcopy(SCHEMAS)
    spoil(schemas)
    assert schemas != SCHEMAS
    assert check(schemas) != []


def test_every_check_on_schemas_is_shown_to_fail() -> None:
    assert [check.__name__ for check, breaks in CHECKS if not breaks] == []


@pytest.mark.parametrize("table", SCHEMAS)
def test_the_library_understands_every_key_of_the_schema_of(table: str) -> None:
    schema = parse_schema(table, SCHEMAS[table])
    assert schema.name == SCHEMAS[table]["name"] == table
    assert list(schema.names) == [field["name"] for field in SCHEMAS[table]["fields"]]


@pytest.mark.parametrize("table", SCHEMAS)
def test_the_schema_file_is_laid_out_in_the_usual_way(table: str) -> None:
    text = (ROOT / "schemas" / f"{table}.json").read_text(encoding="utf-8")
    assert text == json.dumps(SCHEMAS[table], indent=2, ensure_ascii=False) + "\n"


# What the patterns let in, value by value

ACCEPTED = {
    ("articles", "article_id"): "A900 A901 A999 A1000",
    ("passages", "passage_id"): "A900.01 A900.12 A900.100",
    ("actors", "actor_id"): "gna united_states reda_issa 700_brigade",
    ("events", "event_id"): "E001 E010 E100 E1000",
    ("actor_names", "actor_name_id"): "AN001",
    ("evidence", "evidence_id"): "C001.low.1 R012.row.1 AN001.name.2 T001.date_stated.10",
    ("evidence", "row_id"): "R001 C001 T001 S001 K001 AN001 PN001",
    ("claim_links", "row_id"): "R001 C001 T001 S001 K001",
    ("articles", "url"): "http://example.org https://example.org/a?b=c#d",
    (
        "articles",
        "published",
    ): "2016-09-04T15:14:55 2016-09-04T15:14:55Z 2016-09-04T15:14:55+02:00 2016-06-21",
    ("control", "date"): (
        "2016 2016-05 2016-05-12 2016-05~ 2016? 2016-05-12% 2016-05-12/2016-06 2016-05-12/.. ../2016-05-12 "
        "[2016-08-11..2016-08-13] [2016-08,2016-09] [2016-05..] [..2016-05-12]"
    ),
    ("places", "wikidata_id"): "Q1 Q162413",
    ("places", "pcode"): "LY0208 LY020803",
}
REFUSED = {
    ("articles", "article_id"): "A90 A0900 a900 A900x xA900 900",
    ("passages", "passage_id"): "A900 A900.1 A900.00 A900-01 A900.012",
    ("actors", "actor_id"): "GNA united-states _gna gna_ reda__issa réda",
    ("events", "event_id"): "E000 E01 E0001 R001 E001,E002",
    ("actor_names", "actor_name_id"): "N001 PN001",
    ("evidence", "evidence_id"): "C001.1 C001.low C001.low.0 C001.Low.1 E001.low.1",
    ("evidence", "row_id"): "E001 L001 A900 C001.low",
    ("claim_links", "row_id"): "E001 AN001",
    ("articles", "url"): "example.org ftp://example.org https:// https://example.org/a\u00a0b",
    ("articles", "published"): "2016-09-04T15:14 2016-09T15:14:55 2016-09-04T24:00:00 2016-13",
    ("control", "date"): (
        "16 2016-5 2016-13 2016-00 2016-05-32 2016-05-12T10:00:00 ../.. 2016/ /2016 [2016] [..] [2016,] "
        "2016-05~~ 2016-05-12..2016-06 [2016..2017 2016XX May"
    ),
    ("places", "wikidata_id"): "162413 Q0 q1",
    ("places", "pcode"): "LY 0208 ly0208",
}


def verdicts(samples: dict[tuple[str, str], str]) -> list[tuple[str, bool]]:
    return [
        (
            f"{table}.{name}={value}",
            bool(re.match(column(SCHEMAS, table, name)["constraints"]["pattern"], value)),
        )
        for (table, name), values in samples.items()
        for value in values.split(" ")
    ]


def test_the_patterns_accept_what_is_well_formed() -> None:
    assert [value for value, matched in verdicts(ACCEPTED) if not matched] == []


def test_the_patterns_refuse_what_is_not() -> None:
    assert [value for value, matched in verdicts(REFUSED) if matched] == []


def test_every_pattern_refuses_a_blank() -> None:
    """A blank cell is a missing value; no pattern may let it in as a value."""
    patterns = {
        f["constraints"]["pattern"] for _, f in columns(SCHEMAS) if "pattern" in f.get("constraints", {})
    }
    assert [pattern for pattern in sorted(patterns) if re.match(pattern, "")] == []


# Frictionless, without the network


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a check of the package reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("table", SCHEMAS)
@pytest.mark.usefixtures("offline")
def test_frictionless_accepts_the_schema_of(table: str) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Schema.validate_descriptor(deepcopy(SCHEMAS[table]))
    assert report.flatten(["note"]) == []


@pytest.mark.usefixtures("offline")
def test_frictionless_accepts_the_descriptor_and_its_schemas() -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package.validate_descriptor(str(ROOT / "datapackage.json"))
    assert report.flatten(["note"]) == []


@pytest.mark.usefixtures("offline")
def test_frictionless_would_refuse_a_wrong_type_and_a_key_on_no_column() -> None:
    frictionless = pytest.importorskip("frictionless")
    for spoil in (
        setting("events", "kind", "type", "strng"),
        lambda schemas: schemas["events"].update(primaryKey=["id"]),
    ):
        schemas = deepcopy(SCHEMAS)
        spoil(schemas)
        assert frictionless.Schema.validate_descriptor(schemas["events"]).flatten(["note"]) != []


# The descriptor


def test_resources_schemas_and_data_files_are_the_same_tables() -> None:
    names = sorted(resource["name"] for resource in DESCRIPTOR["resources"])
    assert names == sorted(file.stem for file in (ROOT / "schemas").iterdir())
    files = [*(ROOT / "data").iterdir(), *(ROOT / "releases").iterdir()]
    assert names == sorted(file.stem for file in files)


def test_each_resource_says_what_its_file_is() -> None:
    for resource in DESCRIPTOR["resources"]:
        name = resource["name"]
        folder = "releases" if name in hashes.LEDGERS else "data"
        assert resource["path"] == f"{folder}/{name}.csv"
        assert resource["schema"] == f"schemas/{name}.json"
        assert (resource["title"], resource["description"]) == (
            SCHEMAS[name]["title"],
            SCHEMAS[name]["description"],
        )
        assert resource["profile"] == "tabular-data-resource"  # R's frictionless reads no other
        assert resource["dialect"] == {"delimiter": ",", "doubleQuote": True}  # that of JavaScript guesses it
        assert [resource[key] for key in ("type", "format", "mediatype", "encoding")] == [
            "table",
            "csv",
            "text/csv",
            "utf-8",
        ]


def test_the_list_of_tables_opens_with_the_articles_and_ends_with_the_evidence_and_the_ledgers() -> None:
    names = [resource["name"] for resource in DESCRIPTOR["resources"]]
    assert names[0] == "articles"
    assert names[-4:] == ["evidence", *LEDGERS]


def test_the_descriptor_is_a_data_package_of_version_two() -> None:
    assert DESCRIPTOR["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert DESCRIPTOR["name"] == "sirte-dataset"
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", DESCRIPTOR["version"])
    assert re.fullmatch(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-9:]{8}Z", DESCRIPTOR["created"])


def test_the_descriptor_says_under_which_licences_data_and_code_stand() -> None:
    assert [licence["name"] for licence in DESCRIPTOR["licenses"]] == ["CC-BY-4.0"]
    assert DESCRIPTOR["x-code-license"]["name"] == "MIT"
    for licence in (*DESCRIPTOR["licenses"], DESCRIPTOR["x-code-license"]):
        assert licence["path"].startswith("https://")
        assert is_sentence(licence["x-scope"])


def test_the_descriptor_warns_against_summing_and_names_the_shuffled_articles() -> None:
    coverage = DESCRIPTOR["x-coverage"]
    for words in ("sample of documents", "not the battle's toll", "machine-shuffled"):
        assert words in coverage
    for key in ("x-temporal", "x-spatial"):
        assert is_sentence(DESCRIPTOR[key]["description"])


def test_own_keys_of_the_descriptor_are_marked_as_such() -> None:
    """A misspelt key would be silently ignored by every tool, so the keys are spelled out here."""
    standard = {"$schema", "name", "version", "created", "title", "description", "licenses", "contributors"}
    standard |= {"keywords", "sources", "resources"}
    of_resource = {"name", "path", "title", "description", "type", "format", "mediatype", "encoding"}
    of_resource |= {"profile", "dialect", "schema", "bytes", "hash", "x-rows", "x-schema-hash", "x-synonyms"}
    assert {key for key in DESCRIPTOR if not key.startswith("x-")} == standard
    assert {key for resource in DESCRIPTOR["resources"] for key in resource} == of_resource


def rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_located_place_in_libya_lies_in_the_box_of_the_spatial_coverage() -> None:
    west, south, east, north = DESCRIPTOR["x-spatial"]["bbox"]
    parents = {row["place_id"]: row["parent_place_id"] for row in rows("places")}
    assert "libya" in parents

    def lies_in_libya(place: str) -> bool:
        return place == "libya" or (bool(place) and lies_in_libya(parents[place]))

    outside = [
        row["place_id"]
        for row in rows("places")
        if row["latitude"] and lies_in_libya(row["place_id"])
        if not (south <= float(row["latitude"]) <= north and west <= float(row["longitude"]) <= east)
    ]
    assert outside == []
