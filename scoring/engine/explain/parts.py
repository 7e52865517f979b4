"""The health-check card 体检单: one zone's whole result, with every number traced to what was handed in.

Everything is plain data in the exact decimals that are printed; a screen puts it into sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scoring.engine.explain.arithmetic import Arithmetic, Telling
from scoring.engine.explain.figures import Figure, Working
from scoring.rules.combination import Aggregate
from scoring.rules.rubric import Formula, Gate, Label, Rounding, Veto


class UnknownZone(LookupError):
    """There is no such zone in the appraisal. ``near`` are ids of zones it may have meant, nearest first."""

    def __init__(self, zone: str, near: tuple[str, ...]) -> None:
        self.zone = zone
        self.near = near
        super().__init__(zone, near)


@dataclass(frozen=True, slots=True)
class PillarLine:
    """A root pillar: its points of full, and its place among the ranked zones of the category."""

    id: str
    label: Label
    points: Decimal | None
    full: Decimal
    rank: int | None
    of: int


@dataclass(frozen=True, slots=True)
class Knot:
    """A corner of the scale: at this value this share; its formula (None if the scale is of another rubric)."""

    at: Decimal
    share: Decimal
    formula: Formula | None
    around: bool


@dataclass(frozen=True, slots=True)
class BandLine:
    """A step of the scale; both ends None is every other value. ``around`` is whether the value lies in it."""

    low: Decimal | None
    low_inclusive: bool
    high: Decimal | None
    high_inclusive: bool
    share: Decimal
    around: bool


@dataclass(frozen=True, slots=True)
class Peers:
    """The values of the measure's cohort: how many, their median, and the one that earns most."""

    n: int
    median: Decimal | None
    best: Decimal | None


@dataclass(frozen=True, slots=True)
class Handled:
    """What data steps made of a value: what filled it, how it was treated, and what it was before that.

    ``filling`` and ``method`` are as the audit table has them; ``basis`` says what the treatment rests on.
    """

    filling: str | None
    method: str | None
    before: Decimal
    basis: str


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure of the zone.

    ``status`` is the scorecard's (scored, imputed, screened, absent, not_computable, not_applicable), ``treatment`` the
    missing policy that was applied or what filled the value. ``lost`` is full − points. ``told``: how people read
    the value. ``scale`` holds knots, bands, or the formula; ``arithmetic`` is None where
    nothing was scored; ``handled`` is what data steps made of the value.
    """

    id: str
    indicator: str
    label: Label
    kind: str
    alone: bool
    unit: str
    told: Telling
    status: str
    treatment: str | None
    value: Decimal | None
    working: Working
    scale: tuple[Knot, ...] | tuple[BandLine, ...] | Formula
    share: Decimal | None
    points: Decimal | None
    full: Decimal
    lost: Decimal
    peers: Peers
    arithmetic: Arithmetic | None
    handled: Handled | None = None


@dataclass(frozen=True, slots=True)
class ChildShare:
    """A child that counts in a node: its share, to nine digits, and its part of the weights."""

    label: Label
    share: Decimal
    weight: Decimal


@dataclass(frozen=True, slots=True)
class NodeLine:
    """A pillar, or the total (``id`` is ``""``), that makes its share of its children's: points = full × share."""

    id: str
    label: Label
    aggregate: Aggregate
    children: tuple[ChildShare, ...]
    share: Decimal
    full: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class AdjustmentLine:
    """An adjustment: its formula with figures, the value of that, the bound that cut it, and its points."""

    id: str
    label: Label
    working: Working
    value: Decimal | None
    bound: Literal["at_most", "at_least"] | None
    points: Decimal | None
    digits: int
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class VetoLine:
    """A veto that fired, with the figures that made it."""

    veto: Veto
    working: Working


@dataclass(frozen=True, slots=True)
class GateLine:
    """An entry condition that was not met, with its figures."""

    gate: Gate
    working: Working


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the zone stands. ``state`` is ranked, not_graded, screened, vetoed or gated. ``uncapped`` only where a veto caps."""

    state: str
    rank: int | None
    of: int
    overall: int | None
    total: Decimal | None
    uncapped: Decimal | None
    tier: Label | None
    stars: Label | None


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of a list: who or what, as what, and what became of it. ``counts`` is None where it added nothing.

    ``outcome`` and ``reason`` are those of :data:`scoring.engine.tables.ENTRIES`.
    """

    name: str | None
    kind: Label | None
    counts: Decimal | None
    outcome: str
    reason: str | None
    by: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class ListLine:
    """An item that is counted from a list, what it came to, and its entries."""

    item: Label
    value: Decimal | None
    entries: tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The health-check card of one zone in one appraisal."""

    rubric: str
    title: Label
    year: int
    zone: str
    name: Label
    category: Label
    prefecture: str | None
    standing: Standing
    gates: tuple[GateLine, ...]
    vetoes: tuple[VetoLine, ...]
    ungraded: tuple[str, ...]
    pillars: tuple[PillarLine, ...]
    measures: tuple[MeasureLine, ...]
    adjustments: tuple[AdjustmentLine, ...]
    adjusted: Decimal | None
    made: tuple[NodeLine, ...]
    nodes: Mapping[str, Label]
    names: Mapping[str, Label]
    total_digits: int
    lists: tuple[ListLine, ...] = ()

    @property
    def losses(self) -> tuple[MeasureLine, ...]:
        """The measures that lost points, the most first."""
        return tuple(sorted((line for line in self.measures if line.lost > 0), key=lambda line: -line.lost))

    def measure(self, id_: str) -> MeasureLine:
        """One measure by its id (``indicator.kind``)."""
        return next(line for line in self.measures if line.id == id_)


def missing_of(line: MeasureLine) -> tuple[Figure, ...]:
    """The figures whose absence left a measure without a value."""
    return line.working.missing if line.status == "absent" else ()
