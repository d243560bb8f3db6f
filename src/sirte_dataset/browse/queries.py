"""The questions that the browser answers ready-made: SQL over the views of sqlite/views.py, its parameters.

Every query shows something useful when it is opened without parameters: each parameter has a default, itself
a piece of SQL, so that no row of the data is named here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """One blank to fill in. `default` is an SQL expression; `choices` an SQL query for (value, label).

    Where `free` is true the choices only help with typing, and any other value is as good.
    """

    name: str
    label: str
    default: str
    choices: str = ""
    free: bool = False

    @property
    def sql(self) -> str:
        """SQL for the value in use: what the reader gave, else the default."""
        return f"coalesce(nullif(trim(:{self.name}), ''), {self.default})"


@dataclass(frozen=True)
class Query:
    """One question: its address (`name`), what it asks and shows, and its SQL."""

    name: str
    title: str
    description: str
    sql: str
    parameters: tuple[Parameter, ...] = ()


EVERYTHING = "'all'"
EVENTS_BY_DATE = """SELECT event_id, event_id || '  ' || title || coalesce(', ' || date_text, '')
FROM events LEFT JOIN dates USING (date)"""
THEIR_ORDER = "ORDER BY date_key IS NULL, date_key, event_id"

EVENT = Parameter(
    name="event",
    label="Event",
    default="(SELECT event_id FROM claims WHERE event_id IS NOT NULL GROUP BY event_id "
    "ORDER BY count(DISTINCT article_id) DESC, count(*) DESC, event_id LIMIT 1)",
    choices=f"{EVENTS_BY_DATE} WHERE event_id IN (SELECT event_id FROM claims) {THEIR_ORDER}",
)

DATED_EVENT = Parameter(
    name="event",
    label="Event",
    default="(SELECT event_id FROM event_dates GROUP BY event_id "
    "ORDER BY count(DISTINCT date_stated) DESC, count(DISTINCT article_id) DESC, event_id LIMIT 1)",
    choices=f"{EVENTS_BY_DATE} WHERE event_id IN (SELECT event_id FROM event_reports) {THEIR_ORDER}",
)

PLACE = Parameter(
    name="place",
    label="Place, and all places in it",
    default=EVERYTHING,
    choices="""WITH RECURSIVE spoken_of (place_id) AS (
    SELECT place_id FROM control
    UNION SELECT parent_place_id FROM places JOIN spoken_of USING (place_id)
)
SELECT 'all', 'Everywhere' UNION ALL
SELECT * FROM (SELECT place_id, name FROM places WHERE place_id IN spoken_of ORDER BY name)""",
)

SIDE = Parameter(
    name="side",
    label="Side of the victims",
    default=EVERYTHING,
    choices="""SELECT 'all', 'Every side' UNION ALL
SELECT * FROM (SELECT DISTINCT victim_side, victim_side FROM casualty_statements ORDER BY 1)""",
)

FLOWN_BY = Parameter(
    name="flown_by",
    label="Flown by",
    default=EVERYTHING,
    choices="""SELECT 'all', 'Everyone' UNION ALL
SELECT who, who
FROM (SELECT DISTINCT coalesce(flown_by, 'not stated') AS who FROM strike_statements ORDER BY 1)""",
)

ROW = Parameter(
    name="row",
    label="Row identifier",
    default="(SELECT row_id FROM evidence GROUP BY resource, row_id "
    "ORDER BY resource = 'casualties' DESC, count(*) DESC, row_id LIMIT 1)",
    choices="SELECT row_id, row_id || '  ' || says FROM claims ORDER BY resource, row_id",
    free=True,
)

KIND = Parameter(
    name="kind",
    label="Kind of disagreement",
    default=EVERYTHING,
    choices="""SELECT 'all', 'Every kind' UNION ALL
SELECT * FROM (SELECT DISTINCT kind, kind FROM discrepancies ORDER BY 1)""",
)

WORDS = Parameter(name="words", label="Words to find", default="'headquarters'", free=True)


def by_publication(table: str) -> str:
    """SQL that sorts by article, in the order in which the articles appeared."""
    return (
        "(SELECT published_earliest FROM articles "
        f"WHERE articles.article_id = {table}.article_id), {table}.article_id"
    )


QUERIES = (
    Query(
        name="claims_on_one_event",
        title="What does each article claim about one event?",
        description="Every claim on the event side by side: the reports of it, its casualties, who took "
        "what, the strikes, and who said something in the passages that report it. Articles in the order in "
        "which they appeared.",
        parameters=(EVENT,),
        sql=f"""SELECT article, says, date_text, said_by, confidence, row_id, passage_id, passage,
    relayed_by, resource, date
