"""Rank: places, ties, breakers, printed and full totals, states, and the place among all."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.fit import fit
from scoring.engine.frames import own_values, parts_of
from scoring.engine.plan import compile_rubric
from scoring.engine.rank import rank
from scoring.engine.score import score
from tests.engine.towns import TWO, column, frame, item, method


def places(tail: str, tax: list[float | None], **columns: list[object]) -> list[object]:
    figures = "".join(item(name) for name in columns if name not in ("category", "zone"))
    return column(appraise(method(items=figures, tail=tail), frame(tax, **columns)), "rank")


@pytest.mark.parametrize(
    ("ties", "found"),
    [("standard", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3]), ("ordinal", [1, 2, 3, 4])],
)
def test_the_three_ways_of_giving_places(ties: str, found: list[int]) -> None:
    assert places(f"ranking: {{ties: {ties}}}", [90, 80, 80, 70]) == found


def test_standard_is_the_default_and_order_of_rows_is_nothing() -> None:
    assert places("", [70, 80, 90, 80]) == [4, 2, 1, 2]


def test_ordinal_places_go_by_the_code() -> None:
    rubric = method(tail="ranking: {ties: ordinal}")
    found = appraise(rubric, frame([80, 80, 90], zone=["0102", "0101", "09"]))
    assert found.ranking.select("zone", "rank").rows() == [("09", 1), ("0101", 2), ("0102", 3)]


def test_those_of_one_place_stand_in_the_order_of_their_codes() -> None:
    found = appraise(method(), frame([80, 80, 90], zone=["0102", "0101", "09"]))
    assert found.ranking.select("zone", "rank").rows() == [("09", 1), ("0101", 2), ("0102", 2)]


def test_no_place_among_nobody() -> None:
    found = appraise(method(), frame([None, None]))
    assert column(found, "rank") == [None, None]
    assert column(found, "of") == [0, 0]


# printed and full ----------------------------------------------------------------------------------------------------


def test_printed_totals_that_are_equal_tie() -> None:
    assert places("", [80.001, 80.004]) == [1, 1]


def test_by_full_looks_at_nine_digits_and_publishes_them() -> None:
    found = appraise(method(tail="ranking: {by: full}"), frame([80.001, 80.004, 80.0000000001, 80]))
    assert column(found, "rank") == [2, 1, 3, 3]
    assert column(found, "total") == [Decimal("80.00")] * 4
    assert [str(full) for full in column(found, "full")] == [
        "80.001000000",
        "80.004000000",
        "80.000000000",
        "80.000000000",
    ]
    assert "full" not in appraise(method(), frame([1])).ranking.columns


def test_rounding_step_by_step_may_differ_from_the_full_score() -> None:
    """Two indicators of 0.005 each are 0.01 + 0.01 printed and 0.01 in full."""
    second = '  j: {pillar: p, zh: 乙, en: J, value: tax, unit: "1", points: 50, level: {scale: {0%: 0, 100%: 100}}}\n'
    found = appraise(method(points="50", indicators=second, tail="ranking: {by: full}"), frame([0.01]))
    assert (str(column(found, "total")[0]), str(column(found, "full")[0])) == ("0.02", "0.010000000")


# breakers ------------------------------------------------------------------------------------------------------------

SECOND = '  j: {pillar: q, zh: 乙, en: J, value: paid, unit: "1", points: 50, level: {scale: {0%: 0, 100%: 100}}}\n'


def broken(by: str, tax: list[float], paid: list[float | None]) -> list[object]:
    rubric = method(
        top="missing: zero",
        items=item("paid"),
        points="50",
        pillars="  q: {zh: 二级, en: Second}\n",
        indicators=SECOND,
        tail=f"ranking: {{break: [{by}]}}",
    )
    return column(appraise(rubric, frame(tax, paid=paid)), "rank")


def test_an_indicator_a_pillar_or_a_formula_breaks_ties() -> None:
    assert broken("j", [60, 40], [40, 60]) == [2, 1]
    assert broken("q", [60, 40], [40, 60]) == [2, 1]
    assert broken("i", [60, 40], [40, 60]) == [1, 2]
    assert broken("tax - paid", [60, 40], [40, 60]) == [1, 2]


def test_breakers_are_asked_one_after_the_other() -> None:
    assert broken("0 * tax, j", [60, 40], [40, 60]) == [2, 1]
    assert broken("0 * tax", [60, 40], [40, 60]) == [1, 1]


def test_a_better_total_is_never_broken() -> None:
    assert broken("j", [90, 10], [11, 90]) == [1, 2]


def test_a_breaker_that_cannot_be_worked_out_loses() -> None:
    assert broken("tax / paid", [0, 0, 0], [0, 0, None]) == [1, 1, 1]
    assert places("ranking: {break: [paid]}", [50, 50, 50], paid=[None, -9, None]) == [2, 1, 2]


def test_float_noise_breaks_no_tie() -> None:
    assert places("ranking: {break: [a + b]}", [5, 5], a=[0.1, 0.3], b=[0.2, 0.0]) == [1, 1]


# states --------------------------------------------------------------------------------------------------------------

STATES = """
gates:
  size: {zh: 规模, en: Size, must: size >= 1, otherwise: unranked}
