"""Nodes that do more than add up, scored: exact points, who is left out, and what must be refused."""

from __future__ import annotations

import math
from statistics import stdev

import polars as pl
import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.canonical import fingerprint
from scoring.engine.plan import compile_rubric
from scoring.language.problems import Rejected
from scoring.rules.reading import rubric_from_bytes
from scoring.rules.rubric import Rubric
from tests.engine.nodes import SPREAD, flat, shares
from tests.engine.towns import column, method

WAYS = [
    "arithmetic",
    "{geometric: {at_least: 1%}}",
    "minimum",
    "median",
    "penalised",
    "distance",
    "topsis",
    "{topsis: {normalise: none}}",
    "{vikor: {v: 30%}}",
    "borda",
    "copeland",
    "{power: 3}",
    "{blend: [{part: 70%, by: arithmetic}, {part: 30%, by: topsis}]}",
    "{blend: [{part: 50%, by: borda}, {part: 50%, by: vikor}]}",
]
ROWS = [(0.2, 0.9, 0.4), (0.6, 0.5, 0.7), (0.8, 0.3, 0.1), (0.5, 0.6, 0.9), (0.1, 0.2, 0.3)]


def totals(rubric: Rubric, *rows: tuple[float | None, ...]) -> list[object]:
    return [None if total is None else str(total) for total in column(appraise(rubric, shares(*rows)), "total")]


def refusals(rubric: Rubric, *rows: tuple[float | None, ...]) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as refused:
        appraise(rubric, shares(*rows))
    assert all(problem.place is not None and problem.place.line == 13 for problem in refused.value.problems)
    return [
        (problem.code, problem.facts.get("zone", problem.facts.get("child", ""))) for problem in refused.value.problems
    ]


def test_a_geometric_mean_is_rounded_once() -> None:
    assert totals(flat("geometric", [1, 1], digits=2), (0.25, 1.0), (0.5, 0.5)) == ["50.00", "50.00"]
    assert totals(flat("geometric", [1, 3], digits=2), (0.5, 0.8)) == [f"{100 * 0.5**0.25 * 0.8**0.75:.2f}"]


def test_copeland_counts_wins_and_losses() -> None:
    # a beats b (x0), b beats c, a and c split the weight evenly
    rubric = flat("copeland", [1, 1])
    assert totals(rubric, (0.9, 0.5), (0.4, 0.5), (0.3, 0.6)) == ["75.000000000", "25.000000000", "50.000000000"]


@pytest.mark.parametrize("way", WAYS)
def test_a_scale_table_of_before_gives_the_same(way: str) -> None:
    rubric = flat(way, [3, 2, 1])
    fitted = appraise(rubric, shares(*ROWS))
    frozen = appraise(rubric, shares(*ROWS), scales=fitted.scales)
    assert frozen.ranking.equals(fitted.ranking)
    alone = appraise(rubric, shares(*ROWS).filter(pl.col("zone") == "b"), scales=fitted.scales)
    assert alone.ranking["total"].item() == fitted.ranking.filter(pl.col("zone") == "b")["total"].item()


@pytest.mark.parametrize("way", WAYS)
def test_the_order_of_zones_does_not_matter(way: str) -> None:
    rubric = flat(way, [3, 2, 1])
    frame = shares(*ROWS)
    assert appraise(rubric, frame.reverse()).ranking.equals(appraise(rubric, frame).ranking)


def test_the_best_in_everything_has_all_and_the_worst_nothing() -> None:
    for way in ("topsis", "vikor", "borda", "copeland"):
        assert totals(flat(way, [2, 1], digits=2), (0.9, 0.8), (0.5, 0.6), (0.1, 0.2))[::2] == ["100.00", "0.00"]


def test_a_late_zone_beyond_the_best_has_no_more_than_all() -> None:
    for way in ("vikor", "borda", "copeland"):
        rubric = flat(way, [2, 1], digits=2)
        scales = appraise(rubric, shares((0.9, 0.8), (0.5, 0.6), (0.1, 0.2))).scales
        late = appraise(rubric, shares((1.5, 1.5), (-1.0, -1.0)), scales=scales)
        assert column(late, "total") == [100, 0]


# trees -------------------------------------------------------------------------------------------------------------------

