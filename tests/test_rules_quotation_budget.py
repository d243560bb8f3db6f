"""Quotes that are too long or too many, and copied words, are found, once and where they are."""

import pytest

from invented_package import Fault, assert_found, broken, detach, edit, fault, invented, outcomes
from sirte_dataset.checking.rules import RULES

NINE_WORDS = "Fighters of the Harbour Guard drove the Red Lantern"

FAULTS = [
    fault(
        "quote-words",
        "a quote of nine words",
        edit("evidence", "R901.row.1", quote=NINE_WORDS, end=str(99 + len(NINE_WORDS))),
        edit("articles", "A900", words="400"),
        detach,
        at=("evidence", "R901.row.1", "quote"),
        says="has 9 words; at most 8",
    ),
    fault(
        "quotation-budget",
        "an article of which too much is shown",
        edit("articles", "A901", words="35"),
        detach,
        at=("articles", "A901", "words"),
        says="show 10 of the 35 words of A901; at most a quarter, 8,",
    ),
    fault(
        "copied-words",
        "nine words of an article in a gloss",
        edit("passages", "A900.03", gloss=f"It says that FIGHTERS, of the{NINE_WORDS[15:]}, as it were."),
        at=("passages", "A900.03", "gloss"),
        says="9 or more words running as in an article",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_what_shows_too_much_of_a_text_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


def shown(*edits) -> str:
    """The words of A901 that count as shown, told by the rule when hardly any are allowed."""
    context = broken(*edits, edit("articles", "A901", words="1"), detach)
    return next(iter(RULES["quotation-budget"](context))).message.split(" of ")[0]


def test_a_word_that_two_quotes_show_counts_once():
    assert shown() == "Quotes and wordings show 10"
    assert (
        shown(edit("evidence", "T903.row.1", quote="15 April", start="113")) == "Quotes and wordings show 10"
    )


def test_a_wording_counts_unless_a_quote_of_the_same_row_holds_it():
    assert shown(edit("casualties", "C904", wording="20")) == "Quotes and wordings show 10"
    assert shown(edit("casualties", "C904", wording="hardly 20")) == "Quotes and wordings show 12"


def test_eight_words_running_are_free_and_so_is_a_title():
    eight = " ".join(NINE_WORDS.split()[:8])
    title = invented().frames["articles"]["title"][0]
    assert outcomes(broken(edit("passages", "A900.03", gloss=eight))) == []
    assert outcomes(broken(edit("articles", "A901", note=f"{title} {title}"))) == []
