"""Names the data files that go into the wheel and the sdist: those of the descriptor and no others.

A file that merely lies in data/ or schemas/, such as an article text or a copied table, is never shipped.
Which code files go in is left to pyproject.toml.
"""

import json
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER_IN_WHEEL = "sirte_dataset/package/"


class DescribedFiles(BuildHookInterface):
    """Adds datapackage.json and the files it names; an editable install reads them where they lie."""

    def initialize(self, version, build_data):
        if version == "editable":
            return
        root = Path(self.root)
        target = FOLDER_IN_WHEEL if self.target_name == "wheel" else ""
        resources = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))["resources"]
        files = ["datapackage.json"]
        files += [resource[key] for resource in resources for key in ("path", "schema")]
        for file in files:
            build_data["force_include"][str(root / file)] = target + file
