"""Screening by data availability: zones with too few values are not ranked, indicators with too few are left out.

Both look at what was handed in, before anything is filled. Whether a zone has a value is judged by its own figures: a
formula that also looks at the cohort (a share of the sum, a place) has one as soon as they are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

import polars as pl

from scoring.engine.plan import MeasurePlan, Plan
from scoring.engine.points import Scorer
from scoring.engine.scales import ALL, Row, Scales
from scoring.engine.tables import AVAILABLE, SCREENED
from scoring.language.problems import Problem
from scoring.language.prose import plain


class _Assumed:
    """Statistics that are there, whatever they may be."""

    def statistic(self, key: str) -> float | None:
        """Any number."""
        return float(bool(key))

    def places(self, key: str) -> pl.Series:
        """Any place."""
        return pl.Series([float(bool(key))], dtype=pl.Float64)


def _has_value(scorer: Scorer, plan: MeasurePlan) -> pl.Expr:
    """Whether a zone has a value of a measure; null where the measure does not apply."""
    terms = replace(scorer.terms(plan.measure), frozen=_Assumed())
    has = terms.expression(plan.measure.value.tree).is_not_null()
    applies = plan_applies(scorer, plan)
    return has if applies is None else pl.when(applies).then(has)


def plan_applies(scorer: Scorer, plan: MeasurePlan) -> pl.Expr | None:
    """Whether the indicator applies, as far as a zone's own figures tell."""
    applies = scorer.plan.rubric.indicators[plan.measure.indicator].applies
    if applies is None:
        return None
    terms = replace(scorer.terms(plan.measure), frozen=_Assumed())
    return terms.condition(applies.tree).fill_null(value=True)


def screened(plan: Plan, category: str, part: pl.LazyFrame) -> pl.LazyFrame:
    """Add ``available``, the share of the measures that count for a zone of which it has a value, and ``screened``."""
    least = plan.rubric.screen.zones
    if least is None:
        return part
    known, asked = _known(Scorer(plan, category, Scales()))
    return part.with_columns(
        pl.when(asked > 0).then(known / asked).alias(AVAILABLE),
        (known * least.denominator < asked * least.numerator).alias(SCREENED),
    )


def _known(scorer: Scorer) -> tuple[pl.Expr, pl.Expr]:
    """How many measures a zone has a value of, and how many count for it."""
    has = [_everywhere(_has_value(scorer, measure)) for measure in scorer.plan.counted(scorer.category)]
    known = pl.sum_horizontal([one.fill_null(value=False).cast(pl.Int64) for one in has])
    return known, pl.sum_horizontal([one.is_not_null().cast(pl.Int64) for one in has])


def availability(scorer: Scorer) -> pl.Expr:
    """``4 of 9``: how many of the measures that count for a zone it has a value of."""
    return pl.format("{} of {}", *_known(scorer))


def _everywhere(value: pl.Expr) -> pl.Expr:
    """A value for every zone, also of what looks at no figure."""
    return value if value.meta.root_names() else pl.when(pl.col("zone").is_not_null()).then(value)


def screen_indicators(plan: Plan, members: Mapping[str, pl.LazyFrame], scales: Scales, year: int) -> None:
    """A row ``screen`` for every measure of an indicator that too few zones of its cohort have a value for.

    A cohort smaller than the rubric's ``cohort_at_least`` says nothing about an indicator.
    """
    least = plan.rubric.screen.indicators
    if least is None:
        return
    counts = {category: _counts(plan, category, frame) for category, frame in members.items()}
    for indicator in plan.rubric.indicators.values():
        cohorts = [list(members)] if indicator.cohort == "all" else [[category] for category in members]
        for cohort in cohorts:
            inside = [counts[category][indicator.id] for category in cohort if indicator.id in counts[category]]
            known, asked = (sum(part) for part in zip(*inside, strict=True)) if inside else (0, 0)
            name = ALL if indicator.cohort == "all" else cohort[0]
            told = scales.step("screen", indicator.measures[0].id, name) is not None
            if told or known >= asked * least or asked < plan.rubric.cohort_at_least:
                continue
            basis = f"{known} of {asked} < {plain(least * 100)}%"
            for measure in indicator.measures:
                at = float(Fraction(known, asked))
                scales.add(Row(measure.id, name, "screen", 0, at, None, basis, asked, year))


def _counts(plan: Plan, category: str, frame: pl.LazyFrame) -> dict[str, tuple[int, int]]:
    """How many zones have a value of any measure of each indicator, and for how many it counts."""
    scorer = Scorer(plan, category, Scales())
    counted: dict[str, list[pl.Expr]] = {}
    for measure in plan.counted(category):
        counted.setdefault(measure.measure.indicator, []).append(_everywhere(_has_value(scorer, measure)))
    made: list[pl.Expr] = []
    for id_, has in counted.items():
        any_ = pl.any_horizontal([one.fill_null(value=False) for one in has])
        made += [any_.sum().alias(f"{id_}|known"), has[0].count().alias(f"{id_}|asked")]
    row = frame.select(made).collect().row(0, named=True)
    return {id_: (int(row[f"{id_}|known"]), int(row[f"{id_}|asked"])) for id_ in counted}


def all_left_out(plan: Plan, categories: Iterable[str], scales: Scales) -> list[Problem]:
    """Categories in which nothing is left to score."""
    found: list[Problem] = []
    for category in categories:
        scorer = Scorer(plan, category, scales)
        if plan.counted(category) and all(scorer.left_out(measure) for measure in plan.counted(category)):
            found.append(Problem("S163", plan.rubric.screen.place, {"category": category}))
    return found
