"""Imputation and treatment of one cell: expressions over one row and the frozen scales.

Whatever looked at other zones stands in the scale table, so a late zone is filled and treated as everybody was.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from scoring.engine.expressions import Terms
from scoring.engine.plan import MeasurePlan, last_year_of
from scoring.engine.scales import Scales
from scoring.engine.tables import BETWEEN
from scoring.rules.treatments import Clip, Filling, Treat


def imputed(plan: MeasurePlan, x: pl.Expr, terms: Terms, scales: Scales, category: str) -> pl.Expr:
    """A measure's values with what is missing filled, as far as there is something to fill it with."""
    impute, measure = plan.measure.impute, plan.measure
    if impute is None:
        return x
    if impute.by is Filling.LAST_YEAR:
        return x.fill_null(terms.expression(last_year_of(measure).tree))
    if impute.by is Filling.LINEAR:
        return x.fill_null(pl.col(BETWEEN.format(measure.id)))
    row = scales.step("impute", measure.id, category)
    return x if row is None or row.at is None else x.fill_null(row.at)


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to a measure's values in a category, as the scale table has it. ``basis`` says how it was found."""

    method: str
    low: float | None
    high: float | None
    shift: float | None
    power: float | None
    basis: str

    def applied(self, x: pl.Expr) -> pl.Expr:
        """The treated values; null where the logarithm of what is not positive would be asked for."""
        if self.shift is None:
            return x if self.low is None and self.high is None else x.clip(self.low, self.high)
        moved = x + self.shift if self.shift else x
        transformed = moved.log() if not self.power else (moved.pow(self.power) - 1) / self.power
        return pl.when((moved > 0) & transformed.is_finite()).then(transformed)


def treatment(treat: Treat | None, measure: str, scales: Scales, category: str) -> Treatment | None:
    """The treatment of a measure in a category; None where there is none, or nothing was found to treat."""
    if treat is None:
        return None
    rows = {kind: scales.step(kind, measure, category) for kind in ("clip_low", "clip_high", "log", "box_cox", "shift")}
    found = {kind: row for kind, row in rows.items() if row is not None and row.at is not None}
    if not found:
        return None
    if "log" in found:
        return Treatment("log", None, None, found["log"].at, None, found["log"].basis)
    if "box_cox" in found:
        shift = found["shift"].at if "shift" in found else 0.0
        return Treatment("box_cox", None, None, shift, found["box_cox"].at, found["box_cox"].basis)
    basis = " · ".join(row.basis for row in found.values())
    low, high = (found[kind].at if kind in found else None for kind in ("clip_low", "clip_high"))
    return Treatment("clip" if isinstance(treat.by, Clip) else "winsorise", low, high, None, None, basis)
