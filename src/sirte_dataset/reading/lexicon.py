"""The date lexicon: which days a phrase of time stands for, after the appendix of the UCDP GED codebook.

LEXICON is the table: each entry says what it reads, how, and what the GED codebook does with it. read() turns
a phrase into EDTF, counted from the publication of its article or from another date of the text. Which claim
hangs on which phrase is for time_readings.py to say.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from .numbers import LIMITS, value

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONDAY, SUNDAY = 0, 6
DAY = timedelta(days=1)

# The months of a year, and the days of a month, that its parts mean.
PARTS_OF_YEAR = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}
PARTS_OF_MONTH = {"early": (1, 10), "mid": (10, 20), "late": (15, 31)}

LONGEST = 12  # words: so that phrases within phrases come to an end

RECENT = timedelta(days=3)
RECENT_WEEKS = timedelta(weeks=3)

# Why a phrase is not read.
REASONS = {
    "antecedent_lost": "It points to another time of the text, which the text has lost.",
    "event": "It is counted from something that happened, which only reading can date.",
    "frequency": "It says how often, not when.",
    "length": "It says how long, not when.",
    "publication_range": "The days on which the article may have come out give different answers.",
    "needs_reading": "The lexicon lacks the phrase: when it is follows from the sentence.",
}

Match = re.Match[str]


class Unread(Exception):
    """A phrase that the lexicon does not read; `reason` is a key of REASONS."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(REASONS[reason])


class Span(NamedTuple):
    """From one point of the calendar (a day, month or year in EDTF) to another; None where it is open."""

    start: str | None
    end: str | None

    def values(self) -> tuple[str, ...]:
        """The span in EDTF: a point as it is; otherwise one moment within the span, and all of it."""
        if self.start and self.start == self.end:
            return (self.start,)
        return f"[{self.start or ''}..{self.end or ''}]", f"{self.start or '..'}/{self.end or '..'}"


class Scene(NamedTuple):
    """What a phrase may be counted from: the first and last day on which its article can have come out, and
    the date (EDTF) of the phrase that it points back to, "" for none.
    """

    first: date
    last: date
    base: str = ""

    def counted(self, count: Callable[[date], Span]) -> Span:
        """What is counted from the day of publication, provided that every possible day gives the same.

        A later day never gives an earlier span, so the first and the last day stand for all between them.
        Raises Unread where they differ.
        """
        span = count(self.first)
        if count(self.last) != span:
            raise Unread("publication_range")
        return span

    def day(self) -> str:
        """The day of publication in EDTF, or the days of which it is one."""
        return _days(self.first, self.last).values()[0]

    def antecedent(self) -> Span:
        """The date that the phrase points back to. Raises Unread where there is none."""
        if not self.base:
            raise Unread("antecedent_lost")
        return ends(self.base)


class Found(NamedTuple):
    """What an entry makes of a phrase: what it counts from, its values in EDTF, and the span that it names,
    which another phrase may be built on; None where it names none.
    """

    anchor: str
    values: tuple[str, ...]
    span: Span | None = None


class Entry(NamedTuple):
    """A line of the lexicon: its name, what it looks like, how it is read, and what the GED codebook does
    ("" where it is not known to have the phrase). `pattern` is for a whole phrase as normalised() leaves it.
    """

    name: str
    phrases: str
    reading: str
    ged: str
    pattern: str
    reader: Callable[[Match, Scene], Found | None]


class Reading(NamedTuple):
    """A phrase as it is read: by which entry, what it counts from (a code of `anchor`), and its values in
    EDTF. Where there are several, the sentence around the phrase decides which of them holds.
    """

    entry: str
    anchor: str
    values: tuple[str, ...]


def read(phrase: str, scene: Scene) -> Reading:
    """Read a phrase of time, "" being a happening without one. Raises Unread where there is no reading."""
    words = normalised(phrase)
    if len(words.split()) > LONGEST:
        raise Unread("needs_reading")
    entry, found = _found(words, scene)
    return Reading(entry, found.anchor, found.values)


