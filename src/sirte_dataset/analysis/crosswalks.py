"""The dataset in the columns and codes of other schemes, and all that is lost or forced on the way.

These are translations, not records of those projects. Which code becomes which is data, the table
`crosswalk_codes`; here stands what a row of each scheme is made of. Nothing is invented: where a scheme wants
a number and the claims give none, the cell is blank and listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ..descriptor import open_package
from ..errors import UsageError, suggestion
from ..frames import text_dtype
from ..loading import PackageLike
from .translation import LOSS_COLUMNS, Record, Translation, added, dtype, text, total

if TYPE_CHECKING:
    import pandas as pd

DYAD = "type_of_violence conflict_new_id dyad_new_id dyad_name side_a_new_id side_a side_b_new_id side_b"
DEATHS = "deaths_a deaths_b deaths_civilians deaths_unknown"
POINT = "latitude longitude"
GED = f"""
relid year {DYAD} number_of_sources source_article source_headline source_original
where_prec where_coordinates where_description {POINT} country
event_clarity date_prec date_start date_end {DEATHS} best high low
"""
ACLED = f"""
event_id_cnty event_date year time_precision event_type sub_event_type
actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction
country location {POINT} geo_precision source notes fatalities
"""
PLOVER = "id date enddate actor recipient event mode context event_loc"
ACTORS = 6  # the package's own data have so many
ACTOR = "actor{0} actor{0}_id actor{0}_type actor{0}_precision actor{0}_initiator"
COUNTS = "{0}_best {0}_low {0}_high"
EVENTREPORT = f"""
id event_id country certain date_start date_end city location {POINT} geo_precision
{" ".join(ACTOR.format(number) for number in range(1, ACTORS + 1))}
{COUNTS.format("deaths")} {COUNTS.format("injuries")}
source source_author source_type source_classification
"""

# The columns that a scheme wants filled, and why they may be blank.
GED_WANTS = {
    DYAD: "The actors are not on both sides of a dyad that UCDP has here.",
    "where_prec where_coordinates country": "No place is told, or none in a country.",
    POINT: "No cited source gives coordinates of it.",
    "year date_start": "The beginning of the date is open.",
    "date_end date_prec": "The date is open.",
    DEATHS: "No claim gives a best number of them.",
    "best high low": "The claims give no such number of all the dead.",
}
ACLED_WANTS = {
    "inter1 interaction": "ACLED has no code for such an actor.",
    POINT: "No cited source gives coordinates of it.",
    "fatalities": "The claims give no number that ACLED has a rule for.",
}
PLOVER_WANTS = {"date": "The beginning of the date is open.", "actor": "Nobody is said to have done it."}

TAKING = "Government regains territory"  # in ACLED another sub-type where no government takes it
# What is only announced has a category of its own in PLOVER.
ANNOUNCED = {**dict.fromkeys(("CONSULT", "SUPPORT", "COOPERATE", "AID"), "AGREE"), "RETREAT": "CONCEDE"}


class Crosswalk(NamedTuple):
    """The table in the columns and codes of a scheme, and the table of what was lost or forced."""

    table: pd.DataFrame
    loss: pd.DataFrame


def crosswalk(scheme: str, package: PackageLike = None) -> Crosswalk:
    """The dataset in another scheme, "ged", "acled", "plover" or "eventreport": a translation, no record.

    `.table` has a row per event that killed (UCDP GED, version 22.1), per event of a time and place (ACLED),
    per report of an event (PLOVER, draft 2.0; the R package eventreport, version 0.1.2), our identifier in
    the first column; counts are of people, coordinates in degrees, days ISO text. `.loss` has, each with the
    reason, the rows of ours that the table leaves out (`loss` row), the cells that the scheme cannot say
    (lost), says less precisely (coarser) or beyond what is known (forced), and those that it wants and
    nothing fills (blank); what begins with `target_` is the scheme's, all else is ours.
    `attrs["caption"]` of both frames says what they are.

    Raises UsageError for an unknown scheme, or a package without the table of codes.
    """
    import pandas as pd

    made = translation(scheme, package)
    table = pd.DataFrame(
        {name: pd.Series([row[name] for row in made.rows], dtype=dtype(name)) for name in made.columns}
    )
    loss = pd.DataFrame(made.losses, columns=list(LOSS_COLUMNS), dtype=text_dtype())
    for frame in (table, loss):
        frame.attrs["caption"] = made.caption
    return Crosswalk(table, loss)


def translation(scheme: str, package: PackageLike = None) -> Translation:
    """What crosswalk() returns, as plain records and without importing pandas."""
    if scheme not in SCHEMES:
        hint = suggestion(scheme, SCHEMES) or f" The schemes are: {', '.join(SCHEMES)}."
        raise UsageError(f"There is no crosswalk to '{scheme}'.{hint}")
    name, columns, wants, translate = SCHEMES[scheme]
    made = Translation(scheme, name, columns, open_package(package))
    translate(made)
    made.close(wants)
    return made


# --- what several schemes share


def _killed(made: Translation, event_id: str) -> list[Record]:
    """The claims on the dead of an event."""
    claims = made.grouped("casualties", "event_id").get(event_id, [])
    return [each for each in claims if made.entry("casualties", each, "outcome", "row")["match"] != "none"]


def _as_told(record: Record) -> Record:
    """What the days of a row tell already: the date where it is one day, the stated date where it is that."""
    one_day = text(record["date_earliest"]) == text(record["date_latest"]) == record["date"]
    return {"date": record["date"] if one_day else None, "date_stated": record["date"]}


def _step(record: Record, steps: tuple[tuple[int, int], ...]) -> int | None:
    """The degree of precision of a date: that of the first step that has so many days."""
    first, last = record["date_earliest"], record["date_latest"]
    days = (last - first).days + 1 if first and last else None
    return next((code for most, code in steps if days and days <= most), None)


def _place(made: Translation, row: Record, place_id: str | None) -> Record:
    """Fill in what the codes of a place say, and its country; return its town or, where it lies in none, the
    place itself; empty where there is no place.
    """
    places = made.chain(place_id)
    for place in places[:1]:
        made.say("places", place, row)
    nearest = {place["kind"]: place for place in reversed(places)}
    row["country"] = nearest.get("country", {}).get("name")
    return nearest.get("city") or (places[0] if places else {})


def _articles(made: Translation, event_id: str) -> list[Record]:
    reports = made.grouped("event_reports", "event_id").get(event_id, [])
    return [made.table("articles")[name] for name in sorted({report["article_id"] for report in reports})]


def _parts(made: Translation, event_id: str) -> list[tuple[Record, Record]]:
    """Each actor's part in an event, and the actor."""
    parts = made.grouped("event_actors", "event_id").get(event_id, [])
    return [(part, made.table("actors")[part["actor_id"]]) for part in parts]


