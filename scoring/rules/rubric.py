"""The rubric: an assessment method as frozen types. Its parts stand by subject in :mod:`scoring.rules.types`.

Everything here is plain data, exact (``Fraction`` and ``Decimal``), keyed by id, and free of Polars. A rubric is made
only by :mod:`scoring.rules.reading`, which has checked every reference, unit and sum before one of these exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scoring.language.units import Unit
from scoring.rules.combination import SUM, Aggregate
from scoring.rules.treatments import UNSCREENED, Filling, Screen
from scoring.rules.types.basics import Category, Constant, Formula, Label, Stated, Status
from scoring.rules.types.figures import Check, Entry, Item, ItemKind, Listing, Missing, Policy, Schedule
from scoring.rules.types.indicators import (
    Band,
    Bands,
    ByFormula,
    Edge,
    Indicator,
    Knot,
    Lines,
    Measure,
    Per,
    Pillar,
    Scale,
)
from scoring.rules.types.outcomes import (
    Adjustment,
    Cut,
    Digits,
    Gate,
    Grades,
    QuotaRounding,
    RankRule,
    Rounding,
    Step,
    TieBreaker,
    Tier,
    Veto,
)
from scoring.rules.weighing import Weighing

__all__ = [
    "Adjustment",
    "Band",
    "Bands",
    "ByFormula",
    "Category",
    "Check",
    "Constant",
    "Cut",
    "Digits",
    "Edge",
    "Entry",
    "Formula",
    "Gate",
    "Grades",
    "Indicator",
    "Item",
    "ItemKind",
    "Knot",
    "Label",
    "Lines",
    "Listing",
    "Measure",
    "Missing",
    "PanelScales",
    "Per",
    "Pillar",
    "Policy",
    "QuotaRounding",
    "RankRule",
    "Rounding",
    "Rubric",
    "Scale",
    "Schedule",
    "Stated",
    "Status",
    "Step",
    "TieBreaker",
    "Tier",
    "Veto",
]

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

    def above(self, node: str) -> list[str]:
        """The nodes over an indicator or a pillar, from its parent up to the root, which is ``""``."""
        chain: list[str] = []
        parent = self.indicators[node].pillar if node in self.indicators else self.pillars[node].parent
        while parent is not None:
            chain.append(parent)
            parent = self.pillars[parent].parent
        return [*chain, ""]

    @property
    def every_year(self) -> bool:
        """Whether scores look at other years than this one and the last."""
        return any(m.impute is not None and m.impute.by is Filling.LINEAR for m in self.measures)