TREE = """\
rubric: tree
edition: 2025
version: 1.0.0
zh: 树
en: Tree
digits: 4
{top}
categories: {{town: {{zh: 镇, en: Town}}}}
items:
  x0: {{unit: "1", zh: 零, en: Zero, missing: {missing}}}
  x1: {{unit: "1", zh: 一, en: One, missing: {missing}}}
  x2: {{unit: "1", zh: 二, en: Two}}
pillars:
  p: {{zh: 甲, en: P, points: 60, {p}}}
  q: {{zh: 乙, en: Q, points: 40}}
indicators:
  i0: {{pillar: p, zh: 甲一, en: P1, value: x0, unit: "1", weight: 1, level: {{scale: {{0%: 0, 100%: 1}}}}}}
  i1: {{pillar: p, zh: 甲二, en: P2, value: x1, unit: "1", weight: 2, level: {{scale: {{0%: 0, 100%: 1}}}}}}
  i2: {{pillar: q, zh: 乙一, en: Q1, value: x2, unit: "1", weight: 1, level: {{share: 50%, scale: {{0%: 0, 100%: 1}}}}, growth: {{share: 50%, value: x2, scale: {{0%: 0, 100%: 2}}}}}}
"""


def tree(*, top: str = "", p: str = "aggregate: arithmetic", missing: str = "redistribute") -> Rubric:
    return rubric_from_bytes(TREE.format(top=top, p=p, missing=missing).encode(), "tree.yaml")


def test_a_sum_over_a_geometric_pillar() -> None:
    expected = 60 * (0.4 * 0.9**2) ** (1 / 3) + 40 * 0.75 * 0.5
    assert totals(tree(p="aggregate: geometric"), (0.4, 0.9, 0.5)) == [f"{expected:.4f}"]


def test_a_geometric_total_over_sums_rests_on_shares_that_were_not_rounded() -> None:
    expected = 100 * ((0.4 + 2 * 0.9) / 3) ** 0.6 * (0.75 * 0.5) ** 0.4
    assert totals(tree(top="aggregate: geometric"), (0.4, 0.9, 0.5)) == [f"{expected:.4f}"]


def test_a_measure_that_is_left_out_leaves_its_siblings_the_weight() -> None:
    assert totals(tree(p="aggregate: geometric"), (None, 0.9, 0.5)) == [f"{60 * 0.9 + 15:.4f}"]
    expected = 100 * 0.9**0.6 * 0.375**0.4
    assert totals(tree(top="aggregate: geometric"), (None, 0.9, 0.5)) == [f"{expected:.4f}"]


def test_a_pillar_that_is_left_out_leaves_the_total_to_the_other() -> None:
    for way in ("geometric", "minimum", "median", "harmonic"):
        assert totals(tree(top=f"aggregate: {way}"), (None, None, 0.5)) == ["37.5000"]


def test_policies_fill_shares_too() -> None:
    rows = [(None, 0.8, 0.4), (0.4, 0.8, 0.4), (0.8, 0.8, 0.4)]
    filled = totals(tree(top="aggregate: {power: 2}", missing="cohort_mean"), *rows)
    assert filled[0] == totals(tree(top="aggregate: {power: 2}"), (0.6, 0.8, 0.4))[0]
    nothing = totals(tree(top="aggregate: {power: 2}", missing="zero"), *rows)
    assert nothing[0] == totals(tree(top="aggregate: {power: 2}"), (0.0, 0.8, 0.4))[0]
    five = totals(tree(top="aggregate: {power: 2}", missing="{points: 5}"), *rows)
    assert five[0] == totals(tree(top="aggregate: {power: 2}"), (0.25, 0.8, 0.4))[0]
    assert totals(tree(top="aggregate: {power: 2}", missing="not_graded"), *rows)[0] is None


def test_comparing_nodes_below_a_comparing_total() -> None:
    rows = [(0.2, 0.9, 0.4), (0.6, 0.5, 0.7), (0.8, 0.3, 0.1), (None, 0.6, 0.9)]
    rubric = tree(top="aggregate: topsis", p="aggregate: copeland")
    fitted = appraise(rubric, shares(*rows))
    assert fitted.ranking["state"].to_list() == ["ranked"] * 4
    assert set(fitted.scales["kind"]) == {"knot", "peer", "seen"}
    assert appraise(rubric, shares(*rows), scales=fitted.scales).ranking.equals(fitted.ranking)


