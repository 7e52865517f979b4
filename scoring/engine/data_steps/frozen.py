"""Whether a frozen scale table knows the data steps of a method."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.engine.plan import Plan
from scoring.engine.points import Scorer
from scoring.engine.scales import STEPS, Scales
from scoring.language.problems import Place, Problem
from scoring.rules.treatments import Filling, Impute, Treat

#: Fills that look at no cohort, or fill nothing.
_OWN = (Filling.LAST_YEAR, Filling.LINEAR, Filling.PARENT)


def unknown_steps(plan: Plan, categories: Iterable[str], scales: Scales) -> list[Problem]:
    """Steps whose parameters a table does not hold: without them values would silently stay as they are."""
    found: dict[tuple[str, str], Problem] = {}
    for category in categories:
        for measure in plan.counted(category):
            if Scorer(plan, category, scales).left_out(measure):
                continue
            own = measure.measure
            if own.impute is not None and own.impute.by not in _OWN:
                _look(("impute",), own.id, category, own.impute, scales, found)
            if own.treat is not None:
                _look(STEPS[2:], own.id, category, own.treat, scales, found)
    return list(found.values())


def _look(
    kinds: Iterable[str],
    measure: str,
    category: str,
    step: Impute | Treat,
    scales: Scales,
    found: dict[tuple[str, str], Problem],
) -> None:
    place: Place = step.place
    name = "treat" if isinstance(step, Treat) else "impute"
    if not any(scales.step(kind, measure, category) for kind in kinds):
        found[measure, name] = Problem("S162", place, {"measure": measure, "category": category, "step": name})
