"""The scorecard: what each measure earned, out of how much, and why."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from scoring.rules.rubric import Rubric
from tests.engine.towns import TWO, frame, item, method

COLUMNS = [
    "zone",
    "year",
    "category",
    "indicator",
    "measure",
    "value",
    "share",
    "points",
    "full",
    "status",
    "treatment",
]


def second(**keys: str) -> str:
    """An indicator ``j`` of 50 points on ``paid / land``."""
    keys = {"value": "paid / land", "level": "{scale: {0%: 0, 100%: 10}}"} | keys
    return (
        f'  j: {{pillar: p, zh: 乙, en: J, unit: "1", points: 50, {", ".join(f"{k}: {v}" for k, v in keys.items())}}}\n'
    )


def rubric(paid: str = "", land: str = "", top: str = "", **keys: str) -> Rubric:
    items = item("paid", **({"missing": paid} if paid else {})) + item("land", **({"missing": land} if land else {}))
    return method(items=items, points="50", indicators=second(**keys), top=top)


def of(made: Rubric, paid: list[float | None], land: list[float | None]) -> list[tuple[object, ...]]:
    """value, points, full, status and treatment of ``j`` for zones whose ``tax`` is 100."""
    card = appraise(made, frame([100.0] * len(paid), paid=paid, land=land)).scorecard.filter(pl.col("indicator") == "j")
    rows = card.select("value", "points", "full", "status", "treatment").rows()
    return [(value, None if p is None else str(p), str(full.normalize()), *rest) for value, p, full, *rest in rows]


def test_columns_and_order() -> None:
    made = method(categories=TWO, items=item("paid"), points="50", indicators=second(value="paid"))
    found = appraise(made, frame([10, 20, 30], paid=[1, 2, 3], category=["small", "big", "small"])).scorecard
    assert found.columns == COLUMNS
    assert found.select("zone", "indicator").rows() == [
        ("b", "i"),
        ("b", "j"),
        ("a", "i"),
        ("a", "j"),
        ("c", "i"),
        ("c", "j"),
    ]
    assert (found.schema["points"], found.schema["full"]) == (pl.Decimal(38, 2), pl.Decimal(38, 9))


def test_a_value_that_is_scored() -> None:
    assert of(rubric(), [50], [10]) == [(5.0, "25.00", "5E+1", "scored", None)]


def test_absent_and_not_computable() -> None:
    made = rubric(top="missing: zero")
    assert of(made, [None, 50], [10, 0]) == [
        (None, "0.00", "5E+1", "absent", "zero"),
        (None, "0.00", "5E+1", "not_computable", "zero"),
    ]


def test_a_formula_without_an_answer_is_not_computable() -> None:
    made = rubric(top="missing: zero", level="{scale: {formula: log(x)}, at_least: 0%, at_most: 100%}")
    assert of(made, [-1, None], [1, 1]) == [
        (-1.0, "0.00", "5E+1", "not_computable", "zero"),
        (None, "0.00", "5E+1", "absent", "zero"),
    ]


@pytest.mark.parametrize(
    ("policy", "points", "full"),
    [
        ("not_graded", None, "5E+1"),
        ("zero", "0.00", "5E+1"),
        ("{points: -2.5}", "-2.50", "5E+1"),
        ("redistribute", "0.00", "0"),
    ],
)
def test_what_each_policy_does(policy: str, points: str | None, full: str) -> None:
    (found,) = of(rubric(top=f"missing: {policy}"), [None], [10])
    assert found == (None, points, full, "absent", policy.strip("{").split(":")[0])


def test_the_mean_of_the_peers() -> None:
    found = of(rubric(top="missing: cohort_mean"), [10, 25, None], [10, 10, 10])
    assert found[2] == (None, "8.75", "5E+1", "absent", "cohort_mean")


def test_points_that_are_passed_on_go_to_the_siblings() -> None:
    made = rubric(top="missing: redistribute")
    found = appraise(made, frame([50, 50], paid=[None, 10], land=[1, 1]))
    card = found.scorecard.filter(pl.col("zone") == "a")
    assert card["full"].to_list() == [Decimal(100), Decimal(0)]
    assert card["points"].to_list() == [Decimal(50), Decimal(0)]


def test_the_strictest_policy_among_the_missing_items_counts() -> None:
    made = rubric(paid="redistribute", land="{points: -1}", top="missing: zero")
    assert [row[3:] + row[1:2] for row in of(made, [None, 5, None, 5], [5, None, None, 0])] == [
        ("absent", "redistribute", "0.00"),
        ("absent", "points", "-1.00"),
        ("absent", "points", "-1.00"),
        ("not_computable", "zero", "0.00"),
    ]


def test_what_does_not_apply_is_no_missing_value() -> None:
    made = rubric(applies="land > 0", top="missing: zero")
    assert of(made, [5, 5, None], [0, None, 10]) == [
        (None, "0.00", "0", "not_applicable", None),
        (None, "0.00", "5E+1", "absent", "zero"),
        (None, "0.00", "5E+1", "absent", "zero"),
    ]


def test_constants_are_never_missing() -> None:
    made = rubric(
        top="missing: zero\nconstants: {c: {value: 10, unit: '1', zh: 常数, en: C}}",
        value="paid / c - paid / previous(c)",
    )
    assert of(made, [50, None], [1, 1]) == [
        (0.0, "0.00", "5E+1", "scored", None),
        (None, "0.00", "5E+1", "absent", "zero"),
    ]


def test_growth_needs_both_years() -> None:
    made = method(
        items=item("paid"),
        points="50",
        top="missing: zero",
        indicators=second(value="paid").replace("level:", "growth:"),
    )
    card = appraise(made, frame([1] * 3, paid=[2, 2, 2], previous__paid=[1, None, 0])).scorecard
    found = card.filter(pl.col("indicator") == "j").select("value", "status").rows()
    assert found == [(1.0, "scored"), (None, "absent"), (None, "not_computable")]


def test_the_share_is_within_the_measures_bounds_and_has_nine_decimals() -> None:
    made = rubric(level="{scale: {0%: 0, 100%: 30, beyond: extend}, at_most: 150%, at_least: -20%}")
    card = appraise(made, frame([1] * 3, paid=[10, 90, -90], land=[1, 1, 1])).scorecard.filter(
        pl.col("indicator") == "j"
    )
    assert card["share"].to_list() == [0.333333333, 1.5, -0.2]
    assert [str(points) for points in card["points"]] == ["16.67", "75.00", "-10.00"]
