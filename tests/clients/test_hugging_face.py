"""Hugging Face datasets reads the CSV files with the lines that docs/using.md gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from sirte_dataset.descriptor import open_package
from using_page import block, copy_package, differing, run_python


def test_it_reads_every_cell_as_the_library_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    pytest.importorskip("datasets", reason="bash .ci/run clients installs it")
    copy_package(tmp_path)
    monkeypatch.chdir(tmp_path)
    read = run_python(block("python", "import datasets"))["read_with_datasets"]
    assert {name: differing(name, read(name).to_list()) for name in open_package().names} == {
        name: [] for name in open_package().names
    }
