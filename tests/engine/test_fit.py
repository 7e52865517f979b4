"""Freezing scales: the numbers they come to, and the problems of fitting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl
import pytest

from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.fit import fit
from scoring.engine.frames import own_values, parts_of
from scoring.engine.plan import compile_rubric
from scoring.engine.scales import SCALES
from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Problem, Rejected
from scoring.rules.rubric import Rubric
from tests.engine.towns import TWO, column, frame, item, method
from tests.rules.documents import caret

GOAL = "constants: {goal: {value: {big: 20, small: 10}, unit: '1', zh: 目标, en: Goal}}"


def knots(found: Appraisal, category: str | None = None) -> list[tuple[object, ...]]:
    """Kind, value, share, basis and n of the rows that are a scale's."""
    rows = found.scales.filter(~pl.col("kind").is_in(["statistic", "place", "mean"]))
    rows = rows if category is None else rows.filter(pl.col("category") == category)
    return rows.select("kind", "at", "share", "basis", "n").rows()


def statistics(found: Appraisal) -> list[tuple[object, ...]]:
    rows = found.scales.filter(pl.col("kind").is_in(["statistic", "place", "mean"]))
    return rows.select("measure", "category", "kind", "basis", "at", "n").rows()


def stopped(rubric: Rubric, tax: Sequence[float | None], **columns: Sequence[object]) -> list[Problem]:
    """The problems of fitting; each has a place in the document and words in both languages."""
    with pytest.raises(Rejected) as caught:
        appraise(rubric, frame(tax, **columns))
    for problem in caught.value.problems:
        assert problem.place is not None
        assert problem.place.line is not None
        for language in ("zh", "en"):
            assert "`i.level`" in sentence(problem, language)
            assert all(help_lines(problem, language))
    return list(caught.value.problems)


# knots ----------------------------------------------------------------------------------------------------------------


def test_knots_are_published_with_what_they_rest_on() -> None:
    found = appraise(method(scale="{0%: cohort.min, 50%: cohort.p50 + 1, 100%: 100}"), frame([10, 20, 60, None]))
    assert statistics(found) == [
        ("i.level", "town", "statistic", "min", 10.0, 3),
        ("i.level", "town", "statistic", "p50", 20.0, 3),
    ]
    assert knots(found) == [
        ("knot", 10.0, 0.0, "cohort.min", 3),
        ("knot", 21.0, 0.5, "cohort.p50 + 1", 3),
        ("knot", 100.0, 1.0, "100", 3),
    ]


def test_fixed_knots_need_nobody() -> None:
    found = appraise(method(scale="{0%: 1/3, 100%: 0.1 + 0.2}"), frame([5]))
    assert knots(found) == [("knot", 1 / 3, 0.0, "1/3", None), ("knot", 0.3, 1.0, "0.1 + 0.2", None)]


def test_a_falling_scale_and_constants_by_category() -> None:
    rubric = method(categories=TWO, top=GOAL, scale="{0%: 2 * goal, 100%: 0}")
    found = appraise(rubric, frame([10, 10], category=["big", "small"]))
    assert [row[1] for row in knots(found, "big")] == [40.0, 0.0]
    assert [row[1] for row in knots(found, "small")] == [20.0, 0.0]
    assert column(found, "total") == [Decimal("75.00"), Decimal("50.00")]


def test_bands_with_every_kind_of_edge() -> None:
    scale = "{bands: [{from: cohort.max, share: 100%}, {above: 20, to: 40, points: {big: 50, small: 25}}, "
    scale += "{below: 5, share: -10%}, {otherwise: 0%}]}"
    found = appraise(
        method(categories=TWO, scale=scale), frame([60, 40, 30, 4, 50, 40], category=["big"] * 4 + ["small"] * 2)
    )
    assert knots(found, "big") == [
        ("from", 60.0, 1.0, "cohort.max", 4),
        ("above", 20.0, 0.5, "20", 4),
        ("to", 40.0, 0.5, "40", 4),
        ("below", 5.0, -0.1, "5", 4),
        ("otherwise", None, 0.0, "", 4),
    ]
    assert [row[2] for row in knots(found, "small")][1:3] == [0.25, 0.25]
    assert [str(total) for total in column(found, "total")] == ["100.00", "50.00", "50.00", "-10.00", "100.00", "25.00"]


