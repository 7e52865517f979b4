"""What may be done to data between the formula and the scale: screening, imputation, treatment of outliers.

Each is declared in the rubric, and each leaves its trace: parameters in the scale table, cells in the audit table.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from scoring.language.problems import Place


class Filling(StrEnum):
    """What fills a value that is missing.

    ``mean`` and ``median`` are those of all zones, ``cohort_…`` those of the category. ``linear`` lies on the line
    between the nearest earlier and later year. ``parent`` fills nothing: the siblings earn in its stead.
    """

    ZERO = "zero"
    MEAN = "mean"
    MEDIAN = "median"
    COHORT_MEAN = "cohort_mean"
    COHORT_MEDIAN = "cohort_median"
    LAST_YEAR = "last_year"
    LINEAR = "linear"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Impute:
    """How a missing value of a measure is filled."""

    by: Filling
    place: Place

    @property
    def statistic(self) -> str | None:
        """``mean`` or ``median``, where it is a statistic that fills."""
        word = self.by.removeprefix("cohort_")
        return word if word in ("mean", "median") else None

    @property
    def across(self) -> bool:
        """Whether the statistic is that of all zones."""
        return self.by in (Filling.MEAN, Filling.MEDIAN)


@dataclass(frozen=True, slots=True)
class Log:
    """``ln(x)``; where a value is not positive, ``ln(x − min + 0.01·(max − min))``."""


@dataclass(frozen=True, slots=True)
class BoxCox:
    """``(x^λ − 1) ÷ λ``; ``power`` None is the λ of maximum likelihood."""

    power: Decimal | None


@dataclass(frozen=True, slots=True)
class Clip:
    """Values beyond two percentiles (``p01``, ``p99``) are set to them."""

    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Winsorise:
    """The most extreme values on the skewed side are set to the next one, ``most`` at most, while both tests fail.

    ``otherwise`` is what is done instead where that many are not enough; None keeps what was winsorised.
    """

    most: int
    skew: Decimal
    kurtosis: Decimal
    otherwise: Log | BoxCox | None


@dataclass(frozen=True, slots=True)
class Treat:
    """How the outliers of a measure are treated."""

    by: Log | BoxCox | Clip | Winsorise
    place: Place

    @property
    def transforms(self) -> bool:
        """Whether numbers may come out in no unit a knot could be stated in."""
        by = self.by.otherwise if isinstance(self.by, Winsorise) else self.by
        return isinstance(by, Log | BoxCox)


@dataclass(frozen=True, slots=True)
class Screen:
    """The least share of data a zone must have to be ranked, and an indicator to count."""

    zones: Fraction | None = None
    indicators: Fraction | None = None
    place: Place | None = None


#: Where nothing is screened.
UNSCREENED = Screen()
