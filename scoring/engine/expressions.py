"""A formula as a Polars expression, and a scale as a curve. Row-local: no other row is looked at.

A missing operand makes a missing result; so do a zero divisor, the logarithm of what is not positive, and anything that
is not finite. Where the last bit of a float would decide (comparisons, floors, stairs, places) the noise is taken off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Protocol

import polars as pl

from scoring.engine.numbers import rounded_value, tidy
from scoring.language.dates import days_of
from scoring.language.nodes import Call, Cohort, Name, Node, Number, Operation, Scaled, walk
from scoring.rules.rubric import Rounding, Step

#: Computed numbers are equal when they differ by this part of their sizes: statistics are published to twelve digits.
_NEAR = 5e-12
#: What is left of a subtraction, as a part of what went in, when nothing but float noise is left.
_NOISE = 4e-15
#: Beyond this ``exp`` is infinite.
_EXP_MOST = 709.78


class Frozen(Protocol):
    """What the scale table knows about a category: statistics of expressions, and the places of values."""

    def statistic(self, key: str) -> float | None:
        """The value of ``cohort.sum(tax)`` and the like; ``p50`` and the like for the measure at hand."""

    def places(self, key: str) -> pl.Series:
        """The cohort's values, ascending, for ``rank(x)``."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What names mean: the constants of the category, and the frozen statistics."""

    constants: Mapping[str, float]
    frozen: Frozen
    key: Callable[[Node, bool], str]
    variable: pl.Expr | None = None

    def expression(self, tree: Node) -> pl.Expr:
        """The value of a formula, null where it cannot be worked out, always finite."""
        value = self._build(tree, back=False)
        if isinstance(tree, Name | Number):
            return value
        return pl.when(value.is_finite()).then(value)

    def condition(self, tree: Node) -> pl.Expr:
        """The truth of a condition; null where it cannot be told."""
        return self._build(tree, back=False)

    def _build(self, tree: Node, *, back: bool) -> pl.Expr:
        match tree:
            case Number():
                return pl.lit(float(tree.value))
            case Name(space=None, id=id_) if id_ in self.constants:
                return pl.lit(self.constants[id_])
            case Name(space=None, id="x") if self.variable is not None:
                return self.variable
            case Name():
                return pl.col(column(tree, back=back))
            case Scaled(of=of, factor=factor):
                value = self._build(of, back=back)
                if factor.numerator == 1:
                    return ratio(value, pl.lit(float(factor.denominator)), Number(Fraction(factor.denominator)))
                return value * float(factor)
            case Cohort():
                return self._constant(self.frozen.statistic(self.key(tree, back)))
            case Operation():
                return self._operation(tree, back=back)
            case Call():
                return self._call(tree, back=back)
            case _:
                raise AssertionError("quantities are numbers once units are checked")

    @staticmethod
    def _constant(value: float | None) -> pl.Expr:
        return pl.lit(value, dtype=pl.Float64)

    def _operation(self, tree: Operation, *, back: bool) -> pl.Expr:
        parts = [self._build(part, back=back) for part in tree.args]
        match tree.op:
            case "+":
                return _sum(parts, cancels=any(map(_subtracts, tree.args)))
            case "*":
                return reduce(lambda a, b: a * b, parts)
            case "and":
                return reduce(lambda a, b: a & b, parts)
            case "or":
                return reduce(lambda a, b: a | b, parts)
            case "is":
                return parts[0] == 1
            case "neg":
                return -parts[0]
            case "not":
                return ~parts[0]
            case "-":
                return _sum([parts[0], -parts[1]], cancels=True)
            case "/":
                return ratio(parts[0], parts[1], tree.args[1])
            case "^":
                return _power(parts[0], tree.args[1])
            case _:
                plain = all(isinstance(part, Name | Number) for part in tree.args)
                return _compare(tree.op, parts[0], parts[1], exact=plain)

    def _call(self, tree: Call, *, back: bool) -> pl.Expr:
        if tree.function == "previous":
            return self._build(tree.args[0], back=True)
        if tree.function == "growth":
            now, before = self._build(tree.args[0], back=back), self._build(tree.args[0], back=True)
            growth = now / before - 1
            return pl.when(before > 0).then(pl.when(growth.abs() <= _NOISE).then(0.0).otherwise(growth))
        if tree.function == "share":
            return ratio(
                self._build(tree.args[0], back=back), self._constant(self.frozen.statistic(self.key(tree, back)))
            )
        if tree.function == "rank":
            return self._place(tree, back=back)
        if tree.function == "date":
            return pl.lit(float(days_of(tree.args) or 0))
        parts = [self._build(part, back=back) for part in tree.args]
        if tree.function == "round":
            digits = tree.args[1] if len(tree.args) > 1 else None
            places = int(digits.value) if isinstance(digits, Number) else 0
            return rounded_value(parts[0], Step(places, Rounding.HALF_UP))
        return _FUNCTIONS[tree.function](*parts)

    def _place(self, tree: Call, *, back: bool) -> pl.Expr:
        """1 + how many of the cohort have more, by looking the value up among theirs."""
        value = tidy(self._build(tree.args[0], back=back))
        known = self.frozen.places(self.key(tree, back))
        found = pl.lit(known).search_sorted(value, side="right").cast(pl.Int64)
        more = known.len() - (found if value.meta.root_names() else found.first())  # a number stands for every row
        return pl.when(value.is_not_null()).then((1 + more).cast(pl.Float64))


def column(name: Name, *, back: bool) -> str:
    """The column of the values table that holds a name; last year's stand under ``previous.``."""
    return f"previous.{name.written}" if back else name.written