def _found(words: str, scene: Scene) -> tuple[str, Found]:
    """The first entry that takes the words, and what it makes of them."""
    for entry in LEXICON:
        match = re.fullmatch(entry.pattern, words)
        try:
            found = entry.reader(match, scene) if match else None
        except (ValueError, OverflowError):  # counted out of the calendar
            found = None
        if found:
            return entry.name, found
    raise Unread("needs_reading")


def normalised(phrase: str) -> str:
    """A phrase as the patterns know it: small letters, no points and brackets, "mid 2014", "may 12"."""
    words = re.sub(r"[\[\](),.]", "", phrase.casefold())
    words = re.sub(rf"\b({_PART})-", r"\1 ", words)
    words = re.sub(rf"\b({_DAY}) (?:of )?({_MONTH})\b", r"\2 \1", words)
    return " ".join(words.split())


def ends(edtf: str) -> Span:
    """The two ends of a value in EDTF as they are written, without a sign such as ~."""
    start, separator, end = edtf.strip("[]").partition("/" if "/" in edtf else "..")
    points = [point.strip(".").rstrip("~?%") or None for point in (start, end if separator else start)]
    return Span(points[0], points[1])


# --- the words of the patterns


_MONTH = "|".join([*MONTHS, *(name[:3] for name in MONTHS), "sept"])
_WEEKDAY = "|".join([*WEEKDAYS, *(name[:3] for name in WEEKDAYS)])
_DAY = r"(?:[12]\d|3[01]|[1-9])(?:st|nd|rd|th)?"
_YEAR = r"[12]\d{3}"
_PART = "early|mid|late"
_IN = "(?:(?:on|in|during) )?"
_AMOUNT = r"[a-z]+(?:-[a-z]+)?|\d+"
_UNIT = "(day|week|month|year)s?"
_ABOUT, _MORE, _LESS = ("|".join(LIMITS[name]) for name in ("about", "more_than", "fewer_than"))


# --- the calendar


def _day(match: Match, scene: Scene) -> Found | None:
    day = _calendar_day(int(match[4]), match[2], match[3])
    if day is None or (match[1] and day.weekday() != _weekday(match[1])):
        return None
    return _named("calendar", _point(day.isoformat()))


def _day_of_some_year(match: Match, scene: Scene) -> Found | None:
    def latest(published: date) -> Span:
        years = range(published.year, published.year - 9, -1)  # a leap day may be eight years back
        days = (_calendar_day(year, match[1], match[2]) for year in years)
        return next((_point(day.isoformat()) for day in days if day and day <= published), Span(None, None))

    span = scene.counted(latest)
    return _named("calendar", span) if span.start else None


def _calendar_day(year: int, month: str, day: str) -> date | None:
    """A day of the calendar, None where its month has no such day."""
    number = int(day.rstrip("stndrh"))
    return date(year, _month(month), number) if number <= monthrange(year, _month(month))[1] else None


def _whole_month(match: Match, scene: Scene) -> Found:
    return _named("calendar", scene.counted(lambda day: _point(_year_month(match[1], match[2], day))))


def _year_month(month: str, year: str | None, published: date) -> str:
    """A month in EDTF; without its year, the last such month that began on or before publication."""
    counted = int(year) if year else published.year - (_month(month) > published.month)
    return f"{counted}-{_month(month):02d}"


def _year(match: Match, scene: Scene) -> Found:
    return _named("calendar", _point(match[1]))


def _part_of_year(match: Match, scene: Scene) -> Found:
    first, last = PARTS_OF_YEAR[match[1]]
    return _named("calendar", Span(f"{match[2]}-{first:02d}", f"{match[2]}-{last:02d}"))


def _part_of_month(match: Match, scene: Scene) -> Found:
    first, last = PARTS_OF_MONTH[match[1]]
    month = scene.counted(lambda day: _point(_year_month(match[2], match[3], day))).start
    length = monthrange(int(str(month)[:4]), _month(match[2]))[1]
    return _named("calendar", Span(f"{month}-{first:02d}", f"{month}-{min(last, length):02d}"))


# --- counted from publication


def _on_weekday(match: Match, scene: Scene) -> Found:
    number = _weekday(match[1])
    return _named("publication", scene.counted(lambda day: _point(_weekday_before(day, number).isoformat())))


