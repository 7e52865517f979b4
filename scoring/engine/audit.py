"""The audit table: every cell that a data step touched, with what stood there before and after, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from scoring.engine.data_steps.screening import availability
from scoring.engine.plan import MeasurePlan, Plan
from scoring.engine.scales import Scales
from scoring.engine.score import Category
from scoring.engine.tables import AUDIT, AVAILABLE, SCREENED
from scoring.language.prose import plain, source
from scoring.rules.treatments import Filling

#: The order of the steps, within a zone.
_ORDER = ("screen", "per", "impute", "treat")


def audit(plan: Plan, scored: Mapping[str, pl.LazyFrame], scales: Scales) -> pl.LazyFrame:
    """The audit table, ``AUDIT``, in the order of categories, zones, steps and measures."""
    frames = [pl.LazyFrame(schema=AUDIT).with_columns(pl.lit(0).alias("part"), pl.lit(0).alias("number"))]
    for part, (name, frame) in enumerate(scored.items()):
        category = Category(plan, name, scales)
        frames += [_touched(frame, cell, part) for cell in _cells(category)]
    order = pl.col("step").replace_strict(_ORDER, list(range(len(_ORDER))), return_dtype=pl.Int32)
    return pl.concat(frames).sort("part", "zone", order, "number").select(AUDIT.names())


@dataclass(frozen=True, slots=True)
class _Cell:
    """One step of one measure, over all zones: where it touched something, and what came of it."""

    step: str
    plan: MeasurePlan | None
    number: int
    method: str
    touched: pl.Expr
    before: pl.Expr
    after: pl.Expr
    note: pl.Expr


def _touched(frame: pl.LazyFrame, cell: _Cell, part: int) -> pl.LazyFrame:
    measure = None if cell.plan is None else cell.plan.measure
    columns = {
        "zone": pl.col("zone"),
        "year": pl.col("year"),
        "category": pl.col("category"),
        "step": pl.lit(cell.step),
        "indicator": pl.lit(None if measure is None else measure.indicator, dtype=pl.String),
        "measure": pl.lit(None if measure is None else measure.kind, dtype=pl.String),
        "method": pl.lit(cell.method),
        "before": cell.before,
        "after": cell.after,
        "note": cell.note,
    }
    chosen = frame.filter(cell.touched)
    return chosen.select(
        *(value.cast(AUDIT[name]).alias(name) for name, value in columns.items()),
        pl.lit(part).alias("part"),
        pl.lit(cell.number).alias("number"),
    )


_NOTHING = pl.lit(None, dtype=pl.Float64)


def _cells(category: Category) -> Iterator[_Cell]:
    rubric, scorer = category.plan.rubric, category.scorer
    if rubric.screen.zones is not None:
        note = pl.format("{} < {}", availability(scorer), pl.lit(f"{plain(rubric.screen.zones * 100)}%"))
        yield _Cell("screen", None, -1, "zones", pl.col(SCREENED), pl.col(AVAILABLE), _NOTHING, note)
    for number, plan in enumerate(category.counted):
        if scorer.left_out(plan):
            row = category.scales.step("screen", plan.measure.id, category.category)
            note = pl.lit("" if row is None else row.basis)
            everyone = pl.col("zone").is_not_null()
            yield _Cell("screen", plan, number, "indicators", everyone, scorer.given(plan), _NOTHING, note)
            continue
        yield from _divided(category, plan, number)
        yield from _filled(category, plan, number)
        yield from _treated(category, plan, number)


def _divided(category: Category, plan: MeasurePlan, number: int) -> Iterator[_Cell]:
    """Every value that was divided."""
    indicator = category.plan.rubric.indicators[plan.measure.indicator]
    if indicator.per is None or plan.measure.value.tree != indicator.value.tree:
        return
    before = category.scorer.terms(plan.measure).expression(indicator.per.value.tree)
    note = pl.lit(f"/ {source(indicator.per.per.tree)}")
    yield _Cell("per", plan, number, "per", before.is_not_null(), before, category.scorer.given(plan), note)


def _filled(category: Category, plan: MeasurePlan, number: int) -> Iterator[_Cell]:
    """Every value that was filled."""
    impute = plan.measure.impute
    if impute is None or impute.by is Filling.PARENT:
        return
    own, after = category.scorer.given(plan), category.scorer.filled(plan)
    row = category.scales.step("impute", plan.measure.id, category.category)
    note = impute.by.value
    if row is not None:
        note = row.basis if row.n is None else f"{row.basis}, n = {row.n}"
    yield _Cell("impute", plan, number, impute.by.value, own.is_null() & after.is_not_null(), own, after, pl.lit(note))


def _treated(category: Category, plan: MeasurePlan, number: int) -> Iterator[_Cell]:
    """Every value that came out as another."""
    done = category.scorer.treatment(plan)
    if done is None:
        return
    before = category.scorer.filled(plan)
    after = done.applied(before)
    touched = before.is_not_null() & before.ne_missing(after)
    yield _Cell("treat", plan, number, done.method, touched, before, after, pl.lit(done.basis))
