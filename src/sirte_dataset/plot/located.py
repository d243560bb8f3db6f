"""The map: the places that have a position, on a base map of coasts and borders, and those that have none.

The base map, basemap.geojson, is cut from Natural Earth (public domain, naturalearthdata.com). Positions come
from the table of places and are drawn as precisely as they are known.
"""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files
from itertools import chain
from math import asinh, atan, cos, degrees, dist, radians, sinh, tan

from ..descriptor import Package, open_package
from ..errors import UsageError
from ..loading import PackageLike, load
from ..schemas import table_schema
from .looks import BLUE, INK, LETTER, MARGIN, WIDTH, Row, counted, framed, joined, layer, plain
from .picture import Picture, Spec

HOW = (
    "Filled circle: the position is that of the place itself. Ring: it is near it. Square: it stands for an"
    " area. In brackets: how many rows of the tables, on events and claims, are of this very place."
)
SYMBOLS = {
    "exact": ("circle", BLUE),
    "approximate": ("circle", "white"),
    "area_centroid": ("square", "white"),
}
# Tables that are not about what happened at a place but about the place or about other sources.
NOT_COUNTED = ("places", "place_names", "outside_figures")
# Places closer than so many pixels have a view of their own.
CLOSE = 16
# Degrees that a view shows at least, kilometres in a degree at the equator, and what a scale may be long.
LEAST, KILOMETRES = 0.01, 111.32
LENGTHS = (500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2)


def map(*, width: int = WIDTH, package: PackageLike = None) -> Picture:  # noqa: A001 - as sd.plot.map
    """The places that have a position, how good it is, and how many rows name them; the others by name.

    Places that lie close together have a view of their own. Raises UsageError when none has a position.
    """
    opened = open_package(package)
    named = _rows_by_place(opened)
    columns = ("place_id", "name", "position", "latitude", "longitude")
    places = load("places", "records", opened)
    rows = [{**{name: row[name] for name in columns}, "rows": named[row["place_id"]]} for row in places]
    if all(row["latitude"] is None for row in rows):
        raise UsageError("No place of the package has a position.")
    base = json.loads(files(__package__).joinpath("basemap.geojson").read_text(encoding="utf-8"))
    return map_picture(rows, base, width)


def _rows_by_place(package: Package) -> Counter[str]:
    """How many rows of all tables name each place."""
    found: Counter[str] = Counter()
    for table in package.names:
        if table not in NOT_COUNTED and "place_id" in table_schema(table, package).names:
            found.update(row["place_id"] for row in load(table, "records", package) if row["place_id"])
    return found


def map_picture(rows: list[Row], base: Spec, width: int) -> Picture:
    """The map of places that are ready to be drawn: all with a position and, larger, those side by side."""
    located = [row for row in rows if row["latitude"] is not None]
    others = sorted((row for row in rows if row["latitude"] is None), key=lambda row: -row["rows"])
    inner = width - 3 * MARGIN
    whole = View("", located, inner, inner * 0.42, 1.3)
    views = [whole]
    for crowd in whole.crowds():
        largest, *near = sorted(crowd, key=lambda row: -row["rows"])
        whole.places = [row for row in whole.places if row not in near]
        views.append(View(f"Close up: {largest['name']}", crowd, inner, max(inner * 0.28, 160), 3.5))
    caption = (
        f"{counted(len(located), 'place')} of {len(rows)} with a position. Without one, and so not on the"
        f" map: {joined(map_label(row) for row in others) or 'none'}. Coasts and borders: Natural Earth"
        " (public domain), too coarse for the shape of a town."
    )
    return framed(
        located,
        [view.spec() for view in views],
        heading="The places that the articles name",
        how=HOW,
        caption=caption,
        says="; ".join(f"{map_label(row)}: {plain(row['position'])}" for row in located) + ".",
        width=width,
        base=base,
    )


def map_label(row: Row) -> str:
    """The name of a place, and how many rows are of it."""
    return f"{row['name']} ({row['rows']})" if row["rows"] else str(row["name"])


