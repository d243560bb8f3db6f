"""One article more: an invented one, in Arabic, in which ISIS speaks, coded beside those of the dataset.

Its identifiers follow the last ones of the tables, its offsets are computed from its text.
"""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from pathlib import Path

# Each passage with its kind. All of it is made up.
PASSAGES = [
    ("headline", "بيان عن القتال في مدينة سرت"),
    ("byline", "وكالة المرفأ، سرت، 11 أكتوبر 2016"),
    (
        "body",
        "قال تنظيم الدولة الإسلامية في بيان مكتوب إن مقاتليه صدوا يوم الاثنين هجوما على مواقعهم في الطرف "
        "الشرقي من المدينة، وإن من هاجموهم عادوا أدراجهم قبل أن يحل الليل على البيوت القريبة من البحر.",
    ),
    ("body", "وزعم البيان أن قرابة ٣٠ من المهاجمين قتلوا، ولم يذكر شيئا عن خسائر في صفوف من كتبوه."),
    ("body", "ولم تجد الوكالة من يؤكد ما جاء في البيان أو ينفيه، ولم تسمع من الطرف الآخر قولا في ذلك."),
    ("furniture", "اقرأ أيضا: أسعار السمك في الموسم الجديد"),
]
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
TEXT = "\n".join(words for _, words in PASSAGES) + "\n"


