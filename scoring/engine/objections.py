"""Objections: zones whose points must not be worked out, or could not be. Any one of them stops the appraisal.

Whether a zone gives rise to any is asked of every zone, as cheaply as can be (`doubts`); which they are is asked of a
category that has such a zone (`objected`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import inf

import polars as pl

from scoring.engine.numbers import BOUND
from scoring.engine.plan import MeasurePlan, Plan
from scoring.engine.scales import Scales
from scoring.engine.score import Category
from scoring.engine.tables import ADJUSTMENT, PILLAR, POINTS
from scoring.language.problems import Place, Problem
from scoring.rules.rubric import Lines, Policy

#: A missing value the rubric says must not be missing; points out of all bounds; no mean to give in place of a value;
#: shares that the method of a node cannot take.
BLOCKED, UNBOUNDED, NO_MEAN, UNSHARED = "S120", "S121", "S105", "S156"
OBJECTIONS, DOUBT = "objections", "doubt"
_NODE = "aggregate of "


def doubts(plan: Plan, categories: Iterable[str], scales: Scales) -> dict[str, pl.Expr]:
    """A column of whether a zone may give rise to objections, for every category that could; never false where it does."""
    columns: dict[str, pl.Expr] = {}
    for name in categories:
        category = Category(plan, name, scales)
        found = [*_doubted(category), *_nodes(category).values()]
        found += [code.is_not_null() for code in _adjustments(plan).values()]
        if found:
            columns[name] = pl.any_horizontal(found).alias(DOUBT)
    return columns


def objected(
    plan: Plan, scored: Mapping[str, pl.LazyFrame], scales: Scales, standings: Mapping[str, pl.DataFrame]
) -> list[Problem]:
    """What is to be objected to in the zones of scored categories; ``standings`` say where there is doubt."""
    doubtful = [name for name, frame in standings.items() if DOUBT in frame.columns and frame[DOUBT].any()]
    found = [scored[name].select("zone", _objections(Category(plan, name, scales))) for name in doubtful]
    return _as_problems(plan, pl.collect_all(found))


def _doubted(category: Category) -> list[pl.Expr]:
    """Measures that could give rise to an objection. Lines that go on are looked at from their figures, not their points."""
    codes = _measures(category, [plan for plan in category.counted if _within(category, plan) is None])
    found = [code.is_not_null() for code in codes.values()]
    for plan in category.counted:
        ends = _within(category, plan)
        if ends is not None and ends != (-inf, inf):
            found.append(~category.x(plan).is_between(*ends))
    return found


def _within(category: Category, plan: MeasurePlan) -> tuple[float, float] | None:
    """Between which values the points of a measure are within bounds; None where that is not all that could be wrong."""
    scale = plan.measure.scale
    if not plan.signed or not isinstance(scale, Lines) or {Policy.BLOCK, Policy.COHORT_MEAN} & plan.policies:
        return None
    most = BOUND / (2 * float(category.plan.rubric.total))  # nobody has more full points than there are
    knots = category.scorer.scales.lines(plan.measure.id, category.category)
    if max(abs(share) for _, share in knots) >= most:
        return None
    slopes = [abs((y1 - y0) / (x1 - x0)) for (x0, y0), (x1, y1) in pairwise(knots)]
    low = knots[0][0] - (most - abs(knots[0][1])) / slopes[0] if scale.below == "extend" and slopes[0] else -inf
    high = knots[-1][0] + (most - abs(knots[-1][1])) / slopes[-1] if scale.above == "extend" and slopes[-1] else inf
    return low, high


def _objections(category: Category) -> pl.Expr:
    """What is to be objected to in each zone, as a list."""
    codes = _measures(category, category.counted) | _node_codes(category) | _adjustments(category.plan)
    found = [pl.struct(code.alias("code"), pl.lit(id_).alias("measure")) for id_, code in codes.items()]
    return pl.concat_list(found).alias(OBJECTIONS)


def _measures(category: Category, plans: Iterable[MeasurePlan]) -> dict[str, pl.Expr]:
    """What is to be objected to in each measure that could give rise to it; null where nothing is."""
    codes: dict[str, pl.Expr] = {}
    for plan in plans:
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
    """Whether all children of a node have shares, but the node has no points, for every node that does not add up."""
    plan, shares = category.plan, category.shares
    lost: dict[str, pl.Expr] = {}
    for node in [*(id_ for level in plan.levels(category.category) for id_ in level), ""]:
        if not plan.aggregate(node).sums:
            points = pl.col(PILLAR.format(node)) if node else category.combined("", plan.rubric.total)
            gone, above = shares.known(node) & points.is_null(), category.leaving.lost(node)
            lost[node] = gone if above is None else gone & ~above
    return lost


def _node_codes(category: Category) -> dict[str, pl.Expr]:
    """Nodes of whose children's shares no share can be made, or no points."""
    codes: dict[str, pl.Expr] = {}
    for node, lost in _nodes(category).items():
        code = pl.when(category.shares.child(node).is_null()).then(pl.lit(UNSHARED)).otherwise(pl.lit(UNBOUNDED))
        there = lost & category.leaving.is_here(node) if node in category.leaving.moving else lost
        codes[f"{_NODE}{node or 'total'}"] = pl.when(there).then(code)
    return codes


def _adjustments(plan: Plan) -> dict[str, pl.Expr]:
    """Additions and deductions that are out of all bounds."""
    most = BOUND * 10**plan.rubric.digits.pillar.digits
    return {
        f"adjustments.{id_}": pl.when(pl.col(ADJUSTMENT.format(id_)).abs() > most).then(pl.lit(UNBOUNDED))
        for id_ in plan.rubric.adjustments
    }


def _as_problems(plan: Plan, frames: Iterable[pl.DataFrame]) -> list[Problem]:
    """What was objected to, zone by zone, placed at the formula of the measure or adjustment."""
    places: dict[str, Place | None] = {id_: measure.measure.value.place for id_, measure in plan.measures.items()}
    places |= {f"adjustments.{id_}": adjustment.points.place for id_, adjustment in plan.rubric.adjustments.items()}
    places |= {f"{_NODE}{id_}": pillar.aggregate.place for id_, pillar in plan.rubric.pillars.items()}
    places[f"{_NODE}total"] = plan.rubric.aggregate.place
    problems: list[Problem] = []
    for frame in frames:
        listed = frame.select("zone", OBJECTIONS).explode(OBJECTIONS).unnest(OBJECTIONS).drop_nulls()
        for zone, code, measure in listed.sort("zone", "measure").iter_rows():
            facts = {"zone": zone, "measure": measure.removeprefix(_NODE)}
            problems.append(Problem(code, places[measure], facts))
    return problems
