"""Rank reversal: one zone leaves, everything is fitted anew, and two of the others change their order.

A method whose scales rest on the cohort lets a zone's presence decide between others. On fixed scales, or on scales
frozen from another year, there is nothing to reverse.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from scoring.engine.appraisal import Appraisal, refitted
from scoring.engine.diagnose.cohort import ENOUGH, Cohort
from scoring.engine.diagnose.leave_out import Tick
from scoring.language.problems import Rejected

REVERSALS = pl.Schema(
    {
        "category": pl.String(),
        "left_out": pl.String(),
        "rank": pl.Int64(),
        "pairs": pl.Int64(),
        "reversed": pl.Int64(),
        "tiers_moved": pl.Int64(),
        "note": pl.String(),
    }
)
#: ``upper`` was ahead of ``lower`` before the zone left, and is behind it afterwards.
REVERSED = pl.Schema(
    {
        "category": pl.String(),
        "left_out": pl.String(),
        "upper": pl.String(),
        "lower": pl.String(),
        "upper_total": pl.Decimal(38, 9),
        "lower_total": pl.Decimal(38, 9),
        "upper_without": pl.Decimal(38, 9),
        "lower_without": pl.Decimal(38, 9),
    }
)
#: In a larger category nobody waits for every zone to be left out.
MOST_ZONES = 1000


def reversals(appraisal: Appraisal, cohorts: Iterable[Cohort], tick: Tick) -> tuple[pl.DataFrame, pl.DataFrame]:
    """For every ranked zone, how many pairs of the others change their order without it; and the pairs."""
    counts, pairs = [pl.DataFrame(schema=REVERSALS)], [pl.DataFrame(schema=REVERSED)]
    for cohort in cohorts:
        if note := _needless(cohort):
            counts.append(pl.DataFrame([{"category": cohort.category, "note": note}], schema=REVERSALS))
            continue
        before = appraisal.ranking.filter(pl.col("category") == cohort.category)
        for zone in before.filter(pl.col("rank").is_not_null()).get_column("zone"):
            tick(zone)
            row, swapped = _without(appraisal, cohort, before, zone)
            counts.append(row)
            pairs.append(swapped)
    return pl.concat(counts), pl.concat(pairs)


def _needless(cohort: Cohort) -> str | None:
    """Why no zone of a category is left out."""
    if cohort.n < ENOUGH:
        return "few_zones"
    return "many_zones" if cohort.n > MOST_ZONES else None


def _without(
    appraisal: Appraisal, cohort: Cohort, before: pl.DataFrame, zone: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One zone left out: the row of it, and the pairs that are reversed."""
    row: dict[str, object] = {"category": cohort.category, "left_out": zone}
    row["rank"] = before.filter(pl.col("zone") == zone).item(0, "rank")
    try:
        after = refitted(appraisal, cohort.category, zone)
    except Rejected as rejected:
        row["note"] = " ".join(dict.fromkeys(problem.code for problem in rejected.problems))
        return pl.DataFrame([row], schema=REVERSALS), pl.DataFrame(schema=REVERSED)
    kept = ["zone", "rank", "total", *(["tier"] if "tier" in before.columns else [])]
    others = before.filter(pl.col("zone") != zone).select(kept)
    both = others.join(after.select(kept), on="zone", suffix="_without").drop_nulls(["rank", "rank_without"])
    swapped = _swapped(both)
    row |= {"pairs": both.height * (both.height - 1) // 2, "reversed": swapped.height}
    if "tier" in kept:
        row["tiers_moved"] = int(both.select(pl.col("tier").ne_missing(pl.col("tier_without")).sum()).item())
    named = swapped.select(pl.lit(cohort.category).alias("category"), pl.lit(zone).alias("left_out"), pl.all())
    return pl.DataFrame([row], schema=REVERSALS), named.cast(REVERSED)


def _swapped(both: pl.DataFrame) -> pl.DataFrame:
    """The pairs whose order is the opposite without the zone."""
    upper = both.lazy().select(pl.col("zone", "rank", "rank_without", "total", "total_without"))
    lower = upper.rename(lambda name: f"{name} below")
    opposite = (pl.col("rank") < pl.col("rank below")) & (pl.col("rank_without") > pl.col("rank_without below"))
    return (
        upper.join(lower, how="cross")
        .filter(opposite)
        .sort("rank", "zone", "rank below", "zone below")
        .select(
            pl.col("zone").alias("upper"),
            pl.col("zone below").alias("lower"),
            pl.col("total").alias("upper_total"),
            pl.col("total below").alias("lower_total"),
            pl.col("total_without").alias("upper_without"),
            pl.col("total_without below").alias("lower_without"),
        )
        .collect()
    )
