"""frictionless for Python: it reads every table, and publishes to SQL as docs/using.md tells."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from sirte_dataset.descriptor import open_package
from sirte_dataset.schemas import table_schema
from using_page import block, copy_package, differing, run_python

frictionless = pytest.importorskip("frictionless", reason="pip install 'sirte-dataset[validate]'")

NAMES = open_package().names


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy_package(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_every_cell_as_the_library_does(folder: Path, name: str) -> None:
    rows = [row.to_dict() for row in frictionless.Package("datapackage.json").get_resource(name).read_rows()]
    for row in rows:
        row.update({column: float(value) for column, value in row.items() if isinstance(value, Decimal)})
    assert differing(name, rows) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_pattern_is_taken_for_a_parameter_of_a_statement(name: str) -> None:
    """SQLAlchemy takes a colon before a word for one, as in a group that is not captured: `(?:0|1)`."""
    assert re.search(r":\w", "^(?:0|1)$")
    patterns = [field.pattern for field in table_schema(name).fields if field.pattern]
    assert [pattern for pattern in patterns if re.search(r"(?<![:\w\\]):\w", pattern)] == []


def test_publish_still_fails_on_a_blank_in_a_column_with_a_pattern(folder: Path) -> None:
    """When this passes, frictionless has mended it: the page need not say how to get around it any more."""
    errors = pytest.importorskip("sqlalchemy.exc", reason="bash .ci/run clients installs sqlalchemy")
    with pytest.raises(errors.OperationalError, match="user-defined function raised exception"):
        frictionless.Package("datapackage.json").publish("sqlite:///published.db")


def test_publish_writes_every_cell_with_the_help_of_the_page(folder: Path) -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy", reason="bash .ci/run clients installs sqlalchemy")
    run_python(block("python", ".publish("))
    engine = sqlalchemy.create_engine("sqlite:///published.db")
    known = sqlalchemy.MetaData()
    known.reflect(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        for name in NAMES:
            rows = [dict(row) for row in connection.execute(known.tables[name].select()).mappings()]
            assert differing(name, rows) == []
    assert [list(known.tables[name].primary_key.columns.keys()) for name in NAMES] == [
        list(table_schema(name).primary_key) for name in NAMES
    ]
    engine.dispose()
