"""What a private copy has beyond the public database: the articles' texts, and the marks that say so.

The two tables are described here as the others are in schemas/, so that the same code makes, documents and
shows them. Which texts are at hand is left to texts/, writing the file to build.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..descriptor import Package
from ..errors import UsageError
from ..schemas import TableSchema, parse_schema
from ..texts.holdings import VARIABLE, holdings

PRIVATE_FILE_NAME = "sirte-private.db"
PRIVATE_TABLES = ("texts", "passage_texts")
NOTICE = "Private copy with the articles' texts: not for publication."
LICENCE_NOTE = (
    "The articles' texts (tables texts and passage_texts) belong to their publishers and are under no open "
    "licence. The dataset itself: "
)

Row = dict[str, Any]


def private_schemas() -> dict[str, TableSchema]:
    """The schemas of the tables that only a private copy has, by name."""
    texts = _schema(
        "texts",
        "Article texts",
        "The text of each article as it was coded. Private: the texts belong to their publishers.",
        ("article_id", "Article", "The article whose text this is."),
        ("text", "Text", "The file decoded as UTF-8, nothing normalised, so that offsets fit."),
        key_of="articles",
    )
    passage_texts = _schema(
        "passage_texts",
        "Passages in the original words",
        "Each passage as the article has it. Private: the texts belong to their publishers.",
        ("passage_id", "Passage", "The passage whose words these are."),
        ("words", "Words", "The characters of the text from the start of the passage to its end."),
        key_of="passages",
    )
    return {schema.name: schema for schema in (texts, passage_texts)}


def private_rows(passages: Iterable[Row], texts: dict[str, str]) -> dict[str, list[Row]]:
    """The rows of those tables, from the passages and the texts of all articles."""
    passages = [
        {
            "passage_id": passage["passage_id"],
            "words": texts.get(passage["article_id"], "")[passage["start"] : passage["end"]],
        }
        for passage in passages
    ]
    rows = ([{"article_id": article, "text": text} for article, text in texts.items()], passages)
    return dict(zip(PRIVATE_TABLES, rows, strict=True))


def texts_if_asked(package: Package, with_texts: bool) -> dict[str, str] | None:
    """The texts of all articles by article_id for a private copy, None for a public one.

    Only True asks for a private copy: what else a caller may hand over could be a default misread. Raises
    UsageError, naming the texts that are not at hand.
    """
    if with_texts is not True:
        return None
    held = holdings(package)
    missing = [holding.article.article_id for holding in held if holding.text is None]
    if missing:
        raise UsageError(
            f"A private copy needs the texts of all articles; missing: {', '.join(missing)}. Attach them with"
            f"  sirte texts attach DIR  or name their folder in {VARIABLE}."
        )
    return {holding.article.article_id: holding.text for holding in held if holding.text is not None}


def _schema(
    name: str, title: str, description: str, *columns: tuple[str, str, str], key_of: str
) -> TableSchema:
    """A schema of two columns of text (name, title, description); the first is the key of another table."""
    keys = ("name", "title", "description")
    text = {"type": "string", "constraints": {"required": True}}
    key = [columns[0][0]]
    document = {
        "title": title,
        "description": description,
        "fields": [dict(zip(keys, column, strict=True)) | text for column in columns],
        "primaryKey": key,
        "foreignKeys": [{"fields": key, "reference": {"resource": key_of, "fields": key}}],
    }
    return parse_schema(name, document)
