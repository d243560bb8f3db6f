"""The views of the SQLite file: each claim in one line, with names for identifiers and where its words stand.

Only SQL text and its description. Nothing is summed or reconciled here: a view shows what each article says.
A view is written for the tables it names and left out of a package that lacks one of them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

CLAIM_TABLES = frozenset({"casualties", "control", "event_reports", "statements", "strengths", "strikes"})
CODED = CLAIM_TABLES | {"actors", "articles", "events", "evidence", "passages", "places"}

# A passage as the views show it. A private copy has the article's own words in the place of the gloss.
GLOSS = "passages.gloss AS passage"
GLOSS_HELP = ("passage", "The content of the passage, in the coders' own words.")
WORDS = """(SELECT passage_texts.words FROM passage_texts
        WHERE passage_texts.passage_id = passages.passage_id) AS passage"""
WORDS_HELP = ("passage", "The passage in the article's own words.")


@dataclass(frozen=True)
class View:
    """One view: its SELECT, the help shown for it and for its own columns, and the tables it needs."""

    name: str
    title: str
    description: str
    sql: str
    columns: tuple[tuple[str, str], ...]
    tables: frozenset[str] = CODED


def in_original_words(view: View) -> View:
    """The view as a private copy has it: each passage as the article has it, not as we tell it."""
    columns = tuple(WORDS_HELP if column == GLOSS_HELP else column for column in view.columns)
    return replace(view, sql=view.sql.replace(GLOSS, WORDS), columns=columns)


def views_for(tables: Collection[str], private: bool) -> list[View]:
    """The views of a file with these tables; a private one shows the original words."""
    views = [view for view in VIEWS if view.tables <= set(tables)]
    return [in_original_words(view) for view in views] if private else views


def number_text(table: str) -> str:
    """SQL for a number in words, from the columns of NUMBER: 'at least 20', 'dozens', 'number not stated'."""
    return f"""coalesce(CASE {table}.quantifier
        WHEN 'exact' THEN CAST({table}.best AS TEXT)
        WHEN 'at_least' THEN 'at least ' || {table}.low
        WHEN 'more_than' THEN 'more than ' || {table}.low
        WHEN 'about' THEN 'about ' || {table}.best
        WHEN 'up_to' THEN 'up to ' || {table}.high
        WHEN 'fewer_than' THEN 'fewer than ' || {table}.high
        WHEN 'range' THEN {table}.low || ' to ' || {table}.high
        ELSE {table}.scale
    END, '“' || {table}.wording || '”', 'number not stated')"""


def counted(table: str, one: str, many: str, joint: str = " of ") -> str:
    """SQL for a number and what it counts: '1 strike', 'dozens of strikes', 'strikes (“heavy”)'.

    `one` and `many` are SQL expressions for the thing counted, `joint` links it to a number given in words.
    """
    return f"""CASE
        WHEN coalesce({table}.low, {table}.best, {table}.high) IS NOT NULL
        THEN {number_text(table)} || ' ' || CASE WHEN {table}.best = 1 THEN {one} ELSE {many} END
        WHEN {table}.scale IS NOT NULL THEN {table}.scale || '{joint}' || {many}
        ELSE {many} || ' (' || coalesce('“' || {table}.wording || '”', 'number not stated') || ')'
    END"""


def actor_name(column: str) -> str:
    """SQL for the name of the actor in a column, which must be given as table.column."""
    return f"(SELECT actors.name FROM actors WHERE actors.actor_id = {column})"


def place_name(column: str) -> str:
    """SQL for the name of the place in a column, which must be given as table.column."""
    return f"(SELECT places.name FROM places WHERE places.place_id = {column})"


def optional(before: str, expression: str) -> str:
    """SQL for words that appear only where `expression` has a value."""
    return f"coalesce('{before}' || {expression}, '')"


REPORT_SAYS = """(SELECT events.title FROM events WHERE events.event_id = event_reports.event_id)
    || CASE event_reports.realis WHEN 'actual' THEN '' ELSE ' (' || event_reports.realis || ')' END"""

OUTCOME = """CASE outcome WHEN 'killed_or_wounded' THEN 'killed or wounded'
        WHEN 'unknown' THEN 'fate unknown' ELSE outcome END"""

CASUALTY_SAYS = f"""{counted("casualties", OUTCOME, OUTCOME, joint=" ")}
    || ': ' || coalesce({actor_name("casualties.victim_actor_id")},
        CASE victim_kind WHEN 'unspecified' THEN 'victims not specified' ELSE victim_kind || 's' END)
    || {optional("; by ", actor_name("casualties.perpetrator_actor_id"))}
    || CASE cumulative WHEN 1 THEN '; running total' ELSE '' END"""

# Passive throughout: it reads right for one holder and for many.
CONTROLLED = f"""CASE extent WHEN 'part' THEN 'part of '
    WHEN 'share' THEN CASE WHEN share_best IS NOT NULL THEN printf('%g%% of ', share_best)
        WHEN share_low IS NOT NULL THEN printf('at least %g%% of ', share_low)
        WHEN share_high IS NOT NULL THEN printf('at most %g%% of ', share_high) ELSE 'a share of ' END
    ELSE '' END || {place_name("control.place_id")}"""
HOLDER = actor_name("control.holder_actor_id")
OPPONENT = actor_name("control.opponent_actor_id")
# Of the two who fight over a place, the one beside the opponent; whether it holds the place may be open.
FIGHTER = actor_name("coalesce(control.holder_actor_id, control.fighter_actor_id)")

CONTROL_SAYS = f"""{CONTROLLED} || ': ' || CASE status
    WHEN 'held' THEN 'held' || {optional(" by ", HOLDER)} || {optional(" against ", OPPONENT)}
    WHEN 'captured' THEN CASE WHEN holder_actor_id IS NULL THEN 'lost' || {optional(" by ", OPPONENT)}
        ELSE 'taken by ' || {HOLDER} || {optional(" from ", OPPONENT)} END
    WHEN 'contested' THEN 'fought over' || coalesce(' by ' || {FIGHTER} || ' and ' || {OPPONENT},
        ' by ' || {FIGHTER}, ' by ' || {OPPONENT}, '')
    WHEN 'designated' THEN 'called a stronghold' || {optional(" of ", HOLDER)}
    ELSE 'besieged' || {optional(" by ", OPPONENT)} || {optional(", held by ", HOLDER)}
    END"""

STRENGTH_SAYS = f"""{counted("strengths", "'fighter'", "'fighters'")}
    || ': ' || {actor_name("strengths.actor_id")}
    || {optional("; in ", place_name("strengths.place_id"))} || {optional("; ", "composition")}"""

STRIKE = "CASE unit WHEN 'sorties' THEN 'sortie' WHEN 'strikes' THEN 'strike' ELSE 'strike or sortie' END"
STRIKES = "CASE unit WHEN 'unspecified' THEN 'strikes or sorties' ELSE unit END"

EXPRESSION_SAYS = """coalesce('“' || time_expressions.wording || '”', 'a phrase of time')
        || coalesce(': ' || time_expressions.date, '')"""

STRIKE_SAYS = f"""{counted("strikes", STRIKE, STRIKES)}
    || {optional(" by ", actor_name("strikes.actor_id"))}
    || {optional(" in support of ", actor_name("strikes.supported_actor_id"))}
    || {optional(" on ", actor_name("strikes.target_actor_id"))}
    || {optional(" at ", place_name("strikes.place_id"))}
    || CASE cumulative WHEN 1 THEN '; running total' ELSE '' END"""

ROW_PASSAGE = """(SELECT min(evidence.passage_id) FROM evidence
    WHERE evidence.resource = said.resource AND evidence.row_id = said.row_id AND evidence.field IS NULL)"""


ATTRIBUTION = "attributed_to, relayed_by, confidence"
SPEAKER = "speaker_actor_id, relayed_by, NULL"


def _claim_arm(
    table: str,
    key: str,
    says: str,
    columns: str = "article_id, event_id, place_id",
    attribution: str = ATTRIBUTION,
) -> str:
    return f"""SELECT '{table}' AS resource, {key} AS row_id, {columns},
    date_stated, date, date_earliest, date_latest, date_basis, {attribution},
    {says} AS says
    FROM {table}"""


CLAIMS = View(
    name="claims",
    title="All claims, one line each",
    description="Every row of the claim tables, statements among them: what one article says once, in one "
    "line, with the passage it stands in. Two rows may tell the same thing; nothing here may be added up.",
    sql=f"""WITH said AS (
    {_claim_arm("event_reports", "report_id", REPORT_SAYS)}
    UNION ALL {_claim_arm("casualties", "casualty_id", CASUALTY_SAYS)}
    UNION ALL {_claim_arm("control", "control_id", CONTROL_SAYS)}
    UNION ALL {_claim_arm("strengths", "strength_id", STRENGTH_SAYS, "article_id, NULL, place_id")}
    UNION ALL {_claim_arm("strikes", "strike_id", STRIKE_SAYS)}
    UNION ALL {_claim_arm("statements", "statement_id", "gloss", "article_id, NULL, NULL", SPEAKER)}
)
SELECT said.row_id, said.says, articles.publisher AS article, said.date,
    coalesce(speakers.name, 'the article itself') AS said_by, said.confidence,
    passages.passage_id, {GLOSS}, relays.name AS relayed_by,
    said.event_id, events.title AS event, said.place_id, places.name AS place,
    said.resource, said.article_id,
    said.date_stated, said.date_earliest, said.date_latest, said.date_basis
