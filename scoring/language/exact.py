"""A resolved formula as an exact number: the second opinion on what the engine computes in floating point.

Everything is a ``Fraction``; only ``sqrt`` (of what is no perfect square), ``log`` and ``exp`` are decimals of 50
digits. A missing figure makes the result missing, and so do a division by zero, the logarithm of what is not positive,
the root of a negative and an ``exp`` too large for a float. Conditions follow Kleene: ``false and missing`` is false,
``true or missing`` is true. ``if`` looks only at the branch it takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import Context, Decimal
from fractions import Fraction
from typing import Protocol

from scoring.language.dates import days_of
from scoring.language.nodes import COMPARISONS, Call, Cohort, Name, Node, Number, Operation, Scaled


class Scope(Protocol):
    """Where a formula's figures come from. Values are in the unit the check was told; None is missing."""

    def name(self, node: Name, years_back: int) -> Fraction | None:
        """An item, constant or other figure, this year's or (``years_back`` 1) last year's."""

    def statistic(self, node: Cohort | Call, years_back: int) -> Fraction | None:
        """What the cohort says: a statistic, the sum below ``share(x)``, or the place of ``rank(x)``."""


_CONTEXT = Context(prec=50)

#: Beyond these a float is infinite, or zero.
_EXP_MOST, _EXP_LEAST = Fraction(70978, 100), Fraction(-745)


def evaluate(tree: Node, scope: Scope, years_back: int = 0) -> Fraction | bool | None:
    """The value of a resolved formula: a number, or whether a condition holds, or None if that cannot be said."""
    if isinstance(tree, Operation) and (tree.op in COMPARISONS or tree.op in ("and", "or", "not", "is")):
        return holds(tree, scope, years_back)
    return number(tree, scope, years_back)


def holds(tree: Node, scope: Scope, years_back: int = 0) -> bool | None:
    """Whether a condition holds; None if a missing figure leaves that open."""
    match tree:
        case Operation("not", (of,)):
            inner = holds(of, scope, years_back)
            return None if inner is None else not inner
        case Operation("is", (of,)):
            said = number(of, scope, years_back)
            return None if said is None else said == 1
        case Operation("and", args):
            return _all(holds(arg, scope, years_back) for arg in args)
        case Operation("or", args):
            none = _all(_opposite(holds(arg, scope, years_back)) for arg in args)
            return _opposite(none)
        case Operation(op, (left, right)) if op in COMPARISONS:
            a, b = number(left, scope, years_back), number(right, scope, years_back)
            return None if a is None or b is None else _compared(op, a, b)
        case _:
            raise TypeError(f"not a condition: {tree}")


def _opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


def _all(values: Iterable[bool | None]) -> bool | None:
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def _compared(op: str, a: Fraction, b: Fraction) -> bool:
    return {"<": a < b, "<=": a <= b, "==": a == b, "!=": a != b, ">=": a >= b, ">": a > b}[op]


def number(tree: Node, scope: Scope, years_back: int = 0) -> Fraction | None:
    """The value of a formula that gives a number."""
    match tree:
        case Number(value=value):
            return value
        case Name():
            return scope.name(tree, years_back)
        case Cohort():
            return scope.statistic(tree, years_back)
        case Scaled(of=of, factor=factor):
            inner = number(of, scope, years_back)
            return None if inner is None else inner * factor
        case Operation(op, args):
            values = _known(number(arg, scope, years_back) for arg in args)
            return None if values is None else _operate(op, values)
        case Call():
            return _call(tree, scope, years_back)
        case _:
            raise TypeError(f"its units are not resolved yet: {tree}")


def _known(values: Iterable[Fraction | None]) -> list[Fraction] | None:
    known: list[Fraction] = []
    for value in values:
        if value is None:
            return None
        known.append(value)
    return known


def _operate(op: str, values: list[Fraction]) -> Fraction | None:
    match op, values:
        case "+", _:
            return sum(values, Fraction(0))
        case "*", _:
            return math.prod(values, start=Fraction(1))
        case "-", [a, b]:
            return a - b
        case "neg", [a]:
            return -a
        case "/", [a, b]:
            return a / b if b else None
        case "^", [a, b]:
            return a ** int(b) if a or b >= 0 else None
        case _:
            raise TypeError(f"not an operation on numbers: {op}")


def _call(call: Call, scope: Scope, back: int) -> Fraction | None:
    match call.function, call.args:
        case "if", (when, then, otherwise):
            taken = holds(when, scope, back)
            return None if taken is None else number(then if taken else otherwise, scope, back)
        case "previous", (of,):
            return number(of, scope, back + 1)
        case "growth", (of,):
            now, before = number(of, scope, back), number(of, scope, back + 1)
            # growth on nothing, or on a loss, says nothing
            return None if now is None or before is None or before <= 0 else now / before - 1
        case "share", (of,):
            own, whole = number(of, scope, back), scope.statistic(call, back)
            return None if own is None or not whole else own / whole
        case "date", args:
            days = days_of(args)
            return None if days is None else Fraction(days)
        case "rank", _:
            return scope.statistic(call, back)
        case function, args:
            values = _known(number(arg, scope, back) for arg in args)
            return None if values is None else _FUNCTIONS[function](*values)


def _clip(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return min(max(value, low), high)


def round_half_away(value: Fraction, digits: Fraction | int = 0) -> Fraction:
    """四舍五入: to the nearest, a half away from zero."""
    step = Fraction(10) ** int(digits)
    size = Fraction(math.floor(abs(value) * step + Fraction(1, 2))) / step
    return size if value >= 0 else -size


def _decimal(value: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def _sqrt(value: Fraction) -> Fraction | None:
    if value < 0:
        return None
    root = Fraction(math.isqrt(value.numerator), math.isqrt(value.denominator))
    return root if root * root == value else Fraction(_CONTEXT.sqrt(_decimal(value)))


def _log(value: Fraction) -> Fraction | None:
    return Fraction(_CONTEXT.ln(_decimal(value))) if value > 0 else None


def _exp(value: Fraction) -> Fraction | None:
    if value > _EXP_MOST:
        return None
    return Fraction(_CONTEXT.exp(_decimal(value))) if value > _EXP_LEAST else Fraction(0)


_FUNCTIONS: dict[str, Callable[..., Fraction | None]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "floor": lambda value: Fraction(math.floor(value)),
    "ceil": lambda value: Fraction(math.ceil(value)),
    "round": round_half_away,
    "clip": _clip,
    "sqrt": _sqrt,
    "log": _log,
    "exp": _exp,
}
