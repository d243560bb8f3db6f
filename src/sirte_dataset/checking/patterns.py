"""Whether the patterns of a package can be matched in a time that somebody waits for.

Some patterns would take longer than the universe is old to refuse a cell of forty characters, and Python's
`re` cannot be told to stop. So a pattern that this library does not have itself is tried on all its cells in
a process of its own, which can be ended. Whether a cell matches is left to cells.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from ..descriptor import open_package
from ..errors import DataError
from ..schemas import TableSchema, table_schema

if TYPE_CHECKING:
    import pandas as pd

SECONDS = 5
MOST = 3  # tables that somebody waits for; another package may have hundreds
TRIAL = """
import json, re, sys
for pattern, cells in json.load(sys.stdin):
    print(flush=True)
    for cell in cells:
        re.fullmatch(pattern, cell)
"""


def try_patterns(schema: TableSchema, frame: pd.DataFrame, file: str, given_up: list[str]) -> None:
    """Raises DataError, naming the file of the schema and the column, for a pattern that takes too long.

    `given_up` names the tables of the package for which it was raised; this one is added. Of further tables,
    once there are MOST, the patterns are not tried, for which it is raised as well.
    """
    own = _own()
    fields = [field for field in schema.fields if field.pattern and field.pattern not in own]
    if not fields or not sys.executable:
        return
    if len(given_up) >= MOST:
        message = (
            f"No pattern was tried, and no row checked, since those of {', '.join(given_up)} took too long;"
            " write these anew first."
        )
        raise DataError(message, file=file, column=fields[0].name)
    tried = json.dumps([[field.pattern, frame[field.name].unique().tolist()] for field in fields])
    try:
        command = [sys.executable, "-I", "-c", TRIAL]
        subprocess.run(command, input=tried.encode(), capture_output=True, timeout=SECONDS, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as ended:
        begun = (ended.stdout or b"").count(b"\n")  # a line for each pattern that was begun
        slow = fields[max(begun, 1) - 1]
        message = (
            f"The pattern {slow.pattern!r:.60} cannot be matched in {SECONDS} seconds; write it without"
            " repetitions inside repetitions."
        )
        given_up.append(schema.name)
        raise DataError(message, file=file, column=slow.name) from None
    except OSError:  # in a browser there are no processes; whoever waits there can close the page
        return


def _own() -> set[str | None]:
    """The patterns of the library's own schemas, which are known to be quick."""
    own = open_package()
    return {field.pattern for name in own.names for field in table_schema(name, own).fields}