def _joined(texts: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(each for each in texts if each)) or None


# --- UCDP GED: an event that killed


def _ged(made: Translation) -> None:
    for event_id, event in made.table("events").items():
        killed = _killed(made, event_id)
        if not killed:
            made.reasons[event_id] = "No claim says that anyone died in it, and GED wants a death."
        elif made.entry("events", event, "realis", "row")["match"] != "none":
            _ged_row(made, event, killed)


def _ged_row(made: Translation, event: Record, killed: list[Record]) -> None:
    row = made.start(event["event_id"])
    made.say("events", event, row, _as_told(event))
    row["year"] = event["date_earliest"] and event["date_earliest"].year
    row["date_prec"] = _step(event, ((1, 1), (6, 2), (7, 3), (31, 4), (10**6, 5)))
    town = _place(made, row, event["place_id"])
    row |= {"where_coordinates": town.get("name")} | {name: town.get(name) for name in POINT.split()}
    articles = _articles(made, event["event_id"])
    row["number_of_sources"] = len(articles)
    row["source_article"] = _joined(article["publisher"] for article in articles)
    row["source_headline"] = _joined(article["title"] for article in articles)
    _ged_sides(made, row, killed)
    _ged_deaths(made, row, event, killed)


def _ged_sides(made: Translation, row: Record, killed: list[Record]) -> None:
    sides: dict[str, Record] = {}
    for part, actor in _parts(made, row["relid"]):
        made.say("event_actors", part, row)
        said = made.say("actors", actor, {"relid": row["relid"]})
        sides.setdefault(said.get("side", ""), said)
    for side in {"a", "b"} & sides.keys():
        row[f"side_{side}"] = sides[side]["side_name"]
        row[f"side_{side}_new_id"] = int(sides[side]["side_new_id"])
    if {"a", "b"} <= sides.keys():
        row |= {name: int(sides["b"][name]) for name in ("conflict_new_id", "dyad_new_id")}
        row |= {"dyad_name": f"{row['side_a']} - {row['side_b']}", "type_of_violence": 1}
    elif all(claim["victim_kind"] == "civilian" for claim in killed):
        row["type_of_violence"] = 3


