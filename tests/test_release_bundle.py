"""A release: what stands in its way, the files that are handed on, and the page that says what to type."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from fnmatch import fnmatchcase
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from datasette.app import Datasette
from frictionless import Package as Reference

import sirte_dataset as sd
from invented_checkout import FIRST, SECOND, commit, describe, git, write_checkout
from invented_package import TEXTS, set_cell
from sirte_dataset import descriptor, documents
from sirte_dataset.analysis.ready import overview
from sirte_dataset.browse.queries import QUERIES
from sirte_dataset.checking.findings import Report
from sirte_dataset.descriptor import open_package
from sirte_dataset.errors import UsageError
from sirte_dataset.refreshing import refresh
from sirte_dataset.release import bundle, readiness
from sirte_dataset.release.bundle import SUMS, contents, differences, write_release
from sirte_dataset.release.ledger import record
from sirte_dataset.release.readiness import checks, risen_part
from sirte_dataset.texts.holdings import attached_texts
from test_cli import Outcome

pytest.importorskip("build")
if not shutil.which("git"):
    pytest.skip("git is not installed", allow_module_level=True)

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "releasing.md").read_text(encoding="utf-8")
COMMANDS = [
    line for block in re.findall(r"^```console\n(.*?)^```$", PAGE, re.M | re.S) for line in block.split("\n")
]
# All tests would run themselves; the invented checkout has no other place to be pushed to.
LEFT_OUT = ("bash .ci/run", "git push ")
MARK = "== the next command"
# The command, on the checkout that it is typed in; the generated pages are those of the dataset.
# Validation, which takes long, is done once.
SIRTE = """\
#!{python}
import sys
from pathlib import Path
from sirte_dataset import descriptor, documents
descriptor.package_folder = lambda: Path.cwd()
documents.stale = documents.refresh = lambda app: []
if sys.argv[1] == "release" and sys.argv[2:]:
    from sirte_dataset.checking.findings import Report
    from sirte_dataset.release import readiness
    readiness.validate = lambda package: Report()
from sirte_dataset.cli import main
main()
"""


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented checkout with a version that is ready to be released."""
    return write_checkout(tmp_path_factory.mktemp("ready") / "checkout")


