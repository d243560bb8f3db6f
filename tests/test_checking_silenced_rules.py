"""A rule is silenced with a reason: its findings are shown apart, and an entry that does nothing is one."""

import json
from pathlib import Path

import pytest

from invented_package import TEXTS, set_cell
from sirte_dataset.checking.findings import Finding, Report, Silenced
from sirte_dataset.checking.rules import RULES
from sirte_dataset.checking.silenced_rules import Silence, silence
from sirte_dataset.checking.validation import validate
from sirte_dataset.errors import UsageError

REASON = "The paper printed it so."


@pytest.fixture(autouse=True)
def _no_texts(monkeypatch):
    monkeypatch.delenv("SIRTE_ARTICLES", raising=False)


def entries(folder: Path, *listed: object) -> None:
    path = folder / "datapackage.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, "x-silenced": list(listed)}), encoding="utf-8")


def break_two_rows(folder: Path) -> None:
    """A figure that its quote does not confirm, in two tables."""
    set_cell(folder, "casualties", "C901", "low", "21")
    set_cell(folder, "strengths", "S901", "high", "500")


def places(findings: tuple[Finding, ...]) -> list[tuple[str, int | None]]:
    return [(finding.file, finding.row) for finding in findings]


@pytest.mark.parametrize(
    ("narrowed", "remaining"),
    [
        ({}, []),
        ({"table": "casualties"}, [("data/strengths.csv", 2)]),
        ({"table": "casualties", "row": "C901"}, [("data/strengths.csv", 2)]),
        ({"table": "strengths"}, [("data/casualties.csv", 2)]),
    ],
)
def test_a_silenced_finding_is_shown_apart_with_its_reason(folder, narrowed, remaining):
    break_two_rows(folder)
    entries(folder, {"rule": "quoted-numbers", "reason": REASON, **narrowed})
    report = validate(folder)
    assert places(report.findings) == remaining
    assert report.valid == (not remaining)
    assert {silenced.reason for silenced in report.silenced} == {REASON}
    assert len(report.silenced) + len(remaining) == 2


def test_an_entry_of_another_row_silences_nothing_and_is_a_finding(folder):
    break_two_rows(folder)
    entries(folder, {"rule": "quoted-numbers", "table": "casualties", "row": "C904", "reason": REASON})
    report = validate(folder)
    assert places(report.findings) == [
        ("data/casualties.csv", 2),
        ("data/strengths.csv", 2),
        ("datapackage.json", None),
    ]
    told = report.findings[-1]
    assert (told.rule, told.column) == ("silenced", "x-silenced")
    assert "rule 'quoted-numbers', casualties, C904 silences nothing" in told.message
    assert report.silenced == ()


def test_an_entry_for_a_rule_that_was_not_applied_is_not_judged(folder):
    entries(folder, {"rule": "quote-text", "reason": REASON})
    assert validate(folder).valid, "without the texts nobody can say what it silences"
    entries(folder, {"rule": "quoted-numbers", "reason": REASON})
    assert validate(folder, rules=["date-order"]).valid
    assert not validate(folder, rules=["quoted-numbers"]).valid


def test_with_the_texts_an_idle_entry_for_a_rule_on_texts_is_found(folder, monkeypatch):
    monkeypatch.setenv("SIRTE_ARTICLES", str(TEXTS))
    entries(folder, {"rule": "quote-text", "reason": REASON})
    assert [finding.rule for finding in validate(folder).findings] == ["silenced"]


def test_the_reason_of_the_narrowest_entry_is_told_and_no_other_is_idle(folder):
    break_two_rows(folder)
    narrow = {"table": "casualties", "row": "C901", "reason": "It is worn."}
    entries(folder, *({"rule": "quoted-numbers", "reason": REASON} | each for each in ({}, narrow)))
    report = validate(folder)
    assert report.valid
    assert [each.reason for each in report.silenced] == ["It is worn.", REASON]


