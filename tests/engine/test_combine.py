"""Every way to put shares together: by hand, and the same for columns as for single numbers."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.algebra import Columns, Numbers
from scoring.engine.combine import Child, Extremes, Seen, combined
from scoring.rules.combination import Method, Way

SEEN = Seen(best=0.9, worst=0.1, length=2.0, places=(0.1, 0.3, 0.3, 0.9))
EXTREMES = Extremes((0.1, 0.8), (0.05, 0.5))
WHOLE = Fraction(1)
WAYS = {
    "arithmetic": Way(WHOLE, Method.ARITHMETIC),
    "geometric": Way(WHOLE, Method.GEOMETRIC),
    "floored": Way(WHOLE, Method.GEOMETRIC, Fraction(1, 100)),
    "harmonic": Way(WHOLE, Method.HARMONIC),
    "square": Way(WHOLE, Method.POWER, Fraction(2)),
    "inverse": Way(WHOLE, Method.POWER, Fraction(-1)),
    "minimum": Way(WHOLE, Method.MINIMUM),
    "median": Way(WHOLE, Method.MEDIAN),
    "penalised": Way(WHOLE, Method.PENALISED, WHOLE),
    "distance": Way(WHOLE, Method.DISTANCE),
    "topsis": Way(WHOLE, Method.TOPSIS, None, normalised=True),
    "plain topsis": Way(WHOLE, Method.TOPSIS),
    "vikor": Way(WHOLE, Method.VIKOR, Fraction(1, 2)),
    "borda": Way(WHOLE, Method.BORDA),
}


def of_numbers(way: Way, shares: list[float], weights: list[float]) -> float:
    children = [Child(share, weight, SEEN) for share, weight in zip(shares, weights, strict=True)]
    return combined(way, children, Numbers(), EXTREMES)


def of_columns(way: Way, shares: list[float], weights: list[float]) -> float | None:
    frame = pl.DataFrame({f"s{i}": [share] for i, share in enumerate(shares)})
    children = [Child(pl.col(f"s{i}"), pl.lit(weight), SEEN) for i, weight in enumerate(weights)]
    return frame.select(combined(way, children, Columns(), EXTREMES)).item()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("arithmetic", 0.5 * 0.4 + 0.3 * 0.5 + 0.2 * 0.8),
        ("geometric", 0.4**0.5 * 0.5**0.3 * 0.8**0.2),
        ("harmonic", 1 / (0.5 / 0.4 + 0.3 / 0.5 + 0.2 / 0.8)),
        ("square", math.sqrt(0.5 * 0.16 + 0.3 * 0.25 + 0.2 * 0.64)),
        ("inverse", 1 / (0.5 / 0.4 + 0.3 / 0.5 + 0.2 / 0.8)),
        ("minimum", 0.4),
        ("median", 0.45),  # half the weight at 0.4, half above: between 0.4 and 0.5
        ("penalised", 0.51 - (0.5 * 0.11**2 + 0.3 * 0.01**2 + 0.2 * 0.29**2) / 0.51),
        ("distance", 1 - math.sqrt(0.5 * 0.36 + 0.3 * 0.25 + 0.2 * 0.04)),
        ("borda", 0.5 * (3 - 0.5) / 3 + 0.3 * (3 - 0.5) / 3 + 0.2 * (3 - 0.5) / 3),
    ],
)
def test_by_hand(name: str, expected: float) -> None:
    shares, weights = [0.4, 0.5, 0.8], [0.5, 0.3, 0.2]
    assert of_numbers(WAYS[name], shares, weights) == pytest.approx(expected, abs=1e-15)
    assert of_columns(WAYS[name], shares, weights) == pytest.approx(expected, abs=1e-15)


def test_topsis_by_hand() -> None:
    to_best = math.hypot(0.6 * 0.4 / 2, 0.4 * 0.1 / 2)
    to_worst = math.hypot(0.6 * 0.4 / 2, 0.4 * 0.7 / 2)
    assert of_numbers(WAYS["topsis"], [0.5, 0.8], [0.6, 0.4]) == pytest.approx(to_worst / (to_best + to_worst))


def test_vikor_by_hand() -> None:
    regrets = [0.6 * 0.4 / 0.8, 0.4 * 0.1 / 0.8]
    index = 0.5 * (sum(regrets) - 0.1) / 0.7 + 0.5 * (max(regrets) - 0.05) / 0.45
    assert of_numbers(WAYS["vikor"], [0.5, 0.8], [0.6, 0.4]) == pytest.approx(1 - index)


def test_a_tie_counts_a_half_in_borda() -> None:
    assert of_numbers(WAYS["borda"], [0.3], [1.0]) == pytest.approx(1.5 / 3)
    assert of_columns(WAYS["borda"], [0.3], [1.0]) == pytest.approx(1.5 / 3)


@pytest.mark.parametrize("name", WAYS)
def test_a_child_without_weight_changes_nothing(name: str) -> None:
    way = WAYS[name]
    assert of_numbers(way, [0.4, 0.7, 1.0], [0.5, 0.5, 0.0]) == pytest.approx(of_numbers(way, [0.4, 0.7], [0.5, 0.5]))


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("geometric", [0.0, 0.5]),
        ("harmonic", [0.0, 0.5]),
        ("inverse", [0.0, 0.5]),
        ("square", [-0.1, 0.5]),
        ("geometric", [-0.1, 0.5]),
        ("distance", [math.nan, 0.5]),
    ],
)
def test_what_has_no_answer_is_missing(name: str, shares: list[float]) -> None:
    assert math.isnan(of_numbers(WAYS[name], shares, [0.5, 0.5]))


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("geometric", [0.0, 0.5]),
        ("harmonic", [0.0, 0.5]),
        ("inverse", [0.0, 0.5]),
        ("geometric", [-0.1, 0.5]),
    ],
)
def test_columns_have_no_answer_either(name: str, shares: list[float]) -> None:
    assert of_columns(WAYS[name], shares, [0.5, 0.5]) is None


def test_a_power_of_something_negative_is_missing_in_columns() -> None:
    assert of_columns(WAYS["square"], [-0.5, 0.5], [1.0, 0.0]) is None


def test_vikor_without_ends_is_a_fault_of_the_engine() -> None:
    with pytest.raises(AssertionError, match="VIKOR"):
        combined(WAYS["vikor"], [Child(0.5, 1.0, SEEN)], Numbers())


SHARE = st.floats(0.0, 1.0).map(lambda share: round(share, 6))


@given(st.sampled_from(sorted(WAYS)), st.lists(st.tuples(SHARE, st.integers(1, 9)), min_size=1, max_size=12))
def test_columns_and_numbers_agree(name: str, pairs: list[tuple[float, int]]) -> None:
    shares, whole = [share for share, _ in pairs], sum(weight for _, weight in pairs)
    weights = [weight / whole for _, weight in pairs]
    number, column = of_numbers(WAYS[name], shares, weights), of_columns(WAYS[name], shares, weights)
    if math.isnan(number):
        assert column is None
    else:
        assert column == pytest.approx(number, abs=1e-12)


@given(st.lists(st.tuples(SHARE.filter(lambda s: s > 0.001), st.integers(1, 9)), min_size=1, max_size=9))
def test_means_stand_in_order(pairs: list[tuple[float, int]]) -> None:
    """Minimum ≤ harmonic ≤ geometric ≤ arithmetic ≤ quadratic, whatever the shares and weights."""
    shares, whole = [share for share, _ in pairs], sum(weight for _, weight in pairs)
    weights = [weight / whole for _, weight in pairs]
    means = [of_numbers(WAYS[n], shares, weights) for n in ("minimum", "harmonic", "geometric", "arithmetic", "square")]
    assert all(left <= right + 1e-12 for left, right in pairwise(means))


def test_a_share_that_is_missing_has_no_place() -> None:
    assert math.isnan(Numbers().below(math.nan, SEEN.places))


def test_a_child_without_weight_is_not_the_least() -> None:
    assert of_numbers(WAYS["minimum"], [1.5, 1.0], [1.0, 0.0]) == 1.5
    assert of_columns(WAYS["minimum"], [1.5, 1.0], [1.0, 0.0]) == 1.5


@pytest.mark.parametrize(("name", "shares"), [("harmonic", [-0.3, 0.5]), ("inverse", [-0.3, 0.5])])
def test_negative_shares_have_no_harmonic_mean(name: str, shares: list[float]) -> None:
    assert math.isnan(of_numbers(WAYS[name], shares, [0.5, 0.5]))
    assert of_columns(WAYS[name], shares, [0.5, 0.5]) is None


def test_a_mean_that_is_not_positive_is_nothing_once_penalised() -> None:
    for shares in ([-1.0, 0.8], [-0.5, 0.5]):
        assert of_numbers(WAYS["penalised"], shares, [0.5, 0.5]) == 0
        assert of_columns(WAYS["penalised"], shares, [0.5, 0.5]) == 0
