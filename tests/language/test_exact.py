"""Exact evaluation: arithmetic as Python's fractions do it, and what is missing stays missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import pytest
from hypothesis import assume, given

from scoring.language.exact import evaluate, holds, number, round_half_away
from scoring.language.formula import Call, Cohort, Name, Node, Number, Operation, Quantity, parse, weight

from . import trees


@dataclass
class Figures:
    """This year's figures and last year's, by written name; statistics by name, and the sum or rank by function."""

    now: Mapping[str, Fraction | int | None] = field(default_factory=dict)
    before: Mapping[str, Fraction | int | None] = field(default_factory=dict)
    statistics: Mapping[tuple[str, int], Fraction | int] = field(default_factory=dict)

    def name(self, node: Name, years_back: int) -> Fraction | None:
        value = (self.before if years_back else self.now).get(node.written)
        return None if value is None else Fraction(value)

    def statistic(self, node: Cohort | Call, years_back: int) -> Fraction | None:
        key = node.stat if isinstance(node, Cohort) else node.function
        value = self.statistics.get((key, years_back))
        return None if value is None else Fraction(value)


NOTHING = Figures()
FIGURES = Figures(
    {"tax": 1200, "land": 60, "debt": -5, "witness.tax": 1190, "half": Fraction(1, 2)},
    {"tax": 1000, "land": 60, "debt": -4, "nil": 0},
    {("p50", 0): 10, ("share", 0): 4800, ("share", 1): 5000, ("rank", 0): 3},
)


def value(text: str, figures: Figures = FIGURES) -> Fraction | bool | None:
    return evaluate(parse(text), figures)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("tax / land", 20),
        ("0.1 + 0.2", Fraction("0.3")),
        ("tax - 1 - 2 * 3", 1193),
        ("-half ^ 2", Fraction(-1, 4)),
        ("half ^ -2", 4),
        ("0 ^ 0", 1),
        ("15%", Fraction(3, 20)),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(2.675, 2)", Fraction("2.68")),
        ("round(1.005, 2)", Fraction("1.01")),
        ("floor(-0.5)", -1),
        ("ceil(-0.5)", 0),
        ("abs(debt)", 5),
        ("min(3, half, 2)", Fraction(1, 2)),
        ("max(3, half, 2)", 3),
        ("clip(tax, 0, 5)", 5),
        ("clip(debt, 0, 5)", 0),
        ("sqrt(2.25)", Fraction(3, 2)),
        ("exp(0)", 1),
        ("log(1)", 0),
        ("exp(0 - 10000)", 0),
        ("previous(tax)", 1000),
        ("tax - previous(tax)", 200),
        ("growth(tax)", Fraction(1, 5)),
        ("growth(tax / land)", Fraction(1, 5)),
        ("share(tax)", Fraction(1, 4)),
        ("previous(share(tax))", Fraction(1, 5)),
        ("growth(share(tax))", Fraction(1, 4)),
        ("rank(tax) + cohort.p50", 13),
        ("if(tax > 0, 1, missing)", 1),
        ("if(tax < 0, missing, 2)", 2),
        ("abs(tax / witness.tax - 1) <= 2%", True),
        ("tax == 1200 and land != 60", False),
        ("tax >= 1200 and not land > 60", True),
        ("missing > 0 and tax < 0", False),
        ("tax < 0 and missing > 0", False),
        ("missing > 0 or tax > 0", True),
    ],
)
def test_values(text: str, result: Fraction | int | bool) -> None:
    assert value(text) == result


@pytest.mark.parametrize(
    "text",
    [
        "missing",
        "missing + 1",
        "0 * missing",
        "min(1, missing)",
        "if(missing > 0, 1, 2)",
        "if(tax > 0, missing, 2)",
        "tax / 0",
        "tax / (land - 60)",
        "(land - 60) ^ -1",
        "log(0)",
        "log(debt)",
        "sqrt(debt)",
        "exp(710)",
        "exp(tax * tax)",
        "growth(debt)",
        "growth(missing)",
        "growth(half)",
        "share(land) + missing",
        "previous(half)",
        "previous(rank(tax))",
        "cohort.p05",
        "missing > 0",
        "not missing > 0",
        "missing > 0 and tax > 0",
        "missing > 0 or tax < 0",
        "1 / 0 == 1 / 0",
    ],
)
def test_what_cannot_be_said_is_missing(text: str) -> None:
    assert value(text) is None


def test_a_share_of_nothing_is_missing() -> None:
    assert value("share(a)", Figures({"a": 0}, {}, {("share", 0): 0})) is None
    assert value("share(a)", Figures({"a": 1})) is None


@pytest.mark.parametrize(
    ("text", "float_"), [("sqrt(2)", math.sqrt(2)), ("log(3)", math.log(3)), ("exp(2.5)", math.exp(2.5))]
)
def test_roots_and_logarithms_have_fifty_digits(text: str, float_: float) -> None:
    result = value(text)
    assert isinstance(result, Fraction)
    assert float(result) == pytest.approx(float_, rel=1e-15)
    assert 10**40 < result.denominator < 10**60


def test_fifty_digits_are_right() -> None:
    root = value("sqrt(2)")
    assert isinstance(root, Fraction)
    assert abs(root * root - 2) < Fraction(1, 10**48)
    back = number(Call("exp", (Call("log", (Number(Fraction(7)),)),)), NOTHING)
    assert back is not None
    assert abs(back - 7) < Fraction(1, 10**48)


def test_rounding_is_half_away_from_zero() -> None:
    assert [round_half_away(Fraction(n, 2)) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]
    assert round_half_away(Fraction(1, 3), 4) == Fraction("0.3333")


def test_what_is_not_resolved_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="not resolved"):
        number(Quantity(Fraction(1), "万元"), NOTHING)
    with pytest.raises(TypeError, match="not a condition"):
        holds(Number(Fraction(1)), NOTHING)
    with pytest.raises(TypeError, match="not an operation"):
        number(parse("a > 0"), Figures({"a": 1}))


def reference(node: Node) -> Fraction | bool:
    """The same in Python's own words; ZeroDivisionError where there is no value."""
    match node:
        case Number(value=own):
            return own
        case Call("if", (when, then, otherwise)):
            return reference(then) if reference(when) else reference(otherwise)
        case Call(function, args):
            values = [Fraction(reference(arg)) for arg in args]
            if function == "round":
                return Fraction(math.copysign(1, values[0])) * Fraction(int(abs(values[0]) + Fraction(1, 2)))
            return (
                Fraction({"min": min, "max": max}[function](values))
                if len(values) > 1
                else Fraction({"abs": abs, "floor": math.floor, "ceil": math.ceil}[function](values[0]))
            )
        case Operation("not", (of,)):
            return not reference(of)
        case Operation("and" | "or" as op, args):
            return (all if op == "and" else any)([reference(arg) for arg in args])
        case Operation("neg", (of,)):
            return -reference(of)
        case Operation(op, args):
            result = reference(args[0])
            for arg in args[1:]:
                result = operate(op, Fraction(result), Fraction(reference(arg)))
            return result
        case _:
            raise AssertionError(node)


def operate(op: str, a: Fraction, b: Fraction) -> Fraction | bool:
    python = {"^": lambda: a ** int(b), "+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}
    python |= {"<": lambda: a < b, "<=": lambda: a <= b, "==": lambda: a == b, "!=": lambda: a != b}
    python |= {">=": lambda: a >= b, ">": lambda: a > b}
    return python[op]()


@given(trees.sums)
def test_arithmetic_is_pythons(tree: Node) -> None:
    assume(weight(tree) < 200)
    try:
        expected = reference(tree)
    except ZeroDivisionError:
        assert undecided_or_short_circuited(tree)
    else:
        assert evaluate(tree, NOTHING) == expected


def undecided_or_short_circuited(tree: Node) -> bool:
    # the reference looks at every operand; Kleene may know the answer although one of them has none
    result = evaluate(tree, NOTHING)
    return result is None or any(part in repr(tree) for part in ("'and'", "'or'"))
