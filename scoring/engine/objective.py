"""Weights from the data (客观赋权): what the shares of a node's children say about how much each of them tells zones apart.

Every method looks at complete cases: zones that have a share of every child. Sums across zones are sums of whole numbers,
so their bytes do not depend on threads. Sources: Shannon (1948) for entropy; Diakoulaki, Mavrotas and Papayannakis (1995)
for CRITIC; OECD/JRC, *Handbook on Constructing Composite Indicators* (2008) for principal components.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import frexp, fsum, log, sqrt

import polars as pl

from scoring.engine.eigen import eigen
from scoring.rules.weighing import FittedName

#: Below this, what is left of the usual formula of entropy has lost too many digits, and a finer one is used.
_FINE = 1e-4
#: Two largest eigenvalues nearer than this part of them have no direction of their own.
_TIED = 1e-9
#: A correlation nearer to one than this is one: what is left is float noise.
_PERFECT = 1e-12
#: Products that are summed at once.
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a method has no weights for these shares: the code of a problem, and the child it is about."""

    code: str
    child: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """Complete cases: one Float64 column a child, no nulls, with the least and the greatest share of each."""

    frame: pl.DataFrame
    low: Mapping[str, float]
    high: Mapping[str, float]

    @property
    def children(self) -> list[str]:
        """The children, in the rubric's order."""
        return self.frame.columns

    @property
    def n(self) -> int:
        """How many zones."""
        return len(self.frame)

    def alike(self, child: str) -> bool:
        """Whether all zones earn the same share of a child."""
        return self.low[child] == self.high[child]


def complete(frame: pl.DataFrame) -> Shares:
    """The zones that have a share of every child. There must be one at least."""
    low = frame.min().row(0, named=True)
    if any(frame.null_count().row(0)):
        frame = frame.drop_nulls()
        low = frame.min().row(0, named=True)
    return Shares(frame, low, frame.max().row(0, named=True))


def by_data(name: FittedName, shares: Shares) -> Mapping[str, float] | Fault:
    """Weights by a method, adding up to one, or why there are none."""
    if len(shares.children) == 1:
        return dict.fromkeys(shares.children, 1.0)
    found = _METHODS[name](shares)
    if isinstance(found, Fault):
        return found
    whole = fsum(found.values())
    return {child: weight / whole for child, weight in found.items()} if whole > 0 else Fault("S149")


def _entropy(shares: Shares) -> Mapping[str, float] | Fault:
    """1 − e, where e = −Σ p ln p ÷ ln n and p is a zone's part of all shares; a child all alike has none to tell."""
    if (below := next((child for child in shares.children if shares.low[child] < 0), None)) is not None:
        return Fault("S146", below)
    known = [child for child in shares.children if not shares.alike(child)]
    sums = _sums(shares, [part for child in known for part in _logarithms(child, shares)])
    found = dict.fromkeys(shares.children, 0.0)
    for child in known:
        whole, logs = sums[child], sums[f"{child}|log"] - shares.n
        found[child] = log(shares.n / whole) + float(logs / whole)
    fine = [child for child in known if found[child] < _FINE]
    sums = _sums(shares, [_near_one(child, float(sums[child] / shares.n), shares.high[child]) for child in fine])
    found |= {child: float(total / shares.n) for child, total in sums.items()}
    return {child: divergence / log(shares.n) for child, divergence in found.items()}


@dataclass(frozen=True, slots=True)
class _Part:
    """Something to be added up: ``value`` + ``base``, which is never negative and never more than ``most``."""

    name: str
    value: pl.Expr
    most: float
    base: float = 0.0


def _logarithms(child: str, shares: Shares) -> Iterable[_Part]:
    """Σ s and Σ (1 + s ln s), which is never negative; nought counts as nothing."""
    share, high = pl.col(child), shares.high[child]
    positive = share if shares.low[child] > 0 else share + 1e-300
    yield _Part(child, share, high)
    yield _Part(f"{child}|log", share * positive.log(), 1.0 + max(0.0, high * log(high)), 1.0)


def _near_one(child: str, mean: float, high: float) -> _Part:
    """Σ (u ln u − u + 1) of u = s ÷ mean: the same divergence without taking large numbers from each other."""
    part = pl.col(child) / mean
    most = high / mean
    return _Part(child, part * (part + 1e-300).log() - (part - 1.0), max(1.0, most * log(most)))


