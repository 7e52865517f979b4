"""From a value to its points, in steps that a reader with a calculator can follow and that lead to the printed points.

Every number of a step is the one that is printed. Numbers that do not end are cut to the fewest digits from which the
printed points still follow; that is tried out, not hoped for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from scoring.engine.explain.figures import Working, as_decimal, working
from scoring.engine.explain.retrace import Curve, Line, Retrace, Steps, Worked, between, in_step, magnitude, snap
from scoring.engine.explain.totals import Passing
from scoring.engine.numbers import rounded
from scoring.engine.plan import MeasurePlan
from scoring.language.nodes import Name
from scoring.rules.rubric import Rounding, Rubric, Step

#: How people read a value.
Telling = Literal["amount", "percent", "date"]

#: No number is printed with more decimals than this.
MOST = 20


@dataclass(frozen=True, slots=True)
class Corner:
    """A knot as printed: at this value, this share. ``index`` counts from the lowest value."""

    index: int
    at: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class ShareStep:
    """How a value got its share.

    between   on the line through two corners
    extended  on that line, beyond its end
    held      at or beyond the one corner, whose share holds
    band      in the band of this index
    formula   by a formula of the value

    ``raw`` is the share so found, ``share`` what the measure's bounds leave of it, ``bound`` the bound that did.
    """

    how: Literal["between", "extended", "held", "band", "formula"]
    corners: tuple[Corner, ...]
    band: int | None
    formula: Working | None
    raw: Decimal
    bound: Literal["at_most", "at_least"] | None
    share: Decimal

    def recomputed(self, value: Decimal) -> Fraction:
        """The share before bounds, from the numbers of this step alone."""
        if self.formula is not None:
            found = self.formula.recomputed()
            if found is None or isinstance(found, bool):
                raise AssertionError("a share that was scored can be worked out")
            return Fraction(found)
        if self.band is not None or len(self.corners) == 1:
            return Fraction(self.raw)
        (low, high) = ((Fraction(c.at), Fraction(c.share)) for c in self.corners)
        return between(low, high, Fraction(value))


@dataclass(frozen=True, slots=True)
class Passed:
    """Full points passed on: the children of ``node`` have ``whole`` together, those not left out ``here``."""

    node: str
    whole: Decimal
    here: Decimal


@dataclass(frozen=True, slots=True)
class PointsStep:
    """Full points × share, rounded as the rubric says.

    ``full`` is ``nominal``, the rubric's, times whole ÷ here of every node where points are passed on.
    """

    nominal: Decimal
    passed: tuple[Passed, ...]
    full: Decimal
    share: Decimal
    step: Step
    points: Decimal

    def recomputed(self) -> Fraction:
        """The points, from the full points and the share of this step alone."""
        return in_step(snap(Fraction(self.full) * Fraction(self.share)), self.step)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The whole way of one measure. ``ends`` is whether the value is printed exactly; ``rounding`` rounds values."""

    digits: int
    value: Decimal
    ends: bool
    rounding: Step | None
    share: ShareStep
    points: PointsStep


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a measure of a zone before it is put into print."""

    value: Fraction
    full: Fraction
    points: Decimal
    passings: tuple[Passing, ...]


def arithmetic(plan: MeasurePlan, retrace: Retrace, found: Found) -> Arithmetic | None:
    """The steps of a scored measure, in the fewest digits that lead to its points; None if no digits do."""
    for digits in _precisions(plan, found.value):
        step = _Print(plan, retrace, retrace.curve(plan), found, digits).steps()
        if step is not None:
            return step
    return None


def _precisions(plan: MeasurePlan, value: Fraction) -> Iterator[int]:
    """Numbers of decimals to try: at least two (four for what is shown in per cent), at least four figures."""
    least = max(4 if in_percent(plan) else 2, 3 - magnitude(value))
    yield from range(least, max(MOST, least + 1))


def in_percent(plan: MeasurePlan) -> bool:
    """Whether a measure's value is a pure number that people read in per cent: growth, completion."""
    return plan.measure.kind in ("growth", "completion") and plan.measure.value.unit.symbol == "1"


def telling(plan: MeasurePlan, rubric: Rubric) -> Telling:
    """How people read a measure's value: in per cent, as the date that an item is, or as an amount."""
    value = plan.measure.value.tree
    item = rubric.items.get(value.id) if isinstance(value, Name) and value.space != "ledger" else None
    if item is not None and item.kind == "date":
        return "date"
    return "percent" if in_percent(plan) else "amount"


