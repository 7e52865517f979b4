"""The share tree of one zone in plain numbers: what nodes that do not simply add up make of their children."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

from scoring.engine.algebra import Numbers
from scoring.engine.combine import Child, combined
from scoring.engine.measured import Measured
from scoring.engine.outranking import outranks
from scoring.engine.shares import Shares
from scoring.rules.combination import Method, Way


@dataclass(frozen=True)
class Sharing:
    """The shares of one zone's nodes, from the shares of its measures.

    ``here`` says of every measure, indicator and pillar whether it counts for the zone.
    """

    measured: Measured
    here: Mapping[str, bool]
    measures: Mapping[str, Fraction]

    def of(self, node: str) -> float:
        """The share of a measure, indicator, pillar or the root (``""``); nothing where none can be made."""
        if node in self.measured.plan.measures:
            return float(self.measures.get(node, 0))
        pillars = self.measured.plan.rubric.pillars
        aggregate = self.measured.plan.aggregate(node) if node in pillars or not node else None
        children = self._children(node)
        counted = {id_: points for id_, points in children.items() if self.here[id_]}
        whole = sum(counted.values(), Fraction(0))
        if not whole:
            return 0.0
        if aggregate is None or aggregate.sums:
            return sum(self.of(id_) * float(points / whole) for id_, points in counted.items())
        weighed = {id_: float(counted.get(id_, Fraction(0)) / whole) for id_ in children}
        share = sum(self._way(way, node, weighed) * float(way.part) for way in aggregate.ways)
        return share if isfinite(share) else 0.0

    def _children(self, node: str) -> dict[str, Fraction]:
        return dict(self.measured.leaving.children_of(node))

    def _way(self, way: Way, node: str, weights: Mapping[str, float]) -> float:
        shares = Shares(self.measured)
        own = {id_: self.of(id_) if weight else 1.0 for id_, weight in weights.items()}
        if way.method is Method.COPELAND:
            present = {id_: own[id_] if weight else None for id_, weight in weights.items()}
            return outranks(present, self._children(node), shares.peers(node))
        aggregate = self.measured.plan.aggregate(node)
        children = [Child(own[id_], weight, shares.seen(id_, aggregate)) for id_, weight in weights.items()]
        extremes = shares.extremes(node) if way.method is Method.VIKOR else None
        return combined(way, children, Numbers(), extremes)
