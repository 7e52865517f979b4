"""Unit checking: a parsed formula in, a resolved one out.

In a resolved tree every conversion is explicit (:class:`Scaled`) and every quantity is a plain :class:`Number`, so that
what evaluates it never looks at a unit. The rules:

* ``+ - min max clip if`` and comparisons need one dimension; every operand is converted to the unit of the first that
  has one.
* ``* / ^`` make new units. What cancels to a pure number becomes one exactly (万元/亿元 is 1/10000, not a unit).
* A bare number other than 0 is not added to or compared with what has a unit: ``500 [万元]``. In a scale it is in the
  measure's unit. Next to a value in ``%`` it is refused too, because 5 could mean 5 or 500 per cent.
* ``15%`` is the pure number 0.15. Conditions and numbers never mix; a boolean item is a condition.
* ``date(2025, 1, 18)`` is a number of days, as the items that are dates are.
* Where ``x`` is allowed (a scale's formula), everything in the measure's dimension counts as a pure number in its unit.
  Where that is ``%``, what comes in another pure unit is refused: 0.5 could mean 0.5 or 50.
"""

from __future__ import annotations

from collections.abc import Sequence

from scoring.language.leaves import Leaves
from scoring.language.nodes import (
    COMPARISONS,
    PURE,
    Call,
    Cohort,
    Name,
    Node,
    Number,
    Operation,
    Quantity,
    Scaled,
    Span,
    walk,
)
from scoring.language.sorts import (
    BARE,
    CONDITION,
    Checked,
    Environment,
    Kind,
    Sort,
    Typed,
    in_words,
    number_fact,
    scaled,
)
from scoring.language.tokens import FormulaFaults
from scoring.language.units import DAY, ONE, Unit, coherent

__all__ = ["BARE", "CONDITION", "Checked", "Environment", "Kind", "Sort", "check", "scaled", "unit_of"]


def check(tree: Node, env: Environment, wanted: Sort | None) -> Checked:
    """Resolves a formula; its value comes in ``wanted``. ``CONDITION`` wants a condition, None takes any number.

    Raises :class:`FormulaFaults` with every fault found.
    """
    checker = _Checker(env)
    result = checker.root(checker.visit(tree), tree.at, wanted)
    if checker.faults or not isinstance(result.sort, Unit):
        raise FormulaFaults(checker.faults)
    return Checked(result.tree, result.sort)


def unit_of(tree: Node, env: Environment) -> Sort:
    """The unit a formula gives before any conversion of the whole, or ``BARE``, or ``CONDITION``."""
    checker = _Checker(env)
    sort = checker.visit(tree).sort
    if sort is None or checker.faults:
        raise FormulaFaults(checker.faults)
    return sort


