"""Which statistics the formulas of a scale look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scoring.engine.plan import key
from scoring.language.nodes import ACROSS, Call, Cohort, Node, children, walk
from scoring.rules.rubric import Formula


def bases(formulas: Iterable[Formula]) -> list[str]:
    """Every statistic that formulas look at, of the measure itself or of an expression, by its name in the table."""
    return list(dict.fromkeys(basis for formula in formulas for basis in _looks(formula.tree, back=False)))


def _looks(tree: Node, *, back: bool) -> Iterator[str]:
    if isinstance(tree, Cohort) or (isinstance(tree, Call) and tree.function in ACROSS):
        yield key(tree, back=back)
    past = isinstance(tree, Call) and tree.function in ("previous", "growth")
    for child in children(tree):
        yield from _looks(child, back=back or past)


def stats(formulas: Iterable[Formula]) -> list[str]:
    """The statistics of the measure itself that formulas look at, each once."""
    nodes = (node for formula in formulas for node in walk(formula.tree))
    return list(dict.fromkeys(node.stat for node in nodes if isinstance(node, Cohort) and node.of is None))
