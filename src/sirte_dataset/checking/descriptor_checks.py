"""What is wrong in a descriptor, found before anybody acts on it.

descriptor.py has refused paths and profiles that lead out of the folder. Here, still with the standard
library alone: keys that nobody understands, which would leave a check silently dead, and resources that are
no plain CSV files.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from ..descriptor import DESCRIPTOR_NAME, Package
from ..errors import suggestion
from ..schemas import EXPECTED as EXPECTED_TYPES
from .findings import Finding

RULE = "descriptor"
# No package of this shape has more, and to look at many thousand would take hours.
MOST_TABLES = 500

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
# Keys of our own, each with an example of what it holds; what is in `x-silenced` silenced_rules.py says.
OWN_KEYS: dict[str, object] = {
    "x-content": "",
    "x-code-license": {},
    "x-temporal": {},
    "x-spatial": {},
    "x-coverage": "",
    "x-search": [],
    "x-silenced": None,
}
OWN_RESOURCE_KEYS = {"x-rows": 0, "x-schema-hash": "", "x-synonyms": []}
OWN_ENTRY_KEYS = {"x-scope": "", "x-article-id": ""}
HASH = "sha256:"
EXPECTED = {
    "format": ("csv",),
    "encoding": ("utf-8", "UTF-8", "utf8"),
    "type": ("table",),
    "dialect": ({"delimiter": ",", "doubleQuote": True},),  # said for readers that would guess it
}


def look_over(package: Package) -> list[Finding]:
    """What is wrong in datapackage.json itself; the tables and their schemas are not read."""
    if (count := len(package.descriptor["resources"])) > MOST_TABLES:
        message = f"The package has {count} tables; at most {MOST_TABLES} can be checked."
        return [Finding(DESCRIPTOR_NAME, None, "", RULE, message)]
    messages = [*_unknown_keys(package.descriptor, PACKAGE_KEYS, OWN_KEYS, "the package")]
    paths: dict[str, str] = {}
    for resource in package.descriptor["resources"]:
        name = resource["name"]
        messages += _unknown_keys(resource, RESOURCE_KEYS, OWN_RESOURCE_KEYS, f"resource '{name}'")
        messages += _unexpected(resource)
        messages += _not_files(package, resource)
        path = posixpath.normpath(resource["path"])
        if path in paths:
            messages.append(f"Resources '{paths[path]}' and '{name}' have the same path.")
        paths.setdefault(path, name)
    return [Finding(DESCRIPTOR_NAME, None, "", RULE, message) for message in messages]


def _unknown_keys(
    part: Mapping[str, object], known: frozenset[str], own: Mapping[str, object], what: str
) -> Iterator[str]:
    """A message for each key that is neither known nor somebody's own, which begins with x-."""
    for key, value in part.items():
        if key.startswith("x-"):
            yield from _unlike_ours(key, value, own, what)
        elif key not in known:
            hint = suggestion(key, known) or " A key of your own begins with x-."
            yield f"The key {key!r:.60} of {what} is not understood.{hint}"
        for entry in value if key in ENTRY_KEYS and isinstance(value, list) else ():
            if isinstance(entry, dict):
                yield from _unknown_keys(entry, ENTRY_KEYS[key], OWN_ENTRY_KEYS, f"{key} of {what}")


def _unlike_ours(key: str, value: object, own: Mapping[str, object], what: str) -> Iterator[str]:
    """A message where an own key is one of ours misspelt, or one of ours that holds something else."""
    near = get_close_matches(key.removeprefix("x-"), [name.removeprefix("x-") for name in own], 1, 0.8)
    if key not in own and near:
        yield f"The key {key!r:.60} of {what} is not understood. Did you mean 'x-{near[0]}'?"
    example = own.get(key)
    if example is not None and type(value) is not type(example):
        kind = {int: "a whole number", **EXPECTED_TYPES}[type(example)]
        yield f"'{key}' of {what} is {value!r:.60}; expected {kind}."


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
