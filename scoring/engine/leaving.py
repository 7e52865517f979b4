"""Who is left out, and who gets the points: the full points of every node for every zone.

A measure may be left out (it does not apply, or its missing policy is ``redistribute``), and a node too few of whose
values are known. Its siblings' full points then grow in proportion, inside the parent first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce

import polars as pl

from scoring.engine.plan import MeasurePlan, Plan
from scoring.engine.points import Scorer
from scoring.engine.tables import HERE

#: Parts of points are compared as floats; a share that is met exactly must not be missed by noise.
_NOISE = 1e-12


@dataclass(frozen=True)
class Leaving:
    """The tree of one category, and what of it is there for each zone."""

    plan: Plan
    category: str
    scorer: Scorer
    x: Callable[[MeasurePlan], pl.Expr]

    @property
    def counted(self) -> list[MeasurePlan]:
        """The measures that count here."""
        return self.plan.counted(self.category)

    # the tree ----------------------------------------------------------------------------------------------------

    def children_of(self, node: str) -> list[tuple[str, Fraction]]:
        """The ids and full points of what hangs directly from a node: measures, indicators and pillars; "" is the root."""
        rubric = self.plan.rubric
        if node in rubric.indicators:
            parts = [(measure.id, measure.full) for measure in rubric.indicators[node].measures]
        else:
            parts = [(p.id, p.full) for p in rubric.pillars.values() if (p.parent or "") == node]
            parts += [(i.id, i.full) for i in rubric.indicators.values() if i.pillar == node]
        return [(id_, full[self.category]) for id_, full in parts if self.category in full]

    def levels(self) -> list[list[str]]:
        """The pillars of this category, deepest level first."""
        return self.plan.levels(self.category)

    def above(self, node: str) -> list[str]:
        """The nodes over one, from its parent up to the root."""
        return self.plan.above(node)

    def _below(self, node: str) -> Iterator[str]:
        """The measures under a node."""
        for child, _ in self.children_of(node):
            if child in self.plan.measures:
                yield child
            else:
                yield from self._below(child)

    # who may be left out -----------------------------------------------------------------------------------------

    @cached_property
    def moving(self) -> frozenset[str]:
        """Nodes whose part may differ from zone to zone: those that may be left out, and all above such or a measure."""
        leaving = [plan.measure.id for plan in self.counted if self.scorer.leaves(plan)]
        demanding = [id_ for id_ in self.demanding if id_]
        found = {node for id_ in [*leaving, *demanding] for node in self.above(id_)}
        return frozenset({*found, *self.demanding})

    @cached_property
    def demanding(self) -> list[str]:
        """The nodes that must have a part of their values."""
        rubric = self.plan.rubric
        found = [p.id for p in rubric.pillars.values() if p.available_at_least and self.category in p.full]
        return [*found, *([""] if rubric.available_at_least else [])]

    def may_leave(self, node: str) -> bool:
        """Whether a measure or a node may be left out for a zone."""
        if node in self.plan.measures:
            return self.scorer.leaves(self.plan.measures[node])
        return node in self.moving

    def is_here(self, node: str) -> pl.Expr:
        """Whether one that may leave counts for a zone."""
        column = pl.col(HERE.format(node))
        return column if node in self.plan.measures else column > 0

    def columns(self) -> Iterator[list[pl.Expr]]:
        """For every node some of whose children may be left out: what part of its points is still there to be had."""
        moving = self.moving
        yield [
            self.scorer.here(plan, self.x(plan)).alias(HERE.format(plan.measure.id))
            for plan in self.counted
            if self.scorer.leaves(plan)
        ]
        if not moving:
            return
        indicators = self.plan.rubric.indicators
        for level in [list(indicators), *self.levels(), [""]]:
            yield [self._part(id_) for id_ in level if id_ in moving]

    def _part(self, node: str) -> pl.Expr:
        children = self.children_of(node)
        whole = float(sum(points for _, points in children))
        fixed = float(sum(points for child, points in children if not self.may_leave(child)))
        loose = [
            pl.when(self.is_here(child)).then(float(points)).otherwise(0.0)
            for child, points in children
            if self.may_leave(child)
        ]
        part = reduce(lambda a, b: a + b, loose, pl.lit(fixed)) / whole
        least = self._least(node)
        if least is not None:
            part = pl.when(self._known(node) >= float(least) - _NOISE).then(part).otherwise(0.0)
        return part.alias(HERE.format(node))

    def _least(self, node: str) -> Fraction | None:
        rubric = self.plan.rubric
        if node in rubric.indicators:
            return None
        return rubric.pillars[node].available_at_least if node else rubric.available_at_least

    def _known(self, node: str) -> pl.Expr:
        """What part of a node's points, of those that apply to the zone, rests on values."""
        known, owed = pl.lit(0.0), pl.lit(0.0)
        for id_ in self._below(node):
            plan = self.plan.measures[id_]
            points = float(plan.measure.full[self.category])
            scored = pl.when(self.scorer.unscored(plan, self.x(plan))).then(0.0).otherwise(points)
            applies = self.scorer.applies(plan)
            if applies is not None:
                scored = pl.when(applies).then(scored).otherwise(0.0)
            known = known + scored
            owed = owed + (points if applies is None else pl.when(applies).then(points).otherwise(0.0))
        return pl.when(owed > 0).then(known / owed).otherwise(0.0)

    def lost(self, node: str) -> pl.Expr | None:
        """Whether a node above was left out because too little of it is known; None where none can be."""
        above = self.above(node)
        gone = [pl.col(HERE.format(id_)) == 0 for id_ in self.demanding if id_ in above]
        return pl.any_horizontal(gone) if gone else None

    # full points -------------------------------------------------------------------------------------------------

    def full(self, node: str, points: Fraction) -> pl.Expr | None:
        """The full points of a measure or node for a zone, where they differ from zone to zone."""
        chain = [id_ for id_ in self.above(node) if id_ in self.moving]
        own = [node] if node not in self.plan.measures and node in self.moving else []
        if not chain and not own:
            return None
        share = reduce(lambda a, b: a * b, [pl.col(HERE.format(id_)) for id_ in chain], pl.lit(1.0))
        there = share > 0
        if own or (node in self.plan.measures and self.may_leave(node)):
            there = there & self.is_here(node)
        return pl.when(there).then(pl.lit(float(points)) / share).otherwise(0.0)
