"""One zone's results again in exact fractions, from the published figures and the scale table alone.

The engine scores whole columns in floats that are snapped; this is the calculator's way, for cards and advice. Figures
are taken as published (the shortest decimal that names the float), so all of this can be worked out by hand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

from scoring.engine.data_steps.cells import treatment
from scoring.engine.expressions import column
from scoring.engine.numbers import SIGNIFICANT, SNAP, rounded
from scoring.engine.plan import MeasurePlan, Plan, key
from scoring.engine.scales import ALL, Frozen, Scales
from scoring.language.exact import number
from scoring.language.nodes import Call, Cohort, Name, Node
from scoring.rules.rubric import Bands, Lines, Measure, Rounding, Step

#: A row of the values table.
Row = Mapping[str, object]

#: Points before they are rounded are told apart to this many places.
FINE = Step(SNAP, Rounding.HALF_UP)


def exactly(value: float) -> Fraction:
    """A float as it is published: the shortest decimal that names it."""
    return Fraction(repr(value))


def tidied(value: Fraction) -> Fraction:
    """A value to as many significant digits as the engine tells apart."""
    if not value:
        return value
    places = SIGNIFICANT - 1 - _magnitude(value)
    scale = Fraction(10) ** places
    size = floor(abs(value) * scale + Fraction(1, 2)) / scale
    return size if value > 0 else -size


def _magnitude(value: Fraction) -> int:
    """The power of ten of the first digit."""
    size = abs(value)
    guess = floor(log10(size.numerator) - log10(size.denominator))
    while size >= Fraction(10) ** (guess + 1):
        guess += 1
    while size < Fraction(10) ** guess:
        guess -= 1
    return guess


def magnitude(value: Fraction) -> int:
    """The power of ten of a number's first digit, 0 for nothing."""
    return _magnitude(value) if value else 0


@dataclass(frozen=True, slots=True)
class ZoneScope:
    """What names and statistics mean to the formulas of one zone; ``x`` is the measure's value in a scale."""

    plan: Plan
    category: str
    frozen: Frozen
    row: Row
    x: Fraction | None = None

    def name(self, node: Name, years_back: int) -> Fraction | None:
        """A constant of the category, ``x``, or a figure of this year or last."""
        constant = self.plan.rubric.constants.get(node.id) if node.space is None else None
        if constant is not None and self.category in constant.value:
            return Fraction(constant.value[self.category])
        if node.space is None and node.id == "x":
            return self.x
        value = self.row.get(column(node, back=bool(years_back)))
        return exactly(value) if isinstance(value, float) else None

    def statistic(self, node: Cohort | Call, years_back: int) -> Fraction | None:
        """A published statistic, or a place among the published values."""
        basis = key(node, bool(years_back))
        if isinstance(node, Call) and node.function == "rank":
            own = number(node.args[0], self, years_back)
            return None if own is None else self._place(float(tidied(own)), basis)
        value = self.frozen.statistic(basis)
        return None if value is None else exactly(value)

    def _place(self, own: float, basis: str) -> Fraction:
        known = self.frozen.places(basis).to_list()
        return Fraction(1 + len(known) - bisect_right(known, own))


@dataclass(frozen=True, slots=True)
class Line:
    """Straight lines through knots, ascending by value; beyond the ends they hold or go on."""

    knots: tuple[tuple[Fraction, Fraction], ...]
    below: bool
    above: bool

    def share(self, x: Fraction) -> Fraction:
        """The share at a value."""
        low, high = self.around(x)
        return between(self.knots[low], self.knots[high], x) if low != high else self.knots[low][1]

    def around(self, x: Fraction) -> tuple[int, int]:
        """The two knots whose line a value lies on; twice the same knot where an end holds."""
        last = len(self.knots) - 1
        if x <= self.knots[0][0]:
            return (0, 1) if self.below and x < self.knots[0][0] and last else (0, 0)
        if x >= self.knots[last][0]:
            return (last - 1, last) if self.above and x > self.knots[last][0] and last else (last, last)
        high = next(index for index, (at, _) in enumerate(self.knots) if at >= x)
        return (high, high) if self.knots[high][0] == x else (high - 1, high)


