from __future__ import annotations

import pytest

from scoring.engine.advise.leverage import levers
from scoring.rules.rubric import Rubric
from tests.engine.towns import item, method

ITEMS = (
    item("money", unit="万元", roll_up="sum")
    + item("other", unit="万元", roll_up="sum")
    + item("land", unit="亩", roll_up="sum")
    + item("years", unit="年", roll_up="none")
)
TOP = "constants:\n  goal: {value: 4, unit: 万元, zh: 目标, en: Goal}"


def rubric(formula: str, unit: str) -> Rubric:
    indicators = (
        f'  j: {{pillar: p, zh: 乙, en: J, value: "{formula}", unit: "{unit}", points: 50, '
        "level: {scale: {0%: 0, 100%: 9}}}\n"
    )
    return method(top=TOP, items=ITEMS, points="50", indicators=indicators)


@pytest.mark.parametrize(
    ("formula", "unit", "expected"),
    [
        ("money", "万元", {"money": 1}),
        ("money", "亿元", {"money": 1}),
        ("money / land", "万元/亩", {"money": 1, "land": -1}),
        ("money / land * 2", "万元/亩", {"money": 1, "land": -1}),
        ("money / goal", "1", {"money": 1}),
        ("goal / money", "1", {"money": -1}),
        ("money / previous(money)", "1", {"money": 1}),
        ("money * other / money", "万元", {"other": 1}),  # what cancels moves nothing
        ("growth(money)", "%", {"money": 1}),
        ("-growth(money)", "%", {"money": -1}),
        ("money - previous(money)", "万元", {"money": 1}),
        ("money - previous(other)", "万元", {}),
        ("money + other", "万元", {}),
        ("money / (land + land)", "万元/亩", {}),
        ("-(money + other)", "万元", {}),
        ("growth(money + other)", "%", {}),
        ("max(money, other)", "万元", {}),
        ("share(money)", "%", {}),
        ("years", "年", {}),  # nothing that adds up
        ("tax", "1", {}),  # a pure number is no amount
        ("money / target.money", "1", {"money": 1}),
    ],
)
def test_amounts_with_the_sign_of_their_effect(formula: str, unit: str, expected: dict[str, int]) -> None:
    made = rubric(formula, unit)
    (measure,) = made.indicators["j"].measures
    assert levers(measure.value.tree, made) == expected
