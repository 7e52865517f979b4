"""How far a measure's value must move until it earns enough: the scale read backwards, in values one can write down."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from scoring.engine.advise.inversion import (
    Range,
    Share,
    first_at_or_above,
    first_at_or_below,
    most,
    nearest,
    reach,
    search,
)
from scoring.engine.advise.overtaking import Overtaking
from scoring.engine.advise.parts import Relation, Why
from scoring.engine.advise.trials import decimals
from scoring.engine.data_steps.cells import treatment
from scoring.engine.explain.arithmetic import in_percent
from scoring.engine.explain.one_zone import OneZone, Scored
from scoring.engine.explain.retrace import Line, Steps, Worked, bounded, exactly, magnitude, snap
from scoring.engine.numbers import SNAP
from scoring.language.nodes import Call, Name, Node, Operation, Scaled, walk


@dataclass(frozen=True, slots=True)
class Reached:
    """A value that is enough, how that is said, and the share it earns."""

    to: Fraction
    relation: Relation
    limit: Fraction
    until: Fraction | None
    share: Fraction


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why no value is enough, and the largest share there is (None: not known)."""

    why: Why
    most: Fraction | None


@dataclass(frozen=True, slots=True)
class Reaching:
    """One measure of a zone that would overtake another."""

    one: OneZone
    race: Overtaking
    scored: Scored

    @property
    def id(self) -> str:
        """The measure's id."""
        return self.scored.plan.measure.id

    @property
    def value(self) -> Fraction | None:
        """The measure's value now."""
        if self.scored.value is None or self.scored.status == "imputed":
            return None
        own = self.one.retrace.value(self.scored.plan)
        return exactly(self.scored.value) if own is None else own

    def reached(self) -> Reached | Blocked:
        """The nearest value that gains the place, or why there is none."""
        plan = self.scored.plan
        if self.scored.status == "not_applicable":
            return Blocked("not_applicable", None)
        if self.scored.status == "screened":
            return Blocked("left_out", None)
        if treatment(plan.measure.treat, plan.measure.id, self.one.scales, self.one.category) is not None:
            return Blocked("treated", None)
        if not self.race.full_with(self.id):  # also with this value, too little of a node above is known
            return Blocked("node_left_out", None)
        curve = self.one.retrace.curve(plan)
        top = None if isinstance(curve, Worked) else most(curve)
        top = plan.measure.at_most if top is None else bounded(plan, top)
        now = self.one.shares[self.id]
        if top is not None and now is not None and now >= top:
            return Blocked("full", top)
        asked = self._asked(top)
        if asked is None:
            capped = self.race.held_down(self.id, top)
            return Blocked("capped" if capped else "not_enough", top)
        return self._searched(curve, asked) if isinstance(curve, Worked) else self._inverted(curve, asked, top)

    # what share is enough ----------------------------------------------------------------------------------------

    def _asked(self, top: Fraction | None) -> Share | None:
        """The smallest share that gains the place, exactly where the rounding of points turns."""
        full = self.race.full_with(self.id)
        low, high = self._counts(full, top)
        if not self._gains(high, full):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if self._gains(middle, full):
                high = middle
            else:
                low = middle
        # where nodes only add up, points turn half-way between two counts
        half = Fraction(1, 2) if all(self._sums(node) for node in self.one.tree.chain(self.id)) else Fraction(0)
        edge = (Fraction(high) - half) / 10**SNAP / full
        return Share(edge, strict=high <= 0)

    def _sums(self, node: str) -> bool:
        plan = self.one.appraisal.plan
        return node in plan.rubric.indicators or plan.aggregate(node).sums

    def _counts(self, full: Fraction, top: Fraction | None) -> tuple[int, int]:
        """Points (counted at the ninth place) that do not gain the place, and points that would be the most."""
        now = self.one.shares[self.id]
        low = -(10**SNAP) * 1000 if now is None else int(now * full * 10**SNAP) - 1
        beyond = abs(self.race.gap) + abs(full) + 10
        high = (Fraction(0) if now is None else now * full) + 10 * beyond if top is None else top * full
        return low, snap(high)

    def _gains(self, count: int, full: Fraction) -> bool:
        return self.race.gains(self.id, Fraction(count, 10**SNAP) / full)

    # what value gives it -----------------------------------------------------------------------------------------

    def _inverted(self, curve: Line | Steps, asked: Share, top: Fraction | None) -> Reached | Blocked:
        least = self.scored.plan.measure.at_least
        everything = Range(None, low_inclusive=False, high=None, high_inclusive=False)
        # whatever is handed in earns at least the lower bound
        ranges = [everything] if least is not None and asked.met(Fraction(least)) else reach(curve, asked)
        if self._never_negative():
            ranges = [part for part in (part.not_below(Fraction(0)) for part in ranges) if part is not None]
        if not ranges:
            return Blocked("below_zero", top)
        value = self.value
        if value is None:
            return self._any_of(curve, ranges)
        found = nearest(ranges, value, self.digits)
        if found is None:
            return Blocked("not_enough", top)
        to, part = found
        return self._said(curve, to, part, up=to >= value)

    def _any_of(self, curve: Line | Steps, ranges: list[Range]) -> Reached | Blocked:
        """For a figure that is missing: the widest range there is."""
        part = next((p for p in ranges if p.low is None or p.high is None), ranges[0])
        if part.low is None and part.high is None:
            return Reached(Fraction(0), "any", Fraction(0), None, bounded(self.scored.plan, curve.share(Fraction(0))))
        start = part.low if part.low is not None and (part.low > 0 or part.high is None) else part.high
        found = nearest([part], start if start is not None else Fraction(0), self.digits)
        if found is None:
            return Blocked("not_enough", None)
        return self._said(curve, found[0], part, up=start == part.low)

    def _said(self, curve: Line | Steps, to: Fraction, part: Range, *, up: bool) -> Reached:
        share = bounded(self.scored.plan, curve.share(to))
        edge, inclusive = (part.low, part.low_inclusive) if up else (part.high, part.high_inclusive)
        other = part.high if up else part.low
        if other is not None and not up and other <= 0 and self._never_negative():
            other = None  # that nothing is below nothing goes without saying
        if other is not None:
            inside, held = (first_at_or_below, part.high_inclusive) if up else (first_at_or_above, part.low_inclusive)
            other = inside(other, self.digits, inclusive=held)
        exclusive = edge is not None and not inclusive and (edge * 10**self.digits).denominator == 1
        limit = edge if exclusive and edge is not None else to
        relation: Relation = (">" if up else "<") if exclusive else (">=" if up else "<=")
        return Reached(to, relation, limit, other, share)

    def _searched(self, curve: Worked, asked: Share) -> Reached | Blocked:
        value, seen = self.value, self._seen()
        if value is None or not seen:
            return Blocked("turning", None)
        reach_ = max(seen) - min(seen)
        low, high = min(*seen, value) - reach_, max(*seen, value) + reach_
        if self._never_negative():
            low = max(low, Fraction(0))
        try:
            to = search(_Bounded(curve, self.scored), asked, value, (low, high), self.digits)
        except LookupError:
            return Blocked("turning", None)
        if to is None:
            return Blocked("out_of_sight", None)
        share = bounded(self.scored.plan, curve.share(to) or Fraction(0))
        return Reached(to, ">=" if to > value else "<=", to, None, share)

    # what is known of such values --------------------------------------------------------------------------------

    @property
    def digits(self) -> int:
        """The decimals in which values of the measure are told."""
        plan = self.scored.plan
        step = self.one.appraisal.rubric.digits.value
        if step is not None:
            return step.digits
        nodes = list(walk(plan.measure.value.tree))
        if all(self._adds(node) for node in nodes):
            rows = self.one.appraisal.values.filter(pl.col("category") == self.one.category)
            return max(decimals(rows.get_column(node.id)) for node in nodes if isinstance(node, Name))
        return max(4 if in_percent(plan) else 2, 3 - magnitude(self.value or Fraction(1)))

    def _adds(self, node: Node) -> bool:
        """Whether a node only adds or subtracts items, so that the value has the items' decimals."""
        if isinstance(node, Name):
            return node.space is None and node.id in self.one.appraisal.rubric.items
        if isinstance(node, Call):
            return node.function == "previous"
        return isinstance(node, Operation) and node.op in ("+", "-", "neg")

    def _seen(self) -> list[Fraction]:
        measure = self.scored.plan.measure
        rows = self.one.appraisal.scorecard.filter(
            pl.col("category") == self.one.category,
            pl.col("indicator") == measure.indicator,
            pl.col("measure") == measure.kind,
        )
        return [exactly(value) for value in rows.get_column("value").drop_nulls().to_list()]

    def _never_negative(self) -> bool:
        """Whether a value below nothing makes no sense: no peer has one, and it is no change of anything."""
        if self.scored.plan.measure.kind in ("growth", "increment") or _growing(self.scored) is not None:
            return False
        return min(self._seen(), default=Fraction(0)) >= 0

    def relative(self, to: Fraction) -> Fraction | None:
        """The size of the change over the value; for growth, over the figure that grows; None over nothing."""
        value = self.value
        if value is None:
            return None
        factor = _growing(self.scored)
        whole = value if factor is None else value + factor
        return abs(to - value) / abs(whole) if whole else None


@dataclass(frozen=True, slots=True)
class _Bounded:
    """A scale by formula within the bounds of its measure."""

    curve: Worked
    scored: Scored

    def share(self, x: Fraction) -> Fraction | None:
        share = self.curve.share(x)
        return None if share is None else bounded(self.scored.plan, share)


def _growing(scored: Scored) -> Fraction | None:
    """What a growth in the measure's unit is added to, to be the figure itself (−100 for a reduction in per cent).

    None where the value is no growth, whatever its measure is called.
    """
    tree: Node = scored.plan.measure.value.tree
    factor = Fraction(1)
    while True:
        match tree:
            case Scaled(of=of, factor=own):
                tree, factor = of, factor * own
            case Operation("neg", (of,)):
                tree, factor = of, -factor
            case Call("growth", _):
                return factor
            case _:
                return None