def between(low: tuple[Fraction, Fraction], high: tuple[Fraction, Fraction], x: Fraction) -> Fraction:
    """The share at a value on the line through two knots."""
    (x0, y0), (x1, y1) = low, high
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


@dataclass(frozen=True, slots=True)
class Tread:
    """A fitted band: its ends (None is open), whether each belongs to it, and its share."""

    low: Fraction | None
    low_inclusive: bool
    high: Fraction | None
    high_inclusive: bool
    share: Fraction

    def holds(self, x: Fraction) -> bool:
        """Whether a value lies in the band."""
        over = self.low is None or x > self.low or (self.low_inclusive and x == self.low)
        under = self.high is None or x < self.high or (self.high_inclusive and x == self.high)
        return over and under


@dataclass(frozen=True, slots=True)
class Steps:
    """Stairs: the first band that holds the value; the last one holds every value."""

    treads: tuple[Tread, ...]

    def index(self, x: Fraction) -> int:
        """Which band holds a value."""
        own = tidied(x)
        return next((i for i, tread in enumerate(self.treads[:-1]) if tread.holds(own)), len(self.treads) - 1)

    def share(self, x: Fraction) -> Fraction:
        """The share at a value."""
        return self.treads[self.index(x)].share


@dataclass(frozen=True, slots=True)
class Worked:
    """A share by formula of the value."""

    tree: Node
    scope: ZoneScope

    def share(self, x: Fraction) -> Fraction | None:
        """The share at a value; None where the formula gives none."""
        inside = ZoneScope(self.scope.plan, self.scope.category, self.scope.frozen, self.scope.row, x)
        return number(self.tree, inside)


Curve = Line | Steps | Worked


@dataclass(frozen=True, slots=True)
class Retrace:
    """The measures of one zone, step by step, on a scale table."""

    plan: Plan
    category: str
    scales: Scales
    row: Row

    def scope(self, measure: Measure | None = None) -> ZoneScope:
        """What formulas of the zone may look at; those of a measure look at the measure's own cohort."""
        across = measure is not None and self.plan.across(measure)
        frozen = self.scales.of(ALL if across else self.category, measure.id if measure is not None else "")
        return ZoneScope(self.plan, self.category, frozen, self.row)

    def value(self, plan: MeasurePlan) -> Fraction | None:
        """The measure's value in its unit, rounded where the rubric rounds values; None where its figures give none."""
        if treatment(plan.measure.treat, plan.measure.id, self.scales, self.category) is not None:
            return None  # what was treated is taken as published
        value = number(plan.measure.value.tree, self.scope(plan.measure))
        step = self.plan.rubric.digits.value
        if value is None or step is None:
            return value
        unit = Fraction(10) ** step.digits
        return Fraction(rounded(tidied(value * unit), Step(0, step.rounding))) / unit

    def curve(self, plan: MeasurePlan) -> Curve:
        """The measure's fitted scale."""
        measure, scale = plan.measure, plan.measure.scale
        if isinstance(scale, Lines):
            knots = self.scales.lines(measure.id, self.category)
            pairs = tuple((exactly(at), exactly(share)) for at, share in knots)
            return Line(pairs, scale.below == "extend", scale.above == "extend")
        if isinstance(scale, Bands):
            return Steps(
                tuple(
                    Tread(
                        None if stair.low is None else exactly(stair.low),
                        stair.low_inclusive,
                        None if stair.high is None else exactly(stair.high),
                        stair.high_inclusive,
                        exactly(stair.share),
                    )
                    for stair in self.scales.stairs(measure.id, self.category)
                )
            )
        return Worked(scale.share.tree, self.scope(measure))


def bounded(plan: MeasurePlan, share: Fraction) -> Fraction:
    """A share within the bounds the measure states."""
    least, most = plan.measure.at_least, plan.measure.at_most
    share = share if most is None else min(share, most)
    return share if least is None else max(share, least)


def snap(points: Fraction) -> int:
    """Points as a count of the ninth place, a half away from zero."""
    size: int = floor(abs(points) * 10**SNAP + Fraction(1, 2))
    return size if points >= 0 else -size


def in_step(count: int, step: Step) -> Fraction:
    """Points counted at the ninth place, rounded as a step says."""
    return Fraction(rounded(Fraction(count, 10**SNAP), step))
