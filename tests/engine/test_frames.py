"""A caller's own table: what must be there, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.frames import own_values, parts_of
from scoring.engine.plan import compile_rubric
from scoring.language.messages import Language, help_lines, sentence
from scoring.language.problems import Problem, Rejected
from scoring.rules.rubric import Rubric
from tests.engine.towns import TWO, frame, item, method


def refused(rubric: Rubric, table: pl.DataFrame) -> tuple[Problem, ...]:
    with pytest.raises(Rejected) as caught:
        appraise(rubric, table)
    return caught.value.problems


def said(problems: Sequence[Problem], language: Language) -> list[str]:
    return [sentence(problem, language) for problem in problems]


def test_particulars_are_filled_in() -> None:
    found = appraise(method(), frame([1.0])).values
    assert found.rows() == [("a", 0, "a", "a", "town", None, 1.0)]
    named = frame([1]).with_columns(zh=pl.lit("甲"), en=pl.lit("A"), year=pl.lit(2025), prefecture=pl.lit("P"))
    result = appraise(method(), named)
    assert result.values.rows() == [("a", 2025, "甲", "A", "town", "P", 1.0)]
    assert result.year == 2025


def test_whole_numbers_and_numeric_codes_are_welcome() -> None:
    found = appraise(method(), pl.DataFrame({"zone": [101, 102], "tax": [5, 7]}))
    assert found.ranking["zone"].to_list() == ["102", "101"]


def test_missing_columns_are_all_named() -> None:
    rubric = method(items=item("paid"), tail="ranking: {break: [previous(paid)]}")
    problems = refused(rubric, pl.DataFrame({"x": [1.0]}))
    assert [problem.code for problem in problems] == ["S131"]
    assert said(problems, "en") == ["the frame lacks columns: zone, tax, previous.paid"]
    assert said(problems, "zh") == ["数据表缺少列：zone, tax, previous.paid"]


def test_the_category_may_be_left_out_only_where_there_is_one() -> None:
    assert said(refused(method(categories=TWO), frame([1.0])), "en") == ["the frame lacks columns: category"]


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), float("-inf")])
def test_figures_that_are_not_finite_are_refused(odd: float) -> None:
    problems = refused(method(), frame([1.0, odd, None]))
    assert [problem.code for problem in problems] == ["S132"]
    assert "tax" in said(problems, "en")[0]
    assert "tax" in said(problems, "zh")[0]


def test_figures_whose_sum_is_too_large_are_fine() -> None:
    found = appraise(method(), frame([1.7e308, 1.7e308]))
    assert found.ranking["total"].to_list() == [100, 100]


def test_a_column_nobody_looks_at_may_hold_anything() -> None:
    assert appraise(method(), frame([1.0]).with_columns(other=pl.lit(float("nan")))).ranking.height == 1


def test_categories_the_rubric_does_not_have() -> None:
    problems = refused(method(categories=TWO), frame([1, 2, 3], category=["big", "huge", None]))
    assert [problem.code for problem in problems] == ["S133", "S133"]
    assert said(problems, "en")[1].count("huge") == 1
    assert "huge" in said(problems, "zh")[1]
    for language in ("en", "zh"):
        assert all("big, small" in help_lines(problem, language)[0] for problem in problems)


@pytest.mark.parametrize("zones", [["a", "a"], ["b", "a", "b"], ["a", None], ["a", "b", "b"]])
def test_zones_that_stand_twice_or_have_no_code(zones: list[str | None]) -> None:
    problems = refused(method(), pl.DataFrame({"zone": zones, "tax": [1.0] * len(zones)}))
    assert [problem.code for problem in problems] == ["S134"]
    assert said(problems, "zh")[0] != said(problems, "en")[0]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    odd = frame([float("nan"), 1], category=["huge", "big"], zone=["a", "a"])
    assert [problem.code for problem in refused(method(categories=TWO), odd)] == ["S132", "S133", "S134"]


@pytest.mark.parametrize("categories", ["town: {zh: 镇, en: Town}", TWO])
def test_no_zone_at_all(categories: str) -> None:
    problems = refused(method(categories=categories), frame([1.0], category=["town"]).clear())
    assert [problem.code for problem in problems] == ["S100"]
    assert said(problems, "en") == ["there is no zone to appraise in 0"]
    assert said(problems, "zh") == ["0 年没有可考核的开发区"]


@pytest.mark.parametrize(
    "order", [["big", "big", "small"], ["small", "big", "big"], ["big", "small", "big"], ["small"] * 3]
)
def test_parts_are_the_rows_of_each_category_in_the_rubrics_order(order: list[str]) -> None:
    plan = compile_rubric(method(categories=TWO))
    parts = parts_of(plan, own_values(plan, frame([1, 2, 3], category=order)))
    assert list(parts) == [name for name in ("big", "small") if name in order]
    for name, part in parts.items():
        expected = [zone for zone, category in zip("abc", order, strict=True) if category == name]
        assert part.collect()["zone"].to_list() == expected


def test_a_rubric_that_looks_at_no_figure_of_the_zones() -> None:
    """Everybody gets the same; odd, but not wrong."""
    same = method(value="1 + 49")
    assert appraise(same, pl.DataFrame({"zone": ["a", "b"]})).ranking["total"].to_list() == [50, 50]
