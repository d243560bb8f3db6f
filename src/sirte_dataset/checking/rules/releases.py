"""The ledgers: an id that was released is kept or listed as withdrawn, and a version has one content.

Ids and versions are cited for as long as the citation is read. A package without ledgers is not asked for
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from ...descriptor import DESCRIPTOR_NAME, LONGEST, precedence
from ...errors import suggestion
from ...hashes import LEDGERS, content, directory_ids
from ..context import Context, Outcome, absent
from ..findings import Finding, Skipped
from ..registry import RULES, rule

LISTED = "table id"
# When what these find is mended, the content changes, or its version.
BEFORE_CONTENT = ("released-id", "withdrawn-id", "release-order", "double-entry", "released-row")


def _listed(context: Context, ledger: str, column: str = "id") -> Mapping[tuple[str, str], str]:
    """The ids of a ledger as they are written, by table, with a cell of each; none without the ledger."""
    if ledger not in context.frames:
        return {}
    rows = context.frames[ledger][[*LISTED.split(), column]].itertuples(index=False, name=None)
    return {(table, name): cell for table, name, cell in rows}


def _standing(context: Context, ids: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the ids that stand in their table as they are written, each with its table."""
    asked: dict[str, set[str]] = {}
    for table, name in ids:
        asked.setdefault(table, set()).add(name)
    there = asked.keys() & context.frames.keys()
    return {(table, name) for table in there for name in asked[table].intersection(context.keys(table))}


def _unread(context: Context, ledger: str) -> Iterator[Skipped]:
    """The tables of a ledger that were not read, or whose rows have no id of one column."""
    for table in sorted({table for table, _ in _listed(context, ledger)}):
        if table not in context.frames:
            yield Skipped("", absent(context, table))
        elif not _has_ids(context, table):
            yield Skipped("", f"the table '{table}' has no primary key of exactly one column")


def _has_ids(context: Context, table: str) -> bool:
    return table in context.frames and len(context.schemas[table].primary_key) == 1


@rule("released-id", needs={"released_ids": LISTED, "withdrawn": LISTED})
def released_ids_are_kept(context: Context) -> Iterator[Outcome]:
    """An id that was released stands in its table or is listed in `withdrawn`.

    Somebody may cite it, and would look for it in vain. Restore the row, or list its id in `withdrawn` with
    the reason.
    """
    yield from _unread(context, "released_ids")
    released = _listed(context, "released_ids")
    known = _standing(context, released) | _listed(context, "withdrawn").keys()
    for _, table, name in context.rows("released_ids", LISTED):
        if _has_ids(context, table) and (table, name) not in known:
            message = f"'{name}' is gone from {table} unlisted; restore the row, or list it in withdrawn."
            yield context.finding(table, None, context.schemas[table].key, message)


@rule("withdrawn-id", needs={"withdrawn": LISTED})
def withdrawn_ids_stay_away(context: Context) -> Iterator[Outcome]:
    """An id that is withdrawn does not stand in its table again, for the old row or for another.

    Whoever cites it meant the row that was withdrawn. Give the row an id that was never used.
    """
    yield from _unread(context, "withdrawn")
    withdrawn = _listed(context, "withdrawn")
    for table in context.frames:
        for key in context.schemas[table].primary_key[:1]:
            for row, name in context.rows(table, key):
                if (table, name) in withdrawn:
                    message = f"'{name}' is withdrawn and never used again; give the row another id."
                    yield context.finding(table, row, key, message)


