"""Grades: by quota, by absolute score, by what is outside the quota; and what vetoes make of them.

Quotas count whole zones in whole-number arithmetic, so no share of a count is ever a float.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import polars as pl

from scoring.engine.numbers import to_count
from scoring.rules.rubric import Cut, Grades, Tier, Veto


def grade(
    grades: Grades, *, key: pl.Expr, ranked: pl.Expr, auto: Mapping[str, pl.Expr], total: pl.Expr, digits: int
) -> pl.Expr:
    """The index of each ranked zone's tier, best first; null for the unranked.

    ``key`` sorts zones best first (smaller is better, equal keys are ties); ``auto`` holds the conditions of tiers
    granted outside the quota; ``total`` counts points of ``digits`` places.
    """
    automatic = reduce(lambda a, b: a | b, auto.values(), pl.lit(value=False)) & ranked
    competing = ranked & ~automatic
    base = ranked if grades.base == "all" else competing
    n = base.sum().cast(pl.Int64)
    places = _Places(pl.when(competing).then(key))
    held = _held(grades, n)
    result = pl.lit(_rest(grades), dtype=pl.Int32)
    for index, tier in _weakest_first(grades):
        if tier.low is not None:
            bar = to_count(tier.low, digits)
            result = pl.when(total >= bar if tier.low_inclusive else total > bar).then(pl.lit(index)).otherwise(result)
        elif tier.cut is not None:
            result = pl.when(places.within(tier.cut, held[tier.id])).then(pl.lit(index)).otherwise(result)
    for index, tier in reversed(list(enumerate(grades.tiers))):
        if tier.id in auto:
            result = pl.when(auto[tier.id]).then(pl.lit(index)).otherwise(result)
    return pl.when(ranked).then(result).cast(pl.Int32)


def _rest(grades: Grades) -> int | None:
    """The tier of whoever no rule places."""
    for index, tier in enumerate(grades.tiers):
        if tier.cut is None and tier.low is None and tier.auto is None:
            return index
    return next((i for i, tier in enumerate(grades.tiers) if tier.cut is None and tier.low is None), None)


def _weakest_first(grades: Grades) -> list[tuple[int, Tier]]:
    """The order in which rules overwrite each other: worst quotas, then best quotas and scores, the strongest last."""
    numbered = list(enumerate(grades.tiers))
    worst = [(i, tier) for i, tier in numbered if tier.cut is not None and tier.cut.side == "worst"]
    others = [(i, tier) for i, tier in numbered if tier.cut is None or tier.cut.side != "worst"]
    return [*worst, *reversed(others)]


class _Places:
    """Places counted from either end, with a group of ties taken whole or not at all."""

    def __init__(self, key: pl.Expr) -> None:
        self._key = key

    def within(self, cut: Cut, held: pl.Expr) -> pl.Expr:
        """Whether a zone is inside a quota that reaches over so many places from its end."""
        from_worst = cut.side == "worst"
        first, last = self._key.rank("min", descending=from_worst), self._key.rank("max", descending=from_worst)
        place = (first if cut.ties == "include" else last).cast(pl.Int64)
        return (place <= held).fill_null(value=False)


def _held(grades: Grades, n: pl.Expr) -> Mapping[str, pl.Expr]:
    """Over how many places each quota reaches, from its end; one that comes next begins where the quota above it ends."""
    held: dict[str, pl.Expr] = {}
    above = pl.lit(0, dtype=pl.Int64)
    for tier in grades.tiers:
        if tier.cut is not None:
            own = quota(tier.cut, n)
            held[tier.id] = above + own if tier.cut.side == "next" else own
            above = held[tier.id]
    return held


def quota(cut: Cut, n: pl.Expr) -> pl.Expr:
    """How many zones a quota of ``n`` holds."""
    if cut.fraction is None:
        return pl.lit(cut.count or 0, dtype=pl.Int64)
    part, whole = cut.fraction.numerator, cut.fraction.denominator
    if not cut.inclusive:
        return -((-n * part) // whole) - 1
    if cut.rounding == "ceil":
        return -((-n * part) // whole)
    if cut.rounding == "half_up":
        return (2 * n * part + whole) // (2 * whole)
    return (n * part) // whole


def after_vetoes(tier: pl.Expr, grades: Grades, vetoes: Mapping[str, tuple[Veto, pl.Expr]]) -> pl.Expr:
    """The tier once vetoes have had their say: levels dropped, then caps, then forced tiers (the lowest of several)."""
    index = {tier.id: number for number, tier in enumerate(grades.tiers)}
    last = len(grades.tiers) - 1
    for veto, fired in vetoes.values():
        if veto.drop:
            tier = pl.when(fired).then(pl.min_horizontal(tier + veto.drop, pl.lit(last))).otherwise(tier)
    for veto, fired in vetoes.values():
        if veto.tier_at_best is not None:
            tier = pl.when(fired).then(pl.max_horizontal(tier, pl.lit(index[veto.tier_at_best]))).otherwise(tier)
    forced = [(index[veto.tier], fired) for veto, fired in vetoes.values() if veto.tier is not None]
    for number, fired in sorted(forced, key=lambda one: one[0]):
        tier = pl.when(fired).then(pl.lit(number)).otherwise(tier)
    return tier