def _weekday_before(day: date, number: int) -> date:
    """The last day on or before a day that is this weekday, Monday being 0."""
    return day - timedelta((day.weekday() - number) % 7)


def _last_weekday(match: Match, scene: Scene) -> Found:
    number = _weekday(match[1])
    span = scene.counted(lambda day: _point(_weekday_before(day - DAY, number).isoformat()))
    return _named("publication", span)


def _between_weekdays(match: Match, scene: Scene) -> Found:
    second = _weekday(match[2])
    span = scene.counted(lambda day: _days(_weekday_before(day, second) - DAY, _weekday_before(day, second)))
    return _named("publication", span)


def _yesterday(match: Match, scene: Scene) -> Found:
    return _named("publication", scene.counted(lambda day: _point((day - DAY).isoformat())))


def _today(match: Match, scene: Scene) -> Found:
    return Found("publication", (scene.day(),), _days(scene.first, scene.last))


def _now(match: Match, scene: Scene) -> Found:
    return Found("publication", (scene.day(), f"{scene.first}/.."), _days(scene.first, scene.last))


def _from_now(match: Match, scene: Scene) -> Found:
    return Found("publication", (f"{scene.first}/..",))


def _so_far(match: Match, scene: Scene) -> Found:
    return Found("publication", (f"../{scene.last}",))


def _past_day(match: Match, scene: Scene) -> Found:
    return _named("publication", _days(scene.first - DAY, scene.last))


def _recently(match: Match, scene: Scene) -> Found:
    return _named("publication", _days(scene.first - RECENT, scene.last))


def _recent_weeks(match: Match, scene: Scene) -> Found:
    return _named("publication", _days(scene.first - RECENT_WEEKS, scene.last))


def _the_weekend(match: Match, scene: Scene) -> Found:
    return _named("publication", scene.counted(lambda day: _weekend(_weekday_before(day, SUNDAY))))


def _last_weekend(match: Match, scene: Scene) -> Found:
    return _named("publication", scene.counted(lambda day: _weekend(_monday(day) - DAY)))


def _weekend(sunday: date) -> Span:
    return _days(sunday - DAY, sunday)


def _week(match: Match, scene: Scene) -> Found:
    weeks = timedelta(weeks={"last": -1, "this": 0, "next": 1}[match[1]])
    span = scene.counted(lambda day: _days(_monday(day) + weeks, _monday(day) + weeks + 6 * DAY))
    return _named("publication", span)


def _monday(day: date) -> date:
    """The Monday of the week of a day."""
    return _weekday_before(day, MONDAY)


def _last_month_named(match: Match, scene: Scene) -> Found:
    def latest(day: date) -> Span:
        return _point(_year_month(match[1], None, day.replace(day=1) - DAY))

    return _named("publication", scene.counted(latest))


def _month_beside(match: Match, scene: Scene) -> Found:
    months = {"last": -1, "this": 0, "next": 1}[match[1]]
    return _named("publication", scene.counted(lambda day: _point(_months_on(day.year, day.month, months))))


def _year_beside(match: Match, scene: Scene) -> Found:
    years = {"last": -1, "past": -1, "this": 0, "next": 1}[match[1]]
    return _named("publication", scene.counted(lambda day: _point(str(day.year + years))))


def _earlier_this_year(match: Match, scene: Scene) -> Found:
    year = scene.counted(lambda day: _point(str(day.year))).start
    return _named("publication", Span(f"{year}-01", scene.last.isoformat()))


def _ago(match: Match, scene: Scene) -> Found | None:
    more, less, amount, unit = match[1], match[2], _amount(match[3]), match[4]
    if not amount:
        return None
    if more:
        return _named("publication", Span(None, str(_back(scene.last, amount, unit) - DAY)))
    if less:
        return _named("publication", _days(_back(scene.first, amount, unit) + DAY, scene.last))
    precision = {"year": 4, "month": 7}.get(unit, 10)
    point = scene.counted(lambda day: _point(_back(day, amount, unit).isoformat()[:precision])).start
    return Found("publication", (f"{point}~",))


