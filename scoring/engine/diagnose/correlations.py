"""Which indicators say the same, and which work against each other: Pearson's r of shares, pair by pair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import polars as pl

from scoring.engine.diagnose.cohort import ENOUGH, SHARE, Cohort
from scoring.engine.diagnose.moments import paired
from scoring.engine.diagnose.thresholds import Thresholds

CORRELATIONS = pl.Schema(
    {
        "category": pl.String(),
        "indicator": pl.String(),
        "other": pl.String(),
        "pillar": pl.String(),
        "other_pillar": pl.String(),
        "within": pl.Boolean(),
        "n": pl.Int64(),
        "r": pl.Float64(),
        "flag": pl.String(),
        "note": pl.String(),
    }
)


def correlations(cohorts: Iterable[Cohort], limits: Thresholds) -> pl.DataFrame:
    """Every pair of indicators of every category, over the zones that have a value for both."""
    rows: list[Mapping[str, object]] = []
    for cohort in cohorts:
        pairs = list(combinations(cohort.indicators, 2))
        found = paired(cohort.frame, [(SHARE.format(a.id), SHARE.format(b.id)) for a, b in pairs])
        for a, b in pairs:
            pair = found[SHARE.format(a.id), SHARE.format(b.id)]
            r = pair.r if pair.n >= ENOUGH else None
            rows.append(
                {
                    "category": cohort.category,
                    "indicator": a.id,
                    "other": b.id,
                    "pillar": a.pillar,
                    "other_pillar": b.pillar,
                    "within": a.pillar == b.pillar,
                    "n": pair.n,
                    "r": r,
                    "flag": _flag(r, limits),
                    "note": "few_zones" if pair.n < ENOUGH else "no_spread" if r is None else None,
                }
            )
    return pl.DataFrame(rows, schema=CORRELATIONS)


def _flag(r: float | None, limits: Thresholds) -> str | None:
    if r is None:
        return None
    if r >= limits.redundant:
        return "redundant"
    return "negative" if r <= limits.negative else None
