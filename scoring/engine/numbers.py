"""Exact numbers from floats: one snap, one rounding, then only whole numbers.

Shares are worked out in float. Points are bounded (a few hundred), so a point value times 10⁹ is a whole number a float
holds exactly; it is snapped there once, rounded as the rubric names, and from then on points are Int64 counts of the
last digit. Sums are then exact on any number of threads, in any order.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import polars as pl

from scoring.rules.rubric import Rounding, Step

#: Where floats are snapped before they are rounded.
SNAP = 9
#: Values are told apart to this many significant digits, well inside what a float holds.
SIGNIFICANT = 12
#: Points beyond this cannot be told apart at the ninth place and are refused.
BOUND = 1_000_000


def snapped(value: float) -> float:
    """A fitted statistic as it is published: twelve significant digits, and no nought with a sign."""
    return float(f"{value:.{SIGNIFICANT}g}") + 0.0


def to_counts(points: pl.Expr, step: Step, *, signed: bool) -> pl.Expr:
    """Float points → Int64 counts of the step's last digit. ``signed`` False promises points ≥ 0."""
    if signed:
        magnitude = _magnitude(points.abs(), step)
        return pl.when(points < 0).then(-magnitude).otherwise(magnitude)
    return _magnitude(points, step)


def offset(step: Step) -> float:
    """What is added to scaled, non-negative points so that cutting off then rounds as the step says.

    Snapping at nine places and rounding half up is one cut: ⌊(⌊10⁹p + ½⌋ + 5·10⁸⁻ᵈ) / 10⁹⁻ᵈ⌋ = ⌊10ᵈp + ½ + ½·10ᵈ⁻⁹⌋.
    """
    if step.digits == SNAP:
        return 0.5
    half = 0.5 if step.rounding is Rounding.HALF_UP else 0.0
    return half + 0.5 * 10.0 ** (step.digits - SNAP)


def cuts(step: Step) -> bool:
    """Whether the step rounds by cutting off after ``offset`` (all but half-even)."""
    return step.rounding is not Rounding.HALF_EVEN or step.digits == SNAP


def _magnitude(points: pl.Expr, step: Step) -> pl.Expr:
    if cuts(step):
        return (points * 10.0**step.digits + offset(step)).cast(pl.Int64)
    snap = (points * 10.0**SNAP + 0.5).cast(pl.Int64)
    return rescale(snap, SNAP, step)


def rounded(value: Fraction, step: Step) -> Decimal:
    """An exact number, rounded as a step says."""
    scaled = abs(value) * 10**step.digits
    whole = floor(scaled)
    rest = scaled - whole
    up = {
        Rounding.HALF_UP: rest >= Fraction(1, 2),
        Rounding.HALF_EVEN: rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1),
        Rounding.TRUNCATE: False,
    }[step.rounding]
    count = whole + up
    return Decimal((int(value < 0 < count), tuple(int(digit) for digit in str(count)), -step.digits))


def rescale(counts: pl.Expr, digits: int, step: Step) -> pl.Expr:
    """Counts of ``digits`` places → counts of the step's places, rounded as the step says; exact."""
    if step.digits >= digits:
        return counts * power(step.digits - digits) if step.digits > digits else counts
    unit = power(digits - step.digits)
    magnitude = counts.abs()
    whole, rest = magnitude // unit, magnitude % unit
    if step.rounding is Rounding.HALF_UP:
        whole = whole + (rest * 2 >= unit).cast(pl.Int64)
    elif step.rounding is Rounding.HALF_EVEN:
        up = (rest * 2 > unit) | ((rest * 2 == unit) & (whole % 2 == 1))
        whole = whole + up.cast(pl.Int64)
    return counts.sign() * whole


def to_decimal(counts: pl.Expr, digits: int) -> pl.Expr:
    """Counts → the decimal they stand for, with exactly ``digits`` places."""
    return counts.cast(pl.Int128).reinterpret(dtype=pl.Decimal(38, digits))


def to_count(value: Decimal | Fraction, digits: int) -> int:
    """A stated decimal as a count of ``digits`` places, rounded half up where it is finer."""
    whole = floor(abs(Fraction(value)) * power(digits) + Fraction(1, 2))
    return whole if value >= 0 else -whole


def power(digits: int) -> int:
    """Ten to the digits."""
    return int(10**digits)


def rounded_value(value: pl.Expr, step: Step) -> pl.Expr:
    """A measure's value rounded to the step's digits; its float noise is taken off first, so 1.005 is a tie."""
    scaled = tidy(value * 10.0**step.digits)
    if step.rounding is Rounding.HALF_EVEN:
        whole = scaled.round(0, mode="half_to_even")
    else:
        half = 0.5 if step.rounding is Rounding.HALF_UP else 0.0
        whole = scaled.sign() * (scaled.abs() + half).floor()
    # polars divides by a literal as a multiplication by its inverse; rounding once more gives the nearest float
    return (whole / 10.0**step.digits).round(step.digits, mode="half_away_from_zero") if step.digits else whole


def tidy(value: pl.Expr) -> pl.Expr:
    """A value without float noise, for wherever the last bit would decide: stairs, places, floors."""
    return value.round_sig_figs(SIGNIFICANT)