# availability ------------------------------------------------------------------------------------------------------------


def test_a_pillar_with_too_little_is_left_out() -> None:
    # two thirds of p's points rest on x1: with x0 alone a third is known
    rubric = tree(p="available_at_least: 50%", missing="zero")
    assert totals(rubric, (0.4, None, 0.5), (None, 0.9, 0.5)) == [f"{100 * 0.375:.4f}", f"{60 * 0.6 + 15:.4f}"]


def test_enough_is_enough_to_the_last_digit() -> None:
    rubric = tree(p="available_at_least: 33.333333333333%", missing="zero")
    assert totals(rubric, (0.4, None, 0.5)) == [f"{60 * 0.4 / 3 + 15:.4f}"]


def test_a_pillar_that_is_left_out_needs_none_of_its_figures() -> None:
    rubric = tree(p="aggregate: geometric, available_at_least: 50%", missing="not_graded")
    assert totals(rubric, (0.4, None, 0.5), (None, None, 0.5), (None, 0.9, 0.5)) == ["37.5000", "37.5000", None]
    card = appraise(rubric, shares((0.4, None, 0.5))).scorecard
    assert card["status"].to_list() == ["left_out", "left_out", "scored", "scored"]
    assert [float(full) for full in card["full"]] == [0, 0, 50, 50]


def test_a_zone_with_too_little_of_everything_is_not_graded() -> None:
    rubric = tree(top="available_at_least: 70%", missing="zero")
    result = appraise(rubric, shares((0.4, None, 0.5), (None, 0.9, 0.5)))
    assert column(result, "state") == ["not_graded", "ranked"]


def test_what_does_not_apply_is_not_owed() -> None:
    text = TREE.format(top="", p="available_at_least: 60%", missing="zero")
    text = text.replace("value: x1,", "value: x1, applies: x2 > 0.4,")
    rubric = rubric_from_bytes(text.encode(), "tree.yaml")
    assert totals(rubric, (0.4, None, 0.3), (0.4, None, 0.5)) == [f"{60 * 0.4 + 9:.4f}", f"{100 * 0.375:.4f}"]
    everything = text.replace("value: x0,", "value: x0, applies: x2 > 0.4,")
    assert totals(rubric_from_bytes(everything.encode(), "tree.yaml"), (0.4, 0.4, 0.3)) == [f"{100 * 0.225:.4f}"]


# refused -----------------------------------------------------------------------------------------------------------------


def test_zero_and_negative_shares_under_a_geometric_mean_are_named() -> None:
    rubric = flat("geometric", [1, 1])
    assert refusals(rubric, (0.0, 0.5), (0.5, 0.5), (-0.5, 0.5)) == [("S156", "a"), ("S156", "c")]
    assert refusals(flat("harmonic", [1, 1]), (0.0, 0.5)) == [("S156", "a")]


def test_points_out_of_all_bounds_are_named() -> None:
    assert ("S121", "a") in refusals_anywhere(flat("{power: 2}", [1, 1]), (1e9, 0.5))


def refusals_anywhere(rubric: Rubric, *rows: tuple[float | None, ...]) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as refused:
        appraise(rubric, shares(*rows))
    return [(problem.code, problem.facts["zone"]) for problem in refused.value.problems]


@pytest.mark.parametrize("way", ["topsis", "vikor", "borda", "copeland"])
def test_one_zone_cannot_be_compared(way: str) -> None:
    assert refusals(flat(way, [1, 1]), (0.5, 0.5)) == [("S153", "i0")]


@pytest.mark.parametrize("way", ["topsis", "vikor", "borda", "copeland"])
def test_all_missing_cannot_be_compared(way: str) -> None:
    assert refusals(flat(way, [1, 1]), (0.5, None), (0.4, None)) == [("S153", "i1")]


