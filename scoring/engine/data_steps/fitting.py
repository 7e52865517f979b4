"""Fitting the data steps: what fills missing values, and how outliers are treated, as rows of the scale table.

The order is: screen, fill, treat. A statistic that fills looks at what was handed in; a treatment looks at the values
once they are filled. Rows that are already there are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from scoring.engine.data_steps.treating import Column, treat_column
from scoring.engine.plan import MeasurePlan, Plan
from scoring.engine.points import Scorer
from scoring.engine.scales import ALL, STEPS, Row, Scales
from scoring.engine.statistics import Wanted, fitted
from scoring.language.problems import Problem
from scoring.rules.treatments import Filling, Impute, Treat

#: Too few values to fill or treat by; a column that no transformation can tell apart.
TOO_FEW, CONSTANT = "S160", "S161"


def untreated(problems: Iterable[Problem]) -> set[str]:
    """The measures whose values ought to have been treated and could not be."""
    return {problem.facts["measure"] for problem in problems if problem.facts.get("step") == "treat"}


@dataclass(frozen=True, slots=True)
class StepFitting:
    """One fitting of all steps. ``problems`` name the measures that could not be filled or treated."""

    plan: Plan
    members: Mapping[str, pl.LazyFrame]
    year: int
    scales: Scales
    problems: list[Problem] = field(default_factory=list)

    def fit(self) -> list[Problem]:
        """Fill first, then treat; what could not be fitted."""
        self._fill()
        self._treat()
        return self.problems

    # what fills --------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        plans = self.plan.measures.values()
        filled = [(plan, impute) for plan in plans if (impute := plan.measure.impute) is not None]
        for cohort in [*self.members, ALL]:
            asked: dict[str, Impute] = {}
            for plan, impute in filled:
                if self._asks(plan, impute, cohort):
                    if impute.statistic is None:
                        self._row(plan, cohort, "impute", 0.0, "zero", None)
                    else:
                        asked[plan.measure.id] = impute
            self._statistics(cohort, asked)

    def _asks(self, plan: MeasurePlan, impute: Impute, cohort: str) -> bool:
        """Whether a measure is filled by a number that is fitted on this cohort, and it is not known yet."""
        if impute.statistic is None and impute.by is not Filling.ZERO:
            return False
        across = impute.across or self.plan.across(plan.measure)
        own = cohort == ALL if across else cohort in plan.measure.full
        return own and not self._left_out(plan, cohort) and self.scales.step("impute", plan.measure.id, cohort) is None

    def _statistics(self, cohort: str, asked: Mapping[str, Impute]) -> None:
        if not asked:
            return
        frame = self._frame(cohort, asked, filled=False)
        wanted = [Wanted(id_, impute.statistic or "", pl.col(id_)) for id_, impute in asked.items()]
        for id_, found in fitted(frame.lazy(), wanted).items():
            plan, impute = self.plan.measures[id_], asked[id_]
            if found.value is None or found.n < self.plan.rubric.cohort_at_least:
                self._refuse(TOO_FEW, impute, plan, cohort, found.n)
            else:
                basis = f"{'all' if cohort == ALL else 'cohort'}.{impute.statistic}"
                self._row(plan, cohort, "impute", found.value, basis, found.n)

    # what treats -------------------------------------------------------------------------------------------------

    def _treat(self) -> None:
        plans = self.plan.measures.values()
        treated = [(plan, treat) for plan in plans if (treat := plan.measure.treat) is not None]
        for cohort in [*self.members, ALL]:
            due = [(plan, treat) for plan, treat in treated if self._due(plan, cohort)]
            if not due:
                continue
            frame = self._frame(cohort, [plan.measure.id for plan, _ in due], filled=True)
            for plan, treat in due:
                self._treated(plan, treat, cohort, frame.get_column(plan.measure.id))

    def _due(self, plan: MeasurePlan, cohort: str) -> bool:
        own = cohort == ALL if self.plan.across(plan.measure) else cohort in plan.measure.full
        known = any(self.scales.step(kind, plan.measure.id, cohort) for kind in STEPS[2:])
        return own and not known and not self._left_out(plan, cohort)

    def _treated(self, plan: MeasurePlan, treat: Treat, cohort: str, values: pl.Series) -> None:
        column = Column.of(values)
        if column.n < self.plan.rubric.cohort_at_least:
            self._refuse(TOO_FEW, treat, plan, cohort, column.n)
            return
        found = treat_column(column, treat.by)
        if found is None:
            self._refuse(CONSTANT, treat, plan, cohort, column.n)
            return
        for parameter in found:
            self._row(plan, cohort, parameter.kind, parameter.at, parameter.basis, column.n)

    # what both need ----------------------------------------------------------------------------------------------

    def _frame(self, cohort: str, ids: Iterable[str], *, filled: bool) -> pl.DataFrame:
        """One column a measure: the values of a cohort, filled or as handed in."""
        plans = [self.plan.measures[id_] for id_ in ids]
        return pl.concat(list(self._selected(cohort, plans, filled=filled))).collect()

    def _selected(self, cohort: str, plans: list[MeasurePlan], *, filled: bool) -> Iterator[pl.LazyFrame]:
        for category, frame in self.members.items():
            if cohort in (ALL, category):
                scorer = Scorer(self.plan, category, self.scales)
                values = [scorer.filled(plan) if filled else scorer.given(plan) for plan in plans]
                yield frame.select(
                    pl.when(pl.col("zone").is_not_null()).then(value).alias(plan.measure.id)
                    for plan, value in zip(plans, values, strict=True)
                )

    def _left_out(self, plan: MeasurePlan, cohort: str) -> bool:
        """Whether a measure is left out; across categories, whether it is in each that it counts in."""
        inside = [category for category in self.members if cohort in (ALL, category) and category in plan.measure.full]
        return all(Scorer(self.plan, category, self.scales).left_out(plan) for category in inside)

    def _row(self, plan: MeasurePlan, cohort: str, kind: str, at: float | None, basis: str, n: int | None) -> None:
        self.scales.add(Row(plan.measure.id, cohort, kind, 0, at, None, basis, n, self.year))

    def _refuse(self, code: str, step: Impute | Treat, plan: MeasurePlan, cohort: str, n: int) -> None:
        least = str(self.plan.rubric.cohort_at_least)
        facts = {"measure": plan.measure.id, "category": cohort, "n": str(n), "least": least}
        facts["step"] = "treat" if isinstance(step, Treat) else "impute"
        self.problems.append(Problem(code, step.place, facts))
