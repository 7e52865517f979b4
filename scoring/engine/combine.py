"""The share of a node from its children's: one set of formulas, for columns (`pl.Expr`) and for single numbers.

With shares s (1 is full), weights w that make up 1, and the cohort's best, worst and length of each child frozen by `fit`:

arithmetic  Σ w·s                        geometric  exp Σ w·ln s, of shares not below ``at_least``
harmonic    1 / Σ w/s                    power      (Σ w·sᵖ)^(1/p)
minimum     the least s                  median     the weighted median
penalised   M − strength·S²/M, not below 0, with M = Σ w·s and S² = Σ w·(s − M)² (Mazziotta and Pareto's penalty)
distance    1 − √Σ w·(1 − s)²
topsis      d⁻ / (d⁺ + d⁻), with d the weighted Euclidean distance from the ideal and the anti-ideal (Hwang and Yoon)
vikor       1 − Q, with Q from the sum and the maximum of w·(best − s)/(best − worst) (Opricovic)
borda       Σ w·(how many of the others have less, ties a half) / (n − 1)

Whatever has no answer is missing, never infinite. Copeland's comparison of whole zones stands in `outranking`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Generic, TypeVar

import polars as pl

from scoring.engine.numbers import SIGNIFICANT, snapped, tidy
from scoring.rules.combination import Method, Way

T = TypeVar("T", pl.Expr, float)

#: Half the weight is half the weight, also when added up in floats.
_NOISE = 1e-12


@dataclass(frozen=True, slots=True)
class Seen:
    """What the cohort was like in one child: the largest and least share, the length of the column, every share."""

    best: float = 1.0
    worst: float = 0.0
    length: float = 1.0
    places: tuple[float, ...] = ()
    digits: int = SIGNIFICANT

    @staticmethod
    def between(worst: float, best: float, length: float, places: tuple[float, ...]) -> Seen:
        """What was published, with the two ends to the same decimals: twelve digits of the larger."""
        largest = max(abs(worst), abs(best))
        digits = min(max(SIGNIFICANT - 1 - math.floor(math.log10(largest)), 0), 15) if largest else SIGNIFICANT
        return Seen(round(best, digits), round(worst, digits), length, places, digits)


@dataclass(frozen=True, slots=True)
class Extremes:
    """VIKOR's ends in the cohort: the least and largest sum of regrets, and the least and largest worst regret."""

    sums: tuple[float, float]
    regrets: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Child(Generic[T]):
    """One child of a node for a zone: its share, its part of the weights that count, and what the cohort was like."""

    share: T
    weight: T
    seen: Seen


class Algebra(ABC, Generic[T]):
    """What the formulas need besides ``+ - * /``."""

    @abstractmethod
    def log(self, value: T) -> T:
        """The natural logarithm; missing where the value is not positive."""

    @abstractmethod
    def exp(self, value: T) -> T:
        """The exponential."""

    @abstractmethod
    def power(self, value: T, exponent: float) -> T:
        """A power; missing where it is no finite real number."""

    @abstractmethod
    def ratio(self, above: T, below: T) -> T:
        """A quotient; missing where the divisor is zero."""

    @abstractmethod
    def least(self, values: Sequence[T]) -> T:
        """The smallest of values; those that are missing do not count."""

    @abstractmethod
    def most(self, values: Sequence[T]) -> T:
        """The largest of values; those that are missing do not count."""

    @abstractmethod
    def where(self, left: T, right: T, value: T) -> T:
        """The value where left ≤ right (float noise apart); else missing."""

    @abstractmethod
    def below(self, value: T, places: Sequence[float]) -> T:
        """How many of ascending numbers are less than a value, ties counting a half."""

    @abstractmethod
    def square(self, value: T) -> T:
        """A number times itself."""

    @abstractmethod
    def known(self, *values: T) -> tuple[T, ...]:
        """The same values, worked out once where a formula mentions them several times."""

    def clip(self, value: T, low: float, high: float) -> T:
        """The value within bounds."""
        return self.most([self.least([value, self.number(high)]), self.number(low)])

    @abstractmethod
    def trimmed(self, value: T, digits: int) -> T:
        """A share to as many decimals as what was seen of the cohort is published to: the best is at no distance from it."""

    @abstractmethod
    def number(self, value: float) -> T:
        """A number for every zone."""


