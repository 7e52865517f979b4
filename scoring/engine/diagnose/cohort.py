"""The ranked zones of one category, one row a zone: what the parts of a diagnosis look at.

``share:x`` is the share of its points that indicator ``x`` earned, null where the zone has no value for it; ``points:x``
its points, whatever a missing policy made of them; ``value:x.level`` a measure's value. ``score`` is the tree's points
alone: no adjustments, no caps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import polars as pl

from scoring.engine.appraisal import Appraisal
from scoring.engine.numbers import SNAP
from scoring.rules.rubric import Bands, Indicator, Lines, Measure

SHARE, EARNED, VALUE, STATUS = "share:{}", "points:{}", "value:{}", "status:{}"

#: Fewer zones than this show no pattern.
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Cohort:
    """The ranked zones of a category, the indicators that count there, their points in all, and whether points add up."""

    category: str
    frame: pl.DataFrame
    indicators: tuple[Indicator, ...]
    total: float
    additive: bool

    @property
    def n(self) -> int:
        """How many zones are ranked."""
        return self.frame.height

    def measures(self) -> Iterator[Measure]:
        """The measures that count in the category."""
        for indicator in self.indicators:
            yield from (measure for measure in indicator.measures if self.category in measure.full)

    def nominal(self, indicator: Indicator) -> float:
        """The part of all points that the method gives an indicator."""
        return float(indicator.full[self.category]) / self.total


def cohorts(appraisal: Appraisal, category: str | None = None) -> list[Cohort]:
    """The categories with ranked zones, in the rubric's order; or the one that is asked for."""
    rubric = appraisal.plan.rubric
    ranked = appraisal.ranking.filter(pl.col("state") == "ranked")
    inhabited = ranked.get_column("category").unique()
    made: list[Cohort] = []
    for id_ in rubric.categories if category is None else [category]:
        if id_ not in inhabited:  # nobody has fitted its weights
            continue
        indicators = tuple(i for i in rubric.indicators.values() if id_ in i.full)
        roots = [pl.col(p.id).fill_null(0) for p in appraisal.plan.roots() if id_ in p.full]
        sums = appraisal.plan.aggregate("").sums
        score = (_sum(roots) if sums else pl.col("total") - pl.col("adjustments")).cast(pl.Float64).alias("score")
        total = pl.col("total").cast(pl.Float64)
        kept = [pl.col(name) for name in ("rank", "tier") if name in ranked.columns]
        zones = ranked.filter(pl.col("category") == id_).select("zone", "zh", "en", *kept, total, score).sort("zone")
        points = float(sum(indicator.full[id_] for indicator in indicators))
        additive = all(appraisal.plan.aggregate(node).sums for node in ["", *rubric.pillars])
        made.append(Cohort(id_, _with_scores(zones, appraisal, id_, indicators), indicators, points, additive))
    return made


def _with_scores(
    zones: pl.DataFrame, appraisal: Appraisal, category: str, indicators: tuple[Indicator, ...]
) -> pl.DataFrame:
    """Values, shares and points of every measure and indicator beside the zones."""
    card = appraisal.scorecard.filter(pl.col("category") == category).with_columns(
        pl.format("{}.{}", "indicator", "measure").alias("id"),
        pl.col("points").cast(pl.Float64),
        pl.col("full").cast(pl.Float64),
    )
    for name in ("value", "share", "points", "full", "status"):
        wide = card.pivot(on="id", index="zone", values=name)
        wide = wide.rename({id_: f"{name}:{id_}" for id_ in wide.columns if id_ != "zone"})
        zones = zones.join(wide, on="zone", how="left", maintain_order="left")
    return zones.with_columns(part for indicator in indicators for part in _indicator(indicator, category))


def _indicator(indicator: Indicator, category: str) -> Iterator[pl.Expr]:
    """An indicator's share and points from its measures': the share of the points of those that have a value."""
    ids = [measure.id for measure in indicator.measures if category in measure.full]
    full = _sum([pl.when(pl.col(f"share:{id_}").is_not_null()).then(f"full:{id_}").otherwise(0.0) for id_ in ids])
    earned = _sum([(pl.col(f"share:{id_}") * pl.col(f"full:{id_}")).fill_null(0.0) for id_ in ids])
    yield pl.when(full > 0).then(earned / full).alias(SHARE.format(indicator.id))
    yield _sum([pl.col(f"points:{id_}").fill_null(0.0) for id_ in ids]).alias(EARNED.format(indicator.id))


def _sum(parts: list[pl.Expr]) -> pl.Expr:
    return reduce(lambda a, b: a + b, parts)


def ceiling(measure: Measure, category: str) -> float | None:
    """The largest share a measure's scale can give; None where it has no bound."""
    scale = measure.scale
    if isinstance(scale, Lines):
        loose = "extend" in (scale.below, scale.above)
        most = None if loose else max(knot.share for knot in scale.knots)
    else:
        most = max(band.share[category] for band in scale.bands) if isinstance(scale, Bands) else None
    bounds = [bound for bound in (most, measure.at_most) if bound is not None]
    return round(float(min(bounds)), SNAP) if bounds else None
