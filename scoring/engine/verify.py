"""Verify: every check on every zone. A breach is a finding; what cannot be told is unverifiable, never a pass."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from scoring.engine.expressions import Terms, column
from scoring.engine.plan import Plan, figures_of
from scoring.engine.points import Scorer
from scoring.engine.scales import Scales
from scoring.engine.tables import FINDINGS, GATE
from scoring.rules.rubric import Check


def verify(plan: Plan, parts: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The findings, ``FINDINGS``, in the order of the checks, then of the zones."""
    order = list(plan.rubric.checks)
    found = [
        _findings(check, frame, Scorer(plan, category, Scales()).terms())
        for category, frame in parts.items()
        for check in plan.rubric.checks.values()
    ]
    findings = pl.concat([pl.LazyFrame(schema=FINDINGS), *found])
    place = pl.col("check").replace_strict(order, list(range(len(order))), return_dtype=pl.Int32)
    return findings.sort(place, "zone") if order else findings


def gated(plan: Plan, category: str, part: pl.LazyFrame) -> pl.LazyFrame:
    """Add ``gate:…``, whether each entry condition is met; one that cannot be told is not met."""
    terms = Scorer(plan, category, Scales()).terms()
    return part.with_columns(
        terms.condition(gate.must.tree).fill_null(value=False).alias(GATE.format(gate.id))
        for gate in plan.rubric.gates.values()
    )


def _findings(check: Check, part: pl.LazyFrame, terms: Terms) -> pl.LazyFrame:
    names = dict.fromkeys(column(name, back=back) for name, back in figures_of(check.must.tree))
    names = {name: None for name in names if name not in terms.constants}
    shown = [pl.format("{}={}", pl.lit(name), pl.col(name).cast(pl.String).fill_null("–")) for name in names]
    return (
        part.with_columns(terms.condition(check.must.tree).cast(pl.Boolean).alias("holds"))
        .filter(~pl.col("holds").fill_null(value=False))
        .select(
            "zone",
            "year",
            pl.lit(check.id).alias("check"),
            pl.lit(check.severity).alias("severity"),
            pl.when(pl.col("holds").is_null()).then(pl.lit("unverifiable")).otherwise(pl.lit("breach")).alias("state"),
            pl.concat_str(shown, separator="; ").alias("figures") if shown else pl.lit("").alias("figures"),
        )
    )
