"""In a notebook descriptions, codes, evidence and articles are readable in full; in a terminal as ever."""

from __future__ import annotations

import pickle
import re
import warnings
from pathlib import Path

import pandas as pd
import pytest

import sirte_dataset as sd
from invented_package import set_cell

SHOWN = {
    "describe": lambda: sd.describe("control"),
    "tables": lambda: sd.tables(),
    "provenance": lambda: sd.provenance("C901"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_every_cell_is_shown_in_full(name: str, as_own: Path) -> None:
    frame = SHOWN[name]()
    html = frame._repr_html_()
    for cell in frame.select_dtypes(exclude="number").to_numpy().ravel():
        texts = [*cell, *cell.values()] if isinstance(cell, dict) else [cell]
        for text in texts:
            assert pd.isna(text) or escaped(str(text)) in html
    assert not {">nan<", ">None<", ">&lt;NA&gt;<"} & set(re.findall(">[^<>]*<", html))


def escaped(text: str) -> str:
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;")):
        text = text.replace(sign, entity)
    return text


@pytest.mark.parametrize("name", SHOWN)
def test_it_is_a_frame_like_any_other(name: str, as_own: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = SHOWN[name]()
        assert type(frame) is pd.DataFrame
        bare = pd.DataFrame(frame)
        assert repr(frame) == repr(bare)
        assert pickle.loads(pickle.dumps(frame)).equals(frame)
        copy = frame.copy()
    assert copy.equals(frame)
    assert "_repr_html_" not in vars(copy)


def test_what_stands_in_a_cell_is_text_and_no_markup(as_own: Path) -> None:
    set_cell(as_own, "passages", "A900.04", "gloss", "<script>alert(1)</script> & more")
    html = sd.provenance("C901")._repr_html_()  # type: ignore[operator]
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html
    set_cell(as_own, "articles", "A900", "note", "<b>bold</b>")
    assert "&lt;b&gt;bold&lt;/b&gt;" in sd.article("A900")._repr_html_()  # type: ignore[attr-defined]


def test_an_article_is_text_that_a_notebook_lays_out(as_own: Path) -> None:
    page = sd.article("A900")
    assert isinstance(page, str)
    assert page == str(page)
    assert repr(page) == repr(str(page))
    html = page._repr_html_()  # type: ignore[attr-defined]
    assert html.startswith("<pre")
    assert escaped(page) in html


@pytest.mark.parametrize("name", [*SHOWN, "article"])
def test_a_notebook_finds_the_way_to_show_it(name: str, as_own: Path) -> None:
    formatters = pytest.importorskip("IPython.core.formatters", reason="IPython is not installed")
    shown = sd.article("A900") if name == "article" else SHOWN[name]()
    data, _ = formatters.DisplayFormatter().format(shown, include={"text/html", "text/plain"})
    assert data["text/html"] == shown._repr_html_()
    assert data["text/plain"]