@pytest.fixture
def checkout(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it as the library's own, for a test to change, with the texts attached."""
    folder = shutil.copytree(ready, tmp_path / "checkout")
    monkeypatch.setattr(descriptor, "package_folder", lambda: folder)
    monkeypatch.setattr(documents, "stale", lambda app: [])
    monkeypatch.setenv("SIRTE_ARTICLES", str(TEXTS))
    return folder


@pytest.fixture(scope="module")
def typed(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the commands of the page print, typed one after the other in a copy of it; "" is its folder."""
    folder = shutil.copytree(ready, tmp_path_factory.mktemp("typed") / "checkout")
    describe(folder, homepage="https://karsa.example/")
    command = folder / ".venv" / "bin" / "sirte"
    command.parent.mkdir(parents=True)
    command.write_text(SIRTE.format(python=sys.executable), encoding="utf-8")
    command.chmod(0o755)
    here = {**os.environ, "SIRTE_ARTICLES": str(TEXTS), "PYTHONPATH": str(ROOT / "src")}
    lines = [line for line in COMMANDS if line and not line.startswith(LEFT_OUT)]
    script = "\n".join(f"echo {MARK}\n{line}" for line in lines)
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=here, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    printed = dict(zip(lines, done.stdout.split(f"{MARK}\n")[1:], strict=True))
    return {"": str(folder), **printed}


@pytest.fixture(scope="module")
def released(typed: dict[str, str]) -> Path:
    return Path(typed[""]) / "dist" / SECOND


def said(typed: dict[str, str], start: str) -> str:
    (printed,) = (printed for line, printed in typed.items() if line.startswith(start))
    return printed


def test_what_cannot_be_typed_here_is_on_the_page() -> None:
    assert all(any(line.startswith(start) for line in COMMANDS) for start in LEFT_OUT)


# --- the files


def test_a_dry_run_says_what_was_looked_at_and_what_would_be_written(typed: dict[str, str]) -> None:
    (printed,) = (printed for line, printed in typed.items() if line == ".venv/bin/sirte release")
    assert "ready: validation\n" in printed
    assert "not ready" not in printed
    assert f"  {SUMS}: " in printed


def test_the_files_are_those_that_the_dry_run_names(released: Path) -> None:
    names = [file.name for file in released.iterdir()]
    patterns = contents(open_package(released.parents[1]))
    assert [each for each in patterns if sum(fnmatchcase(name, each) for name in names) != 1] == []
    assert [name for name in names if not any(fnmatchcase(name, each) for each in patterns)] == []


def test_the_hashes_fit_and_the_files_are_made_again_alike(typed: dict[str, str], released: Path) -> None:
    assert said(typed, "(cd ").splitlines() == [
        f"{file.name}: OK" for file in sorted(released.iterdir()) if file.name != SUMS
    ]
    assert said(typed, ".venv/bin/sirte release --check") == f"dist/{SECOND} is what this checkout gives.\n"


def unpacked(released: Path, folder: Path) -> Path:
    with zipfile.ZipFile(released / f"karsa-{SECOND}.zip") as archive:
        archive.extractall(folder)
    return folder


def test_the_zip_says_nothing_of_the_machine_or_the_day(released: Path) -> None:
    with zipfile.ZipFile(released / f"karsa-{SECOND}.zip") as archive:
        entries = archive.infolist()
    assert entries[0].filename == "datapackage.json"
    assert {
        (each.compress_type, each.date_time, each.external_attr >> 16, each.create_system) for each in entries
    } == {(zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0), 0o100644, 3)}


def test_the_zip_is_read_by_the_library_and_by_frictionless(released: Path, tmp_path: Path) -> None:
    package = open_package(unpacked(released, tmp_path))
    assert package.version == SECOND
    for table in Reference(str(tmp_path / "datapackage.json")).resources:
        assert len(table.read_rows()) == len(sd.load(table.name, "records", package))


def test_the_parquet_files_hold_the_tables_and_views(released: Path, ready: Path) -> None:
    with zipfile.ZipFile(released / f"karsa-{SECOND}-parquet.zip") as archive:
        rows = {name: pq.read_table(io.BytesIO(archive.read(name))).num_rows for name in archive.namelist()}
    assert set(rows) == {f"{row['name']}.parquet" for row in overview(open_package(ready))}
    assert rows["casualties.parquet"] == len(sd.load("casualties", "records", ready))


def test_datasette_serves_the_folder_with_titles_and_questions(released: Path) -> None:
    async def asked(path: str) -> str:
        answer = await Datasette([str(released / "sirte.db")], config_dir=released).client.get(path)
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    title = sd.descriptor.open_package().resource("casualties")["name"]
    assert title in asyncio.run(asked("/sirte/casualties"))
    assert QUERIES[0].title in asyncio.run(asked("/sirte"))


def test_the_notes_tell_the_changelog_and_the_changed_cells(released: Path) -> None:
    notes = (released / bundle.NOTES).read_text(encoding="utf-8")
    assert "- C901: another note." in notes
    assert f"## Changes of the data since {FIRST}" in notes
    assert "All of it" not in notes


def everything(folder: Path) -> Iterator[bytes]:
    """What is in each file, those in archives and the cells in Parquet files included."""
    for file in folder.iterdir():
        if file.suffix in (".zip", ".whl"):
            with zipfile.ZipFile(file) as archive:
                yield from map(archive.read, archive.namelist())
                for name in archive.namelist():
                    if name.endswith(".parquet"):
                        yield str(pq.read_table(io.BytesIO(archive.read(name))).to_pylist()).encode()
        elif file.suffix == ".gz":
            with tarfile.open(file) as archive:
                yield from (held.read() for each in archive if (held := archive.extractfile(each)))
        else:
            yield file.read_bytes()


def sentences(package: Path, texts: dict[str, str]) -> list[bytes]:
    return [
        texts[row["article_id"]][row["start"] : row["end"]].encode()
        for row in sd.load("passages", "records", package)
        if row["kind"] == "body"
    ]


def held_sentences(folder: Path, package: Path) -> list[bytes]:
    """The sentences of the attached texts that stand in a file of a release."""
    held = list(everything(folder))
    gloss = next(iter(sd.load("passages", "records", package)))["gloss"].encode()
    assert sum(gloss in each for each in held) >= len(("zip", "wheel", "sdist", "Parquet", "database"))
    return [each for each in sentences(package, attached_texts(package)) if any(each in one for one in held)]


@pytest.mark.usefixtures("invented_texts")
def test_no_file_holds_a_sentence_of_a_text_though_the_texts_are_attached(
    released: Path, tmp_path: Path
) -> None:
    package = released.parents[1]
    assert held_sentences(released, package) == []
    shutil.copytree(released, tmp_path / "copy")
    (tmp_path / "copy" / "stray.txt").write_bytes(sentences(package, attached_texts(package))[0])
    assert len(held_sentences(tmp_path / "copy", package)) == 1


def test_no_file_of_the_dataset_holds_a_sentence_of_an_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not attached_texts():
        pytest.skip("the articles' texts are not at hand: set SIRTE_ARTICLES to the folder that holds them")
    package = open_package()
    monkeypatch.setattr(bundle, "recorded", lambda package: [package.version])
    files = write_release(tmp_path / "out", package, since=str(package.folder))
    assert held_sentences(tmp_path / "out", package.folder) == []
    assert (tmp_path / "out" / SUMS).read_text(encoding="utf-8").count("\n") == len(files) - 1


# --- comparing with what was written before


@pytest.fixture
def copied(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files, for a test to change; those made again are the files themselves."""

    def fill(folder: Path, *_: object) -> None:
        shutil.copytree(released, folder, dirs_exist_ok=True)

    monkeypatch.setattr(bundle, "_fill", fill)
    return shutil.copytree(released, tmp_path / "copied")


def change(file: Path, sql: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executescript(sql)


def sum_up(folder: Path) -> None:
    (folder / SUMS).write_text(bundle._sums(folder), encoding="utf-8")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (lambda folder: (folder / bundle.NOTES).unlink(), f"{bundle.NOTES} is missing."),
        (lambda folder: (folder / "thesis").mkdir(), "thesis is no file of this release."),
        (lambda folder: (folder / "thesis.txt").touch(), "thesis.txt is no file of this release."),
        (lambda folder: (folder / bundle.NOTES).write_text("mine"), f"{bundle.NOTES} differs."),
        (lambda folder: change(folder / "sirte.db", "DELETE FROM strikes"), "sirte.db differs."),
        (lambda folder: change(folder / "sirte.db", "DROP VIEW claims"), "sirte.db differs."),
        (lambda folder: (folder / "sirte.db").write_text("mine"), "sirte.db differs."),
    ],
)
def test_a_file_that_is_another_is_named(copied: Path, fault: Callable[[Path], object], told: str) -> None:
    assert differences(copied, open_package()) == []
    fault(copied)
    assert told in differences(copied, open_package())
    sum_up(copied)
    assert differences(copied, open_package()) == [told]


def test_a_database_with_other_bytes_and_the_same_rows_is_the_same(copied: Path) -> None:
    before = hashlib.sha256((copied / "sirte.db").read_bytes())
    change(copied / "sirte.db", "PRAGMA page_size = 8192; VACUUM")
    assert hashlib.sha256((copied / "sirte.db").read_bytes()).digest() != before.digest()
    sum_up(copied)
    assert differences(copied, open_package()) == []


def test_hashes_that_do_not_fit_the_files_are_told(copied: Path) -> None:
    (copied / SUMS).write_bytes(b"\xff")
    assert differences(copied, open_package()) == [f"{SUMS} differs."]


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        differences(tmp_path / "absent", open_package())


# --- what stands in the way


def reasons(folder: Path, since: str | None = None, pages: tuple[str, ...] = ()) -> list[str]:
    return [reason for each in checks(open_package(folder), since, pages) for reason in each.reasons]


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Validation, which takes long, finds nothing."""
    monkeypatch.setattr(readiness, "validate", lambda package: Report())


def committed(folder: Path) -> None:
    refresh(folder)
    commit(folder)


def stray(folder: Path) -> None:
    (folder / "stray.txt").touch()


def unrefreshed(folder: Path) -> None:
    set_cell(folder, "casualties", "C901", "note", "yet another")
    commit(folder)


def silent(folder: Path) -> None:
    (folder / "CHANGELOG.md").write_text(f"## {SECOND} (2031-06-02)\n\n## {FIRST} (2031-05-01)\n\nAll.\n")
    commit(folder)


def released_otherwise(folder: Path) -> None:
    record(open_package(folder))
    set_cell(folder, "casualties", "C901", "note", "yet another")
    committed(folder)


def more_than_a_patch(folder: Path) -> None:
    sources = folder / "data" / "sources.csv"
    last = sources.read_text(encoding="utf-8").splitlines()[-1]
    with sources.open("a", encoding="utf-8") as file:
        file.write("zz" + last + "\n")
    committed(folder)


@pytest.mark.usefixtures("sound")
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (stray, "The work tree has changes, the first in stray.txt; commit them"),
        (unrefreshed, r"datapackage\.json: .* is out of date; run  sirte refresh\."),
        (silent, rf"CHANGELOG\.md has no section '## {SECOND}"),
        (released_otherwise, f"Version {SECOND} was released with other content"),
        (more_than_a_patch, f"Since {FIRST} the minor version must rise, and this is {SECOND}"),
        (lambda folder: git(folder, "tag", "--delete", f"v{FIRST}"), f"There is no tag v{FIRST}; say with"),
    ],
)
def test_a_version_that_is_not_ready_is_told_why(
    checkout: Path, fault: Callable[[Path], object], reason: str
) -> None:
    assert reasons(checkout) == []
    fault(checkout)
    (found,) = reasons(checkout)
    assert re.search(reason, found)


def test_a_finding_stands_in_the_way(checkout: Path) -> None:
    set_cell(checkout, "casualties", "C901", "place_id", "nowhere")
    committed(checkout)
    (found,) = reasons(checkout)
    assert re.match(r"Validation finds \d+ faults?; run  sirte validate\.", found)


@pytest.mark.usefixtures("sound")
def test_texts_that_are_not_at_hand_and_stale_pages_stand_in_the_way(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SIRTE_ARTICLES")
    assert reasons(checkout, pages=("docs/codebook.md",)) == [
        "docs/codebook.md is out of date; run  sirte docs.",
        "The texts of A900, A901 are not at hand, so nothing was compared with their words; "
        "attach them, see  sirte texts.",
    ]


@pytest.mark.usefixtures("sound")
def test_what_since_gives_must_be_the_version_that_was_released(checkout: Path, tmp_path: Path) -> None:
    git(checkout, "worktree", "add", str(tmp_path / "first"), f"v{FIRST}")
    assert reasons(checkout, str(tmp_path / "first")) == []
    assert reasons(checkout, "HEAD") == [
        f"--since gives version {SECOND}, but {FIRST} was released last; give that."
    ]
    set_cell(tmp_path / "first", "casualties", "C901", "note", "never released")
    (found,) = reasons(checkout, str(tmp_path / "first"))
    assert found.startswith(f"What --since gives as version {FIRST} has other content than the ledger lists")


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("0.1.0", "0.1.1", "patch"),
        ("0.1.9", "0.2.0", "minor"),
        ("0.9.9", "1.0.0", "major"),
        ("0.9.0", "0.10.0", "minor"),
        ("0.2.0", "0.1.9", "none"),
        ("1.0.0", "1.0.0", "none"),
    ],
)
def test_which_part_of_the_number_rose(old: str, new: str, part: str) -> None:
    assert risen_part(old, new) == part


# --- the command


def test_every_reason_is_told_at_once_and_nothing_is_written(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: None
) -> None:
    stray(checkout)
    monkeypatch.delenv("SIRTE_ARTICLES")
    outcome = Outcome("release", "--out", tmp_path / "out")
    assert outcome.status == 1
    assert "not ready: the work tree\n" in outcome.out
    assert "ready: the changelog\n" in outcome.out
    assert len(re.findall("^- ", outcome.out, re.M)) == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("sound")
def test_a_release_is_refused_that_is_not_in_the_list_or_has_a_place_already(
    checkout: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(UsageError, match=f"Version {SECOND} is not in the list of releases"):
        write_release(tmp_path / "out", open_package(checkout))
    with pytest.raises(UsageError, match="exists already; give a folder that is not there yet"):
        write_release(tmp_path / "taken", open_package(checkout))
    assert Outcome("release", "--record", "--out", tmp_path / "out").status == 2


def test_a_release_that_fails_leaves_nothing(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    record(open_package(checkout))
    monkeypatch.setattr(bundle, "_build", lambda folder, package: (folder / "half").touch())
    monkeypatch.setattr(bundle, "build_database", fail)
    with pytest.raises(UsageError, match="No space left on device"):
        write_release(tmp_path / "new" / "out", open_package(checkout))
    assert list((tmp_path / "new").iterdir()) == []


def test_what_is_no_checkout_is_not_released(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no git checkout"):
        reasons(folder)
