"""Laws of scores: better never loses, parts add up, ratios scale."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.engine.appraisal import Appraisal, appraise
from scoring.rules.rubric import Rounding, Step
from tests.engine.towns import column, item, method
from tests.laws.valley import TABLES, TEXT, printed, rubric, rubric_of, some

LAWS = settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
MODES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN, Rounding.TRUNCATE: ROUND_DOWN}
FIGURES = st.lists(
    st.floats(-50, 250, allow_subnormal=False) | st.integers(-50, 250).map(float), min_size=2, max_size=20
)

RISING = [
    "{0%: 0, 60%: 30, 100%: 100}",
    "{0%: 0, 60%: 30, 100%: 100, beyond: extend}",
    "{20%: 0, 20.5%: 30, 100%: 100, beyond: {below: extend, above: hold}}",
    "{formula: x / 100}",
    "{bands: [{from: 100, share: 100%}, {above: 99.5, share: 61.7%}, {from: 0.3, share: 10%}, {otherwise: -5%}]}",
]
FALLING = [
    "{100%: 0, 40%: 70, 0%: 100}",
    "{formula: 1 - x / 100}",
    "{bands: [{to: 3, share: 100%}, {below: 99, share: 4%}, {otherwise: 0%}]}",
]


def totals(scale: str, figures: Sequence[float]) -> list[Decimal]:
    rubric = method(scale=scale + ", at_least: -1000%, at_most: 1000%")
    data = pl.DataFrame(
        {"zone": [f"z{number:03}" for number in range(len(figures))], "tax": figures},
        schema_overrides={"tax": pl.Float64},
    )
    return [Decimal(str(one)) for one in column(appraise(rubric, data), "total")]


@LAWS
@given(FIGURES, st.sampled_from(RISING))
def test_more_never_loses_points_on_a_rising_scale(figures: list[float], scale: str) -> None:
    found = totals(scale, sorted(figures))
    assert found == sorted(found)


@LAWS
@given(FIGURES, st.sampled_from(FALLING))
def test_less_never_loses_points_on_a_falling_scale(figures: list[float], scale: str) -> None:
    found = totals(scale, sorted(figures))
    assert found == sorted(found, reverse=True)


@LAWS
@given(FIGURES)
def test_a_hill_rises_and_then_falls(figures: list[float]) -> None:
    rising = sorted(one for one in figures if one <= 45)
    falling = sorted(one for one in figures if one >= 60)
    hill = "{lines: [[20, 0%], [45, 100%], [60, 100%], [85, 0%]]}"
    assert (found := totals(hill, rising)) == sorted(found) if rising else True
    assert (found := totals(hill, falling)) == sorted(found, reverse=True) if falling else True


@LAWS
@given(TABLES, st.floats(1, 40))
def test_a_better_quality_never_loses_place(table: pl.DataFrame, more: float) -> None:
    zone = table["zone"][0]
    better = table.with_columns(
        pl.when(pl.col("zone") == zone).then(pl.col("rate") + more).otherwise("rate").alias("rate")
    )

    def place(data: pl.DataFrame) -> tuple[Decimal, int]:
        (found,) = appraise(rubric(), data).ranking.filter(pl.col("zone") == zone).select("total", "rank").rows()
        return found[0], -found[1]

    now, then = place(better), place(table)
    assert now[0] >= then[0]
    assert now[1] >= then[1]


# parts add up ---------------------------------------------------------------------------------------------------------


def rounded(value: Decimal, step: Step) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-step.digits), MODES[step.rounding])


def check_sums(found: Appraisal) -> None:
    """From the printed points of the scorecard, every printed number of the ranking follows by adding and rounding."""
    made, digits = found.rubric, found.rubric.digits
    parents = {pillar.id: pillar.parent for pillar in made.pillars.values()}
    roots = [id_ for id_, parent in parents.items() if parent is None]
    for zone in found.ranking.iter_rows(named=True):
        card = found.scorecard.filter(pl.col("zone") == zone["zone"])
        if zone["total"] is None:
            continue

        def pillar(id_: str, card: pl.DataFrame = card) -> Decimal:
            leaves = [one.id for one in made.indicators.values() if one.pillar == id_]
            own = [sum(card.filter(pl.col("indicator") == leaf)["points"], Decimal(0)) for leaf in leaves]
            below = [pillar(child) for child, parent in parents.items() if parent == id_]
            return rounded(sum((rounded(one, digits.indicator) for one in own), sum(below, Decimal(0))), digits.pillar)

        parts = {id_: pillar(id_) for id_ in roots}
        assert {id_: zone[id_] for id_ in roots} == parts
        total = rounded(sum(parts.values(), zone["adjustments"]), digits.total)
        assert zone["total"] == (min(total, Decimal(30)) if "severe" in zone["vetoes"] else total)


@LAWS
@given(TABLES)
def test_printed_parts_add_up_to_the_printed_total(table: pl.DataFrame) -> None:
    check_sums(appraise(rubric(), table))


@pytest.mark.parametrize("total", [0, 1, 2, 4])
@pytest.mark.parametrize("mode", list(Rounding))
def test_printed_parts_add_up_whatever_the_digits(total: int, mode: Rounding) -> None:
    steps = f"digits: {{points: 3, indicator: 2, pillar: 1, total: {total}}}\nrounding: {mode.value}"
    made = rubric_of(TEXT.replace("digits: {points: 3, indicator: 2, pillar: 2, total: 2}", steps))
    check_sums(appraise(made, some(30, total)))


@LAWS
@given(TABLES)
def test_full_points_add_up_to_the_total(table: pl.DataFrame) -> None:
    """However points are passed on, every graded zone can earn a hundred."""
    found = appraise(rubric(), table)
    graded = found.ranking.filter(pl.col("total").is_not_null())["zone"].to_list()
    for (zone,), card in found.scorecard.group_by("zone"):
        if zone in graded:
            assert abs(sum(card["full"], Decimal(0)) - 100) < Decimal("1e-8")


# ratios ---------------------------------------------------------------------------------------------------------------


@LAWS
@given(TABLES, st.sampled_from([0.1, 3.0, 7.7, 1000.0, 1 / 3]))
def test_numerator_and_denominator_alike_change_nothing(table: pl.DataFrame, factor: float) -> None:
    paid = method(items=item("land"), value="tax / land", scale="{0%: cohort.min, 50%: cohort.mean, 100%: cohort.max}")
    data = table.select("zone", pl.col("tax").fill_null(7.5) + pl.int_range(pl.len()), pl.col("land").fill_null(3.0))
    first = appraise(paid, data)
    again = appraise(paid, data.with_columns(pl.col("tax", "land") * factor))
    assert again.ranking.equals(first.ranking)
    assert again.scorecard["points"].equals(first.scorecard["points"])


@LAWS
@given(TABLES, st.sampled_from([2.0, 0.25, 10.0]))
def test_a_scale_of_the_cohort_knows_no_unit(table: pl.DataFrame, factor: float) -> None:
    made = method(scale="{0%: cohort.min, 50%: cohort.mean, 100%: cohort.max}")
    data = table.select("zone", pl.col("tax").fill_null(7.5) + pl.int_range(pl.len()))
    assert appraise(made, data.with_columns(pl.col("tax") * factor)).ranking.equals(appraise(made, data).ranking)


def test_the_same_twice() -> None:
    assert printed(appraise(rubric(), some(40, 1))) == printed(appraise(rubric(), some(40, 1)))
