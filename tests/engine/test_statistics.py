"""Cohort statistics against Python's own statistics and fractions."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.numbers import snapped
from scoring.engine.statistics import Statistic, Wanted, fitted, places

EVERY = [
    "min",
    "max",
    "mean",
    "median",
    "sd",
    "sum",
    "n",
    "p05",
    "p50",
    "p97_5",
    "p99",
    "top1",
    "top3",
    "bottom3",
    "top100",
    "skew",
    "kurtosis",
    "mad",
    "iqr",
]


def of(values: Sequence[float | None], stats: Sequence[str] = EVERY) -> dict[str, Statistic]:
    frame = pl.LazyFrame({"v": pl.Series(values, dtype=pl.Float64)})
    return dict(fitted(frame, [Wanted(stat, stat, pl.col("v")) for stat in stats]))


def percentile(values: Sequence[Fraction], percent: Fraction) -> Fraction:
    """Linear interpolation between the two values around (n - 1) · p."""
    ordered = sorted(values)
    at = (len(ordered) - 1) * percent / 100
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


BY_HAND: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "min": min,
    "max": max,
    "mean": mean,
    "median": statistics.median,
    "sum": lambda v: sum(v, Fraction(0)),
    "n": lambda v: Fraction(len(v)),
    "p05": lambda v: percentile(v, Fraction(5)),
    "p50": lambda v: percentile(v, Fraction(50)),
    "p97_5": lambda v: percentile(v, Fraction(195, 2)),
    "p99": lambda v: percentile(v, Fraction(99)),
    "top1": max,
    "top3": lambda v: mean(sorted(v)[-3:]),
    "bottom3": lambda v: mean(sorted(v)[:3]),
    "top100": lambda v: mean(sorted(v)[-100:]),
    "mad": lambda v: statistics.median([abs(value - statistics.median(v)) for value in v]),
    "iqr": lambda v: percentile(v, Fraction(75)) - percentile(v, Fraction(25)),
}

SPREAD = st.floats(1e-60, 1e60) | st.floats(1, 1e9)
FIGURES = st.none() | SPREAD | SPREAD.map(lambda value: -value) | st.integers(-100, 100).map(float)


@settings(deadline=None, max_examples=50)
@given(st.lists(FIGURES, min_size=1, max_size=40))
def test_every_statistic_as_by_hand(values: list[float | None]) -> None:
    found = of(values)
    exact = [Fraction(value) for value in values if value is not None]
    scale = max((float(abs(value)) for value in exact), default=1.0) or 1.0
    many = 1, len(exact)
    for stat, by_hand in BY_HAND.items():
        assert found[stat].n == len(exact)
        if not exact and stat != "n":
            assert found[stat].value is None
            continue
        expected = float(by_hand(exact))
        assert found[stat].value == pytest.approx(expected, rel=1e-11, abs=scale * 1e-13 * many[stat == "sum"]), stat
    if len(exact) < 2:
        assert found["sd"].value is None
    else:
        assert found["sd"].value == pytest.approx(statistics.stdev(exact), rel=1e-10, abs=scale * 1e-13)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.decimals(0, 10**6, places=2).map(float), min_size=1, max_size=60))
def test_sums_and_means_are_exact_and_published_to_twelve_digits(values: list[float]) -> None:
    found = of(values, ["sum", "mean", "top3", "bottom3", "min", "max"])
    exact = [Fraction(value) for value in values]
    for stat in ("sum", "mean", "top3", "bottom3", "min", "max"):
        assert found[stat].value == snapped(float(BY_HAND[stat](exact)))


def test_one_value_and_none() -> None:
    one = of([None, 2.5])
    assert {stat: found.value for stat, found in one.items()} == dict.fromkeys(EVERY, 2.5) | {
        "sd": None,
        "n": 1.0,
        "skew": None,
        "kurtosis": None,
        "mad": 0.0,
        "iqr": 0.0,
    }
    assert {found.n for found in one.values()} == {1}
    nobody = of([None, None])
    assert {stat: found.value for stat, found in nobody.items()} == dict.fromkeys(EVERY) | {"n": 0.0}
    assert of([]) == nobody
    assert of([0.0, 0.0])["sd"] == Statistic(0.0, 2)
    assert fitted(pl.LazyFrame({"v": [1.0]}), []) == {}


@pytest.mark.parametrize("scale", [1e-250, 1e-150, 1e-9, 1.0, 1e15, 1e100, 1e150])
def test_magnitudes(scale: float) -> None:
    values = [value * scale for value in (1.0, 2.5, -3.25, 8.0)]
    found = of(values)
    exact = [Fraction(value) for value in values]
    for stat, by_hand in BY_HAND.items():
        assert found[stat].value == pytest.approx(float(by_hand(exact)), rel=1e-11, abs=0), stat


@pytest.mark.parametrize("scale", [1e-250, 1e-120, 1e-9, 1.0, 1e15, 1e100, 1e200, 1e290])
def test_spread_of_large_and_small_numbers(scale: float) -> None:
    values = [value * scale for value in (1.0, 2.5, -3.25, 8.0)]
    exact = [Fraction(value) for value in values]
    spread = mean([(value - mean(exact)) ** 2 for value in exact]) * 4 / 3
    found = Fraction(of(values, ["sd"])["sd"].value or 0) ** 2
    assert abs(found - spread) < spread * Fraction(1, 10**10)


def moments(values: Sequence[Fraction]) -> tuple[float, float]:
    """Skewness and excess kurtosis, sample-corrected, in fractions up to the one root."""
    n, centre = len(values), mean(values)
    variance = sum(((value - centre) ** 2 for value in values), Fraction(0)) / (n - 1)
    third = sum(((value - centre) ** 3 for value in values), Fraction(0))
    fourth = sum(((value - centre) ** 4 for value in values), Fraction(0))
    skew = float(n * third / ((n - 1) * (n - 2))) / float(variance) ** 1.5
    tail = Fraction(3 * (n - 1) ** 2, (n - 2) * (n - 3))
    return skew, float(Fraction(n * (n + 1), (n - 1) * (n - 2) * (n - 3)) * fourth / variance**2 - tail)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.decimals(-1000, 10**5, places=2).map(float), min_size=4, max_size=50))
def test_skewness_and_kurtosis_as_by_hand(values: list[float]) -> None:
    found = of(values, ["skew", "kurtosis"])
    if len(set(values)) == 1:
        assert found == {"skew": Statistic(None, len(values)), "kurtosis": Statistic(None, len(values))}
        return
    skew, kurtosis = moments([Fraction(value) for value in values])
    assert found["skew"].value == pytest.approx(skew, rel=1e-9, abs=1e-9)
    assert found["kurtosis"].value == pytest.approx(kurtosis, rel=1e-9, abs=1e-9)


def test_the_examples_of_the_spreadsheet() -> None:
    values = [3.0, 4.0, 5.0, 2.0, 3.0, 4.0, 5.0, 6.0, 4.0, 7.0]  # SKEW 0.359543, KURT −0.151800
    found = of(values, ["skew", "kurtosis", "mad", "iqr"])
    assert found["skew"].value == pytest.approx(0.359543071406797, rel=1e-11)
    assert found["kurtosis"].value == pytest.approx(-0.151799637208416, rel=1e-11)
    assert (found["mad"].value, found["iqr"].value) == (1.0, 1.75)


def test_what_is_level_has_no_skew_and_three_no_kurtosis() -> None:
    assert of([0.1, 0.2, 0.3], ["skew", "kurtosis"]) == {"skew": Statistic(0.0, 3), "kurtosis": Statistic(None, 3)}
    assert of([1.0, 2.0], ["skew"]) == {"skew": Statistic(None, 2)}


@pytest.mark.parametrize("scale", [1e-250, 1e-9, 1e15, 1e200])
def test_the_shape_does_not_depend_on_the_unit(scale: float) -> None:
    values = (1.0, 2.5, -3.25, 8.0, 7.0)
    found = of([value * scale for value in values], ["skew", "kurtosis"])
    assert found["skew"].value == pytest.approx(of(values)["skew"].value, rel=1e-11)
    assert found["kurtosis"].value == pytest.approx(of(values)["kurtosis"].value, rel=1e-11)


def test_a_small_number_beside_a_large_one_counts() -> None:
    assert of([1e9, 0.001, -1e9], ["sum", "mean"])["sum"].value == 0.001
    assert of([1e9 + 1, 1e9 + 2, 1e9 + 3], ["sd"])["sd"].value == 1.0


def test_the_order_of_rows_is_of_no_account() -> None:
    dice = random.Random(7)  # noqa: S311 - repeatable, not secret
    values: list[float | None] = [dice.lognormvariate(3, 4) * dice.choice([1, -1, 1]) for _ in range(4000)]
    values[::17] = [None] * len(values[::17])
    first = of(values)
    for _ in range(3):
        dice.shuffle(values)
        assert of(values) == first


def test_streaming_and_in_memory_say_the_same() -> None:
    dice = random.Random(8)  # noqa: S311 - repeatable, not secret
    values = [dice.gauss(0, 1e6) for _ in range(3000)]
    with pl.Config() as config:
        config.set_engine_affinity("in-memory")
        first = of(values)
        config.set_engine_affinity("streaming")
        assert of(values) == first


def test_an_expression_is_worked_out_first() -> None:
    frame = pl.LazyFrame({"a": [1.0, 2.0, None], "b": [2.0, 2.0, 2.0]})
    wishes = [
        Wanted("r", "sum", pl.col("a") / pl.col("b")),
        Wanted("n", "n", pl.col("a")),
        Wanted("t", "top2", pl.col("b")),
    ]
    assert fitted(frame, wishes) == {"r": Statistic(1.5, 2), "n": Statistic(2.0, 2), "t": Statistic(2.0, 3)}


def test_places_are_ascending_and_without_noise() -> None:
    frame = pl.LazyFrame({"v": [3.0, None, 0.1 + 0.2, 1.0, 1.0]})
    assert places(frame, pl.col("v")) == [0.3, 1.0, 1.0, 3.0]
    assert places(frame, pl.col("v") * 0) == [0.0] * 4


# where floats end -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [(0.3, 0.1 + 0.2), (1 / 3, 1 - 2 / 3, 1 / 3), (1e9, 1e9 * (1 + 2**-52), 1e9)])
def test_values_that_differ_by_float_noise_are_the_same(values: Sequence[float]) -> None:
    found = of([*values, *values])
    assert [found[stat].value for stat in ("sd", "mad", "iqr")] == [0.0, 0.0, 0.0]
    assert [found[stat].value for stat in ("skew", "kurtosis")] == [None, None]


def test_what_adds_up_to_nothing_but_float_noise_is_nothing() -> None:
    """Parts of a whole, less the parts of another: they make up nothing, and nobody is to be divided by what is left."""
    parts = [value / 70 for value in (10, 20, 33, 7)]
    others = [value / 70 for value in (11, 23, 29, 7)]
    found = of([one - other for one, other in zip(parts, others, strict=True)])
    assert [found[stat].value for stat in ("sum", "mean", "top100")] == [0.0, 0.0, 0.0]
    assert found["sd"].value != 0
    assert of([0.1, 0.2, -0.3 + 1e-9])["sum"].value == pytest.approx(1e-9)


@pytest.mark.parametrize("values", [(1e308, 1e308, -1e308), (1.7e308, -1.7e308, 0.0), (2.0**1001, 1.0, 2.0)])
def test_what_is_too_large_to_add_up_has_no_sum(values: Sequence[float]) -> None:
    found = of(values)
    for stat in ("mean", "sd", "sum", "top3", "bottom3", "skew", "kurtosis"):
        assert found[stat] == Statistic(None, 3), stat
    assert found["max"].value == snapped(max(values))
    assert [found[stat].value for stat in EVERY if found[stat].value != found[stat].value] == []


def test_a_difference_that_no_float_holds_is_none() -> None:
    found = of([1.7e308, 1.7e308, -1.7e308, -1.7e308])
    assert found["iqr"] == Statistic(None, 4)
    assert of([5e-324, 1e-320, 0.0])["sd"].value == 0.0


def test_nought_has_no_sign() -> None:
    """Else two noughts of which one has a sign would change their places, and the bytes, with the rows."""
    for values in ([-0.0, 0.0, -0.0], [0.0, -0.0]):
        frame = pl.LazyFrame({"v": values})
        assert [str(at) for at in places(frame, pl.col("v"))] == ["0.0"] * len(values)
        found = of(values, ["min", "max", "median", "sum", "mean", "top1", "p05"])
        assert {str(one.value) for one in found.values()} == {"0.0"}
