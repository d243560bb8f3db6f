"""The characters of free text: none that is not seen, none that means something else to another program."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..context import Context, Outcome
from ..registry import rule

FORMULAS = ("=", "+", "@")
SPACES = re.compile(r"^\s|\s$|  ")
# Marks that print as nothing and that Unicode does not count among the control characters.
UNSEEN = frozenset("\u034f\u115f\u1160\u3164\ufe0e\ufe0f\uffa0\ufffd")
# Alphabets with letters that look like those of another; the first word of a letter's name says its alphabet.
ALIKE = frozenset(["LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH", "MATHEMATICAL"])


@rule("plain-text", after=("quote-length", "quote-text"))
def text_is_plain(context: Context) -> Iterator[Outcome]:
    """Free text has no character that is not seen, no word in two alphabets and no space too many, does not
    begin with =, + or @, and is composed and encoded as the rest of the file.

    It looks right and is never found by a search; a spreadsheet takes = for a formula. Type the text again.
    """
    for table, frame in context.frames.items():
        for entry in context.schemas[table].fields:
            if entry.type != "string" or entry.enum or entry.pattern:
                continue
            faults = {cell: fault for cell in frame[entry.name].unique() if (fault := _fault(cell))}
            for row, cell in context.rows(table, entry.name) if faults else ():
                if cell in faults:
                    yield context.finding(table, row, entry.name, f"The text {faults[cell]}; type it again.")


def _fault(cell: str) -> str:
    """What is wrong with the characters of a text, "" for nothing."""
    if SPACES.search(cell):
        return "has a space too many"
    if cell.startswith(FORMULAS):
        return f"begins with {cell[0]}, as a formula does"
    if not cell.isprintable() or not UNSEEN.isdisjoint(cell):
        unseen = next(char for char in cell if not char.isprintable() or char in UNSEEN)
        return f"holds U+{ord(unseen):04X}, which is not seen"
    return "" if cell.isascii() else _foreign(cell)


def _foreign(cell: str) -> str:
    """What is wrong with a text that is not ASCII alone."""
    if unicodedata.normalize("NFC", cell) != cell:
        return "is not composed (NFC), so it is unlike the same text elsewhere"
    try:
        cell.encode("cp1252").decode("utf-8")
    except UnicodeError:
        words = (word for word in re.findall(r"[^\W\d_]+", cell) if not word.isascii())
        mixed = next((word for word in words if len(ALIKE & set(map(_alphabet, word))) > 1), "")
        return f"has '{mixed}', in which letters of two alphabets stand" if mixed else ""
    return "was saved in another encoding than it was read in"


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
