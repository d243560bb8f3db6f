"""Tables and views alike: what there is, what its columns mean, and its rows as a frame with real types.

Reading the file of a table is loading.py's, what a view shows sqlite/views.py's; SQL of one's own is for
queries.py. SQLite and the views are imported when a view is asked for, so that no table waits for them.
"""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING, Any, Literal, overload

from .. import loading
from ..descriptor import Package, open_package
from ..errors import UsageError, suggestion
from ..frames import assembler_for, readable
from ..loading import PackageLike, row_count, typed_columns
from ..schemas import Field, TableSchema, table_schema

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas
    import pandera.polars

    from ..sqlite.view import View

Columns = dict[str, list[Any]]


def load(name: str, backend: str = "pandas", package: PackageLike = None, *, names: bool = False) -> Any:
    """One table or view, a row per row of it; tables() says what there is.

    A table has its rows in the order of the file; a view has them by date where it has one, undated rows
    last, and then by its key, the first column. With backend "pandas": integers are Int64, numbers float64,
    booleans boolean, dates datetime64[us], coded columns categories in the order of the schema, all else
    text; a blank cell is missing. With "polars" and "pyarrow" the nearest types of those libraries; with
    "records" a list of dicts of plain Python values, None for a blank. Each call returns data of its own:
    changing it never reaches another caller.

    With `names` each identifier of another row has the name of that row beside it: `place_name` after
    `place_id`, `attributed_to_name` after `attributed_to`; blank where the identifier is.

    Raises UsageError for an unknown table or backend, MissingExtra when the backend is not installed, and
    DataError, with file, row and column, when a file is not what its schema says.
    """
    opened = open_package(package)
    assemble = assembler_for(backend)
    if name in opened.names and not names:
        return loading.load(name, backend, opened)  # type: ignore[call-overload]
    schema, columns = _with_names(*_ready(name, opened), opened) if names else _ready(name, opened)
    return assemble(schema, columns)


def tables(package: PackageLike = None) -> pd.DataFrame:
    """What there is to load: a row per table, then per view, with name, kind, description, number of rows."""
    import pandas as pd

    return readable(pd.DataFrame(overview(package), columns=["name", "kind", "description", "rows"]))


def overview(package: PackageLike = None) -> list[dict[str, Any]]:
    """What tables() shows, as plain dicts and without importing pandas."""
    opened = open_package(package)
    described: list[tuple[str, str, str, tuple[str, ...]]] = [
        (name, "table", str(resource.get("description") or resource.get("title", "")), (name,))
        for name, resource in ((name, opened.resource(name)) for name in opened.names)
    ]
    described += [(view.name, "view", view.description, view.rows_of) for view in _views(opened).values()]
    return [
        {
            "name": name,
            "kind": kind,
            "description": _first_sentence(description),
            "rows": sum(row_count(table, opened) for table in rows_of),
        }
        for name, kind, description, rows_of in described
    ]


def describe(name: str, package: PackageLike = None) -> pd.DataFrame:
    """The columns of a table or view: field, type, unit, required, references, description, codes.

    `references` is the column that holds the row an identifier points to ("places.place_id"), "" for none;
    `codes` is a dict of each code and its meaning.
    """
    import pandas as pd

    return readable(pd.DataFrame(field_overview(ready_schema(name, open_package(package)))))


def field_overview(schema: TableSchema) -> list[dict[str, Any]]:
    """What describe() shows, as plain dicts and without importing pandas."""
    return [
        {
            "field": field.name,
            "type": "string (EDTF)" if field.edtf else field.type,
            "unit": field.unit or "",
            "required": field.required,
            "references": f"{key.resource}.{key.reference_fields[0]}"
            if (key := schema.references(field.name))
            else "",
            "description": field.description,
            "codes": dict(field.meanings),
        }
        for field in schema.fields
    ]


