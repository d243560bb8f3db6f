"""List the licences of what each extra installs, as the page docs/licences.md.

The libraries that pyproject.toml names are followed through the metadata of what is installed here, so this
runs in the environment of the README, where everything is. What a library's metadata says of its licence is
taken as it is; nobody looks into the libraries that a compiled one carries inside itself.
"""

from __future__ import annotations

import argparse
import platform
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sirte_dataset.documents.markdown import bullets, folded, page, table
from sirte_dataset.files import write_whole

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
BASE, DEVELOPERS = "base", "dev"
# Offered under several licences, of which the user takes one: its description says so.
CHOSEN = {"text-unidecode": "Artistic License"}
STRONG = re.compile(r"\bA?GPL|GNU (?:Affero )?General Public License", re.IGNORECASE)
WEAK = re.compile(r"\bLGPL|Lesser General Public|\bMPL|Mozilla Public|\bEPL|\bCDDL|\bEUPL", re.IGNORECASE)

OPENING = """
What the base install and each extra bring along, with the licence that each library states of itself; the
project's own code is under MIT, its data under CC BY 4.0. Made by `python tools/licences.py` on {day}, with
{python} on {system}: the versions are those of that day. Compiled libraries carry others inside them, whose
notices lie in their wheels and are not listed here.
"""


def requirements() -> dict[str, list[str]]:
    """What the base install and each extra name, by the name of the extra; `all` only names the others."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    return {BASE: project["dependencies"], **{name: each for name, each in extras.items() if name != "all"}}


def installed(names: Iterable[str]) -> dict[str, Distribution]:
    """The libraries that requirements lead to, directly or not, by name. Raises PackageNotFoundError."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [Requirement(name) for name in names]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name == "sirte-dataset":
            continue
        found[name] = distribution(name)
        for extra in {"", *requirement.extras} - {extra for known, extra in seen if known == name}:
            seen.add((name, extra))
            waiting += _needed(found[name], extra)
    return found


def _needed(library: Distribution, extra: str) -> Iterator[Requirement]:
    """What a library asks for on this machine, for itself or for one of its extras."""
    for line in library.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement


def licence(library: Distribution) -> str:
    """The licence as the metadata state it: the expression, else the classifiers, else the first line."""
    metadata: Any = library.metadata
    stated = metadata.get("License-Expression") or " / ".join(
        each.rpartition(" :: ")[2]
        for each in metadata.get_all("Classifier") or ()
        if each.startswith("License :: ")
    )
    return str(stated or (metadata.get("License") or "").strip().partition("\n")[0] or "not stated")


def is_strong(name: str, stated: str) -> bool:
    """Whether nothing but the GPL or AGPL is offered."""
    return name not in CHOSEN and all(STRONG.search(each) for each in stated.split(" OR "))


def document() -> str:
    """The page. Raises PackageNotFoundError when something is not installed."""
    by_extra = {extra: installed(names) for extra, names in requirements().items()}
    libraries = dict(
        sorted({name: each for found in by_extra.values() for name, each in found.items()}.items())
    )
    stated = {name: licence(each) for name, each in libraries.items()}
    extras = {name: [extra for extra, found in by_extra.items() if name in found] for name in libraries}
    users = {name: stated[name] for name in libraries if extras[name] != [DEVELOPERS]}
    rows = [[f"`{name}`", libraries[name].version, users[name], _brought_by(extras[name])] for name in users]
    opening = OPENING.format(
        day=date.today().isoformat(), python=f"Python {platform.python_version()}", system=platform.system()
    )
    columns = ["library", "version", "licence", "comes with"]
    parts = ["## Copyleft", bullets(list(_copyleft(stated, users))), "## Every library", table(columns, rows)]
    return page(["# Licences", folded(opening), *parts])


def _copyleft(stated: dict[str, str], users: dict[str, str]) -> Iterator[str]:
    """The libraries under such a licence, those of users apart."""
    strong = [name for name in stated if is_strong(name, stated[name])]
    own = [f"`{name}` ({stated[name]})" for name in strong if name in users]
    developers = [f"`{name}` ({stated[name]})" for name in strong if name not in users]
    weak = [f"`{name}` ({each})" for name, each in users.items() if WEAK.search(each)]
    none = "none, neither in the base install nor in an extra for users"
    yield f"**GPL or AGPL**: {', '.join(own) or none}."
    if developers:
        yield f"The extra `dev`, for work on the project, alone has {', '.join(developers)}; tests use it."
    if weak:
        yield f"**Copyleft file by file**, which asks nothing of who only uses a library: {', '.join(weak)}."
    for name in sorted(set(CHOSEN) & set(users)):
        yield f"`{name}` may be taken under the {CHOSEN[name]}, and is so here ({users[name]})."


def _brought_by(extras: list[str]) -> str:
    """Where a library comes from; what the base install has, everybody has."""
    return (
        "the base install"
        if BASE in extras
        else ", ".join(f"`{name}`" for name in extras if name != DEVELOPERS)
    )


def main() -> int:
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    try:
        write_whole({PAGE: document().encode("utf-8")})
    except PackageNotFoundError as error:
        sys.stderr.write(f"{error.name} is not installed here; set up the environment as the README says.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
