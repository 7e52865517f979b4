"""``scoring rank``: the ranking of a year, as a screen or as a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scoring.edge.export import csv_bytes, json_bytes, parquet_bytes
from scoring.edge.scale_files import scales_bytes
from scoring.edge.screens.findings import show_findings
from scoring.edge.screens.footer import show_footer
from scoring.edge.screens.ranking import as_markdown, boards, chosen, show_ranking
from scoring.edge.screens.terminal import Screen, Terminal
from scoring.edge.verbs.appraising import Order, appraised, standing
from scoring.edge.verbs.delivery import Format, form_of, frame_bytes, judge_category, put, screen_bytes
from scoring.edge.verbs.outcome import Outcome
from scoring.engine.appraisal import Appraisal
from scoring.engine.plan import compile_rubric
from scoring.language.messages import Language


@dataclass(frozen=True, slots=True)
class View:
    """What of the ranking to show, how, and where to put it."""

    category: str | None
    top: int | None
    form: Format | None
    out: Path | None
    scales: Path | None
    everything: bool
    audit: Path | None = None


def rank(order: Order, view: View, terminal: Terminal) -> Outcome:
    """Appraise and show. Findings and refusals go to stderr; they decide how the command ends."""
    form = form_of(view.form, view.out, terminal)
    appraisal = appraised(order, terminal, everything=view.everything)
    judge_category(view.category, appraisal.rubric)
    show_findings(appraisal, terminal.err, terminal.language, everything=view.everything)
    if view.scales is not None:
        put(scales_bytes(appraisal.scales, compile_rubric(appraisal.rubric), view.scales), view.scales, terminal)
    if view.audit is not None:
        put(_audit(appraisal, view.audit), view.audit, terminal)
    frozen = str(order.scales) if order.scales is not None else None
    if form == "table" and view.out is None:
        _show(appraisal, view, terminal.out, terminal.language, frozen)
    else:
        put(content(appraisal, view, form, terminal.language, frozen), view.out, terminal)
    return standing(appraisal.findings, appraisal.problems)


def _show(appraisal: Appraisal, view: View, screen: Screen, language: Language, frozen: str | None) -> None:
    show_ranking(boards(appraisal, language, view.category, view.top), screen, language)
    show_footer(appraisal, screen, language, frozen)


def content(appraisal: Appraisal, view: View, form: Format, language: Language, frozen: str | None) -> bytes:
    """The ranking in a format."""
    if form == "table":
        return screen_bytes(lambda screen: _show(appraisal, view, screen, language, frozen))
    if form == "markdown":
        shown = boards(appraisal, language, view.category, view.top)
        return as_markdown(appraisal, shown, language, frozen).encode()
    rows = chosen(appraisal.ranking, view.category, view.top)
    if form == "json":
        return json_bytes(_document(appraisal, rows))
    return csv_bytes(rows) if form == "csv" else parquet_bytes(rows)


def _audit(appraisal: Appraisal, path: Path) -> bytes:
    """The cells that data steps touched, in the format the name says; CSV where it says none."""
    if path.suffix.casefold() == ".json":
        return json_bytes({"rubric": appraisal.rubric.name, "year": appraisal.year, "audit": appraisal.audit})
    return frame_bytes(appraisal.audit, path)


def _document(appraisal: Appraisal, rows: pl.DataFrame) -> dict[str, object]:
    findings = appraisal.findings.group_by("check", "severity", "state", maintain_order=True).len("zones")
    return {
        "rubric": appraisal.rubric.name,
        "fingerprint": appraisal.rubric.fingerprint,
        "year": appraisal.year,
        "ranking": rows,
        "findings": findings,
    }
