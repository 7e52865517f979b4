"""Reading how each step of the scoring rounds: ``digits`` and ``rounding``, for all steps or one by one."""

from __future__ import annotations

from scoring.rules.reader import SOURCED, Field
from scoring.rules.rubric import Digits, Rounding, Step

#: From the finest points to the total; a step that says nothing has the digits of the one before.
STEPS = ("points", "indicator", "pillar", "total")
_ALL = ("value", *STEPS)
_MOST_DIGITS = 9


def read_digits(digits: Field | None, rounding: Field | None) -> Digits:
    """The rounding of every step; values are rounded only where the rubric says how far."""
    places = _places(digits)
    modes = _modes(rounding)
    before = 2
    made: dict[str, Step] = {}
    for step in STEPS:
        before = places.get(step, before)
        made[step] = Step(before, modes[step])
    value = Step(places["value"], modes["value"]) if "value" in places else None
    return Digits(value, made["points"], made["indicator"], made["pillar"], made["total"])


def _places(field: Field | None) -> dict[str, int]:
    if field is None:
        return {}
    if isinstance(field.node.value, dict):
        _judge_sourced(field)
        return {key: child.whole(0, _MOST_DIGITS) for key, child in field.fields("", " ".join(_ALL)).items()}
    return {"points": field.whole(0, _MOST_DIGITS)}


def _modes(field: Field | None) -> dict[str, Rounding]:
    if field is None:
        return dict.fromkeys(_ALL, Rounding.HALF_UP)
    if isinstance(field.node.value, dict):
        chosen = {key: Rounding(child.choice(*Rounding)) for key, child in field.fields("", " ".join(_ALL)).items()}
        return dict.fromkeys(_ALL, Rounding.HALF_UP) | chosen
    return dict.fromkeys(_ALL, Rounding(field.choice(*Rounding)))


def _judge_sourced(field: Field) -> None:
    """``{value: 2, basis: …}`` has two meanings here: the digits of everything with their basis, or those of the values."""
    children = field.mapping()
    if "value" in children and children["value"].node.is_scalar and len(children) > 1 and children.keys() <= SOURCED:
        field.desk.refuse("R106", children["value"].key_place, digits=children["value"].node.text)
