"""Table Schemas as typed objects: fields, keys, codes with their meanings. The one truth about columns.

Strict on purpose: a key that nothing here understands is an error, since a misspelt key would leave a check
silently dead. Standard library only; reading and checking rows is left to other modules. Named tuples, since
dataclasses would take longer to define than a table takes to load.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from .descriptor import Package, file_stamp, open_package, read_json
from .errors import DataError, UsageError, located, suggestion

TYPES = ("string", "integer", "number", "boolean", "date")
RANGED_TYPES = ("integer", "number", "date")
TABLE_KEYS = frozenset(
    {"$schema", "name", "title", "description", "fields", "missingValues"}
    | {"primaryKey", "uniqueKeys", "foreignKeys"}
)
FIELD_KEYS = frozenset(
    {"name", "title", "description", "type", "format", "constraints", "x-meanings", "x-unit", "x-edtf"}
)
CONSTRAINT_KEYS = frozenset({"required", "unique", "enum", "pattern", "minimum", "maximum"})

EXPECTED = {str: "text", bool: "true or false", list: "a list, [...]", dict: "an object, {...}"}
V = TypeVar("V", str, bool, list[Any], dict[str, Any])

# Pairs of columns that point to a row of whatever table, by its name and the row's key: no foreign key can.
POINTERS = (("resource", "row_id"), ("other_resource", "other_row_id"))


# Of the columns that may name a row, the first that every row has filled.
LABELS = ("name", "title", "topic", "publisher")


class Field(NamedTuple):
    """One column: what it is called, holds and may hold. `enum` is empty where the column is not coded."""

    name: str
    type: str
    title: str = ""
    description: str = ""
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    meanings: tuple[tuple[str, str], ...] = ()
    pattern: str | None = None
    minimum: int | float | str | None = None
    maximum: int | float | str | None = None
    unit: str | None = None
    edtf: bool = False


class ForeignKey(NamedTuple):
    """Columns whose values must stand in columns of another table (or of the same)."""

    fields: tuple[str, ...]
    resource: str
    reference_fields: tuple[str, ...]


class TableSchema(NamedTuple):
    """One table: its columns in order, its keys and the tables it points to."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(field.name for field in self.fields)

    @property
    def key(self) -> str:
        """The name of the primary key column. Raises DataError when the key has several columns."""
        if len(self.primary_key) != 1:
            raise DataError(f"Table '{self.name}' has no primary key of exactly one column.")
        return self.primary_key[0]

    @property
    def label(self) -> str:
        """The column by which a row is named wherever a foreign key points to it; the key where none can."""
        filled = {field.name for field in self.fields if field.required}
        return next((name for name in LABELS if name in filled), self.primary_key[0])

    def references(self, name: str) -> ForeignKey | None:
        """What a column alone points to, if it is a foreign key."""
        return next((key for key in self.foreign_keys if key.fields == (name,)), None)

    def field(self, name: str) -> Field:
        """The column of that name. Raises UsageError, with the nearest name, for an unknown one."""
        for found in self.fields:
            if found.name == name:
                return found
        hint = suggestion(name, self.names) or f" Its columns are: {', '.join(self.names)}."
        raise UsageError(f"Table '{self.name}' has no column '{name}'.{hint}")


def table_schema(name: str, package: Package | None = None) -> TableSchema:
    """The schema of one table, by default of the library's own package. Raises UsageError or DataError."""
    opened = open_package(package)
    return _parsed(name, opened, file_stamp(opened.schema_path(name)))


@lru_cache(maxsize=256)
def _parsed(name: str, package: Package, stamp: object) -> TableSchema:
    """The schema, parsed once for as long as its file stays as it is."""
    file = package.resource(name)["schema"]
    return parse_schema(name, read_json(package.schema_path(name), file), file)


def parse_schema(name: str, document: Mapping[str, Any], file: str = "") -> TableSchema:
    """Read one Table Schema document.

    Raises DataError, naming `file` and the field, for a key that is not understood, for codes whose meanings
    are not exactly the codes of the enum, for an unusable pattern, and for keys that name columns the table
    lacks.
    """
    with located(file=file or f"schema of {name}"):
        return _table(name, document)


