"""Findings: what the checks found, grouped by check, the hard ones first."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from rich.text import Text

from scoring.edge.screens.terminal import Screen
from scoring.edge.screens.text import clean
from scoring.edge.words import label, say
from scoring.engine.appraisal import Appraisal
from scoring.language.messages import Language
from scoring.language.prose import source

#: How many findings are shown unless all are asked for.
SHOWN = 20


def show_findings(
    appraisal: Appraisal, screen: Screen, language: Language, *, zone: str | None = None, everything: bool = False
) -> None:
    """Show breaches, then what could not be verified, each under its check; of one zone, or of all."""
    found = appraisal.findings if zone is None else appraisal.findings.filter(pl.col("zone") == zone)
    rows = found.sort(pl.col("state") != "breach", pl.col("severity") != "error", maintain_order=True).partition_by(
        "state", "check", maintain_order=True
    )
    each = max(SHOWN // len(rows), 2) if rows else 0
    names = _names(appraisal, language)
    for part in rows:
        first = part.row(0, named=True)
        check = appraisal.rubric.checks[first["check"]]
        hard, breach = first["severity"] == "error", first["state"] == "breach"
        style = "dim" if not breach else "bold red" if hard else "bold yellow"
        count = f" ×{part.height}" if part.height > 1 else ""
        screen.print(
            Text.assemble(
                (f"{say(first['state'], language)}[{check.id}]", style),
                (f"{count} {clean(label(check.label, language))}", "bold"),
                say("rule", language, weight=say("hard" if hard else "soft", language), rule=source(check.must.tree)),
            ),
            soft_wrap=True,
        )
        shown = part if everything else part.head(each)
        for row in shown.iter_rows(named=True):
            line = f"{row['zone']} {names.get(row['zone'], '')}: {row['figures']}"
            screen.print(Text(f"  {clean(line)}"), soft_wrap=True)
        if shown.height < part.height:
            screen.print(Text(f"  {say('more', language, n=part.height - shown.height)}", "dim"))


def _names(appraisal: Appraisal, language: Language) -> Mapping[str, str]:
    name = pl.coalesce("zh", "en", "zone") if language == "zh" else pl.coalesce("en", "zh", "zone")
    pairs = appraisal.ranking.select("zone", name.alias("name"))
    return dict(pairs.iter_rows())
