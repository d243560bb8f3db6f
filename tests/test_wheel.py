"""What is shipped: the library, the files of the descriptor, the documents, and nothing else.

The wheel works alone, the links of the documents live in the sdist, and every build gives the same bytes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from sirte_dataset.loading import load
from sirte_dataset.texts.holdings import attached_texts

pytest.importorskip("build")
pytest.importorskip("hatchling")

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ["data", "releases", "schemas", "src", "docs", "codings", "examples"]
SHIPPED += ["datapackage.json", "pyproject.toml", "hatch_build.py"]
PAPERS = ["LICENSE", "LICENSE-DATA", "README.md", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md"]
STRAYS = [
    "stray.txt",
    "articles/000_stray.txt",
    "data/stray.txt",
    "data/casualties (copy).csv",
    "data/articles/001_stray.txt",
    "schemas/stray.json",
    "releases/stray.csv",
    "src/stray.txt",
    "src/sirte_dataset/stray.txt",
    "src/sirte_dataset/rules/002_stray.txt",
    "src/sirte_dataset/package/003_stray.txt",
    "texts/004_stray.txt",
    "sirte-private.db",
    "data/sirte-private.db",
    "src/sirte_dataset/sirte-private.db",
    "tests/stray.txt",
    "src/sirte_dataset/browse/assets/006_stray.css/article.css",
    "docs/007_stray.md",
    "docs/images/stray.png",
    "codings/008_stray.md",
    "codings/second/stray.csv",
    "examples/stray.py",
]


@dataclass(frozen=True)
class Build:
    """A wheel and an sdist, made from a copy of the project in which stray files lie about."""

    wheel: Path
    sdist: Path

    def in_wheel(self) -> set[str]:
        with zipfile.ZipFile(self.wheel) as archive:
            return set(archive.namelist())

    def in_sdist(self) -> set[str]:
        with tarfile.open(self.sdist) as archive:
            return {name.partition("/")[2] for name in archive.getnames()}

    def contents_of_wheel(self) -> list[bytes]:
        with zipfile.ZipFile(self.wheel) as archive:
            return [archive.read(name) for name in archive.namelist()]

    def contents_of_sdist(self) -> list[bytes]:
        with tarfile.open(self.sdist) as archive:
            return [file.read() for member in archive if (file := archive.extractfile(member))]


def copy_of_the_project(folder: Path) -> Path:
    for name in [*SHIPPED, *PAPERS]:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def build(project: Path, out: Path, *options: str, umask: int = 0o022, **environment: str) -> Build:
    """Both archives. Without options, the wheel is made from the sdist."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), *options, str(project)]
    env = {**os.environ, **environment}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env, umask=umask)
    assert done.returncode == 0, done.stdout + done.stderr
    return Build(next(out.glob("*.whl")), next(out.glob("*.tar.gz")))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    project = copy_of_the_project(tmp_path_factory.mktemp("project"))
    for name in [*STRAYS, *in_every_folder()]:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("A stray file that nobody meant to publish.\n", encoding="utf-8")
    return build(project, tmp_path_factory.mktemp("dist"))


def in_every_folder() -> list[str]:
    """A text in each folder of the library."""
    source = ROOT / "src" / "sirte_dataset"
    folders = {source, *(file.parent for file in source.rglob("*") if "__pycache__" not in file.parts)}
    return [f"{folder.relative_to(ROOT).as_posix()}/articles.txt" for folder in folders]


def described_files() -> set[str]:
    resources = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    return {"datapackage.json"} | {resource[key] for resource in resources for key in ("path", "schema")}


def library_files() -> set[str]:
    """The files of the library that belong to it: code, its types, and what the browser shows."""
    source = ROOT / "src"
    kinds = (
        "*.py",
        "*.pyi",
        "py.typed",
        "browse/assets/*.css",
        "browse/assets/*.js",
        "browse/pages/*.html",
        "checking/report.schema.json",
        "plot/basemap.geojson",
    )
    found = {file for kind in kinds for file in (source / "sirte_dataset").rglob(kind) if file.is_file()}
    return {str(file.relative_to(source).as_posix()) for file in found if "__pycache__" not in file.parts}


def documents() -> set[str]:
    """The pages, the pictures that they show, the codings and the examples; see also PAPERS."""
    pages = {file.relative_to(ROOT).as_posix() for file in (ROOT / "docs").glob("*.md")}
    texts = " ".join((ROOT / page).read_text("utf-8") for page in [*pages, "README.md"])
    pictures = {f"docs/images/{file.name}" for file in (ROOT / "docs" / "images").iterdir()}
    others = {file.relative_to(ROOT).as_posix() for file in (ROOT / "codings").rglob("*.*")}
    others |= {file.relative_to(ROOT).as_posix() for file in (ROOT / "examples").glob("*.py")}
    others |= {"docs/validation.json"}
    return pages | others | {picture for picture in pictures if Path(picture).name in texts}


def test_the_wheel_holds_the_library_the_data_and_the_pages_and_no_more(built: Build) -> None:
    data = {f"sirte_dataset/package/{file}" for file in described_files()}
    pages = {f"sirte_dataset/documents/pages/{file.name}" for file in (ROOT / "docs").glob("*.md")}
    shipped = {name for name in built.in_wheel() if ".dist-info/" not in name}
    assert shipped == library_files() | data | pages


def test_the_sdist_holds_what_the_wheel_is_made_from_and_the_documents_and_no_more(built: Build) -> None:
    library = {f"src/{file}" for file in library_files()}
    expected = library | described_files() | documents() | {*PAPERS, "pyproject.toml", "hatch_build.py"}
    assert built.in_sdist() - {"PKG-INFO"} == expected


