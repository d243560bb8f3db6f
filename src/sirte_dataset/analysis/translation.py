"""A translation into another scheme in the making: codes looked up, rows filled, losses written down.

Which code becomes which is the table `crosswalk_codes`; what a row of each scheme is made of is for
crosswalks.py to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from ..descriptor import Package
from ..errors import DataError
from ..frames import text_dtype
from ..loading import load
from ..schemas import table_schema
from .estimates import Estimate, apply_rule
from .figures import Figure, select
from .places import chain

Record = dict[str, Any]
Reader = Callable[[Record], Record]
People = dict[tuple[str, str], Estimate]  # by kind and side

CAPTION = "A translation of this dataset into the columns of {}; it is no record of that project."
RULE = "conservative"  # of several claims on the same people
LOSSES = {"broader": "coarser", "narrower": "forced", "none": "lost"}  # by how well a code fits
LOSS_COLUMNS = (
    *("loss", "resource", "row_id", "field", "value"),
    *("target_row", "target_field", "target_value", "reason"),
)
LOSS_KEY = ("resource", "row_id", "field", "target_row", "target_field")
DECIDES = ("row", "event", "sub_event_type", "people")  # where they have no code, a row of ours is left out

INTEGER = re.compile(
    "deaths_.*|injuries_.*|best|high|low|fatalities|number_of_sources|year|(?:.*_)?prec(?:ision)?|certain"
    "|event_clarity|type_of_violence|.*_new_id|inter[12]|interaction|source_classification|.*_initiator"
)
DECIMAL = ("latitude", "longitude")


class Rows(dict[str, Record]):
    """The rows of a table by their key; one that is not there is the fault of whoever names it."""

    def __init__(self, name: str, package: Package) -> None:
        schema = table_schema(name, package)
        self.file = str(package.resource(name)["path"])
        super().__init__((row[schema.key], row) for row in load(name, "records", package))
        for column in (field.name for field in schema.fields if field.required):
            if any(row[column] is None for row in self.values()):
                raise DataError("A cell that may not be blank is.", file=self.file, column=column)

    def __missing__(self, key: str) -> Record:
        raise DataError(f"There is no row '{key}', which another table names.", file=self.file)


class Translation:
    """The rows of the scheme, the losses so far, and what both are made from."""

    def __init__(self, scheme: str, name: str, columns: str, package: Package) -> None:
        self.name, self.columns, self.package = name, columns.split(), package
        self.caption = CAPTION.format(name)
        self.rows: list[Record] = []
        self._losses: dict[tuple[str | None, ...], Record] = {}
        self.reasons: dict[str, str] = {}  # by a row of ours, why it is left out
        self.codes: dict[str, dict[tuple[str, str], dict[str | None, Record]]] = {}
        for entry in load("crosswalk_codes", "records", package):
            if entry["scheme"] == scheme:
                pairs = self.codes.setdefault(entry["resource"], {})
                pairs.setdefault((entry["field"], entry["target_field"] or ""), {})[entry["code"]] = entry
        self._tables: dict[str, Rows] = {}
        self._groups: dict[tuple[str, str], dict[str, list[Record]]] = {}
        self._told: set[tuple[str, str]] = set()

    def table(self, name: str) -> Rows:
        """The rows of a table by their key."""
        if name not in self._tables:
            self._tables[name] = Rows(name, self.package)
        return self._tables[name]

    def grouped(self, name: str, column: str) -> dict[str, list[Record]]:
        """The rows of a table by another of its columns."""
        if (name, column) not in self._groups:
            found = self._groups.setdefault((name, column), {})
            for row in self.table(name).values():
                found.setdefault(row[column], []).append(row)
        return self._groups[name, column]

    def chain(self, place_id: str | None) -> list[Record]:
        """A place and what it lies in, the nearest first."""
        places = self.table("places")
        parents = {key: place["parent_place_id"] for key, place in places.items()}
        return [places[key] for key in chain(place_id, parents)]

    def entry(self, table: str, record: Record, field: str, target: str) -> Record:
        """What the value of a column becomes in one of the scheme's; empty where the column is blank."""
        value = record[field]
        entries = self.codes.get(table, {}).get((field, target), {})
        found = entries.get(value) or entries.get(None) or {}
        if value is not None and not found:
            message = f"There is no row for {self.name} and {table}.{field} '{value}'."
            raise DataError(message, file=self.package.resource("crosswalk_codes")["path"])
        return found

    def start(self, name: str) -> Record:
        """A new row of the scheme, blank but for its key."""
        self.rows.append({**dict.fromkeys(self.columns), self.columns[0]: name})
        return self.rows[-1]

    def say(
        self, table: str, record: Record, row: Record, carried: Record | None = None, skip: str = ""
    ) -> Record:
        """Fill a row with what a row of ours says, list what is lost, and return the codes by their target.

        `carried` gives values of ours that the row holds already, which are not lost; `skip` names targets
        that are not asked for.
        """
        said: Record = {}
        key = record[self._key(table)]
        self._told.add((table, key))
        for field, target in self.codes.get(table, {}):
            value = record[field]
            entry = self.entry(table, record, field, target)
            if value is None or target in skip.split():
                continue
            if entry["match"] != "exact" and (carried or {}).get(field) != value:
                ours = {"resource": table, "row_id": key, "field": field, "value": value}
                self.lose(LOSSES[entry["match"]], entry["reason"], row, target, entry["target_code"], **ours)
            same = entry["code"] is None and entry["match"] == "exact"
            if (code := value if same else entry["target_code"]) is None:
                continue
            said[target] = code
            if target in row:
                row[target] = cell(target, code)
        return said

    def lose(
        self, loss: str, reason: str, row: Record, target: str, code: object = None, **ours: object
    ) -> None:
        """A row of the table of losses."""
        to = {"target_row": row.get(self.columns[0]), "target_field": target or None, "target_value": code}
        told = {"loss": loss, "reason": reason} | ours | to
        cells = {column: text(told.get(column)) for column in LOSS_COLUMNS}
        self._losses.setdefault(tuple(cells[column] for column in LOSS_KEY), cells)

    @property
    def losses(self) -> list[Record]:
        """The rows of the table of losses, each once."""
        return list(self._losses.values())

    def counted(self, row: Record, claims: list[Record], of: Record, read: Reader = lambda _: {}) -> People:
        """The people of each kind and side by the RULE for estimates; of claims left out the reason is kept.

        `of` is the event or report whose date and place the row has; `read` gives the numbers of a claim as
        the scheme reads them.
        """
        carried = {name: of[name] for name in ("date", "place_id")}
        groups: dict[tuple[str, str], list[Figure]] = {}
        for claim in claims:
            figure = replace(self._figures[claim["casualty_id"]], **read(claim))
            groups.setdefault((claim["victim_kind"], figure.side), []).append(figure)
        found = {group: apply_rule(RULE, figures) for group, figures in groups.items()}
        for made in found.values():
            self.reasons |= made.left_out
            for key in made.used:
                self.say("casualties", self.table("casualties")[key], row, carried)
        return found

    @cached_property
    def _figures(self) -> dict[str, Figure]:
        return {figure.row_id: figure for figure in select("casualties", self.package, {})[0]}

    def close(self, wanted: dict[str, str]) -> None:
        """List the cells that the scheme wants (by column, why they may be blank) and what was left out."""
        for row in self.rows:
            for columns, reason in wanted.items():
                for column in columns.split():
                    if row[column] is None:
                        self.lose("blank", reason, row, column)
        claims = table_schema("discrepancy_claims", self.package).field("resource").enum
        for table in ("events", *claims):
            for key, record in self.table(table).items():
                if (table, key) not in self._told:
                    self.lose("row", self._left_out(table, key, record), {}, "", resource=table, row_id=key)

    def _left_out(self, table: str, key: str, record: Record) -> str:
        if key in self.reasons:
            return self.reasons[key]
        for field, target in self.codes.get(table, {}):
            entry = self.entry(table, record, field, target) if target in DECIDES else {}
            if entry.get("match") == "none":
                return str(entry["reason"])
        if table == "events":
            return "All reports of it are left out."
        if table in self.codes:
            return "The event or report that it belongs to is left out, or it belongs to none."
        return f"No row of {self.name} is made of this table."

    def _key(self, table: str) -> str:
        return table_schema(table, self.package).key


def cell(column: str, value: Any) -> Any:
    """A code or value as it stands in a column of a scheme."""
    return int(value) if INTEGER.fullmatch(column) else value if column in DECIMAL else text(value)


def dtype(column: str) -> Any:
    """The dtype of a column of a scheme."""
    return "Int64" if INTEGER.fullmatch(column) else "float64" if column in DECIMAL else text_dtype()


def text(value: object) -> str | None:
    """A value as a cell of text."""
    return str(value).lower() if isinstance(value, bool) else None if value is None else str(value)


def total(people: People) -> dict[str, int | None]:
    """Low, best and high of all people. Those of no kind may be among the others: they are not added, and
    leave no more than a lower bound.
    """
    loose = [each.low or 0 for (kind, _), each in people.items() if kind == "unspecified"]
    told = sum(each.low or 0 for (kind, _), each in people.items() if kind != "unspecified")
    if loose and len(people) > 1:
        return {"low": max(told, *loose) or None, "best": None, "high": None}
    low, best, high = (
        added([getattr(each, name) for each in people.values()]) for name in ("low", "best", "high")
    )
    return {"low": told or low, "best": best, "high": high}


def added(parts: list[int | None]) -> int | None:
    """The sum, where every part is known."""
    known = [part for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) else None
