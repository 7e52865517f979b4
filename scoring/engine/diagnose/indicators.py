"""Indicator by indicator: what is missing, how values lie, who is told apart, and what an indicator really weighs.

Effective weight, two ways, both of an indicator's points p against the score s (the tree's points, no adjustments):
``r2`` is the squared correlation, the first-order measure of the linear case (Paruolo, Saisana and Saltelli 2013);
``effective`` is cov(p, s) / var(s), which adds up to one over the indicators where points add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import polars as pl

from scoring.engine.diagnose.cohort import EARNED, ENOUGH, SHARE, STATUS, VALUE, Cohort, ceiling
from scoring.engine.diagnose.moments import Moments, Pair, moments, paired
from scoring.engine.diagnose.thresholds import Thresholds
from scoring.rules.rubric import Indicator, Measure

MEASURES = pl.Schema(
    {
        "category": pl.String(),
        "indicator": pl.String(),
        "measure": pl.String(),
        "n": pl.Int64(),
        "missing": pl.Int64(),
        "not_applicable": pl.Int64(),
        "zeros": pl.Int64(),
        "mean": pl.Float64(),
        "sd": pl.Float64(),
        "min": pl.Float64(),
        "max": pl.Float64(),
        "skew": pl.Float64(),
        "kurtosis": pl.Float64(),
        "at_top": pl.Int64(),
        "flags": pl.List(pl.String()),
        "note": pl.String(),
    }
)

INDICATORS = pl.Schema(
    {
        "category": pl.String(),
        "indicator": pl.String(),
        "pillar": pl.String(),
        "zones": pl.Int64(),
        "n": pl.Int64(),
        "at_full": pl.Float64(),
        "at_nothing": pl.Float64(),
        "points_mean": pl.Float64(),
        "points_sd": pl.Float64(),
        "distinct": pl.Int64(),
        "nominal": pl.Float64(),
        "effective": pl.Float64(),
        "r2": pl.Float64(),
        "rest_r": pl.Float64(),
        "can_improve": pl.Int64(),
        "flags": pl.List(pl.String()),
        "note": pl.String(),
    }
)


def measures(cohorts: Iterable[Cohort], limits: Thresholds) -> pl.DataFrame:
    """The values of every measure of every category."""
    rows: list[Mapping[str, object]] = []
    for cohort in cohorts:
        known = list(cohort.measures())
        shapes = moments(cohort.frame, [VALUE.format(measure.id) for measure in known])
        counts = cohort.frame.select(part for measure in known for part in _counts(measure, cohort.category))
        counted = counts.row(0, named=True)
        rows += [_measure(cohort, one, shapes[VALUE.format(one.id)], counted, limits) for one in known]
    return pl.DataFrame(rows, schema=MEASURES)


def _counts(measure: Measure, category: str) -> list[pl.Expr]:
    id_, top = measure.id, ceiling(measure, category)
    value, status, share = (pl.col(name.format(id_)) for name in (VALUE, STATUS, SHARE))
    return [
        (value == 0).sum().alias(f"{id_}|zeros"),
        status.is_in(["absent", "not_computable"]).sum().alias(f"{id_}|missing"),
        (status == "not_applicable").sum().alias(f"{id_}|none"),
        (pl.lit(value=None) if top is None else (share >= top)).sum().cast(pl.Int64).alias(f"{id_}|top"),
    ]


def _measure(
    cohort: Cohort, measure: Measure, shape: Moments, counted: Mapping[str, int], limits: Thresholds
) -> Mapping[str, object]:
    missing, zeros = counted[f"{measure.id}|missing"], counted[f"{measure.id}|zeros"]
    judged = shape.n + missing
    flags: list[str] = []
    if judged and missing > limits.missing * judged:
        flags.append("many_missing")
    if shape.n and zeros > limits.zeros * shape.n:
        flags.append("many_zeros")
    if shape.n > 1 and shape.sd == 0:
        flags.append("constant")
    if abs(shape.skew or 0.0) > limits.skew and (shape.kurtosis or 0.0) > limits.kurtosis:
        flags.append("outlying")
    return {
        "category": cohort.category,
        "indicator": measure.indicator,
        "measure": measure.kind,
        "n": shape.n,
        "missing": missing,
        "not_applicable": counted[f"{measure.id}|none"],
        "zeros": zeros,
        "mean": shape.mean,
        "sd": shape.sd,
        "min": shape.low,
        "max": shape.high,
        "skew": shape.skew,
        "kurtosis": shape.kurtosis,
        "at_top": counted[f"{measure.id}|top"],
        "flags": flags,
        "note": _too_few(shape),
    }


def _too_few(shape: Moments) -> str | None:
    """Why there is no skew or no kurtosis."""
    if not shape.n:
        return "no_values"
    if shape.sd == 0:
        return "constant"
    return "few_zones" if shape.n < 4 else None


def indicators(cohorts: Iterable[Cohort], limits: Thresholds) -> pl.DataFrame:
    """The points of every indicator of every category."""
    rows: list[Mapping[str, object]] = []
    for cohort in cohorts:
        points = {indicator.id: EARNED.format(indicator.id) for indicator in cohort.indicators}
        frame = cohort.frame.with_columns(
            (pl.col("score") - pl.col(own)).alias(f"rest:{own}") for own in points.values()
        )
        shapes = moments(frame, list(points.values()))
        pairs = [(own, other) for own in points.values() for other in ("score", f"rest:{own}")]
        found = paired(frame, [*pairs, ("score", "score")])
        counted = frame.select(
            part for indicator in cohort.indicators for part in _standing(indicator, cohort.category)
        )
        row = counted.row(0, named=True)
        for one in cohort.indicators:
            standing = _indicator(cohort, one, shapes[points[one.id]], found, row)
            rows.append(
                asdict(standing) | {"flags": standing.flags(limits), "note": standing.note(additive=cohort.additive)}
            )
    return pl.DataFrame(rows, schema=INDICATORS)


def _standing(indicator: Indicator, category: str) -> list[pl.Expr]:
    """How many zones stand where: at full points, at nothing, on how many different points, short of the top."""
    id_ = indicator.id
    share, points = pl.col(SHARE.format(id_)), pl.col(EARNED.format(id_))
    tops = {measure.id: ceiling(measure, category) for measure in indicator.measures if category in measure.full}
    status = {id_: pl.col(STATUS.format(id_)) for id_ in tops}
    below = [
        (pl.col(SHARE.format(id_)) < top if top is not None else pl.lit(value=True)).fill_null(value=True)
        & (status[id_] != "not_applicable")
        for id_, top in tops.items()
    ]
    return [
        share.count().alias(f"{id_}|n"),
        (share >= 1).sum().alias(f"{id_}|full"),
        (share <= 0).sum().alias(f"{id_}|nothing"),
        points.n_unique().alias(f"{id_}|distinct"),
        pl.any_horizontal(below).sum().alias(f"{id_}|room"),
    ]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A row of the table, in its columns' names."""

    category: str
    indicator: str
    pillar: str
    zones: int
    n: int
    at_full: float | None
    at_nothing: float | None
    points_mean: float | None
    points_sd: float | None
    distinct: int
    nominal: float
    effective: float | None
    r2: float | None
    rest_r: float | None
    can_improve: int

    def note(self, *, additive: bool) -> str | None:
        """Why a figure could not be worked out, or what it must not be taken for."""
        if not self.n:
            return "no_values"
        if self.zones < ENOUGH:
            return "few_zones"
        if self.effective is None:
            return "no_spread"
        return None if additive else "not_additive"

    def flags(self, limits: Thresholds) -> list[str]:
        """What deserves attention; a category of very few zones shows nothing either way."""
        if self.at_full is None or self.at_nothing is None:
            return ["no_values"]
        if self.zones < ENOUGH:
            return []
        flags: list[str] = []
        for part, name in ((self.at_full, "full"), (self.at_nothing, "nothing")):
            if part >= limits.same:
                flags.append(f"all_{name}" if part == 1 else f"nearly_all_{name}")
        if self.distinct == 1 and not flags:
            flags.append("same_points")
        if not self.can_improve:
            flags.append("exhausted")
        if self.effective is not None and self.distinct > 1:
            flags += self._weight(self.effective, limits)
        return flags

    def _weight(self, effective: float, limits: Thresholds) -> list[str]:
        if effective < 0:
            return ["against"]
        if effective > limits.heavy * self.nominal:
            return ["heavy"]
        return ["light"] if effective < limits.light * self.nominal else []


def _indicator(
    cohort: Cohort,
    indicator: Indicator,
    shape: Moments,
    found: Mapping[tuple[str, str], Pair],
    counted: Mapping[str, int],
) -> _Standing:
    id_, own = indicator.id, EARNED.format(indicator.id)
    n = counted[f"{id_}|n"]
    with_score, spread = found[own, "score"], found["score", "score"].covariance
    effective = None
    if spread is not None:  # points that are all the same move nothing
        effective = 0.0 if with_score.covariance is None else with_score.covariance / spread
    return _Standing(
        category=cohort.category,
        indicator=id_,
        pillar=indicator.pillar,
        zones=cohort.n,
        n=n,
        at_full=counted[f"{id_}|full"] / n if n else None,
        at_nothing=counted[f"{id_}|nothing"] / n if n else None,
        points_mean=shape.mean,
        points_sd=shape.sd,
        distinct=counted[f"{id_}|distinct"],
        nominal=cohort.nominal(indicator),
        effective=effective,
        r2=None if with_score.r is None else with_score.r**2,
        rest_r=found[own, f"rest:{own}"].r,
        can_improve=counted[f"{id_}|room"],
    )
