"""Places on the map: points are whole, from a source that is named, and lie where the place lies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ...descriptor import DESCRIPTOR_NAME
from ..context import LEVELS, Context, Outcome
from ..findings import Finding, Skipped
from ..registry import rule, told_rows

COLUMNS = ("latitude", "longitude", "position", "position_source")
UNLOCATED = "unlocated"


@rule("coordinates", needs={"places": " ".join(COLUMNS)})
def coordinates(context: Context) -> Iterator[Outcome]:
    """A place has both coordinates, a position other than unlocated and a source of the position, or none of
    these.

    A point without a source cannot be checked, and half a point cannot be drawn. Give what is missing, or
    clear the rest and call the place unlocated.
    """
    for row, latitude, longitude, position, source in context.rows("places", *COLUMNS):
        located = position != UNLOCATED
        cells = {"latitude": latitude, "longitude": longitude, "position_source": source}
        for column, cell in cells.items():
            if located != bool(cell):
                found = f"'{cell}'" if cell else "blank"
                message = f"The cell is {found}, but the position is '{position}'."
                yield context.finding("places", row, column, message)


# From the largest to the smallest; kinds of one line may lie in each other.
SIZES = (
    ("region",),
    ("country", "sea"),
    ("country_part",),
    ("city",),
    ("city_part", "district"),
    ("building", "facility"),
)
SIZE = {kind: size for size, kinds in enumerate(SIZES) for kind in kinds}
ALONE = ("region", "country", "sea")


@rule("place-in-larger", needs={"places": "place_id kind parent_place_id pcode"}, after=("foreign-key",))
def places_lie_in_larger_ones(context: Context) -> Iterator[Outcome]:
    """A place lies in none that is smaller by its kind; all but countries, regions and seas lie in one; its
    place code goes on from that of the place it lies in. Fewer than a hundred places lie in each other.

    Totals by place climb these steps. Correct the kind, the code, or the place it lies in.
    """
    circles = told_rows(context, "places", "parent-cycle")
    known = {} if circles else context.by_key("places", "kind", "pcode")
    rows = () if circles else context.rows("places", "place_id")
    for row, place in islice((each for each in rows if len(context.upwards(each[1])) == LEVELS), 1):
        message = f"'{place}' lies in {LEVELS} places or more, one in the other; the rules climb no further."
        yield context.finding("places", row, "parent_place_id", message)
    for row, kind, parent, code in context.rows("places", "kind", "parent_place_id", "pcode"):
        above, whole = known.get(parent, (kind, ""))
        if not parent and kind not in ALONE:
            yield context.finding(
                "places", row, "parent_place_id", f"A {kind} lies in a larger place; name it."
            )
        elif SIZE.get(kind, 0) < SIZE.get(above, 0):
            message = f"A {kind} does not lie in a {above}, which '{parent}' is."
            yield context.finding("places", row, "parent_place_id", message)
        elif code and not code.startswith(whole):
            message = f"'{code}' does not begin as the code of '{parent}', '{whole}'."
            yield context.finding("places", row, "pcode", message)


@rule("place-in-box", needs={"places": "place_id parent_place_id latitude longitude pcode"})
def places_lie_in_the_box(context: Context) -> Iterator[Outcome]:
    """The points of the country that the descriptor's `x-spatial` names lie in its `bbox`: west, south, east,
    north. Which these are, the place codes tell, of a place or of another in the same country.

    A latitude taken for a longitude puts a town into another continent. Correct the point or the box.
    """
    described = context.package.descriptor.get("x-spatial")
    described = described if isinstance(described, dict) else {}
    box = described.get("bbox")
    if box is not None and not _is_box(box):
        message = f"'bbox' is {box!r:.60}; expected west, south, east and north in degrees."
        yield Finding(DESCRIPTOR_NAME, None, "x-spatial", "", message)
        return
    if box is None or "country" not in described:
        yield Skipped("", "the descriptor has no x-spatial with bbox and country")
        return
    west, south, east, north = box
    points = list(_points(context, str(described["country"])))
    outside = [row for row, x, y in points if not (west <= x <= east and south <= y <= north)]
    if len(outside) == len(points) > 1:
        message = f"No point of '{described['country']}' lies in 'bbox', {box}; correct the box."
        yield Finding(DESCRIPTOR_NAME, None, "x-spatial", "", message)
    else:
        message = f"The point lies outside the box of '{described['country']}', {box}."
        yield from (context.finding("places", row, "latitude", message) for row in outside)


def _is_box(box: object) -> bool:
    if not (isinstance(box, list) and len(box) == 4 and all(type(side) in (int, float) for side in box)):
        return False
    west, south, east, north = box
    return bool(-180 <= west < east <= 180 and -90 <= south < north <= 90)


def _points(context: Context, country: str) -> Iterator[tuple[int, float, float]]:
    """Row, longitude and latitude of the points in a country, which is given by its two letters."""
    columns = "place_id latitude longitude pcode"
    rows = [
        (row, context.upwards(place)[-1], *cells) for row, place, *cells in context.rows("places", columns)
    ]
    roots = {root for _, root, _, _, code in rows if code.startswith(country)}
    for row, root, latitude, longitude, _ in rows:
        if root in roots and latitude and longitude:
            yield row, float(longitude), float(latitude)


def within(context: Context, one: str, two: str) -> bool:
    """Whether one of two places lies in the other; a blank one may be anywhere."""
    return not (one and two) or one in context.upwards(two) or two in context.upwards(one)