def _back(day: date, amount: int, unit: str) -> date:
    """The day so many days, weeks, months or years before another; the last of a month that is too short."""
    if unit in ("day", "week"):
        return day - timedelta(amount * (7 if unit == "week" else 1))
    month = _months_on(day.year, day.month, -amount * (12 if unit == "year" else 1))
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, min(day.day, monthrange(year, number)[1]))


# --- counted from another date of the text


def _then(match: Match, scene: Scene) -> Found:
    span = scene.antecedent()
    return Found("text", (scene.base,), span)


def _apart(match: Match, scene: Scene) -> Found | None:
    amount, unit = _amount(match[1]), match[2]
    base = scene.antecedent()
    if not amount or base.start != base.end or not base.start:
        return None
    onwards = amount if match[3] == "later" else -amount
    if unit in ("day", "week"):
        days = timedelta(onwards * (7 if unit == "week" else 1))
        point = (date.fromisoformat(base.start) + days).isoformat() if len(base.start) == 10 else ""
    elif unit == "month":
        point = _months_on(int(base.start[:4]), int(base.start[5:7]), onwards) if len(base.start) > 4 else ""
    else:
        point = f"{int(base.start[:4]) + onwards:04d}"
    return Found("text", (f"{point}~",)) if point else None


def _some_length(match: Match, scene: Scene) -> Found:
    base = scene.antecedent()
    return Found("text", (f"../{base.end}", f"{base.start}/.."))


def _no_phrase(match: Match, scene: Scene) -> Found:
    return Found("none", (f"[..{scene.last}]",))


# --- built on another phrase


def _since(match: Match, scene: Scene) -> Found | None:
    anchor, span = _inner(match[1], scene)
    if not span.start:
        return None
    to_publication = (f"{span.start}/{scene.last}",) if span.start <= scene.last.isoformat() else ()
    return Found(anchor, (f"{span.start}/..", *to_publication))


def _from_on(match: Match, scene: Scene) -> Found | None:
    anchor, span = _inner(match[1], scene)
    return Found(anchor, (f"{span.start}/..",)) if span.start else None


def _before(match: Match, scene: Scene) -> Found | None:
    anchor, span = _inner(match[1], scene)
    return _named(anchor, Span(None, _beside(span.start, -1))) if span.start else None


def _after(match: Match, scene: Scene) -> Found | None:
    anchor, span = _inner(match[1], scene)
    return _named(anchor, Span(_beside(span.end, 1), None)) if span.end else None


def _until(match: Match, scene: Scene) -> Found | None:
    anchor, span = _inner(match[1], scene)
    return _named(anchor, Span(None, span.end)) if span.end else None


def _as_of(match: Match, scene: Scene) -> Found:
    return _named(*_inner(match[1], scene))


def _inner(words: str, scene: Scene) -> tuple[str, Span]:
    """What the phrase within a phrase counts from, and names."""
    _, found = _found(words, scene)
    if found.span is None:
        raise Unread("needs_reading")
    return found.anchor, found.span


# --- arithmetic


def _named(anchor: str, span: Span) -> Found:
    return Found(anchor, span.values(), span)


def _days(first: date, last: date) -> Span:
    return Span(first.isoformat(), last.isoformat())


def _point(edtf: str) -> Span:
    return Span(edtf, edtf)


def _month(word: str) -> int:
    return 1 + [name[:3] for name in MONTHS].index(word[:3])


def _weekday(word: str) -> int:
    return [name[:3] for name in WEEKDAYS].index(word[:3])


def _months_on(year: int, month: int, months: int) -> str:
    """The month so many months after another, in EDTF."""
    years, number = divmod(12 * year + month - 1 + months, 12)
    return f"{years:04d}-{number + 1:02d}"


def _beside(point: str, step: int) -> str:
    """The day, month or year before (-1) or after (1) a point, as precise as the point is."""
    year, *rest = (int(part) for part in point.split("-"))
    if not rest:
        return f"{year + step:04d}"
    if len(rest) == 1:
        return _months_on(year, rest[0], step)
    return (date(year, *rest) + step * DAY).isoformat()


def _amount(word: str) -> int:
    """A number of units in digits or words; 0 for a word that is none."""
    return 1 if word in ("a", "an") else int(value(word))


# --- the lexicon