vetoes:
  out: {zh: 出局, en: Out, when: fraud >= 1, unranked: true}
  cap: {zh: 封顶, en: Cap, when: spill >= 1, total_at_most: 60}
  cap2: {zh: 再封顶, en: Cap two, when: spill >= 2, total_at_most: 40.5}
"""


def test_every_state_and_its_order() -> None:
    rubric = method(items=item("size") + item("fraud") + item("spill"), tail=STATES)
    found = appraise(
        rubric,
        frame(
            [90, 80, 70, 95, None, None, None, 10],
            size=[1, 1, 0, 0, 1, 1, 0, 1],
            fraud=[0, 1, 0, 1, 0, 1, 1, 0],
            spill=[0, 0, 0, 0, 0, 0, 0, 0],
        ),
    )
    states = ["ranked", "vetoed", "gated", "gated", "not_graded", "vetoed", "gated", "ranked"]
    assert column(found, "state") == states
    assert column(found, "rank") == [1, None, None, None, None, None, None, 2]
    assert column(found, "of") == [2] * 8
    assert column(found, "vetoes") == [[], ["out"], [], ["out"], [], ["out"], ["out"], []]
    assert column(found, "gates") == [[], [], ["size"], ["size"], [], [], ["size"], []]
    order = found.ranking["zone"].to_list()
    assert order[:5] == ["a", "h", "d", "b", "c"], "the ranked, then the others by their totals"
    assert order[5:] == ["e", "f", "g"], "without a total, by their codes"


def test_caps_lower_the_total_before_places_are_given() -> None:
    rubric = method(items=item("size") + item("fraud") + item("spill"), tail=STATES)
    one = frame([90, 80, 30, 61, 95], size=[1] * 5, fraud=[0] * 5, spill=[1, 2, 2, 0, None])
    found = appraise(rubric, one)
    assert [str(total) for total in column(found, "total")] == ["60.00", "40.50", "30.00", "61.00", "95.00"]
    assert column(found, "rank") == [3, 4, 5, 2, 1]
    assert column(found, "vetoes") == [["cap"], ["cap", "cap2"], ["cap", "cap2"], [], []]


def test_a_cap_also_holds_for_the_full_score() -> None:
    rubric = method(items=item("size") + item("fraud") + item("spill"), tail=STATES + "ranking: {by: full}\n")
    found = appraise(rubric, frame([90, 61], size=[1, 1], fraud=[0, 0], spill=[1, 0]))
    assert [str(full) for full in column(found, "full")] == ["60.000000000", "61.000000000"]
    assert column(found, "rank") == [2, 1]


# categories ----------------------------------------------------------------------------------------------------------


def test_categories_stand_in_the_rubrics_order_with_places_of_their_own() -> None:
    rubric = method(categories=TWO)
    found = appraise(rubric, frame([70, 80, 90, 60], category=["small", "big", "small", "big"]))
    assert found.ranking.select("zone", "category", "rank", "of").rows() == [
        ("b", "big", 1, 2),
        ("d", "big", 2, 2),
        ("c", "small", 1, 2),
        ("a", "small", 2, 2),
    ]


@pytest.mark.parametrize(
    ("rule", "found"),
    [("", [2, 2, 1, None]), ("ties: dense, ", [2, 2, 1, None]), ("ties: ordinal, ", [2, 3, 1, None])],
)
def test_the_place_among_all(rule: str, found: list[int | None]) -> None:
    rubric = method(categories=TWO, tail=f"ranking: {{{rule}overall: true}}")
    one = appraise(rubric, frame([80, 80, 90, None], category=["small", "big", "small", "big"]))
    assert column(one, "overall_rank") == found
    assert column(one, "rank") == [2, 1, 1, None]
    assert "overall_rank" not in appraise(method(), frame([1])).ranking.columns


def test_a_category_without_an_indicator_or_pillar_has_no_points_there() -> None:
    """Its column is empty, and as a breaker it loses to every category that has it."""
    rubric = method(
        categories=TWO,
        points="{big: 50, small: 100}",
        pillars="  q: {zh: 二级, en: Second}\n",
        indicators=(
            '  j: {pillar: q, zh: 乙, en: J, value: tax, unit: "1", points: {big: 50},\n'
            "    level: {scale: {0%: 0, 100%: 100}}}\n"
        ),
        tail="ranking: {overall: true, break: [j]}",
    )
    found = appraise(rubric, frame([80, 80], category=["small", "big"]))
    assert column(found, "q") == [None, Decimal("40.00")]
    assert column(found, "p") == [Decimal("80.00"), Decimal("40.00")]
    assert column(found, "overall_rank") == [2, 1]


def test_ranking_lazily_is_the_same_table() -> None:
    plan = compile_rubric(method(categories=TWO, tail="ranking: {overall: true}"))
    given = frame([70, 80, 90], category=["small", "big", "small"])
    parts = parts_of(plan, own_values(plan, given))
    scales = fit(plan, parts, 2025)
    found = rank(plan, score(plan, parts, scales), scales).collect()
    assert found.equals(appraise(plan.rubric, given).ranking)


def test_the_columns_are_exact_decimals() -> None:
    rubric = method(top="digits: {points: 4, pillar: 3, total: 1}")
    schema = appraise(rubric, frame([1])).ranking.schema
    assert schema["p"] == pl.Decimal(38, 3)
    assert schema["adjustments"] == pl.Decimal(38, 3)
    assert schema["total"] == pl.Decimal(38, 1)
