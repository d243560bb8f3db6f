"""The errors a user of the package can meet, and the exit status that each gives the command line.

Every error raised on purpose descends from SirteError. What its sentence says is up to the module that raises
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

NONE: Mapping[str, str] = MappingProxyType({})


class SirteError(Exception):
    """Something is wrong that the user can mend; the message says what and how."""

    exit_status = 1


class DataError(SirteError):
    """A file of a data package is not what its schema says. Carries where: file, row and column, when known.

    Rows count as a spreadsheet shows them: the header is row 1, the first data row is row 2.
    """

    def __init__(
        self, message: str, *, file: str = "", row: int | None = None, column: str | None = None
    ) -> None:
        self.message = message
        self.file = file
        self.row = row
        self.column = column
        place = [
            file,
            f"row {row}" if row is not None else "",
            f"column {column}" if column is not None else "",
        ]
        super().__init__(": ".join(filter(None, [", ".join(filter(None, place)), message])))


class UsageError(SirteError):
    """The command or call was given something it cannot use: a wrong name, an option, an output path."""

    exit_status = 2


class MissingExtra(UsageError):
    """Something needs libraries that the base install leaves out. `extra` names the extra to install."""

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        self.purpose = purpose
        super().__init__(
            f"{purpose} needs the extra '{extra}': install it with  pip install 'sirte-dataset[{extra}]'"
        )

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str, str]]:
        """Made again from what it was made from: one that a worker process raises reaches its parent."""
        return type(self), (self.extra, self.purpose)


@contextmanager
def located(*, file: str = "", row: int | None = None, column: str | None = None) -> Iterator[None]:
    """Adds to a DataError from the block where it is, as far as it does not say so itself."""
    try:
        yield
    except DataError as error:
        raise DataError(
            error.message, file=error.file or file, row=error.row or row, column=error.column or column
        ) from None


@contextmanager
def needs(library: str, extra: str, purpose: str) -> Iterator[None]:
    """Raises MissingExtra when the block fails to import `library` itself; any other failure is its own."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != library:
            raise
        raise MissingExtra(extra, purpose) from None


LONGEST_WORD = 200  # a longer text is no slip of the hand, and comparing one takes fifty times its room


def suggestion(word: str, candidates: Iterable[str], synonyms: Mapping[str, str] = NONE) -> str:
    """The tail of a message on an unknown word: " Did you mean 'casualties'?", or "" when nothing is near.

    `synonyms` are other words that somebody may type, each with the candidate it means.
    """
    from difflib import get_close_matches

    if len(str(word)) > LONGEST_WORD:
        return ""
    meant = {**synonyms, **{candidate: candidate for candidate in candidates}}
    by_lower_case = {typed.lower(): candidate for typed, candidate in meant.items()}
    near = get_close_matches(str(word).lower(), by_lower_case, n=1, cutoff=0.6)
    return f" Did you mean '{by_lower_case[near[0]]}'?" if near else ""
