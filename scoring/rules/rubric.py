"""The rubric: an assessment method as frozen types.

Everything here is plain data, exact (``Fraction`` and ``Decimal``), keyed by id, and free of Polars. A rubric is made
only by :mod:`scoring.rules.reading`, which has checked every reference, unit and sum before one of these exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from scoring.language.nodes import Node
from scoring.language.problems import Place
from scoring.language.units import Unit
from scoring.rules.combination import SUM, Aggregate
from scoring.rules.treatments import UNSCREENED, Filling, Impute, Screen, Treat
from scoring.rules.weighing import Weighing


@dataclass(frozen=True, slots=True)
class Label:
    """What people call a thing, in Chinese and English."""

    zh: str
    en: str


class Status(StrEnum):
    """How well a number is known."""

    OFFICIAL = "official"
    RECONSTRUCTED = "reconstructed"
    ILLUSTRATIVE = "illustrative"


@dataclass(frozen=True, slots=True)
class Stated:
    """One number of the document, with where it stands and what it rests on. ``address`` is stable across editions."""

    address: str
    value: Decimal
    basis: str | None
    status: Status | None
    place: Place


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula: its text, its tree, and the unit its value comes in."""

    text: str
    tree: Node
    unit: Unit
    place: Place


@dataclass(frozen=True, slots=True)
class Category:
    """A class of zones that compete with each other."""

    id: str
    label: Label


@dataclass(frozen=True, slots=True)
class Constant:
    """A number the method declares once, by category where it differs."""

    id: str
    label: Label
    unit: Unit
    value: Mapping[str, Decimal | Fraction]


class Policy(StrEnum):
    """What a missing value does, strictest first."""

    BLOCK = "block"
    NOT_GRADED = "not_graded"
    POINTS = "points"
    ZERO = "zero"
    COHORT_MEAN = "cohort_mean"
    REDISTRIBUTE = "redistribute"


@dataclass(frozen=True, slots=True)
class Missing:
    """A missing policy; ``points`` (of the measure, usually negative) only with ``Policy.POINTS``."""

    policy: Policy
    points: Decimal = Decimal(0)


