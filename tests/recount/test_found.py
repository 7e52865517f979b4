"""What the recount once found, each in its smallest form: floats must not decide where people see equal numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.engine.appraisal import Appraisal, appraise
from scoring.language.problems import Rejected
from scoring.rules.reading import rubric_from_bytes
from tests.recount.agreement import compared, frame_of
from tests.recount.recount import Recount, Row

TEXT = """\
rubric: found
edition: 2025
version: 1.0.0
zh: 某
en: Some
missing: {missing}
categories: {{one: {{zh: 某, en: Some}}, two: {{zh: 另, en: Other}}}}
constants: {{bench: {{zh: 某, en: Some, unit: "1", value: 1}}}}
items:
  a: {{unit: "1", zh: 甲, en: A}}
  b: {{unit: "1", zh: 乙, en: B}}
  c: {{unit: "1", zh: 丙, en: C}}
pillars: {{p: {{zh: 某, en: Some}}}}
indicators:
  i: {{pillar: p, zh: 某, en: Some, value: "{value}", unit: "1", points: 100, {keys}level: {{scale: {scale}}}}}
{more}
"""
AT_LEAST_NOTHING = "{bands: [{from: 0, share: 100%}, {otherwise: 0%}]}"


def appraised(
    rows: list[Row], value: str, scale: str, *, missing: str = "not_graded", keys: str = "", more: str = ""
) -> Appraisal:
    """The appraisal of rows on an indicator, once the recount has agreed with it."""
    text = TEXT.format(missing=missing, value=value, scale=scale, keys=keys, more=more)
    rows = [{"zone": f"z{number}", "category": "one", **row} for number, row in enumerate(rows)]
    rubric = rubric_from_bytes(text.encode(), "found.yaml")
    appraisal = appraise(rubric, frame_of(rubric, rows))
    assert compared(appraisal, Recount(text, rows)) == []
    return appraisal


def totals(appraisal: Appraisal) -> list[object]:
    return [None if total is None else float(total) for total in appraisal.ranking.sort("zone")["total"].to_list()]


def test_what_is_left_of_a_subtraction_is_nothing_when_it_is_noise() -> None:
    """0.1 + 0.2 − 0.3 is 5·10⁻¹⁷ in floats, and 0.3 − 0.1 − 0.2 is −3·10⁻¹⁷: both are 0."""
    rows: list[Row] = [{"a": "0.1", "b": "0.2", "c": "0.3"}]
    assert totals(appraised(rows, "c - a - b", AT_LEAST_NOTHING)) == [100]
    assert totals(appraised(rows, "a + b - c", "{bands: [{above: 0, share: 100%}, {otherwise: 0%}]}")) == [0]
    assert totals(appraised(rows, "-a + c + -b", AT_LEAST_NOTHING)) == [100]


def test_no_growth_is_no_growth() -> None:
    """0.9 ÷ 0.3 and 0.6 ÷ 0.2 are both 3, but not in floats."""
    rows: list[Row] = [
        {"a": "0.6", "b": "0.2", "previous.a": "0.9", "previous.b": "0.3"},
        {"a": "0.9", "b": "0.3", "previous.a": "0.6", "previous.b": "0.2"},
    ]
    assert totals(appraised(rows, "growth(a / b)", AT_LEAST_NOTHING)) == [100, 100]


def test_the_best_of_a_class_reaches_the_best_of_the_class() -> None:
    """Statistics are published to twelve digits; a zone's own value has more."""
    rows: list[Row] = [{"a": str(number), "b": "7"} for number in (8, 10, 11, 13)]
    best = appraised(rows, "if(a / b >= cohort.max(a / b), 1, 0)", "{0%: 0, 100%: 1}")
    assert totals(best) == [0, 0, 0, 100]


def test_the_edge_of_a_band_is_told_apart_to_twelve_digits_too() -> None:
    scale = "{bands: [{from: bench / 3, share: 100%}, {otherwise: 0%}]}"
    assert totals(appraised([{"a": "1", "b": "3"}], "a / b", scale)) == [100]


