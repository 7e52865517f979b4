"""Formulas, curves and stairs as frame expressions, against the language's exact arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scoring.engine.expressions import Frozen, Stair, Terms, curve, stairs
from scoring.engine.operations import ratio
from scoring.engine.plan import key
from scoring.language import exact
from scoring.language.formula import FormulaFaults, parse
from scoring.language.nodes import COMPARISONS, Call, Cohort, Name, Node, Number, Operation, Quantity, Scaled, children
from scoring.language.problems import Rejected
from tests.engine.towns import item, method

Row = Mapping[str, str | None]
PLACES = [Fraction(-5), Fraction(0), Fraction(1, 10), Fraction(3), Fraction(3), Fraction(10)]
STATISTIC = Fraction(7, 10)


@dataclass(frozen=True)
class Known:
    """A scale table of which every statistic is 0.7, but those that nobody had."""

    missing: bool = False

    def statistic(self, key: str) -> float | None:
        return None if self.missing or "cohort.max" in key else float(STATISTIC)

    def places(self, key: str) -> pl.Series:
        return pl.Series([float(place) for place in PLACES], dtype=pl.Float64)


@dataclass(frozen=True)
class Scope:
    """The same for exact arithmetic."""

    row: Row
    constants: Mapping[str, Fraction]

    def name(self, node: Name, years_back: int) -> Fraction | None:
        if node.id in self.constants:
            return self.constants[node.id]
        found = self.row[f"previous.{node.written}" if years_back else node.written]
        return None if found is None else Fraction(found)

    def statistic(self, node: Cohort | Call, years_back: int) -> Fraction | None:
        if isinstance(node, Call) and node.function == "rank":
            value = exact.number(node.args[0], self, years_back)
            return None if value is None else Fraction(1 + sum(place > value for place in PLACES))
        return None if isinstance(node, Cohort) and node.stat == "max" else STATISTIC


CONSTANTS = {"goal": Fraction(5, 2)}
COLUMNS = [f"{back}{name}" for back in ("", "previous.") for name in ("a", "b", "c", "witness.a")]


def terms() -> Terms:
    return Terms({id_: float(value) for id_, value in CONSTANTS.items()}, Known(), key)


def table(rows: Sequence[Row]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            name: pl.Series([None if row[name] is None else float(row[name] or 0) for row in rows], dtype=pl.Float64)
            for name in COLUMNS
        }
    )


def row(**figures: str | None) -> Row:
    """A row; two underscores stand for the dot of ``previous.a`` and ``witness.a``."""
    return dict.fromkeys(COLUMNS) | {name.replace("__", "."): value for name, value in figures.items()}


def value(text: str, **figures: str | None) -> float | bool | None:
    """A formula over one row."""
    tree = parse(text)
    built = terms().condition(tree) if _condition(tree) else terms().expression(tree)
    found = table([row(**figures)]).with_columns(built.alias("v"))["v"]
    result: float | bool | None = found[0]
    return result


# random trees ---------------------------------------------------------------------------------------------------------

FIGURES = st.none() | st.integers(-200, 200).map(lambda tenths: str(tenths / 10))
SUMS, FUNCTIONS = ("+", "-", "*", "/", "neg", "^"), ("abs", "floor", "ceil", "sqrt", "log", "exp", "round", "clip")


@st.composite
def numbers(draw: st.DrawFn, depth: int = 3, *, back: bool = False, across: bool = False) -> Node:
    """A formula that gives a number."""
    kinds = ["name", "name", "number"] + (["sum", "sum", "function", "if", "scaled"] if depth else [])
    kinds += [] if back or not depth else ["previous", "growth"]
    kinds += [] if across or not depth else ["rank", "share", "cohort"]
    inner = numbers(depth - 1, back=back, across=across)
    match draw(st.sampled_from(kinds)):
        case "name":
            return draw(
                st.sampled_from(
                    [Name(None, "a"), Name(None, "b"), Name(None, "c"), Name("witness", "a"), Name(None, "goal")]
                )
            )
        case "number":
            return Number(Fraction(draw(st.integers(-99, 99)), 10))
        case "sum":
            return _operation(draw, draw(st.sampled_from(SUMS)), inner)
        case "function":
            return _function(draw, draw(st.sampled_from([*FUNCTIONS, "min", "max"])), inner)
        case "if":
            return Call("if", (draw(conditions(depth - 1, back=back, across=across)), draw(inner), draw(inner)))
        case "scaled":
            return Scaled(
                draw(inner), draw(st.sampled_from([Fraction(1, 10000), Fraction(100), Fraction(1, 15), Fraction(2, 3)]))
            )
        case "previous" | "growth" as past:
            return Call(past, (draw(numbers(depth - 1, back=True, across=across)),))
        case "cohort":
            return Cohort(
                draw(st.sampled_from(["p50", "max", "sum"])), draw(numbers(depth - 1, back=back, across=True))
            )
        case wide:
            return Call(wide, (draw(numbers(depth - 1, back=back, across=True)),))


def _operation(draw: st.DrawFn, op: str, inner: st.SearchStrategy[Node]) -> Node:
    if op == "^":
        return Operation("^", (draw(inner), Number(Fraction(draw(st.integers(-3, 3))))))
    many = {"neg": 1, "-": 2, "/": 2}.get(op) or draw(st.integers(2, 4))
    return Operation(op, tuple(draw(inner) for _ in range(many)))


def _function(draw: st.DrawFn, function: str, inner: st.SearchStrategy[Node]) -> Node:
    if function == "round":
        digits = draw(st.sampled_from([(), (Number(Fraction(0)),), (Number(Fraction(2)),)]))
        return Call("round", (draw(inner), *digits))
    many = {"clip": 3}.get(function) or (draw(st.integers(2, 3)) if function in ("min", "max") else 1)
    return Call(function, tuple(draw(inner) for _ in range(many)))


@st.composite
def conditions(draw: st.DrawFn, depth: int = 3, *, back: bool = False, across: bool = False) -> Node:
    """A formula that holds or not."""
    op = draw(st.sampled_from([*sorted(COMPARISONS), *(["and", "or", "not"] if depth else [])]))
    if op in COMPARISONS:
        inner = numbers(max(depth - 1, 0), back=back, across=across)
        return Operation(op, (draw(inner), draw(inner)))
    more = conditions(depth - 1, back=back, across=across)
    return Operation(op, tuple(draw(more) for _ in range(1 if op == "not" else draw(st.integers(2, 3)))))


def _close(one: Fraction, other: Fraction) -> bool:
    return one != other and abs(one - other) <= Fraction(1, 10**8) * (abs(one) + abs(other))


def touchy(tree: Node, scope: Scope, back: int = 0) -> bool:
    """Whether a float must lose what exact arithmetic keeps: a difference in the last bits, or an overflow."""
    past = back or int(isinstance(tree, Call) and tree.function in ("previous", "growth"))
    if any(touchy(child, scope, past) for child in children(tree)):
        return True
    if isinstance(tree, Call) and tree.function == "growth" and touchy(tree.args[0], scope, back):
        return True
    known = [exact.number(child, scope, past) for child in children(tree) if not _condition(child)]
    values = [one for one in known if one is not None]
    result = None if _condition(tree) else exact.number(tree, scope, back)
    if any(one and not Fraction(1, 10**100) < abs(one) < 10**100 for one in [*values, result or 0]):
        return True
    match tree:
        case Operation("+" | "-", _) if result is not None:
            return bool(result) and abs(result) < Fraction(1, 10**6) * sum(abs(one) for one in values)
        case Operation(op, _) if op in COMPARISONS:
            return len(values) == 2 and _close(*values)
        case Call("floor" | "ceil" | "round" as function, args) if values:
            digits = args[1].value if len(args) > 1 and isinstance(args[1], Number) else 0
            scaled = values[0] * 10 ** int(digits) + (Fraction(1, 2) if function == "round" else 0)
            return abs(scaled) > 10**9 or _close(scaled, Fraction(round(scaled)))
        case Call("rank", _) if values:
            return any(_close(values[0], place) for place in PLACES)
        case Call("growth", _) if result is not None:
            return bool(result) and abs(result) < Fraction(1, 10**6)
        case Call("log", _) if values:
            return _close(values[0], Fraction(1))
        case _:
            return False


def _condition(tree: Node) -> bool:
    return isinstance(tree, Operation) and (tree.op in COMPARISONS or tree.op in ("and", "or", "not"))


ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, FIGURES)), min_size=4, max_size=6)
RANDOM = settings(deadline=None, derandomize=True, max_examples=80, suppress_health_check=list(HealthCheck))
LONG = settings(RANDOM, max_examples=3000, derandomize=False)


def agree(tree: Node, rows: Sequence[Row]) -> None:
    scopes = [Scope(one, CONSTANTS) for one in rows]
    kept = [(one, scope) for one, scope in zip(rows, scopes, strict=True) if not touchy(tree, scope)]
    assume(kept)
    built = terms().condition(tree) if _condition(tree) else terms().expression(tree)
    found = table([one for one, _ in kept]).with_columns(built.alias("v"))["v"].to_list()
    for got, (_, scope) in zip(found, kept, strict=True):
        expected = exact.evaluate(tree, scope)
        if expected is None or isinstance(expected, bool):
            assert got is expected, scope
        else:
            assert got == pytest.approx(float(expected), rel=1e-9, abs=1e-9), scope


@RANDOM
@given(numbers(), ROWS)
def test_numbers_are_those_of_exact_arithmetic(tree: Node, rows: list[Row]) -> None:
    agree(tree, rows)


@RANDOM
@given(conditions(), ROWS)
def test_conditions_are_those_of_exact_arithmetic(tree: Node, rows: list[Row]) -> None:
    agree(tree, rows)


@pytest.mark.slow
@LONG
@given(numbers(4) | conditions(4), ROWS)
def test_formulas_are_those_of_exact_arithmetic_at_length(tree: Node, rows: list[Row]) -> None:
    agree(tree, rows)


# what has no value ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a / c",
        "a / (b - 2)",
        "log(c)",
        "log(0 - a)",
        "sqrt(0 - a)",
        "exp(800)",
        "exp(400 * a) * exp(400 * a)",
        "c ^ -1",
        " * ".join(["(a * 10^10) ^ 10"] * 4),
        "min(exp(800), 1)",
        "clip(a, 0, log(c))",
        "growth(a)",
        "growth(b)",
        "growth(c)",
        "a + witness.a",
        "max(a, witness.a)",
        "if(witness.a > 1, a, b)",
        "rank(witness.a)",
        "cohort.max(a)",
        "previous(witness.a)",
    ],
)
def test_what_cannot_be_worked_out_is_missing(text: str) -> None:
    assert value(text, a="1", b="2", c="0", previous__a="0", previous__b="-1", previous__c=None) is None


def test_a_share_of_nothing_is_missing() -> None:
    nothing = Terms({}, Known(missing=True), key)
    assert table([row(a="1")]).select(a=nothing.expression(parse("share(a)")))["a"][0] is None
    assert table([row(a="1", b="0")]).select(ratio(pl.col("a"), pl.col("b")))["a"][0] is None


@pytest.mark.parametrize(
    "text", ["exp(800) > 1", "exp(800) == exp(800)", "a ^ 10 * a ^ 10 < a ^ 10 * a ^ 10 * 2", "a / c >= 0"]
)
def test_what_cannot_be_worked_out_is_not_compared(text: str) -> None:
    assert value(text, a="1e20", c="0") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 0 and witness.a > 0", None),
        ("a < 0 and witness.a > 0", False),
        ("a > 0 or witness.a > 0", True),
        ("a < 0 or witness.a > 0", None),
        ("not witness.a > 0", None),
        ("not a > 0", False),
        ("a > 0 and a > 0.5 and a < 2", True),
    ],
)
def test_three_valued_logic(text: str, expected: bool | None) -> None:
    assert value(text, a="1") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b == 0.3", True),
        ("a + b != 0.3", False),
        ("a + b <= 0.3", True),
        ("a + b < 0.3", False),
        ("a + b >= 0.3", True),
        ("a + b > 0.3", False),
        ("a + b > 0.2999999", True),
        ("a == 0.1", True),
        ("a < 0.1", False),
        ("a != b", True),
    ],
)
def test_the_last_bit_decides_no_comparison(text: str, expected: bool) -> None:
    assert value(text, a="0.1", b="0.2") is expected


def test_submitted_figures_are_compared_as_they_are() -> None:
    assert value("a > b", a="1000000000000.5", b="1000000000000.25") is True
    assert value("a == b", a="1000000000000.5", b="1000000000000.25") is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("floor(a * 100)", 29.0),
        ("ceil(b * 100)", 57.0),
        ("a + a - 0.58", 0.0),
        ("0.1 + 0.2 + -0.3", 0.0),
        ("round(1.005 * 1, 2)", 1.01),
        ("round(0 - 2.5)", -3.0),
        ("c - b - a", 0.0),
        ("growth(c)", 0.0),
        ("share(c)", 0.86 / 0.7),
        ("rank(c)", 4.0),
        ("rank(0.1 + 0.2 - 0.2)", 4.0),
        ("rank(3)", 2.0),
        ("rank(2.9)", 4.0),
        ("rank(11)", 1.0),
        ("cohort.sum(a)", 0.7),
        ("previous(cohort.p50(a))", 0.7),
        ("goal * previous(goal)", 6.25),
        ("12", 12.0),
        ("goal", 2.5),
    ],
)
def test_one_formula(text: str, expected: float) -> None:
    assert value(text, a="0.29", b="0.57", c="0.86", previous__c="0.86") == pytest.approx(expected, abs=0, rel=1e-15)


def test_a_scale_may_look_at_x() -> None:
    found = pl.DataFrame({"value:m": [4.0, None]}).select(
        v=Terms({}, Known(), key, pl.col("value:m")).expression(parse("sqrt(x)"))
    )
    assert found["v"].to_list() == [2.0, None]
    named = pl.DataFrame({"x": [4.0]}).select(v=Terms({}, Known(), key).expression(Name(None, "x")))
    assert named["v"].to_list() == [4.0]


def test_quantities_are_gone_by_now() -> None:
    with pytest.raises(AssertionError):
        terms().expression(Quantity(Fraction(1), "万元"))


def test_a_long_sum() -> None:
    """Fault 12: three thousand terms are refused by the grammar; what it takes is built as one flat sum."""
    with pytest.raises(FormulaFaults):
        parse(" + ".join(["a"] * 3000))
    tree = Operation("+", tuple(Name(None, "a") for _ in range(400)))
    assert table([row(a="0.5")]).select(v=terms().expression(tree))["v"][0] == 200.0


@pytest.mark.parametrize("name", ["*", "^.*$", "^a$"])
def test_no_name_is_a_pattern(name: str) -> None:
    """Fault 13: Polars would take such a name for every column."""
    with pytest.raises(FormulaFaults):
        parse(name)
    with pytest.raises(Rejected) as caught:
        method(items=item(f"'{name}'"))
    assert all(problem.place is not None for problem in caught.value.problems)
    assert "pattern" in str(caught.value) or name in str(caught.value)


# curves ---------------------------------------------------------------------------------------------------------------


def line(at: Fraction, knots: Sequence[tuple[Fraction, Fraction]], *, below: bool, above: bool) -> Fraction:
    """The share at a value, by the plain definition."""
    if at <= knots[0][0] and not below:
        return knots[0][1]
    if at >= knots[-1][0] and not above:
        return knots[-1][1]
    for (x0, y0), (x1, y1) in pairwise(knots):
        if at <= x1 or (x1, y1) == knots[-1]:
            return y0 + (at - x0) * (y1 - y0) / (x1 - x0)
    raise AssertionError


@st.composite
def corners(draw: st.DrawFn) -> list[tuple[Fraction, Fraction]]:
    ats = sorted(draw(st.sets(st.integers(-50, 50), min_size=2, max_size=6)))
    return [(Fraction(at, 10), Fraction(draw(st.integers(-20, 120)), 100)) for at in ats]


@settings(deadline=None, max_examples=60)
@given(
    corners(),
    st.lists(st.integers(-80, 80), min_size=1, max_size=12),
    st.booleans(),
    st.booleans(),
    st.sampled_from([1, 30, 0]),
)
def test_a_curve_goes_through_its_knots(
    knots: list[tuple[Fraction, Fraction]],
    tenths: list[int],
    below: bool,
    above: bool,
    gain: int,
) -> None:
    ats = [Fraction(one, 10) for one in tenths] + [at for at, _ in knots]
    floats = [(float(at), float(share)) for at, share in knots]
    built = curve(pl.col("v"), floats, gain=float(gain), below=below, above=above)
    found = (
        pl.DataFrame({"v": [*map(float, ats), None]}, schema={"v": pl.Float64}).select(built.alias("y"))["y"].to_list()
    )
    expected = [float(gain * line(at, knots, below=below, above=above)) for at in ats]
    assert found.pop() is None
    assert found == pytest.approx(expected, abs=1e-9, rel=1e-9)


RISING = [(0.0, 0.0), (10.0, 0.6), (20.0, 1.0)]
FALLING = [(0.0, 1.0), (10.0, 0.5), (20.0, 0.0)]
HILL = [(20.0, 0.0), (45.0, 1.0), (60.0, 1.0), (85.0, 0.0)]
VALLEY = [(0.0, 1.0), (10.0, 0.0), (20.0, 1.0)]


@pytest.mark.parametrize(
    ("knots", "below", "above", "expected"),
    [
        (RISING, False, False, [0.0, 0.0, 0.3, 0.6, 1.0, 1.0]),
        (RISING, True, True, [-0.6, 0.0, 0.3, 0.6, 1.0, 1.4]),
        (FALLING, False, False, [1.0, 1.0, 0.75, 0.5, 0.0, 0.0]),
        (FALLING, True, True, [1.5, 1.0, 0.75, 0.5, 0.0, -0.5]),
        (VALLEY, False, True, [1.0, 1.0, 0.5, 0.0, 1.0, 2.0]),
        (VALLEY, True, False, [2.0, 1.0, 0.5, 0.0, 1.0, 1.0]),
        ([(0.0, 0.4), (10.0, 0.4)], True, True, [0.4] * 6),
        ([(0.0, 0.0), (5.0, 1.0)], True, True, [-2.0, 0.0, 1.0, 2.0, 4.0, 6.0]),
    ],
)
def test_lines_and_their_ends(
    knots: list[tuple[float, float]], below: bool, above: bool, expected: list[float]
) -> None:
    built = curve(pl.col("v"), knots, gain=1.0, below=below, above=above)
    data = pl.DataFrame({"v": [-10.0, 0.0, 5.0, 10.0, 20.0, 30.0]})
    assert data.select(built.alias("y"))["y"].to_list() == pytest.approx(expected)


def test_up_and_down() -> None:
    built = curve(pl.col("v"), HILL, gain=10.0, below=False, above=False)
    data = pl.DataFrame({"v": [0.0, 32.5, 45.0, 50.0, 60.0, 72.5, 99.0]})
    assert data.select(built.alias("y"))["y"].to_list() == pytest.approx([0, 5, 10, 10, 10, 5, 0])


# stairs ---------------------------------------------------------------------------------------------------------------


def climbed(bands: Sequence[Stair], values: Sequence[float | None]) -> list[float | None]:
    found = pl.DataFrame({"v": pl.Series(values, dtype=pl.Float64)}).select(stairs(pl.col("v"), bands).alias("y"))["y"]
    return found.to_list()


REST = Stair(None, False, None, False, 0.0)


def test_edges_belong_or_do_not() -> None:
    steps = [80.0, 79.9, 80.1, None]
    assert climbed([Stair(80.0, True, None, False, 1.0), REST], steps) == [1.0, 0.0, 1.0, None]
    assert climbed([Stair(80.0, False, None, False, 1.0), REST], steps) == [0.0, 0.0, 1.0, None]
    assert climbed([Stair(None, False, 80.0, True, 1.0), REST], steps) == [1.0, 1.0, 0.0, None]
    assert climbed([Stair(None, False, 80.0, False, 1.0), REST], steps) == [0.0, 1.0, 0.0, None]


def test_both_ends_and_the_first_band_that_holds() -> None:
    bands = [
        Stair(0.0, False, 10.0, True, 1.0),
        Stair(5.0, True, 20.0, False, 0.5),
        Stair(None, False, None, False, -0.2),
    ]
    assert climbed(bands, [0.0, 5.0, 10.0, 10.1, 20.0]) == [-0.2, 1.0, 1.0, 0.5, -0.2]


def test_the_last_bit_decides_no_band() -> None:
    assert climbed([Stair(0.3, True, None, False, 1.0), REST], [0.1 + 0.2, 0.3, math.nextafter(0.3, 0)]) == [
        1.0,
        1.0,
        1.0,
    ]
    assert climbed([Stair(0.3, False, None, False, 1.0), REST], [0.1 + 0.2, 0.30001]) == [0.0, 1.0]
    assert climbed([REST], [1.0, None]) == [0.0, None]


def _walked(tree: Node) -> Iterator[Node]:
    yield tree
    for child in children(tree):
        yield from _walked(child)


@settings(RANDOM, max_examples=20)
@given(st.one_of(numbers(), conditions()))
def test_formulas_stay_inside_their_row(tree: Node) -> None:
    """Every expression gives as many rows as there are, and one row alone gives what it gives among others."""
    built = terms().condition(tree) if _condition(tree) else terms().expression(tree)
    data = table([row(a="1.5", b="2", c="0", previous__a="3"), row(a="-7", b=None, c="4", witness__a="1")])
    together = data.with_columns(built.alias("v"))["v"].to_list()
    assert len(list(_walked(tree))) >= 1
    assert [data[n : n + 1].with_columns(built.alias("v"))["v"][0] for n in (0, 1)] == together


def test_the_place_of_a_number_is_the_same_in_every_row() -> None:
    data = table([row(a="1"), row(a="2"), row(a="3")])
    for text in ("rank(goal)", "a * 0 + previous(rank(3))"):
        found = data.with_columns(terms().expression(parse(text)).alias("v"))["v"].to_list()
        assert found == [4.0 if "goal" in text else 2.0] * 3  # -5, 0, 0.1, 3, 3, 10


@pytest.mark.parametrize("text", ["a / 3", "a / goal", "share(a)", "a * 1.1 / 0.7"])
def test_a_quotient_is_the_nearest_float_among_others_and_alone(text: str) -> None:
    data = table([row(a=str(tenths / 10)) for tenths in range(1, 60)])
    built = terms().expression(parse(text)).alias("v")
    together = data.select(built)["v"].to_list()
    assert [data[n : n + 1].select(built)["v"][0] for n in range(len(data))] == together
    divisor = {"a / 3": 3.0, "a / goal": 2.5}.get(text, 0.7)
    assert together == [(one * 1.1 if "*" in text else one) / divisor for one in data["a"]]


def test_a_unit_is_converted_to_the_nearest_float() -> None:
    data = table([row(a=str(tenths / 10)) for tenths in range(1, 60)])
    built = terms().expression(Scaled(Name(None, "a"), Fraction(1, 10000)))
    assert data.select(built.alias("v"))["v"].to_list() == [one / 10000 for one in data["a"]]


# how large expressions grow ---------------------------------------------------------------------------------------------


class Spread:
    """A cohort from 1 to 9, or one whose figures are all the same."""

    def __init__(self, *, alike: bool = False) -> None:
        self.alike = alike

    def statistic(self, key: str) -> float | None:
        return 1.0 if "min" in key or self.alike else 9.0

    def places(self, key: str) -> pl.Series:
        raise AssertionError(key)


def size(text: str, frozen: Frozen) -> int:
    return len(Terms({}, frozen, key).expression(parse(text)).meta.serialize())


LINE = "if(cohort.max(a) > cohort.min(a), clip((a - cohort.min(a)) / (cohort.max(a) - cohort.min(a)), 0, 1), 0)"


def test_what_looks_at_no_figure_is_worked_out_once() -> None:
    built = Terms({}, Spread(), key).expression(parse(LINE))
    assert size(LINE, Spread()) == size("clip((a - 1) / 8, 0, 1)", Spread())
    assert table([row(a="3"), row(a="99"), row()]).select(v=built)["v"].to_list() == [0.25, 1.0, None]
    alike = Terms({}, Spread(alike=True), key).expression(parse(LINE))
    assert not alike.meta.root_names()
    assert pl.select(alike).item() == 0


def test_a_long_difference_is_one_sum() -> None:
    short, long = (size(" - ".join(["a"] * many), Spread()) for many in (10, 40))
    assert long < 5 * short


def test_choices_within_choices_grow_with_their_length() -> None:
    text, sizes = "a", []
    for _ in range(4):
        text = f"if(cohort.max(a) > cohort.min(a), min({text}, 3) / 2, {text})"
        sizes.append(size(text, Spread()))
    assert sizes[3] - sizes[2] < 3 * (sizes[1] - sizes[0])


def test_what_a_clip_is_between() -> None:
    assert value("clip(a, 3, 1)", a="2") == 1  # the upper end decides, as min(max(a, 3), 1) says
    assert value("clip(2, a, b)", a="3", b="9") == 3
    assert value("clip(a, b, 9)", a="1", b=None) is None
    assert value("min(a, 3)", a=None) is None
    assert value("if(goal > 2 and a > 1, 1, 0)", a="2") == 1
    assert value("(goal > 2) and (goal < 1)") is False
