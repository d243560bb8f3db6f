"""The shape of the library: which part may know which, and that what its comments name is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import sirte_dataset

SOURCE = Path(sirte_dataset.__file__).parent

# Each room knows the root and the rooms before it; what is not listed is the root, which knows no room.
ROOMS = [
    *("reading", "texts", "agreement", "checking", "sqlite", "analysis", "plot", "exports"),
    *("records", "browse", "documents", "release", "cli"),
]
ROOT = ""

# The folder's own module fetches the public names from wherever they are at home, when they are first used.
MODULES = [path for path in sorted(SOURCE.rglob("*.py")) if path != SOURCE / "__init__.py"]


def name_of(path: Path) -> str:
    """The name of a module within the library: checking.rules.dates; a folder's own is the folder's."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(path) for path in MODULES}


def imports(module: str, code: str, is_folder: bool = False) -> Iterator[str]:
    """The modules of the library that a module imports anywhere: in functions and for type checkers too."""
    home = module.split(".") if is_folder else module.split(".")[:-1]
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            up = [SOURCE.name, *home[: len(home) - node.level + 1]] if node.level else []
            base = ".".join([*up, node.module] if node.module else up)
            found = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in found:
            inside = name.removeprefix(f"{SOURCE.name}.")
            if inside != name:
                yield inside if inside in NAMES else inside.rpartition(".")[0]


def imported(path: Path) -> set[str]:
    code = path.read_text(encoding="utf-8")
    return {name for name in imports(name_of(path), code, path.name == "__init__.py") if name}


def room(module: str) -> str:
    first = module.partition(".")[0]
    return first if (SOURCE / first).is_dir() else ROOT


def allowed(module: str, other: str) -> bool:
    """Whether a module may import another: of its own room, of the root, or of a room before its own."""
    rooms = [ROOT, *ROOMS]
    return rooms.index(room(other)) <= rooms.index(room(module))


def test_every_folder_is_a_room_in_the_list():
    folders = {path.parent.relative_to(SOURCE).parts[:1] for path in MODULES}
    assert folders == {(), *((name,) for name in ROOMS)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_imports_upward(path: Path):
    assert {other for other in imported(path) if not allowed(name_of(path), other)} == set()


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("loading", "from .reading.edtf import bounds"),
        ("loading", "from . import checking"),
        ("reading.edtf", "from ..checking.context import Context"),
        ("reading.edtf", "import sirte_dataset.cli.options"),
        ("checking.rules.dates", "def rule():\n    from ...sqlite import views"),
        ("sqlite.views", "if TYPE_CHECKING:\n    from ..documents import pages"),
    ],
)
def test_an_import_upward_is_seen_wherever_it_stands(module: str, code: str):
    assert [allowed(module, other) for other in imports(module, code)] == [False]


def circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of a circle of imports, none where there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as problem:
        return list(problem.args[1])
    return []


def test_no_modules_import_each_other_in_a_circle():
    graph = {name_of(path): imported(path) for path in MODULES}
    assert circle(graph) == []
    assert circle({**graph, "errors": {"cli"}}) != []


# --- what comments and docstrings name


def missing_files(text: str, folder: Path) -> set[str]:
    """The Python files that a text in a module of this folder names and that are neither there nor above."""
    named = set(re.findall(r"(?<![\w*./])[\w/]+\.py\b", text))
    homes = [folder, *folder.parents]
    homes = homes[: homes.index(SOURCE) + 1]
    return {name for name in named if not any((home / name).is_file() for home in homes)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_that_a_comment_names_is_there(path: Path):
    assert missing_files(path.read_text(encoding="utf-8"), path.parent) == set()


def test_a_file_that_is_not_there_is_seen():
    text = "See edtf.py, lexicon.py, ales.py, errors.py, reading/edtf.py, checking/edtf.py."
    assert missing_files(text, SOURCE / "reading") == {"ales.py", "checking/edtf.py"}
    assert missing_files("See edtf.py.", SOURCE / "checking" / "rules") == {"edtf.py"}
