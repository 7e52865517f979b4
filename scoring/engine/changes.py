"""Changes: each year's ranking against the one before it, zone by zone.

``rank_change`` counts places gained (▲ above zero), ``total_change`` is exact. Both are null unless ``comparison`` is
``compared``; a rank among other zones, or points on another category's scales, are nothing to compare with.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

#: Why a zone's row is, or is not, compared with the year before.
COMPARISONS = ("compared", "first_year", "new", "other_category", "not_ranked", "not_ranked_before")
_BEFORE = ("category", "state", "rank", "total")


def with_changes(rankings: Mapping[int, pl.DataFrame]) -> pl.DataFrame:
    """The rankings of ascending years, stacked; each compared with the last of those before it.

    Adds ``compared_with`` (a year), ``rank_change``, ``total_change`` and ``comparison``.
    """
    years = list(rankings)
    earlier = dict(zip(years[1:], years, strict=False))
    return pl.concat(_compared(rankings[year], earlier.get(year), rankings) for year in years)


def _compared(ranking: pl.DataFrame, year: int | None, rankings: Mapping[int, pl.DataFrame]) -> pl.DataFrame:
    if year is None:
        return ranking.with_columns(
            pl.lit(None, pl.Int32).alias("compared_with"),
            pl.lit(None, pl.Int64).alias("rank_change"),
            pl.lit(None, ranking.schema["total"]).alias("total_change"),
            pl.lit("first_year").alias("comparison"),
        )
    before = rankings[year].select("zone", *(pl.col(name).alias(f"{name} before") for name in _BEFORE))
    same = pl.col("comparison") == "compared"
    return (
        ranking.join(before, on="zone", how="left", maintain_order="left")
        .with_columns(_comparison().alias("comparison"))
        .select(
            *ranking.columns,
            pl.lit(year, pl.Int32).alias("compared_with"),
            pl.when(same).then(pl.col("rank before") - pl.col("rank")).alias("rank_change"),
            pl.when(same)
            .then(pl.col("total") - pl.col("total before"))
            .cast(ranking.schema["total"])
            .alias("total_change"),
            "comparison",
        )
    )


def _comparison() -> pl.Expr:
    return (
        pl.when(pl.col("state before").is_null())
        .then(pl.lit("new"))
        .when(pl.col("category before") != pl.col("category"))
        .then(pl.lit("other_category"))
        .when(pl.col("state") != "ranked")
        .then(pl.lit("not_ranked"))
        .when(pl.col("state before") != "ranked")
        .then(pl.lit("not_ranked_before"))
        .otherwise(pl.lit("compared"))
    )
