"""Outliers in exact fractions: percentiles, winsorising one value after the other, and shifts. Nothing of the product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.recount.rounding import significant

if TYPE_CHECKING:
    from tests.recount.method import Measure

_CONTEXT = Context(prec=50)


@dataclass(frozen=True)
class Ends:
    """Where values are cut off; and, for a transformation, what is added and the power (None: the logarithm)."""

    low: Fraction | None = None
    high: Fraction | None = None
    shift: Fraction | None = None
    power: Fraction | None = None


def ends_of(treat: Any, values: Sequence[Fraction]) -> Ends:
    """What a treatment comes to on a column."""
    ordered = sorted(values)
    if treat == "none":
        return Ends()
    if treat == "log":
        return Ends(shift=_shift(ordered))
    if "box_cox" in treat:
        return Ends(shift=_shift(ordered), power=Fraction(treat["box_cox"]) or None)
    if "clip" in treat:
        low, high = (_percentile(ordered, name) for name in treat["clip"])
        return Ends(low, high)
    return _winsorised(treat, ordered)


def _shift(ordered: Sequence[Fraction]) -> Fraction:
    least, most = ordered[0], ordered[-1]
    return Fraction(0) if least > 0 else (most - least) / 100 - least


def _percentile(ordered: Sequence[Fraction], name: str) -> Fraction:
    at = (len(ordered) - 1) * Fraction(name[1:].replace("_", ".")) / 100
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return significant(ordered[low] + (at - low) * (ordered[high] - ordered[low]))


def _winsorised(treat: Any, ordered: list[Fraction]) -> Ends:
    limits = Fraction(treat.get("skew", "2")), Fraction(treat.get("kurtosis", "3.5"))
    first = _shape(ordered)
    if first is None or not _outlying(first, limits):
        return Ends()
    above = first[0] > 0
    column, done = list(ordered), 0
    while done < min(int(treat["winsorise"]), len(ordered) - 1):
        done += 1
        end = ordered[-1 - done] if above else ordered[done]
        column = [min(x, end) if above else max(x, end) for x in column]
        now = _shape(column)
        if now is None or not _outlying(now, limits):
            break
    else:
        if treat.get("otherwise", "none") != "none":
            return ends_of(treat["otherwise"], ordered)
    return Ends(high=end) if above else Ends(low=end)


def _shape(column: Sequence[Fraction]) -> tuple[float, float] | None:
    """Sample skewness and excess kurtosis; none where there is no spread, or there are too few."""
    n = len(column)
    mean = sum(column, Fraction(0)) / n
    two, three, four = (sum(((x - mean) ** p for x in column), Fraction(0)) for p in (2, 3, 4))
    if n < 4 or not two:
        return None
    deviation = Fraction(_CONTEXT.sqrt(_decimal(two / (n - 1))))
    skew = Fraction(n, (n - 1) * (n - 2)) * three / deviation**3
    kurtosis = Fraction(n * (n + 1) * (n - 1), (n - 2) * (n - 3)) * four / two**2 - Fraction(
        3 * (n - 1) ** 2, (n - 2) * (n - 3)
    )
    return float(skew), float(kurtosis)


def _outlying(shape: tuple[float, float], limits: tuple[Fraction, Fraction]) -> bool:
    return abs(shape[0]) > limits[0] and shape[1] > limits[1]


def _decimal(value: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def treated(measure: Measure, value: Fraction | None, ends: Callable[[], Ends]) -> Fraction | None:
    """A value after the treatment of its measure."""
    if value is None or measure.treat == "none":
        return value
    found = ends()
    if found.shift is None:
        value = value if found.low is None else max(value, found.low)
        return value if found.high is None else min(value, found.high)
    if value + found.shift <= 0:
        return None
    logarithm = _CONTEXT.ln(_decimal(value + found.shift))
    if found.power is None:
        return Fraction(logarithm)
    return (Fraction(_CONTEXT.exp(logarithm * _decimal(found.power))) - 1) / found.power
