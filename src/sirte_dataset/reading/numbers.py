"""The number that a few words give: "18", "some 1,800", "Fewer than 200", "2,000-5,000", "a US airstrike".

Reads them as the coding manual tells a coder to, so that a cell can be held against its quote. Whose number
it is, and whether it is right, is not asked here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

# The language whose words are read here.
LANGUAGE = "en"
FIGURES = ("low", "best", "high")

# Which of low, best, high a quantifier fills.
FILLED = {
    "exact": FIGURES,
    "at_least": ("low",),
    "more_than": ("low",),
    "about": ("best",),
    "up_to": ("high",),
    "fewer_than": ("high",),
    "range": ("low", "high"),
    "estimate": FIGURES,
    "vague": (),
    "not_stated": (),
}

# The words before a number that make it a limit or an approximation.
LIMITS = {
    "at_least": ("at least", "no fewer than", "no less than", "not less than", "a minimum of"),
    "more_than": ("more than", "over", "above", "upwards of", "in excess of"),
    "about": (
        *("about", "some", "around", "approximately", "roughly", "nearly", "almost", "close to"),
        *("an estimated", "estimated"),
    ),
    "up_to": ("up to", "as many as", "no more than", "not more than", "at most", "a maximum of"),
    "fewer_than": ("fewer than", "less than", "under", "below"),
}

# Orders of magnitude without a number, and the scale that each is coded as.
SCALES = {scale: scale for scale in ("tens", "dozens", "hundreds", "thousands")} | {"scores": "tens"}

# Words for more than one that give no number.
VAGUE = (
    *("a series", "series", "a number", "several", "many", "a few", "few", "numerous", "multiple", "various"),
    *("a handful", "handful", "regular", "repeated"),
)

# Words that raise the matter without an amount, or say that it is unknown.
UNTOLD = (
    "heavy",
    "unclear",
    "unknown",
    "not clear",
    "not immediately clear",
    "no figures",
    "how many",
    "losses",
)

# A thing that can befall a named person only once.
ONCE = ("death",)

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GREAT = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
WORDS = {
    **{word: number for number, word in enumerate(_SMALL)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    **_GREAT,
}

# No number in words has more; without an end to them, a text of nothing else would take hours.
MOST_WORDS = 15
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
_IN_WORDS = (
    rf"(?:a (?:dozen|hundred|thousand|million)|(?:{_WORD})\b)(?:[ -](?:and )?(?:{_WORD})\b){{0,{MOST_WORDS}}}"
)
_NUMBER = rf"(?:{_DIGITS}|{_IN_WORDS})"

_LIMIT = {words: name for name, group in LIMITS.items() for words in group}
_LIMIT_WORDS = "|".join(sorted(_LIMIT, key=len, reverse=True))
_ONE_NUMBER = re.compile(rf"(?:({_LIMIT_WORDS}) )?(?:the )?({_NUMBER})(?![\w,.]\d)\b(.*)")
_TWO_NUMBERS = re.compile(
    rf"(?:({_DIGITS})-(?=\d)|({_NUMBER}) to |between ({_NUMBER}) and |from ({_NUMBER}) to )({_NUMBER})\b(.*)"
)
_ANY_NUMBER = re.compile(rf"\b{_NUMBER}\b")
_SCALE = re.compile(rf"(?:(?:the|some|many|several) )?({'|'.join(SCALES)})\b(?! of (?:thousands|hundreds)).*")
_VAGUE = re.compile(rf"(?:{'|'.join(VAGUE)})\b.*")
_UNTOLD = re.compile(rf"(?:.* )?(?:{'|'.join(UNTOLD)})\b.*")
_SINGULAR = re.compile(r"(?:an?|the) (?:[\w-]+ )*[\w-]*[^\Ws]")


class Figure(NamedTuple):
    """A number as printed: how the words put it, its figures (None where blank), its scale ("" for none)."""

    quantifier: str
    low: float | None = None
    best: float | None = None
    high: float | None = None
    scale: str = ""

    def cell(self, name: str) -> float | str | None:
        """The figure or scale of that name."""
        return self.scale if name == "scale" else (self.low, self.best, self.high)[FIGURES.index(name)]


@cache
def read_figure(words: str) -> Figure | None:
    """The number that words give, or None where they give none that is known here, or more than one."""
    plain = " ".join(words.casefold().replace("\N{EN DASH}", "-").split())
    if match := _TWO_NUMBERS.fullmatch(plain):
        *starts, end, rest = match.groups()
        start = next(filter(None, starts))
        return None if _ANY_NUMBER.search(rest) else Figure("range", value(start), None, value(end))
    if match := _ONE_NUMBER.fullmatch(plain):
        limit, number, rest = match.groups()
        return None if _ANY_NUMBER.search(rest) else _limited(_LIMIT.get(limit or "", "exact"), value(number))
    if match := _SCALE.fullmatch(plain):
        return Figure("vague", scale=SCALES[match[1]])
    if _VAGUE.fullmatch(plain):
        return Figure("vague")
    if _UNTOLD.fullmatch(plain):
        return Figure("not_stated")
    if _SINGULAR.fullmatch(plain) or plain in ONCE:
        return _limited("exact", 1.0)
    return None


def read_percentage(words: str) -> Figure | None:
    """The percentage that words give; None where they give none."""
    stem, sign, _ = words.replace("per cent", "percent").replace("%", " percent").partition("percent")
    return read_figure(stem) if sign else None


def numbers_of(things: str, text: str) -> list[tuple[str, float]]:
    """Each number of these things (alternatives of a pattern) that a text gives, with its words: for texts
    "five English news texts" and 5. A number of some "of the" things is none.
    """
    number = rf"\b({_IN_WORDS}|[0-9]{{1,3}})"
    between = rf"(?: (?!(?:of|{_WORD})\b|[0-9])[\w-]{{1,40}}){{0,3}}"
    found = re.finditer(rf"{number}{between} (?:{things})\b", text.casefold())
    return [(match[0], value(match[1])) for match in found]


def _limited(quantifier: str, number: float) -> Figure:
    low, best, high = (number if name in FILLED[quantifier] else None for name in FIGURES)
    return Figure(quantifier, low, best, high)


def value(number: str) -> float:
    """The value of one number in digits or English words: 1,800, "two", "a dozen", "twenty-five"."""
    digits = number.replace(",", "")
    if digits[0].isdigit():
        return float(digits)
    total = part = 0.0  # not whole numbers, which have no end
    for word in re.findall(r"\w+", number):
        if word in _GREAT:
            part = (part or 1) * _GREAT[word]
            if word in ("thousand", "million"):
                total, part = total + part, 0
        elif word in WORDS:
            part += WORDS[word]
    return total + part