def _table(name: str, document: Mapping[str, Any]) -> TableSchema:
    _refuse_unknown(document, TABLE_KEYS)
    entries = _value(document, "fields", [])
    if not entries:
        raise DataError("Expected a list 'fields' with at least one field.")
    if document.get("missingValues", [""]) != [""]:
        raise DataError("'missingValues' must be [\"\"]: a blank cell is the only missing value.")
    fields = tuple(map(_field, entries))
    names = [field.name for field in fields]
    if len(set(names)) < len(names):
        twice = next(name for number, name in enumerate(names) if name in names[:number])
        raise DataError("The column is described twice.", column=twice)
    return TableSchema(
        name=name,
        title=_value(document, "title", ""),
        description=_value(document, "description", ""),
        fields=fields,
        primary_key=_columns(document.get("primaryKey"), names, "primaryKey"),
        unique_keys=tuple(
            _columns(entry, names, "uniqueKeys") for entry in _value(document, "uniqueKeys", [])
        ),
        foreign_keys=tuple(_foreign_key(name, entry, names) for entry in _value(document, "foreignKeys", [])),
    )


def _field(entry: object) -> Field:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"]:
        raise DataError(f"Expected a field with a name, found {entry!r:.60}.")
    if not entry["name"].isprintable():
        raise DataError(f"A field is named {entry['name']!r:.60}; expected letters that can be seen.")
    with located(column=entry["name"]):
        _refuse_unknown(entry, FIELD_KEYS)
        type_ = entry.get("type")
        if type_ not in TYPES:
            raise DataError(f"Type {type_!r} is not one of {', '.join(TYPES)}.")
        if entry.get("format", "default") != "default":
            raise DataError("The only format understood is 'default'.")
        constraints: dict[str, Any] = _value(entry, "constraints", {})
        _refuse_unknown(constraints, CONSTRAINT_KEYS)
        enum = _enum(type_, constraints)
        if (edtf := _value(entry, "x-edtf", False)) and type_ != "string":
            raise DataError(f"'x-edtf' has no meaning for type {type_}.")
        return Field(
            name=entry["name"],
            type=type_,
            title=_value(entry, "title", ""),
            description=_value(entry, "description", ""),
            required=_value(constraints, "required", False),
            unique=_value(constraints, "unique", False),
            enum=enum,
            meanings=_meanings(entry, enum),
            pattern=_pattern(type_, constraints),
            minimum=_limit(type_, constraints, "minimum"),
            maximum=_limit(type_, constraints, "maximum"),
            unit=_value(entry, "x-unit", "") or None,
            edtf=edtf,
        )


def _refuse_unknown(part: Mapping[str, Any], known: frozenset[str]) -> None:
    for key in part:
        if key not in known:
            hint = suggestion(key, known) or f" The keys are: {', '.join(sorted(known))}."
            raise DataError(f"The key '{key}' is not understood.{hint}")


def _value(part: Mapping[str, Any], key: str, default: V) -> V:
    """What stands at a key, or the default, which also tells the type that it must have."""
    value = part.get(key, default)
    if not isinstance(value, type(default)):
        raise DataError(f"'{key}' must be {EXPECTED[type(default)]}.")
    return value


def _enum(type_: str, constraints: Mapping[str, Any]) -> tuple[str, ...]:
    if "enum" not in constraints:
        return ()
    codes = constraints["enum"]
    if type_ != "string" or not isinstance(codes, list) or not all(isinstance(c, str) and c for c in codes):
        raise DataError("'enum' must be a list of codes in a field of type string.")
    if not codes or len(set(codes)) != len(codes):
        raise DataError("'enum' is empty or names a code twice.")
    return tuple(codes)


