"""Screening: who has too little data to be ranked, and which indicators too few have data for."""

from __future__ import annotations

import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from tests.engine.data_steps.test_imputing import refused
from tests.engine.towns import TWO, column, frame, item, method

MORE = "".join(
    f"  {id_}: {{pillar: p, zh: 指标, en: I, value: {value}, unit: '1', points: 25, level: {{scale: {{0%: 0, 100%: 100}}}}}}\n"
    for id_, value in (("j", "two"), ("k", "three"))
)
ITEMS = item("two") + item("three")


def test_zones_with_too_little_are_not_ranked_and_of_no_cohort() -> None:
    rubric = method(top="screen: {zones: 60%}\nmissing: zero", points="50", items=ITEMS, indicators=MORE)
    found = appraise(rubric, frame([10, 20, None], two=[1, 2, None], three=[None, None, 3]))
    assert column(found, "state") == ["ranked", "ranked", "screened"]
    assert column(found, "rank") == [2, 1, None]
    assert column(found, "of") == [2, 2, 2]
    assert found.audit.rows() == [
        ("c", 0, "town", "screen", None, None, "zones", pytest.approx(1 / 3), None, "1 of 3 < 60%")
    ]
    again = appraise(rubric, frame([10, 20, None], two=[1, 2, None], three=[None, None, 3]), scales=found.scales)
    assert again.ranking.equals(found.ranking)


def test_they_set_no_bars() -> None:
    rubric = method(
        top="screen: {zones: 60%}\nmissing: zero",
        points="50",
        items=ITEMS,
        indicators=MORE,
        scale="{0%: cohort.min, 100%: cohort.max}",
    )
    found = appraise(rubric, frame([10, 20, 1000], two=[1, 2, None], three=[1, 2, None]))
    assert found.scales.filter(pl.col("basis") == "max")["at"].to_list() == [20.0]


def test_exactly_enough_is_enough_and_what_does_not_apply_is_not_asked() -> None:
    half = method(
        top="screen: {zones: 50%}\nmissing: zero", points="75", items=item("two"), indicators=MORE.split("\n")[0]
    )
    assert column(appraise(half, frame([10, None], two=[None, None])), "state") == ["ranked", "screened"]
    excused = method(
        top="screen: {zones: 100%}\nmissing: zero",
        points="75",
        items=item("two"),
        indicators=MORE.split("\n")[0],
        scale="{0%: 0, 100%: 100}}, applies: two > 5, missing: {points: 0",
    )
    assert column(appraise(excused, frame([None, None, 1], two=[3, 7, None])), "state") == [
        "ranked",
        "screened",
        "screened",
    ]


def test_nobody_is_screened_by_nothing() -> None:
    rubric = method(
        top="screen: {zones: 100%}\nmissing: zero",
        scale="{0%: 0, 100%: 100}}, applies: tax > 5, missing: {points: 0",
    )
    found = appraise(rubric, frame([1, 10]))
    assert column(found, "state") == ["not_graded", "ranked"]


def test_a_formula_that_looks_at_the_cohort_is_judged_by_the_zones_own_figures() -> None:
    rubric = method(
        top="screen: {zones: 60%}\nmissing: zero",
        value="100 * share(tax)",
        points="50",
        items=ITEMS,
        indicators=MORE.replace("value: two", "value: rank(two)"),
    )
    found = appraise(rubric, frame([10, 30, None], two=[1, 2, None], three=[None, None, 3]))
    assert column(found, "state") == ["ranked", "ranked", "screened"]


def test_a_figure_that_is_none_counts_for_all() -> None:
    rubric = method(top="screen: {zones: 50%, indicators: 50%}\nmissing: zero", value="0 * 1 + 5")
    assert column(appraise(rubric, frame([None, None])), "state") == ["ranked", "ranked"]


def test_an_indicator_too_few_have_is_left_out() -> None:
    rubric = method(top="screen: {indicators: 50%}\nmissing: zero", points="50", items=ITEMS, indicators=MORE)
    found = appraise(rubric, frame([10, 20, 30], two=[100, 100, 50], three=[100, None, None]))
    assert found.scales.filter(pl.col("kind") == "screen").select("measure", "category", "basis", "n").rows() == [
        ("k.level", "town", "1 of 3 < 50%", 3)
    ]
    # 10 of 66.67 and 100 % of 33.33, and so on
    assert [str(one) for one in column(found, "total")] == ["40.00", "46.66", "36.67"]
    gone = found.scorecard.filter(pl.col("indicator") == "k")
    assert gone.select("status", "treatment", "full").unique().rows() == [("screened", None, 0)]
    assert found.audit.select("step", "indicator", "method", "before", "after").rows() == [
        ("screen", "k", "indicators", 100.0, None),
        ("screen", "k", "indicators", None, None),
        ("screen", "k", "indicators", None, None),
    ]
    again = appraise(rubric, frame([10, 20, 30], two=[100, 100, 50], three=[1, 1, 1]), scales=found.scales)
    assert again.ranking["total"].equals(found.ranking["total"])


