"""The places as GeoJSON (RFC 7946): one point for each place whose position is known, with its claims."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..descriptor import Package
from ..errors import DataError
from ..sqlite.views import CLAIM_TABLES
from .tables import Table, about

FILE_NAME = "sirte.geojson"


def geojson(tables: Sequence[Table], package: Package) -> dict[str, bytes]:
    """sirte.geojson: located places as features; the others, told alike, in the member `unlocated`.

    The coordinates are those of the table, longitude first; how near they are says the property `position`,
    whose codes are explained in the member `position_codes`. Raises DataError for a package without places.
    """
    by_name = {table.schema.name: table for table in tables}
    if "places" not in by_name:
        raise DataError("The package has no table 'places', so there is nothing to put on a map.")
    places = by_name["places"]
    told = {place["place_id"]: _properties(place, by_name) for place in places.rows}
    located = [place for place in places.rows if None not in (place["longitude"], place["latitude"])]
    features = [
        {
            "type": "Feature",
            "id": place["place_id"],
            "geometry": {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]},
            "properties": told.pop(place["place_id"]),
        }
        for place in located
    ]
    document = {
        "type": "FeatureCollection",
        **about(package),
        "position_codes": dict(places.schema.field("position").meanings),
        "features": features,
        "unlocated": list(told.values()),
    }
    return {FILE_NAME: (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()}


def _properties(place: dict[str, Any], tables: dict[str, Table]) -> dict[str, Any]:
    """What is known of a place, blanks as null, and every claim about this very place."""
    claims = list(_claims(place["place_id"], tables))
    known = {name: value for name, value in place.items() if name not in ("latitude", "longitude")}
    return {**known, "claims_count": len(claims), "claims": claims}


def _claims(place_id: str, tables: dict[str, Table]) -> Iterator[dict[str, Any]]:
    for name in sorted(CLAIM_TABLES & set(tables)):
        key = tables[name].schema.key
        for row in tables[name].rows:
            if row.get("place_id") == place_id:
                yield {
                    "resource": name,
                    "row_id": row[key],
                    "article_id": row["article_id"],
                    "date": row["date"],
                }