def test_a_share_of_ones_class_and_of_all_are_two_statistics() -> None:
    more = """\
  j:
    {pillar: p, zh: 另, en: Other, value: share(a), unit: "1", points: 100, cohort: all, level: {scale: {0%: 0, 100%: 1}}}
total: 200"""
    rows: list[Row] = [{"a": "1"}, {"a": "3"}, {"a": "4", "category": "two"}]
    appraisal = appraised(rows, "share(a)", "{0%: 0, 100%: 1}", more=more)
    assert totals(appraisal) == [25 + 12.5, 75 + 37.5, 100 + 50]


def test_a_scale_by_formula_has_mean_points() -> None:
    rows: list[Row] = [{"a": "1"}, {"a": "2"}, {"a": None}]
    assert totals(appraised(rows, "a", '{formula: "x / 4"}', missing="cohort_mean")) == [25, 50, 37.5]


def test_a_constant_was_the_same_last_year() -> None:
    appraisal = appraised([{"a": "3", "previous.a": "1"}], "growth(a + bench)", "{0%: 0, 100%: 2}")
    assert totals(appraisal) == [50]


def test_a_value_the_formula_of_a_scale_cannot_take_is_missing() -> None:
    rows: list[Row] = [{"a": "1"}, {"a": "0"}]
    appraisal = appraised(rows, "a", '{formula: "1 + log(x)"}', missing="{points: -5}")
    assert totals(appraisal) == [100, -5]
    assert appraisal.scorecard["status"].to_list() == ["scored", "not_computable"]


@pytest.mark.parametrize("missing", ["zero", "not_graded", "redistribute"])
def test_points_out_of_all_bounds_are_refused_whatever_missing_values_do(missing: str) -> None:
    with pytest.raises(Rejected) as refused:
        appraised([{"a": "1000000"}, {"a": "1"}], "a", "{0%: 0, 100%: 1, beyond: extend}", missing=missing)
    assert [(problem.code, problem.facts["zone"]) for problem in refused.value.problems] == [("S121", "z0")]


def test_a_floor_does_not_bound_a_line_that_goes_on() -> None:
    scale = "{0%: 0, 100%: 1, beyond: extend}, at_least: 0%"
    with pytest.raises(Rejected) as refused:
        appraised([{"a": "1" + "0" * 30}], "a", scale)
    assert [problem.code for problem in refused.value.problems] == ["S121"]


def test_additions_out_of_all_bounds_are_refused() -> None:
    more = "adjustments: {extra: {zh: 某, en: Some, points: a * b}}"
    rows: list[Row] = [{"a": "1" + "0" * 30, "b": "1"}]
    with pytest.raises(Rejected) as refused:
        appraised(rows, "b", "{0%: 0, 100%: 1}", more=more)
    assert [problem.facts["measure"] for problem in refused.value.problems] == ["adjustments.extra"]
    capped = appraised(rows, "b", "{0%: 0, 100%: 1}", more=more.replace("a * b", "a * b, at_most: 3"))
    assert totals(capped) == [103]


def test_of_two_forced_tiers_the_lower_counts() -> None:
    more = """\
vetoes:
  worse: {zh: 某, en: Some, when: a > 0, tier: D}
  bad: {zh: 另, en: Other, when: a > 0, tier: C}
management: {tiers: {A: {best: 1}, C: {}, D: {worst: 0}}}"""
    appraisal = appraised([{"a": "1"}, {"a": "0"}], "a", "{0%: 0, 100%: 1}", more=more)
    assert appraisal.ranking.sort("zone")["tier"].to_list() == ["D", "C"]


def test_shares_are_printed_to_nine_decimals_and_no_more() -> None:
    rows: list[Row] = [{"a": str(Fraction(number)), "b": "7"} for number in range(1, 200)]
    shares = appraised(rows, "a / b", "{0%: 0, 100%: 30}").scorecard["share"].to_list()
    assert all(len(repr(share).partition(".")[2]) <= 9 for share in shares if share is not None and share > 1e-4)
