"""Panel: several years appraised in one run, each as it would be alone, on scales that the years may share.

Scales are those of each year (``same_year``), of the zones of all years stacked (``pooled``), or of a base year. A year
that cannot be appraised is left out and said; the others stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from scoring.engine.appraisal import Appraisal, appraise, fitted_scales, values_of
from scoring.engine.changes import with_changes
from scoring.engine.plan import Plan, compile_rubric
from scoring.engine.tables import Inputs
from scoring.engine.trends import movements, series, trends
from scoring.language.problems import Problem, Rejected, Severity
from scoring.rules.rubric import PanelScales, Rubric

#: Said of a year: cannot be appraised; no year before it; nobody ranked. Of a panel: no such base year; no such year.
FAILED, FIRST, NOBODY, NO_BASE, NO_YEAR = "S170", "S171", "S172", "S173", "S174"


@dataclass(frozen=True)
class Panel:
    """What several years look like side by side.

    rubric      the method
    fitted      what the scales were fitted on: ``same_year``, ``pooled`` or a base year
    years       the years asked for, ascending
    appraisals  each year's appraisal; a year that could not be appraised has none
    ranking     the rankings of all years, each compared with the year before it
    scales      the scale tables; ``fitted_on`` says of which year, the last one where years were pooled
    trends      one row a zone and indicator: first and last value, growth, compound growth, slope
    movements   one row a category, indicator and year: how many zones, mean and median
    problems    what is to be said about years; what was refused while reading is in each appraisal
    """

    rubric: Rubric
    fitted: PanelScales
    years: tuple[int, ...]
    appraisals: Mapping[int, Appraisal]
    ranking: pl.DataFrame
    scales: pl.DataFrame
    problems: tuple[Problem, ...]

    @cached_property
    def trends(self) -> pl.DataFrame:
        """What became of each indicator of each zone."""
        return trends(self.rubric, self._series, self.years)

    @cached_property
    def movements(self) -> pl.DataFrame:
        """Mean and median of each indicator in each category and year."""
        return movements(self.rubric, self._series, list(self.appraisals))

    @cached_property
    def _series(self) -> pl.DataFrame:
        return series(self.appraisals.values())


def panel(
    rubric: Rubric, inputs: Inputs, years: Iterable[int] | None = None, *, scales: PanelScales | None = None
) -> Panel:
    """Appraise several years.

    ``inputs`` must hold them (:func:`scoring.read_inputs` with ``years_back``), and the year before the first where
    formulas look at growth. ``years`` None are all that have returns. ``scales`` None is as the rubric says, else
    ``same_year``, ``pooled`` or a base year. Raises ``Rejected`` where a year is not there, where shared scales cannot
    be fitted, or where no year can be appraised.
    """
    plan = compile_rubric(rubric)
    how = rubric.panel if scales is None else scales
    held = _held(inputs)
    asked = held if years is None else sorted(set(years))
    _refuse_unknown(asked, how, held, inputs)
    shared = _shared(plan, inputs, asked, how)
    appraisals: dict[int, Appraisal] = {}
    problems: list[Problem] = []
    for year in asked:
        try:
            found = appraise(rubric, replace(inputs, year=year), scales=shared)
        except Rejected as rejected:
            problems += _failed(year, rejected.problems, _told(year, how), Severity.WARNING)
        else:
            appraisals[year] = found
            problems += _remarks(found, held)
    if not appraisals:
        raise Rejected(replace(problem, severity=Severity.ERROR) for problem in problems)
    fitted = shared if shared is not None else pl.concat(one.scales for one in appraisals.values())
    ranking = with_changes({year: one.ranking for year, one in appraisals.items()})
    return Panel(rubric, how, tuple(asked), appraisals, ranking, fitted, tuple(problems))


def _held(inputs: Inputs) -> list[int]:
    """The years that have returns."""
    years = inputs.submissions.get_column("year").unique().sort().to_list()
    return [int(year) for year in years]


def _refuse_unknown(asked: Sequence[int], how: PanelScales, held: Sequence[int], inputs: Inputs) -> None:
    """Years that nobody handed in anything for."""
    known = {"known": ", ".join(map(str, held)) or "–"}
    problems = [Problem(NO_YEAR, None, {"year": str(year), **known}) for year in asked if year not in held]
    if isinstance(how, int) and how not in held:
        problems.append(Problem(NO_BASE, None, {"year": str(how), **known}))
    if not asked:
        problems.append(Problem("S100", None, {"year": str(inputs.year)}))
    if problems:
        raise Rejected(problems)


def _shared(plan: Plan, inputs: Inputs, asked: Sequence[int], how: PanelScales) -> pl.DataFrame | None:
    """The scale table that all years share, if they do."""
    if how == "same_year":
        return None
    if how == "pooled":
        return fitted_scales(plan, pl.concat(_stacked(plan, inputs, year) for year in asked), asked[-1])
    try:
        return fitted_scales(plan, values_of(plan, replace(inputs, year=how)), how)
    except Rejected as rejected:
        raise Rejected(_failed(how, rejected.problems, {"base": str(how)}, Severity.ERROR)) from None


def _stacked(plan: Plan, inputs: Inputs, year: int) -> pl.DataFrame:
    """The values of a year whose zones are told apart from those of other years."""
    zone = pl.concat_str(pl.col("zone"), pl.lit(f"@{year}")).alias("zone")
    return values_of(plan, replace(inputs, year=year)).with_columns(zone)


def _told(year: int, how: PanelScales) -> dict[str, str]:
    """What the help on a year that is left out may speak of."""
    return {"left_out": str(year)} | ({"based": str(how)} if isinstance(how, int) else {})


def _failed(year: int, reasons: Sequence[Problem], told: Mapping[str, str], severity: Severity) -> list[Problem]:
    """That a year cannot be appraised, and why."""
    said = {"year": str(year), **told}
    first = Problem(FAILED, None, said | {"count": str(len(reasons))}, severity)
    return [first, *(replace(reason, facts=said | dict(reason.facts), severity=severity) for reason in reasons)]


def _remarks(appraisal: Appraisal, held: Sequence[int]) -> list[Problem]:
    """What somebody who compares years must know about this one."""
    year, plan = appraisal.year, appraisal.plan
    remarks: list[Problem] = []
    looked = dict.fromkeys(id_ for _, id_, back in plan.figures if back)
    if looked and year - 1 not in held:
        facts = {"year": str(year), "before": str(year - 1), "items": ", ".join(looked)}
        remarks.append(Problem(FIRST, None, facts, Severity.WARNING))
    if (appraisal.ranking.get_column("state") != "ranked").all():
        lacking = appraisal.scorecard.filter(pl.col("treatment") == "not_graded").get_column("indicator")
        facts = {"year": str(year), "count": str(appraisal.ranking.height)}
        names = lacking.unique(maintain_order=True).to_list()
        remarks.append(Problem(NOBODY, None, facts | ({"names": ", ".join(names)} if names else {}), Severity.WARNING))
    return remarks