def _ged_deaths(made: Translation, row: Record, event: Record, killed: list[Record]) -> None:
    people = made.counted(row, killed, event)
    columns: dict[str, list[int | None]] = {}
    for (kind, side), each in people.items():
        column = made.entry("casualties", {"victim_kind": kind}, "victim_kind", "deaths")["target_code"]
        if column not in DEATHS.split():  # those who fight are counted by their side
            theirs = made.entry("actors", {"side": side}, "side", "side")["target_code"]
            column = f"deaths_{theirs or 'unknown'}"
        columns.setdefault(column, []).append(each.best)
    row |= {column: added(parts) for column, parts in columns.items()} | total(people)
    claims = (made.table("casualties")[key] for each in people.values() for key in each.used)
    speakers = (made.table("actors").get(claim["attributed_to"], {}) for claim in claims)
    row["source_original"] = _joined(actor.get("name") for actor in speakers)


# --- ACLED: an event of a time and place


def _acled(made: Translation) -> None:
    for event_id, event in made.table("events").items():
        if reason := _not_in_acled(made, event):
            made.reasons[event_id] = reason
        else:
            _acled_row(made, event, _killed(made, event_id))


def _not_in_acled(made: Translation, event: Record) -> str:
    """Why an event cannot be a row of ACLED, "" where it can."""
    place = made.chain(event["place_id"])[:1]
    needed = [("events", event, "kind", "sub_event_type"), ("events", event, "realis", "row")]
    needed += [("places", each, "kind", "geo_precision") for each in place]
    for entry in (made.entry(*one) for one in needed):
        if entry["match"] == "none":
            return str(entry["reason"])
    if not place:
        return "ACLED wants a place."
    parts = (part for part, _ in _parts(made, event["event_id"]))
    if not any(made.entry("event_actors", part, "role", "who")["target_code"] == "actor1" for part in parts):
        return "ACLED wants to know who did it."
    if not _step(event, ((31, 1),)):
        return "ACLED takes no date less precise than a month, and records what lasts day by day."
    return ""


