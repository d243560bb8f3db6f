"""Tables that do not fit the attached texts are found; without texts the rules are skipped."""

import pytest

from invented_package import Fault, assert_found, broken, detach, edit, fault, invented, outcomes
from sirte_dataset.checking.findings import Skipped
from sirte_dataset.checking.rules import RULES

FAULTS = [
    fault(
        "text-fingerprint",
        "the hash of another text",
        edit("articles", "A900", sha256="0" * 64),
        at=("articles", "A900", "sha256"),
        says="is not that of the attached text",
    ),
    fault(
        "text-fingerprint",
        "a wrong size",
        edit("articles", "A900", bytes="1"),
        at=("articles", "A900", "bytes"),
        says="'1' is not that of the attached text: ",
    ),
    fault(
        "text-fingerprint",
        "a wrong length",
        edit("articles", "A900", characters="9999"),
        at=("articles", "A900", "characters"),
        says="'9999' is not that of the attached text: ",
    ),
    fault(
        "quote-text",
        "a quote that is not in the text",
        edit("evidence", "C901.low.1", quote="At least 21"),
        at=("evidence", "C901.low.1", "quote"),
        says="'At least 21' is not what A900 has from 211 to 222",
    ),
    fault(
        "quote-text",
        "a phrase of time that is not in the text",
        edit("time_expressions", "X903", wording="six times."),
        at=("time_expressions", "X903", "wording"),
        says="'six times.' is not what A900 has from 469 to 479",
    ),
    fault(
        "name-text",
        "a spelling that its words do not have",
        edit("place_names", "PN906", name="Velmaria"),
        at=("place_names", "PN906", "name"),
        says="'Velmaria' does not stand in the words of its evidence",
    ),
    fault(
        "passage-cover",
        "words that no passage holds",
        edit("passages", "A900.09", end="640"),
        at=("passages", "", ""),
        says="Characters 641 to 646 of A900 lie in no passage",
    ),
    fault(
        "passage-edges",
        "a passage that begins with a blank",
        edit("passages", "A900.09", start="603"),
        at=("passages", "A900.09", "start"),
        says="603 of A900 is no edge of a word",
    ),
    fault(
        "passage-edges",
        "a passage that ends with a blank",
        edit("passages", "A901.04", end="248"),
        at=("passages", "A901.04", "end"),
        says="248 of A901 is no edge of a word",
    ),
    fault(
        "article-words",
        "a wrong number of words",
        edit("articles", "A900", words="119"),
        at=("articles", "A900", "words"),
        says="119 is not the number of words; expected 112",
    ),
    fault(
        "passage-edges",
        "evidence that begins within a word",
        edit("evidence", "C901.outcome.1", start="236"),
        at=("evidence", "C901.outcome.1", "start"),
        says="Character 236 of A900 is no edge of a word",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_what_does_not_fit_the_text_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


def test_words_outside_all_passages_are_told_once_for_each_stretch():
    context = broken(edit("passages", "A900.07", start="500"), edit("passages", "A900.08", end="590"))
    found = [outcome.message for outcome in RULES["passage-cover"](context)]
    assert found == [
        f"Characters {stretch} of A900 lie in no passage." for stretch in ("494 to 500", "590 to 602")
    ]


def test_offsets_count_characters_and_not_bytes():
    text = invented().texts["A900"]
    assert len(text) < len(text.encode("utf-8"))
    assert outcomes(invented()) == []


def test_without_texts_what_needs_them_is_skipped_and_says_so():
    found = outcomes(broken(detach))
    assert [type(outcome) for outcome in found] == [Skipped] * len(found)
    assert {outcome.reason for outcome in found} == {"no article texts are attached"}
    assert {"copied-words", "quote-text", "passage-cover"} <= {outcome.rule for outcome in found}
