"""Exact points: counts, roundings, snapping and exact decimals."""

from __future__ import annotations

import random
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoring.engine.appraisal import appraise
from scoring.engine.numbers import (
    cuts,
    offset,
    rescale,
    rounded,
    rounded_value,
    snapped,
    tidy,
    to_count,
    to_counts,
    to_decimal,
)
from scoring.rules.rubric import Rounding, Step
from tests.engine.towns import item, method

MODES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.TRUNCATE: ROUND_DOWN,
}
HALF_UP, HALF_EVEN, TRUNCATE = Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.TRUNCATE

#: Written numbers: what people check by hand.
WRITTEN = st.decimals(min_value=0, max_value=1000, places=4, allow_nan=False, allow_infinity=False)
STEPS = st.builds(Step, st.integers(0, 9), st.sampled_from(list(Rounding)))


def series(values: list[float | None]) -> pl.DataFrame:
    return pl.DataFrame({"v": pl.Series(values, dtype=pl.Float64)})


def counts(values: list[float | None], step: Step, *, signed: bool = True) -> list[int | None]:
    return series(values).select(to_counts(pl.col("v"), step, signed=signed)).to_series().to_list()


def by_hand(value: Decimal, step: Step) -> int:
    """Decimal's own rounding of the number as it was written, in counts."""
    return int(value.quantize(Decimal(1).scaleb(-step.digits), MODES[step.rounding]).scaleb(step.digits))


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [
        (2.675, Step(2, HALF_UP), 268),
        (1.005, Step(2, HALF_UP), 101),
        (-2.675, Step(2, HALF_UP), -268),
        (-1.005, Step(2, HALF_UP), -101),
        (2.665, Step(2, HALF_EVEN), 266),
        (2.675, Step(2, HALF_EVEN), 268),
        (1.005, Step(2, HALF_EVEN), 100),
        (1.015, Step(2, HALF_EVEN), 102),
        (2.5, Step(0, HALF_EVEN), 2),
        (3.5, Step(0, HALF_EVEN), 4),
        (-2.5, Step(0, HALF_EVEN), -2),
        (2.6650001, Step(2, HALF_EVEN), 267),
        (0.29, Step(2, TRUNCATE), 29),
        (0.57, Step(2, TRUNCATE), 57),
        (-0.29, Step(2, TRUNCATE), -29),
        (0.2999, Step(2, TRUNCATE), 29),
        (-0.2999, Step(2, TRUNCATE), -29),
        (0.0, Step(2, HALF_UP), 0),
        (-0.004, Step(2, HALF_UP), 0),
        (100.0, Step(0, HALF_UP), 100),
    ],
)
def test_one_number_as_people_check_it(value: float, step: Step, expected: int) -> None:
    assert counts([value], step) == [expected]
    if value >= 0:
        assert counts([value], step, signed=False) == [expected]


@settings(max_examples=50)
@given(st.lists(WRITTEN, min_size=1, max_size=20), STEPS)
def test_written_numbers_round_as_they_are_written(written: list[Decimal], step: Step) -> None:
    expected = [by_hand(value, step) for value in written]
    assert counts([float(value) for value in written], step, signed=False) == expected
    assert counts([-float(value) for value in written], step) == [-count for count in expected]


def test_a_missing_number_stays_missing() -> None:
    for step in (Step(2, HALF_UP), Step(2, HALF_EVEN), Step(9, TRUNCATE)):
        assert counts([None, 1.0], step) == [None, 10**step.digits]
        assert counts([None, 1.0], step, signed=False) == [None, 10**step.digits]


def test_the_snap_is_at_the_ninth_place() -> None:
    assert counts([0.0049999994, 0.0049999996], Step(2, HALF_UP)) == [0, 1]
    assert counts([0.0049999996, 0.0050000004, 0.0050000006], Step(2, HALF_EVEN)) == [0, 0, 1]
    assert counts([0.0149999994, 0.0149999996], Step(2, HALF_EVEN)) == [1, 2]
    assert counts([0.9999999994, 0.9999999996], Step(0, TRUNCATE)) == [0, 1]
    assert counts([0.1234567894, 0.1234567896], Step(9, TRUNCATE)) == [123456789, 123456790]


def test_which_roundings_are_one_cut() -> None:
    assert [cuts(Step(2, rounding)) for rounding in (HALF_UP, TRUNCATE, HALF_EVEN)] == [True, True, False]
    assert cuts(Step(9, HALF_EVEN))
    assert offset(Step(9, HALF_EVEN)) == 0.5
    assert offset(Step(2, TRUNCATE)) == pytest.approx(0.5e-7)
    assert offset(Step(2, HALF_UP)) == pytest.approx(0.5 + 0.5e-7)


# exact numbers --------------------------------------------------------------------------------------------------------

FRACTIONS = st.fractions(-1000, 1000, max_denominator=10**6)


@given(FRACTIONS, STEPS)
@example(Fraction(5, 2), Step(0, HALF_EVEN))
@example(Fraction(7, 2), Step(0, HALF_EVEN))
@example(Fraction(-1, 1000), Step(2, HALF_UP))
def test_an_exact_number_is_rounded_exactly(value: Fraction, step: Step) -> None:
    found = rounded(value, step)
    unit = Fraction(1, 10**step.digits)
    assert -found.as_tuple().exponent == step.digits  # type: ignore[operator]
    error = abs(value) - abs(Fraction(found))
    match step.rounding:
        case Rounding.TRUNCATE:
            assert 0 <= error < unit
        case Rounding.HALF_UP:
            assert -unit / 2 <= error < unit / 2
        case Rounding.HALF_EVEN:
            assert abs(error) <= unit / 2
            if abs(error) == unit / 2:
                assert int(found.scaleb(step.digits)) % 2 == 0
    assert str(found) != f"-{Decimal(0).quantize(Decimal(1).scaleb(-step.digits))}"


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=30), st.integers(0, 9), STEPS)
def test_rescaling_counts_is_rounding_the_decimals(raw: list[int], digits: int, step: Step) -> None:
    found = pl.DataFrame({"c": raw}).select(rescale(pl.col("c"), digits, step)).to_series().to_list()
    assert found == [by_hand(Decimal(count).scaleb(-digits), step) for count in raw]


