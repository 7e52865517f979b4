"""How nodes were made, as the card tells it: with the engine's own points, and nothing of what is not there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.explain.card import card
from scoring.engine.explain.parts import NodeLine
from tests.engine.nodes import flat, shares
from tests.engine.test_aggregation import ROWS, WAYS, tree

THREE: list[tuple[float | None, ...]] = [(0.4, 0.9, 0.5), (0.8, 0.3, 0.9), (None, 0.6, 0.7)]


def made(zone: str, **changes: str) -> list[NodeLine]:
    return list(card(appraise(tree(**changes), shares(*THREE)), zone).made)


@pytest.mark.parametrize("way", WAYS)
def test_full_times_share_is_the_points_of_the_ranking(way: str) -> None:
    result = appraise(flat(way, [3, 2, 1], digits=4), shares(*ROWS))
    for zone, points in result.ranking.select("zone", "p").iter_rows():
        for line in card(result, zone).made:
            assert line.points == points
            assert abs(line.full * line.share - points) <= Decimal("0.00006")


def test_children_have_their_shares_and_weights() -> None:
    (line,) = made("a", p="aggregate: geometric")
    assert [(c.share, c.weight) for c in line.children] == [
        (Decimal("0.400000000"), Decimal("0.333333333")),
        (Decimal("0.900000000"), Decimal("0.666666667")),
    ]
    assert (line.id, line.full, line.points) == ("p", 60, Decimal("41.2097"))


def test_a_child_that_is_left_out_is_not_told() -> None:
    (line,) = made("c", p="aggregate: geometric")
    assert [(child.label.en, child.weight) for child in line.children] == [("P2", 1)]


def test_the_total_comes_last() -> None:
    assert [line.id for line in made("a", top="aggregate: minimum", p="aggregate: geometric")] == ["p", ""]


def test_nothing_is_told_of_what_is_not_known_or_left_out() -> None:
    assert made("c", top="aggregate: minimum", p="aggregate: geometric", missing="not_graded") == []
    assert made("c", p="aggregate: geometric, available_at_least: 80%", missing="zero") == []
    assert made("a") == []


def test_points_in_place_of_a_value_are_a_part_of_what_the_measure_has() -> None:
    """Of 60 points x0 has 20: 5 given for it are a quarter."""
    (line,) = made("c", p="aggregate: {power: 2}", missing="{points: 5}")
    assert [child.share for child in line.children] == [Decimal("0.250000000"), Decimal("0.600000000")]


def test_what_siblings_pass_on_does_not_make_such_a_part_smaller() -> None:
    rubric = flat("{power: 2}", [1, 1, 2], digits=4, missing=["{points: 10}", "redistribute"])
    result = appraise(rubric, shares((None, None, 0.5), (0.3, 0.3, 0.3)))
    (line,) = card(result, "a").made
    assert [child.share for child in line.children] == [Decimal("0.400000000"), Decimal("0.500000000")]
    assert line.points == result.ranking.filter(zone="a")["p"].item() == Decimal("46.9042")
