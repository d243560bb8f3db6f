"""The views of the SQLite file: each claim in one line, with names for identifiers and where its words stand.

Nothing is summed or reconciled here: a view shows what each article says. A view is left out of a package
that lacks a table that it needs. How SQL and schema are made of a definition is left to view.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..descriptor import Package
from ..reading.telling import UNDATED
from ..schemas import TableSchema, table_schema
from .dates import DATES
from .view import Column, View, passed_on

CLAIM_TABLES = frozenset({"casualties", "control", "event_reports", "statements", "strengths", "strikes"})
CODED = CLAIM_TABLES | {"actors", "articles", "events", "evidence", "passages", "places"}

# A passage as the views show it. A private copy has the article's own words in the place of the gloss.
GLOSS = Column(
    "passage", "passages.gloss", "passages.gloss", "The content of the passage, in the coders' own words."
)
WORDS = GLOSS._replace(
    sql="""(SELECT passage_texts.words FROM passage_texts
        WHERE passage_texts.passage_id = passages.passage_id)""",
    description="The passage in the article's own words.",
)


def views_for(tables: Mapping[str, TableSchema], *, private: bool = False) -> list[tuple[View, TableSchema]]:
    """The views of a file with these tables, each with its schema; a private one shows the original words.

    Raises DataError when a column that a view passes on is missing.
    """
    known = {DATES.name: DATES, **tables}
    views = [view for view in VIEWS if view.tables <= set(tables)]
    if private:
        views = [
            replace(view, columns=tuple(WORDS if each == GLOSS else each for each in view.columns))
            for view in views
        ]
    for view in views:
        known[view.name] = view.schema(known)
    return [(view, known[view.name]) for view in views]


def schemas_of(package: Package) -> dict[str, TableSchema]:
    """The schemas of all tables of a package, of the table of dates, and of the views, by name."""
    tables = {name: table_schema(name, package) for name in package.names}
    return tables | {schema.name: schema for schema in (DATES, *(found for _, found in views_for(tables)))}


def origins(view: View) -> dict[str, str]:
    """The columns that a view passes on, each with the table.column that it comes from in the end."""
    passed_on = {each.name: {column.name: column.source for column in each.columns} for each in VIEWS}

    def origin(source: str) -> str:
        table, _, name = source.partition(".")
        return origin(passed_on[table][name]) if table in passed_on else source

    found = {name: origin(source) for name, source in passed_on[view.name].items()}
    return {name: source for name, source in found.items() if source}


def own(name: str, sql: str, description: str, *, required: bool = False) -> Column:
    """A column of text that is the view's own."""
    return Column(name, sql, description=description, required=required)


def date_told(name: str, table: str) -> Column:
    """A column of the table of dates beside the `date` of a table; what is no date is shown as it is."""
    sql = f"coalesce(dates.{name}, {table}.date, '{UNDATED}')"
    return Column(name, sql, f"dates.{name}", required=True)


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
    rows_of=tuple(sorted(CLAIM_TABLES)),
    tables=CODED,
    before=f"""WITH said AS (
    {_claim_arm("event_reports", "report_id", REPORT_SAYS)}
    UNION ALL {_claim_arm("casualties", "casualty_id", CASUALTY_SAYS)}
    UNION ALL {_claim_arm("control", "control_id", CONTROL_SAYS)}
    UNION ALL {_claim_arm("strengths", "strength_id", STRENGTH_SAYS, "article_id, NULL, place_id")}
    UNION ALL {_claim_arm("strikes", "strike_id", STRIKE_SAYS)}
    UNION ALL {_claim_arm("statements", "statement_id", "gloss", "article_id, NULL, NULL", SPEAKER)}
)
""",
    columns=(
        Column("row_id", "said.row_id", "evidence.row_id", "The key of the claim in the table `resource`."),
        own("says", "said.says", "What the row says, put together from its coded columns.", required=True),
        own("article", "articles.publisher", "The publisher of the article that says it.", required=True),
        *passed_on("casualties", "date", "said"),
        date_told("date_text", "said"),
        own(
            "said_by",
            "coalesce(speakers.name, 'the article itself')",
            "Whom the article names as the one who says it; 'the article itself' when nobody.",
            required=True,
        ),
        Column(
            "confidence",
            "said.confidence",
            "casualties.confidence",
            "How firmly the article puts it, judged by its words (coding rule 9). Blank for a statement, "
            "which is told as somebody's words.",
            required=False,
        ),
        *passed_on("evidence", "passage_id", "passages"),
        GLOSS,
        own("relayed_by", "relays.name", "The medium between speaker and article, where one is named."),
        *passed_on("casualties", "event_id", "said"),
        own("event", "events.title", "The title of the event the claim belongs to."),
        *passed_on("casualties", "place_id", "said"),
        own("place", "places.name", "The name of the place the claim is about."),
        Column(
            "resource",
            "said.resource",
            "evidence.resource",
            "The table in which the claim stands.",
            codes=CLAIM_TABLES,
        ),
        *passed_on("casualties", "article_id date_stated date_earliest date_latest date_basis", "said"),
        date_told("date_key", "said"),
        *passed_on("casualties", "attributed_to", "said"),
    ),
    origin=f"""FROM said
JOIN articles ON articles.article_id = said.article_id
LEFT JOIN dates ON dates.date = said.date
LEFT JOIN events ON events.event_id = said.event_id
LEFT JOIN places ON places.place_id = said.place_id
LEFT JOIN actors AS speakers ON speakers.actor_id = said.attributed_to
LEFT JOIN actors AS relays ON relays.actor_id = said.relayed_by
LEFT JOIN passages ON passages.passage_id = {ROW_PASSAGE}""",
)

