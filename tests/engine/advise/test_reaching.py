from __future__ import annotations

from decimal import Decimal

import pytest

from scoring.engine.advise.advice import next_place
from scoring.engine.advise.parts import Advice, Refused, Suggestion
from scoring.engine.appraisal import appraise
from tests.engine.towns import frame, item, method

#: A second measure, which alone decides who is ahead unless a test says otherwise.
SECOND = '  j: {pillar: p, zh: 乙, en: J, value: b, unit: "1", points: %s, level: {scale: {0%%: 0, 100%%: 100}}}\n'


def advised(
    tax: list[float | None], b: list[float], points: int = 90, top: str = "missing: zero", **changes: str
) -> Advice:
    """Advice to ``b``; the first measure has so many points and its scale, the second has the rest."""
    rubric = method(top=top, items=item("b"), points=str(points), indicators=SECOND % (100 - points), **changes)
    return next_place(appraise(rubric, frame(tax, b=b)), "b")


def suggested(advice: Advice, measure: str = "i.level") -> Suggestion:
    return next(said for said in advice.suggestions if said.measure == measure)


def refused(advice: Advice, measure: str = "i.level") -> Refused:
    return next(said for said in advice.refused if said.measure == measure)


def test_nothing_below_nothing_is_advised() -> None:
    advice = advised([0, 0], [100, 0], scale="{100%: -100, 0%: 100}")
    assert refused(advice).why == "below_zero"
    with_losses = advised([0, 0, -50], [100, 0, 0], scale="{100%: -100, 0%: 100}")
    said = suggested(with_losses)
    assert (said.relation, said.to) == ("<=", -23)


NARROW = "{bands: [{from: 50.0000000012, to: 50.0000000013, share: 100%}, {otherwise: 50%}]}"


@pytest.mark.parametrize("own", [10.0, None])
def test_a_value_nobody_could_hand_in_is_not_advised(own: float | None) -> None:
    assert refused(advised([10, own], [100, 0], scale=NARROW)).why == "not_enough"


def test_any_value_at_all_may_be_enough() -> None:
    scale = "{bands: [{from: 100, share: 100%}, {otherwise: 50%}]}"
    said = suggested(advised([0, None, -5], [100, 0, 0], scale=scale))
    assert (said.relation, said.value, said.missing[0].value, said.figures) == ("any", None, None, ())
    at_least_nothing = suggested(advised([0, None, 5], [100, 0, 0], scale=scale))
    assert (at_least_nothing.relation, at_least_nothing.to) == (">=", 0)


def test_a_missing_figure_is_advised_from_the_open_end() -> None:
    up = suggested(advised([60, None], [0, 0], scale="{0%: 0, 100%: 100}"))
    assert (up.relation, up.to, up.until) == (">=", 60, None)
    down = suggested(advised([40, None, -1], [0, 0, 0], scale="{100%: 0, 0%: 100}"))
    assert (down.relation, down.to) == ("<=", 40)
    inside = suggested(advised([40, None], [0, 0], scale="{lines: [[20, 0%], [40, 100%], [60, 0%]]}"))
    assert (inside.to, inside.relation) == (40, ">=")
    both = suggested(advised([45, None], [0, 0], scale="{bands: [{from: 40, to: 50, share: 100%}, {otherwise: 0%}]}"))
    assert (both.relation, both.to, both.until) == (">=", 40, 50)


def test_a_band_from_above_has_another_end() -> None:
    said = suggested(advised([45, 60], [0, 0], scale="{bands: [{from: 40, below: 50, share: 100%}, {otherwise: 0%}]}"))
    assert (said.relation, said.limit, said.to, said.until) == ("<", 50, 49, 40)
    bottom = suggested(advised([0, 60], [0, 0], scale="{bands: [{from: 0, below: 50, share: 100%}, {otherwise: 0%}]}"))
    assert (bottom.relation, bottom.limit, bottom.until) == ("<", 50, None)


def test_a_formula_is_searched_among_the_values_that_are_seen() -> None:
    said = suggested(advised([60, 40], [0, 0], scale='{formula: "x / 100"}'))
    assert (said.relation, said.to, said.points_then) == (">=", 60, Decimal("54.00"))
    down = suggested(advised([-5, 40], [0, 0], scale='{formula: "1 - x / 100"}'))
    assert (down.relation, down.to) == ("<=", -5)


def test_a_formula_that_turns_is_not_searched() -> None:
    wave = '{formula: "0.5 - abs(x - round(x / 10) * 10) / 100"}'
    assert refused(advised([60, 43], [100, 0], scale=wave)).why in ("turning", "not_enough")
    assert refused(advised([60, None], [0, 0], scale='{formula: "x / 100"}')).why == "turning"
    sight = refused(advised([60, 59], [100, 0], scale='{formula: "x / 1000"}'))
    assert sight.why == "out_of_sight"


def test_a_measure_without_points_is_not_spoken_of() -> None:
    advice = advised([60, 40], [100, 0], points=0, scale='{formula: "x / 100"}')
    assert [said.measure for said in (*advice.suggestions, *advice.refused)] == ["j.level"]
    assert suggested(advice, "j.level").to == 100


def test_values_are_told_in_the_decimals_the_method_rounds_to() -> None:
    said = suggested(advised([60, 40], [0, 0], top="missing: zero\ndigits: {value: 1, total: 3}", value='"tax / 3"'))
    assert (said.value, said.to) == (Decimal("13.3"), 20)


def test_values_that_are_sums_have_the_decimals_of_their_figures() -> None:
    said = suggested(advised([60.25, 40], [0, 0], points=100, value='"tax + b"'))
    assert (said.value, said.to) == (40, Decimal("60.25"))
    other = suggested(advised([60.25, 40], [0, 0], points=100, value='"tax * 1"'))
    assert (other.value, other.to) == (40, Decimal("60.25"))


@pytest.mark.parametrize(
    ("formula", "figures", "behind", "to", "relative"),
    [("growth(tax)", [140.0, 120.0], "b", 40, "0.166667"), ("-growth(tax)", [60.0, 90.0], "b", 40, "0.333333")],
)
def test_a_growth_is_measured_by_what_grows(
    formula: str, figures: list[float], behind: str, to: int, relative: str
) -> None:
    """From 120 to 140 of last year's 100 is a sixth more; from 90 down to 60 is a third less."""
    rubric = method(
        items=item("b"),
        value=f'"{formula} * 100"',
        scale="{0%: -100, 100%: 100}",
        points="50",
        indicators=(
            f'  g: {{pillar: p, zh: 增, en: G, value: "{formula}", unit: "%", points: 50, level: {{scale: {{0%: -200, 100%: 200}}}}}}\n'
        ),
    )
    appraisal = appraise(rubric, frame(figures, previous__tax=[100.0, 100.0], b=[0.0, 0.0]))
    said = suggested(next_place(appraisal, behind), "g.level")
    assert said.value is not None
    assert said.to > said.value
    factor = 100 if formula == "growth(tax)" else -100
    assert said.relative == round(abs(said.to - said.value) / abs(said.value + factor), 6)


def test_a_lower_bound_is_earned_with_whatever_is_handed_in() -> None:
    said = suggested(advised([30, None], [0, 0], scale="{0%: 0, 100%: 100}, at_least: 50%"))
    assert (said.relation, said.to, said.points_then) == (">=", 0, Decimal("45.00"))
