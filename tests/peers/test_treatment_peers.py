"""Agreement with scipy: the shape of a column, and Box–Cox."""

from __future__ import annotations

import warnings
from math import exp

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.appraisal import appraise
from scoring.engine.data_steps.box_cox import likeliest
from scoring.engine.data_steps.treating import Column
from tests.engine.towns import frame, method
from tests.examples import examples

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from scipy import special, stats

COLUMNS = st.lists(st.floats(0.1, 1000, allow_nan=False).map(lambda x: round(x, 3)), min_size=5, max_size=40).filter(
    lambda xs: len(set(xs)) > 3
)


@settings(max_examples=40, deadline=None)
@given(COLUMNS)
def test_shape(values: list[float]) -> None:
    column = Column.of(pl.Series(values))
    found = column.statistics({"s": ("skew", pl.col("x")), "k": ("kurtosis", pl.col("x"))})
    assert found["s"].value == pytest.approx(float(stats.skew(values, bias=False)), rel=1e-9, abs=1e-9)
    assert found["k"].value == pytest.approx(float(stats.kurtosis(values, bias=False)), rel=1e-9, abs=1e-9)


@settings(max_examples=examples(12, 100), deadline=None)
@given(COLUMNS)
def test_the_likeliest_power(values: list[float]) -> None:
    """To two decimals, no power within reach is likelier by scipy's own likelihood."""
    found = likeliest(pl.Series(sorted(values)), 0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own = float(stats.boxcox_llf(found, values))
        others = [float(stats.boxcox_llf(power / 100, values)) for power in range(-200, 201)]
    assert own >= max(others) - 1e-9 * max(1.0, abs(own))


@pytest.mark.parametrize("power", [-1.5, -0.5, 0.0, 0.25, 1.0, 2.0])
def test_the_transformation(power: float) -> None:
    values = [exp(number / 5) for number in range(12)]
    rubric = method(top=f"treat: {{box_cox: {power}}}", scale="{0%: cohort.min, 100%: cohort.max}")
    found = appraise(rubric, frame(values)).scorecard.sort("zone")["value"].to_list()
    assert found == pytest.approx(list(special.boxcox(values, power)), rel=1e-9, abs=1e-9)


def test_winsorising_stops_where_scipy_says_it_may() -> None:
    values = [*(float(number) for number in range(1, 40)), 200.0, 300.0, 400.0]
    rubric = method(top="treat: {winsorise: 5, skew: 1, kurtosis: 1}", scale="{0%: cohort.min, 100%: cohort.max}")
    rows = appraise(rubric, frame(values).with_columns(zone=pl.Series([f"{i:02}" for i in range(42)]))).scales
    (end,) = rows.filter(pl.col("kind") == "clip_high")["at"].to_list()
    steps = sorted(values, reverse=True)
    for k in range(6):
        winsorised = [min(value, steps[k]) for value in values]
        outlying = abs(stats.skew(winsorised, bias=False)) > 1 and stats.kurtosis(winsorised, bias=False) > 1
        assert outlying == (steps[k] > end)
        if not outlying:
            break
