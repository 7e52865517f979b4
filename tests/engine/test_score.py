"""From measures to totals: redistribution, limits, roundings, adjustments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.fit import fit
from scoring.engine.frames import own_values, parts_of
from scoring.engine.plan import compile_rubric
from scoring.engine.score import finest, score
from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import Rubric
from tests.engine.towns import ONE, TWO, column, frame, item, method

#: pillar → parent; a tree of three levels, 100 points.
TREE = """\
rubric: tree
edition: 2025
version: 1.0.0
zh: 树
en: A tree
missing: redistribute
{top}
categories: {{{categories}}}
items: {{{items}}}
pillars:
  left: {{zh: 左, en: Left}}
  inner: {{zh: 内, en: Inner, parent: left}}
  right: {{zh: 右, en: Right}}
indicators:
{indicators}
{tail}
"""

#: indicator → pillar and points; each is its item of the same name with a capital, in per cent of full.
LEAVES = {"a": ("inner", 10), "b": ("inner", 20), "c": ("left", 30), "d": ("right", 25), "e": ("right", 15)}


def tree(top: str = "", tail: str = "", categories: str = ONE, **keys: str) -> Rubric:
    """The tree; ``keys`` are further keys of an indicator."""
    lines = [
        f'  {id_}: {{pillar: {pillar}, zh: {id_}, en: {id_}, value: i{id_}, unit: "1", points: {points}, '
        f"level: {{scale: {{0%: 0, 100%: 100}}}}{keys.get(id_, '')}}}"
        for id_, (pillar, points) in LEAVES.items()
    ]
    items = ", ".join(f'i{id_}: {{unit: "1", zh: 项{id_}, en: Item {id_}}}' for id_ in LEAVES)
    text = TREE.format(top=top, tail=tail, categories=categories, items=items, indicators="\n".join(lines))
    return rubric_from_bytes(text.encode(), "tree.yaml")


def zones(*rows: Mapping[str, float | None]) -> pl.DataFrame:
    """Zones a, b, c, …; what a row does not give is 50."""
    columns = {f"i{id_}": [row.get(id_, 50.0) for row in rows] for id_ in LEAVES}
    names = [chr(ord("a") + number) for number in range(len(rows))]
    return pl.DataFrame({"zone": names} | {name: pl.Series(v, dtype=pl.Float64) for name, v in columns.items()})


def fulls(found: Appraisal, zone: str = "a") -> dict[str, Fraction]:
    card = found.scorecard.filter(pl.col("zone") == zone)
    return {id_: Fraction(full) for id_, full in card.select("indicator", "full").rows()}


def of_zone(found: Appraisal, zone: str, *names: str) -> list[str | None]:
    row = found.ranking.filter(pl.col("zone") == zone).row(0, named=True)
    return [None if row[name] is None else str(row[name]) for name in names]


# redistribution -------------------------------------------------------------------------------------------------------


def by_hand(missing: set[str]) -> dict[str, Fraction]:
    """Points pass to the siblings, inside the parent first: from the total downwards, each node's points are shared
    among its children that are still there in proportion to theirs."""
    there = {id_: Fraction(points) for id_, (_, points) in LEAVES.items() if id_ not in missing}
    under = {
        "inner": {"a": 10, "b": 20},
        "left": {"inner": 30, "c": 30},
        "right": {"d": 25, "e": 15},
        "": {"left": 60, "right": 40},
    }

    def alive(node: str) -> bool:
        return node in there or any(alive(child) for child in under.get(node, {}))

    result = dict.fromkeys(LEAVES, Fraction(0))

    def give(node: str, points: Fraction) -> None:
        if node in LEAVES:
            result[node] = points
            return
        children = {child: Fraction(own) for child, own in under[node].items() if alive(child)}
        for child, own in children.items():
            give(child, points * own / sum(children.values()))

    if alive(""):
        give("", Fraction(100))
    return result


@settings(deadline=None, max_examples=32)
@given(st.sets(st.sampled_from(list(LEAVES))))
def test_points_pass_to_the_siblings_inside_the_parent_first(missing: set[str]) -> None:
    found = appraise(tree(), zones(dict.fromkeys(missing)))
    expected = by_hand(missing)
    for id_, full in fulls(found).items():
        assert abs(full - expected[id_]) < Fraction(1, 10**9), id_
    (total,) = of_zone(found, "a", "total")
    assert (total is None) == (len(missing) == 5)
    if total is not None:
        assert abs(Decimal(total) - 50) <= Decimal("0.03")


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("a", {"a": 0, "b": 30, "c": 30, "d": 25, "e": 15}),
        ("ab", {"a": 0, "b": 0, "c": 60, "d": 25, "e": 15}),
        ("abc", {"a": 0, "b": 0, "c": 0, "d": "62.5", "e": "37.5"}),
        ("de", {"a": "50/3", "b": "100/3", "c": 50, "d": 0, "e": 0}),
        ("ade", {"a": 0, "b": 50, "c": 50, "d": 0, "e": 0}),
        ("abcd", {"a": 0, "b": 0, "c": 0, "d": 0, "e": 100}),
    ],
)
def test_redistribution_at_every_depth(missing: str, expected: dict[str, object]) -> None:
    found = fulls(appraise(tree(), zones(dict.fromkeys(missing), {})))
    assert {id_: full.limit_denominator(1000) for id_, full in found.items()} == {
        k: Fraction(str(v)) for k, v in expected.items()
    }
    assert by_hand(set(missing)) == {k: Fraction(str(v)) for k, v in expected.items()}


def test_a_pillar_that_passed_everything_on_has_no_points() -> None:
    found = appraise(tree(), zones({"d": None, "e": None, "a": 100}))
    assert of_zone(found, "a", "left", "right", "total") == ["58.34", "0.00", "58.34"]


def test_nothing_left_is_not_graded() -> None:
    found = appraise(tree(), zones(dict.fromkeys(LEAVES), {}))
    assert of_zone(found, "a", "total", "state") == [None, "not_graded"]
    assert of_zone(found, "b", "total", "state") == ["50.00", "ranked"]


def test_what_does_not_apply_leaves_its_points_to_its_siblings() -> None:
    made = tree(a=", applies: id > 10", b=", missing: zero")
    found = appraise(made, zones({"d": 5, "a": 100, "b": 80}, {"d": 50, "b": None}))
    assert fulls(found, "a") == {"a": 0, "b": 30, "c": 30, "d": 25, "e": 15}
    assert fulls(found, "b") == {"a": 10, "b": 20, "c": 30, "d": 25, "e": 15}
    assert found.scorecard.filter(pl.col("zone") == "a")["status"].to_list()[0] == "not_applicable"


def test_several_measures_share_an_indicator() -> None:
    rubric = method(
        items=item("paid"),
        top="missing: redistribute",
        points="60",
        indicators='  j: {pillar: p, zh: 乙, en: J, value: paid, unit: "1", points: 40, '
        "level: {share: 75%, scale: {0%: 0, 100%: 100}}, growth: {share: 25%, scale: {0%: 0, 100%: 1}}}\n",
    )
    found = appraise(rubric, frame([50] * 3, paid=[60, 60, None], previous__paid=[40, None, 30]))
    card = found.scorecard.sort("zone", "measure", descending=[False, True])
    full = [str(one.normalize()) for one in card["full"]]
    assert full == ["6E+1", "3E+1", "1E+1", "6E+1", "4E+1", "0", "1E+2", "0", "0"]
    assert [str(total) for total in column(found, "total")] == ["53.00", "54.00", "50.00"]


def test_a_category_without_some_of_the_tree() -> None:
    rubric = method(
        categories=TWO,
        items=item("paid"),
        top="missing: redistribute",
        pillars="  q: {zh: 二, en: Second}\n",
        points="{big: 60, small: 100}",
        indicators='  j: {pillar: q, zh: 乙, en: J, value: paid, unit: "1", '
        "points: {big: 40}, level: {scale: {0%: 0, 100%: 10}}}\n",
    )
    found = appraise(rubric, frame([50, 50, 50], paid=[5, None, None], category=["big", "big", "small"]))
    assert [str(total) for total in column(found, "total")] == ["50.00"] * 3
    assert [None if q is None else str(q) for q in column(found, "q")] == ["20.00", "0.00", None]


def test_only_where_somebody_may_leave_do_points_differ() -> None:
    others = dict.fromkeys("abce", ", missing: zero")
    found = appraise(tree(**others), zones({"d": None}, {"a": None}))
    assert fulls(found, "a") == {"a": 10, "b": 20, "c": 30, "d": 0, "e": 40}
    assert fulls(found, "b") == {"a": 10, "b": 20, "c": 30, "d": 25, "e": 15}


# rounding -------------------------------------------------------------------------------------------------------------


def test_every_step_rounds_by_itself() -> None:
    third = dict.fromkeys(LEAVES, 100 / 3)
    plain = appraise(tree(), zones(third))
    assert of_zone(plain, "a", "left", "right", "total") == ["20.00", "13.33", "33.33"]
    steps = "digits: {points: 3, indicator: 1, pillar: 1, total: 0}\n"
    steps += "rounding: {points: truncate, indicator: half_up, pillar: half_even, total: truncate}"
    mixed = appraise(tree(top=steps), zones(third))
    assert of_zone(mixed, "a", "left", "right", "total") == ["20.0", "13.3", "33"]
    points = mixed.scorecard["points"].to_list()
    assert [str(one) for one in points] == ["3.333", "6.666", "10.000", "8.333", "5.000"]


def test_finer_totals_than_points() -> None:
    top = "digits: {points: 0, indicator: 1, pillar: 2, total: 3}"
    found = appraise(tree(top=top), zones({}))
    assert of_zone(found, "a", "left", "total") == ["30.00", "51.000"]
    assert [str(one) for one in found.scorecard["points"]] == ["5", "10", "15", "13", "8"]


@pytest.mark.parametrize(("mode", "total"), [("half_up", "2"), ("half_even", "2"), ("truncate", "1")])
def test_the_total_is_rounded_as_named(mode: str, total: str) -> None:
    found = appraise(method(top=f"digits: {{points: 2, total: 0}}\nrounding: {{total: {mode}}}"), frame([1.5]))
    assert [str(one) for one in column(found, "total")] == [total]
    again = appraise(method(top=f"digits: {{points: 2, total: 0}}\nrounding: {{total: {mode}}}"), frame([2.5]))
    assert [str(one) for one in column(again, "total")] == [{"half_up": "3"}.get(mode, "2")]


def test_the_full_score_is_kept_to_nine_digits() -> None:
    rubric = tree(tail="ranking: {by: full}")
    found = appraise(rubric, zones({"a": 100 / 3}, {"a": 33.33333}))
    assert [str(one) for one in column(found, "full")] == ["48.333333333", "48.333333000"]
    assert [str(one) for one in column(found, "total")] == ["48.33", "48.33"]
    assert column(found, "rank") == [1, 2]
    digits = finest(compile_rubric(rubric)).rubric.digits
    assert {step.digits for step in (digits.points, digits.indicator, digits.pillar, digits.total)} == {9}


# adjustments and caps -------------------------------------------------------------------------------------------------


def adjusted(points: str, *bounds: str) -> Rubric:
    keys = ", ".join([f"points: {points}", *bounds])
    return method(items=item("paid", if_absent="0"), tail=f"adjustments: {{x: {{zh: 加, en: X, {keys}}}}}\n")


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ((), ["54.00", "50.01", "46.00", "50.00"]),
        (("at_most: 3",), ["53.00", "50.01", "46.00", "50.00"]),
        (("at_least: -2.5",), ["54.00", "50.01", "47.50", "50.00"]),
        (("at_most: 0", "at_least: -1"), ["50.00", "50.00", "49.00", "50.00"]),
    ],
)
def test_adjustments_and_their_limits(bounds: tuple[str, ...], expected: list[str]) -> None:
    found = appraise(adjusted("2 * paid", *bounds), frame([50] * 4, paid=[2, 0.0025, -2, 0]))
    assert [str(total) for total in column(found, "total")] == expected


def test_an_adjustment_that_cannot_be_told_leaves_no_total() -> None:
    found = appraise(adjusted("1 / paid"), frame([50, 50], paid=[0, 4]))
    assert column(found, "total") == [None, Decimal("50.25")]
    assert column(found, "adjustments") == [None, Decimal("0.25")]


def test_a_plain_number_for_everybody_and_two_of_them() -> None:
    tail = "adjustments:\n  x: {zh: 加, en: X, points: 5}\n  y: {zh: 减, en: Deducted, points: 0 - 1.005}\n"
    found = appraise(method(tail=tail), frame([50, 60]))
    assert column(found, "total") == [Decimal("53.99"), Decimal("63.99")]
    assert column(found, "adjustments") == [Decimal("3.99")] * 2


def veto(effect: str, more: str = "") -> Rubric:
    tail = f"vetoes: {{v: {{zh: 否, en: V, when: paid > 0, {effect}}}{more}}}\n"
    return method(items=item("paid"), tail=tail)


def test_a_veto_caps_the_total() -> None:
    rubric = veto("total_at_most: 60", ", w: {zh: 它, en: W, when: paid > 5, total_at_most: 40.5}")
    found = appraise(rubric, frame([90, 90, 30, 90, 90], paid=[0, 1, 1, 9, None]))
    assert [str(total) for total in column(found, "total")] == ["90.00", "60.00", "30.00", "40.50", "90.00"]
    assert column(found, "vetoes") == [[], ["v"], ["v"], ["v", "w"], []]
    assert column(found, "rank") == [1, 3, 5, 4, 1]


def test_other_vetoes_leave_the_total_alone() -> None:
    found = appraise(veto("unranked: true"), frame([90, 80], paid=[1, 0]))
    assert [str(total) for total in column(found, "total")] == ["90.00", "80.00"]


# long sums ------------------------------------------------------------------------------------------------------------


def test_many_indicators_add_up() -> None:
    """Sums of many columns are built in groups: a chain of them would take Polars minutes (fault 12)."""
    many = 150
    lines = "".join(
        f'  n{number}: {{pillar: p, zh: 指标, en: I, value: tax, unit: "1", points: 1, level: {{scale: {{0%: 0, 100%: 3}}}}}}\n'
        for number in range(many)
    )
    found = appraise(method(top=f"total: {100 + many}", indicators=lines), frame([1, 3]))
    assert [str(total) for total in column(found, "total")] == ["50.50", "153.00"]


def test_scoring_is_lazy() -> None:
    plan = compile_rubric(tree())
    parts = parts_of(plan, own_values(plan, zones({})))
    (scored,) = score(plan, parts, fit(plan, parts, 2025)).values()
    assert isinstance(scored, pl.LazyFrame)
    assert scored.select("total", "pillar:left", "indicator:a", "points:a.level").collect().row(0) == (
        5000,
        3000,
        500,
        500,
    )


def test_signed_points_that_are_missing_take_the_policy() -> None:
    rubric = method(top="missing: {points: -1}", scale="{0%: -100, 100%: 100, beyond: extend}")
    assert _totals(rubric, [None, 0, -300]) == ["-1.00", "50.00", "-100.00"]


def _totals(rubric: Rubric, tax: Sequence[float | None]) -> list[str]:
    return [str(total) for total in column(appraise(rubric, frame(tax)), "total")]
