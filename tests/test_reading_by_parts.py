"""A table that is read by parts, for validation, is what a table read at once is, faults included."""

from pathlib import Path

import pytest

from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import DataError
from sirte_dataset.loading import KEPT, PART, read_text_frame, text_cells
from sirte_dataset.schemas import table_schema

TABLE = "strikes"


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: b"\n" + data, id="a blank first line"),
        pytest.param(lambda data: b"\xef\xbb\xbf" + data, id="a byte-order mark"),
        pytest.param(lambda data: data[:-1], id="no line end"),
        pytest.param(lambda data: data[:-1] + b",x\n", id="a cell too many"),
        pytest.param(lambda data: data + b'"', id="an open quotation mark"),
        pytest.param(lambda data: data[:-40] + b"\0" + data[-40:], id="a NUL"),
        pytest.param(lambda data: data[:-40] + b"\xe9" + data[-40:], id="not UTF-8"),
        pytest.param(lambda data: data.replace(b"_id", b"_no", 1) + b"x\n", id="two faults"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_alike(folder: Path, damage):
    package = open_package(folder)
    path = package.csv_path(TABLE)
    path.write_bytes(damage(path.read_bytes()))
    said = []
    for read in (text_cells, read_text_frame):
        with pytest.raises(DataError) as told:
            read(table_schema(TABLE, package), package)
        said.append(str(told.value))
    assert said[0] == said[1]


def test_the_parts_of_a_table_are_put_together_in_their_order(folder: Path):
    package = open_package(folder)
    path = package.csv_path(TABLE)
    header, row = path.read_bytes().splitlines(keepends=True)[:2]
    count = 2 * PART + 1
    assert count < KEPT
    path.write_bytes(header + b"".join(b"K%d," % n + row.partition(b",")[2] for n in range(count)))
    frame = read_text_frame(table_schema(TABLE, package), package)
    assert frame["strike_id"].tolist() == [f"K{n}" for n in range(count)]
    assert frame.to_dict("list") == {
        name: list(cells) for name, cells in text_cells(table_schema(TABLE, package), package).items()
    }
