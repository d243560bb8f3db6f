"""Which columns of a table or view its page shows before a reader asks for others.

Chosen by a rule from the schema, so that it holds for every package. The page itself is pages/table.html.
"""

from __future__ import annotations

from ..schemas import TableSchema
from ..sqlite.search import SEARCHED

MOST = 7
# The columns of views and tables that tell who says what of which thing, when and where, if they are there.
TELLING = ("says", "date_text", "article", "said_by", "event", "place", "row_id", "resource", "field")
NAMED = ("articles", "events", "places")


def first_columns(schema: TableSchema, said: bool = False) -> list[str]:
    """The columns shown at first, in the order of the table, no more than seven.

    They are, as far as there are any: the key; the name or title; the columns of TELLING; what points to an
    article, event or place and has no name beside it; one column of free text; the date, unless it is there
    in words; one coded column. The line in which a claim is `said` beside the key stands for the last ones.
    """
    names = schema.names
    free = [name for name in names if name in SEARCHED and name not in schema.primary_key]
    named = [
        key.fields[0]
        for resource in NAMED
        for key in schema.foreign_keys
        if key.resource == resource and key.fields[0].removesuffix("_id") not in names
    ]
    coded = [field.name for field in schema.fields if field.enum]
    wanted = [*schema.primary_key, schema.label, *TELLING, *named]
    wanted += [] if "date_text" in names else ["date"]
    wanted += [] if said or "says" in names else free[:1] + coded[:1]
    chosen = [name for name in dict.fromkeys(wanted) if name in names][:MOST]
    return [name for name in names if name in chosen]
