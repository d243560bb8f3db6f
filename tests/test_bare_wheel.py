"""The wheel alone, without the libraries it asks for, answers as it does with them: in Python and in Pyodide.

For Pyodide, Node.js is on the PATH and finds the npm package `pyodide`, by NODE_PATH for instance.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bare_session

pytest.importorskip("build")
pytest.importorskip("hatchling")

ROOT = Path(__file__).resolve().parents[1]
NODE = shutil.which("node")


@pytest.fixture(scope="module", autouse=True)
def _without_texts() -> Iterator[None]:
    """An article is shown without its words here as it is there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SIRTE_ARTICLES", raising=False)
        patch.delenv("PYTHONPATH", raising=False)
        yield


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(out), str(ROOT))
    return next(out.glob("*.whl"))


def run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return done.stdout


def in_python(wheel: Path, folder: Path) -> dict[str, Any]:
    """The answers in an environment that holds the wheel and nothing else."""
    venv.create(folder)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run(
        sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)
    )
    return answers(run(str(python), str(ROOT / "tests" / "bare_session.py")))


def answers(printed: str) -> dict[str, Any]:
    session = json.loads(printed.splitlines()[-1])
    assert session["absent"] == ["pandas", "numpy", "typer", "rich"]
    found: dict[str, Any] = session["answers"]
    return found


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [name for name in {**one, **other} if one.get(name) != other.get(name)]


def test_an_answer_that_is_missing_or_differs_is_named() -> None:
    assert differing({"a": 1, "b": [2], "c": 3}, {"a": 1, "b": [None], "d": 4}) == ["b", "c", "d"]


def test_with_the_wheel_alone_every_answer_is_the_same(wheel: Path, tmp_path: Path) -> None:
    pytest.importorskip("pip")
    here = bare_session.answers()
    assert all(here.values())
    assert differing(in_python(wheel, tmp_path), here) == []


def test_in_pyodide_every_answer_is_the_same(wheel: Path) -> None:
    if NODE is None:
        pytest.skip("Node.js is not on the PATH")
    if subprocess.run(
        [NODE, "-e", 'require.resolve("pyodide")'], capture_output=True, check=False
    ).returncode:
        pytest.skip("Node.js finds no package pyodide; the step 'the wheel alone' of .ci/run installs it")
    script = str(ROOT / "tests" / "pyodide_session.cjs")
    assert differing(answers(run(NODE, script, str(wheel))), bare_session.answers()) == []