def test_a_constant_column_is_named() -> None:
    rows = [(0.5, 0.5), (0.5, 0.7), (0.5, 0.9)]
    assert refusals(flat("vikor", [1, 1]), *rows) == [("S154", "i0")]
    assert totals(flat("topsis", [1, 1], digits=1), *rows) == ["0.0", "50.0", "100.0"]  # no difference, no distance
    assert refusals(flat("topsis", [1, 1]), (0.5, 0.5), (0.5, 0.5)) == [("S154", "i0, i1")]
    assert refusals(flat("topsis", [1, 1]), (0.0, 0.5), (0.0, 0.6)) == [("S154", "i0")]


def test_vikor_without_a_difference_is_named() -> None:
    assert refusals(flat("vikor", [1, 1]), (1.0, 0.0), (0.0, 1.0)) == [("S155", "")]


def test_a_table_without_the_ends_is_refused() -> None:
    rubric = flat("vikor", [1, 1])
    fitted = appraise(rubric, shares((0.9, 0.8), (0.5, 0.6), (0.1, 0.9)))
    with pytest.raises(Rejected) as refused:
        appraise(rubric, shares((0.9, 0.8)), scales=fitted.scales.filter(pl.col("kind") != "extreme"))
    assert refused.value.problems[0].code == "S110"


def test_ranking_by_the_full_score() -> None:
    rubric = flat("geometric", [1, 1], digits=0, top="ranking: {by: full}")
    result = appraise(rubric, shares((0.5, 0.5001), (0.5, 0.5), (0.5, 0.5002)))
    assert column(result, "rank") == [2, 3, 1]
    assert math.isclose(float(column(result, "full")[0]), 100 * math.sqrt(0.5 * 0.5001), abs_tol=1e-9)  # type: ignore[arg-type]


def test_nodes_that_add_up_need_no_shares() -> None:
    assert "share:" not in str(
        appraise(method(), pl.DataFrame({"zone": ["a"], "tax": [5.0]}))._scored["town"].explain()
    )


def test_spread_scales_run_from_nothing_to_all() -> None:
    rubric = flat("{topsis: {normalise: none}}", [1, 1], scale=SPREAD, digits=2)
    assert totals(rubric, (1, 5), (2, 6), (3, 7)) == ["0.00", "50.00", "100.00"]


# weights by the data over nodes that do more than add up ----------------------------------------------------------------


def test_weights_by_the_data_look_at_the_shares_of_nodes() -> None:
    text = TREE.format(top="weights: deviation", p="aggregate: geometric", missing="redistribute")
    rubric = rubric_from_bytes(text.replace(", points: 60", "").replace(", points: 40", "").encode(), "tree.yaml")
    rows = [(0.2, 0.9, 0.4), (0.6, 0.5, 0.7), (0.8, 0.3, 0.1)]
    result = appraise(rubric, shares(*rows))
    geometric, halves = [(a * b * b) ** (1 / 3) for a, b, _ in rows], [0.75 * c for *_, c in rows]
    spread = [stdev(geometric), stdev(halves)]
    weights = result.scales.filter(kind="weight")["at"].to_list()
    assert weights == pytest.approx([one / sum(spread) for one in spread], rel=1e-9)
    assert sum(pillar.full["town"] for pillar in result.plan.rubric.pillars.values()) == 100


def test_weights_by_the_data_cannot_wait_for_nodes_that_compare() -> None:
    text = TREE.format(top="weights: entropy", p="aggregate: topsis", missing="redistribute")
    with pytest.raises(Rejected) as refused:
        rubric_from_bytes(text.replace(", points: 60", "").replace(", points: 40", "").encode(), "tree.yaml")
    assert [problem.code for problem in refused.value.problems] == ["R189"]


# what the recount found ----------------------------------------------------------------------------------------------


def test_a_child_left_out_does_not_cap_the_least_of_the_others() -> None:
    """The share that stands in for a child that is left out is 1, and another's may be more."""
    rubric = flat("minimum", [1, 1], missing=["redistribute"])
    assert totals(rubric, (None, 1.5), (1.2, 1.5)) == ["150.000000000", "120.000000000"]


def test_a_harmonic_mean_takes_nothing_negative() -> None:
    assert refusals(flat("harmonic", [1, 1]), (-0.3, 0.5), (0.5, 0.5)) == [("S156", "a")]


def test_a_penalty_never_turns_a_negative_mean_into_points() -> None:
    assert totals(flat("penalised", [1, 1]), (-1.0, 0.8), (0.5, 0.5)) == ["0E-9", "50.000000000"]


