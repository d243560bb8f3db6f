"""Places as a tree: what lies in a place, and in what it lies; and a place by its id or any of its names.

Whatever else is a part of its own kind, such as an actor or an event, is climbed here as well.
"""

from __future__ import annotations

from ..descriptor import Package
from ..errors import UsageError, suggestion
from ..loading import load


def find_place(place: str, package: Package) -> str:
    """The place_id of a place that is named by its id, its name, or a name that an article uses for it.

    Raises UsageError, naming the nearest, for an unknown place, and for a name that several places share.
    """
    rows = load("places", "records", package)
    ids = [row["place_id"] for row in rows]
    if place in ids:
        return place
    named = rows + (load("place_names", "records", package) if "place_names" in package.names else [])
    named = [row for row in named if row["name"]]
    found = sorted({row["place_id"] for row in named if row["name"].casefold() == str(place).casefold()})
    if len(found) == 1:
        return str(found[0])
    if found:
        raise UsageError(f"Several places are named '{place}'; give one of their ids: {', '.join(found)}.")
    names = sorted({row["name"] for row in named})
    raise UsageError(f"There is no place '{place}'.{suggestion(place, [*ids, *names])}")


def wholes(place_id: str, package: Package) -> list[str]:
    """The places that a place lies in, the nearest first."""
    parents = {row["place_id"]: row["parent_place_id"] for row in load("places", "records", package)}
    return chain(parents.get(place_id), parents)


def chain(item: str | None, parents: dict[str, str | None]) -> list[str]:
    """An item and what it is part of, nearest first."""
    found: list[str] = []
    while item and item not in found:
        found.append(item)
        item = parents.get(item)
    return found


def parts(place_id: str, package: Package) -> list[str]:
    """A place and all that lies in it, each place after the one it lies in, in the order of the table."""
    children: dict[str, list[str]] = {}
    for row in load("places", "records", package):
        children.setdefault(row["parent_place_id"], []).append(row["place_id"])
    found = [place_id]
    for each in found:  # grows while it is walked
        found += [child for child in children.get(each, []) if child not in found]
    return found
