"""Pictures: that they show each claim and no sum, say what is not known, and are saved whole and alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from base64 import b64encode
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from shutil import which
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

import sirte_dataset as sd
from invented_package import set_cell
from sirte_dataset.cli import app
from sirte_dataset.plot.located import map_picture
from sirte_dataset.plot.picture import Picture
from sirte_dataset.plot.ranges import ranges_picture

pytest.importorskip("altair")
vl_convert = pytest.importorskip("vl_convert")

KINDS = ("casualties", "timeline", "control", "strikes", "map", "disagreements")
WIDTHS = (960, 390)
every_kind = pytest.mark.parametrize("kind", KINDS)
POISON = '</script><img src="http://evil.example/x" onerror="alert(1)">'
LONG = "Longword" * 60


def picture(kind: str, **options: Any) -> Picture:
    drawn: Picture = getattr(sd.plot, kind)(**options)
    return drawn


def rows(picture: Picture) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = picture.spec["data"]["values"]
    return values


def table(name: str, package: Path | None = None) -> list[dict[str, Any]]:
    return sd.load(name, "records", package)


def texts_of(svg: str) -> str:
    """What is written in a drawing."""
    return " ".join(
        " ".join(text.itertext()) for text in ElementTree.fromstring(svg).iter() if text.tag[-5:] == "}text"
    )


# --- what is drawn is what the tables say


def test_each_claim_on_casualties_is_drawn_with_its_own_numbers_and_no_other() -> None:
    drawn = {row["row_id"]: row for row in rows(picture("casualties"))}
    assert len(drawn) == len(rows(picture("casualties")))
    for claim in table("casualties"):
        shown = drawn.pop(claim["casualty_id"])
        for column in ("low", "best", "high", "outcome", "article_id"):
            assert shown.get(column) == claim[column]
    assert drawn == {}


def test_the_range_of_a_word_is_drawn_only_when_it_is_asked_for(folder: Path) -> None:
    plain, read = (rows(picture("casualties", package=folder, scales=scales)) for scales in (False, True))
    dozens = [{row["row_id"]: row for row in each}["C902"] for each in (plain, read)]
    assert "low" not in dozens[0]
    assert (dozens[1]["low"], dozens[1]["high"]) == (24, 99)


def test_the_filters_of_the_casualties_are_those_of_the_figures(folder: Path) -> None:
    drawn = picture("casualties", package=folder, within="customs_house")
    assert {row["row_id"] for row in rows(drawn)} == {"C901", "C902", "C904"}
    assert "1 claim left out, of which the selection cannot tell." in drawn.caption
    with pytest.raises(sd.UsageError, match="Did you mean 'killed'"):
        picture("casualties", package=folder, outcome="kiled")


def test_running_totals_and_single_counts_stand_in_panels_of_their_own() -> None:
    drawn = picture("casualties")
    counts = {claim.row_id: claim.count for claim in sd.figures().itertuples()}
    assert {row["row_id"]: row["count"] for row in rows(drawn)} == counts
    for view in drawn.spec["vconcat"]:
        tests = {each["filter"] for each in view["layer"][-1]["transform"] if "filter" in each}
        assert len(tests) == 1


def test_repeats_are_drawn_side_by_side_and_joined() -> None:
    drawn = rows(picture("casualties"))
    groups: dict[tuple[str, str, str, str], list[int]] = {}
    for row in drawn:
        group = row["same_as"], row["count"], row["side"], row["outcome"]
        groups.setdefault(group, []).append(row["row"])
    assert any(len(lines) > 1 for lines in groups.values())
    assert all(sorted(lines) == list(range(min(lines), max(lines) + 1)) for lines in groups.values())


def test_the_timeline_has_each_event_between_its_own_bounds() -> None:
    events = table("events")
    drawn = {row["event_id"]: row for row in rows(picture("timeline", events=sd.load("events").event_id))}
    assert set(drawn) == {event["event_id"] for event in events}
    for event in events:
        bounds = [event[end] and event[end].isoformat() for end in ("date_earliest", "date_latest")]
        assert [drawn[event["event_id"]].get(end) for end in ("first", "last")] == bounds


def test_the_timeline_shows_the_event_that_has_most_parts_by_default(folder: Path) -> None:
    drawn = picture("timeline", package=folder)
    assert [row["event_id"] for row in rows(drawn)] == ["E902", "E901", "E900", "E903"]
    assert drawn.caption.startswith("4 events of the 5 in the data")
    assert "The fight for Karsa" in drawn.alt


@pytest.mark.parametrize(
    ("day", "form"),
    [
        ("2031", "within"),
        ("2031-04-15", "day"),
        ("2031-04/..", "lasts"),
        ("[..2031-04]", "within"),
        ("", "undated"),
    ],
)
def test_a_day_a_time_and_a_moment_within_limits_are_told_apart(folder: Path, day: str, form: str) -> None:
    set_cell(folder, "events", "E904", "date", day)
    assert rows(picture("timeline", package=folder, events=["E904"]))[0]["form"] == form


def test_each_state_of_control_is_drawn_on_its_days_and_no_other() -> None:
    drawn = set()
    for run in rows(picture("control", start="2016-06", end="2016-08")):
        day = date.fromisoformat(run["first"])
        while day <= date.fromisoformat(run["last"]):
            drawn.add((run["place_id"], day, run["status"], run["extent"], run["certainty"], run["basis"]))
            day += timedelta(days=1)
    states = sd.control_over_time(
        "sirte", persistence="until_contradicted", parts=True, start="2016-06", end="2016-08"
    )
    names = ("status", "extent", "certainty", "basis")
    said = {
        (row.place_id, row.day.date(), *(getattr(row, name) for name in names))
        for row in states.itertuples()
        if row.status != "unknown"
    }
    assert drawn == said


def test_contradictory_states_of_control_have_a_mark(folder: Path) -> None:
    def clashes() -> set[str]:
        drawn = rows(picture("control", place="customs_house", package=folder))
        return {claim for run in drawn if run.get("contradicted") for claim in run["claims"].split()}

    assert clashes() == set()
    set_cell(folder, "control", "T901", "status", "held")
    for column, value in (("holder_actor_id", "red_lantern"), ("date", "2031-04-15")):
        set_cell(folder, "control", "T903", column, value)
    assert clashes() == {"T901", "T903"}


def test_control_by_one_article_is_drawn_as_if_there_were_no_other(folder: Path) -> None:
    drawn = rows(picture("control", package=folder, articles="A901"))
    assert {row["articles"] for row in drawn} == {"A901"}
    with pytest.raises(sd.UsageError, match="Did you mean 'A901'"):
        picture("control", package=folder, articles="A0901")


def test_the_public_record_stands_apart_from_the_claims(folder: Path) -> None:
    alone, beside = (picture("casualties", package=folder, outside=outside) for outside in (False, True))
    assert [row["row_id"] for row in rows(beside)] == [row["row_id"] for row in rows(alone)]
    assert alone.spec["datasets"]["record"] == []
    assert [mark["at"] for mark in beside.spec["datasets"]["record"]] == [40, 15]
    assert "public record: 2 counts" in beside.alt
    assert picture("casualties", package=folder, outside=True, event="E901").spec["datasets"]["record"] == []


def test_the_public_record_is_filtered_as_the_claims_are(folder: Path) -> None:
    wounded = picture("casualties", package=folder, outside=True, outcome="wounded")
    assert wounded.spec["datasets"]["record"] == []


def test_each_running_count_of_strikes_is_drawn_at_its_last_day() -> None:
    drawn = {row["row_id"]: (row["at"], row["last"]) for row in rows(picture("strikes"))}
    counted = [
        (row["strike_id"], row) for row in table("strikes") if row["cumulative"] and row["best"] is not None
    ]
    scopes = ("running_total", "whole_campaign")
    counted += [
        (row["outside_figure_id"], row)
        for row in table("outside_figures")
        if row["kind"] == "strikes" and row["scope"] in scopes
    ]
    assert len(counted) == len(drawn) > 2
    for key, row in counted:
        number = row["best"] if row["best"] is not None else row["low"]
        assert drawn[key] == (number, row["date_latest"].isoformat())


def test_without_a_running_count_there_is_no_picture_of_strikes(folder: Path) -> None:
    set_cell(folder, "strikes", "K901", "cumulative", "false")
    with pytest.raises(sd.UsageError, match="there is nothing to draw"):
        picture("strikes", package=folder)


def test_each_place_is_on_the_map_or_named_below_it() -> None:
    drawn = picture("map")
    for place in table("places"):
        located = place["place_id"] in {row["place_id"] for row in rows(drawn)}
        assert located == (place["latitude"] is not None)
        assert located or place["name"] in drawn.caption


def test_each_place_with_a_position_is_in_a_view_of_the_map() -> None:
    drawn = picture("map")
    spec = json.dumps(drawn.spec["vconcat"])
    assert [row["place_id"] for row in rows(drawn) if f'\\"{row["place_id"]}\\"' not in spec] == []


def test_places_side_by_side_have_a_view_of_their_own() -> None:
    place = {"position": "exact", "latitude": 10.0, "longitude": 20.0, "rows": 1}
    near = [{**place, "place_id": f"p{n}", "name": f"P{n}", "longitude": 20 + n / 1000} for n in range(2)]
    far = {**place, "place_id": "far", "name": "Far", "longitude": 30.0}
    assert (
        len(map_picture([*near, far], {"type": "FeatureCollection", "features": []}, 960).spec["vconcat"])
        == 2
    )
    assert (
        len(map_picture([near[0], far], {"type": "FeatureCollection", "features": []}, 960).spec["vconcat"])
        == 1
    )


def test_each_position_in_a_disagreement_is_drawn_with_the_date_of_its_own_article() -> None:
    drawn = picture("disagreements").data
    assert dict(zip(drawn.position, drawn.row_id, strict=True)) == {
        row["position"]: row["row_id"] for row in table("discrepancy_claims")
    }
    reports = {row["report_id"]: row["date_stated"] for row in table("event_reports")}
    for row in drawn.itertuples():
        if row.row_id in reports:
            assert row.when == sd.date_text(reports[row.row_id])


def test_one_disagreement_is_drawn_with_how_to_take_it(folder: Path) -> None:
    told = json.dumps(picture("disagreements", which=["D901"], package=folder).spec)
    assert "How to take it: Both may hold: from 12 to 19." in told.replace("\\n", " ")
    assert "Both may hold" not in json.dumps(picture("disagreements", package=folder).spec)


@every_kind
def test_no_cell_that_is_written_is_blank(kind: str, folder: Path) -> None:
    for width in WIDTHS:
        shown = texts_of(vl_convert.vegalite_to_svg(picture(kind, package=folder, width=width).spec))
        assert not re.search("undefined|null|NaN|None", shown)


# --- what is not known


def test_the_caption_counts_what_the_claims_leave_open(folder: Path) -> None:
    assert "the number of 2, the date of 2" in picture("casualties", package=folder).caption
    for column, value in (("low", ""), ("quantifier", "not_stated"), ("date", "")):
        set_cell(folder, "casualties", "C901", column, value)
    assert "the number of 3, the date of 3" in picture("casualties", package=folder).caption


def test_the_caption_of_the_timeline_counts_open_ends_and_the_undated(folder: Path) -> None:
    set_cell(folder, "events", "E901", "date", "")
    assert "Not known: the end of 1 and any date of 1." in picture("timeline", package=folder).caption


def test_the_caption_of_control_counts_the_days_of_which_nothing_is_said(folder: Path) -> None:
    span = {"start": "2031-04-10", "end": "2031-04-19", "package": folder}
    days = sd.control_over_time("karsa", persistence="until_contradicted", parts=True, **span)
    unknown = int((days.status == "unknown").sum())
    assert 0 < unknown < 30
    assert f"of {unknown} of their 30 days nothing" in picture("control", place="karsa", **span).caption


def test_nothing_to_draw_is_one_clear_sentence(folder: Path) -> None:
    with pytest.raises(sd.UsageError, match="No claim is left"):
        picture("casualties", package=folder, outcome="missing")
    for place in ("karsa", "velmar"):
        for column in ("latitude", "longitude"):
            set_cell(folder, "places", place, column, "")
    with pytest.raises(sd.UsageError, match="No place of the package has a position"):
        picture("map", package=folder)
    with pytest.raises(sd.UsageError, match=r"There is no event 'E90'\. Did you mean 'E90"):
        picture("timeline", package=folder, events=["E90"])
    with pytest.raises(sd.UsageError, match="There is no disagreement to draw"):
        picture("disagreements", package=folder, which=[])


# --- every picture


@every_kind
@pytest.mark.parametrize("width", WIDTHS)
def test_vega_lite_draws_it_in_the_width_asked_for_and_has_nothing_to_warn_of(
    kind: str, width: int, capfd: pytest.CaptureFixture[str]
) -> None:
    svg = vl_convert.vegalite_to_svg(picture(kind, width=width).spec, show_warnings=True)
    assert capfd.readouterr() == ("", "")
    drawn = float(ElementTree.fromstring(svg).attrib["width"])
    assert 0.9 * width < drawn <= 1.02 * width


@every_kind
def test_its_specification_is_the_same_each_time_and_asks_nothing_of_the_network(kind: str) -> None:
    spec = picture(kind).spec
    assert spec == picture(kind).spec
    assert not re.search(r"https?:|//|\"url\"", json.dumps(spec))


@every_kind
def test_what_is_blank_takes_no_room_and_no_text_stands_twice_in_a_row(kind: str) -> None:
    for row in rows(picture(kind)):
        assert None not in row.values()
        long = [cell for cell in row.values() if isinstance(cell, str) and len(cell) > 20]
        assert len(long) == len(set(long))


@every_kind
def test_the_alternative_and_the_caption_are_in_the_picture(kind: str) -> None:
    drawn = picture(kind)
    assert drawn.alt == drawn.spec["description"]
    assert drawn.alt.endswith(drawn.caption)
    shown = texts_of(vl_convert.vegalite_to_svg(drawn.spec))
    assert drawn.caption in re.sub(r"\s+", " ", shown)


def test_the_alternative_names_the_essentials() -> None:
    for claim in table("casualties"):
        if claim["low"] and claim["quantifier"] == "at_least":
            assert f"{claim['article_id']} at least {claim['low']}" in picture("casualties").alt
    for row in table("discrepancy_claims"):
        assert row["position"] in picture("disagreements").alt
    for place in ("Sirte (", "Tobruk ("):
        assert place in picture("map").alt


@every_kind
def test_it_is_a_chart_of_altair_and_shows_itself_in_a_notebook(kind: str) -> None:
    drawn = picture(kind)
    chart = drawn.chart.to_dict()
    assert list(chart["vconcat"]) == drawn.spec["vconcat"]
    bundle = drawn._repr_mimebundle_()
    shown = ElementTree.fromstring(bundle["image/svg+xml"])
    assert shown.attrib["aria-label"] == bundle["text/plain"] == drawn.alt
    assert len(repr(drawn)) < 2000


def test_its_data_are_a_frame_without_line_ends() -> None:
    data = picture("disagreements", width=390).data
    assert not data.position.str.contains("\n").any()
    assert list(data.row_id) == [row["row_id"] for row in rows(picture("disagreements"))]


# --- files


@every_kind
def test_it_is_saved_as_png_svg_and_html(kind: str, tmp_path: Path) -> None:
    drawn = picture(kind)
    png, svg, page = (drawn.save(tmp_path / f"picture.{form}") for form in ("png", "svg", "html"))
    assert_not_blank(png.read_bytes())
    labels = texts_of(svg.read_text(encoding="utf-8"))
    assert " ".join(drawn.spec["title"]["text"]) in labels
    assert ElementTree.parse(svg).getroot().attrib["aria-label"] == drawn.alt
    assert_alone(page.read_text(encoding="utf-8"), drawn)


def assert_not_blank(png: bytes) -> None:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = b"", 8
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4]), png[at + 4 : at + 8]
        chunks += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    assert len(set(zlib.decompress(chunks))) > 50


class Tags(HTMLParser):
    """The tags of a page, and what its scripts hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] += data


