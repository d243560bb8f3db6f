"""Numbers in words are read as the coding manual tells a coder to, or not at all."""

import pytest

from sirte_dataset.reading.numbers import FIGURES, FILLED, Figure, numbers_of, read_figure, read_percentage

EXACT = {
    "18": 18,
    "two": 2,
    "Seven": 7,
    "five times": 5,
    "1,800": 1800,
    "twenty-five": 25,
    "a hundred and five": 105,
    "two dozen men": 24,
    "three thousand two hundred": 3200,
    "the 18 soldiers": 18,
    "a US airstrike": 1,
    "an officer": 1,
    "death": 1,
}

LIMITED = {
    "At least 12": ("at_least", 12),
    "no fewer than 12": ("at_least", 12),
    "over 300": ("more_than", 300),
    "more than three hundred men": ("more_than", 300),
    "some 1,800": ("about", 1800),
    "about 50": ("about", 50),
    "nearly 40": ("about", 40),
    "as many as 6,000": ("up_to", 6000),
    "Up to 400 men": ("up_to", 400),
    "Fewer than 200": ("fewer_than", 200),
}

RANGES = {
    "2,000-5,000": (2000, 5000),
    "2,000\N{EN DASH}5,000": (2000, 5000),
    "300 to 400 men": (300, 400),
    "Between 300 and 400": (300, 400),
    "from ten to twenty": (10, 20),
}

WITHOUT_A_NUMBER = {
    "dozens": Figure("vague", scale="dozens"),
    "hundreds": Figure("vague", scale="hundreds"),
    "scores of men": Figure("vague", scale="tens"),
    "a series": Figure("vague"),
    "several strikes": Figure("vague"),
    "regular missions": Figure("vague"),
    "heavy": Figure("not_stated"),
    "combat losses": Figure("not_stated"),
    "unclear how many": Figure("not_stated"),
    "not immediately clear": Figure("not_stated"),
    "no figures": Figure("not_stated"),
    "how many townspeople": Figure("not_stated"),
}

UNREADABLE = ["", "18 of 20", "tens of thousands", "1,8", "airstrikes", "on Tuesday", "300 to 400 or 500"]


@pytest.mark.parametrize("words", EXACT)
def test_a_plain_number_and_a_singular_are_exact(words):
    assert read_figure(words) == Figure("exact", *[float(EXACT[words])] * 3)


@pytest.mark.parametrize("words", LIMITED)
def test_a_limit_fills_the_figure_that_its_quantifier_fills(words):
    quantifier, number = LIMITED[words]
    figure = read_figure(words)
    assert figure is not None
    filled = {name: figure.cell(name) for name in FIGURES if figure.cell(name) is not None}
    assert figure.quantifier == quantifier
    assert filled == dict.fromkeys(FILLED[quantifier], float(number))


@pytest.mark.parametrize("words", RANGES)
def test_two_limits_are_low_and_high(words):
    low, high = RANGES[words]
    assert read_figure(words) == Figure("range", float(low), None, float(high))


@pytest.mark.parametrize("words", WITHOUT_A_NUMBER)
def test_words_without_a_number_are_vague_or_not_stated_and_have_no_figures(words):
    assert read_figure(words) == WITHOUT_A_NUMBER[words]


@pytest.mark.parametrize("words", UNREADABLE)
def test_whatever_gives_no_one_number_is_not_read(words):
    assert read_figure(words) is None


def test_a_percentage_is_read_without_its_sign_and_needs_it():
    assert read_percentage("70 percent") == Figure("exact", 70.0, 70.0, 70.0)
    assert read_percentage("about 40 per cent of it") == Figure("about", None, 40.0)
    assert read_percentage("62.5%") == Figure("exact", 62.5, 62.5, 62.5)
    assert read_percentage("70") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Five English-language news texts of 2016", [5]),
        ("A dozen articles; 12 articles; twenty-five short texts.", [12, 12, 25]),
        ("Two of the five articles", [5]),
        ("One article, several texts, in 2016 articles of four papers", []),
    ],
)
def test_the_numbers_of_things_in_a_text_are_those_beside_the_things(text, found):
    assert [number for _, number in numbers_of("articles|texts", text)] == found
