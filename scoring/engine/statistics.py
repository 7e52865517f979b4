"""Statistics of a cohort, the same bytes whatever the order of the rows or the number of threads.

Order statistics need no care. Sums do: each value is scaled by a power of two (exact) and cut into two whole numbers, an
upper and a lower one, and whole numbers add up to the same in any order. Both sums fit into 64 bits: that takes less time
than one sum of 128. Everything is merged from sums, minima, maxima and counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import frexp, isfinite, isqrt

import polars as pl

from scoring.engine.numbers import snapped, tidy

_PERCENTILE = re.compile(r"p(\d+(?:_\d+)?)")
_EXTREME = re.compile(r"(top|bottom)(\d+)")
_ZONE = re.compile(r"zone\[(.+)\]")
#: Bits that a sum of whole numbers may take.
_BITS = 62
#: The powers of the deviations from the mean that a statistic is made of.
_MOMENTS = {"sd": (2,), "skew": (2, 3), "kurtosis": (2, 4)}
#: A skewness or kurtosis smaller than this is float noise.
_LEVEL = 1e-12
#: What is no more than this part of the largest value is float noise, when values are added or taken from each other.
_NOISE = 1e-13
#: Values as large as this cannot be added up in floats: they have no sum, no mean and no spread.
_VAST = 2.0**1000


@dataclass(frozen=True, slots=True)
class Statistic:
    """What was found: the value as published (twelve significant digits), None without any data, and of how many."""

    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A statistic of an expression over a frame's rows."""

    name: str
    stat: str
    value: pl.Expr


def fitted(frame: pl.LazyFrame, wanted: Iterable[Wanted]) -> Mapping[str, Statistic]:
    """Every statistic wanted of a frame, in at most four passes (order statistics; sums; powers of deviations; mad)."""
    wishes = list(wanted)
    if not wishes:
        return {}
    same = {id(wish.value): wish.name for wish in reversed(wishes)}  # values that several are of are counted once
    first = _row(frame, [part for wish in wishes for part in _order(wish, counts=same[id(wish.value)] == wish.name)])
    counts = {wish.name: int(first[f"{same[id(wish.value)]}|n"] or 0) for wish in wishes}
    largest = {wish.name: float(first[f"{wish.name}|max"] or 0) for wish in wishes if _adds(wish)}
    added = {
        w.name: (_summed(w), largest[w.name], counts[w.name]) for w in wishes if _adds(w) and largest[w.name] < _VAST
    }
    sums = exact_sums(frame, added)
    results: dict[str, Statistic] = {}
    spread: list[tuple[Wanted, float, int]] = []
    deviations: dict[str, pl.Expr] = {}
    for wish in wishes:
        n = counts[wish.name]
        if n == 0 and wish.stat != "n":
            results[wish.name] = Statistic(None, 0)
        elif wish.stat == "n":
            results[wish.name] = Statistic(float(n), n)
        elif _adds(wish) and wish.name not in sums:
            results[wish.name] = Statistic(None, n)
        elif wish.stat == "sum":
            results[wish.name] = _found(_settled(float(sums[wish.name]), largest[wish.name] * n), n)
        elif wish.stat in _MOMENTS:
            mean = float(sums[wish.name] / n)
            spread.append((wish, mean, _reach(first, wish.name, mean)))
        elif wish.stat == "mad":
            deviations[wish.name] = (wish.value - float(first[f"{wish.name}|at"] or 0)).abs().median().alias(wish.name)
        elif _ZONE.fullmatch(wish.stat):
            own = first[f"{wish.name}|at"]
            results[wish.name] = Statistic(None, n) if own is None else _found(float(own), n)
        elif _adds(wish):
            many = min(n, int(found[2])) if (found := _EXTREME.fullmatch(wish.stat)) else n
            results[wish.name] = _found(_settled(float(sums[wish.name] / many), largest[wish.name]), n)
        else:
            results[wish.name] = _found(float(first[f"{wish.name}|at"] or 0), n)
    results |= _spreads(frame, spread, counts, largest)
    if deviations:
        found_mads = _row(frame, list(deviations.values()))
        middles = {name: float(first[f"{name}|at"] or 0) for name in deviations}
        results |= {at: _found(_settled(float(found_mads[at] or 0), middles[at]), counts[at]) for at in deviations}
    return results