def test_rescaling_keeps_null() -> None:
    data = pl.DataFrame({"c": pl.Series([None, 5], dtype=pl.Int64)})
    for step in (Step(4, HALF_UP), Step(2, HALF_UP), Step(0, HALF_EVEN), Step(0, TRUNCATE)):
        assert data.select(rescale(pl.col("c"), 2, step)).to_series()[0] is None


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=30), st.integers(0, 9))
def test_counts_are_the_decimal_they_stand_for(raw: list[int | None], digits: int) -> None:
    data = pl.DataFrame({"c": pl.Series(raw, dtype=pl.Int64)})
    found = data.select(to_decimal(pl.col("c"), digits)).to_series()
    assert found.dtype == pl.Decimal(38, digits)
    expected = [None if count is None else f"{Decimal(count).scaleb(-digits):f}" for count in raw]
    assert [None if value is None else f"{value:f}" for value in found] == expected


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [("2.675", 2, 268), ("-2.675", 2, -268), ("3", 4, 30000), ("0.004", 2, 0), ("-0.005", 2, -1), ("-2", 0, -2)],
)
def test_a_stated_number_as_counts(value: str, digits: int, expected: int) -> None:
    assert to_count(Decimal(value), digits) == expected
    assert to_count(Fraction(value), digits) == expected


# values ---------------------------------------------------------------------------------------------------------------


def values(raw: list[float | None], step: Step) -> list[float | None]:
    return series(raw).select(rounded_value(pl.col("v"), step)).to_series().to_list()


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [
        (2.675, Step(2, HALF_UP), 2.68),
        (1.005, Step(2, HALF_UP), 1.01),
        (-1.005, Step(2, HALF_UP), -1.01),
        (0.285, Step(2, HALF_EVEN), 0.28),
        (1.005, Step(2, HALF_EVEN), 1.0),
        (1.015, Step(2, HALF_EVEN), 1.02),
        (-2.5, Step(0, HALF_EVEN), -2.0),
        (0.29, Step(2, TRUNCATE), 0.29),
        (-0.299, Step(2, TRUNCATE), -0.29),
        (2.5, Step(0, HALF_UP), 3.0),
        (-2.5, Step(0, HALF_UP), -3.0),
        (2.9, Step(0, TRUNCATE), 2.0),
        (1234567.125, Step(2, HALF_UP), 1234567.13),
    ],
)
def test_a_value_rounded(value: float, step: Step, expected: float) -> None:
    assert values([value, None], step) == [expected, None]


@settings(max_examples=50)
@given(st.lists(WRITTEN, min_size=1, max_size=20), st.integers(0, 4), st.sampled_from(list(Rounding)))
def test_written_values_round_to_the_nearest_float(written: list[Decimal], digits: int, rounding: Rounding) -> None:
    step = Step(digits, rounding)
    expected = [float(Decimal(by_hand(value, step)).scaleb(-digits)) for value in written]
    assert values([float(value) for value in written], step) == expected
    assert values([-float(value) for value in written], step) == [-value for value in expected]


def test_noise_is_taken_off() -> None:
    assert series([0.1 + 0.2, 0.29 * 100]).select(tidy(pl.col("v"))).to_series().to_list() == [0.3, 29.0]
    assert [snapped(0.1 + 0.2), snapped(1 / 3), snapped(-123456789.1234567)] == [0.3, 0.333333333333, -123456789.123]


# ties -----------------------------------------------------------------------------------------------------------------


def test_exact_ties_among_three_thousand_zones_are_ties() -> None:
    """319 pairs reach one total by different roads; floats alone would tell some of them apart (fault 28, 29)."""
    dice = random.Random(319)  # noqa: S311 - repeatable, not secret
    chosen = dice.sample(range(10_000, 60_000), 3000 - 319)
    totals = [*chosen, *chosen[:319]]
    tax, paid, land = [], [], []
    for place, total in enumerate(totals):  # a / b / c tenths of a point: 0.1 + 0.2 and 0.3 alike
        first = dice.randrange(0, total // 2)
        second = dice.randrange(0, total - first)
        parts = [first, second, total - first - second]
        dice.shuffle(parts)
        for column, part in zip((tax, paid, land), parts, strict=True):
            column.append(part / 1000)
        assert place < 3000
    line = '{{pillar: p, zh: 乙, en: J, value: {}, unit: "1", points: 100, level: {{scale: {{0%: 0, 100%: 100}}}}}}'
    rubric = method(
        top="total: 300\ndigits: 3",
        items=item("paid") + item("land"),
        indicators=f"  j: {line.format('paid')}\n  k: {line.format('land')}\n",
    )
    data = pl.DataFrame({"zone": [f"z{n:04}" for n in range(3000)], "tax": tax, "paid": paid, "land": land})
    found = appraise(rubric, data).ranking
    assert found.sort("zone")["total"].to_list() == [Decimal(total).scaleb(-3) for total in totals]
    assert found["total"].n_unique() == 3000 - 319
    assert found.group_by("rank").len().filter(pl.col("len") == 2).height == 319
    order = sorted(totals, reverse=True)
    first_place = {total: 1 + order.index(total) for total in set(totals)}
    assert found.sort("zone")["rank"].to_list() == [first_place[total] for total in totals]
