from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.engine.advise.overtaking import Overtaking, next_ahead
from scoring.engine.appraisal import Appraisal, appraise
from scoring.engine.explain.one_zone import OneZone
from tests.engine.towns import frame, item, method


def race(tax: list[float | None], zone: str = "b", tail: str = "", **columns: list[float | None]) -> Overtaking:
    items = "".join(item(name) for name in columns)
    appraisal: Appraisal = appraise(method(top="missing: zero", items=items, tail=tail), frame(tax, **columns))
    one = OneZone(appraisal, zone)
    ahead = next_ahead(one)
    assert ahead is not None
    return Overtaking(one, ahead)


def test_the_nearest_ahead_is_overtaken_and_the_first_has_nobody() -> None:
    found = race([90.0, 50.0, 70.0])
    assert (found.ahead.zone, found.gap, found.shared) == ("c", 20, True)
    assert next_ahead(OneZone(found.one.appraisal, "a")) is None


@pytest.mark.parametrize(("ties", "gap", "shared"), [("standard", 20, True), ("ordinal", Fraction("20.01"), False)])
def test_ties_decide_what_is_enough(ties: str, gap: Fraction, shared: bool) -> None:
    found = race([70.0, 50.0], tail=f"ranking: {{ties: {ties}}}")
    assert (found.gap, found.shared) == (gap, shared)
    assert found.gains("i.level", Fraction(7, 10)) == shared
    assert found.gains("i.level", Fraction(71, 100))


def test_who_loses_a_tie_needs_more_and_a_missing_tie_breaker_is_last() -> None:
    lost = race([70.0, 50.0], tail="ranking: {break: [c]}", c=[5.0, 1.0])
    assert (lost.gap, lost.shared) == (Fraction("20.01"), False)
    won = race([70.0, 50.0], tail="ranking: {break: [c]}", c=[None, 1.0])
    assert (won.gap, won.shared) == (20, False)


def test_a_cap_holds_the_total_down() -> None:
    veto = "vetoes:\n  v: {zh: 封顶, en: Cap, when: c > 0, total_at_most: 60}"
    held = race([70.0, 50.0], tail=veto, c=[0.0, 1.0])
    assert not held.gains("i.level", Fraction(1))
    assert held.held_down("i.level", Fraction(1))
    assert not held.held_down("i.level", None)
    free = race([70.0, 50.0], tail=veto, c=[0.0, 0.0])
    assert not free.held_down("i.level", Fraction(1))


def test_a_figure_handed_in_after_all_counts() -> None:
    found = race([70.0, None])
    assert found.one.shares["i.level"] is None
    assert found.full_with("i.level") == 100
    assert found.gains("i.level", Fraction(7, 10))
    assert not found.gains("i.level", Fraction(69, 100))
