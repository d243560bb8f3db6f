"""Is a package sound? The descriptor, each table and the rules between tables, in one report.

Each layer reads only what the one before it left clean, and a fault is told once: first the descriptor is
looked over, then frictionless reads it, pandera each table, then the rules. This module arranges them; it
knows no rule itself.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..descriptor import DESCRIPTOR_NAME, Package, open_package
from ..errors import NONE, DataError, MissingExtra, UsageError, suggestion
from ..files import digest
from ..hashes import PREFIX, content
from ..loading import read_text_frame
from ..schemas import TableSchema, table_schema
from ..texts.attaching import text_faults
from ..texts.holdings import attached_texts
from .cells import check_table
from .context import Context, Outcome
from .descriptor_checks import look_over
from .findings import Finding, Report, Silenced, Skipped
from .folding import folded
from .own_package import unlike_own
from .patterns import try_patterns
from .rules import RULES
from .silenced_rules import Placed, read_silences, silence

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Finding", "Report", "Silenced", "Skipped", "sound_context", "validate"]

Progress = Callable[[str], None]
SHOWN = 500  # characters of a text that may be as long as a cell


def validate(
    path: str | Path | Package | None = None,
    progress: Progress | None = None,
    rules: Collection[str] | None = None,
    skip: Mapping[str, str] = NONE,
) -> Report:
    """Check a package of this shape, by default the one that comes with this library.

    `path` is its folder or its datapackage.json; a subset of the tables is enough, and a rule that needs a
    table which is not there is reported as skipped. `progress` is called with the name of each table and each
    group of rules before it is checked. `rules` names the rules to apply, all when it is None; the descriptor
    and the tables are checked in any case. `skip` names rules to leave out, each with the reason, which the
    report repeats. Whatever is wrong in the files becomes a finding.

    Raises DataError when there is no package at `path`, UsageError for an unknown rule and for one left
    out without a reason, MissingExtra when a library for validation is not installed.
    """
    _need_extra()
    chosen = _chosen(rules, skip)
    try:
        package = open_package(path)
    except DataError as error:
        place = Path(str(path))
        if path is None or not (place.is_file() or (place / DESCRIPTOR_NAME).is_file()):
            raise
        return Report((Finding(Path(error.file).name, error.row, "", "descriptor", error.message),))
    with _uncollected():
        findings = look_over(package) or _descriptor_by_frictionless(package)
        if not findings:
            return _check(package, progress or _quietly, chosen, skip)
    return Report(_in_order(findings), (Skipped("tables", f"{DESCRIPTOR_NAME} has to be mended first"),))


def sound_context(path: str | Path | Package | None = None) -> Context:
    """A package as the rules see it, for what is computed from the same cells.

    Raises DataError, with the first fault, where a table is not sound, and MissingExtra when a library for
    validation is not installed.
    """
    _need_extra()
    context, findings = _read(open_package(path), _quietly)
    if findings:
        first = _in_order(findings)[0]
        message = f"{first.message} Mend it first; `sirte validate` lists whatever is wrong."
        raise DataError(message, file=first.file, row=first.row, column=first.column or None)
    return context


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's search for objects that hold each other, of which there are none here: it would go
    through all rows again and again, for a sixth of the time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _quietly(step: str) -> None:
    """Tell nobody of the progress."""


def _chosen(rules: Collection[str] | None, skip: Mapping[str, str]) -> list[str]:
    """The rules to apply or to tell of as left out, in their order."""
    for name in (*(rules or ()), *skip):
        if name not in RULES:
            hint = f"{suggestion(name, RULES)} `sirte rules` lists them all."
            raise UsageError(f"There is no rule '{name}'.{hint}")
    for name, reason in skip.items():
        if not reason.strip():
            raise UsageError(f"The rule '{name}' is left out without a reason; give it.")
    return [name for name in RULES if rules is None or name in rules or name in skip]


def _need_extra() -> None:
    for library in ("frictionless", "pandera"):
        if find_spec(library) is None:
            raise MissingExtra("validate", "Validation")


# --- the descriptor


def _descriptor_by_frictionless(package: Package) -> list[Finding]:
    """What frictionless says of the descriptor. It reads no file and contacts no host for this."""
    from frictionless import FrictionlessException
    from frictionless import Package as Reference

    try:
        errors = list(Reference.metadata_validate(package.descriptor))
    except FrictionlessException as problem:
        errors = problem.reasons or [problem.error]
    return _from_frictionless(errors, DESCRIPTOR_NAME, "descriptor")


def _schema_by_frictionless(package: Package, name: str) -> list[Finding]:
    """What frictionless says of one schema, under the version of the standard that the package names."""
    from frictionless import FrictionlessException
    from frictionless import Package as Reference

    resource = {key: value for key, value in package.resource(name).items() if not key.startswith("x-")}
    named = {key: value for key, value in package.descriptor.items() if key in ("$schema", "profile")}
    descriptor = {**named, "resources": [resource]}
    try:
        _ = Reference.from_descriptor(descriptor, basepath=str(package.folder)).resources[0].schema
    except FrictionlessException as problem:
        return _from_frictionless(problem.reasons or [problem.error], resource["schema"], "schema")
    return []


def _from_frictionless(errors: Iterable[Any], file: str, rule: str) -> list[Finding]:
    notes = dict.fromkeys(error.note for error in errors)
    return [Finding(file, None, "", rule, f"{note}.") for note in notes]


# --- the tables and the rules


def _check(package: Package, progress: Progress, chosen: list[str], skip: Mapping[str, str]) -> Report:
    context, findings = _read(package, progress)
    context.outcomes.update({name: [Skipped(name, f"left out: {why}")] for name, why in skip.items()})
    entries, misunderstood = read_silences(package, RULES)
    outcomes = [*unlike_own(package, context)]
    outcomes += _apply_rules(context, progress, chosen)
    found = _in_order(outcome for outcome in outcomes if isinstance(outcome, Finding))
    skipped = list(dict.fromkeys(outcome for outcome in outcomes if isinstance(outcome, Skipped)))
    skipped += _unused_texts(context)
    judged = set(chosen) - {outcome.rule for outcome in skipped}
    placed = _placing(context)
    remaining, silenced = silence(found, entries, judged, placed)
    findings += folded(remaining, context)
    content_now = ""
    with suppress(DataError):  # a file that cannot be read is a finding
        content_now = content(package)
    findings += _stale(package, context.frames, content_now, {finding.file for finding in findings})

    def keyed(finding: Finding) -> Finding:
        column, key = finding.column[:SHOWN], placed(finding)[1][:SHOWN]
        return replace(finding, column=column, row_id=key, message=_short(finding.message))

    return Report(
        tuple(map(keyed, _in_order(findings + misunderstood))),
        tuple(skipped),
        tuple(Silenced(keyed(one.finding), one.reason) for one in silenced),
        content_now,
    )


def _short(message: str) -> str:
    """A message that repeats huge cells, without its middle: what to do stands at the end."""
    return message if len(message) <= 2 * SHOWN else f"{message[:SHOWN]}...{message[-SHOWN:]}"


def _placing(context: Context) -> Placed:
    """How to tell in which table, and in the row of which key, a finding lies."""
    tables = {context.package.resource(name)["path"]: name for name in context.frames}

    @cache
    def keys(table: str) -> list[tuple[str, ...]]:
        names = context.schemas[table].primary_key or context.schemas[table].names[:1]
        return list(context.frames[table][list(names)].itertuples(index=False, name=None))

    def placed(finding: Finding) -> tuple[str, str]:
        table = tables.get(finding.file, "")
        if not table or finding.row is None:
            return table, ""
        return table, ", ".join(keys(table)[finding.row - 2])

    return placed


def _read(package: Package, progress: Progress) -> tuple[Context, list[Finding]]:
    """The package as the rules see it, and what is wrong with its tables one by one."""
    schemas: dict[str, TableSchema] = {}
    frames: dict[str, DataFrame] = {}
    findings: list[Finding] = []
    given_up: list[str] = []  # tables with patterns that took too long
    for name in package.names:
        progress(name)
        try:
            schemas[name] = table_schema(name, package)
            _refuse_blanks(schemas[name], package.resource(name)["schema"])
            findings += _schema_by_frictionless(package, name)
            frame = read_text_frame(schemas[name], package)
            try_patterns(schemas[name], frame, package.resource(name)["schema"], given_up)
            frames[name] = frame
        except DataError as error:
            rule = "schema" if error.file == package.resource(name)["schema"] else "file"
            findings.append(Finding(error.file, error.row, error.column or "", rule, error.message))
        else:
            findings += check_table(schemas[name], frames[name], package.resource(name)["path"])
    findings += _dead_references(package, schemas)
    texts = _texts(package, frames, findings)
    return Context(package, schemas, frames, texts, _faulty(package, findings)), findings


def _refuse_blanks(schema: TableSchema, file: str) -> None:
    """Columns are named to the rules several in one text, so that here a name is one word."""
    for column in schema.names:
        if " " in column:
            message = f"A field is named {column!r:.60}; to be checked, it needs a name of one word."
            raise DataError(message, file=file)


def _dead_references(package: Package, schemas: dict[str, TableSchema]) -> Iterator[Finding]:
    """Foreign keys to a column that the other table does not have: they could never be checked."""
    for name, schema in schemas.items():
        for key in schema.foreign_keys:
            known = schemas[key.resource].names if key.resource in schemas else key.reference_fields
            for column in set(key.reference_fields) - set(known):
                fields, hint = ", ".join(key.fields), suggestion(column, known)
                message = f"The foreign key {fields} names no column of {key.resource}: '{column}'.{hint}"
                yield Finding(package.resource(name)["schema"], None, "", "schema", message)


def _texts(package: Package, frames: dict[str, DataFrame], findings: list[Finding]) -> dict[str, str]:
    """The attached texts; none where the table of articles, by which they are recognised, is not sound."""
    if not _knows_its_texts(package, frames):
        return {}
    if any(finding.file == package.resource("articles")["path"] for finding in findings):
        return {}
    return attached_texts(package)


def _knows_its_texts(package: Package, frames: Mapping[str, DataFrame]) -> bool:
    """Whether the table of articles has the columns by which texts are recognised."""
    needed = {"article_id", "sha256", "bytes"}
    return "articles" in frames and needed <= set(frames["articles"].columns)


def _unused_texts(context: Context) -> Iterator[Skipped]:
    """Texts that were attached or named and that the rules could not look at."""
    if _knows_its_texts(context.package, context.frames) and context.clean("articles", "sha256", "bytes"):
        for fault in text_faults(context.package):
            yield Skipped("attached-texts", fault)


def _faulty(package: Package, findings: list[Finding]) -> dict[str, set[tuple[int, str]]]:
    """By table, the cells that have a finding."""
    names = {package.resource(name)["path"]: name for name in package.names}
    faulty: dict[str, set[tuple[int, str]]] = {}
    for finding in findings:
        if finding.file in names and finding.row is not None:
            faulty.setdefault(names[finding.file], set()).add((finding.row, finding.column))
    return faulty


def _apply_rules(context: Context, progress: Progress, chosen: list[str]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for module, names in groupby(chosen, key=lambda name: RULES[name].__module__):
        progress(f"rules on {module.rpartition('.')[2]}")
        outcomes += [outcome for name in names for outcome in RULES[name](context)]
    return outcomes


def _stale(
    package: Package, frames: Mapping[str, DataFrame], content_now: str, reported: set[str]
) -> list[Finding]:
    """Files that are not those the descriptor describes; a file with other findings has them for a reason."""
    stale: list[Finding] = []
    for name, frame in frames.items():
        resource = package.resource(name)
        data, schema = package.csv_path(name), package.schema_path(name)
        hash_now = PREFIX + digest(data, resource["path"])
        found = {"x-rows": len(frame), "bytes": data.stat().st_size, "hash": hash_now}
        stale += _differing(resource, resource["path"], found)
        schema_now = PREFIX + digest(schema, resource["schema"])
        stale += _differing(resource, resource["schema"], {"x-schema-hash": schema_now})
    if not stale and len(frames) == len(package.names):
        stale += _differing(package.descriptor, DESCRIPTOR_NAME, {"x-content": content_now})
    return [finding for finding in stale if finding.file not in reported]


def _differing(described: Mapping[str, Any], file: str, found: Mapping[str, object]) -> Iterator[Finding]:
    """A finding where a file is not as it is described; what is not described is not compared."""
    differing = [key for key, value in found.items() if described.get(key, value) != value]
    if differing:
        message = (
            f"The file is not the one that {DESCRIPTOR_NAME} describes (other {', '.join(differing)})."
            " Restore it, or run  sirte refresh  if it was changed on purpose."
        )
        yield Finding(file, None, "", "stale", message)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sorted by place, each once."""
    each = set(findings)
    return tuple(sorted(each, key=lambda one: (one.file, one.row or 0, one.column, one.rule, one.message)))
