"""How to cite the dataset, in the styles that reference managers and journals read.

Every style is made from the descriptor, so that name, version and date stand in one place. Standard library
only.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from .descriptor import DESCRIPTOR_NAME, Package, open_package
from .errors import DataError, UsageError, suggestion


class Cited(NamedTuple):
    """What a citation says; the day is that of the release, as 2026-11-21, the licence that of the data."""

    name: str
    title: str
    version: str
    day: str
    description: str
    authors: list[str]
    licence: str
    keywords: list[str]


def cite(style: str = "text", package: str | Path | Package | None = None) -> str:
    """The citation of the dataset as "text", "bibtex", "cff", "ris" or "csl-json", without a line end.

    Raises UsageError, naming the nearest, for an unknown style, DataError when the descriptor of the package
    does not say enough.
    """
    if style not in STYLES:
        hint = suggestion(style, STYLES) or f" The styles are: {', '.join(STYLES)}."
        raise UsageError(f"There is no citation style '{style}'.{hint}")
    return STYLES[style](_facts(open_package(package)))


def citation_file(package: Package) -> str:
    """What CITATION.cff holds for a package. Raises DataError when its descriptor does not say enough."""
    return _cff(_facts(package)) + "\n"


def _facts(package: Package) -> Cited:
    """What the descriptor says for a citation. Raises DataError, naming the key, when it does not say it."""
    descriptor = package.descriptor
    try:
        return Cited(
            name=str(descriptor["name"]),
            title=str(descriptor["title"]),
            version=str(descriptor["version"]),
            day=date.fromisoformat(str(descriptor["created"])[:10]).isoformat(),
            description=str(descriptor["description"]),
            authors=[str(person["title"]) for person in descriptor["contributors"]],
            licence=str(descriptor["licenses"][0]["name"]),
            keywords=[str(keyword) for keyword in descriptor["keywords"]],
        )
    except KeyError as error:
        raise DataError(f"A citation needs the key {error}; add it.", file=DESCRIPTOR_NAME) from None
    except (IndexError, TypeError, ValueError):
        message = "A citation needs a day in 'created', and 'contributors', 'licenses', 'keywords' as lists."
        raise DataError(message, file=DESCRIPTOR_NAME) from None


def _text(cited: Cited) -> str:
    return (
        f"{', '.join(cited.authors)} ({cited.day[:4]}). {cited.title} "
        f"(version {cited.version}) [Data set]. Licence: {cited.licence}."
    )


def _bibtex(cited: Cited) -> str:
    year, month, _ = cited.day.split("-")
    version = cited.version
    fields = {
        "author": "{" + "} and {".join(map(_tex, cited.authors)) + "}",
        "title": "{" + _tex(cited.title) + "}",
        "year": year,
        "month": str(int(month)),
        "version": version,
        "note": f"Data set, version {version}, {cited.licence}",
        "keywords": _tex(", ".join(cited.keywords)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{cited.name}-{version},", *lines, "}"])


def _tex(text: str) -> str:
    """Text with the characters that TeX treats as commands written out."""
    return "".join("\\" + letter if letter in "&%$#_{}" else letter for letter in text)


def _cff(cited: Cited) -> str:
    """Citation File Format 1.2.0; JSON strings are YAML strings."""
    return "\n".join(
        [
            "cff-version: 1.2.0",
            "message: If you use this dataset, please cite it as below.",
            "type: dataset",
            f"title: {_quoted(cited.title)}",
            f"abstract: {_quoted(cited.description)}",
            "authors:",
            *(f"  - name: {_quoted(author)}" for author in cited.authors),
            f"version: {_quoted(cited.version)}",
            f"date-released: {_quoted(cited.day)}",
            f"license: {cited.licence}",
            "keywords:",
            *(f"  - {_quoted(keyword)}" for keyword in cited.keywords),
        ]
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _ris(cited: Cited) -> str:
    entries = [
        ("TY", "DATA"),
        *(("AU", author) for author in cited.authors),
        ("TI", cited.title),
        ("PY", cited.day[:4]),
        ("DA", cited.day.replace("-", "/")),
        ("ET", cited.version),
        ("AB", cited.description),
        *(("KW", keyword) for keyword in cited.keywords),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in entries)


def _csl_json(cited: Cited) -> str:
    item = {
        "id": f"{cited.name}-{cited.version}",
        "type": "dataset",
        "title": cited.title,
        "author": [{"literal": author} for author in cited.authors],
        "issued": {"date-parts": [[int(part) for part in cited.day.split("-")]]},
        "version": cited.version,
        "abstract": cited.description,
        "keyword": ", ".join(cited.keywords),
    }
    return json.dumps([item], ensure_ascii=False, indent=2)


STYLES: dict[str, Callable[[Cited], str]] = {
    "text": _text,
    "bibtex": _bibtex,
    "cff": _cff,
    "ris": _ris,
    "csl-json": _csl_json,
}
