"""Verify: every check on every zone. A breach is a finding; what cannot be told is unverifiable, never a pass."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from scoring.engine.data_steps.screening import screened
from scoring.engine.expressions import Terms, column
from scoring.engine.plan import Plan, figures_of
from scoring.engine.points import Scorer
from scoring.engine.scales import Scales
from scoring.engine.tables import FINDINGS, GATE, SCREENED
from scoring.rules.rubric import Check


def verify(plan: Plan, parts: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The findings, ``FINDINGS``, in the order of the checks, then of the zones."""
    order = list(plan.rubric.checks)
    if not order:
        return pl.LazyFrame(schema=FINDINGS)
    place = pl.col("check").replace_strict(order, list(range(len(order))), return_dtype=pl.Int32)
    return pl.concat([_findings(plan, category, part) for category, part in parts.items()]).sort(place, "zone")


def gated(plan: Plan, category: str, part: pl.LazyFrame) -> pl.LazyFrame:
    """Add ``gate:…``, whether each entry condition is met; one that cannot be told is not met. And what is screened."""
    terms = Scorer(plan, category, Scales()).terms()
    return screened(plan, category, part).with_columns(
        terms.condition(gate.must.tree).fill_null(value=False).alias(GATE.format(gate.id))
        for gate in plan.rubric.gates.values()
    )


def admitted(plan: Plan, part: pl.LazyFrame) -> pl.LazyFrame:
    """The cohort of a category: zones that met every entry condition, and have enough data."""
    gates = [pl.col(GATE.format(id_)) for id_ in plan.rubric.gates]
    if plan.rubric.screen.zones is not None:
        gates.append(~pl.col(SCREENED))
    return part.filter(gates) if gates else part


def _findings(plan: Plan, category: str, part: pl.LazyFrame) -> pl.LazyFrame:
    """What was found in one category: every check looked at in one pass over its zones."""
    terms = Scorer(plan, category, Scales()).terms()
    found = pl.concat_list([_finding(check, terms) for check in plan.rubric.checks.values()])
    listed = part.select("zone", "year", found.alias("found")).explode("found").unnest("found")
    return listed.filter(pl.col("state").is_not_null()).select(FINDINGS.names())


def _finding(check: Check, terms: Terms) -> pl.Expr:
    """The finding of a check on a zone; its state is null where the check holds."""
    holds = terms.condition(check.must.tree).cast(pl.Boolean)
    unverifiable = pl.when(holds.is_null()).then(pl.lit("unverifiable"))
    figures = [(name, back) for name, back in figures_of(check.must.tree) if name.written not in terms.constants]
    names = dict.fromkeys(column(name, back=back) for name, back in figures)
    shown = [pl.format("{}={}", pl.lit(name), pl.col(name).cast(pl.String).fill_null("–")) for name in names]
    return pl.struct(
        pl.lit(check.id).alias("check"),
        pl.lit(check.severity).alias("severity"),
        pl.when(~holds).then(pl.lit("breach")).otherwise(unverifiable).alias("state"),
        pl.concat_str(shown, separator="; ").alias("figures") if shown else pl.lit("").alias("figures"),
    )