def assert_alone(page: str, drawn: Picture) -> None:
    """The page names no other file, allows its own script alone, and holds the specification as it is."""
    found = Tags(page)
    assert not [attributes for _, attributes in found.tags if {"src", "href"} & set(attributes)]
    assert {tag for tag, _ in found.tags}.isdisjoint({"img", "link", "iframe", "object"})
    spec, script = found.scripts
    assert json.loads(spec) == drawn.spec
    allowed = b64encode(sha256(script.encode()).digest()).decode()
    policy = next(attributes["content"] for tag, attributes in found.tags if "http-equiv" in attributes)
    assert (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{allowed}'"
        == policy
    )
    label = next(
        attributes["aria-label"] for tag, attributes in found.tags if attributes.get("id") == "picture"
    )
    assert label == drawn.alt


@pytest.fixture
def poisoned(folder: Path) -> Path:
    """A package whose texts are markup, and words without end."""
    for name, row, column in (
        *(("events", "E901", "title"), ("events", "E900", "title"), ("articles", "A900", "publisher")),
        *(("places", "karsa", "name"), ("actors", "red_lantern", "name"), ("casualties", "C902", "wording")),
        *(("discrepancy_claims", "DC901", "position"), ("discrepancies", "D901", "topic")),
    ):
        set_cell(folder, name, row, column, POISON + LONG)
    return folder


