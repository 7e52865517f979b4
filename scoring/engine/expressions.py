"""A formula as a Polars expression, and a scale as a curve. Row-local: no other row is looked at.

A missing operand makes a missing result; so do a zero divisor, the logarithm of what is not positive, and anything that
is not finite. Where the last bit of a float would decide (comparisons, floors, stairs, places) the noise is taken off.
What looks at no figure of the row is worked out once, when the expression is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from math import isfinite
from typing import Protocol

import polars as pl

from scoring.engine.numbers import tidy
from scoring.engine.operations import Built, as_expression, made
from scoring.language.dates import days_of
from scoring.language.nodes import COMPARISONS, Call, Cohort, Name, Node, Number, Operation, Scaled, walk


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
        if not isinstance(value, pl.Expr):
            return as_expression(value if value is not None and isfinite(value) else None)
        if isinstance(tree, Name):
            return value
        return pl.when(value.is_finite()).then(value)

    def condition(self, tree: Node) -> pl.Expr:
        """The truth of a condition; null where it cannot be told."""
        return as_expression(self._build(tree, back=False))

    def _build(self, tree: Node, *, back: bool) -> Built:
        match tree:
            case Number():
                return float(tree.value)
            case Name(space=None, id=id_) if id_ in self.constants:
                return self.constants[id_]
            case Name(space=None, id="x") if self.variable is not None:
                return self.variable
            case Name():
                return pl.col(column(tree, back=back))
            case Scaled(of=of, factor=factor):
                value = self._build(of, back=back)
                if factor.numerator == 1:
                    return made("/", [value, float(factor.denominator)])
                return made("*", [value, float(factor)])
            case Cohort():
                return self.frozen.statistic(self.key(tree, back))
            case Operation():
                return self._operation(tree, back=back)
            case Call():
                return self._call(tree, back=back)
            case _:
                raise AssertionError("quantities are numbers once units are checked")

    def _operation(self, tree: Operation, *, back: bool) -> Built:
        if tree.op in ("+", "-"):
            terms = [self._term(sign, node, back=back) for sign, node in _terms(tree, 1)]
            return made("+", terms, int(any(map(_subtracts, tree.args)) or tree.op == "-"))
        if tree.op == "^":
            exponent = tree.args[1]
            assert isinstance(exponent, Number)  # noqa: S101 - the grammar takes whole exponents only
            return made("^", [self._build(tree.args[0], back=back)], int(exponent.value))
        parts = [self._build(part, back=back) for part in tree.args]
        plain = tree.op in COMPARISONS and all(isinstance(part, Name | Number) for part in tree.args)
        return made(tree.op, parts, int(plain))

    def _term(self, sign: int, tree: Node, *, back: bool) -> Built:
        value = self._build(tree, back=back)
        return value if sign > 0 else made("neg", [value])

    def _call(self, tree: Call, *, back: bool) -> Built:
        if tree.function == "previous":
            return self._build(tree.args[0], back=True)
        if tree.function == "growth":
            return made("growth", [self._build(tree.args[0], back=back), self._build(tree.args[0], back=True)])
        if tree.function == "share":
            return made("/", [self._build(tree.args[0], back=back), self.frozen.statistic(self.key(tree, back))])
        if tree.function == "rank":
            return self._place(tree, back=back)
        if tree.function == "date":
            return float(days_of(tree.args) or 0)
        if tree.function == "round":
            digits = tree.args[1] if len(tree.args) > 1 else None
            places = int(digits.value) if isinstance(digits, Number) else 0
            return made("round", [self._build(tree.args[0], back=back)], places)
        return made(tree.function, [self._build(part, back=back) for part in tree.args])

    def _place(self, tree: Call, *, back: bool) -> pl.Expr:
        """1 + how many of the cohort have more, by looking the value up among theirs."""
        value = tidy(as_expression(self._build(tree.args[0], back=back)))
        known = self.frozen.places(self.key(tree, back))
        found = pl.lit(known).search_sorted(value, side="right").cast(pl.Int64)
        more = known.len() - (found if value.meta.root_names() else found.first())  # a number stands for every row
        return pl.when(value.is_not_null()).then((1 + more).cast(pl.Float64))


def column(name: Name, *, back: bool) -> str:
    """The column of the values table that holds a name; last year's stand under ``previous.``."""
    return f"previous.{name.written}" if back else name.written


def _terms(tree: Node, sign: int) -> Iterator[tuple[int, Node]]:
    """The signed terms of a sum, also of sums in it: noise is looked for once, in the whole."""
    if isinstance(tree, Operation) and tree.op in ("+", "-", "neg"):
        for index, part in enumerate(tree.args):
            yield from _terms(part, -sign if tree.op == "neg" or (tree.op == "-" and index) else sign)
    else:
        yield sign, tree


def _subtracts(tree: Node) -> bool:
    return any(isinstance(node, Operation) and node.op in ("-", "neg") for node in walk(tree))


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
