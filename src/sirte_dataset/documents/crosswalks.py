"""The crosswalks as a page: which code becomes which, how well it fits, and what a translation loses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..analysis.crosswalks import SCHEMES, translation
from ..analysis.translation import Record, Translation
from ..loading import load
from .markdown import bullets, code, folded, head, literal, page, paragraphs, table

OPENING = """
`sd.crosswalk(scheme)` and `sirte crosswalk SCHEME` set the dataset out in the columns and codes of another
scheme. **These are translations, not records of those projects**: nobody there has coded them, and their own
data on the same events differ. The first column holds our identifier. `.loss` and `--loss` list all that the
translation loses or adds: rows of ours that it leaves out (`row`), cells that the scheme cannot say (`lost`),
says less precisely (`coarser`) or says beyond what is known (`forced`), and cells that the scheme wants and
nothing fills (`blank`), each with its reason. Of reference tables, a cell is listed where its code is
translated.

Which code becomes which is the table [`crosswalk_codes`](codebook.md#crosswalk_codes). An exact match says
the same; a broader code of the scheme says less than ours, a narrower one more. In the tables below codes
with one counterpart stand in one line, and a line without a code is about whatever the column holds.

The claims on the dead of an event are put together by kind and side of the victims, with the rule
`conservative` of `sd.estimate` (see [estimates.md](estimates.md)); what it leaves out, such as a repeat or a
claim without a number, is listed with the reason. People of several sides are added up; people of whom
nothing is told may be among those of a side, so beside them no more than a lower bound is left. An amount in
words is never made a number, except by ACLED's own rule, which is listed as forced.
"""

ABOUT = {
    "ged": """
One row per event in which somebody is claimed to have died. The column of the dead is that of their side; a
`best` is there only where each part has one, and GED writes 0 where this translation leaves a blank. Events
are dated and placed as they were reconciled; the place is the town. `date_prec` is 1 for one day, 2 for up to
six, 3 for seven, 4 for up to 31 and 5 for more. Of the articles only publisher and title are given.
""",
    "acled": """
One row per event of a kind that ACLED records, dated to a month or better and placed below the country.
ACLED writes one event for a day, a place and two actors; here events stay apart. The day is the middle of
those that the date allows; `time_precision` is 1 for one day, 2 for up to seven, 3 for up to 31. The type of
an actor follows from its side or, where that leaves it open, from its kind; the actor names are ours. `notes`
is our own summary. Fatalities follow ACLED's rules: the lowest number, 10, 12 and 100 for tens, dozens and
hundreds, 0 where nothing is reported.
""",
    "plover": """
One record per article's report of an event, with the field names of the manual: `event` is the category,
`mode` its mode, and `context` the auxiliary mode (historical, future, hypothetical, negation), where the
manual puts it. What is only announced becomes AGREE or CONCEDE where the manual says so. Nothing in this
dataset is coded as hypothetical. Several actors are joined by semicolons.
""",
    "eventreport": """
One row per article's report of an event that is told as having happened, in the columns of the package's own
data: `event_id` groups the reports, and `source_classification`, `certain` and the precisions are there for
`aggregateData()` to break ties by. It was not run in R. A count belongs to the report of its event and
article, and of its passage where there is one. The ranks are ours, each listed as forced.
""",
}


def crosswalks() -> str:
    """The page docs/crosswalks.md. Raises DataError when a table cannot be read."""
    parts = head("Crosswalks", "the table `crosswalk_codes` and the translations themselves", OPENING)
    codes = load("crosswalk_codes", "records")
    made = {scheme: translation(scheme) for scheme in SCHEMES}
    parts += ["## What is lost", _counts(made)]
    for scheme, each in made.items():
        entries = [entry for entry in codes if entry["scheme"] == scheme]
        parts += [f"## {scheme}", *paragraphs(ABOUT[scheme]), folded(each.caption)]
        parts += ["### Codes of " + code(scheme), table(CODES, list(_codes(entries)))]
        parts += ["### Left out of " + code(scheme), table(("rows of", "rows", "reason"), _left_out(each))]
        parts += [f"### Sources of {code(scheme)}", _sources(entries)]
    return page(parts)


KINDS = ("row", "lost", "coarser", "forced", "blank")
KEY = re.compile(r"\bC[0-9]{3,}(?: \(.+?\))?")  # of a claim that a reason names
CODES = ("column", "code", "column there", "code there", "match", "reason")


def _counts(made: dict[str, Translation]) -> str:
    rows = []
    for scheme, each in made.items():
        losses = Counter(loss["loss"] for loss in each.losses)
        rows.append([code(scheme), str(len(each.rows)), *(str(losses[kind]) for kind in KINDS)])
    return table(("scheme", "rows", *map(code, KINDS)), rows)


def _codes(entries: Sequence[Record]) -> Iterator[tuple[str, ...]]:
    """A line for the codes of one column that have the same counterpart."""
    lines: dict[tuple[str, ...], list[str]] = {}
    names = ("resource", "field", "target_field", "target_code", "match", "reason")
    for entry in entries:
        lines.setdefault(tuple(entry[name] or "" for name in names), []).append(entry["code"] or "")
    for (resource, field, target, there, match, reason), ours in lines.items():
        yield (
            *(code(f"{resource}.{field}"), ", ".join(map(code, ours)), code(target)),
            *(literal(there), match, literal(reason)),
        )


def _left_out(made: Translation) -> list[tuple[str, ...]]:
    counts = Counter(
        (loss["resource"], KEY.sub("another", loss["reason"]))
        for loss in made.losses
        if loss["loss"] == "row"
    )
    return [(code(name), str(count), literal(reason)) for (name, reason), count in counts.items()]


def _sources(entries: Sequence[Record]) -> str:
    known = {row["source_id"]: row for row in load("sources", "records")}
    told = [known[name] for name in dict.fromkeys(entry["source_id"] for entry in entries)]
    return bullets(
        [f"{literal(each['publisher'])}: {literal(each['title'])}, <{each['url']}>" for each in told]
    )
