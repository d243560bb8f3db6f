"""The dataset for search engines and research objects: schema.org in JSON-LD, and RO-Crate made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..descriptor import Package
from .facts import Facts, Record, Table, facts, filled

CRATE = "https://w3id.org/ro/crate/1.1"
CRATE_FILE = "ro-crate-metadata.json"


def schema_org(
    package: Package, table: str | None = None, address: Callable[[str], str] | None = None
) -> Record:
    """The dataset, or one table of it, as a schema.org Dataset (https://schema.org/Dataset).

    `address` gives where a table's CSV is to be had; without it that is the file within the package. The
    dataset itself has none but that of its DOI. Raises DataError when the descriptor does not say enough for
    a citation, UsageError for an unknown table.
    """
    known = facts(package)
    package.resource(table or package.names[0])  # which says that there is no such table
    said = described(known) if table is None else _table(known, table)
    files = [_file(each, address) for name, each in known.tables.items() if table in (None, name)]
    return {"@context": "https://schema.org/", **said, "distribution": files}


def described(known: Facts) -> Record:
    """The dataset as a whole in the words of schema.org, without its files."""
    cited = known.cited
    box = known.box and "{1} {0} {3} {2}".format(*known.box)  # latitudes come first
    sources = known.sources.items()
    said = {
        "@type": "Dataset",
        "name": cited.title,
        "description": cited.description,
        **_shared(known),
        "keywords": cited.keywords,
        "identifier": [cited.address, cited.content] if cited.doi else cited.content,
        "temporalCoverage": known.span,
        "spatialCoverage": known.place
        and {"@type": "Place", "name": known.place, "geo": box and {"@type": "GeoShape", "box": box}},
        "isBasedOn": [{"@type": "CreativeWork", "name": title, "url": url} for url, title in sources],
    }
    return dict(filled(said))


def _shared(known: Facts) -> Record:
    """What is true of every table as of the whole."""
    title, url = known.licence.get("title", known.cited.licence), known.licence["path"]
    return {
        "version": known.cited.version,
        "datePublished": known.cited.day,
        "creator": [{"@type": "Organization", "name": author} for author in known.cited.authors],
        "license": {"@type": "CreativeWork", "name": title, "url": url},
    }


def _table(known: Facts, name: str) -> Record:
    schema, cited = known.tables[name].schema, known.cited
    columns = [
        {
            "@type": "PropertyValue",
            "name": field.name,
            "alternateName": field.title,
            "description": field.description,
            "unitText": field.unit,
        }
        for field in schema.fields
    ]
    return {
        "@type": "Dataset",
        "name": f"{schema.title} ({cited.title})",
        "description": schema.description,
        **_shared(known),
        "isPartOf": {"@type": "Dataset", "name": cited.title, "description": cited.description},
        "variableMeasured": filled(columns),
    }


def _file(table: Table, address: Callable[[str], str] | None) -> Record:
    said = {
        "@type": "DataDownload",
        "name": table.schema.title,
        "description": table.schema.description,
        "encodingFormat": "text/csv",
    }
    if address:
        return said | {"contentUrl": address(table.schema.name)}
    size, digits = table.hashed()
    return said | {"contentUrl": table.path, "contentSize": str(size), "sha256": digits}


def ro_crate(package: Package) -> Record:
    """The package as an RO-Crate 1.1 (https://w3id.org/ro/crate/1.1): the same, each thing an entity."""
    root = schema_org(package)
    del root["@context"]
    root["hasPart"] = [file | {"@type": "File"} for file in root.pop("distribution")]
    graph: list[Record] = []
    whole = {"@id": "./", **{key: _entities(value, graph) for key, value in root.items()}}
    whole |= dict.fromkeys(("author", "publisher"), whole["creator"])  # should be said
    about = {"conformsTo": {"@id": CRATE}, "about": {"@id": "./"}}
    head = {"@id": CRATE_FILE, "@type": "CreativeWork", **about}
    return {"@context": f"{CRATE}/context", "@graph": [head, whole, *graph]}


def _entities(value: Any, graph: list[Record]) -> Any:
    """A reference to each thing in a value, which joins the graph as an entity; any other value as it is."""
    if isinstance(value, list):
        found = [_entities(each, graph) for each in value]
        return found[0] if len(found) == 1 else found
    if not isinstance(value, dict):
        return value
    said = {key: _entities(each, graph) for key, each in value.items()}
    identifier = said.pop("contentUrl", None) or said.get("url") or f"#{len(graph) + 1}"
    graph.append({"@id": identifier, **said})
    return {"@id": identifier}
