"""Laws of panels: all years at once are the years one by one; scales that rest on one year are that year's."""

from __future__ import annotations

import random
from dataclasses import replace

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.engine.appraisal import appraise
from scoring.engine.panel import panel
from scoring.engine.tables import Inputs
from tests.engine.years import several
from tests.examples import examples
from tests.laws.valley import printed, rubric

LAWS = settings(deadline=None, max_examples=examples(4, 60), suppress_health_check=[HealthCheck.too_slow])


def returned(count: int, seed: int) -> Inputs:
    """Returns of three years with gaps; zones come and go, and some change their category."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    categories: dict[tuple[str, int], str] = {}
    years: dict[int, dict[str, dict[str, object]]] = {}
    for year in (2023, 2024, 2025):
        years[year] = {}
        for number in range(count):
            if number > 5 and dice.random() < 0.1:
                continue
            zone = f"z{number:03}"
            categories[zone, year] = ("big", "small")[(number + (number > 7 and dice.random() < 0.1)) % 2]
            gap = 0.1 if number > 5 else 0.0
            years[year][zone] = {
                name: None if dice.random() < gap else round(dice.uniform(low, most), 2)
                for name, low, most in (("tax", 0, 900), ("land", 2, 40), ("staff", 0, 5000), ("rate", 0, 60))
            }
    return several(years, categories)


RETURNS = st.builds(returned, st.integers(8, 20), st.integers(0, 10**6))


def only(inputs: Inputs, year: int) -> Inputs:
    """What is known in a year: its own returns and those of the year before."""
    near = pl.col("year").is_between(year - 1, year)
    return replace(inputs, year=year, zones=inputs.zones.filter(near), submissions=inputs.submissions.filter(near))


@LAWS
@given(RETURNS)
def test_the_years_one_by_one_are_all_at_once(inputs: Inputs) -> None:
    whole = panel(rubric(), inputs)
    for year in whole.years:
        assert printed(whole.appraisals[year]) == printed(appraise(rubric(), only(inputs, year)))


@LAWS
@given(RETURNS, st.sampled_from([2023, 2024, 2025]))
def test_a_base_year_on_its_own_scales_is_that_year(inputs: Inputs, year: int) -> None:
    based, own = panel(rubric(), inputs, [year], scales=year), panel(rubric(), inputs, [year])
    assert printed(based.appraisals[year]) == printed(own.appraisals[year])
    assert based.scales.equals(own.scales)


@LAWS
@given(RETURNS, st.sampled_from([2023, 2024, 2025]))
def test_one_year_pooled_is_that_year(inputs: Inputs, year: int) -> None:
    pooled, own = panel(rubric(), inputs, [year], scales="pooled"), panel(rubric(), inputs, [year])
    assert printed(pooled.appraisals[year]) == printed(own.appraisals[year])


@LAWS
@given(RETURNS, st.randoms(use_true_random=False))
def test_rows_in_any_order_give_the_same_bytes(inputs: Inputs, dice: random.Random) -> None:
    order = list(range(inputs.submissions.height))
    dice.shuffle(order)
    for how in ("same_year", "pooled", 2024):
        first = panel(rubric(), inputs, scales=how)  # type: ignore[arg-type]
        again = panel(rubric(), replace(inputs, submissions=inputs.submissions[order]), scales=how)  # type: ignore[arg-type]
        assert again.ranking.equals(first.ranking)
        assert again.trends.equals(first.trends)
        assert again.movements.equals(first.movements)


@LAWS
@given(RETURNS)
def test_changes_are_those_between_the_rankings(inputs: Inputs) -> None:
    found = panel(rubric(), inputs).ranking
    for row in found.filter(pl.col("comparison") == "compared").iter_rows(named=True):
        before = found.row(
            by_predicate=(pl.col("zone") == row["zone"]) & (pl.col("year") == row["compared_with"]), named=True
        )
        assert row["rank_change"] == before["rank"] - row["rank"]
        assert row["total_change"] == row["total"] - before["total"]
