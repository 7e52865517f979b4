"""Zones that are at least as good as another in every indicator, and better in one.

No weights can put the dominated zone ahead. Where it is ranked higher all the same, something outside the tree does it:
an adjustment, a cap, a missing policy, or an aggregation that is not monotone. Zones that differ in what they have no
value for cannot be compared.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from scoring.engine.diagnose.cohort import SHARE, Cohort

ZONES = pl.Schema(
    {
        "category": pl.String(),
        "zone": pl.String(),
        "rank": pl.Int64(),
        "dominates": pl.Int64(),
        "dominated": pl.Int64(),
        "inconsistent": pl.Int64(),
    }
)
PAIRS = pl.Schema(
    {
        "category": pl.String(),
        "zone": pl.String(),
        "other": pl.String(),
        "rank": pl.Int64(),
        "other_rank": pl.Int64(),
        "inconsistent": pl.Boolean(),
    }
)
#: How many pairs are looked at in one go.
_AT_ONCE = 500_000


def dominance(cohorts: Iterable[Cohort]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Zones with how many they dominate and are dominated by; and the pairs, the dominating zone first."""
    zones, pairs = [pl.DataFrame(schema=ZONES)], [pl.DataFrame(schema=PAIRS)]
    for cohort in cohorts:
        found = _pairs(cohort)
        pairs.append(found)
        zones.append(_zones(cohort, found))
    return pl.concat(zones), pl.concat(pairs)


def _pairs(cohort: Cohort) -> pl.DataFrame:
    shares = [SHARE.format(indicator.id) for indicator in cohort.indicators]
    right = cohort.frame.select(pl.col("zone", "rank", *shares).name.suffix(" of the other"))
    block = max(_AT_ONCE // cohort.n, 1)
    made = [_among(cohort.frame[start : start + block], right, shares) for start in range(0, cohort.n, block)]
    return (
        pl.concat(made)
        .select(
            pl.lit(cohort.category).alias("category"),
            "zone",
            pl.col("zone of the other").alias("other"),
            "rank",
            pl.col("rank of the other").alias("other_rank"),
            (pl.col("rank") > pl.col("rank of the other")).alias("inconsistent"),
        )
        .sort("rank", "zone", "other_rank", "other")
        .cast(PAIRS)
    )


def _among(left: pl.DataFrame, right: pl.DataFrame, shares: list[str]) -> pl.DataFrame:
    """The pairs in which the left zone dominates the right one."""
    never_worse, once_better = [], []
    for name in shares:
        own, other = pl.col(name), pl.col(f"{name} of the other")
        never_worse.append((own >= other).fill_null(value=False) | (own.is_null() & other.is_null()))
        once_better.append((own > other).fill_null(value=False))
    wanted = pl.all_horizontal(never_worse) & pl.any_horizontal(once_better)
    kept = ["zone", "rank", "zone of the other", "rank of the other"]
    return left.lazy().join(right.lazy(), how="cross").filter(wanted).select(kept).collect()


def _zones(cohort: Cohort, pairs: pl.DataFrame) -> pl.DataFrame:
    above = pairs.group_by("zone").len("dominates")
    below = pairs.group_by(pl.col("other").alias("zone")).len("dominated")
    odd = pairs.filter("inconsistent")
    counted = pl.concat([odd.select("zone"), odd.select(zone="other")]).group_by("zone").len("inconsistent")
    found = cohort.frame.select(pl.lit(cohort.category).alias("category"), "zone", "rank")
    for counts in (above, below, counted):
        found = found.join(counts, on="zone", how="left")
    return (
        found.with_columns(pl.col("dominates", "dominated", "inconsistent").fill_null(0))
        .cast(ZONES)
        .sort("rank", "zone")
    )
