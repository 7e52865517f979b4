"""Hand-written kernels: the floor that ours is measured against, and the exact answers that it is checked with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

import numpy as np

#: Scores of rows from columns and weights that sum to one.
Kernel = Callable[[Sequence[np.ndarray], np.ndarray], np.ndarray]
#: Rows that are worked on at once, so that what is made of them stays in the cache.
_ROWS = 16_384


def scores(columns: Sequence[np.ndarray], weights: Sequence[float], benefit: Sequence[bool]) -> np.ndarray:
    """Min–max, weights, sum: column by column, in place. Float, nothing rounded, nothing checked."""
    total = np.zeros(len(columns[0]))
    part = np.empty_like(total)
    base = 0.0
    for column, weight, more in zip(columns, weights, benefit, strict=True):
        low, high = column.min(), column.max()
        slope = weight / (high - low) if more else weight / (low - high)
        base -= (low if more else high) * slope
        np.multiply(column, slope, out=part)
        total += part
    total += base
    return total


def entropy(columns: Sequence[np.ndarray]) -> np.ndarray:
    """Weights by entropy: s·ln s and s summed column by column."""
    n = len(columns[0])
    told = np.empty(len(columns))
    for j, column in enumerate(columns):
        whole = column.sum()
        told[j] = (np.log(n / whole) + (column * np.log(column)).sum() / whole) / np.log(n)
    return np.asarray(told / told.sum())


def deviation(columns: Sequence[np.ndarray]) -> np.ndarray:
    """Weights by the standard deviation."""
    told = np.array([column.std(ddof=1) for column in columns])
    return np.asarray(told / told.sum())


def critic(columns: Sequence[np.ndarray]) -> np.ndarray:
    """Weights by CRITIC: the deviation times what the correlations leave."""
    told = np.array([column.std(ddof=1) for column in columns])
    told *= (1 - np.corrcoef(columns)).sum(axis=1)
    return np.asarray(told / told.sum())


def _slices(columns: Sequence[np.ndarray]) -> Iterator[slice]:
    return (slice(start, start + _ROWS) for start in range(0, len(columns[0]), _ROWS))


def topsis(columns: Sequence[np.ndarray], weights: np.ndarray) -> np.ndarray:
    """Vector lengths, then the distances from the best and the worst; all figures are better the larger."""
    gains = [weight / np.sqrt(column @ column) for weight, column in zip(weights, columns, strict=True)]
    ends = [(column.min(), column.max()) for column in columns]
    found = np.empty(len(columns[0]))
    for rows in _slices(columns):
        from_worst, from_best = np.zeros(len(found[rows])), np.zeros(len(found[rows]))
        for column, gain, (low, high) in zip(columns, gains, ends, strict=True):
            for away, total in ((low, from_worst), (high, from_best)):
                part = column[rows] - away
                part *= gain
                part *= part
                np.add(total, part, out=total)
        np.sqrt(from_worst, out=from_worst)
        found[rows] = from_worst / (from_worst + np.sqrt(from_best))
    return found


def geometric(columns: Sequence[np.ndarray], weights: np.ndarray) -> np.ndarray:
    """The weighted geometric mean of thousandths."""
    found = np.empty(len(columns[0]))
    for rows in _slices(columns):
        total = np.zeros(len(found[rows]))
        for column, weight in zip(columns, weights, strict=True):
            part = np.log(column[rows])
            part *= weight
            total += part
        found[rows] = np.exp(total - np.log(1000.0))
    return found


def vikor(columns: Sequence[np.ndarray], weights: np.ndarray) -> np.ndarray:
    """1 − Q with v = ½: sum and maximum of the weighted regrets, each between its ends."""
    ends = [(column.min(), column.max()) for column in columns]
    sums, most = np.zeros(len(columns[0])), np.zeros(len(columns[0]))
    for rows in _slices(columns):
        for column, weight, (low, high) in zip(columns, weights, ends, strict=True):
            part = high - column[rows]
            part *= weight / (high - low)
            sums[rows] += part
            np.maximum(most[rows], part, out=most[rows])
    parts = [(values - values.min()) / (values.max() - values.min()) for values in (sums, most)]
    return np.asarray(1 - 0.5 * parts[0] - 0.5 * parts[1])


def copeland(columns: Sequence[np.ndarray], weights: np.ndarray) -> np.ndarray:
    """(1 + (won − lost) / (n − 1)) / 2 of every row among all others."""
    n = len(columns[0])
    lead = np.zeros((n, n))
    for column, weight in zip(columns, weights, strict=True):
        lead += weight * np.sign(column[:, None] - column[None, :])
    return np.asarray((1 + np.sign(np.round(lead, 12)).sum(axis=1) / (n - 1)) / 2)


def order(total: np.ndarray) -> np.ndarray:
    """Rows, best first."""
    return np.argsort(-total)


def exact_totals(columns: Sequence[np.ndarray], weights: Sequence[float], benefit: Sequence[bool]) -> np.ndarray:
    """Totals as whole hundredths: points snapped at nine places, then rounded half up to two, in whole numbers."""
    total = np.zeros(len(columns[0]), dtype=np.int64)
    for column, weight, more in zip(columns, weights, benefit, strict=True):
        low, high = column.min(), column.max()
        points = (column - low if more else high - column) * (weight / (high - low))
        billionths = np.floor(points * 1e9 + 0.5).astype(np.int64)
        total += (billionths + 5_000_000) // 10_000_000
    return total


def decimal_total(
    row: Sequence[float], extremes: Sequence[tuple[float, float]], weights: Sequence[float], benefit: Sequence[bool]
) -> int:
    """The total of one unit in hundredths, by exact fractions of the decimals that were handed in."""
    total = 0
    for value, (low, high), weight, more in zip(row, extremes, weights, benefit, strict=True):
        x, least, most, full = (Fraction(Decimal(repr(float(number)))) for number in (value, low, high, weight))
        points = full * ((x - least) if more else (most - x)) / (most - least)
        total += floor(points * 100 + Fraction(1, 2))
    return total


def places(total: np.ndarray) -> np.ndarray:
    """1 + how many have more."""
    ascending = np.sort(total)
    return 1 + len(total) - np.searchsorted(ascending, total, side="right")