FROM said
JOIN articles ON articles.article_id = said.article_id
LEFT JOIN events ON events.event_id = said.event_id
LEFT JOIN places ON places.place_id = said.place_id
LEFT JOIN actors AS speakers ON speakers.actor_id = said.attributed_to
LEFT JOIN actors AS relays ON relays.actor_id = said.relayed_by
LEFT JOIN passages ON passages.passage_id = {ROW_PASSAGE}""",
    columns=(
        ("says", "What the row says, put together from its coded columns."),
        ("article", "The publisher of the article that makes the claim."),
        ("event", "The title of the event the claim belongs to."),
        ("place", "The name of the place the claim is about."),
        ("said_by", "Whom the article names as the one who says it; 'the article itself' when nobody."),
        ("relayed_by", "The medium between the speaker and the article, where the article names one."),
        GLOSS_HELP,
    ),
)

# What the views over one claim table have in common, before and after their own columns.
CLAIMED = """claims.article, claims.date, claims.said_by, claims.confidence,
    claims.passage_id, claims.passage, claims.relayed_by"""
CLAIM_ENDS = """claims.event_id, claims.event, claims.article_id,
    claims.date_stated, claims.date_earliest, claims.date_latest, claims.date_basis"""

EVENT_DATES = View(
    name="event_dates",
    title="When each article puts an event",
    description="One row per article's report of an event: the date that article alone gives, the best date "
    "known, and the date the dataset settled on for the event.",
    sql="""SELECT event_reports.event_id, events.title AS event, event_reports.report_id,
    event_reports.article_id, articles.publisher AS article, event_reports.date_stated,
    (SELECT group_concat(quote, ' / ') FROM (SELECT DISTINCT evidence.quote FROM evidence
        WHERE evidence.resource = 'event_reports' AND evidence.row_id = event_reports.report_id
        AND evidence.article_id = event_reports.article_id AND evidence.field LIKE 'date%'
        ORDER BY evidence.start)) AS date_words,
    event_reports.date, event_reports.date_earliest, event_reports.date_latest, event_reports.date_basis,
    events.date AS event_date, events.rule AS event_rule, event_reports.passage_id
