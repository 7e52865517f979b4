"""What a zone hands in, what must hold of it, and what its absence does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from scoring.language.units import Unit
from scoring.rules.types.basics import Formula, Label


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
