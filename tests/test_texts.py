"""Attached texts: what is taken, what is refused and why, what is kept where, and what goes away again.

On the invented texts, in a data directory of the test's own; the last part on the real texts, where they are
at hand.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import sirte_dataset as sd
from invented_package import TEXTS, set_cell
from sirte_dataset import files
from sirte_dataset.checking.findings import Skipped
from sirte_dataset.cli import app
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import UsageError
from sirte_dataset.texts import attaching
from sirte_dataset.texts.attaching import attach, detach, text_faults, wrong_files
from sirte_dataset.texts.holdings import attached_texts, coded_articles, holdings, text_folder

HARBOUR = (TEXTS / "harbour.txt").read_bytes()
FERRY = (TEXTS / "ferry.txt").read_bytes()
BOTH = {"A900": HARBOUR.decode("utf-8"), "A901": FERRY.decode("utf-8")}
ROOT = Path(__file__).parents[1]
REAL_TEXTS = os.environ.get("SIRTE_ARTICLES")  # before any test unsets it

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
not_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write everywhere"
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_own: Path) -> Path:
    """A data directory and a cache that nobody used; the invented package is the library's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "data"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder that holds both texts, under other names."""
    return shelf_of(tmp_path / "shelf", {"first.md": HARBOUR, "second": FERRY})


