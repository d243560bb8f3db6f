"""What is wrong in a descriptor, found before anybody acts on it.

descriptor.py has refused paths and profiles that lead out of the folder. Here, still with the standard
library alone: keys that nobody understands, which would leave a check silently dead, and resources that are
no plain CSV files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ..descriptor import DESCRIPTOR_NAME, Package
from ..errors import suggestion
from .findings import Finding

RULE = "descriptor"

SHARED_KEYS = frozenset(
    {"$schema", "name", "title", "description", "homepage", "licenses", "sources", "profile"}
)
PACKAGE_KEYS = SHARED_KEYS | {"id", "version", "created", "image", "contributors", "keywords", "resources"}
RESOURCE_KEYS = (
    SHARED_KEYS | {"path", "type", "format", "mediatype", "encoding", "dialect"} | {"bytes", "hash", "schema"}
)
ENTRY_KEYS = {
    "licenses": frozenset({"name", "path", "title"}),
    "contributors": frozenset(
        {"title", "givenName", "familyName", "path", "email", "roles", "role", "organization"}
    ),
    "sources": frozenset({"title", "path", "email", "version"}),
}
HASH = "sha256:"
EXPECTED = {
    "format": ("csv",),
    "encoding": ("utf-8", "UTF-8", "utf8"),
    "type": ("table",),
    "dialect": ({"delimiter": ",", "doubleQuote": True},),  # said for readers that would guess it
}


def look_over(package: Package) -> list[Finding]:
    """What is wrong in datapackage.json itself; the tables and their schemas are not read."""
    messages = [*_unknown_keys(package.descriptor, PACKAGE_KEYS, "the package")]
    paths: dict[str, str] = {}
    for resource in package.descriptor["resources"]:
        name = resource["name"]
        messages += _unknown_keys(resource, RESOURCE_KEYS, f"resource '{name}'")
        messages += _unexpected(resource)
        messages += _not_files(package, resource)
        if resource["path"] in paths:
            messages.append(f"Resources '{paths[resource['path']]}' and '{name}' have the same path.")
        paths.setdefault(resource["path"], name)
    return [Finding(DESCRIPTOR_NAME, None, "", RULE, message) for message in messages]


def _unknown_keys(part: Mapping[str, object], known: frozenset[str], what: str) -> Iterator[str]:
    """A message for each key that is neither known nor an own one, which begins with x-."""
    for key, value in part.items():
        if key not in known and not key.startswith("x-"):
            hint = suggestion(key, known) or " A key of your own begins with x-."
            yield f"The key '{key}' of {what} is not understood.{hint}"
        for entry in value if key in ENTRY_KEYS and isinstance(value, list) else ():
            if isinstance(entry, dict):
                yield from _unknown_keys(entry, ENTRY_KEYS[key], f"{key} of {what}")


def _not_files(package: Package, resource: Mapping[str, object]) -> Iterator[str]:
    """A message for each path that is there but no plain file; reading a pipe would never end."""
    for key in ("path", "schema"):
        path = str(resource[key])
        if "\0" in path or ((package.folder / path).exists() and not (package.folder / path).is_file()):
            yield f"'{key}' of resource '{resource['name']}' is {path!r:.60}, which is not a plain file."


def _unexpected(resource: Mapping[str, object]) -> Iterator[str]:
    for key, expected in EXPECTED.items():
        if key in resource and resource[key] not in expected:
            yield (
                f"'{key}' of resource '{resource['name']}' is {resource[key]!r:.60}; expected"
                f" {json.dumps(expected[0])}, as every table is a CSV file in UTF-8."
            )
    if not str(resource.get("hash", HASH)).startswith(HASH):
        yield f"'hash' of resource '{resource['name']}' cannot be compared; expected {HASH} and its digits."
