"""Moments and correlations agree with NumPy, depend on no order, and never are NaN."""

from __future__ import annotations

from math import isfinite, sqrt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.diagnose.moments import Moments, Pair, moments, paired

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 4))


def frame(**columns: list[float | None]) -> pl.DataFrame:
    return pl.DataFrame({name: pl.Series(values, dtype=pl.Float64) for name, values in columns.items()})


@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0.0), (1e-3, 5.0), (1e9, -1e9), (1e-200, 0.0), (1e100, 0.0)])
def test_moments_agree_with_numpy(scale: float, shift: float) -> None:
    drawn = np.random.default_rng(7).gamma(2.0, scale, 200) + shift
    x = np.array([float(f"{value:.12g}") for value in drawn])
    n, mean, sd = len(x), x.mean(), (x / scale).std(ddof=1) * scale
    z = (x - mean) / scale / (x / scale).std()
    skew = sqrt(n * (n - 1)) / (n - 2) * (z**3).mean()
    kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * ((z**4).mean() - 3) + 6)
    found = moments(frame(x=list(x)), ["x"])["x"]
    assert found.n == n
    assert [found.low, found.high] == pytest.approx([x.min(), x.max()], rel=1e-12)
    assert [found.mean, found.sd, found.skew, found.kurtosis] == pytest.approx([mean, sd, skew, kurtosis], rel=1e-9)


def test_correlations_agree_with_numpy() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=150), rng.normal(size=150) * 1e5
    y += 3e4 * x
    found = paired(frame(x=list(x), y=list(y)), [("x", "y"), ("x", "x")])
    assert found["x", "y"].r == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-9)
    assert found["x", "y"].covariance == pytest.approx(np.cov(x, y)[0, 1], rel=1e-9)
    assert found["x", "x"].r == 1.0
    assert found["x", "x"].covariance == pytest.approx(x.var(ddof=1), rel=1e-9)


def test_a_pair_rests_on_the_rows_that_have_both() -> None:
    x: list[float | None] = [1, 2, 4, None, 7, 9]
    y: list[float | None] = [3, 1, 5, 9, None, 8]
    found = paired(frame(x=x, y=y), [("x", "y"), ("y", "x")])
    expected = np.corrcoef([1, 2, 4, 9], [3, 1, 5, 8])[0, 1]
    assert found["x", "y"].n == 4
    assert found["x", "y"].r == found["y", "x"].r == pytest.approx(expected, abs=1e-12)


def test_what_has_no_spread_has_no_correlation() -> None:
    x: list[float | None] = [0.1, 0.1, 0.1, 5.0]
    table = frame(x=x, y=[1, 2, 3, None], same=[0.1 + 0.2, 0.3, 0.3, 0.3], none=[None] * 4)
    found = paired(table, [("x", "y"), ("x", "same"), ("y", "none")])
    assert found["x", "y"] == Pair(3)  # 0.1 in all three rows that have y
    assert found["x", "same"] == Pair(4)  # the last bit of a float is no spread
    assert found["y", "none"] == Pair(0)


def test_few_values() -> None:
    table = frame(none=[None] * 3, one=[None, 2, None], two=[1, 3, None], three=[1, 2, 6], same=[4, 4, 4])
    found = moments(table, table.columns)
    assert found["none"] == Moments(0)
    assert found["one"] == Moments(1, 2, None, 2, 2)
    assert found["same"] == Moments(3, 4, 0, 4, 4)
    assert found["two"].sd == pytest.approx(sqrt(2))
    assert found["two"].skew is None
    assert found["three"].skew == pytest.approx(1.4578629673445)
    assert found["three"].kurtosis is None
    assert moments(table, []) == {}
    assert paired(table, []) == {}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(NUMBERS, NUMBERS | st.none()), min_size=1, max_size=40), st.randoms())
def test_the_order_of_rows_changes_nothing(rows: list[tuple[float, float | None]], chance: object) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    tables = [frame(x=[x for x, _ in some], y=[y for _, y in some]) for some in (rows, mixed)]
    first, second = (moments(table, ["x", "y"]) for table in tables)
    assert first == second
    one, other = (paired(table, [("x", "y")]) for table in tables)
    assert one == other
    for number in (one["x", "y"].r, first["x"].sd, first["y"].skew, first["y"].kurtosis):
        assert number is None or isfinite(number)