FROM event_reports
JOIN events ON events.event_id = event_reports.event_id
JOIN articles ON articles.article_id = event_reports.article_id""",
    columns=(
        ("event", "The title of the event."),
        ("article", "The publisher of the article that reports it."),
        ("date_words", "The article's own words for the date, where they are quoted."),
        ("event_date", "The date the dataset settled on for the event (EDTF)."),
        ("event_rule", "The rule by which that date was settled."),
    ),
)

CONTROL_STATEMENTS = View(
    name="control_statements",
    title="Who held what, as each article says",
    description="The control table with names instead of identifiers, in one line per statement.",
    sql=f"""SELECT control.control_id, claims.says, {CLAIMED},
    control.place_id, claims.place, control.status, {HOLDER} AS holder, {OPPONENT} AS opponent, {CLAIM_ENDS}
FROM control JOIN claims ON claims.resource = 'control' AND claims.row_id = control.control_id""",
    columns=(
        *CLAIMS.columns,
        ("holder", "Who holds the place after the sentence; blank when nobody is named."),
        ("opponent", "The previous holder, the besieger, or the other fighter."),
    ),
)

CASUALTY_STATEMENTS = View(
    name="casualty_statements",
    title="Killed and wounded, as each article says",
    description="The casualties table with names and the side of the victims. Running totals, daily counts "
    "and repeats of one report stand side by side, so the numbers must not be added up.",
    sql=f"""SELECT casualties.casualty_id, claims.says, {CLAIMED},
    coalesce(victims.side, 'unknown') AS victim_side, victims.name AS victims, casualties.victim_kind,
    casualties.outcome, {number_text("casualties")} AS number,
    casualties.low, casualties.best, casualties.high, casualties.cumulative,
    {actor_name("casualties.perpetrator_actor_id")} AS perpetrator, {CLAIM_ENDS}
