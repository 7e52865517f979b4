"""The cell parser: what a text means as a figure."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.edge.returns.asked import Field, item_fields
from scoring.edge.returns.cells import Cell, CellReader, amount
from scoring.language.units import UnitTable
from tests.edge.returns.small import rubric, unit

READER = CellReader(UnitTable(), ["未统计", "ｎｉｌ"])
FIELDS = item_fields(rubric())


def cell(text: str, item: str = "tax", in_unit: str | None = None, *, binary: bool = False) -> Cell:
    field = FIELDS[item]
    return READER.read(text, field, unit(in_unit) if in_unit else field.unit, binary=binary)


@pytest.mark.parametrize(
    ("text", "item", "value"),
    [
        ("-12.5", "tax", "-12.5"),
        ("+3", "tax", "3"),
        ("007", "tax", "7"),
        ("１２．５", "tax", "12.5"),
        ("　12\u00a0", "tax", "12"),
        ("1,234,567.80", "tax", "1234567.8"),
        ("1，234", "tax", "1234"),
        ("−5", "tax", "-5"),
        ("－5", "tax", "-5"),
        ("12.5%", "rate", "12.5"),
        ("12.5％", "rate", "12.5"),
        ("12.5 %", "share", "0.125"),
        ("125‰", "rate", "12.5"),
        ("12亿", "tax", "120000"),
        ("3.5万", "staff", "35000"),
        ("1.2万亿", "tax", "120000000"),
        ("12.5万元", "tax", "12.5"),
        ("12.5 万元", "tax", "12.5"),
        ("3亿元", "tax", "30000"),
        ("30亩", "land", "30"),
        ("2公顷", "land", "30"),
        ("1平方公里", "land", "1500"),
        ("5000千瓦时", "power", "5"),
        ("12345678901234567890123456.123456789012", "tax", "12345678901234567890123456.123456789012"),
    ],
)
def test_given(text: str, item: str, value: str) -> None:
    found = cell(text, item)
    assert (found.status, found.value, found.rounded) == ("given", Decimal(value), False)


@pytest.mark.parametrize(
    ("text", "item", "code"),
    [
        ("abc", "tax", "D140"),
        ("约120", "tax", "D140"),
        ("12-15", "tax", "D140"),
        ("12.5①", "tax", "D147"),
        ("5²", "tax", "D147"),
        ("٣", "tax", "D140"),
        ("2025.1.3", "tax", "D140"),
        ("2025-01-03", "tax", "D140"),
        ("=1+1", "tax", "D140"),
        ("￥12", "tax", "D140"),
        (".5", "tax", "D140"),
        ("5.", "tax", "D147"),
        ("1,2345", "tax", "D141"),
        ("12,34", "tax", "D141"),
        ("1,234,56", "tax", "D141"),
        (",123", "tax", "D141"),
        ("12.5,000", "tax", "D141"),
        ("1e5", "tax", "D142"),
        ("1E+309", "tax", "D142"),
        ("nan", "tax", "D143"),
        ("-INF", "tax", "D143"),
        ("∞", "tax", "D143"),
        ("1" * 27, "tax", "D144"),
        ("0.0000000000001", "tax", "D144"),
        ("99999999999999999999999999亿", "tax", "D144"),
        ("12.5%", "tax", "D145"),
        ("3.5万", "land", "D146"),
        ("12亿", "rate", "D146"),
        ("120左右", "tax", "D147"),
        ("12万万元", "tax", "D147"),
        ("30亩", "tax", "D148"),
        ("-1", "land", "D149"),
        ("100.1", "rate", "D150"),
        ("(5)", "tax", "D156"),
        ("（5）", "tax", "D156"),
    ],
)
def test_refused(text: str, item: str, code: str) -> None:
    found = cell(text, item)
    assert (found.status, found.value, found.code) == ("refused", None, code)


@pytest.mark.parametrize(
    "text", ["", "  ", "—", "——", "-", "－", "--", "/", "无", "缺", "暂缺", "n/a", "NA", "NULL", "未统计", "nil"]
)
def test_absent(text: str) -> None:
    assert cell(text).status == "absent"


def test_not_applicable() -> None:
    assert cell(" 不适用 ").status == "not_applicable"


def test_a_unit_in_the_cell_wins_over_the_headings() -> None:
    assert cell("12", "tax", "亿元").value == Decimal(120000)
    assert cell("12万元", "tax", "亿元").value == Decimal(12)


def test_a_multiple_is_of_the_unit_without_its_own() -> None:
    people = Field("p", "人口", "People", unit("万人"))
    assert READER.read("3.5万", people, people.unit).value == Decimal("3.5")
    dollars = Field("fdi", "外资", "FDI", unit("万美元"))
    assert READER.read("2亿", dollars, dollars.unit).value == Decimal(20000)


def test_what_never_ends_is_rounded_to_even_and_said() -> None:
    field = Field("land", "用地", "Land", unit("公顷"))
    found = READER.read("1亩", field, field.unit)
    assert (found.value, found.rounded) == (Decimal("0.066666666667"), True)
    assert READER.read("15亩", field, field.unit) == Cell("given", Decimal(1))
    half = amount(Decimal("0.000000000005"), unit("%"), unit("1"))
    assert (half.value, half.rounded) == (Decimal("0.000000000000"), True)


def test_binary_tails_are_rounded_and_typed_ones_refused() -> None:
    assert cell("0.0000000000001").code == "D144"
    assert cell("0.12345678901234567890").code == "D144"
    for text, meant in [
        ("41.829999999999998", "41.83"),
        ("0.30000000000000004", "0.3"),
        ("-7.0099999999999998", "-7.01"),
        ("1.9999999999999999e-06", "0.000002"),
        ("0.333333333333333", "0.333333333333"),
    ]:
        found = cell(text)
        assert (found.status, found.value, found.rounded) == ("given", Decimal(meant), "e" not in text), text


def test_long_texts_are_quickly_refused() -> None:
    assert cell("1" * 100_000).code == "D144"
    assert cell("1," * 50_000).code == "D141"
    assert cell("9" * 20 + "x" * 50_000).status == "refused"


numbers = st.decimals(min_value=-(10**14), max_value=10**14, allow_nan=False, allow_infinity=False, places=6)
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
WAYS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "full width": lambda text: text.translate(WIDE),
    "typographic minus": lambda text: text.replace("-", "−"),
    "spaces": lambda text: f" \u3000{text}\u00a0",
    "unit": lambda text: f"{text}万元",
    "unit after a space": lambda text: f"{text} 万元",
}


@given(numbers, st.sampled_from(sorted(WAYS)), st.booleans())
def test_every_accepted_way_of_writing_is_the_same_number(number: Decimal, way: str, grouped: bool) -> None:
    text = f"{number:,f}" if grouped else f"{number:f}"
    assert cell(WAYS[way](text)).value == number


@given(numbers)
def test_units_and_multiples_are_exact(number: Decimal) -> None:
    assert cell(f"{number:f}%", "share", binary=True).value == number.scaleb(-2)
    assert cell(f"{number:f}亿").value == number.scaleb(4)
    assert cell(f"{number:f}", "tax", "元").value == number.scaleb(-4)


@given(st.text(max_size=30))
def test_any_text_means_one_thing(text: str) -> None:
    found = cell(text)
    assert (found.value is not None) == (found.status == "given")
    assert bool(found.code) == (found.status == "refused")
