"""How a node's points are shared out among its children by a method, and what the methods that need no data come to.

A scheme is a method or a combination of methods. Every scheme comes to weights that add up to one, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import Literal

from scoring.language.problems import Place

#: The methods that look at the cohort.
FittedName = Literal["entropy", "critic", "variation", "deviation", "pca"]

Weights = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Equal:
    """Every child the same."""


@dataclass(frozen=True, slots=True)
class Given:
    """The weights that the children state, by category."""

    stated: Mapping[str, Weights]


@dataclass(frozen=True, slots=True)
class Compared:
    """Weights from pairwise comparisons (AHP), with the consistency ratio and why a large one is accepted."""

    weights: Weights
    ratio: Decimal
    accept: str | None


@dataclass(frozen=True, slots=True)
class Budgets:
    """Budget allocation: every expert shares out the same sum; the mean of all decides."""

    experts: Mapping[str, Weights]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights that are worked out from the cohort when scales are fitted."""

    name: FittedName


@dataclass(frozen=True, slots=True)
class Product:
    """The weights of several schemes multiplied."""

    factors: tuple[Scheme, ...]


@dataclass(frozen=True, slots=True)
class Blend:
    """The weights of several schemes added, each in its part of the whole."""

    parts: tuple[tuple[Fraction, Scheme], ...]


Scheme = Equal | Given | Compared | Budgets | Fitted | Product | Blend


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a node says under ``weights:``. ``node`` is empty for the top of the tree."""

    node: str
    children: tuple[str, ...]
    scheme: Scheme
    across: bool
    place: Place

    @property
    def names(self) -> tuple[FittedName, ...]:
        """The methods inside it that look at the cohort, each once."""
        return tuple(dict.fromkeys(one.name for one in leaves(self.scheme) if isinstance(one, Fitted)))

    @property
    def fitted(self) -> bool:
        """Whether its weights can be known only when scales are fitted."""
        return bool(self.names)

    @property
    def compared(self) -> tuple[Compared, ...]:
        """The pairwise comparisons inside it."""
        return tuple(one for one in leaves(self.scheme) if isinstance(one, Compared))

    @property
    def published(self) -> bool:
        """Whether its weights belong in the scale table: they are no plain reading of the document."""
        return any(isinstance(one, Fitted | Compared | Budgets) for one in leaves(self.scheme))

    def provisional(self, category: str) -> Weights:
        """Its weights before anything is fitted: methods that look at the cohort count as equal."""
        return combined(self.scheme, category, self.children, {})


def leaves(scheme: Scheme) -> tuple[Scheme, ...]:
    """The methods a scheme is made of, in the document's order."""
    if isinstance(scheme, Product):
        return tuple(leaf for factor in scheme.factors for leaf in leaves(factor))
    if isinstance(scheme, Blend):
        return tuple(leaf for _, part in scheme.parts for leaf in leaves(part))
    return (scheme,)


def combined(scheme: Scheme, category: str, children: Sequence[str], fitted: Mapping[FittedName, Weights]) -> Weights:
    """The weights of a scheme, adding up to one; all zero where there is nothing to share out by.

    ``fitted`` holds the weights of the methods that look at the cohort; one that it lacks counts as equal.
    """
    raw = _raw(scheme, category, children, fitted)
    return normalised({child: raw.get(child, Fraction(0)) for child in children})


def normalised(weights: Weights) -> Weights:
    """The same proportions, adding up to one; all zero stays so."""
    whole = sum(weights.values(), Fraction(0))
    return {child: weight / whole if whole else Fraction(0) for child, weight in weights.items()}


def _raw(scheme: Scheme, category: str, children: Sequence[str], fitted: Mapping[FittedName, Weights]) -> Weights:
    if isinstance(scheme, Given):
        return scheme.stated.get(category, {})
    if isinstance(scheme, Compared):
        return scheme.weights
    if isinstance(scheme, Budgets):
        budgets = scheme.experts.values()
        return {child: sum((budget[child] for budget in budgets), Fraction(0)) for child in children}
    if isinstance(scheme, Product):
        factors = [combined(factor, category, children, fitted) for factor in scheme.factors]
        return {child: prod((factor[child] for factor in factors), start=Fraction(1)) for child in children}
    if isinstance(scheme, Blend):
        parts = [(part, combined(inner, category, children, fitted)) for part, inner in scheme.parts]
        return {child: sum((part * inner[child] for part, inner in parts), Fraction(0)) for child in children}
    even = dict.fromkeys(children, Fraction(1))
    return fitted.get(scheme.name, even) if isinstance(scheme, Fitted) else even


def spelt(scheme: Scheme) -> str:
    """A scheme in one line, as the scale table cites it: ``blend(60% ahp, 40% entropy)``."""
    if isinstance(scheme, Product):
        return f"product({', '.join(spelt(factor) for factor in scheme.factors)})"
    if isinstance(scheme, Blend):
        return f"blend({', '.join(f'{percent(part)} {spelt(inner)}' for part, inner in scheme.parts)})"
    if isinstance(scheme, Fitted):
        return scheme.name
    return {Equal: "equal", Given: "given", Compared: "ahp", Budgets: "experts"}[type(scheme)]


def percent(part: Fraction) -> str:
    """``60%``: a part as it was written."""
    hundredths = Decimal((part * 100).numerator) / Decimal((part * 100).denominator)
    return f"{hundredths.normalize():f}%"