@dataclass(frozen=True, slots=True)
class _Print:
    """One attempt with so many decimals."""

    plan: MeasurePlan
    retrace: Retrace
    curve: Curve
    found: Found
    digits: int

    def steps(self) -> Arithmetic | None:
        rounding = self.retrace.plan.rubric.digits.value
        value = as_decimal(self.found.value) if rounding is not None else self.short(self.found.value)
        share = self.share(value)
        if share is None:
            return None
        nominal = self.short(self.plan.measure.full[self.retrace.category])
        passed = tuple(Passed(p.node, self.short(p.whole), self.short(p.here)) for p in self.found.passings)
        step = self.retrace.plan.rubric.digits.points

        def last(places: int) -> PointsStep:
            printed = self.cut(share, places).share
            return PointsStep(nominal, passed, self.short(self.found.full), printed, step, self.found.points)

        def fits(places: int) -> bool:
            return last(places).recomputed() == Fraction(self.found.points)

        if not fits(MOST):  # first whether it works for one who does not round on the way
            return None
        places = next(places for places in range(3, MOST + 1) if fits(places))
        ends = Fraction(value) == self.found.value
        return Arithmetic(self.digits, value, ends, rounding, self.cut(share, places), last(places))

    def short(self, value: Fraction) -> Decimal:
        """A number in so many decimals, without needless zeros."""
        return shortened(value, self.digits)

    def share(self, value: Decimal) -> ShareStep | None:
        """The step that gives the share, with the exact share that follows from the numbers printed."""
        x, zero = self.found.value, Decimal(0)
        if isinstance(self.curve, Steps):
            index = self.curve.index(x)
            if self.curve.index(Fraction(value)) != index:
                return None  # the value printed would fall on another band
            share = self.curve.treads[index].share
            return ShareStep("band", (), index, None, as_decimal(share), None, zero)
        if isinstance(self.curve, Worked):
            return self._by_formula(self.curve, value)
        return self._on_line(self.curve, value)

    def _by_formula(self, curve: Worked, value: Decimal) -> ShareStep | None:
        scope = replace(curve.scope, x=Fraction(value))
        placed = replace(curve.scope, x=self.found.value)
        shown = working(curve.tree, scope, self.retrace.plan.rubric, self.plan.measure.value.unit, placed)
        share = shown.recomputed()
        if share is None or isinstance(share, bool):
            return None
        return ShareStep("formula", (), None, shown, as_decimal(Fraction(share)), None, Decimal(0))

    def _on_line(self, curve: Line, value: Decimal) -> ShareStep | None:
        x = self.found.value
        low, high = curve.around(x)
        corners = tuple(
            Corner(index, self.short(curve.knots[index][0]), self.short_share(curve.knots[index][1]))
            for index in dict.fromkeys((low, high))
        )
        if len(corners) == 1:
            return ShareStep("held", corners, None, None, corners[0].share, None, Decimal(0))
        if corners[0].at == corners[1].at:
            return None
        inside = curve.knots[low][0] <= x <= curve.knots[high][0]
        if inside and not corners[0].at <= value <= corners[1].at:
            return None
        made = ShareStep("between" if inside else "extended", corners, None, None, Decimal(0), None, Decimal(0))
        return replace(made, raw=as_decimal(made.recomputed(value)))

    def short_share(self, share: Fraction) -> Decimal:
        """A knot's share: stated numbers end; thirds are cut."""
        return shortened(share, max(6, self.digits))

    def cut(self, made: ShareStep, places: int) -> ShareStep:
        """The step with its share printed in so many decimals, and within the bounds of the measure."""
        least, most = self.plan.measure.at_least, self.plan.measure.at_most
        raw = shortened(Fraction(made.raw), places)
        if most is not None and Fraction(made.raw) > most:
            return replace(made, raw=raw, bound="at_most", share=shortened(most, places))
        if least is not None and Fraction(made.raw) < least:
            return replace(made, raw=raw, bound="at_least", share=shortened(least, places))
        return replace(made, raw=raw, share=raw)


def shortened(value: Fraction, digits: int) -> Decimal:
    """A number rounded to so many decimals, a half away from zero, without needless zeros."""
    return plain(rounded(value, Step(digits, Rounding.HALF_UP)))


def plain(value: Decimal) -> Decimal:
    """A decimal without needless zeros and without an exponent."""
    sign, digits, exponent = value.as_tuple()
    kept = list(digits)
    places = -int(exponent)
    while places > 0 and kept[-1] == 0 and len(kept) > 1:
        kept.pop()
        places -= 1
    if places > 0 and kept == [0]:
        places = 0
    return Decimal((0 if not any(kept) else sign, tuple(kept), -places))
