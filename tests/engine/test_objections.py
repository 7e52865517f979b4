"""Objections: what stops an appraisal names every zone, and says so in both languages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from scoring.engine.appraisal import appraise
from scoring.language.messages import help_lines, sentence
from scoring.language.problems import Problem, Rejected
from scoring.rules.rubric import Rubric
from tests.engine.towns import TWO, frame, item, method


def stopped(rubric: Rubric, tax: Sequence[float | None], **columns: Sequence[object]) -> list[tuple[str, str, str]]:
    """Code, zone and measure of every objection; each has a place and a sentence in both languages."""
    with pytest.raises(Rejected) as caught:
        appraise(rubric, frame(tax, **columns))
    return [_read(problem) for problem in caught.value.problems]


def _read(problem: Problem) -> tuple[str, str, str]:
    assert problem.place is not None
    assert problem.place.line is not None
    zone, measure = problem.facts["zone"], problem.facts["measure"]
    for language in ("zh", "en"):
        text = sentence(problem, language)
        assert f"`{zone}`" in text
        assert f"`{measure}`" in text
        assert all(help_lines(problem, language))
    return problem.code, zone, measure


def test_block_lists_every_zone() -> None:
    found = stopped(method(top="missing: block"), [None, 5, None, None])
    assert found == [("S120", "a", "i.level"), ("S120", "c", "i.level"), ("S120", "d", "i.level")]


def test_block_sentence() -> None:
    with pytest.raises(Rejected) as caught:
        appraise(method(top="missing: block"), frame([None]))
    (problem,) = caught.value.problems
    assert sentence(problem, "en") == "`a` has no value of `i.level`, which may not be missing"
    assert sentence(problem, "zh") == "`a` 缺 `i.level`，该项不得缺数"


def test_block_asks_nothing_of_who_has_a_value_or_to_whom_it_does_not_apply() -> None:
    second = (
        '  j: {pillar: p, zh: 乙, en: J, value: paid, unit: "1", points: 50, missing: block,\n'
        "    applies: size > 0, level: {scale: {0%: 0, 100%: 9}}}\n"
    )
    rubric = method(items=item("paid") + item("size"), points="50", indicators=second)
    assert stopped(rubric, [1, 1, 1, 1], paid=[None, None, 5, None], size=[1, 0, 1, None]) == [
        ("S120", "a", "j.level"),
        ("S120", "d", "j.level"),
    ]
    assert appraise(rubric, frame([1, 1], paid=[None, 5], size=[0, 1])).ranking.height == 2


def test_the_strictest_of_two_missing_items_blocks() -> None:
    second = (
        '  j: {pillar: p, zh: 乙, en: J, value: paid / size, unit: "1", points: 50, level: {scale: {0%: 0, 100%: 9}}}\n'
    )
    items = item("paid", missing="zero") + item("size", missing="block")
    rubric = method(items=items, points="50", indicators=second, top="missing: redistribute")
    assert stopped(rubric, [1] * 4, paid=[None, None, 1, 1], size=[1, None, None, 0]) == [
        ("S120", "b", "j.level"),
        ("S120", "c", "j.level"),
    ]


def test_a_mean_of_nobody() -> None:
    rubric = method(top="missing: cohort_mean", categories=TWO)
    assert stopped(rubric, [None, None, 5], category=["small", "small", "big"]) == [
        ("S105", "a", "i.level"),
        ("S105", "b", "i.level"),
    ]
    assert appraise(rubric, frame([None, 50], category=["big", "big"])).ranking["total"].to_list() == [50, 50]


def test_points_out_of_all_bounds() -> None:
    rubric = method(scale="{0%: 0, 100%: 100, beyond: extend}")
    assert stopped(rubric, [1e6 + 1, -1e9, 5, None]) == [("S121", "a", "i.level"), ("S121", "b", "i.level")]
    assert [str(total) for total in appraise(rubric, frame([1e6, -1e6])).ranking["total"]] == [
        "1000000.00",
        "-1000000.00",
    ]


def test_adjustments_out_of_all_bounds() -> None:
    rubric = method(items=item("paid"), tail="adjustments: {a: {zh: 加, en: A, points: 2 * paid}}\n")
    assert stopped(rubric, [1, 1, 1], paid=[5e5, 5e5 + 1, -1e300]) == [
        ("S121", "b", "adjustments.a"),
        ("S121", "c", "adjustments.a"),
    ]
    bounded = method(items=item("paid"), tail="adjustments: {a: {zh: 加, en: A, points: 2 * paid, at_most: 3}}\n")
    assert appraise(bounded, frame([1], paid=[1e300])).ranking["adjustments"].to_list() == [3]


def test_objections_come_category_by_category_zone_by_zone() -> None:
    second = '  j: {pillar: p, zh: 乙, en: J, value: paid, unit: "1", points: 50, level: {scale: {0%: 0, 100%: 9}}}\n'
    rubric = method(categories=TWO, top="missing: block", items=item("paid"), points="50", indicators=second)
    found = stopped(rubric, [None, 1, None], paid=[1, None, None], category=["small", "big", "small"])
    assert found == [
        ("S120", "b", "j.level"),
        ("S120", "a", "i.level"),
        ("S120", "c", "i.level"),
        ("S120", "c", "j.level"),
    ]


def test_a_blocked_value_of_a_gated_zone_still_stops() -> None:
    """It is scored for information, and its points cannot be told."""
    rubric = method(
        top="missing: block",
        items=item("size"),
        tail="gates: {g: {zh: 规模, en: Size, must: size > 0, otherwise: unranked}}\n",
    )
    assert stopped(rubric, [None, 5], size=[0, 1]) == [("S120", "a", "i.level")]


def test_nothing_to_object_to() -> None:
    assert appraise(method(top="missing: block"), frame([5])).ranking["state"].to_list() == ["ranked"]


def test_knots_that_are_steep_themselves_are_looked_at_by_their_points() -> None:
    steep = method(scale="{0%: 0, 900000%: 1, beyond: extend}")
    assert [str(total) for total in appraise(steep, frame([0.5, 1.0])).ranking["total"]] == ["900000.00", "450000.00"]
    with pytest.raises(Rejected) as refused:
        appraise(steep, frame([0.5, 2.0]))
    assert [(problem.code, problem.facts["zone"]) for problem in refused.value.problems] == [("S121", "b")]