@pytest.mark.parametrize("policy", ["block", "cohort_mean"])
def test_one_left_out_blocks_nobody(policy: str) -> None:
    rubric = method(
        top=f"screen: {{indicators: 60%}}\nmissing: {policy}",
        points="75",
        items=item("two"),
        indicators=MORE.split("\n")[0],
        tail="",
    )
    found = appraise(rubric, frame([10, 20, 30], two=[None, None, 3]))
    assert column(found, "state") == ["ranked"] * 3


def test_bands_and_measures_that_are_left_out() -> None:
    bands = "  j: {pillar: p, zh: 指标, en: I, value: two, unit: '1', points: 50, impute: median, treat: {clip: [p01, p99]}, level: {scale: {bands: [{from: cohort.median, share: 100%}, {otherwise: 0%}]}}}\n"
    rubric = method(top="screen: {indicators: 60%}\nmissing: zero", points="50", items=item("two"), indicators=bands)
    found = appraise(rubric, frame([10, 20, 30], two=[None, None, None]))
    assert [str(one) for one in column(found, "total")] == ["10.00", "20.00", "30.00"]
    assert appraise(rubric, frame([10, 20], two=[None, 1]), scales=found.scales).ranking["total"].to_list() == [20, 10]


def test_across_all_categories_or_in_each() -> None:
    categories = ["big", "big", "small", "small"]
    top = "screen: {indicators: 60%}\nmissing: zero"
    own = method(categories=TWO, top=top, points="75", items=item("two"), indicators=MORE.split("\n")[0])
    data = frame([10, 20, 30, 40], two=[1, 1, None, 1], category=categories)
    assert appraise(own, data).scales.filter(pl.col("kind") == "screen")["category"].to_list() == ["small"]
    across = MORE.split("\n")[0].replace("points: 25", "points: 25, cohort: all")
    both = method(categories=TWO, top=top, points="75", items=item("two"), indicators=across)
    assert appraise(both, data).scales.filter(pl.col("kind") == "screen").is_empty()
    less = data.with_columns(two=pl.Series([1.0, None, None, 1.0]))
    assert appraise(both, less).scales.filter(pl.col("kind") == "screen")["category"].to_list() == ["*"]
    only_big = across.replace("points: 25", "points: {big: 25}")
    some = method(categories=TWO, top=top, points="{big: 75, small: 100}", items=item("two"), indicators=only_big)
    assert appraise(some, less).scales.filter(pl.col("kind") == "screen")["basis"].to_list() == ["1 of 2 < 60%"]
    alone = appraise(some, less.filter(pl.col("category") == "small"))
    assert column(alone, "total") == [30, 40]


def test_too_small_a_cohort_screens_nothing() -> None:
    rubric = method(
        top="screen: {indicators: 60%}\nmissing: zero", points="75", items=item("two"), indicators=MORE.split("\n")[0]
    )
    assert appraise(rubric, frame([10], two=[None])).scales.filter(pl.col("kind") == "screen").is_empty()


def test_nothing_left_to_score() -> None:
    problems = refused(method(top="screen: {indicators: 60%}\nmissing: zero"), frame([None, None, 3]))
    assert [(p.code, p.facts["category"]) for p in problems] == [("S163", "town")]


def test_gates_come_first_and_vetoes_after() -> None:
    tail = """\
gates: {old: {zh: 门槛, en: Gate, must: two > 0, otherwise: unranked}}
vetoes: {bad: {zh: 否决, en: Veto, when: two > 5, unranked: true}}
"""
    rubric = method(top="screen: {zones: 100%}\nmissing: zero", items=item("two"), tail=tail)
    found = appraise(rubric, frame([None, None, None, 1], two=[None, 1, 9, 9]))
    assert column(found, "state") == ["gated", "screened", "screened", "vetoed"]
    assert column(found, "vetoes") == [[], [], ["bad"], ["bad"]]
