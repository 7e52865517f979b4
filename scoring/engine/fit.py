"""Fit: look at the cohort once, and publish what was seen as the scale table.

First the statistics that formulas look at (``cohort.sum(tax)``, ``rank(tax)``), then the knots of every scale, then the
weights of nodes that are weighed by a method, then, where a missing policy asks for it, the mean points of each measure,
then what nodes that compare zones look at. A scale that cannot be fitted is a problem at its knot, weights that cannot at
their key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import pairwise

import polars as pl

from scoring.engine.data_steps.fitting import StepFitting, untreated
from scoring.engine.data_steps.screening import all_left_out, screen_indicators
from scoring.engine.looks import bases, stats
from scoring.engine.numbers import rounded, snapped
from scoring.engine.plan import MeasurePlan, Plan, Request, scale_formulas
from scoring.engine.points import Scorer
from scoring.engine.references import References
from scoring.engine.scales import ALL, MEAN, Row, Scales, rows_of
from scoring.engine.statistics import Statistic, Wanted, fitted, places
from scoring.engine.tables import VALUE
from scoring.engine.undefined import KnotScope, undefined
from scoring.engine.weighting import weigh
from scoring.language.exact import evaluate
from scoring.language.nodes import Node, cohorts, statistic
from scoring.language.problems import Problem, Rejected
from scoring.language.prose import source
from scoring.rules.rubric import Bands, ByFormula, Formula, Lines, Policy


def fit(
    plan: Plan,
    members: Mapping[str, pl.LazyFrame],
    year: int,
    given: pl.DataFrame | None = None,
    unfitted: set[str] | None = None,
) -> Scales:
    """The scale table of a cohort.

    ``members`` holds the values of every category's cohort (zones that failed a gate are not of it). Statistics that
    ``given`` already holds are kept as they are. Raises ``Rejected`` when a scale cannot be fitted; where ``unfitted``
    takes the measures' ids instead, such a measure earns nothing.
    """
    fitting = _Fitting(plan, members, year, Scales(rows_of(given) if given is not None else ()))
    fitting.formulas()
    fitting.steps()
    fitting.knots()
    if unfitted is not None:
        unfitted |= fitting.pardoned() | untreated(fitting.step_problems)
    elif problems := [*fitting.step_problems, *fitting.problems]:
        raise Rejected(problems)
    fitting.plan = weigh(plan, members, year, fitting.scales, unfitted)
    fitting.means()
    lacking = fitting.references(pardoning=unfitted is not None)
    if unfitted is not None:
        unfitted |= lacking
    elif fitting.problems:
        raise Rejected(fitting.problems)
    return fitting.scales


@dataclass(slots=True)
class _Fitting:
    plan: Plan
    members: Mapping[str, pl.LazyFrame]
    year: int
    scales: Scales
    problems: list[Problem] = field(default_factory=list)
    step_problems: list[Problem] = field(default_factory=list)

    def _cohorts(self, *, across: bool, make: Callable[[Scorer], Mapping[str, pl.Expr]]) -> Iterator[_Cohort]:
        """Every cohort with its expressions; all categories together once each has worked out its own."""
        made = {category: make(Scorer(self.plan, category, self.scales)) for category in self.members}
        if not across:
            yield from (_Cohort(category, frame, made[category]) for category, frame in self.members.items())
        elif any(made.values()):
            parts = [
                frame.select("zone", *(expression.alias(name) for name, expression in made[category].items()))
                for category, frame in self.members.items()
            ]
            yield _Cohort(ALL, pl.concat(parts), {name: pl.col(name) for name in next(iter(made.values()))})

    def _known(self, measure: str, category: str, basis: str) -> bool:
        return any(self.scales.find(measure, category, group, basis) for group in ("statistic", "place"))

    def _add(self, measure: str, category: str, found: Statistic, basis: str) -> None:
        self.scales.add(Row(measure, category, "statistic", 0, found.value, None, basis, found.n, self.year))

    # statistics that formulas look at ----------------------------------------------------------------------------

    def formulas(self) -> None:
        """``cohort.X(expr)``, ``share(x)`` and ``rank(x)``, wherever they stand."""
        for across in (False, True):
            requests = [r for r in self.plan.requests.values() if r.across == across and not r.measure]
            for cohort in self._cohorts(across=across, make=partial(_expressions, requests)):
                self._requested(cohort, requests)

    def _requested(self, cohort: _Cohort, requests: Iterable[Request]) -> None:
        asked = [request for request in requests if not self._known(request.measure, cohort.category, request.key)]
        wanted = {_name(r): Wanted(_name(r), r.stat, cohort.values[_name(r)]) for r in asked if r.stat != "rank"}
        found = fitted(cohort.frame, wanted.values())
        for request in asked:
            if request.stat != "rank":
                self._add(request.measure, cohort.category, found[_name(request)], request.key)
                continue
            known = places(cohort.frame, cohort.values[_name(request)])
            for index, at in enumerate(known):
                row = Row(
                    request.measure, cohort.category, "place", index, at, None, request.key, len(known), self.year
                )
                self.scales.add(row)

    # data steps --------------------------------------------------------------------------------------------------

    def steps(self) -> None:
        """Which indicators are left out, what fills values that are missing, and how outliers are treated."""
        screen_indicators(self.plan, self.members, self.scales, self.year)
        self.step_problems += all_left_out(self.plan, self.members, self.scales)
        self.step_problems += StepFitting(self.plan, self.members, self.year, self.scales).fit()

    # knots -------------------------------------------------------------------------------------------------------

    def knots(self) -> None:
        """The statistics each scale looks at, then its knots."""
        for across in (False, True):
            plans = [plan for plan in self.plan.measures.values() if self.plan.across(plan.measure) == across]
            asked = [r for r in self.plan.requests.values() if r.across == across and r.measure]
            owners = {request.measure for request in asked}
            plans = [p for p in plans if stats(scale_formulas(p.measure.scale)) or p.measure.id in owners]
            for cohort in self._cohorts(across=across, make=partial(_values, plans, asked)):
                self._statistics(cohort, plans)
                self._requested(cohort, [request for request in asked if self._counts(cohort, request.measure)])
        for category in self.members:
            for plan in self.plan.counted(category):
                self._scale(plan, category)

    def _statistics(self, cohort: _Cohort, plans: Iterable[MeasurePlan]) -> None:
        wanted: dict[str, tuple[str, str, Wanted]] = {}
        for measure in (plan.measure for plan in plans):
            for stat in stats(scale_formulas(measure.scale)):
                if self.scales.step("screen", measure.id, cohort.category) is not None:
                    continue
                if self._counts(cohort, measure.id) and not self._known(measure.id, cohort.category, stat):
                    name = f"{measure.id} {stat}"
                    wanted[name] = (measure.id, stat, Wanted(name, stat, cohort.values[measure.id]))
        for name, found in fitted(cohort.frame, [wish for _, _, wish in wanted.values()]).items():
            measure_id, stat, _ = wanted[name]
            self._add(measure_id, cohort.category, found, stat)

    def _counts(self, cohort: _Cohort, measure: str) -> bool:
        """Whether a cohort is measured by it."""
        return cohort.category == ALL or cohort.category in self.plan.measures[measure].measure.full

    def _scale(self, plan: MeasurePlan, category: str) -> None:
        measure = plan.measure
        if Scorer(self.plan, category, self.scales).left_out(plan):
            self._nothing(measure.id, category, "screened")
            return
        cohort = ALL if self.plan.across(measure) else category
        formulas = list(scale_formulas(measure.scale))
        n = min((self._count(measure.id, cohort, basis) for basis in bases(formulas)), default=None)
        least = self.plan.rubric.cohort_at_least
        if n is not None and n < least:
            place = next(formula for formula in formulas if bases([formula])).place
            facts = {"measure": measure.id, "category": category, "n": str(n), "least": str(least)}
            self.problems.append(Problem("S102", place, facts))
            return
        scale = measure.scale
        if isinstance(scale, Lines):
            self._lines(plan, scale, category, n)
        elif isinstance(scale, Bands):
            self._bands(plan, scale, category, n)
        else:
            self._formula(plan, scale, category)

    def _count(self, measure: str, cohort: str, basis: str) -> int:
        """How many zones a statistic rests on; one that was given rests on enough."""
        owners = ((owner, group) for owner in (measure, "") for group in ("statistic", "place"))
        rows = [row for owner, group in owners for row in self.scales.find(owner, cohort, group, basis)]
        if not rows:  # the places of nobody
            return 0
        return self.plan.rubric.cohort_at_least if rows[0].n is None else rows[0].n

    def _lines(self, plan: MeasurePlan, scale: Lines, category: str, n: int | None) -> None:
        ats = [self._at(plan, knot.at, category) for knot in scale.knots]
        if any(at is None for at in ats):
            return
        given = [at for at in ats if at is not None]
        rising = scale.rising if scale.rising is not None else given[-1] > given[0]
        for (left, right), knot in zip(pairwise(given), scale.knots[1:], strict=True):
            if left == right or (right > left) != rising:
                facts = {
                    "measure": plan.measure.id,
                    "category": category,
                    "at": f"{right:.12g}",
                    "before": f"{left:.12g}",
                }
                self.problems.append(Problem("S101" if left == right else "S103", knot.at.place, facts))
                return
        for index, (at, knot) in enumerate(zip(given, scale.knots, strict=True)):
            self._knot((plan, category, index), "knot", at, knot.share, knot.at.text, n)

    def _formula(self, plan: MeasurePlan, scale: ByFormula, category: str) -> None:
        """A formula of ``x`` is not fitted; but what the cohort has to tell for it must be there for everybody."""
        part = undefined(scale.share.tree, self._scope(plan, category))
        if part is not None:
            self._refuse(plan, scale.share, category, part)

    def _refuse(self, plan: MeasurePlan, formula: Formula, category: str, part: Node) -> None:
        """Note that a part of a scale, the same for all who are measured by it, has no value."""
        facts = {"measure": plan.measure.id, "category": category}
        scope = self._scope(plan, category)
        zones = [
            read.zone
            for node in cohorts(part)
            if (read := statistic(node.stat)) and read.zone and scope.statistic(node, 0) is None
        ]
        if zones:
            self.problems.append(Problem("S141", formula.place, facts | {"zone": zones[0]}))
        elif isinstance(plan.measure.scale, ByFormula):
            self.problems.append(Problem("S140", formula.place, facts | {"part": source(part)}))
        else:
            self.problems.append(Problem("S104", formula.place, facts | {"formula": formula.text}))

    def _bands(self, plan: MeasurePlan, scale: Bands, category: str, n: int | None) -> None:
        for index, band in enumerate(scale.bands):
            share = band.share[category]
            for edge, kinds in ((band.low, ("from", "above")), (band.high, ("to", "below"))):
                if edge is None:
                    continue
                at = self._at(plan, edge.at, category)
                if at is not None:
                    kind = kinds[0] if edge.inclusive else kinds[1]
                    self._knot((plan, category, index), kind, at, share, edge.at.text, n)
            if band.low is None and band.high is None:
                self._knot((plan, category, index), "otherwise", None, share, "", n)

    def _knot(
        self,
        place: tuple[MeasurePlan, str, int],
        kind: str,
        at: float | None,
        share: Fraction,
        basis: str,
        n: int | None,
    ) -> None:
        plan, category, index = place
        self.scales.add(Row(plan.measure.id, category, kind, index, at, float(share), basis, n, self.year))

    def _at(self, plan: MeasurePlan, formula: Formula, category: str) -> float | None:
        """A knot's value: exact arithmetic over the published statistics, then twelve significant digits."""
        value = evaluate(formula.tree, self._scope(plan, category))
        if value is None or isinstance(value, bool):
            self._refuse(plan, formula, category, formula.tree)
            return None
        return snapped(float(value)) if bases([formula]) else float(value)

    def _scope(self, plan: MeasurePlan, category: str) -> KnotScope:
        frozen = self.scales.of(ALL if self.plan.across(plan.measure) else category, plan.measure.id)
        return KnotScope(self.plan, frozen, category)

    def pardoned(self) -> set[str]:
        """Measures that could not be fitted; they get a scale on which nothing is earned."""
        for problem in self.problems:
            self._nothing(problem.facts["measure"], problem.facts["category"], "")
        return {problem.facts["measure"] for problem in self.problems}

    def _nothing(self, measure: str, category: str, basis: str) -> None:
        """A scale on which nothing is earned."""
        bands = isinstance(self.plan.measures[measure].measure.scale, Bands)
        for knot in range(1 if bands else 2):
            kind, at = ("otherwise", None) if bands else ("knot", float(knot))
            self.scales.add(Row(measure, category, kind, knot, at, 0.0, basis, 0, self.year))

    # means -------------------------------------------------------------------------------------------------------

    def means(self) -> None:
        """The mean points of every measure whose missing policy asks for them, over those that have a value."""
        step = self.plan.rubric.digits.points
        for category, frame in self.members.items():
            plans = [plan for plan in self.plan.counted(category) if Policy.COHORT_MEAN in plan.policies]
            if not plans:
                continue
            scorer = Scorer(self.plan, category, self.scales)
            values = [scorer.value(plan).alias(VALUE.format(plan.measure.id)) for plan in plans]
            counts = {plan.measure.id: scorer.own_counts(plan, pl.col(VALUE.format(plan.measure.id))) for plan in plans}
            totals = (
                frame.with_columns(values)
                .with_columns(scorer.formulas(plans))
                .select(
                    [counts[id_].sum().alias(f"{id_}|sum") for id_ in counts]
                    + [counts[id_].count().alias(f"{id_}|n") for id_ in counts]
                )
                .collect()
                .row(0, named=True)
            )
            for id_ in counts:
                n = int(totals[f"{id_}|n"])
                if n and not self.scales.find(id_, category, "mean", MEAN):
                    mean = Fraction(int(totals[f"{id_}|sum"]), n * 10**step.digits)
                    at = float(rounded(mean, step))
                    self.scales.add(Row(id_, category, "mean", 0, at, None, MEAN, n, self.year))

    # nodes -------------------------------------------------------------------------------------------------------

    def references(self, *, pardoning: bool) -> set[str]:
        """What nodes that compare zones look at; the nodes that cannot be fitted, or stand above one."""
        lacking: set[str] = set()
        for category, frame in self.members.items():
            references = References(self.plan, category, self.scales, frame, self.year)
            for node, problem in references.fit():
                lacking.add(node)
                self.problems += [problem] if problem is not None else []
                if pardoning:
                    references.pardon(node)
        return lacking


@dataclass(frozen=True, slots=True)
class _Cohort:
    """The zones that are compared, and what is looked at in them."""

    category: str
    frame: pl.LazyFrame
    values: Mapping[str, pl.Expr]


def _expressions(requests: Iterable[Request], scorer: Scorer) -> Mapping[str, pl.Expr]:
    return {_name(request): _everywhere(scorer.looked_at(request)) for request in requests}


def _values(plans: Iterable[MeasurePlan], requests: Iterable[Request], scorer: Scorer) -> Mapping[str, pl.Expr]:
    """The values of measures, and what their scales ask about every one of them."""
    owners = {plan.measure.id: plan for plan in plans}
    values = {id_: scorer.value(plan) for id_, plan in owners.items()}
    asked = {_name(request): scorer.looked_at(request, owners[request.measure]) for request in requests}
    return {name: _everywhere(value) for name, value in (values | asked).items()}


def _name(request: Request) -> str:
    return f"{request.measure} {request.key}" if request.measure else request.key


def _everywhere(value: pl.Expr) -> pl.Expr:
    """A value for every zone: one that looks at no figure would be a single number, and count once."""
    return value if value.meta.root_names() else pl.when(pl.col("zone").is_not_null()).then(value)
