"""``scoring check``: every problem of every rubric at once; what a fine rubric holds; its cases; its plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

from scoring.edge.screens.problems import counted, show_problems
from scoring.edge.screens.summary import show_cases, show_summary
from scoring.edge.screens.terminal import Terminal
from scoring.edge.verbs.outcome import Outcome, outcome_of
from scoring.edge.words import say
from scoring.language.problems import Rejected
from scoring.rules.reading import read_rubric
from scoring.rules.rubric import Rubric
from scoring.rules.schedule import in_month


def check(
    paths: Sequence[Path],
    terminal: Terminal,
    *,
    cases: Path | None,
    plan: bool,
    everything: bool,
    month: int | None = None,
) -> Outcome:
    """Check rubrics. With ``plan``, only their plans are printed."""
    rubrics: list[Rubric] = []
    outcomes = [Outcome.FINE]
    for path in paths:
        try:
            rubric = in_month(read_rubric(path), month)
        except Rejected as rejected:
            show_problems(rejected.problems, terminal.err, terminal.language, everything=everything)
            counts = counted(rejected.problems, terminal.language)
            line = f"{path}{say('colon', terminal.language)}{say('refused', terminal.language, counts=counts)}"
            terminal.err.print(Text(line, "bold"), soft_wrap=True)
            outcomes.append(outcome_of(rejected))
        else:
            rubrics.append(rubric)
            _show(rubric, terminal, plan=plan)
    if cases is not None and rubrics:
        outcomes.append(_cases(cases, rubrics, terminal))
    return Outcome.REFUSED if Outcome.REFUSED in outcomes else max(outcomes)


def _show(rubric: Rubric, terminal: Terminal, *, plan: bool) -> None:
    if not plan:
        show_summary(rubric, terminal.out, terminal.language)
        return
    from scoring.engine.canonical import canonical
    from scoring.engine.plan import compile_rubric

    terminal.out.print(Text(canonical(compile_rubric(rubric))), soft_wrap=True)


def _cases(path: Path, rubrics: Sequence[Rubric], terminal: Terminal) -> Outcome:
    from scoring.edge.cases import run_cases

    results = run_cases(path, rubrics)
    show_cases(results, terminal.out, terminal.language)
    return Outcome.FINE if all(result.passed for result in results) else Outcome.REFUSED
