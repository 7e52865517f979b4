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
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Generic

from scoring.engine.algebra import NOISE, Algebra, T
from scoring.engine.numbers import SIGNIFICANT
from scoring.rules.combination import Method, Way


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
    half = algebra.number(0.5 - NOISE)
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
    return algebra.where(algebra.number(2 * NOISE), child.weight, value)


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