def _found(value: float, n: int) -> Statistic:
    """A statistic as published; there is none that is not finite."""
    return Statistic(snapped(value) if isfinite(value) else None, n)


def _settled(value: float, size: float) -> float:
    """A sum or a difference of values of such a size, with float noise for nothing."""
    return value if abs(value) > _NOISE * abs(size) else 0.0


def _spreads(
    frame: pl.LazyFrame,
    spread: Iterable[tuple[Wanted, float, int]],
    counts: Mapping[str, int],
    largest: Mapping[str, float],
) -> Mapping[str, Statistic]:
    """What is made of powers of deviations from the mean, each taken in parts of a power of two (``_reach``)."""
    parts: dict[str, tuple[pl.Expr, float, int]] = {}
    for wish, mean, reach in spread:
        part = (wish.value - mean) * 2.0**-reach
        square = part * part
        powers = {2: square, 3: square * part, 4: square * square}
        for power in _MOMENTS[wish.stat]:
            parts[f"{wish.name}|{power}"] = (powers[power], 1.0, counts[wish.name])
    sums = exact_sums(frame, parts)
    results: dict[str, Statistic] = {}
    for wish, _, reach in spread:
        n, squares = counts[wish.name], sums[f"{wish.name}|2"]
        if _root(squares) <= _NOISE * (largest[wish.name] * 2.0**-reach):
            squares = Fraction(0)  # all the same, but for float noise
        value: float | None
        if wish.stat == "sd":
            value = _root(squares / (n - 1)) * 2.0**reach if n > 1 else None
        elif wish.stat == "skew":
            value = _skew(n, squares, sums[f"{wish.name}|3"])
        else:
            value = _kurtosis(n, squares, sums[f"{wish.name}|4"])
        results[wish.name] = Statistic(None if value is None else snapped(value), n)
    return results


def _skew(n: int, squares: Fraction, cubes: Fraction) -> float | None:
    """G₁ = n ÷ ((n − 1)(n − 2)) · Σ(x − mean)³ ÷ sd³ (Joanes and Gill 1998, type 2); of fewer than three there is none."""
    if n < 3 or not squares:
        return None
    return _level(float(n * cubes / ((n - 1) * (n - 2))) / _root(squares / (n - 1)) ** 3)


def _kurtosis(n: int, squares: Fraction, fourths: Fraction) -> float | None:
    """G₂, the excess kurtosis, type 2, as ``KURT`` of spreadsheets; of fewer than four there is none."""
    if n < 4 or not squares:
        return None
    below = (n - 2) * (n - 3)
    return _level(
        float(Fraction(n * (n + 1) * (n - 1), below) * fourths / squares**2 - Fraction(3 * (n - 1) ** 2, below))
    )


def _level(value: float) -> float:
    return value if abs(value) >= _LEVEL else 0.0


def _reach(first: Mapping[str, int | float | None], name: str, mean: float) -> int:
    """A power of two that no value is farther from the mean than: squares are taken in parts of it, exactly."""
    low, high = float(first[f"{name}|low"] or 0), float(first[f"{name}|high"] or 0)
    return min(max(frexp(max(high - mean, mean - low))[1], -1000), 1010)


def _row(frame: pl.LazyFrame, expressions: list[pl.Expr]) -> Mapping[str, int | float | None]:
    return frame.select(expressions).collect().row(0, named=True)


def _adds(wish: Wanted) -> bool:
    return wish.stat in ("sum", "mean", *_MOMENTS) or _EXTREME.fullmatch(wish.stat) is not None