def _meanings(entry: Mapping[str, Any], enum: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each code with its meaning, in the order of the enum."""
    meanings: dict[str, Any] = _value(entry, "x-meanings", {})
    odd = sorted(set(meanings) ^ set(enum))
    if odd:
        raise DataError(f"'x-meanings' and 'enum' differ in: {', '.join(odd)}; each code needs one meaning.")
    for code in enum:
        if not isinstance(meanings[code], str) or not meanings[code].strip():
            raise DataError(f"The code '{code}' has no meaning.")
    return tuple((code, meanings[code]) for code in enum)


def _pattern(type_: str, constraints: Mapping[str, Any]) -> str | None:
    pattern = constraints.get("pattern")
    if pattern is None:
        return None
    if type_ != "string" or not isinstance(pattern, str):
        raise DataError("'pattern' must be text in a field of type string.")
    if _has_sets(pattern):
        raise DataError(
            f"The pattern {pattern!r:.60} has [[, --, &&, ~~ or || in a character class, which other tools"
            " read as sets; write a \\ before the second character."
        )
    try:
        re.compile(pattern)
    except RecursionError:
        raise DataError(f"The pattern {pattern!r:.60} is unusable: nested too deeply.") from None
    except (re.error, OverflowError) as error:
        raise DataError(f"The pattern {pattern!r:.60} is unusable: {error}.") from None
    if _has_bare_alternative(pattern):
        raise DataError(
            f"The pattern {pattern!r:.60} has a bare a|b, which other tools anchor at one side; write (a|b)."
        )
    return pattern


def _has_sets(pattern: str) -> bool:
    """Whether a character class has what Python warns of, since it is to mean sets of characters one day."""
    plain = re.sub(r"\\.", "_", pattern, flags=re.DOTALL)
    return any(re.search(r"\[\[|--|&&|~~|\|\|", each) for each in re.findall(r"\[\^?\]?[^\]]*", plain))


def _has_bare_alternative(pattern: str) -> bool:
    """Whether a valid pattern has a | outside every group and character class."""
    outside = re.sub(r"\\.", "", pattern, flags=re.DOTALL)
    outside = re.sub(r"\[\^?\]?[^\]]*\]", "", outside)
    while outside != (outside := re.sub(r"\([^()]*\)", "", outside)):
        pass
    return "|" in outside


def _limit(type_: str, constraints: Mapping[str, Any], key: str) -> int | float | str | None:
    value = constraints.get(key)
    if value is None:
        return None
    if type_ not in RANGED_TYPES:
        raise DataError(f"'{key}' has no meaning for type {type_}.")
    if type_ == "date" and isinstance(value, str) and is_day(value):
        return value
    if type_ != "date" and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise DataError(f"'{key}' is {value!r}; expected a value of type {type_}.")


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written 2016-05-12."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _columns(value: object, names: list[str], key: str) -> tuple[str, ...]:
    columns = [value] if isinstance(value, str) else value
    if not isinstance(columns, list) or not columns:
        raise DataError(f"'{key}' must name at least one column.")
    for column in columns:
        if column not in names:
            hint = suggestion(str(column), names)
            raise DataError(f"'{key}' names the column '{column}', which the table lacks.{hint}")
        if columns.count(column) > 1:
            raise DataError(f"'{key}' names the column '{column}' twice.")
    return tuple(columns)


def _foreign_key(table: str, entry: object, names: list[str]) -> ForeignKey:
    """One foreign key; a reference to no resource or to "" points to the table itself."""
    if not isinstance(entry, dict) or set(entry) != {"fields", "reference"}:
        raise DataError("A foreign key must have exactly 'fields' and 'reference'.")
    reference: dict[str, Any] = _value(entry, "reference", {})
    _refuse_unknown(reference, frozenset({"resource", "fields"}))
    fields = _columns(entry["fields"], names, "foreignKeys")
    target = _value(reference, "resource", "") or table
    referred = reference.get("fields")
    referred = [referred] if isinstance(referred, str) else referred
    if not isinstance(referred, list) or len(referred) != len(fields):
        raise DataError("A foreign key must refer to as many columns as it has.", column=fields[0])
    return ForeignKey(fields, target, tuple(map(str, referred)))
