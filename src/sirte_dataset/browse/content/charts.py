"""The pages of charts: what happened when, who held what, how many were hit, how often it was struck.

A chart is one of plot/, drawn here on the server; what it shows stands below it as lines that lead to the
claims. What is chosen are names of kinds, places, actors and articles; without a choice all is shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from ... import plot
from ...analysis.control import control_over_time
from ...analysis.figures import Figure, Filters, in_order, public_record, select
from ...analysis.places import parts, wholes
from ...errors import UsageError
from ...loading import load
from ...plot.holders import said
from ...plot.picture import Picture
from ...plot.ranges import PANELS
from ...plot.spans import main_events
from ...reading.telling import date_text
from ..book import Book, Row
from ..publishing import Page
from ..queries import EVERYTHING, SIDE, Parameter
from .events import all_of, by_date, listed
from .questions import filled_in
from .wording import Piece, told

# Pixels of a chart on a wide and on a narrow screen; the style of the pages shows one of the two.
WIDTHS = {"wide": 960, "narrow": 340}
DEFINED = re.compile(r'<(?:clipPath|linearGradient|radialGradient) id="([^"]+)"')
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')

Given = Mapping[str, str]
Drawn = dict[str, Any]


def chart(name: str, draw: Callable[[int], Picture], widths: Mapping[str, int] = WIDTHS) -> Drawn:
    """A picture at each width, with how to read it and its caption; or why there is none (`missing`)."""
    try:
        pictures = {size: draw(width) for size, width in widths.items()}
        first = next(iter(pictures.values()))
        drawings = {size: _inline(picture, f"{name}-{size}") for size, picture in pictures.items()}
    except UsageError as error:  # nothing to draw, or nothing to draw it with
        return {"missing": str(error), "drawings": {}, "how": "", "caption": ""}
    return {"missing": "", "drawings": drawings, "how": first.how, "caption": first.caption}


def _inline(picture: Picture, name: str) -> Markup:
    """The drawing as a part of a page: one image with its text alternative, its parts named for it."""
    drawn = TAG.sub(lambda tag: SPOKEN.sub("", tag[0]), picture.drawing())
    for number, part in enumerate(DEFINED.findall(drawn)):
        drawn = drawn.replace(f' id="{part}"', f' id="{name}-{number}"').replace(
            f"url(#{part})", f"url(#{name}-{number})"
        )
    label = Markup(' role="img" aria-label="{}" ').format(picture.alt)
    return Markup(drawn.replace("<svg ", f"<svg{label}", 1))


def _events(book: Book) -> list[Row]:
    return load("events", "records", book.package) if "events" in book.schemas else []


def _articles(book: Book) -> list[Row]:
    return book.rows("SELECT article_id, publisher FROM articles ORDER BY article_id")


def _chosen(book: Book, parameters: Iterable[Parameter], given: Given) -> tuple[list[Row], dict[str, Any]]:
    """The blanks of a page, filled in, and their values, None where all is meant."""
    blanks = filled_in(book, parameters, given)
    values = {blank["about"].name: blank["value"] for blank in blanks}
    return blanks, {name: None if value == "all" else value for name, value in values.items()}


def _lines(
    book: Book, where: str, beside: Mapping[str, list[Piece]] | None = None, **asked: str
) -> list[Row]:
    """Claims by date as lines, each with what is said beside it."""
    return [
        {"claim": claim, "beside": [beside[claim["row_id"]]] if beside and claim["row_id"] in beside else []}
        for claim in by_date(book.claims(where, asked))
    ]


ARTICLE = Parameter(
    name="article",
    label="Article",
    default=EVERYTHING,
    choices="""SELECT 'all', 'Every article' UNION ALL
SELECT * FROM (SELECT article_id, publisher || coalesce(', ' || title, '') FROM articles
    ORDER BY published_earliest, article_id)""",
)

# --- timeline

TIMELINE = (
    Parameter(
        name="events",
        label="Events",
        default="'main'",
        choices="SELECT 'main', 'The main one and its parts' UNION ALL SELECT 'all', 'All in the data'",
    ),
    Parameter(
        name="kind",
        label="Kind",
        default=EVERYTHING,
        choices="""SELECT 'all', 'Every kind' UNION ALL
