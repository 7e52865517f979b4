"""Which amounts move a measure's value, and which way: for plain products and quotients, their growth and increment."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.language.nodes import Call, Name, Node, Number, Operation, Scaled
from scoring.rules.rubric import Rubric


def levers(tree: Node, rubric: Rubric) -> Mapping[str, int]:
    """Amounts with the sign of their effect; empty where the formula is no plain product or quotient."""
    powers = _powers(tree, rubric)
    return {} if powers is None else {id_: power for id_, power in powers.items() if power and _is_amount(id_, rubric)}


def _is_amount(id_: str, rubric: Rubric) -> bool:
    item = rubric.items[id_]
    return item.roll_up == "sum" and bool(item.unit.dimension)


def _powers(tree: Node, rubric: Rubric) -> dict[str, int] | None:
    """The power of each item in a product; None where the formula is something else."""
    match tree:
        case Name(None, id_) if id_ in rubric.items:
            return {id_: 1}
        case Name() | Number() | Call("previous", _):
            return {}
        case Scaled(of, _) | Call("growth", (of,)):
            return _powers(of, rubric)
        case Operation("*" | "/" as op, args):
            return _product([_powers(arg, rubric) for arg in args], inverse=op == "/")
        case Operation("-", (now, Call("previous", (before,)))) if now == before:
            return _powers(now, rubric)
        case Operation("neg", (of,)):
            powers = _powers(of, rubric)
            return None if powers is None else {id_: -power for id_, power in powers.items()}
        case _:
            return None


def _product(parts: list[dict[str, int] | None], *, inverse: bool) -> dict[str, int] | None:
    powers: dict[str, int] = {}
    for index, part in enumerate(parts):
        if part is None:
            return None
        for id_, power in part.items():
            powers[id_] = powers.get(id_, 0) + (-power if inverse and index else power)
    return powers
