"""Weights by method: fitted deepest node first, published in the scale table, and then given to the plan as full points.

Until then a plan holds equal weights for methods that look at the cohort; :func:`weighted` replaces them, and every later
stage works on what it returns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import polars as pl

from scoring.engine.measured import Measured
from scoring.engine.numbers import snapped
from scoring.engine.objective import Fault, Shares, by_data, complete
from scoring.engine.plan import Plan
from scoring.engine.scales import ALL, Row, Scales
from scoring.engine.shares import Shares as ShareTree
from scoring.language.problems import Problem, Rejected
from scoring.rules.rubric import Rubric
from scoring.rules.weighing import FittedName, Weighing, Weights, combined, normalised, spelt

#: What the top of the tree is called where a node is named.
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Unweighed:
    """A node whose weights could not be fitted in a category."""

    weighing: Weighing
    category: str
    problem: Problem


def weigh(
    plan: Plan,
    members: Mapping[str, pl.LazyFrame],
    year: int,
    scales: Scales,
    unfitted: set[str] | None = None,
) -> Plan:
    """Add the weights of every node to the scale table, and return the plan with the full points they give.

    Weights that the table already holds are kept. Raises ``Rejected`` where weights cannot be fitted; where ``unfitted``
    takes the ids of the measures below the node instead, its children share alike.
    """
    lacking = _fitted(plan, members, year, scales)
    if lacking and unfitted is None:
        raise Rejected(list({id(none.problem): none.problem for none in lacking}.values()))
    for none in lacking:
        for index, child in enumerate(present(plan.rubric, none.weighing, none.category)):
            scales.add(Row(child, none.category, "weight", index, 1.0, None, "", 0, year))
    if unfitted is not None:
        unfitted |= {id_ for none in lacking for id_ in below(plan.rubric, none.weighing.node)}
    return weighted(plan, scales, members)


def _fitted(plan: Plan, members: Mapping[str, pl.LazyFrame], year: int, scales: Scales) -> list[Unweighed]:
    """Add what can be fitted, deepest node first, for the share of a pillar rests on the weights below it."""
    found: list[Unweighed] = []
    for weighing in _deepest_first(plan.rubric):
        if not weighing.published:
            continue
        settled = _settled(plan, scales, members, whole=False) if weighing.fitted else plan
        for categories in [list(members)] if weighing.across else [[category] for category in members]:
            unknown = [c for c in categories if not _held(plan.rubric, weighing, c, scales)]
            if unknown:
                found += _Node(settled, weighing, scales, year).fit({c: members[c] for c in unknown})
        for index, compared in enumerate(weighing.compared):
            ratio = float(compared.ratio)
            scales.add(Row(weighing.node or TOTAL, ALL, "consistency", index, ratio, None, "ahp", None, year))
    return found


@dataclass(frozen=True, slots=True)
class _Node:
    """One node whose weights are worked out, for some categories together."""

    plan: Plan
    weighing: Weighing
    scales: Scales
    year: int

    def fit(self, members: Mapping[str, pl.LazyFrame]) -> list[Unweighed]:
        """Add its rows, or say why there are none."""
        fitted: dict[FittedName, Weights] = {}
        n: int | None = None
        if self.weighing.fitted:
            shares = self._shares(members)
            if isinstance(shares, Problem):
                return [Unweighed(self.weighing, category, shares) for category in members]
            n = shares.n
            for name in self.weighing.names:
                found = by_data(name, shares)
                if isinstance(found, Fault):
                    problem = self._problem(found.code, next(iter(members)), method=name, child=found.child, n=str(n))
                    return [Unweighed(self.weighing, category, problem) for category in members]
                fitted[name] = {child: _exact(weight) for child, weight in found.items()}
        weights = {category: self._weights(category, fitted) for category in members}
        first = next(iter(weights.values()))
        if self.weighing.across and all(own == first for own in weights.values()):
            weights = {ALL: first}
        for category, own in weights.items():
            self._publish(category, own, n)
        return []

    def _weights(self, category: str, fitted: Mapping[FittedName, Weights]) -> Weights:
        children = present(self.plan.rubric, self.weighing, category)
        return combined(self.weighing.scheme, category, children, fitted)

    def _publish(self, category: str, weights: Weights, n: int | None) -> None:
        basis = spelt(self.weighing.scheme)
        for index, (child, weight) in enumerate(weights.items()):
            at = snapped(float(weight))
            self.scales.add(Row(child, category, "weight", index, at, None, basis, n, self.year))

    def _shares(self, members: Mapping[str, pl.LazyFrame]) -> Shares | Problem:
        """The complete cases of all these categories."""
        parts: list[pl.DataFrame] = []
        for category, frame in members.items():
            measured = Measured(self.plan, category, self.scales)
            tree = ShareTree(measured, filled=False)
            known = measured.prepared(frame)
            for add in tree.adding(self.weighing.node):
                known = add(known)
            children = measured.leaving.children_of(self.weighing.node)
            shares_ = [tree.compared(child).alias(child) for child, _ in children]
            parts.append(known.select(shares_).collect(engine="in-memory"))
        shares = complete(pl.concat(parts, how="diagonal"))
        least = max(2, self.plan.rubric.cohort_at_least)
        if shares.n >= least:
            return shares
        method = spelt(self.weighing.scheme)
        return self._problem("S145", next(iter(members)), method=method, child="", n=str(shares.n), least=str(least))

    def _problem(self, code: str, category: str, *, child: str, **facts: str) -> Problem:
        facts |= {"child": child} if child else {}
        told = ALL if self.weighing.across else category
        return Problem(code, self.weighing.place, {"node": self.weighing.node or TOTAL, "category": told, **facts})


# the plan that is scored by -------------------------------------------------------------------------------------------


def weighted(plan: Plan, scales: Scales, categories: Collection[str]) -> Plan:
    """The plan with the full points that fitted weights give, for the categories that are to be scored.

    Raises ``Rejected`` where the table lacks the weights of one of them. A child whose weight is nothing is not looked
    at; neither is anything below such a node in a category that is not to be scored.
    """
    return (
        _settled(plan, scales, categories, whole=True) if any(w.fitted for w in plan.rubric.weights.values()) else plan
    )


def present(rubric: Rubric, weighing: Weighing, category: str) -> list[str]:
    """The children of a node that a category has."""
    return [child for child in weighing.children if category in _full(rubric, child)]


def below(rubric: Rubric, node: str) -> list[str]:
    """The measures below a node."""
    children = _children(rubric)
    nodes = [node]
    for one in nodes:
        nodes += children.get(one, [])
    return [m.id for one in nodes if one in rubric.indicators for m in rubric.indicators[one].measures]


def _settled(plan: Plan, scales: Scales, categories: Collection[str], *, whole: bool) -> Plan:
    """With the weights the table holds; ``whole`` where it must hold all of them."""
    rubric = plan.rubric
    known: dict[tuple[str, str], Weights] = {}
    problems: list[Problem] = []
    for weighing in (weighing for weighing in rubric.weights.values() if weighing.fitted):
        for category in categories:
            found = _known(rubric, weighing, category, scales)
            weights = {child: Fraction(0) if at is None else _exact(at) for child, at in found.items()}
            lacking = [child for child, at in found.items() if at is None or at < 0]
            if not lacking and any(weights.values()):
                known[weighing.node, category] = normalised(weights)
            elif whole and found:
                facts = {"node": weighing.node or TOTAL, "category": category, "children": ", ".join(lacking or found)}
                problems.append(Problem("S150", weighing.place, facts))
    if problems:
        raise Rejected(problems)
    full = _shared_out(rubric, known, whole=whole)
    measures = {
        m.id: replace(m, full={category: points * m.share for category, points in full[m.indicator].items()})
        for m in rubric.measures
    }
    resolved = replace(
        rubric,
        pillars={id_: replace(pillar, full=full[id_]) for id_, pillar in rubric.pillars.items()},
        indicators={
            id_: replace(indicator, full=full[id_], measures=tuple(measures[m.id] for m in indicator.measures))
            for id_, indicator in rubric.indicators.items()
        },
        weights={node: w for node, w in rubric.weights.items() if not (whole and w.fitted)},
    )
    plans = {id_: replace(mine, measure=measures[id_]) for id_, mine in plan.measures.items()}
    return replace(plan, rubric=resolved, measures=plans)


def _shared_out(
    rubric: Rubric, known: Mapping[tuple[str, str], Weights], *, whole: bool
) -> Mapping[str, Mapping[str, Fraction]]:
    """The full points of every node by category, parents first; nothing where a weight is nothing."""
    children = _children(rubric)
    before: dict[str, Mapping[str, Fraction]] = {"": dict.fromkeys(rubric.categories, rubric.total)}
    full = dict(before)
    nodes = [""]
    for node in nodes:
        open_ = whole and node in rubric.weights and rubric.weights[node].fitted
        for child in children.get(node, []):
            nodes.append(child)
            before[child], full[child] = _full(rubric, child), {}
            for category in before[child].keys() & full[node].keys():
                if (weights := known.get((node, category))) is not None:
                    part = full[node][category] * weights[child]
                else:
                    part = full[node][category] * before[child][category] / before[node][category]
                if part and (weights is not None or not open_):
                    full[child] = {**full[child], category: part}
    return {id_: {c: parts[c] for c in rubric.categories if c in parts} for id_, parts in full.items()}


def _exact(weight: float) -> Fraction:
    """A weight as it is published."""
    return Fraction(repr(snapped(weight)))


def _known(rubric: Rubric, weighing: Weighing, category: str, scales: Scales) -> dict[str, float | None]:
    """The weights that the table holds of a node's children."""
    return {child: scales.weight(child, category) for child in present(rubric, weighing, category)}


def _held(rubric: Rubric, weighing: Weighing, category: str, scales: Scales) -> bool:
    """Whether the table holds weights of a node."""
    return any(at is not None for at in _known(rubric, weighing, category, scales).values())


def _full(rubric: Rubric, node: str) -> Mapping[str, Fraction]:
    return rubric.pillars[node].full if node in rubric.pillars else rubric.indicators[node].full


def _children(rubric: Rubric) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pillar in rubric.pillars.values():
        found.setdefault(pillar.parent or "", []).append(pillar.id)
    for indicator in rubric.indicators.values():
        found.setdefault(indicator.pillar, []).append(indicator.id)
    return found


def _deepest_first(rubric: Rubric) -> list[Weighing]:
    """What nodes say under ``weights:``, children before their parents."""
    children = _children(rubric)
    levels = [[""]]
    while below_ := [child for node in levels[-1] for child in children.get(node, [])]:
        levels.append(below_)
    return [rubric.weights[node] for level in reversed(levels) for node in level if node in rubric.weights]
