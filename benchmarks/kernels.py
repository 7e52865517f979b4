"""Hand-written kernels: the floor that ours is measured against, and the exact answers that it is checked with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

import numpy as np


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
