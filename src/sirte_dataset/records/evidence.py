"""The evidence as W3C Web Annotations: each coded cell with the stretch of an article that supports it."""

from __future__ import annotations

from typing import Any

from ..descriptor import Package
from ..loading import load
from ..schemas import table_schema
from .facts import facts

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
CELLS = "http://tools.ietf.org/rfc/rfc7111"  # row=2 is the first row below the header, as in a spreadsheet


def web_annotations(package: Package) -> dict[str, Any]:
    """The evidence as an annotation collection (https://www.w3.org/TR/annotation-model/).

    The body is a cell or row of a CSV file, the target the article at its address in the state that was
    coded, which its SHA-256 names; positions are in its characters, quotes only where the table has them.
    """
    known = facts(package)
    articles = {row["article_id"]: row for row in load("articles", "records", package)}
    rows = load("evidence", "records", package)
    places = {table: _places(package, table) for table in dict.fromkeys(row["resource"] for row in rows)}
    items = [_annotation(row, articles[row["article_id"]], *places[row["resource"]]) for row in rows]
    return {
        "@context": CONTEXT,
        "id": "",
        "type": "AnnotationCollection",
        "label": table_schema("evidence", package).description,
        "rights": known.licence["path"],
        "creator": [{"type": "Organization", "name": author} for author in known.cited.authors],
        "total": len(items),
        "first": {"type": "AnnotationPage", "startIndex": 0, "items": items},
    }


def _places(package: Package, table: str) -> tuple[str, dict[str, int], dict[str, int]]:
    """The path of a table's file, the number of each row by its key, and that of each column by its name."""
    schema = table_schema(table, package)
    rows = {row[schema.key]: number for number, row in enumerate(load(table, "records", package), start=2)}
    columns = {name: number for number, name in enumerate(schema.names, start=1)}
    return str(package.resource(table)["path"]), rows, columns


def _annotation(
    row: dict[str, Any], article: dict[str, Any], path: str, rows: dict[str, int], columns: dict[str, int]
) -> dict[str, Any]:
    line, field = rows[row["row_id"]], row["field"]
    cell = f"cell={line},{columns[field]}" if field else f"row={line}"
    selectors = [{"type": "TextPositionSelector", "start": row["start"], "end": row["end"]}]
    if row["quote"]:
        selectors.append({"type": "TextQuoteSelector", "exact": row["quote"]})
    return {
        "id": f"#{row['evidence_id']}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {
                "type": "SpecificResource",
                "source": path,
                "selector": {"type": "FragmentSelector", "conformsTo": CELLS, "value": cell},
            },
            {"type": "TextualBody", "value": row["support"], "purpose": "tagging"},
        ],
        "target": {
            "source": article["url"] or f"#{row['article_id']}",
            "state": {"type": "oa:State", "schema:sha256": article["sha256"]},
            "selector": selectors,
        },
    }