def test_a_scale_of_a_formula_has_statistics_but_no_knots() -> None:
    found = appraise(method(scale="{formula: x / cohort.max}"), frame([25, 50]))
    assert statistics(found) == [("i.level", "town", "statistic", "max", 50.0, 2)]
    assert knots(found) == []
    assert column(found, "total") == [Decimal("50.00"), Decimal("100.00")]


def test_all_categories_together() -> None:
    indicator = {"points": "100, cohort: all", "value": "tax + rank(tax) * 0"}
    every = method(categories=TWO, scale="{0%: cohort.min, 100%: cohort.max}", **indicator)
    found = appraise(every, frame([10, 20, 60], category=["big", "small", "small"]))
    assert statistics(found) == [
        ("", "*", "place", "rank(tax)", 10.0, 3),
        ("", "*", "place", "rank(tax)", 20.0, 3),
        ("", "*", "place", "rank(tax)", 60.0, 3),
        ("i.level", "*", "statistic", "min", 10.0, 3),
        ("i.level", "*", "statistic", "max", 60.0, 3),
    ]
    assert column(found, "total") == [Decimal("0.00"), Decimal("20.00"), Decimal("100.00")]


def test_statistics_of_expressions() -> None:
    rubric = method(
        items=item("land"),
        value="tax / cohort.max(tax + land) + share(land) + previous(cohort.n(tax)) + growth(cohort.sum(land))",
        scale="{0%: 0, 100%: cohort.sum(tax) - previous(cohort.sum(tax)) + 1}",
    )
    found = appraise(rubric, frame([1, 3], land=[4, 6], previous__tax=[1, 2], previous__land=[5, None]))
    assert [row[3:] for row in statistics(found)] == [
        ("cohort.max(tax + land)", 9.0, 2),
        ("cohort.sum(land)", 10.0, 2),
        ("previous(cohort.n(tax))", 2.0, 2),
        ("previous(cohort.sum(land))", 5.0, 1),
        ("cohort.sum(tax)", 4.0, 2),
        ("previous(cohort.sum(tax))", 3.0, 2),
    ]


def test_a_number_counts_once_for_every_zone() -> None:
    rubric = method(categories=TWO, top=GOAL, value="tax / cohort.sum(goal)", scale="{0%: 0, 100%: cohort.n(goal)}")
    found = appraise(rubric, frame([1] * 5, category=["big"] * 2 + ["small"] * 3))
    assert [row[3:] for row in statistics(found)] == [
        ("cohort.sum(goal)", 40.0, 2),
        ("cohort.n(goal)", 2.0, 2),
        ("cohort.sum(goal)", 30.0, 3),
        ("cohort.n(goal)", 3.0, 3),
    ]


def test_who_failed_a_gate_is_not_of_the_cohort() -> None:
    gate = "gates: {grown: {zh: 规模, en: Size, must: tax >= 10, otherwise: unranked}}\n"
    found = appraise(method(scale="{0%: 0, 100%: cohort.max + cohort.min}", tail=gate), frame([1, 10, 20]))
    assert [row[4:] for row in statistics(found)] == [(20.0, 2), (10.0, 2)]


# problems -------------------------------------------------------------------------------------------------------------


def test_two_knots_on_one_value() -> None:
    (problem,) = stopped(method(scale="{0%: 0, 60%: cohort.p50, 100%: cohort.max}"), [5, 5, 5])
    assert problem.code == "S101"
    assert caret(problem) == "cohort.max"
    assert sentence(problem, "en") == "two knots of `i.level` in `town` fall on the same value, 5"
    assert sentence(problem, "zh") == "类别 `town` 中 `i.level` 的两个分档点取值相同（5）"


@pytest.mark.parametrize(
    ("scale", "at"),
    [("{0%: 0, 60%: 100, 100%: cohort.max}", "cohort.max"), ("{0%: cohort.max, 60%: 100, 100%: 0}", "100")],
)
def test_knots_out_of_order(scale: str, at: str) -> None:
    (problem,) = stopped(method(scale=scale), [5, 8.5])
    assert problem.code == "S103"
    assert caret(problem) == at
    assert "out of order" in sentence(problem, "en")
    assert "次序颠倒" in sentence(problem, "zh")


