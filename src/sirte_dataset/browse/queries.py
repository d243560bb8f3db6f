"""The questions that the browser answers ready-made: SQL over the views of sqlite/views.py, its parameters.

Every query shows something useful when it is opened without parameters: each parameter has a default, itself
a piece of SQL, so that no row of the data is named here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """One blank to fill in. `default` is an SQL expression; `choices` an SQL query for (value, label).

    Where `free` is true the choices only help with typing, and any other value is as good. `codes` is the
    coded column (table.column) whose meanings our own page shows for the labels; `day` asks for a day.
    """

    name: str
    label: str
    default: str
    choices: str = ""
    free: bool = False
    codes: str = ""
    day: bool = False

    @property
    def sql(self) -> str:
        """SQL for the value in use: what the reader gave, else the default."""
        return f"coalesce(nullif(trim(:{self.name}), ''), {self.default})"


@dataclass(frozen=True)
class Query:
    """One question: its address (`name`), what it asks and shows, and its SQL.

    Its own page shows the claims that its rows name, under a heading for each value of the column `by`, whose
    meanings are those of the coded column `codes` or which the column `about` tells of, and with each claim
    what the columns `beside` add.
    """

    name: str
    title: str
    description: str
    sql: str
    parameters: tuple[Parameter, ...] = ()
    by: str = ""
    codes: str = ""
    about: str = ""
    beside: tuple[str, ...] = ()


EVERYTHING = "'all'"
EVENTS_BY_DATE = """SELECT event_id, title || coalesce(', ' || date_text, '')
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
    codes="actors.side",
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
    choices="SELECT row_id, says FROM claims ORDER BY resource, row_id",
    free=True,
)

KIND = Parameter(
    name="kind",
    label="Kind of disagreement",
    default=EVERYTHING,
    choices="""SELECT 'all', 'Every kind' UNION ALL
SELECT * FROM (SELECT DISTINCT kind, kind FROM discrepancies ORDER BY 1)""",
    codes="discrepancies.kind",
)

SPEAKER = Parameter(
    name="speaker",
    label="Speaker",
    default="(SELECT attributed_to FROM claims WHERE attributed_to IS NOT NULL GROUP BY attributed_to "
    "ORDER BY count(*) DESC, attributed_to LIMIT 1)",
    choices="""SELECT actor_id, name || ', ' || count(*)
FROM claims JOIN actors ON actor_id = attributed_to GROUP BY actor_id ORDER BY name""",
)

# Whose losses and gains are told: the actor's and those of all who belong to it.
MEMBERS = """members (actor_id) AS (
    SELECT {} UNION SELECT actors.actor_id FROM actors JOIN members ON parent_actor_id = members.actor_id
)"""
HELD = """SELECT casualty_id AS row_id, victim_actor_id AS actor_id, '1 what it lost in people' AS part
    FROM casualties
    UNION ALL SELECT control_id, opponent_actor_id, '2 what was taken from it' FROM control
    WHERE status = 'captured'
    UNION ALL SELECT control_id, holder_actor_id, '3 what it held'
    FROM control WHERE status IN ('held', 'designated', 'besieged')
    UNION ALL SELECT control_id, holder_actor_id, '4 what it took' FROM control WHERE status = 'captured'
    UNION ALL SELECT control_id, coalesce(holder_actor_id, fighter_actor_id), '5 what was fought over'
    FROM control WHERE status = 'contested'"""
ACTOR = Parameter(
    name="actor",
    label="Actor, and all who belong to it",
    default=f"(SELECT actor_id FROM ({HELD}) WHERE actor_id IS NOT NULL GROUP BY actor_id "
    "ORDER BY count(DISTINCT part) DESC, count(*) DESC, actor_id LIMIT 1)",
    choices=f"""SELECT DISTINCT actors.actor_id, name FROM actors JOIN ({HELD}) USING (actor_id)
ORDER BY name""",
)

SITE = Parameter(
    name="place",
    label="Place, and all places in it",
    default=EVERYTHING,
    choices="""WITH RECURSIVE spoken_of (place_id) AS (
    SELECT place_id FROM casualties
    UNION SELECT parent_place_id FROM places JOIN spoken_of USING (place_id)
)
SELECT 'all', 'Everywhere' UNION ALL
SELECT * FROM (SELECT place_id, name FROM places WHERE place_id IN spoken_of ORDER BY name)""",
)

