"""What the unit check says about formulas: kinds of value, the environment they are checked in, and what it found."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from scoring.language.nodes import Name, Node, Number, Operation, Scaled
from scoring.language.units import Unit, UnitTable, dimension_in_words


class Kind(Enum):
    """What a formula can give besides an amount in a unit."""

    BARE = "bare"
    CONDITION = "condition"


BARE = Kind.BARE
CONDITION = Kind.CONDITION

Sort = Unit | Kind


@dataclass(frozen=True, slots=True)
class Environment:
    """What a formula may look at.

    ``unit_of_name`` gives the unit of a name, None if there is none; ``known`` are all names as written, for guesses.
    ``is_condition`` says of a name whether it is a condition by itself, as boolean items are.
    ``bare`` is the unit that bare numbers take (in a scale: the measure's). ``cohort`` allows ``cohort.p05`` of the
    measure itself, and ``x`` allows ``x``; both need ``bare``.
    """

    unit_of_name: Callable[[str | None, str], Unit | None]
    units: UnitTable
    known: Collection[str] = ()
    bare: Unit | None = None
    cohort: bool = False
    x: bool = False
    is_condition: Callable[[str | None, str], bool] = lambda space, name: False  # noqa: ARG005


@dataclass(frozen=True, slots=True)
class Checked:
    """A resolved tree and the unit of its value (``ONE`` for a condition)."""

    tree: Node
    unit: Unit


def scaled(tree: Node, factor: Fraction) -> Node:
    """A tree times a factor, without needless nodes."""
    match tree:
        case _ if factor == 1:
            return tree
        case Number(value=value, text=text, at=at):
            return Number(value * factor, text, at=at)
        case Scaled(of=of, factor=before, at=at):
            return scaled(of, before * factor) if before * factor == 1 else Scaled(of, before * factor, at)
        case _:
            return Scaled(tree, factor, tree.at)


@dataclass(frozen=True, slots=True)
class Typed:
    """A resolved tree and its sort; None where a fault has been reported already."""

    tree: Node
    sort: Sort | None


def is_zero(tree: Node) -> bool:
    """Whether a tree is a literal 0, the one bare number that needs no unit."""
    match tree:
        case Number(value=value):
            return value == 0
        case Operation("neg", (of,)):
            return is_zero(of)
        case _:
            return False


def in_words(name: str, unit: Unit) -> dict[str, str]:
    """The facts of a message about a unit: its symbol, and its dimension in both languages."""
    zh, en = dimension_in_words(unit.dimension)
    return {name: unit.symbol, f"{name}_zh": zh, f"{name}_en": en}


def number_fact(tree: Node) -> dict[str, str]:
    """The fact ``number`` where a tree is a literal, as it was written."""
    match tree:
        case Number(text=text) if text:
            return {"number": text}
        case Operation("neg", (Number(text=text),)) if text:
            return {"number": f"-{text}"}
        case _:
            return {}


def unknown_name(node: Name, known: Collection[str]) -> dict[str, str]:
    """The facts about a name nobody declared: what it might have been, and what there is."""
    ordered = sorted(known)
    facts = {"name": node.written}
    if close := difflib.get_close_matches(node.written, ordered, n=1, cutoff=0.6):
        facts["guess"] = close[0]
    if ordered:
        facts["known"] = ", ".join(ordered[:24]) + (", …" if len(ordered) > 24 else "")
    return facts
