"""Puts article texts into the user's data directory and takes them out again.

A file goes in whole, verified and under the name of its hash, or not at all; it never goes into a checkout of
the dataset. What a text is used for, and whether it is still sound, is left to holdings.py.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ..descriptor import open_package, package_folder
from ..errors import UsageError
from ..files import PRIVATE, UNFINISHED, cannot_write, leads_out, remove_abandoned, write_whole
from ..folders import private_cache_folder
from ..loading import PackageLike
from .holdings import DIGEST, LARGEST, Coded, files_in, holdings, kept_texts, named_folder, text_folder
from .lookalikes import Lookalikes


@dataclass(frozen=True)
class Attached:
    """What attach() did: articles by id, and a sentence for each file that was refused or passed over."""

    folder: Path
    attached: list[str]
    already: list[str]
    missing: list[str]
    refused: list[str]
    skipped: list[str]


@dataclass(frozen=True)
class Detached:
    """What detach() did: how many texts it removed, and a sentence for each file that it left."""

    removed: int
    left: list[str]


def attach(folder: str | Path, package: PackageLike = None) -> Attached:
    """Copy the article texts that lie in a folder into the user's data directory.

    Files are recognised by SHA-256 whatever their names; a part of the texts is enough. A file that resembles
    an article and is not its coded text is refused, others are passed over. Raises UsageError when `folder`
    is no folder that can be read, or when the data directory cannot be written or lies in a checkout.
    """
    opened = open_package(package)
    store = text_folder()
    _refuse_checkout(store)
    texts, refused, skipped = _search(Path(folder), Lookalikes(opened))
    held = {holding.article for holding in kept_texts(opened) if holding.text is not None}
    new = {article: data for article, data in texts.items() if article not in held}
    if new:
        _keep(store, new)
    after = kept_texts(opened)
    return Attached(
        store,
        sorted(article.article_id for article in new),
        sorted(article.article_id for article in texts if article in held),
        [holding.article.article_id for holding in after if holding.text is None],
        refused,
        skipped,
    )


def wrong_files(package: PackageLike = None) -> list[str]:
    """A sentence for each file in the folder that SIRTE_ARTICLES names that ought to be a text and is not."""
    folder = named_folder()
    if folder is None:
        return []
    _, refused, _ = _search(folder, Lookalikes(open_package(package)))
    return refused


def text_faults(package: PackageLike = None) -> list[str]:
    """A sentence for each attached or named text that cannot be used; if some can, one for those missing."""
    opened = open_package(package)
    held = holdings(opened)
    faults = [holding.problem for holding in held if holding.problem] + wrong_files(opened)
    missing = [holding.article.article_id for holding in held if holding.text is None]
    if 0 < len(missing) < len(held):
        faults.append(f"No text at hand of {', '.join(missing)}; what rests on it is not compared.")
    return faults


def detach() -> Detached:
    """Remove the attached texts, what an interrupted attach left, and private databases made to be browsed.

    A file that is not as attach() wrote it is left and named. Raises UsageError when one cannot be removed.
    """
    store = text_folder()
    removed, left = 0, []
    try:
        with suppress(FileNotFoundError):
            shutil.rmtree(private_cache_folder())
        for file in sorted(store.iterdir()) if store.is_dir() else []:
            if file.name.startswith(".") and file.suffix == UNFINISHED:
                file.unlink()
            elif _is_ours(file):
                file.unlink()
                removed += 1
            else:
                left.append(f"{file} is not as it was attached; remove it by hand.")
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be removed ({error.strerror}).") from None
    _remove_if_empty(store)
    return Detached(removed, left)


def _is_ours(file: Path) -> bool:
    """Whether a file is, byte for byte, what attach() put there."""
    if file.is_symlink() or not file.is_file() or not DIGEST.fullmatch(file.stem) or file.suffix != ".txt":
        return False
    return sha256(file.read_bytes()).hexdigest() == file.stem


# --- what lies in a folder


def _search(folder: Path, known: Lookalikes) -> tuple[dict[Coded, bytes], list[str], list[str]]:
    """The texts in a folder by article, and sentences: on files that are nearly a text, and on others."""
    folder = folder.expanduser()
    texts: dict[Coded, bytes] = {}
    refused, skipped = [], []
    for file in files_in(folder):
        if file.is_dir() and not file.is_symlink():
            continue
        article, data, fault = _judged(file, folder, known)
        if article is None:
            skipped.append(f"{file.name}: {fault}.")
        elif fault:
            sizes = f" ({len(data)} bytes, expected {article.bytes})" if data else ""
            refused.append(f"{file.name} is not the coded text of {article.article_id}: {fault}{sizes}.")
        else:
            texts[article] = data
    return texts, refused, skipped


def _judged(file: Path, folder: Path, known: Lookalikes) -> tuple[Coded | None, bytes, str]:
    """The article that a file is or resembles, what is in it, and what is wrong with it."""
    named = known.named(file.name)
    try:
        if not file.exists():
            return named, b"", "it is a link that leads nowhere"
        if not file.is_file():
            return named, b"", "it is no ordinary file"
        if (size := file.stat().st_size) > LARGEST:
            return named, b"", f"its {size} bytes are more than any article has"
        data = file.read_bytes()
    except OSError as error:
        return named, b"", f"it cannot be read ({error.strerror})"
    article = known.exactly(data)
    if article:
        away = leads_out(folder, file.name)
        return article, data, "it is a link that leads out of the folder" if away else _faults(article, data)
    article, fault = known.like(file.name, data)
    return article, data, fault


def _faults(article: Coded, data: bytes) -> str:
    """What in the table of articles does not fit a text that has the right hash."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "it is not UTF-8, so offsets have no meaning in it"
    if article.bytes != len(data) or article.characters != len(text):
        return (
            f"the table of articles gives other sizes than its {len(data)} bytes and {len(text)} characters; "
            "mend the table"
        )
    return ""


# --- into the data directory


def _refuse_checkout(store: Path) -> None:
    """The texts are their publishers': they never go where the dataset is published from."""
    place = store.resolve()
    for folder in (place, *place.parents):
        if folder == package_folder() or (folder / "src" / "sirte_dataset").is_dir():
            raise UsageError(
                f"The data directory {place} lies in a checkout of the dataset, where article texts must not "
                "be; set XDG_DATA_HOME to a folder outside it."
            )


def _keep(store: Path, texts: dict[Coded, bytes]) -> None:
    """Write the texts into the store, all of them or none."""
    try:
        with cannot_write(store, "set XDG_DATA_HOME to a folder that you may write to"):
            store.mkdir(parents=True, exist_ok=True, mode=0o700)
        remove_abandoned(store)
        write_whole({store / f"{one.sha256}.txt": data for one, data in texts.items()}, PRIVATE)
    finally:
        _remove_if_empty(store)


def _remove_if_empty(store: Path) -> None:
    for folder in (store, store.parent):
        with suppress(OSError):  # it holds something, or was never there
            folder.rmdir()
