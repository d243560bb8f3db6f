"""Pieces of Markdown as code hosts read it: the head of a page, tables, cells, code, generated blocks.

What stands in the pages is left to the modules beside this one.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence

from ..errors import DataError

WIDTH = 110
BLOCK = re.compile(r"<!-- generated: (.+?) -->\n.*?<!-- end -->", re.DOTALL)


def head(title: str, made_from: str, text: str) -> list[str]:
    """How a generated page begins: the note for whoever opens the file, the title, and what the page is."""
    note = f"<!-- Generated from {made_from}: do not edit this page, renew it with `sirte docs`. -->"
    return [note, f"# {title}", *paragraphs(text)]


def page(parts: Sequence[str]) -> str:
    """The blocks of a page with a blank line between them."""
    return "\n\n".join(parts) + "\n"


def filled(text: str, blocks: Mapping[str, str], shown_as: str) -> str:
    """A page written by hand, its generated blocks made anew: each stands between two marks of its own.

    Raises DataError unless the page has exactly these blocks, each once and each with its end.
    """
    if sorted(BLOCK.findall(text)) != sorted(blocks) or text.count("<!-- end -->") != len(blocks):
        raise DataError(
            f"Expected a block each of {', '.join(blocks)}, "
            "that is the lines <!-- generated: NAME --> and <!-- end -->.",
            file=shown_as,
        )
    return BLOCK.sub(
        lambda block: f"<!-- generated: {block[1]} -->\n\n{blocks[block[1]]}\n\n<!-- end -->", text
    )


def paragraphs(text: str) -> list[str]:
    """A text with blank lines between its paragraphs, each folded to the width of the sources."""
    return [folded(paragraph) for paragraph in text.strip().split("\n\n")]


def folded(text: str, indent: str = "") -> str:
    """One paragraph folded to the width of the sources, its further lines indented."""
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def bullets(items: Sequence[str]) -> str:
    """A list."""
    return "\n".join(folded(f"- {item}", "  ") for item in items)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are Markdown; a bar in one of them, which would end it, is escaped."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, cells))} |" for cells in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def anchor(*names: str) -> str:
    """A target for links, for places that have no heading; see link()."""
    return f'<a id="{"-".join(names)}"></a>'


def link(text: str, *names: str) -> str:
    """A link to a heading or an anchor of the same page."""
    return f"[{text}](#{'-'.join(names)})"


def code(text: str) -> str:
    """Text as it would be typed, whatever signs are in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{fence}{space}{text}{space}{fence}" if text else ""


def block(language: str, text: str) -> str:
    """Lines of code."""
    return f"```{language}\n{text}\n```"


def literal(text: str) -> str:
    """Prose from the data, so that none of its signs is taken for Markdown; an address becomes a link."""
    if re.fullmatch(r"https?://[^\s<>]+", text):
        return f"<{text}>"
    return re.sub(r"([\\`*_\[\]<~&])", r"\\\1", " ".join(text.split()))
