"""Where a data package lies and what its datapackage.json says: names, paths, version, schema documents.

Standard library only. Nothing here reads a table; schemas.py gives the schema documents a meaning. A
descriptor may come from anywhere, so every path in it must lie inside the package folder before another
module opens it.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from .errors import DataError, UsageError, located, suggestion
from .files import decoded, leads_out, read_bytes, refuse_outside

DESCRIPTOR_NAME = "datapackage.json"
PROFILES = "https://datapackage.org/profiles/2."
_NUMBER = "(?:0|[1-9][0-9]*)"
_LABEL = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
# A table is shown, exported and asked for by its name, which also names files.
NAME = re.compile(r"[\w-][\w.-]*")
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
LONGEST = 64  # characters of a version, which names files; of several thousand digits no number is read
VERSION = re.compile(rf"(?!.{{{LONGEST + 1}}}){_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_LABEL})?(?:\+{_LABEL})?")


@dataclass(frozen=True, eq=False)
class Package:
    """A data package: its folder and its parsed datapackage.json."""

    folder: Path
    descriptor: dict[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tables, in the order of the descriptor."""
        return tuple(resource["name"] for resource in self.descriptor["resources"])

    @property
    def synonyms(self) -> dict[str, str]:
        """Other words for the tables (`x-synonyms` of a resource), each with the name it means."""
        return {
            str(word): resource["name"]
            for resource in self.descriptor["resources"]
            for word in resource.get("x-synonyms", ())
        }

    @property
    def version(self) -> str:
        """The version of the data and of the library, which is one."""
        return str(self.descriptor.get("version", ""))

    def resource(self, name: str) -> dict[str, Any]:
        """The descriptor's entry of one table. Raises UsageError, naming the nearest, for an unknown one."""
        found: dict[str, Any]
        for found in self.descriptor["resources"]:
            if found["name"] == name:
                return found
        hint = suggestion(name, self.names, self.synonyms) or f" The tables are: {', '.join(self.names)}."
        raise UsageError(f"There is no table '{name}'.{hint}")

    def csv_path(self, name: str) -> Path:
        """The CSV file of one table."""
        return self.folder / str(self.resource(name)["path"])

    def schema_path(self, name: str) -> Path:
        """The Table Schema file of one table."""
        return self.folder / str(self.resource(name)["schema"])


def precedence(version: str) -> tuple[object, ...]:
    """By what versions are sorted, as https://semver.org (11) has it; one that is none comes before all."""
    if not VERSION.fullmatch(version):
        return ()
    number, _, labels = version.partition("+")[0].partition("-")
    parts = [(not part.isdecimal(), int(part) if part.isdecimal() else part) for part in labels.split(".")]
    return (*map(int, number.split(".")), not labels, parts)


@cache
def package_folder() -> Path:
    """The folder of the library's own data: beside the code in a wheel, the repository in a checkout."""
    here = Path(__file__).resolve().parent
    candidates = (here / "package", here.parents[1])
    for folder in candidates:
        if (folder / DESCRIPTOR_NAME).is_file():
            return folder
    raise DataError(
        f"No {DESCRIPTOR_NAME} was found with the installed package; install sirte-dataset again.",
        file=str(candidates[0] / DESCRIPTOR_NAME),
    )


def checkout_folder(name: str) -> Path:
    """A folder that only a checkout has. Raises UsageError where it is absent, as in an installed wheel."""
    folder = open_package().folder / name
    if not folder.is_dir():
        raise UsageError(
            f"The folder {name} is kept in the repository and not in the installed package; "
            "run this in a checkout."
        )
    return folder


def open_package(path: str | Path | Package | None = None) -> Package:
    """The package at `path` (its folder or its datapackage.json), by default the library's own.

    Raises UsageError when `path` does not exist, DataError when it holds no descriptor, when it is not JSON,
    or when it is, or names, a file that is remote, outside the package folder, or reached through a link that
    leads out of it.
    """
    if path is None:
        folder = package_folder()
        return _own_package(folder, file_stamp(folder / DESCRIPTOR_NAME))
    if isinstance(path, Package):
        return path
    return _read_package(Path(path))


@lru_cache(maxsize=1)
def _own_package(folder: Path, stamp: object) -> Package:
    """The library's own package, read once for as long as its descriptor stays as it is."""
    return _read_package(folder)


