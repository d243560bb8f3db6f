"""What the README shows is what a reader gets."""

import ast
import doctest
import re
from pathlib import Path

import pytest

import sirte_dataset as sd
from sirte_dataset.agreement.codings import FOLDER
from sirte_dataset.agreement.third import compare_third
from sirte_dataset.descriptor import open_package

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_first_example_prints_what_the_readme_shows() -> None:
    (example,) = _blocks("pycon")
    test = doctest.DocTestParser().get_doctest(example, {}, "README.md", "README.md", 0)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=said.append)
    assert not said, "".join(said)


def test_the_calls_in_the_readme_are_names_of_the_library() -> None:
    (calls,) = _blocks("python")
    used = {
        node.attr
        for node in ast.walk(ast.parse(calls))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sd"
    }
    assert used, "the README calls nothing"
    assert used <= set(dir(sd)), used - set(dir(sd))


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(((?!http)[^)#]+)\)", README))))
def test_every_file_the_readme_links_to_exists(target: str) -> None:
    assert (Path(__file__).parents[1] / target).is_file()


def test_the_share_of_cells_that_the_third_reading_has_alike_is_the_one_that_is_counted() -> None:
    package = open_package()
    compared = compare_third(package, package.folder / FOLDER)
    share = 100 * sum(one.equal for one in compared) / sum(one.cells for one in compared)
    assert re.search(r"has ([0-9.]+) % of the cells", " ".join(README.split()))[1] == f"{share:.1f}"


def test_the_picture_in_the_readme_shows_every_claim_on_casualties() -> None:
    """It is drawn by `sirte plot casualties --out docs/images/casualties.svg`."""
    drawn = (Path(__file__).parents[1] / "docs" / "images" / "casualties.svg").read_text(encoding="utf-8")
    words = set(sd.load("casualties")["wording"].dropna())
    assert words - set(re.findall(r">([^<>]+)</text>", drawn)) == set()
