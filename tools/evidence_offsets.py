"""Turn a coding sheet into evidence rows: each quote is looked up in its passage and becomes two offsets.

It needs the article texts (folder in SIRTE_ARTICLES) and the table passages. It does not check that the coded
row and field exist, nor an article's quotation budget: `sirte validate` does. A sheet may hold long quotes
and stays out of the repository.

A sheet is a CSV file with the columns of SHEET_COLUMNS, in any order:
  quote       the supporting words exactly as printed; blank means the whole passage
  occurrence  which occurrence, from 1, where the words stand in the passage more than once; otherwise blank
  keep        true: the quote is published with the row (at most 8 words); false: the offsets alone are
Spans of a cell are numbered in the order of the sheet: a sheet holds all the evidence of a cell it names.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

from sirte_dataset.checking.rules.quotation_budget import QUOTE_WORDS
from sirte_dataset.csvfiles import check_header, check_widths, csv_text, split_rows
from sirte_dataset.descriptor import Package, open_package
from sirte_dataset.errors import DataError, SirteError, UsageError
from sirte_dataset.files import cannot_write, decoded, read_bytes, write_whole
from sirte_dataset.loading import read_text_frame
from sirte_dataset.schemas import table_schema
from sirte_dataset.texts.holdings import attached_texts
from sirte_dataset.withdrawals import withdrawals

Row = dict[str, str]

SHEET_COLUMNS = ("resource", "row_id", "field", "passage_id", "quote", "occurrence", "support", "keep")
SUPPORT = ("states", "implies")
ATTEMPTS = 300  # to begin a merge while another is under way
PAUSE = 0.1  # seconds, between two of them

_PLAIN = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}
)


def locate(passage_text: str, quote: str, occurrence: int | None = None) -> tuple[int, int]:
    """Return where `quote` stands in `passage_text`: start and end in code points, end exclusive.

    The quote has to stand there as whole words and exactly once, unless `occurrence` (from 1) says which one
    is meant. Raises DataError with one sentence otherwise.
    """
    starts = [
        found.start() for found in re.finditer(f"(?={_whole_words(quote, re.escape(quote))})", passage_text)
    ]
    if not starts:
        raise DataError(f"the quote is not in the passage as whole words{_near_miss(passage_text, quote)}.")
    if occurrence is None and len(starts) > 1:
        raise DataError(
            f"the quote stands {len(starts)} times in the passage: write which one in the column occurrence."
        )
    if occurrence is not None and not 1 <= occurrence <= len(starts):
        raise DataError(
            f"the sheet asks for occurrence {occurrence} of the quote, and the passage has {len(starts)}."
        )
    start = starts[(occurrence or 1) - 1]
    return start, start + len(quote)


def _whole_words(quote: str, pattern: str) -> str:
    """Fence `pattern` so that it neither begins nor ends inside a word, nor inside a number such as 2,000."""
    before = after = ""
    if re.match(r"\w", quote):
        before = r"(?<!\w)" + (r"(?<!\d[.,])" if quote[0].isdigit() else "")
    if re.search(r"\w\Z", quote):
        after = r"(?!\w)" + (r"(?![.,]\d)" if quote[-1].isdigit() else "")
    return before + pattern + after


def _near_miss(passage_text: str, quote: str) -> str:
    """Say how the passage prints the words, when only case, spaces, dashes or quotation marks differ."""
    plain = quote.translate(_PLAIN)
    loose = _whole_words(plain, r"\s+".join(re.escape(word) for word in plain.split()))
    found = re.search(loose, passage_text.translate(_PLAIN), re.IGNORECASE)
    return f" (the passage prints {passage_text[found.start() : found.end()]!r})" if found else ""


def evidence_rows(
    sheet_rows: Iterable[Mapping[str, str]],
    passages: Mapping[str, Mapping[str, str]],
    texts: Mapping[str, str],
    withdrawn: Collection[str] = (),
) -> list[Row]:
    """Return the evidence rows of a sheet, sorted by id.

    `passages` holds the rows of that table by passage id, `texts` the articles by article id; an id of
    `withdrawn` is left out.
    Raises DataError with one sentence for each sheet row that cannot be turned into evidence.
    """
    rows: list[Row] = []
    problems: list[str] = []
    serials: Counter[str] = Counter()
    first_use: dict[tuple[str, ...], int] = {}
    for number, sheet_row in enumerate(sheet_rows, start=2):  # as a spreadsheet counts: the header is row 1
        try:
            row = _evidence_row(sheet_row, passages, texts)
            span = (row["resource"], row["row_id"], row["field"], row["article_id"], row["start"], row["end"])
            if first_use.setdefault(span, number) != number:
                raise DataError(
                    f"the same words already support the same cell in row {first_use[span]}: remove one."
                )
        except DataError as error:
            problems.append(f"Sheet row {number}, {_cell(sheet_row)}, {_shown(sheet_row)}: {error}")
            continue
        serials[_cell(row)] += 1
        while f"{_cell(row)}.{serials[_cell(row)]}" in withdrawn:
            serials[_cell(row)] += 1
        rows.append({"evidence_id": f"{_cell(row)}.{serials[_cell(row)]}"} | row)
    if problems:
        raise DataError("\n".join(problems))
    return sorted(rows, key=lambda row: row["evidence_id"])


def _cell(row: Mapping[str, str]) -> str:
    return f"{row['row_id']}.{row['field'] or 'row'}"


def _shown(sheet_row: Mapping[str, str]) -> str:
    quote = f"quote {sheet_row['quote']!r}" if sheet_row["quote"] else "no quote"
    return f"passage {sheet_row['passage_id'] or 'blank'}, {quote}"


def _evidence_row(
    sheet_row: Mapping[str, str], passages: Mapping[str, Mapping[str, str]], texts: Mapping[str, str]
) -> Row:
    """Make one evidence row, without its id."""
    for column in ("resource", "row_id", "passage_id"):
        if not sheet_row[column]:
            raise DataError(f"the column {column} is blank.")
    if sheet_row["support"] not in SUPPORT:
        raise DataError(
            f"the column support holds {sheet_row['support']!r}, and has to hold {' or '.join(SUPPORT)}."
        )
    passage = passages.get(sheet_row["passage_id"])
    if passage is None:
        raise DataError("the passage is not in passages.csv.")
    article_id = passage["article_id"]
    if article_id not in texts:
        raise DataError(
            f"the text of {article_id} is not attached: set SIRTE_ARTICLES to the folder that holds it."
        )
    first, last = int(passage["start"]), int(passage["end"])
    start, end = _span(sheet_row, texts[article_id][first:last])
    return {
        "resource": sheet_row["resource"],
        "row_id": sheet_row["row_id"],
        "field": sheet_row["field"],
        "article_id": article_id,
        "passage_id": sheet_row["passage_id"],
        "start": str(first + start),
        "end": str(first + end),
        "quote": _published_quote(sheet_row),
        "support": sheet_row["support"],
    }


def _span(sheet_row: Mapping[str, str], passage_text: str) -> tuple[int, int]:
    quote, occurrence = sheet_row["quote"], sheet_row["occurrence"]
    if occurrence and not re.fullmatch(r"[1-9][0-9]*", occurrence):
        raise DataError(f"occurrence {occurrence!r} is not a whole number from 1 on.")
    if quote != quote.strip():
        raise DataError("the quote begins or ends with a space.")
    if quote:
        return locate(passage_text, quote, int(occurrence) if occurrence else None)
    if occurrence:
        raise DataError("the column occurrence is filled, and there is no quote for it to count.")
    return 0, len(passage_text)


def _published_quote(sheet_row: Mapping[str, str]) -> str:
    quote, keep = sheet_row["quote"], sheet_row["keep"]
    if not quote:
        return ""
    if keep not in ("true", "false"):
        raise DataError(f"the column keep holds {keep!r}, and has to hold true or false.")
    if keep == "false":
        return ""
    words = len(quote.split())
    if words > QUOTE_WORDS:
        raise DataError(
            f"the quote has {words} words and at most {QUOTE_WORDS} may be kept: shorten it, or keep false."
        )
    return quote


def read_sheet(path: Path) -> list[Row]:
    """Read a coding sheet; raises DataError, with the row, when it is no CSV file of these columns."""
    header, *rows = split_rows(decoded(read_bytes(path, path.name), path.name), path.name)
    check_header(header, SHEET_COLUMNS, path.name, any_order=True)
    check_widths([header, *rows], path.name)
    return [dict(zip(header, row, strict=True)) for row in rows]


def merged(old: Iterable[Row], new: Iterable[Row]) -> list[Row]:
    """Return the old rows with the new ones added; a new row replaces the old row of the same id."""
    by_id = {row["evidence_id"]: row for row in old} | {row["evidence_id"]: row for row in new}
    return [by_id[evidence_id] for evidence_id in sorted(by_id)]


def left_behind(old: Iterable[Row], new: Iterable[Row]) -> list[str]:
    """Return the ids of old rows that belong to a cell of the sheet, and that the sheet does not renew."""
    new = list(new)
    ids, cells = {row["evidence_id"] for row in new}, {_cell(row) for row in new}
    return sorted(row["evidence_id"] for row in old if _cell(row) in cells and row["evidence_id"] not in ids)


def to_csv(rows: Iterable[Row], columns: Sequence[str]) -> bytes:
    """Return the rows as the file of a table."""
    return csv_text(columns, ([row[name] for name in columns] for row in rows)).encode("utf-8")


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keep other merges into a file waiting; raises UsageError when one of them does not come to an end."""
    lock = path.with_name(f".{path.name}.lock")
    for _ in range(ATTEMPTS):
        with cannot_write(path), suppress(FileExistsError):
            lock.touch(exist_ok=False)
            break
        time.sleep(PAUSE)
    else:
        raise UsageError(f"Another merge is under way; if there is none, remove {lock}.")
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        package = open_package(options.package)
        passages = {row["passage_id"]: row for row in _table(package, "passages")}
        withdrawn = {row.id for row in withdrawals(package) if row.table == "evidence"}
        rows = evidence_rows(read_sheet(options.sheet), passages, attached_texts(package), withdrawn)
        columns = table_schema("evidence", package).names
        if options.merge:
            _merge(package, rows, columns)
        elif options.out:
            write_whole({options.out: to_csv(rows, columns)})
        else:
            sys.stdout.write(to_csv(rows, columns).decode("utf-8"))
    except SirteError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Turn a coding sheet into evidence rows with offsets.")
    parser.add_argument("sheet", type=Path, metavar="SHEET.csv", help=f"columns: {', '.join(SHEET_COLUMNS)}")
    parser.add_argument("--package", metavar="FOLDER", help="the data package (default: this repository)")
    target = parser.add_mutually_exclusive_group()
    target.add_argument("--out", type=Path, metavar="FILE", help="write to FILE, not to the terminal")
    target.add_argument("--merge", action="store_true", help="put the rows into the package's evidence table")
    return parser


def _table(package: Package, name: str) -> list[Row]:
    return cast("list[Row]", read_text_frame(table_schema(name, package), package).to_dict("records"))


def _merge(package: Package, rows: list[Row], columns: Sequence[str]) -> None:
    path = package.csv_path("evidence")
    with alone_with(path):
        old = _table(package, "evidence") if path.exists() else []
        write_whole({path: to_csv(merged(old, rows), columns)})
    sys.stdout.write(f"{path.name}: {len(rows)} rows of the sheet merged.\n")
    if stale := left_behind(old, rows):
        sys.stderr.write(f"Kept, though not in the sheet (withdraw by hand): {', '.join(stale)}.\n")


if __name__ == "__main__":
    sys.exit(main())
