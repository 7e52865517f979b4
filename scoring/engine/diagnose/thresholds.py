"""From where on a figure of a diagnosis is worth a designer's attention."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The defaults are those of the JRC's audits and of COINr where they have one.

    redundant, negative  correlations from which two indicators say the same, or work against each other
    skew, kurtosis       beyond both, a distribution has outliers (G1 in absolute value, G2)
    missing, zeros       the part of the zones from which there are many without a value, or with a zero
    same                 the part of the zones from which nearly all have full points, or none
    heavy, light         effective weight over nominal weight from which an indicator weighs more, or less, than it says
    alpha                Cronbach's alpha below which a pillar's indicators do not measure one thing
    """

    redundant: float = 0.92
    negative: float = -0.4
    skew: float = 2.0
    kurtosis: float = 3.5
    missing: float = 0.35
    zeros: float = 0.5
    same: float = 0.9
    heavy: float = 2.0
    light: float = 0.5
    alpha: float = 0.6
