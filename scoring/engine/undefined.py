"""What a scale looks at besides the zone itself, and whether it can be worked out.

The divisor of ``(cohort.n - rank(x)) / (cohort.n - 1)`` is the same for everybody. Where it is nothing, no zone has a
share, and the scale, not the zone, is at fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.engine.plan import Plan, key
from scoring.engine.scales import Frozen
from scoring.language.exact import evaluate
from scoring.language.nodes import ACROSS, Call, Cohort, Name, Node, Operation, children


@dataclass(frozen=True, slots=True)
class KnotScope:
    """What the formula of a knot may look at: constants and published statistics."""

    plan: Plan
    frozen: Frozen
    category: str

    def name(self, node: Name, years_back: int) -> Fraction | None:
        """A constant of the category; a knot that looks at a zone's own figures is no knot."""
        constant = self.plan.rubric.constants.get(node.id) if node.space is None and not years_back else None
        return None if constant is None else Fraction(constant.value[self.category])

    def statistic(self, node: Cohort | Call, years_back: int) -> Fraction | None:
        """A published statistic, exactly as published."""
        value = self.frozen.statistic(key(node, bool(years_back)))
        return None if value is None else Fraction(repr(value))


def undefined(tree: Node, scope: KnotScope) -> Node | None:
    """The first part of a scale's formula that has no value whatever the zone hands in; None where all is well.

    Of an ``if`` whose condition is the same for everybody only the branch it takes counts; where the condition depends
    on the zone, the branches may be guarded by it and are left to the zone.
    """
    if _common(tree, scope):
        return tree if evaluate(tree, scope) is None else None
    match tree:
        case Call("if", (when, then, otherwise)):
            if not _common(when, scope):
                return undefined(when, scope)
            holds = evaluate(when, scope)
            return when if holds is None else undefined(then if holds else otherwise, scope)
        case Call("share", _):
            return None if scope.statistic(tree, 0) else tree
        case Operation("/", (above, below)) if _common(below, scope) and evaluate(below, scope) == 0:
            return undefined(above, scope) or tree
        case Cohort() | Call("rank", _):
            return None
        case _:
            return next((part for child in children(tree) if (part := undefined(child, scope)) is not None), None)


def _common(tree: Node, scope: KnotScope) -> bool:
    """Whether a part is the same for all who are measured by the scale: numbers, constants, statistics."""
    if isinstance(tree, Cohort):
        return True
    if isinstance(tree, Name):
        return tree.space is None and tree.id in scope.plan.rubric.constants
    if isinstance(tree, Call) and tree.function in ACROSS:
        return False
    return all(_common(child, scope) for child in children(tree))
