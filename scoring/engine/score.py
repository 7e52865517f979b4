"""Score: values and frozen scales → points of every measure, indicator, pillar, and the total. Row-local and exact.

Points are whole counts of the last digit throughout. Where a measure is left out, its siblings' full points grow in
proportion, inside the parent first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce

import polars as pl

from scoring.engine.numbers import BOUND, SNAP, rescale, to_count, to_counts
from scoring.engine.plan import MeasurePlan, Plan
from scoring.engine.points import Scorer
from scoring.engine.scales import Scales
from scoring.engine.tables import ADJUSTMENT, HERE, INDICATOR, PILLAR, POINTS, VALUE, VETO
from scoring.language.nodes import Name
from scoring.rules.rubric import ByFormula, Digits, Rounding, Step


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


@dataclass(frozen=True, slots=True)
class Category:
    """The scoring of one category on frozen scales, step by step."""

    plan: Plan
    category: str
    scales: Scales

    @property
    def scorer(self) -> Scorer:
        """The expressions of the category."""
        return Scorer(self.plan, self.category, self.scales)

    def scored(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Add the columns of each step, one after the other."""
        steps = [self._values(), self._left_out(), *self._available(), self._points(), self._indicators()]
        for step in [*steps, *self._pillars(), self._adjustments(), self._total(), self._vetoes(), self._capped()]:
            if step:
                frame = frame.with_columns(step)
        return frame

    @property
    def counted(self) -> list[MeasurePlan]:
        """The measures that count here."""
        return self.plan.counted(self.category)

    def x(self, plan: MeasurePlan) -> pl.Expr:
        """The measure's value: the item's own column where it is nothing but an item."""
        tree = plan.measure.value.tree
        if self._bare(plan) and isinstance(tree, Name):
            return pl.col(tree.written)
        return pl.col(VALUE.format(plan.measure.id))

    def _bare(self, plan: MeasurePlan) -> bool:
        rubric = self.plan.rubric
        plain = rubric.digits.value is None and rubric.indicators[plan.measure.indicator].applies is None
        tree = plan.measure.value.tree
        known = isinstance(tree, Name) and (tree.space is not None or tree.id in rubric.items)
        return known and plain and not isinstance(plan.measure.scale, ByFormula)

    def _values(self) -> list[pl.Expr]:
        scorer = self.scorer
        return [
            scorer.value(plan).alias(VALUE.format(plan.measure.id)) for plan in self.counted if not self._bare(plan)
        ]

    # who is left out, and who gets the points -------------------------------------------------------------------

    def _left_out(self) -> list[pl.Expr]:
        scorer = self.scorer
        return [
            scorer.here(plan, self.x(plan)).alias(HERE.format(plan.measure.id))
            for plan in self.counted
            if scorer.leaves(plan)
        ]

    def _available(self) -> Iterator[list[pl.Expr]]:
        """For every node some of whose children may be left out: what part of its points is still there to be had."""
        leaving = {plan.measure.id for plan in self.counted if self.scorer.leaves(plan)}
        if not leaving:
            return
        indicators = {self.plan.measures[id_].measure.indicator for id_ in leaving}
        yield [self._part(id_, self._measures_of(id_), leaving) for id_ in sorted(indicators)]
        moving = set(indicators)
        for level in self._levels():
            touched = [id_ for id_ in level if any(child in moving for child, _ in self._children_of(id_))]
            if touched:
                yield [self._part(id_, self._children_of(id_), moving) for id_ in touched]
            moving |= set(touched)
        yield [self._part("", self._children_of(None), moving)]

    def _part(self, id_: str, children: list[tuple[str, float]], moving: set[str]) -> pl.Expr:
        whole = sum(points for _, points in children)
        fixed = sum(points for child, points in children if child not in moving)
        loose = [
            pl.when(self._is_here(child)).then(points).otherwise(0.0) for child, points in children if child in moving
        ]
        return (reduce(lambda a, b: a + b, loose, pl.lit(fixed)) / whole).alias(HERE.format(id_))

    def _is_here(self, id_: str) -> pl.Expr:
        column = pl.col(HERE.format(id_))
        return column if id_ in self.plan.measures else column > 0

    def _measures_of(self, indicator: str) -> list[tuple[str, float]]:
        measures = self.plan.rubric.indicators[indicator].measures
        return [(measure.id, float(measure.full[self.category])) for measure in measures]

    def _children_of(self, pillar: str | None) -> list[tuple[str, float]]:
        rubric = self.plan.rubric
        nodes = [(p.id, p.full) for p in rubric.pillars.values() if p.parent == pillar]
        if pillar is not None:
            nodes += [(i.id, i.full) for i in rubric.indicators.values() if i.pillar == pillar]
        return [(id_, float(full[self.category])) for id_, full in nodes if self.category in full]

    def _levels(self) -> list[list[str]]:
        """The pillars of this category, deepest level first."""
        pillars = self.plan.rubric.pillars
        depth: dict[str, int] = {}
        for id_ in pillars:
            node, steps = pillars[id_], 0
            while node.parent is not None:
                node, steps = pillars[node.parent], steps + 1
            if self.category in pillars[id_].full:
                depth[id_] = steps
        return [[id_ for id_, d in depth.items() if d == level] for level in sorted(set(depth.values()), reverse=True)]

    def full(self, plan: MeasurePlan, moving: frozenset[str]) -> pl.Expr | None:
        """The full points of a measure for a zone, where they differ from zone to zone."""
        chain = [id_ for id_ in self._ancestors(plan) if id_ in moving]
        if not chain:
            return None
        share = reduce(lambda a, b: a * b, [pl.col(HERE.format(id_)) for id_ in chain])
        points = pl.lit(float(plan.measure.full[self.category]))
        here = pl.col(HERE.format(plan.measure.id)) if self.scorer.leaves(plan) else pl.lit(value=True)
        return pl.when(here & (share > 0)).then(points / share).otherwise(0.0)

    def _ancestors(self, plan: MeasurePlan) -> list[str]:
        indicator = self.plan.rubric.indicators[plan.measure.indicator]
        chain = [indicator.id]
        pillar: str | None = indicator.pillar
        while pillar is not None:
            chain.append(pillar)
            pillar = self.plan.rubric.pillars[pillar].parent
        return [*chain, ""]

    def moving(self) -> frozenset[str]:
        """Nodes with a descendant that may be left out."""
        leaving = [plan for plan in self.counted if self.scorer.leaves(plan)]
        return frozenset(id_ for plan in leaving for id_ in self._ancestors(plan))

    # points, from the leaves to the total ------------------------------------------------------------------------

    def _points(self) -> list[pl.Expr]:
        scorer, moving = self.scorer, self.moving()
        made: list[pl.Expr] = []
        for plan in self.counted:
            full = self.full(plan, moving)
            x = self.x(plan)
            counts = scorer.own_counts(plan, x, full)
            if plan.signed:  # only points out of all bounds are lost where there is a value
                counts = pl.when(scorer.unscored(plan, x)).then(scorer.fallback(plan)).otherwise(counts)
            else:
                counts = counts.fill_null(scorer.fallback(plan))
            if scorer.leaves(plan):
                counts = pl.when(pl.col(HERE.format(plan.measure.id))).then(counts).otherwise(0)
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
        for level in self._levels():
            made: list[pl.Expr] = []
            for id_ in level:
                parts = [
                    (pl.col(INDICATOR.format(i.id)), digits.indicator)
                    for i in rubric.indicators.values()
                    if i.pillar == id_ and self.category in i.full
                ] + [
                    (pl.col(PILLAR.format(p.id)), digits.pillar)
                    for p in rubric.pillars.values()
                    if p.parent == id_ and self.category in p.full
                ]
                made.append(_rounded_sum(parts, digits.pillar).alias(PILLAR.format(id_)))
            yield made

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
        total = rescale(_total([*roots, *added]), digits.pillar.digits, digits.total)
        if "" in self.moving():
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
