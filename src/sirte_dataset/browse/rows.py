"""What the page of a row shows beside its cells: what it says in one line, its evidence, what hangs on it.

SQL over the tables and the views, and which of it a kind of row is asked for. How it looks is left to
pages/row.html, the questions that stand alone to queries.py.
"""

from __future__ import annotations

from typing import Any

from ..schemas import TableSchema
from ..sqlite.sql import listed
from .queries import by_publication
from .site import Site

EVIDENCE = """SELECT field, quote, support, article_id, article, passage_id, passage, start, "end"
FROM evidence_trail WHERE resource = :table AND row_id = :row
ORDER BY field <> '(whole row)', field, evidence_id"""
SAYS = """SELECT CASE resource WHEN 'statements' THEN said_by || ': ' ELSE '' END || says AS says
FROM claims WHERE resource = :table AND row_id = :row"""
LINKS = """SELECT relation, basis, other_resource AS resource, other_row_id AS row_id,
    'forward' AS direction
FROM claim_links WHERE resource = :table AND row_id = :row
UNION ALL SELECT relation, basis, resource, row_id, 'backward'
FROM claim_links WHERE other_resource = :table AND other_row_id = :row"""
CLAIMS_BY = f"""SELECT resource, row_id, article, says, said_by, date, date_text, passage FROM claims
WHERE {{}} ORDER BY {by_publication("claims")}, resource <> 'event_reports', resource, row_id"""
CLAIMS_ON = {
    "events": "event_id = :row",
    "passages": "passage_id = :row",
    "actors": "resource = 'statements' AND row_id IN "
    "(SELECT statement_id FROM statements WHERE speaker_actor_id = :row)",
}
SAID_BESIDE = """resource = 'statements' AND passage_id IN (
    SELECT passage_id FROM event_reports WHERE event_id = :row)"""
SENTENCES = """SELECT passage_id, kind, gloss, NULL AS words FROM passages
WHERE article_id = :row ORDER BY position"""
SENTENCES_IN_FULL = """SELECT passage_id, kind, gloss, words
FROM passages LEFT JOIN passage_texts USING (passage_id) WHERE article_id = :row ORDER BY position"""

# The points of disagreement that a row is on the page of, with all their sides; by the kind of row.
SIDES = f"""SELECT discrepancy_id, topic, kind, resolution, article, position, resource, row_id
FROM discrepancy_sides WHERE discrepancy_id IN ({{}})
ORDER BY discrepancy_id, {by_publication("discrepancy_sides")}, row_id"""
POINTS_OF_CLAIM = "SELECT discrepancy_id FROM discrepancy_claims WHERE resource = :table AND row_id = :row"
POINTS = {
    "discrepancies": ":row",
    "events": "SELECT discrepancy_id FROM discrepancy_sides WHERE event_id = :row",
}
COMPARED = """SELECT comparisons.resource, comparisons.row_id, relation, finding, comparisons.note,
    source_id, publisher, sources.title, published
FROM comparisons JOIN sources USING (source_id) WHERE {}
ORDER BY comparisons.resource, comparisons.row_id, comparison_id"""
COMPARED_CLAIM = "comparisons.resource = :table AND comparisons.row_id = :row"
COMPARED_EVENT = """(comparisons.resource, comparisons.row_id) IN (
    SELECT resource, row_id FROM claims WHERE event_id = :row)"""


async def beside_the_cells(site: Site, table: str, row: str) -> dict[str, Any]:
    """What pages/row.html needs; nothing for a table without addresses, or a file without the views."""
    views = await site.views()
    if table not in site.keys.values() or not {"claims", "evidence_trail"} <= views:
        return {}
    schema = site.schemas[table]
    found = {
        name: await site.rows(sql, table=table, row=row)
        for name, sql in _asked_for(site, table, views).items()
    }
    return {
        "schema": schema,
        "field_titles": {field.name: field.title for field in schema.fields},
        "meanings": {field.name: dict(field.meanings) for field in schema.fields},
        "booleans": {field.name for field in schema.fields if field.type == "boolean"},
        "heading": await _heading(site, schema, row),
        "permalink": f"/r/{table}/{row}",
        "address": site.address,
        **found,
    }


def _asked_for(site: Site, table: str, views: set[str]) -> dict[str, str]:
    """The queries for the page of a row of this table, by the name under which the page knows the answer."""
    asked = {"evidence": EVIDENCE}
    if "claim_links" in site.schemas:
        asked["claim_links"] = LINKS
    if table in CLAIMS_ON:
        asked["claims"] = CLAIMS_BY.format(CLAIMS_ON[table])
    if table == "events":
        asked["said_beside"] = CLAIMS_BY.format(SAID_BESIDE)
    if table == "articles":
        asked["sentences"] = SENTENCES_IN_FULL if site.private else SENTENCES
    if "discrepancy_sides" in views:
        asked["sides"] = SIDES.format(POINTS.get(table, POINTS_OF_CLAIM))
    if {"comparisons", "sources"} <= set(site.schemas):
        asked["comparisons"] = COMPARED.format(COMPARED_EVENT if table == "events" else COMPARED_CLAIM)
    return asked


async def _heading(site: Site, schema: TableSchema, row: str) -> str:
    """What a row is called at the head of its page: what it says, else its name and title, else nothing."""
    if says := await site.rows(SAYS, table=schema.name, row=row):
        return str(says[0]["says"])
    named = dict.fromkeys(name for name in (schema.label, "title") if name in schema.names)
    named.pop(schema.key, None)
    found = await site.row(schema.name, row, listed(named)) if named else None
    return ": ".join(str(part) for part in found if part) if found else ""
