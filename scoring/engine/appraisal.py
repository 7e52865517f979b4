"""The whole flow: collect → verify → fit → score → rank. Only this module knows the order of the stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import polars as pl

from scoring.engine.collect import collect
from scoring.engine.fit import fit
from scoring.engine.frames import own_values, parts_of
from scoring.engine.objections import as_problems, objections
from scoring.engine.plan import Plan, compile_rubric
from scoring.engine.rank import places, rank, standings
from scoring.engine.scales import Scales, rows_of
from scoring.engine.score import score
from scoring.engine.scorecard import scorecard
from scoring.engine.tables import Inputs
from scoring.engine.verify import admitted, gated, verify
from scoring.engine.weighting import weighted
from scoring.language.problems import Problem, Rejected
from scoring.rules.rubric import Rubric


@dataclass(frozen=True)
class Appraisal:
    """What an appraisal found. Frames are sorted and their columns are fixed (see ``docs/tables.md``).

    rubric     the method
    year       the year appraised
    values     one row a zone, one column a figure, in the items' units (Float64); parks already added into their zone
    findings   breaches of checks, and checks that could not be told
    scales     the scale table: every knot and statistic that scores rest on
    ranking    one row a zone: points of the root pillars, adjustments, total (exact decimals), rank, tier, vetoes, state
    scorecard  one row a zone and measure: value, share, points, full, status, treatment; worked out when first asked for
    problems   what was refused or skipped while the returns were read
    plan       the compiled method, with the full points that fitted weights give
    """

    rubric: Rubric
    year: int
    values: pl.DataFrame
    findings: pl.DataFrame
    scales: pl.DataFrame
    ranking: pl.DataFrame
    problems: tuple[Problem, ...]
    plan: Plan
    _scored: Mapping[str, pl.LazyFrame]

    @cached_property
    def scorecard(self) -> pl.DataFrame:
        """Value, share, points and status of every measure of every zone."""
        return scorecard(self.plan, self._scored, Scales(rows_of(self.scales))).collect()


def appraise(
    rubric: Rubric,
    inputs: Inputs | pl.DataFrame,
    *,
    scales: pl.DataFrame | None = None,
    statistics: pl.DataFrame | None = None,
) -> Appraisal:
    """Appraise a year's returns.

    ``inputs`` is what :func:`scoring.read_inputs` read, or a values table of your own: columns ``zone``, ``category``
    (needless where the rubric has one), optionally ``year`` and names, and one numeric column a figure, in the items'
    units (``tax``, ``previous.tax``, ``witness.tax``, …). ``scales`` scores on a scale table of before instead of fitting
    one; ``statistics`` are rows of a scale table to be kept while the rest is fitted. Raises ``Rejected`` where the
    data cannot be scored as the rubric says.
    """
    plan = compile_rubric(rubric)
    if isinstance(inputs, Inputs):
        values, year, problems = collect(plan, inputs), inputs.year, inputs.problems
    else:
        values, problems = own_values(plan, inputs), ()
        year = int(values.get_column("year").max() or 0) if len(values) else 0  # type: ignore[arg-type]
    parts = {category: gated(plan, category, part) for category, part in parts_of(plan, values).items()}
    if not parts:
        raise Rejected([Problem("S100", None, {"year": str(year)})])
    findings = verify(plan, parts)
    if scales is not None:
        frozen = Scales(rows_of(scales))
    else:
        frozen = fit(plan, {category: admitted(plan, part) for category, part in parts.items()}, year, statistics)
    plan = weighted(plan, frozen, parts)
    scored = score(plan, parts, frozen)
    standing = standings(plan, scored, frozen, objections(plan, scored, frozen))
    found, *collected = pl.collect_all([findings, *standing.values()], engine=_engine(values))
    if objected := as_problems(plan, collected):
        raise Rejected(objected)
    ranking = places(plan, dict(zip(standing, collected, strict=True)))
    return Appraisal(rubric, year, values, found, frozen.frame, ranking, problems, plan, scored)


def _engine(values: pl.DataFrame) -> Literal["in-memory", "streaming"]:
    """Both engines give the same bytes; setting up a stream takes longer than scoring a province."""
    return "in-memory" if len(values) < 50_000 else "streaming"


def rescored(plan: Plan, category: str, values: pl.DataFrame, scales: Scales) -> pl.DataFrame:
    """The ranking of rows of a values table among themselves, on scales that were fitted before."""
    part = {category: gated(plan, category, values.lazy())}
    return rank(plan, score(plan, part, scales), scales).collect()
