"""Leave one indicator out: its points go to its siblings, everything is scored again on the same scales.

How far places and tiers move says what an indicator decides; a zone's contribution is its total less its total without
the indicator: what it gains by being asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import polars as pl

from scoring.engine.appraisal import Appraisal, rescored, reweighed
from scoring.engine.diagnose.cohort import ENOUGH, Cohort
from scoring.engine.diagnose.moments import paired
from scoring.engine.diagnose.without import without
from scoring.engine.scales import Scales, rows_of

LEAVE_OUT = pl.Schema(
    {
        "category": pl.String(),
        "indicator": pl.String(),
        "zones": pl.Int64(),
        "ranks_moved": pl.Int64(),
        "tiers_moved": pl.Int64(),
        "mean_shift": pl.Float64(),
        "max_shift": pl.Int64(),
        "spearman": pl.Float64(),
        "note": pl.String(),
    }
)
CONTRIBUTIONS = pl.Schema(
    {
        "category": pl.String(),
        "indicator": pl.String(),
        "zone": pl.String(),
        "total": pl.Decimal(38, 9),
        "total_without": pl.Decimal(38, 9),
        "contribution": pl.Decimal(38, 9),
        "rank": pl.Int64(),
        "rank_without": pl.Int64(),
        "tier": pl.String(),
        "tier_without": pl.String(),
    }
)

Tick = Callable[[str], None]


def leave_out(appraisal: Appraisal, cohorts: Iterable[Cohort], tick: Tick) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What every indicator moves, and what it contributes to every zone."""
    moved, contributed = [pl.DataFrame(schema=LEAVE_OUT)], [pl.DataFrame(schema=CONTRIBUTIONS)]
    scales = Scales(rows_of(appraisal.scales))
    for cohort in cohorts:
        values = appraisal.values.filter(pl.col("category") == cohort.category)
        before = _places(appraisal.ranking.filter(pl.col("category") == cohort.category))
        for indicator in cohort.indicators:
            tick(indicator.id)
            plan = without(appraisal.plan, cohort.category, indicator.id)
            if plan is None:
                moved.append(_none(cohort, indicator.id))
                continue
            frozen = reweighed(plan, cohort.category, values, scales, appraisal.year)
            after = _places(rescored(plan, cohort.category, values, frozen)).rename(lambda name: f"{name}_without")
            both = before.join(after, left_on="zone", right_on="zone_without", how="left").sort("zone")
            contributed.append(_contributions(both, cohort.category, indicator.id))
            moved.append(_moved(both, cohort.category, indicator.id))
    return pl.concat(moved), pl.concat(contributed)


def _places(ranking: pl.DataFrame) -> pl.DataFrame:
    """Totals, places and tiers of the ranked."""
    tier = pl.col("tier") if "tier" in ranking.columns else pl.lit(None, dtype=pl.String).alias("tier")
    return ranking.filter(pl.col("rank").is_not_null()).select(
        "zone", pl.col("total").cast(CONTRIBUTIONS["total"]), "rank", tier
    )


def _contributions(both: pl.DataFrame, category: str, indicator: str) -> pl.DataFrame:
    return both.select(
        pl.lit(category).alias("category"),
        pl.lit(indicator).alias("indicator"),
        "zone",
        "total",
        "total_without",
        (pl.col("total") - pl.col("total_without")).cast(CONTRIBUTIONS["contribution"]).alias("contribution"),
        "rank",
        "rank_without",
        "tier",
        "tier_without",
    )


def _moved(both: pl.DataFrame, category: str, indicator: str) -> pl.DataFrame:
    shift = (pl.col("rank_without") - pl.col("rank")).abs()
    r = paired(both.select(pl.col("rank", "rank_without").rank("average")), [("rank", "rank_without")])
    spearman = r["rank", "rank_without"].r if both.height >= ENOUGH else None
    note = "few_zones" if both.height < ENOUGH else "no_spread" if spearman is None else None
    return both.select(
        pl.lit(category).alias("category"),
        pl.lit(indicator).alias("indicator"),
        pl.len().cast(pl.Int64).alias("zones"),
        (shift > 0).sum().cast(pl.Int64).alias("ranks_moved"),
        pl.col("tier").ne_missing(pl.col("tier_without")).sum().cast(pl.Int64).alias("tiers_moved"),
        shift.mean().alias("mean_shift"),
        shift.max().alias("max_shift"),
        pl.lit(spearman, dtype=pl.Float64).alias("spearman"),
        pl.lit(note, dtype=pl.String).alias("note"),
    ).cast(LEAVE_OUT)


def _none(cohort: Cohort, indicator: str) -> pl.DataFrame:
    """The only indicator cannot be left out."""
    row = {"category": cohort.category, "indicator": indicator, "zones": cohort.n, "note": "only_indicator"}
    return pl.DataFrame([row], schema=LEAVE_OUT)
