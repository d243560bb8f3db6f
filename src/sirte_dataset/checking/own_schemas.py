"""What the schemas of a package demand less than those that come with this library.

A loosened schema switches checks off without a word: a date that is any text, a key that is no key. What this
package's schemas lack of the library's own is therefore told: as a finding where both are one version of one
dataset, else as not checked. Whether the cells are right is left to cells.py and the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..descriptor import Package, open_package
from ..schemas import Field, TableSchema, table_schema
from .context import Outcome
from .findings import Finding, Skipped

NAME = "schema-loosened"
REMEDY = "Restore the schema, or raise the version if it was changed on purpose."


def loosened(package: Package, schemas: Mapping[str, TableSchema]) -> Iterator[Outcome]:
    """What the library's own schemas demand and these do not, table by table."""
    own = open_package()
    same = (package.descriptor.get("name"), package.version) == (own.descriptor.get("name"), own.version)
    if absent := [name for name in own.names if name not in package.names]:
        yield from _told(package, same, "", [("", f"no table {', '.join(absent)}")])
    for name in own.names:
        if name in schemas:
            yield from _told(package, same, name, [*_lacking(table_schema(name, own), schemas[name])])


def _told(package: Package, same: bool, table: str, lacking: list[tuple[str, str]]) -> Iterator[Outcome]:
    """Each as a finding of its own, or all of a table as one line of what is not checked."""
    if same:
        file = package.resource(table)["schema"] if table else "datapackage.json"
        for column, what in lacking:
            message = f"This version has {what} here, unlike the one that comes with the library. {REMEDY}"
            yield Finding(file, None, column, NAME, message)
    elif lacking:
        told = "; ".join(f"{column}: {what}" if column else what for column, what in lacking)
        yield Skipped(
            f"schema of {table}" if table else "tables", f"{told}, unlike the library's own package"
        )


def _lacking(own: TableSchema, found: TableSchema) -> Iterator[tuple[str, str]]:
    """The column, or "", and what the schema found lacks there."""
    for field in own.fields:
        if field.name not in found.names:
            yield field.name, "no such column"
        else:
            yield from ((field.name, what) for what in _loose(field, found.field(field.name)))
    if own.primary_key != found.primary_key:
        yield "", f"the primary key {', '.join(found.primary_key)} for {', '.join(own.primary_key)}"
    for columns in set(own.unique_keys) - set(found.unique_keys):
        yield "", f"no unique key {', '.join(columns)}"
    for key in set(own.foreign_keys) - set(found.foreign_keys):
        yield ", ".join(key.fields), f"no foreign key to {key.resource}"


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
