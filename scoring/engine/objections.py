"""Objections: zones whose points must not be worked out, or could not be. Any one of them stops the appraisal."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from scoring.engine.numbers import BOUND
from scoring.engine.plan import Plan
from scoring.engine.scales import Scales
from scoring.engine.score import Category
from scoring.engine.tables import ADJUSTMENT, POINTS
from scoring.language.problems import Place, Problem
from scoring.rules.rubric import Policy

#: A missing value the rubric says must not be missing; points out of all bounds; no mean to give in place of a value;
#: shares that the method of a node cannot take.
BLOCKED, UNBOUNDED, NO_MEAN, UNSHARED = "S120", "S121", "S105", "S156"
OBJECTIONS = "objections"
_NODE = "aggregate of "


def objections(plan: Plan, categories: Iterable[str], scales: Scales) -> dict[str, pl.Expr]:
    """A column of what is to be objected to in each zone, for every category that could give rise to anything."""
    columns: dict[str, pl.Expr] = {}
    for name in categories:
        category = Category(plan, name, scales)
        codes = _measures(category) | _nodes(category) | _adjustments(plan)
        if codes:
            found = [pl.struct(code.alias("code"), pl.lit(id_).alias("measure")) for id_, code in codes.items()]
            columns[name] = pl.concat_list(found).alias(OBJECTIONS)
    return columns


def _measures(category: Category) -> dict[str, pl.Expr]:
    """What is to be objected to in each measure that could give rise to it; null where nothing is."""
    codes: dict[str, pl.Expr] = {}
    for plan in category.counted:
        if not plan.signed and not {Policy.BLOCK, Policy.COHORT_MEAN} & plan.policies:
            continue
        if category.scorer.left_out(plan):
            continue
        policy, applies = category.scorer.policy(plan), category.scorer.applies(plan)
        lost = pl.col(POINTS.format(plan.measure.id)).is_null()
        missing = category.scorer.unscored(plan, category.x(plan))
        code = (
            pl.when(~missing & lost)
            .then(pl.lit(UNBOUNDED))
            .when(missing & (policy == Policy.BLOCK.value))
            .then(pl.lit(BLOCKED))
            .when(missing & lost & (policy == Policy.COHORT_MEAN.value))
            .then(pl.lit(NO_MEAN))
        )
        codes[plan.measure.id] = code if applies is None else pl.when(applies).then(code)
    return codes


def _nodes(category: Category) -> dict[str, pl.Expr]:
    """Nodes whose children all have shares, of which no share can be made, or no points."""
    plan, shares = category.plan, category.shares
    codes: dict[str, pl.Expr] = {}
    for node in [*(id_ for level in plan.levels(category.category) for id_ in level), ""]:
        if plan.aggregate(node).sums:
            continue
        points = plan.rubric.pillars[node].full[category.category] if node else plan.rubric.total
        there = shares.known(node)
        if node in category.leaving.moving:
            there = there & category.leaving.is_here(node)
        above = category.leaving.lost(node)
        if above is not None:
            there = there & ~above
        lost = category.combined(node, points).is_null()
        code = pl.when(shares.node(node).is_null()).then(pl.lit(UNSHARED)).otherwise(pl.lit(UNBOUNDED))
        codes[f"{_NODE}{node or 'total'}"] = pl.when(there & lost).then(code)
    return codes


def _adjustments(plan: Plan) -> dict[str, pl.Expr]:
    """Additions and deductions that are out of all bounds."""
    most = BOUND * 10**plan.rubric.digits.pillar.digits
    return {
        f"adjustments.{id_}": pl.when(pl.col(ADJUSTMENT.format(id_)).abs() > most).then(pl.lit(UNBOUNDED))
        for id_ in plan.rubric.adjustments
    }


def as_problems(plan: Plan, frames: Iterable[pl.DataFrame]) -> list[Problem]:
    """What was objected to, zone by zone, placed at the formula of the measure or adjustment."""
    places: dict[str, Place | None] = {id_: measure.measure.value.place for id_, measure in plan.measures.items()}
    places |= {f"adjustments.{id_}": adjustment.points.place for id_, adjustment in plan.rubric.adjustments.items()}
    places |= {f"{_NODE}{id_}": pillar.aggregate.place for id_, pillar in plan.rubric.pillars.items()}
    places[f"{_NODE}total"] = plan.rubric.aggregate.place
    problems: list[Problem] = []
    for frame in (frame for frame in frames if OBJECTIONS in frame.columns):
        listed = frame.select("zone", OBJECTIONS).explode(OBJECTIONS).unnest(OBJECTIONS).drop_nulls()
        for zone, code, measure in listed.sort("zone", "measure").iter_rows():
            facts = {"zone": zone, "measure": measure.removeprefix(_NODE)}
            problems.append(Problem(code, places[measure], facts))
    return problems