def _deviation(shares: Shares) -> Mapping[str, float]:
    """The standard deviation of the sample."""
    squares = {child: _centred(child, shares, mean) for child, mean in _means(shares).items()}
    sums = _sums(shares, [_Part(child, part**2, 1.0) for child, (part, _) in squares.items()])
    return {
        child: 0.0 if shares.alike(child) else sqrt(sums[child] / (shares.n - 1)) * reach
        for child, (_, reach) in squares.items()
    }


def _variation(shares: Shares) -> Mapping[str, float] | Fault:
    """The coefficient of variation: the standard deviation as a part of the mean."""
    means = _means(shares)
    if (child := next((child for child, mean in means.items() if mean <= 0), None)) is not None:
        return Fault("S147", child)
    return {child: deviation / means[child] for child, deviation in _deviation(shares).items()}


def _critic(shares: Shares) -> Mapping[str, float] | Fault:
    """Deviation × conflict: sd·Σ(1 − r) over the correlations with all children."""
    found = _correlations(shares)
    if isinstance(found, Fault):
        return found
    deviations = _deviation(shares)
    return {child: deviations[child] * fsum(1 - r for r in row.values()) for child, row in found.items()}


def _pca(shares: Shares) -> Mapping[str, float] | Fault:
    """The squared loadings of the first principal component of the correlations."""
    found = _correlations(shares)
    if isinstance(found, Fault):
        return found
    first, second, *_ = eigen([list(row.values()) for row in found.values()])
    if first.value - second.value <= _TIED * first.value:
        return Fault("S151")
    return {child: part * part for child, part in zip(found, first.vector, strict=True)}


_METHODS: Mapping[FittedName, Callable[[Shares], Mapping[str, float] | Fault]] = {
    "entropy": _entropy,
    "critic": _critic,
    "variation": _variation,
    "deviation": _deviation,
    "pca": _pca,
}


def _means(shares: Shares) -> dict[str, float]:
    base = {child: min(0.0, low) for child, low in shares.low.items()}
    sums = _sums(shares, [_Part(c, pl.col(c), shares.high[c] - low, -low) for c, low in base.items()])
    return {child: float(Fraction(base[child]) + total / shares.n) for child, total in sums.items()}


def _centred(child: str, shares: Shares, mean: float) -> tuple[pl.Expr, float]:
    """The share less its mean, in parts of a power of two that it never exceeds, and that power."""
    reach = 2.0 ** max(frexp(max(shares.high[child] - mean, mean - shares.low[child]))[1], -1000)
    return (pl.col(child) - mean) / reach, reach


def _correlations(shares: Shares) -> Mapping[str, Mapping[str, float]] | Fault:
    """Pearson's correlations of all pairs; there is none with a child that is all alike."""
    if (alike := next((child for child in shares.children if shares.alike(child)), None)) is not None:
        return Fault("S148", alike)
    centred = [_centred(child, shares, mean)[0].alias(child) for child, mean in _means(shares).items()]
    frame = Shares(shares.frame.select(centred), {}, {})
    pairs = [(child, child) for child in shares.children] + list(combinations(shares.children, 2))
    both: dict[tuple[str, str], float] = {}
    for start in range(0, len(pairs), _AT_ONCE):
        some = pairs[start : start + _AT_ONCE]
        parts = [_Part(str(number), pl.col(a) * pl.col(b), 2.0, 1.0) for number, (a, b) in enumerate(some)]
        sums = _sums(frame, parts)
        both |= {pair: float(sums[str(number)] - shares.n) for number, pair in enumerate(some)}
    spread = {child: sqrt(both[child, child]) for child in shares.children}

    def correlation(a: str, b: str) -> float:
        r = both.get((a, b), both.get((b, a), 0.0)) / (spread[a] * spread[b])
        return float(round(r)) if abs(abs(r) - 1) < _PERFECT else r

    return {a: {b: correlation(a, b) for b in shares.children} for a in shares.children}


def _sums(shares: Shares, parts: Iterable[_Part]) -> dict[str, Fraction]:
    """Sums of what is never negative, in whole numbers of 63 bits with room for all: the same in any order."""
    shifts: dict[str, int] = {}
    expressions: list[pl.Expr] = []
    for part in parts:
        shift = min(1000, 61 - frexp(part.most)[1] - shares.n.bit_length())
        shifts[part.name] = shift
        whole = (part.value * 2.0**shift + (part.base * 2.0**shift + 0.5)).cast(pl.Int64, wrap_numerical=True)
        expressions.append(whole.sum().alias(part.name))
    if not expressions:
        return {}
    totals = shares.frame.select(expressions).row(0, named=True)
    return {name: Fraction(int(totals[name])) / Fraction(2) ** shift for name, shift in shifts.items()}
