"""Rules that make one figure of several claims: worked by hand, refused where these count other things."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import sirte_dataset as sd
from invented_package import set_cell
from sirte_dataset.analysis.estimates import CAUTION, RULES, Estimate, apply_rule
from sirte_dataset.analysis.figures import Figure, Link
from sirte_dataset.documents.estimates import EXAMPLES

ONE_THING = ("conservative", "representative", "informative", "most_precise", "bounds_only")

QUANTIFIERS = {
    (True, False, False): "at_least",
    (False, True, False): "about",
    (False, False, True): "up_to",
    (True, False, True): "range",
    (False, False, False): "not_stated",
}


def claim(row_id: str, low: int | None = None, best: int | None = None, high: int | None = None) -> Figure:
    """A claim on the dead of one incident."""
    filled = tuple(value is not None for value in (low, best, high))
    return Figure(
        row_id,
        event_id="E1",
        outcome="killed",
        quantifier=QUANTIFIERS.get(filled, "exact"),
        low=low,
        best=best,
        high=high,
        count="single",
        same_as=row_id,
        events=("E1",),
        one_incident=True,
    )


def total(row_id: str, low: int, day: int) -> Figure:
    return replace(claim(row_id, low), count="running_total", date_latest=date(2031, 4, day))


def part(row_id: str, event: str, number: int) -> Figure:
    return replace(claim(row_id, number, number, number), event_id=event, events=(event, "E1"))


def figure(made: Estimate) -> tuple[int | None, int | None, int | None]:
    return made.low, made.best, made.high


# --- each rule, worked by hand

# The results of the examples on the page docs/estimates.md, worked out on paper.
WORKED = {
    "conservative": [(10, 12, 12)],
    "representative": [(12, 12, 20)],
    "informative": [(15, 12, 20)],
    "most_precise": [(14, None, 16)],
    "latest_total": [(40, None, None)],
    "sum_of_parts": [(22, None, None)],
    "bounds_only": [(20, None, 29), (None, None, None)],
}


def test_every_rule_has_an_example_with_a_result_worked_by_hand() -> None:
    assert list(RULES) == list(WORKED) == list(EXAMPLES)
    for rule, results in WORKED.items():
        assert [figure(apply_rule(rule, claims)) for claims in EXAMPLES[rule]] == results


# The inputs and outputs of calc_mode_numeric in the tests and the manual of eventreport 0.1.2.
@pytest.mark.parametrize(
    ("values", "mode"),
    [
        ([1, 1, 1, 2, 3], 1),
        ([1, 1, 2, 2], 1),
        ([1, 1, 2, 2, 3, 3], 1),
        ([1, 2, 2, 3, 4, 4], 2),
        ([1, 1, 1, 2, 3, 5], 1),
    ],
)
def test_the_representative_figure_is_the_numeric_mode_of_eventreport(values: list[int], mode: int) -> None:
    claims = [claim(f"C{number}", best=value) for number, value in enumerate(values)]
    assert figure(apply_rule("representative", claims)) == (None, mode, None)


def test_the_aggregations_of_eventreport_on_the_event_its_readme_shows() -> None:
    """Six reports of one event with their deaths_best; smallest, most frequent (a tie downwards), largest."""
    claims = [claim(f"C{number}", best=best) for number, best in enumerate([5, 1, 5, 6, 6, 7])]
    made = [apply_rule(rule, claims).best for rule in ("conservative", "representative", "informative")]
    assert made == [1, 5, 7]


def test_the_narrowest_interval_wins_and_a_tie_is_named() -> None:
    claims = [claim("C1", 10, None, 20), claim("C2", 12, None, 16), claim("C3", 15, None, 19)]
    made = apply_rule("most_precise", claims)
    assert (figure(made), made.used) == ((12, None, 19), ("C2", "C3"))
    assert "C2 and C3 are equally precise" in made.note
    assert made.left_out == {"C1": "It is less precise than C2 and C3."}


def test_the_latest_total_is_not_mixed_with_single_or_unclear_counts() -> None:
    unclear = replace(claim("C4", 900), count="unknown")
    endless = replace(total("C5", 900, 1), date_latest=None)
    made = apply_rule(
        "latest_total", [total("C1", 10, 1), total("C2", 30, 9), claim("C3", 900), unclear, endless]
    )
    assert (figure(made), made.used) == ((30, None, None), ("C2",))
    assert list(made.left_out) == ["C1", "C3", "C4", "C5"]


def test_a_sum_passes_over_what_may_be_counted_twice() -> None:
    within = replace(part("C4", "E3", 5), event_id="E31", events=("E31", "E3", "E1"))
    made = apply_rule(
        "sum_of_parts", [part("C1", "E2", 18), part("C2", "E4", 7), part("C3", "E3", 9), within]
    )
    assert (figure(made), made.used) == ((25, 25, 25), ("C1", "C2"))
    assert set(made.left_out) == {"C3", "C4"}


def test_days_that_lie_apart_in_one_long_event_can_be_added() -> None:
    first, second = (
        replace(part(row_id, "E1", 5), one_incident=False, date_earliest=day, date_latest=day)
        for row_id, day in (("C1", date(2031, 4, 1)), ("C2", date(2031, 4, 2)))
    )
    assert apply_rule("sum_of_parts", [first, second]).best == 10
    same_day = replace(second, date_earliest=first.date_earliest, date_latest=first.date_latest)
    assert apply_rule("sum_of_parts", [first, same_day]).used == ()
    undated = replace(second, date_earliest=None)
    assert apply_rule("sum_of_parts", [first, undated]).used == ()


def test_a_sum_has_only_the_limits_that_all_parts_have() -> None:
    made = apply_rule(
        "sum_of_parts", [part("C1", "E2", 18), replace(part("C2", "E3", 7), best=None, high=None)]
    )
    assert figure(made) == (25, None, None)


@pytest.mark.parametrize("claims", [[], [total("C1", 10, 1)], [claim("C1")]])
def test_an_empty_sum_is_unknown_and_not_nought(claims: list[Figure]) -> None:
    assert figure(apply_rule("sum_of_parts", claims)) == (None, None, None)


def test_parts_of_different_events_are_not_added() -> None:
    other = replace(part("C2", "E9", 7), events=("E9",))
    made = apply_rule("sum_of_parts", [part("C1", "E2", 18), other])
    assert (figure(made), made.used) == ((None, None, None), ())
    assert "parts of no one event" in made.left_out["C1"]


def test_claims_that_contradict_each_other_leave_no_bounds() -> None:
    made = apply_rule(
        "bounds_only", [claim("C1", 30), claim("C2", 10, None, 20), claim("C3", None, None, 40)]
    )
    assert figure(made) == (None, None, None)
    assert made.note == "C1 (at least 30) and C2 (10 to 20) contradict each other."


def test_bounds_that_meet_are_the_best_figure() -> None:
    assert figure(apply_rule("bounds_only", [claim("C1", 20), claim("C2", None, None, 20)])) == (20, 20, 20)


def test_more_than_begins_above_its_number_where_limits_are_reckoned_with() -> None:
    more = replace(claim("C1", 300), quantifier="more_than")
    made = {rule: apply_rule(rule, [more]).low for rule in RULES if rule != "latest_total"}
    assert {rule for rule, low in made.items() if low == 301} == {"sum_of_parts", "bounds_only"}
    assert {rule for rule, low in made.items() if low == 300} == set(made) - {"sum_of_parts", "bounds_only"}


# --- before any rule


def test_claims_that_cannot_count_are_left_out_with_the_reason() -> None:
    claims = [
        claim("C1", 10),
        replace(claim("C2", 10), same_as="C1"),
        claim("C3"),
        replace(claim("C4", 99), confidence="denied"),
    ]
    made = apply_rule("conservative", claims, {"C9": "It names no place."})
    assert (figure(made), made.used) == ((10, None, None), ("C1",))
    assert made.left_out == {
        "C2": "It repeats C1 (at least 10).",
        "C3": "It gives no number.",
        "C4": "It is denied by the one to whom it is attributed.",
        "C9": "It names no place.",
    }


def test_of_repeats_the_one_that_says_most_is_used() -> None:
    claims = [
        claim("C1"),
        replace(claim("C2", 10), same_as="C1"),
        replace(claim("C3", 9, 9, 9), same_as="C1"),
    ]
    assert apply_rule("conservative", claims).used == ("C3",)
    assert apply_rule("conservative", claims[:2]).used == ("C2",)


def test_a_repeat_that_updates_its_like_leaves_one_of_them() -> None:
    link = (Link("C2", "updates", "C1"),)
    claims = [replace(claim(row_id, 10), same_as="C1", links=link) for row_id in ("C1", "C2")]
    assert apply_rule("conservative", claims).used == ("C1",)


def test_a_claim_that_another_updates_is_left_out_also_through_a_repeat() -> None:
    link = (Link("C3", "updates", "C1"),)
    old, new = replace(claim("C1", 10), links=link), replace(claim("C3", 20), links=link)
    assert apply_rule("conservative", [old, new]).left_out == {"C1": "It is updated by C3."}
    repeat = replace(claim("C2", 20, 20, 20), same_as="C3")
    assert apply_rule("conservative", [old, new, repeat]).left_out["C1"] == "It is updated by C2."
    assert apply_rule("conservative", [old]).used == ("C1",)


# --- what does not count one thing

OTHERWISE = {
    "outcome": {"outcome": "wounded"},
    "unit": {"unit": "sorties"},
    "side": {"side": "isis"},
    "actor": {"actor_id": "townspeople"},
    "kind of victims": {"victim_kind": "civilian"},
    "kind of count": {"count": "unknown"},
    "event": {"event_id": "E2"},
    "place or date": {"one_incident": False},
}


@pytest.mark.parametrize("rule", ONE_THING)
@pytest.mark.parametrize("difference", OTHERWISE)
def test_claims_that_do_not_count_one_thing_give_no_figure(rule: str, difference: str) -> None:
    other = replace(claim("C2", 5, 5, 5), **OTHERWISE[difference])
    made = apply_rule(rule, [claim("C1", 18, 18, 18), other])
    assert (figure(made), made.used) == ((None, None, None), ())
    assert set(made.left_out) == {"C1", "C2"}
    assert f"differ in {difference}" in str(made)


def test_in_an_event_of_many_incidents_only_what_has_one_place_and_date_is_compared() -> None:
    known = replace(claim("C1", 10), one_incident=False, place_id="karsa", date="2031-04-15")
    assert apply_rule("conservative", [known, replace(known, row_id="C2", same_as="C2")]).used == ("C1", "C2")
    for blank in ({"place_id": None}, {"date": None}):
        vague = replace(known, **blank)
        assert apply_rule("conservative", [vague, replace(vague, row_id="C2", same_as="C2")]).used == ()


@pytest.mark.parametrize("difference", [{"event_id": "E2"}, {"event_id": None}, {"place_id": "karsa"}])
def test_totals_of_different_events_or_places_do_not_continue_each_other(difference: dict) -> None:
    claims = [total("C1", 10, 1), replace(total("C2", 20, 2), **difference)]
    assert apply_rule("latest_total", claims).used == ()
    eventless = [replace(each, event_id=None) for each in claims]
    assert apply_rule("latest_total", eventless).used == ()


def test_two_counts_of_one_incident_are_not_added_even_where_they_date_it_apart() -> None:
    claims = [
        replace(part(row_id, "E2", 5), date_earliest=day, date_latest=day)
        for row_id, day in (("C1", date(2031, 4, 1)), ("C2", date(2031, 4, 2)))
    ]
    assert apply_rule("sum_of_parts", claims).used == ()


@pytest.mark.parametrize("rule", ONE_THING)
def test_a_claim_and_what_it_may_include_give_no_figure(rule: str) -> None:
    link = (Link("C1", "may_include", "C2"),)
    claims = [replace(claim(row_id, 5, 5, 5), links=link) for row_id in ("C1", "C2")]
    assert "C1 may include C2" in str(apply_rule(rule, claims))


@pytest.mark.parametrize("rule", ["latest_total", "sum_of_parts"])
@pytest.mark.parametrize("difference", ["outcome", "unit", "side", "actor", "kind of victims"])
def test_neither_totals_nor_sums_mix_victims_or_outcomes(rule: str, difference: str) -> None:
    make = {
        "latest_total": lambda n: total(f"C{n}", n, n),
        "sum_of_parts": lambda n: part(f"C{n}", f"E{n}", n),
    }
    first, second = map(make[rule], (2, 3))
    made = apply_rule(rule, [first, replace(second, **OTHERWISE[difference])])
    assert (figure(made), made.used) == ((None, None, None), ())


def test_running_totals_of_different_days_are_not_compared() -> None:
    claims = [
        replace(total(f"C{day}", day, day), place_id="karsa", date=f"../2031-04-0{day}") for day in (1, 2)
    ]
    assert apply_rule("conservative", claims).used == ()
    assert apply_rule("latest_total", claims).used == ("C2",)


# --- properties

NUMBERS = st.integers(0, 50)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[int | None, int | None, int | None]:
    low, best, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
    shape = draw(st.sampled_from(["low", "best", "high", "low high", "low best high"]))
    return tuple(  # type: ignore[return-value]
        value if name in shape.split() else None
        for name, value in (("low", low), ("best", best), ("high", high))
    )


@st.composite
def claim_sets(draw: st.DrawFn) -> list[Figure]:
    """Claims of one thing: of one incident, or totals of one event, or parts of one event."""
    found = [
        claim(f"C{100 + n}", *each)
        for n, each in enumerate(draw(st.lists(intervals(), min_size=1, max_size=6)))
    ]
    kind = draw(st.sampled_from(["alike", "totals", "parts"]))
    if kind == "totals":
        days = draw(st.lists(st.integers(1, 4), min_size=len(found), max_size=len(found)))
        return [
            replace(
                each, count="running_total", date_latest=date(2031, 4, day), place_id="karsa", date="2031"
            )
            for each, day in zip(found, days, strict=True)
        ]
    if kind == "parts":
        return [
            replace(each, event_id=f"E{n}", events=(f"E{n}", "E1")) for n, each in enumerate(found, start=2)
        ]
    return found


RULE = st.sampled_from(list(RULES))


@given(RULE, claim_sets(), st.data())
def test_an_added_repeat_changes_nothing(rule: str, claims: list[Figure], data: st.DataObject) -> None:
    copied = data.draw(st.sampled_from(claims))
    repeat = replace(copied, row_id="C999")
    made, again = apply_rule(rule, claims), apply_rule(rule, [*claims, repeat])
    assert (figure(made), made.used) == (figure(again), again.used)


@given(RULE, claim_sets(), st.randoms(use_true_random=False))
def test_the_order_of_the_claims_does_not_matter(rule: str, claims: list[Figure], random: object) -> None:
    shuffled = [*claims]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert apply_rule(rule, shuffled) == apply_rule(rule, claims)


@given(
    st.sampled_from([rule for rule in RULES if rule not in ("representative", "sum_of_parts")]),
    claim_sets(),
    NUMBERS,
    NUMBERS,
    st.data(),
)
def test_a_wider_claim_never_narrows(
    rule: str, claims: list[Figure], less: int, more: int, data: st.DataObject
) -> None:
    narrow = data.draw(st.sampled_from(claims))
    wide = replace(
        narrow,
        row_id="C999",
        same_as="C999",
        low=None if narrow.low is None else max(narrow.low - less, 0),
        best=None,
        high=None if narrow.high is None else narrow.high + more,
    )
    before, after = apply_rule(rule, claims), apply_rule(rule, [*claims, wide])
    assume(before.used)
    if "contradict" in before.note:
        assert "contradict" in after.note
        return
    if before.low is not None:
        assert after.low is None or after.low <= before.low
    if before.high is not None:
        assert after.high is None or after.high >= before.high
    assert before.low is not None or after.low is None
    assert before.high is not None or after.high is None


@given(claim_sets())
def test_bounds_lie_in_every_claim_that_sets_them(claims: list[Figure]) -> None:
    made = apply_rule("bounds_only", claims)
    for each in claims:
        if each.row_id in made.used and "contradict" not in made.note:
            assert each.low is None or (made.low is not None and made.low >= each.low)
            assert each.high is None or (made.high is not None and made.high <= each.high)


@given(claim_sets())
def test_a_sum_is_that_of_its_parts_and_no_two_of_them_share_an_event(claims: list[Figure]) -> None:
    made = apply_rule("sum_of_parts", claims)
    used = [each for each in claims if each.row_id in made.used]
    assert len({each.event_id for each in used}) == len(used)
    for name in ("low", "best", "high"):
        values = [getattr(each, name) for each in used]
        assert getattr(made, name) == (None if not values or None in values else sum(values))


@given(RULE, claim_sets())
def test_every_claim_is_used_or_left_out(rule: str, claims: list[Figure]) -> None:
    made = apply_rule(rule, claims)
    assert {*made.used, *made.left_out} == {each.row_id for each in claims}
    assert not {*made.used} & {*made.left_out}


# --- asked of a package


def test_an_estimate_reads_as_a_sentence_that_says_what_it_is_not(folder: Path) -> None:
    made = sd.estimate(rule="bounds_only", outcome="killed", within="Karsa", package=folder)
    assert str(made) == (
        "By the rule bounds_only, casualties (outcome killed, within Karsa): at most 19, from C904. "
        "Left out: C901, since it is updated by C904; C903, since it names no place. " + CAUTION
    )
    assert made._repr_html_().startswith("<p>By the rule bounds_only")


def test_a_reading_of_words_is_told_where_it_is_used(folder: Path) -> None:
    made = sd.estimate(rule="informative", outcome="wounded", scales=True, package=folder)
    assert (made.low, made.best, made.high) == (24, None, 99)
    assert "C902: dozens read as 24 to 99" in str(made)
    assert sd.estimate(rule="informative", outcome="wounded", package=folder).used == ()


def test_a_repeat_added_to_the_tables_changes_no_figure(folder: Path) -> None:
    asked = {"outcome": "killed", "within": "karsa", "package": folder}
    before = sd.compare_rules(**asked)
    claims = folder / "data" / "casualties.csv"
    copied = next(line for line in claims.read_text("utf-8").splitlines() if line.startswith("C904"))
    claims.write_text(f"{claims.read_text('utf-8')}{copied.replace('C904', 'C905')}\n", "utf-8")
    assert sd.compare_rules(**asked)["used"][0] == "C904 C905", "no repeat as long as no link says so"
    links = folder / "data" / "claim_links.csv"
    links.write_text(
        f"{links.read_text('utf-8')}L903,casualties,C905,casualties,C904,repeats,A test.,\n", "utf-8"
    )
    columns = ["rule", "low", "best", "high", "used"]
    pd.testing.assert_frame_equal(sd.compare_rules(**asked)[columns], before[columns])


def test_rules_are_compared_side_by_side(folder: Path) -> None:
    set_cell(folder, "casualties", "C904", "cumulative", "true")
    frame = sd.compare_rules(outcome="killed", within="customs_house", package=folder)
    assert list(frame.columns) == ["rule", "low", "best", "high", "used", "left_out", "sentence"]
    assert list(frame["rule"]) == list(RULES)
    assert frame["high"].dtype == "Int64"
    latest = frame.set_index("rule").loc["latest_total"]
    assert (latest["high"], latest["used"], latest["left_out"]) == (20, "C904", "C901 C903")
    assert latest["low"] is pd.NA


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"rule": "conservativ"}, "'conservative'"),
        ({"rule": "mean"}, "sum_of_parts"),
        ({"rule": "informative", "outcom": "killed"}, "'outcome'"),
        ({"rule": "informative", "outcome": "kiled"}, "'killed'"),
    ],
)
def test_an_unknown_rule_or_filter_is_refused_with_the_nearest(folder: Path, asked: dict, words: str) -> None:
    with pytest.raises(sd.UsageError, match=words):
        sd.estimate(**asked, package=folder)


# --- in the dataset itself


def test_one_report_in_two_articles_counts_once() -> None:
    campus = {"outcome": "killed", "side": "isis", "within": "university_campus"}
    frame = sd.compare_rules(**campus).set_index("rule").drop(index="latest_total")
    assert set(frame["low"]) == {20}
    assert frame["high"].isna().all()


def test_what_one_article_counts_at_different_places_and_years_is_never_added() -> None:
    made = sd.compare_rules(outcome="killed", articles="A000").set_index("rule")
    assert list(made.dropna(how="all", subset=["low", "best", "high"]).index) == ["latest_total"]
    assert made.loc["latest_total", "low"] == 300


def test_no_rule_gives_a_figure_for_all_casualties() -> None:
    for asked in ({}, {"outcome": "killed"}, {"outcome": "killed", "scales": True}):
        assert sd.compare_rules(**asked)[["low", "best", "high"]].isna().all(axis=None)
