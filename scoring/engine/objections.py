"""Objections: zones whose points must not be worked out, or could not be. Any one of them stops the appraisal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from scoring.engine.plan import Plan
from scoring.engine.scales import Scales
from scoring.engine.score import Category
from scoring.engine.tables import POINTS
from scoring.language.problems import Problem
from scoring.rules.rubric import Policy

#: A missing value the rubric says must not be missing; points out of all bounds; no mean to give in place of a value.
BLOCKED, UNBOUNDED, NO_MEAN = "S120", "S121", "S105"


def objections(plan: Plan, scored: Mapping[str, pl.LazyFrame], scales: Scales) -> list[pl.LazyFrame]:
    """Frames of (code, zone, measure), one for each measure that could give rise to any."""
    frames: list[pl.LazyFrame] = []
    for name, frame in scored.items():
        category = Category(plan, name, scales)
        for measure in plan.counted(name):
            if not measure.signed and not {Policy.BLOCK, Policy.COHORT_MEAN} & measure.policies:
                continue
            x, policy = category.x(measure), category.scorer.policy(measure)
            applies = category.scorer.applies(measure)
            lost = pl.col(POINTS.format(measure.measure.id)).is_null()
            missing = x.is_null() if applies is None else x.is_null() & applies
            code = (
                pl.when(x.is_not_null() & lost)
                .then(pl.lit(UNBOUNDED))
                .when(missing & (policy == Policy.BLOCK.value))
                .then(pl.lit(BLOCKED))
                .when(missing & lost & (policy == Policy.COHORT_MEAN.value))
                .then(pl.lit(NO_MEAN))
            )
            found = frame.select(code.alias("code"), "zone", pl.lit(measure.measure.id).alias("measure"))
            frames.append(found.filter(pl.col("code").is_not_null()))
    return frames


def as_problems(plan: Plan, frames: Iterable[pl.DataFrame]) -> list[Problem]:
    """What was objected to, placed at the indicator's formula."""
    return [
        Problem(code, plan.measures[measure].measure.value.place, {"zone": zone, "measure": measure})
        for frame in frames
        for code, zone, measure in frame.sort("zone").iter_rows()
    ]
