"""What a package says otherwise, or no longer, than the one that comes with this library.

Where both are one version of one dataset, every difference of descriptor, schemas and ledgers is a finding: a
version is one thing, and none of its tables would show a changed licence or date of release. A later version
keeps what its tables of what was listed. Of another package only what its schemas demand less is told, as not
checked, since a loosened schema switches checks off without a word. Whether cells are right is left to
cells.py and the rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..descriptor import DESCRIPTOR_NAME, Package, open_package, precedence
from ..files import read_bytes
from ..hashes import LEDGERS
from ..loading import read_text_frame
from ..schemas import Field, TableSchema, table_schema
from .context import Context, Outcome
from .findings import Finding, Skipped

if TYPE_CHECKING:
    from pandas import DataFrame

NAME = "unlike-version"
# Tables of what was: no other table shows that a row of theirs is gone or is another.
KEPT = (*LEDGERS, "withdrawn")
REMEDY = "Restore it, or raise the version if it was changed on purpose."
NAMED = 8  # tables that lack one key
GONE = object()  # for what one of two documents lacks
# By what the files and the package are known again. `sirte refresh` writes all but the last two, and `stale`
# compares them with the files.
OF_FILES = ("bytes", "hash", "x-rows", "x-schema-hash")
OF_PACKAGE = ("x-content", "version", "licenses")
COMPARED_ELSEWHERE = frozenset((*OF_FILES, "x-content"))


def unlike_own(package: Package, context: Context) -> Iterator[Outcome]:
    """What is gone from the descriptor and, against the library's own package, what differs or is demanded
    less.
    """
    own = open_package()
    names = {package.descriptor.get(key) for key in ("name", "x-content")} - {None}
    dataset = any(own.descriptor.get(key) in names for key in ("name", "x-content"))
    yield from _undescribed(package, dataset)
    here, same = package.folder == own.folder, dataset and package.version == own.version
    if dataset and (here or precedence(package.version) > precedence(own.version)):
        yield from _forgotten(own, context)
    if not same:
        yield from _demanded_less(package, own, context.schemas)
    elif not here:
        yield from _of_descriptor(own.descriptor, package.descriptor)
        for name in own.names:
            yield from _of_schema(own, package, name) if name in context.schemas else ()
        for name in KEPT:
            if name in context.frames and name in own.names:
                yield from _of_ledger(own, context, name)


# --- the same version of the same dataset


def _differences(own: Any, found: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Where two JSON documents differ, and how. Entries with names are compared by name, in their order."""
    if isinstance(own, dict) and isinstance(found, dict):
        for key in dict.fromkeys([*own, *found]):
            if key not in COMPARED_ELSEWHERE:
                yield from _differences(
                    own.get(key, GONE), found.get(key, GONE), f"{place}/{key}".lstrip("/")
                )
    elif (mine := _named(own)) and (theirs := _named(found)) and list(mine) == list(theirs):
        yield from _differences(mine, theirs, place)
    elif own != found or type(own) is not type(found):
        yield place, f"is {_short(found)} and not {_short(own)}"


def _named(entries: Any) -> dict[str, Any]:
    """The entries of a list by their names; none where one has no name of its own."""
    if not isinstance(entries, list) or not all(isinstance(one, dict) and "name" in one for one in entries):
        return {}
    by_name = {str(one["name"]): one for one in entries}
    return by_name if len(by_name) == len(entries) else {}


def _short(value: Any) -> str:
    text = "gone" if value is GONE else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}..."


def _of_descriptor(own: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Finding]:
    for place, how in _differences(own, found):
        if place not in OF_PACKAGE or place in found:  # else it is told as gone
            yield _told(DESCRIPTOR_NAME, None, place.partition("/")[0], place, how)


def _of_schema(own: Package, package: Package, name: str) -> Iterator[Finding]:
    file = package.resource(name)["schema"]
    mine, theirs = (json.loads(read_bytes(one.schema_path(name), file)) for one in (own, package))
    for place, how in _differences(mine, theirs):
        part, _, rest = place.partition("/")
        yield _told(file, None, rest.partition("/")[0] if part == "fields" else part, place, how)


def _of_ledger(own: Package, context: Context, name: str) -> Iterator[Finding]:
    """Rows of a ledger that are gone, new, or have another cell."""
    file = context.package.resource(name)["path"]
    schema = table_schema(name, own)
    if context.schemas[name].names != schema.names:
        return
    mine, theirs = (_by_key(schema, frame) for frame in (read_text_frame(schema, own), context.frames[name]))
    for key in mine.keys() - theirs.keys():
        yield _told(file, None, schema.primary_key[-1], ", ".join(key), "is gone")
    for key, (row, cells) in theirs.items():
        before = mine[key][1] if key in mine else ()
        if not before:
            yield _told(file, row, schema.primary_key[-1], ", ".join(key), "is new")
        for column, was, now in zip(schema.names, before, cells, strict=False):
            if was != now:
                yield _told(file, row, column, column, f"is {_short(now)} and not {_short(was)}")


