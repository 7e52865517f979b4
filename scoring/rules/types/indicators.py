"""The tree of indicators: pillars, measures, and the scales that turn a value into a share of the points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scoring.rules.combination import SUM, Aggregate
from scoring.rules.treatments import Impute, Treat
from scoring.rules.types.basics import Formula, Label
from scoring.rules.types.figures import Missing


@dataclass(frozen=True, slots=True)
class Pillar:
    """An inner node of the tree. ``full`` is its points by category, worked out from points or weights.

    ``aggregate`` is how its children make it up; with less than ``available_at_least`` of its points resting on values it
    is left out.
    """

    id: str
    label: Label
    parent: str | None
    full: Mapping[str, Fraction]
    aggregate: Aggregate = SUM
    available_at_least: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Knot:
    """A corner of a piecewise-linear scale: at this value (in the measure's unit), this share of the points."""

    at: Formula
    share: Fraction


@dataclass(frozen=True, slots=True)
class Lines:
    """Straight lines through knots, sorted by the document's order; beyond the ends hold or extend.

    ``rising`` says which way the values must run where the scale promises it; None: whichever way they do.
    """

    knots: tuple[Knot, ...]
    below: Literal["hold", "extend"]
    above: Literal["hold", "extend"]
    rising: bool | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One end of a band: a value, and whether the value itself belongs to the band."""

    at: Formula
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Band:
    """One step of the stairs; ``None`` for an end that is open. The last band of a scale has neither end."""

    low: Edge | None
    high: Edge | None
    share: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Bands:
    """Stairs: the first band that holds the value gives the share."""

    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class ByFormula:
    """A share worked out by a formula of ``x``, the measure's value in its unit."""

    share: Formula


Scale = Lines | Bands | ByFormula


@dataclass(frozen=True, slots=True)
class Measure:
    """One way an indicator is looked at (level, growth, …), with its part of the indicator's points.

    ``id`` is ``indicator.kind``. ``full`` is its points by category; a category in which the measure does not count is
    left out. ``at_most`` and ``at_least`` bound the share (1 is full points).
    """

    id: str
    indicator: str
    kind: str
    value: Formula
    share: Fraction
    full: Mapping[str, Fraction]
    scale: Scale
    at_most: Fraction | None
    at_least: Fraction | None
    impute: Impute | None = None
    treat: Treat | None = None


@dataclass(frozen=True, slots=True)
class Per:
    """A value that was divided: what stood above the line, and what below it."""

    value: Formula
    per: Formula


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leaf of the tree: a formula over the items, scaled by its measures. ``full`` is its points by category."""

    id: str
    label: Label
    pillar: str
    value: Formula
    full: Mapping[str, Fraction]
    applies: Formula | None
    cohort: Literal["category", "all"]
    missing: Missing | None
    measures: tuple[Measure, ...]
    per: Per | None = None