ItemKind = Literal["number", "boolean", "date", "roster", "checklist", "expert"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry of a list can be: a class of a roster, a line of a checklist, a band of expert scores.

    ``counts`` is what one counts for (0 in a band, whose scores lie between ``low`` and ``high``). ``evidence`` says that
    an entry without evidence does not count.
    """

    id: str
    label: Label
    counts: Decimal
    low: Decimal | None
    high: Decimal | None
    evidence: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list makes a number. ``name`` is the list's own, which several items may read, each with its classes.

    ``once``: ``best`` counts the same entity once, at its best class; ``each`` in every class it is listed in.
    ``combine``: how the scores of several experts make one. ``least`` and ``most`` bound the sum.
    """

    name: str
    entries: Mapping[str, Entry]
    once: Literal["best", "each"]
    combine: Literal["mean", "median", "trimmed"]
    least: Decimal | None
    most: Decimal | None


@dataclass(frozen=True, slots=True)
class Item:
    """One figure a zone hands in, or what is made one: a boolean (1 or 0), a date (days), the count of a ``listing``."""

    id: str
    label: Label
    unit: Unit
    witness: str | None
    if_absent: Decimal | None
    missing: Missing | None
    roll_up: Literal["sum", "none"]
    aliases: tuple[str, ...]
    at_least: Decimal | None
    at_most: Decimal | None
    kind: ItemKind = "number"
    listing: Listing | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """序时进度: the part of a year's target that is due by the end of each month, and the month at hand (1 to 12)."""

    due: tuple[Fraction, ...]
    month: int


@dataclass(frozen=True, slots=True)
class Check:
    """A rule the returns must satisfy; a breach is a finding."""

    id: str
    label: Label
    must: Formula
    severity: Literal["error", "warning"]


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


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points added to or taken from the total, outside the tree."""

    id: str
    label: Label
    points: Formula
    at_most: Decimal | None
    at_least: Decimal | None


@dataclass(frozen=True, slots=True)
class Veto:
    """One-vote veto: what happens to a zone when a condition holds. Exactly one effect is set."""

    id: str
    label: Label
    when: Formula
    tier: str | None
    tier_at_best: str | None
    total_at_most: Decimal | None
    drop: int
    unranked: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """An entry condition. A zone that fails it leaves the cohort and is unranked, or gets the tier named."""

    id: str
    label: Label
    must: Formula
    tier: str | None


class Rounding(StrEnum):
    """The roundings a method may name: 四舍五入, GB/T 8170 (to even), and cutting off."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    TRUNCATE = "truncate"


@dataclass(frozen=True, slots=True)
class Step:
    """How one step rounds: to how many digits, and which way."""

    digits: int
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class Digits:
    """The rounding of each step that publishes a number. ``value`` None leaves measure values unrounded."""

    value: Step | None
    points: Step
    indicator: Step
    pillar: Step
    total: Step


@dataclass(frozen=True, slots=True)
class TieBreaker:
    """What decides between equal totals: an indicator's or pillar's points, or an item or formula; larger wins."""

    kind: Literal["points", "formula"]
    id: str
    formula: Formula | None


@dataclass(frozen=True, slots=True)
class RankRule:
    """How places are given."""

    ties: Literal["standard", "dense", "ordinal"]
    by: Literal["printed", "full"]
    breakers: tuple[TieBreaker, ...]
    overall: bool


QuotaRounding = Literal["floor", "ceil", "half_up"]


@dataclass(frozen=True, slots=True)
class Cut:
    """A quota, as a fraction or a count: the best part of the ranked zones, the next after it, or the worst.

    ``own`` holds one for each category where they differ; a category that it leaves out has none.
    """

    side: Literal["best", "next", "worst"]
    fraction: Fraction | None
    count: int | None
    rounding: QuotaRounding
    inclusive: bool
    ties: Literal["include", "exclude"]
    own: Mapping[str, Fraction | int] | None = None

    def of(self, category: str) -> Cut:
        """The quota of one category."""
        if self.own is None:
            return self
        quota = self.own.get(category, 0)
        fraction, count = (quota, None) if isinstance(quota, Fraction) else (None, quota)
        return replace(self, fraction=fraction, count=count, own=None)


@dataclass(frozen=True, slots=True)
class Tier:
    """One grade. ``cut`` by quota, ``low`` by absolute score, neither for the remainder; ``auto`` outside the quota."""

    id: str
    label: Label
    cut: Cut | None
    low: Decimal | None
    low_inclusive: bool
    auto: Formula | None


@dataclass(frozen=True, slots=True)
class Grades:
    """An ordered set of tiers, best first. ``base`` says whether quotas count auto-graded zones too."""

    id: str
    label: Label
    tiers: tuple[Tier, ...]
    base: Literal["rest", "all"]

    def of(self, category: str) -> Grades:
        """The grades with the quotas of one category."""
        tiers = (tier if tier.cut is None else replace(tier, cut=tier.cut.of(category)) for tier in self.tiers)
        return replace(self, tiers=tuple(tiers))


#: How the scales of a panel are fitted: on each year, on all years stacked, or on a base year.
PanelScales = Literal["same_year", "pooled"] | int


@dataclass(frozen=True, slots=True)
class Rubric:
    """A whole method, checked. Mappings are keyed by id, in the document's order.

    ``aggregate`` and ``available_at_least`` are those of the root, which the top pillars make up.
    """

    id: str
    edition: str
    version: str
    label: Label
    basis: str | None
    status: Status | None
    total: Fraction
    digits: Digits
    placeholders: tuple[str, ...]
    headings: Mapping[str, tuple[str, ...]]
    missing: Missing
    cohort_at_least: int
    categories: Mapping[str, Category]
    constants: Mapping[str, Constant]
    items: Mapping[str, Item]
    checks: Mapping[str, Check]
    pillars: Mapping[str, Pillar]
    indicators: Mapping[str, Indicator]
    adjustments: Mapping[str, Adjustment]
    gates: Mapping[str, Gate]
    vetoes: Mapping[str, Veto]
    ranking: RankRule
    tiers: Grades | None
    stars: Grades | None
    panel: PanelScales
    numbers: tuple[Stated, ...]
    units: Mapping[str, Unit]
    schedule: Schedule | None
    fingerprint: str
    #: What nodes say under ``weights:``, by node; empty for the top of the tree.
    weights: Mapping[str, Weighing]
    aggregate: Aggregate = SUM
    available_at_least: Fraction | None = None
    screen: Screen = UNSCREENED

    @property
    def name(self) -> str:
        """The rubric's full name, as publications cite it."""
        return f"{self.id}@{self.edition}/{self.version}"

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure of every indicator, in the document's order."""
        return tuple(measure for indicator in self.indicators.values() for measure in indicator.measures)

    @property
    def every_year(self) -> bool:
        """Whether scores look at other years than this one and the last."""
        return any(m.impute is not None and m.impute.by is Filling.LINEAR for m in self.measures)
