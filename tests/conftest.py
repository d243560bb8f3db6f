"""Fixtures that several test modules share: the invented package as a folder that a test may break."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from invented_package import TEXTS, write_invented
from sirte_dataset import descriptor


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Folders for data and cache that are nobody's, so that no test meets the texts of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
            patch.setenv(variable, str(tmp_path_factory.mktemp(variable.lower())))
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fresh copy of the invented package."""
    return write_invented(tmp_path / "package")


@pytest.fixture
def as_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of the invented package, in the place of the library's own; no article texts attached."""
    monkeypatch.setattr(descriptor, "package_folder", lambda: folder)
    monkeypatch.delenv("SIRTE_ARTICLES", raising=False)
    return folder


@pytest.fixture
def invented_texts(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The invented texts, attached."""
    monkeypatch.setenv("SIRTE_ARTICLES", str(TEXTS))
    return TEXTS
