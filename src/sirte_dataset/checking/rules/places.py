"""Places on the map: coordinates come in pairs, from a source that is named, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from ..context import Context, Outcome
from ..registry import rule

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
