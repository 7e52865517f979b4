"""Score: values and frozen scales → points of every measure, indicator, pillar, and the total. Row-local and exact.

Points are whole counts of the last digit throughout. A node that adds up is the exact sum of what is printed; any other
makes points of its share, which is rounded once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, reduce

import polars as pl

from scoring.engine.measured import Measured
from scoring.engine.numbers import BOUND, SNAP, rescale, to_count, to_counts
from scoring.engine.plan import Plan
from scoring.engine.scales import Scales
from scoring.engine.shares import Shares
from scoring.engine.tables import ADJUSTMENT, HERE, INDICATOR, PILLAR, POINTS, VETO
from scoring.rules.rubric import Digits, Rounding, Step


def score(plan: Plan, parts: Mapping[str, pl.LazyFrame], scales: Scales) -> dict[str, pl.LazyFrame]:
    """Score every category's values on frozen scales, lazily.

    The frames keep every column a later stage may ask for (values, ``points:…``, ``indicator:…``, ``pillar:…``,
    ``adjustment:…``, ``veto:…``, ``adjustments``, ``total``; ``full`` where the rubric ranks by it); what nobody asks
    for is never computed.
    """
    scored: dict[str, pl.LazyFrame] = {}
    for category, part in parts.items():
        frame = part
        if plan.rubric.ranking.by == "full":
            fine = Category(finest(plan), category, scales).scored(frame)
            frame = fine.select(*part.collect_schema().names(), pl.col("total").alias("full"))
        scored[category] = Category(plan, category, scales).scored(frame)
    return scored


def finest(plan: Plan) -> Plan:
    """The same plan with every step kept to nine digits: the full score behind the printed one."""
    step = Step(SNAP, Rounding.HALF_UP)
    digits = Digits(plan.rubric.digits.value, step, step, step, step)
    return replace(plan, rubric=replace(plan.rubric, digits=digits))


@dataclass(frozen=True)
class Category(Measured):
    """The scoring of one category on frozen scales, step by step."""

    @cached_property
    def shares(self) -> Shares:
        """The share tree, for nodes that do not simply add up."""
        return Shares(self)

    def scored(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Add the columns of each step, one after the other."""
        frame = self.prepared(frame)
        for add in self.shares.adding():
            frame = add(frame)
        steps = [self._points(), self._indicators(), *self._pillars(), self._adjustments()]
        for step in [*steps, self._total(), self._vetoes(), self._capped()]:
            if step:
                frame = frame.with_columns(step)
        return frame

    # points, from the leaves to the total ------------------------------------------------------------------------

    def _points(self) -> list[pl.Expr]:
        scorer = self.scorer
        made: list[pl.Expr] = []
        for plan in self.counted:
            full = self.full(plan)
            x = self.x(plan)
            counts = scorer.own_counts(plan, x, full)
            if plan.signed:  # only points out of all bounds are lost where there is a value
                counts = pl.when(scorer.unscored(plan, x)).then(scorer.fallback(plan)).otherwise(counts)
            else:
                counts = counts.fill_null(scorer.fallback(plan))
            if scorer.leaves(plan):
                counts = pl.when(pl.col(HERE.format(plan.measure.id))).then(counts).otherwise(0)
            lost = self.leaving.lost(plan.measure.id)
            if lost is not None:
                counts = pl.when(lost).then(0).otherwise(counts)
            made.append(counts.alias(POINTS.format(plan.measure.id)))
        return made

    def _indicators(self) -> list[pl.Expr]:
        digits = self.plan.rubric.digits
        return [
            rescale(
                _total([pl.col(POINTS.format(measure.id)) for measure in indicator.measures]),
                digits.points.digits,
                digits.indicator,
            ).alias(INDICATOR.format(indicator.id))
            for indicator in self.plan.rubric.indicators.values()
            if self.category in indicator.full
        ]

    def _pillars(self) -> Iterator[list[pl.Expr]]:
        rubric, digits = self.plan.rubric, self.plan.rubric.digits
        for level in self.leaving.levels():
            made: list[pl.Expr] = []
            for id_ in level:
                if not rubric.pillars[id_].aggregate.sums:
                    made.append(self.combined(id_, rubric.pillars[id_].full[self.category]).alias(PILLAR.format(id_)))
                    continue
                parts = [
                    (pl.col(INDICATOR.format(i.id)), digits.indicator)
                    for i in rubric.indicators.values()
                    if i.pillar == id_ and self.category in i.full
                ] + [
                    (pl.col(PILLAR.format(p.id)), digits.pillar)
                    for p in rubric.pillars.values()
                    if p.parent == id_ and self.category in p.full
                ]
                points = _rounded_sum(parts, digits.pillar)
                if id_ in self.leaving.moving:  # a node that is left out has no points, whatever its measures lack
                    points = pl.when(self.leaving.is_here(id_)).then(points).otherwise(0)
                made.append(points.alias(PILLAR.format(id_)))
            yield made

    def combined(self, node: str, points: Fraction) -> pl.Expr:
        """The points of a node that makes its share of its children's, as counts; null beyond all bounds."""
        full = self.leaving.full(node, points) if node else None
        earned = self.shares.child(node) * (pl.lit(float(points)) if full is None else full)
        within = pl.when(earned.abs() <= BOUND).then(earned)
        counts = to_counts(within, self.plan.rubric.digits.pillar, signed=True)
        if node and node in self.leaving.moving:
            counts = pl.when(self.leaving.is_here(node)).then(counts).otherwise(0)
        return counts

    def _adjustments(self) -> list[pl.Expr]:
        step = self.plan.rubric.digits.pillar
        terms = self.scorer.terms()
        made: list[pl.Expr] = []
        for adjustment in self.plan.rubric.adjustments.values():
            points = terms.expression(adjustment.points.tree).cast(pl.Float64).clip(-BOUND - 1, BOUND + 1)
            counts = to_counts(points, step, signed=True)
            least, most = (
                None if bound is None else to_count(bound, step.digits)
                for bound in (adjustment.at_least, adjustment.at_most)
            )
            if least is not None or most is not None:
                counts = counts.clip(least, most)
            made.append(counts.alias(ADJUSTMENT.format(adjustment.id)))
        return made

    def _total(self) -> list[pl.Expr]:
        rubric, digits = self.plan.rubric, self.plan.rubric.digits
        roots = [pl.col(PILLAR.format(p.id)) for p in self.plan.roots() if self.category in p.full]
        added = [pl.col(ADJUSTMENT.format(id_)) for id_ in rubric.adjustments]
        adjustments = _total(added) if added else pl.lit(0, dtype=pl.Int64)
        if not rubric.aggregate.sums:
            roots = [self.combined("", rubric.total)]
        total = rescale(_total([*roots, *added]), digits.pillar.digits, digits.total)
        if "" in self.leaving.moving:
            total = pl.when(pl.col(HERE.format("")) > 0).then(total)
        return [adjustments.alias("adjustments"), total.alias("total")]

    def _vetoes(self) -> list[pl.Expr]:
        terms = self.scorer.terms()
        return [
            terms.condition(veto.when.tree).cast(pl.Boolean).alias(VETO.format(veto.id))
            for veto in self.plan.rubric.vetoes.values()
        ]

    def _capped(self) -> list[pl.Expr]:
        """The total under the vetoes that cap it."""
        total = pl.col("total")
        for veto in self.plan.rubric.vetoes.values():
            if veto.total_at_most is not None:
                cap = to_count(veto.total_at_most, self.plan.rubric.digits.total.digits)
                total = pl.when(pl.col(VETO.format(veto.id))).then(total.clip(upper_bound=cap)).otherwise(total)
        return [total] if any(veto.total_at_most is not None for veto in self.plan.rubric.vetoes.values()) else []


def _total(parts: list[pl.Expr]) -> pl.Expr:
    """A sum of whole numbers, null as soon as one is; in groups, so that long sums compile fast."""
    while len(parts) > 1:
        groups = [parts[start : start + 8] for start in range(0, len(parts), 8)]
        parts = [reduce(lambda a, b: a + b, group) for group in groups]
    return parts[0]


def _rounded_sum(parts: list[tuple[pl.Expr, Step]], to: Step) -> pl.Expr:
    digits = max(step.digits for _, step in parts)
    return rescale(
        _total([expr * 10 ** (digits - step.digits) if step.digits < digits else expr for expr, step in parts]),
        digits,
        to,
    )
