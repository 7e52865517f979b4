"""The measures of one category over its zones: their values, who is left out, and everybody's full points.

`fit` looks at the cohort through this, and `score` begins with it, so both see the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from scoring.engine.leaving import Leaving
from scoring.engine.plan import MeasurePlan, Plan
from scoring.engine.points import Scorer
from scoring.engine.scales import Scales
from scoring.engine.tables import VALUE
from scoring.language.nodes import Name
from scoring.rules.rubric import ByFormula


@dataclass(frozen=True)
class Measured:
    """One category on a scale table."""

    plan: Plan
    category: str
    scales: Scales

    @cached_property
    def scorer(self) -> Scorer:
        """The expressions of the category."""
        return Scorer(self.plan, self.category, self.scales)

    @cached_property
    def leaving(self) -> Leaving:
        """Who may be left out."""
        return Leaving(self.plan, self.category, self.scorer, self.x)

    @property
    def counted(self) -> list[MeasurePlan]:
        """The measures that count here."""
        return self.plan.counted(self.category)

    def prepared(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Add the values of measures, what formulas make of them, and for every node what part of it is there."""
        for step in (self._values(), self.scorer.formulas(self.counted), *self._left_out()):
            if step:
                frame = frame.with_columns(step)
        return frame

    def x(self, plan: MeasurePlan) -> pl.Expr:
        """The measure's value: the item's own column where it is nothing but an item."""
        tree = plan.measure.value.tree
        if self._bare(plan) and isinstance(tree, Name):
            return pl.col(tree.written)
        return pl.col(VALUE.format(plan.measure.id))

    def full(self, plan: MeasurePlan) -> pl.Expr | None:
        """The full points of a measure for a zone, where they differ from zone to zone."""
        return self.leaving.full(plan.measure.id, plan.measure.full[self.category])

    def _bare(self, plan: MeasurePlan) -> bool:
        rubric = self.plan.rubric
        plain = rubric.digits.value is None and rubric.indicators[plan.measure.indicator].applies is None
        plain = plain and plan.measure.impute is None and plan.measure.treat is None
        tree = plan.measure.value.tree
        known = isinstance(tree, Name) and (tree.space is not None or tree.id in rubric.items)
        return known and plain and not isinstance(plan.measure.scale, ByFormula)

    def _values(self) -> list[pl.Expr]:
        scorer = self.scorer
        return [
            scorer.value(plan).alias(VALUE.format(plan.measure.id)) for plan in self.counted if not self._bare(plan)
        ]

    def _left_out(self) -> Iterator[list[pl.Expr]]:
        return self.leaving.columns()
