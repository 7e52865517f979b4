"""What is done about the outliers of one column, as the parameters that do it.

Candidates are expressions, tried all at once; sums are exact, so the same parameters come out on any number of threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from scoring.engine.data_steps.box_cox import likeliest
from scoring.engine.statistics import Statistic, Wanted, fitted
from scoring.rules.treatments import BoxCox, Clip, Log, Winsorise

#: Of a column that is not all positive, this part of its range is left below the least value (as COINr's ``log_CT``).
MARGIN = 0.01


@dataclass(frozen=True, slots=True)
class Parameter:
    """A row of the scale table to be."""

    kind: str
    at: float | None
    basis: str


@dataclass(frozen=True, slots=True)
class Column:
    """The values of a cohort, ascending, none of them missing."""

    values: pl.Series

    @classmethod
    def of(cls, values: pl.Series) -> Column:
        """The values that are there."""
        return cls(values.drop_nulls().sort().alias("x"))

    @property
    def n(self) -> int:
        """How many there are."""
        return len(self.values)

    def at(self, index: int) -> float:
        """The value at a place, from below; a negative one counts from above."""
        return float(self.values[index])

    def statistics(self, wanted: Mapping[str, tuple[str, pl.Expr]]) -> Mapping[str, Statistic]:
        """Statistics of expressions over ``x``."""
        frame = self.values.to_frame().lazy()
        return fitted(frame, [Wanted(name, stat, value) for name, (stat, value) in wanted.items()])


@dataclass(frozen=True, slots=True)
class Shape:
    """Skewness and excess kurtosis, sample-corrected; None where a column is too short or does not vary."""

    skew: float | None
    kurtosis: float | None

    def outlying(self, by: Winsorise) -> bool:
        """Whether both are beyond what the method allows: then, and only then, there are outliers."""
        if self.skew is None or self.kurtosis is None:
            return False
        return abs(self.skew) > by.skew and self.kurtosis > by.kurtosis

    def __str__(self) -> str:
        if self.skew is None or self.kurtosis is None:
            return "no skew"
        return f"skew {self.skew:.2f}, kurtosis {self.kurtosis:.2f}"


def treat_column(column: Column, by: Log | BoxCox | Clip | Winsorise) -> list[Parameter] | None:
    """The parameters of a treatment; None where a transformation has no two values to tell apart."""
    match by:
        case Clip(low, high):
            return _clipped(column, low, high)
        case Winsorise():
            return _winsorised(column, by)
        case _:
            return _transformed(column, by, "")


def _clipped(column: Column, low: str, high: str) -> list[Parameter]:
    found = column.statistics({stat: (stat, pl.col("x")) for stat in (low, high)})
    kinds = (("clip_low", low), ("clip_high", high))
    return [Parameter(kind, found[stat].value, f"cohort.{stat}") for kind, stat in kinds]


def _winsorised(column: Column, by: Winsorise) -> list[Parameter] | None:
    raw = _shapes(column, {0: pl.col("x")})[0]
    if not raw.outlying(by):
        return [Parameter("clip_high", None, f"nothing winsorised: {raw}")]
    above = (raw.skew or 0.0) > 0
    kind = "clip_high" if above else "clip_low"
    most = min(by.most, column.n - 1)
    # the k most extreme values are set to the one after them
    ends = {k: column.at(-1 - k) if above else column.at(k) for k in range(1, most + 1)}
    shapes = _shapes(
        column, {k: pl.col("x").clip(upper_bound=end) if above else pl.col("x").clip(end) for k, end in ends.items()}
    )
    enough = next((k for k in ends if not shapes[k].outlying(by)), None)
    if enough is None and by.otherwise is not None:
        return _transformed(column, by.otherwise, f"; {raw}, still outlying with {most} winsorised")
    k = most if enough is None else enough
    basis = f"winsorised {k} of {column.n}: {raw} → {shapes[k]}"
    return [Parameter(kind, ends[k], basis if enough is not None else f"{basis}, still outlying")]


def _shapes(column: Column, candidates: Mapping[int, pl.Expr]) -> dict[int, Shape]:
    wanted = {f"{k} {stat}": (stat, x) for k, x in candidates.items() for stat in ("skew", "kurtosis")}
    found = column.statistics(wanted)
    return {k: Shape(found[f"{k} skew"].value, found[f"{k} kurtosis"].value) for k in candidates}


def _transformed(column: Column, by: Log | BoxCox, why: str) -> list[Parameter] | None:
    least, largest = column.at(0), column.at(-1)
    shift = 0.0 if least > 0 else MARGIN * (largest - least) - least
    if least + shift <= 0:
        return None
    if isinstance(by, Log):
        return [Parameter("log", shift, f"{_logarithm(shift)}{why}")]
    moved = Parameter("shift", shift, "min > 0" if not shift else f"{MARGIN:g} * (max - min) - min")
    if by.power is not None:
        return [Parameter("box_cox", float(by.power), f"given{why}"), moved]
    if least == largest:
        return None
    return [Parameter("box_cox", likeliest(column.values, shift), f"maximum likelihood{why}"), moved]


def _logarithm(shift: float) -> str:
    return "log(x)" if not shift else f"log(x + {MARGIN:g} * (max - min) - min)"
