"""What test modules share: the invented package as a folder that a test may break; which of them are slow."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from chromium import browser
from invented_package import TEXTS, set_cell, write_invented
from pages import publisher
from sirte_dataset import descriptor
from sirte_dataset.browse.publishing import Publisher

# How long an example takes says more of the machine than of the library.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Modules that validate, serve or start processes over and over, by how their names begin:
# `-m "not slow"` leaves them out.
SLOW = (
    "test_agreement",
    "test_analysis_",
    "test_bare_wheel",
    "test_browse",
    "test_checking_",
    "test_cli",
    "test_content",
    "test_crosswalks",
    "test_docs",
    "test_evidence_",
    "test_examples",
    "test_exports",
    "test_import",
    "test_joins",
    "test_mutation",
    "test_plot",
    "test_queries",
    "test_ready",
    "test_records",
    "test_reading_edtf",
    "test_release",
    "test_rules_",
    "test_sixth_article",
    "test_sqlite_",
    "test_stock_tools",
    "test_texts",
    "test_using",
    "test_wheel",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem.startswith(SLOW):
            item.add_marker("slow")


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Folders for data and cache that are nobody's, so that no test meets the texts of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
            patch.setenv(variable, str(tmp_path_factory.mktemp(variable.lower())))
        yield


posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions, links and pipes as POSIX has them")


@pytest.fixture
def in_time() -> Iterator[None]:
    """Ends a test that would wait for ever, as for somebody to write into a pipe."""

    def late(*_: object) -> None:
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


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
def changed(tmp_path: Path) -> Callable[..., Publisher]:
    """The site over the invented package with other values in some cells."""

    def make(*cells: tuple[str, str, str, str]) -> Publisher:
        folder = write_invented(tmp_path / "package")
        for cell in cells:
            set_cell(folder, *cell)
        return publisher(folder, tmp_path / "sirte.db")

    return make


@pytest.fixture
def invented_texts(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The invented texts, attached."""
    monkeypatch.setenv("SIRTE_ARTICLES", str(TEXTS))
    return TEXTS


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A web browser; not for longer than a module, since while one is driven no other loop of events runs."""
    with browser() as running:
        yield running
