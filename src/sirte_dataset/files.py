"""Files as a whole: one way to read them, one way to write them, the same sentence whenever either fails.

A file is written beside its place and then moved there, so that whoever reads it finds the old content or the
new one. What is in it is for others to understand. Standard library only.
"""

from __future__ import annotations

import errno
import glob
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import file_digest
from io import BufferedReader
from pathlib import Path

from .errors import DataError, UsageError

UNFINISHED = ".unfinished"
# Seconds. Nothing here takes as long to write: an older unfinished file was left by a process that died.
ABANDONED = 3600
READABLE = 0o666
PRIVATE = 0o600
ELSEWHERE = "check its permissions and free space, or choose a folder that you may write to"


def read_bytes(path: Path, shown_as: str) -> bytes:
    """What is in a file. Raises DataError, naming it as `shown_as`, when it is missing or no plain file."""
    with _plain_file(path, shown_as) as file:
        return file.read()


def digest(path: Path, shown_as: str) -> str:
    """The SHA-256 of a file in hex digits, without holding it. Raises what read_bytes() does."""
    with _plain_file(path, shown_as) as file:
        return file_digest(file, "sha256").hexdigest()


@contextmanager
def _plain_file(path: Path, shown_as: str) -> Iterator[BufferedReader]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe or a device might never end
            raise DataError("The file cannot be read (it is no plain file).", file=shown_as)
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise DataError(
            "The file is missing; restore it, or mend its name wherever it is named.", file=shown_as
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"The file cannot be read ({reason}).", file=shown_as) from None


def decoded(content: bytes, shown_as: str) -> str:
    """The text in a file. Raises DataError, with the row, when it is not UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            f"Byte {error.start} ({content[error.start]:#04x}) is not UTF-8; save the file with the encoding"
            " UTF-8.",
            file=shown_as,
            row=content.count(b"\n", 0, error.start) + 1,
        ) from None


def leads_out(folder: Path, inside: str) -> bool:
    """Whether a path below a folder, without .. in it, leaves the folder through a link.

    Raises OSError for a name that is too long, and for a loop of links.
    """
    parts = inside.split("/")
    steps = [folder.joinpath(*parts[: number + 1]) for number in range(len(parts))]
    links = [step for step in steps if step.is_symlink()]  # only links are followed: that is slow
    try:
        loop = any(link.resolve().is_symlink() for link in links)
    except RuntimeError:  # what a loop was until Python 3.12
        loop = True
    if loop:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return bool(links) and not (folder / inside).resolve().is_relative_to(folder.resolve())


def refuse_outside(folder: Path, inside: str) -> None:
    """Raises DataError for a file that is reached through a link out of the folder, or by a loop of links:
    it is not the folder's to be read, written over or replaced by a copy.
    """
    try:
        outside = leads_out(folder, inside)
    except OSError:
        outside = True
    if outside:
        raise DataError("The file lies outside the package; put it where the link is.", file=inside)


def write_whole(contents: Mapping[Path, bytes], mode: int = READABLE) -> None:
    """Write files, each of which appears whole; where one cannot be written, none is replaced.

    A file that is there keeps its permissions, unless the new one is to be private; a new one has `mode`,
    less what the user's mask takes away. Raises UsageError when one cannot be written.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            with cannot_write(path):
                staged[path] = _stage(path, mode)
                _fill(staged[path], content)
        for path, unfinished in staged.items():
            with cannot_write(path):
                _move(unfinished, path, mode)
    finally:
        for unfinished in staged.values():
            _remove(unfinished)


def write_new(folder: Path, contents: Mapping[str, bytes], overwrite: bool) -> list[Path]:
    """Write files by name into a folder, which is made when absent, and return their paths: all or none.

    Raises UsageError when the folder is a file, when a file is there already and `overwrite` is false, and
    when one cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"'{folder}' is a file; give the folder for the files.")
    files = {folder / name: content for name, content in contents.items()}
    for file in files:
        refuse_existing(file, overwrite)
    with cannot_write(folder):
        folder.mkdir(parents=True, exist_ok=True)
    write_whole(files)
    return list(files)


def refuse_existing(target: Path, overwrite: bool) -> None:
    """Raises UsageError for a folder and, unless it may be overwritten, for a file that is there already."""
    if target.is_dir():
        raise UsageError(f"{target} is a folder; give the path of a file.")
    if not overwrite and (target.exists() or target.is_symlink()):
        raise UsageError(
            f"{target} exists already; remove it, choose another folder, or overwrite it with --force."
        )


@contextmanager
def unfinished_file(target: Path, mode: int = READABLE) -> Iterator[Path]:
    """An empty file beside `target` for the block to fill; it is moved into place when the block ends well.

    The folder is made when absent; for permissions and errors see write_whole().
    """
    with cannot_write(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = _stage(target, mode)
        try:
            yield unfinished
            _move(unfinished, target, mode)
        finally:
            _remove(unfinished)


@contextmanager
def unfinished_folder(target: Path) -> Iterator[Path]:
    """An empty folder beside `target` for the block to fill; it is moved into place when the block ends well.

    A folder that is there by then is replaced as a whole, so the block refuses one that is to stay. Raises
    UsageError when a folder cannot be written.
    """
    remove_abandoned(target.parent, glob.escape(target.name))
    unfinished = _beside(target)
    with cannot_write(target):
        try:
            unfinished.mkdir(parents=True)
            yield unfinished
            _put_in_place(unfinished, target)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)


@contextmanager
def cannot_write(path: Path, mend: str = ELSEWHERE) -> Iterator[None]:
    """Turn the system's refusal to write a file into a UsageError that says what to do."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror or error}); {mend}.") from None


def remove_abandoned(folder: Path, name: str = "*") -> None:
    """Remove what processes that died left of the file or folder `name`, or of any, in a folder."""
    for old in folder.glob(f".{name}.*{UNFINISHED}"):
        with suppress(OSError):  # another process was faster, or it is not ours to remove
            if old.lstat().st_mtime < time.time() - ABANDONED:
                _remove(old)


def _stage(path: Path, mode: int) -> Path:
    """A new empty file beside `path`, read by nobody who may not read that."""
    if path.is_dir():
        raise IsADirectoryError(0, "it is a folder", str(path))
    remove_abandoned(path.parent, glob.escape(path.name))
    unfinished = _beside(path)
    unfinished.touch(mode=_permissions(path, mode) | stat.S_IRUSR | stat.S_IWUSR, exist_ok=False)
    return unfinished


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}{UNFINISHED}")


def _permissions(path: Path, mode: int) -> int:
    """Those of the file that is there or, for none and for a private one, `mode`."""
    if mode == PRIVATE or not path.exists():
        return mode
    return stat.S_IMODE(path.stat().st_mode)


def _fill(file: Path, content: bytes) -> None:
    with file.open("r+b") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _move(unfinished: Path, path: Path, mode: int) -> None:
    if path.exists():
        unfinished.chmod(_permissions(path, mode))
    unfinished.replace(path)


def _put_in_place(made: Path, folder: Path) -> None:
    """Move a folder to where another may be, which comes back when that fails and else is removed."""
    old = _beside(folder)
    if folder.exists():
        folder.rename(old)
    try:
        made.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _remove(unfinished: Path) -> None:
    with suppress(OSError):  # whatever kept it from being written has been told already
        if unfinished.is_dir() and not unfinished.is_symlink():
            shutil.rmtree(unfinished)
        else:
            unfinished.unlink(missing_ok=True)
