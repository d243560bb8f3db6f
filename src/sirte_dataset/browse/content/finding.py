"""What can be searched for, and how it is found: a line for each row with a page, in an index in memory.

The words of a claim are those of its line, of its passage, of its cells and of all names that the articles
print for whom and what it speaks of. Words are found by their stems, numbers in words as in digits, and
words that the package calls alike (`x-search` of the descriptor) by one another.
"""

from __future__ import annotations

import re
import sqlite3
from calendar import month_name
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from ...reading.numbers import value
from ...reading.telling import MONTHS
from ...schemas import TableSchema
from ...sqlite.search import TOKENIZER
from ...sqlite.sql import quoted
from ...sqlite.views import CLAIM_TABLES
from ..book import Book, Row
from ..queries import QUERIES

# What is searched, in the order in which it is shown: the kind, its heading.
KINDS = {
    "claims": "Claims",
    "statements": "Statements",
    "passages": "Passages",
    "events": "Events",
    "places": "Places",
    "actors": "Actors",
    "disagreements": "Disagreements",
    "sources": "Other publications",
    "questions": "Questions",
    "codebook": "Columns and codes",
}
MOST = 200  # characters of a search, as many as anybody types
TITLE_WEIGHT = 8
THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}\b)")
# Months in full, as dates are told: August is Aug.
MONTH_NAMES = dict(zip(map(str.lower, month_name[1:]), MONTHS, strict=True)) | {"sept": MONTHS[8]}
PARTS = re.compile(r'"([^"]*)"|([^\W_]+)')
# Words that hardly tell one thing from another; left out where other words are asked for too.
SLIGHT = frozenset(
    {
        *("a", "an", "the", "of", "in", "at", "on", "by", "to", "for", "from", "with", "and", "or", "it"),
        *("is", "was", "were", "be", "did", "do", "does", "had", "has", "have", "there", "many", "much"),
        *("who", "whom", "whose", "what", "which", "when", "where", "why", "how"),
    }
)


class Entry(NamedTuple):
    """One thing to be found: its kind, its page, what it is called, what it says, other words for it."""

    kind: str
    row_id: str
    address: str
    title: str
    detail: str = ""
    words: str = ""
    fragment: str = ""


class Found(NamedTuple):
    """What a search finds, best first; the words that are nowhere, each with the nearest that are somewhere.

    `widened` where no claim has all the words, and those after the others have some.
    """

    entries: list[Entry]
    widened: bool
    missing: dict[str, list[str]]


def entries(book: Book) -> Iterator[Entry]:
    """All that can be found."""
    names = _names(book)
    yield from _claims(book, names)
    yield from _others(book, names)
    for query in QUERIES:
        if query.name != "search":
            yield Entry("questions", query.name, f"questions/{query.name}", query.title, query.description)
    synonyms = book.package.synonyms
    for name, schema in book.schemas.items():
        alike = " ".join(word for word, table in synonyms.items() if table == name)
        yield Entry("codebook", name, "codebook", f"The table {name}", schema.description, alike, name)
        for field in schema.fields:
            codes = " ".join(f"{code} {told}" for code, told in field.meanings)
            title = f"{field.title}, in {name}"
            yield Entry(
                *("codebook", f"{name}.{field.name}", "codebook", title),
                *(field.description, f"{field.name} {codes}", f"{name}.{field.name}"),
            )


def _names(book: Book) -> dict[str, dict[str, str]]:
    """All names of each actor and place, the title of each event, by table and key."""
    found: dict[str, dict[str, str]] = {}
    for table, printed in (("actors", "actor_names"), ("places", "place_names"), ("events", "")):
        schema = book.schemas[table]
        label, key = quoted(schema.label), quoted(schema.key)
        found[table] = {
            row["key"]: row["name"]
            for row in book.rows(f"SELECT {key} AS key, {label} AS name FROM {quoted(table)}")
        }
        if printed in book.schemas:
            for row in book.rows(f"SELECT DISTINCT {key} AS key, name FROM {quoted(printed)}"):
                found[table][row["key"]] += f" · {row['name']}"
    return found


def _claims(book: Book, names: Mapping[str, Mapping[str, str]]) -> Iterator[Entry]:
    cells = {
        (table, row[schema.key]): _cells(schema, row, names)
        for table in CLAIM_TABLES & book.schemas.keys()
        for schema in [book.schemas[table]]
        for row in book.rows(f"SELECT * FROM {quoted(table)}")
    }
    for claim in book.claims("1"):
        words = [claim["passage"], claim["article"], *claim["quotes"], claim["when"], claim["date"]]
        words += [cells[claim["resource"], claim["row_id"]]]
        kind = "statements" if claim["resource"] == "statements" else "claims"
        text = " · ".join(filter(None, words))
        yield Entry(kind, claim["row_id"], f"r/{claim['row_id']}", claim["says"], claim["article"], text)


def _cells(schema: TableSchema, row: Row, names: Mapping[str, Mapping[str, str]]) -> str:
    """The cells of a row in words: codes, the wording, and for identifiers all that they are called."""
    found = []
    for field in schema.fields:
        key = schema.references(field.name)
        if key and key.resource in names:
            found.append(names[key.resource].get(row[field.name], ""))
        elif field.enum or field.name in ("wording", "composition"):
            found.append((row[field.name] or "").replace("_", " "))
    return " · ".join(filter(None, found))


