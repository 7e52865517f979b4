"""``scoring panel``: the rankings of several years side by side, as a screen or as files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scoring.edge.export import csv_bytes, json_bytes, parquet_bytes
from scoring.edge.returns.reading import EVERY_YEAR, read_inputs
from scoring.edge.screens.panel import as_markdown, boards, show_panel
from scoring.edge.screens.problems import show_problems
from scoring.edge.screens.ranking import chosen
from scoring.edge.screens.terminal import Terminal
from scoring.edge.verbs.appraising import standing
from scoring.edge.verbs.delivery import Format, form_of, frame_bytes, judge_category, put, screen_bytes
from scoring.edge.verbs.outcome import Outcome, misuse
from scoring.edge.verbs.progress import reading
from scoring.engine.panel import FAILED, Panel, panel
from scoring.engine.tables import Inputs
from scoring.language.messages import Language
from scoring.rules.panel import FIRST, LAST, WORDS
from scoring.rules.reading import read_rubric
from scoring.rules.rubric import PanelScales, Rubric

_YEARS = re.compile(r"([0-9]{4})(?:[-–~至]([0-9]{4}))?")


@dataclass(frozen=True, slots=True)
class PanelOrder:
    """What to appraise: method, returns, years (None: all there are) and scales (None: as the rubric says)."""

    rubric: Path
    data: Path
    years: str | None
    scales: str | None


@dataclass(frozen=True, slots=True)
class PanelView:
    """What of the panel to show, how, and where to put it and the trends."""

    category: str | None
    top: int | None
    form: Format | None
    out: Path | None
    trends: Path | None
    everything: bool


def show(order: PanelOrder, view: PanelView, terminal: Terminal) -> Outcome:
    """Appraise the years and show them. What is to be said about years goes to stderr."""
    form = form_of(view.form, view.out, terminal)
    years = None if order.years is None else parse_years(order.years)
    scales = None if order.scales is None else parse_scales(order.scales)
    rubric = read_rubric(order.rubric)
    judge_category(view.category, rubric)
    inputs = _inputs(rubric, order.data, years, scales, terminal)
    show_problems(inputs.problems, terminal.err, terminal.language, everything=view.everything)
    found = panel(rubric, inputs, years, scales=scales)
    show_problems(found.problems, terminal.err, terminal.language, everything=view.everything)
    if view.trends is not None:
        put(frame_bytes(chosen(found.trends, view.category, None), view.trends), view.trends, terminal)
    if form == "table" and view.out is None:
        show_panel(found, boards(found, terminal.language, view.category, view.top), terminal.out, terminal.language)
    else:
        put(content(found, view, form, terminal.language), view.out, terminal)
    return _outcome(found, inputs)


def parse_years(text: str) -> list[int]:
    """``2023-2025``, ``2023,2025``, or both: the years, ascending."""
    years: set[int] = set()
    for part in re.split("[,，、]", text):
        found = _YEARS.fullmatch(part.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not FIRST <= first <= last <= LAST:
            raise misuse("X120", text=text)
        years |= set(range(first, last + 1))
    return sorted(years)


def parse_scales(text: str) -> PanelScales:
    """``same-year``, ``pooled``, or a base year."""
    word = text.strip().casefold().replace("-", "_")
    if word in WORDS:
        return WORDS[word]
    if re.fullmatch("[0-9]{4}", word) and FIRST <= int(word) <= LAST:
        return int(word)
    raise misuse("X121", text=text)


def _inputs(
    rubric: Rubric, data: Path, years: Sequence[int] | None, scales: PanelScales | None, terminal: Terminal
) -> Inputs:
    """The returns of the years, of the base year, and of the year before the first of them."""
    how = rubric.panel if scales is None else scales
    target, back = None, EVERY_YEAR
    if years is not None:
        wanted = [*years, *([how] if isinstance(how, int) else [])]
        target, back = max(wanted), max(wanted) - min(wanted) + 1
    with reading(terminal) as tick:
        return read_inputs(rubric, data, target, tick, back)


def content(found: Panel, view: PanelView, form: Format, language: Language) -> bytes:
    """The panel in a format; files hold the stacked ranking, JSON everything."""
    shown = boards(found, language, view.category, view.top) if form in ("table", "markdown") else []
    if form == "table":
        return screen_bytes(lambda screen: show_panel(found, shown, screen, language))
    if form == "markdown":
        return as_markdown(found, shown, language).encode()
    rows = chosen(found.ranking, view.category, view.top)
    if form == "json":
        return json_bytes(_document(found, rows, view))
    return csv_bytes(rows) if form == "csv" else parquet_bytes(rows)


def _document(found: Panel, rows: pl.DataFrame, view: PanelView) -> dict[str, object]:
    return {
        "rubric": found.rubric.name,
        "fingerprint": found.rubric.fingerprint,
        "years": list(found.years),
        "scales": found.fitted,
        "ranking": rows,
        "trends": chosen(found.trends, view.category, None),
        "movements": chosen(found.movements, view.category, None),
        "problems": [{"code": problem.code, **problem.facts} for problem in found.problems],
    }


def _outcome(found: Panel, inputs: Inputs) -> Outcome:
    """As the years would end one by one; a year that could not be appraised leaves something open."""
    findings = pl.concat(appraisal.findings for appraisal in found.appraisals.values())
    outcome = standing(findings, inputs.problems)
    failed = any(problem.code == FAILED for problem in found.problems)
    return Outcome.OPEN if outcome is Outcome.FINE and failed else outcome
