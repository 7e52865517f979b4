"""A zone's share tree in plain numbers comes to the engine's own points, whatever the nodes do."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.advise.advice import next_place
from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.explain.card import card
from scoring.engine.explain.one_zone import OneZone
from scoring.engine.explain.totals import Earned
from scoring.language.problems import Rejected
from tests.engine.nodes import flat, shares
from tests.engine.test_aggregation import ROWS, WAYS, tree


def retold(appraisal: Appraisal, zone: str) -> Fraction:
    one = OneZone(appraisal, zone)
    counts = {id_: int(Fraction(scored.points or 0) * 10**9) for id_, scored in one.scored.items()}
    return one.tree.sums(Earned(counts, one.shares), one.counting, Fraction(0), appraisal.rubric.digits, None).total


def agree(appraisal: Appraisal) -> None:
    for zone, total in appraisal.ranking.select("zone", "total").iter_rows():
        if total is not None:
            assert abs(retold(appraisal, zone) - Fraction(total)) <= Fraction(1, 10**6), zone


@pytest.mark.parametrize("way", WAYS)
def test_every_way(way: str) -> None:
    agree(appraise(flat(way, [3, 2, 1]), shares(*ROWS)))


SHARE = st.none() | st.integers(1, 99).map(lambda share: share / 100)


@settings(max_examples=40)
@given(
    st.sampled_from(WAYS),
    st.sampled_from(WAYS),
    st.sampled_from(["zero", "redistribute", "cohort_mean", "not_graded"]),
    st.booleans(),
    st.lists(st.tuples(SHARE, SHARE, st.integers(1, 99).map(lambda share: share / 100)), min_size=4, max_size=8),
)
def test_trees(top: str, inner: str, missing: str, picky: bool, rows: list[tuple[float | None, ...]]) -> None:
    available = ", available_at_least: 50%" if picky else ""
    rubric = tree(
        top=f"aggregate: {top}",
        p=f"aggregate: {inner}{available}",
        missing=missing,
    )
    try:
        appraisal = appraise(rubric, shares(*rows))
    except Rejected as refused:
        codes = {problem.code for problem in refused.problems}
    else:
        codes = set()
        close(appraisal)
    assert codes <= {"S105", "S153", "S154", "S155", "S156"}


def close(appraisal: Appraisal) -> None:
    for zone, total in appraisal.ranking.select("zone", "total").iter_rows():
        if total is not None:  # measures' points are printed with four digits, so shares are known to about as many
            assert abs(retold(appraisal, zone) - Fraction(total)) <= Fraction(1, 50), zone


@pytest.mark.parametrize("way", WAYS)
def test_cards_and_advice_are_made(way: str) -> None:
    appraisal = appraise(flat(way, [3, 2, 1]), shares(*ROWS))
    last = appraisal.ranking.filter(state="ranked")["zone"].to_list()[-1]
    assert card(appraisal, last).standing.total is not None
    advice = next_place(appraisal, last)
    assert advice.suggestions or advice.refused


def test_advice_is_enough_under_a_geometric_mean() -> None:
    rubric = flat("geometric", [1, 1], digits=2)
    appraisal = appraise(rubric, shares((0.5, 0.9), (0.5, 0.8)))
    first = next_place(appraisal, "b").suggestions[0]
    moved = appraise(
        rubric, shares((0.5, 0.9), (0.5, float(first.to)) if first.measure == "i1.level" else (float(first.to), 0.8))
    )
    assert moved.ranking.filter(zone="b")["rank"].item() == 1


def test_a_veto_that_caps_a_node_made_of_shares() -> None:
    rubric = flat(
        "geometric", [1, 1], digits=2, top="vetoes: {v: {zh: 否决, en: Veto, when: x0 > 0.8, total_at_most: 60}}"
    )
    appraisal = appraise(rubric, shares((0.9, 0.9), (0.5, 0.5)))
    standing = card(appraisal, "a").standing
    assert (standing.total, standing.uncapped) == (60, 90)
