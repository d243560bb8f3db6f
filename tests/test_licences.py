"""The licences of what is installed: nothing that a user installs is under the GPL, and the page says so."""

from __future__ import annotations

import importlib.util
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("packaging")
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "licences.md").read_text("utf-8")


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("licences", ROOT / "tools" / "licences.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


licences: Any = tool()
REQUIREMENTS: dict[str, list[str]] = licences.requirements()
USERS = [extra for extra in REQUIREMENTS if extra != "dev"]


def under_the_gpl(names: list[str]) -> list[str]:
    """What the requirements lead to that is offered under nothing else; a skip where it is not installed."""
    try:
        found = licences.installed(names)
    except PackageNotFoundError as error:
        pytest.skip(f"{error.name} is not installed")
    return [name for name, each in found.items() if licences.is_strong(name, licences.licence(each))]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A place where a test puts invented libraries: put(name, licence, *what it asks for)."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def put(name: str, licence: str, *asks: str) -> None:
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        lines = [f"Name: {name}", "Version: 1.0", licence, *(f"Requires-Dist: {each}" for each in asks)]
        (folder / "METADATA").write_text("Metadata-Version: 2.4\n" + "\n".join(lines) + "\n", "utf-8")

    return put


@pytest.mark.parametrize("extra", USERS)
def test_no_extra_of_users_installs_anything_under_the_gpl(extra: str) -> None:
    assert under_the_gpl(REQUIREMENTS[extra]) == []


def test_a_library_under_the_gpl_is_found_however_far_down_it_is_asked_for(shelf: Any) -> None:
    shelf("ferry", "License: MIT", "quay[rope]>=1", "absent; python_version < '3'")
    shelf("quay", "License-Expression: MIT", "anchor; extra == 'rope'", "buoy; extra == 'lamp'", "ferry")
    shelf("anchor", "License-Expression: GPL-3.0-or-later")
    assert under_the_gpl(["ferry>=1"]) == ["anchor"]
    shelf("lamp", "License: MIT", "anchor; extra == 'rope'")
    assert under_the_gpl(["lamp"]) == []


@pytest.mark.parametrize(
    ("stated", "strong"),
    [
        ("License-Expression: AGPL-3.0-only", True),
        ("License-Expression: MIT AND GPL-2.0-only", True),
        ("License-Expression: MIT OR GPL-2.0-only", False),
        ("License-Expression: LGPL-2.1-or-later", False),
        ("License: GNU GPL v3", True),
        ("License: BSD-3-Clause", False),
        ("Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("Classifier: License :: OSI Approved :: GNU Affero General Public License v3", True),
        ("Classifier: License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("Summary: It says nothing of it", False),
    ],
)
def test_the_gpl_is_known_by_each_of_its_names(shelf: Any, stated: str, strong: bool) -> None:
    shelf("ferry", stated)
    assert under_the_gpl(["ferry"]) == ["ferry"] * strong


def test_krippendorff_and_edtf_are_for_developers_alone() -> None:
    named = {
        extra: {Requirement(each).name for each in requirements}
        for extra, requirements in REQUIREMENTS.items()
    }
    for library in ("krippendorff", "edtf"):
        assert [extra for extra, names in named.items() if library in names] == ["dev"]


def test_what_is_said_to_leave_a_choice_says_so_itself() -> None:
    for name, chosen in licences.CHOSEN.items():
        try:
            described = str(distribution(name).metadata.get_payload())
        except PackageNotFoundError:
            pytest.skip(f"{name} is not installed")
        assert re.search(rf"{chosen}`?_?, or\b", described)


def test_the_page_lists_every_library_that_an_extra_of_users_names() -> None:
    listed = dict(re.findall(r"^\| `(\S+)` \|.*\| (.+) \|$", PAGE, re.MULTILINE))
    assert len(listed) > 20
    for extra in USERS:
        for each in REQUIREMENTS[extra]:
            said = listed[Requirement(each).name]
            assert f"`{extra}`" in said or said == "the base install"


def test_the_page_says_when_it_was_made_and_names_what_is_copyleft() -> None:
    assert re.search(r"on\s\d{4}-\d\d-\d\d,\swith\sPython\s\d", PAGE)
    section = PAGE.partition("## Copyleft\n")[2].partition("\n## ")[0]
    assert "`krippendorff` (GPL-3.0-or-later)" in section
    in_table = re.findall(r"^\| `(\S+)` \| \S+ \| .*?(?:MPL|GPL).*\|$", PAGE, re.MULTILINE)
    assert in_table
    assert [name for name in in_table if f"`{name}`" not in section] == []
