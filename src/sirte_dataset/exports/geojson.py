"""The places as GeoJSON (RFC 7946): one point for each place whose position is known, with its claims."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..descriptor import Package
from ..errors import DataError
from .tables import Table, about

FILE_NAME = "sirte.geojson"
CLAIM = ("row_id", "resource", "says", "article", "said_by", "confidence", "date", "date_text", "event_id")


def geojson(tables: Sequence[Table], package: Package) -> dict[str, bytes]:
    """sirte.geojson: located places as features; the others, told alike, in the member `unlocated`.

    The coordinates are those of the table, longitude first; how near they are says the property `position`,
    whose codes are explained in the member `position_codes`. Raises DataError for a package without places.
    """
    by_name = {table.schema.name: table for table in tables}
    if not {"places", "claims"} <= set(by_name):
        raise DataError("The package lacks the table 'places' or one with claims: there is nothing to map.")
    places, claims = by_name["places"], by_name["claims"].rows
    told = {place["place_id"]: _properties(place, claims) for place in places.rows}
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


def _properties(place: dict[str, Any], claims: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What is known of a place, blanks as null, and every claim about this very place."""
    known = {name: value for name, value in place.items() if name not in ("latitude", "longitude")}
    told = [{name: row[name] for name in CLAIM} for row in claims if row["place_id"] == place["place_id"]]
    return {**known, "claims_count": len(told), "claims": told}
