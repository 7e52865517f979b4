"""The health-check card 体检单 of one zone: put together from an appraisal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import polars as pl

from scoring.engine.appraisal import Appraisal
from scoring.engine.explain.arithmetic import Arithmetic, Found, arithmetic, in_percent, plain, shortened, telling
from scoring.engine.explain.figures import as_decimal, spelled, working
from scoring.engine.explain.listing import list_lines
from scoring.engine.explain.made import made_nodes
from scoring.engine.explain.one_zone import OneZone, Scored
from scoring.engine.explain.parts import (
    AdjustmentLine,
    BandLine,
    Card,
    GateLine,
    Handled,
    Knot,
    MeasureLine,
    PillarLine,
    Standing,
    UnknownZone,
    VetoLine,
)
from scoring.engine.explain.peers import Cohorts
from scoring.engine.explain.retrace import Curve, Line, Steps, exactly, magnitude, tidied
from scoring.engine.explain.totals import Earned, adjusted, cap_of
from scoring.engine.numbers import rounded
from scoring.engine.plan import scale_formulas
from scoring.engine.scales import ALL
from scoring.engine.scales import Row as ScaleRow
from scoring.language.exact import number
from scoring.rules.rubric import Adjustment, Formula, Grades, Label, Rounding, Step

__all__ = ["Card", "UnknownZone", "card"]


def card(appraisal: Appraisal, zone: str) -> Card:
    """The card of a zone, by its id. Raises :class:`UnknownZone` (a ``LookupError``) with near ids."""
    return _Maker(OneZone(appraisal, zone), Cohorts(appraisal)).card()


@dataclass(frozen=True)
class _Maker:
    one: OneZone
    cohorts: Cohorts

    def card(self) -> Card:
        one, rubric, ranked = self.one, self.one.appraisal.rubric, self.one.ranked
        scope = one.retrace.scope()
        measures = tuple(self.measure(scored) for scored in one.scored.values())
        adjustments = tuple(self.adjustment(adjustment) for adjustment in rubric.adjustments.values())
        nodes = {pillar.id: pillar.label for pillar in rubric.pillars.values()}
        nodes |= {indicator.id: indicator.label for indicator in rubric.indicators.values()}
        return Card(
            rubric.name,
            rubric.label,
            one.appraisal.year,
            one.zone,
            one.name,
            rubric.categories[one.category].label,
            _text(ranked["prefecture"]),
            self.standing(measures, adjustments),
            tuple(
                GateLine(rubric.gates[id_], working(rubric.gates[id_].must.tree, scope, rubric)) for id_ in one.failed
            ),
            tuple(
                VetoLine(rubric.vetoes[id_], working(rubric.vetoes[id_].when.tree, scope, rubric)) for id_ in one.fired
            ),
            self.ungraded(measures, adjustments),
            self.pillars(measures),
            measures,
            adjustments,
            _decimal(ranked["adjustments"]),
            made_nodes(one),
            nodes,
            one.names,
            rubric.digits.total.digits,
            list_lines(one),
        )

    def standing(self, measures: tuple[MeasureLine, ...], adjustments: tuple[AdjustmentLine, ...]) -> Standing:
        """Place, total and grades. The total before caps is given where a veto caps it."""
        one, rubric, ranked = self.one, self.one.appraisal.rubric, self.one.ranked
        uncapped: Decimal | None = None
        if cap_of(one.appraisal.plan, one.fired) is not None and ranked["total"] is not None:
            counts = {line.id: int(Fraction(line.points or 0) * 10**9) for line in measures}
            added = sum((Fraction(line.points or 0) for line in adjustments), Fraction(0))
            sums = one.tree.sums(Earned(counts, one.shares), one.counting, added, rubric.digits, None)
            uncapped = shortened(sums.uncapped, rubric.digits.total.digits)
        return Standing(
            str(ranked["state"]),
            _whole(ranked["rank"]),
            _whole(ranked["of"]) or 0,
            _whole(ranked.get("overall_rank")),
            _decimal(ranked["total"]),
            uncapped,
            _grade(rubric.tiers, ranked.get("tier")),
            _grade(rubric.stars, ranked.get("stars")),
        )

    def ungraded(self, measures: tuple[MeasureLine, ...], adjustments: tuple[AdjustmentLine, ...]) -> tuple[str, ...]:
        """The measures and adjustments for want of which there is no total."""
        if self.one.ranked["total"] is not None:
            return ()
        lost = [line.id for line in measures if line.points is None]
        return (*lost, *(line.id for line in adjustments if line.points is None))

    def pillars(self, measures: tuple[MeasureLine, ...]) -> tuple[PillarLine, ...]:
        """The root pillars that count in the category."""
        one = self.one
        ranking = one.appraisal.ranking.filter(pl.col("category") == one.category, pl.col("state") == "ranked")
        lines: list[PillarLine] = []
        for pillar in one.appraisal.plan.roots():
            if one.category not in pillar.full:
                continue
            full = sum((line.full for line in measures if one.tree.chain(line.id)[-2] == pillar.id), Decimal(0))
            points = _decimal(one.ranked[pillar.id])
            known = ranking.get_column(pillar.id).drop_nulls().to_list()
            place = None
            if points is not None and one.ranked["state"] == "ranked":
                place = 1 + sum(1 for other in known if other > points)
            lines.append(PillarLine(pillar.id, pillar.label, points, plain(full), place, len(known)))
        return tuple(lines)

    # measures ----------------------------------------------------------------------------------------------------

    def measure(self, scored: Scored) -> MeasureLine:
        """One measure with its scale and its arithmetic."""
        one, rubric, measure = self.one, self.one.appraisal.rubric, scored.plan.measure
        curve = one.retrace.curve(scored.plan)
        steps = self.arithmetic(scored)
        indicator = rubric.indicators[measure.indicator]
        handled = self.handled(scored)
        transformed = handled is not None and handled.method in ("log", "box_cox")
        return MeasureLine(
            measure.id,
            indicator.id,
            indicator.label,
            measure.kind,
            len(indicator.measures) == 1,
            "" if transformed else spelled(measure.value.unit),
            "amount" if transformed else telling(scored.plan, rubric),
            scored.status,
            scored.treatment,
            None if steps is None else steps.value,
            working(measure.value.tree, one.retrace.scope(measure), rubric),
            self.scale(scored, curve, steps),
            None if steps is None else steps.share.share,
            scored.points,
            plain(scored.full),
            plain(scored.full - (scored.points or 0)),
            self.cohorts.peers(scored, one.category, curve),
            steps,
            handled,
        )

    def handled(self, scored: Scored) -> Handled | None:
        """What data steps made of a measure's value, if they did anything."""
        id_ = scored.plan.measure.id
        filled, treated = self.one.touched.get((id_, "impute")), self.one.touched.get((id_, "treat"))
        row = treated or filled
        before = None if row is None else row["before" if treated else "after"]
        if row is None or not isinstance(before, float):
            return None
        method = None if treated is None else str(treated["method"])
        filling = None if filled is None else str(filled["method"])
        value = exactly(before)
        return Handled(filling, method, shortened(value, max(2, 3 - magnitude(value))), str(row["note"]))

    def scale(
        self, scored: Scored, curve: Curve, steps: Arithmetic | None
    ) -> tuple[Knot, ...] | tuple[BandLine, ...] | Formula:
        """The scale as printed."""
        if isinstance(curve, Steps):
            return _bands(curve, steps)
        stated = tuple(scale_formulas(scored.plan.measure.scale))
        if isinstance(curve, Line):
            table = [row for row in self.one.scales.rows if row.category in (self.one.category, ALL)]
            return _knots(scored, stated, curve, table, steps)
        return stated[0]

    def arithmetic(self, scored: Scored) -> Arithmetic | None:
        """The way from the value to the points; from the engine's own value where float noise decided."""
        one, plan = self.one, scored.plan
        if scored.value is None or scored.points is None or scored.status == "screened":
            return None
        passings = [one.counting.passings[node] for node in one.tree.chain(plan.measure.id)]
        moved = tuple(passing for passing in passings if passing.here and passing.whole != passing.here)
        own = one.retrace.value(plan)
        for value in (own, tidied(exactly(scored.value))):
            if value is not None:
                found = Found(value, one.full(plan.measure.id), scored.points, moved)
                if (steps := arithmetic(plan, one.retrace, found)) is not None:
                    return steps
        return None

    def adjustment(self, adjustment: Adjustment) -> AdjustmentLine:
        """One adjustment with its figures."""
        one, rubric = self.one, self.one.appraisal.rubric
        scope = one.retrace.scope()
        points = adjusted(adjustment, scope, rubric.digits)
        value = number(adjustment.points.tree, scope)
        bound: Literal["at_most", "at_least"] | None = None
        if value is not None and adjustment.at_most is not None and value > Fraction(adjustment.at_most):
            bound = "at_most"
        elif value is not None and adjustment.at_least is not None and value < Fraction(adjustment.at_least):
            bound = "at_least"
        step = rubric.digits.pillar
        return AdjustmentLine(
            adjustment.id,
            adjustment.label,
            working(adjustment.points.tree, scope, rubric),
            None if value is None else shortened(value, step.digits + 4),
            bound,
            None if points is None else _fixed(points, step.digits),
            step.digits,
            step.rounding,
        )


