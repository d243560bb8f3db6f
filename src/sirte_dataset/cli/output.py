"""What the command line prints: tables, records, CSV, JSON and descriptions, for a terminal or a pipe.

On a terminal, output is styled and folded to its width; into a pipe goes plain text, one row per line,
nothing cut.
"""

from __future__ import annotations

import io
import json
import sys
import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.cells import cell_len

from .. import csvfiles

Row = dict[str, Any]
GAP = 2
WIDTH = 100


def print_as(form: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Rows as a table to read, or as CSV or JSON for another program."""
    if form == "csv":
        print_data(csv_text(columns, rows))
    elif form == "json":
        print_data(json_text(rows))
    else:
        print_rows(columns, rows)


def print_rows(columns: Sequence[str], rows: Sequence[Row], fold: str | None = None) -> None:
    """Rows as a table; on a terminal too narrow for it, `fold` is folded or each row becomes a list."""
    texts = [[" ".join(csvfiles.cell_text(row[name]).split()) for name in columns] for row in rows]
    if not texts:
        print_data("No rows.\n")
    elif sys.stdout.isatty():
        _print_styled(columns, texts, fold)
    else:
        print_data(_plain_table([list(columns), *texts]))


def _print_styled(columns: Sequence[str], texts: list[list[str]], fold: str | None) -> None:
    """A table or, where that is too wide, row by row a list of the cells that are not blank."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if fold or sum(_widths([list(columns), *texts])) <= console.width:
        table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0))
        for name in columns:
            table.add_column(name, no_wrap=name != fold, overflow="fold")
        for cells in texts:
            table.add_row(*map(Text, cells))
        console.print(table)
        return
    for cells in texts:
        console.print(Text(cells[0], style="bold"))
        record = Table.grid(padding=(0, GAP, 0, 0))
        record.add_column(min_width=max(map(len, columns)) + GAP, style="dim")
        record.add_column(overflow="fold")
        for name, cell in zip(columns[1:], cells[1:], strict=True):
            if cell:
                record.add_row("  " + name, Text(cell))
        console.print(record)


def _plain_table(lines: list[list[str]]) -> str:
    widths = _widths(lines)
    padded = (
        (cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )
    return "".join("".join(cells).rstrip() + "\n" for cells in padded)


def _widths(lines: list[list[str]]) -> list[int]:
    """The width of each column of a table, with the gap to the next."""
    return [max(map(cell_len, column)) + GAP for column in zip(*lines, strict=True)]


def csv_text(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Rows as CSV in the form of the data files: LF, blanks empty, quotes only where needed."""
    return csvfiles.csv_text(columns, ([csvfiles.cell_text(row[name]) for name in columns] for row in rows))


def json_text(rows: Sequence[Row]) -> str:
    """Rows as a JSON list of objects; a blank is null, a date is ISO text."""
    return json.dumps(list(rows), ensure_ascii=False, indent=2, default=date.isoformat) + "\n"


def print_data(text: str) -> None:
    """Text as it is, without a line end of ours."""
    sys.stdout.write(text)


def print_markdown(text: str) -> None:
    """A page of Markdown: laid out on a terminal, as it is in a pipe."""
    if not sys.stdout.isatty():
        print_data(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text))


def print_utf_8() -> None:
    """Make output UTF-8 with LF in pipes and files; a sign that a terminal lacks becomes a question mark."""
    if not isinstance(sys.stdout, io.TextIOWrapper):
        return
    if sys.stdout.isatty():
        sys.stdout.reconfigure(errors="replace")
    else:
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def description_text(title: str, description: str, fields: Sequence[Row]) -> str:
    """A table and its columns, as describe() has them, for reading."""
    lines = [title, "", textwrap.fill(description, WIDTH)]
    for field in fields:
        pointing = field["references"] and f"points to {field['references']}"
        facts = [field["type"], field["unit"], pointing, "never blank" if field["required"] else ""]
        lines += [
            "",
            f"{field['field']}  ({', '.join(filter(None, facts))})",
            _indented(field["description"], 4),
        ]
        lines += [_indented(f"{code} = {meaning}", 6) for code, meaning in field["codes"].items()]
    return "\n".join(lines)


def evidence_text(rows: Sequence[Row]) -> str:
    """Evidence rows, as provenance() has them, for reading: one paragraph each."""
    return "\n\n".join(_evidence_paragraph(row) for row in rows)


def _evidence_paragraph(row: Row) -> str:
    what = row["field"] or "the whole row"
    head = f"{row['evidence_id']}  {row['passage_id']} {row['support']} {what}"
    source = f"{row['publisher']}, {row['title'] or 'title not recovered'} [{row['start']}:{row['end']}]"
    parts = [
        ("Article", source),
        ("Gloss", row["gloss"]),
        ("Quote", row["quote"]),
        ("Words", row["words"]),
        ("Sentence", row["sentence"]),
    ]
    lines = [_indented(f"{label}: {' '.join(str(text).split())}", 4) for label, text in parts if text]
    return "\n".join([head, *lines])


def _indented(text: str, by: int) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=" " * by,
        subsequent_indent=" " * (by + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
