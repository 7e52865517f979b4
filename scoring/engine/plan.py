"""Rubric → Plan: what the stages need to know, worked out once and without data.

A plan says which figures are read, which statistics are fitted, how each measure of each category is scored and what a
missing value does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from scoring.language.nodes import Call, Cohort, Name, Node, children, walk
from scoring.language.prose import source
from scoring.rules.combination import Aggregate
from scoring.rules.rubric import (
    Bands,
    Formula,
    Indicator,
    Lines,
    Measure,
    Missing,
    Pillar,
    Policy,
    Rubric,
    Scale,
)
from scoring.rules.treatments import Filling

#: Strictest first: of several policies that apply to a missing value, this order decides.
STRICTNESS = (
    Policy.BLOCK,
    Policy.NOT_GRADED,
    Policy.POINTS,
    Policy.ZERO,
    Policy.COHORT_MEAN,
    Policy.REDISTRIBUTE,
)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a missing value does, if any of these items (columns of the values table) is what is missing."""

    missing: Missing
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasurePlan:
    """A measure with its missing policies: item by item, strictest first, and for everything else."""

    measure: Measure
    remedies: tuple[Remedy, ...]
    otherwise: Missing
    signed: bool

    @property
    def policies(self) -> frozenset[Policy]:
        """Every policy that may come to bear."""
        return frozenset({self.otherwise.policy, *(remedy.missing.policy for remedy in self.remedies)})


@dataclass(frozen=True, slots=True)
class Request:
    """A statistic of an expression that formulas look at: ``cohort.sum(tax)``, ``share(tax)``, ``rank(tax)``.

    One that looks at ``x`` belongs to a measure: ``rank(x)`` in a scale is the place among the measure's own values.
    """

    key: str
    stat: str
    of: Node
    back: bool
    across: bool
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled rubric. ``figures`` are the columns of the values table, besides the zone's own particulars."""

    rubric: Rubric
    measures: Mapping[str, MeasurePlan]
    requests: Mapping[str, Request]
    figures: tuple[tuple[str | None, str, bool], ...]

    @property
    def between_years(self) -> tuple[str, ...]:
        """The measures whose missing values are filled from the line between other years."""
        return tuple(id_ for id_, plan in self.measures.items() if _filled_by(plan.measure, Filling.LINEAR))

    def counted(self, category: str) -> list[MeasurePlan]:
        """The measures that count in a category, in the document's order."""
        return [plan for plan in self.measures.values() if category in plan.measure.full]

    def across(self, measure: Measure) -> bool:
        """Whether a measure's cohort is the zones of all categories."""
        return self.rubric.indicators[measure.indicator].cohort == "all"

    def roots(self) -> list[Pillar]:
        """The pillars directly under the total."""
        return [pillar for pillar in self.rubric.pillars.values() if pillar.parent is None]

    def above(self, node: str) -> list[str]:
        """The nodes over a measure, indicator or pillar, from its parent up to the root, which is ``""``."""
        if not node:
            return []
        if node in self.measures:
            indicator = self.measures[node].measure.indicator
            return [indicator, *self.rubric.above(indicator)]
        return self.rubric.above(node)

    def levels(self, category: str) -> list[list[str]]:
        """The pillars of a category, deepest level first."""
        depth = {id_: len(self.above(id_)) for id_, p in self.rubric.pillars.items() if category in p.full}
        return [[id_ for id_, d in depth.items() if d == level] for level in sorted(set(depth.values()), reverse=True)]

    def aggregate(self, node: str) -> Aggregate:
        """How a pillar, or the root (``""``), is made up of its children."""
        return self.rubric.pillars[node].aggregate if node else self.rubric.aggregate


def compile_rubric(rubric: Rubric) -> Plan:
    """The plan of a rubric."""
    measures = {
        measure.id: _measure(rubric, indicator, measure)
        for indicator in rubric.indicators.values()
        for measure in indicator.measures
    }
    requests: dict[str, Request] = {}
    for formula, across, measure_id in _cohort_formulas(rubric):
        for request in _requests(formula.tree, back=False, across=across):
            if _looks_at_x(request.of):
                requests.setdefault(f"{measure_id} {request.key}", replace(request, measure=measure_id))
                continue
            other = requests.get(request.key, request).across != across
            requests.setdefault(
                f"{request.key} of {'all' if across else 'category'}" if other else request.key, request
            )
    figures: dict[tuple[str | None, str, bool], None] = {}
    for formula in _formulas(rubric):
        for name, back in figures_of(formula.tree, back=False):
            if name.space is not None or name.id in rubric.items:
                figures[name.space, name.id, back] = None
    return Plan(rubric, measures, requests, tuple(figures))


def key(node: Node, back: bool) -> str:
    """What a statistic is called in the scale table: ``cohort.sum(tax)``; ``p50`` alone for the measure at hand."""
    if isinstance(node, Cohort) and node.of is None:
        return node.stat
    if isinstance(node, Call) and node.function == "share":
        node = Cohort("sum", node.args[0])
    return f"previous({source(node)})" if back else source(node)


def _filled_by(measure: Measure, filling: Filling) -> bool:
    return measure.impute is not None and measure.impute.by is filling


