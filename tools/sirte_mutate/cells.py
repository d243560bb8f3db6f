"""Corruptions of cells and rows, for every column as its type, codes and keys allow.

What a column means is read off its schema: which table it points to, whether it counts, dates, codes or marks
a place in a text. No value of the articles stands here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

from sirte_dataset.checking.context import Context
from sirte_dataset.schemas import POINTERS, Field, TableSchema

from .mutants import Mutant

if TYPE_CHECKING:
    from pandas import DataFrame

DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
YEAR = re.compile(r"\d{4}")
CYRILLIC = (
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0410\u0412\u0421\u0415\u041d\u041a\u041c\u041e\u0420\u0422\u0425"
)
LOOKALIKE = dict(zip("aeopcxABCEHKMOPTX", CYRILLIC, strict=True))
OFTEN = 2  # rows of a column for an operator that leaves a cell well formed
PROSE = 40  # characters: longer cells are sentences

Change = Callable[[str], str]  # a new cell; the old one where the operator does not apply


def _middle(cell: str, inserted: str) -> str:
    return f"{cell[: len(cell) // 2]}{inserted}{cell[len(cell) // 2 :]}" if cell else cell


def _lookalike(cell: str) -> str:
    found = next((letter for letter in cell if letter in LOOKALIKE), "")
    return cell.replace(found, LOOKALIKE[found], 1) if found else cell


def _mojibake(cell: str) -> str:
    return cell.encode("utf-8").decode("cp1252", errors="replace")


# What goes wrong with any filled cell.
FORMAT: dict[str, Change] = {
    "blanked": lambda cell: "",
    "space before": lambda cell: f" {cell}",
    "space after": lambda cell: f"{cell} ",
    "doubled space": lambda cell: cell.replace(" ", "  ", 1),
    "zero-width character": lambda cell: _middle(cell, "\u200b"),
    "right-to-left mark": lambda cell: _middle(cell, "\u200f"),
    "look-alike letter": _lookalike,
    "decomposed letter": lambda cell: unicodedata.normalize("NFD", cell),
    "mojibake": _mojibake,
    "other case": lambda cell: cell.swapcase(),
    "formula": lambda cell: f"={cell}",
    "line break": lambda cell: _middle(cell, "\n"),
}

NUMBER_FORMAT: dict[str, Change] = {
    "number in words": lambda cell: "a dozen",
    "thousand separator": lambda cell: f"{int(cell):,}" if cell.lstrip("-").isdecimal() else cell,
    "leading zero": lambda cell: f"0{cell}",
    "decimal comma": lambda cell: cell.replace(".", ",") if "." in cell else f"{cell},5",
    "no number": lambda cell: "NaN",
    "too large": lambda cell: "1e400",
}


def _as_shown(day: str) -> str:
    return f"{date.fromisoformat(day):%d-%b}"


DATE_FORMAT: dict[str, Change] = {
    "no date": lambda cell: "whenever",
    "day of no calendar": lambda cell: DAY.sub("2016-02-30", cell, count=1),
    "day and month first": lambda cell: DAY.sub(r"\3/\2/\1", cell),
    "as a spreadsheet shows it": lambda cell: DAY.sub(lambda day: _as_shown(day[0]), cell),
}

OTHER_FORMAT: dict[str, Change] = {
    "unknown code": lambda cell: f"{cell}s",
    "code in capitals": lambda cell: cell.upper(),
    "key of no row": lambda cell: f"{cell}9",
    "yes for true": lambda cell: "yes" if cell == "true" else "no",
}


def _shifted(days: int) -> Change:
    def change(cell: str) -> str:
        found = DAY.search(cell)
        if not found:
            return cell
        day = date.fromisoformat(found[0]) + timedelta(days=days)
        return cell[: found.start()] + day.isoformat() + cell[found.end() :]

    return change


def _months_shifted(cell: str) -> str:
    return re.sub(r"^(\d{4})-(\d{2})", lambda found: f"{found[1]}-{int(found[2]) % 12 + 1:02}", cell, count=1)


def _reversed(cell: str) -> str:
    first, slash, last = cell.partition("/")
    return f"{last}/{first}" if slash else cell


def _added(number: int) -> Change:
    return lambda cell: str(int(cell) + number) if "." not in cell else str(float(cell) + number)


NUMBER_VALUE: dict[str, Change] = {
    "one more": _added(1),
    "one less": _added(-1),
    "a digit more": lambda cell: f"{cell}0" if "." not in cell else cell.replace(".", "0."),
    "sign changed": lambda cell: cell[1:] if cell.startswith("-") else f"-{cell}",
}

DATE_VALUE: dict[str, Change] = {
    "a day more": _shifted(1),
    "a day less": _shifted(-1),
    "a week more": _shifted(7),
    "a month more": _months_shifted,
    "another year": lambda cell: YEAR.sub(lambda year: str(int(year[0]) - 1), cell),
    "ends exchanged": _reversed,
    "made approximate": lambda cell: f"{cell}~" if not set("~?%/[.") & set(cell) else cell,
    "made coarser": lambda cell: cell[:7] if DAY.fullmatch(cell) else cell,
    "left open": lambda cell: f"{cell}/.." if not set("/[") & set(cell) else cell,
}


def _letter(cell: str) -> str:
    """Another letter for one in the middle."""
    places = [place for place, letter in enumerate(cell) if letter.isalpha()]
    if not places:
        return cell
    place = places[len(places) // 2]
    return f"{cell[:place]}{'e' if cell[place] != 'e' else 'a'}{cell[place + 1 :]}"


TEXT_VALUE: dict[str, Change] = {
    "a letter changed": _letter,
    "cut short": lambda cell: cell[: len(cell) * 2 // 3],
    "a word left out": lambda cell: " ".join(cell.split()[:1] + cell.split()[2:]) if " " in cell else cell,
}


# By how many characters start and end of a span are moved.
MOVES = {
    "shifted by one": (1, 1),
    "shifted back": (-1, -1),
    "begins later": (1, 0),
    "begins earlier": (-1, 0),
    "ends later": (0, 1),
    "ends earlier": (0, -1),
    "moved on": (40, 40),
    "made empty": (0, -(10**6)),
    "begins after all": (10**4, 0),
}


class Cells:
    """Makes the corruptions of one table of a package."""

    def __init__(self, context: Context, table: str, random: Random) -> None:
        self.context, self.table, self.random = context, table, random
        self.schema: TableSchema = context.schemas[table]
        self.frame: DataFrame = context.frames[table]
        self.points_to: Mapping[str, str] = {
            key.fields[0]: key.resource for key in self.schema.foreign_keys if len(key.fields) == 1
        }

    def mutants(self) -> Iterator[Mutant]:
        for field in self.schema.fields:
            yield from self._by_format(field)
            yield from self._by_value(field)
        yield from self._within_rows()
        yield from self._spans()
        yield from self._of_rows()

    # --- choosing

    def _some(self, positions: list[int], many: int) -> list[int]:
        return self.random.sample(positions, min(many, len(positions)))

    def _edit(self, group: str, operator: str, *edits: tuple[int, str, str]) -> Mutant:
        cells = self.frame
        told = "; ".join(f"{col}: {cells[col].iloc[at]!r:.60} -> {new!r:.60}" for at, col, new in edits)
        return Mutant(group, operator, self.table, edits, told=f"{self._name(edits[0][0])} {told}")

    def _name(self, position: int) -> str:
        return str(self.frame.iloc[position, 0])

    def _each(self, group: str, column: str, changes: Mapping[str, Change], many: int) -> Iterator[Mutant]:
        cells = self.frame[column].tolist()
        filled = [position for position, cell in enumerate(cells) if cell]
        for operator, change in changes.items():
            apt = [position for position in filled if change(cells[position]) != cells[position]]
            for position in self._some(apt, many):
                yield self._edit(group, operator, (position, column, change(cells[position])))

    # --- one cell

    def _by_format(self, field: Field) -> Iterator[Mutant]:
        changes = dict(FORMAT)
        if field.type in ("integer", "number"):
            changes |= NUMBER_FORMAT
        if field.type == "date" or field.edtf:
            changes |= DATE_FORMAT
        wanted = {"unknown code", "code in capitals"} if field.enum else set()
        wanted |= {"key of no row"} if field.name in self.points_to else set()
        wanted |= {"yes for true"} if field.type == "boolean" else set()
        changes |= {name: change for name, change in OTHER_FORMAT.items() if name in wanted}
        yield from self._each("format", field.name, changes, 1)

    def _by_value(self, field: Field) -> Iterator[Mutant]:
        if field.type in ("integer", "number"):
            yield from self._each("value", field.name, NUMBER_VALUE, OFTEN)
        elif field.type == "date" or field.edtf:
            yield from self._each("value", field.name, DATE_VALUE, OFTEN)
        elif field.type == "boolean":
            flipped = {"flipped": lambda cell: "false" if cell == "true" else "true"}
            yield from self._each("meaning", field.name, flipped, OFTEN)
        elif field.enum:
            yield from self._another("meaning", "another code", field.name, list(field.enum), 2 * OFTEN)
        elif field.name in self.points_to:
            yield from self._pointing(field.name, self.points_to[field.name])
        elif field.name not in self.schema.primary_key:
            yield from self._each("value", field.name, TEXT_VALUE, 1)
        if not field.enum and field.type != "boolean":
            own = [cell for cell in self.frame[field.name].unique() if cell]
            yield from self._another("value", "the value of another row", field.name, own, OFTEN)
        yield from self._filled(field)

    def _another(
        self, group: str, operator: str, column: str, values: list[str], many: int
    ) -> Iterator[Mutant]:
        cells = self.frame[column].tolist()
        for position in self._some([place for place, cell in enumerate(cells) if cell], many):
            others = [value for value in values if value != cells[position]]
            if others:
                yield self._edit(group, operator, (position, column, self.random.choice(others)))

    def _filled(self, field: Field) -> Iterator[Mutant]:
        """A blank cell filled with a code or with what stands in another row; in a column that is blank
        throughout, with a number, which is a year as well.
        """
        cells = self.frame[field.name].tolist()
        values = list(field.enum) or [cell for cell in dict.fromkeys(cells) if cell] or ["2016"]
        for position in self._some([place for place, cell in enumerate(cells) if not cell], 2):
            edit = (position, field.name, self.random.choice(values))
            yield self._edit("value", "a blank cell filled", edit)

    def _pointing(self, column: str, target: str) -> Iterator[Mutant]:
        """Another row of the table that a column points to, whatever it is and of another side."""
        keys = self.context.frames[target].iloc[:, 0].tolist()
        yield from self._another("meaning", f"another row of {target}", column, keys, 2 * OFTEN)
        if "side" in self.context.schemas[target].names:
            sides = self.context.column(target, "side")
            cells = self.frame[column].tolist()
            for position in self._some([place for place, cell in enumerate(cells) if cell], OFTEN):
                others = [key for key in keys if sides[key] != sides.get(cells[position])]
                edit = (position, column, self.random.choice(others))
                yield self._edit("meaning", "of another side", edit)

    # --- several cells of a row

    def _within_rows(self) -> Iterator[Mutant]:
        """Two columns of one kind exchanged in a row, and a pointer to another row of the same table."""
        for one, other in combinations(self.schema.fields, 2):
            if self._kind(one) and self._kind(one) == self._kind(other):
                yield from self._exchanged(one.name, other.name)
        for resource, key in POINTERS:
            if {resource, key} <= set(self.schema.names):
                for position in self._some(list(range(len(self.frame))), 2 * OFTEN):
                    target, own = self.frame[[resource, key]].iloc[position]
                    others = [name for name in self.context.frames[target].iloc[:, 0] if name != own]
                    edit = (position, key, self.random.choice(others))
                    yield self._edit("meaning", "another row of the same table", edit)

    def _kind(self, field: Field) -> str:
        """What two columns must share to be taken for one another."""
        if field.name in self.points_to:
            return f"-> {self.points_to[field.name]}"
        return field.type if field.type in ("integer", "number", "date") else "edtf" * field.edtf

    def _exchanged(self, one: str, other: str) -> Iterator[Mutant]:
        pairs = list(zip(self.frame[one], self.frame[other], strict=True))
        group = "meaning" if one in self.points_to else "value"
        for position in self._some([at for at, (a, b) in enumerate(pairs) if a != b], OFTEN):
            a, b = pairs[position]
            yield self._edit(group, "two columns exchanged", (position, one, b), (position, other, a))

    def _spans(self) -> Iterator[Mutant]:
        """Start and end moved, each alone and both; the place of another row."""
        if not {"start", "end", "article_id"} <= set(self.schema.names):
            return
        starts, ends = (self.frame[column].tolist() for column in ("start", "end"))
        for operator, (first, last) in MOVES.items():
            for position in self._some(list(range(len(self.frame))), 6 * OFTEN):
                start, end = int(starts[position]) + first, int(ends[position]) + last
                edits = [(position, "start", str(start))] if first else []
                edits += [(position, "end", str(max(end, start)))] if last else []
                yield self._edit("span", operator, *edits)
        for position in self._some(list(range(len(self.frame))), 6 * OFTEN):
            other = self.random.choice([place for place in range(len(self.frame)) if place != position])
            edits = [(position, "start", starts[other]), (position, "end", ends[other])]
            yield self._edit("span", "the place of another row", *edits)

    # --- whole rows

    def _of_rows(self) -> Iterator[Mutant]:
        places = list(range(len(self.frame)))
        for position in self._some(places, 2 * OFTEN):
            yield Mutant("row", "removed", self.table, removed=position, told=self._name(position))
        for position in self._some(places, 1):
            row = tuple(self.frame.iloc[position])
            yield Mutant("row", "doubled", self.table, added=row, told=row[0])
        place = self.schema.names.index(self.schema.primary_key[-1])
        for position in self._some(places, OFTEN):
            row = tuple(self.frame.iloc[position])
            added = (*row[:place], self._next_key(place, row[place]), *row[place + 1 :])
            yield Mutant("row", "entered again with a new key", self.table, added=added, told=row[place])
        yield from self._between_rows()

    def _between_rows(self) -> Iterator[Mutant]:
        """The cells of one column exchanged between two rows, as after sorting a single column."""
        for field in self.schema.fields:
            cells = self.frame[field.name].tolist()
            if field.name not in self.schema.primary_key and len(set(cells)) > 1:
                position = self.random.randrange(len(cells))
                other = self.random.choice([at for at, cell in enumerate(cells) if cell != cells[position]])
                edits = (position, field.name, cells[other]), (other, field.name, cells[position])
                yield self._edit("value", "exchanged between two rows", *edits)

    def _next_key(self, place: int, key: str) -> str:
        """A key that no row has, of the same form."""
        known = set(self.frame.iloc[:, place])
        head, number = re.fullmatch(r"(.*?)(\d*)", key, re.DOTALL).groups()  # type: ignore[union-attr]
        if not number:
            return f"{key}_2"
        later = int(number) + 1
        while (new := f"{head}{later:0{len(number)}}") in known:
            later += 1
        return new


def cell_mutants(context: Context, random: Random) -> list[Mutant]:
    """The corruptions of cells and rows in all tables of a package."""
    return [mutant for table in context.frames for mutant in Cells(context, table, random).mutants()]
