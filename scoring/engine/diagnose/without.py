"""A method without one indicator: its points go to its siblings in proportion, inside the parent first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from scoring.engine.plan import Plan
from scoring.rules.rubric import Rubric


def without(plan: Plan, category: str, indicator: str) -> Plan | None:
    """The plan in which an indicator does not count in a category; None where nothing else counts there."""
    rubric = plan.rubric
    gone, factors = _shifted(rubric, category, indicator)
    if factors is None:
        return None

    def full(id_: str, points: Mapping[str, Fraction]) -> dict[str, Fraction]:
        kept = {name: amount for name, amount in points.items() if name != category or id_ not in gone}
        return {name: amount * (factors.get(id_, 1) if name == category else 1) for name, amount in kept.items()}

    pillars = {id_: replace(pillar, full=full(id_, pillar.full)) for id_, pillar in rubric.pillars.items()}
    indicators = {
        id_: replace(
            one,
            full=full(id_, one.full),
            measures=tuple(replace(measure, full=full(id_, measure.full)) for measure in one.measures),
        )
        for id_, one in rubric.indicators.items()
    }
    measures = {
        measure.id: replace(plan.measures[measure.id], measure=measure)
        for one in indicators.values()
        for measure in one.measures
    }
    return replace(plan, rubric=replace(rubric, pillars=pillars, indicators=indicators), measures=measures)


def _shifted(rubric: Rubric, category: str, indicator: str) -> tuple[set[str], dict[str, Fraction] | None]:
    """Which nodes are gone, and by what factor each node grows; no factors where nothing is left."""
    parents = {id_: one.pillar for id_, one in rubric.indicators.items()} | {
        id_: pillar.parent for id_, pillar in rubric.pillars.items()
    }
    full = {
        id_: node.full[category]
        for nodes in (rubric.pillars, rubric.indicators)
        for id_, node in nodes.items()
        if category in node.full
    }
    gone, node = {indicator}, indicator
    while True:
        parent = parents[node]
        siblings = [id_ for id_ in full if parents[id_] == parent and id_ != node]
        left = sum((full[id_] for id_ in siblings), Fraction(0))
        beside = {id_ for id_ in full if _below(parents, id_, set(siblings))}
        if left:
            return gone, dict.fromkeys(beside, (left + full[node]) / left)
        gone |= beside  # weights by the data may come to nothing
        if parent is None:
            return gone, None
        node = parent
        gone.add(node)


def _below(parents: Mapping[str, str | None], id_: str, tops: set[str]) -> bool:
    """Whether a node is one of the tops, or under one of them."""
    node: str | None = id_
    while node is not None and node not in tops:
        node = parents[node]
    return node is not None