class _Checker(Leaves):
    """Walks a tree once, from the leaves up; a faulty part has no sort, and what contains it stays silent."""

    def root(self, typed: Typed, at: Span, wanted: Sort | None) -> Typed:
        """The whole formula in what is wanted of it."""
        tree, sort = typed.tree, typed.sort
        if sort is not None and (sort is CONDITION) != (wanted is CONDITION):
            self.fault("F134" if wanted is CONDITION else "F135", at)
            return Typed(tree, None)
        if sort is None or sort is CONDITION:
            return Typed(tree, sort and ONE)
        if not isinstance(wanted, Unit):
            return Typed(tree, sort if isinstance(sort, Unit) else ONE)
        return self.converted(tree, sort, at, wanted)

    def converted(self, tree: Node, sort: Sort, at: Span, wanted: Unit) -> Typed:
        """A number in the unit wanted."""
        if isinstance(sort, Unit):
            if sort.dimension == wanted.dimension:
                return Typed(scaled(tree, sort.ratio_to(wanted)), wanted)
            self.fault("F133", at, **in_words("wanted", wanted), **in_words("found", sort))
            return Typed(tree, None)
        factor = self.bare_factor(tree, wanted)
        if factor is None:
            code = "F140" if wanted.dimension else "F141"
            self.fault(code, at, unit=wanted.symbol, **number_fact(tree))
            return Typed(tree, None)
        return Typed(scaled(tree, factor), wanted)

    def visit(self, node: Node) -> Typed:
        match node:
            case Number():
                return self.number(node)
            case Quantity():
                return self.quantity(node)
            case Name():
                return self.name(node)
            case Cohort():
                return self.statistic(node)
            case Call():
                return self.call(node)
            case Operation():
                return self.operation(node)
            case Scaled(of=of, factor=factor):
                inside = self.visit(of)
                return Typed(scaled(inside.tree, factor), inside.sort)

    def statistic(self, node: Cohort) -> Typed:
        if node.of is None:
            if not self.env.cohort or self.env.bare is None:
                self.fault("F139", node.at, stat=node.stat)
                return Typed(node, None)
            return Typed(node, ONE) if node.stat in PURE else self.plain(node, self.env.bare)
        inside = self.amount(node.of)
        sort = ONE if node.stat in PURE and inside.sort else inside.sort
        return Typed(Cohort(node.stat, inside.tree, node.at), sort)

    def amount(self, node: Node) -> Typed:
        """An operand that must be a number."""
        typed = self.visit(node)
        if typed.sort is CONDITION:
            self.fault("F135", node.at)
            return Typed(typed.tree, None)
        return typed

    def condition(self, node: Node) -> Typed:
        """An operand that must be a condition."""
        typed = self.visit(node)
        if typed.sort is not None and typed.sort is not CONDITION:
            self.fault("F134", node.at)
        return typed

    def call(self, node: Call) -> Typed:
        match node.function, node.args:
            case "if", (when, *branches):
                first = self.condition(when)
                trees, sort = self.together([self.amount(branch) for branch in branches])
                return Typed(Call("if", (first.tree, *trees), node.at), sort)
            case (("min" | "max" | "clip"), args):
                trees, sort = self.together([self.amount(arg) for arg in args])
                return Typed(Call(node.function, tuple(trees), node.at), sort)
            case "sqrt", (arg,):
                return self.root_of(node, self.amount(arg))
            case (("log" | "exp"), (arg,)):
                return self.transcendental(node, self.amount(arg))
            case (("growth" | "previous"), (arg,)) if self.last_year_of_x(arg):
                return Typed(node, None)
            case (("growth" | "share" | "rank"), (arg,)):
                inside = self.amount(arg)
                return Typed(Call(node.function, (inside.tree,), node.at), ONE if inside.sort else None)
            case "date", _:
                return self.plain(node, DAY)
            case function, (arg, *digits):  # abs round floor ceil previous
                inside = self.amount(arg)
                return Typed(Call(function, (inside.tree, *digits), node.at), inside.sort)
            case _:
                raise ValueError(f"not a call of the grammar: {node}")

    def last_year_of_x(self, node: Node) -> bool:
        """Whether last year's ``x`` is asked for: a scale is told this year's value alone."""
        found = [part for part in walk(node) if isinstance(part, Name) and part.space is None and part.id == "x"]
        for part in found:
            self.fault("F138", part.at)
        return bool(found)

    def root_of(self, node: Call, inside: Typed) -> Typed:
        tree, sort = inside.tree, inside.sort
        if isinstance(sort, Unit):
            if any(power % 2 for _, power in sort.dimension):
                self.fault("F137", node.at, **in_words("found", sort))
                return Typed(node, None)
            # to the coherent unit first: the root of 亩 has no exact factor, the root of m² has
            tree = scaled(tree, sort.factor)
            sort = coherent(tuple((base, power // 2) for base, power in sort.dimension))
        return Typed(Call("sqrt", (tree,), node.at), sort)

    def transcendental(self, node: Call, inside: Typed) -> Typed:
        tree, sort = inside.tree, inside.sort
        if isinstance(sort, Unit):
            if sort.dimension:
                self.fault("F136", node.at, function=node.function, **in_words("found", sort))
                return Typed(node, None)
            tree, sort = scaled(tree, sort.factor), ONE
        return Typed(Call(node.function, (tree,), node.at), sort)

    def operation(self, node: Operation) -> Typed:
        match node.op:
            case "*":
                return self.product(node, (1,) * len(node.args))
            case "/":
                return self.product(node, (1, -1))
            case "^":
                return self.power(node)
            case "and" | "or" | "not":
                return Typed(
                    Operation(node.op, tuple(self.condition(arg).tree for arg in node.args), node.at), CONDITION
                )
            case op:  # + - neg and comparisons
                trees, sort = self.together([self.amount(arg) for arg in node.args])
                return Typed(Operation(op, tuple(trees), node.at), CONDITION if op in COMPARISONS else sort)

    def power(self, node: Operation) -> Typed:
        inside, exponent = self.amount(node.args[0]), node.args[1]
        if not isinstance(exponent, Number):
            raise TypeError(f"not a power of the grammar: {node}")
        tree, sort = inside.tree, inside.sort
        if isinstance(sort, Unit):
            if not sort.dimension:
                tree, sort = scaled(tree, sort.factor), ONE
            sort = sort ** int(exponent.value)
        return Typed(Operation("^", (tree, exponent), node.at), sort)

    def product(self, node: Operation, signs: Sequence[int]) -> Typed:
        args = [self.amount(arg) for arg in node.args]
        trees = [arg.tree for arg in args]
        measured = [(index, arg.sort) for index, arg in enumerate(args) if isinstance(arg.sort, Unit)]
        if any(arg.sort is None for arg in args):
            return Typed(node, None)
        if not measured:
            return Typed(Operation(node.op, tuple(trees), node.at), BARE)
        if len(measured) == 1 and signs[measured[0][0]] > 0:
            return Typed(Operation(node.op, tuple(trees), node.at), measured[0][1])
        unit = ONE
        for index, own in measured:
            if own.dimension:
                unit = unit * own if signs[index] > 0 else unit / own
            else:
                trees[index] = scaled(trees[index], own.factor)
        tree: Node = Operation(node.op, tuple(trees), node.at)
        return Typed(tree, unit) if unit.dimension else Typed(scaled(tree, unit.factor), ONE)

    def together(self, args: list[Typed]) -> tuple[list[Node], Sort | None]:
        """Operands that must be of one dimension, in the unit of the first that has one."""
        trees = [arg.tree for arg in args]
        unit = next((arg.sort for arg in args if isinstance(arg.sort, Unit)), None)
        if any(arg.sort is None for arg in args):
            return trees, None
        if unit is None:
            return trees, BARE
        converted = [self.joined(arg, unit) for arg in args]
        trees = [tree for tree in converted if tree is not None]
        return trees, unit if len(trees) == len(args) else None

    def joined(self, arg: Typed, unit: Unit) -> Node | None:
        """One operand in the unit of the others, or None with a fault."""
        if isinstance(arg.sort, Unit):
            if arg.sort.dimension == unit.dimension:
                return scaled(arg.tree, arg.sort.ratio_to(unit))
            self.fault("F132", arg.tree.at, **in_words("left", unit), **in_words("right", arg.sort))
            return None
        factor = self.bare_factor(arg.tree, unit)
        if factor is None:
            code = "F131" if unit.dimension else "F141"
            self.fault(code, arg.tree.at, unit=unit.symbol, **number_fact(arg.tree))
            return None
        return scaled(arg.tree, factor)
