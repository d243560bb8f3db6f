"""What R's package frictionless demands of a data package before it reads a table.

Where R has it, tests/test_using.py lets it read the tables. CI cannot have it: Debian does not package it,
and CRAN is out of its reach. So the demands that its code makes (version 1.2.1: check_path, read_resource,
schema, check_schema) are held here.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest

from sirte_dataset.descriptor import open_package

TYPES = {"string", "number", "integer", "boolean", "object", "array", "date", "time", "datetime"}
TYPES |= {"year", "yearmonth", "duration", "geopoint", "geojson", "any"}


def demands_unmet(resource: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    paths = [PurePosixPath(resource[key]) for key in ("path", "schema")]
    demands = {
        "the profile of a tabular resource": resource.get("profile") == "tabular-data-resource",
        "a path, and no data beside it": "path" in resource and "data" not in resource,
        "paths inside the package": not any(path.is_absolute() or ".." in path.parts for path in paths),
        "a name for each field": all(field.get("name") for field in schema["fields"]),
        "types it knows": {field.get("type", "any") for field in schema["fields"]} <= TYPES,
        "a delimiter of one character": len(resource.get("dialect", {}).get("delimiter", ",")) == 1,
    }
    return {demand for demand, met in demands.items() if not met}


@pytest.mark.parametrize("name", open_package().names)
def test_every_table_is_what_the_client_of_r_demands(name: str) -> None:
    package = open_package()
    schema = json.loads(package.schema_path(name).read_text(encoding="utf-8"))
    assert demands_unmet(package.resource(name), schema) == set()


def test_the_demands_are_those_that_were_not_met_before() -> None:
    """It stopped at every table: "must have a profile property with value tabular-data-resource"."""
    resource = {**open_package().resource("casualties")}
    del resource["profile"]
    assert demands_unmet(resource, {"fields": []}) == {"the profile of a tabular resource"}