def _forgotten(own: Package, context: Context) -> Iterator[Finding]:
    """The tables of what was that the dataset no longer has, and their rows that a later version has not."""
    package = context.package
    for name in KEPT:
        if name not in package.names:
            message = f"The table {name} is gone, without which nobody can tell what changed; restore it."
            yield Finding(DESCRIPTOR_NAME, None, "resources", NAME, message)
        elif package.folder == own.folder or name not in own.names:
            continue
        elif context.has(name, *(schema := table_schema(name, own)).primary_key):
            mine, theirs = read_text_frame(schema, own), context.frames[name]
            for key in _by_key(schema, mine).keys() - _by_key(schema, theirs).keys():
                message = f"'{', '.join(key)}' is gone; a version after {own.version} keeps it. Restore it."
                yield Finding(package.resource(name)["path"], None, schema.primary_key[-1], NAME, message)


def _by_key(schema: TableSchema, frame: DataFrame) -> dict[tuple[str, ...], tuple[int, tuple[str, ...]]]:
    """The number and the cells of each row of a table by its key."""
    keys = zip(*(frame[name] for name in schema.primary_key), strict=True)
    cells = frame.itertuples(index=False, name=None)
    return {key: (row, own) for row, (key, own) in enumerate(zip(keys, cells, strict=True), start=2)}


def _told(file: str, row: int | None, column: str, what: str, how: str) -> Finding:
    message = f"Unlike in the library's own package of this version, '{what}' {how}. {REMEDY}"
    return Finding(file, row, column, NAME, message)


# --- any package


def _undescribed(package: Package, dataset: bool) -> Iterator[Outcome]:
    """What the descriptor does not say, so that nobody can tell whether a file is the one that it was.

    The dataset itself says it all; of another package it is told as not checked.
    """
    gone = {
        key: _first([str(one["name"]) for one in package.descriptor["resources"] if key not in one])
        for key in OF_FILES
    }
    gone |= {key: "the package" for key in OF_PACKAGE if not package.descriptor.get(key)}
    gone = {key: where for key, where in gone.items() if where}
    for key, where in gone.items() if dataset else ():
        message = f"'{key}' is gone from {where}; restore it, or run  sirte refresh  if it is derived."
        yield Finding(DESCRIPTOR_NAME, None, key, "descriptor", message)
    if gone and not dataset:
        yield Skipped("descriptor", f"the descriptor lacks {', '.join(gone)}")


def _first(names: list[str]) -> str:
    """The first of these names, and how many more there are."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + f" and {more} more" * (more > 0)


def _demanded_less(package: Package, own: Package, schemas: Mapping[str, TableSchema]) -> Iterator[Skipped]:
    """What the library's own schemas demand and these do not, table by table."""
    lacking = {
        name: [*_lacking(table_schema(name, own), schemas[name])] for name in own.names if name in schemas
    }
    told = {f"schema of {name}": "; ".join(what) for name, what in lacking.items() if what}
    if absent := [name for name in own.names if name not in package.names]:
        told = {"tables": f"no table {', '.join(absent)}", **told}
    for part, what in told.items():
        yield Skipped(part, f"{what}, unlike the library's own package")


def _lacking(own: TableSchema, found: TableSchema) -> Iterator[str]:
    """What the schema found lacks, with the column."""
    for field in own.fields:
        if field.name not in found.names:
            yield f"{field.name}: no such column"
        else:
            yield from (f"{field.name}: {what}" for what in _loose(field, found.field(field.name)))
    if own.primary_key != found.primary_key:
        yield f"the primary key {', '.join(found.primary_key)} for {', '.join(own.primary_key)}"
    for columns in set(own.unique_keys) - set(found.unique_keys):
        yield f"no unique key {', '.join(columns)}"
    for key in set(own.foreign_keys) - set(found.foreign_keys):
        yield f"{', '.join(key.fields)}: no foreign key to {key.resource}"


def _loose(own: Field, found: Field) -> Iterator[str]:
    if own.type != found.type:
        yield f"the type {found.type} for {own.type}"
    if own.edtf and not found.edtf:
        yield "no x-edtf"
    for constraint in ("required", "unique", "pattern", "minimum", "maximum"):
        demanded, stated = getattr(own, constraint), getattr(found, constraint)
        if demanded is not None and demanded is not False and stated != demanded:
            yield f"no '{constraint}'" if stated is None or stated is False else f"another '{constraint}'"
    if own.enum and not found.enum:
        yield "no 'enum'"
    elif more := [code for code in found.enum if code not in own.enum] if own.enum else []:
        yield f"the codes {', '.join(more)}"
