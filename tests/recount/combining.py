"""The ways to make one share of several, in exact fractions and 50-digit decimals. Nothing here comes from the product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise

from tests.recount.method import Yaml, bare, fraction
from tests.recount.rounding import root, significant

_PRECISE = Context(prec=50)
ONE = Fraction(1)
#: Shares that differ by less than this are one share to the median.
NEAR = Fraction(1, 10**12)
COMPARING = {"topsis", "vikor", "borda", "copeland"}


@dataclass(frozen=True)
class Way:
    """One method and its part of the whole; ``number`` as the method understands it."""

    part: Fraction
    method: str
    number: Fraction | None = None
    normalised: bool = False


def ways(node: Yaml) -> list[Way]:
    """What stands under ``aggregate:``."""
    if node is None:
        return [Way(ONE, "arithmetic")]
    if isinstance(node, dict) and "blend" in node:
        return [_way(one["by"], fraction(one["part"])) for one in node["blend"]]
    return [_way(node, ONE)]


def _way(node: Yaml, part: Fraction) -> Way:
    if not isinstance(node, dict):
        number = {"vikor": Fraction(1, 2), "penalised": ONE}.get(node)
        return Way(part, node, number, node == "topsis")
    ((method, told),) = node.items()
    if method == "power":
        return Way(part, method, fraction(told))
    if method == "topsis":
        return Way(part, method, None, bare(told["normalise"]) == "vector")
    return Way(part, method, fraction(told[{"geometric": "at_least", "vikor": "v", "penalised": "strength"}[method]]))


@dataclass(frozen=True)
class Child:
    """A child that counts for a zone: its share, its part of the weights, and the shares of the cohort in it."""

    share: Fraction
    weight: Fraction
    known: Sequence[Fraction]

    @property
    def best(self) -> Fraction:
        return significant(max(self.known))

    @property
    def worst(self) -> Fraction:
        return significant(min(self.known))

    @property
    def length(self) -> Fraction:
        return length_of(self.known)


def length_of(known: Sequence[Fraction]) -> Fraction:
    """The Euclidean length of a column."""
    return significant(root(significant(sum((share * share for share in known), Fraction(0)))))


def alone(way: Way, children: Sequence[Child]) -> Fraction | None:
    """The share by a method that looks at one zone, or at its cohort child by child; None where there is no answer."""
    shares = [child.share for child in children]
    mean = _sum(children, shares)
    match way.method:
        case "arithmetic":
            return mean
        case "geometric":
            kept = shares if way.number is None else [max(share, way.number) for share in shares]
            if min(kept) <= 0:
                return None
            logs = [Fraction(_PRECISE.ln(_decimal(share))) for share in kept]
            return Fraction(_PRECISE.exp(_decimal(_sum(children, logs))))
        case "harmonic":
            return None if min(shares) <= 0 else 1 / _sum(children, [1 / share for share in shares])
        case "power":
            assert way.number is not None
            return _power_mean(children, way.number)
        case "minimum":
            return min(shares)
        case "median":
            return _median(children)
        case "penalised":
            assert way.number is not None
            if mean <= 0:
                return Fraction(0)
            return max(
                Fraction(0), mean - way.number * _sum(children, [(share - mean) ** 2 for share in shares]) / mean
            )
        case "distance":
            return 1 - root(_sum(children, [(1 - share) ** 2 for share in shares]))
        case "topsis":
            return _closeness(children, normalised=way.normalised)
        case "borda":
            return _sum(children, [_ahead_of(child) for child in children])
    raise AssertionError(way)


def regrets(children: Sequence[Child]) -> tuple[Fraction, Fraction]:
    """VIKOR's sum and largest single regret."""
    parts = [child.weight * (child.best - significant(child.share)) / (child.best - child.worst) for child in children]
    return sum(parts, Fraction(0)), max(parts)


def vikor(way: Way, own: tuple[Fraction, Fraction], known: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """1 − Q, between nothing and all."""
    parts = []
    for mine, column in zip(own, zip(*known, strict=True), strict=True):
        least, most = significant(min(column)), significant(max(column))
        parts.append((mine - least) / (most - least))
    assert way.number is not None
    q = way.number * parts[0] + (1 - way.number) * parts[1]
    return min(max(1 - q, Fraction(0)), ONE)


def copeland(
    own: dict[str, Fraction | None], weights: dict[str, Fraction], peers: Sequence[dict[str, Fraction | None]]
) -> Fraction:
    """Wins less losses among the peers, from −1…1 to 0…1."""
    net = 0
    for peer in peers:
        lead = Fraction(0)
        for id_, weight in weights.items():
            mine, other = own[id_], peer[id_]
            if mine is not None and other is not None:
                a, b = significant(mine), significant(other)
                lead += weight * ((a > b) - (a < b))
        net += (lead > 0) - (lead < 0)
    return min(max((Fraction(net, len(peers) - 1) + 1) / 2, Fraction(0)), ONE)


def _sum(children: Sequence[Child], numbers: Sequence[Fraction]) -> Fraction:
    return sum((child.weight * number for child, number in zip(children, numbers, strict=True)), Fraction(0))


def _power_mean(children: Sequence[Child], exponent: Fraction) -> Fraction | None:
    if any(child.share < 0 or (child.share == 0 and exponent < 0) for child in children):
        return None
    return _power(_sum(children, [_power(child.share, exponent) for child in children]), 1 / exponent)


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if base == 0 or exponent.denominator == 1:
        return base**exponent.numerator if base else base
    return Fraction(_PRECISE.power(_decimal(base), _decimal(exponent)))


def _median(children: Sequence[Child]) -> Fraction:
    """The middle of all weights laid end to end in the order of shares; between two where it falls on a boundary."""
    ordered = sorted(children, key=lambda child: child.share)
    bounds = [Fraction(0)]
    for child in ordered:
        bounds.append(bounds[-1] + child.weight)
    half = bounds[-1] / 2
    holding = [
        child.share
        for child, (low, high) in zip(ordered, pairwise(bounds), strict=True)
        if low <= half + NEAR and half <= high + NEAR
    ]
    return (holding[0] + holding[-1]) / 2


def _closeness(children: Sequence[Child], *, normalised: bool) -> Fraction | None:
    to_best = to_worst = Fraction(0)
    for child in children:
        gain = child.weight / (child.length if normalised else 1)
        share = significant(child.share)
        to_best += ((share - child.best) * gain) ** 2
        to_worst += ((share - child.worst) * gain) ** 2
    both = root(to_best) + root(to_worst)
    return root(to_worst) / both if both else None


def _ahead_of(child: Child) -> Fraction:
    """The part of the others that have less, ties a half."""
    mine, known = significant(child.share), [significant(share) for share in child.known]
    less, same = sum(share < mine for share in known), sum(share == mine for share in known)
    return min(max((less + Fraction(same - 1, 2)) / (len(known) - 1), Fraction(0)), ONE)


def _decimal(value: Fraction) -> Decimal:
    return _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
