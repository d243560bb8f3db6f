"""Numbers as printed: low, best and high in order, filled as the quantifier says, beside their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...reading.numbers import FIGURES, FILLED
from ..context import Context, Outcome
from ..registry import rule

SHARES = ("share_low", "share_best", "share_high")

# How a coder is told what a quantifier fills, by the number of figures.
TOLD = ("none of low, best, high", "{} alone", "low and high, low the smaller", "low, best and high alike")

# How many different figures there are, where the quantifier says so.
DIFFERENT = {"exact": 1, "range": 2}


def _disorder(cells: Sequence[str]) -> bool:
    values = [float(cell) for cell in cells if cell]
    return values != sorted(values)


@rule("number-order", each="low best high")
def number_order(context: Context) -> Iterator[Outcome]:
    """low is at most best, and best at most high.

    Totals take low and high for the two ends of what is possible. Swap the figures, or correct the wrong one.
    """
    for table, row, *cells in context.each(*FIGURES):
        if _disorder(cells):
            message = f"{_shown(FIGURES, cells)}; expected low <= best <= high."
            yield context.finding(table, row, "low", message)


@rule("quantifier", each="low best high quantifier")
def quantifiers(context: Context) -> Iterator[Outcome]:
    """The quantifier says which figures stand: "at least 20" is low 20 and nothing else, an exact count is
    all three, and a row without a quantifier has no figure.

    A figure that the words do not carry would be invented. Fill or clear the figures, or correct the
    quantifier.
    """
    for table, row, quantifier, *cells in context.each("quantifier", *FIGURES):
        expected = FILLED.get(quantifier) if quantifier else ()
        if expected is None or _disorder(cells):
            continue
        filled = tuple(name for name, cell in zip(FIGURES, cells, strict=True) if cell)
        different = len({float(cell) for cell in cells if cell})
        if filled != expected or different != DIFFERENT.get(quantifier, different):
            told = "low, best and high" if quantifier == "estimate" else TOLD[len(expected)]
            told = told.format(*expected)
            message = f"'{quantifier or 'blank'}' fills {told}; the row has {_shown(FIGURES, cells)}."
            yield context.finding(table, row, "quantifier", message)


@rule("scale", each="scale quantifier")
def scales(context: Context) -> Iterator[Outcome]:
    """scale ("dozens", "hundreds") stands only with the quantifier vague.

    It is the order of magnitude of a number that is not given. Clear it, or correct the quantifier.
    """
    for table, row, scale, quantifier in context.each("scale", "quantifier"):
        if scale and quantifier != "vague":
            message = f"'{scale}' stands beside '{quantifier}'; a scale goes with 'vague' only."
            yield context.finding(table, row, "scale", message)


@rule("wording", each="wording quantifier")
def wordings(context: Context) -> Iterator[Outcome]:
    """The article's own words for the number stand in wording, unless it states none.

    They let a reader judge what the figures were made of. Copy the words of the number, no more.
    """
    for table, row, wording, quantifier in context.each("wording", "quantifier"):
        if not wording and quantifier and quantifier != "not_stated":
            message = f"The cell is blank, but the quantifier is '{quantifier}'; give the words."
            yield context.finding(table, row, "wording", message)


@rule("shares", each="extent share_low share_best share_high")
def shares(context: Context) -> Iterator[Outcome]:
    """A share is 0 to 100 percent, low <= best <= high, and is filled exactly when the extent is share.

    Anything else cannot be drawn or compared. Correct the figures, or the extent.
    """
    for table, row, extent, *cells in context.each("extent", *SHARES):
        column, message = _share_problem(extent, cells)
        if message:
            yield context.finding(table, row, column, message)


def _share_problem(extent: str, cells: list[str]) -> tuple[str, str]:
    """The column and the message of what is wrong with one share, or two blanks."""
    if (extent == "share") != any(cells):
        message = f"The extent is '{extent}' with {_shown(SHARES, cells)}; shares go with 'share', always."
        return "extent", message
    for name, cell in zip(SHARES, cells, strict=True):
        if cell and not 0 <= float(cell) <= 100:
            return name, f"'{cell}' is not a percentage; expected 0 to 100."
    if _disorder(cells):
        return "share_low", f"{_shown(SHARES, cells)}; expected share_low <= share_best <= share_high."
    return "", ""


def _shown(names: tuple[str, ...], cells: list[str]) -> str:
    return ", ".join(f"{name} {cell or 'blank'}" for name, cell in zip(names, cells, strict=True))