SELECT * FROM (SELECT DISTINCT kind, kind FROM events ORDER BY kind)""",
        codes="events.kind",
    ),
    Parameter(
        name="actor",
        label="Actor",
        default=EVERYTHING,
        choices="""SELECT 'all', 'Everybody' UNION ALL SELECT * FROM (SELECT actor_id, name FROM actors
    WHERE actor_id IN (SELECT actor_id FROM event_actors) ORDER BY name)""",
    ),
    Parameter(
        name="place",
        label="Place, and all places in it",
        default=EVERYTHING,
        choices="""WITH RECURSIVE told_of (place_id) AS (
    SELECT place_id FROM events UNION SELECT parent_place_id FROM places JOIN told_of USING (place_id))
SELECT 'all', 'Everywhere' UNION ALL
SELECT * FROM (SELECT place_id, name FROM places WHERE place_id IN told_of ORDER BY name)""",
    ),
    ARTICLE,
)
CONDITIONS = {
    "kind": "events.kind = :kind",
    "actor": "events.event_id IN (SELECT event_id FROM event_actors WHERE actor_id = :actor)",
    "place": "events.place_id IN (SELECT value FROM json_each(:place))",
    "article": "events.event_id IN (SELECT event_id FROM event_reports WHERE article_id = :article)",
    "events": "events.event_id IN (SELECT value FROM json_each(:events))",
}
REPORTED = """SELECT DISTINCT event_id, article_id, publisher
FROM event_reports JOIN articles USING (article_id)
ORDER BY published_earliest, article_id"""


def timeline(book: Book, _: str, given: Given) -> dict[str, Any]:
    """Events on one axis of time, those chosen, and the list of them."""
    blanks, asked = _chosen(book, TIMELINE, given)
    if asked["events"]:
        asked["events"] = all_of(main_events(_events(book)))
    if asked["place"]:
        asked["place"] = all_of(parts(asked["place"], book.package))
    where = " AND ".join(CONDITIONS[name] for name, value in asked.items() if value) or "true"
    events = listed(book, where, asked)
    told_by: dict[str, list[Row]] = {}
    for row in book.rows(REPORTED):
        told_by.setdefault(row["event_id"], []).append(row)
    ids = [event["event_id"] for event in events]
    return {
        "blanks": blanks,
        "articles": _articles(book),
        "chart": chart("timeline", lambda width: plot.timeline(ids, width=width, package=book.package)),
        "events": [{**event, "reported": told_by.get(event["event_id"], [])} for event in events],
    }


# --- control

CONTROL = (
    Parameter(
        name="place",
        label="Place, and all places in it",
        default="NULL",
        choices="""WITH RECURSIVE spoken_of (place_id) AS (
    SELECT place_id FROM control UNION SELECT parent_place_id FROM places JOIN spoken_of USING (place_id))
