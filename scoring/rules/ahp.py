"""The analytic hierarchy process: weights from a matrix of pairwise comparisons, and how consistent they are.

Saaty, *The Analytic Hierarchy Process* (1980): the weights are the principal eigenvector of the matrix; the consistency
index is (λ − n) ÷ (n − 1), and the consistency ratio is that index over the one of random matrices.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

#: The consistency index of random reciprocal matrices of 1, 2, 3, … things (Saaty 1980, p. 21).
RANDOM_INDEX = tuple(
    Fraction(hundredths, 100) for hundredths in (0, 0, 58, 90, 112, 124, 132, 141, 145, 149, 151, 148, 156, 157, 159)
)
#: A larger ratio means that the comparisons had better be made again (Saaty 1980).
ACCEPTABLE = Fraction(1, 10)

_DIGITS = Context(prec=40)
_PUBLISHED = Context(prec=12)
_CLOSE = Decimal("1e-30")
_ROUNDS = 20_000


@dataclass(frozen=True, slots=True)
class Judged:
    """What a matrix of comparisons comes to: weights (their sum is one but for rounding) and the consistency ratio.

    Both are given with twelve significant digits.
    """

    weights: tuple[Decimal, ...]
    ratio: Decimal


def judged(matrix: Sequence[Sequence[Fraction]]) -> Judged:
    """Weights and consistency of a positive reciprocal matrix of at most fifteen things.

    The power method in decimals of forty digits; it converges for every positive matrix (Perron 1907).
    """
    size = len(matrix)
    rows = [[_DIGITS.divide(entry.numerator, entry.denominator) for entry in row] for row in matrix]
    vector, value = (Decimal(1),) * size, Decimal(size)
    for _ in range(_ROUNDS):
        image = [_sum(_DIGITS.multiply(a, x) for a, x in zip(row, vector, strict=True)) for row in rows]
        value = _sum(image)
        turned = tuple(_DIGITS.divide(part, value) for part in image)
        apart = max(abs(new - old) / new for new, old in zip(turned, vector, strict=True))
        vector = turned
        if apart <= _CLOSE:
            break
    index = Fraction(value) - size
    random = RANDOM_INDEX[size - 1]
    ratio = index / (size - 1) / random if random else Fraction(0)
    return Judged(tuple(_PUBLISHED.plus(part) for part in vector), _published(max(ratio, Fraction(0))))


def _sum(parts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for part in parts:
        total = _DIGITS.add(total, part)
    return total


def _published(value: Fraction) -> Decimal:
    """Twelve significant digits; what is smaller than the noise of the method is nothing."""
    return Decimal(0) if value < Fraction(1, 10**20) else _PUBLISHED.divide(value.numerator, value.denominator)