LEXICON: tuple[Entry, ...] = (
    Entry(
        "day",
        "May 12, 2016; Sun Sep 4, 2016 15:14:55",
        "That day. A weekday beside it must be its weekday; a time of day is left off.",
        "",
        rf"{_IN}(?:({_WEEKDAY}) )?({_MONTH}) ({_DAY}) ({_YEAR})(?: \d\d?(?::\d\d)+)?",
        _day,
    ),
    Entry(
        "day without a year",
        "on May 12; Aug. 1",
        "The last such day on or before publication.",
        "",
        rf"{_IN}({_MONTH}) ({_DAY})",
        _day_of_some_year,
    ),
    Entry(
        "month",
        "June 2015; in May",
        "That month. Without its year, the last such month that began on or before publication.",
        "",
        rf"{_IN}({_MONTH})(?: ({_YEAR}))?",
        _whole_month,
    ),
    Entry("year", "in 2011", "That year.", "", rf"{_IN}({_YEAR})", _year),
    Entry(
        "part of a year",
        "early 2014; mid-2014; late 2014",
        "Early: January to April. Mid: May to August. Late: September to December.",
        "",
        rf"{_IN}({_PART}) ({_YEAR})",
        _part_of_year,
    ),
    Entry(
        "part of a month",
        "early March; mid-March 2016; in late March",
        "Early: the 1st to the 10th. Mid: the 10th to the 20th. Late: the 15th to the end.",
        "The same.",
        rf"{_IN}({_PART}) ({_MONTH})(?: ({_YEAR}))?",
        _part_of_month,
    ),
    Entry(
        "weekday",
        "on Sunday; Wednesday; Monday night",
        "The last such day on or before publication. Where the day of publication is not known, only if "
        "every day on which the article may have come out gives the same.",
        "The same; Monday night is that Monday.",
        rf"{_IN}({_WEEKDAY})(?: (?:morning|afternoon|evening|night))?",
        _on_weekday,
    ),
    Entry(
        "last weekday",
        "last Friday",
        "The last such day before publication.",
        "",
        rf"{_IN}last ({_WEEKDAY})(?: night)?",
        _last_weekday,
    ),
    Entry(
        "night between two days",
        "in the night between Sunday and Monday",
        "Both days, the second being the last such day on or before publication.",
        "The same.",
        rf"(?:(?:on|in|during) )?(?:the )?night between ({_WEEKDAY}) and ({_WEEKDAY})",
        _between_weekdays,
    ),
    Entry(
        "yesterday",
        "yesterday; last night",
        "The day before publication.",
        "The same; last night is the day before.",
        r"yesterday(?: morning| afternoon| evening)?|last night",
        _yesterday,
    ),
    Entry("today", "today; tonight", "The day of publication.", "", r"today|tonight|this morning", _today),
    Entry(
        "now",
        "now; currently; these days",
        "The day of publication for what holds; from then on, the end open, for what is to come.",
        "",
        r"now|currently|at present|these (?:\w+ )*days|these are the (?:\w+ )*days",
        _now,
    ),
    Entry(
        "from now on",
        "from now on",
        "From publication on, the end open.",
        "",
        r"from now(?: on)?",
        _from_now,
    ),
    Entry(
        "so far",
        "so far; to date; until now",
        "Up to publication, the start open.",
        "",
        r"so far|to date|thus far|(?:up )?(?:until|till|to) now",
        _so_far,
    ),
    Entry(
        "past 24 hours",
        "in the past 24 hours",
        "The day of publication and the one before.",
        "The same.",
        r"(?:(?:in|over|during) )?(?:the )?(?:past|last) 24 hours",
        _past_day,
    ),
    Entry(
        "recently",
        "recently; recent; in the past few days",
        "The three days before publication, and its day.",
        "The three days before the report, without its day.",
        r"recent|recently|(?:(?:in|over|during) )?(?:the )?(?:past|last) few days|in recent days",
        _recently,
    ),
    Entry(
        "recent weeks",
        "in recent weeks",
        "The three weeks before publication, and its day.",
        "Three weeks back.",
        r"(?:(?:in|over|during) )?(?:the )?(?:recent|past few|last few) weeks",
        _recent_weeks,
    ),
    Entry(
        "weekend",
        "over the weekend; at the weekend",
        "The last Saturday and Sunday of which the Sunday is not after publication.",
        "Saturday and Sunday.",
        r"(?:(?:over|at|on|during) )?the weekend",
        _the_weekend,
    ),
    Entry(
        "last weekend",
        "last weekend",
        "The Saturday and Sunday before the week of publication, which runs from Monday to Sunday.",
        "Saturday and Sunday.",
        r"last weekend",
        _last_weekend,
    ),
    Entry(
        "week",
        "last week; this week; next week",
        "The Monday to Sunday before the week of publication, of it, or after it.",
        "Last week: the same.",
        r"(last|this|next) week",
        _week,
    ),
    Entry(
        "last month by name",
        "last December",
        "The last such month before the month of publication.",
        "",
        rf"{_IN}last ({_MONTH})",
        _last_month_named,
    ),
    Entry(
        "month beside publication",
        "last month; this month; next month",
        "The month before that of publication, that month, or the one after.",
        "",
        r"(last|this|next) month",
        _month_beside,
    ),
    Entry(
        "year beside publication",
        "last year; past year; this year; next year",
        "The year before that of publication, that year, or the one after. 'Past year' is 'last year', as "
        "machines reword it.",
        "",
        r"(?:the )?(last|past|this|next) year",
        _year_beside,
    ),
    Entry(
        "earlier this year",
        "earlier this year",
        "From January to publication.",
        "",
        r"earlier (?:in )?this year",
        _earlier_this_year,
    ),
    Entry(
        "ago",
        "three months ago; nearly two weeks ago; more than three months ago",
        "So far back from publication, as precise as the unit and approximate. More than: any day before "
        "that. Less than: any day after it.",
        "",
        rf"(?:(?:({_MORE})|({_LESS})|(?:{_ABOUT})) )?({_AMOUNT}) {_UNIT} ago",
        _ago,
    ),
    Entry(
        "apart from another date",
        "nearly four months after; two days earlier; a year later",
        "So far from the date that the phrase hangs on, as precise as the unit and approximate. 'After', "
        "'before' and 'earlier' count back: they date what lies that long before; 'later' counts on.",
        "",
        rf"(?:(?:{_ABOUT}) )?({_AMOUNT}) {_UNIT} (after|before|earlier|later)",
        _apart,
    ),
    Entry(
        "length without a number",
        "months of; after years of",
        "Up to the date that the phrase hangs on, or from it on, as the sentence says; the other end open.",
        "",
        r"(?:(?:after|for) )?(?:days|weeks|months|years)(?: of)?",
        _some_length,
    ),
    Entry(
        "the same time",
        "then; that day; the advances",
        "The date that the phrase hangs on; 'the' and a word carries it by an explicit link.",
        "",
        r"then|that|at (?:the|that) time|that day|the same day|the (?!same)\w+",
        _then,
    ),
    Entry(
        "since",
        "since Aug. 1; since mid-2014; since then",
        "From the first day of what follows, up to publication or with an open end, as the sentence says.",
        "",
        r"(?:ever )?since (.+)",
        _since,
    ),
    Entry(
        "from",
        "from May 12 on",
        "From the first day of what follows, the end open.",
        "",
        r"from (.+?)(?: on| onwards)",
        _from_on,
    ),
    Entry(
        "before",
        "before May; before 2014",
        "Up to the day, month or year before what follows, as precise as that is.",
        "",
        r"before (.+)",
        _before,
    ),
    Entry(
        "after",
        "after May; after that",
        "From the day, month or year after what follows, as precise as that is.",
        "",
        r"after (.+)",
        _after,
    ),
    Entry(
        "until",
        "until Tuesday; by May",
        "Up to the last day of what follows.",
        "",
        r"(?:until|till|up to|by) (.+)",
        _until,
    ),
    Entry(
        "as of",
        "as of Tuesday",
        "What follows: the day for which a state or a count is given.",
        "",
        r"as of (.+)",
        _as_of,
    ),
    Entry(
        "no phrase",
        "(a happening without a phrase of time)",
        "On or before the last possible day of publication: what is open stays open.",
        "The three days before the report.",
        r"",
        _no_phrase,
    ),
)