SELECT place_id, name FROM places WHERE place_id IN spoken_of ORDER BY name""",
    ),
    ARTICLE,
    Parameter("from", "As of", "(SELECT min(published_earliest) FROM articles)", free=True, day=True),
    Parameter("to", "and as of", "(SELECT max(published_latest) FROM articles)", free=True, day=True),
)
BASES = {
    ("certain", "stated"): "said of that day",
    ("possible", "stated"): "said of a time that may include that day",
    **{
        (each, "implied_by_whole"): "follows from what is said of the whole"
        for each in ("certain", "possible")
    },
    ("certain", "persists"): "said before, and not denied since",
    ("possible", "persists"): "said before or may be, and perhaps denied since",
}
NO_FINER = "Coasts and borders: Natural Earth (public domain), too coarse for the shape of a town."


def control(book: Book, _: str, given: Given) -> dict[str, Any]:
    """Who is said to hold a place and the places in it: day by day, and on two days beside one another."""
    main = main_place(book)
    blanks, asked = _chosen(
        book, CONTROL, {"place": main, **{name: each for name, each in given.items() if each}}
    )
    place, article = asked["place"], asked["article"]
    if not place or "control" not in book.schemas:
        return {
            "blanks": [],
            "place": None,
            "changes": [],
            "same": [],
            "silent": [],
            "days": [],
            "map": on_the_map(book),
        }
    inside = parts(place, book.package)
    days = asked["from"], asked["to"]
    states = [_states(book, place, day, article) for day in days]
    names = book.names["places"]
    rows = [
        _compared(book, each, names[each], place, [found.get(each, []) for found in states])
        for each in inside
    ]
    rows.sort(key=lambda row: row["path"])
    article_too = " AND article_id = :article" if article else ""
    where = f"resource = 'control' AND place_id IN (SELECT value FROM json_each(:inside)){article_too}"
    return {
        "blanks": blanks,
        "place": {"place_id": place, "name": names[place]},
        "days": [date_text(day) for day in days],
        "changes": [row for row in rows if row["change"]],
        "same": [row for row in rows if not row["change"] and any(row["states"])],
        "silent": [row for row in rows if not any(row["states"])],
        "articles": _articles(book),
        "chart": day_by_day(book, place, article),
        "lines": _lines(book, where, inside=all_of(inside), article=article or ""),
        "map": on_the_map(book),
    }


@lru_cache(maxsize=16)
def day_by_day(book: Book, place: str, article: str | None) -> Drawn:
    """The chart of control, which is the same whichever two days stand above it."""
    return chart(
        "control", lambda width: plot.control(place, articles=article, width=width, package=book.package)
    )


def main_event(book: Book) -> Row | None:
    """The event that has most parts; None where there is no event."""
    return book.row("events", next(iter(main_events(_events(book))), ""))


def main_place(book: Book) -> str:
    """The place of the main event; else that of the most claims on control; "" where there is none."""
    main = main_event(book)
    most = book.rows(
        "SELECT place_id FROM control GROUP BY place_id ORDER BY count(*) DESC, place_id LIMIT 1"
    )
    return str((main and main["place_id"]) or (most[0]["place_id"] if most else ""))


def _states(book: Book, place: str, day: str, article: str | None) -> dict[str, list[Row]]:
    """What is said of each place on a day, those without a word left out."""
    frame = control_over_time(
        place,
        "D",
        "until_contradicted",
        parts=True,
        articles=article,
        start=day,
        end=day,
        package=book.package,
    )
    found: dict[str, list[Row]] = {}
    rows: list[Any] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    for row in rows:
        if row["status"] != "unknown":
            found.setdefault(row["place_id"], []).append(_state(book, row))
    return found


def _state(book: Book, row: Row) -> Row:
    """One state in words, with the claims that it rests on."""
    who = book.names["actors"].get(row["holder_actor_id"] or "", "")
    holder = f" by {who}" if who else "" if row["status"] == "contested" else ", by whom is not said"
    extent = "" if row["extent"] == "whole" else f" (a {row['extent']} of it)"
    status = row["status"] if row["status"] == "contested" else "held"
    claims = book.claims(
        "row_id IN (SELECT value FROM json_each(:rows))", {"rows": all_of(row["claims"].split())}
    )
    return {
        # A share is a part; that it was taken is that it is held since: neither is a change.
        "key": (status, row["holder_actor_id"], row["extent"] == "whole"),
        "says": f"{said(row['status'])}{holder}{extent}",
        "certainty": row["certainty"],
        "basis": BASES[row["certainty"], row["basis"]],
        "contradicted": bool(row["contradicted"]),
        "claims": claims,
    }


def _compared(book: Book, place_id: str, name: str, root: str, states: list[list[Row]]) -> Row:
    """A place with what is said of it on the two days, and in one word how these differ."""
    chain = wholes(place_id, book.package)
    above = (
        [book.names["places"][each] for each in reversed(chain[: chain.index(root)])] if root in chain else []
    )
    before, after = ({state["key"] for state in found} for found in states)
    change = (
        "" if before == after else "nothing said before" if not before else "" if after else "no longer told"
    )
    if before and after and before != after:
        change = "changed"
    path = [*above, name] if place_id != root else []
    return {
        "place_id": place_id,
        "name": name,
        "above": above[-1:],
        "path": path,
        "states": states,
        "change": change,
    }


@lru_cache(maxsize=4)
def on_the_map(book: Book) -> Drawn:
    """The map, small enough for every screen, and the places that it cannot show."""
    found = chart("map", lambda width: plot.map(width=width, package=book.package), {"map": WIDTHS["narrow"]})
    others = book.rows("SELECT place_id, name FROM places WHERE latitude IS NULL ORDER BY name")
    return {**found, "caption": NO_FINER, "others": others}


# --- casualties and strikes

CASUALTIES = (
    SIDE,
    Parameter(
        name="outcome",
        label="Outcome",
        default=EVERYTHING,
        choices="""SELECT 'all', 'Every outcome' UNION ALL