def file_stamp(file: Path) -> tuple[int, int] | None:
    """What changes when a file is written anew: its time and size; None when it is not there."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _read_package(path: Path) -> Package:
    file = path if path.is_file() else path / DESCRIPTOR_NAME
    if not path.exists():
        raise UsageError(f"There is no file or folder '{path}'; give the folder of a data package.")
    refuse_outside(file.parent, file.name)
    package = Package(file.parent.absolute(), read_json(file, str(file)))
    with located(file=str(file)):
        _check_version(package.descriptor.get("version", "0.0.0"))
        _check_profile(package.descriptor)
        _check_resources(package)
    return package


def read_json(path: Path, shown_as: str) -> dict[str, Any]:
    """A JSON object from a file. Raises DataError, naming the file as `shown_as`, for anything else, and for
    a key that stands twice in one object: whoever reads it sees only one of the two values.
    """
    text = decoded(read_bytes(path, shown_as), shown_as)
    with located(file=shown_as):
        document = _parsed(text)
        if not isinstance(document, dict):
            raise DataError("Expected a JSON object, {...}.")
        return document


def _parsed(text: str) -> Any:
    try:
        document = json.loads(text, object_pairs_hook=_each_once, parse_float=_finite, parse_constant=_finite)
        if SURROGATE.search(text):
            json.dumps(document, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        message = f"Not JSON: {error.msg} at column {error.colno}; mend the file or restore it."
        raise DataError(message, row=error.lineno) from None
    except RecursionError:
        raise DataError("Not usable JSON: nested too deeply.") from None
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])[1:-1]
        raise DataError(f"{half} is half a character; write the character itself.") from None
    except ValueError:  # Python refuses to read a number of several thousand digits
        raise DataError("Not usable JSON: a number has too many digits.") from None
    return document


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DataError(f"The key {key!r:.60} stands twice in one object; remove one of the two.")
        found[key] = value
    return found


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise DataError(f"Not usable JSON: {number:.60} is no number.")
    return value


def _check_version(version: object) -> None:
    """Files and citations are named after the version: it is one number, no path and no sentence."""
    if not isinstance(version, str) or not VERSION.fullmatch(version):
        raise DataError(
            f"'version' is {version!r:.60}; expected a semantic version such as 1.2.0, of at most"
            f" {LONGEST} characters."
        )


def _check_resources(package: Package) -> None:
    resources = package.descriptor.get("resources")
    if not isinstance(resources, list) or not resources:
        raise DataError("Expected a list 'resources' with at least one table.")
    names = set()
    for number, resource in enumerate(resources, start=1):
        name = resource.get("name") if isinstance(resource, dict) else None
        if not isinstance(name, str) or not name:
            raise DataError(f"Resource {number} has no name.")
        if not NAME.fullmatch(name):
            raise DataError(f"A resource is named {name!r:.60}; expected letters, digits, -, _ and dots.")
        if name in names:
            raise DataError(f"Two resources are named '{name}'; names must differ.")
        names.add(name)
        _check_profile(resource)
        words = resource.get("x-synonyms", [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise DataError(f"'x-synonyms' of resource '{name}' is {words!r:.60}; expected a list of words.")
        for key in ("path", "schema"):
            _check_path(package.folder, resource.get(key), f"'{key}' of resource '{name}'")


def _check_profile(part: dict[str, Any]) -> None:
    """Refuse a profile that a validator would fetch from a host of somebody's choosing."""
    for key in ("profile", "$schema"):
        value = part.get(key, "")
        if not isinstance(value, str):
            raise DataError(f"'{key}' is {value!r:.60}; expected an address.")
        if ("/" in value or "\\" in value) and not value.startswith(PROFILES):
            raise DataError(f"'{key}' is {value!r}; expected an address that starts with {PROFILES}")


def _check_path(folder: Path, value: object, what: str) -> None:
    if not isinstance(value, str) or not value:
        raise DataError(f"{what} must be the path of one file, such as data/articles.csv.")
    if (
        "://" in value
        or "\\" in value
        or "\0" in value
        or ":" in value.split("/")[0]
        or value.startswith(("/", "~"))
    ):
        raise DataError(
            f"{what} is {value!r}; expected a path inside the package folder, with / between its parts."
        )
    try:
        outside = ".." in value.split("/") or leads_out(folder, value)
    except OSError:  # a name too long, a loop of links
        raise DataError(f"{what} is {value!r:.60}, which is no usable path.") from None
    if outside:
        raise DataError(f"{what} is {value!r}, which leads out of the package folder.")