def _knots(
    scored: Scored, stated: tuple[Formula, ...], curve: Line, table: list[ScaleRow], steps: Arithmetic | None
) -> tuple[Knot, ...]:
    """The knots ascending by value, in the decimals of the arithmetic, with those around the value marked."""
    measure = scored.plan.measure
    least = 4 if in_percent(scored.plan) else 2
    digits = max(least, *(3 - magnitude(at) for at, _ in curve.knots if at)) if steps is None else steps.digits
    rows = sorted(
        (row for row in table if row.measure == measure.id and row.kind == "knot"), key=lambda row: row.at or 0
    )
    around = set() if steps is None else {corner.index for corner in steps.share.corners}
    knots: list[Knot] = []
    for index, ((at, share), row) in enumerate(zip(curve.knots, rows, strict=True)):
        own = stated[row.knot] if row.knot < len(stated) else None
        formula = own if own is not None and own.text == row.basis else None
        knots.append(Knot(shortened(at, digits), shortened(share, 6), formula, index in around))
    return tuple(knots)


def _bands(curve: Steps, steps: Arithmetic | None) -> tuple[BandLine, ...]:
    """The bands in the rubric's order, with the one that holds the value marked."""
    held = None if steps is None else steps.share.band
    return tuple(
        BandLine(
            None if tread.low is None else as_decimal(tread.low),
            tread.low_inclusive,
            None if tread.high is None else as_decimal(tread.high),
            tread.high_inclusive,
            shortened(tread.share, 6),
            index == held,
        )
        for index, tread in enumerate(curve.treads)
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _decimal(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _grade(grades: Grades | None, id_: object) -> Label | None:
    if grades is None:
        return None
    return next((tier.label for tier in grades.tiers if tier.id == id_), None)


def _fixed(value: Fraction, digits: int) -> Decimal:
    """A number that ends, with exactly so many decimals."""
    return rounded(value, Step(digits, Rounding.HALF_UP))
