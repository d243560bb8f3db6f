"""What the changelog of a package says of each version: CHANGELOG.md, beside the descriptor.

Standard library only. What has to be named there is for others to say.
"""

from __future__ import annotations

import re
from pathlib import Path

from .files import decoded, read_bytes, refuse_outside

CHANGELOG = "CHANGELOG.md"


def sections(folder: Path) -> dict[str, str]:
    """What is said of each version, by its number, without the heading `## 1.2.0 (2031-05-02)`.

    Raises DataError where the file is missing, no text, or reached through a link that leads out.
    """
    refuse_outside(folder, CHANGELOG)
    text = decoded(read_bytes(folder / CHANGELOG, CHANGELOG), CHANGELOG)
    found = (part.partition("\n") for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:])
    return {heading.split()[0]: said.strip() for heading, _, said in found if heading.split()}
