"""The share tree: what part of its points each node has earned, unrounded, where a parent asks for it.

Nodes that add up their children's points need no shares. Every other node makes its share of its children's, and points
of that; so below such a node every indicator and pillar has a share too, worked out before anything is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce

import polars as pl

from scoring.engine.algebra import Columns
from scoring.engine.combine import Child, Extremes, Seen, combined
from scoring.engine.measured import Measured
from scoring.engine.outranking import outranking
from scoring.engine.tables import HERE, SHARE
from scoring.language.problems import Problem, Rejected
from scoring.rules.combination import Aggregate, Method, Way
from scoring.rules.rubric import Policy

#: A step of the scoring: something is added to every row.
Adding = Callable[[pl.LazyFrame], pl.LazyFrame]

#: Where nobody is left out, everything a node has is there.
_WHOLE = Fraction(1)


@dataclass(frozen=True)
class Shares:
    """The share tree of one category; not ``filled``, a measure without a value has no share, whatever its policy."""

    measured: Measured
    filled: bool = True

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The nodes whose share somebody asks for."""
        found: set[str] = set()
        for node in [*self.measured.plan.rubric.pillars, ""]:
            if not self.measured.plan.aggregate(node).sums:
                found |= self._below(node)
        return frozenset(found)

    def _below(self, node: str) -> set[str]:
        children = [id_ for id_, _ in self.measured.leaving.children_of(node)]
        found = set(children)
        for child in children:
            if child in self.measured.plan.rubric.pillars:
                found |= self._below(child)
        return found

    def adding(self, upto: str | None = None) -> Iterator[Adding]:
        """The steps that add ``share:…`` of every node wanted, or of those below one node; deepest first."""
        wanted = self.wanted if upto is None else self._below(upto)
        indicators = [id_ for id_ in self.measured.plan.rubric.indicators if id_ in wanted]
        yield _adding([self._indicator(id_).alias(SHARE.format(id_)) for id_ in indicators])
        for level in self.measured.leaving.levels():
            for id_ in level:
                if id_ in wanted or (upto is None and not self.measured.plan.aggregate(id_).sums):
                    yield from self._node(id_)
        if upto is None and not self.measured.plan.aggregate("").sums:
            yield from self._node("")

    # leaves ------------------------------------------------------------------------------------------------------

    def _indicator(self, id_: str) -> pl.Expr:
        """The share of an indicator: of its measures, by their parts."""
        children = [(self._measure(child), *self._weight(child, points)) for child, points in self._children(id_)]
        return _mean(children)

    def _measure(self, id_: str) -> pl.Expr:
        """The share of a measure, or what its missing policy gives in its place."""
        plan = self.measured.plan.measures[id_]
        scorer = self.measured.scorer
        share = scorer.share(plan, self.measured.x(plan))
        if self.filled and plan.policies & {Policy.ZERO, Policy.POINTS, Policy.COHORT_MEAN}:
            digits = self.measured.plan.rubric.digits.points.digits
            full = float(plan.measure.full[self.measured.category] * 10**digits)
            share = pl.coalesce(share, scorer.fallback(plan).cast(pl.Float64) / full)
        return share

    # nodes -------------------------------------------------------------------------------------------------------

    def _node(self, node: str) -> Iterator[Adding]:
        """The steps that add the share of a pillar or of the root, made of its children's."""
        aggregate, name = self.measured.plan.aggregate(node), SHARE.format(node)
        if aggregate.sums:
            pairs = [(self.child(c), *self._weight(c, points)) for c, points in self._children(node)]
            yield _adding([_mean(pairs).alias(name)])
            return
        yield from self._comparisons(node)
        children, columns = self.weighed(node), Columns(f"parts of {name}")
        parts = [self._way(way, node, children, columns) * float(way.part) for way in aggregate.ways]
        for step in [*columns.steps, [reduce(lambda a, b: a + b, parts).alias(name)]]:
            yield _adding(step)
        share = pl.col(name)
        yield _adding([pl.when(self.known(node) & share.is_finite()).then(share).alias(name)])

    def known(self, node: str) -> pl.Expr:
        """Whether every child of a node that counts has a share."""
        return pl.all_horizontal([child.share.is_not_null() for child in self.weighed(node)])

    def child(self, id_: str) -> pl.Expr:
        """The share of a child that counts, or of a node that does not add up."""
        return pl.col(SHARE.format(id_))

    def _way(self, way: Way, node: str, children: Sequence[Child[pl.Expr]], columns: Columns) -> pl.Expr:
        if way.method is Method.COPELAND:
            return pl.col(_OUTRANKS.format(node))
        extremes = self.extremes(node) if way.method is Method.VIKOR else None
        return combined(way, children, columns, extremes)

    def weighed(self, node: str) -> list[Child[pl.Expr]]:
        """The children of a node; one that is left out has no weight, and a share that harms nobody."""
        pairs = self._children(node)
        whole = sum((points for _, points in pairs), Fraction(0))
        leaving = self.measured.leaving
        here = pl.col(HERE.format(node)) if node in leaving.moving else None
        found: list[Child[pl.Expr]] = []
        for id_, points in pairs:
            share, weight = self.child(id_), pl.lit(float(points / whole))
            if here is not None:
                weight = weight / here
                if leaving.may_leave(id_):
                    there = leaving.is_here(id_)
                    share, weight = (
                        pl.when(there).then(share).otherwise(1.0),
                        pl.when(there).then(weight).otherwise(0.0),
                    )
            found.append(Child(share, weight, self.seen(id_, self.measured.plan.aggregate(node))))
        return found

    def _children(self, node: str) -> list[tuple[str, Fraction]]:
        return self.measured.leaving.children_of(node)

    def _weight(self, id_: str, points: Fraction) -> tuple[float, pl.Expr | None]:
        leaving = self.measured.leaving
        return float(points), leaving.is_here(id_) if leaving.may_leave(id_) else None

    # what the cohort was like ------------------------------------------------------------------------------------

    def seen(self, child: str, aggregate: Aggregate) -> Seen:
        """What `fit` published of a child."""
        if not aggregate.compares:
            return Seen()
        rows = {row.basis: row.at for row in self.measured.scales.rows_for(child, self.measured.category, "seen")}
        places = self.measured.scales.rows_for(child, self.measured.category, "place")
        return Seen.between(
            _or(rows.get("worst"), 0.0),
            _or(rows.get("best"), 1.0),
            _or(rows.get("length"), 1.0),
            tuple(row.at for row in places if row.at is not None),
        )

    def extremes(self, node: str) -> Extremes:
        """VIKOR's ends of a node. Raises ``Rejected`` where the scale table has none."""
        category = self.measured.category
        rows = {row.basis: row.at for row in self.measured.scales.rows_for(node, category, "extreme")}
        ends = [rows.get(f"{what} {end}") for what in ("sum", "regret") for end in ("least", "largest")]
        given = [end for end in ends if end is not None]
        if len(given) != len(ends):
            raise Rejected([Problem("S110", None, {"measure": node or "total", "category": category})])
        return Extremes((given[0], given[1]), (given[2], given[3]))

    def _comparisons(self, node: str) -> Iterator[Adding]:
        """The comparison of every zone with its peers, where the node asks for it."""
        if any(way.method is Method.COPELAND for way in self.measured.plan.aggregate(node).ways):
            children = dict(self._children(node))
            shares = {id_: self.compared(id_) for id_ in children}
            yield outranking(_OUTRANKS.format(node), shares, children, self.peers(node))

    def peers(self, node: str) -> dict[str, list[float | None]]:
        """The shares of every zone of the cohort in a node's children, side by side."""
        rows, category = self.measured.scales.rows_for, self.measured.category
        return {id_: [row.at for row in rows(id_, category, "peer")] for id_, _ in self._children(node)}

    def compared(self, id_: str) -> pl.Expr:
        """A child's share, missing where it is left out: then it is not compared."""
        leaving = self.measured.leaving
        return pl.when(leaving.is_here(id_)).then(self.child(id_)) if leaving.may_leave(id_) else self.child(id_)


_OUTRANKS = "outranks:{}"


def _or(value: float | None, default: float) -> float:
    return default if value is None else value


def _adding(columns: Sequence[pl.Expr]) -> Adding:
    return lambda frame: frame.with_columns(columns) if columns else frame


def _mean(children: Sequence[tuple[pl.Expr, float, pl.Expr | None]]) -> pl.Expr:
    """The mean of shares by weight, of the children that are there."""
    whole = sum(weight for _, weight, _ in children)
    if len(children) == 1:
        return children[0][0]
    if all(here is None for _, _, here in children):
        return reduce(lambda a, b: a + b, [share * (weight / whole) for share, weight, _ in children])
    total, counted = pl.lit(0.0), pl.lit(0.0)
    for share, weight, here in children:
        own = share * weight
        total = total + (own if here is None else pl.when(here).then(own).otherwise(0.0))
        counted = counted + (weight if here is None else pl.when(here).then(weight).otherwise(0.0))
    return total / pl.when(counted > 0).then(counted).otherwise(1.0)
