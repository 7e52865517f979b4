"""序时进度: how far the year's target should be by the month at hand, as the formula word ``progress``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from scoring.language.problems import Problem, Rejected
from scoring.language.units import ONE
from scoring.rules.formulas import PROGRESS, Formulas
from scoring.rules.reader import Field
from scoring.rules.rubric import Constant, Label, Rubric, Schedule

MONTHS = 12
_LABEL = Label("序时进度", "time progress")
_EVEN = tuple(Fraction(month, MONTHS) for month in range(1, MONTHS + 1))


def read_schedule(top: Mapping[str, Field], formulas: Formulas) -> Schedule | None:
    """The schedule of a rubric; from here on formulas may use ``progress``."""
    month = top["month"].whole(1, MONTHS) if "month" in top else MONTHS
    if "schedule" not in top:
        if "month" in top:
            formulas.desk.refuse("R198", top["month"].key_place)
        return None
    formulas.declare_constant(PROGRESS, ONE)
    return Schedule(_due(top["schedule"]), month)


def _due(field: Field) -> tuple[Fraction, ...]:
    if not isinstance(field.node.value, dict):
        field.choice("even")
        return _EVEN
    children = field.fields("", " ".join(map(str, range(1, MONTHS + 1))))
    shares = {int(month): child.share(part=True) for month, child in children.items()}
    due = [shares.get(month, Fraction(0)) for month in range(1, MONTHS + 1)]
    if len(shares) < MONTHS:
        lacking = [str(month) for month in range(1, MONTHS + 1) if month not in shares]
        field.desk.refuse("R197", field.key_place, lacking=", ".join(lacking))
    elif due != sorted(due) or due[-1] != 1:
        field.desk.refuse("R199", field.key_place)
    return tuple(due)


def progress(schedule: Schedule, categories: Iterable[str]) -> Constant:
    """The formula word ``progress`` as the constant it is in one month."""
    return Constant(PROGRESS, _LABEL, ONE, dict.fromkeys(categories, schedule.due[schedule.month - 1]))


def at_month(rubric: Rubric, month: int) -> Rubric:
    """The rubric as it holds in another month of the year (1 to 12). Raises ``Rejected`` where it has no schedule."""
    if rubric.schedule is None or not 1 <= month <= MONTHS:
        raise Rejected([Problem("R218" if rubric.schedule is None else "R219", None, {"month": str(month)})])
    schedule = replace(rubric.schedule, month=month)
    constants = {**rubric.constants, PROGRESS: progress(schedule, rubric.categories)}
    return replace(rubric, schedule=schedule, constants=constants)


def in_month(rubric: Rubric, month: int | None) -> Rubric:
    """The rubric in the month asked for; as it stands where none is."""
    return rubric if month is None else at_month(rubric, month)