class View:
    """A window on the map, in Mercator's projection, around some places."""

    def __init__(self, title: str, places: list[Row], width: float, height: float, room: float) -> None:
        """A view of so many pixels, and `room` times as large as the places in it need."""
        easts = [row["longitude"] for row in places]
        norths = [_mercator(row["latitude"]) for row in places]
        across, along = (max(max(each) - min(each), LEAST) for each in (easts, norths))
        self.title, self.places, self.width, self.height = title, places, width, round(height)
        # Pixels for a degree at the equator.
        self.scale = min(width / across, height / along) / room
        self.middle = (max(easts) + min(easts)) / 2, (max(norths) + min(norths)) / 2

    def at(self, row: Row) -> tuple[float, float]:
        """Where a place lies, in pixels from the left and from the top."""
        x, y = self.middle
        east, north = row["longitude"] - x, _mercator(row["latitude"]) - y
        return self.width / 2 + east * self.scale, self.height / 2 - north * self.scale

    def crowds(self) -> list[list[Row]]:
        """The places that lie too close to others to be told apart here, in groups."""
        groups: list[list[Row]] = []
        for row in self.places:
            near = [
                group for group in groups if any(dist(self.at(row), self.at(one)) < CLOSE for one in group)
            ]
            groups = [group for group in groups if group not in near] + [[row, *chain.from_iterable(near)]]
        return [group for group in groups if len(group) > 1]

    def leftward(self, row: Row) -> bool:
        """Whether the label stands at the left: at the right is the border, or another place."""
        x, y = self.at(row)
        end = x + len(map_label(row)) * LETTER + 14
        places = [self.at(other) for other in self.places if other is not row]
        return end > self.width or any(x <= ox <= end and abs(oy - y) < 14 for ox, oy in places)

    def spec(self) -> Spec:
        """The view in Vega-Lite: land, symbols by the quality of the position, labels, and a scale."""
        latitude = degrees(atan(sinh(radians(self.middle[1]))))
        place: Spec = {
            "longitude": {"field": "longitude", "type": "quantitative"},
            "latitude": {"field": "latitude", "type": "quantitative"},
        }
        shown = f"indexof({json.dumps([row['place_id'] for row in self.places])}, datum.place_id) >= 0"
        left = [row["place_id"] for row in self.places if self.leftward(row)]
        label = {**place, "text": {"field": "label"}}
        at_left = f"indexof({json.dumps(left)}, datum.place_id)"
        symbols = [
            layer(
                *("point", shown, f"datum.position == '{position}'"),
                at=place,
                shape=shape,
                size=60,
                filled=False,
                fill=fill,
                color=BLUE,
            )
            for position, (shape, fill) in SYMBOLS.items()
        ]
        return {
            "width": self.width,
            "height": self.height,
            "view": {"fill": "#e8f0f5"},
            "projection": {
                "type": "mercator",
                "center": [self.middle[0], latitude],
                "scale": degrees(self.scale),
                "translate": [self.width / 2, self.height / 2],
            },
            "transform": [
                {"calculate": "datum.name + (datum.rows ? ' (' + datum.rows + ')' : '')", "as": "label"}
            ],
            "layer": [
                layer("geoshape", data="base", fill="#f4efe6", stroke="#b5a98f", clip=True),
                *symbols,
                layer("text", shown, f"{at_left} < 0", at=label, dx=8),
                layer("text", shown, f"{at_left} >= 0", at=label, dx=-8, align="right"),
                *self._ruler(latitude),
            ],
        }

    def _ruler(self, latitude: float) -> list[Spec]:
        """A bar of a round number of kilometres, true in the middle of the view; and the view's title."""
        kilometre = self.scale / (KILOMETRES * cos(radians(latitude)))
        length = next((n for n in LENGTHS if n * kilometre < self.width / 4), LENGTHS[-1])
        x, y = {"value": 12}, self.height - 10
        bar = {"x": x, "x2": {"value": 12 + length * kilometre}, "y": {"value": y}}
        texts = {f"{length:g} km": y - 10, self.title: 14}
        layers = [
            layer("rule", at=bar, strokeWidth=2, color=INK),
            *(
                layer("text", at={"x": x, "y": {"value": at}, "text": {"value": told}})
                for told, at in texts.items()
            ),
        ]
        return [{"data": {"values": [{}]}, **each} for each in layers]


def _mercator(latitude: float) -> float:
    """How far north a latitude lies on the map, in degrees at the equator."""
    return degrees(asinh(tan(radians(latitude))))
