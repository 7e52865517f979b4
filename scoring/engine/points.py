"""The points of one category's measures: value → share → points, and what a missing value does.

Everything here is an expression over one row and the frozen scales; `fit` and `score` both build on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import polars as pl

from scoring.engine.data_steps.cells import Treatment, imputed, treatment
from scoring.engine.expressions import Terms, curve, stairs
from scoring.engine.numbers import BOUND, cuts, offset, rounded_value, to_count, to_counts
from scoring.engine.plan import MeasurePlan, Plan, Request, key
from scoring.engine.scales import ALL, Scales
from scoring.engine.tables import FORMULA, VALUE
from scoring.language.nodes import Call
from scoring.rules.rubric import Bands, ByFormula, Lines, Measure, Missing, Policy


@dataclass(frozen=True, slots=True)
class Scorer:
    """Builds the expressions of one category on frozen scales."""

    plan: Plan
    category: str
    scales: Scales

    def terms(self, measure: Measure | None = None, variable: pl.Expr | None = None) -> Terms:
        """What names mean to the formulas of this category, or to those of a measure, which may look at all zones."""
        constants = {
            id_: float(constant.value[self.category])
            for id_, constant in self.plan.rubric.constants.items()
            if self.category in constant.value
        }
        across = measure is not None and self.plan.across(measure)
        frozen = self.scales.of(ALL if across else self.category, measure.id if measure is not None else "")
        return Terms(constants, frozen, key, variable)

    def applies(self, plan: MeasurePlan) -> pl.Expr | None:
        """Whether the indicator applies to the zone; a condition that cannot be told does not excuse."""
        applies = self.plan.rubric.indicators[plan.measure.indicator].applies
        return None if applies is None else self.terms(plan.measure).condition(applies.tree).fill_null(value=True)

    def given(self, plan: MeasurePlan) -> pl.Expr:
        """What the measure's formula gives; null where it is missing, cannot be worked out, or does not apply."""
        return self._where_it_applies(plan, self.terms(plan.measure).expression(plan.measure.value.tree))

    def filled(self, plan: MeasurePlan) -> pl.Expr:
        """The same, with what is missing filled as the method says."""
        terms, own = self.terms(plan.measure), self.given(plan)
        filled = imputed(plan, own, terms, self.scales, self.category)
        return own if plan.measure.impute is None else self._where_it_applies(plan, filled)

    def value(self, plan: MeasurePlan) -> pl.Expr:
        """The measure's value as its scale sees it: filled, treated, and rounded where the rubric rounds values."""
        value, done = self.filled(plan), self.treatment(plan)
        value = value if done is None else done.applied(value)
        step = self.plan.rubric.digits.value
        return value if step is None else rounded_value(value, step)

    def treatment(self, plan: MeasurePlan) -> Treatment | None:
        """What is done to the measure's values, if anything."""
        return treatment(plan.measure.treat, plan.measure.id, self.scales, self.category)

    def left_out(self, plan: MeasurePlan) -> bool:
        """Whether too few zones have a value for the indicator to count."""
        screens = self.plan.rubric.screen.indicators is not None
        return screens and self.scales.step("screen", plan.measure.id, self.category) is not None

    def _where_it_applies(self, plan: MeasurePlan, value: pl.Expr) -> pl.Expr:
        applies = self.applies(plan)
        return value if applies is None else pl.when(applies).then(value)

    def looked_at(self, request: Request, plan: MeasurePlan | None = None) -> pl.Expr:
        """What a statistic is of, for one zone: an expression of its figures, or of a measure's value ``x``."""
        terms = self.terms() if plan is None else self.terms(plan.measure, self.value(plan))
        return terms.expression(Call("previous", (request.of,)) if request.back else request.of)

    def share(self, plan: MeasurePlan, x: pl.Expr, gain: float = 1.0) -> pl.Expr:
        """``gain`` × the share of the points that a value earns."""
        measure = plan.measure
        scale = measure.scale
        if isinstance(scale, Lines):
            knots = self.scales.lines(measure.id, self.category)
            below, above = scale.below == "extend", scale.above == "extend"
            share = curve(x, knots, gain=gain, below=below, above=above)
        elif isinstance(scale, Bands):
            share = stairs(x, self.scales.stairs(measure.id, self.category)) * gain
        else:
            share = pl.col(FORMULA.format(measure.id)) * gain
        least = None if measure.at_least is None else float(measure.at_least) * gain
        most = None if measure.at_most is None else float(measure.at_most) * gain
        return share if least is None and most is None else share.clip(least, most)

    def formulas(self, plans: Iterable[MeasurePlan]) -> list[pl.Expr]:
        """What the formulas of scales come to, each in its column; the measures' values stand in theirs.

        A column, because points mention a share many times over, and a streaming engine would look a place up as often.
        """
        made: list[pl.Expr] = []
        for measure in (plan.measure for plan in plans):
            if isinstance(measure.scale, ByFormula):
                value = pl.col(VALUE.format(measure.id))
                formula = self.terms(measure, value).expression(measure.scale.share.tree)
                made.append(pl.when(value.is_not_null()).then(formula).alias(FORMULA.format(measure.id)))
        return made

    def own_counts(self, plan: MeasurePlan, x: pl.Expr | None = None, full: pl.Expr | None = None) -> pl.Expr:
        """The points that the value itself earns, as counts of the last digit; null where there is no value.

        ``full`` replaces the measure's full points where siblings that are left out have passed theirs on.
        """
        step = self.plan.rubric.digits.points
        x = self.value(plan) if x is None else x
        points = float(plan.measure.full[self.category])
        if full is None and not plan.signed and cuts(step):
            return (self.share(plan, x, points * 10.0**step.digits) + offset(step)).cast(pl.Int64)
        earned = self.share(plan, x, points) if full is None else self.share(plan, x) * full
        if plan.signed:  # points out of all bounds are none; `objections` stops the appraisal
            earned = pl.when(earned.abs() <= BOUND).then(earned)
        return to_counts(earned, step, signed=plan.signed)

    def unscored(self, plan: MeasurePlan, x: pl.Expr) -> pl.Expr:
        """Whether a value is missing, or the formula of its scale has no answer to it."""
        return (self.share(plan, x) if isinstance(plan.measure.scale, ByFormula) else x).is_null()

    # missing values ----------------------------------------------------------------------------------------------

    def fallback(self, plan: MeasurePlan) -> pl.Expr:
        """The points of a measure without a value, as counts; null where the zone is then not graded."""
        result = self._remedy(plan, plan.otherwise)
        for remedy in reversed(plan.remedies):
            result = pl.when(_any_null(remedy.columns)).then(self._remedy(plan, remedy.missing)).otherwise(result)
        return result

    def _remedy(self, plan: MeasurePlan, missing: Missing) -> pl.Expr:
        digits = self.plan.rubric.digits.points.digits
        count: int | None = None
        if missing.policy in (Policy.ZERO, Policy.REDISTRIBUTE):
            count = 0
        elif missing.policy is Policy.POINTS:
            count = to_count(missing.points, digits)
        elif missing.policy is Policy.COHORT_MEAN:
            mean = self.scales.mean_points(plan.measure.id, self.category)
            count = None if mean is None else round(mean * 10**digits)
        return pl.lit(count, dtype=pl.Int64)

    def policy(self, plan: MeasurePlan) -> pl.Expr:
        """The name of the policy that a missing value meets."""
        result = pl.lit(plan.otherwise.policy.value)
        for remedy in reversed(plan.remedies):
            result = pl.when(_any_null(remedy.columns)).then(pl.lit(remedy.missing.policy.value)).otherwise(result)
        return result

    def leaves(self, plan: MeasurePlan) -> bool:
        """Whether a measure may be left out and pass its points on."""
        applies = self.plan.rubric.indicators[plan.measure.indicator].applies
        return applies is not None or Policy.REDISTRIBUTE in plan.policies or self.left_out(plan)

    def here(self, plan: MeasurePlan, x: pl.Expr) -> pl.Expr:
        """Whether a measure that may be left out counts for a zone."""
        if self.left_out(plan):
            return pl.lit(value=False)
        gone = self.unscored(plan, x) & (self.policy(plan) == Policy.REDISTRIBUTE.value)
        applies = self.applies(plan)
        return ~gone if applies is None else ~gone & applies


def _any_null(columns: Sequence[str]) -> pl.Expr:
    return reduce(lambda a, b: a | b, [pl.col(column).is_null() for column in columns])
