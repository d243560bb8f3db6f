"""The order of passages, as far as the tables alone tell it; texts.py compares them with the words."""

from __future__ import annotations

from collections.abc import Iterator

from ..context import Context, Outcome
from ..registry import rule


@rule("passage-order", needs={"passages": "article_id position start end"})
def passage_order(context: Context) -> Iterator[Outcome]:
    """The passages of an article are numbered 1, 2, 3 without a gap, in the order of the text, and do not
    overlap.

    A word that stands in two passages would be counted twice. Correct the position or the offsets.
    """
    columns = "article_id position start end"
    complete = context.clean("passages", columns)
    cells = [
        (article, int(position), row, int(start), int(end))
        for row, article, position, start, end in context.rows("passages", columns)
    ]
    previous: dict[str, tuple[int, int]] = {}
    for article, position, row, start, end in sorted(cells):
        before, reached = previous.get(article, (0, 0))
        previous[article] = (position, max(reached, end))
        if end <= start:
            message = f"The passage ends at {end}, but it starts at {start}."
            yield context.finding("passages", row, "end", message)
        elif complete and position != before + 1:
            message = f"Position {position} follows {before}; expected {before + 1}."
            yield context.finding("passages", row, "position", message)
        elif start < reached:
            message = f"The passage starts at {start}, before the one before it ends ({reached})."
            yield context.finding("passages", row, "start", message)


@rule("passage-inside", needs={"passages": "article_id end", "articles": "article_id characters"})
def passages_inside(context: Context) -> Iterator[Outcome]:
    """A passage ends no later than its article, whose length is `characters`.

    Offsets beyond the end belong to another version of the text. Compute them again from the file that was
    coded.
    """
    lengths = context.column("articles", "characters")
    for row, article, end in context.rows("passages", "article_id", "end"):
        if article in lengths and int(end) > int(lengths[article]):
            message = f"The passage ends at {end}; {article} has {lengths[article]} characters."
            yield context.finding("passages", row, "end", message)
