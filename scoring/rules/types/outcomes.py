"""What is made of the points: adjustments, vetoes and gates, rounding, places and grades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from scoring.rules.types.basics import Formula, Label


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
