"""How to cite the dataset, in the styles that reference managers and journals read.

Every style is made from the descriptor, so that name, version and date stand in one place, and names the
content of the files besides the version. Standard library only.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from .descriptor import DESCRIPTOR_NAME, Package, open_package
from .errors import DataError, UsageError, suggestion
from .hashes import content
from .loading import text_cells
from .schemas import TableSchema, table_schema
from .withdrawals import withdrawals

DOI = "https://doi.org/"  # so does `id` begin in a descriptor whose version has one


class Cited(NamedTuple):
    """What a citation says; the day is that of the release, as 2026-11-21, the licence that of the data.

    `content` is the hash of the files, "sha256:...", `doi` the DOI, "" as long as there is none. `row` is the
    identifier of the row that is cited and `where` the words for its place; both are "" for the dataset as a
    whole.
    """

    name: str
    title: str
    version: str
    day: str
    description: str
    authors: list[str]
    licence: str
    keywords: list[str]
    content: str
    doi: str = ""
    row: str = ""
    where: str = ""

    @property
    def key(self) -> str:
        """What a list of references calls it."""
        return "-".join(filter(None, [self.name, self.version, self.row]))

    @property
    def address(self) -> str:
        """Where the DOI leads; "" without one."""
        return DOI + self.doi if self.doi else ""

    @property
    def named(self) -> str:
        """The words for the content; "" where it is not known."""
        return f"Content: {self.content}" if self.content else ""

    @property
    def note(self) -> str:
        """What identifies the data beyond their version."""
        return ". ".join(filter(None, [self.named, self.where]))


def cite(style: str = "text", package: str | Path | Package | None = None, *, row: str | None = None) -> str:
    """The citation of the dataset, or of one of its rows, in one of STYLES, without a line end.

        sd.cite("bibtex")
        sd.cite(row="C016")
        sd.cite(row="crosswalk_codes.X001")  # another table has a row X001 too

    It names the content of the files as they are now. Raises UsageError, naming the nearest, for an unknown
    style or row, and for a row that several tables have or that was withdrawn; DataError for a file that
    cannot be read, and when the descriptor of the package does not say enough.
    """
    if style not in STYLES:
        hint = suggestion(style, STYLES) or f" The styles are: {', '.join(STYLES)}."
        raise UsageError(f"There is no citation style '{style}'.{hint}")
    opened = open_package(package)
    cited = citation_facts(opened)._replace(content=content(opened))
    if row is not None:
        cited = cited._replace(row=row, where=_where(opened, row))
    return STYLES[style](cited)


def citation_file(package: Package) -> str:
    """What CITATION.cff holds for a package. Raises DataError when its descriptor does not say enough."""
    return _cff(citation_facts(package)) + "\n"


def row_words(schema: TableSchema, key: str) -> str:
    """The words for a row that is cited: its identifier, its table, and what that is if its name hides it."""
    called = schema.title.lower()
    meaning = "" if called == schema.name.replace("_", " ") else f" ({called})"
    return f"Row {key} of the table {schema.name}{meaning}"


def _where(package: Package, row: str) -> str:
    """The words for a row: C016, or crosswalk_codes.X001 where several tables have the identifier."""
    schemas = [table_schema(name, package) for name in package.names]
    keys = {one.name: text_cells(one, package)[one.key] for one in schemas if len(one.primary_key) == 1}
    found = [name for name, known in keys.items() if row in known]
    table, _, key = row.partition(".")
    if not found and key in keys.get(table, ()):
        found, row = [table], key
    if not found:
        if gone := [str(one) for one in withdrawals(package) if row in (one.id, f"{one.table}.{one.id}")]:
            raise UsageError(" ".join(gone))
        hint = suggestion(row, (each for known in keys.values() for each in known))
        raise UsageError(f"No row has the identifier '{row}'.{hint or ' `sirte show TABLE` lists the rows.'}")
    if len(found) > 1:
        choices = " or ".join(f"{name}.{row}" for name in found)
        raise UsageError(f"Several tables have a row '{row}'; say which is meant: {choices}.")
    return row_words(table_schema(found[0], package), row)


def citation_facts(package: Package) -> Cited:
    """What the descriptor says for a citation. Raises DataError, naming the key, when it does not say it."""
    descriptor = package.descriptor
    identifier = str(descriptor.get("id", ""))
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
            content=str(descriptor.get("x-content", "")),
            doi=identifier.removeprefix(DOI) if identifier.startswith(DOI) else "",
        )
    except KeyError as error:
        raise DataError(f"A citation needs the key {error}; add it.", file=DESCRIPTOR_NAME) from None
    except (IndexError, TypeError, ValueError):
        message = "A citation needs a day in 'created', and 'contributors', 'licenses', 'keywords' as lists."
        raise DataError(message, file=DESCRIPTOR_NAME) from None


def _text(cited: Cited) -> str:
    made = f"{', '.join(cited.authors)} ({cited.day[:4]})"
    title = f"{cited.title} (version {cited.version}) [Data set]"
    licence = f"Licence: {cited.licence}"
    return ". ".join(filter(None, [made, title, cited.address, cited.named, licence, cited.where])) + "."


def _apa(cited: Cited) -> str:
    """The seventh edition of APA style, section 10.9, without the italics of the title."""
    *others, last = cited.authors
    authors = f"{', '.join(others)}, & {last}" if others else last
    named = "; ".join(filter(None, [cited.content, f"Version {cited.version}"]))
    whole = f"{authors.rstrip('.')}. ({cited.day[:4]}). {cited.title} ({named}) [Data set]."
    return " ".join(filter(None, [whole, cited.address, cited.where and f"{cited.where}."]))


def _bibtex(cited: Cited) -> str:
    year, month, _ = cited.day.split("-")
    version = cited.version
    fields = {
        "author": "{" + "} and {".join(map(_tex, cited.authors)) + "}",
        "title": "{" + _tex(cited.title) + "}",
        "year": year,
        "month": str(int(month)),
        "version": version,
        "note": _tex(f"Data set, version {version}, {cited.licence}. {cited.note}"),
        "keywords": _tex(", ".join(cited.keywords)),
    } | ({"doi": cited.doi} if cited.doi else {})
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{cited.key},", *lines, "}"])


def _tex(text: str) -> str:
    """Text with the characters that TeX treats as commands written out."""
    return "".join("\\" + letter if letter in "&%$#_{}" else letter for letter in text)


def _cff(cited: Cited) -> str:
    """Citation File Format 1.2.0; JSON strings are YAML strings."""
    message = "If you use this dataset, please cite it as below."
    identifier = [
        "identifiers:",
        "  - type: other",
        f"    value: {_quoted(cited.content)}",
        "    description: The content of data and schema files, computed as docs/versions.md tells.",
    ]
    return "\n".join(
        [
            "cff-version: 1.2.0",
            f"message: {message}" + (f" {cited.where}." if cited.where else ""),
            "type: dataset",
            f"title: {_quoted(cited.title)}",
            f"abstract: {_quoted(cited.description)}",
            "authors:",
            *(f"  - name: {_quoted(author)}" for author in cited.authors),
            f"version: {_quoted(cited.version)}",
            f"date-released: {_quoted(cited.day)}",
            f"license: {cited.licence}",
            *([f"doi: {_quoted(cited.doi)}"] if cited.doi else []),
            *(identifier if cited.content else []),
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
        *(("DO", doi) for doi in (cited.doi,) if doi),
        *(("N1", note) for note in (cited.named, cited.where) if note),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in entries)


def _csl_json(cited: Cited) -> str:
    item = {
        "id": cited.key,
        "type": "dataset",
        "title": cited.title,
        "author": [{"literal": author} for author in cited.authors],
        "issued": {"date-parts": [[int(part) for part in cited.day.split("-")]]},
        "version": cited.version,
        "abstract": cited.description,
        "keyword": ", ".join(cited.keywords),
        "note": cited.note,
    } | ({"DOI": cited.doi} if cited.doi else {})
    return json.dumps([item], ensure_ascii=False, indent=2)


def datacite(cited: Cited) -> dict[str, Any]:
    """The attributes of DataCite 4.5, as its JSON has them; who made the dataset publishes it."""
    descriptions = [{"description": cited.description, "descriptionType": "Abstract"}]
    if cited.where:
        descriptions.append({"description": f"Cited: {cited.where}.", "descriptionType": "Other"})
    attributes = {
        "creators": [{"name": author} for author in cited.authors],
        "titles": [{"title": cited.title}],
        "publisher": {"name": ", ".join(cited.authors)},
        "publicationYear": cited.day[:4],
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Dataset"},
        "version": cited.version,
        "dates": [{"date": cited.day, "dateType": "Issued"}],
        "subjects": [{"subject": keyword} for keyword in cited.keywords],
        "rightsList": [{"rightsIdentifier": cited.licence}],
        "descriptions": descriptions,
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    if cited.doi:
        attributes["doi"] = cited.doi
    if cited.content:
        named = {"alternateIdentifier": cited.content, "alternateIdentifierType": "content of the files"}
        attributes["alternateIdentifiers"] = [named]
    return attributes


def _datacite(cited: Cited) -> str:
    return json.dumps(datacite(cited), ensure_ascii=False, indent=2)


STYLES: dict[str, Callable[[Cited], str]] = {
    "text": _text,
    "apa": _apa,
    "bibtex": _bibtex,
    "cff": _cff,
    "ris": _ris,
    "csl-json": _csl_json,
    "datacite": _datacite,
}
