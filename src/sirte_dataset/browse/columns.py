"""Which columns of a table or view its page shows before a reader asks for others.

Chosen by a rule from the schema, so that it holds for every package. The page itself is pages/table.html.
"""

from __future__ import annotations

from ..schemas import POINTERS, TableSchema
from ..sqlite.search import searched_columns

MOST = 7
# The columns of views and tables that tell who says what of which thing, when and where, if they are there.
TELLING = ("says", "date_text", "article", "said_by", "event", "place", "field", "quote")


def first_columns(schema: TableSchema, said: bool = False) -> list[str]:
    """The columns shown at first, in the order of the table: seven at most, one of which says what is `said`.

    They are, as far as there are any: the key; the name or title; the columns of TELLING; what points to
    another row; the date, unless it is there in words; one column of free text and one coded column.
    """
    names, dated = schema.names, [field.name for field in schema.fields if field.edtf]
    wanted = [*schema.primary_key, schema.label, *TELLING, *(name for pair in POINTERS for name in pair)]
    wanted += [*_pointing(schema, "articles"), *_pointing(schema, "events"), *_pointing(schema, "places")]
    wanted += [] if "date_text" in names else ["date"] if "date" in dated else dated[:1]
    wanted += _pointing(schema, "actors")
    if not said and "says" not in names:
        coded = [field.name for field in schema.fields if field.enum]
        for some in (searched_columns(schema), coded):
            wanted += [name for name in some if name not in wanted][:1]
    chosen = [name for name in dict.fromkeys(wanted) if name in names][: MOST - said]
    return [name for name in names if name in chosen] if len(chosen) > 1 else [*names[:2]]


def _pointing(schema: TableSchema, table: str) -> list[str]:
    """The columns that point to a table and have no column with the name beside them."""
    keys = [key.fields[0] for key in schema.foreign_keys if key.resource == table]
    return [name for name in keys if name.removesuffix("_id") not in schema.names]
