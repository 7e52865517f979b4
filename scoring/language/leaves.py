"""What the leaves of a formula come in: its names, numbers and quantities. :mod:`scoring.language.dimension` does the rest."""

from __future__ import annotations

from fractions import Fraction

from scoring.language.nodes import Name, Node, Number, Operation, Quantity, Span
from scoring.language.sorts import BARE, CONDITION, Environment, Typed, is_zero, scaled, unknown_name
from scoring.language.tokens import FormulaFault
from scoring.language.units import ONE, Unit, UnitFault


class Leaves:
    """The leaves of one formula, and the faults found so far in all of it."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.faults: list[FormulaFault] = []

    def fault(self, code: str, at: Span, **facts: str) -> None:
        """Note a fault."""
        self.faults.append(FormulaFault(code, at.offset, at.width, facts))

    def bare_factor(self, tree: Node, unit: Unit) -> Fraction | None:
        """What turns a bare number into one of this unit; None if nothing says what it means."""
        bare = self.env.bare
        if bare is not None and not self.env.x and bare.dimension == unit.dimension:
            return bare.ratio_to(unit)
        if is_zero(tree) or (not unit.dimension and unit.factor == 1):
            return Fraction(1)
        return None

    def number(self, node: Number) -> Typed:
        """A bare number, or one written in per cent."""
        if not node.percent:
            return Typed(node, BARE)
        bare = self.env.bare
        if self.env.x and bare is not None and not bare.dimension and bare.factor != 1:
            # here x is, say, 12.5 for 12.5 %, so 15% would be read as 0.15 by some and as 15 by others
            self.fault("F141", node.at, unit=bare.symbol, number=node.text)
            return Typed(node, None)
        return Typed(node, ONE)

    def quantity(self, node: Quantity) -> Typed:
        """A number with its unit."""
        number = Number(node.value, node.text, at=node.at)
        try:
            unit = self.env.units.parse(node.unit_text)
        except UnitFault as fault:
            self.faults.append(FormulaFault(fault.code, node.unit_at.offset + fault.offset, fault.width, fault.facts))
            return Typed(number, None)
        return self.plain(number, unit)

    def name(self, node: Name) -> Typed:
        """An item, a constant, or ``x``."""
        if node.space is None and node.id == "x":
            if not self.env.x:
                self.fault("F138", node.at)
            return Typed(node, BARE if self.env.x else None)
        unit = self.env.unit_of_name(node.space, node.id)
        if unit is None:
            self.fault("F104", node.at, **unknown_name(node, self.env.known))
            return Typed(node, None)
        if self.env.is_condition(node.space, node.id):
            return Typed(Operation("is", (node,), node.at), CONDITION)
        return self.plain(node, unit)

    def plain(self, tree: Node, unit: Unit) -> Typed:
        """A leaf; where ``x`` is a pure number, so is everything of its dimension."""
        bare = self.env.bare
        if self.env.x and bare is not None and bare.dimension == unit.dimension:
            if not bare.dimension and bare.factor not in (1, unit.factor):
                # 0.5 beside an x of 85 for 85 %: is it half of x, or the 50 that x is held against?
                self.fault("F143", tree.at, unit=bare.symbol, found=unit.symbol)
                return Typed(tree, None)
            return Typed(scaled(tree, unit.ratio_to(bare)), BARE)
        return Typed(tree, unit)
