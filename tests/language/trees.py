"""Random formulas for the laws."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from scoring.language.nodes import Call, Cohort, Name, Node, Number, Operation, Quantity

NAMES = ("tax", "fee", "land", "people")

decimals = st.decimals(min_value=0, max_value=10**6, places=3, allow_nan=False, allow_infinity=False).map(Fraction)
plain = st.one_of(decimals, st.integers(0, 20).map(Fraction)).map(Number)


def _nary(op: str, args: list[Node]) -> Node:
    """A flat operation, as the parser makes it."""
    flat = [part for arg in args for part in (arg.args if isinstance(arg, Operation) and arg.op == op else (arg,))]
    return Operation(op, tuple(flat))


def arithmetic(leaves: st.SearchStrategy[Node], depth: int = 3) -> st.SearchStrategy[Node]:
    """Trees of ``+ - * / ^ neg`` and functions over the leaves."""
    tree = leaves
    for _ in range(depth):
        below = tree
        several = st.lists(below, min_size=2, max_size=3)
        exponent = st.integers(-2, 3).map(lambda value: Number(Fraction(value)))
        tree = st.one_of(
            leaves,
            st.builds(_nary, st.sampled_from("+*"), several),
            st.builds(lambda op, a, b: Operation(op, (a, b)), st.sampled_from("-/"), below, below),
            st.builds(lambda a, n: Operation("^", (a, n)), below, exponent),
            below.map(lambda a: Operation("neg", (a,))),
            st.builds(lambda f, args: Call(f, tuple(args)), st.sampled_from(("min", "max")), several),
            st.builds(lambda f, a: Call(f, (a,)), st.sampled_from(("abs", "floor", "ceil", "round")), below),
            st.builds(lambda c, a, b: Call("if", (c, a, b)), conditions(below), below, below),
        )
    return tree


def conditions(of: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Comparisons, joined by ``and or not``."""
    comparison = st.sampled_from(("<", "<=", "==", "!=", ">=", ">"))
    simple = st.builds(lambda op, a, b: Operation(op, (a, b)), comparison, of, of)
    several = st.lists(simple, min_size=2, max_size=3)
    joined = st.builds(_nary, st.sampled_from(("and", "or")), several)
    return st.one_of(simple, joined, st.one_of(simple, joined).map(lambda a: Operation("not", (a,))))


names: st.SearchStrategy[Node] = st.builds(Name, st.sampled_from((None, "witness", "target")), st.sampled_from(NAMES))
leaves: st.SearchStrategy[Node] = st.one_of(
    plain,
    decimals.map(lambda value: Number(value, percent=True)),
    decimals.map(lambda value: Quantity(value, "万元/亩")),
    names,
    st.builds(Cohort, st.sampled_from(("p05", "mean", "n", "top3")), st.one_of(st.none(), names)),
    names.map(lambda name: Call("growth", (name,))),
    names.map(lambda name: Call("share", (name,))),
)
#: Whatever the grammar can say.
formulas = st.one_of(arithmetic(leaves), conditions(arithmetic(leaves, 2)))
#: Formulas of numbers only.
sums = arithmetic(plain)