def shelf_of(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def everything_in(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.is_symlink()
    }


def sirte(*arguments: object) -> tuple[int, str, str]:
    """Exit status, output and complaints of a command."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


# --- what is taken


def test_texts_are_attached_whatever_their_names_and_stay_attached(shelf: Path) -> None:
    done = attach(shelf)
    assert (done.attached, done.already, done.missing, done.refused) == (["A900", "A901"], [], [], [])
    shutil.rmtree(shelf)
    assert attached_texts() == BOTH


def test_what_is_kept_is_named_by_its_hash_and_is_its_owner_s_alone(shelf: Path, data: Path) -> None:
    attach(shelf)
    digests = open_package().folder, {row["sha256"] for row in sd.load("articles", "records")}
    assert set(everything_in(data)) == {f"sirte_dataset/texts/{digest}.txt" for digest in digests[1]}
    if sys.platform != "win32":
        assert text_folder().stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o777 for file in text_folder().iterdir()} == {0o600}


def test_attaching_twice_is_harmless(shelf: Path) -> None:
    attach(shelf)
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in text_folder().iterdir()}
    done = attach(shelf)
    assert (done.attached, done.already) == ([], ["A900", "A901"])
    after = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in text_folder().iterdir()}
    assert after == before


def test_a_part_of_the_texts_is_attached_and_the_rest_is_named(tmp_path: Path) -> None:
    status, out, _ = sirte("texts", "attach", shelf_of(tmp_path / "half", {"x": FERRY}))
    assert status == 0
    assert "Attached: A901.\n" in out
    assert "Not attached yet: A900.\n" in out
    assert set(attached_texts()) == {"A901"}
    attach(shelf_of(tmp_path / "rest", {"y": HARBOUR}))
    assert attached_texts() == BOTH


def test_the_folder_of_the_kept_texts_can_itself_be_attached(shelf: Path) -> None:
    attach(shelf)
    assert attach(text_folder()).already == ["A900", "A901"]


def test_files_that_resemble_no_article_are_named_and_passed_over(shelf: Path) -> None:
    (shelf / "recipe.txt").write_text("Take two onions.\n")
    (shelf / "picture.png").write_bytes(bytes(range(256)) * 40)
    (shelf / "empty").write_bytes(b"")
    (shelf / "folder").mkdir()
    status, out, err = sirte("texts", "attach", shelf)
    assert (status, err) == (0, "")
    for name in ("recipe.txt", "picture.png", "empty"):
        assert f"  {name}: it resembles no article.\n" in out
    assert "folder:" not in out


def test_of_many_files_that_are_no_texts_some_are_named_and_the_others_counted(shelf: Path) -> None:
    for number in range(40):
        (shelf / f"note {number:02}").write_text(f"note {number}")
    out = sirte("texts", "attach", shelf)[1]
    assert "note 09" in out
    assert "note 10" not in out
    assert "  and 30 more\n" in out


def test_a_folder_without_a_text_of_an_article_says_so(tmp_path: Path) -> None:
    status, out, err = sirte("texts", "attach", shelf_of(tmp_path / "x", {"recipe.txt": b"Onions."}))
    assert status == 1
    assert err == f"sirte: No file in '{tmp_path / 'x'}' is the text of an article.\n"
    assert "recipe.txt" in out
    assert not text_folder().exists()


# --- what is refused, and what is said of it


def crlf(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


def text(content: bytes) -> str:
    return content.decode("utf-8")


def cut_in_a_character(content: bytes) -> bytes:
    return content[: content.index("—".encode()) + 1]


# From the end of the name on: the content of a file, and what is said of it.
REFUSED: dict[str, tuple[bytes, str]] = {
    "a byte-order mark": (b"\xef\xbb\xbf" + HARBOUR, "has a byte-order mark (658 bytes, expected 655)"),
    "CRLF": (crlf(HARBOUR), "has other line ends (CRLF or CR for LF) (662 bytes, expected 655)"),
    "CR": (HARBOUR.replace(b"\n", b"\r"), "has other line ends (CRLF or CR for LF) (655 bytes, expected"),
    "CRLF and a byte-order mark": (
        b"\xef\xbb\xbf" + crlf(HARBOUR),
        "has a byte-order mark and other line ends (CRLF or CR for LF) (",
    ),
    "UTF-16": (text(HARBOUR).encode("utf-16"), "has the encoding UTF-16 ("),
    "UTF-16 without mark": (text(HARBOUR).encode("utf-16-be"), "has the encoding UTF-16 ("),
    "UTF-16 with CRLF": (
        text(crlf(HARBOUR)).encode("utf-16-le"),
        "has the encoding UTF-16 and other line ends (CRLF or CR for LF) (",
    ),
    "encoded twice": (HARBOUR.decode("latin-1").encode(), "has an encoding applied twice ("),
    "decomposed": (unicodedata.normalize("NFD", text(HARBOUR)).encode(), "has accents joined to their lett"),
    "no line break at the end": (
        HARBOUR.rstrip(b"\n"),
        "has other line breaks or blanks at its end (654 bytes,",
    ),
    "line breaks at the end": (HARBOUR + b"\n\n", "has other line breaks or blanks at its end (657 bytes,"),
    "a line more": (HARBOUR + b"Comments: 3\n", "has 12 more bytes at its end (667 bytes, expected 655)"),
    "a line before": (b"Home >\n" + HARBOUR, "has 7 more bytes at its beginning (662 bytes, expected 655)"),
    "cut": (HARBOUR[:400], "breaks off after 400 of 655 bytes (400 bytes, expected 655)"),
    "cut in a character": (cut_in_a_character(HARBOUR), "breaks off after 101 of 655 bytes"),
    "a quoted word changed": (
        HARBOUR.replace(b"dozens", b"Dozens"),
        "agrees with the quotes up to character ",
    ),
    "a word changed": (
        HARBOUR.replace(b"Planes", b"Copter"),
        "has all quotes where they belong, so it differ",
    ),
    "emptied": (b"", "is empty"),
    "of a few words": (HARBOUR[:10], "is too short to be compared"),
    "overwritten": (b"Nothing of it is left. " * 30, "differs within the first "),
}
BY_NAME_ALONE = ("cut in a character", "emptied", "of a few words", "overwritten")


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_was_changed_is_refused_and_the_change_is_named(what: str, tmp_path: Path) -> None:
    content, difference = REFUSED[what]
    status, out, err = sirte("texts", "attach", shelf_of(tmp_path / "shelf", {"harbour.txt": content}))
    assert status == 1
    assert err.startswith(f"sirte: harbour.txt is not the coded text of A900: it {difference}")
    assert err.count("\n") == 1
    assert "Not attached yet: A900, A901." in out
    assert not text_folder().exists()


def test_latin_1_is_told_where_the_text_allows_it(as_own: Path, tmp_path: Path) -> None:
    from hashlib import sha256

    accented = "Le café près du port, à Karsa.\n"
    set_cell(as_own, "articles", "A901", "sha256", sha256(accented.encode()).hexdigest())
    shelf = shelf_of(tmp_path / "shelf", {"any name": accented.encode("latin-1")})
    refused = attach(shelf).refused
    assert len(refused) == 1
    assert "any name is not the coded text of A901: it has the encoding " in refused[0]


@pytest.mark.parametrize("what", [what for what in REFUSED if what not in BY_NAME_ALONE])
def test_a_changed_text_is_known_by_its_content_too(what: str, tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path / "shelf", {"download (1)": REFUSED[what][0]})
    assert [line.partition(":")[0] for line in attach(shelf).refused] == [
        "download (1) is not the coded text of A900"
    ]


def test_the_place_from_which_a_text_differs_lies_between_the_quotes_that_are_named(tmp_path: Path) -> None:
    changed = HARBOUR.replace(b"five times", b"four times")
    (line,) = attach(shelf_of(tmp_path / "shelf", {"harbour.txt": changed})).refused
    start, end = map(int, re.findall(r"character (\d+)", line))
    assert start <= text(HARBOUR).index("five times") < end


def test_a_wrong_file_does_not_keep_the_right_ones_out(shelf: Path) -> None:
    (shelf / "harbour (copy).txt").write_bytes(crlf(HARBOUR))
    status, out, err = sirte("texts", "attach", shelf)
    assert status == 1
    assert "Attached: A900, A901." in out
    assert "harbour (copy).txt is not the coded text of A900: it has other line ends" in err
    assert attached_texts() == BOTH


def test_a_text_is_refused_when_the_table_gives_it_another_size(as_own: Path, shelf: Path) -> None:
    set_cell(as_own, "articles", "A900", "characters", "655")
    (line,) = attach(shelf).refused
    assert "the table of articles gives other sizes than its 655 bytes and 647 characters" in line
    assert set(attached_texts()) == {"A901"}


def test_a_coded_file_that_is_not_utf_8_is_refused(as_own: Path, tmp_path: Path) -> None:
    from hashlib import sha256

    content = b"caf\xe9"
    set_cell(as_own, "articles", "A900", "sha256", sha256(content).hexdigest())
    (line,) = attach(shelf_of(tmp_path / "shelf", {"x": content})).refused
    assert "it is not UTF-8, so offsets have no meaning in it" in line


def test_a_huge_file_is_not_read(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shelf / "harbour.txt").write_bytes(b"")
    os.truncate(shelf / "harbour.txt", 5_000_000_000)
    (line,) = attach(shelf).refused
    assert "its 5000000000 bytes are more than any article has" in line


def test_a_large_file_is_looked_at_in_little_time(shelf: Path) -> None:
    (shelf / "large").write_bytes(("ä\r\n" * 250_000).encode())
    started = time.monotonic()
    attach(shelf)
    assert time.monotonic() - started < 5


def test_without_the_table_of_evidence_a_lookalike_is_still_refused(as_own: Path, tmp_path: Path) -> None:
    (as_own / "data" / "evidence.csv").write_text("broken\n")
    shelf = shelf_of(tmp_path / "shelf", {"harbour.txt": HARBOUR[:300], "x": crlf(FERRY)})
    assert [line.partition(":")[0] for line in attach(shelf).refused] == [
        "harbour.txt is not the coded text of A900",
        "x is not the coded text of A901",
    ]


@needs_links
@pytest.mark.parametrize(
    ("name", "target", "fault"),
    [
        ("harbour.txt", "gone", "it is a link that leads nowhere"),
        ("harbour.txt", "../elsewhere/a", "it is a link that leads out of the folder"),
        ("any name", "../elsewhere/a", "it is a link that leads out of the folder"),
        ("harbour.txt", "harbour.txt", "it "),
    ],
    ids=["dangling", "out of the folder", "out of the folder, by another name", "to itself"],
)
def test_a_file_that_was_linked_away_is_refused(name: str, target: str, fault: str, tmp_path: Path) -> None:
    shelf_of(tmp_path / "elsewhere", {"a": HARBOUR})
    shelf = shelf_of(tmp_path / "shelf", {"x": FERRY})
    (shelf / name).symlink_to(target)
    done = attach(shelf)
    assert len(done.refused) == 1
    assert done.refused[0].startswith(f"{name} is not the coded text of A900: {fault}")
    assert set(attached_texts()) == {"A901"}


@needs_links
def test_a_link_that_leads_nowhere_and_resembles_nothing_is_passed_over(shelf: Path) -> None:
    (shelf / "old notes").symlink_to("gone")
    done = attach(shelf)
    assert (done.refused, done.skipped) == ([], ["old notes: it is a link that leads nowhere."])


@needs_links
def test_a_link_within_the_folder_is_as_good_as_the_file(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path / "shelf", {})
    shelf_of(shelf / "deep", {"a": HARBOUR})
    (shelf / "harbour.txt").symlink_to("deep/a")
    assert attach(shelf).attached == ["A900"]
    shutil.rmtree(shelf)
    assert set(attached_texts()) == {"A900"}, "the text was copied, not the link"


@needs_links
def test_the_folder_may_itself_be_reached_by_a_link(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(shelf)
    assert attach(tmp_path / "link").attached == ["A900", "A901"]


@not_root
def test_a_file_that_may_not_be_read_is_refused(shelf: Path) -> None:
    (shelf / "harbour.txt").write_bytes(HARBOUR)
    (shelf / "harbour.txt").chmod(0)
    assert "it cannot be read (Permission denied)" in attach(shelf).refused[0]


def test_a_file_that_cannot_be_read_is_refused(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shelf / "first.md").rename(shelf / "harbour.txt")
    deny(monkeypatch, "read_bytes", lambda path: path.name == "harbour.txt")
    (line,) = attach(shelf).refused
    assert line == "harbour.txt is not the coded text of A900: it cannot be read (Permission denied)."


def deny(monkeypatch: pytest.MonkeyPatch, method: str, when: Callable[[Path], bool]) -> None:
    """Make a method of Path fail for some paths as it does where permission is lacking."""
    real = getattr(Path, method)

    def denied(path: Path, *arguments: Any, **options: Any) -> Any:
        if when(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(Path, method, denied)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(shelf: Path) -> None:
    os.mkfifo(shelf / "harbour.txt")
    assert "it is no ordinary file" in attach(shelf).refused[0]


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("absent", r"'.*absent' cannot be read \(.*\); give the folder of the texts"),
        ("shelf/second", r"'.*second' cannot be read \(.*\); give the folder of the texts"),
    ],
)
def test_a_folder_that_is_none_is_wrong_usage(name: str, complaint: str, shelf: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=complaint):
        attach(tmp_path / name)


# --- where the texts are kept


@pytest.mark.parametrize("inside", ["", "docs/kept"])
def test_a_data_directory_in_a_checkout_is_refused(
    inside: str, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = tmp_path / "clone"
    (checkout / "src" / "sirte_dataset").mkdir(parents=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(checkout / inside))
    with pytest.raises(UsageError, match=r"lies in a checkout of the dataset, .*; set XDG_DATA_HOME"):
        attach(shelf)
    assert [file.name for file in checkout.rglob("*.txt")] == []


def test_the_folder_of_the_package_itself_is_refused(
    shelf: Path, as_own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "package_folder", lambda: as_own)
    monkeypatch.setenv("XDG_DATA_HOME", str(as_own / "data"))
    with pytest.raises(UsageError, match="lies in a checkout"):
        attach(shelf)


def test_this_repository_counts_as_a_checkout(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(ROOT / "docs"))
    with pytest.raises(UsageError, match="lies in a checkout"):
        attach(shelf)
    assert not (ROOT / "docs" / "sirte_dataset").exists()


@needs_links
def test_a_link_into_a_checkout_is_seen_through(shelf: Path, data: Path, tmp_path: Path) -> None:
    (tmp_path / "clone" / "src" / "sirte_dataset").mkdir(parents=True)
    data.mkdir()
    (data / "sirte_dataset").symlink_to(tmp_path / "clone")
    with pytest.raises(UsageError, match="lies in a checkout"):
        attach(shelf)


def test_a_data_directory_that_cannot_be_written_is_one_clear_sentence(shelf: Path, data: Path) -> None:
    data.write_text("a file in its place")
    status, _, err = sirte("texts", "attach", shelf)
    assert status == 2
    assert err.startswith(f"sirte: {text_folder()} cannot be written (")
    assert err.endswith("; set XDG_DATA_HOME to a folder that you may write to.\n")


@not_root
def test_a_data_directory_without_permission_is_one_clear_sentence(shelf: Path, data: Path) -> None:
    data.mkdir(mode=0o500)
    with pytest.raises(UsageError, match="cannot be written"):
        attach(shelf)


# --- interrupted


@pytest.mark.parametrize("stage", ["_fill", "replace"])
@pytest.mark.parametrize("failure", [KeyboardInterrupt, OSError(errno.ENOSPC, "No space left on device")])
def test_an_attach_that_is_interrupted_leaves_nothing(
    stage: str, failure: Any, shelf: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []
    owner: Any = files if stage == "_fill" else Path
    real = getattr(owner, stage)

    def failing(*arguments: Any) -> Any:
        calls.append(arguments)
        if stage == "replace" or len(calls) == 2:
            raise failure
        return real(*arguments)

    monkeypatch.setattr(owner, stage, failing)
    with pytest.raises((KeyboardInterrupt, UsageError)):
        attach(shelf)
    assert calls
    assert not text_folder().exists()
    monkeypatch.undo()


KILLED = """
import os, signal, sys
from pathlib import Path
from sirte_dataset import descriptor, files
from sirte_dataset.texts import attaching
descriptor.package_folder = lambda: Path(sys.argv[1])
owner = files if sys.argv[3] == "_fill" else Path
real, left = getattr(owner, sys.argv[3]), [1]
def dying(*arguments):
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    left.pop()
    return real(*arguments)
setattr(owner, sys.argv[3], dying)
attaching.attach(sys.argv[2])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
@pytest.mark.parametrize(("stage", "kept"), [("_fill", set()), ("replace", {"A900"})])
def test_an_attach_that_is_killed_leaves_whole_texts_only(
    stage: str, kept: set[str], shelf: Path, as_own: Path, data: Path
) -> None:
    source = str(Path(attaching.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(as_own), str(shelf), stage],
        env={**os.environ, "PYTHONPATH": source},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert set(attached_texts()) == kept
    assert {holding.problem for holding in holdings()} == {""}
    staged = list(text_folder().glob(".*"))
    assert staged, "a killed process cannot tidy up"
    assert attach(shelf).missing == []
    assert all(file.exists() for file in staged), "it could be that of a process which still runs"
    for file in staged:
        os.utime(file, (0, 0))
    (text_folder() / next(file.name for file in text_folder().glob("*.txt"))).unlink()
    attach(shelf)
    assert not any(file.exists() for file in staged)
    assert attached_texts() == BOTH
    detach()
    assert everything_in(data) == {}


def test_two_at_once_do_no_harm(shelf: Path, as_own: Path) -> None:
    source = str(Path(attaching.__file__).parents[2])
    code = (
        "import sys; from pathlib import Path\n"
        "from sirte_dataset import descriptor; from sirte_dataset.texts import attaching\n"
        "descriptor.package_folder = lambda: Path(sys.argv[1])\n"
        "assert attaching.attach(sys.argv[2]).missing == []\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(as_own), str(shelf)], env={**os.environ, "PYTHONPATH": source}
        )
        for _ in range(4)
    ]
    assert [process.wait() for process in running] == [0] * 4
    assert attached_texts() == BOTH
    assert len(list(text_folder().iterdir())) == 2


# --- later


def test_a_kept_text_that_was_changed_on_disk_is_not_used_and_that_is_said(shelf: Path) -> None:
    attach(shelf)
    kept = next(file for file in text_folder().iterdir() if file.read_bytes() == HARBOUR)
    kept.write_bytes(HARBOUR.replace(b"12", b"21"))
    said = "The attached text of A900 was changed on disk and is not used; attach it again."
    assert set(attached_texts()) == {"A901"}
    assert said in sirte("texts", "status")[1]
    assert said in text_faults()
    assert "not used" in sirte("texts", "status")[1]
    assert attach(shelf).attached == ["A900"]
    assert attached_texts() == BOTH


@needs_links
def test_a_link_in_the_place_of_a_kept_text_is_not_used(shelf: Path, tmp_path: Path) -> None:
    attach(shelf)
    kept = next(file for file in text_folder().iterdir() if file.read_bytes() == HARBOUR)
    kept.unlink()
    kept.symlink_to(shelf / "first.md")
    assert set(attached_texts()) == {"A901"}
    assert attach(shelf).attached == ["A900"]
    assert not kept.is_symlink()
    assert (shelf / "first.md").read_bytes() == HARBOUR


def test_a_folder_in_the_place_of_a_kept_text_is_told_and_not_removed(shelf: Path) -> None:
    attach(shelf)
    kept = next(file for file in text_folder().iterdir() if file.read_bytes() == HARBOUR)
    kept.unlink()
    kept.mkdir()
    assert "The attached text of A900 cannot be read (Is a directory)." in sirte("texts", "status")[1]
    assert sirte("texts", "attach", shelf)[0] == 2
    assert set(attached_texts()) == {"A901"}


def test_a_hash_in_the_table_that_is_none_leads_to_no_file(as_own: Path, shelf: Path, data: Path) -> None:
    attach(shelf)
    (data / "sirte_dataset" / "secret.txt").write_text("not to be read")
    set_cell(as_own, "articles", "A900", "sha256", "../secret")
    assert set(attached_texts()) == {"A901"}


# --- status


def test_status_tells_each_article_where_its_text_is_from_and_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = [row["sha256"] for row in sd.load("articles", "records")]
    out = sirte("texts", "status")[1].splitlines()
    assert [line.split() for line in out] == [
        ["article", "text", "from", "sha256"],
        ["A900", "not", "attached", digests[0]],
        ["A901", "not", "attached", digests[1]],
    ]
    attach(shelf_of(tmp_path / "kept", {"x": HARBOUR}))
    monkeypatch.setenv("SIRTE_ARTICLES", str(shelf_of(tmp_path / "named", {"y.txt": FERRY})))
    status, told, _ = sirte("texts", "status")
    out = told.splitlines()
    assert status == 0
    assert out[1].split() == ["A900", "verified", "data", "directory", digests[0]]
    assert out[2].split() == ["A901", "verified", "SIRTE_ARTICLES:", "y.txt", digests[1]]
    assert f"data directory: {text_folder()}" in out
    assert f"SIRTE_ARTICLES: {tmp_path / 'named'}" in out


# --- SIRTE_ARTICLES


def test_the_variable_goes_before_the_data_directory(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(shelf)
    monkeypatch.setenv("SIRTE_ARTICLES", str(shelf_of(tmp_path / "named", {"y": FERRY})))
    assert [holding.source for holding in holdings()] == ["data directory", "SIRTE_ARTICLES"]
    assert attached_texts() == BOTH


def test_a_wrong_file_where_the_variable_leads_is_told_and_others_are_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"harbour.txt": crlf(HARBOUR), "y": FERRY, "recipe.txt": b"Onions."}
    monkeypatch.setenv("SIRTE_ARTICLES", str(shelf_of(tmp_path / "named", files)))
    assert attached_texts() == {"A901": BOTH["A901"]}
    out = sirte("texts", "status")[1]
    assert "SIRTE_ARTICLES: harbour.txt is not the coded text of A900: it has other line ends" in out
    assert "recipe" not in out


@needs_links
def test_a_link_out_of_the_folder_that_the_variable_names_is_told_and_not_followed(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = shelf_of(tmp_path / "named", {})
    (named / "harbour.txt").symlink_to(shelf / "first.md")
    monkeypatch.setenv("SIRTE_ARTICLES", str(named))
    assert attached_texts() == {}
    assert wrong_files() == [
        "harbour.txt is not the coded text of A900: it is a link that leads out of the folder"
        " (655 bytes, expected 655)."
    ]


@pytest.mark.skipif(not find_spec("frictionless"), reason="needs the extra 'validate'")
def test_validation_says_which_texts_it_could_not_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> list[str]:
        return [one.reason for one in sd.validate().skipped if one.rule == "attached-texts"]

    assert told() == []
    monkeypatch.setenv("SIRTE_ARTICLES", str(shelf_of(tmp_path / "named", {"a": FERRY, "b": crlf(HARBOUR)})))
    assert [reason.partition(":")[0] for reason in told()] == [
        "b is not the coded text of A900",
        "No text at hand of A900; what rests on it is not compared.",
    ]
    monkeypatch.setenv("SIRTE_ARTICLES", str(TEXTS))
    assert told() == []


# --- what they are for


def test_provenance_and_article_show_the_words_of_attached_texts(shelf: Path) -> None:
    assert "Sentence:" not in sirte("provenance", "casualties", "C901", "low")[1]
    assert "sirte texts attach DIR" in " ".join(sd.article("A900").split())
    attach(shelf)
    found = sd.provenance("casualties", "C901", "low").iloc[0]
    assert found["words"] == "At least 12"
    assert found["sentence"].startswith("At least 12 Lantern men died")
    assert "Sentence: At least 12 Lantern men died" in sirte("provenance", "casualties", "C901", "low")[1]
    assert "Harbour Guard takes the customs house of Karsa" in sirte("article", "A900")[1]
    assert "sirte texts attach" not in sd.article("A900")


@pytest.mark.skipif(not find_spec("frictionless"), reason="needs the extra 'validate'")
def test_validation_compares_every_quote_with_attached_texts(shelf: Path, as_own: Path) -> None:
    set_cell(as_own, "evidence", "C901.low.1", "quote", "At least 21")
    without = sd.validate()
    assert Skipped("quote-text", "no article texts are attached") in without.skipped
    attach(shelf)
    found = [finding.rule for finding in sd.validate().findings]
    assert found.count("quote-text") == 1


# --- detach


def test_detach_removes_what_attach_wrote(shelf: Path, data: Path) -> None:
    attach(shelf)
    status, out, _ = sirte("texts", "detach")
    assert (status, out) == (0, "Removed 2 texts.\n")
    assert list(data.iterdir()) == []
    assert attached_texts() == {}
    assert everything_in(shelf) == {"first.md": HARBOUR, "second": FERRY}


def test_detach_removes_what_an_interrupted_attach_left(shelf: Path, data: Path) -> None:
    attach(shelf)
    (text_folder() / f".{'0' * 64}.txt.0123456789ab{files.UNFINISHED}").write_bytes(HARBOUR)
    assert sirte("texts", "detach")[:2] == (0, "Removed 2 texts.\n")
    assert list(data.iterdir()) == []


def test_detach_leaves_and_names_what_attach_did_not_write(shelf: Path) -> None:
    attach(shelf)
    changed = next(file for file in text_folder().iterdir() if file.read_bytes() == HARBOUR)
    changed.write_bytes(b"changed")
    (text_folder() / "notes.txt").write_text("mine")
    (text_folder().parent / "other").write_text("also mine")
    done = detach()
    assert done.removed == 1
    assert len(done.left) == 2
    assert {file.name for file in text_folder().iterdir()} == {changed.name, "notes.txt"}
    assert (text_folder().parent / "other").exists()


@needs_links
def test_detach_follows_no_link(shelf: Path) -> None:
    attach(shelf)
    kept = next(file for file in text_folder().iterdir() if file.read_bytes() == HARBOUR)
    kept.unlink()
    kept.symlink_to(shelf / "first.md")
    assert detach().removed == 1
    assert (shelf / "first.md").exists()


def test_detach_of_nothing_is_harmless(data: Path) -> None:
    assert sirte("texts", "detach")[:2] == (0, "Removed 0 texts.\n")
    assert not data.exists()


def test_detach_says_where_texts_still_come_from(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIRTE_ARTICLES", str(shelf))
    assert f"SIRTE_ARTICLES still names {shelf}" in sirte("texts", "detach")[1]


def test_a_text_that_cannot_be_removed_is_one_clear_sentence(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(shelf)
    deny(monkeypatch, "unlink", lambda path: path.suffix == ".txt")
    status, _, err = sirte("texts", "detach")
    assert status == 2
    assert err.endswith(" cannot be removed (Permission denied).\n")


# --- the commands


@pytest.mark.parametrize("command", ["attach", "status", "detach"])
def test_each_command_explains_itself(command: str) -> None:
    status, out, _ = sirte("texts", command, "--help")
    assert status == 0
    assert f"texts {command}" in out


def test_the_commands_are_listed() -> None:
    out = "".join(sirte("texts")[1:])
    assert all(command in out for command in ("attach", "status", "detach"))


def test_status_does_without_pandas() -> None:
    code = (
        "from sirte_dataset.cli import app; app(['texts', 'status'], standalone_mode=False)\n"
        "import sys; print('pandas' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(attaching.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"


# --- the real texts


@pytest.fixture
def real() -> Path:
    """The folder of the real texts."""
    if not REAL_TEXTS:
        pytest.skip("the articles' texts are not at hand: set SIRTE_ARTICLES to the folder that holds them")
    return Path(REAL_TEXTS)


def test_the_real_texts_are_attached_used_and_detached(real: Path) -> None:
    done = attach(real, ROOT)
    assert (done.missing, done.refused) == ([], [])
    assert len(done.attached) == len(sd.load("articles", package=ROOT))
    found = sd.provenance("casualties", "C005", "low", package=ROOT).iloc[0]
    assert found["words"] == found["quote"]
    assert found["words"] in found["sentence"]
    assert detach().removed == len(done.attached)


@pytest.mark.parametrize("change", ["cut", "CRLF", "byte-order mark", "Latin-1"])
def test_a_changed_real_text_is_refused_by_its_article(change: str, real: Path, tmp_path: Path) -> None:
    changes: dict[str, Callable[[bytes], bytes]] = {
        "cut": lambda content: content[: len(content) * 2 // 3],
        "CRLF": lambda content: content.replace(b"\n", b"\r\n") + b"\r\n",
        "byte-order mark": lambda content: b"\xef\xbb\xbf" + content,
        "Latin-1": lambda content: content.decode().encode("cp1252", errors="replace") + b"\xe9",
    }
    files = {article.article_id: article for article in coded_articles(open_package(ROOT))}
    for article_id, article in files.items():
        changed = changes[change]((real / article.file_name).read_bytes())
        if changed.count(b"?") > len(changed) / 4:
            continue  # the encoding lacks the letters of this text
        shelf = shelf_of(tmp_path / article_id, {"some name": changed})
        (line,) = attach(shelf, ROOT).refused
        assert line.startswith(f"some name is not the coded text of {article_id}: ")
