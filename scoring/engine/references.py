"""What nodes that compare zones look at: the ideals, places and peers of a cohort, fitted once and published.

TOPSIS and VIKOR look at the best and the worst share of each child (and TOPSIS at the length of its column), VIKOR also
at the ends of its own sums; Borda at every share of a child, Copeland at the shares of every zone. Deepest node first,
because a node may be the child of another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt

import polars as pl

from scoring.engine.algebra import Columns
from scoring.engine.combine import regrets
from scoring.engine.measured import Measured
from scoring.engine.numbers import snapped, tidy
from scoring.engine.plan import Plan
from scoring.engine.scales import Row, Scales
from scoring.engine.shares import Shares
from scoring.engine.statistics import Cut, Wanted, exact_sums, fitted, places
from scoring.language.problems import Problem
from scoring.rules.combination import Method

_IDEALS = frozenset({Method.TOPSIS, Method.VIKOR})
#: Squares are summed at once for cohorts up to this size, of shares up to this size, if they are no less than one part in
#: so many on average: what is cut off each square is then too little to be seen in twelve digits of the sum.
_MANY, _USUAL, _ENOUGH = 2**32 - 1, 1.4, 2**14


def comparing(plan: Plan, category: str) -> list[str]:
    """The nodes of a category that compare zones, deepest first; the root, ``""``, last."""
    nodes = [id_ for level in plan.levels(category) for id_ in level]
    return [node for node in [*nodes, ""] if plan.aggregate(node).compares]


@dataclass(frozen=True, slots=True)
class _Child:
    """What a cohort was like in a child of a node."""

    n: int
    low: float
    high: float
    square: float = 0.0

    def usual(self, square: Fraction) -> bool:
        """Whether a sum of squares that was cut for shares up to one has twelve digits."""
        return max(abs(self.low), abs(self.high)) <= _USUAL and square * _ENOUGH >= self.n


@dataclass(frozen=True)
class References:
    """The fitting of one category. What is found is added to the scale table."""

    plan: Plan
    category: str
    scales: Scales
    cohort: pl.LazyFrame
    year: int

    def fit(self) -> Iterator[tuple[str, Problem | None]]:
        """Fit every node, one after the other; those that cannot be fitted come back, each with the reason.

        A node above one of those rests on shares that nobody has: it comes back too, without a reason of its own.
        """
        unfit: set[str] = set()
        for node in comparing(self.plan, self.category):
            if node in unfit:
                yield node, None
                continue
            problem = self._node(node)
            if problem is not None:
                unfit |= set(self.plan.above(node))
                yield node, problem

    def pardon(self, node: str) -> None:
        """Ends that mean nothing, for a node that could not be fitted and of which nothing will be expected."""
        for basis in ("sum least", "sum largest", "regret least", "regret largest"):
            self._add(node, "extreme", 0, float(basis.endswith("largest")), basis, 0)

    def _node(self, node: str) -> Problem | None:
        measured = Measured(self.plan, self.category, self.scales)
        shares = Shares(measured)
        frame = measured.prepared(self.cohort)
        for add in shares.adding(node):
            frame = add(frame)
        children = {id_: shares.compared(id_) for id_, _ in measured.leaving.children_of(node)}
        methods = {way.method for way in self.plan.aggregate(node).ways}
        seen = self._seen(frame, children, long=any(way.normalised for way in self.plan.aggregate(node).ways))
        problem = self._crowd(node, seen)
        if problem is None and methods & _IDEALS:
            problem = self._ideals(node, seen, methods)
        if problem is None and Method.VIKOR in methods:
            problem = self._extremes(node, frame)
        if problem is None and Method.BORDA in methods:
            self._places(frame, children)
        if problem is None and Method.COPELAND in methods:
            self._peers(frame, children)
        return problem

    def _seen(self, frame: pl.LazyFrame, children: Mapping[str, pl.Expr], *, long: bool) -> dict[str, _Child]:
        """How many zones have a share of each child, the least and the greatest, and the length of its column.

        In one pass where shares are as large as shares mostly are: sums of squares must know a bound beforehand.
        """
        usual = {
            id_: Cut(id_, share.pow(2), 1.0, _MANY) for id_, share in children.items() if long and self._bounded(id_)
        }
        parts = [part for cut in usual.values() for part in cut.sums]
        for id_, share in children.items():
            parts += [share.count().alias(f"{id_}|n"), share.min().alias(f"{id_}|min"), share.max().alias(f"{id_}|max")]
        row = frame.select(parts).collect().row(0, named=True)
        found = {
            id_: _Child(int(row[f"{id_}|n"]), float(row[f"{id_}|min"] or 0), float(row[f"{id_}|max"] or 0))
            for id_ in children
        }
        squares = {id_: cut.total(row) for id_, cut in usual.items() if found[id_].usual(cut.total(row))}
        others = {
            id_: (children[id_].pow(2), max(child.low * child.low, child.high * child.high), child.n)
            for id_, child in found.items()
            if long and id_ not in squares
        }
        squares |= exact_sums(frame, others)
        return {id_: replace(child, square=float(squares.get(id_, 0))) for id_, child in found.items()}

    def _bounded(self, child: str) -> bool:
        """Whether a child's shares do not go on beyond its scales; of pillars it is worth a try."""
        indicator = self.plan.rubric.indicators.get(child)
        return indicator is None or not any(self.plan.measures[m.id].signed for m in indicator.measures)

    def _crowd(self, node: str, seen: Mapping[str, _Child]) -> Problem | None:
        """Nobody can be compared with nobody."""
        least = max(2, self.plan.rubric.cohort_at_least)
        for id_, child in seen.items():
            if child.n < least:
                return self._problem("S153", node, child=id_, n=str(child.n), least=str(least))
        return None

    def _ideals(self, node: str, seen: Mapping[str, _Child], methods: Collection[Method]) -> Problem | None:
        """The best and the worst share of every child, and the length of its column."""
        long = any(way.normalised for way in self.plan.aggregate(node).ways)
        same: list[str] = []
        for id_, child in seen.items():
            best, worst = snapped(child.high), snapped(child.low)
            ends = {"best": best, "worst": worst}
            if long:
                ends["length"] = snapped(sqrt(snapped(child.square)))
            if best == worst and (Method.VIKOR in methods or ends.get("length") == 0):
                return self._problem("S154", node, child=id_)
            same += [id_] if best == worst else []
            for basis, at in ends.items():
                self._add(id_, "seen", 0, at, basis, child.n)
        return self._problem("S154", node, child=", ".join(same)) if len(same) == len(seen) else None

    def _extremes(self, node: str, frame: pl.LazyFrame) -> Problem | None:
        """The ends of VIKOR's sums and regrets, over the zones all of whose shares are known."""
        shares = Shares(Measured(self.plan, self.category, self.scales))
        known = shares.known(node)
        if node in shares.measured.leaving.moving:
            known = known & shares.measured.leaving.is_here(node)
        columns = Columns("ends")
        parts = zip(("sum", "regret"), regrets(shares.weighed(node), columns), strict=True)
        values = {what: pl.when(known).then(value) for what, value in parts}
        for step in columns.steps:
            frame = frame.with_columns(step)
        wanted = [Wanted(f"{what} least", "min", value) for what, value in values.items()]
        wanted += [Wanted(f"{what} largest", "max", value) for what, value in values.items()]
        found = fitted(frame, wanted)
        for what in values:
            if found[f"{what} least"].value == found[f"{what} largest"].value:
                return self._problem("S155", node)
        for basis, statistic in found.items():
            self._add(node, "extreme", 0, statistic.value, basis, statistic.n)
        return None

    def _places(self, frame: pl.LazyFrame, children: Mapping[str, pl.Expr]) -> None:
        """Every share of every child, ascending."""
        for id_, share in children.items():
            known = places(frame, share)
            for index, at in enumerate(known):
                self._add(id_, "place", index, at, "share", len(known))

    def _peers(self, frame: pl.LazyFrame, children: Mapping[str, pl.Expr]) -> None:
        """The shares of every zone that has any, side by side."""
        columns = [tidy(share).alias(id_) for id_, share in children.items()]
        peers = frame.select("zone", *columns).filter(pl.any_horizontal(pl.col(list(children)).is_not_null()))
        table = peers.sort("zone").drop("zone").collect()
        for id_ in children:
            for index, at in enumerate(table.get_column(id_).to_list()):
                self._add(id_, "peer", index, at, "share", table.height)

    def _add(self, owner: str, kind: str, knot: int, at: float | None, basis: str, n: int) -> None:
        self.scales.add(Row(owner, self.category, kind, knot, at, None, basis, n, self.year))

    def _problem(self, code: str, node: str, **facts: str) -> Problem:
        place = self.plan.aggregate(node).place
        return Problem(code, place, {"node": node or "total", "category": self.category, **facts})