@pytest.mark.parametrize(
    ("scale", "tax", "at"),
    [
        ("{0%: cohort.min, 100%: 4}", [5, 8, 11], "4"),
        ("{0%: cohort.p05, 100%: 4}", [5, 8, 11], "4"),
        ("{0%: 20, 100%: cohort.bottom2}", [30, 38, 41], "cohort.bottom2"),
        ("{0%: 20, 100%: cohort.max}", [5, 8, 11], "cohort.max"),
        ("{0%: 20, 100%: cohort.p97_5}", [5, 8, 11], "cohort.p97_5"),
        ("{lines: [[20, 100%], [cohort.top2, 0%]]}", [5, 8, 11], "cohort.top2"),
        ("{0%: cohort.mean, 100%: cohort.p75}", [1, 1, 1, 2, 100], "cohort.p75"),
    ],
)
def test_an_end_on_the_wrong_side_of_the_cohort(scale: str, tax: list[float | None], at: str) -> None:
    (problem,) = stopped(method(scale=scale), tax)
    assert (problem.code, caret(problem)) == ("S103", at)


@pytest.mark.parametrize(
    "scale", ["{0%: 20, 100%: cohort.mean}", "{0%: 20, 100%: cohort.p50}", "{100%: cohort.min, 0%: 20}"]
)
def test_an_end_that_may_lie_on_either_side(scale: str) -> None:
    assert appraise(method(scale=scale), frame([5, 8, 11])).ranking.get_column("rank").null_count() == 0


def test_a_cohort_that_is_too_small() -> None:
    scale = "{0%: 0, 60%: cohort.p50, 100%: cohort.max}"
    (problem,) = stopped(method(top="cohort_at_least: 3", scale=scale), [5, 8.5, None])
    assert problem.code == "S102"
    assert caret(problem) == "cohort.p50"
    assert sentence(problem, "en") == "only 2 zones of `town` have a value of `i.level`; a statistic needs 3"
    assert sentence(problem, "zh") == "类别 `town` 中只有 2 个开发区有 `i.level` 的数据，统计量至少需要 3 个"


def test_a_cohort_of_nobody() -> None:
    for knot in ("cohort.sum", "cohort.sum(tax)"):
        (problem,) = stopped(method(scale=f"{{0%: 0, 100%: {knot}}}"), [None, None])
        assert (problem.code, problem.facts["n"]) == ("S102", "0")
        assert caret(problem) == knot


@pytest.mark.parametrize("knot", ["10 / cohort.min", "log(cohort.min)", "sqrt(-1 - cohort.min)", "1 / 0"])
def test_a_knot_that_cannot_be_worked_out(knot: str) -> None:
    (problem,) = stopped(method(scale=f"{{0%: 0, 100%: {knot}}}"), [0, 1])
    assert problem.code == "S104"
    assert caret(problem) == knot
    assert f"`{knot}`" in sentence(problem, "en")
    assert f"`{knot}`" in sentence(problem, "zh")


def test_an_edge_that_cannot_be_worked_out() -> None:
    scale = "{bands: [{from: 1 / cohort.min, share: 100%}, "
    scale += "{above: cohort.max, to: log(cohort.min), share: 10%}, {otherwise: 0%}]}"
    problems = stopped(method(scale=scale), [0, 5])
    assert [(problem.code, caret(problem)) for problem in problems] == [
        ("S104", "1 / cohort.min"),
        ("S104", "log(cohort.min)"),
    ]


def test_every_category_says_what_it_lacks() -> None:
    problems = stopped(
        method(categories=TWO, scale="{0%: 0, 100%: cohort.max}"),
        [1, 2, 0, 0],
        category=["big", "small", "small", "small"],
    )
    assert [(problem.code, problem.facts["category"]) for problem in problems] == [("S102", "big")]
    again = stopped(
        method(categories=TWO, scale="{0%: 0, 100%: cohort.max}"), [1, 0, 0], category=["big", "small", "small"]
    )
    assert [(problem.code, problem.facts["category"]) for problem in again] == [("S102", "big"), ("S101", "small")]


def test_a_spread_of_one_zone_has_no_value() -> None:
    (problem,) = stopped(method(top="cohort_at_least: 1", scale="{0%: 0, 100%: cohort.sd}"), [5, None])
    assert (problem.code, caret(problem)) == ("S104", "cohort.sd")


# pardon ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scale", "rows"),
    [
        ("{0%: 0, 100%: cohort.max}", [("knot", 0, 0.0, 0.0), ("knot", 1, 1.0, 0.0)]),
        ("{bands: [{from: cohort.max, share: 100%}, {otherwise: 0%}]}", [("otherwise", 0, None, 0.0)]),
    ],
)
def test_what_cannot_be_fitted_may_earn_nothing(scale: str, rows: list[tuple[object, ...]]) -> None:
    plan = compile_rubric(method(scale=scale))
    values = own_values(plan, frame([7]))
    unfitted: set[str] = set()
    scales = fit(plan, parts_of(plan, values), 2025, unfitted=unfitted)
    assert unfitted == {"i.level"}
    found = scales.frame.filter(pl.col("n") == 0)
    assert found.select("kind", "knot", "at", "share").rows() == rows