FROM = Parameter(
    name="from",
    label="From",
    default="(SELECT date(max(published_latest), '-7 days') FROM articles)",
    free=True,
    day=True,
)
TO = Parameter(
    name="to",
    label="To",
    default="(SELECT max(published_latest) FROM articles)",
    free=True,
    day=True,
)

RELATION = Parameter(
    name="relation",
    label="What the publication does to the claim",
    default=EVERYTHING,
    choices="""SELECT 'all', 'Anything' UNION ALL
SELECT * FROM (SELECT DISTINCT relation, relation FROM comparisons ORDER BY 1)""",
    codes="comparisons.relation",
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
        by="article",
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
        by="victim_side",
        codes="actors.side",
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
        beside=("date_words",),
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
        by="topic",
        about="resolution",
        beside=("position",),
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
        beside=("field", "quote", "passage_id", "passage"),
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
        name="who_said_what",
        title="What did one speaker say?",
        description="Everything that the articles say in the name of one speaker, by article: statements, "
        "and claims on the speaker's word.",
        parameters=(SPEAKER,),
        by="article",
        sql=f"""SELECT article, says, date_text, said_by, relayed_by, row_id, passage_id, passage,
    resource, date
FROM claims
WHERE attributed_to = {SPEAKER.sql}
ORDER BY {by_publication("claims")}, passage_id, resource, row_id""",
    ),
    Query(
        name="lost_and_held",
        title="What did one side lose, hold and take?",
        description="Losses in people, places lost, held, taken and fought over, of an actor and of all who "
        "belong to it, each as an article says it. Numbers repeat and overlap; they must not be added up.",
        parameters=(ACTOR,),
        by="part",
        sql=f"""WITH RECURSIVE {MEMBERS.format(ACTOR.sql)}
SELECT DISTINCT substr(held.part, 3) AS part, says, date_text, article, said_by, confidence, row_id,
    passage_id, resource, date
FROM ({HELD}) AS held JOIN claims USING (row_id)
WHERE actor_id IN members AND resource IN ('casualties', 'control')
ORDER BY held.part, date_key, row_id""",
    ),
    Query(
        name="between_two_days",
        title="What is claimed of the days between two dates?",
        description="Every claim whose date lies in the period, and every one whose date may. Claims without "
        "a date are left out.",
        parameters=(FROM, TO),
        by="lies",
        sql=f"""SELECT CASE WHEN date_earliest >= {FROM.sql} AND date_latest <= {TO.sql}
        THEN 'surely in these days' ELSE 'perhaps or in part in these days' END AS lies,
    date_text, says, place, article, said_by, confidence, row_id, passage_id, resource, date
FROM claims
WHERE date IS NOT NULL AND resource <> 'statements'
    AND coalesce(date_earliest, {TO.sql}) <= {TO.sql}
    AND coalesce(date_latest, {FROM.sql}) >= {FROM.sql}
ORDER BY lies DESC, date_key, resource, row_id""",
    ),
    Query(
        name="unnamed_sources",
        title="Which claims rest on somebody without a name?",
        description="Claims and statements whose speaker is described but not named, or whose name the text "
        "has lost, by speaker.",
        by="speaker",
        about="about_the_speaker",
        sql="""SELECT name AS speaker, says, date_text, article, confidence, row_id, passage_id, resource,
    date, CASE row_number() OVER (PARTITION BY actor_id ORDER BY date_key, row_id) WHEN 1 THEN description END
        AS about_the_speaker
FROM claims JOIN actors ON actor_id = attributed_to
WHERE actors.kind IN ('unnamed_source', 'unnamed_group')
ORDER BY name, actor_id, date_key, row_id""",
    ),
    Query(
        name="outside_publications",
        title="What do other publications confirm or contradict?",
        description="Claims that were set beside a publication outside the articles, and what it says.",
        parameters=(RELATION,),
        by="relation",
        codes="comparisons.relation",
        beside=("publisher", "finding"),
        sql=f"""SELECT relation, says, finding, publisher, published, date_text, article,
    comparisons.resource, comparisons.row_id, passage_id, source_id, url
FROM comparisons
JOIN claims ON claims.resource = comparisons.resource AND claims.row_id = comparisons.row_id
JOIN sources USING (source_id)
WHERE {RELATION.sql} IN ('all', relation)
ORDER BY CASE relation WHEN 'contradicts' THEN 1 WHEN 'revises' THEN 2 WHEN 'confirms' THEN 3
        WHEN 'narrows' THEN 4 ELSE 5 END, date_key, comparisons.row_id, comparison_id""",
    ),
    Query(
        name="not_done",
        title="What was only planned or attempted?",
        description="Reports of what was announced, prepared or tried, as the articles tell it: not that it "
        "happened.",
        by="realis",
        codes="event_reports.realis",
        sql="""SELECT realis, says, date_text, article, said_by, claims.confidence, report_id,
    claims.passage_id, passage, claims.date
FROM event_reports JOIN claims ON resource = 'event_reports' AND row_id = report_id
WHERE realis <> 'actual'
ORDER BY realis DESC, date_key, report_id""",
    ),
    Query(
        name="repeats",
        title="Which claims repeat, include or update each other?",
        description="Pairs of claims that must not be counted twice, and why.",
        by="pair",
        about="basis",
        sql="""WITH linked AS (
    SELECT claim_link_id, relation, basis, 1 AS turn, resource, row_id FROM claim_links
    UNION ALL SELECT claim_link_id, relation, NULL, 2, other_resource, other_row_id FROM claim_links
)
SELECT row_number() OVER (PARTITION BY turn ORDER BY relation, claim_link_id) || '. '
        || CASE relation WHEN 'repeats' THEN 'Both say the same thing'
        WHEN 'same_report' THEN 'Both go back to one report'
        WHEN 'includes' THEN 'The first includes the second'
        WHEN 'may_include' THEN 'The first may include the second'
        WHEN 'updates' THEN 'The first is a later state of the second' ELSE relation END AS pair,
    says, basis, date_text, article, said_by, row_id, passage_id, relation, claim_link_id, resource, date
FROM linked JOIN claims USING (resource, row_id)
ORDER BY relation, claim_link_id, turn""",
    ),
    Query(
        name="casualties_at_a_place",
        title="Who was killed or hurt at a place?",
        description="Every number of killed, wounded and missing at the place or a part of it, by outcome "
        "and date. They repeat and overlap and must not be added up.",
        parameters=(SITE,),
        by="outcome",
        codes="casualties.outcome",
        sql=f"""WITH RECURSIVE chosen (place_id) AS (
    SELECT place_id FROM places WHERE {SITE.sql} IN ('all', place_id)
    UNION SELECT places.place_id FROM places JOIN chosen ON places.parent_place_id = chosen.place_id
)
SELECT outcome, says, number, place, date_text, article, said_by, confidence, casualty_id, passage_id,
    passage, date
FROM casualty_statements
WHERE {SITE.sql} = 'all' OR place_id IN chosen
ORDER BY outcome, date_key, casualty_id""",
    ),
    Query(
        name="left_open",
        title="What do the articles leave open?",
        description="Claims without a number, without a named victim or holder, or without a date: what the "
        "articles do not say, and this dataset does not guess.",
        by="left_open",
        sql="""WITH missing AS (
    SELECT casualty_id AS row_id, '1 how many were killed or hurt' AS left_open FROM casualties
    WHERE quantifier = 'not_stated'
    UNION ALL SELECT strike_id, '2 how many air strikes' FROM strikes WHERE quantifier = 'not_stated'
    UNION ALL SELECT strength_id, '3 how strong a force was' FROM strengths WHERE quantifier = 'not_stated'
    UNION ALL SELECT casualty_id, '4 who was killed or hurt' FROM casualties
    WHERE victim_actor_id IS NULL AND victim_kind = 'unspecified'
    UNION ALL SELECT control_id, '5 who held the place' FROM control WHERE holder_actor_id IS NULL
    UNION ALL SELECT row_id, '6 when it was' FROM claims WHERE date IS NULL AND resource <> 'statements'
)
SELECT substr(left_open, 3) AS left_open, says, date_text, article, said_by, confidence, row_id, passage_id,
    resource, date
FROM missing JOIN claims USING (row_id)
ORDER BY missing.left_open, date_key, row_id""",
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
