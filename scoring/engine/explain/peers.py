"""The peers of a zone: the values of a measure's cohort, their median, and the best of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from statistics import median

import polars as pl

from scoring.engine.appraisal import Appraisal
from scoring.engine.explain.arithmetic import shortened
from scoring.engine.explain.one_zone import Scored
from scoring.engine.explain.parts import Peers
from scoring.engine.explain.retrace import Curve, Line, Steps, exactly, magnitude


@dataclass(frozen=True)
class Cohorts:
    """The values of each measure's cohort: zones that met every entry condition and have enough data."""

    appraisal: Appraisal

    @cached_property
    def members(self) -> pl.DataFrame:
        """The scorecard of the zones of the cohort."""
        ranking = self.appraisal.ranking
        return self.appraisal.scorecard.join(
            ranking.filter(pl.col("gates").list.len() == 0, pl.col("state") != "screened"), on="zone", how="semi"
        )

    def peers(self, scored: Scored, category: str, curve: Curve) -> Peers:
        """How many have a value, the median of the values, and the value that earns most."""
        measure = scored.plan.measure
        rows = self.members.filter(
            (pl.col("indicator") == measure.indicator) & (pl.col("measure") == measure.kind),
            pl.col("value").is_not_null(),
        )
        if self.appraisal.rubric.indicators[measure.indicator].cohort == "category":
            rows = rows.filter(pl.col("category") == category)
        values = sorted(rows.get_column("value").to_list())
        if not values:
            return Peers(0, None, None)
        middle = exactly(float(median(values)))
        best = _best([exactly(value) for value in values], middle, curve)
        return Peers(len(values), _read(middle), None if best is None else _read(best))


def _best(values: list[Fraction], middle: Fraction, curve: Curve) -> Fraction | None:
    """The value that earns most; of several, the furthest the way the scale rises, or the nearest to the median.

    None where the formula of the scale has no answer to any of them.
    """
    corners = _turns(curve) or values
    shares = [curve.share(x) for x in sorted({*corners, values[0], values[-1]})]
    known = [share for share in shares if share is not None]
    if not known:
        return None
    if known == sorted(known) and known[0] != known[-1]:
        return values[-1]
    if known == sorted(known, reverse=True) and known[0] != known[-1]:
        return values[0]
    earned = [(curve.share(x) or Fraction(0), x) for x in values]
    most = max(share for share, _ in earned)
    return min((x for share, x in earned if share == most), key=lambda x: abs(x - middle))


def _turns(curve: Curve) -> list[Fraction]:
    """Values at which the direction of a scale can be seen: its knots, or the edges and middles of its bands."""
    if isinstance(curve, Line):
        return [at for at, _ in curve.knots]
    if isinstance(curve, Steps):
        edges = sorted({end for tread in curve.treads for end in (tread.low, tread.high) if end is not None})
        middles = [(low + high) / 2 for low, high in pairwise(edges)]
        return [edges[0] - 1, *middles, edges[-1] + 1] if edges else []
    return []


def _read(value: Fraction) -> Decimal:
    """A figure for reading: four significant digits, two decimals at least."""
    return shortened(value, max(2, 3 - magnitude(value)))