# What the views over one claim table have in common, before and after their own columns.
CLAIMED = passed_on("claims", "says article date date_text said_by confidence passage_id passage relayed_by")
CLAIM_ENDS = passed_on(
    "claims",
    "event_id event article_id date_stated date_earliest date_latest date_basis date_key attributed_to",
)

EVENT_DATES = View(
    name="event_dates",
    title="When each article puts an event",
    description="One row per article's report of an event: the date that article alone gives, the best date "
    "known, and the date the dataset settled on for the event.",
    rows_of=("event_reports",),
    tables=frozenset({"articles", "events", "event_reports", "evidence", "passages"}),
    columns=(
        *passed_on("event_reports", "report_id event_id"),
        own("event", "events.title", "The title of the event.", required=True),
        *passed_on("event_reports", "article_id"),
        own("article", "articles.publisher", "The publisher of the article that reports it.", required=True),
        *passed_on("event_reports", "date_stated"),
        own(
            "date_words",
            """(SELECT group_concat(quote, ' / ') FROM (SELECT DISTINCT evidence.quote FROM evidence
        WHERE evidence.resource = 'event_reports' AND evidence.row_id = event_reports.report_id
        AND evidence.article_id = event_reports.article_id AND evidence.field LIKE 'date%'
        ORDER BY evidence.start))""",
            "The article's own words for the date, where they are quoted.",
        ),
        *passed_on("event_reports", "date"),
        date_told("date_text", "event_reports"),
        *passed_on("event_reports", "date_earliest date_latest date_basis"),
        Column("event_date", "events.date", "events.date", "The date settled on for the event (EDTF)."),
        Column("event_rule", "events.rule", "events.rule", "The rule by which that date was settled."),
        *passed_on("event_reports", "passage_id"),
        date_told("date_key", "event_reports"),
    ),
    origin="""FROM event_reports
JOIN events ON events.event_id = event_reports.event_id
JOIN articles ON articles.article_id = event_reports.article_id
LEFT JOIN dates ON dates.date = event_reports.date""",
)

CONTROL_STATEMENTS = View(
    name="control_statements",
    title="Who held what, as each article says",
    description="The control table with names beside identifiers, in one line per statement.",
    rows_of=("control",),
    tables=CODED,
    columns=(
        *passed_on("control", "control_id"),
        *CLAIMED,
        *passed_on("control", "place_id"),
        *passed_on("claims", "place"),
        *passed_on("control", "status extent"),
        own("holder", HOLDER, "Who holds the place after the sentence; blank when nobody is named."),
        own("opponent", OPPONENT, "The previous holder, the besieger, or the other fighter."),
        *passed_on("control", "holder_actor_id opponent_actor_id"),
        *CLAIM_ENDS,
    ),
    origin="FROM control JOIN claims ON claims.resource = 'control' AND claims.row_id = control.control_id",
)

