"""The points of one measure: shares, limits, and what a missing value does."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.numbers import BOUND
from scoring.engine.plan import compile_rubric
from scoring.engine.points import Scorer
from scoring.engine.scales import MEAN, Row, Scales
from scoring.engine.score import score
from scoring.rules.rubric import Rubric
from tests.engine.towns import column, frame, item, method


def totals(rubric: Rubric, tax: Sequence[float | None], **columns: Sequence[object]) -> list[str | None]:
    found = column(appraise(rubric, frame(tax, **columns)), "total")
    return [None if total is None else str(total) for total in found]


def line(*knots: tuple[float, float]) -> Scales:
    return Scales(
        [Row("i.level", "town", "knot", index, at, share, "", None, 2025) for index, (at, share) in enumerate(knots)]
    )


def counts(
    rubric: Rubric, tax: Sequence[float | None], scales: Scales | None = None, full: float | None = None
) -> list[int | None]:
    """The counts that values themselves earn."""
    plan = compile_rubric(rubric)
    scorer = Scorer(plan, "town", scales or line((0.0, 0.0), (100.0, 1.0)))
    built = scorer.own_counts(plan.measures["i.level"], full=None if full is None else pl.lit(full))
    return frame(tax).select(built.alias("c"))["c"].to_list()


# what a value earns ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rounding", "expected"), [("half_up", [268, 101, 29]), ("half_even", [268, 100, 29]), ("truncate", [267, 100, 29])]
)
def test_points_are_rounded_as_the_rubric_says(rounding: str, expected: list[int]) -> None:
    assert counts(method(top=f"rounding: {rounding}"), [2.675, 1.005, 0.29]) == expected


def test_full_points_may_be_those_of_the_zone() -> None:
    assert counts(method(), [50.0, None], full=30.0) == [1500, None]
    assert counts(method(), [50.0, None]) == [5000, None]


def test_a_measure_may_be_bounded() -> None:
    scale = "{0%: 0, 100%: 100, beyond: extend}, at_most: 120%, at_least: -10%"
    assert totals(method(scale=scale), [150, 110, -5, -50]) == ["120.00", "110.00", "-5.00", "-10.00"]
    assert totals(method(scale="{0%: 0, 100%: 100, beyond: extend}, at_most: 120%"), [150, -50]) == ["120.00", "-50.00"]
    assert totals(method(scale="{0%: 0, 100%: 100, beyond: extend}, at_least: 10%"), [150, -50]) == ["150.00", "10.00"]


def test_points_out_of_all_bounds_are_none() -> None:
    rubric = method(scale="{0%: 0, 100%: 100, beyond: extend}")
    assert counts(rubric, [BOUND, BOUND + 1, -BOUND, -BOUND - 1]) == [BOUND * 100, None, -BOUND * 100, None]


@pytest.mark.parametrize("digits", [0, 2, 9])
def test_every_number_of_digits(digits: int) -> None:
    found = counts(method(top=f"digits: {digits}"), [1 / 3])
    assert found == [round(10**digits / 3)]


def test_a_formula_for_a_scale() -> None:
    scale = "{formula: 'if(x > 50, 1, x / 100)'}"
    assert totals(method(scale=scale, top="missing: zero"), [60, 25, None]) == ["100.00", "25.00", "0.00"]


def test_stairs() -> None:
    scale = "{bands: [{from: 60, share: 100%}, {from: 30, points: 33.335}, {otherwise: {points: -1}}]}"
    assert totals(method(scale=scale), [60, 30, 29.9]) == ["100.00", "33.34", "-1.00"]


def test_values_may_be_rounded_first() -> None:
    top = "digits: {value: 0, points: 2}"
    assert totals(method(top=top), [2.5, 3.49, -0.5]) == ["3.00", "3.00", "0.00"]
    assert totals(method(top=top, value="tax / 2"), [5, 7]) == ["3.00", "4.00"]


# missing values -------------------------------------------------------------------------------------------------------


def policy(top: str = "", own: str = "") -> Rubric:
    return method(top=top, points=f"100{own}")


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("zero", "0.00"),
        ("not_graded", None),
        ("{points: -2.345}", "-2.35"),
        ("cohort_mean", "30.00"),
        ("redistribute", None),
    ],
)
def test_every_policy(missing: str, expected: str | None) -> None:
    for rubric in (policy(top=f"missing: {missing}"), policy(own=f", missing: {missing}")):
        assert totals(rubric, [20, 40, None]) == ["20.00", "40.00", expected]


def test_absence_is_no_zero() -> None:
    """Fault 19: a zone without data has no sum of 0 by itself."""
    assert totals(method(), [None, 0.0]) == [None, "0.00"]
    assert column(appraise(method(), frame([None, 0.0])), "state") == ["not_graded", "ranked"]


def test_the_policy_of_the_item_and_of_everything_else() -> None:
    rubric = method(
        items=item("paid", missing="{points: -3}") + item("land", missing="cohort_mean"),
        value="tax + paid / land",
        top="missing: zero",
    )
    paid, land = [10, None, 10, 10, None], [1, 1, None, 0, None]
    assert totals(rubric, [1, 1, 1, 1, 1], paid=paid, land=land) == ["11.00", "-3.00", "11.00", "0.00", "-3.00"]
    plan = compile_rubric(rubric)
    scorer = Scorer(plan, "town", Scales())
    data = frame([1, 1, 1, None], paid=[1, None, 1, 1], land=[1, None, None, 1])
    named = data.select(scorer.policy(plan.measures["i.level"]).alias("p"))["p"].to_list()
    assert named == ["zero", "points", "cohort_mean", "zero"]


def test_what_a_missing_value_gets_as_counts() -> None:
    def of(missing: str, *rows: Row) -> int | None:
        plan = compile_rubric(policy(top=f"missing: {missing}"))
        fallback = Scorer(plan, "town", Scales(rows)).fallback(plan.measures["i.level"])
        result: int | None = pl.select(fallback.alias("c"))["c"][0]
        return result

    mean = Row("i.level", "town", "mean", 0, 16.67, None, MEAN, 3, 2025)
    assert [of(one, mean) for one in ("zero", "redistribute", "{points: 1.5}", "cohort_mean")] == [0, 0, 150, 1667]
    assert [of(one) for one in ("not_graded", "block", "cohort_mean")] == [None, None, None]


def test_who_may_leave() -> None:
    def of(rubric: Rubric) -> bool:
        plan = compile_rubric(rubric)
        return Scorer(plan, "town", Scales()).leaves(plan.measures["i.level"])

    assert [of(policy()), of(policy("missing: redistribute")), of(policy(own=", applies: tax > 0"))] == [
        False,
        True,
        True,
    ]


def test_an_infinite_figure_is_refused() -> None:
    """Fault 18: neither infinity nor NaN gets as far as a rank."""
    for odd in (float("inf"), float("-inf"), float("nan")):
        with pytest.raises(Exception, match="S132"):
            appraise(method(), frame([1.0, odd]))


def test_an_overflow_is_a_missing_value_and_never_ranks_first() -> None:
    rubric = method(value="tax ^ 10 * tax ^ 10 * tax ^ 10 * tax ^ 10", top="missing: zero")
    found = appraise(rubric, frame([1e20, 1.0]))
    assert column(found, "total") == [Decimal("0.00"), Decimal("1.00")]
    assert column(found, "rank") == [2, 1]


def test_the_formula_of_a_scale_is_worked_out_once_however_often_points_mention_it() -> None:
    """A streaming engine looks a place up at every mention; a hundred mentions never came to an end."""
    rubric = method(scale='{formula: "1 - 0.1 * (rank(tax) - 1)"}')  # may fall below nothing, so points are signed
    plan = compile_rubric(rubric)
    table = Scales(
        [Row("", "town", "place", index, at, None, "rank(tax)", 3, 2025) for index, at in enumerate((1, 2, 3))]
    )
    scored = score(plan, {"town": frame([1, 2, 3]).lazy()}, table)["town"]
    assert scored.select("points:i.level").collect()["points:i.level"].to_list() == [8000, 9000, 10000]
    mentions = [scored.select(c).explain().count("search_sorted") for c in ("formula:i.level", "points:i.level")]
    assert mentions[0] == mentions[1] > 0
