"""The one formula grammar: text to tree, by precedence climbing. Nothing is ever evaluated as Python.

Sizes are bounded (text, nodes, depth, digits, exponents), so no formula can take long, whoever wrote it. All the faults
of a formula are raised at once where that makes sense; after a fault in the structure nothing more can be said.
"""

from __future__ import annotations

from functools import lru_cache

from scoring.language.cursor import DEPTH_LIMIT
from scoring.language.nodes import (
    ACROSS,
    BACK,
    COMPARISONS,
    FUNCTIONS,
    NOWHERE,
    RESERVED,
    SPACES,
    STATISTICS,
    Call,
    Cohort,
    Function,
    Name,
    Node,
    Number,
    Operation,
    Quantity,
    Scaled,
    Span,
    Statistic,
    children,
    cohorts,
    is_literal,
    names,
    statistic,
    walk,
)
from scoring.language.parser import read
from scoring.language.tokens import FormulaFault, FormulaFaults, tokenize

__all__ = [
    "ACROSS",
    "BACK",
    "COMPARISONS",
    "FUNCTIONS",
    "NOWHERE",
    "RESERVED",
    "SPACES",
    "STATISTICS",
    "Call",
    "Cohort",
    "FormulaFault",
    "FormulaFaults",
    "Function",
    "Name",
    "Node",
    "Number",
    "Operation",
    "Quantity",
    "Scaled",
    "Span",
    "Statistic",
    "children",
    "cohorts",
    "depth",
    "is_literal",
    "names",
    "parse",
    "statistic",
    "walk",
    "weight",
]


WEIGHT_LIMIT = 2_000


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of a formula. Raises :class:`FormulaFaults` with everything found.

    Documents repeat themselves (``cohort.p50``), so trees are kept.
    """
    tokens, faults = tokenize(text)
    if any(fault.code == "F108" for fault in faults):
        raise FormulaFaults(faults)
    tree = read(tokens, faults)
    if tree is None:
        raise FormulaFaults(faults)
    if depth(tree) > DEPTH_LIMIT:
        faults.append(FormulaFault("F110", 0, 1, {"limit": str(DEPTH_LIMIT)}))
    elif weight(tree) > WEIGHT_LIMIT:
        faults.append(FormulaFault("F142", 0, 1))
    else:
        _nesting(tree, faults)
    if faults:
        raise FormulaFaults(faults)
    return tree


def depth(tree: Node) -> int:
    """How many levels a tree has."""
    level, count = [tree], 0
    while level:
        level, count = [child for node in level for child in children(node)], count + 1
    return count


def weight(tree: Node) -> int:
    """How long an exact value can get, in lengths of one operand: powers of powers would fill the memory."""
    match tree:
        case Operation("^", (base, Number(value=exponent))):
            return max(weight(base) * abs(int(exponent)), 1)
        case Call("sqrt" | "log" | "exp", args):
            return 1 if all(weight(arg) <= WEIGHT_LIMIT for arg in args) else WEIGHT_LIMIT + 1
        case _:
            return max(sum(weight(child) for child in children(tree)), 1)


def _nesting(tree: Node, faults: list[FormulaFault]) -> None:
    """Last year of last year is not known, and neither is a statistic of a statistic."""
    waiting = [(tree, "", "")]
    while waiting:
        node, back, across = waiting.pop()
        called = node.function if isinstance(node, Call) else f"cohort.{node.stat}" if isinstance(node, Cohort) else ""
        if called in BACK:
            if back:
                faults.append(FormulaFault("F122", node.at.offset, node.at.width, {"outer": back, "inner": called}))
            back = called
        elif called in ACROSS or isinstance(node, Cohort):
            if across:
                faults.append(FormulaFault("F123", node.at.offset, node.at.width, {"outer": across, "inner": called}))
            across = called
        waiting.extend((child, back, across) for child in children(node))
