from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.engine.appraisal import appraise
from scoring.engine.explain.arithmetic import Arithmetic, ShareStep, plain, shortened
from scoring.engine.explain.card import card
from scoring.engine.explain.parts import MeasureLine
from tests.engine.towns import TWO, frame, item, method


def steps(tax: list[float], **changes: str) -> Arithmetic:
    """The arithmetic of the first zone."""
    made = card(appraise(method(**changes), frame(tax)), "a").measures[0].arithmetic
    assert made is not None
    return made


def test_a_value_next_to_an_edge_is_printed_far_enough_to_be_in_its_band() -> None:
    made = steps([69.99996, 10.0], scale="{bands: [{from: 70, share: 100%}, {otherwise: 40%}]}")
    assert (made.value, made.digits, made.share.band) == (Decimal("69.99996"), 5, 1)
    assert made.points.points == 40


def test_knots_close_together_are_told_apart() -> None:
    made = steps([50.00003, 10.0], scale="{lines: [[50.00001, 0%], [50.00005, 100%]]}")
    assert [corner.at for corner in made.share.corners] == [Decimal("50.00001"), Decimal("50.00005")]
    assert made.points.points == 50


def test_a_value_is_printed_within_its_two_knots() -> None:
    made = steps([49.9961, 10.0], scale="{lines: [[40, 0%], [49.9962, 100%]]}")
    assert made.share.corners[0].at <= made.value <= made.share.corners[1].at
    assert made.points.recomputed() == Fraction(made.points.points)
    beyond = steps([0.004, 10.0], scale="{lines: [[0.0041, 0%], [50, 100%]]}")
    assert beyond.share.how == "held"


def test_a_knot_is_printed_far_enough_not_to_fall_short_of_a_value_that_is_rounded() -> None:
    """To two decimals the upper knot would be 50.00, below the value."""
    made = steps([50.004, 10.0], top="digits: {value: 3}", scale="{lines: [[40, 0%], [50.0044, 100%]]}")
    assert (made.value, made.digits) == (Decimal("50.004"), 3)
    assert made.share.corners[1].at == Decimal("50.004")
    assert made.points.recomputed() == made.points.points


def test_a_ninth_of_points_is_cut_to_what_is_enough() -> None:
    made = steps([1.0, 3.0], value='"tax / 3"', scale="{0%: 0, 100%: 3}")
    assert (made.value, made.ends) == (Decimal("0.3333"), False)
    assert (made.share.share, made.points.points) == (Decimal("0.1111"), Decimal("11.11"))


#: Their product is a shade above 709.78, beyond which ``exp`` gives nothing; in floating point it is just that.
NEARLY, TOO_MUCH = 1.3, 545.9846153846154


def test_the_engines_value_is_told_where_only_the_last_bit_of_a_float_let_it_be() -> None:
    rubric = method(items=item("b"), value='"exp(tax * b) / exp(709)"')
    line = card(appraise(rubric, frame([NEARLY, 1.0], b=[TOO_MUCH, 1.0])), "a").measures[0]
    assert line.working.recomputed() is None
    assert line.points == Decimal("2.18")
    assert line.arithmetic is not None
    assert line.arithmetic.points.recomputed() == line.points


def test_without_arithmetic_that_leads_to_the_points_none_is_printed() -> None:
    scale = f'{{formula: "exp(x * {TOO_MUCH}) / exp(709)"}}, at_most: 90%'
    line = card(appraise(method(scale=scale), frame([NEARLY, 1.0])), "a").measures[0]
    assert (line.points, line.arithmetic, line.share) == (90, None, None)


def test_a_share_that_cannot_be_worked_out_is_no_share() -> None:
    absent = card(appraise(method(top="missing: zero"), frame([None, 1.0])), "a").measures[0]
    step = ShareStep("formula", (), None, absent.working, Decimal(0), None, Decimal(0))
    with pytest.raises(AssertionError):
        step.recomputed(Decimal(0))


@pytest.mark.parametrize(
    ("value", "printed"), [("1.500", "1.5"), ("0.00", "0"), ("-0.0", "0"), ("100", "100"), ("-2.50", "-2.5")]
)
def test_needless_zeros_go(value: str, printed: str) -> None:
    assert str(plain(Decimal(value))) == printed


def test_a_half_is_rounded_away_from_nothing() -> None:
    assert [shortened(Fraction(n, 8), 2) for n in (1, -1)] == [Decimal("0.13"), Decimal("-0.13")]


# cohorts ---------------------------------------------------------------------------------------------------------


def led_to_its_points(line: MeasureLine) -> None:
    """Figures give the value, the value the share, the share the points."""
    made = line.arithmetic
    assert made is not None
    value = line.working.recomputed()
    assert isinstance(value, Fraction)
    assert shortened(value, made.digits) == made.value
    raw = made.share.recomputed(made.value)
    assert abs(raw - Fraction(made.share.raw)) <= Fraction(1, 1000)
    assert made.points.recomputed() == Fraction(made.points.points) == line.points


def test_each_cohort_has_its_own_sum_below_the_same_share() -> None:
    indicators = (
        '  j: {pillar: p, zh: 占全体, en: Of all, value: share(tax), unit: "1", cohort: all, points: 50, '
        "level: {scale: {0%: 0, 100%: 1}}}\n"
    )
    rubric = method(categories=TWO, value="share(tax)", points="50", scale="{0%: 0, 100%: 1}", indicators=indicators)
    figures = frame([10.0, 30.0, 55.0, 5.0], category=["big", "big", "small", "small"])
    appraisal = appraise(rubric, figures)
    sums: dict[str, list[Decimal | None]] = {}
    for zone in "abcd":
        own = card(appraisal, zone)
        for line in own.measures:
            led_to_its_points(line)
        sums[zone] = [line.working.figures[1].value for line in own.measures]
    assert sums == {"a": [40, 100], "b": [40, 100], "c": [60, 100], "d": [60, 100]}
    first = card(appraisal, "a")
    assert [line.points for line in first.measures] == [Decimal("12.50"), Decimal("5.00")]
    assert [line.peers.n for line in first.measures] == [2, 4]
    assert first.standing.total == Decimal("17.50")


# other lines of a card -------------------------------------------------------------------------------------------


def test_a_pillar_that_does_not_count_in_a_category_is_not_on_its_cards() -> None:
    indicators = (
        '  j: {pillar: q, zh: 乙, en: J, value: tax, unit: "1", points: {big: 50}, level: {scale: {0%: 0, 100%: 9}}}\n'
    )
    rubric = method(
        categories=TWO, pillars="  q: {zh: 二, en: Q}", points="{big: 50, small: 100}", indicators=indicators
    )
    appraisal = appraise(rubric, frame([1.0, 2.0, 3.0], category=["big", "big", "small"]))
    assert [[pillar.id for pillar in card(appraisal, zone).pillars] for zone in "ac"] == [["p", "q"], ["p"]]


def test_the_lower_bound_of_an_adjustment_is_told() -> None:
    tail = "adjustments:\n  less: {zh: 扣分, en: Less, points: b - 100, at_least: -30}"
    appraisal = appraise(method(items=item("b"), tail=tail), frame([80.0, 60.0], b=[50.0, 90.0]))
    lines = [card(appraisal, zone).adjustments[0] for zone in "ab"]
    assert [(line.value, line.bound, line.points) for line in lines] == [(-50, "at_least", -30), (-10, None, -10)]
