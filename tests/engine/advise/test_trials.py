from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from scoring.engine.advise.trials import Change, Trials, decimals
from scoring.engine.appraisal import appraise
from scoring.engine.explain.one_zone import OneZone
from tests.engine.towns import frame, item, method


def trials(tax: list[float], scale: str = "{0%: 0, 100%: 100}", bounds: str = "") -> Trials:
    """Zone ``b`` against ``a``; the totals rest on ``money`` alone."""
    indicators = (
        f"  j: {{pillar: p, zh: 乙, en: J, value: money, unit: 万元, points: 100, level: {{scale: {scale}}}}}\n"
    )
    money = item("money", unit=f"万元{bounds}")
    rubric = method(top="missing: zero", items=money, points="0", indicators=indicators)
    return Trials(OneZone(appraise(rubric, frame([1.0] * len(tax), money=tax)), "b"), "a")


def smallest(own: Trials, *, up: bool) -> Decimal | None:
    return own.smallest([Change("money", up=up)]).get(Change("money", up=up))


def test_the_smallest_step_that_gains_the_place() -> None:
    assert smallest(trials([70.0, 50.0]), up=True) == 20
    assert smallest(trials([70.5, 50.0]), up=True) == Decimal("20.5")
    assert smallest(trials([20.0, 50.0], "{100%: 0, 0%: 100}"), up=False) == -30


def test_no_change_beyond_all_measure_or_the_items_bounds() -> None:
    assert smallest(trials([90.0, 10.0]), up=True) is None
    assert smallest(trials([70.0, 50.0], bounds=", at_most: 69"), up=True) is None
    assert smallest(trials([70.0, 50.0], bounds=", at_most: 80"), up=True) == 20
    assert smallest(trials([20.0, 50.0], "{100%: 0, 0%: 100}", ", at_least: 15"), up=False) == -30
    assert smallest(trials([20.0, 50.0], "{100%: 0, 0%: 100}", ", at_least: 20.5"), up=False) is None


def test_what_is_nothing_may_become_as_much_as_anybody_has() -> None:
    assert smallest(trials([70.0, 0.0]), up=True) == 70
    assert smallest(trials([70.0, 0.0]), up=False) is None
    assert trials([70.0, 0.0]).smallest([]) == {}


@pytest.mark.parametrize(("figures", "most"), [([1.0, 2.5], 1), ([1.0, None], 0), ([0.1234567], 4), ([100.0], 0)])
def test_decimals_are_those_handed_in(figures: list[float | None], most: int) -> None:
    assert decimals(pl.Series(figures, dtype=pl.Float64)) == most
