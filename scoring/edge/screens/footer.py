"""What a ranking rests on: the method and its scales, how well its numbers are known, and what the checks found."""

from __future__ import annotations

import polars as pl
from rich.text import Text

from scoring.edge.screens.terminal import Screen
from scoring.edge.screens.text import clean
from scoring.edge.words import label, say
from scoring.engine.appraisal import Appraisal
from scoring.language.messages import Language
from scoring.rules.rubric import Rubric, Status


def show_footer(appraisal: Appraisal, screen: Screen, language: Language, frozen: str | None = None) -> None:
    """What the ranking rests on: the method, its scales, its numbers, and what the checks found."""
    for line in footer(appraisal, language, frozen):
        screen.print(Text(line, "dim"))


def footer(appraisal: Appraisal, language: Language, frozen: str | None = None) -> list[str]:
    """The lines under a ranking."""
    rubric, comma = appraisal.rubric, say("comma", language)
    line = f"{rubric.name} · {appraisal.year} · {say('scales', language)} {comma.join(_scales(appraisal, language))}"
    if frozen is not None:
        line += f" · {say('scales.given', language, file=clean(frozen))}"
    lines = [line, *illustrative(rubric, language)]
    findings = appraisal.findings
    breaches = findings.filter(pl.col("state") == "breach")
    if findings.is_empty():
        lines += [say("findings.none", language)] if rubric.checks else []
    else:
        hard = breaches.filter(pl.col("severity") == "error").height
        still_open = findings.height - breaches.height
        lines.append(say("findings", language, breaches=breaches.height, hard=hard, open=still_open))
    refused = sum(1 for problem in appraisal.problems if problem.severity == "error")
    return [*lines, say("refused.cells", language, n=refused)] if refused else lines


def illustrative(rubric: Rubric, language: Language) -> list[str]:
    """How many of the method's numbers are examples, if any are."""
    stated = [number.status for number in rubric.numbers]
    n = stated.count(Status.ILLUSTRATIVE)
    return [say("numbers", language, all=len(stated), n=n)] if n else []


def _scales(appraisal: Appraisal, language: Language) -> list[str]:
    """``National n=12`` for every category that was ranked, fixed where nothing was fitted; then all zones together."""
    present = appraisal.ranking.get_column("category").unique().to_list()
    rubric = appraisal.rubric
    across = [measure.id for measure in rubric.measures if rubric.indicators[measure.indicator].cohort == "all"]
    own = ~pl.col("measure").is_in(across) | (pl.col("category") == "*")
    fitted_on = dict(appraisal.scales.filter(own).group_by("category").agg(pl.col("n").max()).iter_rows())
    fixed = say("scales.fixed", language)
    parts = [
        f"{clean(label(category.label, language))} {fixed if (n := fitted_on.get(category.id)) is None else f'n={n}'}"
        for category in rubric.categories.values()
        if category.id in present
    ]
    return [*parts, f"{say('scales.all', language)} n={fitted_on['*']}"] if fitted_on.get("*") else parts
