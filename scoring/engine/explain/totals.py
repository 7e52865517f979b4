"""One zone's points added up again, exactly: full points where siblings are left out, and every sum to the total.

The points of measures come in as counts of the ninth place, so that one may ask: what if this measure earned that much?
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from scoring.engine.explain.retrace import FINE, ZoneScope, exactly, in_step, snap
from scoring.engine.explain.sharing import Sharing
from scoring.engine.measured import Measured
from scoring.engine.numbers import SNAP, rounded, to_count
from scoring.engine.plan import Plan
from scoring.engine.scales import Scales
from scoring.language.exact import number
from scoring.rules.rubric import Adjustment, Digits, Indicator, Pillar


@dataclass(frozen=True, slots=True)
class Passing:
    """A node some of whose children are left out: what all of them have together, and what those that stay have."""

    node: str
    whole: Fraction
    here: Fraction


@dataclass(frozen=True, slots=True)
class Counting:
    """What counts for a zone: which measures are there, and what every node has of its points."""

    here: Mapping[str, bool]
    passings: Mapping[str, Passing]

    @property
    def nodes(self) -> dict[str, bool]:
        """Of every measure and node, whether it counts."""
        return {**self.here, **{id_: passing.here > 0 for id_, passing in self.passings.items()}}


@dataclass(frozen=True, slots=True)
class Earned:
    """What measures earned: points counted at the ninth place, and the exact share of those that were scored."""

    counts: Mapping[str, int]
    shares: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Sums:
    """Points added up: of every indicator and pillar, of the root before adjustments, and the total before and under
    the caps of vetoes."""

    indicators: Mapping[str, Fraction]
    pillars: Mapping[str, Fraction]
    root: Fraction
    uncapped: Fraction
    total: Fraction


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree of importance of one category, on a scale table."""

    plan: Plan
    category: str
    scales: Scales

    def counting(self, here: Mapping[str, bool], known: Mapping[str, bool | None]) -> Counting:
        """What counts for a zone, by what is ``here`` of its measures and ``known`` (None: does not apply)."""
        rubric = self.plan.rubric
        found: dict[str, Passing] = {}
        for indicator in self._indicators():
            parts = [(m.full[self.category], here[m.id]) for m in indicator.measures if self.category in m.full]
            found[indicator.id] = _passing(indicator.id, parts)
        for pillar in self._deepest_first():
            parts = self._parts([p for p in rubric.pillars.values() if p.parent == pillar.id], found)
            parts += self._parts([i for i in self._indicators() if i.pillar == pillar.id], found)
            found[pillar.id] = self._enough(_passing(pillar.id, parts), pillar.available_at_least, known)
        root = _passing("", self._parts(self.plan.roots(), found))
        found[""] = self._enough(root, rubric.available_at_least, known)
        return Counting(here, found)

    def _enough(self, passing: Passing, least: Fraction | None, known: Mapping[str, bool | None]) -> Passing:
        """A node too few of whose points rest on values has nothing."""
        if least is None:
            return passing
        below = {id_: told for id_, told in known.items() if passing.node in self.chain(id_)}
        points = {id_: self.plan.measures[id_].measure.full[self.category] for id_ in below}
        owed = sum((points[id_] for id_, told in below.items() if told is not None), Fraction(0))
        given = sum((points[id_] for id_, told in below.items() if told), Fraction(0))
        return passing if owed and given >= least * owed else replace(passing, here=Fraction(0))

    def _parts(self, nodes: Sequence[Pillar | Indicator], found: Mapping[str, Passing]) -> list[tuple[Fraction, bool]]:
        return [(node.full[self.category], found[node.id].here > 0) for node in nodes if self.category in node.full]

    def chain(self, measure: str) -> list[str]:
        """The nodes above a measure, from its indicator up to the root (``""``)."""
        return self.plan.above(measure)

    def full(self, measure: str, counting: Counting) -> Fraction:
        """The full points of a measure for a zone."""
        if not counting.here[measure]:
            return Fraction(0)
        return self.passed_on(measure, self.plan.measures[measure].measure.full[self.category], counting)

    def passed_on(self, node: str, points: Fraction, counting: Counting) -> Fraction:
        """Full points with what siblings that are left out pass on."""
        for above in self.plan.above(node):
            passing = counting.passings[above]
            points = points * passing.whole / passing.here if passing.here else Fraction(0)
        return points

    def sums(self, earned: Earned, counting: Counting, added: Fraction, digits: Digits, cap: Decimal | None) -> Sums:
        """Every sum, rounded at every step. ``added`` are the adjustments, ``cap`` what vetoes leave of the total."""
        counts, made = earned.counts, self._made(earned, counting, digits)
        indicators: dict[str, Fraction] = {}
        for indicator in self._indicators():
            points = [in_step(counts[m.id], digits.points) for m in indicator.measures if m.id in counts]
            indicators[indicator.id] = Fraction(rounded(sum(points, Fraction(0)), digits.indicator))
        pillars: dict[str, Fraction] = {}
        for pillar in self._deepest_first():
            own = [indicators[i.id] for i in self._indicators() if i.pillar == pillar.id]
            own += [pillars[p.id] for p in self._deepest_first() if p.parent == pillar.id]
            summed = Fraction(rounded(sum(own, Fraction(0)), digits.pillar))
            pillars[pillar.id] = made.get(pillar.id, summed) if counting.passings[pillar.id].here else Fraction(0)
        roots = [made[""]] if "" in made else [pillars[p.id] for p in self._deepest_first() if p.parent is None]
        root = sum(roots, Fraction(0))
        total = Fraction(rounded(root + added, digits.total))
        return Sums(indicators, pillars, root, total, total if cap is None else min(total, Fraction(cap)))

    def _made(self, earned: Earned, counting: Counting, digits: Digits) -> dict[str, Fraction]:
        """The points of nodes that do not simply add up."""
        rubric = self.plan.rubric
        nodes = {p.id: p.full[self.category] for p in self._deepest_first()} | {"": rubric.total}
        nodes = {id_: points for id_, points in nodes.items() if not self.plan.aggregate(id_).sums}
        if not nodes:
            return {}
        sharing = self.sharing(earned, counting)
        points = {id_: self.passed_on(id_, full, counting) * exactly(sharing.of(id_)) for id_, full in nodes.items()}
        return {id_: in_step(snap(amount), digits.pillar) for id_, amount in points.items()}

    def sharing(self, earned: Earned, counting: Counting) -> Sharing:
        """The share tree of the zone; points that stand in for a value are a part of what the measure has of its own."""
        measures: dict[str, Fraction] = {}
        for id_, count in earned.counts.items():
            share = earned.shares[id_]
            own = self.plan.measures[id_].measure.full[self.category]
            measures[id_] = Fraction(count, 10**SNAP) / own if share is None else share
        return Sharing(Measured(self.plan, self.category, self.scales), counting.nodes, measures)

    def children(self, node: str) -> dict[str, Fraction]:
        """The full points of the indicators and pillars directly under a node."""
        return dict(Measured(self.plan, self.category, self.scales).leaving.children_of(node))

    def _indicators(self) -> list[Indicator]:
        return [i for i in self.plan.rubric.indicators.values() if self.category in i.full]

    def _deepest_first(self) -> list[Pillar]:
        return [self.plan.rubric.pillars[id_] for level in self.plan.levels(self.category) for id_ in level]


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
