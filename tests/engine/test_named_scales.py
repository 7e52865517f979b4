"""Scales by name at work: places among a measure's own values, one zone as the reference, and cohorts without any."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import exp, log

import polars as pl
import pytest

from scoring.engine.advise.advice import next_place
from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.explain.card import card
from scoring.language.messages import sentence
from scoring.language.problems import Rejected
from scoring.rules.reading import rubric_from_bytes

TEXT = """\
rubric: named
edition: 2025
version: 1.0.0
zh: 命名标准
en: Scales by name
cohort_at_least: 1
categories:
  one: {zh: 甲类, en: One}
  two: {zh: 乙类, en: Two}
constants:
  goal: {value: {one: 20, two: 2}, unit: 万元, zh: 目标, en: Goal}
items:
  tax: {unit: 万元, zh: 税收, en: Tax}
pillars:
  all: {zh: 全部, en: All, weight: 1}
indicators:
"""


def document(*scales: str, more: str = "") -> str:
    entry = "  i{0}: {{pillar: all, zh: 第{0}项, en: Number {0}, value: tax, unit: 万元, weight: 1, {2}level: {{scale: {1}}}}}\n"
    return TEXT + "".join(entry.format(index, scale, more) for index, scale in enumerate(scales))


def appraised(scale: str | Sequence[str], values: Sequence[float | None], more: str = "", **two: float) -> Appraisal:
    scales = [scale] if isinstance(scale, str) else scale
    zones = [chr(97 + index) for index in range(len(values))] + list(two)
    frame = pl.DataFrame(
        {
            "zone": zones,
            "category": ["one"] * len(values) + ["two"] * len(two),
            "tax": pl.Series([*values, *two.values()], dtype=pl.Float64),
        }
    )
    return appraise(rubric_from_bytes(document(*scales, more=more).encode(), "r.yaml"), frame)


def shares(scale: str, values: Sequence[float | None], more: str = "", **two: float) -> list[float | None]:
    return appraised(scale, values, more, **two).scorecard.get_column("share").to_list()


TIED = [10.0, 20.0, 15.0, 10.0, 5.0]


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        ("rank", [0.6, 1, 0.8, 0.6, 0.2]),
        ("{name: rank, ties: max}", [0.4, 1, 0.8, 0.4, 0.2]),  # what COINr calls rank with ties "min", over n
        ("{name: rank, ties: average}", [0.5, 1, 0.8, 0.5, 0.2]),
        ("{name: rank, better: less}", [0.8, 0.2, 0.4, 0.8, 1]),
        ("{name: rank, ties: max, better: less}", [0.6, 0.2, 0.4, 0.6, 1]),
        ("borda", [0.5, 1, 0.75, 0.5, 0]),
        ("{name: borda, ties: max}", [0.25, 1, 0.75, 0.25, 0]),
        ("{name: borda, ties: average}", [0.375, 1, 0.75, 0.375, 0]),
        ("percentile_rank", [0.25, 1, 0.75, 0.25, 0]),
        ("{name: percentile_rank, better: less}", [0.5, 0, 0.25, 0.5, 1]),
        ("min_max", [1 / 3, 1, 2 / 3, 1 / 3, 0]),
        ("{name: distance_to_unit, unit: c}", [0.5, 1.5, 1, 0.5, 0]),
        ("{name: distance_to_unit, unit: c, better: less}", [2, 0, 1, 2, 3]),
        ("{name: distance_to_target, target: goal}", [1 / 3, 1, 2 / 3, 1 / 3, 0]),
        ("{name: distance_to_target, target: 15}", [0.5, 1, 1, 0.5, 0]),
        ("fraction_of_max", [0.5, 1, 0.75, 0.5, 0.25]),
        ("{name: fraction_of_max, better: less}", [0.5, 0, 0.25, 0.5, 0.75]),
        ("{name: goalposts, low: 6, high: 14}", [0.5, 1, 1, 0.5, 0]),
        ("{name: linear_efficacy, unacceptable: 10, satisfactory: 18}", [0.6, 1, 0.85, 0.6, 0.35]),
        ("{formula: share(x) + 0.5 * cohort.mean(x * 2) / 24}", [2 / 3, 5 / 6, 0.75, 2 / 3, 7 / 12]),
    ],
)
def test_by_hand(scale: str, expected: list[float]) -> None:
    assert shares(scale, TIED) == pytest.approx(expected, abs=1e-9)


def test_the_exponential_form() -> None:
    t = [Fraction(0), Fraction(1, 2), Fraction(1), Fraction(-1, 2)]
    found = shares("{name: exponential_efficacy, unacceptable: 10, satisfactory: 20}", [10.0, 15, 20, 5])
    assert found == pytest.approx([0.6 * exp(-log(0.6) * float(part)) for part in t], abs=1e-9)
    assert found[2] == 1


def test_z_scores() -> None:
    found = shares("{name: z_score, at_mean: 50%, per_sd: 10%}", [10.0, 20, 30])
    assert found == pytest.approx([0.4, 0.5, 0.6], abs=1e-9)


def test_places_are_of_the_category_or_of_all() -> None:
    assert shares("rank", [10.0, 20], x=15.0) == [0.5, 1, 1]
    assert shares("rank", [10.0, 20], "cohort: all, ", x=15.0) == pytest.approx([1 / 3, 1, 2 / 3], abs=1e-9)
    found = appraised("rank", [10.0, 20, None], "cohort: all, ", x=15.0).scales
    assert found.filter(kind="place").select("measure", "category", "at", "basis", "n").rows() == [
        ("i0.level", "*", 10.0, "rank(x)", 3),
        ("i0.level", "*", 15.0, "rank(x)", 3),
        ("i0.level", "*", 20.0, "rank(x)", 3),
    ]


def test_one_zone_may_be_the_reference_of_all_categories() -> None:
    scale = "{name: distance_to_unit, unit: x}"
    assert shares(scale, [10.0, 20], "cohort: all, ", x=15.0) == [0, 2, 1]
    assert shares("{0%: 0, 100%: 'cohort.zone[b](tax)'}", [10.0, 20]) == [0.5, 1]


def test_on_frozen_scales_places_are_among_those_of_before() -> None:
    before = appraised(["rank", "{name: rank, ties: max}", "borda", "percentile_rank"], [10.0, 20, 30])
    later = pl.DataFrame({"zone": ["n", "o"], "category": ["one", "one"], "tax": [40.0, 1.0]})
    found = appraise(before.rubric, later, scales=before.scales).scorecard
    assert found.filter(zone="n").get_column("share").to_list() == [1, 1, 1, 1]
    assert found.filter(zone="o").get_column("share").to_list() == pytest.approx([0, 1 / 3, 0, 0], abs=1e-9)


def refusal(scale: str, values: Sequence[float | None], more: str = "") -> tuple[str, str]:
    with pytest.raises(Rejected) as caught:
        appraised(scale, values, more)
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert problem.place.line is not None
    assert sentence(problem, "zh")
    return problem.code, sentence(problem, "en")


@pytest.mark.parametrize(
    ("scale", "values", "code", "told"),
    [
        ("min_max", [5.0, 5], "S101", "fall on the same value, 5"),
        ("z_score", [5.0, 5], "S101", "fall on the same value, 5"),
        ("z_score", [5.0], "S104", "cannot be worked out"),
        ("fraction_of_max", [0.0, 0], "S101", "fall on the same value, 0"),
        ("fraction_of_max", [-3.0, -2], "S103", "-2 comes after 0"),
        ("{name: fraction_of_max, better: less}", [-3.0, -2], "S103", "0 comes after -2"),
        ("{name: distance_to_target, target: 3}", [5.0, 6], "S103", "3 comes after 5"),
        ("{name: distance_to_unit, unit: b}", [5.0, 4], "S101", "fall on the same value, 4"),
        ("{name: distance_to_unit, unit: q}", [5.0, 4], "S141", "the zone `q`, by which"),
        ("{name: distance_to_unit, unit: b}", [5.0, None], "S141", "the zone `b`, by which"),
        ("{formula: 'x / cohort.zone[q]'}", [5.0, 4], "S141", "the zone `q`, by which"),
        ("{name: linear_efficacy, unacceptable: goal, satisfactory: 5}", [5.0], "S103", "5 comes after 20"),
        ("borda", [5.0], "S140", "`(cohort.n - rank(x)) / (cohort.n - 1)` in the scale"),
        ("percentile_rank", [5.0], "S140", "`(rank(-x) - 1) / (cohort.n - 1)` in the scale"),
        ("{formula: x / cohort.max}", [0.0, 0], "S140", "`x / cohort.max` in the scale"),
        ("{formula: x + log(cohort.min)}", [0.0, 1], "S140", "`log(cohort.min)` in the scale"),
        ("{formula: share(x)}", [0.0, 0], "S140", "`share(x)` in the scale"),
        ("{formula: 'x * cohort.sd / (1 / cohort.max / x)'}", [0.0, 0], "S140", "`1 / cohort.max` in the scale"),
        ("{formula: 'if(cohort.skew > 0, x, 0)'}", [1.0, 1], "S140", "`cohort.skew > 0` in the scale"),
        ("{formula: 'if(cohort.max > 0, x, x / cohort.max)'}", [0.0, 0], "S140", "`x / cohort.max` in the scale"),
        ("{formula: 'if(x > 1 / cohort.max, x, 1)'}", [0.0, 0], "S140", "`1 / cohort.max` in the scale"),
        ("rank", [None, None], "S102", "only 0 zones"),
        ("{formula: rank(x) / 10}", [None, None], "S102", "only 0 zones"),
    ],
)
def test_a_cohort_that_has_nothing_to_say(scale: str, values: list[float | None], code: str, told: str) -> None:
    found, sentence_ = refusal(scale, values)
    assert found == code
    assert told in sentence_


@pytest.mark.parametrize(
    ("scale", "values", "expected"),
    [
        ("rank", [7.0], [1]),
        ("rank", [7.0, 7.0, 7.0], [1, 1, 1]),
        ("percentile_rank", [7.0, 7.0], [0, 0]),
        ("{formula: 'if(cohort.max > 0, x / cohort.max, 0.5)'}", [0.0, 0.0], [0.5, 0.5]),
        ("{formula: 'if(x > 0, x / cohort.max, 0.5)'}", [0.0, 0.0], [0.5, 0.5]),
    ],
)
def test_a_cohort_that_is_level_or_guarded_is_sound(
    scale: str, values: list[float | None], expected: list[float]
) -> None:
    assert shares(scale, values) == expected


EVERY = [
    *("min_max", "z_score", "rank", "percentile_rank", "borda", "distance_to_max", "fraction_of_max"),
    *("{name: rank, ties: average}", "{name: distance_to_unit, unit: c}", "{name: goalposts, low: 6, high: 14}"),
    "{name: distance_to_target, target: goal}",
    "{name: linear_efficacy, unacceptable: 10, satisfactory: 18}",
    "{name: exponential_efficacy, unacceptable: 10, satisfactory: 18}",
]


def test_cards_know_every_named_scale() -> None:
    found = appraised(EVERY, TIED)
    for zone in ("a", "e"):
        told = card(found, zone)
        for line in told.measures:
            assert line.arithmetic is not None, line.id
            assert line.peers.n == 5


@pytest.mark.parametrize("scale", ["borda", "{name: exponential_efficacy, unacceptable: 10, satisfactory: 18}"])
def test_advice_knows_a_scale_by_formula(scale: str) -> None:
    advice = next_place(appraised(scale, TIED), "e")
    assert [suggestion.to for suggestion in advice.suggestions] == [10]


def test_the_place_on_a_card_is_that_of_the_value_not_of_its_digits() -> None:
    text = document("rank").replace("value: tax,", "value: tax / 3,")
    frame = pl.DataFrame({"zone": list("abc"), "category": ["one"] * 3, "tax": [10.0, 10.0001, 9.9999]})
    found = appraise(rubric_from_bytes(text.encode(), "r.yaml"), frame)
    assert [card(found, zone).measures[0].arithmetic is not None for zone in "abc"] == [True] * 3
