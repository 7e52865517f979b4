"""The scorecard: value, share, points and status of every measure of every zone, long.

``status`` says why a measure has the points it has: ``scored``; ``imputed`` (what was missing was filled, and scored);
``screened`` (too few zones have a value for the indicator to count); ``absent`` (a figure is missing), ``not_computable``
(all figures are there, but no value comes of them, such as a zero divisor), ``not_applicable``, or ``left_out`` with a node
too few of whose values are known. ``treatment`` is the missing
policy that was applied, or what filled the value, and null where a value was scored as it was handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import polars as pl

from scoring.engine.expressions import column
from scoring.engine.numbers import SNAP, to_decimal
from scoring.engine.plan import MeasurePlan, Plan, figures_of
from scoring.engine.scales import Scales
from scoring.engine.score import Category
from scoring.engine.tables import POINTS

IMPUTED = "imputed"


def scorecard(plan: Plan, scored: Mapping[str, pl.LazyFrame], scales: Scales) -> pl.LazyFrame:
    """The scorecard of scored categories, in the order of categories, zones and measures.

    Columns: zone, year, category, indicator, measure, value (in the measure's unit), share (1 is full points), points and
    full (exact decimals), status, treatment.
    """
    frames = [
        _measure(Category(plan, category, scales), measure, frame).with_columns(
            pl.lit(part, pl.Int32).alias("part"), pl.lit(number, pl.Int32).alias("number")
        )
        for part, (category, frame) in enumerate(scored.items())
        for number, measure in enumerate(plan.counted(category))
    ]
    return pl.concat(frames).sort("part", "zone", "number").drop("part", "number")


def _measure(category: Category, plan: MeasurePlan, frame: pl.LazyFrame) -> pl.LazyFrame:
    measure, scorer = plan.measure, category.scorer
    x = category.x(plan)
    full = category.full(plan)
    if full is None:
        full = pl.lit(float(measure.full[category.category]))
    share = scorer.share(plan, x).round(SNAP, mode="half_away_from_zero")
    status = _status(category, plan, x)
    missing = pl.col("status").is_in(["absent", "not_computable"])
    filling = pl.lit(None if measure.impute is None else measure.impute.by.value, dtype=pl.String)
    otherwise = pl.when(pl.col("status") == IMPUTED).then(filling)
    return frame.select(
        "zone",
        "year",
        "category",
        pl.lit(measure.indicator).alias("indicator"),
        pl.lit(measure.kind).alias("measure"),
        x.alias("value"),
        pl.when(x.is_not_null()).then(share).alias("share"),
        to_decimal(pl.col(POINTS.format(measure.id)), scorer.plan.rubric.digits.points.digits).alias("points"),
        to_decimal((full * 10.0**SNAP).round(0, mode="half_away_from_zero").cast(pl.Int64), SNAP).alias("full"),
        status.alias("status"),
        scorer.policy(plan).alias("treatment"),
    ).with_columns(pl.when(missing).then(pl.col("treatment")).otherwise(otherwise).alias("treatment"))


def _status(category: Category, plan: MeasurePlan, x: pl.Expr) -> pl.Expr:
    """Why a measure has, or has not, a value."""
    if category.scorer.left_out(plan):
        return pl.lit("screened")
    constants = category.scorer.terms().constants
    figures = [(name, back) for name, back in figures_of(plan.measure.value.tree) if name.written not in constants]
    lacking = [pl.col(name).is_null() for name in dict.fromkeys(column(name, back=back) for name, back in figures)]
    absent = reduce(lambda a, b: a | b, lacking, pl.lit(value=False))
    status = (
        pl.when(~category.scorer.unscored(plan, x))
        .then(pl.lit("scored"))
        .when(absent)
        .then(pl.lit("absent"))
        .otherwise(pl.lit("not_computable"))
    )
    if plan.measure.impute is not None:
        filled = category.scorer.given(plan).is_null() & x.is_not_null()
        status = pl.when(filled & (status == "scored")).then(pl.lit(IMPUTED)).otherwise(status)
    lost = category.leaving.lost(plan.measure.id)
    if lost is not None:
        status = pl.when(lost).then(pl.lit("left_out")).otherwise(status)
    applies = category.scorer.applies(plan)
    return status if applies is None else pl.when(~applies).then(pl.lit("not_applicable")).otherwise(status)
