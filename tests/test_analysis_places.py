"""Places as a tree, and by any of their names."""

from __future__ import annotations

import pytest

import sirte_dataset as sd
from sirte_dataset.analysis.places import find_place, parts, wholes
from sirte_dataset.descriptor import Package, open_package


def test_the_parts_of_a_place_are_all_those_that_have_it_among_their_wholes():
    package = open_package()
    everywhere = [row["place_id"] for row in sd.load("places", "records")]
    for place in everywhere:
        inside = {each for each in everywhere if place in wholes(each, package)}
        assert set(parts(place, package)) == {place} | inside
        assert parts(place, package)[0] == place


def test_a_place_comes_after_the_one_it_lies_in():
    package = open_package()
    order = parts("libya", package)
    assert "university_campus" in order
    for place in order[1:]:
        assert order.index(wholes(place, package)[0]) < order.index(place)


def test_the_nearest_whole_comes_first():
    assert wholes("university_campus", open_package())[:2] == ["sirte", "libya"]


def test_a_circle_of_places_comes_to_an_end(monkeypatch: pytest.MonkeyPatch):
    ring = [{"place_id": "a", "parent_place_id": "b"}, {"place_id": "b", "parent_place_id": "a"}]
    monkeypatch.setattr("sirte_dataset.analysis.places.load", lambda *_: ring)
    package: Package = open_package()
    assert wholes("a", package) == ["b", "a"]
    assert parts("a", package) == ["a", "b"]


def test_a_place_is_found_by_its_id_its_name_and_the_names_that_articles_use():
    package = open_package()
    assert find_place("sirte", package) == "sirte"
    for row in sd.load("places", "records"):
        assert find_place(row["place_id"], package) == row["place_id"]
    for row in sd.load("place_names", "records"):
        try:
            assert find_place(row["name"], package) == row["place_id"]
        except sd.UsageError as error:
            assert "Several places" in str(error)  # noqa: PT017


def test_an_unknown_place_names_the_nearest():
    with pytest.raises(sd.UsageError, match=r"There is no place 'sirt'\. Did you mean 'Sirte'"):
        find_place("sirt", open_package())
