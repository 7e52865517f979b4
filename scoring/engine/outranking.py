"""Copeland's comparison: how many of its peers a zone outranks, less how many outrank it.

One zone outranks another when the children in which it has the larger share weigh more than those in which it has the
smaller; children that either of the two lacks are not compared. The share is (1 + (won − lost)/(n − 1)) / 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

import polars as pl

from scoring.engine.numbers import SIGNIFICANT, tidy

#: Weights are compared as whole numbers, so that half the weight is exactly half; no more than this together.
_PARTS = 10**15


def outranking(
    name: str,
    shares: Mapping[str, pl.Expr],
    weights: Mapping[str, Fraction],
    peers: Mapping[str, Sequence[float | None]],
) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    """The step that adds the share of every zone among its frozen peers; missing where the zone has no share at all."""
    others = pl.LazyFrame({f"peer:{id_}": pl.Series(at, dtype=pl.Float64) for id_, at in peers.items()})
    count, parts = _others(peers), _parts(weights)

    def step(frame: pl.LazyFrame) -> pl.LazyFrame:
        own = frame.select("zone", *(tidy(share).alias(f"own:{id_}") for id_, share in shares.items()))
        leads = [
            (pl.col(f"own:{id_}") - pl.col(f"peer:{id_}")).sign().fill_null(0).cast(pl.Int64) * part
            for id_, part in parts.items()
        ]
        lead = reduce(lambda a, b: a + b, leads)
        won = own.join(others, how="cross").select("zone", lead.sign().alias("won"))
        net = won.group_by("zone").agg(pl.col("won").sum().alias(name))
        share = ((pl.col(name) / count + 1) / 2).clip(0, 1)
        return frame.join(net, on="zone", how="left", maintain_order="left").with_columns(share)

    return step


def outranks(
    own: Mapping[str, float | None], weights: Mapping[str, Fraction], peers: Mapping[str, Sequence[float | None]]
) -> float:
    """The same of one zone, in plain numbers."""
    net = 0
    for row in zip(*(peers[id_] for id_ in weights), strict=True):
        lead = sum(part * _sign(own[id_], at) for (id_, part), at in zip(_parts(weights).items(), row, strict=True))
        net += (lead > 0) - (lead < 0)
    return min(max((net / _others(peers) + 1) / 2, 0.0), 1.0)


def _sign(own: float | None, other: float | None) -> int:
    if own is None or other is None:
        return 0
    own = float(f"{own:.{SIGNIFICANT}g}")
    return (own > other) - (own < other)


def _others(peers: Mapping[str, Sequence[float | None]]) -> int:
    """How many others a zone of the cohort is compared with."""
    return max(len(next(iter(peers.values()))) - 1, 1)


def _parts(weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Weights as whole numbers in the same proportions; of very odd ones the nearest."""
    whole = lcm(*(weight.denominator for weight in weights.values()))
    parts = {id_: int(weight * whole) for id_, weight in weights.items()}
    common = gcd(*parts.values())
    total = sum(parts.values())
    if total // common > _PARTS:
        return {id_: round(Fraction(part, total) * _PARTS) for id_, part in parts.items()}
    return {id_: part // common for id_, part in parts.items()}
