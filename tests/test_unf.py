"""The UNF of values: what is published of version 6, and what it sees and does not see."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirte_dataset.release.unf import Value, combined, of_table, of_vector

LONG = (
    "A quite long character string, so long that the number of characters in it happens to be more than the"
    " default cutoff limit of 128."
)

# The list of sample UNFs of the Java implementation, doc/unf_examples.txt of github.com/IQSS/UNF.
EXAMPLES: list[tuple[Value, str]] = [
    (0, "YUvj33xEHnzirIHQyZaHow=="),
    (1, "tv3XYCv524AfmlFyVOhuZg=="),
    (-300, "ZTXyg54FoMfRDWZl6oWmFQ=="),
    (3.1415, "vOSZmXXXpKfQcqZ0Cuu5/w=="),
    (0.00073, "qhw3qzg3fEK0NNfoVxk4jQ=="),
    (float("nan"), "GNcR8/UCnImaPpw47gdPNg=="),
    (float("inf"), "MdAI70WZdDHnu6qmkpqUQg=="),
    (float("-inf"), "A7orv3pgAhljFnGjQVLCog=="),
    ("A character String", "FYqU7uBl885eHMbpco1ooA=="),
    (LONG, "/BoSlfcIlsmQ+GHu5gxwEw=="),
    ("på Færøerne", "KHM6bKVaVaxWDDsmyerfDA=="),
    ("", "ECtRuXZaVqPomffPDuOOUg=="),
    (None, "cJ6AyISHokEeHuTfufIqhg=="),
    ("2014-01-13T20:47:18", "eaMxex5EHi2LunomVc0SDw=="),
    ("2014-01-14T01:47:18Z", "1Pku/Z/EIRtmpdEepAb1MA=="),
    (True, "tv3XYCv524AfmlFyVOhuZg=="),
    (False, "YUvj33xEHnzirIHQyZaHow=="),
]
# The tests of the Java implementation, of the R package UNF and of the Python package unf; the description.
VECTORS: list[tuple[list[Value], str]] = [
    ([6.6666666666666667, 75.216], "+kc3wyGwZ6otDkZwpvswDw=="),
    ([32, 2024], "R2Xa8BqKPRgj5EpnYEZQyw=="),
    (["Hello World", "Testing 123"], "r+FDbVC6fKdUjRS6ZIzP4w=="),
    (["2009-08-21T12:34:56", date(2009, 10, 1)], "HATxImqk8FFo1ugDZB6IjQ=="),
    (list(range(1, 21)), "/FIOZM/29oC3TK/IE52m2A=="),
    (list(range(-3, 4)), "7FsSuKWGIp6i7b0NFjckZQ=="),
    (["test", "1", "2", "3"], "fH4NJMYkaAJ16OWMEE+zpQ=="),
    ([0.0123456789012345], "tbCwhb/PKbElzXByo6hLAw=="),
    ([-0.0], "qDM4PMUq1cMW+bqfBLBGZg=="),
    ([1.234567e150], "qcKO4c5rvHfQ3nHzqrAS/Q=="),
    ([1.234567e-150], "vbTNUOoynDv6UKxOn36WeQ=="),
    ([1.23456789, None, 0], "Do5dfAoOOFt4FSj0JcByEw=="),
]
# Halves in the eighth digit go to the even digit before them: pairs of which both have the same UNF.
HALVES: list[tuple[tuple[float, float], str]] = [
    ((1.2345675, 1.2345685), "vcKELUSS4s4k1snF4OTB9A=="),
    ((1.2345635, 1.2345645), "auhsR5DIScLiAUb/SA2YVA=="),
    ((12345635, 12345645), "qnKXlm182LZPFz9JzxTiNg=="),
]


@pytest.mark.parametrize(("value", "published"), EXAMPLES)
def test_a_value_has_the_published_unf(value: Value, published: str) -> None:
    assert of_vector([value]) == f"UNF:6:{published}"


@pytest.mark.parametrize(("values", "published"), VECTORS)
def test_a_vector_has_the_published_unf(values: list[Value], published: str) -> None:
    assert of_vector(values) == f"UNF:6:{published}"


@pytest.mark.parametrize(("pair", "published"), HALVES)
def test_halves_are_rounded_to_the_even_digit(pair: tuple[float, float], published: str) -> None:
    assert {of_vector([number]) for number in pair} == {f"UNF:6:{published}"}


def test_another_precision_stands_in_the_header() -> None:
    assert of_vector([1.23456789], digits=9) == "UNF:6:N9:IKw+l4ywdwsJeDze8dplJA=="
    assert of_vector([1.2345678], digits=6) == "UNF:6:N6:Z8pf0CubsQBVtRiOQLQNVA=="


def test_a_table_has_the_unf_of_the_r_package_whatever_the_order_of_its_columns() -> None:
    published = "UNF:6:ukDZSJXck7fn4SlPJMPFTQ=="
    assert of_table([[1, 2, 3], [4, 5, 6], [7, 8, 9]]) == published
    assert of_table([[7, 8, 9], [1, 2, 3], [4, 5, 6]]) == published


def test_a_set_of_tables_has_the_unf_that_dataverse_shows() -> None:
    """The two tables of doi:10.70122/FK2/YAAX1R in the demonstration of Dataverse, and the whole dataset."""
    tables = ["UNF:6:Iav+suqRnjXHbcZOlOxueQ==", "UNF:6:y5lOy2RfMHvDW3OeIDYgYQ=="]
    assert combined(tables) == combined(reversed(tables)) == "UNF:6:iSz38eRfzxPv54AKU42WGA=="


def test_the_unf_of_one_column_is_that_of_the_table() -> None:
    assert of_table([[1, None]]) == of_vector([1, None])


def test_a_date_is_its_text_and_a_number_however_it_is_written() -> None:
    assert of_vector([date(2031, 5, 12)]) == of_vector(["2031-05-12"])
    assert of_vector([12, 1]) == of_vector([12.0, True])
    assert of_vector([12]) != of_vector(["12"])


@pytest.mark.parametrize(
    ("one", "other"),
    [([1, 2], [2, 1]), ([1, None], [None, 1]), ([None], [""]), (["ab", ""], ["a", "b"]), ([1, 1], [1])],
)
def test_order_blanks_and_borders_count(one: list[Value], other: list[Value]) -> None:
    assert of_vector(one) != of_vector(other)


def test_what_comes_after_the_128th_character_or_the_seventh_digit_is_not_seen() -> None:
    assert of_vector(["é" * 128 + "a"]) == of_vector(["é" * 128 + "b"]) != of_vector(["é" * 127 + "a"])
    assert of_vector([1234567.1]) == of_vector([1234567]) != of_vector([1234568])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_has_the_unf_of_its_seven_digits(number: float) -> None:
    assert of_vector([number]) == of_vector([float(f"{Decimal(repr(number)):.6e}")])
