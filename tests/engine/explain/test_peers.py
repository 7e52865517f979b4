from __future__ import annotations

import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.explain.card import card
from scoring.engine.explain.parts import Peers
from tests.engine.towns import TWO, frame, method


def peers(tax: list[float | None], **changes: str) -> Peers:
    return card(appraise(method(top="missing: zero", **changes), frame(tax)), "a").measures[0].peers


@pytest.mark.parametrize(
    ("scale", "best"),
    [
        ("{0%: 0, 100%: 100}", 90),
        ("{100%: 0, 0%: 100}", 10),
        ("{lines: [[0, 0%], [40, 100%], [60, 0%]]}", 40),
        ("{bands: [{from: 50, share: 100%}, {from: 20, share: 50%}, {otherwise: 0%}]}", 90),
        ("{bands: [{below: 20, share: 100%}, {otherwise: 0%}]}", 10),
        ("{bands: [{from: 30, to: 50, share: 100%}, {otherwise: 0%}]}", 40),
        ("{bands: [{otherwise: 50%}]}", 40),  # all the same: the nearest to the median
        ('{formula: "x / 100"}', 90),
        ('{formula: "1 / (1 + x)"}', 10),
        ('{formula: "1 - abs(x - 40) / 100"}', 40),
    ],
)
def test_the_best_is_what_the_scale_makes_best(scale: str, best: int) -> None:
    found = peers([10.0, 90.0, 40.0], scale=scale)
    assert (found.n, found.median, found.best) == (3, 40, best)


def test_without_values_there_is_neither_median_nor_best() -> None:
    assert peers([None, None]) == Peers(0, None, None)


def test_zones_that_failed_an_entry_condition_are_no_peers() -> None:
    gate = "gates:\n  small: {zh: 规模, en: Size, must: tax < 80, otherwise: unranked}"
    assert peers([10.0, 90.0, 40.0, 30.0], tail=gate) == Peers(3, 30, 40)


def test_a_cohort_of_all_reaches_over_categories() -> None:
    indicators = '  j: {pillar: p, zh: 乙, en: J, value: tax, unit: "1", cohort: all, points: 50, level: {scale: {0%: 0, 100%: 9}}}\n'
    rubric = method(categories=TWO, points="50", indicators=indicators)
    own = card(appraise(rubric, frame([1.0, 2.0, 6.0], category=["big", "big", "small"])), "a")
    assert [line.peers.best for line in own.measures] == [2, 6]


def test_of_values_a_formula_has_no_answer_to_none_is_best() -> None:
    assert peers([0.0, 0.0], scale='{formula: "log(x)"}') == Peers(2, 0, None)
