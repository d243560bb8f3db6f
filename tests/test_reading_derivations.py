"""A claim's date follows from the phrase that it rests on in the ways that are listed, and in no other."""

from datetime import date

import pytest

from sirte_dataset.reading.counting import Scene
from sirte_dataset.reading.derivations import DERIVATIONS, Ground, derivation

DAYS = Scene(date(2031, 4, 16), date(2031, 4, 18))
DAY = Ground("2031-04-13", (), DAYS, implied=False)
SINCE = Ground("2031-04-01/2031-04-18", (), DAYS, implied=False)
OPEN = Ground("2014-05/..", ("[2014-05..2014-08]",), DAYS, implied=False)
WEEK = Ground("2031-04-14/2031-04-20", (), DAYS, implied=False, planned=True)
YEAR = WEEK._replace(phrase="2031")

WAYS = [
    ("the same", DAY, "2031-04-13"),
    ("the same", SINCE, "2031-04-01/2031-04-18"),
    ("part of the phrase", OPEN, "[2014-05..2014-08]"),
    ("on or before", DAY, "[..2031-04-13]"),
    ("on or before", SINCE, "[..2031-04-01]"),
    ("up to", DAY, "../2031-04-13"),
    ("from then on", DAY, "2031-04-13/.."),
    ("from then to publication", DAY, "2031-04-13/2031-04-18"),
    ("between it and publication", DAY, "[2031-04-13..2031-04-18]"),
    ("the rest of it", WEEK, "[2031-04-16..2031-04-20]"),
    ("the rest of it", WEEK, "2031-04-16/2031-04-20"),
    ("the rest of it", WEEK, "2031-04-16/.."),
    ("the rest of it", YEAR, "2031-04-16/2031"),
    ("the rest of it", WEEK._replace(phrase="[2031-04-14..2031-04-16]"), "2031-04-16"),
    ("its beginning", SINCE, "2031-04-01"),
    ("its beginning", OPEN, "2014-05"),
    ("near it", DAY, "2031-04~"),
    ("publication alone", DAY._replace(implied=True), "[..2031-04-18]"),
    ("publication alone", DAY._replace(implied=True), "[2031-04-16..2031-04-18]"),
    ("publication alone", DAY._replace(implied=True), "../2031-04-18"),
    ("publication alone", DAY._replace(implied=True), "2031-04-16/.."),
]

ASTRAY = [
    (DAY, "2031-04-14"),
    (DAY, "2031-04"),
    (DAY, "[..2031-04-18]"),
    (SINCE, "2031-04-18/.."),
    (OPEN, "[2014-05..2014-09]"),
    (WEEK._replace(planned=False), "[2031-04-16..2031-04-20]"),
    (WEEK._replace(phrase="2031-04-21/2031-04-27"), "[2031-04-16..2031-04-27]"),
    (WEEK._replace(phrase="2031-04-07/2031-04-13"), "2031-04-16/.."),
    (WEEK._replace(phrase="2031-04-14/.."), "2031-04-16/.."),
    (Ground("../2014-05", (), DAYS, implied=False), "2014-05/.."),
    (Ground("2014", (), DAYS, implied=False), "2014~"),
]


@pytest.mark.parametrize(("name", "ground", "day"), WAYS)
def test_a_date_follows_from_its_phrase_in_a_listed_way(name, ground, day):
    way = derivation(day, ground)
    assert way is not None
    assert way.name == name


@pytest.mark.parametrize(("ground", "day"), ASTRAY)
def test_any_other_date_does_not_follow(ground, day):
    assert derivation(day, ground) is None


def test_every_way_is_shown_and_told():
    assert {name for name, *_ in WAYS} == {way.name for way in DERIVATIONS}
    assert all(way.form and way.meaning.endswith(".") for way in DERIVATIONS)
