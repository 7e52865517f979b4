"""Units: the factors everybody knows, exact conversion, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.language.messages import catalogue, help_lines, sentence
from scoring.language.problems import Problem
from scoring.language.units import (
    ONE,
    UnitFault,
    UnitTable,
    coherent,
    convert,
    declare_rate,
    declare_unit,
    dimension_in_words,
    exact_decimal,
)

TABLE = UnitTable()


@pytest.mark.parametrize(
    ("one", "is_so_many", "of"),
    [
        ("平方公里", 100, "公顷"),
        ("平方公里", 1500, "亩"),
        ("公顷", 15, "亩"),
        ("亩", Fraction(2000, 3), "平方米"),
        ("km²", 10**6, "m2"),
        ("km^2", 100, "ha"),
        ("公里²", 1, "平方公里"),
        ("㎡", 1, "m²"),
        ("亿元", 10_000, "万元"),
        ("千万元", 1_000, "万元"),
        ("百万元", 100, "万元"),
        ("万亿元", 10**4, "亿元"),
        ("亿美元", 10_000, "万美元"),
        ("百万美元", 10**6, "USD"),
        ("万吨标准煤", 10_000, "tce"),
        ("万tce", 10_000, "吨标煤"),
        ("tce", 1000, "kgce"),
        ("吨", 1000, "公斤"),
        ("万吨", 10**7, "千克"),
        ("亿千瓦时", 10_000, "万千瓦时"),
        ("MWh", 1000, "度"),
        ("十万千瓦时", 100_000, "kWh"),
        ("万人", 10_000, "人"),
        ("户", 1, "家"),
        ("年", 12, "个月"),
        ("1", 100, "%"),
        ("百分点", 1, "%"),
        ("%", 10, "‰"),
        ("公里", 1000, "米"),
        ("立方米", 1, "m³"),
        ("亿元/平方公里", Fraction(20, 3), "万元/亩"),
        ("tce/万元", 10_000, "tce/亿元"),
        ("件/万人", Fraction(1, 10_000), "件/人"),
        ("元/千瓦时", 1000, "元/MWh"),
        ("元 ／ 人 / 年", 1, "元/人/年"),
        ("人*年", 12, "人·月"),
        ("个百分点", 1, "百分点"),
    ],
)
def test_what_everybody_knows(one: str, is_so_many: int | Fraction, of: str) -> None:
    assert TABLE.parse(one).ratio_to(TABLE.parse(of)) == is_so_many


@pytest.mark.parametrize(("left", "right"), [("tce", "吨"), ("人", "家"), ("元", "美元"), ("亩", "公里"), ("件", "1")])
def test_different_things_are_not_converted(left: str, right: str) -> None:
    with pytest.raises(ValueError, match="different dimensions"):
        TABLE.parse(left).ratio_to(TABLE.parse(right))


def test_the_symbol_is_the_rubrics_own() -> None:
    assert TABLE.parse("亿元/平方公里").symbol == "亿元/平方公里"
    assert TABLE.parse(" 万元 ／ 亩 ").symbol == "万元/亩"
    assert TABLE.parse("万元/亩") is TABLE.parse("万元/亩")


def test_products_have_sensible_symbols() -> None:
    tax, land, people = (TABLE.parse(text) for text in ("万元", "亩", "人"))
    assert (tax / land).symbol == "万元/亩"
    assert (tax / land).ratio_to(TABLE.parse("万元/亩")) == 1
    assert (tax / land * land).symbol == "万元"
    assert (tax / land / people).symbol == "万元/亩/人"
    assert (ONE / land).symbol == "1/亩"
    assert (land**2).symbol == "亩²"
    assert (land**10 * land**10).symbol == "亩^20"
    assert (TABLE.parse("km²") ** 2).ratio_to(TABLE.parse("m^4")) == 10**12
    assert (tax / tax).symbol == "1"
    assert (tax / tax) == ONE


def test_conversion_is_exact_or_none() -> None:
    mu, hectare, yuan, ten_thousand = (TABLE.parse(text) for text in ("亩", "公顷", "元", "万元"))
    assert convert(Decimal(1), hectare, mu) == 15
    assert convert(Decimal(1), mu, hectare) is None  # 1/15 does not end
    assert convert(Decimal(30), mu, hectare) == 2
    assert convert(Decimal("0.1"), yuan, ten_thousand) == Decimal("0.00001")
    assert convert(Decimal("0.000000001"), yuan, ten_thousand) is None  # a thirteenth decimal
    assert convert(Decimal("123456789012345678901234567890.12"), yuan, yuan) == Decimal(
        "123456789012345678901234567890.12"
    )
    assert str(convert(Decimal("12000.00"), yuan, ten_thousand)) == "1.2"
    assert str(convert(Decimal("1E3"), ten_thousand, yuan)) == "10000000"
    assert convert(Decimal("1E99999999"), yuan, yuan) is None
    assert convert(Decimal("0E-999999"), yuan, yuan) == 0
    with pytest.raises(ValueError, match="not a number"):
        convert(Decimal("NaN"), yuan, yuan)


amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=6, allow_nan=False, allow_infinity=False)


@given(amounts, st.sampled_from([("亿元", "元"), ("平方公里", "亩"), ("公顷", "亩"), ("1", "%"), ("万吨", "吨")]))
def test_there_and_back(value: Decimal, units: tuple[str, str]) -> None:
    large, small = (TABLE.parse(text) for text in units)
    there = convert(value, large, small)
    assert there is not None
    assert convert(there, small, large) == value


@given(st.fractions(max_denominator=10**6))
def test_an_exact_decimal_is_exact(value: Fraction) -> None:
    decimal = exact_decimal(value)
    assert decimal is None or Fraction(decimal) == value
    assert (decimal is None) == ((value * 10**12).denominator != 1)


def test_a_declared_unit_is_a_dimension_of_its_own() -> None:
    table = UnitTable({"标箱": declare_unit("标箱")})
    assert table.parse("万标箱").ratio_to(table.parse("标箱")) == 10_000
    assert table.parse("元/标箱").dimension == (("CNY", 1), ("标箱", -1))
    with pytest.raises(UnitFault):
        TABLE.parse("标箱")


def test_a_declared_rate_joins_two_dimensions_and_all_multiples_follow() -> None:
    table = UnitTable({"美元": declare_rate("美元", Decimal("7.1217"), TABLE.parse("元"))})
    assert table.parse("亿美元").ratio_to(table.parse("万元")) == Fraction("71217")
    assert table.parse("万USD").ratio_to(table.parse("元")) == Fraction("71217")
    assert TABLE.parse("美元").dimension == (("USD", 1),)


def test_dimensions_in_words() -> None:
    assert dimension_in_words(TABLE.parse("万元/亩").dimension) == ("金额/面积", "money per area")
    assert dimension_in_words(()) == ("纯数", "a pure number")
    assert dimension_in_words(TABLE.parse("1/件").dimension) == ("1/件数", "one per a count of 件")
    assert dimension_in_words(TABLE.parse("人^2").dimension) == ("人数^2", "people^2")


def test_the_coherent_unit_has_factor_one() -> None:
    unit = coherent(TABLE.parse("亿元/平方公里").dimension)
    assert (unit.symbol, unit.factor) == ("元/米²", 1)


def fault_of(text: str) -> UnitFault:
    with pytest.raises(UnitFault) as caught:
        TABLE.parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "code", "offset", "width", "said", "help_"),
    [
        ("万园/亩", "U101", 0, 2, "unknown unit `万园`", "did you mean `万元`?"),
        ("万元/母", "U101", 3, 1, "unknown unit `母`", "declared under `units:`"),
        ("百分", "U101", 0, 2, "unknown unit `百分`", "百分点"),
        ("", "U102", 0, 1, "the unit `` is incomplete", "pure number has the unit 1"),
        ("万元/", "U102", 3, 1, "the unit `万元/` is incomplete", "such as 万元/亩"),
        ("万元//亩", "U102", 3, 1, "the unit `万元//亩` is incomplete", "`/` cannot stand here"),
        ("件/100人", "U103", 3, 1, "`0` cannot be part of a unit", "件/百人"),
        ("吨/(人·年)", "U103", 2, 1, "`(` cannot be part of a unit", "write a/b/c"),
        ("万元😀", "U103", 2, 1, "`😀` cannot be part of a unit", "write a/b/c"),
        ("吨/万元·年", "U104", 4, 1, "`吨/万元·年` can be read in two ways", "write `吨/万元/年`"),
        ("元" * 61, "U105", 0, 61, "longer than 60 characters", "declare a unit"),
        ("m^99", "U106", 1, 3, "the power `^99`", "once for a symbol"),
        ("m^0", "U106", 1, 2, "the power `^0`", "once for a symbol"),
        ("m²^3", "U106", 2, 2, "the power `^3`", "once for a symbol"),
        ("m^²", "U103", 1, 1, "`^` cannot be part", "write a/b/c"),
    ],
)
def test_what_is_refused(text: str, code: str, offset: int, width: int, said: str, help_: str) -> None:
    fault = fault_of(text)
    assert (fault.code, fault.offset, fault.width) == (code, offset, width)
    read(fault.code, dict(fault.facts), said, help_)


def read(code: str, facts: dict[str, str], said: str, help_: str) -> None:
    problem = Problem(code, facts=facts)
    assert said in sentence(problem, "en")
    assert any(help_ in line for line in help_lines(problem, "en"))
    assert len(help_lines(problem, "en")) == len(help_lines(problem, "zh"))
    assert "{" not in sentence(problem, "zh")


@pytest.mark.parametrize(
    ("symbol", "rate", "code", "said", "help_"),
    [
        ("20尺箱", None, "U107", "`20尺箱` cannot be the symbol", "without digits"),
        ("标箱/天", None, "U107", "`标箱/天` cannot be the symbol", "without digits"),
        ("亩", "600", "U108", "`亩` exists already", "美元: {equals: 7.1217 元}"),
        ("万元", None, "U108", "`万元` exists already", "choose another symbol"),
        ("美元", "0", "U109", "`0` cannot be what one `美元` is worth", "positive decimal"),
        ("美元", "1E+999999", "U109", "cannot be what", "positive decimal"),
    ],
)
def test_what_cannot_be_declared(symbol: str, rate: str | None, code: str, said: str, help_: str) -> None:
    with pytest.raises(UnitFault) as caught:
        declare_unit(symbol) if rate is None else declare_rate(symbol, Decimal(rate), TABLE.parse("元"))
    assert caught.value.code == code
    read(code, dict(caught.value.facts), said, help_)


def attempt(text: str) -> UnitFault | None:
    try:
        TABLE.parse(text)
    except UnitFault as fault:
        return fault
    return None


@given(st.text(max_size=70))
def test_any_text_is_a_unit_or_a_fault(text: str) -> None:
    fault = attempt(text)
    assert fault is None or (fault.code in catalogue() and 0 <= fault.offset <= len(text))


@given(st.text(st.sampled_from("万亿千元亩人m%12²^·*/ ／-"), max_size=12))
def test_any_near_unit_is_a_unit_or_a_fault(text: str) -> None:
    fault = attempt(text)
    assert fault is not None or TABLE.parse(text).factor > 0