CASUALTY_STATEMENTS = View(
    name="casualty_statements",
    title="Killed and wounded, as each article says",
    description="The casualties table with names and the side of the victims. Running totals, daily counts "
    "and repeats of one report stand side by side, so the numbers must not be added up.",
    rows_of=("casualties",),
    tables=CODED,
    columns=(
        *passed_on("casualties", "casualty_id"),
        *CLAIMED,
        Column(
            "victim_side",
            "coalesce(victims.side, 'unknown')",
            "actors.side",
            "The side of the victims; unknown where the article leaves open who they were.",
        ),
        own("victims", "victims.name", "Who was hurt, where the article says so."),
        *passed_on("casualties", "victim_kind outcome"),
        own("number", number_text("casualties"), "The stated number in words.", required=True),
        *passed_on("casualties", "low best high cumulative"),
        own(
            "perpetrator",
            actor_name("casualties.perpetrator_actor_id"),
            "Who did it, where the article says so.",
        ),
        *passed_on("casualties", "victim_actor_id perpetrator_actor_id place_id"),
        *passed_on("claims", "place"),
        *CLAIM_ENDS,
    ),
    origin="""FROM casualties
JOIN claims ON claims.resource = 'casualties' AND claims.row_id = casualties.casualty_id
LEFT JOIN actors AS victims ON victims.actor_id = casualties.victim_actor_id""",
)

STRIKE_STATEMENTS = View(
    name="strike_statements",
    title="Air strikes, as each article says",
    description="The strikes table with names beside identifiers. A running total includes the strikes "
    "counted before it.",
    rows_of=("strikes",),
    tables=CODED,
    columns=(
        *passed_on("strikes", "strike_id"),
        *CLAIMED,
        own("flown_by", actor_name("strikes.actor_id"), "Whose aircraft they were."),
        own("number", number_text("strikes"), "The stated number in words.", required=True),
        *passed_on("strikes", "low best high unit cumulative actor_id place_id"),
        *passed_on("claims", "place"),
        *CLAIM_ENDS,
    ),
    origin="FROM strikes JOIN claims ON claims.resource = 'strikes' AND claims.row_id = strikes.strike_id",
)

EVIDENCE_TRAIL = View(
    name="evidence_trail",
    title="Where each value's words stand",
    description="The evidence table with the article, the content of the passage and the claim that the "
    "words support.",
    rows_of=("evidence",),
    tables=CODED | {"actor_names", "place_names", "time_expressions"},
    columns=(
        *passed_on("evidence", "evidence_id row_id"),
        own(
            "says",
            f"""coalesce(claims.says, actor_names.name, place_names.name,
        CASE evidence.resource WHEN 'time_expressions' THEN {EXPRESSION_SAYS} END)""",
            "The claim in one line, or the name or the words for a time as the article prints them.",
            required=True,
        ),
        own(
            "field",
            "coalesce(evidence.field, '(whole row)')",
            "The supported column; '(whole row)' where the words support the row as a whole.",
            required=True,
        ),
        *passed_on("evidence", "quote support"),
        own("article", "articles.publisher", "The publisher of the article.", required=True),
        *passed_on("evidence", "passage_id"),
        GLOSS,
        *passed_on("evidence", "start"),
        Column("end", 'evidence."end"', "evidence.end"),
        *passed_on("evidence", "article_id resource"),
    ),
    origin="""FROM evidence
JOIN articles ON articles.article_id = evidence.article_id
JOIN passages ON passages.passage_id = evidence.passage_id
LEFT JOIN claims ON claims.resource = evidence.resource AND claims.row_id = evidence.row_id
LEFT JOIN actor_names ON evidence.resource = 'actor_names' AND actor_names.actor_name_id = evidence.row_id
LEFT JOIN place_names ON evidence.resource = 'place_names' AND place_names.place_name_id = evidence.row_id
LEFT JOIN time_expressions
    ON evidence.resource = 'time_expressions' AND time_expressions.time_expression_id = evidence.row_id""",
)

DISCREPANCY_SIDES = View(
    name="discrepancy_sides",
    title="Points of disagreement, claim by claim",
    description="One row per claim that takes part in a discrepancy: what it says on the point, and how the "
    "dataset takes the point as a whole.",
    rows_of=("discrepancy_claims",),
    tables=CODED | {"discrepancies", "discrepancy_claims"},
    columns=(
        *passed_on("discrepancy_claims", "discrepancy_claim_id discrepancy_id"),
        *passed_on("discrepancies", "topic kind"),
        *passed_on("claims", "article"),
        *passed_on("discrepancy_claims", "position"),
        *passed_on("claims", "says date date_text said_by"),
        *passed_on("discrepancy_claims", "row_id"),
        *passed_on("claims", "passage_id passage"),
        *passed_on("discrepancies", "summary resolution rule"),
        *passed_on("claims", "event_id article_id"),
        *passed_on("discrepancy_claims", "resource"),
        *passed_on("claims", "date_key"),
    ),
    origin="""FROM discrepancy_claims
JOIN discrepancies ON discrepancies.discrepancy_id = discrepancy_claims.discrepancy_id
LEFT JOIN claims
    ON claims.resource = discrepancy_claims.resource AND claims.row_id = discrepancy_claims.row_id""",
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