def combined(way: Way, children: Sequence[Child[T]], algebra: Algebra[T], extremes: Extremes | None = None) -> T:
    """The share of a node by one way; children that are left out must have the weight 0 and any share."""
    match way.method:
        case Method.ARITHMETIC:
            return _mean(children)
        case Method.GEOMETRIC:
            return _geometric(children, algebra, way)
        case Method.HARMONIC:
            parts = [c.weight * algebra.power(c.share, -1.0) for c in children]  # of nothing negative either
            return algebra.ratio(algebra.number(1.0), _sum(parts))
        case Method.POWER:
            exponent = float(way.number or 1)
            (inner,) = algebra.known(_sum([c.weight * algebra.power(c.share, exponent) for c in children]))
            return algebra.power(inner, 1 / exponent)
        case Method.MINIMUM:
            return algebra.least([_if_counted(c, algebra, c.share) for c in children])
        case Method.MEDIAN:
            return _median(children, algebra)
        case Method.PENALISED:
            (mean,) = algebra.known(_mean(children))
            spread = _sum([c.weight * (c.share - mean) * (c.share - mean) for c in children])
            penalty = (
                float(way.number or 0) * spread * algebra.power(mean, -1.0)
            )  # missing where the mean is not positive
            return algebra.most([mean - penalty, algebra.number(0.0)])
        case Method.DISTANCE:
            (square,) = algebra.known(_sum([c.weight * (1.0 - c.share) * (1.0 - c.share) for c in children]))
            return 1.0 - algebra.power(square, 0.5)
        case Method.TOPSIS:
            return _closeness(children, algebra, way)
        case Method.VIKOR:
            return _vikor(children, algebra, way, extremes)
        case _:
            return _sum([c.weight * _beaten(c, algebra) for c in children])


def regrets(children: Sequence[Child[T]], algebra: Algebra[T]) -> tuple[T, T]:
    """VIKOR's S and R of a zone: the sum, and the largest, of the weighted parts of the way to the best."""
    parts = [
        c.weight * ((c.seen.best - algebra.trimmed(c.share, c.seen.digits)) / (c.seen.best - c.seen.worst))
        for c in children
    ]
    total, most = algebra.known(_sum(parts), algebra.most(parts))
    return total, most


def _sum(parts: Sequence[T]) -> T:
    """A sum in a fixed order, in groups, so that long ones compile fast."""
    terms = list(parts)
    while len(terms) > 1:
        terms = [reduce(lambda a, b: a + b, terms[start : start + 8]) for start in range(0, len(terms), 8)]
    return terms[0]


def _mean(children: Sequence[Child[T]]) -> T:
    return _sum([c.weight * c.share for c in children])


def _geometric(children: Sequence[Child[T]], algebra: Algebra[T], way: Way) -> T:
    least = None if way.number is None else algebra.number(float(way.number))
    shares = [c.share if least is None else algebra.most([c.share, least]) for c in children]
    (logs,) = algebra.known(_sum([c.weight * algebra.log(share) for c, share in zip(children, shares, strict=True)]))
    return algebra.exp(logs)


def _median(children: Sequence[Child[T]], algebra: Algebra[T]) -> T:
    """The weighted median: half the weight at or below, half at or above; between two where both will do."""
    lower, upper = [], []
    half = algebra.number(0.5 - _NOISE)
    for one in children:
        own = _if_counted(one, algebra, one.share)
        at_most = _sum([_counted(algebra.where(c.share, one.share, c.weight), algebra) for c in children])
        at_least = _sum([_counted(algebra.where(one.share, c.share, c.weight), algebra) for c in children])
        lower.append(algebra.where(half, at_most, own))
        upper.append(algebra.where(half, at_least, own))
    return (algebra.least(lower) + algebra.most(upper)) * 0.5


def _counted(weight: T, algebra: Algebra[T]) -> T:
    return algebra.most([weight, algebra.number(0.0)])


def _if_counted(child: Child[T], algebra: Algebra[T], value: T) -> T:
    """A value that counts only where its child does."""
    return algebra.where(algebra.number(2 * _NOISE), child.weight, value)


def _closeness(children: Sequence[Child[T]], algebra: Algebra[T], way: Way) -> T:
    lengths = [c.seen.length if way.normalised else 1.0 for c in children]
    gains = [
        c.weight * (1.0 / n) for c, n in zip(children, lengths, strict=True)
    ]  # one number where nothing is left out
    shares = [algebra.trimmed(c.share, c.seen.digits) for c in children]
    ideal = [(s - c.seen.best) * gain for s, c, gain in zip(shares, children, gains, strict=True)]
    worst = [(s - c.seen.worst) * gain for s, c, gain in zip(shares, children, gains, strict=True)]
    squares = algebra.known(_sum([algebra.square(d) for d in ideal]), _sum([algebra.square(d) for d in worst]))
    from_ideal, from_worst = algebra.known(*(algebra.power(square, 0.5) for square in squares))
    return algebra.ratio(from_worst, from_ideal + from_worst)


def _vikor(children: Sequence[Child[T]], algebra: Algebra[T], way: Way, extremes: Extremes | None) -> T:
    if extremes is None:
        raise AssertionError("fit publishes the ends of every VIKOR node")
    total, worst = regrets(children, algebra)
    group = (total - extremes.sums[0]) / (extremes.sums[1] - extremes.sums[0])
    single = (worst - extremes.regrets[0]) / (extremes.regrets[1] - extremes.regrets[0])
    majority = float(way.number or 0)
    return algebra.clip(1.0 - (majority * group + (1.0 - majority) * single), 0.0, 1.0)


