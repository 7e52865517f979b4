"""``scoring rank``: the ranking of a year, as a screen or as a file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl
from rich.text import Text

from scoring.edge.export import csv_bytes, json_bytes, parquet_bytes, write
from scoring.edge.scale_files import scales_bytes
from scoring.edge.screens.findings import show_findings
from scoring.edge.screens.footer import show_footer
from scoring.edge.screens.ranking import as_markdown, boards, chosen, show_ranking
from scoring.edge.screens.terminal import Terminal, plain_width, screen_on
from scoring.edge.verbs.appraising import Order, appraised, standing
from scoring.edge.verbs.outcome import Outcome, misuse
from scoring.edge.words import say
from scoring.engine.appraisal import Appraisal
from scoring.engine.plan import compile_rubric
from scoring.language.messages import Language

Format = Literal["table", "csv", "json", "parquet", "markdown"]
FORMATS: tuple[Format, ...] = ("table", "csv", "json", "parquet", "markdown")
_ENDINGS: dict[str, Format] = {
    ".csv": "csv",
    ".json": "json",
    ".parquet": "parquet",
    ".md": "markdown",
    ".markdown": "markdown",
}


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
    form = form_of(view.form, view.out)
    if form == "parquet" and view.out is None and terminal.interactive:
        raise misuse("X103")
    appraisal = appraised(order, terminal, everything=view.everything)
    if view.category is not None and view.category not in appraisal.rubric.categories:
        raise misuse("X109", name=view.category, known=", ".join(appraisal.rubric.categories))
    show_findings(appraisal, terminal.err, terminal.language, everything=view.everything)
    if view.scales is not None:
        put(scales_bytes(appraisal.scales, compile_rubric(appraisal.rubric), view.scales), view.scales, terminal)
    if view.audit is not None:
        put(_audit(appraisal, view.audit), view.audit, terminal)
    frozen = str(order.scales) if order.scales is not None else None
    if form == "table" and view.out is None:
        show_ranking(boards(appraisal, terminal.language, view.category, view.top), terminal.out, terminal.language)
        show_footer(appraisal, terminal.out, terminal.language, frozen)
    else:
        put(content(appraisal, view, form, terminal.language, frozen), view.out, terminal)
    return standing(appraisal.findings, appraisal.problems)


def content(appraisal: Appraisal, view: View, form: Format, language: Language, frozen: str | None) -> bytes:
    """The ranking in a format."""
    if form == "table":
        return _as_text(appraisal, view, language, frozen)
    if form == "markdown":
        shown = boards(appraisal, language, view.category, view.top)
        return as_markdown(appraisal, shown, language, frozen).encode()
    rows = chosen(appraisal.ranking, view.category, view.top)
    if form == "json":
        return json_bytes(_document(appraisal, rows))
    return csv_bytes(rows) if form == "csv" else parquet_bytes(rows)


def _audit(appraisal: Appraisal, path: Path) -> bytes:
    """The cells that data steps touched, in the format the name says; CSV where it says none."""
    ending = path.suffix.casefold()
    if ending == ".parquet":
        return parquet_bytes(appraisal.audit)
    if ending == ".json":
        return json_bytes({"rubric": appraisal.rubric.name, "year": appraisal.year, "audit": appraisal.audit})
    return csv_bytes(appraisal.audit)


def _document(appraisal: Appraisal, rows: pl.DataFrame) -> dict[str, object]:
    findings = appraisal.findings.group_by("check", "severity", "state", maintain_order=True).len("zones")
    return {
        "rubric": appraisal.rubric.name,
        "fingerprint": appraisal.rubric.fingerprint,
        "year": appraisal.year,
        "ranking": rows,
        "findings": findings,
    }


def _as_text(appraisal: Appraisal, view: View, language: Language, frozen: str | None) -> bytes:
    stream = io.StringIO()
    screen = screen_on(stream, plain_width())
    show_ranking(boards(appraisal, language, view.category, view.top), screen, language)
    show_footer(appraisal, screen, language, frozen)
    return stream.getvalue().encode()


def form_of(form: Format | None, out: Path | None) -> Format:
    """The format asked for, else what the name of the file says, else a table."""
    return form or (_ENDINGS.get(out.suffix.casefold(), "table") if out else "table")


def put(content: bytes, out: Path | None, terminal: Terminal) -> None:
    """Into the file, or to stdout."""
    if out is not None:
        write(out, content)
        terminal.err.print(Text(say("written", terminal.language, path=out), "dim"), soft_wrap=True)
    else:
        terminal.put(content)