FROM claims
WHERE event_id = {EVENT.sql} OR (resource = 'statements' AND passage_id IN (
    SELECT passage_id FROM event_reports WHERE event_id = {EVENT.sql}
))
ORDER BY {by_publication("claims")}, resource <> 'event_reports', resource, row_id""",
    ),
    Query(
        name="control_over_time",
        title="Who held a place, and when?",
        description="Every statement that a side holds, takes, besieges or fights for the place or a part of "
        "it, by date: by the first day that it allows, or the last where the beginning is open; undated ones "
        "last.",
        parameters=(PLACE,),
        sql=f"""WITH RECURSIVE chosen (place_id) AS (
    SELECT place_id FROM places WHERE {PLACE.sql} IN ('all', place_id)
    UNION SELECT places.place_id FROM places JOIN chosen ON places.parent_place_id = chosen.place_id
)
SELECT date_text, place, says, status, article, said_by, confidence, control_id, passage_id, passage, date
FROM control_statements
WHERE place_id IN chosen
ORDER BY date_key, place, control_id""",
    ),
    Query(
        name="killed_and_wounded",
        title="How many killed and wounded, by side and article?",
        description="What each article says of each side's losses, statement by statement, with its date. "
        "Nothing is added up: totals, daily counts and two tellings of one report stand beside each other. "
        "The side is unknown where the article does not say whose losses they were.",
        parameters=(SIDE,),
        sql=f"""WITH told AS (
    SELECT *, number || CASE cumulative WHEN 1 THEN ', running total' ELSE '' END
        || CASE WHEN date IS NULL THEN '' ELSE ' (' || date_text || ')' END AS statement
    FROM casualty_statements WHERE {SIDE.sql} IN ('all', victim_side) ORDER BY date_key, casualty_id
)
SELECT victim_side, article,
    group_concat(CASE outcome WHEN 'killed' THEN statement END, '; ') AS killed,
    group_concat(CASE outcome WHEN 'wounded' THEN statement END, '; ') AS wounded,
    group_concat(CASE WHEN outcome NOT IN ('killed', 'wounded')
        THEN replace(outcome, '_', ' ') || ': ' || statement END, '; ') AS other,
    group_concat(casualty_id, ' ') AS casualty_ids
FROM told
GROUP BY victim_side, article_id, article
ORDER BY victim_side, {by_publication("told")}""",
    ),
    Query(
        name="dates_of_one_event",
        title="When was it, by each article?",
        description="The date of one event as each article alone gives it, the words it uses, and the date "
        "the dataset settled on. Opens with an event on which the articles differ.",
        parameters=(DATED_EVENT,),
        sql=f"""SELECT article, date_stated, date_words, date_text, date, date_earliest, date_latest,
    date_basis, event_date, event_rule, report_id, passage_id
FROM event_dates
WHERE event_id = {DATED_EVENT.sql}
ORDER BY {by_publication("event_dates")}, report_id""",
    ),
    Query(
        name="air_strike_counts",
        title="How many air strikes, as reported over time?",
        description="Every statement on air strikes or other air support, by the last day it speaks of. "
        "A running total already includes the strikes before it.",
        parameters=(FLOWN_BY,),
        sql=f"""SELECT date_text, flown_by, says, low, best, high, article, said_by, confidence,
    strike_id, passage_id, passage, date
FROM strike_statements
WHERE {FLOWN_BY.sql} IN ('all', coalesce(flown_by, 'not stated'))
ORDER BY coalesce(date_latest, date_earliest) IS NULL, coalesce(date_latest, date_earliest),
    date_key, strike_id""",
    ),
    Query(
        name="disagreements",
        title="Where do the articles disagree?",
        description="Every point on which claims differ, with the claims beside each other in the order in "
        "which their articles appeared, and how to take it. In a contradiction not all can be true; in a "
        "tension all may be; claims of different scope only seem to differ.",
        parameters=(KIND,),
        sql=f"""WITH sides AS (
    SELECT *, row_number() OVER (
        PARTITION BY discrepancy_id ORDER BY {by_publication("discrepancy_sides")}, row_id) AS turn
    FROM discrepancy_sides WHERE {KIND.sql} IN ('all', kind)
)
SELECT discrepancy_id, CASE turn WHEN 1 THEN topic END AS topic, article, position, row_id, passage_id,
    CASE turn WHEN 1 THEN kind END AS kind, CASE turn WHEN 1 THEN resolution END AS resolution, resource
FROM sides
ORDER BY discrepancy_id, turn""",
    ),
    Query(
        name="evidence_trail_of_a_row",
        title="Where do the words behind a row stand?",
        description="The evidence for one row, cell by cell: the article, the passage, the short quotation "
        "where there is one, and the character offsets in the article's file. A passage is told in the first "
        "line that draws on it.",
        parameters=(ROW,),
        sql=f"""WITH trail AS (
    SELECT *, row_number() OVER (
        PARTITION BY passage_id ORDER BY field <> '(whole row)', field, evidence_id) AS turn
    FROM evidence_trail WHERE row_id = upper({ROW.sql})
)
SELECT row_id, field, quote, support, passage_id, CASE turn WHEN 1 THEN passage END AS passage,
    start, "end", article, CASE turn WHEN 1 THEN says END AS says, resource
FROM trail
ORDER BY field <> '(whole row)', field, evidence_id""",
    ),
    Query(
        name="search",
        title="Search everything",
        description="Rows of any table that have all the words in their glosses, summaries, titles, names or "
        "quotations. Put a phrase in double quotation marks.",
        parameters=(WORDS,),
        sql=f"""SELECT resource, row_id, snippet(search_text, 2, '[', ']', ' … ', 40) AS found
FROM search_text
WHERE search_text MATCH coalesce(nullif(escape_fts({WORDS.sql}), ''), '""')
ORDER BY rank, resource, row_id""",
    ),
)
