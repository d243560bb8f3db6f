"""What a private copy has beyond the public database: the articles' texts, and the marks that say so.

The two tables are described here as the others are in schemas/, so that the same code makes, documents and
shows them. Which texts are at hand is left to texts.py, writing the file to database.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .descriptor import Package
from .errors import UsageError
from .loading import load
from .schema import TableSchema, parse_schema
from .texts import VARIABLE, holdings

PRIVATE_FILE_NAME = "sirte-private.db"
NOTICE = "Private copy with the articles' texts: not for publication."
LICENCE_NOTE = (
    "The articles' texts, in the tables texts and passage_texts and in what is made from them, belong to their "
    "publishers and are under no open licence. All other tables: "
)

TEXTS: dict[str, Any] = {
    "title": "Article texts",
    "description": "The text of each article as it was coded; offsets count its characters. Private: the texts "
    "belong to their publishers.",
    "fields": [
        {
            "name": "article_id",
            "title": "Article",
            "description": "The article whose text this is.",
            "type": "string",
            "constraints": {"required": True},
        },
        {
            "name": "text",
            "title": "Text",
            "description": "The file, decoded as UTF-8, nothing normalised.",
            "type": "string",
            "constraints": {"required": True},
        },
    ],
    "primaryKey": ["article_id"],
    "foreignKeys": [
        {"fields": ["article_id"], "reference": {"resource": "articles", "fields": ["article_id"]}}
    ],
}
PASSAGE_TEXTS: dict[str, Any] = {
    "title": "Passages in the original words",
    "description": "Each passage as the article has it. Private: the texts belong to their publishers.",
    "fields": [
        {
            "name": "passage_id",
            "title": "Passage",
            "description": "The passage whose words these are.",
            "type": "string",
            "constraints": {"required": True},
        },
        {
            "name": "words",
            "title": "Words",
            "description": "The characters of the text from the start of the passage to its end.",
            "type": "string",
            "constraints": {"required": True},
        },
    ],
    "primaryKey": ["passage_id"],
    "foreignKeys": [
        {"fields": ["passage_id"], "reference": {"resource": "passages", "fields": ["passage_id"]}}
    ],
}


def private_schemas() -> dict[str, TableSchema]:
    """The schemas of the tables that only a private copy has, by name."""
    documents = {"texts": TEXTS, "passage_texts": PASSAGE_TEXTS}
    return {name: parse_schema(name, document) for name, document in documents.items()}


PRIVATE_TABLES = ("texts", "passage_texts")


def private_rows(package: Package, texts: dict[str, str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of those tables."""
    yield "texts", [{"article_id": article, "text": text} for article, text in texts.items()]
    yield (
        "passage_texts",
        [
            {
                "passage_id": passage["passage_id"],
                "words": texts[passage["article_id"]][passage["start"] : passage["end"]],
            }
            for passage in load("passages", "records", package)
        ],
    )


def all_texts(package: Package) -> dict[str, str]:
    """The texts of all articles by article_id. Raises UsageError, naming those that are not at hand."""
    found = {holding.article.article_id: holding.text for holding in holdings(package)}
    texts = {article: text for article, text in found.items() if text is not None}
    missing = [article for article in found if article not in texts]
    if missing:
        raise UsageError(
            f"A private copy needs the texts of all articles; missing: {', '.join(missing)}. Attach them with  "
            f"sirte texts attach DIR  or name their folder in {VARIABLE}."
        )
    return texts


def private_metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    """Metadata for Datasette, marked as that of a private copy."""
    return metadata
