"""The Universal Numerical Fingerprint, version 6: a hash of values, in whatever format they are kept.

As Dataverse describes it (https://guides.dataverse.org/en/latest/developers/unf/unf-v6.html), with rounding
to nearest and hashes of 128 bits; times of day, intervals and bit fields are left out. Standard library only.

It does not see: names of columns and tables, their order, what comes after the seventh digit of a number or
the 128th character of a text, whether a number was written 1, 1.0 or true, and a date apart from its text.
The order of the rows counts.
"""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from hashlib import sha256

HEADER = "UNF:6:"
DIGITS = 7
CHARACTERS = 128
BYTES = 16
MISSING = b"\0\0\0"

Value = str | int | float | date | None


def of_vector(values: Iterable[Value], digits: int = DIGITS) -> str:
    """The UNF of values in their order, None for a missing one; numbers count to so many digits."""
    held = sha256(b"".join(_normal(value, digits) for value in values)).digest()[:BYTES]
    precision = "" if digits == DIGITS else f"N{digits}:"
    return HEADER + precision + b64encode(held).decode()


def of_table(columns: Iterable[Iterable[Value]]) -> str:
    """The UNF of a table, given by its columns."""
    return combined(of_vector(column) for column in columns)


def combined(parts: Iterable[str]) -> str:
    """The UNF of a whole from those of its parts, in whatever order; that of an only part is the whole's.

    What is combined are the digits after the last colon, as Dataverse and the R package UNF have it; the
    description could be read as if the header belonged to them.
    """
    parts = list(parts)
    return parts[0] if len(parts) == 1 else of_vector(sorted(part.rpartition(":")[2] for part in parts))


def _normal(value: Value, digits: int) -> bytes:
    """A value as the bytes that are hashed."""
    if value is None:
        return MISSING
    if isinstance(value, str):
        text = value[:CHARACTERS]
    else:
        text = value.isoformat() if isinstance(value, date) else _number(value, digits)
    return f"{text}\n\0".encode()


def _number(value: float, digits: int) -> str:
    """A number with its sign, its first digit, a point, the others and the exponent: 31.2 as +3.12e+1.

    It is rounded as it is written in decimal digits, ties to even.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return "+nan" if math.isnan(value) else f"{value:+}"
    written = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    rounded = Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(written) if written else written
    sign, figures, _ = rounded.as_tuple()
    first, others = str(figures[0]), "".join(map(str, figures[1:])).rstrip("0")
    exponent = rounded.adjusted() if rounded else 0
    return f"{'-' if sign else '+'}{first}.{others}e{'-' if exponent < 0 else '+'}{abs(exponent) or ''}"
