"""How exact fractions are rounded."""

from __future__ import annotations

from fractions import Fraction
from math import floor, isqrt

SNAP = 9


def rounded(value: Fraction, digits: int, mode: str = "half_up") -> Fraction:
    """To a number of decimals: half_up (四舍五入, away from zero), half_even (GB/T 8170) or truncate."""
    scaled = abs(value) * 10**digits
    whole = floor(scaled)
    rest = 2 * (scaled - whole)
    if mode != "truncate" and (rest > 1 or (rest == 1 and (mode == "half_up" or whole % 2))):
        whole += 1
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def printed(points: Fraction, digits: int, mode: str) -> Fraction:
    """Points as they are printed: first to nine decimals, then as the rubric says."""
    return rounded(rounded(points, SNAP), digits, mode)


def significant(value: Fraction, digits: int = 12) -> Fraction:
    """To twelve significant digits, as statistics are published and values are told apart."""
    if value == 0:
        return value
    exponent = 0
    size = abs(value)
    while size >= 10:
        size, exponent = size / 10, exponent + 1
    while size < 1:
        size, exponent = size * 10, exponent - 1
    places = digits - 1 - exponent
    unit = Fraction(10) ** places
    scaled = abs(value) * unit
    whole = floor(scaled)
    rest = 2 * (scaled - whole)
    whole += rest > 1 or (rest == 1 and whole % 2)
    return (whole if value > 0 else -whole) / unit


def root(value: Fraction) -> Fraction:
    """A square root, exact where there is one, else to forty decimals."""
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    if top * top == value.numerator and bottom * bottom == value.denominator:
        return Fraction(top, bottom)
    scale = 10**40
    return Fraction(isqrt(floor(value * scale * scale)), scale)