def dead_links(folder: Path, document: str = "README.md", seen: set[str] | None = None) -> set[str]:
    """The relative links of a document, and of the documents that it leads to, where there is no file."""
    seen = set() if seen is None else seen
    seen.add(document)
    dead = set()
    for link in re.findall(r"\]\((?!\w+:)([^)#\s]+)", (folder / document).read_text("utf-8")):
        path = os.path.normpath(Path(document).parent / link)
        if not (folder / path).is_file():
            dead.add(f"{document}: {link}")
        elif path.endswith(".md") and path not in seen:
            dead |= dead_links(folder, path, seen)
    return dead


def test_every_link_of_the_documents_lives_in_the_sdist(built: Build, tmp_path: Path) -> None:
    with tarfile.open(built.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    seen: set[str] = set()
    assert dead_links(folder, seen=seen) == set()
    assert seen >= {file.relative_to(ROOT).as_posix() for file in (ROOT / "docs").glob("*.md")}
    assert seen >= {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "codings/README.md"}
    (folder / "docs" / "images" / "casualties.svg").unlink()
    (folder / "CHANGELOG.md").unlink()
    assert {"README.md: CHANGELOG.md", "README.md: docs/images/casualties.svg"} <= dead_links(folder)


def test_another_build_elsewhere_gives_the_same_bytes(built: Build, tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path / "Älter als gestern")
    for file in project.rglob("*"):
        os.utime(file, (981173106, 981173106))
        file.chmod(0o700 if file.is_dir() else 0o600)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*.csv\n*.md\n", encoding="utf-8")
    elsewhere = {"TZ": "Pacific/Chatham", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    again = build(project, tmp_path / "dist", "--sdist", "--wheel", umask=0o077, **elsewhere)
    assert again.wheel.read_bytes() == built.wheel.read_bytes()
    assert again.sdist.read_bytes() == built.sdist.read_bytes()


@pytest.mark.parametrize("stray", [*STRAYS, "articles.txt"])
def test_a_stray_file_stays_at_home(built: Build, stray: str) -> None:
    name = Path(stray).name
    assert not [shipped for shipped in built.in_wheel() | built.in_sdist() if shipped.endswith(name)]


def test_neither_archive_holds_a_sentence_of_an_article(built: Build) -> None:
    texts = attached_texts()
    if not texts:
        pytest.skip("the articles' texts are not at hand: set SIRTE_ARTICLES to the folder that holds them")
    shipped = [*built.contents_of_wheel(), *built.contents_of_sdist()]
    sentences = [
        texts[row["article_id"]][row["start"] : row["end"]].encode()
        for row in load("passages", "records")
        if row["kind"] == "body"
    ]
    assert any(row["title"].encode() in content for row in load("events", "records") for content in shipped)
    assert [words for words in sentences if any(words in content for content in shipped)] == []


def test_the_wheel_carries_both_licences_and_the_command(built: Build) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        names = archive.namelist()
        entry_points = archive.read(
            next(name for name in names if name.endswith("entry_points.txt"))
        ).decode()
        metadata = archive.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/LICENSE-DATA") for name in names)
    assert "sirte = sirte_dataset.cli:main" in entry_points
    version = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))["version"]
    assert f"\nVersion: {version}\n" in metadata
    assert "\nRequires-Python: >=3.11\n" in metadata


def test_the_base_install_asks_for_pandas_and_the_command_line_only(built: Build) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        metadata = archive.read(next(n for n in archive.namelist() if n.endswith("METADATA"))).decode()
    needed = [
        line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra ==" not in line
    ]
    assert sorted(line.split()[1].partition(">")[0] for line in needed) == ["pandas", "rich", "typer"]


def unpacked(built: Build, folder: Path) -> Path:
    """The wheel as a folder of libraries."""
    with zipfile.ZipFile(built.wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def outside_the_checkout(site: Path, code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(site)!r})\n{code}"]
    return subprocess.run(
        command, cwd=site, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )


def test_an_unpacked_wheel_works_outside_the_checkout(built: Build, tmp_path: Path) -> None:
    site = unpacked(built, tmp_path)
    done = outside_the_checkout(
        site,
        "import sirte_dataset as sd\n"
        "from sirte_dataset.cli import app\n"
        "print(sd.path(), sd.__version__, len(sd.load('casualties')))\n"
        "app(['tables'], standalone_mode=False)\n",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(site / "sirte_dataset" / "package"))
    assert "casualties" in done.stdout


def test_an_unpacked_wheel_shows_every_page_and_renews_none(built: Build, tmp_path: Path) -> None:
    site = unpacked(built, tmp_path)
    command = "from sirte_dataset.cli import app\napp({}, prog_name='sirte')\n"
    names = [file.stem for file in sorted((ROOT / "docs").glob("*.md"))]
    listed = outside_the_checkout(site, command.format(["docs", "--show"])).stdout.splitlines()[1:]
    assert [line.split()[0] for line in listed] == names
    shown = outside_the_checkout(site, command.format(["docs", "--show", "codebook"]))
    assert shown.stdout == (ROOT / "docs" / "codebook.md").read_text("utf-8")
    renewed = outside_the_checkout(site, command.format(["docs"]))
    assert renewed.returncode == 2
    assert renewed.stderr == (
        "sirte: The folder docs is kept in the repository and not in the installed package; run this in a "
        "checkout.\n"
    )
