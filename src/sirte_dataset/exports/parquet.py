"""A Parquet file for each table, with what the schemas say as metadata of the file and of its columns."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

from ..descriptor import Package
from ..errors import needs
from ..frames import ASSEMBLERS
from ..schemas import TableSchema
from ..sqlite.about import plain
from .tables import CODEBOOK, EXTRA, Table, about, codebook


def parquet(tables: Sequence[Table], package: Package) -> dict[str, bytes]:
    """TABLE.parquet for each: types as load(..., "pyarrow") has them, so codes are dictionaries in order."""
    with needs("pyarrow", EXTRA, "Writing Parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq
    files = {}
    for table in tables:
        plain_table = ASSEMBLERS["pyarrow"](table.schema, table.columns())
        columns = zip(plain_table.schema, codebook(table.schema), strict=True)
        schema = pa.schema(
            [column.with_metadata(_of_column(said)) for column, said in columns],
            metadata={**about(package), **_of_table(table.schema)},
        )
        out = io.BytesIO()
        pq.write_table(plain_table.cast(schema), out)
        files[f"{table.schema.name}.parquet"] = out.getvalue()
    return files


def _of_table(schema: TableSchema) -> dict[str, str]:
    references: list[dict[str, Any]] = [
        {"fields": key.fields, "reference": {"resource": key.resource, "fields": key.reference_fields}}
        for key in schema.foreign_keys
    ]
    return {
        "table": schema.name,
        "table_title": schema.title,
        "table_description": plain(schema.description),
        "primary_key": json.dumps(schema.primary_key),
        "foreign_keys": json.dumps(references),
    }


def _of_column(said: tuple[str, ...]) -> dict[str, str]:
    return {name: text for name, text in zip(CODEBOOK[1:], said[1:], strict=True) if text}
