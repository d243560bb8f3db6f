"""Names the files that go into the wheel and the sdist beside the code: those that are described or linked.

The data files are those of the descriptor. The documents are README.md and whatever it links, directly or by
way of other documents; the wheel holds the pages of docs/ among them, for `sirte docs --show`. A file that
merely lies about, such as an article text or a copied table, is never shipped. Which code files go in is left
to pyproject.toml.
"""

import json
import re
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA_IN_WHEEL = "sirte_dataset/package/"
PAGES_IN_WHEEL = "sirte_dataset/documents/pages/"
IGNORING = (".gitignore", ".hgignore")
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)")


def described_files(root):
    """datapackage.json and the files it names."""
    resources = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    return ["datapackage.json", *(resource[key] for resource in resources for key in ("path", "schema"))]


def linked_files(root, document="README.md", found=()):
    """A document and the files that it links, directly or by way of other documents, by their paths."""
    found = [*found, document]
    if document.endswith(".md"):
        for link in LINK.findall((root / document).read_text(encoding="utf-8")):
            file = (root / document).parent.joinpath(link).resolve()
            if file.is_relative_to(root) and file.is_file():
                path = file.relative_to(root).as_posix()
                found = found if path in found else linked_files(root, path, found)
    return found


class DescribedAndLinked(BuildHookInterface):
    """Adds the data and the documents; an editable install reads them where they lie."""

    def initialize(self, version, build_data):
        if version == "editable":
            return
        root = Path(self.root).resolve()
        in_wheel = self.target_name == "wheel"
        placed = {file: (DATA_IN_WHEEL if in_wheel else "") + file for file in described_files(root)}
        for file in sorted(linked_files(root)):
            folder, _, name = file.rpartition("/")
            if not in_wheel:
                placed[file] = file
            elif folder == "docs" and name.endswith(".md"):
                placed[file] = PAGES_IN_WHEEL + name
        given = build_data["force_include"]
        for ignored in [file for file in given if Path(file).name in IGNORING]:
            del given[ignored]  # it may lie in a folder around the project, and another build would differ
        given.update({str(root / file): target for file, target in placed.items()})
