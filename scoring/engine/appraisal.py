"""The whole flow: collect → verify → fit → score → rank. Only this module knows the order of the stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import polars as pl

from scoring.engine.audit import audit
from scoring.engine.collect import collect
from scoring.engine.data_steps.frozen import unknown_steps
from scoring.engine.data_steps.years import between_years
from scoring.engine.fit import fit
from scoring.engine.frames import own_values, parts_of
from scoring.engine.lists import listed
from scoring.engine.lists import problems as unlisted
from scoring.engine.objections import doubts, objected
from scoring.engine.plan import Plan, compile_rubric
from scoring.engine.rank import places, rank, standings
from scoring.engine.scales import ALL, CURVE, Scales, rows_of, table
from scoring.engine.score import score
from scoring.engine.scorecard import scorecard
from scoring.engine.tables import ENTRIES, Inputs
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
    audit      one row a cell that a data step touched: what stood there before and after, and why; made when first asked for
    problems   what was refused or skipped while the returns were read
    entries    what became of every entry of rosters, checklists and experts' scores
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
    entries: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ENTRIES))

    @cached_property
    def scorecard(self) -> pl.DataFrame:
        """Value, share, points and status of every measure of every zone."""
        return scorecard(self.plan, self._scored, Scales(rows_of(self.scales))).collect()

    @cached_property
    def audit(self) -> pl.DataFrame:
        """Every cell that was screened, divided, filled or treated."""
        return audit(self.plan, self._scored, Scales(rows_of(self.scales))).collect()


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
    entries = pl.DataFrame(schema=ENTRIES)
    if isinstance(inputs, Inputs):
        entries = listed(rubric, inputs)
        values, year = values_of(plan, inputs, entries), inputs.year
        problems = (*inputs.problems, *unlisted(rubric, entries))
    else:
        values, problems = own_values(plan, inputs), ()
        year = int(values.get_column("year").max() or 0) if len(values) else 0  # type: ignore[arg-type]
    parts = _parts(plan, values, year)
    findings = verify(plan, parts)
    if scales is not None:
        frozen = Scales(rows_of(scales))
        if lacking := unknown_steps(plan, parts, frozen):
            raise Rejected(lacking)
    else:
        frozen = _fitted(plan, parts, year, statistics)
    plan = weighted(plan, frozen, parts)
    scored = score(plan, parts, frozen)
    standing = standings(plan, scored, frozen, doubts(plan, scored, frozen))
    found, *frames = pl.collect_all([findings, *standing.values()], engine=_engine(values))
    collected = dict(zip(standing, frames, strict=True))
    if problems_ := objected(plan, scored, frozen, collected):
        raise Rejected(problems_)
    ranking = places(plan, collected)
    return Appraisal(rubric, year, values, found, frozen.frame, ranking, problems, plan, scored, entries)


def values_of(plan: Plan, inputs: Inputs, entries: pl.DataFrame | None = None) -> pl.DataFrame:
    """The values table of the inputs' year: what every later stage looks at."""
    return between_years(plan, inputs, collect(plan, inputs, entries))


def fitted_scales(plan: Plan, values: pl.DataFrame, year: int) -> pl.DataFrame:
    """The scale table of the zones of a values table, and nothing scored; ``year`` is what it says it was fitted on."""
    return _fitted(plan, _parts(plan, values, year), year, None).frame


def _parts(plan: Plan, values: pl.DataFrame, year: int) -> dict[str, pl.LazyFrame]:
    """The zones of each category, with whether each entry condition is met."""
    parts = {category: gated(plan, category, part) for category, part in parts_of(plan, values).items()}
    if not parts:
        raise Rejected([Problem("S100", None, {"year": str(year)})])
    return parts


def _fitted(plan: Plan, parts: Mapping[str, pl.LazyFrame], year: int, statistics: pl.DataFrame | None) -> Scales:
    return fit(plan, {category: admitted(plan, part) for category, part in parts.items()}, year, statistics)


def _engine(values: pl.DataFrame) -> Literal["in-memory", "streaming"]:
    """Both engines give the same bytes; setting up a stream takes longer than scoring a province."""
    return "in-memory" if len(values) < 50_000 else "streaming"


def rescored(plan: Plan, category: str, values: pl.DataFrame, scales: Scales) -> pl.DataFrame:
    """The ranking of rows of a values table among themselves, on scales that were fitted before."""
    part = {category: gated(plan, category, values.lazy())}
    return rank(plan, score(plan, part, scales), scales).collect()


def reweighed(plan: Plan, category: str, values: pl.DataFrame, scales: Scales, year: int) -> Scales:
    """The same scales for a plan that gives a category's measures other full points.

    Knots and statistics stay as they are; what was fitted on points or on shares of nodes is fitted anew.
    """
    rows = rows_of(scales.frame)
    kept = [row for row in rows if row.kind not in _OF_POINTS and (row.kind != "place" or row.basis in plan.requests)]
    if len(kept) == len(rows):
        return scales
    members = {category: admitted(plan, gated(plan, category, values.lazy()))}
    given = table(row for row in kept if row.kind not in CURVE)
    anew = rows_of(fit(plan, members, year, given, set()).frame)
    return Scales(kept + [row for row in anew if row.kind in _OF_POINTS or row.kind == "place"])


#: Rows of the scale table that rest on full points, or on what nodes make of them.
_OF_POINTS = frozenset({"mean", "seen", "extreme", "peer"})


def refitted(appraisal: Appraisal, category: str, zone: str) -> pl.DataFrame:
    """The ranking of a category's other zones if one of several had not been there: everything is fitted anew.

    Raises ``Rejected`` where the others cannot be fitted or scored without it.
    """
    plan = compile_rubric(appraisal.rubric)
    rest = appraisal.values.filter(pl.col("zone") != zone)
    parts = {name: gated(plan, name, part) for name, part in parts_of(plan, rest).items()}
    across = ALL in appraisal.scales["category"]
    members = {name: admitted(plan, part) for name, part in parts.items() if across or name == category}
    frozen = fit(plan, members, appraisal.year, _elsewhere(appraisal.scales, category))
    own = {category: parts[category]}
    plan = weighted(plan, frozen, own)
    scored = score(plan, own, frozen)
    standing = standings(plan, scored, frozen, doubts(plan, own, frozen))
    collected = dict(zip(standing, pl.collect_all(standing.values()), strict=True))
    if problems := objected(plan, scored, frozen, collected):
        raise Rejected(problems)
    return places(plan, collected)


def _elsewhere(scales: pl.DataFrame, category: str) -> pl.DataFrame:
    """The statistics of categories that a change in this one leaves as they are."""
    return scales.filter(~pl.col("category").is_in([category, ALL]), pl.col("kind").is_in(["statistic", "place"]))