@rule("withdrawn-row", needs={"withdrawn": f"{LISTED} version replaced_by"})
def withdrawn_rows_lead_on(context: Context) -> Iterator[Outcome]:
    """A row of `withdrawn` names a table of the package, a version that was released or is the package's own,
    and, if any took its place, a row of the same table; where that is withdrawn too, another took its place.

    Whoever meets an old id is led on by this row alone. Correct the name.
    """
    released = _listed(context, "released_ids")
    tables = {*context.package.names, *(table for table, _ in released)}
    versions = {context.package.version, *(context.keys("releases") if context.has("releases") else ())}
    after = _listed(context, "withdrawn", "replaced_by")
    last = {key: (key[0], _last(after, *key)) for key in after}
    known = _standing(context, last.values()) | released.keys()
    for row, table, name, version, other in context.rows("withdrawn", f"{LISTED} version replaced_by"):
        if table not in tables:
            hint = suggestion(table, tables)
            message = f"There is no table '{table}'.{hint}"
            known_all = released or hint  # else it may be one that this package leaves out
            yield context.finding("withdrawn", row, "table", message) if known_all else Skipped("", message)
        elif context.has("releases") and version not in versions:
            message = f"'{version}' is neither a release nor the version of the package; correct it."
            yield context.finding("withdrawn", row, "version", message)
        elif other and _has_ids(context, table) and last[table, name] not in known:
            message = f"'{other}', which took the place of '{name}', leads to no row of {table}; correct it."
            yield context.finding("withdrawn", row, "replaced_by", message)


def _last(after: Mapping[tuple[str, str], str], table: str, name: str) -> str:
    """The id at the end of what took the place of what; "" where nothing did or they go in a circle."""
    seen = set()
    while (table, name) in after:
        seen.add(name)
        name = after[table, name]
        if name in seen:
            return ""
    return name


@rule("release-order", needs={"releases": "version date"})
def releases_follow_each_other(context: Context) -> Iterator[Outcome]:
    """A later release has a higher version, in at most 64 characters, and that of the package is not lower
    than the last one's.

    The higher number is taken for the newer data. Correct the date or the number.
    """
    rows = sorted(context.rows("releases", "version date"), key=lambda row: precedence(row[1]))
    while rows and not precedence(rows[0][1]):
        row, version, _ = rows.pop(0)
        message = f"'{version:.60}' is no version of at most {LONGEST} characters; correct it."
        yield context.finding("releases", row, "version", message)
    for (_, before, day), (row, version, date) in pairwise(rows):
        if date < day:
            message = f"{version} is dated before {before} of {day}; correct the date or the version."
            yield context.finding("releases", row, "date", message)
    own = context.package.version
    if rows and precedence(own) < precedence(rows[-1][1]):
        message = f"The version {own} is lower than the last release, {rows[-1][1]}; raise it."
        yield Finding(DESCRIPTOR_NAME, None, "version", "", message)


@rule("release-content", needs={"releases": "version content swhid"})
def releases_keep_their_content(context: Context) -> Iterator[Outcome]:
    """Where the version of the package is released already, its data are those that were released, and
    their ids are listed.

    One number for two contents leaves open which of them was cited. Raise the version or, while nobody has
    it yet, enter it anew with `sirte release --record`.
    """
    unread = context.unread()
    if unread:
        yield Skipped("", f"the content takes all tables: {absent(context, unread[0])}")
        return
    package = context.package
    found = [row for row in context.rows("releases", "version content swhid") if row[1] == package.version]
    told = (said for name in BEFORE_CONTENT for said in RULES[name](context))
    faulty = any(cells for table, cells in context.faulty.items() if table not in LEDGERS)
    if not found or faulty or any(isinstance(said, Finding) for said in told):
        return
    row, version, released, swhid = found[0]
    now = package.descriptor.get("x-content") or content(package)  # whether it is current is told by `stale`
    if now != released:
        message = (
            f"Version {version} was released with other data. Raise the version or, while nobody has it yet,"
            " enter it anew with  sirte release --record."
        )
        yield context.finding("releases", row, "content", message)
    elif content(package) == now:
        if swhid != (folders := " ".join(directory_ids(package).values())):
            yield context.finding("releases", row, "swhid", f"The folders are {folders}; correct it.")
        yield from _unlisted(context, version)


def _unlisted(context: Context, version: str) -> Iterator[Finding]:
    """The ids of a released version that the ledger of ids has not."""
    listed = _listed(context, "released_ids")
    tables = context.frames.keys() - LEDGERS if "released_ids" in context.frames else ()
    for table in sorted(tables):
        for name in sorted(context.keys(table)):
            if (table, name) not in listed:
                message = (
                    f"'{name}' of {table} stood in version {version} and is not listed; restore its row."
                )
                yield context.finding("released_ids", None, "id", message)