def _others(book: Book, names: Mapping[str, Mapping[str, str]]) -> Iterator[Entry]:
    """The rows that are no claims: what names a row, what it says, and what else it is found by."""
    own_words = ", (SELECT words FROM passage_texts WHERE passage_texts.passage_id = passages.passage_id)"
    for row in book.rows(
        f"SELECT passages.*, publisher {own_words if book.private else ', NULL'} AS own "
        "FROM passages JOIN articles USING (article_id) WHERE gloss IS NOT NULL"
    ):
        page = f"read/{row['article_id']}"
        title, passage = row["own"] or row["gloss"], row["passage_id"]
        yield Entry("passages", passage, page, title, row["publisher"], row["gloss"], passage)
    for table, detail in (("events", "summary"), ("places", "kind"), ("actors", "description")):
        schema = book.schemas[table]
        for row in book.rows(f"SELECT * FROM {quoted(table)}"):
            key, said = row[schema.key], str(row[detail] or "").replace("_", " ")
            where = names["places"].get(row.get("place_id") or "", "")
            yield Entry(table, key, f"r/{key}", row[schema.label], said, f"{names[table][key]} {where}")
    for row in book.rows(
        "SELECT *, (SELECT group_concat(position, ' · ') FROM discrepancy_claims AS sides "
        "WHERE sides.discrepancy_id = discrepancies.discrepancy_id) AS positions FROM discrepancies"
    ):
        words = f"{row['positions']} {row['resolution']}"
        key = row["discrepancy_id"]
        yield Entry("disagreements", key, "disagreements", row["topic"], row["summary"], words, key)
    for row in book.rows(
        "SELECT *, (SELECT group_concat(finding, ' · ') FROM comparisons "
        "WHERE comparisons.source_id = sources.source_id) AS findings FROM sources"
    ):
        said, key = row["findings"] or "", row["source_id"]
        yield Entry("sources", key, f"r/{key}", f"{row['publisher']}: {row['title']}", said, key)


def in_digits(text: str) -> str:
    """The text with its numbers in digits and months as dates are told: district three is district 3."""
    return re.sub(r"[^\W\d_]+", lambda word: _alike(word[0]), THOUSANDS.sub("", text))


def _alike(word: str) -> str:
    low = word.lower()
    if low.isascii() and (number := value(low)):
        return f"{number:g}"
    return MONTH_NAMES.get(low, word)


class Index:
    """The entries of a book, to be searched. Any text may be asked for; none is taken for a command."""

    def __init__(self, found: Iterable[Entry], alike: Iterable[Iterable[str]] = ()) -> None:
        self.entries = list(found)
        self.alike = {word.lower(): list(group) for group in alike for word in group}
        self.lock = Lock()
        self.connection = sqlite3.connect(":memory:", check_same_thread=False)
        self.connection.execute(f"CREATE VIRTUAL TABLE found USING fts5 (title, words, tokenize={TOKENIZER})")
        texts = [(entry.title, f"{entry.row_id} {entry.detail} {entry.words}") for entry in self.entries]
        self.connection.executemany(
            "INSERT INTO found (rowid, title, words) VALUES (?, ?, ?)",
            ((number, in_digits(title), in_digits(words)) for number, (title, words) in enumerate(texts)),
        )
        self.vocabulary = {word.lower() for pair in texts for text in pair for word in _words(text)}

    def find(self, asked: str) -> Found:
        """What has all the words and "phrases" asked for that are anywhere; after it, where no claim has them
        all, what has some of them.
        """
        typed = THOUSANDS.sub("", asked[:MOST].replace("_", " "))
        parts = [part for part in map("".join, PARTS.findall(typed)) if _words(part)]
        parts = [part for part in parts if part.lower() not in SLIGHT] or parts
        terms = {part: self._term(part) for part in dict.fromkeys(parts)}
        known = [term for term in terms.values() if term]
        found = self._matching(" AND ".join(known))
        has_claims = any(entry.kind in ("claims", "statements") for entry in found)
        some = [] if has_claims or len(known) < 2 else self._matching(" OR ".join(known))
        missing = {part: self._near(part) for part, term in terms.items() if not term}
        return Found(list(dict.fromkeys([*found, *some])), bool(some), missing)

    def _term(self, part: str) -> str:
        """The words that one part of a search stands for, as FTS5 has it; "" where none of them is there."""
        alike = [part, *self.alike.get(part.lower(), ())]
        for ending in ("", "*"):
            term = "(" + " OR ".join(f'"{" ".join(_words(in_digits(each)))}"{ending}' for each in alike) + ")"
            if self._matching(term, most=1):
                return term
        return ""

    def _matching(self, expression: str, most: int = -1) -> list[Entry]:
        if not expression:
            return []
        sql = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found, ?, 1), rowid LIMIT ?"
        with self.lock:
            rows = self.connection.execute(sql, (expression, TITLE_WEIGHT, most)).fetchall()
        return [self.entries[number] for (number,) in rows]

    def _near(self, part: str) -> list[str]:
        return get_close_matches(part.lower(), self.vocabulary, n=3, cutoff=0.7)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


@lru_cache(maxsize=4)
def index_of(book: Book) -> Index:
    """The index of a book, made when it is first searched."""
    return Index(entries(book), book.package.descriptor.get("x-search", ()))
