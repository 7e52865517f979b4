"""Rank: totals → places, tiers and stars, within each category and, if the rubric asks, over all.

Places are given on whole counts (the printed total, or the full score to nine digits), so a tie is a tie. Zones that
failed a gate, were vetoed out or could not be graded keep their row, with the reason and without a place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from scoring.engine.grades import after_vetoes, grade
from scoring.engine.numbers import SNAP, tidy, to_decimal
from scoring.engine.plan import Plan
from scoring.engine.points import Scorer
from scoring.engine.scales import Scales
from scoring.engine.tables import GATE, INDICATOR, PARTICULARS, PILLAR, VETO
from scoring.rules.rubric import Grades


def rank(plan: Plan, scored: Mapping[str, pl.LazyFrame], scales: Scales) -> pl.LazyFrame:
    """The ranking table, category by category in the rubric's order, best first."""
    ranked = [_Category(plan, category, scales).ranked(frame) for category, frame in scored.items()]
    table = pl.concat(ranked)
    if plan.rubric.ranking.overall:
        total = pl.when(pl.col("state") == "ranked").then(pl.col("total"))
        dense = plan.rubric.ranking.ties == "dense"
        place = total.rank("dense", descending=True) if dense else total.rank("min", descending=True)
        table = table.with_columns(place.cast(pl.Int64).alias("overall_rank"))
    return table


@dataclass(frozen=True, slots=True)
class _Category:
    plan: Plan
    category: str
    scales: Scales

    def ranked(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        rubric = self.plan.rubric
        state = self._state()
        frame = frame.with_columns(state.alias("state"), *self._breakers())
        key = self._key()
        graded = pl.col("state") == "ranked"
        frame = frame.with_columns(self._place(key).cast(pl.Int64).alias("rank"), graded.sum().cast(pl.Int64).alias("of"))
        digits = rubric.digits
        columns = [
            *PARTICULARS,
            *self._pillars(),
            to_decimal(pl.col("adjustments"), digits.pillar.digits).alias("adjustments"),
            to_decimal(pl.col("total"), digits.total.digits).alias("total"),
        ]
        if rubric.ranking.by == "full":
            columns.append(to_decimal(pl.col("full"), SNAP).alias("full"))
        columns += ["rank", "of"]
        if rubric.tiers is not None:
            columns.append(self._tiers(rubric.tiers, key, graded))
        if rubric.stars is not None:
            columns.append(self._named(rubric.stars, self._graded(rubric.stars, key, graded)).alias("stars"))
        columns += [self._fired().alias("vetoes"), "state", self._failed().alias("gates")]
        return frame.select(columns).sort("rank", "total", "zone", descending=[False, True, False], nulls_last=True)

    def _pillars(self) -> list[pl.Expr]:
        digits = self.plan.rubric.digits.pillar.digits
        return [
            to_decimal(
                pl.col(PILLAR.format(pillar.id)) if self.category in pillar.full else pl.lit(None, dtype=pl.Int64), digits
            ).alias(pillar.id)
            for pillar in self.plan.roots()
        ]

    # who is ranked -----------------------------------------------------------------------------------------------

    def _state(self) -> pl.Expr:
        state = pl.when(pl.col("total").is_null()).then(pl.lit("not_graded")).otherwise(pl.lit("ranked"))
        for veto in self.plan.rubric.vetoes.values():
            if veto.unranked:
                state = pl.when(pl.col(VETO.format(veto.id))).then(pl.lit("vetoed")).otherwise(state)
        for gate in self.plan.rubric.gates.values():
            state = pl.when(~pl.col(GATE.format(gate.id))).then(pl.lit("gated")).otherwise(state)
        return state

    def _fired(self) -> pl.Expr:
        return _ids({id_: pl.col(VETO.format(id_)) for id_ in self.plan.rubric.vetoes})

    def _failed(self) -> pl.Expr:
        return _ids({id_: ~pl.col(GATE.format(id_)) for id_ in self.plan.rubric.gates})

    # places ------------------------------------------------------------------------------------------------------

    def _breakers(self) -> list[pl.Expr]:
        terms = Scorer(self.plan, self.category, self.scales).terms()
        made: list[pl.Expr] = []
        for number, breaker in enumerate(self.plan.rubric.ranking.breakers):
            if breaker.formula is not None:
                value = tidy(terms.expression(breaker.formula.tree))
            else:
                value = self._points_of(breaker.id).cast(pl.Float64)
            made.append((-value).fill_null(float("inf")).alias(f"breaker:{number}"))
        return made

    def _points_of(self, id_: str) -> pl.Expr:
        rubric = self.plan.rubric
        node = rubric.pillars.get(id_) or rubric.indicators[id_]
        if self.category not in node.full:
            return pl.lit(None, dtype=pl.Int64)
        return pl.col((PILLAR if id_ in rubric.pillars else INDICATOR).format(id_))

    def _key(self) -> pl.Expr:
        """What zones are sorted by, smaller first; equal keys are ties. Null for the unranked."""
        rule = self.plan.rubric.ranking
        standing = -pl.col("full" if rule.by == "full" else "total")
        parts = [standing, *(pl.col(f"breaker:{number}") for number in range(len(rule.breakers)))]
        if rule.ties == "ordinal":
            parts.append(pl.col("zone"))
        ranked = pl.col("state") == "ranked"
        if len(parts) == 1:
            return pl.when(ranked).then(standing)
        return pl.when(ranked).then(pl.struct(parts).rank("min"))

    def _place(self, key: pl.Expr) -> pl.Expr:
        return key.rank("dense" if self.plan.rubric.ranking.ties == "dense" else "min")

    # grades ------------------------------------------------------------------------------------------------------

    def _graded(self, grades: Grades, key: pl.Expr, ranked: pl.Expr) -> pl.Expr:
        terms = Scorer(self.plan, self.category, self.scales).terms()
        auto = {
            tier.id: terms.condition(tier.auto.tree).fill_null(value=False)
            for tier in grades.tiers
            if tier.auto is not None
        }
        digits = self.plan.rubric.digits.total.digits
        return grade(grades, key=key, ranked=ranked, auto=auto, total=pl.col("total"), digits=digits)

    def _tiers(self, grades: Grades, key: pl.Expr, ranked: pl.Expr) -> pl.Expr:
        rubric = self.plan.rubric
        vetoes = {
            id_: (veto, pl.col(VETO.format(id_)).fill_null(value=False) & ranked) for id_, veto in rubric.vetoes.items()
        }
        tier = self._named(grades, after_vetoes(self._graded(grades, key, ranked), grades, vetoes))
        for gate in rubric.gates.values():
            if gate.tier is not None:
                tier = pl.when(~pl.col(GATE.format(gate.id))).then(pl.lit(gate.tier)).otherwise(tier)
        return tier.alias("tier")

    @staticmethod
    def _named(grades: Grades, index: pl.Expr) -> pl.Expr:
        numbers = list(range(len(grades.tiers)))
        return index.replace_strict(numbers, [tier.id for tier in grades.tiers], return_dtype=pl.String)


def _ids(conditions: Mapping[str, pl.Expr]) -> pl.Expr:
    """The ids whose condition holds, in the rubric's order."""
    if not conditions:
        return pl.lit([], dtype=pl.List(pl.String))
    flagged = [pl.when(condition).then(pl.lit(id_)) for id_, condition in conditions.items()]
    return pl.concat_list(flagged).list.drop_nulls()