def _acled_row(made: Translation, event: Record, killed: list[Record]) -> None:
    row = made.start(event["event_id"])
    taking = made.entry("events", event, "kind", "sub_event_type")["target_code"] == TAKING
    made.say("events", event, row, _as_told(event), skip="sub_event_type" if taking else "")
    middle = date.fromordinal((event["date_earliest"].toordinal() + event["date_latest"].toordinal()) // 2)
    row |= {"event_date": text(middle), "year": middle.year}
    row["time_precision"] = _step(event, ((1, 1), (7, 2), (31, 3)))
    town = _place(made, row, event["place_id"])
    row |= {"location": town["name"]} | {name: town[name] for name in POINT.split()}
    taker = _acled_actors(made, row)
    if taking:
        row["sub_event_type"] = made.say("actors", taker, row, skip="inter inter_of_kind")["taker"]
    row["source"] = _joined(article["publisher"] for article in _articles(made, event["event_id"]))
    _acled_fatalities(made, row, event, killed)


def _acled_actors(made: Translation, row: Record) -> Record:
    """Fill in the actors, and return the first of them."""
    main: dict[str, Record] = {}
    allies: dict[str, list[str]] = {"1": [], "2": []}
    for part, actor in _parts(made, row["event_id_cnty"]):
        column = made.say("event_actors", part, row).get("who")
        if part["role"] == "participant" and actor["side"] != main.get("actor1", actor)["side"]:
            column = "actor2"
        if column in ("actor1", "actor2") and column not in main:
            main[column] = actor
        elif column:
            allies[column[-1]].append(actor["name"])
    for place, names in allies.items():
        row[f"assoc_actor_{place}"] = _joined(names)
        if actor := main.get(f"actor{place}", {}):
            row[f"actor{place}"] = actor["name"]
            by_side = made.entry("actors", actor, "side", "inter")["target_code"]
            said = made.say("actors", actor, row, skip="taker inter_of_kind" if by_side else "taker")
            code = by_side or said.get("inter_of_kind")
            row[f"inter{place}"] = int(code) if code else None
    codes = sorted(code for code in (row["inter1"], row["inter2"]) if code)
    row["interaction"] = int("".join(map(str, codes)).ljust(2, "0")) if codes else None
    return main["actor1"]


def _acled_fatalities(made: Translation, row: Record, event: Record, killed: list[Record]) -> None:
    if killed:
        row["fatalities"] = total(made.counted(row, killed, event, partial(_acled_number, made)))["low"]
    else:
        row["fatalities"] = 0
        reason = "ACLED records 0 where no deaths are reported; no claim says that nobody died."
        made.lose("forced", reason, row, "fatalities", 0)


def _acled_number(made: Translation, claim: Record) -> Record:
    """The number of a claim by ACLED's conventions."""
    taken = made.entry("casualties", claim, "quantifier", "number")["target_code"]
    value = claim[taken] if taken else None
    if taken == "scale":
        code = made.entry("casualties", claim, "scale", "number").get("target_code")
        value = int(code) if code else None
    return dict.fromkeys(("low", "best", "high"), value)


# --- PLOVER: a report of an event


def _plover(made: Translation) -> None:
    for report_id, report in made.table("event_reports").items():
        event = made.table("events")[report["event_id"]]
        category = made.entry("events", event, "kind", "event")
        if category["match"] == "none":
            made.reasons[report_id] = made.reasons[report["event_id"]] = category["reason"]
        else:
            _plover_row(made, report, event)


def _plover_row(made: Translation, report: Record, event: Record) -> None:
    row = made.start(report["report_id"])
    made.say("events", event, row)
    made.say("event_reports", report, row, _as_told(report))
    _place(made, row, report["place_id"])
    fields = ("realis", "confidence")
    marks = [made.entry("event_reports", report, field, "context").get("target_code") for field in fields]
    if "future" in marks and row["event"] in ANNOUNCED:
        row |= {"event": ANNOUNCED[row["event"]], "mode": None}
        marks.remove("future")
    row["context"] = _joined([*marks, _historical(made, report, row)])
    named: dict[str, list[str]] = {"actor": [], "recipient": []}
    for part, actor in _parts(made, event["event_id"]):
        named[made.say("event_actors", part, row)["who"]].append(actor["name"])
    row |= {column: _joined(names) for column, names in named.items()}


def _historical(made: Translation, report: Record, row: Record) -> str | None:
    """The mark of what lies before the year of publication."""
    published = made.table("articles")[report["article_id"]]["published_earliest"]
    last = report["date_latest"]
    if not published or not last or last.year >= published.year:
        return None
    reason = "Set where the date ends before the year of publication; PLOVER leaves it to the coder."
    ours = {"resource": "event_reports", "row_id": report["report_id"], "field": "date_latest", "value": last}
    made.lose("forced", reason, row, "context", "historical", **ours)
    return "historical"


# --- eventreport: a report of an event, with its counts


def _eventreport(made: Translation) -> None:
    claims = _claims_of_reports(made)
    for report_id, report in made.table("event_reports").items():
        if made.entry("event_reports", report, "realis", "row")["match"] != "none":
            _eventreport_row(made, report, claims.get(report_id, []))


def _claims_of_reports(made: Translation) -> dict[str, list[Record]]:
    """The claims by report: one of their event and article, and of their passage where there is one."""
    passages = {
        row["row_id"]: row["passage_id"]
        for row in made.grouped("evidence", "resource").get("casualties", [])
        if row["field"] is None
    }
    reports = made.grouped("event_reports", "event_id")
    found: dict[str, list[Record]] = {}
    for key, claim in made.table("casualties").items():
        same = [one for one in reports.get(claim["event_id"], []) if one["article_id"] == claim["article_id"]]
        for report in sorted(same, key=lambda one: one["passage_id"] != passages.get(key))[:1]:
            found.setdefault(report["report_id"], []).append(claim)
    return found


def _eventreport_row(made: Translation, report: Record, claims: list[Record]) -> None:
    row = made.start(report["report_id"])
    made.say("event_reports", report, row, _as_told(report))
    made.say("events", made.table("events")[report["event_id"]], row)
    article = made.table("articles")[report["article_id"]]
    made.say("articles", article, row)
    row["source"] = f"{article['publisher']} ({article['published']}) {article['title'] or ''}".rstrip()
    town = _place(made, row, report["place_id"])
    row["city"] = town.get("name") if town.get("kind") == "city" else None
    for nth, (part, actor) in enumerate(_parts(made, report["event_id"]), 1):
        if nth > ACTORS:
            ours = {"resource": "event_actors", "row_id": part["event_actor_id"]}
            made.lose("lost", f"The package's own data have {ACTORS} actors.", row, "", **ours)
            continue
        began = int(made.say("event_actors", part, row)["initiator"])
        precision = int(made.say("actors", actor, row)["precision"])
        values = (actor["name"], actor["actor_id"], actor["kind"], precision, began)
        row |= zip(ACTOR.format(nth).split(), values, strict=True)
    for people in ("deaths", "injuries"):
        told = [
            one
            for one in claims
            if made.entry("casualties", one, "outcome", "people")["target_code"] == people
        ]
        row |= {f"{people}_{name}": value for name, value in total(made.counted(row, told, report)).items()}


SCHEMES: dict[str, tuple[str, str, dict[str, str], Callable[[Translation], None]]] = {
    "ged": ("UCDP GED", GED, GED_WANTS, _ged),
    "acled": ("ACLED", ACLED, ACLED_WANTS, _acled),
    "plover": ("PLOVER", PLOVER, PLOVER_WANTS, _plover),
    "eventreport": ("the package eventreport", EVENTREPORT, {}, _eventreport),
}
