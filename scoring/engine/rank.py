"""Rank: totals → places, tiers and stars, within each category and, if the rubric asks, over all.

Places are given on whole counts (the printed total, or the full score to nine digits), so a tie is a tie. Zones that
failed a gate, were vetoed out or could not be graded keep their row, with the reason and without a place.

What is worked out zone by zone (`standings`) streams; zones are put in order (`places`) in memory, on the few columns
of a ranking: a streaming sort takes four times as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from scoring.engine.expressions import Terms
from scoring.engine.grades import after_vetoes, grade
from scoring.engine.numbers import SNAP, tidy, to_decimal
from scoring.engine.plan import Plan
from scoring.engine.points import Scorer
from scoring.engine.scales import Scales
from scoring.engine.tables import GATE, INDICATOR, PARTICULARS, PILLAR, SCREENED, VETO
from scoring.rules.rubric import Grades, RankRule

#: Comes after every place and every total: the unranked follow the ranked, by their totals.
_LAST = 2**62


def rank(plan: Plan, scored: Mapping[str, pl.LazyFrame], scales: Scales) -> pl.LazyFrame:
    """The ranking table, category by category in the rubric's order, best first."""
    lazy = standings(plan, scored, scales)
    return places(plan, dict(zip(lazy, pl.collect_all(lazy.values(), engine="in-memory"), strict=True))).lazy()


def standings(
    plan: Plan,
    scored: Mapping[str, pl.LazyFrame],
    scales: Scales,
    besides: Mapping[str, pl.Expr] = MappingProxyType({}),
) -> dict[str, pl.LazyFrame]:
    """All that the places of a category rest on, row by row; ``besides`` names a further column of a category."""
    return {
        category: _Category(plan, category).standing(frame, scales, [besides[category]] if category in besides else [])
        for category, frame in scored.items()
    }


