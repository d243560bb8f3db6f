"""A small package on an invented skirmish, made from the real schemas, for tests of the database and the browser.

Only the cells that a test looks at are written out; every other required cell gets a plain value of its type.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

from sirte_dataset.descriptor import open_package
from sirte_dataset.schema import Field, table_schema

PLAIN = {"string": "x", "integer": "0", "number": "0", "boolean": "false", "date": "2001-01-01"}

ROWS: dict[str, list[dict[str, str]]] = {
    "articles": [
        {"article_id": "A900", "publisher": "Harbour Post", "published_earliest": "2001-05-05",
         "url": "https://harbour.example/1", "abstract": "Boats cross the bay under fog."},
        {"article_id": "A901", "publisher": "Hill Courier", "published_earliest": "2001-05-04",
         "title": "Fog over the bay", "abstract": "Guards on the hill see nothing."},
    ],
    "passages": [
        {"passage_id": "A900.01", "article_id": "A900", "position": "1", "gloss": "The lighthouse fell to the islanders."},
        {"passage_id": "A900.02", "article_id": "A900", "position": "2", "gloss": "At least seven guards died in May."},
        {"passage_id": "A901.01", "article_id": "A901", "position": "1", "gloss": "The café by the lighthouse burned on Tuesday."},
    ],
    "sources": [],
    "actors": [
        {"actor_id": "guards", "name": "the Guards", "side": "gna", "description": "Keepers of the hill."},
        {"actor_id": "islanders", "name": "the Islanders", "side": "isis", "description": "People of the isle."},
    ],
    "actor_names": [
        {"actor_name_id": "AN001", "actor_id": "guards", "article_id": "A900", "name": "hill guards"},
    ],
    "places": [
        {"place_id": "bay", "name": "the Bay", "kind": "city"},
        {"place_id": "lighthouse", "name": "the Lighthouse", "parent_place_id": "bay", "latitude": "31.5"},
        {"place_id": "far_away", "name": "Far Away", "kind": "country"},
    ],
    "place_names": [],
    "events": [
        {"event_id": "E900", "kind": "territory_taken", "title": "The lighthouse changes hands", "summary": "Islanders land.",
         "place_id": "lighthouse", "date": "2001-05-01", "rule": "most_precise_report"},
        {"event_id": "E901", "title": "Fog", "summary": "A quiet day."},
    ],
    "event_reports": [
        {"report_id": "R900", "event_id": "E900", "article_id": "A900", "passage_id": "A900.01", "date_stated": "2001-05",
         "date": "2001-05", "attributed_to": "islanders"},
        {"report_id": "R901", "event_id": "E900", "article_id": "A901", "passage_id": "A901.01", "date_stated": "2001-05-01",
         "date": "2001-05-01", "realis": "planned"},
        {"report_id": "R902", "event_id": "E901", "article_id": "A901", "passage_id": "A901.01"},
    ],
    "event_actors": [
        {"event_actor_id": "EA001", "event_id": "E900", "actor_id": "islanders", "role": "initiator"},
    ],
    "casualties": [
        {"casualty_id": "C900", "article_id": "A900", "event_id": "E900", "outcome": "killed", "victim_actor_id": "guards",
         "victim_kind": "combatant", "perpetrator_actor_id": "islanders", "low": "7", "quantifier": "at_least",
         "cumulative": "true", "date": "../2001-05", "date_latest": "2001-05-31"},
        {"casualty_id": "C901", "article_id": "A901", "event_id": "E900", "outcome": "wounded", "victim_kind": "civilian",
         "quantifier": "vague", "scale": "dozens", "wording": "scores"},
        {"casualty_id": "C902", "article_id": "A901", "outcome": "unknown", "victim_kind": "unspecified",
         "quantifier": "not_stated"},
    ],
    "control": [
        {"control_id": "T900", "article_id": "A900", "event_id": "E900", "place_id": "lighthouse",
         "holder_actor_id": "islanders", "opponent_actor_id": "guards", "status": "captured", "extent": "whole",
         "date": "2001-05-01", "date_earliest": "2001-05-01", "date_latest": "2001-05-01"},
        {"control_id": "T901", "article_id": "A901", "place_id": "bay", "holder_actor_id": "guards", "status": "held",
         "extent": "share", "share_best": "70"},
        {"control_id": "T902", "article_id": "A901", "place_id": "far_away", "opponent_actor_id": "islanders",
         "status": "captured", "extent": "part"},
    ],
    "strengths": [
        {"strength_id": "S900", "article_id": "A900", "actor_id": "islanders", "place_id": "bay", "low": "20", "high": "50",
         "quantifier": "range", "composition": "mostly rowers"},
    ],
    "strikes": [
        {"strike_id": "K900", "article_id": "A900", "actor_id": "guards", "target_actor_id": "islanders", "low": "3",
         "best": "3", "high": "3", "quantifier": "exact", "unit": "strikes", "cumulative": "true", "date_latest": "2001-05-03"},
        {"strike_id": "K901", "article_id": "A901", "quantifier": "not_stated", "unit": "unspecified"},
    ],
    "claim_links": [
        {"claim_link_id": "L900", "resource": "casualties", "row_id": "C901", "other_resource": "casualties",
         "other_row_id": "C900", "relation": "may_include", "basis": "Both speak of the landing."},
    ],
    "evidence": [
        {"evidence_id": "C900.low.1", "resource": "casualties", "row_id": "C900", "field": "low", "article_id": "A900",
         "passage_id": "A900.02", "quote": "at least seven"},
        {"evidence_id": "C900.row.1", "resource": "casualties", "row_id": "C900", "article_id": "A900",
         "passage_id": "A900.02"},
        {"evidence_id": "R900.date.1", "resource": "event_reports", "row_id": "R900", "field": "date", "article_id": "A900",
         "passage_id": "A900.02", "quote": "in May"},
        {"evidence_id": "R900.row.1", "resource": "event_reports", "row_id": "R900", "article_id": "A900",
         "passage_id": "A900.01"},
        {"evidence_id": "AN001.row.1", "resource": "actor_names", "row_id": "AN001", "article_id": "A900",
         "passage_id": "A900.02"},
    ],
}


def write_package(folder: Path, rows: dict[str, list[dict[str, str]]] = ROWS) -> Path:
    """Write a package of the real shape with these rows (and no others) and return its folder."""
    own = open_package()
    names = [name for name in own.names if name in rows]
    for name in names:
        _copy_schema(folder, name)
        _write_table(folder / "data" / f"{name}.csv", name, rows[name])
    descriptor = {
        "name": "skirmish",
        "title": "A skirmish in the bay",
        "version": "9.9.9",
        "description": "Two invented texts.",
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0 International"}],
        "x-coverage": "Two invented texts are no record of anything.",
        "resources": [
            {**own.resource(name), "path": f"data/{name}.csv", "schema": f"schemas/{name}.json", "x-rows": len(rows[name])}
            for name in names
        ],
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def edit_cell(folder: Path, table: str, row_id: str, column: str, value: str) -> None:
    """Put another value into one cell of a written package."""
    path = folder / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    key = table_schema(table).key
    next(row for row in rows if row[key] == row_id)[column] = value
    _write_table(path, table, rows)


def _copy_schema(folder: Path, name: str) -> None:
    target = folder / "schemas" / f"{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(open_package().schema_path(name).read_bytes())


def _write_table(path: Path, name: str, rows: list[dict[str, str]]) -> None:
    schema = table_schema(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, schema.names, lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(rows):
            writer.writerow({field.name: row.get(field.name, _plain(field, number)) for field in schema.fields})


def _plain(field: Field, number: int) -> str:
    if not field.required:
        return ""
    if field.enum:
        return field.enum[0]
    # Different in each row, for the sake of unique columns and keys.
    return str(number) if field.type in ("integer", "number") else PLAIN[field.type] + str(number) * (field.type == "string")