def test_the_entries_are_not_gone_through_for_each_finding():
    class Counted(list):
        walks = 0

        def __iter__(self):
            self.walks += 1
            return super().__iter__()

    entries = Counted(Silence("quoted-numbers", REASON, "a", f"C{row}") for row in range(50))
    found = [Finding("a.csv", row, "", "quoted-numbers", "") for row in range(100)]
    remaining, silenced = silence(found, entries, RULES, lambda one: ("a", f"C{one.row}"))
    assert (len(remaining), len(silenced)) == (50, 50)
    assert entries.walks <= 2


MISUNDERSTOOD = [
    ("not-a-rule", {"rule": "quoted-number", "reason": REASON}, "Did you mean 'quoted-numbers'?"),
    ("no-rule", {"reason": REASON}, "'' is not a rule"),
    ("no-reason", {"rule": "quoted-numbers"}, "without a reason"),
    ("blank-reason", {"rule": "quoted-numbers", "reason": "  "}, "without a reason"),
    ("no-such-table", {"rule": "quoted-numbers", "reason": REASON, "table": "casulties"}, "Did you mean"),
    ("row-without-table", {"rule": "quoted-numbers", "reason": REASON, "row": "C901"}, "needs its table"),
    ("misspelt-key", {"rule": "quoted-numbers", "raeson": REASON}, "the key 'raeson' is not understood"),
    ("row-number", {"rule": "quoted-numbers", "reason": REASON, "row": 2}, "expected an object"),
    ("no-object", "quoted-numbers", "expected an object"),
]


@pytest.mark.parametrize(
    ("entry", "says"), [case[1:] for case in MISUNDERSTOOD], ids=[c[0] for c in MISUNDERSTOOD]
)
def test_an_entry_that_cannot_be_understood_is_one_finding(folder, entry, says):
    entries(folder, entry)
    (found,) = validate(folder).findings
    assert (found.file, found.rule) == ("datapackage.json", "silenced")
    assert found.message.startswith("Entry 1: ")
    assert says in found.message


def test_a_list_that_is_none_is_one_finding(folder):
    path = folder / "datapackage.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, "x-silenced": {}}), encoding="utf-8")
    (found,) = validate(folder).findings
    assert found.message == "Expected a list of objects with rule, table, row, reason."


# --- naming rules


def test_only_the_named_rules_are_applied(folder):
    break_two_rows(folder)
    assert validate(folder, rules=["date-order", "quantifier"]).valid
    assert {one.rule for one in validate(folder, rules=["quoted-numbers"]).findings} == {"quoted-numbers"}


def test_tables_are_checked_whatever_rules_are_named(folder):
    set_cell(folder, "casualties", "C901", "outcome", "kiled")
    assert [one.rule for one in validate(folder, rules=["date-order"]).findings] == ["code"]


def test_an_unknown_rule_is_refused_with_the_nearest_name(folder):
    with pytest.raises(UsageError, match=r"no rule 'date-ordr'\. Did you mean 'date-order'"):
        validate(folder, rules=["date-ordr"])


def test_without_a_choice_every_rule_is_applied_or_skipped(folder, monkeypatch):
    applied: list[str] = []
    for name in RULES:
        monkeypatch.setitem(RULES, name, _noting(applied, name, RULES[name]))
    validate(folder)
    assert set(applied) == set(RULES)


def _noting(applied, name, rule):
    def noting(context):
        applied.append(name)
        return rule(context)

    noting.__module__ = rule.__module__
    return noting


# --- the report


FINDING = Finding("data/casualties.csv", 12, "low", "number-order", "low 9, high 2.")


def test_a_report_shows_and_counts_what_is_silenced():
    report = Report((), (), (Silenced(FINDING, REASON),))
    assert report.valid
    assert report.to_text().splitlines() == [
        "Silenced:",
        f"  data/casualties.csv, row 12, low: low 9, high 2. [number-order] Silenced: {REASON}",
        "Valid: no findings, 1 silenced.",
    ]
    assert json.loads(report.to_json())["silenced"] == [
        {
            "file": "data/casualties.csv",
            "row": 12,
            "column": "low",
            "rule": "number-order",
            "message": "low 9, high 2.",
            "row_id": "",
            "reason": REASON,
        }
    ]
    assert Report((FINDING,), (), (Silenced(FINDING, REASON),)).to_text().endswith("1 finding, 1 silenced.")