def _order(wish: Wanted, *, counts: bool) -> list[pl.Expr]:
    """What a first pass must know: how many, the largest magnitude where there is adding to do, and order statistics."""
    parts = [wish.value.count().alias(f"{wish.name}|n")] if counts else []
    if _adds(wish):
        parts.append(wish.value.abs().max().alias(f"{wish.name}|max"))
        if wish.stat in _MOMENTS:
            parts += [wish.value.min().alias(f"{wish.name}|low"), wish.value.max().alias(f"{wish.name}|high")]
    elif wish.stat != "n":
        parts.append(_at(wish).alias(f"{wish.name}|at"))
    return parts


def _at(wish: Wanted) -> pl.Expr:
    if zone := _ZONE.fullmatch(wish.stat):
        return wish.value.filter(pl.col("zone") == zone[1]).first()
    if wish.stat == "min":
        return wish.value.min()
    if wish.stat == "max":
        return wish.value.max()
    if wish.stat == "iqr":
        low, high = (wish.value.quantile(part, interpolation="linear") for part in (0.25, 0.75))
        return pl.when(high - low > _NOISE * pl.max_horizontal(low.abs(), high.abs())).then(high - low).otherwise(0.0)
    percent = 50.0 if wish.stat in ("median", "mad") else float(_PERCENTILE.fullmatch(wish.stat)[1].replace("_", "."))  # type: ignore[index]
    return wish.value.quantile(percent / 100, interpolation="linear")


def _summed(wish: Wanted) -> pl.Expr:
    found = _EXTREME.fullmatch(wish.stat)
    if found is None:
        return wish.value
    many = int(found[2])
    kept = wish.value.drop_nulls()
    return kept.top_k(many) if found[1] == "top" else kept.bottom_k(many)


def exact_sums(frame: pl.LazyFrame, parts: Mapping[str, tuple[pl.Expr, float, int]]) -> dict[str, Fraction]:
    """Exact sums, each of an expression with a bound of its size and of how many there are."""
    if not parts:
        return {}
    cuts = {name: Cut(name, *part) for name, part in parts.items()}
    totals = frame.select(part for cut in cuts.values() for part in cut.sums).collect().row(0, named=True)
    return {name: cut.total(totals) for name, cut in cuts.items()}


@dataclass(frozen=True, slots=True)
class Cut:
    """A sum in two parts: of no more than ``n`` values, none of them farther from nothing than ``largest``."""

    name: str
    value: pl.Expr
    largest: float
    n: int

    @property
    def sums(self) -> tuple[pl.Expr, pl.Expr]:
        """What is to be selected: the sums of the upper and of the lower parts."""
        scaled = self.value * 2.0**self._shift
        whole = scaled.floor().cast(pl.Int64, wrap_numerical=True)
        rest = ((scaled % 1.0) * 2.0**self._room).cast(pl.Int64, wrap_numerical=True)
        return whole.sum().alias(f"{self.name}|upper"), rest.sum().alias(f"{self.name}|lower")

    def total(self, row: Mapping[str, int | float | None]) -> Fraction:
        """The sum, from the row that was selected."""
        upper, lower = (int(row[f"{self.name}|{part}"] or 0) for part in ("upper", "lower"))
        return (upper + Fraction(lower, 2**self._room)) / Fraction(2) ** self._shift

    @property
    def _room(self) -> int:
        """Bits of one value."""
        return _BITS - self.n.bit_length()

    @property
    def _shift(self) -> int:
        return min(1000, self._room - frexp(self.largest)[1])


def _root(square: Fraction) -> float:
    """The square root, to more digits than are published."""
    scale = 10**40  # the squares are parts of one: enough digits are left
    return isqrt(int(square * scale * scale)) / scale


def places(frame: pl.LazyFrame, value: pl.Expr) -> list[float]:
    """The values of a cohort, ascending, without float noise; nought has no sign."""
    column = frame.select(at=tidy(value)).select(at=pl.when(pl.col("at") != 0).then("at").otherwise(pl.col("at").abs()))
    return column.drop_nulls().sort("at").collect().get_column("at").to_list()
