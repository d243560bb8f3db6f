"""The tables for programs that read CSV by a description: CSVW, Croissant, the Hugging Face Hub.

Each names the files as the descriptor does: it is to lie beside datapackage.json.
"""

from __future__ import annotations

import json
import re

from ..citation import cite
from ..descriptor import Package
from ..schemas import Field, TableSchema
from ..sqlite.about import plain
from .facts import Facts, Record, Table, facts, filled
from .web import described

# The context that every Croissant 1.1 file has: https://docs.mlcommons.org/croissant
WORDS = """arrayShape citeAs column containedIn equivalentProperty extract field fileObject fileProperty
    fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path recordSet references
    regex repeated replace samplingRate separator source subField transform"""
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    **{name: {"@container": "@language"} for name in ("name", "description")},
    **{name: {"@id": f"cr:{name}", "@type": "@json"} for name in ("data", "examples")},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    **{name: f"cr:{name}" for name in WORDS.split()},
}
CROISSANT_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float"}
HUB_TYPES = {"integer": "int64", "number": "float64", "boolean": "bool", "date": "date32"}
DIGITS = "^[1-9][0-9]*$"


def croissant(package: Package) -> Record:
    """The dataset as Croissant 1.1: a record set for each table, its key, and what its columns refer to."""
    known = facts(package)
    return {
        "@context": CONTEXT,
        **described(known),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "citeAs": cite("bibtex", package),
        "distribution": [_file_object(table) for table in known.tables.values()],
        "recordSet": [_record_set(known, table) for table in known.tables.values()],
    }


def _file_object(table: Table) -> Record:
    size, digits = table.hashed()
    return {
        "@type": "cr:FileObject",
        "@id": table.path,
        "name": table.file.name,
        "contentUrl": table.path,
        "contentSize": f"{size} B",
        "encodingFormat": "text/csv",
        "sha256": digits,
    }


def _record_set(known: Facts, table: Table) -> Record:
    schema = table.schema
    return {
        "@type": "cr:RecordSet",
        "@id": schema.name,
        "name": schema.name,
        "description": plain(schema.description),
        "key": [{"@id": f"{schema.name}/{name}"} for name in schema.primary_key],
        "field": [_field(known, table, field) for field in schema.fields],
    }


def _field(known: Facts, table: Table, field: Field) -> Record:
    def column(name: str, of: Table) -> Record:
        return {"fileObject": {"@id": of.path}, "extract": {"column": name}}

    # mlcroissant would else read 33, in a text of digits, as 33.0 where another cell is blank.
    type_ = "integer" if field.pattern == DIGITS else field.type
    said = {
        "@type": "cr:Field",
        "@id": f"{table.schema.name}/{field.name}",
        "name": field.name,
        "description": plain(field.description),
        "dataType": CROISSANT_TYPES.get(type_, f"sc:{type_.title()}"),
        "source": column(field.name, table),
    }
    key = table.schema.references(field.name)
    # A column of a file, and no field of a record set: record sets refer to one another in circles, and those
    # mlcroissant cannot read.
    return said | ({"references": column(key.reference_fields[0], known.tables[key.resource])} if key else {})


def csvw(package: Package) -> Record:
    """The tables as CSV on the Web (https://www.w3.org/TR/tabular-metadata/), with types, keys and limits."""
    known = facts(package)
    cited = known.cited
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": cited.title,
        "dc:description": cited.description,
        "dc:creator": cited.authors,
        "dc:date": cited.day,
        "dc:identifier": [cited.address, cited.content] if cited.doi else cited.content,
        "dc:subject": cited.keywords,
        "dc:license": {"@id": known.licence["path"]},
        "schema:version": cited.version,
        "tables": [
            {
                "url": table.path,
                "dc:title": table.schema.title,
                "dc:description": plain(table.schema.description),
                "tableSchema": _csvw_schema(known, table.schema),
            }
            for table in known.tables.values()
        ],
    }


def _csvw_schema(known: Facts, schema: TableSchema) -> Record:
    return {
        "columns": [_csvw_column(field) for field in schema.fields],
        "primaryKey": list(schema.primary_key),
        "foreignKeys": [
            {
                "columnReference": list(key.fields),
                "reference": {
                    "resource": known.tables[key.resource].path,
                    "columnReference": list(key.reference_fields),
                },
            }
            for key in schema.foreign_keys
        ],
    }


def _csvw_column(field: Field) -> Record:
    codes = "|".join(map(re.escape, field.enum))
    datatype = {
        "base": field.type,
        "format": codes or (field.pattern or "").removeprefix("^").removesuffix("$"),
        "minimum": field.minimum,
        "maximum": field.maximum,
    }
    return {
        "name": field.name,
        "titles": field.name,
        "dc:title": field.title,
        "dc:description": plain(field.description),
        "required": field.required,
        "datatype": filled(datatype),
    }


def hub_card(package: Package) -> str:
    """The card of a dataset repository on the Hugging Face Hub: there it is README.md, beside data/."""
    known = facts(package)
    cited, tables = known.cited, known.tables
    features = {
        name: [
            {"name": field.name, "dtype": HUB_TYPES.get(field.type, field.type)}
            for field in table.schema.fields
        ]
        for name, table in tables.items()
    }
    head = {
        "pretty_name": cited.title,
        "license": cited.licence.lower(),
        "tags": cited.keywords,
        "configs": [{"config_name": name, "data_files": table.path} for name, table in tables.items()],
        "dataset_info": [{"config_name": name, "features": columns} for name, columns in features.items()],
    }
    yaml = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]  # JSON is YAML
    rows = [f"- `{name}`: {table.rows} rows. {table.schema.description}" for name, table in tables.items()]
    version = f"Version {cited.version}, {cited.day}."
    about = [f"# {cited.title}", cited.description, known.coverage, version, cite("text", package)]
    bibtex = ["```bibtex", cite("bibtex", package), "```"]
    return "\n".join(["---", *yaml, "---", "\n\n".join(filter(None, about)), "", *rows, "", *bibtex, ""])