def ratio(above: pl.Expr, below: pl.Expr, tree: Node | None = None) -> pl.Expr:
    """A quotient, null where the divisor is zero.

    A divisor that is one number for every row is made a column first: polars would multiply by its inverse, but only
    where there are several rows, and the last bit of one zone's value would depend on whether others are there.
    """
    divisor = below if below.meta.root_names() else above * 0.0 + below
    if isinstance(tree, Number) and tree.value != 0:
        return above / divisor
    return pl.when(below != 0).then(above / divisor)


def _sum(parts: Sequence[pl.Expr], *, cancels: bool) -> pl.Expr:
    """A sum; where something is taken away, what is left is nothing if it is float noise: 0.1 + 0.2 - 0.3 is 0."""
    total = reduce(lambda a, b: a + b, parts)
    if not cancels:
        return total
    size = reduce(lambda a, b: a + b, [part.abs() for part in parts])
    return pl.when(total.abs() <= _NOISE * size).then(0.0).otherwise(total)


def _subtracts(tree: Node) -> bool:
    return any(isinstance(node, Operation) and node.op in ("-", "neg") for node in walk(tree))


def _power(base: pl.Expr, exponent: Node) -> pl.Expr:
    assert isinstance(exponent, Number)  # noqa: S101 - the grammar takes whole exponents only
    power = int(exponent.value)
    return base.pow(power) if power >= 0 else pl.when(base != 0).then(base.pow(power))


def _compare(op: str, left: pl.Expr, right: pl.Expr, *, exact: bool) -> pl.Expr:
    """Two numbers are equal when they differ by float noise only; submitted figures are compared as they are."""
    difference = left - right
    if exact:
        return _sided(op, difference, difference == 0)
    near = difference.abs() <= _NEAR * (left.abs() + right.abs())
    return pl.when(difference.is_finite()).then(_sided(op, difference, near))


def _sided(op: str, difference: pl.Expr, near: pl.Expr) -> pl.Expr:
    match op:
        case "==":
            return near
        case "!=":
            return ~near
        case "<":
            return (difference < 0) & ~near
        case "<=":
            return (difference < 0) | near
        case ">":
            return (difference > 0) & ~near
        case _:
            return (difference > 0) | near


def _if(condition: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    return pl.when(condition.is_not_null()).then(pl.when(condition).then(then).otherwise(otherwise))


def _all_given(parts: Sequence[pl.Expr], value: pl.Expr) -> pl.Expr:
    return pl.when(pl.all_horizontal([part.is_not_null() for part in parts])).then(value)


def _clip(value: pl.Expr, low: pl.Expr, high: pl.Expr) -> pl.Expr:
    return _all_given((value, low, high), pl.min_horizontal(pl.max_horizontal(value, low), high))


_FUNCTIONS: Mapping[str, Callable[..., pl.Expr]] = {
    "if": _if,
    "min": lambda *parts: _all_given(parts, pl.min_horizontal(parts)),
    "max": lambda *parts: _all_given(parts, pl.max_horizontal(parts)),
    "abs": lambda value: value.abs(),
    "floor": lambda value: tidy(value).floor(),
    "ceil": lambda value: tidy(value).ceil(),
    "sqrt": lambda value: pl.when(value >= 0).then(value.sqrt()),
    "log": lambda value: pl.when(value > 0).then(value.log()),
    "exp": lambda value: pl.when(value <= _EXP_MOST).then(value.exp()),
    "clip": _clip,
}


def curve(x: pl.Expr, knots: Sequence[tuple[float, float]], *, gain: float, below: bool, above: bool) -> pl.Expr:
    """``gain`` × the share at x: straight lines through the knots (ascending in x), a sum of clipped ramps.

    ``below`` and ``above`` say whether the first and last line go on beyond their ends.
    """
    start = knots[0][1] * gain
    value: pl.Expr | None = None
    last = len(knots) - 2
    for index, ((x0, y0), (x1, y1)) in enumerate(pairwise(knots)):
        rise = (y1 - y0) * gain
        if rise == 0:
            continue
        ramp = (x - x0) * (rise / (x1 - x0))
        least = (
            None if (below and index == 0 and rise > 0) or (above and index == last and rise < 0) else min(rise, 0.0)
        )
        most = None if (above and index == last and rise > 0) or (below and index == 0 and rise < 0) else max(rise, 0.0)
        if least is not None or most is not None:
            ramp = ramp.clip(least, most)
        value = ramp if value is None else value + ramp
    if value is None:  # every knot has the same share: flat, but still missing where x is
        return pl.when(x.is_not_null()).then(pl.lit(start))
    return value + start if start else value


@dataclass(frozen=True, slots=True)
class Stair:
    """A fitted band: its ends (None is open), whether each belongs to it, and its share."""

    low: float | None
    low_inclusive: bool
    high: float | None
    high_inclusive: bool
    share: float


def stairs(x: pl.Expr, bands: Sequence[Stair]) -> pl.Expr:
    """The share of the first band that holds x."""
    value = tidy(x)
    share = pl.lit(bands[-1].share)
    for band in reversed(bands[:-1]):
        share = pl.when(_inside(value, band)).then(pl.lit(band.share)).otherwise(share)
    return pl.when(x.is_not_null()).then(share)


def _inside(value: pl.Expr, band: Stair) -> pl.Expr:
    ends: list[pl.Expr] = []
    if band.low is not None:
        low = tidy(pl.lit(band.low))
        ends.append(value >= low if band.low_inclusive else value > low)
    if band.high is not None:
        high = tidy(pl.lit(band.high))
        ends.append(value <= high if band.high_inclusive else value < high)
    return reduce(lambda a, b: a & b, ends)
