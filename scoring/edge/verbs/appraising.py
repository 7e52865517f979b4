"""What ``rank`` and ``explain`` share: read the method and the returns, appraise, and say what was refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scoring.edge.returns.reading import read_inputs
from scoring.edge.scale_files import read_scales
from scoring.edge.screens.problems import show_problems
from scoring.edge.screens.terminal import Terminal
from scoring.edge.verbs.outcome import Outcome
from scoring.edge.verbs.progress import reading
from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.lists import listed
from scoring.engine.lists import problems as listing_problems
from scoring.engine.plan import compile_rubric
from scoring.language.problems import Problem, Severity
from scoring.rules.reading import read_rubric
from scoring.rules.schedule import in_month


@dataclass(frozen=True, slots=True)
class Order:
    """What to appraise: method, returns, year (None: the latest), scales (None: fit them), month (None: the method's)."""

    rubric: Path
    data: Path
    year: int | None
    scales: Path | None = None
    month: int | None = None


def appraised(order: Order, terminal: Terminal, *, everything: bool) -> Appraisal:
    """The appraisal. What was refused while reading is shown first, also when the appraisal then fails."""
    rubric = in_month(read_rubric(order.rubric), order.month)
    scales = read_scales(order.scales, compile_rubric(rubric)) if order.scales is not None else None
    with reading(terminal) as tick:
        inputs = read_inputs(rubric, order.data, order.year, tick)
    entries = listed(rubric, inputs)
    said = (*inputs.problems, *listing_problems(rubric, entries))
    show_problems(said, terminal.err, terminal.language, everything=everything)
    return appraise(rubric, inputs, scales=scales)


def standing(findings: pl.DataFrame, problems: Iterable[Problem] = ()) -> Outcome:
    """How an appraisal ends: refused cells or broken hard checks, open findings, or fine."""
    kinds = set(findings.select("state", "severity").iter_rows())
    if ("breach", "error") in kinds or any(problem.severity is Severity.ERROR for problem in problems):
        return Outcome.REFUSED
    if ("breach", "warning") in kinds or ("unverifiable", "error") in kinds:
        return Outcome.OPEN
    return Outcome.FINE
