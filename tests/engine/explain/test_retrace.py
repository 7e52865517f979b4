from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.appraisal import appraise
from scoring.engine.explain.card import card
from scoring.engine.explain.retrace import Line, Steps, Tread, in_step, magnitude, snap, tidied
from scoring.rules.rubric import Rounding, Step
from tests.engine.towns import frame, method


@given(st.fractions().filter(bool))
def test_magnitude_is_the_power_of_the_first_digit(value: Fraction) -> None:
    assert Fraction(10) ** magnitude(value) <= abs(value) < Fraction(10) ** (magnitude(value) + 1)


def test_magnitude_holds_where_logarithms_round_the_wrong_way() -> None:
    assert magnitude(Fraction(17 * 10**15 + 1, 17 * 10**6)) == 9
    assert magnitude(Fraction(10**21 - 1)) == 20
    assert magnitude(Fraction(0)) == 0


@given(st.fractions())
def test_a_tidied_value_is_tidy(value: Fraction) -> None:
    assert tidied(tidied(value)) == tidied(value)
    assert tidied(-value) == -tidied(value)
    assert abs(tidied(value) - value) <= abs(value) / 10**9


def test_one_knot_holds_everywhere() -> None:
    line = Line(((Fraction(5), Fraction(1, 2)),), below=True, above=True)
    assert [line.share(Fraction(x)) for x in (4, 5, 6)] == [Fraction(1, 2)] * 3


def test_the_last_stair_holds_what_no_other_does() -> None:
    stairs = Steps(
        (Tread(Fraction(1), True, Fraction(2), False, Fraction(1)), Tread(None, False, None, False, Fraction(0)))
    )
    assert [stairs.share(Fraction(x)) for x in (0, 1, 2)] == [0, 1, 0]


@pytest.mark.parametrize(("points", "count"), [(Fraction(1, 3), 333333333), (Fraction(-2, 3), -666666667)])
def test_points_are_counted_at_the_ninth_place(points: Fraction, count: int) -> None:
    assert snap(points) == count
    assert in_step(count, Step(2, Rounding.TRUNCATE)) in (Fraction(33, 100), Fraction(-66, 100))


def test_equal_figures_share_a_place() -> None:
    appraisal = appraise(method(value="rank(tax)", scale="{100%: 1, 0%: 4}"), frame([9.0, 7.0, 7.0, 1.0]))
    places = [card(appraisal, zone).measures[0].working.recomputed() for zone in "abcd"]
    assert places == [1, 2, 2, 4]
    values = appraisal.scorecard.sort("zone")["value"].to_list()
    assert values == [1, 2, 2, 4]


def test_a_place_of_what_is_missing_is_missing() -> None:
    appraisal = appraise(method(top="missing: zero", value="rank(tax)", scale="{100%: 1, 0%: 4}"), frame([9.0, None]))
    line = card(appraisal, "b").measures[0]
    assert (line.points, line.working.recomputed()) == (0, None)
