"""Moments and correlations of columns, the same bytes whatever the order of the rows.

Columns are centred and scaled by a power of two into [-1, 1]; sums of their powers and products are then exact sums
(:func:`scoring.engine.statistics.exact_sums`). A column without spread has no correlation: None, never NaN.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import frexp, sqrt

import polars as pl

from scoring.engine.numbers import tidy
from scoring.engine.statistics import exact_sums


@dataclass(frozen=True, slots=True)
class Moments:
    """One column. ``skew`` and ``kurtosis`` are the sample-adjusted G1 and G2 (excess); sd divides by n - 1."""

    n: int
    mean: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    skew: float | None = None
    kurtosis: float | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns over the rows that have both: how many, sample covariance, Pearson's r (None without spread)."""

    n: int
    covariance: float | None = None
    r: float | None = None


@dataclass(frozen=True, slots=True)
class _Span:
    """How many values a column has, where they lie, and the mean and power of two that centre and scale it."""

    n: int
    low: float
    high: float
    mean: float
    reach: int

    @property
    def spread(self) -> bool:
        return self.high > self.low


def moments(frame: pl.DataFrame, columns: Sequence[str]) -> dict[str, Moments]:
    """The moments of columns over their values; nulls are passed over."""
    spans = _spans(frame, columns)
    scaled = _scaled(frame, spans)
    spread = [name for name in columns if spans[name].spread]
    powers = {f"{name}|{k}": (pl.col(name) ** k, 1.0, spans[name].n) for name in spread for k in (1, 2, 3, 4)}
    sums = exact_sums(scaled, powers)
    found: dict[str, Moments] = {}
    for name in columns:
        span = spans[name]
        if not span.n:
            found[name] = Moments(0)
        elif not span.spread:
            sd = 0.0 if span.n > 1 else None
            found[name] = Moments(span.n, span.low, sd, span.low, span.high)
        else:
            found[name] = _shape(span, [sums[f"{name}|{k}"] / span.n for k in (1, 2, 3, 4)])
    return found


def _shape(span: _Span, raw: Sequence[Fraction]) -> Moments:
    """Mean, spread and shape from the raw moments of the scaled column."""
    n = span.n
    m, second, third, fourth = raw
    c2 = second - m**2
    c3 = third - 3 * m * second + 2 * m**3
    c4 = fourth - 4 * m * third + 6 * m**2 * second - 3 * m**4
    unit = 2.0**span.reach
    skew = kurtosis = None
    if n > 2:
        skew = sqrt(n * (n - 1)) / (n - 2) * float(c3) / float(c2) ** 1.5
    if n > 3:
        excess = float(c4 / c2**2 - 3)
        kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6)
    mean, sd = span.mean + float(m) * unit, sqrt(c2 * n / (n - 1)) * unit
    return Moments(n, mean, sd, span.low, span.high, skew, kurtosis)


def paired(frame: pl.DataFrame, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Pair]:
    """Covariance and correlation of each pair of columns, over the rows that have both values."""
    wanted = list(pairs)
    columns = list(dict.fromkeys(name for pair in wanted for name in pair))
    spans = _spans(frame, columns)
    scaled = _scaled(frame, spans)
    holes = {name for name in columns if spans[name].n < frame.height}
    whole = [pair for pair in wanted if not holes & set(pair) and all(spans[name].spread for name in pair)]
    partly = [pair for pair in wanted if holes & set(pair)]
    found = {pair: Pair(frame.height) for pair in wanted}
    found |= _whole(scaled, whole, spans)
    for x, y in partly:
        both = frame.select(x, y).drop_nulls()
        inner = _spans(both, (x, y))
        found[x, y] = Pair(both.height)
        if all(span.spread for span in inner.values()):
            found |= _whole(_scaled(both, inner), [(x, y)], inner)
    return found


def _whole(
    scaled: pl.LazyFrame, pairs: Sequence[tuple[str, str]], spans: Mapping[str, _Span]
) -> dict[tuple[str, str], Pair]:
    """Pairs of columns with spread and without holes."""
    columns = list(dict.fromkeys(name for pair in pairs for name in pair))
    parts = {f"{name}|1": (pl.col(name), 1.0, spans[name].n) for name in columns}
    parts |= {f"{name}|2": (pl.col(name) ** 2, 1.0, spans[name].n) for name in columns}
    parts |= {f"{x}|{y}|": (pl.col(x) * pl.col(y), 1.0, spans[x].n) for x, y in pairs}
    sums = exact_sums(scaled, parts)
    found: dict[tuple[str, str], Pair] = {}
    for x, y in pairs:
        n = spans[x].n
        sx, sy = sums[f"{x}|1"], sums[f"{y}|1"]
        xx, yy = sums[f"{x}|2"] - sx**2 / n, sums[f"{y}|2"] - sy**2 / n
        xy = sums[f"{x}|{y}|"] - sx * sy / n
        r = float(xy) / (sqrt(xx) * sqrt(yy))
        covariance = float(xy / (n - 1)) * 2.0 ** (spans[x].reach + spans[y].reach)
        found[x, y] = Pair(n, covariance, 1.0 if x == y else min(max(r, -1.0), 1.0))
    return found


def _spans(frame: pl.DataFrame, columns: Sequence[str]) -> dict[str, _Span]:
    """Where the values of each column lie."""
    if not columns:
        return {}
    values = {name: tidy(pl.col(name)) for name in columns}
    row = frame.select(
        part
        for name, value in values.items()
        for part in (
            value.count().alias(f"{name}|n"),
            value.min().alias(f"{name}|low"),
            value.max().alias(f"{name}|high"),
        )
    ).row(0, named=True)
    spans: dict[str, _Span] = {}
    for name in columns:
        n, low, high = int(row[f"{name}|n"]), float(row[f"{name}|low"] or 0), float(row[f"{name}|high"] or 0)
        spans[name] = _Span(n, low, high, low, 0)
    largest = {name: (values[name], max(abs(span.low), abs(span.high)), span.n) for name, span in spans.items()}
    sums = exact_sums(frame.lazy(), {name: part for name, part in largest.items() if spans[name].spread})
    for name, total in sums.items():
        span = spans[name]
        mean = float(total / span.n)
        reach = min(max(frexp(max(span.high - mean, mean - span.low))[1], -1000), 1000)
        spans[name] = _Span(span.n, span.low, span.high, mean, reach)
    return spans


def _scaled(frame: pl.DataFrame, spans: Mapping[str, _Span]) -> pl.LazyFrame:
    """The columns centred and scaled into [-1, 1]."""
    return frame.lazy().select(
        ((tidy(pl.col(name)) - span.mean) * 2.0**-span.reach).alias(name) for name, span in spans.items()
    )
