"""From a cell to its words: the evidence of a row, and the texts that a reader has attached."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import sirte_dataset as sd
from invented_package import set_cell
from sirte_dataset.errors import DataError, SirteError, UsageError
from sirte_dataset.schemas import table_schema
from sirte_dataset.texts.holdings import attached_texts

COLUMNS = [
    "evidence_id", "field", "support", "quote", "article_id", "publisher", "title",
    "passage_id", "gloss", "start", "end", "words", "sentence",
]  # fmt: skip


def test_the_evidence_of_a_row_comes_with_article_and_passage(as_own: Path) -> None:
    found = sd.provenance("casualties", "C901")
    assert found.columns.tolist() == COLUMNS
    assert found.index.equals(pd.RangeIndex(len(found)))
    assert found["field"].iloc[:1].isna().all(), "the whole row's evidence comes first"
    assert set(found["publisher"]) == {"Velmar Post"}
    assert found["title"].notna().all()
    assert found["gloss"].str.len().gt(0).all()


def test_the_cells_follow_in_the_order_of_the_columns(as_own: Path) -> None:
    order = sd.load("casualties").columns.tolist()
    places = [order.index(field) for field in sd.provenance("casualties", "C901")["field"].dropna()]
    assert len(places) > 1
    assert places == sorted(places)


def test_the_evidence_of_one_cell_is_that_cell_s_alone(as_own: Path) -> None:
    assert set(sd.provenance("casualties", "C901", "low")["field"]) == {"low"}


def test_the_evidence_of_the_row_as_a_whole_can_be_asked_for(as_own: Path) -> None:
    found = sd.provenance("casualties", "C901", "row")
    assert len(found) == 1
    assert found["field"].isna().all()


def test_a_cell_without_evidence_of_its_own_gives_no_rows(as_own: Path) -> None:
    found = sd.provenance("casualties", "C901", "quantifier")
    assert found.empty
    assert found.columns.tolist() == COLUMNS


def test_every_row_of_evidence_is_found_from_the_row_it_supports() -> None:
    evidence = sd.load("evidence")
    rows = evidence[["resource", "row_id"]].drop_duplicates()
    sample = pd.concat([rows.head(30), rows.tail(30)])
    for resource, row_id in sample.itertuples(index=False):
        expected = evidence[(evidence["resource"] == resource) & (evidence["row_id"] == row_id)]
        assert sorted(sd.provenance(resource, row_id)["evidence_id"]) == sorted(expected["evidence_id"])


def test_words_and_sentence_are_missing_without_the_texts(as_own: Path) -> None:
    found = sd.provenance("casualties", "C901")
    assert found["words"].isna().all()
    assert found["sentence"].isna().all()


def test_words_and_sentence_are_the_article_s_own_with_the_texts(as_own: Path, invented_texts: Path) -> None:
    found = sd.provenance("casualties", "C901", "low").iloc[0]
    assert found["words"] == "At least 12"
    assert found["words"] in found["sentence"]
    assert found["sentence"].endswith(".")


def test_only_the_article_whose_text_is_attached_shows_its_words(
    as_own: Path, invented_texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    shutil.copy(invented_texts / "ferry.txt", shelf)
    monkeypatch.setenv("SIRTE_ARTICLES", str(shelf))
    assert sd.provenance("casualties", "C901")["words"].isna().all()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("casualty", "C901"), r"no table 'casualty'\. Did you mean 'casualties'"),
        (("casualties", "C9011"), r"no row 'C9011'\. Did you mean 'C901'"),
        (("casualties", "c901"), r"no row 'c901'\. Did you mean 'C901'"),
        (("casualties", "zebra"), r"no row 'zebra'\. Its rows run from 'C901' to 'C9"),
        (("casualties", "C901", "lo"), r"no column 'lo'\. Did you mean 'low'"),
        (("events", "E901"), r"'events' has no evidence of its own; these have: event_reports, "),
        (("E901",), r"'events' has no evidence of its own; these have: event_reports, "),
        (("C9011",), r"There is no table and no row 'C9011'\. Did you mean 'C901'"),
        (("casualtie",), r"no row 'casualtie'\. Did you mean 'casualties'"),
        (("zebra",), r"There is no table and no row 'zebra'\.$"),
        (("casualties",), r"'casualties' is a table; name one of its rows too"),
        (("C901", "lo"), r"no column 'lo'\. Did you mean 'low'"),
    ],
)
def test_a_wrong_name_suggests_the_right_one(
    as_own: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    with pytest.raises(UsageError, match=complaint):
        sd.provenance(*arguments)


def test_the_table_may_be_left_out(as_own: Path) -> None:
    for row, table in (("C901", "casualties"), ("R901", "event_reports"), ("X902", "time_expressions")):
        pd.testing.assert_frame_equal(sd.provenance(row), sd.provenance(table, row))
    cell = sd.provenance("casualties", "C901", "low")
    assert not cell.empty
    pd.testing.assert_frame_equal(sd.provenance("C901", field="low"), cell)
    pd.testing.assert_frame_equal(sd.provenance("C901", "low"), cell)  # type: ignore[call-overload]


def test_no_two_rows_that_have_evidence_share_an_identifier() -> None:
    supported = table_schema("evidence").field("resource").enum
    ids = [row for name in supported for row in sd.load(name)[table_schema(name).key]]  # type: ignore[call-overload]
    assert len(ids) == len(set(ids))


# --- attached texts


def test_no_texts_are_attached_unless_a_folder_is_named(
    as_own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert attached_texts() == {}
    monkeypatch.setenv("SIRTE_ARTICLES", "")
    assert attached_texts() == {}


def test_texts_are_known_by_their_content_whatever_their_names(
    as_own: Path, invented_texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "shelf"
    (shelf / "folder").mkdir(parents=True)
    shutil.copy(invented_texts / "harbour.txt", shelf / "other name.md")
    (shelf / "unrelated.txt").write_text("Not one of them.", encoding="utf-8")
    monkeypatch.setenv("SIRTE_ARTICLES", str(shelf))
    text = (invented_texts / "harbour.txt").read_bytes().decode("utf-8")
    assert attached_texts() == {"A900": text}


def test_a_text_that_was_changed_is_not_taken_for_the_article(
    as_own: Path, invented_texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = (invented_texts / "harbour.txt").read_bytes().replace(b"12", b"21")
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "harbour.txt").write_bytes(changed)
    monkeypatch.setenv("SIRTE_ARTICLES", str(tmp_path / "shelf"))
    assert attached_texts() == {}


@pytest.mark.parametrize("name", ["absent", "package/datapackage.json"])
def test_a_folder_of_texts_that_is_none_is_wrong_usage(
    as_own: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIRTE_ARTICLES", str(tmp_path / name))
    with pytest.raises(UsageError, match=r"SIRTE_ARTICLES names .*, which is not a folder; name the folder"):
        attached_texts()


def test_a_damaged_table_of_articles_is_named_and_no_text_is_handed_out(
    as_own: Path, invented_texts: Path
) -> None:
    (as_own / "data" / "articles.csv").write_text("nothing\n", encoding="utf-8")
    with pytest.raises(SirteError, match=r"data/articles\.csv, row 1"):
        attached_texts()


def test_a_size_that_is_no_number_breaks_nothing(as_own: Path, invented_texts: Path) -> None:
    set_cell(as_own, "articles", "A900", "bytes", "many")
    assert set(attached_texts()) == {"A900", "A901"}


def test_a_wrong_size_in_the_table_does_not_hide_the_text_from_validation(
    as_own: Path, invented_texts: Path
) -> None:
    set_cell(as_own, "articles", "A900", "bytes", "656")
    assert "A900" in attached_texts()


def test_an_attached_text_that_is_not_utf_8_is_refused(
    as_own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hashlib import sha256

    content = b"caf\xe9"
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "latin.txt").write_bytes(content)
    set_cell(as_own, "articles", "A900", "bytes", str(len(content)))
    set_cell(as_own, "articles", "A900", "sha256", sha256(content).hexdigest())
    monkeypatch.setenv("SIRTE_ARTICLES", str(tmp_path / "shelf"))
    with pytest.raises(DataError, match="attached text of A900 is not UTF-8"):
        attached_texts()


GONE = "'C900' of casualties was withdrawn in version 0.0.10: The number was that of another day."


@pytest.mark.parametrize("asked", [("casualties", "C900"), ("casualties", "C900", "low"), ("C900",)])
def test_a_withdrawn_row_is_told_with_the_reason_and_what_took_its_place(
    asked: tuple[str, ...], as_own: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        sd.provenance(*asked)
    assert str(caught.value) == f"{GONE} 'C901' took its place."


def test_a_withdrawn_row_of_a_table_without_evidence_is_told_too(as_own: Path) -> None:
    for asked in (("events", "E899"), ("E899",)):
        with pytest.raises(UsageError, match=r"^'E899' of events was withdrawn in version 0\.0\.2: Nothing"):
            sd.provenance(*asked)


def test_an_identifier_that_a_table_without_evidence_has_now_is_first_that_of_the_withdrawn_row(
    as_own: Path,
) -> None:
    set_cell(as_own, "withdrawn", "casualties", "id", "M901")
    with pytest.raises(UsageError, match="'M901' of casualties was withdrawn"):
        sd.provenance("M901")
    set_cell(as_own, "withdrawn", "casualties", "id", "T901")
    assert not sd.provenance("T901").empty