class Sixth:
    """A package folder to which the article is added, row by row."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.article = self.next_id("articles", "A")
        self.passages: list[str] = []

    def rows(self, table: str) -> list[dict[str, str]]:
        with (self.folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def next_id(self, table: str, letters: str) -> str:
        last = max(next(iter(row.values())) for row in self.rows(table))
        return f"{letters}{int(last.removeprefix(letters)) + 1:03d}"

    def add(self, table: str, **cells: object) -> None:
        """One row more; what is not given is blank."""
        file = self.folder / "data" / f"{table}.csv"
        columns = file.read_text("utf-8").splitlines()[0].split(",")
        assert set(cells) <= set(columns)
        with file.open("a", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerow([cells.get(name, "") for name in columns])

    def support(self, table: str, row: str, field: str, passage: int, words: str = "") -> None:
        """Evidence for a cell, or for the row: the words, which are quoted, or the whole passage."""
        start = TEXT.index(words or PASSAGES[passage][1], TEXT.index(PASSAGES[passage][1]))
        self.add(
            "evidence",
            evidence_id=f"{row}.{field or 'row'}.1",
            resource=table,
            row_id=row,
            field=field,
            article_id=self.article,
            passage_id=self.passages[passage],
            start=start,
            end=start + len(words or PASSAGES[passage][1]),
            quote=words,
            support="states",
        )

    def describe(self) -> None:
        """Say in the descriptor what a sixth article changes there."""
        file = self.folder / "datapackage.json"
        descriptor = json.loads(file.read_text("utf-8"))
        major, minor, _ = descriptor["version"].split(".")
        descriptor["version"] = f"{major}.{int(minor) + 1}.0"  # new rows
        descriptor["sources"].append({"title": f"Marfa: {PASSAGES[0][1]}", "x-article-id": self.article})
        articles = self.rows("articles")
        earliest = min(row["published_earliest"] for row in articles)
        latest = max(row["published_latest"] for row in articles)
        before, now = NUMBERS[len(articles) - 1], NUMBERS[len(articles)]
        for key in ("title", "description", "x-coverage"):
            said = descriptor[key].replace(before, now).replace(before.capitalize(), now.capitalize())
            descriptor[key] = said
        descriptor["x-temporal"] |= {"end": latest, "published": f"{earliest}/{latest}"}
        file.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", "utf-8")


def days(day: str) -> dict[str, str]:
    """The cells of a date that is one day."""
    return dict.fromkeys(("date_stated", "date", "date_earliest", "date_latest"), day)


def add_article(folder: Path, texts: Path) -> str:
    """Code the invented article in all tables that it fills, put its text beside others; return its id."""
    sixth = Sixth(folder)
    article, content = sixth.article, TEXT.encode("utf-8")
    (texts / "marfa.txt").write_bytes(content)
    day, until = "2016-10-11", {"date": "[..2016-10-11]", "date_stated": "[..2016-10-11]"}
    sixth.add(
        "articles",
        article_id=article,
        file_name="marfa.txt",
        title=PASSAGES[0][1],
        title_basis="text",
        publisher="Marfa Agency (invented)",
        publisher_kind="news_site",
        publisher_basis="text",
        language="ar",
        url_basis="not_recovered",
        published=day,
        published_earliest=day,
        published_latest=day,
        published_basis="text",
        sha256=sha256(content).hexdigest(),
        bytes=len(content),
        characters=len(TEXT),
        words=sum(len(words.split()) for kind, words in PASSAGES if kind != "furniture"),
        abstract="An invented report of a written statement in which ISIS says it threw back an attack.",
    )
    for number, (kind, words) in enumerate(PASSAGES, start=1):
        start = TEXT.index(words)
        sixth.passages.append(f"{article}.{number:02d}")
        sixth.add(
            "passages",
            passage_id=sixth.passages[-1],
            article_id=article,
            position=number,
            start=start,
            end=start + len(words),
            kind=kind,
            gloss=f"What passage {number} of the invented report says.",
            antecedent_lost="false",
        )
    for table, letters, key, names in (
        ("actor_names", "AN", "actor", {"isis": (2, "تنظيم الدولة الإسلامية")}),
        ("place_names", "PN", "place", {"sirte": (0, "سرت")}),
    ):
        for named, (passage, name) in names.items():
            row = sixth.next_id(table, letters)
            cells = {f"{key}_name_id": row, f"{key}_id": named, "article_id": article, "name": name}
            sixth.add(table, **cells, name_kind="name")
            sixth.support(table, row, "", passage, name)
            sixth.support(table, row, "name", passage, name)
    monday = days("2016-10-10")
    for passage, words, anchor, dated, basis in (
        (1, "11 أكتوبر 2016", "calendar", days(day), "stated"),
        (2, "يوم الاثنين", "publication", monday, "relative"),
    ):
        row, start = sixth.next_id("time_expressions", "X"), TEXT.index(words)
        sixth.add(
            "time_expressions",
            time_expression_id=row,
            article_id=article,
            passage_id=sixth.passages[passage],
            start=start,
            end=start + len(words),
            wording=words,
            kind="date",
            anchor=anchor,
            **dated,
            basis=basis,
            confidence="high",
            note="The lexicon has no Arabic; the words name the day.",
        )
        sixth.support("time_expressions", row, "", passage, words)
        sixth.support("time_expressions", row, "wording", passage, words)
        sixth.support("time_expressions", row, "date_stated", passage, words)
    said = {"article_id": article, "attributed_to": "isis", "confidence": "claimed"}
    event, report = sixth.next_id("events", "E"), sixth.next_id("event_reports", "R")
    sixth.add(
        "events",
        event_id=event,
        kind="armed_clash",
        mode="not_stated",
        title="Attack thrown back (invented)",
        summary="ISIS says that it threw back an attack.",
        place_id="sirte",
        **monday,
        date_basis="relative",
        realis="actual",
        granularity="single",
        rule="single_report",
    )
    sixth.add(
        "event_reports",
        report_id=report,
        event_id=event,
        passage_id=sixth.passages[2],
        realis="actual",
        **monday,
        date_basis="relative",
        **said,
    )
    sixth.support("event_reports", report, "", 2)
    sixth.support("event_reports", report, "date_stated", 2, "يوم الاثنين")
    sixth.support("event_reports", report, "attributed_to", 2, "تنظيم الدولة الإسلامية")
    toll = sixth.next_id("casualties", "C")
    sixth.add(
        "casualties",
        casualty_id=toll,
        event_id=event,
        outcome="killed",
        victim_kind="combatant",
        best=30,
        wording="قرابة ٣٠",
        quantifier="about",
        cumulative="false",
        date_basis="unknown",
        **said,
    )
    sixth.support("casualties", toll, "", 3)
    for field, words in (
        ("best", "قرابة ٣٠"),
        ("wording", "قرابة ٣٠"),
        ("outcome", "قتلوا"),
        ("victim_kind", "المهاجمين"),
        ("cumulative", "قتلوا"),
    ):
        sixth.support("casualties", toll, field, 3, words)
    sixth.support("casualties", toll, "attributed_to", 2, "تنظيم الدولة الإسلامية")
    statement = sixth.next_id("statements", "U")
    sixth.add(
        "statements",
        statement_id=statement,
        article_id=article,
        passage_id=sixth.passages[2],
        speaker_actor_id="isis",
        medium="written_statement",
        gloss="Its fighters threw back an attack.",
        quoted="indirect",
        **until,
        date_latest=day,
        date_basis="inferred",
    )
    sixth.support("statements", statement, "", 2)
    sixth.support("statements", statement, "speaker_actor_id", 2, "تنظيم الدولة الإسلامية")
    sixth.support("statements", statement, "date_stated", 2, "بيان مكتوب")
    sixth.describe()
    return article