def places(plan: Plan, standings: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The ranking table from what `standings` worked out."""
    table = pl.concat([_Category(plan, category).placed(frame) for category, frame in standings.items()])
    rule = plan.rubric.ranking
    if rule.overall:
        table = table.with_columns(_place(rule, _key(rule)).alias("overall_rank"))
    return table.drop("standing", *_breaker_names(rule)).collect(engine="in-memory")


def _breaker_names(rule: RankRule) -> list[str]:
    return [f"breaker:{number}" for number in range(len(rule.breakers))]


def _key(rule: RankRule) -> pl.Expr:
    """What zones are sorted by, smaller first; equal keys are ties. Null for the unranked."""
    parts = ["standing", *_breaker_names(rule)]
    if rule.ties == "ordinal":
        parts.append("zone")
    ranked = pl.when(pl.col("state") == "ranked")
    return ranked.then("standing") if len(parts) == 1 else ranked.then(pl.struct(parts).rank("min"))


def _place(rule: RankRule, key: pl.Expr) -> pl.Expr:
    place = key.rank("dense") if rule.ties == "dense" else key.rank("min")
    return place.cast(pl.Int64)


@dataclass(frozen=True, slots=True)
class _Category:
    plan: Plan
    category: str

    def standing(self, frame: pl.LazyFrame, scales: Scales, besides: list[pl.Expr]) -> pl.LazyFrame:
        """Totals, state and what breaks ties, with all that the grades look at."""
        rubric = self.plan.rubric
        terms = Scorer(self.plan, self.category, scales).terms()
        kept = [PILLAR.format(pillar.id) for pillar in self.plan.roots() if self.category in pillar.full]
        kept += ["adjustments", "total", *(["full"] if rubric.ranking.by == "full" else [])]
        kept += [VETO.format(id_) for id_ in rubric.vetoes] + [GATE.format(id_) for id_ in rubric.gates]
        standing = -pl.col("full" if rubric.ranking.by == "full" else "total")
        return frame.select(
            *PARTICULARS,
            *kept,
            self._state().alias("state"),
            standing.alias("standing"),
            *self._breakers(terms),
            *_automatic("tier", rubric.tiers, terms),
            *_automatic("stars", rubric.stars, terms),
            *besides,
        )

    def placed(self, frame: pl.DataFrame) -> pl.LazyFrame:
        """The category's part of the ranking table; those of one place stand in the order of their ids."""
        rubric = self.plan.rubric
        rule, digits = rubric.ranking, rubric.digits
        key, graded = pl.col("key"), pl.col("state") == "ranked"
        ordered = (
            (frame if frame.get_column("zone").is_sorted() else frame.sort("zone"))
            .lazy()
            .with_columns(_key(rule).alias("key"))
            .sort(pl.coalesce("key", _LAST - pl.col("total")), nulls_last=True, maintain_order=True)
            .with_columns(_place(rule, key).alias("rank"), graded.sum().cast(pl.Int64).alias("of"))
        )
        columns = [
            *PARTICULARS,
            *self._pillars(),
            to_decimal(pl.col("adjustments"), digits.pillar.digits).alias("adjustments"),
            to_decimal(pl.col("total"), digits.total.digits).alias("total"),
        ]
        if rule.by == "full":
            columns.append(to_decimal(pl.col("full"), SNAP).alias("full"))
        columns += ["rank", "of"]
        if rubric.tiers is not None:
            columns.append(self._tiers(rubric.tiers, key, graded))
        if rubric.stars is not None:
            columns.append(self._named(rubric.stars, self._graded("stars", rubric.stars, key, graded)).alias("stars"))
        columns += [self._fired().alias("vetoes"), "state", self._failed().alias("gates")]
        columns += ["standing", *_breaker_names(rule)]
        return ordered.select(columns)

    def _pillars(self) -> list[pl.Expr]:
        digits = self.plan.rubric.digits.pillar.digits
        return [
            to_decimal(
                pl.col(PILLAR.format(pillar.id)) if self.category in pillar.full else pl.lit(None, dtype=pl.Int64),
                digits,
            ).alias(pillar.id)
            for pillar in self.plan.roots()
        ]

    # who is ranked -----------------------------------------------------------------------------------------------

    def _state(self) -> pl.Expr:
        state = pl.when(pl.col("total").is_null()).then(pl.lit("not_graded")).otherwise(pl.lit("ranked"))
        for veto in self.plan.rubric.vetoes.values():
            if veto.unranked:
                state = pl.when(pl.col(VETO.format(veto.id))).then(pl.lit("vetoed")).otherwise(state)
        if self.plan.rubric.screen.zones is not None:
            state = pl.when(SCREENED).then(pl.lit("screened")).otherwise(state)
        for gate in self.plan.rubric.gates.values():
            state = pl.when(~pl.col(GATE.format(gate.id))).then(pl.lit("gated")).otherwise(state)
        return state

    def _fired(self) -> pl.Expr:
        return _ids({id_: pl.col(VETO.format(id_)) for id_ in self.plan.rubric.vetoes})

    def _failed(self) -> pl.Expr:
        return _ids({id_: ~pl.col(GATE.format(id_)) for id_ in self.plan.rubric.gates})

    # places ------------------------------------------------------------------------------------------------------

    def _breakers(self, terms: Terms) -> list[pl.Expr]:
        made: list[pl.Expr] = []
        rule = self.plan.rubric.ranking
        for name, breaker in zip(_breaker_names(rule), rule.breakers, strict=True):
            if breaker.formula is not None:
                value = tidy(terms.expression(breaker.formula.tree))
            else:
                value = self._points_of(breaker.id).cast(pl.Float64)
            made.append((-value).fill_null(float("inf")).alias(name))
        return made

    def _points_of(self, id_: str) -> pl.Expr:
        rubric = self.plan.rubric
        node = rubric.pillars.get(id_) or rubric.indicators[id_]
        if self.category not in node.full:
            return pl.lit(None, dtype=pl.Int64)
        return pl.col((PILLAR if id_ in rubric.pillars else INDICATOR).format(id_))

    # grades ------------------------------------------------------------------------------------------------------

    def _graded(self, kind: str, grades: Grades, key: pl.Expr, ranked: pl.Expr) -> pl.Expr:
        auto = {tier.id: pl.col(_AUTO.format(kind, tier.id)) for tier in grades.tiers if tier.auto is not None}
        digits = self.plan.rubric.digits.total.digits
        return grade(grades.of(self.category), key=key, ranked=ranked, auto=auto, total=pl.col("total"), digits=digits)

    def _tiers(self, grades: Grades, key: pl.Expr, ranked: pl.Expr) -> pl.Expr:
        rubric = self.plan.rubric
        vetoes = {
            id_: (veto, pl.col(VETO.format(id_)).fill_null(value=False) & ranked) for id_, veto in rubric.vetoes.items()
        }
        tier = self._named(grades, after_vetoes(self._graded("tier", grades, key, ranked), grades, vetoes))
        for gate in rubric.gates.values():
            if gate.tier is not None:
                tier = pl.when(~pl.col(GATE.format(gate.id))).then(pl.lit(gate.tier)).otherwise(tier)
        return tier.alias("tier")

    @staticmethod
    def _named(grades: Grades, index: pl.Expr) -> pl.Expr:
        numbers = list(range(len(grades.tiers)))
        return index.replace_strict(numbers, [tier.id for tier in grades.tiers], return_dtype=pl.String)


_AUTO = "auto:{}:{}"


def _automatic(kind: str, grades: Grades | None, terms: Terms) -> list[pl.Expr]:
    """Whether a zone meets the condition of each grade that is granted outside the quota."""
    return [
        terms.condition(tier.auto.tree).fill_null(value=False).alias(_AUTO.format(kind, tier.id))
        for tier in (grades.tiers if grades is not None else ())
        if tier.auto is not None
    ]


def _ids(conditions: Mapping[str, pl.Expr]) -> pl.Expr:
    """The ids whose condition holds, in the rubric's order."""
    if not conditions:
        return pl.lit([], dtype=pl.List(pl.String))
    flagged = [pl.when(condition).then(pl.lit(id_)) for id_, condition in conditions.items()]
    return pl.concat_list(flagged).list.drop_nulls()
