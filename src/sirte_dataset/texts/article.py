"""One article as a readable page of plain text: what is known of it, then its passages in order.

Shows the coders' glosses; the article's own words stand beside them only where the user has attached the
text.
"""

from __future__ import annotations

import textwrap
from typing import Any

from ..descriptor import open_package
from ..errors import UsageError, suggestion
from ..frames import Page
from ..loading import PackageLike, load
from .holdings import VARIABLE, attached_texts

WIDTH = 88
INDENT = " " * 9


def article(article_id: str, package: PackageLike = None) -> str:
    """A readable rendition of one article: what is known of it and on what basis, then its passages.

    Each passage is given as its gloss, below the article's own words where its text is attached. It is a str,
    which a notebook shows as a page.
    Raises UsageError, naming the nearest, for an unknown article.
    """
    opened = open_package(package)
    articles = {row["article_id"]: row for row in load("articles", "records", opened)}
    if article_id not in articles:
        hint = suggestion(article_id, articles) or f" The articles are: {', '.join(articles)}."
        raise UsageError(f"There is no article '{article_id}'.{hint}")
    passages = [row for row in load("passages", "records", opened) if row["article_id"] == article_id]
    passages.sort(key=lambda row: row["position"])
    text = attached_texts(opened).get(article_id)
    parts = [_head(articles[article_id]), *(_passage(row, text) for row in passages)]
    if text is None:
        parts.append(
            _wrap(
                "Passages are told in the coders' words. To see the article's own, attach its text with "
                f"'sirte texts attach DIR', or set the variable {VARIABLE} to a folder that holds it."
            )
        )
    return Page("\n\n".join(parts))


def _head(row: dict[str, Any]) -> str:
    title = row["title"] or "(title not recovered)"
    facts = [
        ("Publisher", f"{row['publisher']}, {_plain(row['publisher_kind'])}", row["publisher_basis"]),
        ("Byline", row["byline"], None),
        ("Published", row["published"], row["published_basis"]),
        ("Address", row["url"], row["url_basis"]),
        ("Derived from", row["derived_from"], None),
        ("Text", f"{row['file_name']}, {row['characters']} characters, {row['words']} words", None),
        ("SHA-256", row["sha256"], None),
        ("On the date", row["published_note"], None),
        ("Note", row["note"], None),
    ]
    lines = [_wrap(f"{row['article_id']}  {title}"), ""]
    for label, fact, basis in facts:
        if fact:
            lines.append(_wrap(f"{label}: {fact}" + (f" ({_plain(basis)})" if basis else ""), hanging="  "))
    return "\n".join([*lines, "", _wrap(f"Abstract: {row['abstract']}")])


def _passage(row: dict[str, Any], text: str | None) -> str:
    """A passage: its id, its kind unless it is body text, the words if at hand, the gloss."""
    marks = [row["kind"]] * (row["kind"] != "body") + ["antecedent lost"] * bool(row["antecedent_lost"])
    mark = f"[{', '.join(marks)}] " if marks else ""
    label = row["passage_id"].ljust(len(INDENT))
    if text is None:
        return _wrap(f"{label}{mark}{row['gloss']}", hanging=INDENT)
    words = " ".join(text[row["start"] : row["end"]].split())
    return "\n".join(
        [
            _wrap(f"{label}{mark}{words}", hanging=INDENT),
            _wrap(f"{INDENT}= {row['gloss']}", hanging=INDENT + "  "),
        ]
    )


def _wrap(text: str, hanging: str = "") -> str:
    """Text in lines of at most WIDTH, those after the first indented; a long word or address stays whole."""
    return textwrap.fill(
        text,
        WIDTH,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )


def _plain(code: str) -> str:
    return code.replace("_", " ")