def last_year_of(measure: Measure) -> Formula:
    """The formula of a measure's value of the year before."""
    return replace(measure.value, tree=Call("previous", (measure.value.tree,)))


def _measure(rubric: Rubric, indicator: Indicator, measure: Measure) -> MeasurePlan:
    if _filled_by(measure, Filling.PARENT):
        return MeasurePlan(measure, (), Missing(Policy.REDISTRIBUTE), _signed(measure))
    if indicator.missing is not None:
        return MeasurePlan(measure, (), indicator.missing, _signed(measure))
    columns: dict[Missing, list[str]] = {}
    for column, item in _items(measure.value.tree, rubric):
        columns.setdefault(rubric.items[item].missing or rubric.missing, []).append(column)
    remedies = [Remedy(missing, tuple(columns[missing])) for missing in sorted(columns, key=_strictness)]
    if remedies and remedies[-1].missing == rubric.missing:
        remedies.pop()  # the mildest that can apply is what applies otherwise
    return MeasurePlan(measure, tuple(remedies), rubric.missing, _signed(measure))


def _strictness(missing: Missing) -> tuple[int, Decimal]:
    """Strictest first; of two that give points, the one that gives less."""
    return STRICTNESS.index(missing.policy), missing.points


def _items(tree: Node, rubric: Rubric) -> list[tuple[str, str]]:
    seen: dict[str, str] = {}
    for name, back in figures_of(tree, back=False):
        if name.space is None and name.id in rubric.items:
            seen[f"previous.{name.id}" if back else name.id] = name.id
    return list(seen.items())


def _signed(measure: Measure) -> bool:
    """Whether a measure's points may be negative, or have no bound of their own (a line that goes on, a formula)."""
    scale = measure.scale
    if isinstance(scale, Lines):
        shares, loose = [knot.share for knot in scale.knots], "extend" in (scale.below, scale.above)
    elif isinstance(scale, Bands):
        shares, loose = [share for band in scale.bands for share in band.share.values()], False
    else:
        shares, loose = [], True
    floor = measure.at_least is not None and measure.at_least >= 0
    if loose:
        return not floor or measure.at_most is None
    return not floor and any(share < 0 for share in shares)


def figures_of(tree: Node, *, back: bool = False) -> Iterator[tuple[Name, bool]]:
    """Every name a formula looks at, and whether it looks at last year's."""
    if isinstance(tree, Name):
        yield tree, back
    if isinstance(tree, Call) and tree.function == "growth":
        yield from figures_of(tree.args[0], back=back)
    inner = back or (isinstance(tree, Call) and tree.function in ("previous", "growth"))
    for child in children(tree):
        yield from figures_of(child, back=inner)


def _requests(tree: Node, *, back: bool, across: bool) -> Iterator[Request]:
    if isinstance(tree, Cohort) and tree.of is not None:
        yield Request(key(tree, back), tree.stat, tree.of, back, across)
    elif isinstance(tree, Call) and tree.function == "share":
        yield Request(key(tree, back), "sum", tree.args[0], back, across)
    elif isinstance(tree, Call) and tree.function == "rank":
        yield Request(key(tree, back), "rank", tree.args[0], back, across)
    if isinstance(tree, Call) and tree.function == "growth":
        yield from _requests(tree.args[0], back=back, across=across)
    inner = back or (isinstance(tree, Call) and tree.function in ("previous", "growth"))
    for child in children(tree):
        yield from _requests(child, back=inner, across=across)


def _looks_at_x(tree: Node) -> bool:
    return any(isinstance(node, Name) and node.space is None and node.id == "x" for node in walk(tree))


def scale_formulas(scale: Scale) -> Iterator[Formula]:
    """The formulas of a scale: its knots, its edges, or itself."""
    if isinstance(scale, Lines):
        yield from (knot.at for knot in scale.knots)
    elif isinstance(scale, Bands):
        for band in scale.bands:
            yield from (edge.at for edge in (band.low, band.high) if edge is not None)
    else:
        yield scale.share


def _cohort_formulas(rubric: Rubric) -> Iterator[tuple[Formula, bool, str]]:
    """Formulas that may look across zones, whether they look across all categories, and whose scale they are of."""
    for indicator in rubric.indicators.values():
        across = indicator.cohort == "all"
        if indicator.applies is not None:
            yield indicator.applies, across, ""
        for measure in indicator.measures:
            yield measure.value, across, ""
            if _filled_by(measure, Filling.LAST_YEAR):
                yield last_year_of(measure), across, ""
            yield from ((formula, across, measure.id) for formula in scale_formulas(measure.scale))
    yield from ((adjustment.points, False, "") for adjustment in rubric.adjustments.values())
    yield from ((veto.when, False, "") for veto in rubric.vetoes.values())
    yield from ((breaker.formula, False, "") for breaker in rubric.ranking.breakers if breaker.formula is not None)
    for grades in (rubric.tiers, rubric.stars):
        if grades is not None:
            yield from ((tier.auto, False, "") for tier in grades.tiers if tier.auto is not None)


def _formulas(rubric: Rubric) -> Iterator[Formula]:
    yield from (formula for formula, _, _ in _cohort_formulas(rubric))
    yield from (check.must for check in rubric.checks.values())
    yield from (gate.must for gate in rubric.gates.values())
