"""Files as a whole: read once, written whole or not at all, and one sentence where that fails."""

from __future__ import annotations

import errno
import os
import re
import time
from pathlib import Path

import pytest

import sirte_dataset as sd
from conftest import posix
from sirte_dataset import files
from sirte_dataset.checking.validation import sound_context
from sirte_dataset.errors import DataError, UsageError
from sirte_dataset.files import (
    ABANDONED,
    PRIVATE,
    UNFINISHED,
    decoded,
    leads_out,
    read_bytes,
    remove_abandoned,
    unfinished_file,
    write_whole,
)
from sirte_dataset.refreshing import refresh


def permissions(file: Path) -> int:
    return file.stat().st_mode & 0o777


# --- reading


def test_what_is_in_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\r\n\xff")
    assert read_bytes(tmp_path / "a", "data/a") == b"one\r\n\xff"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("absent", "data/a: The file is missing; restore it"),
        ("folder", r"data/a: The file cannot be read \(it is no plain file\)"),
        ("plain/below", r"data/a: The file cannot be read \(Not a directory\)"),
        ("nul\0", r"data/a: The file cannot be read \(.*null"),
    ],
)
def test_what_is_no_file_is_named(tmp_path: Path, name: str, complaint: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").touch()
    with pytest.raises(DataError, match=complaint):
        read_bytes(tmp_path / name, "data/a")


@posix
@pytest.mark.usefixtures("in_time")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DataError, match="no plain file"):
        read_bytes(tmp_path / "pipe", "pipe")


@posix
@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("name", ["datapackage.json", "data/articles.csv", "schemas/articles.json"])
def test_a_pipe_in_a_package_is_told_by_whoever_reads_it(folder: Path, name: str) -> None:
    pytest.importorskip("pandera")
    (folder / name).unlink()
    os.mkfifo(folder / name)
    for function in (lambda: sd.load("articles", package=folder), lambda: refresh(folder)):
        with pytest.raises(DataError, match=f"{name}: The file cannot be read .it is no plain file"):
            function()
    if name == "datapackage.json":
        with pytest.raises(DataError, match="no plain file"):
            sd.validate(folder)
    else:
        assert ["plain file" in finding.message for finding in sd.validate(folder).findings] == [True]
        with pytest.raises(DataError, match="no plain file"):
            sound_context(folder)


def test_a_byte_that_is_not_utf_8_is_named_with_its_row() -> None:
    assert decoded("Häfen\n".encode(), "a") == "Häfen\n"
    with pytest.raises(DataError, match=r"^a, row 2: Byte 4 \(0xe4\) is not UTF-8; save the file"):
        decoded("one\nä".encode("latin-1"), "a")


@posix
@pytest.mark.parametrize(
    ("link", "target", "inside", "out"),
    [
        ("a", "b", "a", False),
        ("a", "../elsewhere/b", "a", True),
        ("sub", "../elsewhere", "sub/b", True),
        ("sub", "real", "sub/b", False),
    ],
)
def test_a_link_out_of_a_folder_is_told_from_one_inside(
    tmp_path: Path, link: str, target: str, inside: str, out: bool
) -> None:
    folder = tmp_path / "folder"
    for place in (folder / "real", tmp_path / "elsewhere"):
        place.mkdir(parents=True)
        (place / "b").touch()
    (folder / "b").touch()
    assert not leads_out(folder, "real/b")
    (folder / link).symlink_to(target)
    assert leads_out(folder, inside) is out


@pytest.mark.parametrize("inside", ["loop", "loop/b"])
def test_a_loop_of_links_leads_nowhere_on_any_python(tmp_path: Path, inside: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError, match="symbolic links"):
        leads_out(tmp_path, inside)


# --- writing


def test_none_one_or_several_files_are_written(tmp_path: Path) -> None:
    write_whole({})
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "a").write_bytes(b"old")
    write_whole({tmp_path / "a": b"new", tmp_path / "b": b"\r\n"})
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a": b"new", "b": b"\r\n"}


@pytest.mark.parametrize("stage", ["_fill", "_move"])
def test_a_full_disk_is_one_sentence_and_leaves_what_was_there(
    stage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, stage, full)
    sentence = r"b cannot be written \(No space left on device\); check its permissions and free space, or"
    with pytest.raises(UsageError, match=sentence.replace("b ", "a ", 1)):
        write_whole({tmp_path / "a": b"new"})
    with pytest.raises(UsageError, match=sentence):
        write_whole({tmp_path / "b": b"new"})
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a": b"old"}


def test_where_one_of_several_cannot_be_written_none_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").mkdir()
    with pytest.raises(UsageError, match=r"b cannot be written \(it is a folder\)"):
        write_whole({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    with pytest.raises(UsageError, match=r"c cannot be written \(No such file or directory\)"):
        write_whole({tmp_path / "a": b"new", tmp_path / "absent" / "c": b"new"})
    assert (tmp_path / "a").read_bytes() == b"old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "b"]


def test_a_folder_is_made_for_an_unfinished_file_and_nothing_stays_when_its_block_fails(
    tmp_path: Path,
) -> None:
    target = tmp_path / "new" / "a"
    with unfinished_file(target) as unfinished:
        unfinished.write_bytes(b"whole")
        assert not target.exists()
    assert [file.name for file in target.parent.iterdir()] == ["a"]
    with pytest.raises(KeyboardInterrupt), unfinished_file(target):
        raise KeyboardInterrupt
    assert [file.read_bytes() for file in target.parent.iterdir()] == [b"whole"]


@posix
@pytest.mark.parametrize("mode", [0o400, 0o600, 0o640, 0o755])
def test_a_file_that_is_there_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    for name in ("a", "b"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(mode)
    write_whole({tmp_path / "a": b"new"})
    with unfinished_file(tmp_path / "b") as unfinished:
        assert permissions(unfinished) & ~0o200 & ~mode == 0, "others may not read it meanwhile"
    assert {permissions(file) for file in tmp_path.iterdir()} == {mode}


@posix
def test_what_is_private_is_so_from_the_start_and_whatever_was_there(tmp_path: Path) -> None:
    (tmp_path / "a").touch(mode=0o644)
    with unfinished_file(tmp_path / "a", PRIVATE) as unfinished:
        assert permissions(unfinished) == 0o600
    write_whole({tmp_path / "b": b""}, PRIVATE)
    assert {permissions(file) for file in tmp_path.iterdir()} == {0o600}


def test_what_a_process_that_died_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    left = {name: tmp_path / f".{name}.0123456789ab{UNFINISHED}" for name in ("a[1]", "a1", "other")}
    running = tmp_path / f".a[1].ba9876543210{UNFINISHED}"
    for file in (*left.values(), running, tmp_path / ".a[1].swp"):
        file.touch()
    old = time.time() - ABANDONED - 1
    for file in (*left.values(), tmp_path / ".a[1].swp"):
        os.utime(file, (old, old))
    write_whole({tmp_path / "a[1]": b"new"})
    assert not left["a[1]"].exists()
    assert all(file.exists() for file in (left["a1"], left["other"], running, tmp_path / ".a[1].swp"))
    remove_abandoned(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {"a[1]", ".a[1].swp", running.name}


def test_no_name_is_shared_by_two_writers_of_one_file(tmp_path: Path) -> None:
    with unfinished_file(tmp_path / "a") as one, unfinished_file(tmp_path / "a") as other:
        assert one != other
        assert re.fullmatch(rf"\.a\.[0-9a-f]{{12}}{re.escape(UNFINISHED)}", one.name)
