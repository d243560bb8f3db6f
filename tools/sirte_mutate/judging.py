"""What validation says of a mutant: in memory with only the rules that a corruption can touch, or in full.

Which rule reads which column is not declared anywhere: every rule is applied once to the true package, and
what it reads is noted. A rule that reads nothing that changed says what it said of the true package. A test
compares this with the full validation of a written copy.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from sirte_dataset.agreement import released
from sirte_dataset.agreement.codings import read_codings
from sirte_dataset.checking import validation
from sirte_dataset.checking.cells import check_table
from sirte_dataset.checking.context import Context, Outcome
from sirte_dataset.checking.findings import Finding, Skipped
from sirte_dataset.checking.folding import folded
from sirte_dataset.checking.own_package import KEPT
from sirte_dataset.checking.registry import AFTER
from sirte_dataset.checking.rules import RULES
from sirte_dataset.checking.silenced_rules import read_silences, silence
from sirte_dataset.checking.validation import _placing, sound_context, validate
from sirte_dataset.descriptor import DESCRIPTOR_NAME, Package, open_package
from sirte_dataset.errors import SirteError
from sirte_dataset.hashes import content
from sirte_dataset.texts.holdings import VARIABLE

from .mutants import Mutant, as_csv

if TYPE_CHECKING:
    from pandas import DataFrame

    from sirte_dataset.schemas import TableSchema

Column = tuple[str, str]  # table and column; "" for the table as a whole
TEXTS: Column = ("", "texts")
# By these columns an attached text is known: where one changes, the texts are looked for anew.
OF_TEXTS = frozenset({"article_id", "file_name", "sha256", "bytes", "characters"})
# What is said of the files as they lie there, not of what is in them.
OF_FILES = frozenset({"stale", "release-content"})

# The checks that stand before the rules: of files, by pandera, and of what each type is written like.
SCHEMA_CHECKS = frozenset(
    ("file", "required", "integer", "number", "boolean", "date", "code", "edtf", "pattern", "unique")
) | {"minimum", "maximum"}

# Slow rules that look at the tables one by one, with the tables that they compare each of them with.
ONE_BY_ONE = {
    "copied-words": ("articles",),
    "plain-text": (),
    "entered-twice": ("evidence",),
    "released-row": ("releases", "released_ids"),
    "evidence-for-cells": ("evidence",),
}


class _Noted(Mapping[str, Any]):
    """Tables or texts that note which of them are looked at; that one is there is no news of a cell."""

    def __init__(self, held: Mapping[str, Any], read: set[Column], as_column: Column | None = None) -> None:
        self.held, self.read, self.as_column = held, read, as_column

    def __getitem__(self, name: str) -> Any:
        self.read.add(self.as_column or (name, ""))
        return self.held[name]

    def __iter__(self) -> Iterator[str]:
        if self.as_column:
            self.read.add(self.as_column)
        return iter(self.held)

    def __contains__(self, name: object) -> bool:
        return name in self.held

    def __len__(self) -> int:
        if self.as_column:
            self.read.add(self.as_column)
        return len(self.held)


@dataclass(frozen=True)
class _Reading(Context):
    """A context that notes which columns are read."""

    plain: Context | None = None
    read: set[Column] = field(default_factory=set)

    def rows(self, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        self.read.update((table, name) for name in " ".join(columns).split())
        assert self.plain
        return self.plain.rows(table, *columns)

    def frame(self, table: str, *columns: str) -> DataFrame:
        self.read.update((table, name) for name in " ".join(columns).split())
        assert self.plain
        return self.plain.frame(table, *columns)

    def clean(self, table: str, *columns: str) -> bool:
        self.read.update((table, name) for name in " ".join(columns).split())
        return super().clean(table, *columns)

    def keys(self, table: str) -> set[str]:
        self.read.update((table, name) for name in self.schemas[table].primary_key)
        assert self.plain
        return self.plain.keys(table)


@dataclass(frozen=True)
class _Listed(Context):
    """A context that turns each column into a list once, for all mutants that leave it as it is."""

    lists: dict[Column, list[str]] = field(default_factory=dict)

    def rows(self, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        names = " ".join(columns).split()
        for name in names:
            if (table, name) not in self.lists:
                self.lists[table, name] = self.frames[table][name].tolist()
        bad = {row for row, column in self.faulty.get(table, ()) if column in names or not column}
        cells = zip(*(self.lists[table, name] for name in names), strict=True)
        return ((row, *values) for row, values in enumerate(cells, start=2) if row not in bad)


def reads(context: Context) -> dict[str, set[Column]]:
    """By rule, what it reads of the package, and what the rules read that it asks."""
    found = {}
    for name, apply in RULES.items():
        read: set[Column] = set()
        watched = _Reading(
            context.package,
            context.schemas,
            _Noted(context.frames, read),
            _Noted(context.texts, read, TEXTS),
            context.faulty,
            plain=context,
            read=read,
        )
        list(apply(watched))
        found[name] = read
    return found


@dataclass(frozen=True)
class Judgement:
    """What is found of a mutant with the texts attached and without; whether the checks of cells and files,
    without any rule, would do.
    """

    attached: tuple[Finding, ...]
    detached: tuple[Finding, ...]
    by_schema: bool


class Judge:
    """Validates mutants of the library's own package; `home` is an empty folder for its copy."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "package"
        own = open_package().folder
        for part in ("data", "schemas", "releases", "codings"):
            if (own / part).is_dir():
                shutil.copytree(own / part, self.folder / part)
        for name in (DESCRIPTOR_NAME, "CHANGELOG.md"):
            shutil.copy(own / name, self.folder)
        true = sound_context(self.folder)
        self.matched = _matching()
        self.attached = _Listed(true.package, true.schemas, true.frames, true.texts)
        self.detached = replace(self.attached, texts={})
        for context in (self.attached, self.detached):
            _apply_all(context)
        self.reads = reads(self.attached)
        self.articles = os.environ.get(VARIABLE, "")

    def judged(self, mutant: Mutant) -> Judgement:
        """What is found of a mutant, re-checking no more than it can touch."""
        of_texts = mutant.table == "articles" and OF_TEXTS & mutant.columns
        if mutant.files or of_texts or mutant.table in KEPT:
            with self._trusting(mutant):
                return self.judged_in_full(mutant)
        return self._in_memory(mutant)

    @contextmanager
    def _trusting(self, mutant: Mutant) -> Iterator[None]:
        """Tables and schemas that are as they were need not be checked one by one again."""

        def table(schema: TableSchema, frame: DataFrame, file: str) -> list[Finding]:
            true = self.attached.frames.get(schema.name)
            same = true is not None and self.attached.schemas[schema.name] == schema and frame.equals(true)
            return [] if same else check_table(schema, frame, file)

        def of_frictionless(package: Package, name: str) -> list[Finding]:
            changed = mutant.group == "descriptor" or package.resource(name)["schema"] in mutant.files
            return by_frictionless(package, name) if changed else []

        by_frictionless = validation._schema_by_frictionless
        with (
            patch.object(validation, "check_table", table),
            patch.object(validation, "_schema_by_frictionless", of_frictionless),
        ):
            yield

    def judged_in_full(self, mutant: Mutant) -> Judgement:
        """The same by validating a written copy, hashes renewed."""
        with self.written(mutant):
            attached = self._validated(self.articles)
            detached = attached
            if any(TEXTS in self.reads.get(finding.rule, ()) for finding in attached):
                detached = self._validated("")
        by_schema = any(finding.rule in SCHEMA_CHECKS for finding in attached)
        return Judgement(attached, detached, by_schema)

    @contextmanager
    def written(self, mutant: Mutant) -> Iterator[Path]:
        """The copy with a mutant in it; whatever is changed is put back."""
        held = dict(mutant.files)
        if not held:
            path = self.attached.package.resource(mutant.table)["path"]
            held = {path: as_csv(mutant.changed(self.attached.frames[mutant.table]))}
        before = {path: (self.folder / path).read_bytes() for path in {*held, DESCRIPTOR_NAME}}
        try:
            for path, new in held.items():
                _put(self.folder / path, new)
            if mutant.refreshed and DESCRIPTOR_NAME not in held:
                renew(self.folder)
            yield self.folder
        finally:
            for path, old in before.items():
                _put(self.folder / path, old)

    def _validated(self, articles: str) -> tuple[Finding, ...]:
        os.environ.pop(VARIABLE, None)
        if articles:
            os.environ[VARIABLE] = articles
        try:
            return validate(self.folder).findings
        except SirteError as error:
            return (Finding(DESCRIPTOR_NAME, None, "", "refused", str(error)),)
        finally:
            os.environ[VARIABLE] = self.articles

    def _in_memory(self, mutant: Mutant) -> Judgement:
        with (
            patch.object(released, "read_codings", _codings),
            patch.object(released, "_matched", self.matched),
        ):
            return self._judged(mutant)

    def _judged(self, mutant: Mutant) -> Judgement:
        table, context = mutant.table, self.attached
        frame = mutant.changed(context.frames[table])
        faults = check_table(context.schemas[table], frame, context.package.resource(table)["path"])
        changed = {*mutant.columns, *(fault.column for fault in faults)}
        if not mutant.edits:
            changed.update(frame.columns)
        touched: set[Column] = {(table, column) for column in {*changed, ""}}
        sound = not (table == "articles" and faults)  # else no text is recognised
        if not sound:
            touched.add(TEXTS)
        faulty = {table: {(fault.row or 0, fault.column) for fault in faults}}
        frames = {**context.frames, table: frame}
        lists = {column: cells for column, cells in context.lists.items() if column[0] != table}
        texts = context.texts if sound else {}
        first = replace(context, frames=frames, faulty=faulty, texts=texts, lists=lists)
        attached = self._told(first, self.attached, table, touched, faults, {})
        last = replace(first, texts={})
        same = {name: said for name, said in first.outcomes.items() if TEXTS not in self.reads[name]}
        detached = self._told(last, self.detached, table, touched - {TEXTS}, faults, same)
        return Judgement(attached, detached, bool(faults))

    def _told(
        self,
        context: Context,
        true: Context,
        table: str,
        touched: set[Column],
        faults: list[Finding],
        known: Mapping[str, list[Outcome]],
    ) -> tuple[Finding, ...]:
        """All findings, where the rules that read nothing touched say what they said of the true package."""
        untouched = (name for name in RULES if not self.reads[name] & touched)
        context.outcomes.update({name: true.outcomes[name] for name in untouched} | dict(known))
        for name in ONE_BY_ONE:
            if name in RULES and name not in context.outcomes:
                _of_one_table(context, true, name, table)
        _apply_all(context)
        outcomes = [outcome for name in RULES for outcome in context.outcomes[name]]
        found = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
        judged = set(RULES) - {outcome.rule for outcome in outcomes if isinstance(outcome, Skipped)}
        entries, odd = read_silences(context.package, RULES)
        remaining, _ = silence(found, entries, judged, _placing(context))
        return tuple(dict.fromkeys([*faults, *folded(remaining, context), *odd]))