@every_kind
def test_markup_in_the_data_is_shown_as_text(kind: str, poisoned: Path, tmp_path: Path) -> None:
    drawn = picture(kind, package=poisoned, width=390)
    assert_alone(drawn.save(tmp_path / "picture.html").read_text(encoding="utf-8"), drawn)
    svg = drawn.save(tmp_path / "picture.svg").read_text(encoding="utf-8")
    names = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert names.isdisjoint({"script", "img", "image", "foreignObject", "a"})
    assert "</script><img" in re.sub(r"\s", "", texts_of(svg)).replace("<imgsrc", "<img src")
    assert float(ElementTree.fromstring(svg).attrib["width"]) < 2 * 390


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        try:
            found = running.chromium.launch(executable_path=which("chromium"))
        except playwright.Error as missing:
            pytest.skip(f"no browser to draw in: {str(missing).splitlines()[0]}")
        yield found
        found.close()


@every_kind
def test_a_browser_draws_the_page_and_asks_for_nothing_else(
    kind: str, poisoned: Path, tmp_path: Path, browser: Any
) -> None:
    saved = picture(kind, package=poisoned, width=390).save(tmp_path / "picture.html")
    page = browser.new_page(viewport={"width": 390, "height": 800})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(saved.as_uri())
    page.wait_for_selector("#picture svg", timeout=20_000)
    assert (said, asked) == ([], [saved.as_uri()])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(sd.UsageError, match=r"Did you mean '.png'\?"):
        picture("map").save(tmp_path / "picture.pgn")
    with pytest.raises(sd.UsageError, match=r"The suffixes are: .png, .svg, .html."):
        picture("map").save(tmp_path / "picture")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_replaced_only_when_that_is_wanted(tmp_path: Path) -> None:
    target = tmp_path / "picture.svg"
    target.write_text("mine")
    with pytest.raises(sd.UsageError, match="exists already"):
        picture("map").save(target)
    assert target.read_text() == "mine"
    picture("map").save(target, overwrite=True)
    assert target.read_text().startswith("<svg")


