"""One zone's points added up again, exactly: full points where siblings are left out, and every sum to the total.

The points of measures come in as counts of the ninth place, so that one may ask: what if this measure earned that much?
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.engine.explain.retrace import FINE, ZoneScope, in_step, snap
from scoring.engine.numbers import rounded, to_count
from scoring.engine.plan import Plan
from scoring.language.exact import number
from scoring.rules.rubric import Adjustment, Digits, Indicator, Pillar


@dataclass(frozen=True, slots=True)
class Passing:
    """A node some of whose children are left out: what all of them have together, and what those that stay have."""

    node: str
    whole: Fraction
    here: Fraction


@dataclass(frozen=True, slots=True)
class Sums:
    """Points added up: of every indicator and pillar, and the total before and under the caps of vetoes."""

    indicators: Mapping[str, Fraction]
    pillars: Mapping[str, Fraction]
    uncapped: Fraction
    total: Fraction


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree of importance of one category."""

    plan: Plan
    category: str

    def passings(self, here: Mapping[str, bool]) -> dict[str, Passing]:
        """For every node: what its children have, and what is still there to be had. ``here`` is by measure."""
        rubric = self.plan.rubric
        found: dict[str, Passing] = {}
        for indicator in self._indicators():
            parts = [(m.full[self.category], here[m.id]) for m in indicator.measures if self.category in m.full]
            found[indicator.id] = _passing(indicator.id, parts)
        for pillar in self._deepest_first():
            parts = self._parts([p for p in rubric.pillars.values() if p.parent == pillar.id], found)
            parts += self._parts([i for i in self._indicators() if i.pillar == pillar.id], found)
            found[pillar.id] = _passing(pillar.id, parts)
        found[""] = _passing("", self._parts(self.plan.roots(), found))
        return found

    def _parts(self, nodes: Sequence[Pillar | Indicator], found: Mapping[str, Passing]) -> list[tuple[Fraction, bool]]:
        return [(node.full[self.category], found[node.id].here > 0) for node in nodes if self.category in node.full]

    def chain(self, measure: str) -> list[str]:
        """The nodes above a measure, from its indicator up to the root (``""``)."""
        indicator = self.plan.rubric.indicators[self.plan.measures[measure].measure.indicator]
        chain, pillar = [indicator.id], self.plan.rubric.pillars[indicator.pillar]
        while True:
            chain.append(pillar.id)
            if pillar.parent is None:
                return [*chain, ""]
            pillar = self.plan.rubric.pillars[pillar.parent]

    def full(self, measure: str, here: Mapping[str, bool], passings: Mapping[str, Passing]) -> Fraction:
        """The full points of a measure for a zone."""
        if not here[measure]:
            return Fraction(0)
        points = self.plan.measures[measure].measure.full[self.category]
        for node in self.chain(measure):
            passing = passings[node]
            points = points * passing.whole / passing.here
        return points

    def sums(self, counts: Mapping[str, int], added: Fraction, digits: Digits, cap: Decimal | None) -> Sums:
        """Every sum, rounded at every step. ``added`` are the adjustments, ``cap`` what vetoes leave of the total."""
        indicators: dict[str, Fraction] = {}
        for indicator in self._indicators():
            points = [in_step(counts[m.id], digits.points) for m in indicator.measures if m.id in counts]
            indicators[indicator.id] = Fraction(rounded(sum(points, Fraction(0)), digits.indicator))
        pillars: dict[str, Fraction] = {}
        for pillar in self._deepest_first():
            own = [indicators[i.id] for i in self._indicators() if i.pillar == pillar.id]
            own += [pillars[p.id] for p in self._deepest_first() if p.parent == pillar.id]
            pillars[pillar.id] = Fraction(rounded(sum(own, Fraction(0)), digits.pillar))
        roots = [pillars[p.id] for p in self._deepest_first() if p.parent is None]
        total = Fraction(rounded(sum(roots, added), digits.total))
        return Sums(indicators, pillars, total, total if cap is None else min(total, Fraction(cap)))

    def _indicators(self) -> list[Indicator]:
        return [i for i in self.plan.rubric.indicators.values() if self.category in i.full]

    def _deepest_first(self) -> list[Pillar]:
        pillars = [p for p in self.plan.rubric.pillars.values() if self.category in p.full]
        return sorted(pillars, key=lambda pillar: -self._depth(pillar))

    def _depth(self, pillar: Pillar) -> int:
        depth = 0
        while pillar.parent is not None:
            pillar, depth = self.plan.rubric.pillars[pillar.parent], depth + 1
        return depth


def _passing(node: str, parts: list[tuple[Fraction, bool]]) -> Passing:
    whole = sum((points for points, _ in parts), Fraction(0))
    return Passing(node, whole, sum((points for points, here in parts if here), Fraction(0)))


def adjusted(adjustment: Adjustment, scope: ZoneScope, digits: Digits) -> Fraction | None:
    """The points of an adjustment, rounded and within its bounds; None where a figure is missing."""
    value = number(adjustment.points.tree, scope)
    if value is None:
        return None
    points = in_step(snap(value), digits.pillar)
    for bound, choose in ((adjustment.at_least, max), (adjustment.at_most, min)):
        if bound is not None:
            places = digits.pillar.digits
            points = choose(points, Fraction(to_count(bound, places), 10**places))
    return points


def cap_of(plan: Plan, fired: Collection[str]) -> Decimal | None:
    """The lowest cap on the total of the vetoes that hold."""
    vetoes = [veto for veto in plan.rubric.vetoes.values() if veto.id in fired]
    return min((veto.total_at_most for veto in vetoes if veto.total_at_most is not None), default=None)


def finest(digits: Digits) -> Digits:
    """Every step at nine digits: the full score behind the printed one."""
    return Digits(digits.value, FINE, FINE, FINE, FINE)
