"""The user's folders: where platformdirs has them, and what is said when there are none."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import platformdirs
import pytest

from sirte_dataset.errors import MissingExtra, UsageError
from sirte_dataset.folders import cache_folder, data_folder
from sirte_dataset.texts.holdings import attached_texts, text_folder

FOLDERS = {
    "XDG_DATA_HOME": (data_folder, platformdirs.user_data_path),
    "XDG_CACHE_HOME": (cache_folder, platformdirs.user_cache_path),
}


@pytest.mark.parametrize("variable", FOLDERS)
def test_the_folders_are_those_of_platformdirs(
    variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ours, theirs = FOLDERS[variable]
    monkeypatch.delenv(variable)
    assert ours() == theirs("sirte_dataset", appauthor=False)
    if sys.platform == "linux":
        monkeypatch.setenv(variable, str(tmp_path))
        assert ours() == tmp_path / "sirte_dataset"


@pytest.mark.parametrize("variable", FOLDERS)
def test_a_folder_that_is_not_absolute_is_refused_with_what_to_set(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = FOLDERS[variable][1].__name__
    monkeypatch.setattr(platformdirs, name, lambda *_, **__: Path("somewhere/else"))
    with pytest.raises(UsageError, match=f"^There is no home folder .*; set {variable} to"):
        FOLDERS[variable][0]()


@pytest.mark.parametrize(
    ("folder", "extra"), [(data_folder, "texts"), (text_folder, "texts"), (cache_folder, "browse")]
)
def test_without_platformdirs_the_extra_to_install_is_named(
    folder: Callable[[], Path], extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    with pytest.raises(MissingExtra, match=rf"'sirte-dataset\[{extra}\]'"):
        folder()


def test_a_fault_inside_platformdirs_is_not_taken_for_its_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "platformdirs", ModuleType("platformdirs"))
    for folder in (data_folder, cache_folder):
        with pytest.raises(ImportError, match="cannot import name"):
            folder()


def test_without_platformdirs_no_text_is_attached_and_everything_else_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    monkeypatch.delenv("SIRTE_ARTICLES", raising=False)
    assert attached_texts() == {}
