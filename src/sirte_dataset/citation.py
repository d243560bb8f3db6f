"""How to cite the dataset, in the styles that reference managers and journals read.

Every style is made from the descriptor, so that name, version and date stand in one place. Standard library
only.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .descriptor import open_package
from .errors import UsageError, suggestion


def cite(style: str = "text") -> str:
    """The citation of the dataset as "text", "bibtex", "cff", "ris" or "csl-json", without a line end.

    Raises UsageError, naming the nearest, for an unknown style.
    """
    if style not in STYLES:
        hint = suggestion(style, STYLES) or f" The styles are: {', '.join(STYLES)}."
        raise UsageError(f"There is no citation style '{style}'.{hint}")
    return STYLES[style](open_package().descriptor)


def _authors(descriptor: dict[str, Any]) -> list[str]:
    return [person["title"] for person in descriptor["contributors"]]


def _date(descriptor: dict[str, Any]) -> str:
    """The day of release, as 2026-11-21."""
    return str(descriptor["created"])[:10]


def _licence(descriptor: dict[str, Any]) -> str:
    """The licence of the data, which is what is cited; that of the code is in the descriptor."""
    return str(descriptor["licenses"][0]["name"])


def _text(descriptor: dict[str, Any]) -> str:
    year = _date(descriptor)[:4]
    return (
        f"{', '.join(_authors(descriptor))} ({year}). {descriptor['title']} "
        f"(version {descriptor['version']}) [Data set]. Licence: {_licence(descriptor)}."
    )


def _bibtex(descriptor: dict[str, Any]) -> str:
    year, month, _ = _date(descriptor).split("-")
    version = str(descriptor["version"])
    fields = {
        "author": "{" + "} and {".join(map(_tex, _authors(descriptor))) + "}",
        "title": "{" + _tex(descriptor["title"]) + "}",
        "year": year,
        "month": str(int(month)),
        "version": version,
        "note": f"Data set, version {version}, {_licence(descriptor)}",
        "keywords": _tex(", ".join(descriptor["keywords"])),
    }
    key = f"{descriptor['name']}-{version}"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _tex(text: str) -> str:
    """Text with the characters that TeX treats as commands written out."""
    return "".join("\\" + letter if letter in "&%$#_{}" else letter for letter in text)


def _cff(descriptor: dict[str, Any]) -> str:
    """Citation File Format 1.2.0; JSON strings are YAML strings."""
    return "\n".join(
        [
            "cff-version: 1.2.0",
            "message: If you use this dataset, please cite it as below.",
            "type: dataset",
            f"title: {_quoted(descriptor['title'])}",
            f"abstract: {_quoted(descriptor['description'])}",
            "authors:",
            *(f"  - name: {_quoted(author)}" for author in _authors(descriptor)),
            f"version: {_quoted(str(descriptor['version']))}",
            f"date-released: {_quoted(_date(descriptor))}",
            f"license: {_licence(descriptor)}",
            "keywords:",
            *(f"  - {_quoted(keyword)}" for keyword in descriptor["keywords"]),
        ]
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _ris(descriptor: dict[str, Any]) -> str:
    entries = [
        ("TY", "DATA"),
        *(("AU", author) for author in _authors(descriptor)),
        ("TI", descriptor["title"]),
        ("PY", _date(descriptor)[:4]),
        ("DA", _date(descriptor).replace("-", "/")),
        ("ET", str(descriptor["version"])),
        ("AB", descriptor["description"]),
        *(("KW", keyword) for keyword in descriptor["keywords"]),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in entries)


def _csl_json(descriptor: dict[str, Any]) -> str:
    item = {
        "id": f"{descriptor['name']}-{descriptor['version']}",
        "type": "dataset",
        "title": descriptor["title"],
        "author": [{"literal": author} for author in _authors(descriptor)],
        "issued": {"date-parts": [[int(part) for part in _date(descriptor).split("-")]]},
        "version": str(descriptor["version"]),
        "abstract": descriptor["description"],
        "keyword": ", ".join(descriptor["keywords"]),
    }
    return json.dumps([item], ensure_ascii=False, indent=2)


STYLES: dict[str, Callable[[dict[str, Any]], str]] = {
    "text": _text,
    "bibtex": _bibtex,
    "cff": _cff,
    "ris": _ris,
    "csl-json": _csl_json,
}
