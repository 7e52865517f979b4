"""What the operations and functions of formulas come to, over columns; of constants alone, one number.

No operation mentions what it is made of more often than it must: a formula of formulas would grow with every step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, reduce

import polars as pl

from scoring.engine.numbers import rounded_value, tidy
from scoring.language.nodes import COMPARISONS
from scoring.rules.rubric import Rounding, Step

#: A column, or what is the same in every row: a number, a truth, or nothing where it cannot be worked out.
Built = pl.Expr | float | bool | None

#: Computed numbers are equal when they differ by this part of their sizes: statistics are published to twelve digits.
_NEAR = 5e-12
#: What is left of a subtraction, as a part of what went in, when nothing but float noise is left.
_NOISE = 4e-15
#: Beyond this ``exp`` is infinite.
_EXP_MOST = 709.78


def made(operation: str, parts: Sequence[Built], detail: int = 0) -> Built:
    """An operation over its parts.

    ``detail``: of ``+``, whether something is taken away; of comparisons, whether figures are compared as they were
    handed in; the exponent of ``^``; the digits of ``round``.
    """
    constants = tuple(part for part in parts if not isinstance(part, pl.Expr))
    first = parts[0]
    if operation == "neg" and isinstance(first, float):
        return -first
    if operation == "if" and isinstance(first, bool):
        return parts[1] if first else parts[2]
    if None in constants and operation not in _CHOOSING:
        return pl.lit(None, dtype=pl.Boolean) if operation in _TRUTHS else None
    if len(constants) == len(parts):
        return _constant(operation, constants, detail)
    if operation in _PLAIN:
        return _PLAIN[operation](*parts)
    return _OPERATIONS[operation]([as_expression(part) for part in parts], detail)


def as_expression(part: Built) -> pl.Expr:
    """What was made, as a column."""
    return part if isinstance(part, pl.Expr) else pl.lit(part, dtype=None if isinstance(part, bool) else pl.Float64)


@lru_cache(maxsize=4096)
def _constant(operation: str, constants: tuple[float | None, ...], detail: int) -> Built:
    """An operation over constants, worked out as polars does it for any row."""
    expression = _expression(operation, constants, detail)
    value: float | None = pl.select(expression).item()
    return expression if value is None and operation in _TRUTHS else value


def _expression(operation: str, parts: Sequence[Built], detail: int) -> pl.Expr:
    if operation in _PLAIN:
        return as_expression(_PLAIN[operation](*parts))
    return _OPERATIONS[operation]([as_expression(part) for part in parts], detail)


def ratio(above: Built, below: Built) -> Built:
    """A quotient, null where the divisor is zero.

    A divisor that is one number for every row is made a column first: polars would multiply by its inverse, but only
    where there are several rows, and the last bit of one zone's value would depend on whether others are there.
    """
    if below is None or (isinstance(below, float) and below == 0):
        return None
    above, divisor = as_expression(above), as_expression(below)
    if not isinstance(below, float):
        return pl.when(divisor != 0).then(above / divisor)
    roots = above.meta.root_names()
    if above.meta.is_column():
        divisor = above * 0.0 + divisor
    elif roots:
        divisor = pl.col(roots[0]).is_null().cast(pl.Float64) * 0.0 + divisor
    return above / divisor


def _sum(parts: Sequence[pl.Expr], cancels: int) -> pl.Expr:
    """A sum; where something is taken away, what is left is nothing if it is float noise: 0.1 + 0.2 - 0.3 is 0."""
    total = reduce(lambda a, b: a + b, parts)
    if not cancels:
        return total
    size = reduce(lambda a, b: a + b, [part.abs() for part in parts])
    return pl.when(total.abs() <= _NOISE * size).then(0.0).otherwise(total)


def _growth(now: pl.Expr, before: pl.Expr) -> pl.Expr:
    growth = now / before - 1
    return pl.when(before > 0).then(pl.when(growth.abs() <= _NOISE).then(0.0).otherwise(growth))


def _power(base: pl.Expr, exponent: int) -> pl.Expr:
    return base.pow(exponent) if exponent >= 0 else pl.when(base != 0).then(base.pow(exponent))


def _compare(op: str, left: pl.Expr, right: pl.Expr, plain: int) -> pl.Expr:
    """Two numbers are equal when they differ by float noise only; submitted figures are compared as they are."""
    difference = left - right
    if plain:
        return _sided(op, difference, pl.lit(0.0))
    near = _NEAR * (left.abs() + right.abs())
    return pl.when(difference.is_finite()).then(_sided(op, difference, near))


def _sided(op: str, difference: pl.Expr, near: pl.Expr) -> pl.Expr:
    match op:
        case "==":
            return difference.abs() <= near
        case "!=":
            return difference.abs() > near
        case "<":
            return difference < -near
        case "<=":
            return difference <= near
        case ">":
            return difference > near
        case _:
            return difference >= -near


def _if(condition: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    return pl.when(condition.is_not_null()).then(pl.when(condition).then(then).otherwise(otherwise))


def _all_given(parts: Sequence[Built], value: pl.Expr) -> pl.Expr:
    columns = [part.is_not_null() for part in parts if isinstance(part, pl.Expr)]
    return pl.when(pl.all_horizontal(columns)).then(value) if columns else value


def _least(*parts: Built) -> pl.Expr:
    columns, ends = _parted(parts)
    if len(columns) == 1:
        return columns[0].clip(upper_bound=min(ends))
    return _all_given(parts, pl.min_horizontal([as_expression(part) for part in parts]))


def _most(*parts: Built) -> pl.Expr:
    columns, ends = _parted(parts)
    if len(columns) == 1:
        return columns[0].clip(lower_bound=max(ends))
    return _all_given(parts, pl.max_horizontal([as_expression(part) for part in parts]))


def _parted(parts: Sequence[Built]) -> tuple[list[pl.Expr], list[float]]:
    """The columns, and the numbers."""
    return [p for p in parts if isinstance(p, pl.Expr)], [p for p in parts if isinstance(p, float)]


def _clip(value: Built, low: Built, high: Built) -> pl.Expr:
    if isinstance(value, pl.Expr) and isinstance(low, float) and isinstance(high, float) and low <= high:
        return value.clip(low, high)
    inside = pl.max_horizontal(as_expression(value), as_expression(low))
    return _all_given((value, low, high), pl.min_horizontal(inside, as_expression(high)))


def _comparison(op: str) -> Callable[[Sequence[pl.Expr], int], pl.Expr]:
    return lambda parts, plain: _compare(op, parts[0], parts[1], plain)


#: Operations that may have a result although a part of them has none.
_CHOOSING = frozenset({"if", "and", "or"})
#: Operations that give a truth.
_TRUTHS = COMPARISONS | {"is", "not", "and", "or"}
#: Operations that are made otherwise where a part of them is a constant.
_PLAIN: Mapping[str, Callable[..., Built]] = {"/": ratio, "min": _least, "max": _most, "clip": _clip}
_OPERATIONS: Mapping[str, Callable[[Sequence[pl.Expr], int], pl.Expr]] = {
    "+": _sum,
    "*": lambda parts, _: reduce(lambda a, b: a * b, parts),
    "and": lambda parts, _: reduce(lambda a, b: a & b, parts),
    "or": lambda parts, _: reduce(lambda a, b: a | b, parts),
    "is": lambda parts, _: parts[0] == 1,
    "neg": lambda parts, _: -parts[0],
    "not": lambda parts, _: ~parts[0],
    "^": lambda parts, exponent: _power(parts[0], exponent),
    "growth": lambda parts, _: _growth(parts[0], parts[1]),
    "if": lambda parts, _: _if(parts[0], parts[1], parts[2]),
    "abs": lambda parts, _: parts[0].abs(),
    "floor": lambda parts, _: tidy(parts[0]).floor(),
    "ceil": lambda parts, _: tidy(parts[0]).ceil(),
    "sqrt": lambda parts, _: pl.when(parts[0] >= 0).then(parts[0].sqrt()),
    "log": lambda parts, _: pl.when(parts[0] > 0).then(parts[0].log()),
    "exp": lambda parts, _: pl.when(parts[0] <= _EXP_MOST).then(parts[0].exp()),
    "round": lambda parts, digits: rounded_value(parts[0], Step(digits, Rounding.HALF_UP)),
    **{op: _comparison(op) for op in COMPARISONS},
}
