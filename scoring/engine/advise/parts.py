"""What advice consists of: plain data in the decimals that are printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scoring.engine.explain.arithmetic import Telling
from scoring.engine.explain.figures import Figure
from scoring.rules.rubric import Label

#: ``>=`` and ``>`` ask for a value above, ``<=`` and ``<`` for one below; ``any`` for any value at all.
Relation = Literal[">=", ">", "<=", "<", "any"]

#: Why a measure cannot gain the place alone.
Why = Literal[
    "full",
    "not_enough",
    "capped",
    "not_applicable",
    "left_out",
    "node_left_out",
    "treated",
    "below_zero",
    "turning",
    "out_of_sight",
]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """The smallest change of one amount that gains the place, everything that looks at it counted.

    ``relative`` is the size of the change over the figure, None where that is nothing.
    """

    item: str
    label: Label
    unit: str
    before: Decimal
    change: Decimal
    relative: Decimal | None

    @property
    def after(self) -> Decimal:
        """The figure once changed."""
        return self.before + self.change


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One measure that can gain the place.

    ``value`` is what it is now (None where a figure is missing), ``to`` the nearest value that is enough; ``relation``
    and ``limit`` say it as a condition, ``until`` is the other end where the condition has two. ``relative`` is the
    size of the change over the value; for growth, over the figure that grows.
    """

    measure: str
    label: Label
    kind: str
    alone: bool
    unit: str
    told: Telling
    value: Decimal | None
    to: Decimal
    relation: Relation
    limit: Decimal
    until: Decimal | None
    points: Decimal
    points_then: Decimal
    relative: Decimal | None
    missing: tuple[Figure, ...]
    figures: tuple[FigureChange, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """One measure that cannot gain the place alone, why, and the most points it could still gain (None: unknown)."""

    measure: str
    label: Label
    kind: str
    alone: bool
    why: Why
    room: Decimal | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next zone ahead: its place and what it is ranked by; the points that make the difference.

    ``shared`` is whether just that many points mean a shared place.
    """

    zone: str
    name: Label
    rank: int
    standing: Decimal
    gap: Decimal
    shared: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """What gains a zone a place. ``reason`` is why nothing can: it is first, or the state of an unranked zone."""

    rubric: str
    title: Label
    year: int
    zone: str
    name: Label
    category: Label
    rank: int | None
    of: int
    standing: Decimal | None
    by_full: bool
    reason: Literal["first", "gated", "screened", "vetoed", "not_graded"] | None
    ahead: Ahead | None
    suggestions: tuple[Suggestion, ...]
    refused: tuple[Refused, ...]
    names: dict[str, Label]
