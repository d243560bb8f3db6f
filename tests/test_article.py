"""An article as a page to read: what is known of it, its passages in order, its own words where at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import sirte_dataset as sd
from sirte_dataset.errors import UsageError

ARTICLES = sd.load("articles")["article_id"].tolist()


def words(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize("article_id", ARTICLES)
def test_every_passage_stands_in_the_page_in_order(article_id: str) -> None:
    page = words(sd.article(article_id))
    passages = sd.load("passages")
    passages = passages[passages["article_id"] == article_id].sort_values("position")
    places = [page.index(passage_id) for passage_id in passages["passage_id"]]
    assert places == sorted(places)
    missing = [gloss for gloss in passages["gloss"] if words(gloss) not in page]
    assert not missing


@pytest.mark.parametrize("article_id", ARTICLES)
def test_the_page_opens_with_what_is_known_of_the_article(article_id: str) -> None:
    page = words(sd.article(article_id))
    row = next(row for row in sd.load("articles", "records") if row["article_id"] == article_id)
    assert page.startswith(f"{article_id} {words(row['title'] or '(title not recovered)')}")
    for column in ("publisher", "published", "abstract", "sha256"):
        assert words(row[column]) in page


@pytest.mark.parametrize("article_id", ARTICLES)
def test_the_lines_fit_a_terminal(article_id: str) -> None:
    long = [line for line in sd.article(article_id).splitlines() if len(line) > 88 and " " in line.strip()]
    assert not long


def test_without_the_text_the_page_says_how_to_see_it(as_own: Path) -> None:
    page = sd.article("A900")
    assert "At least 12" not in page
    assert "SIRTE_ARTICLES" in page


def test_with_the_text_each_passage_shows_its_words_above_the_gloss(
    as_own: Path, invented_texts: Path
) -> None:
    page = words(sd.article("A900"))
    assert page.index("KARSA, 16 April 2031") < page.index("= Officers say that on Tuesday")
    assert "SIRTE_ARTICLES" not in page


def test_passages_that_are_not_body_text_are_marked(as_own: Path) -> None:
    assert "[headline] A report that the Guard now has the building" in words(sd.article("A900"))


def test_an_unknown_article_suggests_the_nearest_or_lists_all(as_own: Path) -> None:
    with pytest.raises(UsageError, match=r"no article 'A9000'\. Did you mean 'A900'"):
        sd.article("A9000")
    with pytest.raises(UsageError, match=r"The articles are: A900, A901\."):
        sd.article("zebra")
