"""A picture: what is drawn, as a Vega-Lite specification, with its caption and its text alternative.

What it shows is up to the modules of the charts. Altair and vl-convert are imported when a picture is shown
or saved, so that a specification can be made without them; nothing here needs a browser or the network.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError, needs, suggestion
from ..files import refuse_existing, write_whole

if TYPE_CHECKING:
    import altair
    import pandas as pd

Spec = dict[str, Any]

# Pixels of the file for one of the picture: sharp on a good screen and in print.
SCALE = 2
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
img-src data:; script-src 'sha256-{hash}'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ font: 14px/1.4 sans-serif; margin: 1em; color: #222; background: #fff }}
#picture svg {{ max-width: 100%; height: auto }}
table {{ border-collapse: collapse }} td, th {{ padding: 2px 8px; text-align: left; vertical-align: top; \
overflow-wrap: anywhere }}</style>
</head>
<body>
<figure style="margin: 0"><div id="picture" role="img" aria-label="{alt}"></div>
<figcaption>{caption}</figcaption></figure>
<details><summary>The data of the picture</summary>{table}</details>
<script type="application/json" id="spec">{spec}</script>
<script>{script}</script>
</body>
</html>
"""
# `ast` interprets the expressions of the specification: no code is made of text, whatever the text says.
SHOW = """
const spec = JSON.parse(document.getElementById("spec").textContent);
vegaEmbed("#picture", spec, {ast: true, actions: false, renderer: "svg", mode: "vega-lite"});
"""


@dataclass(frozen=True)
class Picture:
    """A Vega-Lite specification (`spec`) and its `caption`, which says what the picture cannot show.

    In a notebook it shows itself; save() writes it to a file.
    """

    spec: Spec = field(repr=False)
    caption: str

    @property
    def alt(self) -> str:
        """The text alternative: what the picture says, for whoever does not see it."""
        return str(self.spec["description"])

    @property
    def how(self) -> str:
        """How to read the picture."""
        return " ".join(self.spec["title"]["subtitle"])

    @property
    def data(self) -> pd.DataFrame:
        """What is drawn, a row per claim, event or place; what is unknown is missing."""
        import pandas as pd

        return pd.DataFrame(self._rows())

    @property
    def chart(self) -> altair.TopLevelMixin:
        """The picture as an Altair chart, to be changed or combined. Raises MissingExtra without Altair."""
        with needs("altair", "plot", "A chart"):
            import altair
        chart: altair.TopLevelMixin = altair.Chart.from_dict(self.spec)
        return chart

    def _rows(self) -> list[dict[str, Any]]:
        """The rows without the line ends that only lay text out."""
        rows = self.spec["data"]["values"]
        return [
            {name: " ".join(cell.split()) if isinstance(cell, str) else cell for name, cell in row.items()}
            for row in rows
        ]

    def drawing(self) -> str:
        """The picture as SVG without heading and caption, for a page that has both beside it.

        Raises MissingExtra without vl-convert.
        """
        *views, last = self.spec["vconcat"]
        bare = {name: part for name, part in last.items() if name != "title"}
        spec = {name: part for name, part in self.spec.items() if name != "title"}
        return _svg(Picture({**spec, "vconcat": [*views, bare]}, self.caption)).decode()

    def save(self, path: str | Path, overwrite: bool = False) -> Path:
        """Write the picture as PNG, SVG or a page of HTML, by the suffix of `path`, and return the path.

        The page holds its scripts and data and asks for nothing else. Raises UsageError for another suffix,
        when the file exists already and `overwrite` is false, or when it cannot be written; MissingExtra
        without vl-convert.
        """
        target = Path(path)
        form = _FORMS.get(target.suffix.lower())
        if form is None:
            hint = suggestion(target.suffix, _FORMS) or f" The suffixes are: {', '.join(_FORMS)}."
            raise UsageError(f"A picture cannot be saved as '{target.name}'.{hint}")
        refuse_existing(target, overwrite)
        write_whole({target: form(self)})
        return target

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows: the drawing itself, for a script would be fetched from the network."""
        return {"image/svg+xml": _svg(self).decode(), "text/plain": self.alt}


def _converter() -> Any:
    with needs("vl_convert", "plot", "Saving a picture"):
        import vl_convert
    return vl_convert


def _png(picture: Picture) -> bytes:
    return bytes(_converter().vegalite_to_png(picture.spec, scale=SCALE, allowed_base_urls=[]))


def _svg(picture: Picture) -> bytes:
    drawn = _converter().vegalite_to_svg(picture.spec, allowed_base_urls=[])
    named = drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(picture.alt)}" ', 1)
    return str(named).encode()


@cache
def _script() -> str:
    """Vega, Vega-Lite and what shows the specification; a closing tag in a script would end it."""
    return str(_converter().javascript_bundle(SHOW)).replace("</script", "<\\/script")


def _html(picture: Picture) -> bytes:
    script = _script()
    spec = json.dumps(picture.spec, ensure_ascii=False).replace("<", "\\u003c")
    page = PAGE.format(
        hash=b64encode(sha256(script.encode()).digest()).decode(),
        title=escape(" ".join(picture.spec["title"]["text"])),
        alt=escape(picture.alt),
        caption=escape(picture.caption),
        table=_table(picture._rows()),
        spec=spec,
        script=script,
    )
    return page.encode()


def _table(rows: list[dict[str, Any]]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))

    def line(tag: str, cells: list[Any]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    body = [line("td", [row.get(name, "") for name in columns]) for row in rows]
    return "<table>" + "\n".join([line("th", columns), *body]) + "</table>"


_FORMS = {".png": _png, ".svg": _svg, ".html": _html}