FROM casualties
JOIN claims ON claims.resource = 'casualties' AND claims.row_id = casualties.casualty_id
LEFT JOIN actors AS victims ON victims.actor_id = casualties.victim_actor_id""",
    columns=(
        *CLAIMS.columns,
        ("victim_side", "The side of the victims; unknown where the article leaves open who they were."),
        ("number", "The stated number in words."),
        ("victims", "Who was hurt, where the article says so."),
        ("perpetrator", "Who did it, where the article says so."),
    ),
)

STRIKE_STATEMENTS = View(
    name="strike_statements",
    title="Air strikes, as each article says",
    description="The strikes table with names instead of identifiers. A running total includes the strikes "
    "counted before it.",
    sql=f"""SELECT strikes.strike_id, claims.says, {CLAIMED},
    {actor_name("strikes.actor_id")} AS flown_by, {number_text("strikes")} AS number,
    strikes.low, strikes.best, strikes.high, strikes.unit, strikes.cumulative,
    claims.place_id, claims.place, {CLAIM_ENDS}
FROM strikes JOIN claims ON claims.resource = 'strikes' AND claims.row_id = strikes.strike_id""",
    columns=(
        *CLAIMS.columns,
        ("number", "The stated number in words."),
        ("flown_by", "Whose aircraft they were."),
    ),
)

EVIDENCE_TRAIL = View(
    name="evidence_trail",
    title="Where each value's words stand",
    description="The evidence table with the article, the content of the passage and the claim that the "
    "words support.",
    sql=f"""SELECT evidence.evidence_id, evidence.row_id,
    coalesce(claims.says, actor_names.name, place_names.name,
        CASE evidence.resource WHEN 'time_expressions' THEN {EXPRESSION_SAYS} END) AS says,
    coalesce(evidence.field, '(whole row)') AS field, evidence.quote, evidence.support,
    articles.publisher AS article, evidence.passage_id, {GLOSS},
    evidence.start, evidence."end", evidence.article_id, evidence.resource
FROM evidence
JOIN articles ON articles.article_id = evidence.article_id
JOIN passages ON passages.passage_id = evidence.passage_id
LEFT JOIN claims ON claims.resource = evidence.resource AND claims.row_id = evidence.row_id
LEFT JOIN actor_names ON evidence.resource = 'actor_names' AND actor_names.actor_name_id = evidence.row_id
LEFT JOIN place_names ON evidence.resource = 'place_names' AND place_names.place_name_id = evidence.row_id
LEFT JOIN time_expressions
    ON evidence.resource = 'time_expressions' AND time_expressions.time_expression_id = evidence.row_id""",
    tables=CODED | {"actor_names", "place_names", "time_expressions"},
    columns=(
        ("says", "The claim in one line, or the name or the words for a time as the article prints them."),
        ("article", "The publisher of the article."),
        GLOSS_HELP,
    ),
)

DISCREPANCY_SIDES = View(
    name="discrepancy_sides",
    title="Points of disagreement, claim by claim",
    description="One row per claim that takes part in a discrepancy: what it says on the point, and how the "
    "dataset takes the point as a whole.",
    sql="""SELECT discrepancy_claims.discrepancy_claim_id, discrepancy_claims.discrepancy_id,
    discrepancies.topic, discrepancies.kind, claims.article, discrepancy_claims.position, claims.says,
    claims.date, claims.said_by, discrepancy_claims.row_id, claims.passage_id, claims.passage,
    discrepancies.summary, discrepancies.resolution, discrepancies.rule, claims.event_id, claims.article_id,
    discrepancy_claims.resource
FROM discrepancy_claims
JOIN discrepancies ON discrepancies.discrepancy_id = discrepancy_claims.discrepancy_id
LEFT JOIN claims
    ON claims.resource = discrepancy_claims.resource AND claims.row_id = discrepancy_claims.row_id""",
    tables=CODED | {"discrepancies", "discrepancy_claims"},
    columns=CLAIMS.columns,
)

VIEWS = (
    CLAIMS,
    EVENT_DATES,
    CONTROL_STATEMENTS,
    CASUALTY_STATEMENTS,
    STRIKE_STATEMENTS,
    DISCREPANCY_SIDES,
    EVIDENCE_TRAIL,
)
