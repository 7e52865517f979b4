"""How a node of the tree makes one share of its children's: the methods of aggregation, as frozen types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from scoring.language.problems import Place


class Method(StrEnum):
    """The ways to aggregate. The last five look at the cohort, and fit what they saw into the scale table."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    POWER = "power"
    MINIMUM = "minimum"
    MEDIAN = "median"
    PENALISED = "penalised"
    DISTANCE = "distance"
    TOPSIS = "topsis"
    VIKOR = "vikor"
    BORDA = "borda"
    COPELAND = "copeland"


#: Methods that compare a zone with its cohort.
COMPARING = frozenset({Method.TOPSIS, Method.VIKOR, Method.BORDA, Method.COPELAND})


@dataclass(frozen=True, slots=True)
class Way:
    """One method, with its part of the node's share.

    ``number`` is the exponent of ``power``, the least share of ``geometric``, the weight of the majority in ``vikor``
    and the strength of ``penalised``; None elsewhere. ``normalised`` is whether ``topsis`` divides by vector lengths.
    """

    part: Fraction
    method: Method
    number: Fraction | None = None
    normalised: bool = False


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What a node does with its children's shares: one way, or a blend of several whose parts make up the whole."""

    ways: tuple[Way, ...]
    place: Place | None = None

    @property
    def sums(self) -> bool:
        """Whether the node's points are simply the sum of its children's."""
        return [way.method for way in self.ways] == [Method.ARITHMETIC]

    @property
    def compares(self) -> bool:
        """Whether any way looks at the cohort."""
        return any(way.method in COMPARING for way in self.ways)


#: What a node does that says nothing.
SUM = Aggregate((Way(Fraction(1), Method.ARITHMETIC),))
