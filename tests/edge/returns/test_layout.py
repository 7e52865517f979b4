"""Headings, units and the shapes of sheets."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from scoring.language.messages import help_lines, sentence
from tests.edge.returns.small import ITEMS, codes, item, only, read, reject, rubric, values, write


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("tax", 12),
        ("TAX", 12),
        ("Tax paid", 12),
        ("Tax  paid", 12),
        ("税收总额", 12),
        ("税收 总额", 12),
        ('"税收\n总额"', 12),
        ("全口径税收", 12),
        ("税收总额（万元）", 12),
        ("税收总额(亿元)", 120000),
        ("税收总额（亿元）", 120000),
        ("税收总额【亿元】", 120000),
        ("税收总额［亿元］", 120000),
        ("Tax paid (亿元)", 120000),
        ("税收总额/亿元", 120000),
        ("税收总额，亿元", 120000),
        ("其中：税收总额（亿元）", 120000),
        ("1. 税收总额", 12),
        ("一、税收总额（元）", "0.0012"),
        ("ｔａｘ", 12),
    ],
)
def test_headings_name_items(tmp_path: Path, heading: str, expected: object) -> None:
    heading = f'"{heading}"' if "," in heading else heading
    inputs = read(write(tmp_path / "2025.csv", f"zone,{heading}\n01,12\n"))
    assert values(inputs) == {("01", "tax"): Decimal(str(expected))}
    assert inputs.problems == ()


@pytest.mark.parametrize(
    ("heading", "value"), [("用电量（MWh）", 3), ("Power used (GWh)", 3000), ("用电量（kWh）", "0.003")]
)
def test_the_case_of_a_unit_is_kept(tmp_path: Path, heading: str, value: object) -> None:
    inputs = read(write(tmp_path / "2025.csv", f"zone,{heading}\n01,3\n"))
    assert values(inputs) == {("01", "power"): Decimal(str(value))}


def test_conversion_of_areas(tmp_path: Path) -> None:
    inputs = read(write(tmp_path / "2025.csv", "zone,已供工业用地（公顷）\n01,2.5\n02,3亩\n"))
    assert values(inputs) == {("01", "land"): Decimal("37.5"), ("02", "land"): Decimal(3)}
    hectares = rubric(items=[item("land", "用地", "Land", "公顷"), *ITEMS[:1]])
    inputs = read(write(tmp_path / "2025.csv", "zone,用地（亩）,tax\n01,15,1\n02,1,1\n"), of=hectares)
    assert values(inputs)["02", "land"] == Decimal("0.066666666667")
    assert "figures of `Land` rounded to 12 decimals of 公顷: 1" in sentence(only(inputs, "D155"), "en")


def test_unknown_headings_are_said_with_a_guess(tmp_path: Path) -> None:
    inputs = read(write(tmp_path / "2025.csv", "zone,税收总颔,税收总额（全口径）,tax,序号,备注\n01,1,2,3,1,x\n"))
    unknown = [problem for problem in inputs.problems if problem.code == "D124"]
    assert [str(problem.place) for problem in unknown] == ["2025.csv:1:2", "2025.csv:1:3"]
    assert [help_lines(problem, "zh")[0] for problem in unknown] == ["是否想写“税收总额”？"] * 2
    assert values(inputs) == {("01", "tax"): Decimal(3)}


def test_columns_without_a_heading_are_said(tmp_path: Path) -> None:
    inputs = read(write(tmp_path / "2025.csv", "zone,tax,,\n01,1,5,\n"))
    assert str(only(inputs, "D134").place) == "2025.csv:1:3"


def test_an_item_in_two_columns(tmp_path: Path) -> None:
    problem = only(read(write(tmp_path / "2025.csv", "zone,tax,税收总额\n01,1,2\n")), "D125")
    assert str(problem.place) == "2025.csv:1:3"
    assert [str(place) for place in problem.others] == ["2025.csv:1:2"]


def test_a_unit_of_another_kind_refuses_the_column(tmp_path: Path) -> None:
    inputs = read(write(tmp_path / "2025.csv", "zone,税收总额（亩）,land\n01,1,2\n"))
    assert "stated in 亩, which cannot be a unit of `Tax paid` (万元)" in sentence(only(inputs, "D126"), "en")
    assert values(inputs) == {("01", "tax"): "refused", ("01", "land"): Decimal(2)}


def test_a_shared_label_is_ambiguous(tmp_path: Path) -> None:
    two = rubric(
        items=[item("a", "税收", "Tax", "元"), item("b", "税收", "Taxes", "元"), item("c", "用地", "Land", "亩")]
    )
    problem = only(read(write(tmp_path / "2025.csv", "zone,税收,用地\n01,1,2\n"), of=two), "D130")
    assert sentence(problem, "en") == "`税收` may mean several items: a, b"
    assert codes(read(write(tmp_path / "2025.csv", "zone,a,b\n01,1,2\n"), of=two).problems) == []


def test_a_unit_row_and_a_second_header(tmp_path: Path) -> None:
    text = "zone,name,tax,land,staff\n代码,名称,税收总额,已供工业用地,从业人员\n单位,,亿元,公顷,—\n1,甲,1,1,1\n"
    assert values(read(write(tmp_path / "2025.csv", text))) == {
        ("1", "tax"): Decimal(10000),
        ("1", "land"): Decimal(15),
        ("1", "staff"): Decimal(1),
    }


def test_a_row_of_ones_is_no_unit_row(tmp_path: Path) -> None:
    inputs = read(write(tmp_path / "2025.csv", "zone,tax,land\n1,1,1\n"))
    assert values(inputs) == {("1", "tax"): Decimal(1), ("1", "land"): Decimal(1)}


def test_a_header_of_two_rows_in_text(tmp_path: Path) -> None:
    text = "代码,名称,经济,,土地\n,,税收总额,从业人员,已供工业用地\n01,甲,1,2,3\n"
    inputs = read(write(tmp_path / "2025.csv", text))
    assert set(values(inputs)) == {("01", "tax"), ("01", "staff"), ("01", "land")}
    assert inputs.problems == ()


def test_the_long_form(tmp_path: Path) -> None:
    text = (
        "开发区代码,年份,指标,数值,单位\n01,2025,税收总额,1.5,亿元\n01,2025年,已供工业用地（公顷）,2,\n"
        "01,2024,tax,7,\n02,2025,tax,5,亩\n02,2025,税收总颔,5,\n合计,,,,\n03,2o25,tax,1,\n"
    )
    inputs = read(write(tmp_path / "r.csv", text), None)
    assert values(inputs) == {("01", "tax"): Decimal(15000), ("01", "land"): Decimal(30), ("02", "tax"): "refused"}
    assert values(inputs, 2024) == {("01", "tax"): Decimal(7)}
    assert codes(inputs.problems) == ["D126", "D128", "D133", "D160"]
    assert str(only(inputs, "D126").place) == "r.csv:5:5"
    assert str(only(inputs, "D160").place) == "r.csv:8:2"
    assert help_lines(only(inputs, "D133"), "en") == ["did you mean `税收总额`?"]


def test_no_zone_column(tmp_path: Path) -> None:
    assert codes(reject(write(tmp_path / "2025.csv", "tax,land\n1,2\n"))) == ["D127"]


def test_a_row_without_a_zone(tmp_path: Path) -> None:
    problem = only(read(write(tmp_path / "2025.csv", "zone,name,tax\n01,甲,1\n,,2\n,,\n")), "D129")
    assert str(problem.place) == "2025.csv:3"


def test_a_header_is_found_only_near_the_top(tmp_path: Path) -> None:
    assert values(read(write(tmp_path / "2025.csv", "x,y\n" * 29 + "zone,tax\n01,1\n"))) == {("01", "tax"): Decimal(1)}
    assert codes(reject(write(tmp_path / "2025.csv", "x,y\n" * 30 + "zone,tax\n01,1\n"))) == ["D137"]
