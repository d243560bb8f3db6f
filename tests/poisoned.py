"""The invented package with hostile words in every cell, title and meaning that may hold words."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from invented_package import write_invented
from sirte_dataset.descriptor import open_package
from sirte_dataset.schemas import TableSchema, table_schema

LONG = "w" * 150
RIGHT_TO_LEFT = "\u05d0\u05d1\u05d2 \u0627\u0644\u0645\u064a\u0646\u0627\u0621"
# The last of these, unless it is closed in, turns round whatever comes after it.
CONTROLS = "\u2067\u202e"
MARKUP = (
    "</title></textarea></script><script>document.title='run'</script><img src=x onerror=\"alert('run')\">"
    "<svg onload=alert(1)>\"'><a href=\"javascript:alert(2)\" onclick='alert(3)'>here</a>{{ 7*7 }}<!--"
)
HOSTILE = f"{MARKUP} {LONG} {RIGHT_TO_LEFT} {CONTROLS}"
ADDRESS = "javascript:document.title='run'//https://post.example/\"><script>document.title='run'</script>"


def write_poisoned(folder: Path) -> Path:
    """Write the package to a folder that is not there yet."""
    package = open_package(write_invented(folder))
    for name in package.names:
        schema = table_schema(name, package)
        path = package.csv_path(name)
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        poison = {column: words for column in header if (words := _words(schema, column))}
        for number, row in enumerate(rows):
            for column, words in poison.items():
                place = header.index(column)
                row[place] = f"{words}{number}"  # no name is given twice
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
        _poison_schema(package.schema_path(name))
    _poison_descriptor(folder / "datapackage.json")
    return folder


def _words(schema: TableSchema, column: str) -> str:
    """What is put into a column; nothing where only a code, a key or a date can stand."""
    field = schema.field(column)
    keys = {*schema.primary_key, *(name for key in schema.foreign_keys for name in key.fields)}
    if field.name == "url":
        return ADDRESS
    if (
        field.type != "string"
        or field.enum
        or field.edtf
        or field.pattern
        or column in keys | {"field", "resource"}
    ):
        return ""
    return HOSTILE


def _poison_schema(path: Path) -> None:
    """Hostile words in the title and description of a table and its columns, and in the meanings of codes."""
    document = json.loads(path.read_bytes())
    for described in (document, *document["fields"]):
        described |= {key: described[key] + HOSTILE for key in ("title", "description") if key in described}
        if "x-meanings" in described:
            meanings = described["x-meanings"]
            described["x-meanings"] = {code: meaning + HOSTILE for code, meaning in meanings.items()}
    path.write_text(json.dumps(document), encoding="utf-8")


def _poison_descriptor(path: Path) -> None:
    document = json.loads(path.read_bytes())
    document |= dict.fromkeys(("title", "description", "x-coverage"), HOSTILE)
    document["homepage"] = ADDRESS
    document["licenses"] = [{"name": "x", "title": HOSTILE, "path": ADDRESS}]
    document["contributors"] = [{"title": HOSTILE, "path": ADDRESS, "role": "author"}]
    for resource in document["resources"]:
        resource |= {"title": HOSTILE, "description": HOSTILE}
    path.write_text(json.dumps(document), encoding="utf-8")
