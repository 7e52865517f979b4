"""Formulas as told where per cent are told: ``50%`` is a half already, and is not divided by a hundred once more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from scoring.engine.explain.figures import FIGURE, Figure
from scoring.language.nodes import Call, Name, Node, Operation, Scaled

_SIGNS = {"%": Fraction(1, 100), "‰": Fraction(1, 1000)}


def without_signs(tree: Node, figures: Iterable[Figure]) -> Node:
    """A formula without the factors that turn a figure in per cent into a pure number."""
    factors: dict[Node, Fraction] = {}
    for index, figure in enumerate(figures):
        if figure.unit in _SIGNS:
            factors[figure.node] = factors[Name(FIGURE, str(index))] = _SIGNS[figure.unit]
    return _bared(tree, factors) if factors else tree


def _bared(tree: Node, factors: dict[Node, Fraction]) -> Node:
    match tree:
        case Scaled(of, factor):
            return of if factors.get(of) == factor else Scaled(_bared(of, factors), factor)
        case Operation(args=args) | Call(args=args):
            return replace(tree, args=tuple(_bared(arg, factors) for arg in args))
        case _:
            return tree
