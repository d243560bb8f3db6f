"""The article texts of a user who holds them. They are no part of the package; files are known by SHA-256.

Says which texts are at hand and hands them out as they are, nothing normalised, so that offsets fit. Where
words stand in a text is the evidence table's to say.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from .descriptor import open_package
from .errors import DataError, UsageError
from .loading import PackageLike, text_cells

VARIABLE = "SIRTE_ARTICLES"


def attached_texts(package: PackageLike = None) -> dict[str, str]:
    """The texts at hand by article_id: files, whatever their names, whose SHA-256 is that of a coded article.

    Looks into the folder that the environment variable SIRTE_ARTICLES names; unset or empty, there are none.
    Raises UsageError when that folder does not exist or cannot be read.
    """
    folders = text_folders()
    if not folders:
        return {}
    articles = text_cells("articles", open_package(package))
    wanted = dict(zip(articles["sha256"], articles["article_id"], strict=True))
    sizes = {int(size) for size in articles["bytes"] if size.isdecimal()}
    texts = {}
    for folder in folders:
        for data in _candidates(folder, sizes):
            article_id = wanted.get(hashlib.sha256(data).hexdigest())
            if article_id:
                texts[article_id] = _decode(data, article_id)
    return dict(sorted(texts.items()))


def text_folders() -> list[Path]:
    """The folders in which texts are looked for."""
    named = os.environ.get(VARIABLE, "")
    if not named:
        return []
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise UsageError(
            f"{VARIABLE} names '{named}', which is not a folder; name the folder of the article texts."
        )
    return [folder]


def _candidates(folder: Path, sizes: set[int]) -> list[bytes]:
    """The contents of the files in a folder that are as long as a coded article."""
    try:
        files = sorted(file for file in folder.iterdir() if file.is_file() and file.stat().st_size in sizes)
        return [file.read_bytes() for file in files]
    except OSError as error:
        raise UsageError(f"{VARIABLE}: '{error.filename}' cannot be read ({error.strerror}).") from None


def _decode(data: bytes, article_id: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise DataError(
            f"The attached text of {article_id} is not UTF-8, so offsets have no meaning in it."
        ) from None