@overload
def schema(
    name: str, backend: Literal["pandas"] = ..., package: PackageLike = ...
) -> pandera.pandas.DataFrameSchema: ...
@overload
def schema(
    name: str, backend: Literal["polars"], package: PackageLike = ...
) -> pandera.polars.DataFrameSchema: ...
def schema(name: str, backend: str = "pandas", package: PackageLike = None) -> Any:
    """The pandera schema of a table or view, to check a frame from load() after it was edited or extended.

        sd.schema("casualties").validate(frame, lazy=True)

    It is made for pandas or, with backend "polars", for polars, and holds every column to its type, codes,
    pattern and limits, and the rows to the keys of the table. Rows may be added and columns reordered. A
    column that is missing or surplus is an error; declare one of your own with the schema's `add_columns`. A
    coded column may hold categories or text. What ties tables together is left to validate().

    Raises UsageError for an unknown table or backend, MissingExtra when pandera or the backend is not
    installed, DataError when the schema file cannot be used.
    """
    from ..checking.frame_schemas import frame_schema

    return frame_schema(ready_schema(name, open_package(package)), backend)


def ready_schema(name: str, package: Package) -> TableSchema:
    """The schema of a table or view. Raises UsageError, naming the nearest, for an unknown one."""
    return table_schema(name, package) if name in package.names else _view(name, package)[1]


def _views(package: Package) -> dict[str, View]:
    """The views for which the package has all tables, by name."""
    from ..sqlite.views import VIEWS

    return {view.name: view for view in VIEWS if view.tables <= set(package.names)}


def _view(name: str, package: Package) -> tuple[View, TableSchema]:
    from ..sqlite.views import VIEWS, views_for

    views = _views(package)
    if name not in views:
        lacks = [table for view in VIEWS if view.name == name for table in view.tables - set(package.names)]
        if lacks:
            raise UsageError(f"The package lacks what the view '{name}' needs: {', '.join(sorted(lacks))}.")
        there = f" The tables are: {', '.join(package.names)}."
        there += f" The views are: {', '.join(views)}." if views else ""
        hint = suggestion(name, [*package.names, *views], package.synonyms) or there
        raise UsageError(f"There is no table '{name}'.{hint}")
    known = {table: table_schema(table, package) for table in views[name].tables}
    return next(pair for pair in views_for(known) if pair[0].name == name)


def _ready(name: str, package: Package) -> tuple[TableSchema, Columns]:
    """A table or view as its schema and its columns of plain Python values."""
    if name in package.names:
        table = table_schema(name, package)
        return table, typed_columns(table, package)
    from ..sqlite.memory import connect_to
    from ..sqlite.sql import quoted, typed_values

    view, found = _view(name, package)
    with closing(connect_to(view.tables, package)) as connection:
        rows = connection.execute(f"SELECT * FROM {quoted(name)} ORDER BY {view.order}").fetchall()
    cells = list(zip(*rows, strict=True)) or [()] * len(found.fields)
    return found, {
        field.name: typed_values(field, values) for field, values in zip(found.fields, cells, strict=True)
    }


def _with_names(found: TableSchema, columns: Columns, package: Package) -> tuple[TableSchema, Columns]:
    """The same with the name of the row that each identifier points to, beside it."""
    fields: list[Field] = []
    cells: Columns = {}
    for field in found.fields:
        fields.append(field)
        cells[field.name] = columns[field.name]
        key = found.references(field.name)
        name = field.name.removesuffix("_id") + "_name"
        if key is None or key.resource not in package.names or name in found.names:
            continue
        target = table_schema(key.resource, package)
        if target.label == target.key:
            continue
        rows = typed_columns(target, package)
        names = dict(zip(rows[key.reference_fields[0]], rows[target.label], strict=True))
        cells[name] = [names.get(identifier) for identifier in columns[field.name]]
        told = f"The {target.label} of the row of `{target.name}` that `{field.name}` points to."
        fields.append(Field(name, "string", f"{field.title}, by name", told, required=field.required))
    return found._replace(fields=tuple(fields)), cells


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])", " ".join(text.split()), maxsplit=1)[0]
