"""What deserves a designer's attention, worst first: every flag of a diagnosis as a row."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

#: How much each flag matters, the worst first. 0 shakes the result, 1 makes an indicator useless, 2 is to be weighed.
GRAVITY: Mapping[str, int] = {
    "inconsistent": 0,
    "no_values": 1,
    "all_nothing": 1,
    "all_full": 1,
    "same_points": 1,
    "against": 1,
    "reversed": 2,
    "many_missing": 2,
    "redundant": 2,
    "negative": 2,
    "exhausted": 2,
    "nearly_all_nothing": 2,
    "nearly_all_full": 2,
    "heavy": 2,
    "light": 3,
    "outlying": 3,
    "constant": 3,
    "many_zeros": 3,
    "low_alpha": 3,
    "unmoved": 3,
}

ATTENTION = pl.Schema(
    {
        "gravity": pl.Int64(),
        "flag": pl.String(),
        "category": pl.String(),
        "subject": pl.String(),
        "other": pl.String(),
        "figure": pl.Float64(),
        "against": pl.Float64(),
    }
)


def attention(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The flags of all parts, the worst first; inside a flag the most striking first.

    ``subject`` is an indicator, a measure, a pillar or a zone; ``figure`` what made the flag, ``against`` what it is
    held against.
    """
    found = [_indicators(frames["indicators"]), _measures(frames["measures"]), _pairs(frames["correlations"])]
    found += [_pillars(frames["pillars"]), _dominance(frames["dominance_pairs"]), _reversals(frames["reversals"])]
    found.append(_unmoved(frames["leave_out"]))
    table = pl.concat(found).with_columns(
        pl.col("flag").replace_strict(dict(GRAVITY), return_dtype=pl.Int64).alias("gravity"),
        pl.col("flag")
        .replace_strict({flag: n for n, flag in enumerate(GRAVITY)}, return_dtype=pl.Int64)
        .alias("place"),
    )
    part = pl.col("figure") / pl.when(pl.col("flag").is_in(["heavy", "light"])).then("against").otherwise(1.0)
    least_first = pl.when(pl.col("flag").is_in(["light", "low_alpha"])).then(part).otherwise(-part.abs())
    order = ["place", least_first, "category", "subject", "other"]
    return table.sort(order, nulls_last=True, maintain_order=True).select(ATTENTION.names()).cast(ATTENTION)


def _flagged(
    frame: pl.DataFrame, subject: pl.Expr, figures: Mapping[str, tuple[str, str | None]], other: pl.Expr | None = None
) -> pl.DataFrame:
    """One row a flag; ``figures`` names the columns that each flag rests on."""
    figure = against = pl.lit(None, dtype=pl.Float64)
    for flag, (column, reference) in figures.items():
        hit = pl.col("flag") == flag
        figure = pl.when(hit).then(pl.col(column).cast(pl.Float64)).otherwise(figure)
        if reference is not None:
            against = pl.when(hit).then(pl.col(reference).cast(pl.Float64)).otherwise(against)
    return frame.filter(pl.col("flag").is_not_null()).select(
        "flag",
        "category",
        subject.alias("subject"),
        (pl.lit(None, dtype=pl.String) if other is None else other).alias("other"),
        figure.alias("figure"),
        against.alias("against"),
    )


def _indicators(frame: pl.DataFrame) -> pl.DataFrame:
    figures: dict[str, tuple[str, str | None]] = dict.fromkeys(("against", "heavy", "light"), ("effective", "nominal"))
    figures |= {"nearly_all_full": ("at_full", None), "nearly_all_nothing": ("at_nothing", None)}
    listed = frame.explode("flags").rename({"flags": "flag"})
    return _flagged(listed, pl.col("indicator"), figures)


def _measures(frame: pl.DataFrame) -> pl.DataFrame:
    listed = (
        frame.explode("flags")
        .rename({"flags": "flag"})
        .with_columns(
            (pl.col("missing") / (pl.col("n") + pl.col("missing"))).alias("missing_part"),
            (pl.col("zeros") / pl.col("n")).alias("zero_part"),
        )
    )
    figures: dict[str, tuple[str, str | None]] = {
        "many_missing": ("missing_part", None),
        "many_zeros": ("zero_part", None),
        "outlying": ("skew", "kurtosis"),
        "constant": ("mean", None),
    }
    return _flagged(listed, pl.format("{}.{}", "indicator", "measure"), figures)


def _pairs(frame: pl.DataFrame) -> pl.DataFrame:
    return _flagged(frame, pl.col("indicator"), {"redundant": ("r", None), "negative": ("r", None)}, pl.col("other"))


def _pillars(frame: pl.DataFrame) -> pl.DataFrame:
    listed = frame.explode("flags").rename({"flags": "flag"})
    return _flagged(listed, pl.col("pillar"), {"low_alpha": ("alpha", None)})


def _dominance(frame: pl.DataFrame) -> pl.DataFrame:
    flag = pl.when("inconsistent").then(pl.lit("inconsistent")).alias("flag")
    listed = frame.with_columns(flag)
    return _flagged(listed, pl.col("zone"), {"inconsistent": ("rank", "other_rank")}, pl.col("other"))


def _reversals(frame: pl.DataFrame) -> pl.DataFrame:
    """A category in which orders are reversed: by how many of the zones' leaving, and whose reverses the most."""
    found = (
        frame.filter(pl.col("reversed").is_not_null())
        .sort(pl.col("reversed").neg(), "left_out")
        .group_by("category", maintain_order=True)
        .agg(
            pl.col("left_out").first(),
            (pl.col("reversed") > 0).sum().alias("reversing"),
            pl.len().alias("zones"),
        )
        .with_columns(pl.when(pl.col("reversing") > 0).then(pl.lit("reversed")).alias("flag"))
    )
    return _flagged(found, pl.col("left_out"), {"reversed": ("reversing", "zones")})


def _unmoved(frame: pl.DataFrame) -> pl.DataFrame:
    """Indicators that can be left out and nothing moves."""
    still = (pl.col("ranks_moved") == 0) & (pl.col("zones") >= 3)
    return _flagged(frame.with_columns(pl.when(still).then(pl.lit("unmoved")).alias("flag")), pl.col("indicator"), {})
