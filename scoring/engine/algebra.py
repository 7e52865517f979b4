"""What the formulas of aggregation need besides ``+ - * /``, for columns (`pl.Expr`) and for single numbers.

Whatever has no answer is missing: null in columns, ``nan`` among numbers; never infinite.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

import polars as pl

from scoring.engine.numbers import snapped, tidy

T = TypeVar("T", pl.Expr, float)

#: Half the weight is half the weight, also when added up in floats.
NOISE = 1e-12


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
        return pl.when(left <= right + NOISE).then(value)

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
        return value if left <= right + NOISE else math.nan

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
