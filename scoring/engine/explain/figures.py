"""A formula with its figures: the same formula twice, in names and in numbers, ready to be said in any language.

In the numbers every name and statistic becomes a reference (``figure.0``, ``figure.1``, …) into a list of figures, and
what is short for some arithmetic (growth, a share of all) is written out, so that a calculator can follow it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from scoring.engine.explain.retrace import ZoneScope
from scoring.language.exact import evaluate
from scoring.language.nodes import PURE, Call, Cohort, Name, Node, Number, Operation, Scaled
from scoring.language.units import Unit
from scoring.rules.rubric import Rubric

#: The space of references into the list of figures.
FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number a formula looks at: which, last year's or not, its value (None is missing), and its unit.

    ``kind`` says how it is told: ``number``, ``boolean`` (1 is yes, 0 is no) or ``date`` (days since 1970).
    ``node`` is a name, a cohort statistic, or ``rank(…)``; ``share(…)`` stands for the peers' sum below it.
    """

    node: Node
    back: bool
    value: Decimal | None
    unit: str
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class Working:
    """A formula in names (``words``) and in numbers (``numbers``, with references into ``figures``)."""

    words: Node
    numbers: Node
    figures: tuple[Figure, ...]

    @property
    def missing(self) -> tuple[Figure, ...]:
        """The figures that are not there."""
        return tuple(figure for figure in self.figures if figure.value is None)

    def recomputed(self) -> Fraction | bool | None:
        """The value that the figures give."""
        return evaluate(self.numbers, _Listed(self.figures))


@dataclass(frozen=True, slots=True)
class _Listed:
    figures: tuple[Figure, ...]

    def name(self, node: Name, years_back: int) -> Fraction | None:
        if years_back or node.space != FIGURE:
            raise AssertionError("every name of the numbers is a reference")
        value = self.figures[int(node.id)].value
        return None if value is None else Fraction(value)

    def statistic(self, node: Cohort | Call, years_back: int) -> Fraction | None:
        raise AssertionError(f"every statistic of the numbers is a reference: {node} {years_back}")


def working(
    tree: Node, scope: ZoneScope, rubric: Rubric, unit: Unit | None = None, placed: ZoneScope | None = None
) -> Working:
    """A formula with the figures of a zone; ``unit`` is the unit of ``x`` and of statistics of the measure itself.

    ``placed`` says where statistics and places are looked up when ``x`` is printed in fewer digits than it has.
    """
    listing = _Listing(scope, placed or scope, rubric, unit)
    return Working(tree, listing.written(tree, back=False), tuple(listing.figures))


@dataclass(slots=True)
class _Listing:
    scope: ZoneScope
    placed: ZoneScope
    rubric: Rubric
    unit: Unit | None
    figures: list[Figure] = field(default_factory=list)

    def written(self, tree: Node, *, back: bool) -> Node:
        match tree:
            case Name() | Cohort() | Call(function="rank"):
                return self._reference(tree, back=back)
            case Call(function="previous", args=(of,)):
                return self.written(of, back=True)
            case Call(function="growth", args=(of,)):
                now, before = self.written(of, back=back), self.written(of, back=True)
                return Operation("-", (Operation("/", (now, before)), Number(Fraction(1), "1")))
            case Call(function="share", args=(of,)):
                return Operation("/", (self.written(of, back=back), self._reference(Cohort("sum", of), back=back)))
            case Call(function, args):
                return Call(function, tuple(self.written(arg, back=back) for arg in args))
            case Operation(op, args):
                return Operation(op, tuple(self.written(arg, back=back) for arg in args))
            case Scaled(of, factor):
                return Scaled(self.written(of, back=back), factor)
            case _:
                return tree

    def _reference(self, node: Name | Cohort | Call, *, back: bool) -> Name:
        if isinstance(node, Name):
            value = self.scope.name(node, int(back))
            back = back and not self._is_constant(node)
        else:
            value = self.placed.statistic(node, int(back))
        figure = Figure(node, back, None if value is None else as_decimal(value), self._unit(node), self._kind(node))
        if figure not in self.figures:
            self.figures.append(figure)
        return Name(FIGURE, str(self.figures.index(figure)))

    def _is_constant(self, node: Name) -> bool:
        return node.space is None and (node.id in self.rubric.constants or node.id == "x")

    def _kind(self, node: Node) -> str:
        item = self.rubric.items.get(node.id) if isinstance(node, Name) and node.space != "ledger" else None
        return item.kind if item is not None and item.kind in ("boolean", "date") else "number"

    def _unit(self, node: Node) -> str:
        if isinstance(node, Name):
            if node.space == "ledger":
                return ""
            if node.space is None and node.id == "x":
                return self._spelled(self.unit)
            thing = self.rubric.items.get(node.id) or self.rubric.constants.get(node.id)
            return self._spelled(None if thing is None else thing.unit)
        if isinstance(node, Cohort) and node.of is None and node.stat not in PURE:
            return self._spelled(self.unit)
        if isinstance(node, Cohort) and isinstance(node.of, Name) and node.stat not in PURE:
            return self._unit(node.of)
        return ""

    def _spelled(self, unit: Unit | None) -> str:
        """The symbol of a figure's unit. Where ``x`` is a pure number, 85 for 85%, so is every figure of its kind: with
        their signs, what stands beside them (``x / 100``) would not be what a calculator gives."""
        pure = self.unit is not None and not self.unit.dimension
        return "" if unit is None or (pure and not unit.dimension) else spelled(unit)


def spelled(unit: Unit) -> str:
    """The symbol of a unit; nothing for a pure number."""
    return "" if unit.symbol == "1" else unit.symbol


def as_decimal(value: Fraction) -> Decimal:
    """A figure as a decimal: exactly where it ends within thirty places (every float and stated number does)."""
    places = 0
    scaled = value
    while scaled.denominator != 1 and places < 30:
        scaled, places = scaled * 10, places + 1
    whole = int(abs(scaled) + Fraction(1, 2))
    return Decimal((int(value < 0), tuple(int(digit) for digit in str(whole)), -places))
