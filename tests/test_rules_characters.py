"""Characters that are not seen, or mean something else elsewhere, are found in free text."""

import pytest

from invented_package import Fault, assert_found, broken, edit, fault, outcomes

FAULTS = [
    fault(
        "plain-text",
        "a space at the end",
        edit("actors", "velmar_post", description="A daily paper. "),
        at=("actors", "velmar_post", "description"),
        says="has a space too many",
    ),
    fault(
        "plain-text",
        "two spaces running",
        edit("actors", "velmar_post", description="A daily  paper."),
        at=("actors", "velmar_post", "description"),
        says="has a space too many",
    ),
    fault(
        "plain-text",
        "a formula",
        edit("actors", "velmar_post", description="=A1"),
        at=("actors", "velmar_post", "description"),
        says="begins with =",
    ),
    fault(
        "plain-text",
        "a formula of another program",
        edit("actors", "velmar_post", description="@SUM(A1)"),
        at=("actors", "velmar_post", "description"),
        says="begins with @, as a formula does",
    ),
    fault(
        "plain-text",
        "a space of no width",
        edit("actors", "velmar_post", description="A daily\u200b paper."),
        at=("actors", "velmar_post", "description"),
        says="holds U+200B, which is not seen",
    ),
    fault(
        "plain-text",
        "an override of the direction",
        edit("actors", "velmar_post", description="A \u202edaily paper."),
        at=("actors", "velmar_post", "description"),
        says="holds U+202E",
    ),
    fault(
        "plain-text",
        "a control character",
        edit("actors", "velmar_post", description="A daily\x07 paper."),
        at=("actors", "velmar_post", "description"),
        says="holds U+0007",
    ),
    fault(
        "plain-text",
        "a mark that Unicode calls printable",
        edit("actors", "velmar_post", description="A daily\ufe0f paper."),
        at=("actors", "velmar_post", "description"),
        says="holds U+FE0F",
    ),
    fault(
        "plain-text",
        "a letter of another alphabet",
        edit("actors", "velmar_post", description="A d\u0430ily paper."),
        at=("actors", "velmar_post", "description"),
        says="in which letters of two alphabets stand",
    ),
    fault(
        "plain-text",
        "a letter apart from its accent",
        edit("actors", "velmar_post", description="A daily pape\u0301r."),
        at=("actors", "velmar_post", "description"),
        says="is not composed",
    ),
    fault(
        "plain-text",
        "another encoding",
        edit("actors", "velmar_post", description="A daily pap\u00c3\u00a9r."),
        at=("actors", "velmar_post", "description"),
        says="another encoding",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_what_is_not_plain_text_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)


@pytest.mark.parametrize("words", ["Ein Blatt für Inés", "«Газета» is a paper", "صحيفة", "2 = 1 + 1"])
def test_text_of_any_language_is_plain(words: str):
    assert outcomes(broken(edit("actors", "velmar_post", description=words))) == []
