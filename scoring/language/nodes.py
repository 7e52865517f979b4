"""The tree of a formula. Spans and the text a number was written as do not count when trees are compared.

``+ * and or`` are n-ary and flat; every other operation has one or two operands. The exponent of ``^`` is a
:class:`Number` with a whole value. :class:`Scaled` never comes from the parser: the unit check puts it where a unit is
converted, so that nobody after it needs to know about units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the formula's text: offset from 0, and width in characters."""

    offset: int
    width: int

    def to(self, other: Span) -> Span:
        """From the start of this to the end of the other."""
        return Span(self.offset, max(other.offset + other.width - self.offset, 1))


NOWHERE = Span(0, 1)


@dataclass(frozen=True, slots=True)
class Number:
    """A literal. ``15%`` has the value 3/20 and is a pure number; any other literal is bare until units are checked."""

    value: Fraction
    text: str = field(default="", compare=False)
    at: Span = field(default=NOWHERE, compare=False)
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A literal with its unit: ``500 [万元]``."""

    value: Fraction
    unit_text: str
    text: str = field(default="", compare=False)
    at: Span = field(default=NOWHERE, compare=False)
    unit_at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """An item or constant (``space`` None), or a figure of ``witness``, ``target`` or ``ledger``."""

    space: str | None
    id: str
    at: Span = field(default=NOWHERE, compare=False)

    @property
    def written(self) -> str:
        """The name as formulas write it, e.g. ``witness.tax``."""
        return self.id if self.space is None else f"{self.space}.{self.id}"


@dataclass(frozen=True, slots=True)
class Cohort:
    """A statistic over the zones of a class: of an expression, or (``of`` None, in a scale) of the measure itself."""

    stat: str
    of: Node | None
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of its arguments; ``if`` is one of them. The digits of ``round`` are a :class:`Number`."""

    function: str
    args: tuple[Node, ...]
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """``+ * and or`` of two or more, ``- / ^ < <= == != >= >`` of two, ``neg not is`` of one.

    ``is`` never comes from the parser: the unit check puts it around the name of a boolean item, which is a condition.
    """

    op: str
    args: tuple[Node, ...]
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Scaled:
    """A unit conversion: the value times an exact factor."""

    of: Node
    factor: Fraction
    at: Span = field(default=NOWHERE, compare=False)


Node = Number | Quantity | Name | Cohort | Call | Operation | Scaled


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below one."""
    match node:
        case Call(args=args) | Operation(args=args):
            return args
        case Cohort(of=of):
            return () if of is None else (of,)
        case Scaled(of=of):
            return (of,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Every node of a tree, from the root down, left to right."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def names(node: Node) -> frozenset[tuple[str | None, str]]:
    """Every name a formula looks at, as (space, id)."""
    return frozenset((part.space, part.id) for part in walk(node) if isinstance(part, Name))


def cohorts(node: Node) -> tuple[Cohort, ...]:
    """Every cohort statistic a formula looks at, each once, in the order written."""
    return tuple(dict.fromkeys(part for part in walk(node) if isinstance(part, Cohort)))


def is_literal(node: Node) -> bool:
    """Whether a formula is a number written out, with or without a sign or a unit."""
    match node:
        case Number() | Quantity():
            return True
        case Operation("neg", (of,)) | Scaled(of=of):
            return is_literal(of)
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Function:
    """What a function takes. ``most`` None: any number."""

    least: int
    most: int | None
    usage: str


FUNCTIONS: Mapping[str, Function] = {
    "if": Function(3, 3, "if(condition, a, b)"),
    "min": Function(2, None, "min(a, b, …)"),
    "max": Function(2, None, "max(a, b, …)"),
    "abs": Function(1, 1, "abs(x)"),
    "round": Function(1, 2, "round(x) / round(x, 2)"),
    "floor": Function(1, 1, "floor(x)"),
    "ceil": Function(1, 1, "ceil(x)"),
    "sqrt": Function(1, 1, "sqrt(x)"),
    "log": Function(1, 1, "log(x)"),
    "exp": Function(1, 1, "exp(x)"),
    "clip": Function(3, 3, "clip(x, low, high)"),
    "growth": Function(1, 1, "growth(x)"),
    "previous": Function(1, 1, "previous(x)"),
    "share": Function(1, 1, "share(x)"),
    "rank": Function(1, 1, "rank(x)"),
    "date": Function(3, 3, "date(2025, 1, 18)"),
}

#: Functions people know from elsewhere, and what the grammar has.
ELSEWHERE: Mapping[str, str] = {
    "ln": "log",
    "pow": "^",
    "power": "^",
    "ceiling": "ceil",
    "iff": "if",
    "clamp": "clip",
    "yoy": "growth",
    "last": "previous",
    "lag": "previous",
    "avg": "cohort.mean",
    "average": "cohort.mean",
    "std": "cohort.sd",
    "mean": "cohort.mean",
    "median": "cohort.median",
    "sum": "cohort.sum",
    "sd": "cohort.sd",
    "skewness": "cohort.skew",
    "kurt": "cohort.kurtosis",
}

COMPARISONS = frozenset({"<", "<=", "==", "!=", ">=", ">"})

SPACES = ("witness", "target", "ledger")

#: The words of the grammar: no item or constant may be called so.
RESERVED = frozenset({*FUNCTIONS, *SPACES, "and", "or", "not", "cohort", "x", "progress"})

#: The functions that look across zones, as ``cohort.…`` does.
ACROSS = frozenset({"share", "rank"})

#: The functions that look at last year.
BACK = frozenset({"previous", "growth"})


@dataclass(frozen=True, slots=True)
class Statistic:
    """A cohort statistic by kind.

    ``number`` is the percentile of ``p``, the K of ``top`` and ``bottom``; ``zone`` the code of the zone of ``zone``.
    """

    kind: str
    number: Fraction | None = None
    zone: str = ""


STATISTICS = ("min", "max", "mean", "median", "sd", "sum", "n", "skew", "kurtosis", "mad", "iqr")

#: Statistics without a unit, whatever they are of.
PURE = frozenset({"n", "skew", "kurtosis"})


def statistic(stat: str) -> Statistic | None:
    """Reads ``p05``, ``p97_5``, ``top3``, ``mean``, ``zone[330100]``, …; None when there is no such statistic."""
    if stat in STATISTICS:
        return Statistic(stat)
    if match := re.fullmatch(r"p(\d{1,2})(?:_(\d{1,3}))?", stat, re.ASCII):
        percentile = Fraction(f"{match[1]}.{match[2] or 0}")
        return Statistic("p", percentile) if percentile else None
    if match := re.fullmatch(r"(top|bottom)([1-9]\d{0,2})", stat, re.ASCII):
        return Statistic(match[1], Fraction(match[2]))
    if (match := re.fullmatch(r"zone\[(.+)\]", stat)) and is_code(match[1]):
        return Statistic("zone", zone=match[1])
    return None


def is_code(text: str) -> bool:
    """Whether a text can be a zone's code in a formula: letters, digits, ``-`` and ``_``."""
    return re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text, re.ASCII) is not None
