"""Copeland's comparison: how many of its peers a zone outranks, less how many outrank it.

One zone outranks another when the children in which it has the larger share weigh more than those in which it has the
smaller; children that either of the two lacks are not compared. The share is (1 + (won − lost)/(n − 1)) / 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce

import polars as pl

from scoring.engine.numbers import tidy

#: Weights are compared as whole numbers, so that half the weight is exactly half.
_PARTS = 10**12


def outranking(
    name: str,
    shares: Mapping[str, pl.Expr],
    weights: Mapping[str, Fraction],
    peers: Mapping[str, Sequence[float | None]],
) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    """The step that adds the share of every zone among its frozen peers; missing where the zone has no share at all."""
    others = pl.LazyFrame({f"peer:{id_}": pl.Series(at, dtype=pl.Float64) for id_, at in peers.items()})
    count = len(next(iter(peers.values()))) - 1
    whole = sum(weights.values(), Fraction(0))

    def step(frame: pl.LazyFrame) -> pl.LazyFrame:
        own = frame.select("zone", *(tidy(share).alias(f"own:{id_}") for id_, share in shares.items()))
        leads = [
            (pl.col(f"own:{id_}") - pl.col(f"peer:{id_}")).sign().fill_null(0).cast(pl.Int64)
            * round(weight / whole * _PARTS)
            for id_, weight in weights.items()
        ]
        lead = reduce(lambda a, b: a + b, leads)
        won = own.join(others, how="cross").select("zone", lead.sign().alias("won"))
        net = won.group_by("zone").agg(pl.col("won").sum().alias(name))
        share = ((pl.col(name) / max(count, 1) + 1) / 2).clip(0, 1)
        return frame.join(net, on="zone", how="left", maintain_order="left").with_columns(share)

    return step