SELECT * FROM (SELECT DISTINCT outcome, outcome FROM casualties ORDER BY outcome)""",
        codes="casualties.outcome",
    ),
    ARTICLE,
    Parameter(
        name="record",
        label="The public record of tolls",
        default="'no'",
        choices="SELECT 'no', 'Not shown' UNION ALL SELECT 'yes', 'Beside the claims, in grey'",
    ),
)
RECORD = """SELECT outside_figure_id, outside_figures.kind, date, low, best, high, quantifier, scope,
    claimant, actors.name AS actor, publisher
FROM outside_figures LEFT JOIN actors USING (actor_id) LEFT JOIN sources USING (source_id)
WHERE outside_figure_id IN (SELECT value FROM json_each(:rows))"""


def casualties(book: Book, _: str, given: Given) -> dict[str, Any]:
    """Each claim on the killed and wounded as a range, those of single days and running totals apart."""
    blanks, asked = _chosen(book, CASUALTIES, given)
    filters: Filters = {"side": asked["side"], "outcome": asked["outcome"], "articles": asked["article"]}
    figures, unsure = _figures(book, "casualties", filters)
    outside = asked["record"] == "yes"
    record = public_record(book.package, filters) if outside else []
    return {
        "blanks": blanks,
        "articles": _articles(book),
        "chart": chart(
            "casualties",
            lambda width: plot.casualties(width=width, outside=outside, package=book.package, **filters),
        ),
        "groups": [
            {"heading": heading, "lines": _counted(book, [each for each in figures if each.count == count])}
            for count, heading in PANELS.items()
        ],
        "unsure": _lines(
            book, IN_ROWS, {key: told(book, why) for key, why in unsure.items()}, rows=all_of(unsure)
        ),
        "record": _recorded(book, [each.row_id for each in record]),
    }


IN_ROWS = "row_id IN (SELECT value FROM json_each(:rows))"


def _figures(book: Book, table: str, filters: Filters) -> tuple[list[Figure], dict[str, str]]:
    return select(table, book.package, filters) if table in book.schemas else ([], {})


def _counted(book: Book, figures: list[Figure]) -> list[Row]:
    """Claims as lines, each with its number, and the claim of which it is the same report."""
    beside = {}
    for each in figures:
        number = each.in_words() or "no number"
        again = f"; the same report as {each.same_as}" if each.same_as != each.row_id else ""
        beside[each.row_id] = told(book, f"{number[:1].upper()}{number[1:]}{again}")
    return _lines(book, IN_ROWS, beside, rows=all_of(beside))


def _recorded(book: Book, ids: Iterable[str]) -> list[Row]:
    """Figures of the public record, by date."""
    rows = book.rows(RECORD, {"rows": json.dumps(list(ids))})
    for row in rows:
        row |= {
            "when": date_text(row["date"]),
            "number": Figure("", **{n: row[n] for n in NUMBER}).in_words(),
        }
    return sorted(rows, key=lambda row: (row["date"] or "", in_order(row["outside_figure_id"])))


NUMBER = ("low", "best", "high", "quantifier")


def strikes(book: Book, _: str) -> dict[str, Any]:
    """The counts of strikes that the articles report, beside those that others published."""
    figures, _unsure = _figures(book, "strikes", {})
    others = book.rows("SELECT outside_figure_id FROM outside_figures WHERE kind = 'strikes'")
    return {
        "articles": _articles(book),
        "chart": chart("strikes", lambda width: plot.strikes(width=width, package=book.package)),
        "lines": _counted(book, figures),
        "record": _recorded(book, [row["outside_figure_id"] for row in others]),
    }


CHARTS = {
    "timeline": Page("timeline.html", timeline, parameters=True),
    "control": Page("control.html", control, parameters=True),
    "casualties": Page("casualties.html", casualties, parameters=True),
    "strikes": Page("strikes.html", strikes),
}
