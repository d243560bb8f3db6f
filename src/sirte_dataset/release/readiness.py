"""May this version be released? Every reason why not, each a sentence that says how to mend it.

Nothing is written here: the folder that is handed on is bundle.py's, the ledger of releases ledger.py's.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ..changelog import CHANGELOG, sections
from ..checking.validation import validate
from ..descriptor import Package, precedence
from ..errors import UsageError
from ..hashes import content
from ..loading import load
from ..refreshing import stale
from ..texts.holdings import holdings
from .diff import PARTS, compare
from .ledger import RELEASES
from .versions import opened_version


class Checked(NamedTuple):
    """One thing that was looked at, and what stands in the way of a release."""

    what: str
    reasons: list[str]


def checks(package: Package, since: str | None, stale_pages: Sequence[str]) -> Iterator[Checked]:
    """What must hold before a version is released, one after the other.

    `since` is the version released before this one, as previous_version() takes it; `stale_pages` are the
    pages of docs/ that are out of date. Raises UsageError when the package is in no git checkout.
    """
    yield Checked("the work tree", _uncommitted(package))
    yield Checked("derived parts", [f"{what} is out of date; run  sirte refresh." for what in stale(package)])
    yield Checked("generated pages", [f"{page} is out of date; run  sirte docs." for page in stale_pages])
    yield Checked("validation", _findings(package))
    yield Checked("the articles' texts", _missing_texts(package))
    yield Checked("the changelog", _untold(package))
    yield Checked("the ledger", _otherwise_recorded(package))
    yield Checked("the version released before", _compared(package, since))


def recorded(package: Package) -> dict[str, str]:
    """The content of each version in the ledger, by version."""
    return {row["version"]: row["content"] for row in load(RELEASES, "records", package)}


def changelog_section(package: Package) -> str:
    """What the changelog says of the package's version, without its heading; "" where it says nothing."""
    return sections(package.folder).get(package.version, "")


@contextmanager
def previous_version(package: Package, since: str | None) -> Iterator[Package | None]:
    """The version released before this one, opened; None for a first release.

    It is at `since`, a git revision or a file or folder; by default at the tag of the last earlier version in
    the ledger. Raises UsageError when it is not there.
    """
    last = last_release(package)
    if since is None and last is None:
        yield None
        return
    if since is None and git(package, "rev-parse", "--verify", "--quiet", f"refs/tags/v{last}") is None:
        raise UsageError(f"There is no tag v{last}; say with --since where version {last} is.")
    source = since or f"v{last}"
    found = source if Path(source).exists() else f"git:{source}"
    with opened_version(found, package.folder) as old:
        yield old


def last_release(package: Package) -> str | None:
    """The highest version in the ledger that is lower than the package's."""
    earlier = (each for each in recorded(package) if precedence(each) < precedence(package.version))
    return max(earlier, key=precedence, default=None)


def git(package: Package, *arguments: str) -> str | None:
    """What git says in the package's folder; None when it fails."""
    command = ["git", "-C", str(package.folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.stdout if done.returncode == 0 else None


# --- what may stand in the way


def _uncommitted(package: Package) -> list[str]:
    changes = git(package, "status", "--porcelain")
    if changes is None:
        raise UsageError(f"{package.folder} is no git checkout; a release is made from one.")
    first = changes.split("\n")[0][3:]
    return [f"The work tree has changes, the first in {first}; commit them, or take them back."] * bool(first)


def _findings(package: Package) -> list[str]:
    count = len(validate(package).findings)
    return [f"Validation finds {count} fault{'s'[: count > 1]}; run  sirte validate."] * bool(count)


def _missing_texts(package: Package) -> list[str]:
    missing = [holding.article.article_id for holding in holdings(package) if holding.text is None]
    said = f"The texts of {', '.join(missing)} are not at hand, so nothing was compared with their words; "
    return [said + "attach them, see  sirte texts."] * bool(missing)


def _untold(package: Package) -> list[str]:
    said = f"{CHANGELOG} has no section '## {package.version} (YYYY-MM-DD)' with text; write it."
    return [] if changelog_section(package) else [said]


def _otherwise_recorded(package: Package) -> list[str]:
    listed = recorded(package).get(package.version)
    if listed in (None, content(package)):
        return []
    said = f"Version {package.version} was released with other content ({listed}); "
    return [said + "raise the version, or restore the data."]


def _compared(package: Package, since: str | None) -> list[str]:
    """What is wrong with the version before this one, or with the number of this one beside it."""
    try:
        with previous_version(package, since) as old:
            return [] if old is None else _unlike_the_ledger(old, package) or _too_low(old, package)
    except UsageError as problem:
        return [str(problem)]


def _unlike_the_ledger(old: Package, new: Package) -> list[str]:
    last = last_release(new)
    if old.version != last:
        return [f"--since gives version {old.version}, but {last or 'none'} was released last; give that."]
    if content(old) == recorded(new)[last]:
        return []
    said = f"What --since gives as version {last} has other content than the ledger lists; "
    return [said + "give the version that was released."]


def _too_low(old: Package, new: Package) -> list[str]:
    needed = compare(old, new).part
    if PARTS.index(risen_part(old.version, new.version)) >= PARTS.index(needed):
        return []
    return [f"Since {old.version} the {needed} version must rise, and this is {new.version}; raise it."]


def risen_part(old: str, new: str) -> str:
    """The highest part of a version that is higher than in another: "none", "patch", "minor" or "major"."""
    for part, before, after in zip(reversed(PARTS), precedence(old), precedence(new), strict=False):
        if before != after:
            return part if precedence(new) > precedence(old) else "none"
    return "none"