_codings = cache(read_codings)  # which no mutant changes


def _matching() -> Callable[[Mapping[str, Any], Any, str], Any]:
    """Which coded row is which released one, found anew only where the rows of the table changed."""
    matched, last = released._matched, dict[tuple[str, int], tuple[Any, Any]]()

    def match(rows: Mapping[str, Any], coded: Any, table: str) -> Any:
        known = last.get((table, id(coded)))
        if known is None or known[0] != rows:
            known = last[table, id(coded)] = rows, matched(rows, coded, table)
        return known[1]

    return match


def _apply_all(context: Context) -> None:
    for apply in RULES.values():
        list(apply(context))


def _of_one_table(context: Context, true: Context, name: str, table: str) -> None:
    """What a rule that looks at the tables one by one says where one of them was changed."""
    if table in ONE_BY_ONE[name]:
        return
    for other in AFTER[name]:
        list(RULES[other](context))
    frames = {each: context.frames[each] for each in (table, *ONE_BY_ONE[name])}
    alone = replace(context, frames=frames)
    alone.outcomes.update(context.outcomes)
    path = context.package.resource(table)["path"]
    elsewhere = [said for said in true.outcomes[name] if isinstance(said, Skipped) or said.file != path]
    found = [said for said in RULES[name](alone) if isinstance(said, Finding) and said.file == path]
    context.outcomes[name] = [*elsewhere, *found]


def _put(path: Path, held: bytes | None) -> None:
    if held is None:
        path.unlink()
    else:
        path.write_bytes(held)


def renew(folder: Path) -> None:
    """Make hashes, sizes and counts fit the files as they are, as whoever covers a corruption would."""
    path = folder / DESCRIPTOR_NAME
    described = json.loads(path.read_bytes())
    for resource in described["resources"]:
        data, schema = (folder / resource["path"], folder / resource["schema"])
        if data.exists():
            held = data.read_bytes()
            resource["bytes"], resource["hash"] = len(held), f"sha256:{sha256(held).hexdigest()}"
            rows = csv.reader(io.StringIO(held.decode("utf-8", errors="replace"), newline=""))
            resource["x-rows"] = max(0, sum(1 for _ in rows) - 1)
        if schema.exists():
            resource["x-schema-hash"] = f"sha256:{sha256(schema.read_bytes()).hexdigest()}"
    path.write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", "utf-8")
    try:
        described["x-content"] = content(open_package(folder))
    except SirteError:  # a file is gone
        return
    path.write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", "utf-8")
