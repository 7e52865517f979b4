"""Scales read backwards: at which values does a measure earn at least so much of its points?

Lines and stairs are inverted exactly. A scale by formula is searched, on the side of the value where it is monotone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Protocol

from scoring.engine.explain.retrace import Line, Steps

#: How many points of a formula's scale are looked at on either side of the value.
SAMPLES = 48


@dataclass(frozen=True, slots=True)
class Range:
    """A range of values; an end that is None is open without limit."""

    low: Fraction | None
    low_inclusive: bool
    high: Fraction | None
    high_inclusive: bool

    def holds(self, x: Fraction) -> bool:
        """Whether a value lies in the range."""
        over = self.low is None or x > self.low or (self.low_inclusive and x == self.low)
        under = self.high is None or x < self.high or (self.high_inclusive and x == self.high)
        return over and under

    def not_below(self, least: Fraction) -> Range | None:
        """The part of the range at or above a value."""
        if self.high is not None and (self.high < least or (self.high == least and not self.high_inclusive)):
            return None
        if self.low is not None and self.low >= least:
            return self
        return Range(least, low_inclusive=True, high=self.high, high_inclusive=self.high_inclusive)


@dataclass(frozen=True, slots=True)
class Share:
    """What is asked of a share: at least ``least``, or more than it."""

    least: Fraction
    strict: bool

    def met(self, share: Fraction | None) -> bool:
        """Whether a share is enough."""
        return share is not None and (share > self.least if self.strict else share >= self.least)


def reach(curve: Line | Steps, asked: Share) -> list[Range]:
    """Every value at which lines or stairs give the share asked, as ranges ascending."""
    pieces = _on_lines(curve, asked) if isinstance(curve, Line) else _on_stairs(curve, asked)
    return _merged(pieces)


def most(curve: Line | Steps) -> Fraction | None:
    """The largest share that lines or stairs ever give; None where a line goes on upwards for ever."""
    if isinstance(curve, Steps):
        return max(tread.share for tread in curve.treads)
    if len(curve.knots) > 1:
        (_, first), (_, second), (_, previous), (_, last) = (*curve.knots[:2], *curve.knots[-2:])
        if (curve.below and first > second) or (curve.above and last > previous):
            return None
    return max(share for _, share in curve.knots)


def _on_lines(curve: Line, asked: Share) -> Iterator[Range]:
    knots = curve.knots
    first, last = knots[0], knots[-1]
    many = len(knots) > 1
    if curve.below and many:
        yield from _beyond(first, knots[1], asked, upwards=False)
    elif asked.met(first[1]):
        yield Range(None, low_inclusive=False, high=first[0], high_inclusive=True)
    for low, high in pairwise(knots):
        yield from _between(low, high, asked)
    if curve.above and many:
        yield from _beyond(last, knots[-2], asked, upwards=True)
    elif asked.met(last[1]):
        yield Range(last[0], low_inclusive=True, high=None, high_inclusive=False)


def _between(low: tuple[Fraction, Fraction], high: tuple[Fraction, Fraction], asked: Share) -> Iterator[Range]:
    (x0, y0), (x1, y1) = low, high
    first, second = asked.met(y0), asked.met(y1)
    if first and second:
        yield Range(x0, low_inclusive=True, high=x1, high_inclusive=True)
    elif first or second:
        at = x0 + (asked.least - y0) * (x1 - x0) / (y1 - y0)
        if first:
            yield Range(x0, low_inclusive=True, high=at, high_inclusive=not asked.strict)
        else:
            yield Range(at, low_inclusive=not asked.strict, high=x1, high_inclusive=True)


def _beyond(
    end: tuple[Fraction, Fraction], inner: tuple[Fraction, Fraction], asked: Share, *, upwards: bool
) -> Iterator[Range]:
    """The line that goes on beyond an end."""
    (x0, y0), (x1, y1) = end, inner
    slope = (y0 - y1) / (x0 - x1)
    gains = slope > 0 if upwards else slope < 0
    if not slope:
        if asked.met(y0):
            yield _tail(x0, inclusive=True, upwards=upwards)
        return
    at = x0 + (asked.least - y0) / slope
    if gains:
        beyond = at > x0 if upwards else at < x0
        yield _tail(at if beyond else x0, inclusive=not asked.strict if beyond else asked.met(y0), upwards=upwards)
    elif asked.met(y0):
        inclusive = not asked.strict
        if upwards:
            yield Range(x0, low_inclusive=True, high=at, high_inclusive=inclusive)
        else:
            yield Range(at, low_inclusive=inclusive, high=x0, high_inclusive=True)


def _tail(at: Fraction, *, inclusive: bool, upwards: bool) -> Range:
    if upwards:
        return Range(at, low_inclusive=inclusive, high=None, high_inclusive=False)
    return Range(None, low_inclusive=False, high=at, high_inclusive=inclusive)


def _on_stairs(curve: Steps, asked: Share) -> Iterator[Range]:
    """Between any two edges, and on every edge, the stairs are flat."""
    edges = sorted({end for tread in curve.treads for end in (tread.low, tread.high) if end is not None})
    if not edges:
        if asked.met(curve.treads[-1].share):
            yield Range(None, low_inclusive=False, high=None, high_inclusive=False)
        return
    if asked.met(curve.share(edges[0] - 1)):
        yield _tail(edges[0], inclusive=False, upwards=False)
    for index, edge in enumerate(edges):
        if asked.met(curve.share(edge)):
            yield Range(edge, low_inclusive=True, high=edge, high_inclusive=True)
        if index + 1 < len(edges) and asked.met(curve.share((edge + edges[index + 1]) / 2)):
            yield Range(edge, low_inclusive=False, high=edges[index + 1], high_inclusive=False)
    if asked.met(curve.share(edges[-1] + 1)):
        yield _tail(edges[-1], inclusive=False, upwards=True)


def _merged(pieces: Iterator[Range]) -> list[Range]:
    merged: list[Range] = []
    for piece in pieces:
        before = merged[-1] if merged else None
        touch = before is not None and before.high is not None and before.high == piece.low
        if before is not None and touch and (before.high_inclusive or piece.low_inclusive):
            merged[-1] = Range(before.low, before.low_inclusive, piece.high, piece.high_inclusive)
        else:
            merged.append(piece)
    return merged


# values that can be written down --------------------------------------------------------------------------------


def first_at_or_above(limit: Fraction, digits: int, *, inclusive: bool) -> Fraction:
    """The smallest number of so many decimals above a limit (or on it)."""
    unit = Fraction(10) ** digits
    count = ceil(limit * unit) if inclusive else floor(limit * unit) + 1
    return count / unit


def first_at_or_below(limit: Fraction, digits: int, *, inclusive: bool) -> Fraction:
    """The largest number of so many decimals below a limit (or on it)."""
    return -first_at_or_above(-limit, digits, inclusive=inclusive)


def nearest(ranges: Sequence[Range], x: Fraction, digits: int) -> tuple[Fraction, Range] | None:
    """The nearest value of so many decimals (more where a range is too narrow for them), and its range."""
    found: list[tuple[Fraction, Fraction, Range]] = []
    for part in ranges:
        for places in range(digits, digits + 8):
            if part.low is not None and x <= part.low:
                value = first_at_or_above(part.low, places, inclusive=part.low_inclusive)
            elif part.high is not None:
                value = first_at_or_below(part.high, places, inclusive=part.high_inclusive)
            else:
                value = x
            if part.holds(value):
                found.append((abs(value - x), value, part))
                break
    if not found:
        return None
    _, value, part = min(found, key=lambda entry: entry[:2])
    return value, part


class Shares(Protocol):
    """Whatever gives the share at a value."""

    def share(self, x: Fraction) -> Fraction | None:
        """The share at a value; None where there is none."""


def search(curve: Shares, asked: Share, x: Fraction, ends: tuple[Fraction, Fraction], digits: int) -> Fraction | None:
    """The nearest value of so many decimals, between ``ends``, at which a formula gives the share asked.

    Only a side of the value on which the shares looked at never turn is searched. ``LookupError`` if neither is such.
    """
    unit = Fraction(1, 10**digits)
    found: list[Fraction] = []
    monotone = False
    for end, sign in ((ends[1], 1), (ends[0], -1)):
        # from the last number of so many decimals at or before the value, which is not enough, outwards
        start = sign * first_at_or_below(sign * x, digits, inclusive=True)
        steps = floor(abs(end - start) / unit) if sign * (end - start) > 0 else 0
        counts = sorted({ceil(Fraction(steps * index, SAMPLES)) for index in range(SAMPLES + 1)})
        shares = [curve.share(start + sign * count * unit) for count in counts]
        known = [share for share in shares if share is not None]
        if len(known) < len(shares) or known not in (sorted(known), sorted(known, reverse=True)):
            continue
        monotone = True
        reached = next((index for index, share in enumerate(shares) if asked.met(share)), None)
        if not reached:
            continue
        short, enough = counts[reached - 1], counts[reached]
        while enough - short > 1:
            middle = (short + enough) // 2
            if asked.met(curve.share(start + sign * middle * unit)):
                enough = middle
            else:
                short = middle
        found.append(start + sign * enough * unit)
    if not monotone:
        raise LookupError("the formula turns on either side of the value")
    return min(found, key=lambda value: abs(value - x), default=None)