def _beaten(child: Child[T], algebra: Algebra[T]) -> T:
    """The part of the others that a zone is ahead of in one child."""
    others = len(child.seen.places) - 1
    less = algebra.below(child.share, child.seen.places)  # the zone itself is one of the ties
    return algebra.clip((less - 0.5) / float(others), 0.0, 1.0)


class Columns(Algebra[pl.Expr]):
    """The formulas over columns. Every formula leaves a row without an answer null.

    What is mentioned several times becomes a column of ``steps`` where the columns have a name to begin with: polars would
    not find all of it again in a long expression, and work it out as often.
    """

    def __init__(self, name: str = "") -> None:
        self._name = name
        self.steps: list[list[pl.Expr]] = []

    def square(self, value: pl.Expr) -> pl.Expr:
        """See :class:`Algebra`."""
        return value.pow(2)

    def known(self, *values: pl.Expr) -> tuple[pl.Expr, ...]:
        """See :class:`Algebra`."""
        if not self._name:
            return values
        names = [f"{self._name}:{len(self.steps)}:{number}" for number in range(len(values))]
        self.steps.append([value.alias(name) for value, name in zip(values, names, strict=True)])
        return tuple(pl.col(name) for name in names)

    def log(self, value: pl.Expr) -> pl.Expr:
        """Not finite where the value is not positive: whatever is made of it is not, and `exp` of that is missing."""
        return value.log()

    def exp(self, value: pl.Expr) -> pl.Expr:
        """See :class:`Algebra`."""
        return pl.when(value.is_finite()).then(value.exp())

    def power(self, value: pl.Expr, exponent: float) -> pl.Expr:
        """See :class:`Algebra`."""
        if exponent == 0.5:
            return pl.when(value >= 0).then(value.sqrt())
        found = value.pow(exponent)
        return pl.when((value > 0) if exponent < 0 else (value >= 0)).then(pl.when(found.is_finite()).then(found))

    def ratio(self, above: pl.Expr, below: pl.Expr) -> pl.Expr:
        """See :class:`Algebra`."""
        return pl.when(below != 0).then(above / below)

    def least(self, values: Sequence[pl.Expr]) -> pl.Expr:
        """See :class:`Algebra`."""
        return pl.min_horizontal(values)

    def most(self, values: Sequence[pl.Expr]) -> pl.Expr:
        """See :class:`Algebra`."""
        return pl.max_horizontal(values)

    def where(self, left: pl.Expr, right: pl.Expr, value: pl.Expr) -> pl.Expr:
        """See :class:`Algebra`."""
        return pl.when(left <= right + _NOISE).then(value)

    def below(self, value: pl.Expr, places: Sequence[float]) -> pl.Expr:
        """See :class:`Algebra`."""
        known, wanted = pl.lit(pl.Series(places, dtype=pl.Float64)), tidy(value)
        low = known.search_sorted(wanted, side="left").cast(pl.Float64)
        high = known.search_sorted(wanted, side="right").cast(pl.Float64)
        return pl.when(value.is_not_null()).then((low + high) * 0.5)

    def trimmed(self, value: pl.Expr, digits: int) -> pl.Expr:
        """See :class:`Algebra`."""
        return value.round(digits)

    def number(self, value: float) -> pl.Expr:
        """See :class:`Algebra`."""
        return pl.lit(value)


class Numbers(Algebra[float]):
    """The formulas for one zone; ``nan`` is missing."""

    def square(self, value: float) -> float:
        """See :class:`Algebra`."""
        return value * value

    def known(self, *values: float) -> tuple[float, ...]:
        """See :class:`Algebra`."""
        return values

    def log(self, value: float) -> float:
        """See :class:`Algebra`."""
        return math.log(value) if value > 0 else math.nan

    def exp(self, value: float) -> float:
        """See :class:`Algebra`."""
        return math.exp(value)

    def power(self, value: float, exponent: float) -> float:
        """See :class:`Algebra`."""
        if value < 0 or (value == 0 and exponent < 0) or math.isnan(value):
            return math.nan
        return math.sqrt(value) if exponent == 0.5 else float(value**exponent)

    def ratio(self, above: float, below: float) -> float:
        """See :class:`Algebra`."""
        return above / below if below else math.nan

    def least(self, values: Sequence[float]) -> float:
        """See :class:`Algebra`."""
        return min((value for value in values if not math.isnan(value)), default=math.nan)

    def most(self, values: Sequence[float]) -> float:
        """See :class:`Algebra`."""
        return max((value for value in values if not math.isnan(value)), default=math.nan)

    def where(self, left: float, right: float, value: float) -> float:
        """See :class:`Algebra`."""
        return value if left <= right + _NOISE else math.nan

    def below(self, value: float, places: Sequence[float]) -> float:
        """See :class:`Algebra`."""
        if math.isnan(value):
            return math.nan
        wanted = snapped(value)
        return sum(0.5 * (place <= wanted) + 0.5 * (place < wanted) for place in places)

    def trimmed(self, value: float, digits: int) -> float:
        """See :class:`Algebra`."""
        return value if math.isnan(value) else round(value, digits)

    def number(self, value: float) -> float:
        """See :class:`Algebra`."""
        return value