def test_nothing_to_pardon() -> None:
    plan = compile_rubric(method(scale="{0%: 0, 100%: cohort.max}"))
    unfitted: set[str] = set()
    fit(plan, parts_of(plan, own_values(plan, frame([7, 8]))), 2025, unfitted=unfitted)
    assert unfitted == set()


# what is given --------------------------------------------------------------------------------------------------------


def given(*rows: Mapping[str, object]) -> pl.DataFrame:
    blank = {
        "measure": "",
        "category": "town",
        "kind": "statistic",
        "knot": 0,
        "share": None,
        "n": None,
        "fitted_on": 2020,
    }
    return pl.DataFrame([blank | row for row in rows], schema=SCALES)


def test_a_statistic_that_is_given_is_kept() -> None:
    rubric = method(scale="{0%: cohort.min, 100%: cohort.max}", value="tax / cohort.max(tax) * 100 + rank(tax) * 0")
    known = given(
        {"measure": "i.level", "basis": "max", "at": 200.0},
        {"basis": "cohort.max(tax)", "at": 50.0},
        {"basis": "rank(tax)", "kind": "place", "at": 5.0},
    )
    found = appraise(rubric, frame([25, 40]), statistics=known)
    assert found.scales.head(3).equals(known)
    assert [row[3:] for row in statistics(found)[3:]] == [("min", 50.0, 2)]
    assert [row[1] for row in knots(found)] == [50.0, 200.0]
    assert column(found, "total") == [Decimal("0.00"), Decimal("20.00")]


def test_a_given_statistic_rests_on_enough() -> None:
    known = given({"measure": "i.level", "basis": "max", "at": 50.0})
    found = appraise(
        method(top="cohort_at_least: 30", scale="{0%: 0, 100%: cohort.max}"), frame([25]), statistics=known
    )
    assert column(found, "total") == [Decimal("50.00")]
    few = given({"measure": "i.level", "basis": "max", "at": 50.0, "n": 4})
    with pytest.raises(Rejected) as caught:
        appraise(method(top="cohort_at_least: 5", scale="{0%: 0, 100%: cohort.max}"), frame([25]), statistics=few)
    assert [(problem.code, problem.facts["n"]) for problem in caught.value.problems] == [("S102", "4")]


# means of points ------------------------------------------------------------------------------------------------------


def test_the_mean_of_points_is_rounded_as_points_are() -> None:
    found = appraise(
        method(top="missing: cohort_mean\ndigits: {points: 1, indicator: 2}"), frame([10, 20.1, 20.1, None, None])
    )
    assert statistics(found) == [("i.level", "town", "mean", "mean of points", 16.7, 3)]
    assert column(found, "total")[3:] == [Decimal("16.70")] * 2


def test_a_mean_that_is_given_is_kept() -> None:
    known = given({"measure": "i.level", "kind": "mean", "basis": "mean of points", "at": 12.34})
    found = appraise(method(top="missing: cohort_mean"), frame([10, None]), statistics=known)
    assert column(found, "total") == [Decimal("10.00"), Decimal("12.34")]


def test_means_by_category_over_those_that_have_a_value() -> None:
    rubric = method(categories=TWO, top="missing: cohort_mean")
    found = appraise(rubric, frame([10, 20, None, 40, None], category=["big", "big", "big", "small", "small"]))
    assert [(row[1], row[4], row[5]) for row in statistics(found)] == [("big", 15.0, 2), ("small", 40.0, 1)]


def test_a_mean_of_nothing_but_float_noise_is_no_divisor() -> None:
    """The parts of all make up one in either year, so the mean change is nothing, and no share is a part of it."""
    rubric = method(value="share(tax) - previous(share(tax))", scale="{formula: x / cohort.mean(x * 2)}")
    data = frame([11.0, 23.0, 29.0, 7.0], previous__tax=[10.0, 20.0, 33.0, 7.0])
    with pytest.raises(Rejected) as refused:
        appraise(rubric, data)
    assert [problem.code for problem in refused.value.problems] == ["S140"]