@pytest.mark.parametrize("library", ["vl_convert", "altair"])
def test_without_the_extra_a_picture_says_which_to_install(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    drawn = picture("map")
    with pytest.raises(sd.MissingExtra, match=r"sirte-dataset\[plot\]") as missing:
        _ = drawn.chart if library == "altair" else drawn.save(tmp_path / "picture.png")
    assert missing.value.extra == "plot"
    assert list(tmp_path.iterdir()) == []


def test_specifications_are_made_without_altair() -> None:
    code = (
        "import sys, sirte_dataset as sd; [getattr(sd.plot, kind)().spec for kind in sd.plot.__all__];"
        " print({'altair', 'vl_convert'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


# --- the command


@every_kind
def test_the_command_writes_the_picture_and_prints_its_caption(kind: str, tmp_path: Path) -> None:
    target = tmp_path / "picture.svg"
    done = CliRunner().invoke(app, ["plot", kind, "--out", str(target), "--width", "390"])
    assert done.exit_code == 0, done.output
    assert done.stdout == f"{target}\n{picture(kind).caption}\n"
    again = CliRunner().invoke(app, ["plot", kind, "--out", str(target)])
    assert (again.exit_code, "--force" in again.stderr) == (2, True)
    forced = CliRunner().invoke(app, ["plot", kind, "--out", str(target), "--force"])
    assert forced.exit_code == 0


def test_the_kinds_of_the_command_are_the_pictures_that_there_are() -> None:
    shown = CliRunner().invoke(app, ["plot", "everything", "--out", "picture.svg"])
    assert shown.exit_code == 2
    assert all(kind in shown.stderr for kind in sd.plot.__all__)


def test_ranges_of_every_shape_are_drawn() -> None:
    blank = {
        "article_id": "A1",
        "count": "single",
        "side": "none",
        "outcome": "killed",
        "victims": "X",
        "event": "E",
    }
    claims = [
        {**blank, "row_id": f"C{n}", "same_as": f"C{n}", "low": low, "best": best, "high": high}
        | {"quantifier": how, "when": "2031", "number": "n", "words": f"words {n}"}
        for n, (low, best, high, how) in enumerate(
            [(5, None, 9, "range"), (None, None, 7, "up_to"), (3, None, None, "at_least"), (0, 0, 0, "exact")]
        )
    ]
    svg = vl_convert.vegalite_to_svg(ranges_picture(claims, {"A1": "Post"}, 0, 960).spec)
    assert all(f"words {n}" in texts_of(svg) for n in range(4))
