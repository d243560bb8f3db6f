"""The user's folders: where the platform keeps them, which is where platformdirs has them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sirte_dataset.errors import UsageError
from sirte_dataset.folders import cache_folder, data_folder

VARIABLES = {"XDG_DATA_HOME": data_folder, "XDG_CACHE_HOME": cache_folder}


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable)


def test_the_folders_lie_where_the_platform_keeps_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    found = {}
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        found[platform] = [
            folder().relative_to(tmp_path).as_posix() for folder in (data_folder, cache_folder)
        ]
    assert found == {
        "linux": [".local/share/sirte_dataset", ".cache/sirte_dataset"],
        "darwin": ["Library/Application Support/sirte_dataset", "Library/Caches/sirte_dataset"],
        "win32": ["Local/sirte_dataset", "Local/sirte_dataset"],
    }


def test_the_folder_for_data_is_the_one_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    platformdirs = pytest.importorskip("platformdirs")

    def theirs() -> Path:
        return Path(platformdirs.user_data_dir("sirte_dataset", appauthor=False))

    assert data_folder() == theirs()
    if sys.platform != "win32":
        for named in (str(tmp_path), ""):
            monkeypatch.setenv("XDG_DATA_HOME", named)
            assert data_folder() == theirs()


@pytest.mark.parametrize("variable", VARIABLES)
def test_the_variable_goes_first_unless_it_is_relative(
    variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = VARIABLES[variable]
    usual = folder()
    monkeypatch.setenv(variable, str(tmp_path))
    assert folder() == tmp_path / "sirte_dataset"
    monkeypatch.setenv(variable, "somewhere/else")
    assert folder() == usual


def test_without_a_home_one_sentence_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(UsageError, match=r"^There is no home folder .*; set XDG_DATA_HOME to"):
        data_folder()
