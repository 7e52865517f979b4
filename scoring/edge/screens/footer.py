"""What a ranking rests on: the method and its scales, how well its numbers are known, and what the checks found."""

from __future__ import annotations

import polars as pl
from rich.text import Text

from scoring.edge.screens.card_text import Speaker
from scoring.edge.screens.made import method
from scoring.edge.screens.terminal import Screen
from scoring.edge.screens.text import clean
from scoring.edge.words import label, say
from scoring.engine.appraisal import Appraisal
from scoring.engine.scales import ALL, CURVE
from scoring.language.messages import Language
from scoring.rules.rubric import Rubric, Status


def show_footer(appraisal: Appraisal, screen: Screen, language: Language, frozen: str | None = None) -> None:
    """What the ranking rests on: the method, its scales, its numbers, and what the checks found."""
    for line in footer(appraisal, language, frozen):
        screen.print(Text(line, "dim"))


def footer(appraisal: Appraisal, language: Language, frozen: str | None = None) -> list[str]:
    """The lines under a ranking."""
    rubric, comma = appraisal.rubric, say("comma", language)
    scales = comma.join(_scales(appraisal, language, given=frozen is not None))
    line = f"{rubric.name} · {appraisal.year} · {say('scales', language)} {scales}"
    if frozen is not None:
        line += f" · {say('scales.given', language, file=clean(frozen))}"
    lines = [line, *_made(rubric, language), *not_official(rubric, language)]
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


def _made(rubric: Rubric, language: Language) -> list[str]:
    """That the total is not what its columns add up to, where it is not."""
    if rubric.aggregate.sums:
        return []
    return [say("total.made", language, method=method(rubric.aggregate, Speaker(language, {})))]


def not_official(rubric: Rubric, language: Language) -> list[str]:
    """How many of the method's numbers are no official ones: reconstructed from what is public, or examples."""
    stated = [number.status for number in rubric.numbers]
    reconstructed, illustrative = stated.count(Status.RECONSTRUCTED), stated.count(Status.ILLUSTRATIVE)
    if reconstructed and illustrative:
        facts = {"n": reconstructed + illustrative, "reconstructed": reconstructed, "illustrative": illustrative}
        return [say("numbers", language, all=len(stated), **facts)]
    if reconstructed:
        return [say("numbers.reconstructed", language, all=len(stated), n=reconstructed)]
    return [say("numbers.illustrative", language, all=len(stated), n=illustrative)] if illustrative else []


def _scales(appraisal: Appraisal, language: Language, *, given: bool) -> list[str]:
    """``National n=12``, the zones of the cohort, for every category that was ranked (fixed where its scales look at no
    cohort); then all zones together."""
    present = appraisal.ranking.get_column("category").unique().to_list()
    rubric = appraisal.rubric
    fitted_on = _fitted_on(appraisal)
    if not given:  # scales of before tell how many zones they saw; of those of now the ranking knows
        fitted_on = {category: n for category, n in _cohorts(appraisal).items() if category in fitted_on}
    fixed = say("scales.fixed", language)
    parts = [
        f"{clean(label(category.label, language))} {fixed if (n := fitted_on.get(category.id)) is None else f'n={n}'}"
        for category in rubric.categories.values()
        if category.id in present
    ]
    return [*parts, f"{say('scales.all', language)} n={fitted_on[ALL]}"] if ALL in fitted_on else parts


def _fitted_on(appraisal: Appraisal) -> dict[str, int]:
    """The most zones that a scale of each cohort looked at; weights, steps and peers that others left are no scales."""
    rubric = appraisal.rubric
    across = [measure.id for measure in rubric.measures if rubric.indicators[measure.indicator].cohort == "all"]
    looked = pl.col("kind").is_in([*sorted(CURVE), "statistic", "place"]) & (pl.col("n") > 0)
    own = ~pl.col("measure").is_in(across) | (pl.col("category") == ALL)
    found = appraisal.scales.filter(looked & own).group_by("category").agg(pl.col("n").max())
    return dict(found.iter_rows())


def _cohorts(appraisal: Appraisal) -> dict[str, int]:
    """The zones that are compared with each other: all that met the entry conditions and have enough data."""
    members = appraisal.ranking.filter(~pl.col("state").is_in(["gated", "screened"]))
    return dict(members.group_by("category").len().iter_rows()) | {ALL: members.height}