def test_a_third_is_at_no_distance_from_a_third() -> None:
    """What was seen has twelve digits, a zone's own share more: one that lacks the rest cannot be placed, and is told."""
    rubric = flat("{topsis: {normalise: none}}", [1, 1], missing=["not_graded", "redistribute"])
    rows = [(1 / 3, 0.5), (1 / 3, 0.7), (1 / 3, None)]
    assert refusals(rubric, *rows) == [("S156", "c")]


def test_nodes_above_one_that_cannot_compare_are_not_blamed() -> None:
    for inner in ("vikor", "borda", "copeland", "topsis"):
        rubric = tree(top="aggregate: vikor", p=f"aggregate: {inner}")
        with pytest.raises(Rejected) as refused:
            appraise(rubric, shares((0.5, None, 0.4), (0.4, None, 0.5), (0.3, None, 0.9)))
        assert [(p.code, p.facts["node"]) for p in refused.value.problems] == [("S153", "p")]


def test_every_category_that_cannot_compare_is_named() -> None:
    text = TREE.replace("town: {{zh: 镇, en: Town}}", "town: {{zh: 镇, en: Town}}, city: {{zh: 市, en: City}}")
    rubric = rubric_from_bytes(text.format(top="", p="aggregate: borda", missing="zero").encode(), "tree.yaml")
    frame = shares((0.5, 0.4, 0.5), (0.5, 0.4, 0.5)).with_columns(category=pl.Series(["town", "city"]))
    with pytest.raises(Rejected) as refused:
        appraise(rubric, frame)
    assert [(p.code, p.facts["category"]) for p in refused.value.problems] == [("S153", "town"), ("S153", "city")]


def test_a_zone_without_the_node_is_no_end_of_it() -> None:
    """Of three zones VIKOR compares two; the third is left out of the node, for want of half of its values."""
    rubric = tree(p="aggregate: {vikor: {v: 100%}}, available_at_least: 70%", missing="zero")
    rows: list[tuple[float | None, ...]] = [(0.2, 0.4, 1.0), (0.6, 0.8, 1.0), (None, 0.9, 1.0)]
    assert totals(rubric, *rows)[1:] == ["90.0000", "75.0000"]  # the second of two is the best; 40 · 75 % is 30
    alone = tree(p="aggregate: {vikor: {v: 100%}}", missing="redistribute")
    gone: list[tuple[float | None, ...]] = [(0.2, 0.4, 1.0), (0.6, 0.8, 1.0), (None, None, 1.0)]
    assert totals(alone, *gone) == ["30.0000", "90.0000", "75.0000"]


@pytest.mark.parametrize("missing", ["zero", "cohort_mean", "not_graded", "{points: -3}"])
def test_what_is_left_out_has_no_points_whatever_missing_values_do(missing: str) -> None:
    rubric = tree(p="available_at_least: 70%", missing=missing)
    card = appraise(rubric, shares((0.4, None, 0.5), (0.2, 0.4, 0.5))).scorecard
    assert [float(points) for points in card["points"][:2]] == [0, 0]
    assert card["status"].to_list()[:2] == ["left_out", "left_out"]


def test_nothing_below_a_node_left_out_is_objected_to() -> None:
    text = TREE.replace("  q: {{", "  o: {{parent: p, zh: 丙, en: O, points: 60, aggregate: geometric}}\n  q: {{")
    text = text.replace("{{pillar: p,", "{{pillar: o,")
    made = text.format(top="", p="available_at_least: 70%", missing="zero")
    rubric = rubric_from_bytes(made.encode(), "tree.yaml")
    assert totals(rubric, (0.0, None, 0.5)) == ["37.5000"]
    assert refusals_anywhere(rubric, (0.0, 0.5, 0.5)) == [("S156", "a")]


def test_how_a_node_is_made_is_part_of_the_method() -> None:
    ways = [*WAYS, "{vikor: {v: 40%}}", "{power: 4}", "{penalised: {strength: 2}}"]
    plans = [compile_rubric(flat(way, [1, 1])) for way in ways]
    plans.append(compile_rubric(flat("topsis", [1, 1], node="available_at_least: 50%")))
    assert len({fingerprint(plan) for plan in plans}) == len(plans)
