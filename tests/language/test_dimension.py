"""Unit checking: conversions become explicit and exact, and what does not go together is refused in words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.language.dimension import BARE, CONDITION, Checked, Environment, Sort, check, scaled, unit_of
from scoring.language.exact import number
from scoring.language.formula import (
    Call,
    Cohort,
    FormulaFault,
    FormulaFaults,
    Name,
    Number,
    Operation,
    Quantity,
    Scaled,
    parse,
    walk,
)
from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Problem
from scoring.language.units import ONE, Unit, UnitTable

from . import trees

TABLE = UnitTable()
ITEMS = {
    "tax": "万元",
    "fee": "元",
    "sales": "亿元",
    "land": "亩",
    "area": "平方公里",
    "energy": "tce",
    "rate": "%",
    "coefficient": "1",
    "awards": "件",
    "benchmark": "亿元/平方公里",
}


def unit_of_name(space: str | None, id_: str) -> Unit | None:
    if space == "ledger":
        return ONE
    return TABLE.parse(ITEMS[id_]) if id_ in ITEMS else None


PLAIN = Environment(unit_of_name, TABLE, tuple(ITEMS))


def in_scale(unit: str, *, x: bool = False) -> Environment:
    return Environment(unit_of_name, TABLE, tuple(ITEMS), bare=TABLE.parse(unit), cohort=True, x=x)


def checked(text: str, wanted: str | Sort | None = None, env: Environment = PLAIN) -> Checked:
    return check(parse(text), env, TABLE.parse(wanted) if isinstance(wanted, str) else wanted)


TAX, FEE, LAND = Name(None, "tax"), Name(None, "fee"), Name(None, "land")


def test_conversions_become_explicit() -> None:
    assert checked("tax + fee") == Checked(Operation("+", (TAX, Scaled(FEE, Fraction(1, 10_000)))), TABLE.parse("万元"))
    assert checked("tax + 500 [元]").tree == Operation("+", (TAX, Number(Fraction(1, 20))))
    assert checked("tax / land", "万元/亩").tree == Operation("/", (TAX, LAND))
    assert checked("tax / land", "亿元/平方公里").tree == Scaled(Operation("/", (TAX, LAND)), Fraction(3, 20))
    assert checked("fee", "万元").tree == Scaled(FEE, Fraction(1, 10_000))
    assert checked("tax", "万元").tree == TAX


class Figures:
    """1 of everything, in its own unit."""

    def name(self, _node: Name, _years_back: int, /) -> Fraction | None:
        return Fraction(1)

    def statistic(self, _node: Cohort | Call, _years_back: int, /) -> Fraction | None:
        return Fraction(1)


@pytest.mark.parametrize(
    ("text", "wanted", "value"),
    [
        ("tax + fee", "元", Fraction(10_001)),
        ("sales - tax", "万元", Fraction(9_999)),
        ("min(sales, tax, 0)", "元", Fraction(0)),
        ("min(sales, tax)", "元", Fraction(10_000)),
        ("clip(sales, 2 [万元], 3 [万元])", "万元", Fraction(3)),
        ("if(tax > fee, tax, sales)", "元", Fraction(10_000)),
        ("tax / sales", "%", Fraction(1, 100)),
        ("tax / sales", "1", Fraction(1, 10_000)),
        ("tax / sales + 1", "1", Fraction(10_001, 10_000)),
        ("tax * rate", "万元", Fraction(1, 100)),
        ("tax * rate + fee", "元", Fraction(101)),
        ("rate * 2", "%", Fraction(2)),
        ("rate * rate", "%", Fraction(1, 100)),
        ("rate / 50%", "1", Fraction(1, 50)),
        ("1 / rate", "1", Fraction(100)),
        ("100% - rate", "%", Fraction(99)),
        ("rate - 15 [百分点]", "%", Fraction(-14)),
        ("rate ^ 2", "1", Fraction(1, 10_000)),
        ("0.3 * ledger.on_time + 0.7 * ledger.complete", "%", Fraction(100)),
        ("1 - ledger.on_time", "1", Fraction(0)),
        ("sqrt(area)", "公里", Fraction(1)),
        ("sqrt(area * area)", "平方公里", Fraction(1)),
        ("sqrt(coefficient * 4)", "1", Fraction(2)),
        ("area ^ 2", "公顷^2", Fraction(10_000)),
        ("tax ^ 0", "1", Fraction(1)),
        ("exp(0 * rate)", "1", Fraction(1)),
        ("round(sales / 3, 2)", "万元", Fraction(3300)),
        ("round(sales / 3 + tax, 2)", "万元", Fraction(3300)),
        ("abs(0 - tax)", "元", Fraction(10_000)),
        ("-tax", "元", Fraction(-10_000)),
        ("growth(tax)", "%", Fraction(0)),
        ("previous(tax) + fee", "元", Fraction(10_001)),
        ("share(tax)", "%", Fraction(100)),
        ("rank(tax) + 1", "1", Fraction(2)),
        ("cohort.mean(sales) - tax", "万元", Fraction(9_999)),
        ("cohort.n(sales) + 1", "1", Fraction(2)),
        ("0", "万元", Fraction(0)),
        ("-0 + tax", "万元", Fraction(1)),
        ("2 + 3", "1", Fraction(5)),
        ("15%", "%", Fraction(15)),
        ("2 * 3 [亿元]", "万元", Fraction(60_000)),
        ("awards / area", "件/公顷", Fraction(1, 100)),
    ],
)
def test_the_resolved_tree_has_the_right_value(text: str, wanted: str, value: Fraction) -> None:
    result = checked(text, wanted)
    assert result.unit.symbol == wanted
    assert not any(isinstance(node, Quantity) for node in walk(result.tree))
    assert number(result.tree, Figures()) == value


def test_without_a_wish_the_unit_is_the_formulas_own() -> None:
    assert checked("tax / land").unit.symbol == "万元/亩"
    assert checked("2 + 3").unit == ONE
    assert unit_of(parse("tax / land"), PLAIN) == TABLE.parse("万元/亩")
    assert unit_of(parse("2 + 3"), PLAIN) is BARE
    assert unit_of(parse("tax > 0"), PLAIN) is CONDITION


@pytest.mark.parametrize("text", ["tax > 0", "tax > fee and not land <= 0 or rate > 15%", "abs(tax / fee - 1) <= 2%"])
def test_conditions(text: str) -> None:
    assert checked(text, CONDITION).unit == ONE


def test_in_a_scale_bare_numbers_are_in_the_measures_unit() -> None:
    per_mu, percent = in_scale("万元/亩"), in_scale("%")
    assert checked("7", "万元/亩", per_mu).tree == Number(Fraction(7))
    assert checked("7", "亿元/平方公里", per_mu).tree == Number(Fraction(21, 20))
    assert number(checked("1.2 * cohort.p50 + 3", "万元/亩", per_mu).tree, Figures()) == Fraction("4.2")
    assert number(checked("benchmark + 1", "万元/亩", per_mu).tree, Figures()) == Fraction(23, 3)
    assert checked("60", "%", percent).tree == Number(Fraction(60))
    assert checked("15%", "%", percent).tree == Number(Fraction(15))
    assert checked("15%", "1", in_scale("1")).tree == Number(Fraction(3, 20), percent=True)
    assert number(checked("cohort.p50 + 5", "%", percent).tree, Figures()) == 6
    assert number(checked("cohort.n + 1", "1", in_scale("1")).tree, Figures()) == 2


def test_in_a_scales_formula_the_measures_dimension_is_pure() -> None:
    env = in_scale("万元/亩", x=True)
    tree = checked("0.6 * (x / benchmark)", "1", env).tree
    assert number(tree, Figures()) == Fraction(6, 10) / Fraction(20, 3)
    assert number(checked("x + 1 + cohort.p50", "1", env).tree, Figures()) == 3
    assert number(checked("exp(x - 1)", "1", env).tree, Figures()) == 1
    assert number(checked("60% * x", "1", env).tree, Figures()) == Fraction(3, 5)


def test_in_a_scales_formula_pure_units_do_not_mix_with_per_cent() -> None:
    percent, pure = in_scale("%", x=True), in_scale("1", x=True)
    assert number(checked("if(x > rate, 1, 0) + 5 [%]", "1", percent).tree, Figures()) == 5
    assert number(checked("rank(x) / cohort.n * x", "1", percent).tree, Figures()) == 1
    assert number(checked("x - rate + 5 [%]", "1", pure).tree, Figures()) == Fraction(104, 100)


def faults_of(text: str, wanted: str | Sort | None, env: Environment) -> list[FormulaFault]:
    with pytest.raises(FormulaFaults) as caught:
        checked(text, wanted, env)
    return caught.value.faults


@pytest.mark.parametrize(
    ("text", "wanted", "env", "code", "at", "said", "help_"),
    [
        ("tax / lnad", "万元/亩", PLAIN, "F104", "lnad", "unknown name `lnad`", "did you mean `land`?"),
        ("zzz", None, PLAIN, "F104", "zzz", "unknown name `zzz`", "names known here: area, awards"),
        ("tax > 500", CONDITION, PLAIN, "F131", "500", "a bare number stands next to a value in 万元", "`500 [万元]`"),
        ("tax - -5", None, PLAIN, "F131", "-5", "a bare number", "`-5 [万元]`"),
        ("max(tax, 2 * 3)", None, PLAIN, "F131", "2 * 3", "a bare number", "0 alone"),
        ("tax + land", None, PLAIN, "F132", "land", "money (万元) and area (亩) do not go", "one dimension"),
        ("if(tax > 0, tax, energy)", None, PLAIN, "F132", "energy", "energy in coal equivalent (tce)", "one dimension"),
        ("tax > 15%", CONDITION, PLAIN, "F132", "15%", "money (万元) and a pure number (1)", "one dimension"),
        ("tax * land", "万元/亩", PLAIN, "F133", "tax * land", "but money per area (万元/亩) is wanted", "`unit`"),
        ("rate", "亩", PLAIN, "F133", "rate", "gives a pure number (%), but area (亩)", "`unit`"),
        ("awards", CONDITION, PLAIN, "F134", "awards", "a condition is needed", "accidents > 0"),
        ("if(tax, 1, 0)", None, PLAIN, "F134", "tax", "a condition is needed", "accidents > 0"),
        ("tax > 0 and fee", CONDITION, PLAIN, "F134", "fee", "a condition is needed", "accidents > 0"),
        ("tax > 0", None, PLAIN, "F135", "tax > 0", "a number is needed", "if(condition, 1, 0)"),
        ("2 * (awards > 0)", "1", PLAIN, "F135", "awards > 0", "a number is needed", "if(condition, 1, 0)"),
        ("cohort.mean(tax > 0)", "1", PLAIN, "F135", "tax > 0", "a number is needed", "if(condition, 1, 0)"),
        ("log(tax)", None, PLAIN, "F136", "log(tax)", "`log` needs a pure number, and this is money", "log(tax / 1"),
        ("sqrt(tax)", None, PLAIN, "F137", "sqrt(tax)", "square root of money (万元)", "ratio"),
        ("x / land", None, PLAIN, "F138", "x", "only in a scale's formula", "item or constant"),
        ("1 + growth(x)", "1", in_scale("万元/亩", x=True), "F138", "x", "for this year only", "item or constant"),
        ("x - previous(x)", "1", in_scale("万元/亩", x=True), "F138", "x", "for this year only", "item or constant"),
        ("x", "万元/亩", in_scale("万元/亩"), "F138", "x", "only in a scale's formula", "item or constant"),
        ("tax / cohort.mean", None, PLAIN, "F139", "cohort.mean", "must say of what", "cohort.mean(tax / land)"),
        ("500", "万元", PLAIN, "F140", "500", "a value in 万元 is wanted", "`500 [万元]`"),
        ("15%", "万元/亩", in_scale("万元/亩"), "F133", "15%", "gives a pure number", "`unit`"),
        ("rate > 5", CONDITION, PLAIN, "F141", "5", "a value in %", "`5` could be read in two ways"),
        ("1 - rate", "%", PLAIN, "F141", "1", "a value in %", "15 [百分点]"),
        ("60", "%", PLAIN, "F141", "60", "a value in %", "`60` could be read"),
        ("x - 15%", "1", in_scale("%", x=True), "F141", "15%", "a value in %", "plain numbers"),
        ("x > coefficient", CONDITION, in_scale("%", x=True), "F143", "coefficient", "0.5 or 50", "in `%`, as `x` is"),
        ("x * 0.5 [1]", "1", in_scale("%", x=True), "F143", "0.5 [1]", "a value in `1`", "the unit `1`"),
        ("x - 5 [‰]", "1", in_scale("%", x=True), "F143", "5 [‰]", "a value in `‰`", "in `%`, as `x` is"),
        ("tax + 5 [万园]", None, PLAIN, "U101", "万园", "unknown unit `万园`", "did you mean `万元`?"),
        ("tax + 5 [ 万元//亩 ]", None, PLAIN, "U102", "/", "is incomplete", "`/` cannot stand here"),
    ],
)
def test_what_is_refused(
    text: str, wanted: str | Sort | None, env: Environment, code: str, at: str, said: str, help_: str
) -> None:
    (fault,) = faults_of(text, wanted, env)
    assert fault.code == code
    assert text[fault.offset : fault.offset + fault.width].strip("()") == at.strip("()")
    problem = Problem(fault.code, facts=fault.facts)
    assert said in sentence(problem, "en")
    assert any(help_ in line for line in help_lines(problem, "en"))
    assert len(help_lines(problem, "en")) == len(help_lines(problem, "zh"))
    assert "{" not in sentence(problem, "zh")


def test_all_faults_at_once_and_no_consequences() -> None:
    faults = faults_of("lnad * 2 + (tax + land) / engy", "万元", PLAIN)
    assert [fault.code for fault in faults] == ["F104", "F132", "F104"]


def test_scaling_makes_no_needless_nodes() -> None:
    assert scaled(TAX, Fraction(1)) == TAX
    assert scaled(scaled(TAX, Fraction(2)), Fraction(1, 2)) == TAX
    assert scaled(scaled(TAX, Fraction(2)), Fraction(3)) == Scaled(TAX, Fraction(6))
    assert scaled(Number(Fraction(3)), Fraction(2)) == Number(Fraction(6))


PURE = Environment(lambda *_: ONE, TABLE)


@given(trees.arithmetic(st.one_of(trees.plain, trees.names), 2))
def test_formulas_of_pure_numbers_stay_as_they_are(tree: Number) -> None:
    assert check(tree, PURE, ONE).tree == tree


def test_the_unit_of_a_faulty_formula_is_a_fault() -> None:
    for text in ("lnad", "round(lnad) ^ 2", "log(lnad)", "cohort.n(lnad)", "growth(lnad)"):
        with pytest.raises(FormulaFaults) as caught:
            unit_of(parse(text), PLAIN)
        assert [fault.code for fault in caught.value.faults] == ["F104"]


def test_a_resolved_tree_checked_again_stays_the_same() -> None:
    tree = Scaled(Operation("+", (LAND, Scaled(LAND, Fraction(2)))), Fraction(3))
    assert check(tree, PLAIN, None).tree == tree
